//! The figures by which Roster is judged. Each is a program of its own; here they are built and
//! started one after another.

use clap::ValueEnum;

use crate::bundle;
use crate::project::{APP_PACKAGE, Project};
use crate::run::{Result, cargo};
use crate::ui;
use crate::window;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Figure {
    /// Loading 5,000 accounts against a plain download of the same pages.
    Load,
    /// The entries export against a bare parallel download of the same pages; memory and growth.
    Export,
    /// A million entries over fifty accounts, exported in bounded memory. Takes many minutes, and
    /// is measured only when asked for.
    Million,
    /// The list from the cache, the start, and the memory against an empty app.
    Start,
    /// Keystroke to painted rows at 5,000 and 50,000 accounts.
    Keys,
    /// A file with 5,000 accounts, from being chosen to its rows being painted.
    Import,
    /// What people download: the packages, and the interface's code.
    Sizes,
}

/// The app with nothing in it, an example of the app's package.
const EMPTY: &str = "empty";

/// Measures what was asked for, or everything.
pub(crate) fn bench(project: &Project, figures: &[Figure]) -> Result {
    let wants = |figure| figures.is_empty() || figures.contains(&figure);
    if wants(Figure::Load) {
        cargo(project)
            .args(["bench", "--quiet", "--package", "reseller", "--bench", "load"])
            .run()?;
    }
    if wants(Figure::Export) {
        cargo(project)
            .args(["bench", "--quiet", "--package", "reseller", "--bench", "export"])
            .run()?;
    }
    if figures.contains(&Figure::Million) {
        cargo(project)
            .args(["bench", "--quiet", "--package", "reseller", "--bench", "export"])
            .args(["--", "million"])
            .run()?;
    }
    let in_the_window: Vec<&str> =
        [(Figure::Start, "start"), (Figure::Keys, "keys"), (Figure::Import, "import")]
            .into_iter()
            .filter_map(|(figure, name)| wants(figure).then_some(name))
            .collect();
    if !in_the_window.is_empty() {
        window::prepare(project)?;
        let release = ["build", "--quiet", "--release", "--package", APP_PACKAGE];
        cargo(project).args(release).args(["--bin", APP_PACKAGE, "--example", EMPTY]).run()?;
        // The server is measured by nobody, but a slow one would keep the app waiting.
        cargo(project)
            .args(["run", "--quiet", "--profile", "bench", "--package", "e2e", "--bin", "bench"])
            .args(["--"])
            .args(in_the_window)
            .environment("ROSTER_APP", project.released(APP_PACKAGE))
            .environment("ROSTER_EMPTY", project.released(&format!("examples/{EMPTY}")))
            .run()?;
    }
    if wants(Figure::Sizes) {
        // Building the interface prints what its code weighs.
        ui::install(project)?;
        ui::build(project)?;
        bundle::bundle(project, None)?;
    }
    Ok(())
}
