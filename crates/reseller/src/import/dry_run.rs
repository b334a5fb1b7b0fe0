//! The server's dry run of all rows (`partner.registrationValidation`, API.md §7.2): asked in
//! groups, told as it goes, stopped at any time. It creates nothing.

use super::desk::OpenImport;
use super::field::ImportPurpose;
use super::plan::ServerCheck;
use super::view::ImportItem;
use crate::error::{Error, Result};
use crate::events::{Event, ImportChecked};
use crate::inner::{Inner, lock};
use crate::live::{Live, Way};
use crate::new_account::registering;
use crate::registry::SavedConnection;
use kaltura::actions::partner::RegistrationValidation;
use kaltura::{BatchOptions, Error as Failure};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Rows in one request.
const PER_REQUEST: usize = 20;
/// Told at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Where a dry run stands.
#[derive(Debug, Default)]
pub(super) struct DryRun(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    stop: CancellationToken,
    check: Option<ServerCheck>,
}

const NOTHING: ServerCheck =
    ServerCheck { running: false, checked: 0, total: 0, refused: 0, problem: None };

impl DryRun {
    /// Stops asking.
    pub(super) fn stop(&self) -> ServerCheck {
        let mut state = lock(&self.0);
        state.stop.cancel();
        match &mut state.check {
            None => NOTHING,
            Some(check) => {
                check.running = false;
                check.clone()
            }
        }
    }

    /// A new one, unless one runs.
    fn begin(&self, total: u32) -> Option<(CancellationToken, ServerCheck)> {
        let mut state = lock(&self.0);
        if state.check.as_ref().is_some_and(|check| check.running) {
            return None;
        }
        let check = ServerCheck { running: total > 0, total, ..NOTHING };
        *state = State { stop: CancellationToken::new(), check: Some(check.clone()) };
        Some((state.stop.clone(), check))
    }

    fn now(&self) -> ServerCheck {
        lock(&self.0).check.clone().unwrap_or(NOTHING)
    }

    /// Moves a dry run on, unless it was stopped.
    fn moved(&self, stop: &CancellationToken, change: impl FnOnce(&mut ServerCheck)) {
        let mut state = lock(&self.0);
        if let (false, Some(check)) = (stop.is_cancelled(), &mut state.check) {
            change(check);
        }
    }
}

impl Inner {
    /// Asks the server about every row that can be sent.
    pub(crate) async fn check_import(self: &Arc<Self>) -> Result<ServerCheck> {
        let (live, saved, way) = self.readable()?;
        let open = self.open_draft()?;
        let items = self
            .on_import(|draft| match draft.context.purpose {
                ImportPurpose::Create => draft.new_accounts(),
                ImportPurpose::Edit => Ok(Vec::new()),
            })
            .await?;
        let total = super::draft::count(items.len());
        let Some((stop, check)) = open.dry_run.begin(total) else {
            return Ok(open.dry_run.now());
        };
        if items.is_empty() {
            return Ok(check);
        }
        let inner = Arc::clone(self);
        self.spawn(async move {
            let problem = inner.ask_all(&live, &saved, &way, &open, items, &stop).await;
            open.dry_run.moved(&stop, |check| {
                check.running = false;
                check.problem = problem;
            });
            inner.tell_check(&open);
            inner.keep_trying_if_offline(&live);
        });
        Ok(check)
    }

    /// Stops asking.
    pub(crate) fn stop_import_check(&self) -> Result<ServerCheck> {
        Ok(self.open_draft()?.dry_run.stop())
    }

    pub(super) fn tell_check(&self, open: &OpenImport) {
        self.tell(Event::ImportChecked(ImportChecked { check: open.dry_run.now() }));
    }

    /// Asks about all rows. Returns why it could not go on.
    async fn ask_all(
        self: &Arc<Self>,
        live: &Live,
        saved: &SavedConnection,
        way: &Way,
        open: &Arc<OpenImport>,
        items: Vec<ImportItem>,
        stop: &CancellationToken,
    ) -> Option<Error> {
        let mut told = Instant::now();
        for group in items.chunks(PER_REQUEST) {
            let calls: Vec<_> = group
                .iter()
                .map(|item| RegistrationValidation(self.registration(&item.account)))
                .collect();
            let cancel = stop.clone();
            let options = BatchOptions { per_request: PER_REQUEST, parallel: 1, cancel };
            let answers = way.client.batch(&way.session, &calls, &options).await;
            if stop.is_cancelled() {
                return None;
            }
            let mut said = Vec::new();
            for (item, answer) in group.iter().zip(answers) {
                match answer {
                    Ok(_) => said.push((item.clone(), None)),
                    Err(failure) if is_judgement(&failure) => {
                        let doing = registering(&item.account);
                        let error = self.explain_doing(saved, doing, &failure);
                        said.push((item.clone(), Some(error.message)));
                    }
                    Err(failure) => {
                        let error = self.explain(saved, &failure);
                        self.note_failure(live, way, &failure, &error);
                        return Some(error);
                    }
                }
            }
            let refused = said.iter().filter(|(_, refused)| refused.is_some()).count();
            let checked = said.len();
            let of = Arc::clone(open);
            let noted = self
                .blocking(move || {
                    let mut draft = lock(&of.draft);
                    for (item, refused) in said {
                        draft.note_server_check(&item, refused)?;
                    }
                    Ok(())
                })
                .await;
            if let Err(error) = noted {
                return Some(error);
            }
            open.dry_run.moved(stop, |check| {
                check.checked += super::draft::count(checked);
                check.refused += super::draft::count(refused);
            });
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                self.tell_check(open);
            }
        }
        None
    }
}

/// Whether the server says something about the row, and not about the connection.
fn is_judgement(failure: &Failure) -> bool {
    let is_refusal = |api: &kaltura::ApiError| !api.is_rate_limit();
    matches!(failure, Failure::Api(api) if is_refusal(api)) && !crate::words::is_signed_out(failure)
}
