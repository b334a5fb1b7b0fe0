//! The file of an export, whatever its kind: a temporary name until it is complete, and faults
//! of the disk told apart.

use super::cell::Row;
use super::csv::CsvFile;
use super::options::ExportFormat;
use super::summary::Tables;
use super::xlsx::{SHEET_ROWS, XlsxFile};
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is collected before it goes to the disk.
const BUFFER: usize = 256 << 10;

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileError {
    DiskFull,
    NotWritable(String),
    /// A list that is not continued on a further sheet has more rows than one takes.
    SheetFull,
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
    /// the workbook keeps on disk meanwhile.
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
    temporary: PathBuf,
    target: PathBuf,
    fault: Option<FileError>,
    finished: bool,
}

impl Part {
    pub(crate) fn create(target: &Path) -> Result<Self, FileError> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        let temporary = target.with_file_name(name);
        let file = File::create_new(&temporary)?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            temporary,
            target: target.to_owned(),
            fault: None,
            finished: false,
        })
    }

    /// The first fault of the disk, which a library in between may have blurred.
    pub(crate) fn take_fault(&mut self) -> Result<(), FileError> {
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> Result<PathBuf, FileError> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(self.target.clone())
    }

    fn noted<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.fault.get_or_insert_with(|| FileError::from(error));
            io::Error::from(kind)
        })
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.file.write(bytes);
        self.noted(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.file.flush();
        self.noted(result)
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let result = self.file.seek(to);
        self.noted(result)
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
