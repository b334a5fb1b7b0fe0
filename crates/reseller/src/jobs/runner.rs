//! How a job runs, whatever its kind: look, note what is about to be sent, send, find out what
//! is true, settle. It never sends an item whose fate is unknown, and it can be stopped between
//! any two steps without losing count.

use super::control::{Control, Wish};
use super::kind::{Kind, Prepared, Sent, Verdict};
use super::pace::Pace;
use super::progress::Progress;
use super::store::{self, Item, Job, JobEvent, Settled};
use crate::account::AccountStatus;
use crate::activity::ActivityResult;
use crate::error::{Error, ErrorCode, Result};
use crate::inner::Inner;
use crate::jobs::model::ItemState;
use crate::live::{Live, Way};
use crate::messages::msg;
use crate::refresh::take_over;
use crate::store::activity::{self, NewRecord, Outcome};
use crate::words::is_signed_out;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kaltura::actions::partner::Partner;
use kaltura::{Error as Failure, TransportKind};
use std::sync::Arc;
use std::time::Duration;

/// How often in a row the server may be out of reach before the job waits for the person.
const PATIENCE: u32 = 5;

/// How often one item is sent when every answer is lost and nothing changes.
const ATTEMPTS: u32 = 5;

/// How a run ended.
#[derive(Debug)]
pub(crate) enum End {
    Finished,
    Paused(Option<Error>),
    Cancelled,
    Stopped,
}

/// A job on its way.
pub(crate) struct Run<K> {
    pub(crate) inner: Arc<Inner>,
    pub(crate) live: Arc<Live>,
    pub(crate) control: Arc<Control>,
    pub(crate) job: Job,
    pub(crate) kind: Arc<K>,
    pub(crate) progress: Progress,
    /// Whether the job shows what holds it up.
    pub(crate) held_up: bool,
}

impl<K: Kind> Run<K> {
    /// Works until everything is settled or something stops it.
    pub(crate) async fn run(&mut self) -> End {
        let first_pause = self.inner.setup.network.retry_delay;
        let mut pace = Pace::new(K::IN_FLIGHT, first_pause);
        let mut unreached = 0;
        loop {
            match self.control.wish() {
                Wish::GoOn => {}
                Wish::Pause => return End::Paused(None),
                Wish::Stop => return End::Stopped,
                Wish::Cancel => return End::Cancelled,
            }
            let (_, way) = match self.inner.writable_connection(&self.live) {
                Ok(writable) => writable,
                Err(error) => return End::Paused(Some(error)),
            };
            match self.round(&way, &mut pace).await {
                Ok(Round::Nothing) => return End::Finished,
                Ok(Round::Went) => {
                    unreached = 0;
                    if self.held_up && !pace.is_slowed() {
                        self.hold_up(None).await;
                    }
                }
                Err(Trouble::Said(error)) => return End::Paused(Some(error)),
                Err(Trouble::Server(failure)) => {
                    let error = self.explain(&failure);
                    unreached += 1;
                    if is_signed_out(&failure) || unreached > PATIENCE {
                        self.inner.note_failure(&self.live, &failure, &error);
                        return End::Paused(Some(error));
                    }
                    pace.slow_down(Duration::ZERO);
                    self.hold_up(Some(error)).await;
                    self.control.wait(pace.pause(spread())).await;
                }
            }
        }
    }

    /// One round: either what is unknown is looked up, or the next items are worked off.
    async fn round(&mut self, way: &Way, pace: &mut Pace) -> std::result::Result<Round, Trouble> {
        let unknown = self.items(ItemState::Unknown).await?;
        if !unknown.is_empty() {
            self.look_up(way, &unknown).await?;
            return Ok(Round::Went);
        }
        let pending = self.items(ItemState::Pending).await?;
        if pending.is_empty() {
            return Ok(Round::Nothing);
        }
        let to_send = self.prepare(way, pending).await?;
        let (accepted, trouble) = self.send(way, pace, to_send).await?;
        self.read_back(way, accepted).await?;
        match trouble {
            Some(failure) => Err(Trouble::Server(failure)),
            None => Ok(Round::Went),
        }
    }

    async fn items(&self, state: ItemState) -> Result<Vec<Item>> {
        let id = self.job.id;
        self.inner.store.read(move |db| store::items(db, id, state, K::PER_LOOK)).await
    }

    /// Finds out what became of items whose answer was lost.
    async fn look_up(&mut self, way: &Way, items: &[Item]) -> std::result::Result<(), Trouble> {
        let look = self.kind.look(way, items).await?;
        let given_up = self.inner.messages.error(ErrorCode::Other, &msg::job_item_given_up());
        let mut settled = Vec::new();
        for (item, verdict) in items.iter().zip(look.verdicts) {
            settled.push(match verdict {
                // It did not happen: it may be sent again, but not for ever.
                Verdict::NotDone { now } if item.attempts >= ATTEMPTS => {
                    let why = item.problem.clone().unwrap_or_else(|| given_up.clone());
                    (item, Verdict::Failed(why), Some(now))
                }
                Verdict::NotDone { .. } => {
                    self.put_back(std::slice::from_ref(item)).await?;
                    continue;
                }
                verdict @ (Verdict::Done { .. }
                | Verdict::Unchanged { .. }
                | Verdict::Failed(_)) => (item, verdict, None),
            });
        }
        self.settle(settled).await?;
        self.show(look.seen).await?;
        Ok(())
    }

    async fn prepare(
        &mut self,
        way: &Way,
        items: Vec<Item>,
    ) -> std::result::Result<Vec<Item>, Trouble> {
        let look = self.kind.prepare(way, &items).await?;
        let mut to_send = Vec::new();
        let mut settled = Vec::new();
        for (mut item, prepared) in items.into_iter().zip(look.verdicts) {
            match prepared {
                Prepared::Send { before } => {
                    item.before = Some(before);
                    to_send.push(item);
                }
                Prepared::Settled(verdict) => settled.push((item, verdict)),
            }
        }
        let settled = settled.iter().map(|(item, verdict)| (item, verdict.copy(), None)).collect();
        self.settle(settled).await?;
        self.show(look.seen).await?;
        Ok(to_send)
    }

    /// Sends in requests, as many at a time as the pace allows. Gives back what the server
    /// accepted, and the failure that stopped the sending, if one did.
    async fn send(
        &mut self,
        way: &Way,
        pace: &mut Pace,
        items: Vec<Item>,
    ) -> std::result::Result<(Vec<Item>, Option<Failure>), Trouble> {
        let mut accepted = Vec::new();
        let mut trouble = None;
        let mut waiting = items.chunks(K::PER_REQUEST);
        let mut under_way = FuturesUnordered::new();
        let mut next = waiting.next();
        loop {
            while let Some(chunk) = next
                && trouble.is_none()
                && self.control.goes_on()
                && under_way.len() < pace.parallel()
            {
                let pause = pace.pause(spread());
                if !pause.is_zero() {
                    self.say_slowed(pause).await;
                    self.control.wait(pause).await;
                    if !self.control.goes_on() {
                        break;
                    }
                }
                let chunk = match self.note_sent(chunk).await {
                    Ok(chunk) => chunk,
                    Err(error) => {
                        // Nothing leaves that is not on the disk. What is under way is awaited.
                        trouble = Some(Trouble::Said(error));
                        break;
                    }
                };
                next = waiting.next();
                let kind = Arc::clone(&self.kind);
                under_way.push(async move {
                    let results = kind.send(way, &chunk).await;
                    (chunk, results)
                });
            }
            let Some((chunk, results)) = under_way.next().await else { break };
            let outcome = Self::sort(chunk, results, pace);
            accepted.extend(outcome.accepted);
            self.write_outcome(outcome.put_back, outcome.refused, outcome.lost).await?;
            if let Some(failure) = outcome.trouble {
                trouble.get_or_insert(Trouble::Server(failure));
            }
        }
        drop(under_way);
        match trouble {
            None => Ok((accepted, None)),
            Some(Trouble::Server(failure)) => Ok((accepted, Some(failure))),
            Some(Trouble::Said(error)) => {
                // Still true for what the server took before.
                self.read_back(way, accepted).await?;
                Err(Trouble::Said(error))
            }
        }
    }

    /// Sorts the results of one request.
    fn sort(chunk: Vec<Item>, results: Vec<Sent>, pace: &mut Pace) -> Outcomes {
        let mut outcomes = Outcomes::default();
        // Once a request, however many of its items say so.
        let mut slower: Option<Duration> = None;
        for (item, result) in chunk.into_iter().zip(results) {
            match result {
                Sent::Accepted => outcomes.accepted.push(item),
                Sent::Refused(error, code) => outcomes.refused.push((item, error, code)),
                Sent::Withheld(failure) => {
                    outcomes.put_back.push(item);
                    if failure.api().is_some_and(kaltura::ApiError::is_rate_limit) {
                        slower.get_or_insert(Duration::ZERO);
                    } else {
                        outcomes.trouble.get_or_insert(failure);
                    }
                }
                Sent::Lost(error, failure) => {
                    outcomes.lost.push((item, error));
                    if let Some(asked) = asks_for_less(&failure) {
                        slower.get_or_insert(asked);
                    }
                }
            }
        }
        if let Some(asked) = slower {
            pace.slow_down(asked);
        } else if outcomes.trouble.is_none() {
            pace.went_well();
        }
        outcomes
    }

    /// Reads back what the server accepted, and settles it by what is true.
    async fn read_back(
        &mut self,
        way: &Way,
        accepted: Vec<Item>,
    ) -> std::result::Result<(), Trouble> {
        if accepted.is_empty() {
            return Ok(());
        }
        let look = match self.kind.look(way, &accepted).await {
            Ok(look) => look,
            Err(failure) => {
                let lost = self.inner.messages.error(ErrorCode::Unclear, &msg::status_lost());
                let unknown = accepted.into_iter().map(|item| (item, lost.clone())).collect();
                self.write_outcome(Vec::new(), Vec::new(), unknown).await?;
                return Err(failure.into());
            }
        };
        let settled = accepted
            .iter()
            .zip(look.verdicts)
            .map(|(item, verdict)| match verdict {
                Verdict::NotDone { now } => {
                    (item, Verdict::Failed(self.kind.not_taken(now)), Some(now))
                }
                verdict @ (Verdict::Done { .. }
                | Verdict::Unchanged { .. }
                | Verdict::Failed(_)) => (item, verdict, None),
            })
            .collect();
        self.settle(settled).await?;
        self.show(look.seen).await?;
        Ok(())
    }

    /// Writes that these items are about to be sent, with their records in Activity.
    async fn note_sent(&mut self, items: &[Item]) -> Result<Vec<Item>> {
        let saved = self.inner.registry.get(&self.job.connection)?;
        let mut noted: Vec<(Item, NewRecord)> = Vec::new();
        for item in items {
            let record = NewRecord {
                account: item.account,
                account_name: item.account_name.clone(),
                reason: self.job.reason.clone(),
                person: self.job.person.clone(),
                job: Some(self.job.id),
                ..self.inner.new_record(&saved, self.kind.action(item))
            };
            noted.push((item.clone(), record));
        }
        let job = self.job.id;
        let noted = self
            .inner
            .store
            .write(move |db| {
                for (item, record) in &mut noted {
                    // Put back and sent again: the record of before still waits for its result.
                    let activity = match item.activity {
                        Some(activity) => activity,
                        None => activity::add(db, record)?,
                    };
                    item.activity = Some(activity);
                    item.attempts += 1;
                    store::mark_sent(db, job, item, activity)?;
                }
                Ok(noted)
            })
            .await?;
        self.inner.tell_activity(&self.job.connection);
        self.progress.moved(&self.inner).await;
        Ok(noted.into_iter().map(|(item, _)| item).collect())
    }

    async fn put_back(&mut self, items: &[Item]) -> Result<()> {
        self.write_outcome(items.to_vec(), Vec::new(), Vec::new()).await
    }

    /// Writes what came of sending, except for what was accepted and is read back first.
    async fn write_outcome(
        &mut self,
        put_back: Vec<Item>,
        refused: Vec<(Item, Error, Option<String>)>,
        lost: Vec<(Item, Error)>,
    ) -> Result<()> {
        if put_back.is_empty() && refused.is_empty() && lost.is_empty() {
            return Ok(());
        }
        let job = self.job.id;
        let now = self.inner.now();
        self.inner
            .store
            .write(move |db| {
                for item in &put_back {
                    store::settle(db, job, &Settled::of(item, ItemState::Pending))?;
                }
                for (item, error, code) in &refused {
                    let problem = Some(error.clone());
                    let failed = Settled { problem, ..Settled::of(item, ItemState::Failed) };
                    store::settle(db, job, &failed)?;
                    let mut outcome = Outcome::failed(ActivityResult::Refused, error);
                    outcome.server_code.clone_from(code);
                    settle_activity(db, item, &outcome)?;
                }
                for (item, error) in &lost {
                    let problem = Some(error.clone());
                    let unknown = Settled { problem, ..Settled::of(item, ItemState::Unknown) };
                    store::settle(db, job, &unknown)?;
                }
                let states = if refused.is_empty() { "open" } else { "refused" };
                let items = put_back.len() + refused.len() + lost.len();
                store::log(db, job, now, JobEvent::Settled { items, states })
            })
            .await?;
        self.progress.moved(&self.inner).await;
        Ok(())
    }

    /// Writes what is true of items, and the results of their records.
    async fn settle(&mut self, items: Vec<(&Item, Verdict, Option<AccountStatus>)>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let settled: Vec<(Item, Settled, Outcome)> = items
            .into_iter()
            .map(|(item, verdict, now)| {
                let (state, after, problem, outcome) = match verdict {
                    Verdict::Done { after } => {
                        (ItemState::Done, Some(after), None, Outcome::done())
                    }
                    Verdict::Unchanged { after } => (
                        ItemState::Unchanged,
                        Some(after),
                        None,
                        Outcome::of(ActivityResult::Unchanged),
                    ),
                    Verdict::NotDone { now } => {
                        let error = self.kind.not_taken(now);
                        let outcome = Outcome::failed(ActivityResult::Refused, &error);
                        (ItemState::Failed, Some(now), Some(error), outcome)
                    }
                    Verdict::Failed(error) => {
                        let outcome = Outcome::failed(ActivityResult::Refused, &error);
                        (ItemState::Failed, now, Some(error), outcome)
                    }
                };
                let settled = Settled {
                    number: item.number,
                    state,
                    before: if state == ItemState::Unchanged { after } else { item.before },
                    after,
                    problem,
                };
                (item.clone(), settled, outcome)
            })
            .collect();
        let job = self.job.id;
        let at = self.inner.now();
        self.inner
            .store
            .write(move |db| {
                for (item, new, outcome) in &settled {
                    store::settle(db, job, new)?;
                    settle_activity(db, item, outcome)?;
                }
                let event = JobEvent::Settled { items: settled.len(), states: "settled" };
                store::log(db, job, at, event)
            })
            .await?;
        self.inner.tell_activity(&self.job.connection);
        self.progress.moved(&self.inner).await;
        Ok(())
    }

    /// Puts what was read into the copy of the accounts.
    async fn show(&self, seen: Vec<Partner>) -> Result<()> {
        take_over(&self.inner, &self.live, seen, true).await?;
        self.inner.tell_status(&self.live);
        Ok(())
    }

    /// Says what holds the job up, while it goes on trying.
    async fn hold_up(&mut self, problem: Option<Error>) {
        self.held_up = problem.is_some();
        let job = self.job.id;
        let written =
            self.inner.store.write(move |db| store::set_problem(db, job, problem.as_ref())).await;
        if let Err(error) = written {
            tracing::warn!(%error, "what holds a job up was not saved");
        }
        self.progress.moved(&self.inner).await;
    }

    /// Says that the server asked for less, and notes it in the log of the job.
    async fn say_slowed(&mut self, pause: Duration) {
        let (job, now) = (self.job.id, self.inner.now());
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        let noted = self
            .inner
            .store
            .write(move |db| store::log(db, job, now, JobEvent::Slowed { pause_ms }))
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "the pace of a job was not noted");
        }
        if !self.held_up {
            let slowed = self.inner.messages.error(ErrorCode::TooManyRequests, &msg::job_slowed());
            self.hold_up(Some(slowed)).await;
        }
    }

    fn explain(&self, failure: &Failure) -> Error {
        match self.inner.registry.get(&self.job.connection) {
            Ok(saved) => self.inner.explain(&saved, failure),
            Err(error) => error,
        }
    }
}

/// What a round did.
enum Round {
    Went,
    Nothing,
}

/// What stops a round.
enum Trouble {
    Server(Failure),
    Said(Error),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Server(failure)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

/// The results of one request, sorted.
#[derive(Default)]
struct Outcomes {
    accepted: Vec<Item>,
    put_back: Vec<Item>,
    refused: Vec<(Item, Error, Option<String>)>,
    lost: Vec<(Item, Error)>,
    trouble: Option<Failure>,
}

impl Settled {
    fn of(item: &Item, state: ItemState) -> Self {
        Self { number: item.number, state, before: item.before, after: None, problem: None }
    }
}

fn settle_activity(
    db: &rusqlite::Transaction<'_>,
    item: &Item,
    outcome: &Outcome,
) -> rusqlite::Result<()> {
    match item.activity {
        Some(activity) => activity::settle(db, activity, outcome),
        None => Ok(()),
    }
}

/// If a failure asks for a slower pace: for how long a pause, nothing said being the shortest.
fn asks_for_less(failure: &Failure) -> Option<Duration> {
    let asked = failure.transport().and_then(|transport| {
        if let TransportKind::HttpStatus { retry_after, .. } = &transport.kind {
            *retry_after
        } else {
            None
        }
    });
    kaltura::retry::asks_for_less(failure).then(|| asked.unwrap_or_default())
}

/// A random number from 0 to 1.
fn spread() -> f64 {
    rand::random()
}
