//! `system`: is anybody there?

use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire;

/// `system.ping`: whether a Kaltura server answers at this address (transcript
/// 09-error-ks-expired-on-ping: a session sent along is checked, so send none).
#[derive(Clone, Copy, Debug)]
pub struct Ping;

impl Action for Ping {
    const SERVICE: &'static str = "system";
    const ACTION: &'static str = "ping";
    const SAFETY: Safety = Safety::Read;
    type Output = bool;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<bool, serde_json::Error> {
        wire::read_flag(json)
    }
}
