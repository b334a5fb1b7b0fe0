//! The trail of what was done.

use super::Managed;
use reseller::Result;
use reseller::activity::{ActivityPage, ActivityQuery};
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
