//! Related profiles of a response profile: lists of links, captions and metadata under
//! `relatedObjects` of each entry (API.md §16.9).

use serde_json::Value;

use crate::content::Entry;
use crate::content::render::{Shape, Showing};
use crate::wire::cast;
use crate::wire::node::{Node, Object};
use crate::wire::request::Params;

/// Which list a related profile asks for.
#[derive(Clone, Copy, Debug)]
enum List {
    Links,
    Captions,
    Metadata,
}

/// A related profile.
#[derive(Debug)]
pub(crate) struct Related {
    name: String,
    list: List,
    shape: Shape,
}

/// The related profiles of a request; those of other classes are ignored.
pub(crate) fn profiles(params: &Params) -> Vec<Related> {
    let Some(list) = params
        .get("responseProfile")
        .and_then(|profile| profile.get("relatedProfiles"))
        .and_then(Value::as_array)
    else {
        return Vec::new();
    };
    list.iter()
        .filter_map(Value::as_object)
        .filter_map(|profile| {
            let class = profile.get("filter")?.get("objectType").map(cast::text)?;
            let list = match class.as_str() {
                "KalturaCategoryEntryFilter" => List::Links,
                "KalturaCaptionAssetFilter" | "KalturaAssetFilter" => List::Captions,
                "KalturaMetadataFilter" => List::Metadata,
                _ => return None,
            };
            let name = profile.get("name").map(cast::text).unwrap_or_default();
            Some(Related { name, list, shape: Shape::from(profile) })
        })
        .collect()
}

/// The entry with its related lists; they come before everything else.
pub(crate) fn add(node: Node, related: &[Related], showing: &Showing<'_>, entry: &Entry) -> Node {
    let lists = related
        .iter()
        .map(|profile| {
            let showing = Showing { shape: &profile.shape, ..*showing };
            let (class, objects): (_, Vec<Node>) = match profile.list {
                List::Links => (
                    "KalturaCategoryEntryListResponse",
                    entry
                        .links
                        .iter()
                        .filter(|link| link.status != 3)
                        .map(|link| showing.link(entry, link))
                        .collect(),
                ),
                List::Captions => (
                    "KalturaCaptionAssetListResponse",
                    entry
                        .captions
                        .iter()
                        .filter(|caption| caption.status != 3)
                        .map(|caption| showing.caption(entry, caption))
                        .collect(),
                ),
                List::Metadata => (
                    "KalturaMetadataListResponse",
                    entry
                        .metadata
                        .iter()
                        .filter(|metadata| metadata.status == 1)
                        .map(|metadata| showing.metadata(entry, metadata))
                        .collect(),
                ),
            };
            (profile.name.clone(), Node::list_response(class, objects.len(), objects))
        })
        .collect();
    let Node::Object(Object { class, mut fields }) = node else { return node };
    fields.insert(0, ("relatedObjects", Node::Keyed(lists)));
    Node::Object(Object { class, fields })
}
