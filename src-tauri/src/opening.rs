//! Opening a file in the program that the system has for it, and finding out when there is none.

use std::path::Path;

/// Why a file was not opened. The text is for support.
#[derive(Debug)]
pub(crate) enum NotOpened {
    /// No program is installed that does.
    NoProgram(String),
    Failed(String),
}

/// Opens a file. Waits for what the system says of it, and for no program that opens it.
#[cfg(target_os = "linux")]
pub(crate) async fn open(path: &Path) -> Result<(), NotOpened> {
    // The second is there where the first has nothing to ask, as on a bare window manager.
    let launchers = [("xdg-open", &[][..]), ("gio", &["open"][..])];
    linux::open_with(&launchers, ("xdg-mime", &[]), path).await
}

/// Opens a file. Waits for what the system says of it.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn open(path: &Path) -> Result<(), NotOpened> {
    let path = path.to_owned();
    let opening = move || tauri_plugin_opener::open_path(path, None::<&str>);
    match tauri::async_runtime::spawn_blocking(opening).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(tauri_plugin_opener::Error::Io(error))) if has_no_program(&error) => {
            Err(NotOpened::NoProgram(error.to_string()))
        }
        Ok(Err(error)) => Err(NotOpened::Failed(error.to_string())),
        Err(error) => Err(NotOpened::Failed(error.to_string())),
    }
}

/// `ERROR_NO_ASSOCIATION` of Windows. `open` of macOS, which is there whenever the file is, gives
/// no other reason for failing.
#[cfg(not(target_os = "linux"))]
fn has_no_program(error: &std::io::Error) -> bool {
    cfg!(target_os = "macos") || error.raw_os_error() == Some(1155)
}

#[cfg(target_os = "linux")]
mod linux {
    use super::NotOpened;
    use std::ffi::OsStr;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::{Command, ExitStatus, Stdio};
    use std::time::Duration;

    /// What still runs after this has opened the file, or asks the person in what.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// A program and its first arguments.
    type Tool = (&'static str, &'static [&'static str]);

    /// `xdg-open` knows nothing to open the file with.
    const NO_PROGRAM: i32 = 3;

    /// `xdg-open` has asked the desktop's own launcher, and that failed. Whether it had a program to
    /// open the file with does not show.
    const FAILED: i32 = 4;

    /// Asks one after the other until one takes the file. The first that could be asked says why
    /// not, and `register` which program there is.
    pub(super) async fn open_with(
        launchers: &[Tool],
        register: Tool,
        path: &Path,
    ) -> Result<(), NotOpened> {
        let mut first = None;
        for (program, arguments) in launchers {
            let why = match launch(program, arguments, path).await {
                Ok(None) => return Ok(()),
                Ok(Some(ended)) if ended.success() => return Ok(()),
                Ok(Some(ended)) => {
                    let text = format!("{program}: {ended}");
                    let no_program = match ended.code() {
                        Some(NO_PROGRAM) => true,
                        Some(FAILED) => is_for_none(register, path).await,
                        Some(_) | None => false,
                    };
                    if no_program { NotOpened::NoProgram(text) } else { NotOpened::Failed(text) }
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => NotOpened::Failed(format!("{program}: {error}")),
            };
            first.get_or_insert(why);
        }
        Err(first.unwrap_or_else(|| NotOpened::Failed("nothing to open files with".into())))
    }

    /// Whether no program is registered for files such as this one.
    async fn is_for_none((program, arguments): Tool, path: &Path) -> bool {
        let file = path.as_os_str().to_owned();
        let asking = tauri::async_runtime::spawn_blocking(move || {
            let ask = |what: &str, of: &OsStr| {
                let answer = Command::new(program)
                    .args(arguments)
                    .args(["query", what])
                    .arg(of)
                    .stdin(Stdio::null())
                    .output()
                    .ok()
                    .filter(|answer| answer.status.success())?;
                Some(String::from_utf8_lossy(&answer.stdout).trim().to_owned())
            };
            let kind = ask("filetype", &file).filter(|kind| !kind.is_empty())?;
            ask("default", kind.as_ref())
        });
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(Ok(program)) => program.is_some_and(|program| program.is_empty()),
            Ok(Err(_)) | Err(_) => false,
        }
    }

    /// How a launcher ended; `None`: it still runs. A thread of its own waits for it.
    async fn launch(
        program: &str,
        arguments: &[&str],
        path: &Path,
    ) -> std::io::Result<Option<ExitStatus>> {
        let mut command = Command::new(program);
        command.args(arguments).arg(path);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // What it opens is not ended together with Roster.
        command.process_group(0);
        let (told, ended) = tokio::sync::oneshot::channel();
        // Nobody waits for it any more when it takes long.
        std::thread::Builder::new()
            .name("roster-open".into())
            .spawn(move || drop(told.send(command.status())))?;
        match tokio::time::timeout(PATIENCE, ended).await {
            Ok(Ok(status)) => status.map(Some),
            Ok(Err(_)) => Err(std::io::Error::other("the launcher was lost")),
            Err(_) => Ok(None),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const MISSING: Tool = ("no-such-launcher-anywhere", &[]);
        /// The path comes after, as the name of the script.
        const OPENS: Tool = ("sh", &["-c", "exit 0"]);
        const FINDS_NOTHING: Tool = ("sh", &["-c", "exit 3"]);
        const BREAKS: Tool = ("sh", &["-c", "exit 1"]);
        const IS_FAILED: Tool = ("sh", &["-c", "exit 4"]);

        async fn opened(launchers: &[Tool]) -> Result<(), NotOpened> {
            open_with(launchers, MISSING, Path::new("/tmp/entries.xlsx")).await
        }

        #[tokio::test]
        async fn a_file_that_no_program_opens_is_told_apart_from_what_fails() {
            assert!(opened(&[OPENS]).await.is_ok());
            assert!(opened(&[MISSING, OPENS]).await.is_ok());
            assert!(opened(&[FINDS_NOTHING, OPENS]).await.is_ok());
            let none = opened(&[FINDS_NOTHING, BREAKS]).await;
            assert!(matches!(none, Err(NotOpened::NoProgram(_))), "{none:?}");
            let broken = opened(&[BREAKS, FINDS_NOTHING]).await;
            assert!(matches!(broken, Err(NotOpened::Failed(_))), "{broken:?}");
            assert!(matches!(opened(&[MISSING]).await, Err(NotOpened::Failed(_))));
        }

        #[tokio::test]
        async fn after_a_failure_of_the_desktop_the_register_says_whether_there_is_a_program() {
            let registers: [(&'static [&'static str], bool); 4] = [
                (&["-c", "case $1 in filetype) echo text/csv;; esac"], true),
                (&["-c", "case $1 in filetype) echo text/csv;; *) echo an.desktop;; esac"], false),
                (&["-c", "exit 0"], false),
                (&["-c", "case $1 in filetype) echo text/csv;; *) exit 1;; esac"], false),
            ];
            for (answers, no_program) in registers {
                let path = Path::new("/tmp/entries.csv");
                let why = open_with(&[IS_FAILED], ("sh", answers), path).await;
                let said = matches!(why, Err(NotOpened::NoProgram(_)));
                assert_eq!(said, no_program, "{answers:?}: {why:?}");
            }
            assert!(matches!(opened(&[IS_FAILED]).await, Err(NotOpened::Failed(_))));
        }
    }
}
