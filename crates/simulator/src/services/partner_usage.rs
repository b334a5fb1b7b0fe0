//! Usage outside `report`: `partner.getStatistics` and `getUsage` of one's own account, and
//! `varConsole.getPartnerUsage` of the children (API.md §8.2, §11). Figures come from `usage.rs`.

use super::report::{Subject, together};
use crate::calendar::day_of;
use crate::core::Call;
use crate::error::ApiError;
use crate::partner::filter::{Filter, Page};
use crate::usage::{Figures, Period, in_period, on_day, periods};
use crate::wire::node::{Node, Object};

/// More partners than this are refused by `getPartnerUsage`.
const MAX_SUB_PUBLISHERS: usize = 2_000;

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
    let graph: Vec<String> = (first..after)
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
        .with("usageGraph", graph.concat())
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
