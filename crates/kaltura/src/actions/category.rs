//! `category`: the categories of a partner (API.md §16.5; transcripts 11-category-list-*). The
//! list comes from the search index: 10,000 can be reached by page number.

use serde::{Deserialize, Serialize};

use super::Pager;
use super::base_entry::Profile;
use crate::action::{Action, Safety};
use crate::ids::InList;
use crate::params::Params;
use crate::wire::{self, List};

/// The number of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CategoryId(i64);

impl CategoryId {
    /// Wraps a number.
    pub const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number itself.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for CategoryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for CategoryId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::int(deserializer).map(Self)
    }
}

/// `category.list`: id and full name of categories, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCategories {
    /// Only these; all when `None`. Unknown and foreign ones are silently absent.
    pub id_in: Option<InList>,
    /// Which page.
    pub pager: Pager,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter<'a> {
    object_type: &'static str,
    order_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_in: Option<&'a InList>,
}

impl Action for ListCategories {
    const SERVICE: &'static str = "category";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Category>;

    fn params(&self, params: &mut Params) {
        let filter = Filter {
            object_type: "KalturaCategoryFilter",
            order_by: "+createdAt",
            id_in: self.id_in.as_ref(),
        };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
        params.set("responseProfile", &Profile::of("id,fullName"));
    }

    fn decode(json: &str) -> Result<List<Category>, serde_json::Error> {
        wire::read(json)
    }
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its number.
    pub id: CategoryId,
    /// The names from the root, joined by `>`. The server lets neither `>` nor `,` into a name.
    #[serde(default, deserialize_with = "wire::text")]
    pub full_name: String,
}
