//! `varConsole_varConsole`: changing the state of children, and their usage (API.md §8).

use serde::{Deserialize, Serialize};

use super::Pager;
use super::partner::{PartnerFilter, PartnerStatus};
use crate::action::{Action, Safety};
use crate::error::RequestError;
use crate::ids::{PartnerId, UnixSeconds};
use crate::params::Params;
use crate::wire;

/// `varConsole.updateStatus` (transcripts 04-updateStatus-*).
///
/// The server takes any status, and also the parent's own id, after which nobody can undo it.
/// It says nothing about whether anything changed: read back to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateStatus {
    /// The child.
    pub id: PartnerId,
    /// The new state.
    pub status: PartnerStatus,
}

impl Action for UpdateStatus {
    const SERVICE: &'static str = "varConsole_varConsole";
    const ACTION: &'static str = "updateStatus";
    const SAFETY: Safety = Safety::Write;
    type Output = ();

    fn params(&self, params: &mut Params) {
        params.set("id", &self.id);
        params.set("status", &self.status);
    }

    fn decode(json: &str) -> Result<(), serde_json::Error> {
        wire::read_nothing(json)
    }
}

/// Days or months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UsageInterval {
    /// A row a day; `date_id` is 20261024.
    Days,
    /// A row a month; `date_id` is 202610.
    Months,
}

/// The span of usage. Made of real dates only: the server fails on 0 and on from > to
/// (API.md §8.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageSpan {
    object_type: &'static str,
    from_date: UnixSeconds,
    to_date: UnixSeconds,
    interval: UsageInterval,
    time_zone_offset: i32,
}

impl UsageSpan {
    /// From one moment to another, both inclusive; only whole days count, in the server's own
    /// time zone. Dates must lie after 1979, before which everything is relative to now.
    pub fn new(
        from: UnixSeconds,
        to: UnixSeconds,
        interval: UsageInterval,
    ) -> Result<Self, RequestError> {
        const LAST_RELATIVE: i64 = 315_360_000;
        if from.get() <= LAST_RELATIVE || from > to {
            return Err(RequestError::BadTimeSpan);
        }
        Ok(Self {
            object_type: "KalturaReportInputFilter",
            from_date: from,
            to_date: to,
            interval,
            time_zone_offset: 0,
        })
    }
}

/// `varConsole.getPartnerUsage` (transcripts 07-varConsole-getPartnerUsage-*). At most 2,000
/// partners a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetPartnerUsage {
    /// Which partners; the parent itself is among them unless filtered out.
    pub filter: PartnerFilter,
    /// Which span.
    pub span: UsageSpan,
    /// Which page. Rows are per partner **and** period.
    pub pager: Pager,
}

impl Action for GetPartnerUsage {
    const SERVICE: &'static str = "varConsole_varConsole";
    const ACTION: &'static str = "getPartnerUsage";
    const SAFETY: Safety = Safety::Read;
    type Output = UsagePage;

    fn params(&self, params: &mut Params) {
        params.set("partnerFilter", &self.filter);
        params.set("usageFilter", &self.span);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<UsagePage, serde_json::Error> {
        wire::read(json)
    }
}

/// A page of usage.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsagePage {
    /// How many rows there are on all pages.
    #[serde(deserialize_with = "wire::count")]
    pub total_count: u64,
    /// The sums over all pages; without figures when nothing matches.
    #[serde(default)]
    pub total: UsageFigures,
    /// The rows of this page. On the wire sometimes an object (API.md §8.2).
    #[serde(default = "Vec::new", deserialize_with = "wire::objects")]
    pub objects: Vec<UsageRow>,
}

/// Usage of one partner in one period.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageRow {
    /// The partner.
    pub partner_id: PartnerId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::text")]
    pub partner_name: String,
    /// Its state.
    #[serde(default)]
    pub partner_status: Option<PartnerStatus>,
    /// 202610 for a month, 20261024 for a day.
    #[serde(deserialize_with = "wire::int")]
    pub date_id: i64,
    /// The figures.
    #[serde(flatten)]
    pub figures: UsageFigures,
}

/// Figures of usage, in MB, rounded up (API.md §8.2). May be negative where more was deleted
/// than added.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UsageFigures {
    /// Bandwidth.
    #[serde(deserialize_with = "wire::opt_float")]
    pub bandwidth: Option<f64>,
    /// Storage added.
    #[serde(rename = "storage", deserialize_with = "wire::opt_float")]
    pub added_storage: Option<f64>,
    /// Storage deleted.
    #[serde(deserialize_with = "wire::opt_float")]
    pub deleted_storage: Option<f64>,
    /// The most stored at a time.
    #[serde(deserialize_with = "wire::opt_float")]
    pub peak_storage: Option<f64>,
    /// Stored on average.
    #[serde(rename = "avgStorage", deserialize_with = "wire::opt_float")]
    pub average_storage: Option<f64>,
    /// Average storage and bandwidth together.
    #[serde(rename = "combinedStorageBandwidth", deserialize_with = "wire::opt_float")]
    pub combined: Option<f64>,
    /// Transcoding.
    #[serde(rename = "transcodingUsage", deserialize_with = "wire::opt_float")]
    pub transcoding: Option<f64>,
}
