//! `baseEntry`: counting and listing what a partner holds (API.md §10, §16.1 to §16.4;
//! transcripts 11-baseEntry-*). Paging through everything is in `../entries.rs`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Pager;
use crate::action::{Action, Safety};
use crate::ids::{InList, RequestTime, UnixSeconds};
use crate::params::Params;
use crate::wire::{self, List};

/// The name of an entry, for example `0_jxal1pzy`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(Box<str>);

impl EntryId {
    /// Wraps an id.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// In which order entries come. Without one the pages are cut in the order of the index and
/// look sorted without being so (API.md §5), so there is no such choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum EntryOrder {
    /// Oldest first; stable through entries of one second (API.md §16.4).
    #[default]
    #[serde(rename = "+createdAt")]
    Oldest,
    /// Newest first.
    #[serde(rename = "-createdAt")]
    Newest,
}

/// A filter of entries. What is not given is not filtered, except that the server leaves out
/// all but ready entries without a status, and those awaiting moderation or rejected without a
/// moderation status (API.md §16.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryFilter {
    /// Only these statuses (API.md §13).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_in: Option<InList>,
    /// Only these moderation statuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_status_in: Option<InList>,
    /// Only these media types: 1 video, 2 image, 5 audio, 201 live. Leaves out playlists, data
    /// and documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type_in: Option<InList>,
    /// Only these entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_in: Option<InList>,
    /// Made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_greater_than_or_equal: Option<RequestTime>,
    /// Made at this moment or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_less_than_or_equal: Option<RequestTime>,
    /// Last changed at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at_greater_than_or_equal: Option<RequestTime>,
    /// Last changed at this moment or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at_less_than_or_equal: Option<RequestTime>,
    /// Has one of these tags, or a word of them (API.md §16.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags_multi_like_or: Option<InList>,
    /// Lies in one of these categories or below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_ancestor_id_in: Option<InList>,
    /// The order.
    pub order_by: EntryOrder,
}

/// A filter with its class, or the server would take the base class and ignore media types
/// (11-baseEntry-list-filter-without-objectType-mediaTypeIn).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Classed<'a> {
    object_type: &'static str,
    #[serde(flatten)]
    filter: &'a EntryFilter,
}

impl<'a> Classed<'a> {
    fn new(filter: &'a EntryFilter) -> Self {
        Self { object_type: "KalturaMediaEntryFilter", filter }
    }
}

/// `baseEntry.count`: how many entries a filter finds, beyond the window too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountEntries {
    /// Which ones.
    pub filter: EntryFilter,
}

impl Action for CountEntries {
    const SERVICE: &'static str = "baseEntry";
    const ACTION: &'static str = "count";
    const SAFETY: Safety = Safety::Read;
    type Output = u64;

    fn params(&self, params: &mut Params) {
        params.set("filter", &Classed::new(&self.filter));
    }

    fn decode(json: &str) -> Result<u64, serde_json::Error> {
        wire::count(&mut serde_json::Deserializer::from_str(json))
    }
}

/// `baseEntry.list`: a page of entries. Offsets of 10,000 and more are an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntries {
    /// Which ones.
    pub filter: EntryFilter,
    /// Which page.
    pub pager: Pager,
    /// The properties wanted, as the wire names them, joined by commas; all when `None`. A full
    /// object is eight times as long as the usual fifteen (API.md §16.2).
    pub fields: Option<Cow<'static, str>>,
}

impl Action for ListEntries {
    const SERVICE: &'static str = "baseEntry";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Entry>;

    fn params(&self, params: &mut Params) {
        params.set("filter", &Classed::new(&self.filter));
        params.set("pager", &self.pager);
        params.set_some("responseProfile", self.fields.as_deref().map(Profile::of).as_ref());
    }

    fn decode(json: &str) -> Result<List<Entry>, serde_json::Error> {
        wire::read(json)
    }
}

/// A response profile that includes some properties (API.md §1 "responseProfile").
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile<'a> {
    object_type: &'static str,
    #[serde(rename = "type")]
    kind: u8,
    fields: &'a str,
}

impl<'a> Profile<'a> {
    pub(crate) fn of(fields: &'a str) -> Self {
        Self { object_type: "KalturaDetachedResponseProfile", kind: 1, fields }
    }
}

/// An entry. Properties that were not asked for, or that its class does not have, are empty or
/// absent. Statuses and types are kept as they stand on the wire: those of plugins are words
/// (API.md §16.2).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its name on the server.
    pub id: EntryId,
    /// What people call it; may be empty.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// `""` when there is none.
    #[serde(default, deserialize_with = "wire::text")]
    pub description: String,
    /// Joined by `, `.
    #[serde(default, deserialize_with = "wire::text")]
    pub tags: String,
    /// The owner.
    #[serde(default, deserialize_with = "wire::text")]
    pub user_id: String,
    /// Who made it.
    #[serde(default, deserialize_with = "wire::text")]
    pub creator_id: String,
    /// `2` ready, `7` no content …
    #[serde(default, deserialize_with = "wire::text")]
    pub status: String,
    /// `1` awaiting moderation … `6` automatically approved.
    #[serde(default, deserialize_with = "wire::text")]
    pub moderation_status: String,
    /// `1` media, `7` live stream …
    #[serde(default, rename = "type", deserialize_with = "wire::text")]
    pub kind: String,
    /// `1` video, `2` image, `5` audio, `201` live; empty for what is no media.
    #[serde(default, deserialize_with = "wire::text")]
    pub media_type: String,
    /// When it was made.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub created_at: Option<UnixSeconds>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub updated_at: Option<UnixSeconds>,
    /// Milliseconds. Absent when not known, 0 when stored as 0 (API.md §16.2).
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub ms_duration: Option<i64>,
    /// A number of the customer's.
    #[serde(default, deserialize_with = "wire::text")]
    pub reference_id: String,
    /// The group it belongs to.
    #[serde(default, deserialize_with = "wire::text")]
    pub group_id: String,
    /// The entry shown in its place.
    #[serde(default, deserialize_with = "wire::text")]
    pub redirect_entry_id: String,
    /// The entry it was made after.
    #[serde(default, deserialize_with = "wire::text")]
    pub template_entry_id: String,
    /// Not shown before.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub start_date: Option<UnixSeconds>,
    /// Not shown after.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub end_date: Option<UnixSeconds>,
    /// How often it was played.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub plays: Option<i64>,
    /// How often its page was seen.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub views: Option<i64>,
    /// When it was last played.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub last_played_at: Option<UnixSeconds>,
}
