//! The services, one file each, and the table of all of them. A service that is not in the table
//! does not exist: `SERVICE_DOES_NOT_EXISTS`.

pub(crate) mod admin_user;
pub(crate) mod app_token;
pub(crate) mod base_entry;
pub(crate) mod caption;
pub(crate) mod category;
pub(crate) mod category_entry;
pub(crate) mod media;
pub(crate) mod metadata;
pub(crate) mod partner;
pub(crate) mod partner_usage;
pub(crate) mod permission;
pub(crate) mod registration;
mod related;
pub(crate) mod report;
pub(crate) mod schedule;
pub(crate) mod session;
pub(crate) mod system;
pub(crate) mod user;
pub(crate) mod user_role;
pub(crate) mod var_console;

use crate::dispatch::{Action, Service};

static ALL: [&Service; 18] = [
    &system::SERVICE,
    &session::SERVICE,
    &partner::SERVICE,
    &user::SERVICE,
    &admin_user::SERVICE,
    &app_token::SERVICE,
    &permission::SERVICE,
    &user_role::SERVICE,
    &var_console::SERVICE,
    &report::SERVICE,
    &base_entry::SERVICE,
    &media::SERVICE,
    &category::SERVICE,
    &category_entry::SERVICE,
    &caption::SERVICE,
    &metadata::METADATA,
    &metadata::PROFILES,
    &schedule::SERVICE,
];

/// A service by its name in lower case.
pub(crate) fn find(lower: &str) -> Option<&'static Service> {
    ALL.iter().copied().find(|service| service.name.eq_ignore_ascii_case(lower))
}

/// Whether an action has a `partnerId` of its own, so that naming another partner is its
/// business and not an attempt to act as that partner.
pub(crate) fn takes_partner_id(action: &Action) -> bool {
    action.params.iter().any(|param| param.name == "partnerId")
}

/// Actions that answer a file: their errors are an empty page and two headers (API.md §2).
pub(crate) fn serves_file(service: &str, action: &str) -> bool {
    matches!(
        (service, action),
        ("report", "serve" | "getCsv" | "getCsvFromStringParams")
            | ("caption_captionAsset" | "metadata_metadataProfile", "serve")
    )
}

/// Actions that switch the answer cache off at their start (API.md §14).
pub(crate) fn disables_cache(service: &Service, action: &Action) -> bool {
    matches!(
        (service.name, action.name),
        ("session", "start" | "impersonate" | "startWidgetSession" | "end")
            | ("partner", "register" | "registrationValidation" | "getSecrets")
            | ("user" | "adminUser", "login" | "loginByLoginId" | "checkLoginDataExists")
            | ("appToken", "startSession")
    )
}
