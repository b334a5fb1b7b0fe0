//! Running other programs, and telling how long each step took.
//! What is run, and in which order, is said elsewhere.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::Project;

/// Why a command of xtask ended: one sentence for the person who typed it.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

/// One call of another program. It gets no standard input, so that nothing can wait for an
/// answer that nobody will type.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    shown: String,
}

/// A call of `program`, found on the path.
pub(crate) fn program(program: impl AsRef<OsStr>) -> Run {
    let shown = program.as_ref().to_string_lossy().into_owned();
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    Run { command, shown }
}

/// A call of the cargo that runs xtask, at the root.
pub(crate) fn cargo(project: &Project) -> Run {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = program(cargo).folder(project.root());
    "cargo".clone_into(&mut run.shown);
    // `cargo run` describes the package it runs to its child. The cargo below must not take
    // xtask's description for its own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"]
    {
        run.command.env_remove(name);
    }
    run
}

impl Run {
    pub(crate) fn args<I, S>(mut self, arguments: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        for argument in arguments {
            self.shown.push(' ');
            self.shown.push_str(&argument.as_ref().to_string_lossy());
            self.command.arg(argument);
        }
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn environment(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Lets the person answer: for what is only ever started by hand.
    pub(crate) fn interactive(mut self) -> Self {
        self.command.stdin(Stdio::inherit());
        self
    }

    /// Runs to the end with the output shown. Anything but success is a failure.
    pub(crate) fn run(mut self) -> Result {
        let status = self.command.status().map_err(|error| self.could_not_start(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("`{}` failed ({status})", self.shown)))
        }
    }

    /// Runs to the end and hands out what it printed; its errors are shown as they come.
    pub(crate) fn read(mut self) -> Result<String> {
        let output = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| self.could_not_start(&error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(Failure::new(format!("`{}` failed ({})", self.shown, output.status)))
        }
    }

    /// What it printed, when it started and ended well. Nothing is shown.
    pub(crate) fn read_quietly(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether it starts and ends well. Nothing is shown.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn could_not_start(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("could not start `{}`: {error}", self.shown))
    }
}

/// Steps one after another, each with its seconds. The first that fails ends the run.
#[derive(Debug)]
pub(crate) struct Steps {
    begun: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now(), done: Vec::new() }
    }

    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result) -> Result {
        println!("\n── {name}");
        let begun = Instant::now();
        let result = work();
        let taken = begun.elapsed();
        self.done.push((name.to_owned(), taken));
        match result {
            Ok(()) => {
                println!("── {name}: {:.1} s", taken.as_secs_f64());
                Ok(())
            }
            Err(failure) => {
                self.print();
                Err(Failure::new(format!("step “{name}”: {failure}")))
            }
        }
    }

    /// The list of steps with their seconds, and the whole.
    pub(crate) fn print(&self) {
        println!("\nSeconds a step:");
        for (name, taken) in &self.done {
            println!("{:>8.1}  {name}", taken.as_secs_f64());
        }
        println!("{:>8.1}  in all", self.begun.elapsed().as_secs_f64());
    }
}
