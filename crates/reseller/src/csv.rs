//! CSV files that a spreadsheet opens as they are meant: UTF-8 with a byte order mark, every
//! cell text, nothing that could run as a formula, and no half-written file under the final
//! name.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written.
#[derive(Debug)]
pub(crate) struct Writer {
    file: BufWriter<File>,
    temporary: PathBuf,
    target: PathBuf,
    finished: bool,
}

impl Writer {
    /// Begins a file beside its final place.
    pub(crate) fn create(target: &Path) -> std::io::Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        let temporary = target.with_file_name(name);
        let mut file = BufWriter::new(File::create_new(&temporary)?);
        file.write_all("\u{feff}".as_bytes())?;
        Ok(Self { file, temporary, target: target.to_owned(), finished: false })
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[String]) -> std::io::Result<()> {
        let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.file.write_all(line.join(",").as_bytes())?;
        self.file.write_all(b"\r\n")
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> std::io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: a left-over part is harmless.
            drop(std::fs::remove_file(&self.temporary));
        }
    }
}

/// A cell that begins like a formula gets an apostrophe before it, which spreadsheets take as
/// "this is text".
fn quoted(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let safe = if risky { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\n', '\r', ';', '\t']) || safe != safe.trim() {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_can_run_as_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let cell = quoted(formula);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{formula}: {cell}");
        }
        assert_eq!(quoted("Acme, \"Ltd\""), "\"Acme, \"\"Ltd\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }

    #[test]
    fn an_unfinished_file_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("activity.csv");
        let mut writer = Writer::create(&target).expect("a file");
        writer.row(&["a".into()]).expect("a row");
        drop(writer);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a listing").count(), 0);
        let mut writer = Writer::create(&target).expect("a file");
        writer.row(&["a".into(), "é".into()]).expect("a row");
        writer.finish().expect("an end");
        assert_eq!(std::fs::read_to_string(&target).expect("text"), "\u{feff}a,é\r\n");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a listing").count(), 1);
    }
}
