//! Loading every partner that a session can list, in parallel, without losing or doubling one.
//!
//! # Why the result is complete
//!
//! Page numbers alone are not safe: while the pages are being fetched, accounts appear or drop
//! out of the filter, everything behind them moves by one place, and whatever crosses the border
//! between a page already read and one not yet read is lost or comes twice. So page numbers are
//! used for speed only, and the proof rests on ids:
//!
//! 1. Every page is one database query ordered by `+id`. Whatever offset it started at, it
//!    therefore holds **all** matching partners between its first and its last id, as of the
//!    moment of that query. Each page *covers* the interval from its first to its last id.
//!    If the last page is not full, nothing came after it: it covers everything above, too.
//!    Lists of up to some thirty pages are cut so that each page begins with the last rows of
//!    the one before: as long as nothing moves, their intervals overlap, and all is proven.
//! 2. When all pages are in, the intervals are sorted. Where two do not overlap, a *gap* lies
//!    between them, and one more lies above the last unless that is covered. For each gap the
//!    server is asked for the first partner with an id greater than its lower end
//!    (`idGreaterThan`, `+id`, one row). If that partner lies beyond the gap, the gap is covered
//!    by this answer: there is nothing in it.
//! 3. If it lies inside, the gap is read by key: pages of everything greater than the last id
//!    read, until its upper end is passed. Each of those pages covers its interval by the same
//!    argument, and each starts exactly where the one before ended.
//!
//! At the end every id from the lowest on lies in an interval that some query covered, so every
//! partner that matched throughout has been handed out; ids already seen are left out, so it was
//! handed out once. Below the first page's first id there is nothing to check: page 1 started at
//! offset 0. Partners that appear or vanish during the load may or may not be in the result,
//! which no client can decide better.
//!
//! The checks of step 2 cost one row a gap, and travel together in one request for each that
//! may be under way at a time.

use std::collections::{HashSet, VecDeque};

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{self, FuturesUnordered, Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::action::Safety;
use crate::actions::partner::{ListPartners, Partner, PartnerFilter, PartnerOrder};
use crate::actions::{PAGE_SIZE_MAX, Pager};
use crate::batch::BatchOptions;
use crate::client::Client;
use crate::error::{Error, PagingError};
use crate::ids::PartnerId;
use crate::retry::{self, Decision};
use crate::session::Session;
use crate::wire::List;

/// How to load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The most requests at a time. Halved whenever the server asks for less, and raised again
    /// one by one while all goes well.
    pub parallel: usize,
    /// Partners a page; at most 500.
    pub page_size: u32,
    /// About how many partners there are, if that is known from before; 0 otherwise. Pages up
    /// to there are asked for together with the first one instead of after it, which saves the
    /// time of a request.
    pub expected: u64,
    /// Stops the load. The stream then ends with [`Error::Cancelled`].
    pub cancel: CancellationToken,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            parallel: 4,
            page_size: PAGE_SIZE_MAX,
            expected: 0,
            cancel: CancellationToken::new(),
        }
    }
}

/// One page of a load, in the order in which pages arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnersLoaded {
    /// Partners not handed out before.
    pub partners: Vec<Partner>,
    /// How many have been handed out, these included.
    pub loaded: u64,
    /// How many are expected in all, as far as is known now.
    pub total: u64,
}

/// Every partner that the session can list and that passes the filter, each exactly once.
///
/// The session's own partner is among them (API.md §7.1). `order_by` and paging of the filter
/// are the loader's own business; `id_greater_than` is respected. The stream ends after its
/// first error; what it handed out before stays true, and is not complete.
pub fn all_partners(
    client: &Client,
    session: &Session,
    filter: PartnerFilter,
    options: LoadOptions,
) -> impl Stream<Item = Result<PartnersLoaded, Error>> + Send + use<> {
    let limit = options.parallel.max(1);
    let cut = Cut::of(options.expected, options.page_size.clamp(1, PAGE_SIZE_MAX));
    let loader = Loader {
        client: client.clone(),
        session: session.clone(),
        filter: PartnerFilter { order_by: Some(PartnerOrder::Id), ..filter },
        step: Step::Pages { next: 1, last: cut.pages(options.expected).unwrap_or(1).max(1) },
        total: options.expected,
        cut,
        options,
        planned: false,
        limit,
        good: 0,
        in_flight: FuturesUnordered::new(),
        seen: HashSet::new(),
        covered: Vec::new(),
    };
    stream::unfold(loader, |mut loader| async move {
        let cancel = loader.options.cancel.clone();
        let result = match cancel.run_until_cancelled(loader.next()).await {
            Some(Ok(Some(page))) => Ok(page),
            Some(Ok(None)) => return None,
            Some(Err(error)) => Err(error),
            None if loader.is_done() => return None,
            None => Err(Error::Cancelled),
        };
        if result.is_err() {
            loader.step = Step::Done;
            loader.in_flight.clear();
        }
        Some((result, loader))
    })
}

/// Where the load stands.
enum Step {
    /// Pages by number: the next one to ask for, and the last one. How many there are is known
    /// when page 1 has come.
    Pages {
        next: u32,
        last: u32,
    },
    /// Gaps to be read by key.
    Gaps(VecDeque<Gap>),
    Done,
}

/// Ids that no page has covered yet: greater than `after`, and less than `before` if given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    after: PartnerId,
    before: Option<PartnerId>,
}

/// How the list is cut into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Each page of that size begins where the one before ends.
    Plain(u32),
    /// Page `n` is `n - 1` rows shorter than the first one, which has that size. The server finds
    /// the place of a page by its number and its own size, so that page `n` begins `n - 1` rows
    /// before the end of the one before.
    Overlapping(u32),
}

impl Cut {
    /// Lists up to a 16th as many pages long as a page has rows are cut so that they overlap, at
    /// the cost of at most that share of rows read twice.
    const OVERLAPS_UP_TO: u32 = 16;

    /// How a list of about that length is cut best.
    fn of(partners: u64, size: u32) -> Self {
        let overlapping = Self::Overlapping(size);
        match overlapping.pages(partners) {
            Some(pages) if pages <= size / Self::OVERLAPS_UP_TO => overlapping,
            Some(_) | None => Self::Plain(size),
        }
    }

    /// How many rows this page has when it is full.
    fn size(self, index: u32) -> u32 {
        match self {
            Self::Plain(size) => size,
            Self::Overlapping(size) => size.saturating_sub(index.saturating_sub(1)).max(1),
        }
    }

    fn page(self, index: u32) -> Pager {
        Pager::page(index, self.size(index))
    }

    /// How many pages hold a list of that length; `None`: no number of them does. The last
    /// overlapping page has room left, so that it is seen to be the last.
    fn pages(self, partners: u64) -> Option<u32> {
        match self {
            Self::Plain(size) => {
                Some(u32::try_from(partners.div_ceil(u64::from(size))).unwrap_or(u32::MAX))
            }
            Self::Overlapping(size) => (1..=size.div_ceil(2))
                .find(|last| u64::from(*last) * u64::from(self.size(*last)) > partners),
        }
    }
}

/// What one page says: all partners between two ids, both included.
#[derive(Clone, Copy)]
struct Covered {
    first: PartnerId,
    last: PartnerId,
    /// The number of the page, if it was asked for by number, and how many rows it had.
    page: Option<(u32, usize)>,
}

/// One attempt at a page by number.
struct Fetched {
    index: u32,
    attempt: u32,
    result: Result<List<Partner>, Error>,
}

struct Loader {
    client: Client,
    session: Session,
    filter: PartnerFilter,
    cut: Cut,
    options: LoadOptions,
    step: Step,
    /// Whether page 1 has come.
    planned: bool,
    /// How many requests at a time just now.
    limit: usize,
    /// Good pages since the limit last changed.
    good: usize,
    in_flight: FuturesUnordered<BoxFuture<'static, Fetched>>,
    seen: HashSet<PartnerId>,
    covered: Vec<Covered>,
    total: u64,
}

impl Loader {
    fn is_done(&self) -> bool {
        match &self.step {
            Step::Done => true,
            Step::Gaps(gaps) => gaps.is_empty(),
            Step::Pages { .. } => false,
        }
    }

    /// The next page with something new, or `None` when all is there.
    async fn next(&mut self) -> Result<Option<PartnersLoaded>, Error> {
        loop {
            let fresh = match &mut self.step {
                Step::Pages { .. } => self.by_number().await?,
                Step::Gaps(gaps) => {
                    let Some(gap) = gaps.front().copied() else { return Ok(None) };
                    self.by_key(gap).await?
                }
                Step::Done => return Ok(None),
            };
            if !fresh.is_empty() {
                let loaded = self.seen.len() as u64;
                self.total = self.total.max(loaded);
                return Ok(Some(PartnersLoaded { partners: fresh, loaded, total: self.total }));
            }
        }
    }

    /// Keeps as many pages on their way as are allowed, and takes the first that arrives.
    async fn by_number(&mut self) -> Result<Vec<Partner>, Error> {
        let Step::Pages { next, last } = &mut self.step else { return Ok(Vec::new()) };
        while *next <= *last && self.in_flight.len() < self.limit {
            let index = *next;
            *next += 1;
            let action = ListPartners { filter: self.filter.clone(), pager: self.cut.page(index) };
            let attempt = attempt(self.client.clone(), self.session.clone(), action, 1);
            self.in_flight.push(elsewhere(attempt).boxed());
        }
        let Some(fetched) = self.in_flight.next().await else {
            let last = *last;
            let gaps = self.open_gaps(last).await?;
            self.step = Step::Gaps(gaps);
            return Ok(Vec::new());
        };
        match fetched.result {
            Ok(page) => {
                if fetched.index == 1 {
                    self.plan(&page);
                } else if page.objects.is_empty() {
                    // Fewer than there were; further pages are empty too.
                    *last = (*last).min(fetched.index);
                }
                self.speed_up();
                self.admit(page, Some(fetched.index))
            }
            Err(error) => {
                self.again(fetched.index, fetched.attempt, error)?;
                Ok(Vec::new())
            }
        }
    }

    /// Settles with the first page how many there are.
    fn plan(&mut self, first: &List<Partner>) {
        self.planned = true;
        self.total = first.total_count;
        let count = u32::try_from(first.objects.len()).unwrap_or(u32::MAX);
        if count == 0 || u64::from(count) >= first.total_count {
            // One query saw everything at one moment.
            self.in_flight.clear();
            self.step = Step::Done;
            return;
        }
        let mut asked = match self.step {
            Step::Pages { next, .. } => next,
            Step::Gaps(_) | Step::Done => return,
        };
        let anew = if count < self.cut.size(1) {
            // The server is set to smaller pages than asked for; numbers then count those.
            Some(Cut::Plain(count))
        } else if asked > 2 && self.cut.pages(first.total_count).is_some() {
            // Pages are under way, and cut in a way that does.
            None
        } else {
            Some(Cut::of(first.total_count, self.cut.size(1)))
        };
        if let Some(cut) = anew {
            self.cut = cut;
            self.in_flight.clear();
            asked = 2;
            // What has come already covers what it covers; its numbers mean nothing any more.
            self.covered.iter_mut().for_each(|covered| covered.page = None);
        }
        let last = self.cut.pages(first.total_count).unwrap_or(u32::MAX);
        self.step = Step::Pages { next: asked, last };
    }

    /// Asks for a page once more after a pause, and for fewer at a time from now on; or gives up.
    fn again(&mut self, index: u32, attempts: u32, error: Error) -> Result<(), Error> {
        let Decision::Retry { after } = self.client.decide(attempts, Safety::Read, &error) else {
            return Err(error);
        };
        if retry::asks_for_less(&error) {
            self.limit = (self.limit / 2).max(1);
            self.good = 0;
        }
        let (client, session, action) =
            (self.client.clone(), self.session.clone(), self.page(index));
        let later = async move {
            tokio::time::sleep(after).await;
            attempt(client, session, action, attempts + 1).await
        };
        self.in_flight.push(elsewhere(later).boxed());
        Ok(())
    }

    fn speed_up(&mut self) {
        /// Good pages before one more at a time is tried.
        const PATIENCE: usize = 8;
        self.good += 1;
        if self.good >= PATIENCE && self.limit < self.options.parallel {
            self.limit += 1;
            self.good = 0;
        }
    }

    fn page(&self, index: u32) -> ListPartners {
        ListPartners { filter: self.filter.clone(), pager: self.cut.page(index) }
    }

    /// What follows on an id, by key.
    fn after(&self, id: PartnerId, size: u32) -> ListPartners {
        let filter = PartnerFilter { id_greater_than: Some(id), ..self.filter.clone() };
        ListPartners { filter, pager: Pager::page(1, size) }
    }

    /// Takes a page in, with its number if it has one: checks its order, notes what it covers,
    /// and keeps what is new.
    fn admit(&mut self, page: List<Partner>, index: Option<u32>) -> Result<Vec<Partner>, Error> {
        let mut partners = page.objects;
        if !partners.is_sorted_by(|a, b| a.id < b.id) {
            return Err(PagingError::OutOfOrder.into());
        }
        if let (Some(first), Some(last)) = (partners.first(), partners.last()) {
            let page = index.map(|index| (index, partners.len()));
            self.covered.push(Covered { first: first.id, last: last.id, page });
        }
        partners.retain(|partner| self.seen.insert(partner.id));
        Ok(partners)
    }

    /// The gaps between what the pages up to the last one cover, without those that the server
    /// says are empty.
    async fn open_gaps(&mut self, last: u32) -> Result<VecDeque<Gap>, Error> {
        // Only now it is certain which page is the last, and how long a full one would be.
        let ends_list = |covered: &Covered| {
            covered
                .page
                .is_some_and(|(index, rows)| index >= last && rows < self.cut.size(index) as usize)
        };
        let covered = self.covered.iter();
        let gaps =
            gaps(covered.map(|it| (it.first, (!ends_list(it)).then_some(it.last))).collect());
        let probes: Vec<_> = gaps.iter().map(|gap| self.after(gap.after, 1)).collect();
        let most = BatchOptions::default().per_request;
        let per_request = probes.len().div_ceil(self.limit).min(most);
        let options = BatchOptions { per_request, parallel: self.limit, ..BatchOptions::default() };
        let answers = self.client.batch(&self.session, &probes, &options).await;
        let mut open = VecDeque::new();
        for (gap, answer) in gaps.into_iter().zip(answers) {
            let first = answer?.objects.into_iter().next();
            if first.is_some_and(|first| gap.before.is_none_or(|before| first.id < before)) {
                open.push_back(gap);
            }
        }
        Ok(open)
    }

    /// Reads the front gap on by one page.
    async fn by_key(&mut self, gap: Gap) -> Result<Vec<Partner>, Error> {
        let page =
            self.client.call(&self.session, &self.after(gap.after, self.cut.size(1))).await?;
        let full = page.objects.len() >= self.cut.size(1) as usize;
        let last = page.objects.last().map(|partner| partner.id);
        if page.objects.first().is_some_and(|first| first.id <= gap.after) {
            // The server took no notice of the key; going on would never end.
            return Err(PagingError::RepeatedPage.into());
        }
        let fresh = self.admit(page, None)?;
        let Step::Gaps(gaps) = &mut self.step else { return Ok(fresh) };
        match last {
            Some(last) if full && gap.before.is_none_or(|before| last < before) => {
                if let Some(front) = gaps.front_mut() {
                    front.after = last;
                }
            }
            _ => {
                gaps.pop_front();
            }
        }
        Ok(fresh)
    }
}

/// One attempt at a page; repeating is the loader's decision, since it also slows down.
async fn attempt(client: Client, session: Session, action: ListPartners, attempt: u32) -> Fetched {
    let result = client.attempt(&session, &action).await;
    Fetched { index: action.pager.index(), attempt, result }
}

/// Runs a fetch as a task of its own, so that pages are parsed on all processors. Dropping it
/// stops the task.
async fn elsewhere(fetch: impl Future<Output = Fetched> + Send + 'static) -> Fetched {
    match AbortOnDropHandle::new(tokio::spawn(fetch)).await {
        Ok(fetched) => fetched,
        // Tasks end early by panicking or by being dropped, and this one is still held.
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}

/// The gaps that a set of intervals leaves, the one above the last included unless one of them
/// has no upper end.
fn gaps(mut covered: Vec<(PartnerId, Option<PartnerId>)>) -> Vec<Gap> {
    covered.sort_unstable_by_key(|(first, _)| *first);
    let mut gaps = Vec::new();
    let mut reached: Option<PartnerId> = None;
    for (first, last) in covered {
        if let Some(after) = reached
            && first > after
        {
            gaps.push(Gap { after, before: Some(first) });
        }
        let Some(last) = last else { return gaps };
        reached = reached.max(Some(last));
    }
    if let Some(after) = reached {
        gaps.push(Gap { after, before: None });
    }
    gaps
}
