//! How an export is stopped before its end: to go on later, for good, or because the connection
//! is lost. What is stopped looks here between two steps.

use kaltura::Error as Failure;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;

/// The brake of one export. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brake {
    token: CancellationToken,
    for_good: Arc<AtomicBool>,
    why: Arc<OnceLock<Failure>>,
}

impl Brake {
    /// A brake that this token puts on as well.
    pub(crate) fn with(token: CancellationToken) -> Self {
        Self { token, ..Self::default() }
    }

    /// Stops; what is complete is kept for another run.
    pub(crate) fn pause(&self) {
        self.token.cancel();
    }

    /// Stops; the file is finished with what is complete.
    pub(crate) fn cancel(&self) {
        self.for_good.store(true, Ordering::SeqCst);
        self.token.cancel();
    }

    /// Stops because nothing can be read any more. The first reason stands.
    pub(crate) fn halt(&self, why: Failure) {
        // Whatever else came first is the reason, then.
        drop(self.why.set(why));
        self.token.cancel();
    }

    /// Whether it is on.
    pub(crate) fn is_on(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Whether there will be no other run.
    pub(crate) fn is_for_good(&self) -> bool {
        self.for_good.load(Ordering::SeqCst)
    }

    /// Why nothing could be read any more.
    pub(crate) fn why(&self) -> Option<Failure> {
        self.why.get().cloned()
    }

    /// What waits for it.
    pub(crate) fn token(&self) -> CancellationToken {
        self.token.clone()
    }
}
