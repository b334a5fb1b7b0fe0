//! The kind of job that changes the status of accounts: what it asks before, what it sends, and
//! how it finds out what is true afterwards (API.md §8.1).

use super::at_server::{SentWith, accounts_of};
use super::kind::{Facts, Kind, Look, Prepared, Sent, Stop, Verdict};
use super::store::Item;
use crate::account::AccountStatus;
use crate::activity::ActivityAction;
use crate::error::{Error, ErrorCode};
use crate::ids::AccountId;
use crate::live::{Way, partner};
use crate::messages::{Messages, msg};
use crate::status::TargetStatus;
use crate::words::{Context, Doing, explain};
use kaltura::BatchOptions;
use kaltura::actions::partner::{Partner, PartnerStatus};
use kaltura::actions::var_console::UpdateStatus;
use kaltura::{ApiError, Error as Failure, RetryPolicy};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Changing the status of accounts.
#[derive(Debug)]
pub(crate) struct ChangeStatus {
    pub(crate) messages: Arc<Messages>,
    pub(crate) context: Context,
    pub(crate) parent: AccountId,
    pub(crate) target: TargetStatus,
    /// Requests in a row whose session was refused as run out although the client had just renewed
    /// it.
    pub(crate) run_out: AtomicU32,
}

/// How many requests in a row may be refused so. What is refused so never ran.
const RUN_OUT: u32 = 3;

impl ChangeStatus {
    fn vanished(&self) -> Error {
        self.messages.error(ErrorCode::NotFound, &msg::status_vanished())
    }

    fn explain(&self, item: &Item, failure: &Failure) -> Error {
        let account = item.account.unwrap_or(self.parent);
        let context = self.context.doing(Doing::ChangingStatus { account });
        explain(&self.messages, &context, failure)
    }
}

impl Kind for ChangeStatus {
    const PER_REQUEST: usize = 50;
    const PER_LOOK: usize = 500;
    const IN_FLIGHT: usize = 2;

    fn action(&self, item: &Item) -> ActivityAction {
        ActivityAction::StatusChanged {
            from: item.before.unwrap_or(AccountStatus::Unknown),
            to: self.target.status(),
        }
    }

    /// Those that have the status already need no call, and the answer to a change would not
    /// tell (API.md §8.1). Those that somebody else changed since the person looked are left as
    /// they are: what was confirmed was not about them any more.
    async fn prepare(&self, way: &Way, items: &[Item]) -> Result<Look<Prepared>, Stop> {
        let mut found = accounts_of(way, self.parent, items).await?;
        let verdict = |item: &Item| match item.account.and_then(|id| found.get(&id.0)) {
            None => Prepared::Settled(Verdict::Failed(self.vanished())),
            Some(partner) => {
                let now = Some(status(partner));
                if now == Some(self.target.status()) && item.attempts > 0 {
                    // Sent before, and done after it was looked at.
                    Prepared::Settled(Verdict::Done(Facts { after: now, ..Facts::default() }))
                } else if now == Some(self.target.status()) {
                    let facts = Facts { before: now, after: now, ..Facts::default() };
                    Prepared::Settled(Verdict::Unchanged(facts))
                } else if item.before.is_some() && item.before != now {
                    Prepared::Settled(Verdict::Failed(self.changed_meanwhile(status(partner))))
                } else {
                    Prepared::Send(Facts { before: now, ..Facts::default() })
                }
            }
        };
        let verdicts = items.iter().map(verdict).collect();
        Ok(Look { verdicts, seen: found.drain().map(|(_, partner)| partner).collect() })
    }

    async fn send(&self, way: &Way, items: &[Item]) -> Vec<Sent> {
        // Checked again here, whatever got this far: the server would let the parent block
        // itself, and nobody could take that back.
        let safe: Vec<Option<UpdateStatus>> = items
            .iter()
            .map(|item| {
                let id = item.account.filter(|id| *id != self.parent)?;
                Some(UpdateStatus { id: partner(id), status: wire_status(self.target) })
            })
            .collect();
        let actions: Vec<UpdateStatus> = safe.iter().flatten().copied().collect();
        // The runner keeps the pace, so nothing is repeated behind its back.
        let client = way.client.with_retry(RetryPolicy::never());
        let options = BatchOptions { per_request: Self::PER_REQUEST, ..BatchOptions::default() };
        let results = client.batch(&way.session, &actions, &options).await;
        let ran_out = |failure: &Failure| failure.api().is_some_and(ApiError::is_expired_session);
        let again = if results.iter().any(|result| result.as_ref().is_err_and(ran_out)) {
            self.run_out.fetch_add(1, Ordering::Relaxed) < RUN_OUT
        } else {
            self.run_out.store(0, Ordering::Relaxed);
            false
        };
        let mut results = results.into_iter();
        safe.iter()
            .zip(items)
            .map(|(action, item)| match action.and_then(|_| results.next()) {
                None => {
                    let message = msg::status_parent();
                    Sent::Refused(self.messages.error(ErrorCode::NotPermitted, &message), None)
                }
                Some(Ok(())) => Sent::Accepted,
                Some(Err(failure)) if again && ran_out(&failure) => Sent::Again,
                Some(Err(failure)) => {
                    let explain = |failure: &Failure| self.explain(item, failure);
                    Sent::by_failure(failure, SentWith::ParentSession, explain)
                }
            })
            .collect()
    }

    async fn look(&self, way: &Way, items: &[Item]) -> Result<Look<Verdict>, Stop> {
        let mut found = accounts_of(way, self.parent, items).await?;
        let verdict = |item: &Item| match item.account.and_then(|id| found.get(&id.0)) {
            None => Verdict::Failed(self.vanished()),
            Some(partner) => {
                let now = status(partner);
                let facts = Facts { after: Some(now), ..Facts::default() };
                if now == self.target.status() {
                    Verdict::Done(facts)
                } else {
                    Verdict::NotDone(facts, self.not_taken(now))
                }
            }
        };
        let verdicts = items.iter().map(verdict).collect();
        Ok(Look { verdicts, seen: found.drain().map(|(_, partner)| partner).collect() })
    }
}

impl ChangeStatus {
    fn changed_meanwhile(&self, now: AccountStatus) -> Error {
        let word = crate::activity::status_word(&self.messages, now, now.number());
        self.messages.error(ErrorCode::Other, &msg::status_changed_meanwhile(word))
    }

    fn not_taken(&self, now: AccountStatus) -> Error {
        let word = crate::activity::status_word(&self.messages, now, now.number());
        self.messages.error(ErrorCode::Other, &msg::status_not_taken(word))
    }
}

fn status(partner: &Partner) -> AccountStatus {
    i32::try_from(partner.status.code()).map_or(AccountStatus::Unknown, AccountStatus::from_number)
}

fn wire_status(target: TargetStatus) -> PartnerStatus {
    match target {
        TargetStatus::Active => PartnerStatus::Active,
        TargetStatus::Blocked => PartnerStatus::Blocked,
        TargetStatus::Removed => PartnerStatus::FullBlock,
    }
}
