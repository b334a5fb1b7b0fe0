//! Creating one account: what is asked for, what is checked before, and what is said after.
//! `partner.register` is not safe to repeat, so everything here is built around sending it once.

mod check;
mod create;
mod register;
mod unsettled;

pub(crate) use check::{as_stored, first_error};
pub(crate) use register::{
    AtWork, Marks, account_id, accounts_after, answered, is_exactly, newest_first, registering,
    still_at_work,
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
    pub name: String,
    pub admin_name: String,
    pub admin_email: String,
    pub phone: String,
    pub website: String,
    pub reference_id: String,
    pub description: String,
    pub country: String,
    pub state: String,
    pub template: Option<AccountId>,
    pub send_welcome_email: bool,
    pub password: Option<crate::sign_in::SecretText>,
}

/// An account to be created, under the parent that the screen shows.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountCreation {
    /// The connection that the screen shows. Nothing is sent when it is not the current one.
    pub connection: ConnectionId,
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
    Name,
    AdminName,
    AdminEmail,
    Phone,
    Website,
    ReferenceId,
    Description,
    Country,
    State,
    Template,
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
    pub field: NewAccountField,
    pub severity: Severity,
    pub message: String,
    /// The accounts that it speaks of, at most three of them.
    pub accounts: Vec<TwinAccount>,
}

/// An account that has something in common with the one in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TwinAccount {
    pub id: AccountId,
    pub name: String,
    pub status: AccountStatus,
}

/// What can be said of the form without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAccountCheck {
    pub remarks: Vec<FieldRemark>,
    pub quota: Option<Quota>,
    /// Creating it would go past the parent's limit, which the server does not enforce.
    pub over_quota: bool,
}

/// A template account to copy from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateChoice {
    pub id: AccountId,
    pub name: String,
}

/// An account that was created, seen at the server afterwards.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreatedAccount {
    pub account: AccountRow,
    /// The first password, shown once. None when the e-mail had a login already, because what
    /// the server returns then is not the password (API.md §7.2), or when one was given.
    pub first_password: Option<String>,
    /// The administrator signs in with a login they had before.
    pub login_existed: bool,
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
