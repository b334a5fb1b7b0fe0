//! The simulator and what is held against it: the recorded answers of a real server, and
//! Kaltura's own clients for Python and for Node.

use std::fs;
use std::path::Path;

use crate::npm;
use crate::project::Project;
use crate::run::{Result, cargo, program};

/// The scenarios of Kaltura's own clients, from the root.
const CLIENTS: &str = "tests/official_client";

/// Runs the simulator until it is interrupted.
pub(crate) fn serve(project: &Project, arguments: &[String]) -> Result {
    cargo(project).args(["run", "--quiet", "--package", "simulator", "--"]).args(arguments).run()
}

/// Replays recorded answers; without a folder, those in the repository.
pub(crate) fn conformance(project: &Project, folder: Option<&Path>) -> Result {
    cargo(project)
        .args(["run", "--quiet", "--package", "simulator", "--bin", "conformance", "--"])
        .args(folder)
        .run()
}

/// Lets Kaltura's own clients do their scenarios against the simulator, which must have been
/// built.
pub(crate) fn official_clients(project: &Project) -> Result {
    let folder = project.root().join(CLIENTS);
    python_client(project, &folder)?;
    npm_client(project, &folder)
}

fn python_client(project: &Project, folder: &Path) -> Result {
    let environment = project.scratch()?.join("python");
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read(folder.join("requirements.txt"))?;
    let stamp = environment.join("installed.txt");
    if !fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        let system_python = if cfg!(windows) { "python" } else { "python3" };
        program(system_python).args(["-m", "venv", "--clear"]).args([&environment]).run()?;
        program(&python)
            .folder(folder)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--requirement", "requirements.txt"])
            .run()?;
        fs::write(&stamp, wanted)?;
    }
    program(&python)
        .folder(project.root())
        .args([folder.join("scenario.py"), project.built("simulator")])
        .run()
}

fn npm_client(project: &Project, folder: &Path) -> Result {
    npm::install(folder)?;
    program("node")
        .folder(project.root())
        .args([folder.join("scenario.mjs"), project.built("simulator")])
        .run()
}
