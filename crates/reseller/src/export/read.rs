//! Reading the entries of one account: page by page, several at a time, complete in spite of
//! ties, deletions and additions meanwhile (API.md §16.4, §16.9). Where the rows go is in
//! `engine.rs`.

use super::account::{Hand, Stop};
use super::cell::Row;
use super::columns::Wanted;
use super::extras::{Extra, Extras, Lists, Refused};
use super::gate::Gate;
use super::patience::patiently;
use super::rows::{AccountFacts, Bundle, RowMaker};
use super::tally::Tally;
use futures::stream;
use futures::{Stream, StreamExt};
use kaltura::actions::base_entry::{CountEntries, Entry, EntryFilter, EntryId, ListEntries};
use kaltura::actions::caption_asset::Caption;
use kaltura::actions::category::{CategoryId, ListCategories};
use kaltura::actions::metadata::Metadata;
use kaltura::entries::{EntryRange, EntryRanges, Recount, RecountParts};
use kaltura::{
    Client, Error as Failure, InList, List, MultiAnswers, MultiRequest, Pager, Session,
    TransportKind, UnixSeconds,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Entries of a page, and the most ids that lists look at.
pub(super) const PAGE: u32 = kaltura::PAGE_SIZE_MAX;
/// What of a page of entries the lists that hang on it are asked with.
pub(super) const ENTRY_IDS: &str = "objects:_all:id";
/// How often a range that changes while it is read is read again.
const PASSES: u32 = 4;
/// Pages that are under way beyond the requests at a time, so that none of these waits for a
/// page to be handed on.
const AHEAD: usize = 2;
/// The smallest page that is asked for after larger ones took too long.
const SMALLEST_PAGE: u32 = PAGE / 4;

/// What reading an account needs.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) client: Client,
    pub(crate) session: Session,
    pub(crate) gate: Arc<Gate>,
    pub(crate) wanted: Wanted,
    pub(crate) maker: Arc<RowMaker>,
    pub(crate) facts: AccountFacts,
    pub(crate) only_captioned: bool,
    pub(crate) cancel: CancellationToken,
    /// Lists that the server refused: they are not asked for again.
    pub(crate) refused: Refused,
}

/// A page that is asked for.
#[derive(Debug)]
struct Ask {
    filter: EntryFilter,
    number: u32,
    /// What is to be counted along with it: all of this filter, and up to the newest of before.
    recount: Option<(EntryFilter, Option<UnixSeconds>)>,
}

impl Ask {
    fn new(filter: &EntryFilter, number: u32) -> Self {
        Self { filter: filter.clone(), number, recount: None }
    }
}

/// What reading a range came to.
#[derive(Debug)]
struct ReadRange {
    tally: Tally,
    recount: Option<Recount>,
    /// Nothing came or went while it was read.
    calm: bool,
}

/// The rows of a page, and what is needed to tell whether the list is complete.
#[derive(Debug, Default)]
struct Page {
    entries: Vec<(EntryId, Vec<Row>)>,
    /// What the server said the whole list has.
    total: u64,
    /// What else was counted.
    recount: Option<Recount>,
    /// Lists that it refused, with the reason.
    refused: Vec<(Extra, Failure)>,
}

/// One reading of a range.
#[derive(Debug, Default)]
struct Pass {
    present: HashSet<EntryId>,
    /// How many entries it had by the first page, and by the last one.
    totals: Option<(u64, u64)>,
}

impl Pass {
    /// Hands on what a page has that is not known yet. Gives how many entries the range has.
    async fn take(
        &mut self,
        page: Page,
        known: &mut HashSet<EntryId>,
        hand: &mut Hand<'_>,
    ) -> Result<u64, Stop> {
        let first = self.totals.map_or(page.total, |(first, _)| first);
        self.totals = Some((first, page.total));
        for (extra, failure) in page.refused {
            hand.refused(extra, &failure);
        }
        let mut entries = 0;
        let mut rows = Vec::new();
        for (id, own) in page.entries {
            self.present.insert(id.clone());
            if known.insert(id) {
                entries += 1;
                rows.extend(own);
            }
        }
        hand.rows(entries, rows).await?;
        Ok(page.total)
    }
}

/// Pages that so many entries take, as far as they can be reached.
fn pages_of(total: u64) -> u32 {
    let pages = total.min(u64::from(kaltura::page::WINDOW)).div_ceil(PAGE.into());
    u32::try_from(pages).unwrap_or(u32::MAX)
}

impl Reader {
    /// Reads ranges, one after the other. While one is brought to its end, the first pages of
    /// the next are already under way. The last page brings along how many entries there are
    /// now, of what `all` finds; that is of no use when anything changed while it was read.
    pub(super) async fn ranges(
        self: &Arc<Self>,
        all: &EntryFilter,
        ranges: &EntryRanges,
        hand: &mut Hand<'_>,
    ) -> Result<(Tally, Option<Recount>), Stop> {
        let mut pages: Vec<Ask> = ranges
            .ranges
            .iter()
            .flat_map(|range| range.filters.iter().map(move |filter| (filter, range.pages())))
            .flat_map(|(filter, pages)| (1..=pages).map(move |number| Ask::new(filter, number)))
            .collect();
        if let Some(last) = pages.last_mut() {
            last.recount = Some((all.clone(), ranges.newest));
        }
        let reader = Arc::clone(self);
        let ahead = stream::iter(pages)
            .map(move |ask| Arc::clone(&reader).fetch(ask))
            .buffered(self.gate.most() + AHEAD);
        let mut ahead = std::pin::pin!(ahead);
        let mut tally = Tally::default();
        let mut recount = None;
        let mut calm = true;
        for range in &ranges.ranges {
            let read = self.range(range, &mut ahead, hand).await?;
            tally.add(read.tally);
            calm &= read.calm;
            recount = read.recount.or(recount);
        }
        Ok((tally, recount.filter(|_| calm)))
    }

    /// Reads a range, whose planned pages come first of all from `ahead`. When the list changed
    /// while it was read, it is read again, and only what was not there before is handed on.
    async fn range(
        self: &Arc<Self>,
        range: &EntryRange,
        ahead: &mut (impl Stream<Item = Result<Page, Failure>> + Unpin),
        hand: &mut Hand<'_>,
    ) -> Result<ReadRange, Stop> {
        let mut known: HashSet<EntryId> = HashSet::new();
        let mut recount = None;
        let mut calm = true;
        let mut pass = 0;
        loop {
            pass += 1;
            let mut seen = Pass::default();
            for filter in &range.filters {
                let mut planned = range.pages();
                let mut last = 0;
                if pass == 1 {
                    for _ in 0..planned {
                        let Some(page) = ahead.next().await else { break };
                        let page = page?;
                        recount = page.recount.or(recount);
                        last = seen.take(page, &mut known, hand).await?;
                    }
                } else {
                    planned = 0;
                }
                // Pages that were not planned follow, and those of a further reading.
                loop {
                    let index = planned;
                    planned = range.pages().max(pages_of(last)).max(index);
                    if index == planned {
                        break;
                    }
                    calm = false;
                    let (reader, of) = (Arc::clone(self), filter.clone());
                    let pages = stream::iter(index + 1..=planned)
                        .map(move |number| Arc::clone(&reader).fetch(Ask::new(&of, number)))
                        .buffered(self.gate.most());
                    let mut pages = std::pin::pin!(pages);
                    while let Some(page) = pages.next().await {
                        last = seen.take(page?, &mut known, hand).await?;
                    }
                }
            }
            let (first, last) = seen.totals.unwrap_or_default();
            let present = seen.present.len() as u64;
            let quiet = first == last && present == last;
            if quiet || range.is_beyond_reach() || pass >= PASSES {
                let there = last.max(present);
                let tally = Tally {
                    present,
                    gone: range.count.saturating_sub(there),
                    added: there.saturating_sub(range.count),
                    missing: there - present,
                };
                return Ok(ReadRange { tally, recount, calm: calm && quiet });
            }
        }
    }

    /// A page, fetched and made into rows as a task of its own, so that all processors help.
    async fn fetch(self: Arc<Self>, ask: Ask) -> Result<Page, Failure> {
        if self.cancel.is_cancelled() {
            return Err(Failure::Cancelled);
        }
        let reader = Arc::clone(&self);
        let task = tokio::spawn(async move { reader.page(&ask).await });
        let page = AbortOnDropHandle::new(task);
        match self.cancel.run_until_cancelled(page).await {
            Some(Ok(page)) => page,
            Some(Err(_)) | None => Err(Failure::Cancelled),
        }
    }

    fn asks_for(&self, extra: Extra) -> bool {
        self.wanted.has(extra) && !self.refused.of(extra).load(Ordering::Relaxed)
    }

    /// One page with everything that hangs on it. When the server takes too long over it, it is
    /// asked for in halves.
    async fn page(&self, ask: &Ask) -> Result<Page, Failure> {
        let mut whole = Page::default();
        let mut open = vec![(ask.number, PAGE)];
        while let Some((number, size)) = open.pop() {
            match self.patiently(ask, Pager::page(number, size)).await {
                Ok(page) => {
                    whole.total = page.total;
                    whole.recount = page.recount;
                    whole.entries.extend(page.entries);
                    whole.refused.extend(page.refused);
                }
                Err(failure) => {
                    let half = size / 2;
                    let smaller = half >= SMALLEST_PAGE && takes_too_long(&failure);
                    if !smaller || self.count(&ask.filter).await.is_err() {
                        return Err(failure);
                    }
                    open.extend([(number * 2, half), (number * 2 - 1, half)]);
                }
            }
        }
        Ok(whole)
    }

    /// Whether the server is there at all, and only that page is too much for it.
    async fn count(&self, filter: &EntryFilter) -> Result<u64, Failure> {
        let _pass = self.gate.enter().await;
        self.client.call(&self.session, &CountEntries { filter: filter.clone() }).await
    }

    async fn patiently(&self, ask: &Ask, pager: Pager) -> Result<Page, Failure> {
        let page = patiently(&self.gate, || self.try_page(ask, pager)).await?;
        self.gate.went_well();
        Ok(page)
    }

    /// One page, in one request where that is enough.
    async fn try_page(&self, ask: &Ask, pager: Pager) -> Result<Page, Failure> {
        let mut request = MultiRequest::new();
        let entries = request.add(&ListEntries {
            filter: ask.filter.clone(),
            pager,
            fields: Some(self.wanted.properties.clone().into()),
        });
        let ids = entries.reference(ENTRY_IDS);
        let parts = Extras::add(&mut request, &ids, 1, |extra| self.asks_for(extra));
        let recount = ask.recount.as_ref();
        let recount = recount.map(|(all, newest)| RecountParts::add(&mut request, all, *newest));
        let mut answers = self.send(request).await?;
        let list = answers.take(&entries)?;
        // If it cannot be counted here, it is counted by itself, where a failure is told.
        let recount = recount.and_then(|parts| parts.take(&mut answers).ok());
        if list.objects.is_empty() {
            // With an empty list of ids, the lists that follow hold somebody else's things or
            // errors (API.md §16.9).
            return Ok(Page { total: list.total_count, recount, ..Page::default() });
        }
        let mut lists = parts.take(&mut answers)?;
        self.rest(&list, &mut lists).await?;
        Ok(Page { recount, ..self.rows(list, lists).await? })
    }

    /// Sends a request when its turn comes. What is made of the answer holds nobody up.
    async fn send(&self, request: MultiRequest) -> Result<MultiAnswers, Failure> {
        let _pass = self.gate.enter().await;
        self.client.multirequest(&self.session, request).await
    }

    /// The pages of links, captions and metadata beyond the first.
    async fn rest(&self, list: &List<Entry>, lists: &mut Lists) -> Result<(), Failure> {
        let ids: Vec<&str> = list.objects.iter().map(|entry| entry.id.as_str()).collect();
        let ids = ids.join(",");
        let mut page = 2;
        while let Some((request, parts)) = lists.further(&ids, page) {
            let mut answers = self.send(request).await?;
            lists.extend(parts.take(&mut answers)?);
            page += 1;
        }
        Ok(())
    }

    async fn rows(&self, list: List<Entry>, lists: Lists) -> Result<Page, Failure> {
        let mut categories: HashMap<EntryId, Vec<CategoryId>> = HashMap::new();
        // An entry may be in a category twice, and is shown so. When more links came than there
        // are, the same ones came on two pages.
        let doubled = lists.links.len() as u64 != lists.links_total;
        let mut seen = HashSet::new();
        let mut unknown: Vec<CategoryId> = Vec::new();
        for link in lists.links {
            if !self.facts.categories.contains_key(&link.category_id)
                && !unknown.contains(&link.category_id)
            {
                unknown.push(link.category_id);
            }
            if !doubled || seen.insert(link.clone()) {
                categories.entry(link.entry_id).or_default().push(link.category_id);
            }
        }
        let names = self.names(&unknown).await?;
        let mut captions: HashMap<EntryId, Vec<Caption>> = HashMap::new();
        for caption in lists.captions {
            let own = captions.entry(caption.entry_id.clone()).or_default();
            if own.iter().all(|other| other.id != caption.id) {
                own.push(caption);
            }
        }
        let mut metadata: HashMap<EntryId, Vec<Metadata>> = HashMap::new();
        for object in lists.metadata {
            let own = metadata.entry(object.entry_id.clone()).or_default();
            if own.iter().all(|other| other.id != object.id) {
                own.push(object);
            }
        }
        let entries = list
            .objects
            .into_iter()
            .map(|entry| {
                let id = entry.id.clone();
                let bundle = Bundle {
                    categories: categories.remove(&id).unwrap_or_default(),
                    captions: captions.remove(&id).unwrap_or_default(),
                    metadata: metadata
                        .remove(&id)
                        .unwrap_or_default()
                        .into_iter()
                        .map(|object| (object.profile_id, object.xml))
                        .collect(),
                    entry,
                };
                if self.only_captioned && bundle.captions.is_empty() {
                    return (id, Vec::new());
                }
                let mut rows = vec![self.maker.entry(&self.facts, &bundle, &names)];
                if self.wanted.events {
                    rows.extend(RowMaker::events(&self.facts, &bundle));
                }
                (id, rows)
            })
            .collect();
        Ok(Page { entries, total: list.total_count, recount: None, refused: lists.refused })
    }

    /// The names of categories that were made after the list of them was read, or lie beyond
    /// its window.
    async fn names(&self, ids: &[CategoryId]) -> Result<HashMap<CategoryId, String>, Failure> {
        let mut names = HashMap::new();
        for chunk in ids.chunks(PAGE as usize) {
            let id_in = InList::new(chunk).map(Some).unwrap_or_default();
            let action = ListCategories { id_in, pager: Pager::first() };
            let _pass = self.gate.enter().await;
            let found = self.client.call(&self.session, &action).await?;
            names.extend(found.objects.into_iter().map(|c| (c.id, c.full_name)));
        }
        Ok(names)
    }
}

/// Whether a smaller page might be answered in time.
fn takes_too_long(failure: &Failure) -> bool {
    failure.transport().is_some_and(|transport| {
        matches!(
            transport.kind,
            TransportKind::Timeout | TransportKind::HttpStatus { code: 504, .. }
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::patience::{FAULTS, Patience};
    use kaltura::SessionError;
    use std::time::Duration;

    #[test]
    fn a_session_ended_elsewhere_is_begun_again_a_few_times() {
        let gate = Gate::new(1, Duration::ZERO);
        let mut patience = Patience::new();
        let ended = || Failure::Session(SessionError::LoggedOut);
        assert!((0..FAULTS).all(|_| patience.again(&gate, ended()).is_ok()));
        assert!(patience.again(&gate, ended()).is_err());
        assert!(Patience::new().again(&gate, Failure::Cancelled).is_err());
    }
}
