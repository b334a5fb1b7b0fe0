//! `partner`: finding, reading and changing partners (API.md §7). Registration has its own file.

use serde_json::Value;

use super::registration;
use crate::access::Needs;
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::logins::Attempt;
use crate::partner::Partner;
use crate::partner::filter::{Filter, PAGER, PARTNER_FILTER, Page};
use crate::partner::properties::{Access, PARTNER, PROPERTIES};
use crate::partner::render::{Profile, View};
use crate::wire::cast;
use crate::wire::deserialize::{Given, Kind, optional, required};
use crate::wire::node::{Node, Object};

const MANAGE: Needs = Needs::AnyOf(&["ADMIN_PUBLISHER_MANAGE"]);
const READ_OWN: Needs =
    Needs::AnyOf(&["INTEGRATION_BASE", "ADMIN_BASE", "ACCOUNT_BASE", "KMC_READ_ONLY"]);

pub(crate) static SERVICE: Service = Service {
    name: "partner",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&PARTNER_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: MANAGE,
            run: list,
        },
        Action {
            name: "count",
            params: &[optional("filter", Kind::Object(&PARTNER_FILTER))],
            needs: MANAGE,
            run: count,
        },
        Action { name: "get", params: &[optional("id", Kind::Int)], needs: MANAGE, run: get },
        Action { name: "getInfo", params: &[], needs: READ_OWN, run: get_info },
        Action {
            name: "getPublicInfo",
            params: &[optional("id", Kind::Int)],
            needs: Needs::Nothing,
            run: get_public_info,
        },
        Action {
            name: "getSecrets",
            params: &[
                required("partnerId", Kind::Int),
                required("adminEmail", Kind::Text),
                required("cmsPassword", Kind::Text),
                optional("otp", Kind::Text),
            ],
            needs: Needs::Nothing,
            run: get_secrets,
        },
        Action {
            name: "update",
            params: &[
                required("partner", Kind::Object(&PARTNER)),
                optional("allowEmpty", Kind::Bool),
            ],
            needs: Needs::AnyOf(&["ACCOUNT_UPDATE_SETTINGS", "INTEGRATION_UPDATE_SETTINGS"]),
            run: update,
        },
        Action {
            name: "listPartnersForUser",
            params: &[
                optional("partnerFilter", Kind::Object(&PARTNER_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: Needs::AnyOf(&["KMC_ACCESS", "ADMIN_BASE"]),
            run: list_partners_for_user,
        },
        Action {
            name: "listFeatureStatus",
            params: &[],
            needs: Needs::AnyOf(&["ADMIN_BASE"]),
            run: |_| Ok(Node::list_response("KalturaFeatureStatusListResponse", 0, Vec::new())),
        },
        Action {
            name: "getStatistics",
            params: &[],
            needs: Needs::AnyOf(&["ACCOUNT_BASE"]),
            run: super::partner_usage::statistics,
        },
        Action {
            name: "getUsage",
            params: &[
                optional("year", Kind::Int),
                optional("month", Kind::Int),
                optional("resolution", Kind::TextEnum(&super::report::GRAPH_DATE_RANGE)),
            ],
            needs: Needs::AnyOf(&["ACCOUNT_BASE"]),
            run: super::partner_usage::usage,
        },
        Action {
            name: "register",
            params: registration::PARAMS,
            needs: Needs::Nothing,
            run: registration::register,
        },
        Action {
            name: "registrationValidation",
            params: registration::PARAMS,
            needs: Needs::Nothing,
            run: registration::validate,
        },
    ],
};

/// Answers the partner and its children, secrets and all; a response profile has no effect here.
fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let filter = Filter::from(call.arguments.object("filter"))?;
    let page = Page::from(call.arguments.object("pager"));
    let people = call.core.people();
    let rows = filter.apply(&people.directory, people.directory.family(own));
    let objects = page
        .of(&rows)
        .into_iter()
        .filter_map(|row| people.directory.load(row))
        .map(|partner| {
            let owner = (partner.id == own).then(|| partner.text("adminUserId"));
            show(call, &people, &partner, owner, None, None)
        })
        .collect();
    Ok(Node::list_response("KalturaPartnerListResponse", rows.len(), objects))
}

fn count(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let filter = Filter::from(call.arguments.object("filter"))?;
    let people = call.core.people();
    let rows = filter.apply(&people.directory, people.directory.family(call.partner()?));
    Ok(rows.len().into())
}

/// Own or child; without `id` this does not mean "me" (05-partner-get-own).
fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let id = call.int("id").unwrap_or(0);
    let people = call.core.people();
    let partner = people
        .directory
        .get(id)
        .filter(|partner| id == own || partner.is_child_of(own))
        .ok_or_else(|| ApiError::invalid_partner(id))?;
    let profile = profile(call);
    Ok(show(call, &people, &partner, Some(partner.text("adminUserId")), None, profile.as_ref()))
}

fn get_info(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let profile = profile(call);
    let people = call.core.people();
    let partner = people.directory.get(own).ok_or_else(|| ApiError::invalid_partner(own))?;
    Ok(show(call, &people, &partner, Some(partner.text("adminUserId")), None, profile.as_ref()))
}

fn get_public_info(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let id = call.int("id").or_else(|| call.partner().ok()).unwrap_or(0);
    call.core.people().directory.get(id).ok_or_else(|| ApiError::invalid_partner(id))?;
    Ok(Object::new("KalturaPartnerPublicInfo")
        .with("analyticsUrl", call.from.base_url.as_str())
        .with("analyticsPersistentSessionId", false)
        .into())
}

/// Any failure is `USER_DATA_ERROR`.
fn get_secrets(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let id = call.int("partnerId").unwrap_or(0);
    let attempt = Attempt {
        email: call.text("adminEmail"),
        password: call.text("cmsPassword"),
        partner: Some(id),
        otp: call.text("otp"),
    };
    {
        let mut people = call.core.people_mut();
        let people = &mut *people;
        people
            .logins
            .sign_in(&people.directory, &attempt, call.core.now.seconds())
            .map_err(|_| ApiError::user_data())?;
    }
    let people = call.core.people();
    let partner = people.directory.get(id).ok_or_else(ApiError::user_data)?;
    let view = View {
        secret: "",
        admin_secret: "",
        secrets_visible: true,
        admin_user_id: Some(partner.text("adminUserId")),
        status: people.directory.shown_status(&partner),
        cms_password: Some(call.text("cmsPassword")),
    };
    Ok(with_secrets(call, &people, &partner, view, None))
}

/// Changes the partner of the session, and nobody else (API.md §7.3).
fn update(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let given = call
        .arguments
        .object("partner")
        .cloned()
        .ok_or_else(|| ApiError::missing_parameter("partner"))?;
    let current =
        call.core.people().directory.get(own).ok_or_else(ApiError::internal)?.into_owned();
    refuse_read_only(&current, &given)?;
    for (name, trouble) in dropped(&given, "update") {
        call.headers.push((format!("KalturaPartner-{name}-error"), trouble));
    }
    call.core.people_mut().directory.change(own, |partner| write(partner, &given));
    let people = call.core.people();
    call.core.remember_partner(&people, own);
    let partner = people.directory.get(own).ok_or_else(ApiError::internal)?;
    Ok(show(call, &people, &partner, Some(partner.text("adminUserId")), None, None))
}

/// A read-only property may be sent with its present value (05-partner-update-readonly-id).
fn refuse_read_only(current: &Partner, given: &Given) -> Result<(), ApiError> {
    for property in PROPERTIES.iter().filter(|property| property.access == Access::Read) {
        let Some(value) = given.values.get(property.name) else { continue };
        let same = match property.name {
            "id" => value.as_i64() == Some(current.id),
            "status" => value.as_i64() == Some(i64::from(current.status)),
            "createdAt" => value.as_i64() == Some(current.created_at),
            name => current.get(name).is_some_and(|now| cast::text(now) == cast::text(value)),
        };
        if !same {
            return Err(ApiError::not_updatable("KalturaPartner", property.name));
        }
    }
    Ok(())
}

/// The privileged properties that were sent, with what the answer's headers say about them.
pub(crate) fn dropped(given: &Given, verb: &str) -> Vec<(&'static str, String)> {
    PROPERTIES
        .iter()
        .filter(|property| property.access == Access::Privileged)
        .filter(|property| given.values.contains_key(property.name))
        .map(|property| {
            let name = property.name;
            let text = format!(
                "Current user does not have permission to {verb} property \
                 \"KalturaPartner::{name}\""
            );
            (name, text)
        })
        .collect()
}

/// Stores what may be written, cut to the column widths and without tags.
pub(crate) fn write(partner: &mut Partner, given: &Given) {
    for property in PROPERTIES.iter().filter(|property| property.access == Access::Write) {
        let Some(value) = given.values.get(property.name) else { continue };
        let stored = match value {
            Value::String(text) => {
                let clean = cast::strip_tags(text);
                Value::String(match property.width {
                    Some(width) => clean.chars().take(width).collect(),
                    None => clean,
                })
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => value.clone(),
        };
        partner.set(property.name, stored);
    }
}

/// The accounts that the login of the session's user may enter (API.md §7.3).
fn list_partners_for_user(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let user_id = call.caller.ks().map(|ks| ks.user.clone()).unwrap_or_default();
    let filter = Filter::from(call.arguments.object("partnerFilter"))?;
    let page = Page::from(call.arguments.object("pager"));
    let people = call.core.people();
    let login = people.logins.of_user(&people.directory, own, &user_id);
    let mut ids: Vec<i64> = login
        .map(|login| login.users.iter().filter(|u| u.is_admin).map(|u| u.partner).collect())
        .unwrap_or_default();
    if ids.is_empty() {
        ids.push(own);
    }
    ids.sort_unstable();
    ids.retain(|id| people.directory.get(*id).is_some_and(|partner| partner.is_open()));
    let rows = filter.apply(&people.directory, people.directory.rows(&ids));
    let objects: Vec<Node> = page
        .of(&rows)
        .into_iter()
        .filter_map(|row| people.directory.load(row))
        .map(|partner| {
            let owner = (partner.id == own).then(|| partner.text("adminUserId"));
            show(call, &people, &partner, owner, None, None)
        })
        .collect();
    // The count is that of the page (API.md §7.3).
    Ok(Node::list_response("KalturaPartnerListResponse", objects.len(), objects))
}

/// Writes a partner for the caller.
pub(crate) fn show(
    call: &Call<'_>,
    people: &crate::core::People,
    partner: &Partner,
    owner: Option<&str>,
    cms_password: Option<&str>,
    profile: Option<&Profile>,
) -> Node {
    let view = View {
        secret: "",
        admin_secret: "",
        secrets_visible: call.caller.allows("INTEGRATION_BASE") || cms_password.is_some(),
        admin_user_id: owner.filter(|owner| !owner.is_empty()),
        status: people.directory.shown_status(partner),
        cms_password,
    };
    with_secrets(call, people, partner, view, profile)
}

fn with_secrets(
    call: &Call<'_>,
    people: &crate::core::People,
    partner: &Partner,
    view: View<'_>,
    profile: Option<&Profile>,
) -> Node {
    let (secret, admin_secret) = people.secrets(call.core.seed, partner.id);
    let view = View { secret: &secret, admin_secret: &admin_secret, ..view };
    call.core.fixtures.partner(partner, &view, profile)
}

/// The response profile of a request: type 1 includes, 2 excludes.
fn profile(call: &Call<'_>) -> Option<Profile> {
    let given = call.params.get("responseProfile")?.as_object()?;
    let fields = given.get("fields").map(cast::text)?;
    let names = fields.split(',').map(|name| name.trim().to_owned()).collect();
    match given.get("type").map_or(1, cast::int) {
        2 => Some(Profile::Exclude(names)),
        _ => Some(Profile::Include(names)),
    }
}
