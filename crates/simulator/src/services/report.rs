//! `report`: tables, totals, graphs and files of usage (API.md §11). Figures come from
//! `usage.rs`; the other actions that show them are in `partner_usage.rs`.

use serde_json::Value;

use crate::access::Needs;
use crate::calendar::{day_of, long_date, parse_day_id};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::PAGER;
use crate::seed;
use crate::usage::{Figures, Period, in_period, periods};
use crate::wire::deserialize::{Class, Enumeration, Given, Kind, Param, optional, required};
use crate::wire::node::{File, Node, Object};

/// Rows that a table of a report reaches (API.md §11).
const MAX_ROWS: i64 = 12_000;

static INTERVAL: Enumeration = Enumeration {
    name: "KalturaReportInterval",
    values: &["days", "months", "years", "hours", "minutes", "ten_minutes", "ten_seconds"],
};
pub(crate) static GRAPH_DATE_RANGE: Enumeration =
    Enumeration { name: "KalturaReportInterval", values: &["days", "months"] };

/// The numbers of `KalturaReportType`; 202 and 300 are internal and not among them.
static REPORT_TYPE: Enumeration = Enumeration {
    name: "KalturaReportType",
    values: &[
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
        "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
        "32", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46",
        "47", "48", "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61",
        "62", "63", "64", "65", "66", "67", "68", "69", "70", "201",
    ],
};

pub(crate) static REPORT_FILTER: Class = Class {
    name: "KalturaReportInputFilter",
    base: None,
    properties: &[
        ("fromDate", Kind::Time),
        ("toDate", Kind::Time),
        ("fromDay", Kind::Text),
        ("toDay", Kind::Text),
        ("timeZoneOffset", Kind::Int),
        ("interval", Kind::TextEnum(&INTERVAL)),
    ],
    extended_by: &[],
};
static RESPONSE_OPTIONS: Class = Class {
    name: "KalturaReportResponseOptions",
    base: None,
    properties: &[("delimiter", Kind::Text), ("skipEmptyDates", Kind::Bool)],
    extended_by: &[],
};

const TYPE: Param = required("reportType", Kind::TextEnum(&REPORT_TYPE));
const FILTER: Param = required("reportInputFilter", Kind::Object(&REPORT_FILTER));
const OBJECT_IDS: Param = optional("objectIds", Kind::Text);
const OPTIONS: Param = optional("responseOptions", Kind::Object(&RESPONSE_OPTIONS));
const STORED: &[Param] = &[required("id", Kind::Int)];
const NEEDS: Needs = Needs::AnyOf(&["ANALYTICS_BASE"]);

pub(crate) static SERVICE: Service = Service {
    name: "report",
    feature: None,
    actions: &[
        Action {
            name: "getTable",
            params: &[
                TYPE,
                FILTER,
                required("pager", Kind::Object(&PAGER)),
                optional("order", Kind::Text),
                OBJECT_IDS,
                OPTIONS,
            ],
            needs: NEEDS,
            run: get_table,
        },
        Action {
            name: "getTotal",
            params: &[TYPE, FILTER, OBJECT_IDS, OPTIONS],
            needs: NEEDS,
            run: get_total,
        },
        Action {
            name: "getGraphs",
            params: &[TYPE, FILTER, optional("dimension", Kind::Text), OBJECT_IDS, OPTIONS],
            needs: NEEDS,
            run: get_graphs,
        },
        Action {
            name: "getUrlForReportAsCsv",
            params: &[
                required("reportTitle", Kind::Text),
                required("reportText", Kind::Text),
                required("headers", Kind::Text),
                TYPE,
                FILTER,
                optional("dimension", Kind::Text),
                optional("pager", Kind::Object(&PAGER)),
                optional("order", Kind::Text),
                OBJECT_IDS,
                OPTIONS,
            ],
            needs: NEEDS,
            run: get_csv_url,
        },
        Action { name: "serve", params: &[required("id", Kind::Text)], needs: NEEDS, run: serve },
        Action { name: "execute", params: STORED, needs: NEEDS, run: no_stored_report },
        Action { name: "getCsv", params: STORED, needs: NEEDS, run: no_stored_report },
        Action {
            name: "getCsvFromStringParams",
            params: STORED,
            needs: NEEDS,
            run: no_stored_report,
        },
    ],
};

/// An account whose figures a report shows.
pub(crate) struct Subject {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) status: i64,
    pub(crate) created_at: i64,
}

impl Subject {
    pub(crate) fn figures(&self, seed: u64, period: Period) -> Figures {
        in_period(seed, self.id, day_of(self.created_at).min(period.from), period)
    }
}

/// What a report was asked for.
struct Request {
    kind: i64,
    periods: Vec<Period>,
    subjects: Vec<Subject>,
    delimiter: String,
}

fn request(call: &Call<'_>) -> Result<Request, ApiError> {
    let own = call.partner()?;
    let kind = call.text("reportType").parse().unwrap_or(0);
    let filter = call
        .arguments
        .object("reportInputFilter")
        .ok_or_else(|| ApiError::missing_parameter("reportInputFilter"))?;
    let delimiter = call
        .arguments
        .object("responseOptions")
        .and_then(|options| options.filter_text("delimiter"))
        .unwrap_or(",")
        .to_owned();
    let people = call.core.people();
    let created = people.directory.get(own).map_or(0, |partner| partner.created_at);
    let (from, to) = range(filter, call.now());
    // The start is raised to a month before the caller was created
    // (07-report-getTable-range-before-partner-created).
    let from = from.max(day_of(created) - 30);
    let by_month = filter.text("interval") == Some("months");
    let subject = |id: i64| {
        people.directory.get(id).map(|partner| Subject {
            id,
            name: partner.text("name").to_owned(),
            status: i64::from(people.directory.shown_status(&partner)),
            created_at: partner.created_at,
        })
    };
    let ids = call.text("objectIds");
    let mut subjects: Vec<Subject> = if !ids.is_empty() {
        ids.split(delimiter.as_str())
            .map(|id| crate::wire::cast::int(&Value::String(id.to_owned())))
            .filter(|id| {
                *id == own || people.directory.get(*id).is_some_and(|child| child.is_child_of(own))
            })
            .filter_map(subject)
            .collect()
    } else if kind == 42 {
        people.directory.family(own).iter().filter_map(|row| subject(row.id)).collect()
    } else {
        subject(own).into_iter().collect()
    };
    if subjects.is_empty() {
        // Nobody's figures: rows of a partner that does not exist (API.md §11).
        subjects.push(Subject {
            id: -1000,
            name: "-1000".into(),
            status: -1000,
            created_at: -1000,
        });
    }
    Ok(Request { kind, periods: periods(from, to, by_month), subjects, delimiter })
}

/// Days from strings or from times; the last thirty days when there is neither.
fn range(filter: &Given, now: i64) -> (i64, i64) {
    let day = |string: &str, time: &str| {
        filter.filter_text(string).and_then(parse_day_id).or_else(|| filter.int(time).map(day_of))
    };
    let to = day("toDay", "toDate").unwrap_or_else(|| day_of(now));
    (day("fromDay", "fromDate").unwrap_or(to - 30), to)
}

/// The columns of a report. Which there are depends on the data: an empty range has fewer.
fn columns(kind: i64, is_empty: bool) -> Vec<&'static str> {
    const PARTNER: [&str; 4] = ["status", "partner_name", "partner_id", "created_at"];
    const PLAIN: [&str; 7] = [
        "bandwidth_consumption",
        "average_storage",
        "peak_storage",
        "added_storage",
        "deleted_storage",
        "combined_bandwidth_storage",
        "transcoding_consumption",
    ];
    const VPAAS: [&str; 11] = [
        "total_plays",
        "bandwidth_consumption",
        "average_storage",
        "transcoding_consumption",
        "total_media_entries",
        "total_end_users",
        "total_views",
        "origin_bandwidth_consumption",
        "added_storage",
        "deleted_storage",
        "peak_storage",
    ];
    let mut names = match kind {
        19 => [&["date_id"][..], &PARTNER, &PLAIN[..6], &["transcoding_usage"]].concat(),
        26 => [&["date_id"][..], &VPAAS].concat(),
        42 => [&PARTNER[..], &VPAAS].concat(),
        60 => vec!["date_id", "unique_known_users", "total_entries", "video_streams"],
        63 => {
            vec!["id", "count_plays", "bandwidth_size", "transcoding_user_cpu_sec", "total_storage"]
        }
        _ => [&["date_id"][..], &PLAIN].concat(),
    };
    if is_empty {
        names.retain(|name| !matches!(*name, "average_storage" | "peak_storage"));
    }
    names
}

fn cell(column: &str, period: Period, subject: &Subject, figures: &Figures) -> String {
    let number = match column {
        "date_id" => period.id,
        "status" => subject.status,
        "partner_name" => return subject.name.clone(),
        "partner_id" | "id" => subject.id,
        "created_at" => subject.created_at,
        "bandwidth_consumption" | "bandwidth_size" => figures.bandwidth,
        "average_storage" | "total_storage" => figures.average(),
        "peak_storage" => figures.peak,
        "added_storage" => figures.added,
        "deleted_storage" => figures.deleted,
        "combined_bandwidth_storage" => figures.combined(),
        "transcoding_usage" | "transcoding_consumption" | "transcoding_user_cpu_sec" => {
            figures.transcoding
        }
        "total_plays" | "count_plays" | "video_streams" => figures.plays,
        "total_views" => figures.plays * 2,
        "total_end_users" | "unique_known_users" => figures.viewers,
        "total_media_entries" | "total_entries" => figures.entries,
        "origin_bandwidth_consumption" => figures.bandwidth / 9,
        _ => 0,
    };
    number.to_string()
}

/// Rows of a report: one a period and partner, or one a partner over the whole range.
fn rows(call: &Call<'_>, request: &Request) -> Vec<Vec<String>> {
    let names = columns(request.kind, request.periods.is_empty());
    let seed = call.core.seed;
    let Some((first, last)) = request.periods.first().zip(request.periods.last()) else {
        return Vec::new();
    };
    let whole = Period { id: first.id, from: first.from, to: last.to };
    let row = |period: Period, subject: &Subject| -> Vec<String> {
        let figures = subject.figures(seed, period);
        names.iter().map(|name| cell(name, period, subject, &figures)).collect()
    };
    let mut rows: Vec<Vec<String>> = match request.kind {
        42 | 63 => request.subjects.iter().map(|subject| row(whole, subject)).collect(),
        19 => request
            .periods
            .iter()
            .flat_map(|period| request.subjects.iter().map(|subject| row(*period, subject)))
            .collect(),
        _ => request
            .periods
            .iter()
            .map(|period| {
                let figures = together(seed, &request.subjects, *period);
                let nobody = Subject { id: 0, name: String::new(), status: 0, created_at: 0 };
                names.iter().map(|name| cell(name, *period, &nobody, &figures)).collect()
            })
            .collect(),
    };
    let order = call.text("order");
    let column = names.iter().position(|name| Some(*name) == order.get(1..));
    if let Some(column) = column {
        let number = |row: &Vec<String>| row[column].parse::<i64>().unwrap_or(0);
        rows.sort_by(|a, b| {
            let ordering = number(a).cmp(&number(b)).then_with(|| a[column].cmp(&b[column]));
            if order.starts_with('-') { ordering.reverse() } else { ordering }
        });
    }
    rows
}

pub(crate) fn together(seed: u64, subjects: &[Subject], period: Period) -> Figures {
    subjects
        .iter()
        .map(|subject| subject.figures(seed, period))
        .reduce(Figures::beside)
        .unwrap_or_default()
}

fn get_table(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let request = request(call)?;
    let rows = rows(call, &request);
    let pager = call.arguments.object("pager");
    let size = pager.and_then(|p| p.int("pageSize")).filter(|size| *size > 0).unwrap_or(30);
    let index = pager.and_then(|p| p.int("pageIndex")).unwrap_or(1).max(1);
    if size.saturating_mul(index) > MAX_ROWS && index > 1 {
        return Err(ApiError::internal());
    }
    let size = usize::try_from(size.min(MAX_ROWS)).unwrap_or(0);
    let from = usize::try_from(index - 1).unwrap_or(0).saturating_mul(size);
    let data: String =
        rows.iter().skip(from).take(size).map(|row| row.join(&request.delimiter) + ";").collect();
    let header = columns(request.kind, request.periods.is_empty()).join(&request.delimiter);
    Ok(Object::new("KalturaReportTable")
        .with("header", header)
        .with("data", data)
        .with("totalCount", rows.len())
        .into())
}

const TOTALS: [&str; 7] = [
    "bandwidth_consumption",
    "average_storage",
    "peak_storage",
    "added_storage",
    "deleted_storage",
    "combined_bandwidth_storage",
    "transcoding_consumption",
];

fn totals(call: &Call<'_>, request: &Request) -> (Vec<&'static str>, Vec<String>) {
    let figures = request
        .periods
        .iter()
        .map(|period| together(call.core.seed, &request.subjects, *period))
        .reduce(Figures::and)
        .unwrap_or_default();
    let period = Period { id: 0, from: 0, to: 0 };
    let nobody = Subject { id: 0, name: String::new(), status: 0, created_at: 0 };
    let mut names = TOTALS.to_vec();
    let mut cells: Vec<String> =
        names.iter().map(|name| cell(name, period, &nobody, &figures)).collect();
    names.extend(["aggregated_monthly_avg_storage", "combined_bandwidth_aggregated_storage"]);
    cells.extend([figures.average().to_string(), figures.combined().to_string()]);
    (names, cells)
}

fn get_total(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let request = request(call)?;
    let (names, cells) = totals(call, &request);
    Ok(Object::new("KalturaReportTotal")
        .with("header", names.join(&request.delimiter))
        .with("data", cells.join(&request.delimiter))
        .into())
}

fn get_graphs(call: &mut Call<'_>) -> Result<Node, ApiError> {
    const GRAPHS: [&str; 7] = [
        "transcoding_consumption",
        "bandwidth_consumption",
        "added_storage",
        "deleted_storage",
        "average_storage",
        "peak_storage",
        "combined_bandwidth_storage",
    ];
    let request = request(call)?;
    let nobody = Subject { id: 0, name: String::new(), status: 0, created_at: 0 };
    let graphs = GRAPHS.iter().map(|name| {
        let points = request.periods.iter().map(|period| {
            let figures = together(call.core.seed, &request.subjects, *period);
            format!("{},{};", period.id, cell(name, *period, &nobody, &figures))
        });
        let data = points.collect::<Vec<_>>().concat();
        Object::new("KalturaReportGraph").with("id", *name).with("data", data).into()
    });
    Ok(Node::List(graphs.collect()))
}

/// A URL with the session in its path; only as many columns come as names were given.
fn get_csv_url(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let csv = csv(call)?;
    let id = seed::hex(&call.core.random()[..6]);
    call.core.desk().csv_reports.insert(id.clone(), csv);
    let ks = call.caller.session.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default();
    Ok(format!(
        "{}/api_v3/index.php/service/report/action/serve/ks/{ks}/id/{id}/report.csv",
        call.from.base_url
    )
    .into())
}

/// The file: a graph, the totals and the table, under the names that the caller gave.
fn csv(call: &Call<'_>) -> Result<String, ApiError> {
    const LINE: &str = "\"# ------------------------------------\"";
    let request = request(call)?;
    let names = |text: &str| -> Vec<String> {
        text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let (of_totals, of_table) = call.text("headers").split_once(';').unwrap_or_default();
    let (of_totals, of_table) = (names(of_totals), names(of_table));
    let title = |text: &str| [LINE.to_owned(), text.to_owned(), LINE.to_owned()];
    let mut lines = vec![quoted(&[call.text("reportTitle")])];
    if let Some((first, last)) = request.periods.first().zip(request.periods.last()) {
        lines.push(quoted(&[long_date(first.from), long_date(last.to + 1)]));
    }
    lines.extend([quoted(&[call.text("reportText")]), LINE.to_owned(), quoted(&[""])]);
    lines.extend(title("\"# Graph\""));
    lines.push(quoted(&[""]));
    for period in &request.periods {
        let figures = together(call.core.seed, &request.subjects, *period);
        lines.push(quoted(&[long_date(period.from), figures.bandwidth.to_string()]));
    }
    lines.push(quoted(&[""]));
    lines.extend(title("\"# Total\""));
    let (_, cells) = totals(call, &request);
    lines.extend([quoted(&of_totals), quoted(&cells[..of_totals.len().min(cells.len())])]);
    let rows = rows(call, &request);
    lines.push(quoted(&[""]));
    lines.extend(title(&format!("\"# Table\",\"\",\"Total Count\",\"{}\"", rows.len())));
    lines.push(quoted(&of_table));
    lines.extend(rows.iter().map(|row| quoted(&row[..of_table.len().min(row.len())])));
    Ok(format!("\u{feff}{}\n", lines.join("\n")))
}

fn quoted(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", cell.as_ref().replace('"', "\"\""))).collect();
    cells.join(",")
}

/// Reports of the old warehouse need rows that only kaltura.com has (11-report-execute-1400).
fn no_stored_report(call: &mut Call<'_>) -> Result<Node, ApiError> {
    Err(ApiError::report_not_found(&call.int("id").unwrap_or(0).to_string()))
}

fn serve(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let id = call.text("id");
    let body = call
        .core
        .desk()
        .csv_reports
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::report_not_found(id))?;
    Ok(Node::File(File { content_type: "text/csv;charset=UTF-8", body }))
}
