//! How far an export is: for the whole and for each account. What screens show of it is a copy.

use super::summary::{AccountOutcome, AccountReport};
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Changes are told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    /// Means something only while it runs.
    #[serde(default)]
    pub stage: ExportStage,
    /// While preparing: accounts that were looked at.
    #[serde(default)]
    pub accounts_prepared: u32,
    /// Entries read so far.
    pub entries: u32,
    /// Entries of all accounts whose number is known by now.
    pub expected: u32,
    /// Accounts whose number of entries is known by now.
    pub accounts_counted: u32,
    /// Accounts that were chosen, those that nobody can read included.
    pub accounts: u32,
    /// Accounts that are being read.
    pub accounts_running: u32,
    /// Accounts of which everything was read.
    pub accounts_complete: u32,
    /// Accounts of which something, or all, is missing.
    pub accounts_with_problems: u32,
    /// Entries a second, over the whole run.
    pub per_second: f64,
    /// Seconds that are left if it goes on like this; absent while nobody can tell.
    pub seconds_left: Option<u32>,
}

/// What an export is doing as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportStage {
    /// It looks which fields of custom metadata the accounts have: the columns must be known
    /// before the first row.
    Preparing,
    /// It reads entries; rows are written as they come.
    #[default]
    Reading,
    /// All accounts are read; the last rows are written and the file gets its name.
    Finishing,
}

/// How far one account is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountProgress {
    /// Its Partner ID; the parent's own if that is exported too.
    pub account: AccountId,
    /// As the copy on this computer has it.
    pub name: String,
    /// Where it stands.
    pub state: AccountState,
    /// Entries read so far.
    pub entries: u32,
    /// Entries that the server counted; none before it did.
    pub expected: Option<u32>,
    /// The end of it, once there is one.
    pub report: Option<AccountReport>,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountState {
    /// Its turn has not come, or the export ended before it was read to its end.
    Waiting,
    /// It is being read.
    Running,
    /// Everything was read.
    Complete,
    /// Something of it, or all of it, is missing.
    Problem,
}

/// Where all of it is written down.
pub(crate) struct Board {
    state: Mutex<State>,
    tell: Box<dyn Fn() + Send + Sync>,
}

#[derive(Debug)]
struct State {
    accounts: Vec<AccountProgress>,
    stage: ExportStage,
    prepared: u32,
    /// Read in this run; what a resumed export had before does not count for the rate.
    now: u64,
    started: Instant,
    told: Option<Instant>,
    /// Accounts that are over and were not taken from here yet, by their place.
    over: Vec<(usize, AccountReport)>,
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

impl Board {
    /// A board on which nothing stands; `tell` is called when something changed.
    pub(crate) fn new(tell: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        let state = State {
            accounts: Vec::new(),
            stage: ExportStage::default(),
            prepared: 0,
            now: 0,
            started: Instant::now(),
            told: None,
            over: Vec::new(),
        };
        Arc::new(Self { state: Mutex::new(state), tell: Box::new(tell) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn begin(&self, accounts: impl Iterator<Item = (AccountId, String)>) {
        {
            let mut state = self.state();
            state.started = Instant::now();
            state.accounts = accounts
                .map(|(account, name)| AccountProgress {
                    account,
                    name,
                    state: AccountState::Waiting,
                    entries: 0,
                    expected: None,
                    report: None,
                })
                .collect();
        }
        (self.tell)();
    }

    /// Goes on to the next stage, which is told at once.
    pub(crate) fn enter(&self, stage: ExportStage) {
        {
            let mut state = self.state();
            state.stage = stage;
            if stage == ExportStage::Reading {
                // Preparing does not count for the rate.
                state.started = Instant::now();
            }
        }
        (self.tell)();
    }

    /// One more account is prepared.
    pub(crate) fn prepared(&self) {
        self.state().prepared += 1;
        self.tell_now_and_then();
    }

    pub(crate) fn change(&self, index: usize, change: impl FnOnce(&mut AccountProgress)) {
        if let Some(account) = self.state().accounts.get_mut(index) {
            change(account);
        }
        self.tell_now_and_then();
    }

    pub(crate) fn read(&self, index: usize, entries: u32) {
        {
            let mut state = self.state();
            state.now += u64::from(entries);
            if let Some(account) = state.accounts.get_mut(index) {
                account.entries += entries;
            }
        }
        self.tell_now_and_then();
    }

    pub(crate) fn done(&self, index: usize, report: &AccountReport) {
        {
            let mut state = self.state();
            if let Some(account) = state.accounts.get_mut(index) {
                account.entries = report.read;
                account.expected = report.counted.or(account.expected);
                account.state = match report.outcome {
                    AccountOutcome::Complete => AccountState::Complete,
                    AccountOutcome::NotDone => AccountState::Waiting,
                    AccountOutcome::Partial
                    | AccountOutcome::Incomplete
                    | AccountOutcome::Failed
                    | AccountOutcome::Unreadable => AccountState::Problem,
                };
                account.report = Some(report.clone());
            }
            state.over.push((index, report.clone()));
        }
        self.tell_now_and_then();
    }

    /// The accounts that are over since this was asked last.
    pub(crate) fn take_over(&self) -> Vec<(usize, AccountReport)> {
        std::mem::take(&mut self.state().over)
    }

    fn tell_now_and_then(&self) {
        {
            let mut state = self.state();
            if state.told.is_some_and(|told| told.elapsed() < TOLD_EVERY) {
                return;
            }
            state.told = Some(Instant::now());
        }
        (self.tell)();
    }

    /// How far everything is.
    pub(crate) fn progress(&self) -> ExportProgress {
        let state = self.state();
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let count = |wanted: AccountState| {
            small(state.accounts.iter().filter(|account| account.state == wanted).count())
        };
        let entries: u32 = state.accounts.iter().map(|account| account.entries).sum();
        let expected: u32 = state.accounts.iter().filter_map(|account| account.expected).sum();
        let counted =
            small(state.accounts.iter().filter(|account| account.expected.is_some()).count());
        let seconds = state.started.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let per_second = if seconds > 0.5 { state.now as f64 / seconds } else { 0.0 };
        let accounts = small(state.accounts.len());
        // Accounts not counted yet are taken to be like those that were.
        let seconds_left = (per_second > 0.0 && counted > 0).then(|| {
            let whole = f64::from(expected) * f64::from(accounts) / f64::from(counted);
            let left = ((whole - f64::from(entries)).max(0.0) / per_second).ceil();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            let left = left.min(f64::from(u32::MAX)) as u32;
            left
        });
        ExportProgress {
            stage: state.stage,
            accounts_prepared: state.prepared,
            entries,
            expected,
            accounts_counted: counted,
            accounts,
            accounts_running: count(AccountState::Running),
            accounts_complete: count(AccountState::Complete),
            accounts_with_problems: count(AccountState::Problem),
            per_second,
            seconds_left,
        }
    }

    /// The accounts of a window onto those in a state, or onto all: running ones first, then
    /// problems, complete and waiting ones. With the number of those that there are.
    pub(crate) fn accounts(
        &self,
        only: Option<AccountState>,
        start: usize,
        count: usize,
    ) -> (usize, Vec<AccountProgress>) {
        let state = self.state();
        let wanted = |account: &&AccountProgress| only.is_none_or(|only| account.state == only);
        let mut order: Vec<&AccountProgress> = state.accounts.iter().filter(wanted).collect();
        order.sort_by_key(|account| match account.state {
            AccountState::Running => 0,
            AccountState::Problem => 1,
            AccountState::Complete => 2,
            AccountState::Waiting => 3,
        });
        (order.len(), order.into_iter().skip(start).take(count).cloned().collect())
    }
}
