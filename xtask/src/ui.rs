//! The interface's own tools: installing, checking, testing and building it.
//! What is in the interface is not known here.

use std::fs;

use crate::project::Project;
use crate::run::{Result, npm};

/// `npm ci`, when the lock file is not the one that was installed last.
pub(crate) fn install(project: &Project) -> Result {
    let lock = fs::read(project.ui().join("package-lock.json"))?;
    // The stamp lies inside node_modules, so that removing the folder removes it too.
    let stamp = project.ui().join("node_modules/.roster-installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("ui/node_modules is up to date");
        return Ok(());
    }
    npm(project).args(["ci", "--no-audit", "--no-fund"]).run()?;
    fs::write(&stamp, lock)?;
    Ok(())
}

/// Builds `ui/dist`, and weighs it: the build fails when it is heavier than its budget.
pub(crate) fn build(project: &Project) -> Result {
    npm(project).args(["run", "--silent", "build"]).run()
}

/// Runs a script of `ui/package.json`.
pub(crate) fn script(project: &Project, name: &str) -> Result {
    npm(project).args(["run", "--silent", name]).run()
}
