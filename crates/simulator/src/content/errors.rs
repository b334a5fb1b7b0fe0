//! The errors that only the services of entries answer, as the real server spells them.

use crate::error::ApiError;

fn error(code: &str, message: String, args: &[(&str, &str)]) -> ApiError {
    ApiError {
        code: code.to_owned(),
        message,
        args: args.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        in_headers: false,
    }
}

pub(crate) fn too_many_matches() -> ApiError {
    error(
        "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED",
        "Unable to generate list. max matches value was reached".to_owned(),
        &[],
    )
}

pub(crate) fn entry_not_found(id: &str) -> ApiError {
    error("ENTRY_ID_NOT_FOUND", format!("Entry id \"{id}\" not found"), &[("ENTRY_ID", id)])
}

/// 11-captionAsset-list-no-entry-filter.
pub(crate) fn caption_filter_empty() -> ApiError {
    let names = "KalturaCaptionAssetFilter::entryIdEqual/KalturaCaptionAssetFilter::entryIdIn";
    error(
        "PROPERTY_VALIDATION_CANNOT_BE_NULL",
        format!("The property \"{names}\" cannot be null"),
        &[("PROP_NAME", names)],
    )
}

pub(crate) fn caption_not_found(id: &str) -> ApiError {
    error(
        "CAPTION_ASSET_ID_NOT_FOUND",
        format!("Caption asset id \"{id}\" not found"),
        &[("ASSET_ID", id)],
    )
}

pub(crate) fn file_missing() -> ApiError {
    error("FILE_DOESNT_EXIST", "File doesnt exist".to_owned(), &[])
}

pub(crate) fn must_filter_on_object() -> ApiError {
    error("MUST_FILTER_ON_OBJECT_ID", "Must filter on object id".to_owned(), &[])
}

pub(crate) fn profile_not_found(id: i64) -> ApiError {
    let id = id.to_string();
    error(
        "METADATA_PROFILE_NOT_FOUND",
        format!("metadata profile not found, id [{id}]"),
        &[("ID", &id)],
    )
}

pub(crate) fn category_not_found(id: i64) -> ApiError {
    let id = id.to_string();
    error("CATEGORY_NOT_FOUND", format!("Category id \"{id}\" not found"), &[("CATEGORY_ID", &id)])
}

pub(crate) fn must_filter_on_entry_or_category() -> ApiError {
    error("MUST_FILTER_ON_ENTRY_OR_CATEGORY", "Must filter on category or entry".to_owned(), &[])
}
