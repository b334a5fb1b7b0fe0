//! The interface's own tools: installing, checking, testing and building it.
//! What is in the interface is not known here.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::npm::{self, npm};
use crate::packages;
use crate::project::Project;
use crate::run::{Failure, Result};

/// Its packages, when they are not the ones of the lock file.
pub(crate) fn install(project: &Project) -> Result {
    npm::install(&project.ui())
}

/// Builds `ui/dist`, and weighs it: the build fails when it is heavier than its budget.
pub(crate) fn build(project: &Project) -> Result {
    npm(&project.ui()).args(["run", "--silent", "build"]).run()
}

/// Builds `ui/dist` when something that it is made from is newer. Building it anyway would make
/// cargo build the app again, which takes it in.
pub(crate) fn build_if_older(project: &Project) -> Result {
    // Without its assets it is only the page that stands in until the first real build.
    let dist = project.ui().join("dist");
    let built = fs::metadata(dist.join("index.html")).and_then(|page| page.modified());
    let made_from = ["src", "scripts", "index.html", "package-lock.json", "vite.config.ts"];
    let sources = made_from.map(|name| project.ui().join(name));
    let messages = project.root().join("messages");
    let newest = sources.iter().chain([&messages]).filter_map(|path| newest_in(path)).max();
    match (built, newest) {
        (Ok(built), Some(newest)) if built >= newest && dist.join("assets").exists() => {
            println!("ui/dist is up to date");
            Ok(())
        }
        _ => build(project),
    }
}

/// When anything in it was last changed. What is generated from other sources does not count.
fn newest_in(path: &Path) -> Option<SystemTime> {
    if path.ends_with("generated") {
        return None;
    }
    if path.is_dir() {
        let entries = fs::read_dir(path).ok()?.flatten();
        return entries.filter_map(|entry| newest_in(&entry.path())).max();
    }
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// Runs a script of `ui/package.json`.
pub(crate) fn script(project: &Project, name: &str) -> Result {
    npm(&project.ui()).args(["run", "--silent", name]).run()
}

/// Every screen and state in Chromium with a made-up backend: broader than the journeys in the
/// real window, which are the product's own engine.
pub(crate) fn test_in_chromium(project: &Project) -> Result {
    in_chromium(project, "test:browser")
}

/// The two proofs that need a page: that every sentence comes from the messages, and that
/// everything can be done by keyboard alone. Takes the interface as it was built last.
pub(crate) fn prove_in_chromium(project: &Project) -> Result {
    in_chromium(project, "test:proofs")
}

fn in_chromium(project: &Project, script: &str) -> Result {
    let browser = chromium().ok_or_else(|| {
        Failure::new("there is no Chromium here; the variable CHROMIUM can name one")
    })?;
    npm(&project.ui()).args(["run", "--silent", script]).environment("CHROMIUM", browser).run()
}

/// Where Chromium is; on Debian it is installed when it is missing. Ubuntu has no such package.
fn chromium() -> Option<PathBuf> {
    let usual = ["/usr/bin/chromium", "/usr/bin/google-chrome"];
    let found = std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| usual.iter().map(PathBuf::from).find(|path| path.exists()));
    if found.is_some() || !cfg!(target_os = "linux") {
        return found;
    }
    if let Err(failure) = packages::ensure(&["chromium"]) {
        println!("{failure}");
    }
    Some(PathBuf::from("/usr/bin/chromium")).filter(|path| path.exists())
}
