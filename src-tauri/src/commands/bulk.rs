//! Import, bulk edit, and lists of accounts.

use super::Managed;
use reseller::import::{
    DraftSummary, EditPage, ImportDefaults, ImportField, ImportPlan, ImportPurpose,
    ImportRowWindow, ImportStart, ImportTotals, OpenChoice, RowFilter, ServerCheck, Suggestion,
    SuggestionOffer, TemplateKind,
};
use reseller::jobs::model::JobSnapshot;
use reseller::status::AccountList;
use reseller::{JobId, Result};
use std::path::PathBuf;

/// Reads a file for an import or edit under the current connection. It takes the place of
/// one that was open before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_import(
    shell: Managed<'_>,
    path: PathBuf,
    purpose: ImportPurpose,
    choice: OpenChoice,
) -> Result<DraftSummary> {
    shell.may_open(&path)?;
    shell.reseller()?.open_import(path, purpose, choice).await
}

/// Forgets the open import. What was typed is lost.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_import(shell: Managed<'_>) -> Result<()> {
    shell.reseller()?.close_import().await;
    Ok(())
}

/// Gives the columns other meanings, one for each.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_import_matches(
    shell: Managed<'_>,
    fields: Vec<Option<ImportField>>,
) -> Result<DraftSummary> {
    shell.reseller()?.set_import_matches(fields).await
}

/// Remembers the matches for files of this layout: the person goes on to the rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_import_matches(shell: Managed<'_>) -> Result<()> {
    shell.reseller()?.keep_import_matches().await
}

/// A window onto the rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_import_rows(
    shell: Managed<'_>,
    start: u32,
    count: u32,
    filter: RowFilter,
) -> Result<ImportRowWindow> {
    shell.reseller()?.list_import_rows(start, count, filter).await
}

/// Changes a cell.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_import_cell(
    shell: Managed<'_>,
    row: u32,
    field: ImportField,
    text: String,
) -> Result<ImportTotals> {
    shell.reseller()?.set_import_cell(row, field, text).await
}

/// Leaves rows out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn skip_import_rows(shell: Managed<'_>, rows: Vec<u32>) -> Result<ImportTotals> {
    shell.reseller()?.skip_import_rows(rows).await
}

/// Takes rows in again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unskip_import_rows(shell: Managed<'_>, rows: Vec<u32>) -> Result<ImportTotals> {
    shell.reseller()?.unskip_import_rows(rows).await
}

/// Leaves every row out that has an error.
#[tauri::command]
#[specta::specta]
pub(crate) async fn skip_invalid_import_rows(shell: Managed<'_>) -> Result<ImportTotals> {
    shell.reseller()?.skip_invalid_import_rows().await
}

/// Repairs that would change something.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_import_suggestions(shell: Managed<'_>) -> Result<Vec<SuggestionOffer>> {
    shell.reseller()?.list_import_suggestions().await
}

/// Makes a repair in all rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_import_suggestion(
    shell: Managed<'_>,
    suggestion: Suggestion,
) -> Result<ImportTotals> {
    shell.reseller()?.apply_import_suggestion(suggestion).await
}

/// What holds for rows that do not say otherwise.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_import_defaults(
    shell: Managed<'_>,
    defaults: ImportDefaults,
) -> Result<ImportTotals> {
    shell.reseller()?.set_import_defaults(defaults).await
}

/// Asks the server about every row that can be sent; how it goes comes through events.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_import(shell: Managed<'_>) -> Result<ServerCheck> {
    shell.reseller()?.check_import().await
}

/// Stops asking.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_import_check(shell: Managed<'_>) -> Result<ServerCheck> {
    shell.reseller()?.stop_import_check().await
}

/// A window onto what an edit would change.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_import_edits(
    shell: Managed<'_>,
    start: u32,
    count: u32,
) -> Result<EditPage> {
    shell.reseller()?.list_import_edits(start, count).await
}

/// What would be sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_import(shell: Managed<'_>) -> Result<ImportPlan> {
    shell.reseller()?.plan_import().await
}

/// Begins the import or edit as a job. The open import is done with.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_import(shell: Managed<'_>, start: ImportStart) -> Result<JobSnapshot> {
    shell.reseller()?.start_import(start).await
}

/// The name a result file should have.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggest_import_result_name(shell: Managed<'_>, job: JobId) -> Result<String> {
    shell.reseller()?.suggest_import_result_name(job).await
}

/// Writes the file once more, with what came of each row.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_import_result(
    shell: Managed<'_>,
    job: JobId,
    path: PathBuf,
) -> Result<()> {
    shell.may_save(&path)?;
    shell.reseller()?.save_import_result(job, path.clone()).await?;
    // What Roster wrote itself may be imported again.
    shell.chosen.remember_to_open(Some(path));
    Ok(())
}

/// The name a template to fill in should have.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggest_import_template_name(
    shell: Managed<'_>,
    kind: TemplateKind,
) -> Result<String> {
    shell.reseller()?.suggest_import_template_name(kind).await
}

/// Writes a template to fill in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_import_template(
    shell: Managed<'_>,
    kind: TemplateKind,
    path: PathBuf,
) -> Result<()> {
    shell.may_save(&path)?;
    shell.reseller()?.save_import_template(kind, path).await
}

/// Finds the accounts that a pasted list names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_account_list(shell: Managed<'_>, text: String) -> Result<AccountList> {
    shell.reseller()?.read_account_list(text).await
}

/// Finds the accounts that a file names (CSV, XLSX, or one a line).
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_account_list_file(
    shell: Managed<'_>,
    path: PathBuf,
) -> Result<AccountList> {
    shell.may_open(&path)?;
    shell.reseller()?.read_account_list_file(path).await
}
