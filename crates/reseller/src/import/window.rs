//! What the screen sees of a draft: the summary, windows of rows, repairs on offer, and the plan
//! of the result file. Nothing here changes anything.

use super::check::partner_id;
use super::draft::{ImportDraft, count};
use super::field::{ImportField, ImportPurpose};
use super::read::FileFormat;
use super::remark::RowProblem;
use super::result_file::{PlanLine, ResultPlan};
use super::rows::{LeftOut, Row};
use super::suggest::{Suggestion, repairs};
use super::table::is_blank;
use super::view::{
    DraftColumn, DraftSummary, FieldChoice, ImportCell, ImportRow, ImportRowWindow, MatchProblem,
    RowFilter, RowState, SourceKind, SuggestionOffer,
};
use crate::messages::msg;
use crate::new_account::Severity;

/// Cells shown of each column while matching.
const SAMPLES: usize = 4;

/// What stands for a password.
const HIDDEN: &str = "••••••••";

impl ImportDraft {
    /// The file and its columns.
    pub fn summary(&self) -> DraftSummary {
        let file = match &self.content.format {
            FileFormat::Csv(csv) => SourceKind::Csv {
                delimiter: csv.delimiter,
                encoding: csv.text.encoding.name().to_owned(),
            },
            FileFormat::Workbook { sheets, sheet } => {
                SourceKind::Workbook { sheets: sheets.clone(), sheet: sheet.clone() }
            }
        };
        let purpose = self.context.purpose;
        let mut fields: Vec<FieldChoice> = ImportField::ALL
            .into_iter()
            .filter(|field| field.fits(purpose))
            .map(|field| FieldChoice {
                field,
                label: field.label(&self.messages),
                required: field.required(purpose),
            })
            .collect();
        fields.sort_by_key(|choice| !choice.required);
        DraftSummary {
            file_name: self.file_name(),
            purpose,
            file,
            header_line: self.header.map(|place| self.content.table.rows[place].line),
            columns: (0..self.matches.len()).map(|column| self.column(column)).collect(),
            remembered: self.remembered,
            layout: self.layout(),
            fields,
            match_problems: self.match_problems(),
            notices: self.notices(),
            totals: self.totals(),
        }
    }

    pub(super) fn file_name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn column(&self, column: usize) -> DraftColumn {
        let heading = &self.headings[column];
        let heading = if is_blank(heading) {
            self.messages.say(&msg::import_column_without_heading(column_letters(column)))
        } else {
            heading.clone()
        };
        let matched = self.matches[column];
        let first = self.header.map_or(0, |place| place + 1);
        let secret = matched.field == Some(ImportField::Password);
        let samples = self.content.table.rows[first..]
            .iter()
            .map(|row| row.cell(column))
            .filter(|cell| !is_blank(cell))
            .take(SAMPLES)
            .map(|cell| if secret { HIDDEN.to_owned() } else { cell.to_owned() })
            .collect();
        DraftColumn { heading, samples, matched, result_column: self.is_result_column(column) }
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.header.is_none() {
            notices.push(self.messages.say(&msg::import_notice_no_header()));
        }
        if self.content.table.hidden_rows > 0 {
            let hidden = self.content.table.hidden_rows;
            notices.push(self.messages.say(&msg::import_notice_hidden_rows(hidden)));
        }
        let done = self.totals().done_before;
        if done > 0 {
            notices.push(self.messages.say(&msg::import_notice_done_before(done)));
        }
        let unclear = self.rows.iter().filter(|row| row.unclear_before).count();
        if unclear > 0 {
            notices.push(self.messages.say(&msg::import_notice_unclear(unclear)));
        }
        notices
    }

    /// Why the columns are not ready: a field twice, or a required one not at all.
    pub fn match_problems(&self) -> Vec<MatchProblem> {
        let mut problems = Vec::new();
        for field in ImportField::ALL {
            let columns: Vec<u32> = (0..self.matches.len())
                .filter(|column| self.matches[*column].field == Some(field))
                .map(count)
                .collect();
            let label = field.label(&self.messages);
            let message = if columns.len() > 1 {
                msg::import_match_two_columns(label)
            } else if !columns.is_empty() && !field.fits(self.context.purpose) {
                msg::import_match_not_allowed(label)
            } else if columns.is_empty() && field.required(self.context.purpose) {
                msg::import_match_missing(label)
            } else {
                continue;
            };
            let message = self.messages.say(&message);
            problems.push(MatchProblem { field, columns, message });
        }
        problems
    }

    /// A window onto the rows that a filter lets through.
    pub fn rows(&self, start: u32, count_wanted: u32, filter: RowFilter) -> ImportRowWindow {
        let mut total = 0;
        let mut rows = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            if !passes(row, filter) {
                continue;
            }
            if total >= start && count(rows.len()) < count_wanted {
                rows.push(self.show(index, row));
            }
            total += 1;
        }
        ImportRowWindow { total, start, rows, totals: self.totals() }
    }

    fn show(&self, index: usize, row: &Row) -> ImportRow {
        let cells = ImportField::ALL
            .into_iter()
            .filter(|field| field.fits(self.context.purpose))
            .map(|field| ImportCell {
                field,
                text: shown(row, field),
                edited: row.is_edited(field),
            })
            .collect();
        let mut problems: Vec<RowProblem> = row
            .problems
            .iter()
            .map(|found| RowProblem {
                field: found.field,
                severity: found.kind.severity(),
                kind: found.kind.clone(),
                message: found.kind.sentence(
                    found.field,
                    found.field.map_or("", |field| row.value(field)),
                    &self.messages,
                ),
            })
            .collect();
        problems.sort_by_key(|problem| problem.severity != Severity::Error);
        let state = match row.left_out {
            Some(_) => RowState::Skipped,
            None if row.has_errors() => RowState::Invalid,
            None => RowState::Ready,
        };
        let summary = match (row.left_out, problems.first()) {
            (Some(LeftOut::ByPerson), _) => self.messages.say(&msg::import_row_left_out()),
            (Some(LeftOut::DoneBefore), _) => self.messages.say(&match row.became {
                Some(account) => msg::import_row_found(account),
                None => msg::import_row_done_before(),
            }),
            (None, Some(problem)) => problem.message.clone(),
            (None, None) => self.messages.say(&msg::import_row_ready()),
        };
        ImportRow {
            index: count(index),
            number: row.number,
            state,
            done_before: row.left_out == Some(LeftOut::DoneBefore),
            account_name: self.account_name(row),
            cells,
            problems,
            summary,
        }
    }

    fn account_name(&self, row: &Row) -> Option<String> {
        if self.context.purpose != ImportPurpose::Edit {
            return None;
        }
        let account = partner_id(row.value(ImportField::PartnerId))?;
        Some(self.context.known.account(account)?.name.clone())
    }

    /// Repairs that would change something now.
    pub fn suggestions(&self) -> Vec<SuggestionOffer> {
        Suggestion::ALL
            .into_iter()
            .filter_map(|suggestion| {
                let repairs =
                    repairs(suggestion, &self.rows, &self.context.known, self.context.purpose);
                let first = repairs.first()?;
                let number = count(repairs.len());
                Some(SuggestionOffer {
                    suggestion,
                    count: number,
                    label: self.messages.say(&suggestion.message(number)),
                    before: self.rows.get(first.row)?.value(first.field).to_owned(),
                    after: first.value.clone(),
                })
            })
            .collect()
    }

    /// What is needed to write the result file later. Cells that the person changed are in it as
    /// they were changed, so that the file says what was sent; all others as they were.
    pub fn result_plan(&self) -> ResultPlan {
        let mut width = self.content.table.width;
        // Fields that were filled in although the file has no column for them get one.
        let mut added = Vec::new();
        for field in ImportField::ALL {
            let edited = || self.rows.iter().any(|row| row.is_edited(field));
            if self.columns[field.place()].is_none() && field != ImportField::Password && edited() {
                added.push((field, width));
                width += 1;
            }
        }
        let columns = self.result_columns.unwrap_or([width, width + 1, width + 2]);
        let password = self.columns[ImportField::Password.place()];
        let first = self.header.map_or(0, |place| place + 1);
        let mut lines: Vec<PlanLine> = self
            .content
            .table
            .rows
            .iter()
            .map(|row| PlanLine { number: row.line, cells: row.cells.clone(), known: false })
            .collect();
        let mut put = |line: usize, column: usize, text: String| {
            let cells = &mut lines[line].cells;
            if cells.len() <= column {
                if text.is_empty() {
                    return;
                }
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        };
        if let Some(header) = self.header {
            for (field, column) in &added {
                put(header, *column, field.label(&self.messages));
            }
        }
        for row in self.rows.iter() {
            for field in ImportField::ALL.into_iter().filter(|field| row.is_edited(*field)) {
                let new = added.iter().find(|(other, _)| *other == field).map(|(_, at)| *at);
                if let Some(column) = self.columns[field.place()].or(new) {
                    put(row.source, column, row.value(field).to_owned());
                }
            }
            if let Some(column) = password {
                put(row.source, column, String::new());
            }
        }
        for row in self.rows.iter().filter(|row| row.left_out == Some(LeftOut::DoneBefore)) {
            if let Some(account) = row.became {
                let found = [account.to_string(), self.messages.say(&msg::import_result_created())];
                for (column, text) in columns.into_iter().zip(found) {
                    put(row.source, column, text);
                }
                put(row.source, columns[2], String::new());
            }
        }
        for row in self.rows.iter() {
            lines[row.source].known = row.left_out == Some(LeftOut::DoneBefore);
        }
        debug_assert!(self.rows.len() + first == lines.len());
        let header = self.header.map(|place| self.content.table.rows[place].line);
        ResultPlan::new(self.file_name(), &self.content.format, header, columns, lines)
    }
}

fn shown(row: &Row, field: ImportField) -> String {
    let value = row.value(field);
    if field == ImportField::Password && !value.is_empty() {
        HIDDEN.to_owned()
    } else {
        value.to_owned()
    }
}

fn passes(row: &Row, filter: RowFilter) -> bool {
    let in_play = row.left_out.is_none();
    match filter {
        RowFilter::All => true,
        RowFilter::LeftOut => !in_play,
        RowFilter::Ready => in_play && row.problems.is_empty(),
        RowFilter::ToFix => in_play && row.has_errors(),
        RowFilter::WorthALook => in_play && !row.problems.is_empty() && !row.has_errors(),
        RowFilter::WithProblems => in_play && !row.problems.is_empty(),
    }
}

/// The letters by which spreadsheets call a column: A to Z, AA, AB, …
fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_spreadsheets_call_them() {
        let called: Vec<String> = [0, 25, 26, 51, 701, 702].map(column_letters).into();
        assert_eq!(called, ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }
}
