//! Which job runs when: one of a connection at a time, the others in the order in which they were
//! begun. A job moves from waiting to running in the database, so that whoever pauses or cancels it at
//! that moment is heard, and does not see one thing while another is done.

use super::change_status::ChangeStatus;
use super::control::Control;
use super::create_accounts::CreateAccounts;
use super::edit_accounts::EditAccounts;
use super::export;
use super::kind::Kind;
use super::model::{JobKind, JobSnapshot, JobState};
use super::progress::Progress;
use super::runner::{End, Run, Seen};
use super::store::{self, Job};
use crate::error::Result;
use crate::ids::{ConnectionId, JobId};
use crate::inner::{Inner, lock};
use crate::live::Live;
use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

impl Inner {
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
            loop {
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
                // Paused or cancelled meanwhile, it is not begun, and another one has its turn.
                if self.start(id, connection, control, JobState::Queued).await? {
                    return Ok(());
                }
            }
        }
        .boxed()
    }

    /// What is not certain of a job that is being cancelled is looked at once more; nothing is sent.
    pub(super) async fn look_up_and_cancel(self: &Arc<Self>, job: &JobSnapshot) -> Result<()> {
        let control = Arc::new(Control::new(job.connection.clone()));
        control.cancel();
        self.running().insert(job.id, Arc::clone(&control));
        self.start(job.id, &job.connection, control, JobState::Cancelling).await.map(drop)
    }

    /// Starts a job whose control is among those that run, if it is in this state. `false`: it is not.
    async fn start(
        self: &Arc<Self>,
        id: JobId,
        connection: &ConnectionId,
        control: Arc<Control>,
        from: JobState,
    ) -> Result<bool> {
        let begun = self.begin(id, connection, &control, from).await;
        match begun {
            Ok(Some(work)) => {
                let live = self.live(connection);
                self.see_through(id, live, control, work);
                Ok(true)
            }
            Ok(None) => {
                self.leave(id, &control);
                Ok(false)
            }
            Err(error) => {
                self.leave(id, &control);
                Err(error)
            }
        }
    }

    /// Writes that a job runs, and makes its run.
    async fn begin(
        self: &Arc<Self>,
        id: JobId,
        connection: &ConnectionId,
        control: &Arc<Control>,
        from: JobState,
    ) -> Result<Option<BoxFuture<'static, End>>> {
        let saved = self.registry.get(connection)?;
        let now = self.now();
        let begun = self.store.write(move |db| store::begin(db, id, from, now)).await?;
        let Some(job) = begun else { return Ok(None) };
        let live = self.live(connection);
        let progress = Progress::of(id);
        let context = self.context(&saved);
        Ok(Some(match job.kind.clone() {
            JobKind::ChangeStatus { target, .. } => {
                let messages = Arc::clone(&self.messages);
                let (parent, run_out) = (saved.parent_id, AtomicU32::default());
                let kind = ChangeStatus { messages, context, parent, target, run_out };
                self.run(&live, control, job, kind, progress)
            }
            JobKind::Import { .. } => {
                let kind = CreateAccounts::of(self, &live, &saved, id);
                self.run(&live, control, job, kind, progress)
            }
            JobKind::Edit { .. } => {
                let kind = EditAccounts::of(self, &saved);
                self.run(&live, control, job, kind, progress)
            }
            JobKind::Export { .. } => {
                export::run(Arc::clone(self), live, Arc::clone(control), job, progress).boxed()
            }
        }))
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

    /// Awaits the end of a run, writes it, and gives the next job its turn. Not cut off when the app
    /// quits: a run stops by itself between two steps.
    pub(super) fn see_through(
        self: &Arc<Self>,
        id: JobId,
        live: Arc<Live>,
        control: Arc<Control>,
        work: BoxFuture<'static, End>,
    ) {
        let inner = Arc::clone(self);
        self.careful.spawn(async move {
            let end = work.await;
            inner.keep_trying_if_offline(&live);
            inner.close_run(id, end).await;
            inner.leave(id, &control);
            inner.tell_job(id).await;
            if !inner.stopping.is_cancelled()
                && let Err(error) = inner.start_next(&control.connection).await
            {
                tracing::error!(%error, "the next job did not start");
            }
        });
    }

    /// This run of a job is over. Another one may have been begun already.
    fn leave(&self, id: JobId, control: &Arc<Control>) {
        let mut running = self.running();
        if running.get(&id).is_some_and(|own| Arc::ptr_eq(own, control)) {
            running.remove(&id);
        }
    }

    /// Writes how a run ended.
    pub(super) async fn close_run(&self, id: JobId, end: End) {
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
                End::Stopped if is_export(db, id)? => {
                    // What is complete of it is brought into its file when it goes on.
                    store::set_state(db, id, JobState::Interrupted, None, now)
                }
                End::Stopped => store::interrupt(db, id, &not_sent, now).map(drop),
                End::Cancelled => store::end_cancelled(db, id, &not_sent, now).map(drop),
            })
            .await;
        if let Err(error) = written {
            // At the next start the job is found running, and counts as interrupted.
            tracing::error!(%error, "the end of a job was not saved");
        }
    }

    /// Waits until no job runs any more.
    pub(crate) async fn wait_for_jobs(&self) {
        self.careful.close();
        self.careful.wait().await;
    }
}

fn is_export(db: &Connection, id: JobId) -> rusqlite::Result<bool> {
    Ok(store::job(db, id)?.is_some_and(|job| matches!(job.kind, JobKind::Export { .. })))
}
