//! The codes and texts of API errors: their names, what a registration's text means, and how
//! secrets are taken out of them.
//!
//! The error types themselves are in `error.rs`.

use std::collections::BTreeMap;
use std::fmt;

use crate::ks::Ks;

/// Error codes by name; spelling on the wire as in API.md §2.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// A session that cannot be used; `KSID` says why (§3.5).
    InvalidKs,
    /// No session where one is needed.
    MissingKs,
    /// The session may not do this.
    ServiceForbidden,
    /// The partner is blocked, removed, deleted or unknown.
    ContentBlocked,
    /// The partner restricts the API, for example by address.
    AccessControlRestricted,
    /// The partner lacks a feature (`FEATURE`), for example `varConsole`.
    FeatureForbidden,
    /// `session.start` or `session.impersonate` refused.
    StartSession,
    /// `partner.get` of an id that is neither own nor a child's.
    InvalidPartnerId,
    /// `varConsole.updateStatus` of such an id.
    UnknownPartnerId,
    /// `partner.register` refused; the reason is in `MESSAGE`.
    PartnerRegistration,
    /// A read-only property was sent with another value.
    PropertyNotUpdatable,
    /// A property has the wrong form.
    PropertyWrongFormat,
    /// A property that must be given is not.
    PropertyCannotBeNull,
    /// A rate limit (§14).
    ActionBlocked,
    /// The offset is beyond 10,000 in a list from the search index.
    QueryExceededMaxMatches,
    /// An unexpected failure inside the server.
    InternalServer,
    /// A database failure inside the server.
    InternalDatabase,
    /// No such service.
    ServiceDoesNotExist,
    /// No such action.
    ActionDoesNotExist,
    /// No service was named: what the server says when it did not read the request.
    ServiceNotSpecified,
    /// A parameter is missing.
    MissingMandatoryParameter,
    /// A value is not in its enumeration.
    InvalidEnumValue,
    /// A character that XML does not allow.
    InvalidParameterChar,
    /// Nearly every failed sign-in (§9).
    UserWrongPassword,
    /// No such user.
    UserNotFound,
    /// The login does not fit the account.
    UserData,
    /// The account asks for a one-time code and none was given.
    MissingOtp,
    /// The one-time code is wrong.
    InvalidOtp,
    /// The password has to be changed first.
    PasswordExpired,
    /// Too many failed attempts.
    LoginRetriesExceeded,
    /// The login is blocked for a while.
    LoginBlocked,
    /// Signing in with a password is switched off (single sign-on only).
    DirectLoginBlocked,
    /// The user is blocked.
    UserIsBlocked,
    /// No user of that id.
    InvalidUserId,
    /// No such widget: for `_<id>`, no such partner.
    InvalidWidgetId,
    /// The hash does not prove the app token.
    InvalidAppTokenHash,
    /// No such app token, or deleted.
    AppTokenIdNotFound,
    /// The app token is switched off.
    AppTokenNotActive,
    /// The app token has run out.
    AppTokenExpired,
    /// No object of that id.
    InvalidObjectId,
    /// No role of that id or name.
    UnknownRoleId,
    /// More than 2,000 partners in one usage call (§8.2).
    MaxSubPublishersExceeded,
    /// No such report.
    ReportNotFound,
    /// Any other code, as it came.
    Other(String),
}

/// The spelling on the wire of every code that has a name.
const CODES: &[(ErrorCode, &str)] = &[
    (ErrorCode::InvalidKs, "INVALID_KS"),
    (ErrorCode::MissingKs, "MISSING_KS"),
    (ErrorCode::ServiceForbidden, "SERVICE_FORBIDDEN"),
    (ErrorCode::ContentBlocked, "SERVICE_FORBIDDEN_CONTENT_BLOCKED"),
    (ErrorCode::AccessControlRestricted, "SERVICE_ACCESS_CONTROL_RESTRICTED"),
    (ErrorCode::FeatureForbidden, "FEATURE_FORBIDDEN"),
    (ErrorCode::StartSession, "START_SESSION_ERROR"),
    (ErrorCode::InvalidPartnerId, "INVALID_PARTNER_ID"),
    (ErrorCode::UnknownPartnerId, "UNKNOWN_PARTNER_ID"),
    (ErrorCode::PartnerRegistration, "PARTNER_REGISTRATION_ERROR"),
    (ErrorCode::PropertyNotUpdatable, "PROPERTY_VALIDATION_NOT_UPDATABLE"),
    (ErrorCode::PropertyWrongFormat, "PROPERTY_VALIDATION_WRONG_FORMAT"),
    (ErrorCode::PropertyCannotBeNull, "PROPERTY_VALIDATION_CANNOT_BE_NULL"),
    (ErrorCode::ActionBlocked, "ACTION_BLOCKED"),
    (ErrorCode::QueryExceededMaxMatches, "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED"),
    (ErrorCode::InternalServer, "INTERNAL_SERVERL_ERROR"),
    (ErrorCode::InternalDatabase, "INTERNAL_DATABASE_ERROR"),
    (ErrorCode::ServiceDoesNotExist, "SERVICE_DOES_NOT_EXISTS"),
    (ErrorCode::ActionDoesNotExist, "ACTION_DOES_NOT_EXISTS"),
    (ErrorCode::ServiceNotSpecified, "SERVICE_NOT_SPECIFIED"),
    (ErrorCode::MissingMandatoryParameter, "MISSING_MANDATORY_PARAMETER"),
    (ErrorCode::InvalidEnumValue, "INVALID_ENUM_VALUE"),
    (ErrorCode::InvalidParameterChar, "INVALID_PARAMETER_CHAR"),
    (ErrorCode::UserWrongPassword, "USER_WRONG_PASSWORD"),
    (ErrorCode::UserNotFound, "USER_NOT_FOUND"),
    (ErrorCode::UserData, "USER_DATA_ERROR"),
    (ErrorCode::MissingOtp, "MISSING_OTP"),
    (ErrorCode::InvalidOtp, "INVALID_OTP"),
    (ErrorCode::PasswordExpired, "PASSWORD_EXPIRED"),
    (ErrorCode::LoginRetriesExceeded, "LOGIN_RETRIES_EXCEEDED"),
    (ErrorCode::LoginBlocked, "LOGIN_BLOCKED"),
    (ErrorCode::DirectLoginBlocked, "DIRECT_LOGIN_BLOCKED"),
    (ErrorCode::UserIsBlocked, "USER_IS_BLOCKED"),
    (ErrorCode::InvalidUserId, "INVALID_USER_ID"),
    (ErrorCode::InvalidWidgetId, "INVALID_WIDGET_ID"),
    (ErrorCode::InvalidAppTokenHash, "INVALID_APP_TOKEN_HASH"),
    (ErrorCode::AppTokenIdNotFound, "APP_TOKEN_ID_NOT_FOUND"),
    (ErrorCode::AppTokenNotActive, "APP_TOKEN_NOT_ACTIVE"),
    (ErrorCode::AppTokenExpired, "APP_TOKEN_EXPIRED"),
    (ErrorCode::InvalidObjectId, "INVALID_OBJECT_ID"),
    (ErrorCode::UnknownRoleId, "UNKNOWN_ROLE_ID"),
    (ErrorCode::MaxSubPublishersExceeded, "MAX_SUB_PUBLISHERS_EXCEEDED"),
    (ErrorCode::ReportNotFound, "REPORT_NOT_FOUND"),
];

impl ErrorCode {
    /// Finds the code by its spelling on the wire.
    pub fn from_wire(code: &str) -> Self {
        CODES
            .iter()
            .find(|(_, wire)| *wire == code)
            .map_or_else(|| Self::Other(code.to_owned()), |(known, _)| known.clone())
    }

    /// The spelling on the wire.
    pub fn as_str(&self) -> &str {
        if let Self::Other(code) = self {
            return code;
        }
        CODES.iter().find(|(known, _)| known == self).map_or("", |(_, wire)| wire)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a registration was refused, read from the one text the server gives (API.md §7.2, steps
/// 1 to 15; transcripts 03-partner-register-*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RegistrationRefusal {
    /// The e-mail address already has a login, and no password was given (step 13).
    EmailTaken,
    /// It has a login, and the password given is not its own (step 14).
    WrongPassword,
    /// Not an e-mail address by the server's rules (step 10).
    InvalidEmail,
    /// The domain of the e-mail address is not allowed for this package (step 12).
    EmailDomainNotAllowed,
    /// A field that must be filled in is empty or missing (steps 3, 9, 11).
    FieldMissing,
    /// A field is longer than the server allows (step 4).
    FieldTooLong,
    /// A field that may not be set, or not together with another (steps 2, 5, 6).
    FieldNotAllowed,
    /// The session's partner may not create children, **or** the template is not one of its
    /// children: the server has one text for both (steps 7 and 8).
    NotAParentOrBadTemplate,
    /// Registration from this country is stopped for now (step 1).
    CountryBlocked,
    /// "Unknown error": the account may have been created all the same (step 15).
    Unknown,
    /// A text this client does not know.
    Other,
}

impl RegistrationRefusal {
    /// Sorts the text of `args.MESSAGE`.
    pub fn from_message(message: &str) -> Self {
        let has = |part: &str| message.contains(part);
        if has("already exists in system") {
            Self::EmailTaken
        } else if has("Invalid password for user") {
            Self::WrongPassword
        } else if has("Invalid email address") {
            Self::InvalidEmail
        } else if has("email domain is not allowed") {
            Self::EmailDomainNotAllowed
        } else if has("cannot be null") || has("Please fill in") {
            Self::FieldMissing
        } else if has("cannot have more than") {
            Self::FieldTooLong
        } else if has("is not a VAR/GROUP") {
            Self::NotAParentOrBadTemplate
        } else if has("cannot be updated")
            || has("is deprecated and should not be used")
            || has("does not have permission to insert")
        {
            Self::FieldNotAllowed
        } else if has("blocked from this country") {
            Self::CountryBlocked
        } else if has("Unknown error") {
            Self::Unknown
        } else {
            Self::Other
        }
    }
}

impl RegistrationRefusal {
    /// Whether the server refuses for this reason before it makes anything (API.md §7.2, steps 1
    /// to 14). A registration is not atomic: one that fails late, or for a reason that nobody here
    /// knows, may have left the account behind.
    pub fn comes_before_anything_is_made(self) -> bool {
        match self {
            Self::EmailTaken
            | Self::WrongPassword
            | Self::InvalidEmail
            | Self::EmailDomainNotAllowed
            | Self::FieldMissing
            | Self::FieldTooLong
            | Self::FieldNotAllowed
            | Self::NotAParentOrBadTemplate
            | Self::CountryBlocked => true,
            Self::Unknown | Self::Other => false,
        }
    }
}

/// What stands in place of something secret.
const HIDDEN: &str = "[hidden]";

/// The words that may stand in `KSID`; anything else there is the session string itself.
const KSID_WORDS: &[&str] = &[
    "EXPIRED",
    "LOGOUT",
    "EXCEEDED_ACTIONS_LIMIT",
    "EXCEEDED_RESTRICTED_IP",
    "EXCEEDED_RESTRICTED_URI",
];

/// Takes session strings and secrets out of an error's text and arguments.
pub(crate) fn redact(
    code: &ErrorCode,
    message: &str,
    mut args: BTreeMap<String, String>,
) -> (String, BTreeMap<String, String>) {
    if *code == ErrorCode::InvalidKs {
        let reason = args.get("KSID").filter(|id| KSID_WORDS.contains(&id.as_str())).cloned();
        let shown = reason.unwrap_or_else(|| HIDDEN.to_owned());
        let message = format!("Invalid KS \"{shown}\"");
        for (name, value) in &mut args {
            match name.as_str() {
                "KSID" => value.clone_from(&shown),
                "ERR_CODE" | "ERR_DESC" => *value = hide_secrets(value),
                _ => HIDDEN.clone_into(value),
            }
        }
        return (message, args);
    }
    for value in args.values_mut() {
        *value = hide_secrets(value);
    }
    (hide_secrets(message), args)
}

/// Replaces every word that is a session string or looks like a secret (32 hex digits).
fn hide_secrets(text: &str) -> String {
    // Not the `=` that a session string may end with: it also stands before values.
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let is_hex = |run: &str| run.len() == 32 && run.bytes().all(|b| b.is_ascii_hexdigit());
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let secret = Ks::looks_like_part_of(word) || word.split(['_', '-', '+']).any(is_hex);
        shown.push_str(if secret { HIDDEN } else { word });
        let gap = after.find(is_part).unwrap_or(after.len());
        shown.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    shown
}
