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
    target: PathBuf,
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
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(PathBuf::from(folder)));
        Ok(Self { root, target })
    }

    /// The root of the clone.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `ui/`.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A program that cargo built for development.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// A program that cargo built for release.
    pub(crate) fn released(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// xtask's own folder beside what cargo builds: virtual environments, pictures of failures.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}
