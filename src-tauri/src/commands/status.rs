//! Blocking, unblocking and removing accounts.

use super::Managed;
use reseller::jobs::model::JobSnapshot;
use reseller::status::{StatusChange, StatusPlan, TargetStatus};
use reseller::{AccountId, Result};

/// What a change would do, from the local copy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_status_change(
    shell: Managed<'_>,
    accounts: Vec<AccountId>,
    target: TargetStatus,
) -> Result<StatusPlan> {
    shell.reseller()?.plan_status_change(accounts, target).await
}

/// Starts the change as a job.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_status(shell: Managed<'_>, change: StatusChange) -> Result<JobSnapshot> {
    shell.reseller()?.change_status(change).await
}
