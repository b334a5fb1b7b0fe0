//! `baseEntry`: listing, counting and getting entries (API.md §10, §16.1 to §16.4). `media.rs`
//! answers with the same lists.

use serde_json::Value;

use crate::access::Needs;
use crate::content::filters::BASE_ENTRY_FILTER;
use crate::content::query::{IndexPage, Query, entries_of};
use crate::content::render::{Shape, Showing};
use crate::content::{errors, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::PAGER;
use crate::services::related;
use crate::wire::deserialize::{Kind, optional, required};
use crate::wire::node::Node;

/// Who may list entries: users, widgets, players and administrators, though the first two see
/// nothing without further rights.
pub(crate) const READERS: Needs = Needs::AnyOf(&[
    "CONTENT_MANAGE_BASE",
    "BASE_USER_SESSION_PERMISSION",
    "WIDGET_SESSION_PERMISSION",
    "PLAYBACK_BASE_PERMISSION",
]);

pub(crate) static SERVICE: Service = Service {
    name: "baseEntry",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&BASE_ENTRY_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: |call| list(call, "KalturaBaseEntryListResponse"),
        },
        Action {
            name: "count",
            params: &[
                optional("filter", Kind::Object(&BASE_ENTRY_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: count,
        },
        Action {
            name: "get",
            params: &[required("entryId", Kind::Text), optional("version", Kind::Int)],
            needs: READERS,
            run: get,
        },
    ],
};

/// Whether the session sees the account's entries: a USER session or a widget sees nothing
/// without `list:*` (API.md §16.1).
pub(crate) fn sees_entries(call: &Call<'_>) -> bool {
    call.caller
        .ks()
        .is_some_and(|ks| ks.is_admin() || ks.privilege("list").is_some_and(|value| value == "*"))
}

/// The class of live streams in an answer.
fn live_class(call: &Call<'_>) -> &'static str {
    let class = call.arguments.object("filter").map(|filter| filter.class.name);
    if class == Some(BASE_ENTRY_FILTER.name) && call.params.get("responseProfile").is_none() {
        "KalturaLiveStreamAdminEntry"
    } else {
        "KalturaLiveStreamEntry"
    }
}

/// A page of entries.
pub(crate) fn list(call: &mut Call<'_>, class: &'static str) -> Result<Node, ApiError> {
    let page = IndexPage::from(call.arguments.object("pager"))?;
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let query = Query::from(call.arguments.object("filter"), &library);
    if !sees_entries(call) {
        return Ok(Node::list_response(class, 0, Vec::new()));
    }
    let found = call.core.content.find(&library, &query);
    let shape = Shape::of(call);
    let showing = Showing {
        library: &library,
        base_url: &call.from.base_url,
        shape: &shape,
        live_class: live_class(call),
    };
    let related = related::profiles(call.params);
    let objects = entries_of(&library, page.of(&found), query.is_ordered())
        .into_iter()
        .map(|(_, entry)| {
            let node = showing.entry(&entry);
            if related.is_empty() { node } else { related::add(node, &related, &showing, &entry) }
        })
        .collect();
    Ok(Node::list_response(class, page.total(found.len()), objects))
}

/// How many entries a filter finds, beyond the window too.
pub(crate) fn count(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let query = Query::from(call.arguments.object("filter"), &library);
    if !sees_entries(call) {
        return Ok(Node::from(0_i64));
    }
    Ok(call.core.content.find(&library, &query).len().into())
}

/// An entry by its id; a deleted one is not found.
pub(crate) fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let id = call.text("entryId");
    let entry = library
        .number(id)
        .and_then(|number| library.entry(number))
        .filter(|entry| entry.status != 3)
        .ok_or_else(|| errors::entry_not_found(id))?;
    let shape = call
        .params
        .get("responseProfile")
        .and_then(Value::as_object)
        .map(Shape::from)
        .unwrap_or_default();
    let base_url = &call.from.base_url;
    let live_class = "KalturaLiveStreamEntry";
    let showing = Showing { library: &library, base_url, shape: &shape, live_class };
    Ok(showing.entry(&entry))
}
