//! A thread that owns one database connection and does one piece of work after the other.

use rusqlite::Connection;
use std::sync::mpsc::{Sender, channel};

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to the thread. It ends when this is dropped and the work handed in is done.
#[derive(Debug)]
pub(super) struct Lane {
    work: Sender<Work>,
}

impl Lane {
    /// Starts the thread.
    pub(super) fn start(name: &str, mut connection: Connection) -> std::io::Result<Self> {
        let (work, queue) = channel::<Work>();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            for piece in queue {
                piece(&mut connection);
            }
        })?;
        Ok(Self { work })
    }

    /// Hands in a piece of work and waits for its result; `None` when the thread is gone or the
    /// work panicked. Work handed in is done even if nobody waits any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let piece: Work = Box::new(move |connection| {
            let outcome =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(connection)));
            if let Ok(value) = outcome {
                // Nobody waiting any more is fine.
                drop(answer.send(value));
            }
        });
        self.work.send(piece).ok()?;
        answered.await.ok()
    }
}
