//! What leaves a draft: the accounts to be created, or the changes to be made. Rows that are left
//! out or have an error stay behind. Sending is the job's business.

use super::check::partner_id;
use super::draft::ImportDraft;
use super::field::ImportField;
use super::known::TemplateFound;
use super::rows::Row;
use super::view::{EditChange, EditItem, ImportItem};
use crate::error::{Error, ErrorCode, ErrorDetail, Result};
use crate::new_account::NewAccount;
use crate::sign_in::SecretText;

impl ImportDraft {
    /// The accounts to be created: every row that is neither left out nor has an error.
    pub fn new_accounts(&self) -> Result<Vec<ImportItem>> {
        self.refuse_unmatched()?;
        Ok(self
            .sendable()
            .map(|row| {
                let text = |field| row.value(field).trim().to_owned();
                let template = match self.context.known.template(row.value(ImportField::Template)) {
                    TemplateFound::One(id) => Some(id),
                    TemplateFound::None | TemplateFound::Several(_) => self.defaults.template,
                };
                let welcome = self.vocabulary.yes_or_no(row.value(ImportField::WelcomeEmail));
                let password = row.value(ImportField::Password);
                ImportItem {
                    number: row.number,
                    account: NewAccount {
                        name: text(ImportField::Name),
                        admin_name: text(ImportField::AdminName),
                        admin_email: text(ImportField::AdminEmail),
                        phone: text(ImportField::Phone),
                        website: text(ImportField::Website),
                        reference_id: text(ImportField::ReferenceId),
                        description: text(ImportField::Description),
                        country: text(ImportField::Country),
                        state: text(ImportField::State),
                        template,
                        send_welcome_email: welcome.unwrap_or(self.defaults.send_welcome_email),
                        password: (!password.is_empty()).then(|| SecretText::new(password)),
                    },
                }
            })
            .collect())
    }

    /// The accounts to be changed, each with what would be different. Rows that would change
    /// nothing are not among them.
    pub fn edits(&self) -> Result<Vec<EditItem>> {
        self.refuse_unmatched()?;
        Ok(self
            .sendable()
            .filter_map(|row| {
                let account = partner_id(row.value(ImportField::PartnerId))?;
                let changes: Vec<EditChange> = row
                    .changes(&self.context.known)
                    .into_iter()
                    .map(|(field, before, after)| EditChange { field, before, after })
                    .collect();
                let name = self.context.known.account(account)?.name.clone();
                (!changes.is_empty()).then_some(EditItem {
                    number: row.number,
                    account,
                    name,
                    changes,
                })
            })
            .collect())
    }

    fn sendable(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.left_out.is_none() && !row.has_errors())
    }

    fn refuse_unmatched(&self) -> Result<()> {
        match self.match_problems().into_iter().next() {
            None => Ok(()),
            Some(problem) => Err(Error {
                code: ErrorCode::Other,
                message: problem.message,
                detail: ErrorDetail::default(),
            }),
        }
    }
}
