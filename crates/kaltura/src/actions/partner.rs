//! `partner`: listing, looking at, registering and changing accounts (API.md §6, §7).

use serde::{Deserialize, Deserializer, Serialize};

use super::Pager;
use crate::action::{Action, Pace, Safety};
use crate::ids::{InList, PartnerId, RequestTime, UnixSeconds};
use crate::params::Params;
use crate::secret::{AdminSecret, Password};
use crate::wire::{self, List};

/// The state of a partner (API.md §13, `KalturaPartnerStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartnerStatus {
    /// 0.
    Deleted,
    /// 1.
    Active,
    /// 2.
    Blocked,
    /// 3; "Removed" in KMC.
    FullBlock,
    /// 4.
    ReadOnly,
    /// Any other number.
    Other(i64),
}

impl PartnerStatus {
    /// By its number on the wire.
    pub const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Deleted,
            1 => Self::Active,
            2 => Self::Blocked,
            3 => Self::FullBlock,
            4 => Self::ReadOnly,
            other => Self::Other(other),
        }
    }

    /// The number on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Deleted => 0,
            Self::Active => 1,
            Self::Blocked => 2,
            Self::FullBlock => 3,
            Self::ReadOnly => 4,
            Self::Other(code) => code,
        }
    }
}

impl Serialize for PartnerStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.code())
    }
}

impl<'de> Deserialize<'de> for PartnerStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::int(deserializer).map(Self::from_code)
    }
}

/// The kind of a partner. Answers never say it; it can only be asked for in a filter (API.md
/// §6, §13 `KalturaPartnerGroupType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerGroupType {
    /// 1: an ordinary account.
    Publisher,
    /// 2: may have children.
    VarGroup,
    /// 3: may have children.
    Group,
    /// 4: a template that new accounts can be copied from.
    Template,
}

impl Serialize for PartnerGroupType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(match self {
            Self::Publisher => 1,
            Self::VarGroup => 2,
            Self::Group => 3,
            Self::Template => 4,
        })
    }
}

/// A partner as answered, without its secrets and without what is the same for everybody.
///
/// An answer holds `secret` and `adminSecret` of each partner, and about 2 kB of player types
/// (API.md §6, §7.1). The parser steps over them: they are never in this program's memory as
/// values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partner {
    /// Its number.
    pub id: PartnerId,
    /// Its name; not unique, may be empty.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// Its web site; not necessarily a URL.
    #[serde(default, deserialize_with = "wire::text")]
    pub website: String,
    /// A description.
    #[serde(default, deserialize_with = "wire::text")]
    pub description: String,
    /// Its state.
    pub status: PartnerStatus,
    /// When it was registered.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub created_at: Option<UnixSeconds>,
    /// Name of the administrator.
    #[serde(default, deserialize_with = "wire::text")]
    pub admin_name: String,
    /// E-mail address of the administrator; not necessarily a login.
    #[serde(default, deserialize_with = "wire::text")]
    pub admin_email: String,
    /// User id of the owner.
    #[serde(default, deserialize_with = "wire::text")]
    pub admin_user_id: String,
    /// Phone number.
    #[serde(default, deserialize_with = "wire::text")]
    pub phone: String,
    /// The parent's own reference.
    #[serde(default, deserialize_with = "wire::text")]
    pub reference_id: String,
    /// Two letters.
    #[serde(default, deserialize_with = "wire::text")]
    pub country: String,
    /// Two letters.
    #[serde(default, deserialize_with = "wire::text")]
    pub state: String,
    /// `KalturaPartnerType` (API.md §13).
    #[serde(default, rename = "type", deserialize_with = "wire::opt_int")]
    pub partner_type: Option<i64>,
    /// The package (API.md §13).
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub partner_package: Option<i64>,
    /// How many children the parent should have at most. The server does not enforce it.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub publishers_quota: Option<i64>,
    /// The parent.
    #[serde(default, deserialize_with = "wire::opt_partner")]
    pub partner_parent_id: Option<PartnerId>,
    /// The template it was copied from.
    #[serde(default, deserialize_with = "wire::opt_partner")]
    pub template_partner_id: Option<PartnerId>,
    /// `KalturaPartnerAuthenticationType`: 0 password, 1 with a one-time code, 2 single
    /// sign-on (API.md §13).
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub authentication_type: Option<i64>,
    /// Whether signing in asks for a one-time code.
    #[serde(default, deserialize_with = "wire::flag")]
    pub use_two_factor_authentication: bool,
}

/// Which partners (API.md §6.1). What is `None` is not sent.
///
/// There is no upper bound for `created_at`, and none for reference or parent: the server
/// ignores fields it does not know and would list everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartnerFilter {
    /// This one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_equal: Option<PartnerId>,
    /// These. Foreign ones are absent without a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_in: Option<InList>,
    /// All but these, for example all but the parent itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_not_in: Option<InList>,
    /// With a higher number: for paging by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_greater_than: Option<PartnerId>,
    /// Of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_equal: Option<String>,
    /// With this in the name, case-blind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_like: Option<String>,
    /// In this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_equal: Option<PartnerStatus>,
    /// In one of these states, as [`PartnerStatus::code`]s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_in: Option<InList>,
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_group_type_equal: Option<PartnerGroupType>,
    /// With this in name, description, web site, administrator or e-mail.
    #[serde(
        rename = "partnerNameDescriptionWebsiteAdminNameAdminEmailLike",
        skip_serializing_if = "Option::is_none"
    )]
    pub any_text_like: Option<String>,
    /// Registered then or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_greater_than_or_equal: Option<RequestTime>,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_by: Option<PartnerOrder>,
}

/// The orders of partners (API.md §13, `KalturaPartnerOrderBy`). The sign is part of the name:
/// without it the server ignores the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PartnerOrder {
    /// By number.
    #[serde(rename = "+id")]
    Id,
    /// By number, highest first.
    #[serde(rename = "-id")]
    IdDescending,
    /// By name.
    #[serde(rename = "+name")]
    Name,
    /// By name, backwards.
    #[serde(rename = "-name")]
    NameDescending,
    /// By age, oldest first.
    #[serde(rename = "+createdAt")]
    CreatedAt,
    /// By age, newest first.
    #[serde(rename = "-createdAt")]
    CreatedAtDescending,
}

/// `partner.list`: the session's partner **and** its children, in every state (API.md §7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPartners {
    /// Which ones.
    pub filter: PartnerFilter,
    /// Which page.
    pub pager: Pager,
}

impl Action for ListPartners {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Partner>;

    fn params(&self, params: &mut Params) {
        params.set("filter", &self.filter);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<Partner>, serde_json::Error> {
        wire::read(json)
    }
}

/// `partner.count`, the session's own partner included (transcript 02-partner-count).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Which ones.
    pub filter: PartnerFilter,
}

impl Action for Count {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "count";
    const SAFETY: Safety = Safety::Read;
    type Output = u64;

    fn params(&self, params: &mut Params) {
        params.set("filter", &self.filter);
    }

    fn decode(json: &str) -> Result<u64, serde_json::Error> {
        wire::read_count(json)
    }
}

/// `partner.get` of the session's partner or one of its children, in any state; anything else
/// is `INVALID_PARTNER_ID` (API.md §7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Get {
    /// Which one. There is no "own": without an id the server fails.
    pub id: PartnerId,
}

impl Action for Get {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "get";
    const SAFETY: Safety = Safety::Read;
    type Output = Partner;

    fn params(&self, params: &mut Params) {
        params.set("id", &self.id);
    }

    fn decode(json: &str) -> Result<Partner, serde_json::Error> {
        wire::read(json)
    }
}

/// `partner.getInfo`: the session's own partner (transcript 05-partner-getInfo-parent).
#[derive(Clone, Copy, Debug)]
pub struct GetInfo;

impl Action for GetInfo {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "getInfo";
    const SAFETY: Safety = Safety::Read;
    type Output = Partner;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<Partner, serde_json::Error> {
        wire::read(json)
    }
}

/// `partner.getInfo` for the one thing that [`GetInfo`] drops: the partner's own admin secret,
/// needed to act for sub-accounts (API.md §3.6) when the session came from a password or an app
/// token.
#[derive(Clone, Copy, Debug)]
pub struct GetOwnSecret;

/// The answer of [`GetOwnSecret`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnSecret {
    /// Whose it is.
    pub id: PartnerId,
    /// The secret; absent where the partner hides secrets or the user may not see them
    /// (API.md §3.6, §12).
    #[serde(default, deserialize_with = "secret_if_any")]
    pub admin_secret: Option<AdminSecret>,
}

fn secret_if_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<AdminSecret>, D::Error> {
    let secret: Option<AdminSecret> = Option::deserialize(deserializer)?;
    Ok(secret.filter(|secret| !secret.is_empty()))
}

impl Action for GetOwnSecret {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "getInfo";
    const SAFETY: Safety = Safety::Read;
    type Output = OwnSecret;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<OwnSecret, serde_json::Error> {
        wire::read(json)
    }
}

/// `partner.listPartnersForUser`: the accounts that the session's login may enter (API.md
/// §7.3). `total_count` counts this page only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPartnersForUser {
    /// Which ones.
    pub filter: PartnerFilter,
    /// Which page.
    pub pager: Pager,
}

impl Action for ListPartnersForUser {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "listPartnersForUser";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Partner>;

    fn params(&self, params: &mut Params) {
        params.set("partnerFilter", &self.filter);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<Partner>, serde_json::Error> {
        wire::read(json)
    }
}

/// What a new partner is made of (API.md §6, §7.2). The server cuts what is too long and strips
/// HTML without a word, so check lengths before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPartner {
    /// At most 256 characters.
    pub name: String,
    /// At most 50 characters.
    pub admin_name: String,
    /// At most 50 characters.
    pub admin_email: String,
    /// At most 1024 characters; must not be empty.
    pub description: String,
    /// At most 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// At most 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// The parent's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<String>,
    /// Two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `KalturaPartnerType`; 1 when not given, KMC sends 109.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub partner_type: Option<i64>,
}

/// The parameters that `partner.register` and `partner.registrationValidation` share.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The new partner.
    pub partner: NewPartner,
    /// Its administrator's password; the server makes one up when not given. Its strength is
    /// not checked there.
    pub password: Option<Password>,
    /// The child to copy from. Anything but a child of ours is refused with a text about
    /// VAR/GROUP (API.md §7.2, step 8).
    pub template_id: Option<PartnerId>,
    /// Whether the administrator gets an e-mail.
    pub welcome: WelcomeMail,
}

/// Whether a new partner's administrator gets an e-mail with a link to set the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WelcomeMail {
    /// No (`silent`).
    #[default]
    None,
    /// Yes.
    Send,
}

/// `KalturaPartner` as a request wants it: with its class named.
#[derive(Serialize)]
struct WirePartner<'a, T> {
    #[serde(rename = "objectType")]
    object_type: &'static str,
    #[serde(flatten)]
    fields: &'a T,
}

fn set_partner<T: Serialize>(params: &mut Params, fields: &T) {
    params.set("partner", &WirePartner { object_type: "KalturaPartner", fields });
}

impl Registration {
    fn params(&self, params: &mut Params) {
        set_partner(params, &self.partner);
        if let Some(password) = &self.password {
            params.set_secret("cmsPassword", password);
        }
        params.set_some("templatePartnerId", self.template_id.as_ref());
        params.set("silent", &(self.welcome == WelcomeMail::None));
    }
}

/// `partner.register`: a new child of the session's partner (API.md §7.2).
///
/// Only an ADMIN session of a partner that may have children makes a child. A USER session, or
/// none, makes an account **without a parent**: check before, and check `partner_parent_id` of
/// the answer. Not safe to repeat; an unclear end does not mean failure.
#[derive(Clone, Debug)]
pub struct Register(pub Registration);

impl Action for Register {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "register";
    const SAFETY: Safety = Safety::Write;
    const PACE: Pace = Pace::Slow;
    type Output = RegisteredPartner;

    fn params(&self, params: &mut Params) {
        self.0.params(params);
    }

    fn decode(json: &str) -> Result<RegisteredPartner, serde_json::Error> {
        /// Read by itself, so that the secret is never held in between.
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct SecretPart {
            #[serde(default)]
            cms_password: Option<Password>,
        }
        let SecretPart { cms_password } = wire::read(json)?;
        Ok(RegisteredPartner { partner: wire::read(json)?, cms_password })
    }
}

/// The answer of [`Register`].
#[derive(Clone, Debug)]
pub struct RegisteredPartner {
    /// The new partner.
    pub partner: Partner,
    /// The administrator's password, given or made up. **Not** the real one when the e-mail
    /// address had a login before (API.md §7.2).
    pub cms_password: Option<Password>,
}

/// `partner.registrationValidation`: the checks of [`Register`] without making anything.
#[derive(Clone, Debug)]
pub struct RegistrationValidation(pub Registration);

impl Action for RegistrationValidation {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "registrationValidation";
    const SAFETY: Safety = Safety::Read;
    type Output = bool;

    fn params(&self, params: &mut Params) {
        self.0.params(params);
    }

    fn decode(json: &str) -> Result<bool, serde_json::Error> {
        wire::read_flag(json)
    }
}

/// What to change of a partner. `None` leaves as it is, an empty text empties (API.md §7.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartnerChanges {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_name: Option<String>,
    /// E-mail address of the administrator. Changes neither login nor owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_email: Option<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The parent's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<String>,
    /// Two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// `partner.update`: changes **the session's own partner** and no other. To change a child, use
/// a session of the child (API.md §7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// What to change.
    pub changes: PartnerChanges,
}

impl Action for Update {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "update";
    const SAFETY: Safety = Safety::Write;
    type Output = Partner;

    fn params(&self, params: &mut Params) {
        set_partner(params, &self.changes);
    }

    fn decode(json: &str) -> Result<Partner, serde_json::Error> {
        wire::read(json)
    }
}
