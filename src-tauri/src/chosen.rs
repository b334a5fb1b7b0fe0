//! The files that a person chose in one of the shell's dialogs. Only these may be read or
//! written for the interface: what it names by itself is refused, so that a page which does not
//! do as it should reaches no other file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The files chosen since the app started: those to read, and those to write.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    to_open: Mutex<HashSet<PathBuf>>,
    to_save: Mutex<HashSet<PathBuf>>,
}

impl Chosen {
    /// Remembers what a dialog for opening gave, or what Roster wrote to be read again.
    pub(crate) fn remember_to_open(&self, path: Option<PathBuf>) -> Option<PathBuf> {
        remember(&self.to_open, path)
    }

    /// Remembers what a dialog for saving gave.
    pub(crate) fn remember_to_save(&self, path: Option<PathBuf>) -> Option<PathBuf> {
        remember(&self.to_save, path)
    }

    /// Whether this file was chosen to be read.
    pub(crate) fn is_to_open(&self, path: &Path) -> bool {
        self.to_open.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    /// Whether this file was chosen to be written.
    pub(crate) fn is_to_save(&self, path: &Path) -> bool {
        self.to_save.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }
}

fn remember(paths: &Mutex<HashSet<PathBuf>>, path: Option<PathBuf>) -> Option<PathBuf> {
    if let Some(path) = &path {
        paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
    }
    path
}
