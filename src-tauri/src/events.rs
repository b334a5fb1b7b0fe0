//! The events that the interface can listen to. Each wraps what `reseller` tells.

use reseller::events as told;
use reseller::{Event, EventSink};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event as _;

/// See [`reseller::events::ConnectionChanged`].
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct ConnectionChanged(told::ConnectionChanged);

/// See [`reseller::events::AccountsChanged`].
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct AccountsChanged(told::AccountsChanged);

/// See [`reseller::events::JobChanged`].
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct JobChanged(told::JobChanged);

/// See [`reseller::events::ActivityChanged`].
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct ActivityChanged(told::ActivityChanged);

/// The person wants to close the window while jobs are running.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct CloseRequested {
    pub running_jobs: u32,
}

/// Passes everything on to the one window.
#[derive(Debug)]
pub(crate) struct ToWindow(pub(crate) AppHandle);

impl EventSink for ToWindow {
    fn tell(&self, event: Event) {
        let sent = match event {
            Event::ConnectionChanged(it) => ConnectionChanged(it).emit(&self.0),
            Event::AccountsChanged(it) => AccountsChanged(it).emit(&self.0),
            Event::JobChanged(it) => JobChanged(it).emit(&self.0),
            Event::ActivityChanged(it) => ActivityChanged(it).emit(&self.0),
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "an event did not reach the window");
        }
    }
}
