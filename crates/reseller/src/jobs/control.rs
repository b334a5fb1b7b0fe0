//! The handle on a running job: what the person or the app wants of it. The runner looks at it
//! between two steps.

use super::meter::Meter;
use crate::ids::ConnectionId;
use std::time::Duration;
use tokio::sync::watch;

/// What the person or the app wants of a running job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    GoOn,
    Pause,
    Cancel,
    Stop,
}

/// The handle on a running job.
#[derive(Debug)]
pub(crate) struct Control {
    pub(crate) connection: ConnectionId,
    wish: watch::Sender<Wish>,
    meter: Meter,
}

impl Control {
    pub(crate) fn new(connection: ConnectionId) -> Self {
        Self { connection, wish: watch::Sender::new(Wish::GoOn), meter: Meter::new() }
    }

    /// How fast it goes.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The app quits.
    pub(crate) fn stop(&self) {
        self.wish.send_replace(Wish::Stop);
    }

    /// Nothing more is sent, until resumed.
    pub(crate) fn pause(&self) {
        self.wish.send_if_modified(|wish| {
            let free = *wish == Wish::GoOn;
            if free {
                *wish = Wish::Pause;
            }
            free
        });
    }

    /// Nothing more is sent, for good.
    pub(crate) fn cancel(&self) {
        self.wish.send_if_modified(|wish| {
            let free = *wish != Wish::Stop;
            if free {
                *wish = Wish::Cancel;
            }
            free
        });
    }

    /// What is wanted now.
    pub(crate) fn wish(&self) -> Wish {
        *self.wish.borrow()
    }

    /// What is wanted, now and later.
    pub(crate) fn wishes(&self) -> watch::Receiver<Wish> {
        self.wish.subscribe()
    }

    /// Whether nothing else is wanted.
    pub(crate) fn goes_on(&self) -> bool {
        *self.wish.borrow() == Wish::GoOn
    }

    /// Waits, unless something else is wanted meanwhile.
    pub(crate) async fn wait(&self, pause: Duration) {
        if pause.is_zero() {
            return;
        }
        let mut wish = self.wish.subscribe();
        let changed = async {
            // The sender lives as long as `self`.
            drop(wish.wait_for(|wish| *wish != Wish::GoOn).await);
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = changed => {}
        }
    }
}
