//! The rows of a file as accounts-to-be: their values field by field, what was changed in them,
//! which are left out, and which share a name, a Reference ID or an e-mail. What is wrong with
//! them is decided in `check`.

use super::check::partner_id;
use super::columns::ColumnMatch;
use super::field::ImportField;
use super::known::{KnownAccounts, Likeness, email_key, name_key, reference_key};
use super::remark::ProblemKind;
use super::table::{Table, is_blank};
use crate::ids::AccountId;
use crate::new_account::Severity;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftOut {
    ByPerson,
    /// The file is the result of an earlier import, and this row was done then.
    DoneBefore,
}

/// A problem found, without its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub field: Option<ImportField>,
    pub kind: ProblemKind,
}

/// One row.
#[derive(Clone)]
pub(crate) struct Row {
    /// As a spreadsheet counts it.
    pub number: u32,
    /// Its place among the table's rows.
    pub source: usize,
    values: Vec<Box<str>>,
    edited: [bool; ImportField::ALL.len()],
    pub left_out: Option<LeftOut>,
    /// The file is the result of an earlier import, at which the answer for this row was lost.
    pub unclear_before: bool,
    /// The account that such a row turned out to have become.
    pub became: Option<AccountId>,
    pub problems: Vec<Found>,
    /// What the server's dry run said, until the row is changed.
    pub refused: Option<String>,
}

// Not derived: a row may hold a password.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("number", &self.number)
            .field("left_out", &self.left_out)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

impl Row {
    pub(crate) fn value(&self, field: ImportField) -> &str {
        &self.values[field.place()]
    }

    pub(crate) fn is_edited(&self, field: ImportField) -> bool {
        self.edited[field.place()]
    }

    /// What an edit would change: field, before, after. Empty cells change nothing.
    pub(crate) fn changes(&self, known: &KnownAccounts) -> Vec<(ImportField, String, String)> {
        let account = partner_id(self.value(ImportField::PartnerId));
        let Some(account) = account.and_then(|id| known.account(id)) else { return Vec::new() };
        let fields = [
            (ImportField::AdminName, &account.admin_name),
            (ImportField::AdminEmail, &account.admin_email),
            (ImportField::Phone, &account.phone),
            (ImportField::Website, &account.website),
            (ImportField::ReferenceId, &account.reference_id),
        ];
        fields
            .into_iter()
            .filter(|(field, before)| {
                let after = self.value(*field).trim();
                !is_blank(after) && after != before.as_str()
            })
            .map(|(field, before)| (field, before.clone(), self.value(field).trim().to_owned()))
            .collect()
    }

    /// What the account would be like that is made of it.
    pub(crate) fn is_like(&self) -> Likeness {
        Likeness::of(
            self.value(ImportField::Name),
            self.value(ImportField::AdminEmail),
            self.value(ImportField::ReferenceId),
        )
    }

    pub(crate) fn has_changes(&self, known: &KnownAccounts) -> bool {
        !self.changes(known).is_empty()
    }

    /// Whether anything stands in the way of sending it.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|found| found.kind.severity() == Severity::Error)
    }
}

/// The fields in which rows must not be the same.
pub(crate) const DISTINCT: [ImportField; 4] =
    [ImportField::Name, ImportField::ReferenceId, ImportField::AdminEmail, ImportField::PartnerId];

/// All rows, and for each distinct field which of them share a value. Rows that are left out do
/// not count as sharing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    all: Vec<Row>,
    groups: [HashMap<String, BTreeSet<usize>>; DISTINCT.len()],
}

impl Rows {
    /// Takes the values out of the table.
    pub(crate) fn gather(table: &Table, first: usize, matches: &[ColumnMatch]) -> Self {
        let mut columns = [None; ImportField::ALL.len()];
        for (column, matched) in matches.iter().enumerate() {
            if let Some(field) = matched.field {
                columns[field.place()].get_or_insert(column);
            }
        }
        let all: Vec<Row> = table
            .rows
            .iter()
            .enumerate()
            .skip(first)
            .map(|(source, row)| Row {
                number: row.line,
                source,
                values: columns
                    .iter()
                    .map(|column| column.map_or("", |column| row.cell(column)).into())
                    .collect(),
                edited: [false; ImportField::ALL.len()],
                left_out: None,
                unclear_before: false,
                became: None,
                problems: Vec::new(),
                refused: None,
            })
            .collect();
        let mut rows = Self { all, groups: Default::default() };
        for index in 0..rows.all.len() {
            rows.join(index);
        }
        rows
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Row> {
        self.all.get(index)
    }

    /// The place of the row that a spreadsheet counts as this one.
    pub(crate) fn with_number(&self, number: u32) -> Option<usize> {
        self.all.binary_search_by_key(&number, |row| row.number).ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.all.iter()
    }

    pub(crate) fn set_problems(&mut self, index: usize, problems: Vec<Found>) {
        if let Some(row) = self.all.get_mut(index) {
            row.problems = problems;
        }
    }

    pub(crate) fn set_refused(&mut self, index: usize, refused: Option<String>) {
        if let Some(row) = self.all.get_mut(index) {
            row.refused = refused;
        }
    }

    pub(crate) fn set_unclear_before(&mut self, index: usize, unclear: bool) {
        if let Some(row) = self.all.get_mut(index) {
            row.unclear_before = unclear;
        }
    }

    pub(crate) fn set_became(&mut self, index: usize, account: AccountId) {
        if let Some(row) = self.all.get_mut(index) {
            row.became = Some(account);
        }
    }

    /// Changes values. Says which rows are to be looked at again, the rows themselves included.
    pub(crate) fn set_values<'a>(
        &mut self,
        values: impl IntoIterator<Item = (usize, ImportField, &'a str)>,
    ) -> BTreeSet<usize> {
        let mut touched = Touched::default();
        for (index, field, value) in values {
            // Whether an e-mail may be there twice depends on the password beside it.
            let shared =
                if field == ImportField::Password { ImportField::AdminEmail } else { field };
            touched.note(self, index, [shared]);
            self.part(index);
            if let Some(row) = self.all.get_mut(index) {
                row.values[field.place()] = value.into();
                row.edited[field.place()] = true;
                // What the server said was about other text.
                row.refused = None;
            }
            self.join(index);
            touched.note(self, index, [shared]);
        }
        touched.rows(self)
    }

    /// Leaves rows out or takes them back. Says which rows are to be looked at again.
    pub(crate) fn set_left_out(
        &mut self,
        indexes: impl IntoIterator<Item = usize>,
        why: Option<LeftOut>,
    ) -> BTreeSet<usize> {
        let mut touched = Touched::default();
        for index in indexes {
            touched.note(self, index, DISTINCT);
            self.part(index);
            if let Some(row) = self.all.get_mut(index) {
                row.left_out = why;
            }
            self.join(index);
        }
        touched.rows(self)
    }

    /// The first row that has the same value, if it is another one.
    pub(crate) fn first_with_same(&self, index: usize, field: ImportField) -> Option<&Row> {
        let group = self.group(index, field)?;
        let first = *group.first()?;
        (first < index).then(|| &self.all[first])
    }

    fn group(&self, index: usize, field: ImportField) -> Option<&BTreeSet<usize>> {
        let place = DISTINCT.iter().position(|distinct| *distinct == field)?;
        let key = key(field, self.all.get(index)?.value(field))?;
        self.groups[place].get(&key)
    }

    fn join(&mut self, index: usize) {
        let Some(row) = self.all.get(index).filter(|row| row.left_out.is_none()) else { return };
        for (place, field) in DISTINCT.into_iter().enumerate() {
            if let Some(key) = key(field, row.value(field)) {
                self.groups[place].entry(key).or_default().insert(index);
            }
        }
    }

    fn part(&mut self, index: usize) {
        let Some(row) = self.all.get(index) else { return };
        for (place, field) in DISTINCT.into_iter().enumerate() {
            if let Some(key) = key(field, row.value(field))
                && let Some(group) = self.groups[place].get_mut(&key)
            {
                group.remove(&index);
                if group.is_empty() {
                    self.groups[place].remove(&key);
                }
            }
        }
    }
}

/// What a change of rows touched: the rows themselves, and the values that they shared or share.
/// Who has these values is looked up once at the end, so that changing five thousand rows with one
/// e-mail looks at each of them once and not five thousand times.
#[derive(Debug, Default)]
struct Touched {
    rows: BTreeSet<usize>,
    shared: HashSet<(usize, String)>,
}

impl Touched {
    fn note(&mut self, rows: &Rows, index: usize, fields: impl IntoIterator<Item = ImportField>) {
        self.rows.insert(index);
        for field in fields {
            let place = DISTINCT.iter().position(|distinct| *distinct == field);
            let key = rows.all.get(index).and_then(|row| key(field, row.value(field)));
            self.shared.extend(place.zip(key));
        }
    }

    fn rows(self, rows: &Rows) -> BTreeSet<usize> {
        let mut all = self.rows;
        for (place, key) in self.shared {
            all.extend(rows.groups[place].get(&key).into_iter().flatten());
        }
        all
    }
}

fn key(field: ImportField, value: &str) -> Option<String> {
    let key = match field {
        ImportField::Name => name_key(value),
        ImportField::AdminEmail => email_key(value),
        ImportField::ReferenceId | ImportField::PartnerId => reference_key(value),
        ImportField::AdminName
        | ImportField::Phone
        | ImportField::Website
        | ImportField::Description
        | ImportField::Template
        | ImportField::Country
        | ImportField::State
        | ImportField::WelcomeEmail
        | ImportField::Password => return None,
    };
    (!key.is_empty()).then_some(key)
}
