//! What an action is: a service, a name, parameters, the kind of answer, and whether it is safe
//! to repeat.
//!
//! The actions themselves are in `actions/`. Sending them is the business of `client.rs`.

use std::fmt;

use crate::params::Params;

/// One call of the API.
///
/// Implement it for an action this crate does not have, and [`Client::call`](crate::Client::call)
/// sends it like any other:
///
/// ```
/// use kaltura::{Action, Params, Safety};
///
/// /// The version of the server (transcript 01-system-getVersion).
/// struct GetVersion;
///
/// impl Action for GetVersion {
///     const SERVICE: &'static str = "system";
///     const ACTION: &'static str = "getVersion";
///     const SAFETY: Safety = Safety::Read;
///     type Output = String;
///
///     fn params(&self, _params: &mut Params) {}
///
///     fn decode(json: &str) -> Result<String, serde_json::Error> {
///         serde_json::from_str(json)
///     }
/// }
/// ```
pub trait Action: Send + Sync {
    /// The service, as it stands in the URL: `partner`, `varConsole_varConsole`.
    const SERVICE: &'static str;
    /// The action, as it stands in the URL: `list`.
    const ACTION: &'static str;
    /// Whether it may be sent again when the first answer got lost.
    const SAFETY: Safety;
    /// How long an answer may reasonably take.
    const PACE: Pace = Pace::Normal;
    /// What the answer means.
    type Output: Send + 'static;

    /// Writes the parameters. The session is not one of them: the client adds it.
    fn params(&self, params: &mut Params);

    /// Reads an answer that is not an API error.
    fn decode(json: &str) -> Result<Self::Output, serde_json::Error>;
}

/// Whether repeating an action does anything that doing it once does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Repeating is harmless: nothing is changed, or only a short-lived session is made.
    Read,
    /// Repeating might create a second account, count as a second failed sign-in, or undo what
    /// somebody else did meanwhile. Sent again only when the first one provably never left.
    Write,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Seconds.
    Normal,
    /// Minutes: `partner.register` copies a template and may run up to 600 s (API.md §7.2).
    Slow,
}

/// The name of an action, for logs and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallName {
    /// The service.
    pub service: &'static str,
    /// The action; empty for a multirequest.
    pub action: &'static str,
}

impl CallName {
    pub(crate) const MULTIREQUEST: Self = Self { service: "multirequest", action: "" };

    /// The name of an action's type.
    pub const fn of<A: Action>() -> Self {
        Self { service: A::SERVICE, action: A::ACTION }
    }
}

impl fmt::Display for CallName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.action.is_empty() {
            f.write_str(self.service)
        } else {
            write!(f, "{}.{}", self.service, self.action)
        }
    }
}
