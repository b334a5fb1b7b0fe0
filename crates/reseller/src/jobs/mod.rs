//! Jobs, as the person commands them: beginning, pausing, going on, cancelling, undoing. Which one
//! runs when is in `queue`, how one runs in `runner`, what a kind of job does in a module of its own,
//! what is kept in `store`.

mod at_server;
pub(crate) mod change_status;
pub(crate) mod control;
pub(crate) mod create_accounts;
pub(crate) mod edit_accounts;
mod export;
mod kind;
mod ledger;
mod meter;
pub mod model;
pub(crate) mod names;
mod pace;
mod progress;
mod queue;
pub(crate) mod runner;
mod sending;
pub(crate) mod store;

use crate::account::AccountStatus;
use crate::error::{Error, ErrorCode, Result};
use crate::ids::JobId;
use crate::inner::Inner;
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::status::{StatusChange, TargetStatus, confirmed};
use model::{JobItemPage, JobKind, JobSnapshot, JobState};
use runner::End;
use std::sync::Arc;
use store::{Left, NewItem, NewJob};

/// Jobs that a list shows.
const LISTED: u32 = 500;

/// The most items a window may ask for.
const WINDOW: u32 = 1000;

/// States of a job that has no run any more although they say so: its end could not be written, as
/// when the disk was full.
const ENDED_UNWRITTEN: &[JobState] = &[JobState::Running, JobState::Cancelling];
/// States in which a job sends nothing and may be taken up.
const WAITING: [JobState; 3] = [JobState::Queued, JobState::Paused, JobState::Interrupted];

impl Inner {
    /// Begins a change of status.
    pub(crate) async fn change_status(
        self: &Arc<Self>,
        change: StatusChange,
    ) -> Result<JobSnapshot> {
        let (live, saved, _) = self.writable_as(&change.connection)?;
        let (known, freely) = (live.snapshot(), self.confirm_above());
        let plan = confirmed(&self.messages, &known, saved.parent_id, &change, freely)?;
        let plan = self.within_quota(&live, plan, change.beyond_quota)?;
        let items = (1..)
            .zip(plan.changing)
            .map(|(number, account)| NewItem {
                number,
                account: Some(account.id),
                account_name: account.name,
                before: Some(account.status),
                input: None,
            })
            .collect();
        let kind = JobKind::ChangeStatus { target: change.target, undoes: None };
        let new = self.new_job(&saved, kind, &change.reason, items);
        self.begin_job(new).await
    }

    /// A job of this connection, about to be begun.
    pub(crate) fn new_job(
        &self,
        saved: &SavedConnection,
        kind: JobKind,
        reason: &str,
        items: Vec<NewItem>,
    ) -> NewJob {
        NewJob {
            connection: saved.id.clone(),
            connection_name: saved.name.clone(),
            kind,
            created_at: self.now(),
            reason: reason.trim().to_owned(),
            person: saved.person.clone(),
            items,
            plan: None,
        }
    }

    /// Writes a job and starts it, unless another one of its connection runs.
    pub(crate) async fn begin_job(self: &Arc<Self>, new: NewJob) -> Result<JobSnapshot> {
        let connection = new.connection.clone();
        let id = self.store.write(move |db| store::insert(db, &new)).await?;
        self.start_job(id, &connection).await
    }

    fn not_sent(&self) -> Error {
        self.messages.error(ErrorCode::Cancelled, &msg::job_item_not_sent())
    }

    fn job_gone(&self) -> Error {
        self.messages.error(ErrorCode::NotFound, &msg::job_gone())
    }

    pub(crate) async fn list_jobs(&self) -> Result<Vec<JobSnapshot>> {
        let jobs = self.store.read(|db| store::list(db, LISTED)).await?;
        Ok(jobs.into_iter().map(|job| self.with_export(self.with_pace(job))).collect())
    }

    pub(crate) async fn read_job(&self, id: JobId) -> Result<JobSnapshot> {
        let job = self.store.read(move |db| store::snapshot(db, id)).await?;
        job.map(|job| self.with_export(self.with_pace(job))).ok_or_else(|| self.job_gone())
    }

    pub(crate) async fn list_job_items(
        &self,
        id: JobId,
        start: u32,
        count: u32,
    ) -> Result<JobItemPage> {
        self.store.read(move |db| store::page(db, id, start, count.min(WINDOW))).await
    }

    /// Nothing more is sent; what is under way is awaited and settled. One that waits for its turn
    /// does not start by itself.
    pub(crate) async fn pause_job(&self, id: JobId) -> Result<JobSnapshot> {
        if !self.move_job(id, &[JobState::Queued], JobState::Paused).await? {
            let control = self.running().get(&id).cloned();
            if let Some(control) = control {
                control.pause();
            } else if !self.move_job(id, ENDED_UNWRITTEN, JobState::Interrupted).await? {
                self.read_job(id).await?;
                return Err(self.messages.error(ErrorCode::Other, &msg::job_not_running()));
            }
        }
        self.told(id).await
    }

    /// Goes on with a job that was paused or interrupted.
    pub(crate) async fn resume_job(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        self.check_job_connection(&job)?;
        let resting = &[JobState::Paused, JobState::Interrupted];
        if !self.move_job(id, resting, JobState::Queued).await? {
            return Err(self.messages.error(ErrorCode::Other, &msg::rust_job_running()));
        }
        self.start_job(id, &job.connection).await
    }

    /// Nothing more is sent, for good.
    pub(crate) async fn cancel_job(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        // Which of the two it is decides what is written: it may start or end at this moment.
        if self.move_job(id, &[JobState::Running], JobState::Cancelling).await? {
            let control = self.running().get(&id).cloned();
            if let Some(control) = control {
                control.cancel();
            } else {
                self.close_run(id, End::Stopped).await;
            }
        } else if self.move_job(id, &WAITING, JobState::Cancelling).await? {
            if matches!(job.kind, JobKind::Export { .. }) && self.export_folder(id).is_dir() {
                // What is complete is brought into the file first.
                if let Err(error) = self.gather_export(&job.connection, id).await {
                    self.close_run(id, End::Paused(Some(error))).await;
                }
            } else if job.counts.unknown == 0
                || self.check_job_connection(&job).is_err()
                || self.look_up_and_cancel(&job).await.is_err()
            {
                self.close_run(id, End::Cancelled).await;
            }
        } else if !self.running().contains_key(&id) {
            return Err(self.messages.error(ErrorCode::Other, &msg::job_not_running()));
        }
        self.told(id).await
    }

    /// The same job goes on with its failed items. One that was cancelled and of which only something
    /// uncertain is left sends nothing any more: that is looked at.
    pub(crate) async fn retry_failed(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        let nothing = || self.messages.error(ErrorCode::Other, &msg::job_nothing_to_retry());
        if !job.can_retry {
            return Err(nothing());
        }
        self.check_job_connection(&job)?;
        let now = self.now();
        match self.store.write(move |db| store::retry(db, id, now)).await? {
            Left::Nothing => Err(nothing()),
            Left::Queued => self.start_job(id, &job.connection).await,
            Left::Uncertain => {
                if self.look_up_and_cancel(&job).await.is_err() {
                    self.close_run(id, End::Cancelled).await;
                }
                self.told(id).await
            }
        }
    }

    /// The connection of a job must be open and writable.
    fn check_job_connection(&self, job: &JobSnapshot) -> Result<()> {
        let live = self.live(&job.connection);
        if live.way().is_none() {
            let message = msg::job_other_connection(&job.connection_name);
            return Err(self.messages.error(ErrorCode::SignInNeeded, &message));
        }
        if matches!(job.kind, JobKind::Export { .. }) {
            return self.exporting_connection(&live).map(drop);
        }
        match self.writable_connection(&live) {
            // It waits for the network by itself.
            Err(error) if error.code == ErrorCode::Offline && job.kind.outlasts_offline() => Ok(()),
            checked => checked.map(drop),
        }
    }

    /// A new job that takes back what this one changed.
    pub(crate) async fn undo_job(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        let JobKind::ChangeStatus { target, .. } = job.kind else {
            return Err(self.messages.error(ErrorCode::Other, &msg::unexpected()));
        };
        let cannot = || self.messages.error(ErrorCode::Other, &msg::job_cannot_undo());
        let inverse = target.inverse().ok_or_else(cannot)?;
        if !job.can_undo {
            return Err(cannot());
        }
        self.check_job_connection(&job)?;
        let saved = self.registry.get(&job.connection)?;
        let kind = job.kind.clone();
        let accounts = self.store.read(move |db| store::undoable(db, id, &kind)).await?;
        let many = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        if inverse == TargetStatus::Blocked && many > self.confirm_above() {
            // To undo an unblock is to block: what asks for the number there asks for it here.
            let message = msg::status_undo_blocks_many(many);
            return Err(self.messages.error(ErrorCode::ConfirmationMismatch, &message));
        }
        let before: AccountStatus = target.status();
        let items = (1..)
            .zip(accounts)
            .map(|(number, (account, account_name))| NewItem {
                number,
                account: Some(account),
                account_name,
                before: Some(before),
                input: None,
            })
            .collect();
        let kind = JobKind::ChangeStatus { target: inverse, undoes: Some(id) };
        let undo = self.begin_job(self.new_job(&saved, kind, &job.reason, items)).await?;
        self.tell_job(id).await;
        Ok(undo)
    }

    /// Moves a job on, if it is where it is thought to be. `false`: it is not.
    async fn move_job(&self, id: JobId, from: &'static [JobState], to: JobState) -> Result<bool> {
        let now = self.now();
        self.store.write(move |db| store::move_from(db, id, from, to, now)).await
    }

    async fn told(&self, id: JobId) -> Result<JobSnapshot> {
        self.tell_job(id).await;
        self.read_job(id).await
    }
}
