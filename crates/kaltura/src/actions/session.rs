//! `session`: starting, looking at, and ending sessions (API.md §3).

use std::time::Duration;

use serde::Deserialize;

use crate::action::{Action, Safety};
use crate::ids::{PartnerId, UnixSeconds};
use crate::ks::{Ks, SessionType};
use crate::params::Params;
use crate::secret::AdminSecret;
use crate::wire;

/// Whole seconds for the wire; what is longer than anybody means is cut.
pub(crate) fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX))
}

/// `session.start` (API.md §3.1). The secret travels; [`KsClaims::sign`](crate::KsClaims::sign)
/// does without. That it works does not prove that the account is active.
#[derive(Clone, Debug)]
pub struct Start {
    /// The partner.
    pub partner_id: PartnerId,
    /// Its admin secret.
    pub secret: AdminSecret,
    /// USER or ADMIN.
    pub session_type: SessionType,
    /// Who is acting; any text.
    pub user_id: String,
    /// How long it lives.
    pub lifetime: Duration,
    /// Privileges, comma-separated; may be empty.
    pub privileges: String,
}

impl Action for Start {
    const SERVICE: &'static str = "session";
    const ACTION: &'static str = "start";
    const SAFETY: Safety = Safety::Read;
    type Output = Ks;

    fn params(&self, params: &mut Params) {
        params.set_secret("secret", &self.secret);
        params.set("partnerId", &self.partner_id);
        params.set("type", &self.session_type.code());
        params.set("userId", &self.user_id);
        params.set("expiry", &seconds(self.lifetime));
        params.set("privileges", &self.privileges);
    }

    fn decode(json: &str) -> Result<Ks, serde_json::Error> {
        wire::read(json)
    }
}

/// `session.get` of the session itself (transcript 01-session-get-own).
#[derive(Clone, Copy, Debug)]
pub struct Get;

impl Action for Get {
    const SERVICE: &'static str = "session";
    const ACTION: &'static str = "get";
    const SAFETY: Safety = Safety::Read;
    type Output = SessionInfo;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<SessionInfo, serde_json::Error> {
        wire::read(json)
    }
}

/// What a session may do. All its numbers come as strings (API.md §3.4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    #[serde(deserialize_with = "wire::int")]
    session_type: i64,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// Who is acting.
    #[serde(default, deserialize_with = "wire::text")]
    pub user_id: String,
    /// Until when it is good.
    #[serde(default, rename = "expiry", deserialize_with = "wire::opt_time")]
    pub expires: Option<UnixSeconds>,
    /// Its privileges, comma-separated.
    #[serde(default, deserialize_with = "wire::text")]
    pub privileges: String,
}

impl SessionInfo {
    /// Whether it is an ADMIN session. Registering with any other creates an account without a
    /// parent (API.md §7.2).
    pub fn is_admin(&self) -> bool {
        self.session_type == SessionType::Admin.code()
    }
}

/// `session.end` (transcript 01-session-end).
#[derive(Clone, Copy, Debug)]
pub struct End;

impl Action for End {
    const SERVICE: &'static str = "session";
    const ACTION: &'static str = "end";
    const SAFETY: Safety = Safety::Write;
    type Output = ();

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<(), serde_json::Error> {
        wire::read_nothing(json)
    }
}

/// `session.impersonate`: a session of a child, from the parent's secret (API.md §3.6). Needs
/// no session. [`Session::impersonate`](crate::Session::impersonate) does this and checks the
/// result.
#[derive(Clone, Debug)]
pub struct Impersonate {
    /// The parent.
    pub parent_id: PartnerId,
    /// The parent's admin secret.
    pub secret: AdminSecret,
    /// The child.
    pub child_id: PartnerId,
    /// USER or ADMIN.
    pub session_type: SessionType,
    /// Who is acting, as a user of the child.
    pub user_id: String,
    /// How long it lives; the server cuts at a day.
    pub lifetime: Duration,
    /// Privileges, comma-separated; may be empty.
    pub privileges: String,
}

impl Action for Impersonate {
    const SERVICE: &'static str = "session";
    const ACTION: &'static str = "impersonate";
    const SAFETY: Safety = Safety::Read;
    type Output = Ks;

    fn params(&self, params: &mut Params) {
        params.set_secret("secret", &self.secret);
        params.set("partnerId", &self.parent_id);
        params.set("impersonatedPartnerId", &self.child_id);
        params.set("type", &self.session_type.code());
        params.set("userId", &self.user_id);
        params.set("expiry", &seconds(self.lifetime));
        params.set("privileges", &self.privileges);
    }

    fn decode(json: &str) -> Result<Ks, serde_json::Error> {
        wire::read(json)
    }
}

/// `session.startWidgetSession`: the session that anybody may have (API.md §9).
#[derive(Clone, Copy, Debug)]
pub struct StartWidgetSession {
    /// The partner; its widget is called `_<id>`.
    pub partner_id: PartnerId,
    /// How long it lives; the server's own choice when not given.
    pub lifetime: Option<Duration>,
}

impl Action for StartWidgetSession {
    const SERVICE: &'static str = "session";
    const ACTION: &'static str = "startWidgetSession";
    const SAFETY: Safety = Safety::Read;
    type Output = WidgetSession;

    fn params(&self, params: &mut Params) {
        params.set("widgetId", &format!("_{}", self.partner_id));
        params.set_some("expiry", self.lifetime.map(seconds).as_ref());
    }

    fn decode(json: &str) -> Result<WidgetSession, serde_json::Error> {
        wire::read(json)
    }
}

/// The answer of [`StartWidgetSession`] (transcript 10-blocked-2-widget-session).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WidgetSession {
    /// Whose it is.
    pub partner_id: PartnerId,
    /// The session string.
    pub ks: Ks,
}
