//! How the files of an export were when Roster had written them, so that a change by somebody else
//! is noticed before they are written again.

use crate::folder::length_and_time;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Some disks keep times by two seconds, and round what was told more exactly at first.
const BY_DISK_MS: u64 = 2_000;

/// A file as it was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Written {
    path: String,
    length: u64,
    modified_ms: u64,
}

impl Written {
    /// Notes how a file is now; `None`: it is not there, or has no times. Blocks.
    pub(crate) fn now(path: &Path) -> Option<Self> {
        let (length, modified) = length_and_time(path)?;
        let modified_ms = u64::try_from(modified.as_millis()).ok()?;
        Some(Self { path: path.to_string_lossy().into_owned(), length, modified_ms })
    }

    /// Whether the file is there and is another one than it was. Blocks.
    pub(crate) fn was_changed(&self) -> bool {
        Self::now(Path::new(&self.path)).is_some_and(|now| {
            now.length != self.length || now.modified_ms.abs_diff(self.modified_ms) > BY_DISK_MS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn another_length_or_time_is_a_change_and_a_file_that_is_gone_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.csv");
        assert_eq!(Written::now(&path), None);
        std::fs::write(&path, "abc").expect("written");
        let as_written = Written::now(&path).expect("a file");
        assert!(!as_written.was_changed());
        let touch = |seconds| {
            let file = std::fs::File::options().write(true).open(&path).expect("the file");
            let at = file.metadata().and_then(|known| known.modified()).expect("a time");
            file.set_modified(at + Duration::from_secs(seconds)).expect("touched");
        };
        touch(1);
        assert!(!as_written.was_changed(), "as some disks round it");
        touch(60);
        assert!(as_written.was_changed());
        let touched = Written::now(&path).expect("a file");
        std::fs::write(&path, "abcd").expect("written");
        assert!(touched.was_changed());
        std::fs::remove_file(&path).expect("removed");
        assert!(!touched.was_changed());
    }
}
