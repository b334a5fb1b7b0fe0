//! Import, bulk edit and lists of accounts, as the shell calls them.

use super::Reseller;
use crate::error::Result;
use crate::ids::JobId;
use crate::import::{
    DraftSummary, EditPage, ImportDefaults, ImportField, ImportPlan, ImportPurpose,
    ImportRowWindow, ImportStart, ImportTotals, OpenChoice, RowFilter, ServerCheck, Suggestion,
    SuggestionOffer, TemplateKind, write_template,
};
use crate::jobs::model::JobSnapshot;
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
        self.0.open_import(path, purpose, choice).await
    }

    /// Forgets the open import. What was typed is lost.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn close_import(&self) {
        self.0.close_import();
    }

    /// Gives the columns other meanings, one for each.
    pub async fn set_import_matches(
        &self,
        fields: Vec<Option<ImportField>>,
    ) -> Result<DraftSummary> {
        self.0
            .on_import(move |draft| {
                draft.set_matches(&fields);
                Ok(draft.summary())
            })
            .await
    }

    /// Remembers the matches for files of this layout: the person goes on to the rows.
    pub async fn keep_import_matches(&self) -> Result<()> {
        self.0.keep_import_matches().await
    }

    /// A window onto the rows.
    pub async fn list_import_rows(
        &self,
        start: u32,
        count: u32,
        filter: RowFilter,
    ) -> Result<ImportRowWindow> {
        self.0.on_import(move |draft| Ok(draft.rows(start, count, filter))).await
    }

    /// Changes a cell.
    pub async fn set_import_cell(
        &self,
        row: u32,
        field: ImportField,
        text: String,
    ) -> Result<ImportTotals> {
        self.0
            .on_import(move |draft| {
                draft.set_cell(row, field, &text)?;
                Ok(draft.totals())
            })
            .await
    }

    /// Leaves rows out.
    pub async fn skip_import_rows(&self, rows: Vec<u32>) -> Result<ImportTotals> {
        self.0
            .on_import(move |draft| {
                draft.skip_rows(&rows)?;
                Ok(draft.totals())
            })
            .await
    }

    /// Takes rows in again.
    pub async fn unskip_import_rows(&self, rows: Vec<u32>) -> Result<ImportTotals> {
        self.0
            .on_import(move |draft| {
                draft.unskip_rows(&rows)?;
                Ok(draft.totals())
            })
            .await
    }

    /// Leaves every row out that has an error.
    pub async fn skip_invalid_import_rows(&self) -> Result<ImportTotals> {
        self.0
            .on_import(|draft| {
                draft.skip_invalid();
                Ok(draft.totals())
            })
            .await
    }

    /// Repairs that would change something.
    pub async fn list_import_suggestions(&self) -> Result<Vec<SuggestionOffer>> {
        self.0.on_import(|draft| Ok(draft.suggestions())).await
    }

    /// Makes a repair in all rows.
    pub async fn apply_import_suggestion(&self, suggestion: Suggestion) -> Result<ImportTotals> {
        self.0
            .on_import(move |draft| {
                draft.apply_suggestion(suggestion);
                Ok(draft.totals())
            })
            .await
    }

    /// What holds for rows that do not say otherwise.
    pub async fn set_import_defaults(&self, defaults: ImportDefaults) -> Result<ImportTotals> {
        self.0
            .on_import(move |draft| {
                draft.set_defaults(defaults);
                Ok(draft.totals())
            })
            .await
    }

    /// Asks the server about every row that can be sent; how it goes comes through events.
    pub async fn check_import(&self) -> Result<ServerCheck> {
        self.0.check_import().await
    }

    /// Stops asking.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn stop_import_check(&self) -> Result<ServerCheck> {
        self.0.stop_import_check()
    }

    /// A window onto what an edit would change.
    pub async fn list_import_edits(&self, start: u32, count: u32) -> Result<EditPage> {
        self.0.list_import_edits(start, count).await
    }

    /// What would be sent.
    pub async fn plan_import(&self) -> Result<ImportPlan> {
        self.0.plan_import().await
    }

    /// Begins the import or edit as a job. The open import is done with.
    pub async fn start_import(&self, start: ImportStart) -> Result<JobSnapshot> {
        self.0.start_import(start).await
    }

    /// The name a result file should have.
    pub async fn suggest_import_result_name(&self, job: JobId) -> Result<String> {
        self.0.suggest_import_result_name(job).await
    }

    /// Writes the file once more, with what came of each row.
    pub async fn save_import_result(&self, job: JobId, path: PathBuf) -> Result<()> {
        self.0.save_import_result(job, path).await
    }

    /// The name a template to fill in should have.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn suggest_import_template_name(&self, kind: TemplateKind) -> Result<String> {
        Ok(kind.suggested_name(self.0.messages.language()))
    }

    /// Writes a template to fill in.
    pub async fn save_import_template(&self, kind: TemplateKind, path: PathBuf) -> Result<()> {
        let language = self.0.messages.language();
        self.0.blocking(move || write_template(kind, &path, language)).await
    }

    /// Finds the accounts that a pasted list names.
    pub async fn read_account_list(&self, text: String) -> Result<AccountList> {
        self.0.read_account_list(text).await
    }

    /// Finds the accounts that a file names (CSV, XLSX, or one a line).
    pub async fn read_account_list_file(&self, path: PathBuf) -> Result<AccountList> {
        self.0.read_account_list_file(path).await
    }
}
