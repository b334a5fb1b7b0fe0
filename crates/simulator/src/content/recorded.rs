//! The content of `world.json.gz`, the recorded server's world at the end of the recording.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::Value;

use super::entry::{Caption, Category, Entry, Event, Link, Metadata, MetadataProfile};
use super::library::Library;

/// When the recorder made its first categories (11-category-list-page1).
const FIRST_CATEGORY: i64 = 1_704_067_200;

/// When 1,700 entries of account 113 were made.
const BULK_SECOND: i64 = 1_752_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct World {
    categories: Vec<RawCategory>,
    metadata_profiles: BTreeMap<String, i64>,
    entries: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCategory {
    id: i64,
    partner_id: i64,
    name: String,
    full_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry {
    id: String,
    partner_id: i64,
    name: String,
    status: i64,
    #[serde(rename = "type")]
    kind: i64,
    media_type: Option<i64>,
    moderation_status: i64,
    display_in_search: i64,
    created_at: i64,
    updated_at: i64,
    user_id: String,
    ms_duration: Option<i64>,
    tags: String,
    description: String,
    reference_id: Option<String>,
    group_id: Option<String>,
    redirect_entry_id: Option<String>,
    template_entry_id: Option<String>,
    start_date: Option<i64>,
    #[serde(default)]
    categories: Vec<(i64, i64)>,
    #[serde(default)]
    captions: Vec<(String, String, i64)>,
    #[serde(default)]
    metadata: Vec<RawMetadata>,
    #[serde(default)]
    events: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata {
    id: i64,
    profile_id: i64,
    status: i64,
    fields: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEvent {
    id: i64,
    #[serde(rename = "type")]
    kind: i64,
    status: i64,
    start_date: i64,
    end_date: i64,
    summary: String,
    tags: String,
    source_entry_id: Option<String>,
    recurrence_type: i64,
    parent_id: Option<i64>,
}

/// Reads the part `content` of the file: the libraries by partner.
pub(crate) fn libraries(content: &Value) -> Result<HashMap<i64, Library>, serde_json::Error> {
    let world = World::deserialize(content)?;
    let mut entries: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
    for raw in world.entries {
        entries.entry(raw.partner_id).or_default().push(entry(raw));
    }
    let mut categories = categories(world.categories);
    let profiles = &world.metadata_profiles;
    let mut partners: Vec<i64> =
        entries.keys().copied().chain(categories.keys().copied()).collect();
    partners.sort_unstable();
    partners.dedup();
    Ok(partners
        .into_iter()
        .map(|partner| {
            let profiles = profiles
                .get(&partner.to_string())
                .map(|id| MetadataProfile::course_data(*id))
                .into_iter()
                .collect();
            let entries = entries.remove(&partner).unwrap_or_default();
            let categories = categories.remove(&partner).unwrap_or_default();
            (partner, Library::kept(partner, entries, categories, profiles))
        })
        .collect())
}

fn entry(raw: RawEntry) -> Entry {
    let created_at = raw.created_at;
    // The file does not say when a link was made. Most were made two minutes after the entry
    // (11-categoryEntry-list-entryIdIn-500), those of one bulk upload earlier
    // (11-categoryEntry-list-ties-same-second).
    let linked_at = created_at + if created_at == BULK_SECOND { 100 } else { 120 };
    Entry {
        id: raw.id,
        name: raw.name,
        description: raw.description,
        tags: raw.tags,
        // The file has neither who made it nor how often it was played. In the recordings the
        // owner made it, and nearly nothing was played.
        creator_id: raw.user_id.clone(),
        user_id: raw.user_id,
        status: raw.status,
        kind: raw.kind,
        media_type: raw.media_type,
        moderation: raw.moderation_status,
        display_in_search: raw.display_in_search,
        created_at,
        updated_at: raw.updated_at,
        ms_duration: raw.ms_duration,
        reference_id: raw.reference_id,
        group_id: raw.group_id,
        redirect_entry_id: raw.redirect_entry_id,
        template_entry_id: raw.template_entry_id,
        start_date: raw.start_date,
        end_date: None,
        plays: 0,
        views: 0,
        last_played_at: None,
        links: raw
            .categories
            .into_iter()
            .map(|(category, status)| Link { category, status, created_at: linked_at })
            .collect(),
        captions: raw
            .captions
            .into_iter()
            .map(|(id, language, status)| Caption { id, language, status })
            .collect(),
        metadata: raw.metadata.into_iter().map(|raw| metadata(&raw)).collect(),
        events: raw.events.into_iter().map(event).collect(),
    }
}

fn metadata(raw: &RawMetadata) -> Metadata {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = raw
        .fields
        .iter()
        .map(|(key, values)| {
            let values = values
                .as_array()
                .map_or_else(|| vec![text(values)], |list| list.iter().map(text).collect());
            (key.clone(), values)
        })
        .collect();
    Metadata { id: raw.id, profile: raw.profile_id, status: raw.status, fields }
}

fn event(raw: RawEvent) -> Event {
    Event {
        id: raw.id,
        kind: raw.kind,
        status: raw.status,
        start: raw.start_date,
        end: raw.end_date,
        summary: raw.summary,
        tags: raw.tags,
        source_entry_id: raw.source_entry_id,
        recurrence: raw.recurrence_type,
        parent: raw.parent_id,
    }
}

/// Finds each category's parent by its full name. Where two have the same, as the roots named
/// `Courses` of account 106 do, the nearest one before the child is its parent.
fn categories(raw: Vec<RawCategory>) -> BTreeMap<i64, Vec<Category>> {
    let mut by_partner: BTreeMap<i64, Vec<Category>> = BTreeMap::new();
    for raw in raw {
        let list = by_partner.entry(raw.partner_id).or_default();
        let parent = raw
            .full_name
            .strip_suffix(raw.name.as_str())
            .and_then(|rest| rest.strip_suffix('>'))
            .and_then(|full| list.iter().rev().find(|other| other.full_name == full));
        let mut path = parent.map(|parent| parent.path.clone()).unwrap_or_default();
        path.push(raw.id);
        list.push(Category {
            id: raw.id,
            parent: parent.map_or(0, |parent| parent.id),
            name: raw.name,
            full_name: raw.full_name,
            path,
            created_at: FIRST_CATEGORY,
        });
    }
    by_partner
}
