//! What a connection may do, found out by asking the server: its permissions, and calls that
//! change nothing.

use crate::connection::{Capability, CapabilityKind};
use crate::live::{Way, room_left};
use crate::messages::{Message, Messages, msg};
use kaltura::actions::partner::{
    Count, GetInfo, GetOwnSecret, NewPartner, Partner, PartnerFilter, PartnerGroupType,
    Registration, RegistrationValidation, WelcomeMail,
};
use kaltura::actions::permission::{GetCurrentPermissions, Permissions};
use kaltura::{Error as Failure, ErrorCode as Code, InList, RegistrationRefusal};

/// What was found out about a parent account.
#[derive(Debug, Clone)]
pub(crate) struct Findings {
    pub(crate) parent: Partner,
    pub(crate) capabilities: Vec<Capability>,
    /// `None`: the server states none.
    pub(crate) quota_limit: Option<u32>,
    /// How many accounts can be listed, the parent included; 0 when none can.
    pub(crate) listable: u64,
}

/// Asks the server. `own_secret`: whether the sign-in itself is the parent's admin secret.
pub(crate) async fn find_out(
    messages: &Messages,
    way: &Way,
    own_secret: bool,
) -> Result<Findings, Failure> {
    let (client, session) = (&way.client, &way.session);
    let everybody = Count::default();
    let in_use = Count { filter: in_use_filter(None) };
    let templates = Count { filter: in_use_filter(Some(PartnerGroupType::Template)) };
    let (parent, permissions, listable, used, templates, creatable, acting) = futures::join!(
        client.call(session, &GetInfo),
        client.call(session, &GetCurrentPermissions),
        client.call(session, &everybody),
        client.call(session, &in_use),
        client.call(session, &templates),
        may_create(way),
        may_act(way, own_secret),
    );
    let parent = parent?;
    let permissions = match permissions {
        Ok(permissions) => Some(permissions),
        Err(Failure::Api(api)) if *api.code() == Code::ServiceForbidden => None,
        Err(failure) => return Err(failure),
    };
    let counted = listable.as_ref().copied().unwrap_or_default();
    let listable = permitted(listable.map(drop))?;
    let quota_limit = quota_limit(&parent);
    let used = match (used, templates) {
        (Ok(used), Ok(templates)) => {
            // The parent itself is counted by the server (API.md §7.1).
            u32::try_from(used.saturating_sub(templates).saturating_sub(1)).ok()
        }
        _ => None,
    };
    let room = used.map(|used| room_left(used, quota_limit));
    let acting = acting?;
    let say = |kind, allowed, remark: Option<Message>| Capability {
        kind,
        allowed,
        remark: remark.map(|remark| messages.say(&remark)),
    };
    let create = match creatable? {
        Creating::Yes => say(CapabilityKind::CreateAccounts, true, room),
        Creating::NotAParent => {
            say(CapabilityKind::CreateAccounts, false, Some(msg::capability_create_denied()))
        }
        Creating::Unsure => {
            say(CapabilityKind::CreateAccounts, true, Some(msg::capability_create_unsure()))
        }
    };
    let unless = |allowed: bool, remark: Message| (!allowed).then_some(remark);
    let status = permissions.as_ref().is_some_and(Permissions::may_use_var_console);
    let usage = permissions.as_ref().is_some_and(|p| p.has("ANALYTICS_BASE"));
    let capabilities = vec![
        say(
            CapabilityKind::ListAccounts,
            listable,
            unless(listable, msg::capability_list_denied()),
        ),
        create,
        say(CapabilityKind::ChangeStatus, status, unless(status, msg::capability_status_denied())),
        say(CapabilityKind::ActAsAccount, acting, unless(acting, msg::capability_act_as_denied())),
        say(
            CapabilityKind::ExportEntries,
            acting,
            unless(acting, msg::capability_export_needs_entering()),
        ),
        say(CapabilityKind::SeeUsage, usage, unless(usage, msg::capability_usage_denied())),
    ];
    Ok(Findings { parent, capabilities, quota_limit, listable: counted })
}

/// The parent's limit, as far as Kaltura states one. 0 is a limit like any other: KMC subtracts
/// what is in use from it whatever it is (API.md §7.1), and nothing says that it means "no limit".
/// Too strict a reading costs a question, because nobody enforces it (§7.2); too lax a one would
/// never ask. What is absent or negative states nothing.
pub(crate) fn quota_limit(parent: &Partner) -> Option<u32> {
    parent.publishers_quota.and_then(|quota| u32::try_from(quota).ok())
}

/// Active and blocked ones, as KMC counts them (API.md §7.1).
fn in_use_filter(kind: Option<PartnerGroupType>) -> PartnerFilter {
    PartnerFilter {
        status_in: InList::new([1, 2]).ok(),
        partner_group_type_equal: kind,
        ..PartnerFilter::default()
    }
}

/// `Ok(false)`: the server says that this is not permitted.
fn permitted(answer: Result<(), Failure>) -> Result<bool, Failure> {
    match answer {
        Ok(()) => Ok(true),
        Err(Failure::Api(api)) if *api.code() == Code::ServiceForbidden => Ok(false),
        Err(failure) => Err(failure),
    }
}

enum Creating {
    Yes,
    NotAParent,
    Unsure,
}

/// The kind of a partner cannot be read, but the dry run of a registration tells it before it
/// looks at the fields: with empty ones, "not a VAR/GROUP" (step 7) comes before "please fill
/// in" (step 9, API.md §7.2). Nothing is created.
async fn may_create(way: &Way) -> Result<Creating, Failure> {
    let probe = RegistrationValidation(Registration {
        partner: NewPartner::default(),
        password: None,
        template_id: None,
        welcome: WelcomeMail::None,
    });
    match way.client.call(&way.session, &probe).await {
        Ok(_) => Ok(Creating::Unsure),
        Err(Failure::Api(api)) => Ok(match api.registration_refusal() {
            Some(RegistrationRefusal::NotAParentOrBadTemplate) => Creating::NotAParent,
            Some(RegistrationRefusal::FieldMissing | RegistrationRefusal::InvalidEmail) => {
                Creating::Yes
            }
            _ if api.is_expired_session() => return Err(api.into()),
            Some(_) | None => Creating::Unsure,
        }),
        Err(failure) => Err(failure),
    }
}

/// Acting for a sub-account takes the parent's admin secret (API.md §3.6).
async fn may_act(way: &Way, own_secret: bool) -> Result<bool, Failure> {
    if own_secret {
        return Ok(true);
    }
    match way.client.call(&way.session, &GetOwnSecret).await {
        Ok(own) => Ok(own.admin_secret.is_some()),
        Err(failure) => permitted(Err(failure)),
    }
}
