//! `caption_captionAsset`: captions of entries (API.md §16.6; transcripts 11-captionAsset-*).

use serde::{Deserialize, Serialize};

use super::Pager;
use super::base_entry::{EntryId, Profile};
use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire::{self, List};

/// `caption_captionAsset.list` of some entries: ready captions only. The class of the filter is
/// named, or the status would be ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCaptions {
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
    entry_id_in: &'a str,
    status_in: &'static str,
}

impl Action for ListCaptions {
    const SERVICE: &'static str = "caption_captionAsset";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Caption>;

    fn params(&self, params: &mut Params) {
        let filter = Filter {
            object_type: "KalturaCaptionAssetFilter",
            entry_id_in: &self.entry_ids,
            status_in: "2",
        };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
        params.set("responseProfile", &Profile::of("id,entryId,language,label"));
    }

    fn decode(json: &str) -> Result<List<Caption>, serde_json::Error> {
        wire::read(json)
    }
}

/// A caption.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Caption {
    /// Its name on the server.
    #[serde(deserialize_with = "wire::text")]
    pub id: String,
    /// The entry.
    pub entry_id: EntryId,
    /// The English name of the language.
    #[serde(default, deserialize_with = "wire::text")]
    pub language: String,
    /// What viewers see; tells two captions of one language apart.
    #[serde(default, deserialize_with = "wire::text")]
    pub label: String,
}
