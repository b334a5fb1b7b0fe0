//! All entries of a partner, in spite of the window of the search index: the list is cut into
//! ranges that can be paged through (API.md §16.4). Nothing here reads the entries themselves.

use crate::actions::Pager;
use crate::actions::base_entry::{CountEntries, EntryFilter, EntryOrder, ListEntries};
use crate::batch::{MultiAnswers, MultiRequest, Part};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{InList, RequestTime, UnixSeconds};
use crate::page::WINDOW;
use crate::session::Session;

/// How full a range is aimed at: some room is left for entries that come while one reads.
const AIM: u64 = 8_000;
/// A span that is too full is cut into this many parts at least: finer parts cost one count each,
/// and every round of counting a wait.
const LEAST_PARTS: u64 = 8;
/// And into this many at most.
const MOST_PARTS: u64 = 240;
/// The most parts counted in one request.
const AT_ONCE: u64 = 60;
/// From 2001 to 2096: times of the last change are looked for in between. What lies before or
/// after belongs to the first or the last part all the same.
const FIRST_CHANGE: i64 = 1_000_000_000;
const LAST_CHANGE: i64 = 4_000_000_000;

/// The list of entries that a filter finds, cut into ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRanges {
    /// What `baseEntry.count` said before anything else.
    pub count: u64,
    /// What it said when the ranges were cut, if they did not add up to the first count: what
    /// it counts and no range has is out of reach.
    pub recount: Option<u64>,
    /// Every entry is in exactly one of them. None when there are no entries.
    pub ranges: Vec<EntryRange>,
    /// When the newest entry was made: what was made after it is in none of the ranges.
    pub newest: Option<UnixSeconds>,
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

impl EntryRanges {
    /// How many entries the ranges had, all together.
    pub fn counted(&self) -> u64 {
        self.ranges.iter().map(|range| range.count).sum()
    }

    /// How many entries were counted and are in no range.
    pub fn beyond(&self) -> u64 {
        self.recount.unwrap_or(self.count).min(self.count).saturating_sub(self.counted())
    }
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

/// How large a list of entries is, and between which moments it lies: what cutting it into ranges
/// begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// What `baseEntry.count` said.
    pub count: u64,
    /// When the oldest and the newest entry were made; none when nothing was listed.
    pub made: Option<(UnixSeconds, UnixSeconds)>,
}

/// The calls for an [`Outline`], in a request that may ask for other things as well.
#[derive(Debug)]
pub struct OutlineParts {
    count: Part<CountEntries>,
    oldest: Part<ListEntries>,
    newest: Part<ListEntries>,
}

impl OutlineParts {
    /// Adds the calls.
    pub fn add(request: &mut MultiRequest, filter: &EntryFilter) -> Self {
        Self {
            count: request.add(&CountEntries { filter: filter.clone() }),
            oldest: request.add(&end(filter, EntryOrder::Oldest)),
            newest: request.add(&end(filter, EntryOrder::Newest)),
        }
    }

    /// Takes what they brought.
    pub fn take(&self, answers: &mut MultiAnswers) -> Result<Outline, Error> {
        let count = answers.take(&self.count)?;
        let mut made = |part: &Part<ListEntries>| {
            let list = answers.take(part)?;
            Ok::<_, Error>(list.objects.first().and_then(|entry| entry.created_at))
        };
        Ok(Outline { count, made: made(&self.oldest)?.zip(made(&self.newest)?) })
    }
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
    let parts = OutlineParts::add(&mut request, filter);
    let mut answers = client.multirequest(session, request).await?;
    ranges_of(client, session, filter, parts.take(&mut answers)?).await
}

/// The same for a list whose outline is known. When it is small enough as it is, nothing is asked.
pub async fn ranges_of(
    client: &Client,
    session: &Session,
    filter: &EntryFilter,
    outline: Outline,
) -> Result<EntryRanges, Error> {
    let Outline { count, made } = outline;
    let Some((from, to)) = made else {
        return Ok(EntryRanges { count, recount: None, ranges: Vec::new(), newest: None });
    };
    let whole =
        Span { filter: filter.clone(), from: from.get(), to: to.get(), updated: None, count };
    let ranges = cut(client, session, whole).await?;
    let mut cut = EntryRanges { count, recount: None, ranges, newest: Some(to) };
    if cut.counted() < count {
        // Nearly always some were deleted between the two counts.
        cut.recount = Some(count_again(client, session, filter, &cut).await?.in_ranges);
    }
    Ok(cut)
}

/// How many entries there are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recount {
    /// Of all that the filter finds.
    pub all: u64,
    /// Of those that were made no later than the newest one when the ranges were cut; of all,
    /// when there was none.
    pub in_ranges: u64,
}

/// The calls for a [`Recount`], in a request that may ask for other things as well.
#[derive(Debug)]
pub struct RecountParts {
    all: Part<CountEntries>,
    in_ranges: Option<Part<CountEntries>>,
}

impl RecountParts {
    /// Adds the calls: for all that the filter finds, and for what was made no later than the
    /// newest entry of before.
    pub fn add(
        request: &mut MultiRequest,
        filter: &EntryFilter,
        newest: Option<UnixSeconds>,
    ) -> Self {
        let all = request.add(&CountEntries { filter: filter.clone() });
        let in_ranges = newest.map(|newest| {
            let newest = RequestTime::at(newest);
            let filter =
                EntryFilter { created_at_less_than_or_equal: Some(newest), ..filter.clone() };
            request.add(&CountEntries { filter })
        });
        Self { all, in_ranges }
    }

    /// Takes what they brought.
    pub fn take(&self, answers: &mut MultiAnswers) -> Result<Recount, Error> {
        let all = answers.take(&self.all)?;
        // Without a newest one nothing was listed, whatever was counted.
        let in_ranges = self.in_ranges.as_ref().map_or(Ok(all), |part| answers.take(part))?;
        Ok(Recount { all, in_ranges })
    }
}

/// Counts once more, to tell what came and went while the ranges were read.
pub async fn count_again(
    client: &Client,
    session: &Session,
    filter: &EntryFilter,
    ranges: &EntryRanges,
) -> Result<Recount, Error> {
    let mut request = MultiRequest::new();
    let parts = RecountParts::add(&mut request, filter, ranges.newest);
    let mut answers = client.multirequest(session, request).await?;
    parts.take(&mut answers)
}

/// The first entry in an order.
fn end(filter: &EntryFilter, order: EntryOrder) -> ListEntries {
    ListEntries {
        filter: EntryFilter { order_by: order, ..filter.clone() },
        pager: Pager::page(1, 1),
        fields: Some("id,createdAt".into()),
    }
}

/// Cuts until every part is small enough, in the order of time. All that are too full are cut and
/// counted together, so that a round costs one wait however many there are. It comes to an end,
/// since every part is strictly smaller than what it was cut from.
async fn cut(client: &Client, session: &Session, whole: Span) -> Result<Vec<EntryRange>, Error> {
    let mut spans = vec![whole];
    loop {
        // Each with what it is cut into: nothing where it stays as it is.
        let plan: Vec<(Span, Vec<Span>)> = spans
            .into_iter()
            .filter(|span| span.count > 0)
            .map(|span| {
                let parts = if span.is_too_full() { parts(&span) } else { Vec::new() };
                (span, parts)
            })
            .collect();
        let open: Vec<Span> = plan.iter().flat_map(|(_, parts)| parts.iter().cloned()).collect();
        if open.is_empty() {
            let spans = joined(plan.into_iter().map(|(span, _)| span));
            return Ok(spans.iter().map(Span::range).collect());
        }
        let mut counted = counted(client, session, open).await?.into_iter();
        spans = plan
            .into_iter()
            .flat_map(|(span, parts)| match parts.len() {
                0 => vec![span],
                parts => counted.by_ref().take(parts).collect(),
            })
            .collect();
    }
}

/// Joins neighbours in time that are small enough together: a span is cut finer than need be,
/// and few full ranges take fewer pages than many small ones.
fn joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last)
                if last.updated.is_none()
                    && span.updated.is_none()
                    && last.filter == span.filter
                    && last.count + span.count <= AIM =>
            {
                last.to = span.to;
                last.count += span.count;
            }
            _ => joined.push(span),
        }
    }
    joined
}

impl Span {
    /// Whether it has more entries than can be paged through for certain.
    fn is_too_full(&self) -> bool {
        self.count >= u64::from(WINDOW)
    }

    /// What is read of it. One that is too full still, with nothing left that tells its entries
    /// apart, is read from both ends.
    fn range(&self) -> EntryRange {
        let filter = bounded(self);
        let other_end = self
            .is_too_full()
            .then(|| EntryFilter { order_by: EntryOrder::Newest, ..filter.clone() });
        let filters = std::iter::once(filter).chain(other_end).collect();
        EntryRange { filters, count: self.count }
    }
}

/// The smaller parts of a span; none when nothing tells its entries apart any more.
fn parts(span: &Span) -> Vec<Span> {
    if span.from < span.to {
        let wanted = (2 * span.count.div_ceil(AIM)).clamp(LEAST_PARTS, MOST_PARTS);
        return by_time(span, wanted);
    }
    let (from, to) = span.updated.unwrap_or((FIRST_CHANGE, LAST_CHANGE));
    if from < to {
        return slices(from, to, AT_ONCE)
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

/// Counts parts, many in one request.
async fn counted(
    client: &Client,
    session: &Session,
    mut parts: Vec<Span>,
) -> Result<Vec<Span>, Error> {
    for chunk in parts.chunks_mut(usize::try_from(AT_ONCE).unwrap_or(1)) {
        let mut request = MultiRequest::new();
        let handles: Vec<_> =
            chunk.iter().map(|part| request.add(&CountEntries { filter: bounded(part) })).collect();
        let mut answers = client.multirequest(session, request).await?;
        for (part, handle) in chunk.iter_mut().zip(&handles) {
            part.count = answers.take(handle)?;
        }
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
    fn neighbours_in_time_are_joined_while_they_are_small_enough_together() {
        let counts = [5_000, 2_000, 2_000, 9_999, 1, 40_000, 3];
        let spans = counts.iter().zip(0..).map(|(count, at)| span(at * 10, at * 10 + 9, *count));
        let whole = joined(spans);
        let found: Vec<_> = whole.iter().map(|span| (span.from, span.to, span.count)).collect();
        let wanted = [
            (0, 19, 7_000),
            (20, 29, 2_000),
            (30, 39, 9_999),
            (40, 49, 1),
            (50, 59, 40_000),
            (60, 69, 3),
        ];
        assert_eq!(found, wanted);
        assert!(whole[4].range().is_beyond_reach() && !whole[3].range().is_beyond_reach());
    }

    #[test]
    fn every_part_is_strictly_smaller_until_nothing_tells_entries_apart() {
        let mut open = vec![span(0, 4_000_000, 90_000)];
        let mut rounds = 0;
        // As if all entries were alike: each round goes on with the first part.
        while let Some(first) = open.first() {
            rounds += 1;
            open = parts(&Span { count: 90_000, ..first.clone() });
        }
        assert!(rounds < 20, "{rounds}");
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
