//! Where things are: the root of the clone, the target folder, the programs that cargo builds.
//! Nothing here runs anything.

use std::path::{Path, PathBuf};

use crate::run::{Failure, Result};

/// The package of the app, which is also its binary's name.
pub(crate) const APP_PACKAGE: &str = "roster";

/// The clone that xtask works on.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the clone through the variable that `cargo run` sets, so that a copied or moved
    /// clone works with the xtask that was built in it.
    pub(crate) fn find() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| Failure::new("run this as `cargo xtask …`, from inside the clone"))?;
        let root = manifest
            .parent()
            .ok_or_else(|| Failure::new("the xtask folder has no parent"))?
            .to_path_buf();
        Ok(Self { root })
    }

    /// The root of the clone.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `ui/`.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }
}
