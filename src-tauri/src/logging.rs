//! The log file: one a day, a week of them, in the system's folder for logs. What looks like a
//! secret is taken out on the way to the disk, although nothing should write one.

use std::io::{self, Write};
use tauri::{AppHandle, Manager};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

const DAYS_KEPT: usize = 7;

/// Starts logging. Without a folder to write to there is no log, and the app runs all the same.
pub(crate) fn start(app: &AppHandle) {
    let Ok(folder) = app.path().app_log_dir() else { return };
    if reseller::make_private(&folder).is_err() {
        return;
    }
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("roster")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder);
    let Ok(file) = file else { return };
    let filter = EnvFilter::try_from_env("ROSTER_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,roster_lib=info,reseller=info,kaltura=info"));
    // A second start in one process (tests) keeps the first subscriber.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Redacted(file))
        .try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
}

/// Writes to the file what remains after redaction.
struct Redacted(RollingFileAppender);

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = RedactingWriter<<RollingFileAppender as MakeWriter<'a>>::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        RedactingWriter(self.0.make_writer())
    }
}

struct RedactingWriter<W>(W);

impl<W: Write> Write for RedactingWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // The formatter hands over whole lines, so no secret is split between two calls.
        self.0.write_all(redact(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Replaces every run of letters and digits that could be a session, a secret or a token: 32 or
/// more characters of the alphabets that Kaltura uses for them (API.md §3.2, §6), or of plain
/// base64. A path to a file that is this long goes with them; that is the lesser evil.
fn redact(text: &str) -> String {
    let is_secret_character =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '=' | '+' | '/');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_secret_character) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_secret_character(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(if run.len() >= 32 { "[removed]" } else { run });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn sessions_and_secrets_are_taken_out_and_the_rest_stays() {
        let line =
            "call failed ks=djJ8MTAzfDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA== id 4012345\n";
        assert_eq!(redact(line), "call failed ks=[removed] id 4012345\n".replace("ks=", ""));
        assert_eq!(redact("secret 0123456789abcdef0123456789abcdef."), "secret [removed].");
        let base64 = "an older one: 3q2+7w/3q2+7w/3q2+7w/3q2+7w/3q2+7w== was refused";
        assert_eq!(redact(base64), "an older one: [removed] was refused");
        assert_eq!(redact("partner.list took 120 ms — ok"), "partner.list took 120 ms — ok");
    }
}
