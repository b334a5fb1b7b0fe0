//! The filter classes of entries and of what hangs on them, as the real server declares them.
//! A field that stands in no class is ignored without a word, which is why `mediaTypeIn` with the
//! base class lists everything (API.md §16.1). What the fields mean is in `query.rs`.

use crate::wire::deserialize::{Class, Kind};

pub(crate) static BASE_ENTRY_FILTER: Class = Class {
    name: "KalturaBaseEntryFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Text),
        ("idIn", Kind::Text),
        ("idNotIn", Kind::Text),
        ("nameEqual", Kind::Text),
        ("userIdEqual", Kind::Text),
        ("statusEqual", Kind::Text),
        ("statusNotEqual", Kind::Text),
        ("statusIn", Kind::Text),
        ("statusNotIn", Kind::Text),
        ("moderationStatusEqual", Kind::Text),
        ("moderationStatusNotEqual", Kind::Text),
        ("moderationStatusIn", Kind::Text),
        ("moderationStatusNotIn", Kind::Text),
        ("typeEqual", Kind::Text),
        ("typeIn", Kind::Text),
        ("createdAtGreaterThanOrEqual", Kind::Time),
        ("createdAtLessThanOrEqual", Kind::Time),
        ("updatedAtGreaterThanOrEqual", Kind::Time),
        ("updatedAtLessThanOrEqual", Kind::Time),
        ("tagsLike", Kind::Text),
        ("tagsMultiLikeOr", Kind::Text),
        ("tagsMultiLikeAnd", Kind::Text),
        ("categoriesMatchOr", Kind::Text),
        ("categoriesIdsMatchOr", Kind::Text),
        ("categoriesIdsMatchAnd", Kind::Text),
        ("categoriesIdsNotContains", Kind::Text),
        ("categoriesIdsEmpty", Kind::Int),
        ("categoryAncestorIdIn", Kind::Text),
        ("referenceIdEqual", Kind::Text),
        ("referenceIdIn", Kind::Text),
        ("groupIdEqual", Kind::Text),
        ("rootEntryIdEqual", Kind::Text),
    ],
    extended_by: &[&MEDIA_ENTRY_FILTER],
};

pub(crate) static MEDIA_ENTRY_FILTER: Class = Class {
    name: "KalturaMediaEntryFilter",
    base: Some(&BASE_ENTRY_FILTER),
    properties: &[("mediaTypeEqual", Kind::Int), ("mediaTypeIn", Kind::Text)],
    extended_by: &[],
};

pub(crate) static CATEGORY_FILTER: Class = Class {
    name: "KalturaCategoryFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Int),
        ("idIn", Kind::Text),
        ("idNotIn", Kind::Text),
        ("parentIdEqual", Kind::Int),
        ("fullNameEqual", Kind::Text),
        ("fullNameIn", Kind::Text),
        ("ancestorIdIn", Kind::Text),
    ],
    extended_by: &[],
};

pub(crate) static CATEGORY_ENTRY_FILTER: Class = Class {
    name: "KalturaCategoryEntryFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("categoryIdEqual", Kind::Int),
        ("categoryIdIn", Kind::Text),
        ("entryIdEqual", Kind::Text),
        ("entryIdIn", Kind::Text),
        ("createdAtGreaterThanOrEqual", Kind::Time),
        ("createdAtLessThanOrEqual", Kind::Time),
        ("statusEqual", Kind::Int),
        ("statusIn", Kind::Text),
    ],
    extended_by: &[],
};

/// `statusIn` belongs to the class of captions: the base class ignores it
/// (11-captionAsset-list-statusIn-with-KalturaAssetFilter).
pub(crate) static ASSET_FILTER: Class = Class {
    name: "KalturaAssetFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Text),
        ("idIn", Kind::Text),
        ("entryIdEqual", Kind::Text),
        ("entryIdIn", Kind::Text),
    ],
    extended_by: &[&CAPTION_ASSET_FILTER],
};

static CAPTION_ASSET_FILTER: Class = Class {
    name: "KalturaCaptionAssetFilter",
    base: Some(&ASSET_FILTER),
    properties: &[
        ("statusEqual", Kind::Int),
        ("statusIn", Kind::Text),
        ("statusNotIn", Kind::Text),
    ],
    extended_by: &[],
};

pub(crate) static METADATA_FILTER: Class = Class {
    name: "KalturaMetadataFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("metadataProfileIdEqual", Kind::Int),
        ("metadataProfileIdIn", Kind::Text),
        ("metadataObjectTypeEqual", Kind::Text),
        ("objectIdEqual", Kind::Text),
        ("objectIdIn", Kind::Text),
        ("statusEqual", Kind::Int),
    ],
    extended_by: &[],
};

pub(crate) static METADATA_PROFILE_FILTER: Class = Class {
    name: "KalturaMetadataProfileFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Int),
        ("systemNameEqual", Kind::Text),
        ("systemNameIn", Kind::Text),
        ("metadataObjectTypeEqual", Kind::Text),
    ],
    extended_by: &[],
};

/// There is no `templateEntryIdIn` (11-scheduleEvent-list-templateEntryIdIn-unknown-field).
pub(crate) static SCHEDULE_EVENT_FILTER: Class = Class {
    name: "KalturaScheduleEventFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Int),
        ("idIn", Kind::Text),
        ("statusEqual", Kind::Int),
        ("statusIn", Kind::Text),
        ("startDateGreaterThanOrEqual", Kind::Time),
        ("startDateLessThanOrEqual", Kind::Time),
        ("parentIdEqual", Kind::Int),
    ],
    extended_by: &[&ENTRY_EVENT_FILTER],
};

static ENTRY_EVENT_FILTER: Class = Class {
    name: "KalturaEntryScheduleEventFilter",
    base: Some(&SCHEDULE_EVENT_FILTER),
    properties: &[("templateEntryIdEqual", Kind::Text), ("entryIdsMultiLikeOr", Kind::Text)],
    extended_by: &[&LIVE_EVENT_FILTER, &RECORD_EVENT_FILTER],
};

pub(crate) static LIVE_EVENT_FILTER: Class = Class {
    name: "KalturaLiveStreamScheduleEventFilter",
    base: Some(&ENTRY_EVENT_FILTER),
    properties: &[],
    extended_by: &[],
};

pub(crate) static RECORD_EVENT_FILTER: Class = Class {
    name: "KalturaRecordScheduleEventFilter",
    base: Some(&ENTRY_EVENT_FILTER),
    properties: &[],
    extended_by: &[],
};
