//! What an export would bring, counted at the server before it starts: all accounts when they
//! are few, a sample spread over them when they are many.

use super::account::explain_account;
use super::candidates::Candidate;
use super::engine::{bad_option, small};
use super::entrance::Entrance;
use super::gate::Gate;
use super::options::{EntryChoice, ExportOptions};
use super::patience::Patience;
use super::plan::{ExportEstimate, UnreadableAccount};
use super::store;
use crate::activity::{ActivityAction, ActivityResult};
use crate::error::{Error, ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId};
use crate::inner::{Inner, lock};
use crate::live::{Way, partner};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::store::activity::Outcome;
use futures::StreamExt;
use futures::stream;
use kaltura::actions::base_entry::CountEntries;
use kaltura::actions::category::{CategoryId, ListCategories};
use kaltura::{Error as Failure, PAGE_SIZE_MAX, Pager, Session};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The most accounts that are counted; more are a sample.
const SAMPLE: usize = 40;
/// Requests at a time.
const AT_A_TIME: usize = 4;
/// A count is good for this long.
const KEPT: Duration = Duration::from_mins(5);
/// Entries a second, and seconds an account, where no export has been measured yet.
const USUAL_RATE: f64 = 1500.0;
const ACCOUNT_SECONDS: f64 = 0.1;
/// An export of fewer entries says nothing of the speed.
const TELLING: u32 = 2000;
/// Problems that are shown.
const PROBLEMS: usize = 5;

/// Counts of before, and the estimate that is under way.
#[derive(Debug, Default)]
pub(crate) struct Estimates {
    under_way: Option<CancellationToken>,
    counts: HashMap<(ConnectionId, AccountId, String), (Instant, u32)>,
    last: Option<(ExportOptions, u32)>,
}

impl Estimates {
    /// A new estimate; the one before ends.
    fn begin(&mut self) -> CancellationToken {
        let token = CancellationToken::new();
        if let Some(before) = self.under_way.replace(token.clone()) {
            before.cancel();
        }
        self.counts.retain(|_, (at, _)| at.elapsed() < KEPT);
        token
    }

    /// How many entries these options bring, if that was estimated last.
    pub(crate) fn entries_of(&self, options: &ExportOptions) -> Option<u32> {
        let same = |known: &ExportOptions| {
            known.accounts == options.accounts && known.entries == options.entries
        };
        self.last.as_ref().filter(|(known, _)| same(known)).map(|(_, entries)| *entries)
    }
}

/// What counting came to, account by account.
type Counts = Vec<(Candidate, std::result::Result<u32, Failure>)>;

impl Inner {
    /// What an export would bring.
    pub(crate) async fn estimate_export(
        self: &Arc<Self>,
        options: ExportOptions,
    ) -> Result<ExportEstimate> {
        let token = lock(&self.exports.estimates).begin();
        let options = options.begun_at(self.now());
        options.check().map_err(|bad| bad_option(&self.messages, bad))?;
        let estimate = self.estimate(&options, &token).await?;
        lock(&self.exports.estimates).last = Some((options, estimate.entries));
        Ok(estimate)
    }

    async fn estimate(
        self: &Arc<Self>,
        options: &ExportOptions,
        token: &CancellationToken,
    ) -> Result<ExportEstimate> {
        let live = self.current()?;
        let (saved, way) = self.exporting_connection(&live)?;
        let chosen = self.chosen_accounts(&live, &saved, options).await?;
        let (open, closed): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|it| it.is_open);
        let closed_reason = self.messages.say(&msg::export_account_closed());
        let mut unreadable: Vec<UnreadableAccount> = closed
            .into_iter()
            .map(|it| UnreadableAccount { id: it.id, name: it.name, reason: closed_reason.clone() })
            .collect();
        let made_for = made_for(&options.entries);
        let mut sum = 0_u64;
        let mut counted = 0_u32;
        let mut problems: Vec<Error> = Vec::new();
        let mut to_count = Vec::new();
        {
            let known = lock(&self.exports.estimates);
            for account in sample(&open) {
                let key = (saved.id.clone(), account.id, made_for.clone());
                if let Some((_, count)) = known.counts.get(&key) {
                    sum += u64::from(*count);
                    counted += 1;
                } else {
                    to_count.push(account.clone());
                }
            }
        }
        let counts = if to_count.is_empty() {
            Counts::new()
        } else {
            self.recorded_counts(&saved, &way, options, to_count, token).await?
        };
        let context = self.context(&saved);
        for (account, result) in counts {
            let failure = match result {
                Ok(entries) => {
                    sum += u64::from(entries);
                    counted += 1;
                    continue;
                }
                Err(failure) => failure,
            };
            let said = explain_account(&self.messages, &context, &account, &failure);
            if said.code == ErrorCode::NotPermitted {
                // It was blocked or removed since the list was read.
                let (id, name) = (account.id, account.name);
                unreadable.push(UnreadableAccount { id, name, reason: said.message });
            } else if problems.len() < PROBLEMS
                && problems.iter().all(|known| known.message != said.message)
            {
                problems.push(said);
            }
        }
        let found_closed = unreadable.iter().filter(|it| open.iter().any(|o| o.id == it.id));
        let accounts = open.len() - found_closed.count();
        let entries = worked_out(sum, counted, accounts);
        let of = saved.id.clone();
        let rate = self.store.read(move |db| store::latest_progress(db, &of)).await?;
        let rate = rate.iter().find(|it| it.entries >= TELLING && it.per_second > 0.0);
        Ok(ExportEstimate {
            accounts: u32::try_from(accounts).unwrap_or(u32::MAX),
            unreadable,
            counted,
            entries,
            seconds: seconds(entries, accounts, rate.map(|it| it.per_second)),
            problems,
        })
    }
}

impl Inner {
    /// Counts, with a record in Activity from before until after: accounts are entered for it.
    async fn recorded_counts(
        self: &Arc<Self>,
        saved: &SavedConnection,
        way: &Way,
        options: &ExportOptions,
        accounts: Vec<Candidate>,
        token: &CancellationToken,
    ) -> Result<Counts> {
        let entered = accounts.iter().filter(|account| !account.is_parent).count();
        let action = ActivityAction::EntriesCounted { accounts: small(entered as u64) };
        let record = if entered > 0 { Some(self.record(saved, action, None).await?) } else { None };
        // A task of its own: who gives up waiting does not cut off what must still be left.
        let (inner, of, by) = (Arc::clone(self), saved.clone(), way.clone());
        let (entries, stop) = (options.entries.clone(), token.clone());
        let counts =
            tokio::spawn(async move { inner.counts(&of, &by, &entries, accounts, &stop).await });
        let cancelled = || self.messages.error(ErrorCode::Cancelled, &msg::cancelled());
        let counts = match token.run_until_cancelled(counts).await {
            Some(Ok(Ok(counts))) => Ok(counts),
            Some(Ok(Err(failure))) => Err(self.explain(saved, &failure)),
            Some(Err(_)) | None => Err(cancelled()),
        };
        if let Some(record) = record {
            let outcome = match &counts {
                Ok(_) => Outcome::done(),
                Err(error) if error.code == ErrorCode::Cancelled => {
                    Outcome { explanation: error.message.clone(), ..Outcome::done() }
                }
                Err(error) => Outcome::failed(ActivityResult::Refused, error),
            };
            self.settle(record, outcome).await;
        }
        counts
    }

    /// Counts the entries of accounts, several at a time. What is counted is kept for a while. When
    /// it is stopped, accounts that were entered are left, and no others entered.
    async fn counts(
        &self,
        saved: &SavedConnection,
        way: &Way,
        entries: &EntryChoice,
        accounts: Vec<Candidate>,
        stop: &CancellationToken,
    ) -> std::result::Result<Counts, Failure> {
        let parent = partner(saved.parent_id);
        let entrance = Entrance::open(&way.client, &way.session, parent, saved.acts_as()).await?;
        let entrance = Arc::new(entrance);
        let gate = Arc::new(Gate::new(AT_A_TIME, self.setup.network.retry_delay));
        let made_for = made_for(entries);
        let mut results = stream::iter(accounts)
            .map(|account| {
                let (entrance, gate) = (Arc::clone(&entrance), Arc::clone(&gate));
                async move {
                    let result = if stop.is_cancelled() {
                        Err(Failure::Cancelled)
                    } else {
                        count(&entrance, &gate, &account, entries).await
                    };
                    (account, result)
                }
            })
            .buffer_unordered(AT_A_TIME);
        let mut counts = Counts::new();
        while let Some((account, result)) = results.next().await {
            if let Ok(entries) = &result {
                let key = (saved.id.clone(), account.id, made_for.clone());
                let known = &mut lock(&self.exports.estimates).counts;
                known.insert(key, (Instant::now(), *entries));
            }
            counts.push((account, result));
        }
        drop(results);
        entrance.leave().await;
        Ok(counts)
    }
}

/// What a count is good for.
fn made_for(entries: &EntryChoice) -> String {
    serde_json::to_string(entries).unwrap_or_default()
}

/// All of them, or some spread over them evenly.
fn sample(accounts: &[Candidate]) -> Vec<&Candidate> {
    let many = accounts.len();
    if many <= SAMPLE {
        return accounts.iter().collect();
    }
    (0..SAMPLE).filter_map(|number| accounts.get(number * many / SAMPLE)).collect()
}

/// The entries of all accounts, from those that were counted.
fn worked_out(sum: u64, counted: u32, accounts: usize) -> u32 {
    let accounts = accounts as u64;
    if counted == 0 || u64::from(counted) >= accounts {
        return small(sum);
    }
    let whole = u128::from(sum) * u128::from(accounts) / u128::from(counted);
    u32::try_from(whole).unwrap_or(u32::MAX)
}

fn seconds(entries: u32, accounts: usize, measured: Option<f64>) -> u32 {
    let rate = measured.unwrap_or(USUAL_RATE);
    // What was measured holds the time for entering accounts already.
    let entering = if measured.is_some() { 0.0 } else { ACCOUNT_SECONDS };
    let accounts = f64::from(u32::try_from(accounts).unwrap_or(u32::MAX));
    let seconds = (f64::from(entries) / rate + accounts * entering).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let seconds = seconds.min(f64::from(u32::MAX)) as u32;
    seconds
}

/// Counts the entries of one account that were chosen. Those without captions are not told apart.
async fn count(
    entrance: &Entrance,
    gate: &Gate,
    account: &Candidate,
    entries: &EntryChoice,
) -> std::result::Result<u32, Failure> {
    let session = entrance.enter(account, gate).await?;
    let result = count_in(entrance, gate, &session, entries).await;
    if !account.is_parent {
        let _pass = gate.enter().await;
        drop(session.end().await);
    }
    result
}

async fn count_in(
    entrance: &Entrance,
    gate: &Gate,
    session: &Session,
    entries: &EntryChoice,
) -> std::result::Result<u32, Failure> {
    let mut patience = Patience::new();
    let mut names: HashMap<CategoryId, String> = HashMap::new();
    let mut page = 1;
    while entries.needs_names() {
        let action = ListCategories { id_in: None, pager: Pager::page(page, PAGE_SIZE_MAX) };
        let asked = {
            let _pass = gate.enter().await;
            entrance.client.call(session, &action).await
        };
        match asked {
            Ok(list) => {
                let last = list.objects.is_empty() || page >= 20;
                names.extend(list.objects.into_iter().map(|it| (it.id, it.full_name)));
                if last || names.len() as u64 >= list.total_count {
                    break;
                }
                page += 1;
            }
            Err(failure) => patience.again(gate, failure)?,
        }
    }
    let Some(filter) = entries.filter(&names) else { return Ok(0) };
    loop {
        let asked = {
            let _pass = gate.enter().await;
            entrance.client.call(session, &CountEntries { filter: filter.clone() }).await
        };
        match asked {
            Ok(count) => return Ok(small(count)),
            Err(failure) => patience.again(gate, failure)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: u32) -> Candidate {
        Candidate {
            id: AccountId(id),
            name: String::new(),
            reference_id: String::new(),
            is_open: true,
            is_parent: false,
        }
    }

    #[test]
    fn a_sample_is_spread_over_all_accounts() {
        let few: Vec<Candidate> = (0..40).map(account).collect();
        assert_eq!(sample(&few).len(), 40);
        let many: Vec<Candidate> = (0..5000).map(account).collect();
        let picked = sample(&many);
        assert_eq!(picked.len(), SAMPLE);
        assert_eq!(picked[0].id.0, 0);
        assert!(picked[SAMPLE - 1].id.0 > 4800);
        assert!(picked.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn what_was_not_counted_is_worked_out_from_what_was() {
        assert_eq!(worked_out(1000, 40, 40), 1000);
        assert_eq!(worked_out(1000, 40, 400), 10_000);
        assert_eq!(worked_out(0, 0, 10), 0);
        assert_eq!(worked_out(1 << 40, 1, 1 << 20), u32::MAX);
    }

    #[test]
    fn the_time_follows_the_rate() {
        assert_eq!(seconds(10_000, 5, Some(1000.0)), 10);
        assert_eq!(seconds(0, 1, None), 1);
        assert!(seconds(100_000, 1000, None) > seconds(100_000, 10, None));
    }
}
