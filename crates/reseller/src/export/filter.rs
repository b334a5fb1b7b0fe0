//! From what was chosen of the entries to the filter that the server understands (API.md §16.3).

use super::options::{EntryChoice, EntryStatus, MediaType};
use crate::ids::UnixSeconds;
use kaltura::actions::base_entry::EntryFilter;
use kaltura::actions::category::CategoryId;
use kaltura::{InList, RequestTime, UnixSeconds as ServerTime};
use std::collections::HashMap;

impl EntryChoice {
    /// The filter of entries in one account. `known` are the account's own by number, needed where some are chosen by name.
    /// None when it has none of the chosen ones.
    pub(crate) fn filter(&self, known: &HashMap<CategoryId, String>) -> Option<EntryFilter> {
        let list = |values: Vec<i64>| InList::new(values).ok();
        let at = |at: UnixSeconds| RequestTime::at(ServerTime::new(at.0));
        let mut categories = Vec::new();
        for name in &self.categories {
            if let Ok(id) = name.parse::<i64>() {
                categories.push(id);
            } else {
                let found = known.iter().filter(|(_, full)| *full == name);
                categories.extend(found.map(|(id, _)| id.get()));
            }
        }
        if categories.is_empty() && !self.categories.is_empty() {
            return None;
        }
        Some(EntryFilter {
            status_in: list(self.statuses.iter().copied().map(EntryStatus::code).collect()),
            moderation_status_in: self.unmoderated.then(|| list((1..=6).collect())).flatten(),
            media_type_in: list(self.media_types.iter().copied().map(MediaType::code).collect()),
            created_at_greater_than_or_equal: self.since.map(at),
            created_at_less_than_or_equal: self.until.map(at),
            tags_multi_like_or: InList::new(&self.tags).ok(),
            category_ancestor_id_in: list(categories),
            ..EntryFilter::default()
        })
    }

    /// Whether the names of an account's categories must be known for its filter.
    pub(crate) fn needs_names(&self) -> bool {
        self.categories.iter().any(|name| name.parse::<i64>().is_err())
    }
}
