//! Telling how a job goes: at most ten times a second, and always its last state.

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
}

impl Progress {
    pub(crate) fn of(job: JobId) -> Self {
        Self { job, told: None }
    }

    /// The job moved on; told unless it was told of a moment ago. Whatever is left out here
    /// comes with the next step or with the end, which is always told.
    pub(crate) async fn moved(&mut self, inner: &Inner) {
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            self.told = Some(Instant::now());
            inner.tell_job(self.job).await;
        }
    }
}

impl Inner {
    /// Tells how a job stands.
    pub(crate) async fn tell_job(&self, id: JobId) {
        match self.store.read(move |db| store::snapshot(db, id)).await {
            Ok(Some(job)) => self.tell(Event::JobChanged(JobChanged { job })),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a job could not be read"),
        }
    }
}
