//! What is generated and committed: the TypeScript bindings of the commands and events.

use std::fs;

use crate::project::{APP_PACKAGE, Project};
use crate::run::{Failure, Result, Run, cargo};

/// Where the interface expects them, from the root.
const BINDINGS: &str = "ui/src/bindings.ts";

/// Writes the bindings anew from the commands in `src-tauri`.
pub(crate) fn write_bindings(project: &Project) -> Result {
    generator(project).args([BINDINGS]).run()
}

/// Whether the committed bindings are those that would be written now.
pub(crate) fn check_bindings(project: &Project, generator: Run) -> Result {
    let fresh = project.scratch()?.join("bindings.ts");
    generator.args([&fresh]).run()?;
    // git may give lines another end on Windows.
    let read = |path| Ok::<_, Failure>(fs::read_to_string(path)?.replace("\r\n", "\n"));
    if read(fresh)? == read(project.root().join(BINDINGS))? {
        println!("{BINDINGS} is fresh");
        Ok(())
    } else {
        Err(Failure::new(format!("{BINDINGS} is not fresh: run `cargo xtask bindings`")))
    }
}

/// The program that writes the bindings to a path, built if need be.
pub(crate) fn generator(project: &Project) -> Run {
    cargo(project).args(["run", "--quiet", "--package", APP_PACKAGE, "--example", "bindings", "--"])
}
