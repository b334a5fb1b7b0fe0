//! The text for support: what is set up and how it stands, with nothing secret and no names of
//! customers.

use crate::inner::Inner;
use std::fmt::Write as _;

impl Inner {
    /// Lines for a support request.
    pub(crate) async fn diagnostics(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            let _ = writeln!(text, "{name}: {value}");
        };
        line("roster", &env!("CARGO_PKG_VERSION"));
        line("system", &format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
        line("time", &self.now().0);
        let current = self.current_id();
        for (number, saved) in (1..).zip(self.registry.all()) {
            let live = self.live(&saved.id);
            let snapshot = live.snapshot();
            let state = live.state();
            let standing = match &state.standing {
                crate::connection::ConnectionState::Connecting => "connecting".to_owned(),
                crate::connection::ConnectionState::Ready => "ready".to_owned(),
                crate::connection::ConnectionState::Offline { problem } => {
                    format!("offline ({:?})", problem.code)
                }
                crate::connection::ConnectionState::SignedOut { problem } => match problem {
                    Some(problem) => format!("signed out ({:?})", problem.code),
                    None => "signed out".to_owned(),
                },
            };
            let shown = format!(
                "server {}, parent {}, {:?}, {standing}, kept {}, read-only {}, sample {}, \
                 current {}, accounts {}, refreshed {}, refresh problem {}",
                crate::address::shown(&saved.url),
                saved.parent_id,
                saved.sign_in,
                saved.kept,
                saved.read_only,
                saved.sample,
                current.as_ref() == Some(&saved.id),
                snapshot.accounts.len(),
                state.refreshed_at.map_or_else(|| "never".to_owned(), |at| at.0.to_string()),
                state.refresh_problem.as_ref().map_or_else(
                    || "none".to_owned(),
                    |problem| format!(
                        "{:?} {}",
                        problem.code,
                        problem.detail.server_code.as_deref().unwrap_or_default()
                    )
                ),
            );
            line(&format!("connection {number}"), &shown);
        }
        match self.list_jobs().await {
            Ok(jobs) => {
                for job in jobs.iter().take(20) {
                    let shown = format!(
                        "{:?}, {} items, done {}, failed {}, unknown {}, problem {}",
                        job.state,
                        job.total,
                        job.counts.done,
                        job.counts.failed,
                        job.counts.unknown,
                        job.problem
                            .as_ref()
                            .map_or_else(|| "none".to_owned(), |p| format!("{:?}", p.code)),
                    );
                    line(&format!("job {}", job.id.0), &shown);
                }
            }
            Err(error) => line("jobs", &error.detail.technical),
        }
        text
    }
}
