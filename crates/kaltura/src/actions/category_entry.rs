//! `categoryEntry`: which entries are in which categories (API.md §16.5; transcripts
//! 11-categoryEntry-list-*). A plain database list without a window.

use serde::{Deserialize, Serialize};

use super::Pager;
use super::base_entry::{EntryId, Profile};
use super::category::CategoryId;
use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire::{self, List};

/// `categoryEntry.list` of some entries: active links only. Without a status pending and
/// rejected ones would come as well.
///
/// With an empty list of ids the server lists the whole partner (API.md §16.9): whoever uses a
/// reference must throw the answer away when the list it refers to turns out empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListLinks {
    /// A comma list of at most 500 ids, or a reference to an earlier part.
    pub entry_ids: String,
    /// Which page.
    pub pager: Pager,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter<'a> {
    object_type: &'static str,
    entry_id_in: &'a str,
    status_equal: u8,
}

impl Action for ListLinks {
    const SERVICE: &'static str = "categoryEntry";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Link>;

    fn params(&self, params: &mut Params) {
        let filter = Filter {
            object_type: "KalturaCategoryEntryFilter",
            entry_id_in: &self.entry_ids,
            status_equal: 2,
        };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
        params.set("responseProfile", &Profile::of("categoryId,entryId"));
    }

    fn decode(json: &str) -> Result<List<Link>, serde_json::Error> {
        wire::read(json)
    }
}

/// A link between an entry and a category. It has no id of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The entry.
    pub entry_id: EntryId,
    /// The category.
    pub category_id: CategoryId,
}
