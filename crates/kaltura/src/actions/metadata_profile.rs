//! `metadata_metadataProfile`: what custom metadata a partner's entries may have (API.md §16.7;
//! transcripts 11-metadataProfile-*).

use serde::{Deserialize, Serialize};

use super::Pager;
use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire::{self, List};

/// `metadata_metadataProfile.list`: the profiles for entries. Profiles belong to one partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListProfiles {
    /// Which page.
    pub pager: Pager,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    object_type: &'static str,
    metadata_object_type_equal: &'static str,
}

impl Action for ListProfiles {
    const SERVICE: &'static str = "metadata_metadataProfile";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<MetadataProfile>;

    fn params(&self, params: &mut Params) {
        let filter =
            Filter { object_type: "KalturaMetadataProfileFilter", metadata_object_type_equal: "1" };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<MetadataProfile>, serde_json::Error> {
        wire::read(json)
    }
}

/// A metadata profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetadataProfile {
    /// Its number, of this partner alone.
    #[serde(deserialize_with = "wire::int")]
    pub id: i64,
    /// What people call it.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// The same at every partner that has it; may be empty.
    #[serde(default, deserialize_with = "wire::text")]
    pub system_name: String,
    /// The schema. The order of its elements is the order of the fields.
    #[serde(default, deserialize_with = "wire::text")]
    pub xsd: String,
}
