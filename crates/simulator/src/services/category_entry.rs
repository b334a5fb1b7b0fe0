//! `categoryEntry`: the links between entries and categories (API.md §16.5). A plain SQL list:
//! no window, and an empty `entryIdIn` is no filter, so that it lists the whole account.

use std::borrow::Cow;

use super::base_entry::READERS;
use crate::content::filters::CATEGORY_ENTRY_FILTER;
use crate::content::library::Library;
use crate::content::query::{MAX_IN, numbers, texts};
use crate::content::render::{Shape, Showing};
use crate::content::{Entry, Link};
use crate::content::{errors, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, Page};
use crate::wire::deserialize::{Given, Kind, optional};
use crate::wire::node::Node;

pub(crate) static SERVICE: Service = Service {
    name: "categoryEntry",
    feature: None,
    actions: &[Action {
        name: "list",
        params: &[
            optional("filter", Kind::Object(&CATEGORY_ENTRY_FILTER)),
            optional("pager", Kind::Object(&PAGER)),
        ],
        needs: READERS,
        run: list,
    }],
};

/// The entries that a list of things hanging on entries is about, in the order of their ids, as
/// the database gives them.
pub(crate) fn named_entries<'a>(
    library: &'a Library,
    filter: &Given,
    one: &str,
    many: &str,
) -> Option<Vec<Cow<'a, Entry>>> {
    let mut ids: Vec<String> = match (filter.filter_text(one), filter.filter_text(many)) {
        (Some(id), _) => vec![id.to_owned()],
        (None, Some(list)) => texts(list, MAX_IN).collect(),
        (None, None) => return None,
    };
    ids.sort_unstable();
    ids.dedup();
    Some(
        ids.iter()
            .filter_map(|id| library.number(id).and_then(|number| library.entry(number)))
            .collect(),
    )
}

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = Page::from(call.arguments.object("pager"));
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let empty = Given::empty(&CATEGORY_ENTRY_FILTER);
    let filter = call.arguments.object("filter").unwrap_or(&empty);
    let categories = filter
        .int("categoryIdEqual")
        .map(|id| vec![id])
        .or_else(|| filter.filter_text("categoryIdIn").map(numbers));
    let named = named_entries(&library, filter, "entryIdEqual", "entryIdIn");
    let is_admin = call.caller.ks().is_some_and(crate::ks::Ks::is_admin);
    if named.is_none() && categories.is_none() && !is_admin {
        return Err(errors::must_filter_on_entry_or_category());
    }
    let by_entry = named.is_some();
    let all = || {
        (0..u32::try_from(library.rows().len()).unwrap_or(u32::MAX))
            .filter_map(|number| library.entry(number))
            .collect()
    };
    let entries: Vec<Cow<'_, Entry>> = named.unwrap_or_else(all);
    let statuses = filter
        .int("statusEqual")
        .map(|status| vec![status])
        .or_else(|| filter.filter_text("statusIn").map(numbers));
    let from = filter.int("createdAtGreaterThanOrEqual");
    let to = filter.int("createdAtLessThanOrEqual");
    let mut found: Vec<(&Entry, &Link)> = entries
        .iter()
        .flat_map(|entry| entry.links.iter().map(move |link| (entry.as_ref(), link)))
        .filter(|(_, link)| {
            // Deleted links never come.
            link.status != 3
                && statuses.as_ref().is_none_or(|list| list.contains(&link.status))
                && categories.as_ref().is_none_or(|list| list.contains(&link.category))
                && from.is_none_or(|at| link.created_at >= at)
                && to.is_none_or(|at| link.created_at <= at)
        })
        .collect();
    match filter.filter_text("orderBy") {
        Some("+createdAt") => found.sort_by_key(|(_, link)| link.created_at),
        Some("-createdAt") => found.sort_by_key(|(_, link)| std::cmp::Reverse(link.created_at)),
        // Without ids of entries the database goes by the path of the category.
        _ if !by_entry => found.sort_by_cached_key(|(_, link)| {
            library
                .category(link.category)
                .map(|c| c.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(">"))
        }),
        _ => {}
    }
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    let objects =
        page.of(&found).into_iter().map(|(entry, link)| showing.link(entry, link)).collect();
    Ok(Node::list_response("KalturaCategoryEntryListResponse", found.len(), objects))
}
