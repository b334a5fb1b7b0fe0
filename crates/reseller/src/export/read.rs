//! Reading the entries of one account: page by page, several at a time, complete in spite of
//! ties, deletions and additions meanwhile (API.md §16.4, §16.9). Where the rows go is in
//! `engine.rs`.

use super::account::{Hand, Stop};
use super::cell::Row;
use super::columns::Wanted;
use super::gate::Gate;
use super::patience::Patience;
use super::rows::{AccountFacts, Bundle, RowMaker};
use super::tally::Tally;
use futures::stream;
use futures::{Stream, StreamExt};
use kaltura::actions::base_entry::{CountEntries, Entry, EntryFilter, EntryId, ListEntries};
use kaltura::actions::caption_asset::{Caption, ListCaptions};
use kaltura::actions::category::{CategoryId, ListCategories};
use kaltura::actions::category_entry::{Link, ListLinks};
use kaltura::actions::metadata::{ListMetadata, Metadata};
use kaltura::entries::EntryRange;
use kaltura::{
    Action, Client, Error as Failure, InList, List, MultiAnswers, MultiRequest, Pager, Part,
    Session, TransportKind,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Entries of a page, and the most ids that lists look at.
const PAGE: u32 = kaltura::PAGE_SIZE_MAX;
/// How often a range that changes while it is read is read again.
const PASSES: u32 = 4;
/// Pages that are under way beyond the requests at a time, so that none of these waits for a
/// page to be handed on.
const AHEAD: usize = 2;
/// The smallest page that is asked for after larger ones took too long.
const SMALLEST_PAGE: u32 = PAGE / 4;

/// A kind of list that hangs on entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Extra {
    Categories,
    Captions,
    Metadata,
}

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

/// Which lists were refused.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    categories: AtomicBool,
    captions: AtomicBool,
    metadata: AtomicBool,
}

impl Refused {
    fn of(&self, extra: Extra) -> &AtomicBool {
        match extra {
            Extra::Categories => &self.categories,
            Extra::Captions => &self.captions,
            Extra::Metadata => &self.metadata,
        }
    }
}

/// The rows of a page, and what is needed to tell whether the list is complete.
#[derive(Debug)]
struct Page {
    entries: Vec<(EntryId, Vec<Row>)>,
    /// What the server said the whole list has.
    total: u64,
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
    /// the next are already under way.
    pub(super) async fn ranges(
        self: &Arc<Self>,
        ranges: &[EntryRange],
        hand: &mut Hand<'_>,
    ) -> Result<Tally, Stop> {
        let planned: Vec<(EntryFilter, u32)> = ranges
            .iter()
            .flat_map(|range| range.filters.iter().map(|filter| (filter.clone(), range.pages())))
            .collect();
        let pages = planned
            .into_iter()
            .flat_map(|(filter, pages)| (1..=pages).map(move |number| (filter.clone(), number)));
        let reader = Arc::clone(self);
        let ahead = stream::iter(pages)
            .map(move |(filter, number)| Arc::clone(&reader).fetch(filter, number))
            .buffered(self.gate.most() + AHEAD);
        let mut ahead = std::pin::pin!(ahead);
        let mut tally = Tally::default();
        for range in ranges {
            tally.add(self.range(range, &mut ahead, hand).await?);
        }
        Ok(tally)
    }

    /// Reads a range, whose planned pages come first of all from `ahead`. When the list changed
    /// while it was read, it is read again, and only what was not there before is handed on.
    async fn range(
        self: &Arc<Self>,
        range: &EntryRange,
        ahead: &mut (impl Stream<Item = Result<Page, Failure>> + Unpin),
        hand: &mut Hand<'_>,
    ) -> Result<Tally, Stop> {
        let mut known: HashSet<EntryId> = HashSet::new();
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
                        last = seen.take(page?, &mut known, hand).await?;
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
                    let (reader, of) = (Arc::clone(self), filter.clone());
                    let pages = stream::iter(index + 1..=planned)
                        .map(move |number| Arc::clone(&reader).fetch(of.clone(), number))
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
                return Ok(Tally {
                    present,
                    gone: range.count.saturating_sub(there),
                    added: there.saturating_sub(range.count),
                    missing: there - present,
                });
            }
        }
    }

    /// A page, fetched and made into rows as a task of its own, so that all processors help.
    async fn fetch(self: Arc<Self>, filter: EntryFilter, number: u32) -> Result<Page, Failure> {
        if self.cancel.is_cancelled() {
            return Err(Failure::Cancelled);
        }
        let reader = Arc::clone(&self);
        let task = tokio::spawn(async move { reader.page(&filter, number).await });
        let page = AbortOnDropHandle::new(task);
        match self.cancel.run_until_cancelled(page).await {
            Some(Ok(page)) => page,
            Some(Err(_)) | None => Err(Failure::Cancelled),
        }
    }

    fn asks_for(&self, extra: Extra) -> bool {
        let wanted = match extra {
            Extra::Categories => self.wanted.categories,
            Extra::Captions => self.wanted.captions,
            Extra::Metadata => self.wanted.metadata,
        };
        wanted && !self.refused.of(extra).load(Ordering::Relaxed)
    }

    /// One page with everything that hangs on it. When the server takes too long over it, it is
    /// asked for in halves.
    async fn page(&self, filter: &EntryFilter, number: u32) -> Result<Page, Failure> {
        let mut whole = Page { entries: Vec::new(), total: 0, refused: Vec::new() };
        let mut open = vec![(number, PAGE)];
        while let Some((number, size)) = open.pop() {
            match self.patiently(filter, Pager::page(number, size)).await {
                Ok(page) => {
                    whole.total = page.total;
                    whole.entries.extend(page.entries);
                    whole.refused.extend(page.refused);
                }
                Err(failure) => {
                    let half = size / 2;
                    let smaller = half >= SMALLEST_PAGE && takes_too_long(&failure);
                    if !smaller || self.count(filter).await.is_err() {
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

    async fn patiently(&self, filter: &EntryFilter, pager: Pager) -> Result<Page, Failure> {
        let mut patience = Patience::new();
        loop {
            match self.try_page(filter, pager).await {
                Ok(page) => {
                    self.gate.went_well();
                    return Ok(page);
                }
                Err(failure) => patience.again(&self.gate, failure)?,
            }
        }
    }

    /// One page, in one request where that is enough.
    async fn try_page(&self, filter: &EntryFilter, pager: Pager) -> Result<Page, Failure> {
        let mut request = MultiRequest::new();
        let entries = request.add(&ListEntries {
            filter: filter.clone(),
            pager,
            fields: Some(self.wanted.properties.clone().into()),
        });
        let ids = entries.reference("objects:_all:id");
        let parts = Extras::add(self, &mut request, &ids, 1);
        let mut answers = self.send(request).await?;
        let list = answers.take(&entries)?;
        if list.objects.is_empty() {
            // With an empty list of ids, the lists that follow hold somebody else's things or
            // errors (API.md §16.9).
            return Ok(Page { entries: Vec::new(), total: list.total_count, refused: vec![] });
        }
        let mut lists = parts.take(&mut answers)?;
        self.rest(&list, &mut lists).await?;
        self.rows(list, lists).await
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
        while lists.open(page) {
            let mut request = MultiRequest::new();
            let links = (lists.links_total > reach(page)).then(|| {
                request.add(&ListLinks { entry_ids: ids.clone(), pager: Pager::page(page, PAGE) })
            });
            let captions = (lists.captions_total > reach(page)).then(|| {
                request
                    .add(&ListCaptions { entry_ids: ids.clone(), pager: Pager::page(page, PAGE) })
            });
            let metadata = (lists.metadata_total > reach(page)).then(|| {
                request
                    .add(&ListMetadata { entry_ids: ids.clone(), pager: Pager::page(page, PAGE) })
            });
            let mut answers = self.send(request).await?;
            if let Some(part) = links {
                lists.links.extend(answers.take(&part)?.objects);
            }
            if let Some(part) = captions {
                lists.captions.extend(answers.take(&part)?.objects);
            }
            if let Some(part) = metadata {
                lists.metadata.extend(answers.take(&part)?.objects);
            }
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
        Ok(Page { entries, total: list.total_count, refused: lists.refused })
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

/// The request of a page by itself, for measuring.
pub(crate) fn bare_request(filter: &EntryFilter, number: u32, wanted: &Wanted) -> MultiRequest {
    let mut request = MultiRequest::new();
    let entries = request.add(&ListEntries {
        filter: filter.clone(),
        pager: Pager::page(number, PAGE),
        fields: Some(wanted.properties.clone().into()),
    });
    let entry_ids = entries.reference("objects:_all:id");
    let pager = Pager::first();
    if wanted.categories {
        request.add(&ListLinks { entry_ids: entry_ids.clone(), pager });
    }
    if wanted.captions {
        request.add(&ListCaptions { entry_ids: entry_ids.clone(), pager });
    }
    if wanted.metadata {
        request.add(&ListMetadata { entry_ids, pager });
    }
    request
}

/// How many items lie on the pages before this one.
fn reach(page: u32) -> u64 {
    u64::from(page - 1) * u64::from(PAGE)
}

/// The calls for what hangs on a page of entries.
struct Extras {
    links: Option<Part<ListLinks>>,
    captions: Option<Part<ListCaptions>>,
    metadata: Option<Part<ListMetadata>>,
}

impl Extras {
    fn add(reader: &Reader, request: &mut MultiRequest, ids: &str, page: u32) -> Self {
        let pager = Pager::page(page, PAGE);
        let entry_ids = || ids.to_owned();
        Self {
            links: reader
                .asks_for(Extra::Categories)
                .then(|| request.add(&ListLinks { entry_ids: entry_ids(), pager })),
            captions: reader
                .asks_for(Extra::Captions)
                .then(|| request.add(&ListCaptions { entry_ids: entry_ids(), pager })),
            metadata: reader
                .asks_for(Extra::Metadata)
                .then(|| request.add(&ListMetadata { entry_ids: entry_ids(), pager })),
        }
    }

    /// A refused list is left out and named; anything else that goes wrong fails the page.
    fn take(self, answers: &mut MultiAnswers) -> Result<Lists, Failure> {
        let mut lists = Lists::default();
        if let Some(list) = take(answers, self.links, Extra::Categories, &mut lists.refused)? {
            (lists.links_total, lists.links) = (list.total_count, list.objects);
        }
        if let Some(list) = take(answers, self.captions, Extra::Captions, &mut lists.refused)? {
            (lists.captions_total, lists.captions) = (list.total_count, list.objects);
        }
        if let Some(list) = take(answers, self.metadata, Extra::Metadata, &mut lists.refused)? {
            (lists.metadata_total, lists.metadata) = (list.total_count, list.objects);
        }
        Ok(lists)
    }
}

fn take<A, T>(
    answers: &mut MultiAnswers,
    part: Option<Part<A>>,
    extra: Extra,
    refused: &mut Vec<(Extra, Failure)>,
) -> Result<Option<List<T>>, Failure>
where
    A: Action<Output = List<T>>,
{
    let Some(part) = part else { return Ok(None) };
    match answers.take(&part) {
        Ok(list) => Ok(Some(list)),
        Err(failure) if is_refusal(&failure) => {
            refused.push((extra, failure));
            Ok(None)
        }
        Err(failure) => Err(failure),
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

/// Whether the server does not offer this list to the account, whatever is asked.
pub(crate) fn is_refusal(failure: &Failure) -> bool {
    use kaltura::ErrorCode as Code;
    failure.code().is_some_and(|code| {
        matches!(code, Code::ServiceForbidden | Code::FeatureForbidden | Code::ServiceDoesNotExist)
    })
}

/// What hangs on a page of entries.
#[derive(Debug, Default)]
struct Lists {
    links: Vec<Link>,
    links_total: u64,
    captions: Vec<Caption>,
    captions_total: u64,
    metadata: Vec<Metadata>,
    metadata_total: u64,
    refused: Vec<(Extra, Failure)>,
}

impl Lists {
    /// Whether anything lies on this page or after.
    fn open(&self, page: u32) -> bool {
        [self.links_total, self.captions_total, self.metadata_total]
            .into_iter()
            .any(|total| total > reach(page))
    }
}

impl Reader {
    /// Notes that a list was refused. Says whether that is news.
    pub(crate) fn note_refusal(&self, extra: Extra) -> bool {
        !self.refused.of(extra).swap(true, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::patience::FAULTS;
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
