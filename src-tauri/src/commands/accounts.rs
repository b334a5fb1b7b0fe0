//! The list of accounts and what is kept about each on this computer.

use super::Managed;
use reseller::account::{AccountDetail, AccountPage, AccountQuery};
use reseller::new_account::TemplateChoice;
use reseller::{AccountId, ConnectionId, Result};

/// Starts loading all accounts anew; progress comes as events.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_accounts(shell: Managed<'_>) -> Result<()> {
    shell.reseller()?.refresh_accounts().await
}

/// A window onto the accounts that match.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_accounts(
    shell: Managed<'_>,
    query: AccountQuery,
    start: u32,
    count: u32,
) -> Result<AccountPage> {
    shell.reseller()?.list_accounts(query, start, count).await
}

/// All accounts that match, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_account_ids(
    shell: Managed<'_>,
    query: AccountQuery,
) -> Result<Vec<AccountId>> {
    shell.reseller()?.list_account_ids(query).await
}

/// Everything known about one account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_account(shell: Managed<'_>, id: AccountId) -> Result<AccountDetail> {
    shell.reseller()?.read_account(id).await
}

/// The labels in use.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_labels(shell: Managed<'_>) -> Result<Vec<String>> {
    shell.reseller()?.list_labels().await
}

/// Keeps a note on this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_account_note(
    shell: Managed<'_>,
    connection: ConnectionId,
    id: AccountId,
    note: String,
) -> Result<()> {
    shell.reseller()?.set_account_note(connection, id, note).await
}

/// Keeps labels on this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_account_labels(
    shell: Managed<'_>,
    connection: ConnectionId,
    id: AccountId,
    labels: Vec<String>,
) -> Result<()> {
    shell.reseller()?.set_account_labels(connection, id, labels).await
}

/// Clears the marks on accounts that changed since last time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_changes_seen(shell: Managed<'_>) -> Result<()> {
    shell.reseller()?.mark_changes_seen().await
}

/// The template accounts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_templates(shell: Managed<'_>) -> Result<Vec<TemplateChoice>> {
    shell.reseller()?.list_templates().await
}
