//! Sending the items of a round: so many requests at a time, each noted before it leaves, at the
//! pace that the server bears, and what came of each written down as it comes. What goes before and
//! comes after is in `runner`.

use super::kind::{Facts, Kind, Sent, Stop, Verdict};
use super::pace::Pace;
use super::runner::Run;
use super::store::Item;
use crate::error::Error;
use crate::live::Way;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kaltura::actions::partner::Partner;
use kaltura::{Error as Failure, TransportKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

impl<K: Kind> Run<K> {
    /// Sends in requests, as many at a time as the pace allows. Whatever is under way is attended to
    /// all the time: a pause before the next request holds up none that was begun.
    pub(super) async fn send(
        &mut self,
        way: &Way,
        pace: &mut Pace,
        items: Vec<Item>,
    ) -> std::result::Result<Sending, Stop> {
        let mut sending = Sending::default();
        let mut trouble = None;
        let mut waiting = items.chunks(K::PER_REQUEST);
        let mut next = waiting.next();
        // When the next one may leave; not known before something is to leave.
        let mut leave_at: Option<Instant> = None;
        let mut under_way = FuturesUnordered::new();
        loop {
            let more = next.filter(|_| {
                trouble.is_none() && self.control.goes_on() && under_way.len() < pace.parallel()
            });
            let mut pause = Duration::ZERO;
            if let Some(chunk) = more {
                let at = match leave_at {
                    Some(at) => at,
                    None => Instant::now() + self.pause(pace).await,
                };
                leave_at = Some(at);
                pause = at.saturating_duration_since(Instant::now());
                if pause.is_zero() {
                    match self.note_sent(chunk).await {
                        Ok(chunk) => {
                            next = waiting.next();
                            leave_at = None;
                            let (kind, slowed) = (Arc::clone(&self.kind), pace.slowed());
                            under_way.push(async move {
                                let results = kind.send(way, &chunk).await;
                                (chunk, results, slowed)
                            });
                        }
                        Err(error) => {
                            // Nothing leaves that is not on the disk. What is under way is awaited.
                            trouble = Some(Stop::Said(error));
                        }
                    }
                }
            } else if under_way.is_empty() {
                break;
            }
            let (chunk, results, slowed) = tokio::select! {
                // First of all what is under way: by this, too, what was just noted leaves.
                biased;
                Some(came) = under_way.next() => came,
                () = self.control.wait(pause), if more.is_some() => continue,
                () = self.progress.due() => {
                    self.progress.tell(&self.inner).await;
                    continue;
                }
            };
            let slowed_before = pace.slowed();
            let outcome = Self::sort(chunk, results, pace, slowed);
            if pace.slowed() != slowed_before {
                // A pause that was begun was too short.
                leave_at = None;
            }
            self.control.meter().slowed(pace.is_slowed());
            sending.went_well |= outcome.went_well();
            sending.accepted.extend(outcome.accepted);
            if outcome.again {
                next = None;
            }
            let alarm = outcome.alarm.first().map(|(_, _, error)| error.clone());
            let written = async {
                self.write_alarm(outcome.alarm).await?;
                self.write_outcome(outcome.put_back, outcome.refused, outcome.lost).await?;
                let done = outcome.done.into_iter();
                let (done, seen): (Vec<_>, Vec<_>) =
                    done.map(|(item, facts, seen)| ((item, Verdict::Done(facts)), seen)).unzip();
                self.settle(done).await?;
                self.seen.partners.extend(seen);
                if self.seen.is_due() { self.show().await } else { Ok(()) }
            };
            // What is under way is awaited whatever the disk says: only then is it certain that
            // nothing is sent by a job that counts as paused.
            if let Err(error) = written.await {
                trouble = Some(Stop::Said(error));
            } else if let Some(error) = alarm {
                trouble = Some(Stop::Said(error));
            } else if let Some(failure) = outcome.trouble {
                trouble.get_or_insert(Stop::Server(failure));
            }
        }
        drop(under_way);
        match trouble {
            None => Ok(sending),
            Some(Stop::Server(failure)) => Ok(Sending { trouble: Some(failure), ..sending }),
            Some(Stop::Said(error)) => {
                // Still true for what the server took before. If it cannot be read back now, it is
                // looked up when the job goes on, and what the person has to know comes first.
                if self.read_back(way, sending.accepted).await.is_err() {
                    tracing::info!("what was accepted could not be read back");
                }
                Err(Stop::Said(error))
            }
        }
    }

    /// How long to pause before the next request, which is said.
    async fn pause(&mut self, pace: &Pace) -> Duration {
        let pause = pace.pause(spread());
        if !pause.is_zero() {
            self.say_slowed(pause).await;
        }
        pause
    }

    /// Sorts the results of one request.
    /// `slowed`: how often the pace had been slowed when it was sent.
    fn sort(chunk: Vec<Item>, results: Vec<Sent>, pace: &mut Pace, slowed: u32) -> Outcomes {
        let mut outcomes = Outcomes::default();
        // Once a request, however many of its items say so.
        let mut slower: Option<Duration> = None;
        for (item, result) in chunk.into_iter().zip(results) {
            match result {
                Sent::Accepted => outcomes.accepted.push(item),
                Sent::Done(facts, seen) => outcomes.done.push((item, facts, *seen)),
                Sent::Alarm(facts, error) => outcomes.alarm.push((item, facts, error)),
                Sent::Refused(error, code) => outcomes.refused.push((item, error, code)),
                Sent::Again => {
                    outcomes.put_back.push(item);
                    outcomes.again = true;
                }
                Sent::Withheld(failure) => {
                    outcomes.put_back.push(item);
                    if failure.api().is_some_and(kaltura::ApiError::is_rate_limit) {
                        slower.get_or_insert(Duration::ZERO);
                    } else {
                        outcomes.trouble.get_or_insert(failure);
                    }
                }
                Sent::Lost { error, failure, over } => {
                    outcomes.lost.push((item, error, over));
                    if !over {
                        // Where one answer is lost the next ones may be too.
                        outcomes.trouble.get_or_insert(failure);
                    } else if let Some(asked) = asks_for_less(&failure) {
                        slower.get_or_insert(asked);
                    }
                }
            }
        }
        if let Some(asked) = slower {
            if slowed == pace.slowed() {
                pace.slow_down(asked);
            }
        } else if outcomes.trouble.is_none() {
            pace.went_well();
        }
        outcomes
    }
}

/// What came of sending.
#[derive(Debug, Default)]
pub(super) struct Sending {
    /// What the server accepted, to be read back.
    pub(super) accepted: Vec<Item>,
    /// The failure that stopped the sending, if one did.
    pub(super) trouble: Option<Failure>,
    /// Something was answered as it should be.
    pub(super) went_well: bool,
}

/// The results of one request, sorted.
#[derive(Default)]
struct Outcomes {
    accepted: Vec<Item>,
    done: Vec<(Item, Facts, Partner)>,
    alarm: Vec<(Item, Facts, Error)>,
    put_back: Vec<Item>,
    /// Nothing more is to be sent in this round.
    again: bool,
    refused: Vec<(Item, Error, Option<String>)>,
    /// Whether the server is done with it stands with each.
    lost: Vec<(Item, Error, bool)>,
    trouble: Option<Failure>,
}

impl Outcomes {
    /// Whether the server answered for some of it as it should, yes or no.
    fn went_well(&self) -> bool {
        !(self.accepted.is_empty() && self.done.is_empty() && self.refused.is_empty())
    }
}

/// If a failure asks for a slower pace: for how long a pause, nothing said being the shortest.
pub(super) fn asks_for_less(failure: &Failure) -> Option<Duration> {
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
pub(super) fn spread() -> f64 {
    rand::random()
}
