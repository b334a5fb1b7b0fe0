//! `user`: signing in with e-mail and password, and who one is (API.md §9).

use std::time::Duration;

use serde::Deserialize;

use super::session::seconds;
use crate::action::{Action, Safety};
use crate::ids::PartnerId;
use crate::ks::Ks;
use crate::params::Params;
use crate::secret::{OneTimeCode, Password};
use crate::wire;

/// `user.loginByLoginId` (transcripts 05-user-loginByLoginId-*, 12-login-otp-*).
///
/// Nearly every failure is `USER_WRONG_PASSWORD`, a blocked account included. Failures count
/// towards a lock, `MISSING_OTP` too, so it is a write and never repeated by itself.
#[derive(Clone, Debug)]
pub struct LoginByLoginId {
    /// The e-mail address.
    pub login_id: String,
    /// The password.
    pub password: Password,
    /// The account to enter. Without it the server picks the one used last.
    pub partner_id: Option<PartnerId>,
    /// How long the session lives; a day when not given.
    pub lifetime: Option<Duration>,
    /// Privileges; the server gives `*` when not given.
    pub privileges: Option<String>,
    /// The code of the authenticator app, if the account asks for one. Ignored otherwise.
    pub otp: Option<OneTimeCode>,
}

impl Action for LoginByLoginId {
    const SERVICE: &'static str = "user";
    const ACTION: &'static str = "loginByLoginId";
    const SAFETY: Safety = Safety::Write;
    type Output = Ks;

    fn params(&self, params: &mut Params) {
        params.set("loginId", &self.login_id);
        params.set_secret("password", &self.password);
        params.set_some("partnerId", self.partner_id.as_ref());
        params.set_some("expiry", self.lifetime.map(seconds).as_ref());
        params.set_some("privileges", self.privileges.as_ref());
        if let Some(otp) = &self.otp {
            params.set_secret("otp", otp);
        }
    }

    fn decode(json: &str) -> Result<Ks, serde_json::Error> {
        wire::read(json)
    }
}

/// `user.get` (transcripts 05-user-get-self, 12-user-get-*).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Get {
    /// The user; the one of the session when not given.
    pub user_id: Option<String>,
}

impl Action for Get {
    const SERVICE: &'static str = "user";
    const ACTION: &'static str = "get";
    const SAFETY: Safety = Safety::Read;
    type Output = User;

    fn params(&self, params: &mut Params) {
        params.set_some("userId", self.user_id.as_ref());
    }

    fn decode(json: &str) -> Result<User, serde_json::Error> {
        wire::read(json)
    }
}

/// A user of one partner. A session without a user gives one without a name (transcript
/// 12-user-get-ks-without-user).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The user id, often the e-mail address.
    #[serde(default, deserialize_with = "wire::text")]
    pub id: String,
    /// Whose user it is.
    #[serde(default, deserialize_with = "wire::opt_partner")]
    pub partner_id: Option<PartnerId>,
    /// First and last name.
    #[serde(default, deserialize_with = "wire::text")]
    pub full_name: String,
    /// The e-mail address.
    #[serde(default, deserialize_with = "wire::text")]
    pub email: String,
    /// Whether it may administer.
    #[serde(default, deserialize_with = "wire::flag")]
    pub is_admin: bool,
    /// Whether it owns the account.
    #[serde(default, deserialize_with = "wire::flag")]
    pub is_account_owner: bool,
    /// Whether it can sign in with a password.
    #[serde(default, deserialize_with = "wire::flag")]
    pub login_enabled: bool,
    /// Ids of its roles, comma-separated.
    #[serde(default, deserialize_with = "wire::text")]
    pub role_ids: String,
    /// Names of its roles, comma-separated.
    #[serde(default, deserialize_with = "wire::text")]
    pub role_names: String,
}

/// `user.checkLoginDataExists`: whether an e-mail address has a login (API.md §7.2, "Pre-checks";
/// transcripts 03-user-checkLoginDataExists-*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLoginDataExists {
    /// The e-mail address.
    pub login_email: String,
}

impl Action for CheckLoginDataExists {
    const SERVICE: &'static str = "user";
    const ACTION: &'static str = "checkLoginDataExists";
    const SAFETY: Safety = Safety::Read;
    type Output = bool;

    fn params(&self, params: &mut Params) {
        params.set(
            "filter",
            &serde_json::json!({
                "objectType": "KalturaUserLoginDataFilter",
                "loginEmailEqual": self.login_email,
            }),
        );
    }

    fn decode(json: &str) -> Result<bool, serde_json::Error> {
        wire::read_flag(json)
    }
}
