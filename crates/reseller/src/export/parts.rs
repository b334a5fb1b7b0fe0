//! Rows set aside on disk: those of accounts whose turn in the file has not come yet, and, for
//! an export that may be resumed, those of every complete account. Never a secret: only what
//! goes into the file.

use super::cell::{Cell, Row, Sheet};
use super::columns::Column;
use super::file::FileError;
use super::metadata::Fields;
use super::shelf::Shelf;
use super::summary::AccountReport;
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Which fields of metadata the rows have.
const FIELDS: &str = "fields.json";
/// Marks the end of the rows.
const END: u8 = 0xff;
/// How much is collected before it goes to the disk, and read from it at a time.
const BUFFER: usize = 128 << 10;

/// The folder of an export's parts. The rows of an account lie in one file; once it is complete,
/// another beside it says so, with its report, so that nobody need read the rows to know.
#[derive(Debug)]
pub(crate) struct Parts {
    folder: PathBuf,
    /// What the rows were made for; parts with another are of no use.
    fingerprint: u64,
    /// Makes parts last for a resume, until the export is complete.
    shelf: Option<Shelf>,
    /// Where the cells of custom metadata begin in a row of an entry, and how many there are.
    fields_at: usize,
    fields: u16,
}

/// What stands beside the rows of a complete account.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    made_for: u64,
    /// How long the file of the rows is.
    length: u64,
    report: AccountReport,
}

impl Parts {
    /// Opens or makes the folder.
    pub(crate) fn open(folder: &Path, fingerprint: u64, keep: bool) -> Result<Self, FileError> {
        std::fs::create_dir_all(folder)?;
        let shelf = keep.then(Shelf::new);
        Ok(Self { folder: folder.to_owned(), fingerprint, shelf, fields_at: 0, fields: 0 })
    }

    /// Whether complete accounts are kept for a resume.
    pub(crate) fn keeps(&self) -> bool {
        self.shelf.is_some()
    }

    /// The fields of metadata that rows of an earlier run have.
    pub(crate) fn fields(&self) -> Fields {
        if !self.keeps() {
            return Fields::default();
        }
        let known = std::fs::read(self.folder.join(FIELDS)).ok();
        let known: Option<(u64, Fields)> =
            known.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        known.filter(|(made_for, _)| *made_for == self.fingerprint).unwrap_or_default().1
    }

    /// Says which fields rows have from now on. Those of an earlier run come first among them.
    pub(crate) fn set_fields(
        &mut self,
        columns: &[Column],
        fields: &Fields,
    ) -> Result<(), FileError> {
        let at = columns.iter().position(|column| *column == Column::Metadata);
        self.fields_at = at.unwrap_or_default();
        self.fields = u16::try_from(fields.0.len()).unwrap_or(u16::MAX);
        if self.keeps() && at.is_some() {
            let bytes = serde_json::to_vec(&(self.fingerprint, fields)).map_err(io::Error::from)?;
            let new = self.folder.join(format!("{FIELDS}.new"));
            std::fs::write(&new, bytes)?;
            std::fs::rename(new, self.folder.join(FIELDS))?;
        }
        Ok(())
    }

    fn path(&self, account: AccountId, ending: &str) -> PathBuf {
        self.folder.join(format!("{account}.{ending}"))
    }

    /// Begins the part of an account; one of before is thrown away.
    pub(crate) fn begin(&self, account: AccountId) -> Result<PartWriter, FileError> {
        self.forget(account);
        let path = self.path(account, "rows");
        let mut file = BufWriter::with_capacity(BUFFER, File::create(&path)?);
        file.write_all(&self.fingerprint.to_le_bytes())?;
        file.write_all(&self.fields.to_le_bytes())?;
        Ok(PartWriter { file, path, rows: 0 })
    }

    /// No more rows of the account come. If it is `whole`, it is kept for a resume, where there
    /// can be one.
    pub(crate) fn end(
        &mut self,
        mut part: PartWriter,
        report: &AccountReport,
        whole: bool,
    ) -> Result<(), FileError> {
        part.file.write_all(&[END])?;
        part.file.flush()?;
        let Some(shelf) = self.shelf.as_mut().filter(|_| whole) else { return Ok(()) };
        let file = part.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let length = file.metadata()?.len();
        let done = Done { made_for: self.fingerprint, length, report: report.clone() };
        let bytes = serde_json::to_vec(&done).map_err(io::Error::from)?;
        shelf.put(file, self.folder.join(format!("{}.done", report.account)), bytes)
    }

    /// Waits until everything that is to be kept is on the disk.
    pub(crate) fn settle(&mut self) -> Result<(), FileError> {
        self.shelf.as_mut().map_or(Ok(()), Shelf::settle)
    }

    /// The report of an account that was completed before.
    pub(crate) fn completed(&self, account: AccountId) -> Option<AccountReport> {
        let done = std::fs::read(self.path(account, "done")).ok()?;
        let done: Done = serde_json::from_slice(&done).ok()?;
        let length = std::fs::metadata(self.path(account, "rows")).ok()?.len();
        let fits = done.made_for == self.fingerprint && done.length == length;
        fits.then_some(done.report)
    }

    /// The rows of an account that is over.
    pub(crate) fn read(&self, account: AccountId) -> Result<Option<PartReader>, FileError> {
        let file = match File::open(self.path(account, "rows")) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut file = BufReader::with_capacity(BUFFER, file);
        let mut fingerprint = [0; 8];
        if file.read_exact(&mut fingerprint).is_err()
            || u64::from_le_bytes(fingerprint) != self.fingerprint
        {
            return Ok(None);
        }
        let mut fields = [0; 2];
        if file.read_exact(&mut fields).is_err() {
            return Ok(None);
        }
        // An account that was read later may have brought further fields.
        let lacks = self.fields.saturating_sub(u16::from_le_bytes(fields));
        let lacks_at = self.fields_at + usize::from(u16::from_le_bytes(fields));
        Ok(Some(PartReader { file, lacks: lacks.into(), lacks_at }))
    }

    /// Throws the rows of an account away.
    pub(crate) fn forget(&self, account: AccountId) {
        // What says that they are complete goes first, so that it never speaks of others.
        drop(std::fs::remove_file(self.path(account, "done")));
        drop(std::fs::remove_file(self.path(account, "rows")));
    }

    /// Throws everything away.
    pub(crate) fn remove(mut self) {
        if let Some(shelf) = &mut self.shelf {
            shelf.give_up();
        }
        // Best effort: the folder lies among Roster's own files.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Rows on their way into a part.
#[derive(Debug)]
pub(crate) struct PartWriter {
    file: BufWriter<File>,
    path: PathBuf,
    rows: u64,
}

impl PartWriter {
    /// What was added so far, to be read while more may come: that many rows.
    pub(crate) fn replay(&mut self) -> Result<(u64, PartReader), FileError> {
        self.file.flush()?;
        let mut file = BufReader::with_capacity(BUFFER, File::open(&self.path)?);
        file.read_exact(&mut [0; 10])?;
        Ok((self.rows, PartReader { file, lacks: 0, lacks_at: 0 }))
    }

    pub(crate) fn add(&mut self, row: &Row) -> Result<(), FileError> {
        self.rows += 1;
        let sheet = match row.sheet {
            Sheet::Entries => 0,
            Sheet::Events => 1,
        };
        self.file.write_all(&[sheet])?;
        self.file.write_all(&u16::try_from(row.cells.len()).unwrap_or(u16::MAX).to_le_bytes())?;
        for cell in &row.cells {
            match cell {
                Cell::Empty => self.file.write_all(&[0])?,
                Cell::Text(text) => {
                    self.file.write_all(&[1])?;
                    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                    self.file.write_all(&length.to_le_bytes())?;
                    self.file.write_all(text.as_bytes())?;
                }
                Cell::Number(value) => self.number(2, *value)?,
                Cell::Moment(value) => self.number(3, *value)?,
                Cell::Length(value) => self.number(4, *value)?,
            }
        }
        Ok(())
    }

    fn number(&mut self, kind: u8, value: i64) -> io::Result<()> {
        self.file.write_all(&[kind])?;
        self.file.write_all(&value.to_le_bytes())
    }
}

/// Rows coming back out of a part.
#[derive(Debug)]
pub(crate) struct PartReader {
    file: BufReader<File>,
    /// How many fields of metadata rows of today have more, and where they belong.
    lacks: usize,
    lacks_at: usize,
}

impl PartReader {
    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, FileError> {
        let sheet = match self.byte()? {
            0 => Sheet::Entries,
            1 => Sheet::Events,
            END => return Ok(None),
            _ => return Err(damaged()),
        };
        let mut count = [0; 2];
        self.file.read_exact(&mut count)?;
        let mut cells = Vec::with_capacity(u16::from_le_bytes(count).into());
        for _ in 0..u16::from_le_bytes(count) {
            cells.push(match self.byte()? {
                0 => Cell::Empty,
                1 => {
                    let mut length = [0; 4];
                    self.file.read_exact(&mut length)?;
                    let length = u64::from(u32::from_le_bytes(length));
                    let mut text = String::new();
                    let read = (&mut self.file).take(length).read_to_string(&mut text)?;
                    if read as u64 != length {
                        return Err(damaged());
                    }
                    Cell::Text(text)
                }
                2 => Cell::Number(self.number()?),
                3 => Cell::Moment(self.number()?),
                4 => Cell::Length(self.number()?),
                _ => return Err(damaged()),
            });
        }
        if sheet == Sheet::Entries && self.lacks > 0 {
            let at = self.lacks_at.min(cells.len());
            cells.splice(at..at, std::iter::repeat_n(Cell::Empty, self.lacks));
        }
        Ok(Some(Row { sheet, cells }))
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.file.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn number(&mut self) -> io::Result<i64> {
        let mut bytes = [0; 8];
        self.file.read_exact(&mut bytes)?;
        Ok(i64::from_le_bytes(bytes))
    }
}

fn damaged() -> FileError {
    FileError::Other("rows set aside are damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in_and_damage_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut parts = Parts::open(folder.path(), 7, true).expect("parts");
        let rows = [
            Row {
                sheet: Sheet::Entries,
                cells: vec![
                    Cell::Empty,
                    Cell::Text("=1\r\n👩".into()),
                    Cell::Number(-5),
                    Cell::Moment(1_795_000_000),
                    Cell::Length(0),
                ],
            },
            Row { sheet: Sheet::Events, cells: vec![] },
        ];
        let account = AccountId(5);
        let mut writer = parts.begin(account).expect("a part");
        for row in &rows {
            writer.add(row).expect("a row");
        }
        assert!(parts.completed(account).is_none());
        let report = AccountReport::new(account, "Acme".into());
        parts.end(writer, &report, true).expect("an end");
        parts.settle().expect("on the disk");
        assert_eq!(parts.completed(account), Some(report));
        let mut reader = parts.read(account).expect("a file").expect("a part");
        assert_eq!(reader.next(), Ok(Some(rows[0].clone())));
        assert_eq!(reader.next(), Ok(Some(rows[1].clone())));
        assert_eq!(reader.next(), Ok(None));
        // Made for another choice of columns: of no use.
        let other = Parts::open(folder.path(), 8, true).expect("parts");
        assert!(other.completed(account).is_none());
        // Cut off in the middle: of no use either.
        let path = folder.path().join("5.rows");
        let bytes = std::fs::read(&path).expect("bytes");
        std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut");
        assert!(parts.completed(account).is_none());
    }

    #[test]
    fn what_was_not_read_to_its_end_is_not_taken_for_complete() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut parts = Parts::open(folder.path(), 7, true).expect("parts");
        let account = AccountId(5);
        let report = AccountReport::new(account, "Acme".into());
        let whole = parts.begin(account).expect("a part");
        parts.end(whole, &report, true).expect("an end");
        parts.settle().expect("on the disk");
        assert!(parts.completed(account).is_some());
        let failed = parts.begin(account).expect("another part");
        assert!(parts.completed(account).is_none(), "it is being read again");
        parts.end(failed, &report, false).expect("an end");
        parts.settle().expect("on the disk");
        assert!(parts.completed(account).is_none());
        assert!(parts.read(account).expect("a file").is_some(), "its rows go into the file");
    }

    #[test]
    fn nothing_is_left_of_an_export_that_is_complete() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("own");
        let mut parts = Parts::open(&own, 7, true).expect("parts");
        for account in 1..50 {
            let report = AccountReport::new(AccountId(account), "Acme".into());
            let part = parts.begin(AccountId(account)).expect("a part");
            parts.end(part, &report, true).expect("an end");
        }
        parts.remove();
        assert!(!own.exists());
    }
}
