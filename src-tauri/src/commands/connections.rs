//! Connections, signing in and out.

use super::Managed;
use reseller::connection::{ConnectionEdit, ConnectionStatus, ConnectionSummary};
use reseller::sign_in::{KeepSignIn, SignInOutcome, SignInRequest};
use reseller::{ConnectionId, Result, SignInId};

/// All connections known on this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_connections(shell: Managed<'_>) -> Result<Vec<ConnectionSummary>> {
    Ok(shell.reseller()?.list_connections().await)
}

/// Makes a connection the current one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn select_connection(
    shell: Managed<'_>,
    id: ConnectionId,
) -> Result<ConnectionStatus> {
    shell.reseller()?.select_connection(id).await
}

/// The state of the current connection, when there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connection_status(shell: Managed<'_>) -> Result<Option<ConnectionStatus>> {
    Ok(shell.reseller()?.connection_status().await)
}

/// Tries to sign in, once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_sign_in(
    shell: Managed<'_>,
    request: SignInRequest,
) -> Result<SignInOutcome> {
    shell.reseller()?.begin_sign_in(request).await
}

/// Keeps a sign-in that worked as a connection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_sign_in(
    shell: Managed<'_>,
    decision: KeepSignIn,
) -> Result<ConnectionSummary> {
    shell.reseller()?.keep_sign_in(decision).await
}

/// Drops a sign-in that worked and ends its session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_sign_in(shell: Managed<'_>, sign_in: SignInId) -> Result<()> {
    shell.reseller()?.discard_sign_in(sign_in).await;
    Ok(())
}

/// Ends the session and removes the secret from the keychain.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(shell: Managed<'_>, id: ConnectionId) -> Result<ConnectionSummary> {
    shell.reseller()?.sign_out(id).await
}

/// Signs out and deletes what this computer keeps, but for Activity.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_connection(shell: Managed<'_>, id: ConnectionId) -> Result<()> {
    shell.reseller()?.remove_connection(id).await
}

/// Changes name, colour or read-only.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_connection(
    shell: Managed<'_>,
    id: ConnectionId,
    edit: ConnectionEdit,
) -> Result<ConnectionSummary> {
    shell.reseller()?.update_connection(id, edit).await
}
