//! `metadata_metadata` and `metadata_metadataProfile`: custom metadata of entries and its
//! profiles, which belong to one account (API.md §16.7).

use super::base_entry::READERS;
use super::caption::refuse;
use super::category_entry::named_entries;
use crate::content::filters::{METADATA_FILTER, METADATA_PROFILE_FILTER};
use crate::content::query::numbers;
use crate::content::render::{Shape, Showing, xsd};
use crate::content::{Entry, Metadata, MetadataProfile};
use crate::content::{errors, read};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, Page};
use crate::wire::deserialize::{Given, Kind, optional, required};
use crate::wire::node::{File, Node, Object};

pub(crate) static METADATA: Service = Service {
    name: "metadata_metadata",
    feature: None,
    actions: &[Action {
        name: "list",
        params: &[
            optional("filter", Kind::Object(&METADATA_FILTER)),
            optional("pager", Kind::Object(&PAGER)),
        ],
        needs: READERS,
        run: list,
    }],
};

pub(crate) static PROFILES: Service = Service {
    name: "metadata_metadataProfile",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&METADATA_PROFILE_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: list_profiles,
        },
        Action {
            name: "get",
            params: &[required("id", Kind::Int)],
            needs: READERS,
            run: get_profile,
        },
        Action {
            name: "listFields",
            params: &[required("metadataProfileId", Kind::Int)],
            needs: READERS,
            run: list_fields,
        },
        Action {
            name: "serve",
            params: &[required("id", Kind::Int)],
            needs: READERS,
            run: |call| Ok(serve_profile(call)),
        },
    ],
};

/// From this many ids on the database goes by the profile, and the rows come in the order of
/// their own ids (11-metadata-list-objectIdIn-500 against -last-100-of-600-alone).
const MANY_IDS: usize = 200;

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = Page::from(call.arguments.object("pager"));
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let empty = Given::empty(&METADATA_FILTER);
    let filter = call.arguments.object("filter").unwrap_or(&empty);
    let entries = named_entries(&library, filter, "objectIdEqual", "objectIdIn")
        .ok_or_else(errors::must_filter_on_object)?;
    let profiles = filter
        .int("metadataProfileIdEqual")
        .map(|id| vec![id])
        .or_else(|| filter.filter_text("metadataProfileIdIn").map(numbers));
    let mut found: Vec<(&Entry, &Metadata)> = entries
        .iter()
        .flat_map(|entry| entry.metadata.iter().map(move |metadata| (entry.as_ref(), metadata)))
        .filter(|(_, metadata)| {
            metadata.status != 3
                && profiles.as_ref().is_none_or(|list| list.contains(&metadata.profile))
        })
        .collect();
    if profiles.is_some() && entries.len() >= MANY_IDS {
        found.sort_by_key(|(_, metadata)| metadata.id);
    }
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    let objects =
        page.of(&found).into_iter().map(|(e, metadata)| showing.metadata(e, metadata)).collect();
    Ok(Node::list_response("KalturaMetadataListResponse", found.len(), objects))
}

fn list_profiles(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let page = Page::from(call.arguments.object("pager"));
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let filter = call.arguments.object("filter");
    let found: Vec<&MetadataProfile> = library
        .profiles
        .iter()
        .filter(|profile| {
            let Some(filter) = filter else { return true };
            filter.int("idEqual").is_none_or(|id| profile.id == id)
                && filter.filter_text("systemNameEqual").is_none_or(|n| profile.system_name == n)
                && filter
                    .filter_text("systemNameIn")
                    .is_none_or(|list| list.split(',').any(|name| profile.system_name == name))
        })
        .collect();
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    let objects = page.of(&found).into_iter().map(|profile| showing.profile(profile)).collect();
    Ok(Node::list_response("KalturaMetadataProfileListResponse", found.len(), objects))
}

/// A profile of the session's own account.
fn own_profile(call: &Call<'_>, id: i64) -> Result<MetadataProfile, ApiError> {
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let profile = library.profiles.iter().find(|profile| profile.id == id).cloned();
    profile.ok_or_else(|| errors::profile_not_found(id))
}

fn get_profile(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let profile = own_profile(call, call.int("id").unwrap_or(0))?;
    let shared = call.core.content.library(call.partner()?);
    let library = read(&shared);
    let shape = Shape::of(call);
    let showing =
        Showing { library: &library, base_url: &call.from.base_url, shape: &shape, live_class: "" };
    Ok(showing.profile(&profile))
}

fn list_fields(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let profile = own_profile(call, call.int("metadataProfileId").unwrap_or(0))?;
    let objects: Vec<Node> = (1_i64..)
        .zip(&profile.fields)
        .map(|(number, field)| {
            let path = format!("/*[local-name()='metadata']/*[local-name()='{}']", field.key);
            Object::new("KalturaMetadataProfileField")
                // Fields are numbered through all profiles: three in each before this one.
                .with("id", (profile.id - 1) * 3 + number + 1)
                .with("xPath", path)
                .with("key", field.key.as_str())
                .with("label", field.label.as_str())
                .into()
        })
        .collect();
    Ok(Node::list_response("KalturaMetadataProfileFieldListResponse", objects.len(), objects))
}

/// The schema as a file.
fn serve_profile(call: &mut Call<'_>) -> Node {
    match own_profile(call, call.int("id").unwrap_or(0)) {
        Ok(profile) => {
            Node::File(File { content_type: "text/plain;charset=UTF-8", body: xsd(&profile) })
        }
        Err(error) => refuse(call, &error),
    }
}
