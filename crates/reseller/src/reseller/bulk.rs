//! Import, bulk edit and lists of accounts, as the shell calls them.

use super::Reseller;
use crate::error::{ErrorCode, Result};
use crate::ids::JobId;
use crate::import::{
    DraftSummary, EditPage, ImportDefaults, ImportField, ImportPlan, ImportPurpose,
    ImportRowWindow, ImportStart, ImportTotals, OpenChoice, RowFilter, ServerCheck, Suggestion,
    SuggestionOffer, TemplateKind,
};
use crate::jobs::model::JobSnapshot;
use crate::messages::msg;
use crate::status::AccountList;
use std::path::PathBuf;

impl Reseller {
    /// Reads a file for an import or edit under the current connection. It takes the place of
    /// one that was open before.
    pub async fn open_import(
        &self,
        path: PathBuf,
        purpose: ImportPurpose,
        choice: OpenChoice,
    ) -> Result<DraftSummary> {
        self.gap()
    }

    /// Forgets the open import. What was typed is lost.
    pub async fn close_import(&self) {}

    /// Gives the columns other meanings, one for each.
    pub async fn set_import_matches(
        &self,
        fields: Vec<Option<ImportField>>,
    ) -> Result<DraftSummary> {
        self.gap()
    }

    /// Remembers the matches for files of this layout: the person goes on to the rows.
    pub async fn keep_import_matches(&self) -> Result<()> {
        self.gap()
    }

    /// A window onto the rows.
    pub async fn list_import_rows(
        &self,
        start: u32,
        count: u32,
        filter: RowFilter,
    ) -> Result<ImportRowWindow> {
        self.gap()
    }

    /// Changes a cell.
    pub async fn set_import_cell(
        &self,
        row: u32,
        field: ImportField,
        text: String,
    ) -> Result<ImportTotals> {
        self.gap()
    }

    /// Leaves rows out.
    pub async fn skip_import_rows(&self, rows: Vec<u32>) -> Result<ImportTotals> {
        self.gap()
    }

    /// Takes rows in again.
    pub async fn unskip_import_rows(&self, rows: Vec<u32>) -> Result<ImportTotals> {
        self.gap()
    }

    /// Leaves every row out that has an error.
    pub async fn skip_invalid_import_rows(&self) -> Result<ImportTotals> {
        self.gap()
    }

    /// Repairs that would change something.
    pub async fn list_import_suggestions(&self) -> Result<Vec<SuggestionOffer>> {
        self.gap()
    }

    /// Makes a repair in all rows.
    pub async fn apply_import_suggestion(&self, suggestion: Suggestion) -> Result<ImportTotals> {
        self.gap()
    }

    /// What holds for rows that do not say otherwise.
    pub async fn set_import_defaults(&self, defaults: ImportDefaults) -> Result<ImportTotals> {
        self.gap()
    }

    /// Asks the server about every row that can be sent; how it goes comes through events.
    pub async fn check_import(&self) -> Result<ServerCheck> {
        self.gap()
    }

    /// Stops asking.
    pub async fn stop_import_check(&self) -> Result<ServerCheck> {
        self.gap()
    }

    /// A window onto what an edit would change.
    pub async fn list_import_edits(&self, start: u32, count: u32) -> Result<EditPage> {
        self.gap()
    }

    /// What would be sent.
    pub async fn plan_import(&self) -> Result<ImportPlan> {
        self.gap()
    }

    /// Begins the import or edit as a job. The open import is done with.
    pub async fn start_import(&self, start: ImportStart) -> Result<JobSnapshot> {
        self.gap()
    }

    /// The name a result file should have.
    pub async fn suggest_import_result_name(&self, job: JobId) -> Result<String> {
        self.gap()
    }

    /// Writes the file once more, with what came of each row.
    pub async fn save_import_result(&self, job: JobId, path: PathBuf) -> Result<()> {
        self.gap()
    }

    /// The name a template to fill in should have.
    pub async fn suggest_import_template_name(&self, kind: TemplateKind) -> Result<String> {
        self.gap()
    }

    /// Writes a template to fill in.
    pub async fn save_import_template(&self, kind: TemplateKind, path: PathBuf) -> Result<()> {
        self.gap()
    }

    /// Finds the accounts that a pasted list names.
    pub async fn read_account_list(&self, text: String) -> Result<AccountList> {
        self.gap()
    }

    /// Finds the accounts that a file names (CSV, XLSX, or one a line).
    pub async fn read_account_list_file(&self, path: PathBuf) -> Result<AccountList> {
        self.gap()
    }

    fn gap<T>(&self) -> Result<T> {
        Err(self.0.messages.error(ErrorCode::Other, &msg::unexpected()))
    }
}
