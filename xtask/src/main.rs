//! `cargo xtask …`: everything that is done *to* the project rather than by it, as one program.
//!
//! Here are only the commands' names and options. What each does is in the module of its topic.
//! Nothing here links the app or its crates: they are run as programs, so that xtask itself
//! builds in seconds on a machine that has nothing yet.
#![expect(clippy::print_stdout, reason = "a command-line program talks on its output")]
#![expect(clippy::print_stderr, reason = "a command-line program tells failures on its errors")]

mod bench;
mod bundle;
mod generated;
mod hygiene;
mod npm;
mod packages;
mod project;
mod run;
mod simulator;
mod test;
mod ui;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Project;

/// Builds, tests, measures and packs Roster.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up what is missing, build the app and open it.
    Start {
        /// Passed on to the app: `-- --sample-data` opens straight into sample data.
        #[arg(last = true)]
        app_arguments: Vec<String>,
    },
    /// Run every check: what CI runs.
    Test {
        /// Leave out the tests that need a window.
        #[arg(long)]
        quick: bool,
    },
    /// Show every screen and state in Chromium, in four looks, with axe. Takes many minutes.
    Breadth,
    /// Prove in Chromium that every sentence comes from the messages, and that everything can be
    /// done by keyboard alone. Takes several minutes.
    Proofs,
    /// Go through the journey with fifty thousand accounts in the real window. Takes several
    /// minutes.
    Many,
    /// Replay recorded answers of a real server against the simulator and compare.
    Conformance {
        /// Recorded answers; without it, those in the repository.
        folder: Option<PathBuf>,
    },
    /// Write ui/src/bindings.ts anew.
    Bindings {
        /// Only say whether they are fresh.
        #[arg(long)]
        check: bool,
    },
    /// Run the simulator: `cargo xtask simulator --world university --port 8899`.
    Simulator {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Take pictures of every screen and state in the real window.
    Screenshots { folder: PathBuf },
    /// Measure: loading, start and memory, keystrokes, sizes. Builds for release; takes minutes.
    Bench {
        /// Only these.
        figures: Vec<bench::Figure>,
    },
    /// Pack the app: .deb and .rpm on Linux.
    Bundle {
        /// Other kinds than usual, for example `deb,rpm,appimage`.
        #[arg(long)]
        bundles: Option<String>,
    },
    /// Go through the journeys of the tests against any server, by way of the `reseller` crate.
    ///
    /// One account, marked as a test, is created, blocked, unblocked and removed. Without
    /// `--i-mean-it` only a server on this computer is accepted.
    Live {
        /// The server's address.
        #[arg(long)]
        server: String,
        /// The parent account's Partner ID.
        #[arg(long)]
        parent: u32,
        /// The environment variable that holds the admin secret; without it you are asked.
        #[arg(long, value_name = "NAME")]
        secret_from_env: Option<String>,
        /// Accept a server that is not this computer.
        #[arg(long)]
        i_mean_it: bool,
    },
    /// Export entries without a window: `cargo xtask export --server URL --parent ID --out FILE`.
    ///
    /// The parent's admin secret is read from `ROSTER_ADMIN_SECRET`; or `--connection NAME` takes
    /// what Roster keeps in the keychain. `--help` after `--` lists everything that can be chosen.
    Export {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Kill an import in the middle, again and again, and count duplicates and losses.
    CrashTest {
        /// Imports of 200 rows, each killed up to three times.
        #[arg(long, default_value_t = 100)]
        rounds: u32,
        /// Chooses the moments.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Look for what no compiler finds: walls between the crates, long files, secrets.
    Hygiene,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = Project::find().and_then(|project| match arguments.command {
        Command::Start { app_arguments } => start(&project, &app_arguments),
        Command::Test { quick } => test::run(
            &project,
            if quick { test::Extent::WithoutWindow } else { test::Extent::Everything },
        ),
        Command::Breadth => breadth(&project),
        Command::Proofs => proofs(&project),
        Command::Many => window::many(&project),
        Command::Conformance { folder } => simulator::conformance(&project, folder.as_deref()),
        Command::Bindings { check: true } => {
            generated::check_bindings(&project, generated::generator(&project))
        }
        Command::Bindings { check: false } => generated::write_bindings(&project),
        Command::Simulator { arguments } => simulator::serve(&project, &arguments),
        Command::Screenshots { folder } => window::screenshots(&project, &folder),
        Command::Bench { figures } => bench::bench(&project, &figures),
        Command::Bundle { bundles } => bundle::bundle(&project, bundles.as_deref()),
        Command::Live { server, parent, secret_from_env, i_mean_it } => {
            let mut arguments = vec!["--server".to_owned(), server];
            arguments.extend(["--parent".to_owned(), parent.to_string()]);
            if let Some(name) = secret_from_env {
                arguments.extend(["--secret-from-env".to_owned(), name]);
            }
            arguments.extend(i_mean_it.then(|| "--i-mean-it".to_owned()));
            live(&project, &arguments)
        }
        Command::Export { arguments } => export(&project, &arguments),
        Command::CrashTest { rounds, seed } => crash_test(&project, rounds, seed),
        Command::Hygiene => hygiene::check(&project),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The newcomer's command: from a fresh clone to the open app.
fn start(project: &Project, app_arguments: &[String]) -> run::Result {
    packages::ensure(packages::BUILD)?;
    ui::install(project)?;
    ui::build_if_older(project)?;
    println!("Building Roster. The first time takes some minutes; after that, seconds.");
    let cargo = run::cargo(project);
    let mut arguments =
        vec!["run", "--package", project::APP_PACKAGE, "--bin", project::APP_PACKAGE, "--"];
    arguments.extend(app_arguments.iter().map(String::as_str));
    cargo.args(arguments).run()
}

fn crash_test(project: &Project, rounds: u32, seed: u64) -> run::Result {
    run::cargo(project)
        .args(["run", "--quiet", "--package", "reseller", "--example", "crash", "--"])
        .args(["--rounds".to_owned(), rounds.to_string(), "--seed".to_owned(), seed.to_string()])
        .run()
}

fn live(project: &Project, arguments: &[String]) -> run::Result {
    run::cargo(project)
        .args(["run", "--quiet", "--package", "reseller", "--example", "live", "--"])
        .args(arguments)
        .interactive()
        .run()
}

/// Optimised, because people schedule it.
fn export(project: &Project, arguments: &[String]) -> run::Result {
    run::cargo(project)
        .args(["run", "--quiet", "--profile", "bench", "--package", "reseller"])
        .args(["--example", "export", "--"])
        .args(arguments)
        .run()
}

fn proofs(project: &Project) -> run::Result {
    ui::install(project)?;
    ui::build(project)?;
    ui::prove_in_chromium(project)
}

fn breadth(project: &Project) -> run::Result {
    packages::ensure(packages::TEST)?;
    ui::install(project)?;
    ui::test_in_chromium(project)
}
