//! The entries export, as the shell calls it.

use super::Reseller;
use crate::error::Result;
use crate::export::{
    AccountState, ExportAccountPage, ExportEstimate, ExportOptions, ExportPreset, ExportStart,
    LastExport,
};
use crate::ids::JobId;
use crate::jobs::model::JobSnapshot;
use std::path::PathBuf;

impl Reseller {
    /// What an export would bring, counted at the server. A later call takes the place of one
    /// that is under way, which then ends with `Cancelled`.
    pub async fn estimate_export(&self, options: ExportOptions) -> Result<ExportEstimate> {
        self.0.estimate_export(options).await
    }

    /// The name a file should have.
    pub async fn suggest_export_name(&self, options: ExportOptions) -> Result<String> {
        self.0.suggest_export_name(&options).await
    }

    /// Begins an export as a job. An unwritable place or a full disk is told here.
    pub async fn start_export(&self, start: ExportStart) -> Result<JobSnapshot> {
        self.0.start_export(start).await
    }

    /// A window onto the accounts of an export, all of them or those in one state.
    pub async fn list_export_accounts(
        &self,
        job: JobId,
        only: Option<AccountState>,
        start: u32,
        count: u32,
    ) -> Result<ExportAccountPage> {
        self.0.list_export_accounts(job, only, start, count).await
    }

    /// The main file of an export that is complete, if it is still there.
    pub async fn export_file(&self, job: JobId) -> Result<PathBuf> {
        self.0.export_file(job).await
    }

    /// Whether a file of an export was changed since Roster wrote it.
    pub async fn has_export_changed(&self, job: JobId) -> Result<bool> {
        self.0.has_export_changed(job).await
    }

    /// Options kept by name, in the order of their names.
    pub async fn list_export_presets(&self) -> Result<Vec<ExportPreset>> {
        self.0.list_export_presets().await
    }

    /// Keeps options under a name; the same name again takes its place.
    pub async fn save_export_preset(
        &self,
        name: String,
        options: ExportOptions,
    ) -> Result<Vec<ExportPreset>> {
        self.0.save_export_preset(&name, options).await
    }

    /// Forgets options kept by name.
    pub async fn delete_export_preset(&self, id: u32) -> Result<Vec<ExportPreset>> {
        self.0.delete_export_preset(id).await
    }

    /// The export that was begun last under the current connection.
    pub async fn last_export(&self) -> Result<Option<LastExport>> {
        self.0.last_export().await
    }
}
