//! Jobs: beginning, pausing, going on, undoing, and which one runs when. How one runs is in
//! `runner`, what a kind of job does in a module of its own, what is kept in `store`.

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
pub(crate) mod runner;
mod sending;
pub(crate) mod store;

use crate::account::AccountStatus;
use crate::error::{Error, ErrorCode, Result};
use crate::ids::{ConnectionId, JobId};
use crate::inner::{Inner, lock};
use crate::live::Live;
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::status::{StatusChange, TargetStatus, confirmed};
use change_status::ChangeStatus;
use control::Control;
use create_accounts::CreateAccounts;
use edit_accounts::EditAccounts;
use futures::FutureExt;
use futures::future::BoxFuture;
use kind::Kind;
use model::{JobItemPage, JobKind, JobSnapshot, JobState};
use progress::Progress;
use runner::{End, Run, Seen};
use std::sync::Arc;
use store::{Job, NewItem, NewJob};

/// Jobs that a list shows.
const LISTED: u32 = 500;

/// The most items a window may ask for.
const WINDOW: u32 = 1000;

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

    /// Starts a job that is written, unless another one of its connection runs.
    pub(crate) async fn start_job(
        self: &Arc<Self>,
        id: JobId,
        connection: &ConnectionId,
    ) -> Result<JobSnapshot> {
        if let Err(error) = self.start_next(connection).await {
            // It must not start by itself later, when nobody thinks of it any more.
            self.close_run(id, End::Paused(Some(error))).await;
        }
        let snapshot = self.read_job(id).await?;
        self.tell_job(id).await;
        Ok(snapshot)
    }

    /// Starts the job of a connection that waits longest, unless one is running. Boxed, because
    /// a job that ends starts the next one.
    fn start_next<'a>(
        self: &'a Arc<Self>,
        connection: &'a ConnectionId,
    ) -> BoxFuture<'a, Result<()>> {
        async move {
            let of = connection.clone();
            let next = self.store.read(move |db| store::next_queued(db, &of)).await?;
            let Some(id) = next else { return Ok(()) };
            let control = {
                let mut running = self.running();
                if running.values().any(|control| control.connection == *connection) {
                    return Ok(());
                }
                let control = Arc::new(Control::new(connection.clone()));
                running.insert(id, Arc::clone(&control));
                control
            };
            let started = self.start(id, connection, control).await;
            if started.is_err() {
                self.running().remove(&id);
            }
            started
        }
        .boxed()
    }

    async fn start(
        self: &Arc<Self>,
        id: JobId,
        connection: &ConnectionId,
        control: Arc<Control>,
    ) -> Result<()> {
        let saved = self.registry.get(connection)?;
        let job = self.store.read(move |db| store::job(db, id)).await?;
        let job = job.ok_or_else(|| self.job_gone())?;
        let now = self.now();
        self.store.write(move |db| store::set_state(db, id, JobState::Running, None, now)).await?;
        let live = self.live(connection);
        let inner = Arc::clone(self);
        let progress = Progress::of(id, connection.clone());
        let context = self.context(&saved);
        let work: BoxFuture<'static, End> = match job.kind.clone() {
            JobKind::ChangeStatus { target, .. } => {
                let messages = Arc::clone(&self.messages);
                let kind = ChangeStatus { messages, context, parent: saved.parent_id, target };
                self.run(&live, &control, job, kind, progress)
            }
            JobKind::Import { .. } => {
                let kind = CreateAccounts::of(self, &live, &saved, id);
                self.run(&live, &control, job, kind, progress)
            }
            JobKind::Edit { .. } => {
                let kind = EditAccounts::of(self, &saved);
                self.run(&live, &control, job, kind, progress)
            }
            JobKind::Export { .. } => {
                let (inner, live) = (Arc::clone(self), Arc::clone(&live));
                export::run(inner, live, control, job, progress).boxed()
            }
        };
        let connection = connection.clone();
        // Not cut off when the app quits: it stops by itself between two steps.
        self.careful.spawn(async move {
            let end = work.await;
            inner.keep_trying_if_offline(&live);
            inner.close_run(id, end).await;
            inner.running().remove(&id);
            inner.tell_job(id).await;
            if !inner.stopping.is_cancelled()
                && let Err(error) = inner.start_next(&connection).await
            {
                tracing::error!(%error, "the next job did not start");
            }
        });
        Ok(())
    }

    /// The run of a job whose items are sent one by one or in groups.
    fn run<K: Kind>(
        self: &Arc<Self>,
        live: &Arc<Live>,
        control: &Arc<Control>,
        job: Job,
        kind: K,
        progress: Progress,
    ) -> BoxFuture<'static, End> {
        let mut run = Run {
            inner: Arc::clone(self),
            live: Arc::clone(live),
            control: Arc::clone(control),
            job,
            kind: Arc::new(kind),
            progress,
            held_up: false,
            seen: Seen::default(),
            look_at: None,
        };
        async move { run.run().await }.boxed()
    }

    /// Writes how a run ended.
    async fn close_run(&self, id: JobId, end: End) {
        let now = self.now();
        let not_sent = self.not_sent();
        if matches!(end, End::Cancelled) {
            lock(&self.passwords).retain(|(job, _), _| *job != id);
        }
        let written = self
            .store
            .write(move |db| match end {
                End::Finished => store::set_state(db, id, JobState::Finished, None, now),
                End::Paused(problem) => {
                    store::set_state(db, id, JobState::Paused, problem.as_ref(), now)
                }
                End::Stopped => store::set_state(db, id, JobState::Interrupted, None, now),
                End::Cancelled => {
                    store::skip_pending(db, id, &not_sent)?;
                    store::set_state(db, id, JobState::Cancelled, None, now)
                }
            })
            .await;
        if let Err(error) = written {
            // At the next start the job is found running, and counts as interrupted.
            tracing::error!(%error, "the end of a job was not saved");
        }
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

    /// Nothing more is sent; what is under way is awaited and settled.
    pub(crate) async fn pause_job(&self, id: JobId) -> Result<JobSnapshot> {
        let control = self.running().get(&id).cloned();
        if let Some(control) = control {
            control.pause();
        } else {
            let job = self.read_job(id).await?;
            if job.state != JobState::Queued {
                return Err(self.messages.error(ErrorCode::Other, &msg::job_not_running()));
            }
            self.move_job(id, JobState::Paused).await?;
        }
        self.told(id).await
    }

    /// Goes on with a job that was paused or interrupted.
    pub(crate) async fn resume_job(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        if !job.can_resume || self.running().contains_key(&id) {
            return Err(self.messages.error(ErrorCode::Other, &msg::rust_job_running()));
        }
        self.queue_again(&job).await
    }

    /// Nothing more is sent, for good.
    pub(crate) async fn cancel_job(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let control = self.running().get(&id).cloned();
        if let Some(control) = control {
            let now = self.now();
            // It may have come to its end at this moment.
            if self.store.write(move |db| store::begin_cancelling(db, id, now)).await? {
                control.cancel();
            }
        } else {
            let job = self.read_job(id).await?;
            let waiting = [JobState::Queued, JobState::Paused, JobState::Interrupted];
            if !waiting.contains(&job.state) {
                return Err(self.messages.error(ErrorCode::Other, &msg::job_not_running()));
            }
            if matches!(job.kind, JobKind::Export { .. }) && self.export_folder(id).is_dir() {
                // What is complete is brought into the file first.
                self.move_job(id, JobState::Cancelling).await?;
                self.gather_export(&job.connection, id).await?;
            } else if job.counts.unknown > 0 && self.check_job_connection(&job).is_ok() {
                self.look_up_and_cancel(&job).await?;
            } else {
                self.close_run(id, End::Cancelled).await;
            }
        }
        self.told(id).await
    }

    /// What is not certain is looked at once more; nothing is sent.
    async fn look_up_and_cancel(self: &Arc<Self>, job: &JobSnapshot) -> Result<()> {
        let control = Arc::new(Control::new(job.connection.clone()));
        control.cancel();
        self.running().insert(job.id, Arc::clone(&control));
        let started = self.start(job.id, &job.connection, control).await;
        if started.is_err() {
            self.running().remove(&job.id);
        }
        started
    }

    /// The same job goes on with its failed items.
    pub(crate) async fn retry_failed(self: &Arc<Self>, id: JobId) -> Result<JobSnapshot> {
        let job = self.read_job(id).await?;
        if !job.can_retry || self.running().contains_key(&id) {
            return Err(self.messages.error(ErrorCode::Other, &msg::job_nothing_to_retry()));
        }
        self.check_job_connection(&job)?;
        let reopened = self.store.write(move |db| store::reopen_failed(db, id)).await?;
        if reopened == 0 && job.counts.unknown == 0 {
            return Err(self.messages.error(ErrorCode::Other, &msg::job_nothing_to_retry()));
        }
        self.queue_again(&job).await
    }

    async fn queue_again(self: &Arc<Self>, job: &JobSnapshot) -> Result<JobSnapshot> {
        self.check_job_connection(job)?;
        self.move_job(job.id, JobState::Queued).await?;
        self.start_next(&job.connection).await?;
        self.told(job.id).await
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

    async fn move_job(&self, id: JobId, state: JobState) -> Result<()> {
        let now = self.now();
        self.store.write(move |db| store::set_state(db, id, state, None, now)).await
    }

    async fn told(&self, id: JobId) -> Result<JobSnapshot> {
        self.tell_job(id).await;
        self.read_job(id).await
    }

    /// Waits until no job runs any more.
    pub(crate) async fn wait_for_jobs(&self) {
        self.careful.close();
        self.careful.wait().await;
    }
}
