//! The interface's own tools: installing, checking, testing, building and weighing it.
//! What is in the interface is not known here.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::project::Project;
use crate::run::{Failure, Result, npm};

/// The interface's code, gzipped, may weigh this much: its scripts, styles and page.
const BUDGET_BYTES: usize = 250_000;

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

/// Builds `ui/dist`.
pub(crate) fn build(project: &Project) -> Result {
    npm(project).args(["run", "--silent", "build"]).run()
}

/// Runs a script of `ui/package.json`.
pub(crate) fn script(project: &Project, name: &str) -> Result {
    npm(project).args(["run", "--silent", name]).run()
}

/// Compares the built interface with its budget.
pub(crate) fn weigh(project: &Project) -> Result {
    let dist = project.ui().join("dist");
    let mut code = 0;
    let mut rest = 0;
    for file in files(&dist)? {
        let bytes = fs::read(&file)?;
        let is_code = file
            .extension()
            .is_some_and(|ending| ["js", "css", "html"].iter().any(|code| ending == *code));
        if is_code {
            code += gzipped(&bytes)?;
        } else {
            rest += bytes.len();
        }
    }
    println!(
        "interface: {:.1} kB of code gzipped (at most {:.0}), beside {:.1} kB of fonts and pictures",
        kilobytes(code),
        kilobytes(BUDGET_BYTES),
        kilobytes(rest)
    );
    if code == 0 {
        return Err(Failure::new("ui/dist holds no code: was it built?"));
    }
    if code > BUDGET_BYTES {
        return Err(Failure::new("the interface is heavier than its budget"));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files, to be read by a person")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
