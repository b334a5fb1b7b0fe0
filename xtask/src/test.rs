//! `cargo xtask test`: every check of the project, in an order in which each finds built what it
//! needs. What CI runs and what a developer runs are the same.

use crate::generated;
use crate::hygiene;
use crate::packages;
use crate::project::Project;
use crate::run::{Result, Steps, cargo, program};
use crate::simulator;
use crate::ui;
use crate::window;

/// How much is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Everything,
    WithoutWindow,
}

/// Steps that are a script of `ui/package.json` each.
const UI_SCRIPTS: [(&str, &str); 3] =
    [("interface: types", "check"), ("interface: lint", "lint"), ("interface: tests", "test")];

pub(crate) fn run(project: &Project, extent: Extent) -> Result {
    let mut steps = Steps::begin();
    steps.step("system packages", || {
        packages::ensure(packages::BUILD)?;
        match extent {
            Extent::Everything => packages::ensure(packages::TEST),
            Extent::WithoutWindow => Ok(()),
        }
    })?;
    steps.step("hygiene", || hygiene::check(project))?;
    // The interface comes before everything of Rust, because the app takes it in when it is built.
    steps.step("interface: packages", || ui::install(project))?;
    for (name, script) in UI_SCRIPTS {
        steps.step(name, || ui::script(project, script))?;
    }
    steps.step("interface: build", || ui::build(project))?;
    steps.step("formatting", || cargo(project).args(["fmt", "--all", "--check"]).run())?;
    steps.step("lints", || {
        cargo(project)
            .args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"])
            .run()
    })?;
    // Everything in one call: the crates' features are worked out for what is built together, and
    // a call for one of them would build much of what they share a second time.
    steps.step("build", || {
        cargo(project)
            .args(["build", "--quiet", "--workspace", "--bins", "--tests", "--examples"])
            .run()
    })?;
    steps.step("Rust tests", || rust_tests(project))?;
    steps.step("bindings", || {
        let generator = program(project.built("examples/bindings")).folder(project.root());
        generated::check_bindings(project, generator)
    })?;
    steps.step("recorded answers", || {
        program(project.built("conformance")).folder(project.root()).run()
    })?;
    steps.step("Kaltura's own clients", || simulator::official_clients(project))?;
    if extent == Extent::Everything && cfg!(target_os = "linux") {
        steps.step("journeys in the real window", || window::journeys(project))?;
    }
    steps.print();
    Ok(())
}

/// The tests of every crate but those in the real window. nextest runs them in parallel where it
/// is; the examples in the documentation, which nextest leaves out, come after.
fn rust_tests(project: &Project) -> Result {
    if cargo(project).args(["nextest", "--version"]).succeeds() {
        cargo(project)
            .args(["nextest", "run", "--workspace", "--cargo-quiet", "--no-fail-fast"])
            .args(["--filterset", "not package(e2e)"])
            .args(["--status-level", "slow", "--final-status-level", "fail"])
            .run()?;
        cargo(project).args(["test", "--quiet", "--workspace", "--doc"]).run()
    } else {
        cargo(project).args(["test", "--quiet", "--workspace", "--exclude", "e2e"]).run()
    }
}
