//! Telling how a job goes: at most ten times a second, and always its last state.

use super::model::{JobSnapshot, JobState};
use super::store;
use crate::events::{Event, JobChanged};
use crate::ids::JobId;
use crate::inner::Inner;
use std::time::{Duration, Instant};

const TELL_EVERY: Duration = Duration::from_millis(100);

/// When a job was last told of.
#[derive(Debug)]
pub(crate) struct Progress {
    job: JobId,
    told: Option<Instant>,
    /// It moved on since then.
    moved: bool,
}

impl Progress {
    pub(crate) fn of(job: JobId) -> Self {
        Self { job, told: None, moved: false }
    }

    /// The job moved on; told unless it was told of a moment ago. Whatever is left out here comes
    /// with the next step, when it is [`due`](Self::due), or with the end, which is always told.
    pub(crate) async fn moved(&mut self, inner: &Inner) {
        self.moved = true;
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            self.tell(inner).await;
        }
    }

    /// Waits until what was left out may be told; for ever, if nothing was.
    pub(crate) async fn due(&self) {
        match self.told {
            Some(told) if self.moved => {
                tokio::time::sleep(TELL_EVERY.saturating_sub(told.elapsed())).await;
            }
            Some(_) | None => std::future::pending().await,
        }
    }

    /// Does something, and tells meanwhile what was left out before.
    pub(crate) async fn during<T>(&mut self, inner: &Inner, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = self.due() => self.tell(inner).await,
            }
        }
    }

    /// Something changed that must not be missed, such as what holds the job up.
    pub(crate) async fn tell(&mut self, inner: &Inner) {
        self.told = Some(Instant::now());
        self.moved = false;
        inner.tell_job(self.job).await;
        inner.tell_activity();
    }
}

impl Inner {
    /// Tells how a job stands.
    pub(crate) async fn tell_job(&self, id: JobId) {
        match self.store.read(move |db| store::snapshot(db, id)).await {
            Ok(Some(job)) => {
                let job = self.with_export(self.with_pace(job));
                self.tell(Event::JobChanged(JobChanged { job }));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a job could not be read"),
        }
    }

    /// The same snapshot, with what only a running job knows.
    pub(crate) fn with_pace(&self, mut job: JobSnapshot) -> JobSnapshot {
        if job.state == JobState::Running
            && let Some(control) = self.running().get(&job.id)
        {
            job.pace = Some(control.meter().read(&job.counts));
        }
        job
    }
}
