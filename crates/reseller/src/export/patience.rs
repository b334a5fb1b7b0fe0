//! How often the server is asked again for what it refused for the moment. Faults of the connection
//! are waited out by the client, and how fast an export goes is in `gate`.

use super::gate::Gate;
use kaltura::{Error as Failure, SessionError};

/// How often a page is asked for again when the server says that there were too many requests:
/// with the pauses of the gate, for some five minutes.
const PATIENCE: u32 = 10;
/// How often it is asked for again when something went wrong in the server that may be over the
/// next moment. Reads can be repeated.
pub(super) const FAULTS: u32 = 3;

/// How often something is asked for again when a part of a request was refused because there
/// were too many or because something went wrong in the server, each time after a pause that the
/// gate keeps; and when somebody ended the session. Faults of the connection were waited out by
/// the client already.
#[derive(Debug)]
pub(crate) struct Patience {
    left: u32,
    faults: u32,
    /// How often it was refused already.
    refused: u32,
}

/// Asks, and again while the server only wants patience.
pub(crate) async fn patiently<T, F>(gate: &Gate, ask: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut patience = Patience::new();
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(failure) => patience.again(gate, failure)?,
        }
    }
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self { left: PATIENCE, faults: FAULTS, refused: 0 }
    }

    /// Whether to ask again; the failure itself when not.
    pub(crate) fn again(&mut self, gate: &Gate, failure: Failure) -> Result<(), Failure> {
        use kaltura::ErrorCode as Code;
        let is_fault = failure.code() == Some(&Code::InternalServer);
        if is_fault || kaltura::retry::asks_for_less(&failure) {
            self.refused += 1;
            gate.slow_down(self.refused);
        }
        let is_passing = failure
            .api()
            .is_some_and(|api| api.is_rate_limit() || *api.code() == Code::InternalDatabase);
        // The next request begins another session, where that is possible.
        let is_ended = matches!(failure, Failure::Session(SessionError::LoggedOut));
        let left = if is_passing {
            &mut self.left
        } else if is_fault || is_ended {
            &mut self.faults
        } else {
            return Err(failure);
        };
        if *left == 0 {
            return Err(failure);
        }
        *left -= 1;
        Ok(())
    }
}
