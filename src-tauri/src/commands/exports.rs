//! The entries export.

use super::Managed;
use crate::{opening, window};
use reseller::export::{
    AccountState, ExportAccountPage, ExportEstimate, ExportOptions, ExportPreset, ExportStart,
    LastExport,
};
use reseller::jobs::model::JobSnapshot;
use reseller::shell_problems::ShellProblem;
use reseller::{JobId, Result};
use tauri::{AppHandle, Runtime};

/// What an export would bring, counted at the server. A later call takes the place of one
/// that is under way, which then ends with `Cancelled`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn estimate_export(
    shell: Managed<'_>,
    options: ExportOptions,
) -> Result<ExportEstimate> {
    shell.reseller()?.estimate_export(options).await
}

/// The name a file should have.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggest_export_name(
    shell: Managed<'_>,
    options: ExportOptions,
) -> Result<String> {
    shell.reseller()?.suggest_export_name(options).await
}

/// Begins an export as a job. An unwritable place or a full disk is told here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_export(shell: Managed<'_>, start: ExportStart) -> Result<JobSnapshot> {
    shell.may_save(&start.path)?;
    shell.reseller()?.start_export(start).await
}

/// A window onto the accounts of an export, all of them or those in one state.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_export_accounts(
    shell: Managed<'_>,
    job: JobId,
    only: Option<AccountState>,
    start: u32,
    count: u32,
) -> Result<ExportAccountPage> {
    shell.reseller()?.list_export_accounts(job, only, start, count).await
}

/// Options kept by name, in the order of their names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_export_presets(shell: Managed<'_>) -> Result<Vec<ExportPreset>> {
    shell.reseller()?.list_export_presets().await
}

/// Keeps options under a name; the same name again takes its place.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_export_preset(
    shell: Managed<'_>,
    name: String,
    options: ExportOptions,
) -> Result<Vec<ExportPreset>> {
    shell.reseller()?.save_export_preset(name, options).await
}

/// Forgets options kept by name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_export_preset(shell: Managed<'_>, id: u32) -> Result<Vec<ExportPreset>> {
    shell.reseller()?.delete_export_preset(id).await
}

/// The export that was begun last under the current connection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn last_export(shell: Managed<'_>) -> Result<Option<LastExport>> {
    shell.reseller()?.last_export().await
}

/// Whether a file of an export was changed since Roster wrote it: to be asked before it is written
/// again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn has_export_changed(shell: Managed<'_>, job: JobId) -> Result<bool> {
    shell.reseller()?.has_export_changed(job).await
}

/// Opens the file of a complete export in the program that the system has for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_export_file(shell: Managed<'_>, job: JobId) -> Result<()> {
    let path = shell.reseller()?.export_file(job).await?;
    opening::open(&path).await.map_err(|why| shell.not_opened(&path, &why))
}

/// Shows the file of a complete export in its folder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_export_file<R: Runtime>(
    app: AppHandle<R>,
    shell: Managed<'_>,
    job: JobId,
) -> Result<()> {
    let path = shell.reseller()?.export_file(job).await?;
    window::show_file(&app, &path).map_err(|it| shell.problem(ShellProblem::CannotOpenFolder, &it))
}
