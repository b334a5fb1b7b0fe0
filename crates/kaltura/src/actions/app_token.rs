//! `appToken`: tokens that stand in for a password (API.md §9; transcripts 06-appToken-*,
//! 12-appToken-*).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Pager;
use super::session::seconds;
use crate::action::{Action, Safety};
use crate::error::RequestError;
use crate::ids::{AppTokenId, PartnerId, RequestTime, UnixSeconds};
use crate::ks::{Ks, SessionType};
use crate::params::Params;
use crate::secret::AppToken;
use crate::session::AppTokenHash;
use crate::wire::{self, List};

/// `appToken.add`: makes a token of the session's partner. Needs an ADMIN session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Add {
    /// How it is hashed when used.
    pub hash: AppTokenHash,
    /// The kind of the sessions it starts.
    pub session_type: SessionType,
    /// Who acts in these sessions.
    pub session_user_id: String,
    /// How long each of them lives.
    pub session_lifetime: Duration,
    /// Their privileges; may be empty. A token's privileges cannot be widened later.
    pub session_privileges: String,
    /// When the token itself runs out; never when not given.
    pub expires: Option<UnixSeconds>,
    /// A text for people.
    pub description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireToken<'a> {
    object_type: &'static str,
    hash_type: &'static str,
    session_type: i64,
    session_user_id: &'a str,
    session_duration: i64,
    #[serde(skip_serializing_if = "str::is_empty")]
    session_privileges: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<RequestTime>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
}

impl Action for Add {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "add";
    const SAFETY: Safety = Safety::Write;
    type Output = NewToken;

    fn params(&self, params: &mut Params) {
        params.set(
            "appToken",
            &WireToken {
                object_type: "KalturaAppToken",
                hash_type: self.hash.as_str(),
                session_type: self.session_type.code(),
                session_user_id: &self.session_user_id,
                session_duration: seconds(self.session_lifetime),
                session_privileges: &self.session_privileges,
                expiry: self.expires.map(RequestTime::at),
                description: &self.description,
            },
        );
    }

    fn decode(json: &str) -> Result<NewToken, serde_json::Error> {
        /// Read by itself, so that the secret is never held in between.
        #[derive(Deserialize)]
        struct SecretPart {
            token: AppToken,
        }
        let SecretPart { token } = wire::read(json)?;
        Ok(NewToken { info: wire::read(json)?, token })
    }
}

/// A token that was just made, with the secret part.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What the server says of it.
    pub info: TokenInfo,
    /// The secret part.
    pub token: AppToken,
}

/// A token without its secret part.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// Its name.
    pub id: AppTokenId,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// 1 disabled, 2 active, 3 deleted (API.md §13).
    #[serde(deserialize_with = "wire::int")]
    pub status: i64,
    /// How it is hashed, as it stands on the wire; see [`TokenInfo::hash`].
    #[serde(default, deserialize_with = "wire::text")]
    pub hash_type: String,
    #[serde(default, deserialize_with = "wire::opt_int")]
    session_type: Option<i64>,
    /// Who acts in its sessions.
    #[serde(default, deserialize_with = "wire::text")]
    pub session_user_id: String,
    /// How long its sessions live, in seconds.
    #[serde(default, rename = "sessionDuration", deserialize_with = "wire::opt_int")]
    pub session_seconds: Option<i64>,
    /// Their privileges.
    #[serde(default, deserialize_with = "wire::text")]
    pub session_privileges: String,
    /// When the token itself runs out.
    #[serde(default, rename = "expiry", deserialize_with = "wire::opt_time")]
    pub expires: Option<UnixSeconds>,
    /// When it was made.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub created_at: Option<UnixSeconds>,
    /// A text for people.
    #[serde(default, deserialize_with = "wire::text")]
    pub description: String,
}

impl TokenInfo {
    /// How it is hashed, or that this is no longer safe.
    pub fn hash(&self) -> Result<AppTokenHash, RequestError> {
        AppTokenHash::from_wire(&self.hash_type)
    }

    /// Whether it can be used.
    pub fn is_active(&self) -> bool {
        self.status == 2
    }

    /// Whether its sessions are ADMIN sessions.
    pub fn is_admin(&self) -> bool {
        self.session_type == Some(SessionType::Admin.code())
    }
}

/// `appToken.get`. The server shows the secret part again (transcript 12-appToken-get-*); it
/// is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The token.
    pub id: AppTokenId,
}

impl Action for Get {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "get";
    const SAFETY: Safety = Safety::Read;
    type Output = TokenInfo;

    fn params(&self, params: &mut Params) {
        params.set("id", &self.id);
    }

    fn decode(json: &str) -> Result<TokenInfo, serde_json::Error> {
        wire::read(json)
    }
}

/// `appToken.list` of the session's partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListTokens {
    /// Which page.
    pub pager: Pager,
}

impl Action for ListTokens {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<TokenInfo>;

    fn params(&self, params: &mut Params) {
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<TokenInfo>, serde_json::Error> {
        wire::read(json)
    }
}

/// `appToken.startSession`: a session for who holds the token. Needs any session of the
/// partner, a widget session will do. [`SessionSource::AppToken`](crate::SessionSource) does
/// the whole exchange.
#[derive(Clone, Debug)]
pub struct StartSession {
    /// The token.
    pub id: AppTokenId,
    /// The proof; see [`AppTokenHash::prove`].
    pub token_hash: String,
    /// How long it lives at most; the token's own duration when not given or when that is
    /// shorter (transcripts 12-appToken-startSession-*).
    pub lifetime: Option<Duration>,
}

impl Action for StartSession {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "startSession";
    const SAFETY: Safety = Safety::Read;
    type Output = StartedSession;

    fn params(&self, params: &mut Params) {
        params.set("id", &self.id);
        params.set("tokenHash", &self.token_hash);
        params.set_some("expiry", self.lifetime.map(seconds).as_ref());
    }

    fn decode(json: &str) -> Result<StartedSession, serde_json::Error> {
        wire::read(json)
    }
}

/// The answer of [`StartSession`] (transcript 06-appToken-startSession-ok).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartedSession {
    /// The session string.
    pub ks: Ks,
    /// Whose it is; comes as a string.
    pub partner_id: PartnerId,
    /// Who acts in it.
    #[serde(default, deserialize_with = "wire::text")]
    pub user_id: String,
    /// Until when it is good.
    #[serde(default, rename = "expiry", deserialize_with = "wire::opt_time")]
    pub expires: Option<UnixSeconds>,
}

/// `appToken.delete` (transcript 06-appToken-delete).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The token.
    pub id: AppTokenId,
}

impl Action for Delete {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "delete";
    const SAFETY: Safety = Safety::Write;
    type Output = ();

    fn params(&self, params: &mut Params) {
        params.set("id", &self.id);
    }

    fn decode(json: &str) -> Result<(), serde_json::Error> {
        wire::read_nothing(json)
    }
}
