//! `report`: tables, totals and graphs of usage (API.md §11).

use serde::{Deserialize, Serialize};

use crate::action::{Action, Safety};
use crate::ids::PartnerId;
use crate::params::Params;
use crate::wire;

/// The reports that make sense for a parent (API.md §11, second table).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportType {
    /// 19: one row per partner and period.
    VarUsage,
    /// 201: one row per period.
    PartnerUsage,
    /// 26: one row per period, with plays.
    VpaasUsage,
    /// 42: one row per partner; without ids, all children.
    VpaasUsageMulti,
    /// Any other number.
    Other(i64),
}

impl Serialize for ReportType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A dynamic enumeration of the server: its values are strings.
        serializer.collect_str(&match self {
            Self::VarUsage => 19,
            Self::PartnerUsage => 201,
            Self::VpaasUsage => 26,
            Self::VpaasUsageMulti => 42,
            Self::Other(code) => *code,
        })
    }
}

/// The length of a period (API.md §13, `KalturaReportInterval`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportInterval {
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
}

/// The span and grain of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSpan {
    object_type: &'static str,
    /// The first day, as `20261001`.
    from_day: String,
    /// The last day.
    to_day: String,
    interval: ReportInterval,
    time_zone_offset: i32,
}

impl ReportSpan {
    /// From one day to another, both inclusive, each as `YYYYMMDD`. `time_zone_offset` is in
    /// minutes with JavaScript's sign: negative is east of Greenwich.
    pub fn new(
        from_day: impl Into<String>,
        to_day: impl Into<String>,
        interval: ReportInterval,
        time_zone_offset: i32,
    ) -> Self {
        Self {
            object_type: "KalturaReportInputFilter",
            from_day: from_day.into(),
            to_day: to_day.into(),
            interval,
            time_zone_offset,
        }
    }
}

/// The delimiter between cells, in header, rows and list of ids. The server does not quote
/// cells, and its default, the comma, is common in names.
const DELIMITER: char = '|';

/// What the three calls share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// Which report.
    pub report_type: ReportType,
    /// Which span.
    pub span: ReportSpan,
    /// Own or children's ids; foreign ones are dropped without a word. Empty: the caller only,
    /// or all children for [`ReportType::VpaasUsageMulti`].
    pub partner_ids: Vec<PartnerId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseOptions {
    object_type: &'static str,
    delimiter: char,
}

impl ReportQuery {
    fn params(&self, params: &mut Params) {
        params.set("reportType", &self.report_type);
        params.set("reportInputFilter", &self.span);
        if !self.partner_ids.is_empty() {
            let ids: Vec<String> = self.partner_ids.iter().map(ToString::to_string).collect();
            params.set("objectIds", &ids.join(&DELIMITER.to_string()));
        }
        let options =
            ResponseOptions { object_type: "KalturaReportResponseOptions", delimiter: DELIMITER };
        params.set("responseOptions", &options);
    }
}

/// `report.getTable` (transcripts 07-report-getTable-*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetTable {
    /// What to report.
    pub query: ReportQuery,
    /// Rows a page. Not limited to 500 here; page times size must stay within 12,000.
    pub page_size: u32,
    /// The page, from 1.
    pub page_index: u32,
    /// A column with a sign, such as `-bandwidth_consumption`.
    pub order: Option<String>,
}

impl Action for GetTable {
    const SERVICE: &'static str = "report";
    const ACTION: &'static str = "getTable";
    const SAFETY: Safety = Safety::Read;
    type Output = ReportTable;

    fn params(&self, params: &mut Params) {
        self.query.params(params);
        params.set(
            "pager",
            &serde_json::json!({ "pageSize": self.page_size, "pageIndex": self.page_index }),
        );
        params.set_some("order", self.order.as_ref());
    }

    fn decode(json: &str) -> Result<ReportTable, serde_json::Error> {
        Ok(ReportTable::read(&wire::read(json)?, DELIMITER))
    }
}

/// `report.getTotal` (transcript 07-report-getTotal-var-usage).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetTotal {
    /// What to report.
    pub query: ReportQuery,
}

impl Action for GetTotal {
    const SERVICE: &'static str = "report";
    const ACTION: &'static str = "getTotal";
    const SAFETY: Safety = Safety::Read;
    /// A table of one row.
    type Output = ReportTable;

    fn params(&self, params: &mut Params) {
        self.query.params(params);
    }

    fn decode(json: &str) -> Result<ReportTable, serde_json::Error> {
        Ok(ReportTable::read(&wire::read(json)?, DELIMITER))
    }
}

/// `report.getGraphs` (transcript 07-report-getGraphs-var-usage).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetGraphs {
    /// What to report.
    pub query: ReportQuery,
}

impl Action for GetGraphs {
    const SERVICE: &'static str = "report";
    const ACTION: &'static str = "getGraphs";
    const SAFETY: Safety = Safety::Read;
    type Output = Vec<ReportGraph>;

    fn params(&self, params: &mut Params) {
        self.query.params(params);
    }

    fn decode(json: &str) -> Result<Vec<ReportGraph>, serde_json::Error> {
        let graphs: Vec<WireGraph> = wire::read(json)?;
        Ok(graphs.into_iter().map(|graph| ReportGraph::read(graph, DELIMITER)).collect())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTable {
    #[serde(default, deserialize_with = "wire::text")]
    header: String,
    #[serde(default, deserialize_with = "wire::text")]
    data: String,
    #[serde(default, deserialize_with = "wire::opt_int")]
    total_count: Option<i64>,
}

/// A table. Columns differ with the data: find them by name, never by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportTable {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Rows that fell apart because a name holds `|` or `;`, as they came.
    pub damaged: Vec<String>,
    /// How many rows there are on all pages.
    pub total_count: u64,
}

impl ReportTable {
    fn read(table: &WireTable, delimiter: char) -> Self {
        let columns: Vec<String> = if table.header.is_empty() {
            Vec::new()
        } else {
            table.header.split(delimiter).map(str::to_owned).collect()
        };
        let (mut rows, mut damaged) = (Vec::new(), Vec::new());
        for line in table.data.split(';').filter(|line| !line.is_empty()) {
            let cells: Vec<String> = line.split(delimiter).map(str::to_owned).collect();
            if cells.len() == columns.len() {
                rows.push(cells);
            } else {
                damaged.push(line.to_owned());
            }
        }
        let total_count = table.total_count.and_then(|count| u64::try_from(count).ok());
        let total_count = total_count.unwrap_or(rows.len() as u64);
        Self { columns, rows, damaged, total_count }
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The cells of a column, top to bottom.
    pub fn cells<'a>(&'a self, name: &str) -> Option<impl Iterator<Item = &'a str>> {
        let column = self.column(name)?;
        Some(self.rows.iter().map(move |row| row[column].as_str()))
    }
}

#[derive(Deserialize)]
struct WireGraph {
    #[serde(default, deserialize_with = "wire::text")]
    id: String,
    #[serde(default, deserialize_with = "wire::text")]
    data: String,
}

/// One line of a plot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportGraph {
    /// What is plotted, such as `bandwidth_consumption`.
    pub id: String,
    /// Period, such as `20261001`, and figure.
    pub points: Vec<(String, String)>,
}

impl ReportGraph {
    fn read(graph: WireGraph, delimiter: char) -> Self {
        // The delimiter asked for may or may not be honoured here, so both are understood.
        let points = graph.data.split(';').filter_map(|point| {
            let (period, figure) = point.split_once([delimiter, ','])?;
            Some((period.to_owned(), figure.to_owned()))
        });
        Self { points: points.collect(), id: graph.id }
    }
}
