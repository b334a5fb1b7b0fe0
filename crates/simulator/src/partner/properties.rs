//! The properties of `KalturaPartner`: order, kind, who may write them, column widths and what
//! an untouched account shows (API.md §6). How they are written into an answer is in
//! `render.rs`.

use crate::wire::deserialize::{Class, Enumeration, Kind};

/// Who may write a property (the R, P and W of API.md §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    /// Dropped silently, with a response header as the only trace.
    Privileged,
    Write,
}

/// What an answer shows when the property was never set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unset {
    Absent,
    Int(i64),
    Text(&'static str),
    Flag(bool),
    EmptyList,
    /// Filled in by `render.rs`.
    Computed,
}

/// One property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) access: Access,
    /// Characters the column holds; longer values are stored cut.
    pub(crate) width: Option<usize>,
    pub(crate) unset: Unset,
}

const fn read(name: &'static str, kind: Kind, unset: Unset) -> Property {
    Property { name, kind, access: Access::Read, width: None, unset }
}

const fn write(name: &'static str, kind: Kind, width: usize, unset: Unset) -> Property {
    let width = if width == 0 { None } else { Some(width) };
    Property { name, kind, access: Access::Write, width, unset }
}

const fn privileged(name: &'static str, kind: Kind, unset: Unset) -> Property {
    Property { name, kind, access: Access::Privileged, width: None, unset }
}

pub(crate) static COMMERCIAL_USE: Enumeration =
    Enumeration { name: "KalturaCommercialUseType", values: &["0", "1"] };
pub(crate) static PARTNER_TYPE: Enumeration = Enumeration {
    name: "KalturaPartnerType",
    values: &["1", "100", "101", "102", "103", "104", "105", "106", "107", "108", "109"],
};
pub(crate) static PARTNER_STATUS: Enumeration =
    Enumeration { name: "KalturaPartnerStatus", values: &["0", "1", "2", "3", "4"] };
pub(crate) static GROUP_TYPE: Enumeration =
    Enumeration { name: "KalturaPartnerGroupType", values: &["1", "2", "3", "4"] };
static AUTHENTICATION_TYPE: Enumeration =
    Enumeration { name: "KalturaPartnerAuthenticationType", values: &["0", "1", "2"] };
static TWO_FACTOR_MODE: Enumeration =
    Enumeration { name: "KalturaTwoFactorAuthenticationMode", values: &["0", "1", "2"] };

pub(crate) static KEY_VALUE: Class = Class {
    name: "KalturaKeyValue",
    base: None,
    properties: &[("key", Kind::Text), ("value", Kind::Text), ("description", Kind::Text)],
    extended_by: &[],
};
pub(crate) static REGEX_ITEM: Class = Class {
    name: "KalturaRegexItem",
    base: None,
    properties: &[("regex", Kind::Text), ("description", Kind::Text)],
    extended_by: &[],
};
static DELIVERY_TYPE: Class = Class {
    name: "KalturaPlayerDeliveryType",
    base: None,
    properties: &[("id", Kind::Text)],
    extended_by: &[],
};
static EMBED_CODE_TYPE: Class = Class {
    name: "KalturaPlayerEmbedCodeType",
    base: None,
    properties: &[("id", Kind::Text)],
    extended_by: &[],
};
static STRING_VALUE: Class = Class {
    name: "KalturaESearchLanguageItem",
    base: None,
    properties: &[("eSerachLanguage", Kind::Text)],
    extended_by: &[],
};

/// What the password rules say unless an account has its own (`configurations/base.ini:190`).
pub(crate) const PASSWORD_RULES: &[&str] = &[
    r"/^[a-zA-Z0-9~!@#$%^*=+?\(\)\-\[\]\{\}]{8,14}$/",
    "/[0-9]+/",
    "/[a-z]+/",
    r"/[~!@#$%^*=+?\(\)\-\[\]\{\}]+/",
];
const PASSWORD_RULES_TEXT: &str = "- Must be 8–14 characters long; allowed: alphanumeric and \
    ~!@#$%^*=+?()[]{} .\\n- Must contain at least one digit (0-9).\\n- Must contain at least \
    one lowercase letter (a-z).\\n- Must contain at least one of the following symbols:  \
    !?~@#$%^*=+-()[]{}\\n- Must not contain your name or email.";

use Kind::{Array, Bool, Enum, Int, Text, Time};
use Unset::{Absent, Computed, EmptyList, Flag};

const COUNT: usize = 77;

/// All properties in the order in which answers carry them.
pub(crate) static PROPERTIES: [Property; COUNT] = PROPERTY_LIST;

const PROPERTY_LIST: [Property; COUNT] = [
    read("id", Int, Computed),
    write("name", Text, 256, Unset::Text("")),
    write("website", Text, 1024, Absent),
    write("notificationUrl", Text, 1024, Absent),
    write("appearInSearch", Int, 0, Unset::Int(1)),
    read("createdAt", Time, Computed),
    write("adminName", Text, 50, Unset::Text("")),
    write("adminEmail", Text, 50, Absent),
    write("description", Text, 1024, Unset::Text("")),
    write("commercialUse", Enum(&COMMERCIAL_USE), 0, Unset::Int(0)),
    write("landingPage", Text, 0, Absent),
    write("userLandingPage", Text, 0, Absent),
    write("contentCategories", Text, 1024, Absent),
    write("type", Enum(&PARTNER_TYPE), 0, Unset::Int(1)),
    write("phone", Text, 64, Absent),
    write("describeYourself", Text, 64, Unset::Text("")),
    write("adultContent", Bool, 0, Unset::Int(0)),
    write("defConversionProfileType", Text, 0, Unset::Int(1001)),
    write("notify", Int, 0, Unset::Int(0)),
    read("status", Enum(&PARTNER_STATUS), Computed),
    write("allowQuickEdit", Int, 0, Unset::Int(1)),
    write("mergeEntryLists", Int, 0, Absent),
    write("notificationsConfig", Text, 0, Absent),
    write("maxUploadSize", Int, 0, Unset::Text("150")),
    privileged("partnerPackage", Int, Unset::Int(1)),
    read("secret", Text, Computed),
    read("adminSecret", Text, Computed),
    read("cmsPassword", Text, Computed),
    write("allowedFromEmailWhiteList", Text, 0, Absent),
    write("allowMultiNotification", Int, 0, Unset::Int(0)),
    read("adminLoginUsersQuota", Int, Unset::Text("10")),
    write("adminUserId", Text, 0, Computed),
    write("firstName", Text, 0, Absent),
    write("lastName", Text, 0, Absent),
    write("country", Text, 0, Absent),
    write("state", Text, 0, Absent),
    write("additionalParams", Array(&KEY_VALUE), 0, EmptyList),
    read("publishersQuota", Int, Unset::Int(0)),
    read("partnerGroupType", Enum(&GROUP_TYPE), Computed),
    read("defaultEntitlementEnforcement", Bool, Flag(false)),
    read("defaultDeliveryType", Text, Absent),
    read("defaultEmbedCodeType", Text, Absent),
    read("deliveryTypes", Array(&DELIVERY_TYPE), Computed),
    read("embedCodeTypes", Array(&EMBED_CODE_TYPE), Computed),
    read("templatePartnerId", Int, Unset::Int(0)),
    read("ignoreSeoLinks", Bool, Flag(false)),
    read("host", Text, Absent),
    read("cdnHost", Text, Absent),
    read("useTwoFactorAuthentication", Bool, Flag(false)),
    write("useSso", Bool, 0, Flag(false)),
    write("blockDirectLogin", Bool, 0, Flag(false)),
    read("isFirstLogin", Bool, Flag(true)),
    read("logoutUrl", Text, Absent),
    privileged("partnerParentId", Int, Computed),
    read("crmId", Text, Absent),
    write("referenceId", Text, 0, Absent),
    read("timeAlignedRenditions", Bool, Absent),
    read("publisherEnvironmentType", Int, Unset::Int(0)),
    read("ovpEnvironmentUrl", Text, Absent),
    read("ottEnvironmentUrl", Text, Absent),
    write("eSearchLanguages", Array(&STRING_VALUE), 0, EmptyList),
    read("authenticationType", Enum(&AUTHENTICATION_TYPE), Unset::Int(0)),
    write("passwordStructureValidations", Array(&REGEX_ITEM), 0, Computed),
    write("passwordStructureValidationsDescription", Text, 0, Unset::Text(PASSWORD_RULES_TEXT)),
    write("passReplaceFreq", Int, 0, Unset::Text("432000000")),
    write("maxLoginAttempts", Int, 0, Unset::Text("5000")),
    write("loginBlockPeriod", Int, 0, Unset::Text("0")),
    write("numPrevPassToKeep", Int, 0, Unset::Text("0")),
    read("allowDefaultPasswordRestrictions", Bool, Flag(true)),
    read("twoFactorAuthenticationMode", Enum(&TWO_FACTOR_MODE), Absent),
    privileged("isSelfServe", Bool, Flag(false)),
    read("allowedDomains", Text, Unset::Text("")),
    read("excludedAdminRoleName", Text, Unset::Text("")),
    privileged("eventPlatformAllowedTemplates", Text, Unset::Text("")),
    read("recycleBinRetentionPeriod", Int, Unset::Int(30)),
    write("customAnalyticsDomain", Text, 0, Absent),
    write("allowedEmailDomainsForAdmins", Text, 0, Absent),
];

const fn kinds() -> [(&'static str, Kind); COUNT] {
    let mut pairs = [("", Kind::Int); COUNT];
    let mut at = 0;
    while at < COUNT {
        pairs[at] = (PROPERTY_LIST[at].name, PROPERTY_LIST[at].kind);
        at += 1;
    }
    pairs
}

static KINDS: [(&str, Kind); COUNT] = kinds();

/// `KalturaPartner` as a parameter.
pub(crate) static PARTNER: Class =
    Class { name: "KalturaPartner", base: None, properties: &KINDS, extended_by: &[] };

/// The place of a property in [`PROPERTIES`].
pub(crate) fn place(name: &str) -> Option<u8> {
    PROPERTIES
        .iter()
        .position(|property| property.name == name)
        .and_then(|at| u8::try_from(at).ok())
}

/// Whether a value is what an untouched account shows, so that it need not be kept.
pub(crate) fn is_unset_value(name: &str, value: &serde_json::Value) -> bool {
    let Some(property) = PROPERTIES.iter().find(|property| property.name == name) else {
        return true;
    };
    match property.unset {
        Unset::Int(number) => value.as_i64() == Some(number),
        Unset::Text(text) => value.as_str() == Some(text),
        Unset::Flag(flag) => value.as_bool() == Some(flag),
        Unset::EmptyList => value.as_array().is_some_and(Vec::is_empty),
        Unset::Computed => name == "passwordStructureValidations" && is_default_rules(value),
        Unset::Absent => false,
    }
}

fn is_default_rules(value: &serde_json::Value) -> bool {
    value.as_array().is_some_and(|rules| {
        rules.len() == PASSWORD_RULES.len()
            && rules.iter().zip(PASSWORD_RULES).all(|(rule, own)| {
                rule.get("regex").and_then(serde_json::Value::as_str) == Some(*own)
            })
    })
}
