//! Exports around their job: what is asked before one starts, how it begins, what is shown of
//! its accounts, and options kept by name. The work itself is in `engine`, the job in
//! `jobs::export`.

use super::board::{AccountState, Board};
use super::candidates::{self, Candidate};
use super::engine::{bad_option, file_error, try_place};
use super::estimate::Estimates;
use super::options::{AccountScope, ExportAccounts, ExportFormat, ExportOptions};
use super::plan::{ExportAccountPage, ExportPreset, ExportStart, LastExport};
use super::room;
use super::store::{self, Asked};
use super::written::Written;
use crate::connection::{CapabilityKind, ConnectionState};
use crate::error::{Error, ErrorCode, ErrorDetail, Result};
use crate::ids::{JobId, UnixSeconds};
use crate::inner::{Inner, lock, off_thread};
use crate::jobs::model::{JobKind, JobSnapshot, JobState};
use crate::jobs::store::{self as jobs, NewItem, NewJob};
use crate::live::{Live, Way};
use crate::messages::msg;
use crate::registry::SavedConnection;
use jiff::tz::TimeZone;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Rows set aside of an export with failures are kept this long for trying again.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;
/// The most accounts that a window may ask for.
const WINDOW: u32 = 1000;
/// The longest name that options are kept under, in characters.
const NAME_LENGTH: usize = 80;
/// The folder of rows set aside, one folder an export, in the data folder.
const FOLDER: &str = "exports";

/// What is known of exports only while the app runs.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    boards: Mutex<HashMap<JobId, Arc<Board>>>,
    pub(super) estimates: Mutex<Estimates>,
}

impl Desk {
    /// What is shown of a running export.
    pub(crate) fn board(&self, job: JobId) -> Option<Arc<Board>> {
        lock(&self.boards).get(&job).cloned()
    }

    pub(crate) fn put_board(&self, job: JobId, board: &Arc<Board>) {
        lock(&self.boards).insert(job, Arc::clone(board));
    }

    pub(crate) fn take_board(&self, job: JobId) {
        lock(&self.boards).remove(&job);
    }
}

impl Inner {
    /// A job with how far its export is, if it runs.
    pub(crate) fn with_export(&self, mut job: JobSnapshot) -> JobSnapshot {
        if let Some(board) = self.exports.board(job.id) {
            job.export = Some(board.progress());
        }
        job
    }

    /// Where the rows of an export are set aside.
    pub(crate) fn export_folder(&self, job: JobId) -> PathBuf {
        self.setup.data_dir.join(FOLDER).join(job.0.to_string())
    }

    /// The way of a connection for exporting: read-only ones may, too.
    pub(crate) fn exporting_connection(&self, live: &Live) -> Result<(SavedConnection, Way)> {
        let saved = self.registry.get(&live.id)?;
        let state = live.state();
        let may = state.capabilities.iter().find(|it| it.kind == CapabilityKind::ExportEntries);
        if let Some(remark) = may.filter(|it| !it.allowed).map(|it| it.remark.clone()) {
            let message = remark
                .unwrap_or_else(|| self.messages.say(&msg::capability_export_needs_entering()));
            let detail = ErrorDetail::default();
            return Err(Error { code: ErrorCode::NotPermitted, message, detail });
        }
        match (&state.standing, &state.way) {
            (ConnectionState::Ready | ConnectionState::Connecting, Some(way)) => {
                Ok((saved, way.clone()))
            }
            (
                ConnectionState::Offline { problem }
                | ConnectionState::SignedOut { problem: Some(problem) },
                _,
            ) => Err(problem.clone()),
            (
                ConnectionState::Ready
                | ConnectionState::Connecting
                | ConnectionState::SignedOut { problem: None },
                _,
            ) => {
                let needed = msg::sign_in_needed(&saved.name);
                Err(self.messages.error(ErrorCode::SignInNeeded, &needed))
            }
        }
    }

    /// The accounts that the options choose, of the current connection; at least one.
    pub(super) async fn chosen_accounts(
        &self,
        live: &Live,
        saved: &SavedConnection,
        options: &ExportOptions,
    ) -> Result<Vec<Candidate>> {
        let accounts = self.asked_accounts(&options.accounts).await?;
        let chosen = candidates::chosen(&live.snapshot(), saved, &accounts);
        if chosen.is_empty() {
            return Err(self.messages.error(ErrorCode::Other, &msg::export_no_accounts()));
        }
        Ok(chosen)
    }

    /// The same choice with the accounts that its question finds, if it is one.
    async fn asked_accounts(&self, chosen: &ExportAccounts) -> Result<ExportAccounts> {
        let mut chosen = chosen.clone();
        if let AccountScope::Found { query } = &chosen.which {
            let accounts = self.list_account_ids(query.clone()).await?;
            chosen.which = AccountScope::These { accounts };
        }
        Ok(chosen)
    }

    /// The name a file should have.
    pub(crate) async fn suggest_export_name(&self, options: &ExportOptions) -> Result<String> {
        let live = self.current()?;
        let saved = self.registry.get(&live.id)?;
        let accounts = self.asked_accounts(&options.accounts).await?;
        let chosen = candidates::chosen(&live.snapshot(), &saved, &accounts);
        let name = match chosen.as_slice() {
            [only] => only.name.clone(),
            _ => saved.name.clone(),
        };
        let zone = TimeZone::get(&options.zone).unwrap_or(TimeZone::UTC);
        let day = jiff::Timestamp::from_second(self.now().0)
            .map(|now| now.to_zoned_datetime(zone).strftime("%Y-%m-%d").to_string())
            .unwrap_or_default();
        let said = self.messages.say(&msg::export_file_name(day, name));
        Ok(format!("{}.{}", file_stem(&said), options.file.ending()))
    }

    /// Begins an export as a job.
    pub(crate) async fn start_export(self: &Arc<Self>, start: ExportStart) -> Result<JobSnapshot> {
        let ExportStart { connection, options, path, reason } = start;
        let mut options = options.begun_at(self.now());
        options.check().map_err(|bad| bad_option(&self.messages, bad))?;
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
            // What a file is called and what it is must not differ.
            options.file = ExportFormat::Csv;
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
            options.file = ExportFormat::Xlsx;
        }
        let live = self.current()?;
        self.is_shown(&live, &connection)?;
        let (saved, _) = self.exporting_connection(&live)?;
        let accounts = self.chosen_accounts(&live, &saved, &options).await?;
        self.check_place(&options, &path).await?;
        self.forget_old_exports().await;
        let name = |path: Option<&std::ffi::OsStr>| {
            path.unwrap_or_default().to_string_lossy().into_owned()
        };
        let kind = JobKind::Export {
            file_name: name(path.file_name()),
            folder: name(path.parent().map(Path::as_os_str)),
        };
        let items = (1_u32..)
            .zip(accounts)
            .map(|(number, account)| NewItem {
                number,
                account: Some(account.id),
                account_name: account.name,
                before: None,
                input: None,
            })
            .collect();
        let new = NewJob {
            connection: saved.id.clone(),
            connection_name: saved.name.clone(),
            kind,
            created_at: self.now(),
            reason: reason.trim().to_owned(),
            person: saved.person.clone(),
            items,
            plan: None,
        };
        let asked = Asked { options, path };
        let id = self
            .store
            .write(move |db| {
                let id = jobs::insert(db, &new)?;
                store::insert(db, id, &new.connection, &asked)?;
                Ok(id)
            })
            .await?;
        self.start_job(id, &saved.id).await
    }

    /// Looks whether the file can be written where it is to lie, and whether there is room.
    async fn check_place(&self, options: &ExportOptions, path: &Path) -> Result<()> {
        let entries = lock(&self.exports.estimates).entries_of(options);
        let needed = room::needed(options, entries);
        let (target, own) = (path.to_owned(), self.setup.data_dir.clone());
        let looked = tokio::task::spawn_blocking(move || {
            try_place(&target)?;
            Ok(room::lacking(&target, &own, &needed))
        })
        .await;
        let lacking = match looked {
            Ok(Ok(lacking)) => lacking,
            Ok(Err(fault)) => return Err(file_error(&self.messages, path, &fault)),
            Err(_) => None,
        };
        match lacking {
            None => Ok(()),
            Some(lack) => {
                let said = msg::export_no_room(lack.free_megabytes, lack.needed_megabytes);
                Err(self.messages.error(ErrorCode::Disk, &said))
            }
        }
    }

    /// A window onto the accounts of an export, all or those in one state: as they are while it
    /// runs, else as they were left.
    pub(crate) async fn list_export_accounts(
        &self,
        job: JobId,
        only: Option<AccountState>,
        start: u32,
        count: u32,
    ) -> Result<ExportAccountPage> {
        let count = count.min(WINDOW);
        if let Some(board) = self.exports.board(job) {
            let window = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
            let (total, accounts) = board.accounts(only, window(start), window(count));
            let total = u32::try_from(total).unwrap_or(u32::MAX);
            return Ok(ExportAccountPage { total, start, accounts });
        }
        let (total, accounts) =
            self.store.read(move |db| store::accounts(db, job, only, start, count)).await?;
        Ok(ExportAccountPage { total, start, accounts })
    }

    /// The main file of an export that is complete, if it is still there.
    pub(crate) async fn export_file(&self, job: JobId) -> Result<PathBuf> {
        let snapshot = self.read_job(job).await?;
        let ended = matches!(snapshot.state, JobState::Finished | JobState::Cancelled);
        let file = snapshot.files.first().filter(|_| ended).map(PathBuf::from);
        let gone = || self.messages.error(ErrorCode::NotFound, &msg::export_file_gone());
        file.filter(|path| path.is_file()).ok_or_else(gone)
    }

    /// Whether a file of an export was changed since Roster wrote it. What is gone was not.
    pub(crate) async fn has_export_changed(&self, job: JobId) -> Result<bool> {
        let written = self.store.read(move |db| store::written(db, job)).await?;
        let changed = move || written.iter().any(Written::was_changed);
        off_thread(&self.messages, changed).await
    }

    /// Options kept by name.
    pub(crate) async fn list_export_presets(&self) -> Result<Vec<ExportPreset>> {
        let of = self.current()?.id.clone();
        self.store.read(move |db| store::presets(db, &of)).await
    }

    /// Keeps options under a name.
    pub(crate) async fn save_export_preset(
        &self,
        name: &str,
        options: ExportOptions,
    ) -> Result<Vec<ExportPreset>> {
        let of = self.current()?.id.clone();
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_LENGTH {
            let said = msg::export_preset_name(u32::try_from(NAME_LENGTH).unwrap_or(u32::MAX));
            return Err(self.messages.error(ErrorCode::Other, &said));
        }
        self.store
            .write(move |db| {
                store::save_preset(db, &of, &name, &options)?;
                store::presets(db, &of)
            })
            .await
    }

    /// Forgets options kept by name.
    pub(crate) async fn delete_export_preset(&self, id: u32) -> Result<Vec<ExportPreset>> {
        let of = self.current()?.id.clone();
        self.store
            .write(move |db| {
                store::delete_preset(db, &of, id)?;
                store::presets(db, &of)
            })
            .await
    }

    /// The export that was begun last under the current connection.
    pub(crate) async fn last_export(&self) -> Result<Option<LastExport>> {
        let of = self.current()?.id.clone();
        self.store.read(move |db| store::last(db, &of)).await
    }

    /// Throws away rows set aside that nobody will ask for again.
    pub(crate) async fn forget_old_exports(&self) {
        let ended_after = UnixSeconds(self.now().0 - KEPT_SECONDS);
        let needed = self.store.read(move |db| store::still_needed(db, ended_after)).await;
        let Ok(needed) = needed else { return };
        let folder = self.setup.data_dir.join(FOLDER);
        let cleared = tokio::task::spawn_blocking(move || {
            let needed: HashSet<String> = needed.iter().map(|job| job.0.to_string()).collect();
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if !needed.contains(&*entry.file_name().to_string_lossy()) {
                    // Best effort: what cannot be removed now can be the next time.
                    drop(std::fs::remove_dir_all(entry.path()));
                }
            }
        });
        drop(cleared.await);
    }
}

/// A name that every system takes for a file: without what some forbid, and not too long.
fn file_stem(text: &str) -> String {
    // Marks around names written from right to left belong into sentences, not into names.
    let shown = text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}'));
    let clean: String = shown
        .map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) { ' ' } else { c })
        .take(120)
        .collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").trim_matches('.').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_have_nothing_that_a_system_forbids() {
        assert_eq!(file_stem("A/C: \"x\"? entries 2026-11-23"), "A C x entries 2026-11-23");
        assert_eq!(file_stem("\u{2068}מכללה\u{2069} entries"), "מכללה entries");
        assert_eq!(file_stem("..."), "");
    }
}
