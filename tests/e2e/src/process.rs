//! A program that is started for a test and is surely gone after it, with everything that it
//! started itself. What is started is said elsewhere.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A running program in a process group of its own.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    output: PathBuf,
    _watch: ChildStdin,
}

impl Group {
    /// Starts it with its output going to the file `output`. A file and not a pipe, because a
    /// grandchild that outlives its parent would hold a pipe open for ever.
    pub(crate) fn start(command: &mut Command, output: &Path) -> Self {
        let file = File::create(output).expect("a file for the output can be made");
        let errors = file.try_clone().expect("a file can be opened twice");
        command.stdout(file).stderr(errors);
        Self::spawn(command.stdin(Stdio::null()), output)
    }

    /// Starts it and takes the first line that it prints.
    pub(crate) fn start_and_read(command: &mut Command, output: &Path) -> (Self, String) {
        let file = File::create(output).expect("a file for the errors can be made");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file);
        let mut group = Self::spawn(command, output);
        let mut line = String::new();
        let stdout = group.child.stdout.take().expect("the output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the program says where it listens");
        (group, line.trim().to_owned())
    }

    /// Starts it with `input` as its whole standard input.
    pub(crate) fn start_with_input(command: &mut Command, input: &str, output: &Path) -> Self {
        let file = File::create(output).expect("a file for the output can be made");
        let errors = file.try_clone().expect("a file can be opened twice");
        command.stdin(Stdio::piped()).stdout(file).stderr(errors);
        let mut group = Self::spawn(command, output);
        let mut stdin = group.child.stdin.take().expect("the input is piped");
        stdin.write_all(input.as_bytes()).expect("the program takes its input");
        group
    }

    fn spawn(command: &mut Command, output: &Path) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("`{name}` does not start: {error}"));
        let watch = watch_over(&child);
        Self { child, output: output.to_path_buf(), _watch: watch }
    }

    /// The process id, which is the group's id too.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether the program itself is gone.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// What it has printed so far.
    pub(crate) fn printed(&self) -> String {
        std::fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// Ends all of the group at once, as a crash or a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // The group may be gone already, which is what is wanted.
            let _gone = kill_process_group(group, Signal::KILL);
        }
        drop(self.child.wait());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Ends the group when the test itself is killed and can tidy up nothing: then the pipe closes,
/// and the shell that reads from it goes on to its second command.
fn watch_over(child: &Child) -> ChildStdin {
    Command::new("sh")
        .args(["-c", "read _; kill -KILL -- -$0 2>/dev/null", &child.id().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell starts")
        .stdin
        .take()
        .expect("the input is piped")
}
