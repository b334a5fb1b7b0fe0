//! `metadata_metadata`: custom metadata of entries (API.md §16.7; transcripts 11-metadata-*).

use serde::{Deserialize, Serialize};

use super::Pager;
use super::base_entry::{EntryId, Profile};
use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire::{self, List};

/// `metadata_metadata.list` of some entries, of all profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMetadata {
    /// A comma list of at most 500 ids, or a reference to an earlier part. An empty list is an
    /// error of the server's.
    pub entry_ids: String,
    /// Which page.
    pub pager: Pager,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter<'a> {
    object_type: &'static str,
    metadata_object_type_equal: &'static str,
    object_id_in: &'a str,
}

impl Action for ListMetadata {
    const SERVICE: &'static str = "metadata_metadata";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Metadata>;

    fn params(&self, params: &mut Params) {
        let filter = Filter {
            object_type: "KalturaMetadataFilter",
            metadata_object_type_equal: "1",
            object_id_in: &self.entry_ids,
        };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
        params.set("responseProfile", &Profile::of("id,objectId,metadataProfileId,xml"));
    }

    fn decode(json: &str) -> Result<List<Metadata>, serde_json::Error> {
        wire::read(json)
    }
}

/// The metadata of an entry in one profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Its number.
    #[serde(deserialize_with = "wire::int")]
    pub id: i64,
    /// The entry.
    #[serde(rename = "objectId")]
    pub entry_id: EntryId,
    /// The profile, a number of this partner's alone.
    #[serde(rename = "metadataProfileId", deserialize_with = "wire::int")]
    pub profile_id: i64,
    /// `<metadata><Key>value</Key>…</metadata>`; several values are repeated elements.
    #[serde(default, deserialize_with = "wire::text")]
    pub xml: String,
}
