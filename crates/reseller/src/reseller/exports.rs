//! The entries export, as the shell calls it.

use super::Reseller;
use crate::error::{ErrorCode, Result};
use crate::export::{
    ExportAccountPage, ExportEstimate, ExportOptions, ExportPreset, ExportStart, LastExport,
};
use crate::ids::JobId;
use crate::jobs::model::JobSnapshot;
use crate::messages::msg;
use std::path::PathBuf;

impl Reseller {
    /// What an export would bring, counted at the server. A later call takes the place of one
    /// that is under way, which then ends with `Cancelled`.
    pub async fn estimate_export(&self, options: ExportOptions) -> Result<ExportEstimate> {
        self.gap_()
    }

    /// The name a file should have.
    pub async fn suggest_export_name(&self, options: ExportOptions) -> Result<String> {
        self.gap_()
    }

    /// Begins an export as a job. An unwritable place or a full disk is told here.
    pub async fn start_export(&self, start: ExportStart) -> Result<JobSnapshot> {
        self.gap_()
    }

    /// A window onto the accounts of an export.
    pub async fn list_export_accounts(
        &self,
        job: JobId,
        start: u32,
        count: u32,
    ) -> Result<ExportAccountPage> {
        self.gap_()
    }

    /// The main file of an export that is complete, if it is still there.
    pub async fn export_file(&self, job: JobId) -> Result<PathBuf> {
        self.gap_()
    }

    /// Options kept by name, in the order of their names.
    pub async fn list_export_presets(&self) -> Result<Vec<ExportPreset>> {
        self.gap_()
    }

    /// Keeps options under a name; the same name again takes its place.
    pub async fn save_export_preset(
        &self,
        name: String,
        options: ExportOptions,
    ) -> Result<Vec<ExportPreset>> {
        self.gap_()
    }

    /// Forgets options kept by name.
    pub async fn delete_export_preset(&self, id: u32) -> Result<Vec<ExportPreset>> {
        self.gap_()
    }

    /// The export that was begun last under the current connection.
    pub async fn last_export(&self) -> Result<Option<LastExport>> {
        self.gap_()
    }

    fn gap_<T>(&self) -> Result<T> {
        Err(self.0.messages.error(ErrorCode::Other, &msg::unexpected()))
    }
}
