//! Usage in its several forms: `report.*`, `partner.getStatistics` and `getUsage`, and
//! `varConsole.getPartnerUsage` (API.md §8.2, §11). Figures come from `usage.rs`.

use serde_json::Value;

use crate::access::Needs;
use crate::calendar::{day_of, long_date, parse_day_id};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{Filter, PAGER, Page};
use crate::seed;
use crate::usage::{Figures, Period, in_period, on_day, periods};
use crate::wire::deserialize::{Class, Enumeration, Given, Kind, Param, optional, required};
use crate::wire::node::{File, Node, Object};

/// More partners than this are refused by `getPartnerUsage`.
const MAX_SUB_PUBLISHERS: usize = 2_000;
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
        Action {
            name: "execute",
            params: &[required("id", Kind::Int), optional("params", Kind::Text)],
            needs: NEEDS,
            run: |call| Err(ApiError::report_not_found(&call.int("id").unwrap_or(0).to_string())),
        },
    ],
};

/// An account whose figures a report shows.
struct Subject {
    id: i64,
    name: String,
    status: i64,
    created_at: i64,
}

impl Subject {
    fn figures(&self, seed: u64, period: Period) -> Figures {
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
                *id == own
                    || people.directory.get(*id).is_some_and(|child| people.is_child(own, &child))
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

fn together(seed: u64, subjects: &[Subject], period: Period) -> Figures {
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
        let data: String = request
            .periods
            .iter()
            .map(|period| {
                let figures = together(call.core.seed, &request.subjects, *period);
                format!("{},{};", period.id, cell(name, *period, &nobody, &figures))
            })
            .collect();
        Object::new("KalturaReportGraph").with("id", *name).with("data", data).into()
    });
    Ok(Node::List(graphs.collect()))
}

/// A URL with the session in its path; only as many columns come as names were given.
fn get_csv_url(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let request = request(call)?;
    let (total_names, table_names) = call.text("headers").split_once(';').unwrap_or_default();
    let quoted = |cells: &[String]| {
        cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(",")
    };
    let split = |names: &str| -> Vec<String> {
        names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let (total_names, table_names) = (split(total_names), split(table_names));
    let line = "\"# ------------------------------------\"";
    let mut csv = format!("\u{feff}\"{}\"\n", call.text("reportTitle"));
    let days = request.periods.first().zip(request.periods.last());
    if let Some((first, last)) = days {
        csv += &format!("\"{}\",\"{}\"\n", long_date(first.from), long_date(last.to + 1));
    }
    csv += &format!(
        "\"{}\"\n{line}\n\"\"\n{line}\n\"# Graph\"\n{line}\n\"\"\n",
        call.text("reportText")
    );
    for period in &request.periods {
        let figures = together(call.core.seed, &request.subjects, *period);
        csv += &format!("\"{}\",\"{}\"\n", long_date(period.from), figures.bandwidth);
    }
    let (_, cells) = totals(call, &request);
    let cells: Vec<String> = cells.into_iter().take(total_names.len()).collect();
    csv += &format!(
        "\"\"\n{line}\n\"# Total\"\n{line}\n{}\n{}\n",
        quoted(&total_names),
        quoted(&cells)
    );
    let rows = rows(call, &request);
    csv += &format!("\"\"\n{line}\n\"# Table\",\"\",\"Total Count\",\"{}\"\n{line}\n", rows.len());
    csv += &format!("{}\n", quoted(&table_names));
    for row in &rows {
        csv += &format!("{}\n", quoted(&row[..table_names.len().min(row.len())]));
    }
    let id = seed::hex(&call.core.random()[..6]);
    call.core.desk().csv_reports.insert(id.clone(), csv);
    let ks = call.caller.session.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default();
    Ok(format!(
        "{}/api_v3/index.php/service/report/action/serve/ks/{ks}/id/{id}/report.csv",
        call.from.base_url
    )
    .into())
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

/// GB of the caller's own partner against its package.
pub(crate) fn statistics(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let (hosting, bandwidth) = gigabytes(call)?;
    let usage = round(hosting + bandwidth);
    Ok(Object::new("KalturaPartnerStatistics")
        .with("packageBandwidthAndStorage", "10")
        .with("hosting", hosting)
        .with("bandwidth", bandwidth)
        .with("usage", usage)
        .with("usagePercent", round(usage * 10.0))
        .into())
}

fn gigabytes(call: &Call<'_>) -> Result<(f64, f64), ApiError> {
    let own = call.partner()?;
    let created = call.core.people().directory.get(own).map_or(0, |partner| partner.created_at);
    let today = day_of(call.now());
    let month = Period { id: 0, from: today - 30, to: today };
    let figures = in_period(call.core.seed, own, day_of(created), month);
    #[expect(clippy::cast_precision_loss, reason = "megabytes are far below 2^52")]
    let gigabytes = |megabytes: i64| round(megabytes as f64 / 1024.0);
    Ok((gigabytes(figures.average()), gigabytes(figures.bandwidth)))
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// `partner.getUsage`, deprecated: a graph of a month by days or of a year by months.
pub(crate) fn usage(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let (hosting, bandwidth) = gigabytes(call)?;
    let own = call.partner()?;
    let today = day_of(call.now());
    let (this_year, this_month, _) = crate::calendar::civil(today);
    let year = call.int("year").filter(|year| *year > 0).unwrap_or(this_year);
    let month = call.int("month").filter(|month| *month > 0).unwrap_or(this_month);
    let first = crate::calendar::day(year, month, 1);
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let after = crate::calendar::day(next.0, next.1, 1);
    let graph: String = (first..after)
        .map(|day| {
            let figures = on_day(call.core.seed, own, first, day);
            format!("{},{};", day - first + 1, figures.bandwidth)
        })
        .collect();
    let usage = round(hosting + bandwidth);
    Ok(Object::new("KalturaPartnerUsage")
        .with("hostingGB", hosting)
        .with("Percent", round(usage * 10.0))
        .with("packageBW", "10")
        .with("usageGB", usage)
        .with("usageGraph", graph)
        .into())
}

/// `varConsole.getPartnerUsage`: a row a partner and period (API.md §8.2).
pub(crate) fn partner_usage(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let filter = Filter::from(call.arguments.object("partnerFilter"))?;
    let given = call.arguments.object("usageFilter");
    let now = call.now();
    // Only times count here, day strings do not (07-varConsole-getPartnerUsage-day-strings).
    let to = given.and_then(|f| f.int("toDate")).unwrap_or(now);
    let from = given.and_then(|f| f.int("fromDate")).unwrap_or(now - 30 * 86_400);
    if from > to {
        return Err(ApiError::internal());
    }
    let by_month = given.is_some_and(|f| matches!(f.text("interval"), None | Some("months")));
    let people = call.core.people();
    let chosen = filter.apply(&people.directory, people.directory.family(own));
    if chosen.len() > MAX_SUB_PUBLISHERS {
        return Err(ApiError::max_sub_publishers(MAX_SUB_PUBLISHERS));
    }
    let mut subjects: Vec<Subject> = chosen
        .into_iter()
        .filter_map(|row| people.directory.load(row))
        .map(|partner| Subject {
            id: partner.id,
            name: partner.text("name").to_owned(),
            status: i64::from(people.directory.shown_status(&partner)),
            created_at: partner.created_at,
        })
        .collect();
    drop(people);
    if subjects.is_empty() {
        return Ok(usage_answer(0, Object::new(USAGE_TOTAL), Node::List(Vec::new())));
    }
    // The analytics store orders ids as texts; the server then sorts them as numbers and keeps
    // the keys, so that ids of different length make an object of the list.
    subjects.sort_by_key(|subject| subject.id.to_string());
    let periods = periods(day_of(from), day_of(to), by_month);
    let places: Vec<(Period, usize)> = periods
        .iter()
        .flat_map(|period| (0..subjects.len()).map(|subject| (*period, subject)))
        .collect();
    let page = Page::from(call.arguments.object("pager")).of(&places);
    let mut keyed: Vec<(usize, Period, &Subject)> = page
        .into_iter()
        .enumerate()
        .filter_map(|(key, (period, at))| subjects.get(at).map(|subject| (key, period, subject)))
        .collect();
    keyed.sort_by_key(|(_, period, subject)| (period.id, subject.id));
    let in_order = keyed.iter().enumerate().all(|(at, (key, _, _))| at == *key);
    let items: Vec<(String, Node)> = keyed
        .iter()
        .map(|(key, period, subject)| (key.to_string(), usage_item(call, *period, subject)))
        .collect();
    let objects = if in_order {
        Node::List(items.into_iter().map(|(_, item)| item).collect())
    } else {
        Node::Keyed(items)
    };
    let sum = periods
        .iter()
        .map(|period| together(call.core.seed, &subjects, *period))
        .reduce(Figures::and)
        .unwrap_or_default();
    Ok(usage_answer(places.len(), with_figures(Object::new(USAGE_TOTAL), &sum), objects))
}

const USAGE_TOTAL: &str = "KalturaVarPartnerUsageTotalItem";

fn usage_answer(total_count: usize, total: Object, objects: Node) -> Node {
    Object::new("KalturaPartnerUsageListResponse")
        .with("totalCount", total_count)
        .with("total", total)
        .with("objects", objects)
        .into()
}

fn usage_item(call: &Call<'_>, period: Period, subject: &Subject) -> Node {
    let figures = subject.figures(call.core.seed, period);
    let item = Object::new("KalturaVarPartnerUsageItem")
        .with("partnerId", subject.id)
        .with("partnerName", subject.name.as_str())
        .with("partnerStatus", subject.status)
        .with("partnerCreatedAt", subject.created_at);
    with_figures(item, &figures).with("dateId", period.id).into()
}

fn with_figures(object: Object, figures: &Figures) -> Object {
    object
        .with("bandwidth", figures.bandwidth)
        .with("storage", figures.added)
        .with("deletedStorage", figures.deleted)
        .with("peakStorage", figures.peak)
        .with("avgStorage", figures.average())
        .with("combinedStorageBandwidth", figures.combined())
        .with("transcodingUsage", figures.transcoding)
}
