//! `schedule_scheduleEvent`: scheduled live events of a partner (API.md §16.8; transcripts
//! 11-scheduleEvent-list-*). There is no filter by several entries: list them all and join.

use serde::{Deserialize, Serialize};

use super::Pager;
use super::base_entry::EntryId;
use crate::action::{Action, Safety};
use crate::ids::{RequestTime, UnixSeconds};
use crate::params::Params;
use crate::wire::{self, List};

/// `schedule_scheduleEvent.list`: active live events, earliest first. From the search index:
/// 10,000 can be reached by page number, more by ranges of the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListEvents {
    /// Starts at this moment or later.
    pub start_from: Option<RequestTime>,
    /// Starts at this moment or earlier.
    pub start_to: Option<RequestTime>,
    /// Which page.
    pub pager: Pager,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    object_type: &'static str,
    order_by: &'static str,
    status_equal: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date_greater_than_or_equal: Option<RequestTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date_less_than_or_equal: Option<RequestTime>,
}

impl Action for ListEvents {
    const SERVICE: &'static str = "schedule_scheduleEvent";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<ScheduleEvent>;

    fn params(&self, params: &mut Params) {
        let filter = Filter {
            object_type: "KalturaLiveStreamScheduleEventFilter",
            order_by: "+startDate",
            status_equal: 2,
            start_date_greater_than_or_equal: self.start_from,
            start_date_less_than_or_equal: self.start_to,
        };
        params.set("filter", &filter);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<ScheduleEvent>, serde_json::Error> {
        wire::read(json)
    }
}

/// A scheduled event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleEvent {
    /// Its number.
    #[serde(deserialize_with = "wire::int")]
    pub id: i64,
    /// The live entry that it shows.
    #[serde(default)]
    pub template_entry_id: Option<EntryId>,
    /// The title.
    #[serde(default, deserialize_with = "wire::text")]
    pub summary: String,
    /// Joined by `, `.
    #[serde(default, deserialize_with = "wire::text")]
    pub tags: String,
    /// When it starts.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub start_date: Option<UnixSeconds>,
    /// When it ends.
    #[serde(default, deserialize_with = "wire::opt_time")]
    pub end_date: Option<UnixSeconds>,
    /// An entry shown instead of a live source.
    #[serde(default, deserialize_with = "wire::text")]
    pub source_entry_id: String,
    /// 0 single, 1 the master of a series, 2 an occurrence of one. A series comes as its master
    /// and all its occurrences.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub recurrence_type: Option<i64>,
    /// The master of an occurrence.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub parent_id: Option<i64>,
}
