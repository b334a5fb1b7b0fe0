//! The file of an export, whatever its kind: a temporary name until it is complete, and faults
//! of the disk told apart.

use super::cell::Row;
use super::csv::CsvFile;
use super::options::ExportFormat;
use super::summary::Tables;
use super::xlsx::{SHEET_ROWS, XlsxFile};
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is collected before it goes to the disk.
const BUFFER: usize = 256 << 10;

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileError {
    DiskFull,
    NotWritable(String),
    /// More than a sheet can have.
    TooManyColumns,
    Other(String),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let kind = error.kind();
        if matches!(kind, Kind::StorageFull | Kind::QuotaExceeded) {
            return Self::DiskFull;
        }
        let no_place = matches!(
            kind,
            Kind::PermissionDenied
                | Kind::NotFound
                | Kind::NotADirectory
                | Kind::IsADirectory
                | Kind::ReadOnlyFilesystem
        );
        if no_place { Self::NotWritable(error.to_string()) } else { Self::Other(error.to_string()) }
    }
}

/// What the file looks like, before its first row.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Headings of the entries and widths.
    pub(crate) columns: Vec<(String, f64)>,
    /// Headings of the events; none when no such sheet is wanted.
    pub(crate) event_columns: Option<Vec<String>>,
    pub(crate) per_account: bool,
    pub(crate) zone: TimeZone,
    pub(crate) names: SheetNames,
}

/// What sheets and further files are called.
#[derive(Debug, Clone)]
pub(crate) struct SheetNames {
    pub(crate) entries: String,
    pub(crate) events: String,
    pub(crate) summary: String,
    pub(crate) errors: String,
}

/// A file of an export while it is written. What is not finished leaves nothing behind.
#[derive(Debug)]
pub(crate) enum ExportFile {
    Xlsx(Box<XlsxFile>),
    Csv(Box<CsvFile>),
}

impl ExportFile {
    /// Begins a file under a temporary name beside its place. `temporary` is a folder for what
    /// cannot go into a workbook yet.
    pub(crate) fn create(
        kind: ExportFormat,
        target: &Path,
        temporary: &Path,
        layout: Layout,
    ) -> Result<Self, FileError> {
        Ok(match kind {
            ExportFormat::Xlsx => {
                Self::Xlsx(Box::new(XlsxFile::create(target, temporary, layout, SHEET_ROWS)?))
            }
            ExportFormat::Csv => Self::Csv(Box::new(CsvFile::create(target, layout)?)),
        })
    }

    pub(crate) fn begin_account(&mut self, name: &str) -> Result<(), FileError> {
        match self {
            Self::Xlsx(file) => file.begin_account(name),
            Self::Csv(_) => Ok(()),
        }
    }

    pub(crate) fn row(&mut self, row: &Row) -> Result<(), FileError> {
        match self {
            Self::Xlsx(file) => file.row(row),
            Self::Csv(file) => file.row(row),
        }
    }

    /// How many texts were too long for a cell so far.
    pub(crate) fn cut_cells(&self) -> u64 {
        match self {
            Self::Xlsx(file) => file.cut_cells(),
            Self::Csv(_) => 0,
        }
    }

    /// Gives the file its name; the main file comes first in the answer.
    pub(crate) fn finish(self, tables: &Tables) -> Result<Vec<PathBuf>, FileError> {
        match self {
            Self::Xlsx(file) => file.finish(tables),
            Self::Csv(file) => file.finish(tables),
        }
    }
}

/// The name of a file that belongs to another: `Entries summary.csv` beside `Entries.csv`.
pub(crate) fn beside(target: &Path, what: &str) -> PathBuf {
    let stem = target.file_stem().unwrap_or_default().to_string_lossy();
    let ending = target.extension().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!("{stem} {}.{ending}", what.to_lowercase()))
}

/// A file under a temporary name, beside the place where it belongs.
#[derive(Debug)]
pub(crate) struct Part {
    file: BufWriter<File>,
    /// Where the next byte goes, and how long the file is.
    at: u64,
    length: u64,
    temporary: PathBuf,
    target: PathBuf,
    /// The first fault of the disk. After it nothing is written any more, and nobody is told
    /// again who only tidies up; the file cannot be finished.
    fault: Option<FileError>,
    finished: bool,
    /// How much the disk takes, where a test has a small one.
    room: u64,
}

impl Part {
    pub(crate) fn create(target: &Path) -> Result<Self, FileError> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        let temporary = target.with_file_name(name);
        let file = File::create_new(&temporary)?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            at: 0,
            length: 0,
            temporary,
            target: target.to_owned(),
            fault: None,
            finished: false,
            room: u64::MAX,
        })
    }

    /// The same on a disk that is full after so many bytes.
    #[cfg(test)]
    pub(crate) fn on_small_disk(target: &Path, room: u64) -> Result<Self, FileError> {
        let mut part = Self::create(target)?;
        part.room = room;
        Ok(part)
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> Result<PathBuf, FileError> {
        let target = self.target.clone();
        self.finish_as(target)
    }

    /// Gives the file this name, in the same folder.
    pub(crate) fn finish_as(mut self, target: PathBuf) -> Result<PathBuf, FileError> {
        self.complete()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(&self.temporary, &target)?;
        self.finished = true;
        Ok(target)
    }

    /// The file without a name of its own, to be read from its beginning; it is removed.
    pub(crate) fn into_draft(mut self) -> Result<Draft, FileError> {
        self.complete()?;
        let mut file = self.file.get_ref().try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Draft { file: BufReader::with_capacity(BUFFER, file), _part: self })
    }

    /// Everything is with the system, without a fault.
    fn complete(&mut self) -> Result<(), FileError> {
        self.flush()?;
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn noted<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let same = io::Error::new(error.kind(), error.to_string());
            self.fault.get_or_insert_with(|| FileError::from(error));
            same
        })
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.fault.is_some() {
            bytes.len()
        } else {
            let result = match self.room.checked_sub(bytes.len() as u64) {
                Some(_) => self.file.write(bytes),
                None => Err(io::ErrorKind::StorageFull.into()),
            };
            let written = self.noted(result)?;
            self.room -= written as u64;
            written
        };
        self.at += written as u64;
        self.length = self.length.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.fault.is_some() {
            return Ok(());
        }
        let result = self.file.flush();
        self.noted(result)
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        let at = at.ok_or(io::ErrorKind::InvalidInput)?;
        if at != self.at && self.fault.is_none() {
            let result = self.file.seek(SeekFrom::Start(at));
            self.noted(result)?;
        }
        self.at = at;
        Ok(at)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.at)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: a left-over part is harmless.
            drop(std::fs::remove_file(&self.temporary));
        }
    }
}

/// What was written to a part, to be read once.
#[derive(Debug)]
pub(crate) struct Draft {
    file: BufReader<File>,
    /// Removes the file in the end.
    _part: Part,
}

impl Read for Draft {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }
}

impl Seek for Draft {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_once_and_the_file_is_never_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.csv");
        let mut part = Part::on_small_disk(&target, 5).expect("a part");
        part.write_all(b"12345").expect("fits");
        let fault = part.write_all(b"6").expect_err("no room");
        assert_eq!(FileError::from(fault), FileError::DiskFull);
        part.write_all(b"7").expect("only tidying up");
        assert_eq!(part.stream_position().expect("a place"), 6);
        assert_eq!(part.finish(), Err(FileError::DiskFull));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn what_is_written_later_can_go_to_an_earlier_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut part = Part::create(&folder.path().join("x")).expect("a part");
        part.write_all(b"abc").expect("written");
        part.seek(SeekFrom::Start(1)).expect("a place");
        part.write_all(b"B").expect("written");
        part.seek(SeekFrom::Current(1)).expect("a place");
        part.write_all(b"d").expect("written");
        part.seek(SeekFrom::Start(0)).expect("a place");
        assert_eq!(part.seek(SeekFrom::End(0)).expect("the end"), 4);
        part.write_all(b"e").expect("written");
        let mut text = String::new();
        part.into_draft().expect("a draft").read_to_string(&mut text).expect("text");
        assert_eq!(text, "aBcde");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
