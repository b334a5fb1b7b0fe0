//! `userRole`: the built-in roles and those of an account (API.md §9).

use super::permission;
use crate::access::{self, Needs, ROLES, Role, VIEWER_ROLE};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, Page};
use crate::wire::deserialize::{Class, Enumeration, Kind, optional, required};
use crate::wire::node::{Node, Object};

static STATUS: Enumeration =
    Enumeration { name: "KalturaUserRoleStatus", values: &["1", "2", "3"] };

static FILTER: Class = Class {
    name: "KalturaUserRoleFilter",
    base: None,
    properties: &[
        ("idEqual", Kind::Int),
        ("idIn", Kind::Text),
        ("nameEqual", Kind::Text),
        ("systemNameEqual", Kind::Text),
        ("statusEqual", Kind::Enum(&STATUS)),
        ("orderBy", Kind::Text),
    ],
    extended_by: &[],
};

const READ: Needs = Needs::AnyOf(&["ADMIN_BASE", "KMC_ACCESS"]);

pub(crate) static SERVICE: Service = Service {
    name: "userRole",
    feature: None,
    actions: &[
        Action { name: "get", params: &[required("userRoleId", Kind::Int)], needs: READ, run: get },
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READ,
            run: list,
        },
    ],
};

/// The roles that the caller's account knows.
fn known(call: &Call<'_>) -> Result<Vec<&'static Role>, ApiError> {
    let own = call.partner()?;
    let people = call.core.people();
    let has_viewers = people
        .logins
        .kept()
        .flat_map(|login| &login.users)
        .any(|user| user.partner == own && user.roles.contains(&VIEWER_ROLE));
    Ok(ROLES.iter().filter(|role| role.partner == 0 || has_viewers).collect())
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let id = call.int("userRoleId").unwrap_or(0);
    let role = known(call)?
        .into_iter()
        .find(|role| role.id == id)
        .ok_or_else(|| ApiError::invalid_object(&id.to_string()))?;
    show(call, role)
}

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let filter = call.arguments.object("filter");
    let page = Page::from(call.arguments.object("pager"));
    let text = |name: &str, value: &str| {
        filter
            .and_then(|f| f.filter_text(name))
            .is_none_or(|list| list.split(',').any(|wanted| wanted.trim() == value))
    };
    let kept: Vec<&Role> = known(call)?
        .into_iter()
        .filter(|role| {
            filter.and_then(|f| f.int("idEqual")).is_none_or(|id| id == role.id)
                && text("idIn", &role.id.to_string())
                && text("nameEqual", role.name)
                && text("systemNameEqual", role.system_name)
                && filter.and_then(|f| f.int("statusEqual")).is_none_or(|status| status == 1)
        })
        .collect();
    let objects = page.of(&kept).into_iter().map(|role| show(call, role));
    let objects = objects.collect::<Result<Vec<_>, _>>()?;
    Ok(Node::list_response("KalturaUserRoleListResponse", kept.len(), objects))
}

fn show(call: &Call<'_>, role: &Role) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let has_var_console = call.core.people().directory.get(own).is_some_and(|p| p.var_console);
    let names: Vec<&str> = match role.named() {
        Some(names) => names.to_vec(),
        None => access::administrator()
            .map(|(name, _)| name)
            .chain(["FEATURE_MOBILE_FLAVORS"])
            .chain(permission::features(has_var_console))
            .collect(),
    };
    Ok(Object::new("KalturaUserRole")
        .with("id", role.id)
        .with("name", role.name)
        .with("systemName", role.system_name)
        .with("description", role.description)
        .with("status", 1_i64)
        .with("partnerId", if role.partner == 0 { 0 } else { own })
        .with("permissionNames", names.join(","))
        .with("tags", role.tags)
        .with("createdAt", 1_357_120_800_i64)
        .with("updatedAt", 1_357_120_800_i64)
        .into())
}
