//! An import before it runs: the file, what its columns mean, its rows and what the person has
//! changed. Held in Rust; the screen looks at it through windows. It never talks to a server.

use super::check::Judge;
use super::columns::{ColumnMatch, LayoutKey, MatchSource, find_header, layout_key, match_columns};
use super::field::{ImportField, ImportPurpose};
use super::known::KnownAccounts;
use super::problem::FileProblem;
use super::read::{FileContent, ReadChoice, read_file};
use super::rows::{LeftOut, Row, Rows};
use super::suggest::{Suggestion, repairs};
use super::view::{ImportDefaults, ImportTotals, OpenChoice};
use super::vocabulary::Vocabulary;
use crate::error::{Error, ErrorCode, Result};
use crate::messages::{Messages, msg};
use crate::setup::Language;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an import is opened with.
#[derive(Debug, Clone)]
pub struct ImportContext {
    /// What the file is for.
    pub purpose: ImportPurpose,
    /// The accounts that are there when the file is opened.
    pub known: Arc<KnownAccounts>,
    /// Of the sentences. The words of the file may be of another one.
    pub language: Language,
}

/// An import before it runs.
pub struct ImportDraft {
    pub(super) path: PathBuf,
    pub(super) context: ImportContext,
    pub(super) messages: Messages,
    pub(super) vocabulary: Vocabulary,
    pub(super) content: FileContent,
    /// The header's place among the table's rows.
    pub(super) header: Option<usize>,
    /// Headings, as many as there are columns.
    pub(super) headings: Vec<String>,
    pub(super) matches: Vec<ColumnMatch>,
    pub(super) remembered: bool,
    /// The column of each field, by its place.
    pub(super) columns: Vec<Option<usize>>,
    pub(super) result_columns: Option<[usize; 3]>,
    pub(super) defaults: ImportDefaults,
    pub(super) rows: Rows,
}

// Not derived: rows may hold passwords.
impl std::fmt::Debug for ImportDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportDraft")
            .field("path", &self.path)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl ImportDraft {
    /// Reads a file, matches its columns and checks its rows. `recall` is asked once for what the
    /// person matched before for this layout; an answer of another length is not used.
    /// Blocking: reads the disk.
    pub fn open(
        path: &Path,
        choice: &OpenChoice,
        context: ImportContext,
        recall: impl FnOnce(&LayoutKey) -> Option<Vec<Option<ImportField>>>,
    ) -> Result<Self> {
        let messages = Messages::new(context.language);
        Self::read(path, choice, context, recall).map_err(|problem| problem.error(&messages))
    }

    /// The same, with the reason as a value.
    pub fn read(
        path: &Path,
        choice: &OpenChoice,
        context: ImportContext,
        recall: impl FnOnce(&LayoutKey) -> Option<Vec<Option<ImportField>>>,
    ) -> std::result::Result<Self, FileProblem> {
        let choice = ReadChoice {
            sheet: choice.sheet.clone(),
            encoding: choice.encoding.clone(),
            delimiter: choice.delimiter,
        };
        let content = read_file(path, &choice)?;
        let vocabulary = Vocabulary::read();
        let header = find_header(&content.table, &vocabulary);
        let first = header.map_or(0, |place| place + 1);
        if content.table.rows.len() <= first {
            return Err(FileProblem::NoRows);
        }
        if content.table.rows.len() - first > super::limits::MAX_ROWS {
            return Err(FileProblem::TooManyRows);
        }
        let mut headings =
            header.map_or_else(Vec::new, |place| content.table.rows[place].cells.clone());
        headings.resize(content.table.width, String::new());
        let result_columns = vocabulary.result_columns(&headings);
        let taken = result_columns.map_or_else(Vec::new, |columns| columns.to_vec());
        let mut draft = Self {
            path: path.to_owned(),
            messages: Messages::new(context.language),
            matches: match_columns(
                &headings,
                &content.table.rows[first..],
                context.purpose,
                &vocabulary,
                &taken,
            ),
            context,
            vocabulary,
            content,
            header,
            headings,
            remembered: false,
            columns: Vec::new(),
            result_columns,
            defaults: ImportDefaults { template: None, send_welcome_email: true },
            rows: Rows::default(),
        };
        draft.take_remembered(recall);
        draft.gather();
        Ok(draft)
    }

    fn take_remembered(
        &mut self,
        recall: impl FnOnce(&LayoutKey) -> Option<Vec<Option<ImportField>>>,
    ) {
        // Without headings every file of the same width would be one layout.
        if self.header.is_none() {
            return;
        }
        let Some(fields) = recall(&self.layout()) else { return };
        if fields.len() != self.matches.len() {
            return;
        }
        for (column, field) in fields.into_iter().enumerate() {
            let field = field.filter(|field| field.fits(self.context.purpose));
            if field != self.matches[column].field && !self.is_result_column(column) {
                self.matches[column] = ColumnMatch { field, source: MatchSource::Remembered };
                self.remembered = true;
            }
        }
    }

    /// Under which the matches are to be remembered.
    pub fn layout(&self) -> LayoutKey {
        layout_key(&self.headings, self.context.purpose)
    }

    /// What the columns mean, to be remembered under [`ImportDraft::layout`].
    pub fn fields(&self) -> Vec<Option<ImportField>> {
        self.matches.iter().map(|matched| matched.field).collect()
    }

    /// Gives the columns other meanings, one for each column of the file; missing ones are left
    /// out. What was changed in the rows stays, except in fields that come from another column
    /// now.
    pub fn set_matches(&mut self, fields: &[Option<ImportField>]) {
        for column in 0..self.matches.len() {
            let wanted = fields.get(column).copied().flatten();
            if wanted != self.matches[column].field && !self.is_result_column(column) {
                self.matches[column] = ColumnMatch { field: wanted, source: MatchSource::Person };
            }
        }
        self.gather();
    }

    pub(super) fn is_result_column(&self, column: usize) -> bool {
        self.result_columns.is_some_and(|columns| columns.contains(&column))
    }

    /// Takes the values out of the table and checks everything.
    fn gather(&mut self) {
        let before = std::mem::replace(&mut self.columns, vec![None; ImportField::ALL.len()]);
        for (column, matched) in self.matches.iter().enumerate() {
            if let Some(field) = matched.field {
                self.columns[field.place()].get_or_insert(column);
            }
        }
        let first = self.header.map_or(0, |place| place + 1);
        let rows = Rows::gather(&self.content.table, first, &self.matches);
        let old = std::mem::replace(&mut self.rows, rows);
        if old.len() == self.rows.len() {
            let kept =
                |field: &ImportField| before.get(field.place()) == self.columns.get(field.place());
            let fields: Vec<ImportField> = ImportField::ALL.into_iter().filter(kept).collect();
            let edited = old.iter().enumerate().flat_map(|(index, row)| {
                let edited = fields.iter().filter(move |field| row.is_edited(**field));
                edited.map(move |field| (index, *field, row.value(*field)))
            });
            self.rows.set_values(edited);
            let by_person = |row: &Row| row.left_out == Some(LeftOut::ByPerson);
            let left_out: Vec<usize> =
                (0..old.len()).filter(|index| old.get(*index).is_some_and(by_person)).collect();
            self.rows.set_left_out(left_out, Some(LeftOut::ByPerson));
        }
        self.recognise_earlier_results(&old);
        self.check((0..self.rows.len()).collect());
    }

    /// What the result of an earlier import says of its rows: those that are done are left out,
    /// and so are those that turn out to be; the others must not be sent again unawares. What the
    /// person took in before the columns were matched anew (`old`) stays in.
    fn recognise_earlier_results(&mut self, old: &Rows) {
        let Some([partner_id, result, _]) = self.result_columns else { return };
        let same_file = old.len() == self.rows.len();
        let taken_in = |index: usize| {
            let row = old.get(index).filter(|_| same_file);
            row.is_some_and(|row| row.left_out.is_none() && !row.unclear_before)
        };
        let mut claimed = HashSet::new();
        let (mut done, mut unclear) = (Vec::new(), Vec::new());
        for (index, row) in self.rows.iter().enumerate() {
            let cells = &self.content.table.rows[row.source];
            if self.vocabulary.is_done(cells.cell(result)) {
                claimed.extend(super::check::partner_id(cells.cell(partner_id)));
                done.push(index);
            } else if self.vocabulary.is_unclear(cells.cell(result)) {
                unclear.push(index);
            }
        }
        // To make the same change once more does no harm; to create an account does.
        if self.context.purpose == ImportPurpose::Edit {
            unclear.clear();
        }
        let same = if unclear.is_empty() {
            HashMap::default()
        } else {
            self.context.known.by_what_they_are()
        };
        for index in unclear {
            let Some(row) = self.rows.get(index) else { continue };
            let found = same.get(&row.is_like()).into_iter().flatten();
            if let Some(account) = found.copied().find(|account| !claimed.contains(account)) {
                claimed.insert(account);
                self.rows.set_became(index, account);
                done.push(index);
            } else if !taken_in(index) {
                self.rows.set_unclear_before(index, true);
            }
        }
        done.retain(|index| !taken_in(*index));
        self.rows.set_left_out(done, Some(LeftOut::DoneBefore));
    }

    fn check(&mut self, touched: BTreeSet<usize>) {
        let judge = Judge {
            purpose: self.context.purpose,
            known: &self.context.known,
            vocabulary: &self.vocabulary,
            table: &self.content.table,
            columns: &self.columns,
        };
        let found: Vec<_> =
            touched.into_iter().map(|index| (index, judge.check(&self.rows, index))).collect();
        for (index, problems) in found {
            self.rows.set_problems(index, problems);
        }
    }

    /// The list of accounts is another one by now: checks every row against that.
    pub(crate) fn judge_by(&mut self, known: Arc<KnownAccounts>) {
        self.context.known = known;
        self.check((0..self.rows.iter().count()).collect());
    }

    /// Changes a cell and checks again what can have changed: the row, and the rows that shared
    /// or now share its value.
    pub fn set_cell(&mut self, row: u32, field: ImportField, text: &str) -> Result<()> {
        let index = self.index(row)?;
        let touched = self.rows.set_values([(index, field, text)]);
        self.check(touched);
        Ok(())
    }

    /// Leaves rows out. Rows done at an earlier import stay marked as such.
    pub fn skip_rows(&mut self, rows: &[u32]) -> Result<()> {
        self.set_left_out(rows, Some(LeftOut::ByPerson))
    }

    /// Takes rows in: those that were left out, and those of which it is not certain whether an
    /// earlier import created them.
    pub fn unskip_rows(&mut self, rows: &[u32]) -> Result<()> {
        self.set_left_out(rows, None)
    }

    /// Leaves out every row that has an error. Says how many.
    pub fn skip_invalid(&mut self) -> u32 {
        let invalid: Vec<usize> = (0..self.rows.len())
            .filter(|index| {
                self.rows.get(*index).is_some_and(|row| row.left_out.is_none() && row.has_errors())
            })
            .collect();
        let number = count(invalid.len());
        let touched = self.rows.set_left_out(invalid, Some(LeftOut::ByPerson));
        self.check(touched);
        number
    }

    fn set_left_out(&mut self, rows: &[u32], why: Option<LeftOut>) -> Result<()> {
        let mut indexes = rows.iter().map(|row| self.index(*row)).collect::<Result<Vec<_>>>()?;
        if why.is_some() {
            let done = |row: &Row| row.left_out == Some(LeftOut::DoneBefore);
            indexes.retain(|index| !self.rows.get(*index).is_some_and(done));
        } else {
            // Whoever takes a row in has looked for its account.
            for index in &indexes {
                self.rows.set_unclear_before(*index, false);
            }
        }
        let touched = self.rows.set_left_out(indexes, why);
        self.check(touched);
        Ok(())
    }

    /// Makes a repair in all rows. Says how many cells it changed.
    pub fn apply_suggestion(&mut self, suggestion: Suggestion) -> u32 {
        let repairs = repairs(suggestion, &self.rows, &self.context.known, self.context.purpose);
        let values = repairs.iter().map(|it| (it.row, it.field, it.value.as_str()));
        let touched = self.rows.set_values(values);
        self.check(touched);
        count(repairs.len())
    }

    /// Notes what the server's dry run said of a row: a sentence, or None if it had nothing to
    /// say against it. It holds until the row is changed.
    pub fn set_server_check(&mut self, number: u32, refused: Option<String>) -> Result<()> {
        let index = self.with_number(number)?;
        self.rows.set_refused(index, refused);
        self.check(BTreeSet::from([index]));
        Ok(())
    }

    /// The same for what was sent earlier: forgotten if the row was changed meanwhile.
    pub(crate) fn note_server_check(
        &mut self,
        sent: &super::view::ImportItem,
        refused: Option<String>,
    ) -> Result<()> {
        let index = self.with_number(sent.number)?;
        let form = &sent.account;
        let as_sent = self.rows.get(index).is_some_and(|row| {
            [
                (ImportField::Name, &form.name),
                (ImportField::AdminName, &form.admin_name),
                (ImportField::AdminEmail, &form.admin_email),
                (ImportField::Description, &form.description),
                (ImportField::Country, &form.country),
                (ImportField::State, &form.state),
            ]
            .into_iter()
            .all(|(field, text)| row.value(field).trim() == text)
        });
        if as_sent { self.set_server_check(sent.number, refused) } else { Ok(()) }
    }

    /// What holds for rows that do not say otherwise.
    pub fn set_defaults(&mut self, defaults: ImportDefaults) {
        self.defaults = defaults;
    }

    /// How many rows there are of each kind.
    pub fn totals(&self) -> ImportTotals {
        let mut totals = ImportTotals { rows: count(self.rows.len()), ..ImportTotals::default() };
        for row in self.rows.iter() {
            match row.left_out {
                Some(why) => {
                    totals.left_out += 1;
                    totals.done_before += u32::from(why == LeftOut::DoneBefore);
                }
                None if row.has_errors() => totals.to_fix += 1,
                None if row.problems.is_empty() => totals.ready += 1,
                None => totals.worth_a_look += 1,
            }
        }
        totals.can_be_sent = totals.ready + totals.worth_a_look;
        totals
    }

    fn index(&self, row: u32) -> Result<usize> {
        let index = row as usize;
        if index < self.rows.len() { Ok(index) } else { Err(self.no_such_row()) }
    }

    fn with_number(&self, number: u32) -> Result<usize> {
        self.rows.with_number(number).ok_or_else(|| self.no_such_row())
    }

    fn no_such_row(&self) -> Error {
        self.messages.error(ErrorCode::NotFound, &msg::import_row_not_there())
    }

    /// Whether the person changed anything that closing the window would lose.
    pub fn is_dirty(&self) -> bool {
        self.rows.iter().any(|row| {
            row.left_out == Some(LeftOut::ByPerson)
                || ImportField::ALL.into_iter().any(|field| row.is_edited(field))
        }) || self.matches.iter().any(|matched| matched.source == MatchSource::Person)
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
