//! The trail of what was done.

use super::Managed;
use reseller::activity::{ActivityLines, ActivityPage, ActivityQuery};
use reseller::{ConnectionId, Result};
use std::path::PathBuf;

/// A window onto the trail, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_activity(
    shell: Managed<'_>,
    query: ActivityQuery,
    start: u32,
    count: u32,
) -> Result<ActivityPage> {
    shell.reseller()?.list_activity(query, start, count).await
}

/// The same, with what a job did to many accounts as one line.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_activity_lines(
    shell: Managed<'_>,
    query: ActivityQuery,
    start: u32,
    count: u32,
) -> Result<ActivityLines> {
    shell.reseller()?.list_activity_lines(query, start, count).await
}

/// Everybody whom the trail names, under one connection or any.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_activity_people(
    shell: Managed<'_>,
    connection: Option<ConnectionId>,
) -> Result<Vec<String>> {
    shell.reseller()?.activity_people(connection).await
}

/// Writes the trail to a CSV file and says how many lines.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_activity(
    shell: Managed<'_>,
    query: ActivityQuery,
    path: PathBuf,
) -> Result<u32> {
    shell.may_save(&path)?;
    shell.reseller()?.export_activity(query, path).await
}
