//! Jobs: what runs, what ran, and what can be done about it.

use super::Managed;
use reseller::jobs::model::{JobItemPage, JobSnapshot};
use reseller::{JobId, Result};

/// All jobs, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_jobs(shell: Managed<'_>) -> Result<Vec<JobSnapshot>> {
    shell.reseller()?.list_jobs().await
}

/// One job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_job(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.read_job(id).await
}

/// A window onto the items of a job, failures first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_job_items(
    shell: Managed<'_>,
    id: JobId,
    start: u32,
    count: u32,
) -> Result<JobItemPage> {
    shell.reseller()?.list_job_items(id, start, count).await
}

/// Pauses between items.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_job(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.pause_job(id).await
}

/// Goes on; looks up first what is not known.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_job(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.resume_job(id).await
}

/// Stops between items; a write under way is awaited.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_job(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.cancel_job(id).await
}

/// Tries the failed items again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_failed(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.retry_failed(id).await
}

/// Starts the inverse job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_job(shell: Managed<'_>, id: JobId) -> Result<JobSnapshot> {
    shell.reseller()?.undo_job(id).await
}
