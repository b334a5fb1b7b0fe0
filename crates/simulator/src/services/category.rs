//! `category`: listing and getting (API.md §16.5). The list goes through the search index, with
//! its window and its 150 values of `idNotIn`.

use std::collections::HashSet;

use super::base_entry::READERS;
use crate::content::Category;
use crate::content::filters::CATEGORY_FILTER;
use crate::content::query::{IndexPage, MAX_NOT_IN, numbers};
use crate::content::render::{Shape, Showing};
use crate::content::{errors, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::PAGER;
use crate::wire::deserialize::{Given, Kind, optional, required};
use crate::wire::node::Node;

pub(crate) static SERVICE: Service = Service {
    name: "category",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&CATEGORY_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: list,
        },
        Action { name: "get", params: &[required("id", Kind::Int)], needs: READERS, run: get },
    ],
};

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = IndexPage::from(call.arguments.object("pager"))?;
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let filter = call.arguments.object("filter");
    let mut found: Vec<&Category> =
        library.categories.iter().filter(|category| passes(category, filter)).collect();
    match filter.and_then(|filter| filter.filter_text("orderBy")) {
        Some("+fullName") => found.sort_by(|a, b| a.full_name.cmp(&b.full_name)),
        Some("-fullName") => found.sort_by(|a, b| b.full_name.cmp(&a.full_name)),
        Some("-createdAt") => found.sort_by_key(|c| std::cmp::Reverse(c.created_at)),
        Some("+createdAt") => found.sort_by_key(|category| category.created_at),
        // Roots come first, then each level, as the index has them (11-category-list-names).
        _ => found.sort_by_key(|category| category.path.len()),
    }
    let shape = Shape::of(call);
    let showing = showing(call, &library, &shape);
    let objects = page.of(&found).iter().map(|category| showing.category(category)).collect();
    Ok(Node::list_response("KalturaCategoryListResponse", page.total(found.len()), objects))
}

fn showing<'a>(
    call: &'a Call<'_>,
    library: &'a crate::content::library::Library,
    shape: &'a Shape,
) -> Showing<'a> {
    Showing { library, base_url: &call.from.base_url, shape, live_class: "" }
}

fn passes(category: &Category, filter: Option<&Given>) -> bool {
    let Some(filter) = filter else { return true };
    let ids = |name: &str| filter.filter_text(name).map(numbers);
    let full_names = filter.filter_text("fullNameIn");
    filter.int("idEqual").is_none_or(|id| category.id == id)
        && ids("idIn").is_none_or(|list| list.contains(&category.id))
        && ids("idNotIn").is_none_or(|list| {
            let first: HashSet<i64> = list.into_iter().take(MAX_NOT_IN).collect();
            !first.contains(&category.id)
        })
        && filter.int("parentIdEqual").is_none_or(|id| category.parent == id)
        && ids("ancestorIdIn").is_none_or(|list| {
            category.path.iter().rev().skip(1).any(|ancestor| list.contains(ancestor))
        })
        && filter.filter_text("fullNameEqual").is_none_or(|name| category.full_name == name)
        && full_names.is_none_or(|names| names.split(',').any(|name| category.full_name == name))
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let id = call.int("id").unwrap_or(0);
    let category = library.category(id).ok_or_else(|| errors::category_not_found(id))?;
    let shape = Shape::of(call);
    Ok(showing(call, &library, &shape).category(category))
}
