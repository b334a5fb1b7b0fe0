//! `caption_captionAsset`: captions of entries and their texts (API.md §16.6).

use std::borrow::Cow;

use super::base_entry::READERS;
use super::category_entry::named_entries;
use crate::access::Needs;
use crate::content::filters::ASSET_FILTER;
use crate::content::query::numbers;
use crate::content::render::{Shape, Showing};
use crate::content::{Caption, Entry};
use crate::content::{errors, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, Page};
use crate::wire::deserialize::{Given, Kind, optional, required};
use crate::wire::node::{File, Node};

pub(crate) static SERVICE: Service = Service {
    name: "caption_captionAsset",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&ASSET_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: list,
        },
        Action {
            name: "get",
            params: &[required("captionAssetId", Kind::Text)],
            needs: READERS,
            run: get,
        },
        Action {
            name: "serve",
            params: &[required("captionAssetId", Kind::Text)],
            needs: Needs::Nothing,
            run: |call| Ok(serve(call)),
        },
    ],
};

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = Page::from(call.arguments.object("pager"));
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let empty = Given::empty(&ASSET_FILTER);
    let filter = call.arguments.object("filter").unwrap_or(&empty);
    let entries = named_entries(&library, filter, "entryIdEqual", "entryIdIn")
        .ok_or_else(errors::caption_filter_empty)?;
    let statuses = filter
        .int("statusEqual")
        .map(|status| vec![status])
        .or_else(|| filter.filter_text("statusIn").map(numbers));
    let not = filter.filter_text("statusNotIn").map(numbers);
    let mut found: Vec<(&Entry, &Caption)> = entries
        .iter()
        // Captions of deleted entries are dropped (11-captionAsset-list-deleted-entries).
        .filter(|entry| entry.status != 3)
        .flat_map(|entry| entry.captions.iter().map(move |caption| (Cow::as_ref(entry), caption)))
        .filter(|(_, caption)| {
            caption.status != 3
                && statuses.as_ref().is_none_or(|list| list.contains(&caption.status))
                && not.as_ref().is_none_or(|list| !list.contains(&caption.status))
        })
        .collect();
    if filter.filter_text("orderBy") == Some("+createdAt") {
        found.sort_by_key(|(entry, _)| entry.created_at);
    }
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    let objects =
        page.of(&found).into_iter().map(|(e, caption)| showing.caption(e, caption)).collect();
    Ok(Node::list_response("KalturaCaptionAssetListResponse", found.len(), objects))
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let id = call.text("captionAssetId");
    let (partner, number) = find(call, id).ok_or_else(|| errors::caption_not_found(id))?;
    if partner != call.partner()? {
        return Err(errors::caption_not_found(id));
    }
    let shared = call.core.content.library(partner);
    let library = read(&shared);
    let entry = library.entry(number).ok_or_else(|| errors::caption_not_found(id))?;
    let caption = entry
        .captions
        .iter()
        .find(|caption| caption.id == id)
        .ok_or_else(|| errors::caption_not_found(id))?;
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    Ok(showing.caption(&entry, caption))
}

/// The text of a caption, to anybody who knows its id (11-captionAsset-serve-no-ks).
fn serve(call: &mut Call<'_>) -> Node {
    let id = call.text("captionAssetId").to_owned();
    let Some((partner, number)) = find(call, &id) else {
        return refuse(call, &errors::caption_not_found(&id));
    };
    let shared = call.core.content.library(partner);
    let ready = read(&shared).entry(number).is_some_and(|entry| {
        entry.captions.iter().any(|caption| caption.id == id && caption.status == 2)
    });
    if !ready {
        return refuse(call, &errors::file_missing());
    }
    let body = "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n".to_owned();
    Node::File(File { content_type: "text/plain;charset=UTF-8", body })
}

/// Which entry of which account has the caption.
fn find(call: &Call<'_>, id: &str) -> Option<(i64, u32)> {
    call.core.content.partners().into_iter().find_map(|partner| {
        let shared = call.core.content.library(partner);
        let library = read(&shared);
        library.number_of_caption(id).map(|number| (partner, number))
    })
}

/// File actions tell an error only in headers, with an empty body (API.md §2).
pub(crate) fn refuse(call: &mut Call<'_>, error: &ApiError) -> Node {
    call.headers.push(("X-Kaltura".into(), format!("error- {}", error.code)));
    call.headers.push((
        "X-Kaltura-App".into(),
        format!("exiting on error {} - {}", error.code, error.message),
    ));
    Node::File(File { content_type: "text/html; charset=UTF-8", body: String::new() })
}
