//! npm, for every folder that has packages of its own.
//! What their scripts do is known where they are called.

use std::fs;
use std::path::Path;

use crate::run::{Result, Run, program};

/// A call of npm in a folder. On Windows npm is a script.
pub(crate) fn npm(folder: &Path) -> Run {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" }).folder(folder)
}

/// `npm ci` in a folder, when its lock file is not the one that was installed last.
pub(crate) fn install(folder: &Path) -> Result {
    let lock = fs::read(folder.join("package-lock.json"))?;
    // The stamp lies inside node_modules, so that removing the folder removes it too.
    let stamp = folder.join("node_modules/.roster-installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("{} is up to date", folder.join("node_modules").display());
        return Ok(());
    }
    npm(folder).args(["ci", "--no-audit", "--no-fund"]).run()?;
    fs::write(&stamp, lock)?;
    Ok(())
}
