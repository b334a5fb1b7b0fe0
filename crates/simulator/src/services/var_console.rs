//! `varConsole_varConsole`: changing the status of children and their usage figures (API.md §8).

use crate::access::{Needs, VAR_CONSOLE};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, PARTNER_FILTER};
use crate::partner::properties::PARTNER_STATUS;
use crate::services::report::REPORT_FILTER;
use crate::wire::deserialize::{Kind, optional, required};
use crate::wire::node::Node;

const MANAGE: Needs = Needs::AnyOf(&["ADMIN_PUBLISHER_MANAGE"]);

pub(crate) static SERVICE: Service = Service {
    name: "varConsole_varConsole",
    feature: Some(VAR_CONSOLE),
    actions: &[
        Action {
            name: "updateStatus",
            params: &[required("id", Kind::Int), required("status", Kind::Enum(&PARTNER_STATUS))],
            needs: MANAGE,
            run: update_status,
        },
        Action {
            name: "getPartnerUsage",
            params: &[
                optional("partnerFilter", Kind::Object(&PARTNER_FILTER)),
                optional("usageFilter", Kind::Object(&REPORT_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: MANAGE,
            run: super::partner_usage::partner_usage,
        },
    ],
};

/// Any status, also the one it has already, also 0 and 4, and the caller's own account too
/// (API.md §8.1): none of that is refused.
fn update_status(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let id = call.int("id").unwrap_or(0);
    let status = call.int("status").and_then(|status| u8::try_from(status).ok()).unwrap_or(1);
    let mut people = call.core.people_mut();
    let known =
        people.directory.get(id).is_some_and(|partner| id == own || partner.is_child_of(own));
    if !known {
        return Err(ApiError::unknown_partner(id));
    }
    people.directory.change(id, |partner| partner.status = status);
    call.core.remember_partner(&people, id);
    Ok(Node::Null)
}
