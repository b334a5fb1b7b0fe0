//! Creating an account.

use super::Managed;
use reseller::account::AccountRow;
use reseller::new_account::{AccountCreation, CreatedAccount, NewAccount, NewAccountCheck};
use reseller::{ConnectionId, Result};

/// What can be said of the form without asking the server.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_new_account(
    shell: Managed<'_>,
    account: NewAccount,
) -> Result<NewAccountCheck> {
    shell.reseller()?.check_new_account(account).await
}

/// Asks the server whether it would accept the form. Creates nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn validate_new_account(shell: Managed<'_>, account: NewAccount) -> Result<()> {
    shell.reseller()?.validate_new_account(account).await
}

/// Creates the account. Sent once, whatever happens.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_account(
    shell: Managed<'_>,
    creation: AccountCreation,
) -> Result<CreatedAccount> {
    shell.reseller()?.create_account(creation).await
}

/// After a lost answer: whether the account is there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_up_lost_account(
    shell: Managed<'_>,
    connection: ConnectionId,
    account: NewAccount,
) -> Result<Option<AccountRow>> {
    shell.reseller()?.look_up_lost_account(connection, account).await
}
