//! The result of an import as a file: the input as it was, row for row on the same lines, plus
//! three columns (Partner ID, result, reason). What happened to each row is handed in.
//! Written under a temporary name and renamed when it is whole.

use super::csv::{CsvFormat, write_row};
use super::encoding::{TextEncoding, encode};
use super::problem::FileProblem;
use crate::error::Error;
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use crate::setup::Language;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use rust_xlsxwriter::{Format, Workbook};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ImportResult {
    /// There is a new account.
    Created,
    /// When editing.
    Changed,
    /// Refused by the server or by Roster, or found not to be done.
    Failed,
    /// Sent, and the answer was lost; not found either.
    Unclear,
    /// No part of the job: left out by the person, with errors, or with nothing to change.
    LeftOut,
    /// Not sent, because the import was stopped or still runs.
    Waiting,
}

/// The outcome of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// The row's account; none while a new one is not known.
    pub partner_id: Option<AccountId>,
    /// What stands in the column for it.
    pub result: ImportResult,
    /// Why, as a sentence. Empty when there is nothing to say.
    pub reason: String,
}

/// Everything needed to write the result later, even after a restart: to be kept with the job.
/// Holds no password; the cells of that column are emptied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultPlan {
    /// The input's name, for suggesting one for the result.
    pub file_name: String,
    kind: PlanKind,
    /// The line of the header, if there is one.
    header: Option<u32>,
    /// Where the first of the three result columns goes, or all three when the input has them.
    columns: [usize; 3],
    lines: Vec<PlanLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PlanKind {
    #[serde(rename_all = "camelCase")]
    Csv {
        delimiter: char,
        encoding: String,
        marked: bool,
        sep_line: bool,
        crlf: bool,
    },
    Workbook {
        sheet: String,
    },
}

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanLine {
    pub number: u32,
    pub cells: Vec<String>,
    /// What is known of it before the import, such as that it was created by an earlier one.
    pub known: bool,
}

impl ResultPlan {
    pub(crate) fn new(
        file_name: String,
        format: &super::read::FileFormat,
        header: Option<u32>,
        columns: [usize; 3],
        lines: Vec<PlanLine>,
    ) -> Self {
        let kind = match format {
            super::read::FileFormat::Csv(csv) => PlanKind::Csv {
                delimiter: csv.delimiter,
                encoding: csv.text.encoding.name().to_owned(),
                marked: csv.text.marked,
                sep_line: csv.sep_line,
                crlf: csv.crlf,
            },
            super::read::FileFormat::Workbook { sheet, .. } => {
                PlanKind::Workbook { sheet: sheet.clone() }
            }
        };
        Self { file_name, kind, header, columns, lines }
    }

    /// A name for the result: `schools.xlsx` becomes `schools – result.xlsx`.
    pub fn suggested_name(&self, language: Language) -> String {
        let stem = Path::new(&self.file_name).file_stem().map(|stem| stem.to_string_lossy());
        let stem = stem.as_deref().unwrap_or("import");
        let extension = match self.kind {
            PlanKind::Csv { .. } => "csv",
            PlanKind::Workbook { .. } => "xlsx",
        };
        let said = Messages::new(language).say(&msg::import_result_file_name(stem));
        format!("{said}.{extension}")
    }

    /// Writes the result. `outcomes` are by the row's number in the file; rows without one were
    /// left out.
    pub fn write<S: std::hash::BuildHasher>(
        &self,
        path: &Path,
        outcomes: &HashMap<u32, RowOutcome, S>,
        language: Language,
    ) -> Result<(), Error> {
        let messages = Messages::new(language);
        let lines: Vec<(u32, Vec<String>)> = self
            .lines
            .iter()
            .map(|line| (line.number, self.completed(line, outcomes.get(&line.number), &messages)))
            .collect();
        match &self.kind {
            PlanKind::Csv { .. } => write_whole(path, |file| {
                file.write_all(&self.csv_bytes(&lines)).map_err(|e| FileProblem::from_writing(&e))
            }),
            PlanKind::Workbook { sheet } => {
                write_whole(path, |file| write_workbook(file, sheet, self.header, &lines))
            }
        }
        .map_err(|problem| problem.error(&messages))
    }

    fn completed(
        &self,
        line: &PlanLine,
        outcome: Option<&RowOutcome>,
        messages: &Messages,
    ) -> Vec<String> {
        let mut cells = line.cells.clone();
        let is_header = self.header == Some(line.number);
        let above_header = self.header.is_some_and(|header| line.number < header);
        // What an earlier import said of a row that this one did not touch stays.
        if above_header || (line.known && outcome.is_none()) {
            return cells;
        }
        let result = outcome.map_or(ImportResult::LeftOut, |outcome| outcome.result);
        let added = if is_header {
            [
                messages.say(&msg::import_result_partner_id()),
                messages.say(&msg::import_result_result()),
                messages.say(&msg::import_result_reason()),
            ]
        } else {
            [
                outcome.and_then(|o| o.partner_id).map(|id| id.to_string()).unwrap_or_default(),
                messages.say(&match result {
                    ImportResult::Created => msg::import_result_created(),
                    ImportResult::Changed => msg::import_result_changed(),
                    ImportResult::Failed => msg::import_result_failed(),
                    ImportResult::Unclear => msg::import_result_unclear(),
                    ImportResult::LeftOut => msg::import_result_left_out(),
                    ImportResult::Waiting => msg::import_result_waiting(),
                }),
                outcome.map(|o| o.reason.clone()).unwrap_or_default(),
            ]
        };
        for (column, text) in self.columns.into_iter().zip(added) {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
        cells
    }

    fn csv_bytes(&self, lines: &[(u32, Vec<String>)]) -> Vec<u8> {
        let PlanKind::Csv { delimiter, encoding, marked, sep_line, crlf } = &self.kind else {
            return Vec::new();
        };
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
        let text = TextEncoding { encoding, marked: *marked };
        let format = CsvFormat { delimiter: *delimiter, text, sep_line: *sep_line, crlf: *crlf };
        let mut written = String::new();
        let line_end = if *crlf { "\r\n" } else { "\n" };
        if *sep_line {
            written.push_str("sep=");
            written.push(*delimiter);
            written.push_str(line_end);
        }
        let mut next = 1;
        for (number, cells) in lines {
            // Blank rows of the input stay, so that row 37 is row 37 here too.
            for _ in next..*number {
                written.push_str(line_end);
            }
            write_row(format, cells.iter().map(String::as_str), &mut written);
            next = number.saturating_add(1);
        }
        if let Some(bytes) = encode(&written, encoding) {
            let mark: &[u8] = match (text.marked, encoding) {
                (true, e) if e == UTF_8 => b"\xef\xbb\xbf",
                (_, e) if e == UTF_16LE => b"\xff\xfe",
                (_, e) if e == UTF_16BE => b"\xfe\xff",
                _ => b"",
            };
            return [mark, &bytes].concat();
        }
        // A reason may hold letters that an old encoding lacks.
        [b"\xef\xbb\xbf".as_slice(), written.as_bytes()].concat()
    }
}

fn write_workbook(
    file: &mut File,
    sheet: &str,
    header: Option<u32>,
    lines: &[(u32, Vec<String>)],
) -> Result<(), FileProblem> {
    let failed = FileProblem::from_workbook;
    let mut workbook = Workbook::new();
    // Everything is text, so that nothing becomes a formula, a date or another number.
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_num_format("@").set_bold();
    let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    worksheet.set_name(sheet).map_err(failed)?;
    if let Some(line) = header {
        worksheet.set_freeze_panes(line, 0).map_err(failed)?;
    }
    for (number, cells) in lines {
        let format = if header == Some(*number) { &bold } else { &text };
        for (column, cell) in (0_u16..).zip(cells) {
            if !cell.is_empty() {
                worksheet
                    .write_string_with_format(number - 1, column, cell, format)
                    .map_err(failed)?;
            }
        }
    }
    workbook.save_to_writer(file).map_err(failed)
}

/// Writes beside the place and renames, so that there is either the whole file or none of it.
pub(crate) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    let writing = |e: std::io::Error| FileProblem::from_writing(&e);
    let unfinished = unfinished_name(path);
    let mut file =
        File::options().write(true).create_new(true).open(&unfinished).map_err(writing)?;
    let outcome = write(&mut file)
        .and_then(|()| file.sync_all().map_err(writing))
        .and_then(|()| std::fs::rename(&unfinished, path).map_err(writing));
    if outcome.is_err() {
        // Nothing more can be done if it cannot be removed either.
        let _ = std::fs::remove_file(&unfinished);
    }
    outcome
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    path.with_file_name(name)
}
