//! `schedule_scheduleEvent`: scheduled events, through the search index (API.md §16.8).

use super::base_entry::READERS;
use crate::content::Event;
use crate::content::filters::{LIVE_EVENT_FILTER, RECORD_EVENT_FILTER, SCHEDULE_EVENT_FILTER};
use crate::content::query::{IndexPage, numbers};
use crate::content::render::{Shape, Showing};
use crate::content::{library::Library, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::PAGER;
use crate::wire::deserialize::{Given, Kind, optional};
use crate::wire::node::Node;

pub(crate) static SERVICE: Service = Service {
    name: "schedule_scheduleEvent",
    feature: None,
    actions: &[Action {
        name: "list",
        params: &[
            optional("filter", Kind::Object(&SCHEDULE_EVENT_FILTER)),
            optional("pager", Kind::Object(&PAGER)),
        ],
        needs: READERS,
        run: list,
    }],
};

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = IndexPage::from(call.arguments.object("pager"))?;
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let empty = Given::empty(&SCHEDULE_EVENT_FILTER);
    let filter = call.arguments.object("filter").unwrap_or(&empty);
    let mut found: Vec<&(u32, Event)> = library
        .events()
        .iter()
        .filter(|(number, event)| passes(&library, *number, event, filter))
        .collect();
    match filter.filter_text("orderBy") {
        Some("+startDate") => found.sort_by_key(|(_, event)| event.start),
        Some("-startDate") => found.sort_by_key(|(_, event)| std::cmp::Reverse(event.start)),
        _ => {}
    }
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    let objects = page
        .of(&found)
        .iter()
        .filter_map(|(number, event)| {
            library.entry(*number).map(|entry| showing.event(&entry, event))
        })
        .collect();
    Ok(Node::list_response("KalturaScheduleEventListResponse", page.total(found.len()), objects))
}

/// The class of the filter picks the kind; deleted events never come.
fn passes(library: &Library, number: u32, event: &Event, filter: &Given) -> bool {
    let kind_fits = match filter.class.name {
        name if name == LIVE_EVENT_FILTER.name => event.kind == 2,
        name if name == RECORD_EVENT_FILTER.name => event.kind == 1,
        _ => true,
    };
    let list = |name: &str| filter.filter_text(name).map(numbers);
    let entry_is = |id: &str| library.number(id) == Some(number);
    kind_fits
        && event.status != 3
        && filter.int("idEqual").is_none_or(|id| event.id == id)
        && list("idIn").is_none_or(|ids| ids.contains(&event.id))
        && filter.int("statusEqual").is_none_or(|status| event.status == status)
        && list("statusIn").is_none_or(|statuses| statuses.contains(&event.status))
        && filter.int("startDateGreaterThanOrEqual").is_none_or(|at| event.start >= at)
        && filter.int("startDateLessThanOrEqual").is_none_or(|at| event.start <= at)
        && filter.int("parentIdEqual").is_none_or(|id| event.parent == Some(id))
        && filter.filter_text("templateEntryIdEqual").is_none_or(entry_is)
        // It is about other entries than the template (11-scheduleEvent-list-entryIdsMultiLikeOr).
        && filter.filter_text("entryIdsMultiLikeOr").is_none()
}
