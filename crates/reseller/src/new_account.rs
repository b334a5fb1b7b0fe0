//! Creating one account: what is asked for, what is checked before, and what is said after.
//! `partner.register` is not safe to repeat, so everything here is built around sending it once.

mod at_work;
mod check;
mod create;
mod register;
mod unsettled;

pub(crate) use at_work::{AtWork, SentTimes};
pub(crate) use check::{as_stored, first_error};
pub(crate) use register::{
    Marks, account_id, accounts_after, is_exactly, newest_first, registering,
};
pub(crate) use unsettled::{Finding, Unsettled};

use crate::account::{AccountRow, AccountStatus, Quota};
use crate::ids::{AccountId, ActivityId, ConnectionId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The form (PRODUCT.md §3). Empty text means "not given".
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAccount {
    /// Required; at most 256 characters (API.md §6).
    pub name: String,
    /// Required; at most 50 characters.
    pub admin_name: String,
    /// Required; at most 50 characters. One that signs in somewhere already needs its password,
    /// unless it is the parent's own (API.md §7.2).
    pub admin_email: String,
    /// At most 64 characters, in any format.
    pub phone: String,
    /// At most 1,024 characters.
    pub website: String,
    /// The reseller's own number for it; at most 256 characters.
    pub reference_id: String,
    /// At most 1,024 characters. Kaltura requires one, so Roster fills in a sentence.
    pub description: String,
    /// Two letters, such as `US`.
    pub country: String,
    /// Two letters, such as `NY`.
    pub state: String,
    /// What to copy from. None: Kaltura's own template (API.md §7.2).
    pub template: Option<AccountId>,
    /// Whether Kaltura sends the administrator a link for choosing a password.
    pub send_welcome_email: bool,
    /// The first one. None or empty: Kaltura makes one.
    pub password: Option<crate::sign_in::SecretText>,
}

/// An account to be created, under the parent that the screen shows.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountCreation {
    /// The connection that the screen shows. Nothing is sent when it is not the current one.
    pub connection: ConnectionId,
    /// The form, as it was filled in.
    pub account: NewAccount,
    /// The person agreed to go past the parent's limit.
    pub beyond_quota: bool,
}

/// What came of looking for a registration that was interrupted, or whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationFinding {
    /// Its record in Activity.
    pub activity: ActivityId,
    /// The account, if it is there.
    pub account: Option<AccountId>,
    /// What to tell the person, as sentences.
    pub message: String,
}

/// A field of the form, so that a message can stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NewAccountField {
    /// The account's name.
    Name,
    /// The administrator's name.
    AdminName,
    /// The administrator's e-mail.
    AdminEmail,
    /// The administrator's phone number.
    Phone,
    /// The account's web address.
    Website,
    /// The reseller's own number for the account.
    ReferenceId,
    /// Some words about the account.
    Description,
    /// A two-letter code.
    Country,
    /// A two-letter code.
    State,
    /// The account to copy from.
    Template,
    /// The first password.
    Password,
}

/// How bad a remark on a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Must be put right before sending.
    Error,
    /// Odd but allowed, such as a name that exists already.
    Warning,
}

/// A remark on one field, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldRemark {
    /// Beside which it stands.
    pub field: NewAccountField,
    /// Whether the form can be sent all the same.
    pub severity: Severity,
    /// In the user's language.
    pub message: String,
    /// The accounts that it speaks of, at most three of them.
    pub accounts: Vec<TwinAccount>,
}

/// An account that has something in common with the one in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TwinAccount {
    /// Its Partner ID.
    pub id: AccountId,
    /// As the copy on this computer has it.
    pub name: String,
    /// Any but deleted.
    pub status: AccountStatus,
}

/// What can be said of the form without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAccountCheck {
    /// In the order of the fields.
    pub remarks: Vec<FieldRemark>,
    /// Without the new account. None when the parent's limit is not known.
    pub quota: Option<Quota>,
    /// Creating it would go past the parent's limit, which the server does not enforce.
    pub over_quota: bool,
}

/// A template account to copy from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateChoice {
    /// Its Partner ID.
    pub id: AccountId,
    /// As the copy on this computer has it; not unique.
    pub name: String,
}

/// An account that was created, seen at the server afterwards.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreatedAccount {
    /// As the server keeps it, which may differ from what was sent.
    pub account: AccountRow,
    /// The first password, shown once. None when the e-mail had a login already, because what
    /// the server returns then is not the password (API.md §7.2), or when one was given.
    pub first_password: Option<String>,
    /// The administrator signs in with a login they had before.
    pub login_existed: bool,
    /// Kaltura was asked to send it.
    pub welcome_email_sent: bool,
    /// The first answer was lost and the account was found by looking for it.
    pub found_after_lost_answer: bool,
}

impl std::fmt::Debug for CreatedAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedAccount")
            .field("account", &self.account)
            .field("first_password", &self.first_password.as_ref().map(|_| "[hidden]"))
            .field("login_existed", &self.login_existed)
            .field("found_after_lost_answer", &self.found_after_lost_answer)
            .finish_non_exhaustive()
    }
}
