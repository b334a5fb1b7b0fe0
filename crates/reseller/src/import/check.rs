//! Looks at one row and says everything that is wrong with it or odd about it. The rules for the
//! text of an account are `account_checks`, the same as the New account form's; here are those
//! that only a file can break.

use super::field::{ImportField, ImportPurpose};
use super::known::{KnownAccounts, TemplateFound};
use super::remark::ProblemKind;
use super::rows::{Found, Rows};
use super::table::{CellNote, Table, is_blank};
use super::vocabulary::Vocabulary;
use crate::account_checks::{AccountRemark, check_field};
use crate::ids::AccountId;

/// What a row is judged by.
pub(crate) struct Judge<'a> {
    pub purpose: ImportPurpose,
    pub known: &'a KnownAccounts,
    pub vocabulary: &'a Vocabulary,
    pub table: &'a Table,
    /// The column of each field, by its place.
    pub columns: &'a [Option<usize>],
}

impl Judge<'_> {
    /// Everything to be said of a row, in the order of the fields.
    pub(crate) fn check(&self, rows: &Rows, index: usize) -> Vec<Found> {
        let Some(row) = rows.get(index) else { return Vec::new() };
        let mut found = Vec::new();
        for field in ImportField::ALL {
            if !field.fits(self.purpose) {
                continue;
            }
            let value = row.value(field);
            let mut say = |kind| found.push(Found { field: Some(field), kind });
            self.check_text(field, value, &mut say);
            if is_blank(value) {
                continue;
            }
            if !row.is_edited(field) {
                self.check_note(field, row.number, &mut say);
            }
            match self.purpose {
                ImportPurpose::Create => self.check_against_list(rows, index, field, &mut say),
                ImportPurpose::Edit => self.check_edit(rows, index, field, &mut say),
            }
        }
        let mut say = |kind| found.push(Found { field: None, kind });
        if row.unclear_before {
            say(ProblemKind::UnclearBefore);
        }
        if let Some(reason) = &row.refused {
            say(ProblemKind::Refused { reason: reason.clone() });
        }
        if self.purpose == ImportPurpose::Edit && !row.has_changes(self.known) && found.is_empty() {
            found.push(Found { field: None, kind: ProblemKind::NothingToChange });
        }
        found
    }

    fn check_text(&self, field: ImportField, value: &str, say: &mut impl FnMut(ProblemKind)) {
        if let Some(form_field) = field.form_field() {
            let editing = self.purpose == ImportPurpose::Edit;
            check_field(form_field, value, &mut |remark| {
                // When editing, an empty cell leaves things as they are.
                if !(editing && remark == AccountRemark::Missing) {
                    say(remark.into());
                }
            });
            return;
        }
        if field == ImportField::PartnerId {
            match partner_id(value) {
                _ if is_blank(value) => say(ProblemKind::Missing),
                None => say(ProblemKind::PartnerIdNotANumber),
                Some(id) if self.known.account(id).is_none() => say(ProblemKind::PartnerIdUnknown),
                Some(id) if !self.known.can_be_entered(id) => {
                    say(ProblemKind::AccountNotActive);
                }
                Some(_) => {}
            }
        } else if field == ImportField::Template && !is_blank(value) {
            match self.known.template(value) {
                TemplateFound::One(id) if !self.known.is_active(id) => {
                    say(ProblemKind::TemplateNotActive);
                }
                TemplateFound::One(_) => {}
                TemplateFound::None => say(ProblemKind::TemplateUnknown),
                TemplateFound::Several(count) => say(ProblemKind::TemplateAmbiguous { count }),
            }
        } else if field == ImportField::WelcomeEmail
            && !is_blank(value)
            && self.vocabulary.yes_or_no(value).is_none()
        {
            say(ProblemKind::NotYesOrNo);
        }
    }

    fn check_note(&self, field: ImportField, line: u32, say: &mut impl FnMut(ProblemKind)) {
        let Some(column) = self.columns.get(field.place()).copied().flatten() else { return };
        match self.table.notes.get(&(line, column)) {
            Some(CellNote::FormulaError) => say(ProblemKind::FormulaError),
            Some(CellNote::WasDate) if field.holds_ids() => say(ProblemKind::WasDate),
            Some(CellNote::LongNumber) if field.holds_ids() => say(ProblemKind::LongNumber),
            Some(CellNote::WasDate | CellNote::LongNumber) | None => {}
        }
    }

    fn check_against_list(
        &self,
        rows: &Rows,
        index: usize,
        field: ImportField,
        say: &mut impl FnMut(ProblemKind),
    ) {
        let Some(row) = rows.get(index) else { return };
        let value = row.value(field);
        let taken = if field == ImportField::Name {
            self.known.with_name(value).map(|account| ProblemKind::NameTaken { account })
        } else if field == ImportField::ReferenceId {
            let taken = self.known.with_reference_id(value);
            taken.map(|account| ProblemKind::ReferenceIdTaken { account })
        } else if field == ImportField::AdminEmail {
            self.check_login(rows, index, say);
            return;
        } else {
            return;
        };
        if let Some(kind) = taken {
            say(kind);
        } else if let Some(earlier) = rows.first_with_same(index, field) {
            say(ProblemKind::SameAsRow { row: earlier.number });
        }
    }

    /// An e-mail signs in once. Only the parent's own administrator, and whoever gives the
    /// password of the login, may have more accounts under it (API.md §7.2, step 13).
    fn check_login(&self, rows: &Rows, index: usize, say: &mut impl FnMut(ProblemKind)) {
        let Some(row) = rows.get(index) else { return };
        let (email, password) =
            (row.value(ImportField::AdminEmail), row.value(ImportField::Password));
        if self.known.is_parent_email(email) {
            return;
        }
        if let Some(account) = self.known.with_email(email) {
            // Whether it is the right one is known to nobody but the server.
            if password.is_empty() {
                say(ProblemKind::EmailTaken { account });
            }
        } else if let Some(earlier) = rows.first_with_same(index, ImportField::AdminEmail)
            && (password.is_empty() || password != earlier.value(ImportField::Password))
        {
            say(ProblemKind::SameEmailAsRow { row: earlier.number });
        }
    }

    fn check_edit(
        &self,
        rows: &Rows,
        index: usize,
        field: ImportField,
        say: &mut impl FnMut(ProblemKind),
    ) {
        let Some(row) = rows.get(index) else { return };
        let own = partner_id(row.value(ImportField::PartnerId));
        let earlier = rows.first_with_same(index, field).map(|earlier| earlier.number);
        if field == ImportField::PartnerId {
            if let Some(row) = earlier {
                say(ProblemKind::PartnerIdTwice { row });
            }
        } else if field == ImportField::ReferenceId {
            let other = self.known.with_reference_id(row.value(field));
            if let Some(account) = other.filter(|account| Some(*account) != own) {
                say(ProblemKind::ReferenceIdTaken { account });
            } else if let Some(row) = earlier {
                say(ProblemKind::SameAsRow { row });
            }
        }
    }
}

/// The Partner ID meant by a cell.
pub(crate) fn partner_id(text: &str) -> Option<AccountId> {
    text.trim().parse().ok().map(AccountId).filter(|id| id.0 > 0)
}
