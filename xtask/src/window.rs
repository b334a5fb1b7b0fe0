//! What needs the app in its real window: the journeys, the pictures, the measurements. They are
//! programs of the crate `e2e`; here they are built and started.

use std::path::Path;

use crate::packages;
use crate::project::{APP_PACKAGE, Project};
use crate::run::{Failure, Result, cargo};
use crate::ui;

/// The journeys, in a window each, several at a time.
pub(crate) fn journeys(project: &Project) -> Result {
    let failures = project.scratch()?.join("failures");
    let run = if cargo(project).args(["nextest", "--version"]).succeeds() {
        cargo(project)
            .args(["nextest", "run", "--workspace", "--cargo-quiet", "--no-fail-fast"])
            // Fifty thousand accounts take the unoptimised simulator minutes: they are a command of
            // their own.
            .args(["--filterset", "package(e2e) - test(fifty_thousand)"])
            .args(["--status-level", "pass", "--final-status-level", "fail"])
    } else {
        // Each journey has a web view of several processes: as many at a time as there are cores.
        cargo(project).args([
            "test",
            "--quiet",
            "--package",
            "e2e",
            "--",
            "--skip",
            "fifty_thousand",
        ])
    };
    run.environment("ROSTER_FAILURES", &failures)
        .environment("ROSTER_APP", project.built(APP_PACKAGE))
        .run()
}

/// The journey that is too long for every test run.
pub(crate) fn many(project: &Project) -> Result {
    prepare(project)?;
    build_app(project)?;
    let failures = project.scratch()?.join("failures");
    cargo(project)
        .args(["test", "--quiet", "--package", "e2e", "--", "fifty_thousand"])
        .environment("ROSTER_FAILURES", &failures)
        .environment("ROSTER_APP", project.built(APP_PACKAGE))
        .run()
}

/// Builds the app as a developer does, with the interface in it.
pub(crate) fn build_app(project: &Project) -> Result {
    cargo(project).args(["build", "--quiet", "--package", APP_PACKAGE, "--bin", APP_PACKAGE]).run()
}

/// Pictures of every screen and state.
pub(crate) fn screenshots(project: &Project, folder: &Path) -> Result {
    prepare(project)?;
    build_app(project)?;
    let folder = std::path::absolute(folder)?;
    cargo(project)
        .args(["run", "--quiet", "--package", "e2e", "--bin", "screenshots", "--"])
        .args([folder])
        .environment("ROSTER_APP", project.built(APP_PACKAGE))
        .run()
}

/// Sees to everything that is needed before the app is built.
pub(crate) fn prepare(project: &Project) -> Result {
    if !cfg!(target_os = "linux") {
        return Err(Failure::new("the window is driven through WebKitWebDriver: on Linux only"));
    }
    packages::ensure(packages::BUILD)?;
    packages::ensure(packages::TEST)?;
    ui::install(project)?;
    ui::build_if_older(project)
}
