//! What a running job writes down: that items are about to be sent, and what came of them, each
//! together with its record in Activity. In what order things are done is in `runner`.

use super::kind::{Facts, Kind, Verdict};
use super::model::ItemState;
use super::runner::Run;
use super::store::{self, Item, JobEvent, Settled};
use crate::activity::ActivityResult;
use crate::error::{Error, Result};
use crate::store::activity::{self, NewRecord, Outcome};

impl<K: Kind> Run<K> {
    /// Writes that these items are about to be sent, with their records in Activity.
    pub(super) async fn note_sent(&mut self, items: &[Item]) -> Result<Vec<Item>> {
        // It may have been made read-only since the round began.
        let saved = self.inner.changeable(&self.job.connection)?;
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
        let (job, now) = (self.job.id, self.inner.now());
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
                    item.sent_at = Some(now);
                    store::mark_sent(db, job, item, activity, now)?;
                }
                Ok(noted)
            })
            .await?;
        self.progress.moved(&self.inner).await;
        Ok(noted.into_iter().map(|(item, _)| item).collect())
    }

    /// Writes that items which were sent did not happen, so that they are sent again.
    pub(super) async fn reopen(&mut self, items: Vec<Item>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let (job, now) = (self.job.id, self.inner.now());
        self.inner
            .store
            .write(move |db| {
                for item in &items {
                    store::settle(db, job, &Settled::of(item, ItemState::Pending))?;
                }
                store::log(db, job, now, JobEvent::Settled { items: items.len(), states: "open" })
            })
            .await?;
        self.progress.moved(&self.inner).await;
        Ok(())
    }

    /// Writes what came of sending, except for what was accepted and is read back first.
    /// `put_back`: what provably never ran, and does not count as sent.
    pub(super) async fn write_outcome(
        &mut self,
        put_back: Vec<Item>,
        refused: Vec<(Item, Error, Option<String>)>,
        lost: Vec<(Item, Error, bool)>,
    ) -> Result<()> {
        if put_back.is_empty() && refused.is_empty() && lost.is_empty() {
            return Ok(());
        }
        if !lost.is_empty() {
            self.look_at = None;
        }
        let job = self.job.id;
        let now = self.inner.now();
        self.inner
            .store
            .write(move |db| {
                for item in &put_back {
                    store::settle(db, job, &Settled::of(item, ItemState::Pending))?;
                    store::take_back_attempt(db, job, item.number)?;
                }
                for (item, error, code) in &refused {
                    let problem = Some(error.clone());
                    let failed = Settled { problem, ..Settled::of(item, ItemState::Failed) };
                    store::settle(db, job, &failed)?;
                    let mut outcome = Outcome::failed(ActivityResult::Refused, error);
                    outcome.server_code.clone_from(code);
                    settle_activity(db, item, &outcome)?;
                }
                for (item, error, over) in &lost {
                    let (problem, over) = (Some(error.clone()), *over);
                    let unknown =
                        Settled { problem, over, ..Settled::of(item, ItemState::Unknown) };
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

    /// Writes that the server did something that nobody wanted.
    pub(super) async fn write_alarm(&mut self, items: Vec<(Item, Facts, Error)>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let (job, at) = (self.job.id, self.inner.now());
        self.inner
            .store
            .write(move |db| {
                for (item, facts, error) in &items {
                    let problem = Some(error.clone());
                    let facts = facts.clone();
                    let account = facts.account;
                    let failed = Settled { facts, problem, ..Settled::of(item, ItemState::Failed) };
                    store::settle(db, job, &failed)?;
                    let outcome =
                        Outcome { account, ..Outcome::failed(ActivityResult::Done, error) };
                    settle_activity(db, item, &outcome)?;
                }
                store::log(db, job, at, JobEvent::Settled { items: items.len(), states: "alarm" })
            })
            .await
    }

    /// Writes what is true of items, and the results of their records.
    pub(super) async fn settle(&mut self, items: Vec<(Item, Verdict)>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let settled: Vec<(Item, Settled, Outcome)> = items
            .into_iter()
            .filter_map(|(item, verdict)| {
                let (settled, outcome) = Settled::by(&item, verdict)?;
                Some((item, settled, outcome))
            })
            .collect();
        self.control.meter().settled(settled.len());
        let job = self.job.id;
        let at = self.inner.now();
        let settled = self
            .inner
            .store
            .write(move |db| {
                for (item, new, outcome) in &settled {
                    store::settle(db, job, new)?;
                    settle_activity(db, item, outcome)?;
                }
                let event = JobEvent::Settled { items: settled.len(), states: "settled" };
                store::log(db, job, at, event)?;
                Ok(settled)
            })
            .await?;
        for (item, new, _) in &settled {
            if matches!(new.state, ItemState::Done | ItemState::Unchanged) {
                self.kind.settled(item);
            }
        }
        self.progress.moved(&self.inner).await;
        Ok(())
    }
}

impl Settled {
    fn of(item: &Item, state: ItemState) -> Self {
        let facts = Facts { before: item.before, ..Facts::default() };
        Self { number: item.number, state, facts, problem: None, over: state != ItemState::Sent }
    }

    /// The end of an item, with the result of its record; `None`: it has not come to its end.
    fn by(item: &Item, verdict: Verdict) -> Option<(Self, Outcome)> {
        let plain = |state, facts: Facts, outcome: Outcome| {
            let before = facts.before.or(item.before);
            let outcome = Outcome { account: facts.account, ..outcome };
            let facts = Facts { before, ..facts };
            Some((Self { facts, ..Self::of(item, state) }, outcome))
        };
        let failed = |facts, error: Error| {
            let outcome = Outcome::failed(ActivityResult::Refused, &error);
            let (settled, outcome) = plain(ItemState::Failed, facts, outcome)?;
            Some((Self { problem: Some(error), ..settled }, outcome))
        };
        match verdict {
            Verdict::Done(facts) => plain(ItemState::Done, facts, Outcome::done()),
            Verdict::Unchanged(facts) => {
                plain(ItemState::Unchanged, facts, Outcome::of(ActivityResult::Unchanged))
            }
            Verdict::NotDone(facts, error) => failed(facts, error),
            Verdict::Failed(error) => failed(Facts::default(), error),
            Verdict::TooEarly(_) => None,
        }
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
