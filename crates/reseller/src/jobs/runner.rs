//! How a job runs, whatever its kind: look, note what is about to be sent, send, find out what
//! is true, settle. It never sends an item whose fate is unknown, and it can be stopped between
//! any two steps without losing count.

use super::control::{Control, Wish};
use super::kind::{Facts, Kind, Prepared, Stop, Verdict};
use super::pace::Pace;
use super::progress::Progress;
use super::sending::{Sending, asks_for_less, spread};
use super::store::{self, Item, Job, JobEvent};
use crate::error::{Error, ErrorCode, Result};
use crate::inner::Inner;
use crate::live::{Live, Way};
use crate::messages::msg;
use crate::new_account::AtWork;
use crate::refresh::take_over;
use crate::words::{is_offline, is_signed_out};
use kaltura::actions::partner::Partner;
use kaltura::{ApiError, Error as Failure, TransportError, TransportKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What was read of accounts goes into the copy at most this often while a round goes on.
const SHOW_EVERY: Duration = Duration::from_millis(300);

/// How often in a row the server may be out of reach before the job waits: for the person, or for
/// the network.
pub(crate) const PATIENCE: u32 = 5;

/// How often a job that waits for the network looks whether it is back, in multiples of the
/// set-up's delay.
const NETWORK_LOOK: u32 = 4;

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
    pub(crate) seen: Seen,
    /// When what is uncertain is worth another look.
    pub(crate) look_at: Option<(Instant, AtWork)>,
}

/// Accounts as the server last said, on their way into the copy.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(super) partners: Vec<Partner>,
    shown: Option<Instant>,
}

impl<K: Kind> Run<K> {
    /// Works until everything is settled or something stops it.
    pub(crate) async fn run(&mut self) -> End {
        let mut end = self.work().await;
        if matches!(end, End::Paused(_)) && self.control.wish() == Wish::Cancel {
            // Cancelled while it was coming to rest for another reason.
            end = self.work().await;
        }
        if let Err(error) = self.show().await {
            // The next refresh brings it.
            tracing::warn!(%error, "what a job read of accounts was not kept");
        }
        self.inner.tell_activity();
        end
    }

    async fn work(&mut self) -> End {
        let first_pause = self.inner.setup.network.retry_delay;
        let mut pace = Pace::new(K::IN_FLIGHT, first_pause);
        let mut in_vain = 0;
        loop {
            self.control.meter().slowed(pace.is_slowed());
            let wish = self.control.wish();
            match wish {
                Wish::GoOn | Wish::Cancel => {}
                Wish::Pause => return End::Paused(None),
                Wish::Stop => return End::Stopped,
            }
            let (_, way) = match self.inner.writable_connection(&self.live) {
                Ok(writable) => writable,
                Err(_) if wish == Wish::Cancel => return End::Cancelled,
                Err(error)
                    if self.job.kind.outlasts_offline() && error.code == ErrorCode::Offline =>
                {
                    self.wait_for_the_network(error).await;
                    continue;
                }
                Err(error) => return End::Paused(Some(error)),
            };
            if wish == Wish::Cancel {
                // What is not certain is looked at once more; nothing is sent.
                self.look_at = None;
                loop {
                    match self.look_up(&way).await {
                        Ok(Uncertain::Settled | Uncertain::Reopened) => {}
                        Ok(Uncertain::Nothing | Uncertain::Still(_)) => break,
                        Err(_) => {
                            tracing::info!("a cancelled job leaves what could not be looked up");
                            break;
                        }
                    }
                }
                return End::Cancelled;
            }
            let (failure, sent) = match self.round(&way, &mut pace).await {
                Ok(Round::Nothing) => return End::Finished,
                Ok(Round::Wait(at_work)) => {
                    let looking = msg::job_looking(at_work.minutes());
                    let looking = self.inner.messages.error(ErrorCode::Unclear, &looking);
                    self.hold_up(Some(looking)).await;
                    self.control.wait(at_work.look_after).await;
                    continue;
                }
                Ok(Round::Went) => {
                    in_vain = 0;
                    if self.held_up && !pace.is_slowed() {
                        self.hold_up(None).await;
                    }
                    continue;
                }
                Ok(Round::Reopened) => continue,
                Ok(Round::Lost { failure, went_well }) => {
                    if went_well {
                        in_vain = 0;
                    }
                    (failure, true)
                }
                Err(Stop::Said(error)) => return End::Paused(Some(error)),
                Err(Stop::Server(failure)) => (failure, false),
            };
            if self.control.wish() == Wish::Stop {
                // Leaving, the app ends its sessions: what fails now says nothing.
                return End::Stopped;
            }
            let error = self.explain(&failure);
            // To be told to slow down is no reason to give up asking.
            if sent || !is_too_many(&failure) {
                in_vain += 1;
            }
            if is_signed_out(&failure) || in_vain > PATIENCE {
                self.inner.note_failure(&self.live, &way, &failure, &error);
                // What is sent again and again in vain would leave more and more uncertain.
                if sent || !self.job.kind.outlasts_offline() || !is_offline(&failure) {
                    return End::Paused(Some(error));
                }
                self.inner.keep_trying_if_offline(&self.live);
                in_vain = 0;
            }
            pace.slow_down(asks_for_less(&failure).unwrap_or_default());
            self.hold_up(Some(error)).await;
            self.control.wait(pace.pause(spread())).await;
        }
    }

    /// Says so, and waits a little. The connection itself finds out when the network is back.
    async fn wait_for_the_network(&mut self, error: Error) {
        if !self.held_up {
            self.hold_up(Some(error)).await;
        }
        let pause = self.inner.setup.network.retry_delay.saturating_mul(NETWORK_LOOK);
        self.control.wait(pause).await;
    }

    /// One round: what is unknown is looked up, and the next items are worked off. What the server
    /// may still be at work on does not hold up the rest.
    async fn round(&mut self, way: &Way, pace: &mut Pace) -> std::result::Result<Round, Stop> {
        let uncertain = match self.look_up(way).await? {
            Uncertain::Nothing => None,
            Uncertain::Settled => return Ok(Round::Went),
            Uncertain::Reopened => return Ok(Round::Reopened),
            Uncertain::Still(at_work) => Some(at_work),
        };
        let job = self.job.id;
        let pending = self.inner.store.read(move |db| store::pending(db, job, K::PER_LOOK)).await?;
        if pending.is_empty() {
            return Ok(uncertain.map_or(Round::Nothing, Round::Wait));
        }
        let to_send = self.prepare(way, pending).await?;
        let Sending { accepted, trouble, went_well } = self.send(way, pace, to_send).await?;
        self.read_back(way, accepted).await?;
        self.show().await?;
        Ok(trouble.map_or(Round::Went, |failure| Round::Lost { failure, went_well }))
    }

    /// Finds out what became of items whose answer was lost, if there are any.
    async fn look_up(&mut self, way: &Way) -> std::result::Result<Uncertain, Stop> {
        if let Some((at, at_work)) = self.look_at
            && let look_after = at.saturating_duration_since(Instant::now())
            && !look_after.is_zero()
        {
            return Ok(Uncertain::Still(AtWork { look_after, ..at_work }));
        }
        let job = self.job.id;
        let items = self.inner.store.read(move |db| store::unknown(db, job, K::PER_LOOK)).await?;
        if items.is_empty() {
            return Ok(Uncertain::Nothing);
        }
        let kind = Arc::clone(&self.kind);
        let look = self.progress.during(&self.inner, kind.look(way, &items)).await?;
        let given_up = self.inner.messages.error(ErrorCode::Other, &self.kind.given_up());
        let mut settled = Vec::new();
        let mut not_done = Vec::new();
        let mut done = false;
        let mut still: Option<AtWork> = None;
        for (item, verdict) in items.into_iter().zip(look.verdicts) {
            match verdict {
                // It did not happen: it may be sent again, but not for ever.
                Verdict::NotDone(facts, _) if item.attempts >= ATTEMPTS => {
                    let why = item.problem.clone().unwrap_or_else(|| given_up.clone());
                    settled.push((item, Verdict::NotDone(facts, why)));
                }
                Verdict::NotDone(..) => not_done.push(item),
                Verdict::TooEarly(at_work) => {
                    still = Some(still.map_or(at_work, |other| other.until_all(at_work)));
                }
                Verdict::Done(_) | Verdict::Unchanged(_) | Verdict::Failed(_) => {
                    done = true;
                    settled.push((item, verdict));
                }
            }
        }
        let moved = !settled.is_empty() || !not_done.is_empty();
        self.reopen(not_done).await?;
        self.settle(settled).await?;
        self.seen.partners.extend(look.seen);
        self.show().await?;
        self.look_at = still.map(|at_work| (Instant::now() + at_work.look_after, at_work));
        Ok(match still {
            Some(at_work) if !moved => Uncertain::Still(at_work),
            Some(_) | None if done => Uncertain::Settled,
            Some(_) | None => Uncertain::Reopened,
        })
    }

    async fn prepare(
        &mut self,
        way: &Way,
        items: Vec<Item>,
    ) -> std::result::Result<Vec<Item>, Stop> {
        let kind = Arc::clone(&self.kind);
        let look = self.progress.during(&self.inner, kind.prepare(way, &items)).await?;
        let mut to_send = Vec::new();
        let mut settled = Vec::new();
        for (mut item, prepared) in items.into_iter().zip(look.verdicts) {
            match prepared {
                Prepared::Send(facts) => {
                    item.take(facts);
                    to_send.push(item);
                }
                Prepared::Settled(verdict) => settled.push((item, verdict)),
            }
        }
        self.settle(settled).await?;
        self.seen.partners.extend(look.seen);
        self.show().await?;
        Ok(to_send)
    }

    /// Reads back what the server accepted, and settles it by what is true.
    pub(super) async fn read_back(
        &mut self,
        way: &Way,
        accepted: Vec<Item>,
    ) -> std::result::Result<(), Stop> {
        if accepted.is_empty() {
            return Ok(());
        }
        let kind = Arc::clone(&self.kind);
        let look = match self.progress.during(&self.inner, kind.look(way, &accepted)).await {
            Ok(look) => look,
            Err(stop) => {
                let lost = self.inner.messages.error(ErrorCode::Unclear, &msg::status_lost());
                let unknown = accepted.into_iter().map(|item| (item, lost.clone(), true)).collect();
                self.write_outcome(Vec::new(), Vec::new(), unknown).await?;
                return Err(stop);
            }
        };
        let (mut settled, mut open) = (Vec::new(), Vec::new());
        for (item, verdict) in accepted.into_iter().zip(look.verdicts) {
            if matches!(verdict, Verdict::TooEarly(_)) {
                let lost = self.inner.messages.error(ErrorCode::Unclear, &msg::status_lost());
                open.push((item, lost, false));
            } else {
                settled.push((item, verdict));
            }
        }
        self.write_outcome(Vec::new(), Vec::new(), open).await?;
        self.settle(settled).await?;
        self.seen.partners.extend(look.seen);
        Ok(())
    }

    /// Puts what was read into the copy of the accounts.
    pub(super) async fn show(&mut self) -> Result<()> {
        if self.seen.partners.is_empty() {
            return Ok(());
        }
        self.seen.shown = Some(Instant::now());
        let seen = std::mem::take(&mut self.seen.partners);
        take_over(&self.inner, &self.live, seen, true).await?;
        self.inner.tell_status(&self.live);
        Ok(())
    }

    /// Says what holds the job up, while it goes on trying.
    pub(super) async fn hold_up(&mut self, problem: Option<Error>) {
        self.held_up = problem.is_some();
        let job = self.job.id;
        let written =
            self.inner.store.write(move |db| store::set_problem(db, job, problem.as_ref())).await;
        if let Err(error) = written {
            tracing::warn!(%error, "what holds a job up was not saved");
        }
        self.progress.tell(&self.inner).await;
    }

    /// Says that the server asked for less, and notes it in the log of the job.
    pub(super) async fn say_slowed(&mut self, pause: Duration) {
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
    /// What was sent before did not happen, and is to be sent again: that is no way forward yet.
    Reopened,
    /// All that is left is what the server may still be at work on.
    Wait(AtWork),
    /// What was sent last was not answered as it should be. Whether something before it was stands
    /// beside.
    Lost {
        failure: Failure,
        went_well: bool,
    },
}

/// What looking for lost answers brought.
enum Uncertain {
    Nothing,
    /// Some items are certain now.
    Settled,
    /// None of them was done: they are to be sent again, or were given up.
    Reopened,
    /// The server may be at work on all of them.
    Still(AtWork),
}

/// Whether the server, or a gateway before it, says that there were too many calls.
fn is_too_many(failure: &Failure) -> bool {
    let by_gateway = |transport: &TransportError| {
        matches!(transport.kind, TransportKind::HttpStatus { code: 429, .. })
    };
    failure.api().is_some_and(ApiError::is_rate_limit)
        || failure.transport().is_some_and(by_gateway)
}

impl Seen {
    /// Whether it is time to show what came meanwhile.
    pub(super) fn is_due(&self) -> bool {
        self.shown.is_none_or(|shown| shown.elapsed() >= SHOW_EVERY)
    }
}

impl Item {
    /// Takes over what became known before it is sent.
    fn take(&mut self, facts: Facts) {
        self.account = facts.account.or(self.account);
        self.before = facts.before.or(self.before);
        self.input = facts.input.or_else(|| self.input.take());
        // What was there before it was first sent, not before it was sent again.
        self.floor = self.floor.or(facts.floor);
    }
}
