//! The events that the interface can listen to. Each carries what `reseller` tells, under the name
//! and in the form that the interface knows.

use reseller::connection::ConnectionStatus;
use reseller::import::ServerCheck;
use reseller::jobs::model::JobSnapshot;
use reseller::{ConnectionId, Event, EventSink};
use serde::Serialize;
use specta::Type;
use std::path::PathBuf;
use tauri::{AppHandle, Runtime};
use tauri_specta::Event as _;

/// The connection's state, capabilities, quota or freshness changed.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct ConnectionChanged {
    status: ConnectionStatus,
}

/// The local copy of the accounts changed: read the visible window again.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct AccountsChanged {
    connection: ConnectionId,
    generation: u32,
}

/// A job moved on.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct JobChanged {
    job: JobSnapshot,
}

/// A line was added to Activity, or one got its result.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct ActivityChanged;

/// The server's dry run of an import moved on: read the visible rows again.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct ImportChecked {
    check: ServerCheck,
}

/// The person wants to close the window while jobs are running.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CloseRequested {
    pub(crate) running_jobs: u32,
}

/// What happens with files of the person's that are dragged over the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum FileDrag {
    /// They came over the window.
    Over,
    /// They went away again.
    Left,
    /// They were let go of.
    Dropped {
        /// Where it lies; none when there was not exactly one.
        path: Option<PathBuf>,
    },
}

/// Files are dragged over the window, or were let go of there.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub(crate) struct FileDragged {
    pub(crate) drag: FileDrag,
}

/// Passes everything on to the one window.
#[derive(Debug)]
pub(crate) struct ToWindow<R: Runtime>(pub(crate) AppHandle<R>);

impl<R: Runtime> EventSink for ToWindow<R> {
    fn tell(&self, event: Event) {
        let app = &self.0;
        let sent = match event {
            Event::ConnectionChanged(it) => ConnectionChanged { status: it.status }.emit(app),
            Event::AccountsChanged(it) => {
                AccountsChanged { connection: it.connection, generation: it.generation }.emit(app)
            }
            Event::JobChanged(it) => JobChanged { job: it.job }.emit(app),
            Event::ImportChecked(it) => ImportChecked { check: it.check }.emit(app),
            Event::ActivityChanged => ActivityChanged.emit(app),
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "an event did not reach the window");
        }
    }
}
