//! All entries of a partner, in spite of the window of the search index: the list is cut into
//! ranges that can be paged through (API.md §16.4). Nothing here reads the entries themselves.

use std::collections::VecDeque;

use crate::actions::Pager;
use crate::actions::base_entry::{CountEntries, EntryFilter, EntryOrder, ListEntries};
use crate::batch::MultiRequest;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{InList, RequestTime, UnixSeconds};
use crate::page::WINDOW;
use crate::session::Session;

/// How full a range is aimed at: some room is left for entries that come while one reads.
const AIM: u64 = 8_000;
/// The most ranges asked for in one request.
const MOST_PARTS: u64 = 60;
/// From 2001 to 2096: times of the last change are looked for in between. What lies before or
/// after belongs to the first or the last part all the same.
const FIRST_CHANGE: i64 = 1_000_000_000;
const LAST_CHANGE: i64 = 4_000_000_000;
/// No list is cut more often than this.
const MOST_ROUNDS: usize = 40;

/// The list of entries that a filter finds, cut into ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRanges {
    /// What `baseEntry.count` said before anything else.
    pub count: u64,
    /// Every entry is in exactly one of them. None when there are no entries.
    pub ranges: Vec<EntryRange>,
}

/// A part of the list that can be paged through to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRange {
    /// Nearly always one. A second with more entries than the window holds, alike in everything
    /// that can be filtered, is read from both ends: then the two overlap.
    pub filters: Vec<EntryFilter>,
    /// How many entries it had when it was cut.
    pub count: u64,
}

impl EntryRange {
    /// How many pages of 500 each of its filters has, as far as they can be reached.
    pub fn pages(&self) -> u32 {
        let size = u64::from(crate::PAGE_SIZE_MAX);
        let reachable = self.count.min(u64::from(WINDOW));
        u32::try_from(reachable.div_ceil(size)).unwrap_or(u32::MAX)
    }

    /// Whether it has more entries than can be reached for certain.
    pub fn is_beyond_reach(&self) -> bool {
        self.filters.len() > 1
    }
}

/// A range that was not counted yet, or was found too large.
#[derive(Clone, Debug)]
struct Span {
    filter: EntryFilter,
    /// When they were made, both ends included.
    from: i64,
    to: i64,
    /// When they were last changed, once that is needed to tell them apart.
    updated: Option<(i64, i64)>,
    count: u64,
}

/// Counts the entries and cuts the list into ranges of fewer than 10,000 by creation time;
/// within a second by the time of the last change, then by media type, status and moderation
/// status.
///
/// Entries that are made after this belong to no range: the newest one found is the end.
pub async fn ranges(
    client: &Client,
    session: &Session,
    filter: &EntryFilter,
) -> Result<EntryRanges, Error> {
    let mut request = MultiRequest::new();
    let count = request.add(&CountEntries { filter: filter.clone() });
    let oldest = request.add(&end(filter, EntryOrder::Oldest));
    let newest = request.add(&end(filter, EntryOrder::Newest));
    let mut answers = client.multirequest(session, request).await?;
    let count = answers.take(&count)?;
    let created = |list: crate::List<crate::actions::base_entry::Entry>| {
        list.objects.first().and_then(|entry| entry.created_at).map(UnixSeconds::get)
    };
    let (from, to) = (created(answers.take(&oldest)?), created(answers.take(&newest)?));
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(EntryRanges { count, ranges: Vec::new() });
    };
    let whole = Span { filter: filter.clone(), from, to, updated: None, count };
    Ok(EntryRanges { count, ranges: cut(client, session, whole).await? })
}

/// The first entry in an order.
fn end(filter: &EntryFilter, order: EntryOrder) -> ListEntries {
    ListEntries {
        filter: EntryFilter { order_by: order, ..filter.clone() },
        pager: Pager::page(1, 1),
        fields: Some("id,createdAt".into()),
    }
}

/// Cuts until every part is small enough, in the order of time.
async fn cut(client: &Client, session: &Session, whole: Span) -> Result<Vec<EntryRange>, Error> {
    let mut open = VecDeque::from([whole]);
    let mut done = Vec::new();
    let mut rounds = 0;
    while let Some(span) = open.pop_front() {
        if span.count == 0 {
            continue;
        }
        if span.count < u64::from(WINDOW) {
            done.push(EntryRange { count: span.count, filters: vec![bounded(&span)] });
            continue;
        }
        rounds += 1;
        let parts = if rounds > MOST_ROUNDS { Vec::new() } else { parts(&span) };
        if parts.is_empty() {
            let filter = bounded(&span);
            let other_end = EntryFilter { order_by: EntryOrder::Newest, ..filter.clone() };
            done.push(EntryRange { count: span.count, filters: vec![filter, other_end] });
            continue;
        }
        let counted = counted(client, session, parts).await?;
        for part in counted.into_iter().rev() {
            open.push_front(part);
        }
    }
    Ok(done)
}

/// The smaller parts of a span; none when nothing tells its entries apart any more.
fn parts(span: &Span) -> Vec<Span> {
    if span.from < span.to {
        let wanted = span.count.div_ceil(AIM).clamp(2, MOST_PARTS);
        return by_time(span, wanted);
    }
    let (from, to) = span.updated.unwrap_or((FIRST_CHANGE, LAST_CHANGE));
    if from < to {
        return slices(from, to, MOST_PARTS)
            .map(|updated| Span { updated: Some(updated), ..span.clone() })
            .collect();
    }
    let kinds = |list: &Option<InList>| {
        list.as_ref().map(InList::values).filter(|values| values.len() > 1).unwrap_or_default()
    };
    let media_types = kinds(&span.filter.media_type_in);
    let with = |change: &dyn Fn(&mut EntryFilter, InList), values: Vec<String>| {
        values
            .into_iter()
            .filter_map(|value| {
                let mut part = span.clone();
                change(&mut part.filter, InList::new([value]).ok()?);
                Some(part)
            })
            .collect::<Vec<_>>()
    };
    if !media_types.is_empty() {
        return with(&|filter, one| filter.media_type_in = Some(one), media_types);
    }
    let statuses = kinds(&span.filter.status_in);
    if !statuses.is_empty() {
        return with(&|filter, one| filter.status_in = Some(one), statuses);
    }
    // Without a moderation status the server gives all but 1 and 3.
    let moderation = match &span.filter.moderation_status_in {
        None => ["2", "4", "5", "6"].map(str::to_owned).to_vec(),
        given @ Some(_) => kinds(given),
    };
    with(&|filter, one| filter.moderation_status_in = Some(one), moderation)
}

/// Cuts the time into equal parts. Whoever is too full is cut again.
fn by_time(span: &Span, wanted: u64) -> Vec<Span> {
    slices(span.from, span.to, wanted).map(|(from, to)| Span { from, to, ..span.clone() }).collect()
}

/// Equal parts of a time, both ends included.
fn slices(from: i64, to: i64, wanted: u64) -> impl Iterator<Item = (i64, i64)> {
    let seconds = to - from + 1;
    let wanted = i64::try_from(wanted).unwrap_or(2).min(seconds);
    (0..wanted)
        .map(move |part| (from + seconds * part / wanted, from + seconds * (part + 1) / wanted - 1))
}

/// Counts parts, all in one request.
async fn counted(
    client: &Client,
    session: &Session,
    mut parts: Vec<Span>,
) -> Result<Vec<Span>, Error> {
    let mut request = MultiRequest::new();
    let handles: Vec<_> =
        parts.iter().map(|part| request.add(&CountEntries { filter: bounded(part) })).collect();
    let mut answers = client.multirequest(session, request).await?;
    for (part, handle) in parts.iter_mut().zip(&handles) {
        part.count = answers.take(handle)?;
    }
    Ok(parts)
}

/// The filter of a span with its bounds, which are both inclusive (API.md §16.3).
fn bounded(span: &Span) -> EntryFilter {
    let at = |seconds: i64| RequestTime::at(UnixSeconds::new(seconds));
    EntryFilter {
        updated_at_greater_than_or_equal: span
            .updated
            .filter(|(from, _)| *from > FIRST_CHANGE)
            .map(|(from, _)| at(from)),
        updated_at_less_than_or_equal: span
            .updated
            .filter(|(_, to)| *to < LAST_CHANGE)
            .map(|(_, to)| at(to)),
        created_at_greater_than_or_equal: Some(at(span.from)),
        created_at_less_than_or_equal: Some(at(span.to)),
        order_by: EntryOrder::Oldest,
        ..span.filter.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64, count: u64) -> Span {
        Span { filter: EntryFilter::default(), from, to, updated: None, count }
    }

    #[test]
    fn parts_by_time_touch_and_cover_everything() {
        for (from, to, wanted) in [(10, 19, 2), (10, 19, 3), (10, 10_000_000, 60), (5, 6, 60)] {
            let parts = by_time(&span(from, to, 99_999), wanted);
            assert_eq!(parts.first().map(|part| part.from), Some(from));
            assert_eq!(parts.last().map(|part| part.to), Some(to));
            assert!(parts.windows(2).all(|two| two[0].to + 1 == two[1].from));
            assert!(parts.iter().all(|part| part.from <= part.to));
        }
    }

    #[test]
    fn a_full_second_is_cut_by_what_else_can_be_filtered() {
        let list = |values: &[i64]| InList::new(values).ok();
        let mut full = span(7, 7, 40_000);
        full.filter.media_type_in = list(&[1, 2]);
        full.filter.status_in = list(&[2, 7]);
        let by_change = parts(&full);
        assert_eq!(by_change.len(), 60);
        full.updated = Some((9, 9));
        let by_type = parts(&full);
        assert_eq!(by_type.len(), 2);
        let by_status = parts(&by_type[0]);
        assert_eq!(by_status.len(), 2);
        let by_moderation = parts(&by_status[0]);
        assert_eq!(by_moderation.len(), 4);
        assert!(parts(&by_moderation[0]).is_empty());
    }
}
