//! The export as a whole: accounts side by side, each read on its own and failing on its own,
//! their rows brought into one file. Knows no window and no job. One account is in `account`,
//! what must be known before the first row in `prepare`.

use super::account::Shared;
use super::board::{Board, ExportStage};
use super::brake::Brake;
use super::candidates::Candidate;
use super::columns::Wanted;
use super::entrance::Entrance;
use super::file::{ExportFile, FileError};
use super::gate::Gate;
use super::options::ExportOptions;
use super::output::Output;
use super::parts::Parts;
use super::prepare::Prepared;
use super::rows::{RowMaker, Words};
use super::summary::{AccountOutcome, AccountReport, Tables};
use crate::error::{Error, ErrorCode};
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use crate::words::Context;
use futures::StreamExt;
use futures::stream;
use kaltura::Error as Failure;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio_util::task::TaskTracker;

/// Batches of rows on their way to the file.
const ON_THE_WAY: usize = 12;
/// Everything an export needs.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) entrance: Entrance,
    pub(crate) accounts: Vec<Candidate>,
    pub(crate) options: ExportOptions,
    pub(crate) target: PathBuf,
    /// For what is set aside on disk; nobody else's.
    pub(crate) folder: PathBuf,
    /// Complete accounts stay in the folder until the export is complete.
    pub(crate) resumable: bool,
    pub(crate) accounts_at_a_time: usize,
    pub(crate) requests_at_a_time: usize,
    pub(crate) first_pause: Duration,
    pub(crate) messages: Arc<Messages>,
    pub(crate) context: Context,
    pub(crate) board: Arc<Board>,
    pub(crate) brake: Brake,
    /// A lost connection stops the export, rather than failing one account after the other.
    pub(crate) stops_when_lost: bool,
}

/// How an export ended.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) accounts: Vec<AccountReport>,
    /// The main file first; none when the export was stopped and nothing was to be kept.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) cut_cells: u64,
    pub(crate) requests: u64,
    pub(crate) cancelled: bool,
    /// Why nothing could be read any more, if the connection was lost.
    pub(crate) lost: Option<Failure>,
}

impl Task {
    /// Runs the export to its end.
    pub(crate) async fn run(self) -> Result<Ended, Error> {
        let zone = self.options.check().map_err(|bad| bad_option(&self.messages, bad))?;
        self.board.begin(self.accounts.iter().map(|a| (a.id, a.name.clone())));
        let wanted = Wanted::of(&self.options.columns, self.options.entries.only_captioned);
        let gate = Arc::new(Gate::new(self.requests_at_a_time, self.first_pause));
        // An unwritable place is told before anything is asked of the server.
        try_place(&self.target).map_err(|error| self.file_error(&error))?;
        let parts = Parts::open(&self.folder, self.fingerprint(), self.resumable)
            .map_err(|error| self.file_error(&error))?;
        let (mut parts, before) = self.completed(parts).await?;
        for (index, report) in before.iter().enumerate() {
            if let Some(report) = report {
                self.board.done(index, report);
            }
        }
        let mut prepared = if wanted.metadata {
            self.board.enter(ExportStage::Preparing);
            let complete: Vec<bool> = before.iter().map(Option::is_some).collect();
            self.prepare(&gate, &wanted, &parts, &complete).await
        } else {
            Prepared::default()
        };
        self.board.enter(ExportStage::Reading);
        parts
            .set_fields(&self.options.columns, &prepared.fields)
            .map_err(|error| self.file_error(&error))?;
        let columns = self.columns(&prepared.fields);
        let maker = Arc::new(RowMaker {
            columns: self.options.columns.clone(),
            fields: std::mem::take(&mut prepared.fields),
            zone: zone.clone(),
            server: self.entrance.client.endpoint().to_string().trim_end_matches('/').to_owned(),
            now: self.context.now.0,
            words: Words::of(&self.messages),
        });
        let layout = self.layout(columns, wanted.events, zone);
        let file = ExportFile::create(self.options.file, &self.target, &self.folder, layout)
            .map_err(|error| self.file_error(&error))?;
        let lanes = self.accounts.iter().zip(&before);
        let lanes = lanes.map(|(a, report)| (a.id, a.name.clone(), report.clone()));
        let output = Output::new(file, parts, lanes.collect::<Vec<_>>().into_iter());
        let (sender, arrivals) = channel(ON_THE_WAY);
        let gate_of_all = Arc::clone(&gate);
        let endings = TaskTracker::new();
        let ending = endings.clone();
        let shared = Arc::new(Shared { prepared, maker, gate, wanted, sender, endings });
        let writing = tokio::task::spawn_blocking(move || output.run(arrivals));

        let waiting: Vec<usize> = (0..before.len()).filter(|at| before[*at].is_none()).collect();
        let task = Arc::new(self);
        stream::iter(waiting)
            .for_each_concurrent(task.accounts_at_a_time.max(1), |index| {
                Arc::clone(&task).account(index, Arc::clone(&shared))
            })
            .await;
        if !task.brake.is_on() || task.brake.is_for_good() {
            task.board.enter(ExportStage::Finishing);
        }
        // A person who stops waits for none of these; what is not ended runs out.
        let unread = shared.prepared.take_unread();
        tokio::spawn(stream::iter(unread).for_each_concurrent(
            task.requests_at_a_time.max(1),
            |session| async move {
                drop(session.end().await);
            },
        ));
        // The last sender: now the file's thread knows that nothing more comes.
        drop(shared);
        let finishing = async {
            let written = match writing.await {
                Ok(written) => written,
                Err(fault) => Err(FileError::Other(fault.to_string())),
            };
            let (file, parts, accounts) = written.map_err(|error| task.file_error(&error))?;
            task.close(file, parts, accounts).await
        };
        // The sessions are of no use to anybody any more, the parent's neither.
        let leaving = async {
            ending.close();
            tokio::join!(ending.wait(), task.entrance.leave());
        };
        let (ended, ()) = tokio::join!(finishing, leaving);
        Ok(Ended { requests: gate_of_all.passed(), ..ended? })
    }

    /// The reports of accounts that an earlier run completed.
    async fn completed(&self, parts: Parts) -> Result<(Parts, Vec<Option<AccountReport>>), Error> {
        let accounts: Vec<AccountId> = self.accounts.iter().map(|account| account.id).collect();
        let looked = tokio::task::spawn_blocking(move || {
            let keeps = parts.keeps();
            // Rows of an account that failed wait there for their turn in the file.
            let whole = |report: &AccountReport| report.outcome.is_whole();
            let completed = |id| if keeps { parts.completed(id).filter(whole) } else { None };
            let before = accounts.into_iter().map(completed).collect();
            (parts, before)
        });
        looked.await.map_err(|fault| self.file_error(&FileError::Other(fault.to_string())))
    }

    /// Gives the file its name, or keeps what is complete for another time.
    async fn close(
        &self,
        file: ExportFile,
        parts: Parts,
        mut accounts: Vec<AccountReport>,
    ) -> Result<Ended, Error> {
        let lost = self.brake.why();
        // Who stops it when everything is done stops nothing.
        let not_done = |account: &AccountReport| account.outcome == AccountOutcome::NotDone;
        let cancelled = self.brake.is_on() && (lost.is_some() || accounts.iter().any(not_done));
        let cut_cells = file.cut_cells();
        for account in &mut accounts {
            // Its turn had come, so what was read of it is in the file.
            if account.outcome == AccountOutcome::NotDone && account.written > 0 {
                let said = msg::export_account_stopped(account.written);
                account.problems.push(self.messages.error(ErrorCode::Cancelled, &said));
            }
        }
        let later = cancelled && self.resumable && !self.brake.is_for_good();
        let some = |account: &AccountReport| {
            account.outcome.is_whole() || account.outcome == AccountOutcome::Incomplete
        };
        let nothing = cancelled && self.resumable && !accounts.iter().any(some);
        let requests = 0;
        let tables = Tables::of(&self.messages, &accounts, cut_cells);
        // What failed may be tried again, and then the rest need not be read again. Without
        // anything to be tried again nobody needs the rest, and it is customers' content.
        let again = |account: &AccountReport| account.outcome.may_be_tried_again();
        let keep = later || self.resumable && !cancelled && accounts.iter().any(again);
        let files = tokio::task::spawn_blocking(move || {
            let mut parts = parts;
            let files = if later || nothing { Vec::new() } else { file.finish(&tables)? };
            if keep {
                parts.settle()?;
            } else {
                parts.remove();
            }
            Ok(files)
        })
        .await
        .unwrap_or_else(|fault| Err(FileError::Other(fault.to_string())))
        .map_err(|error| self.file_error(&error))?;
        Ok(Ended { accounts, files, cut_cells, requests, cancelled, lost })
    }

    fn file_error(&self, error: &FileError) -> Error {
        file_error(&self.messages, &self.target, error)
    }
}

/// What a person reads of a fault of the disk.
pub(crate) fn file_error(messages: &Messages, target: &Path, error: &FileError) -> Error {
    let folder = target.parent().unwrap_or_else(|| Path::new(".")).display().to_string();
    let (message, technical) = match error {
        FileError::DiskFull => (msg::export_disk_full(), ""),
        FileError::NotWritable(why) => (msg::export_not_writable(folder), why.as_str()),
        FileError::TooManyColumns => (msg::export_too_many_columns(), ""),
        FileError::Other(why) => (msg::export_file_failed(), why.as_str()),
    };
    messages.error(ErrorCode::Disk, &message).with_technical(technical)
}

/// Whether a file can be made where the export is to lie.
pub(crate) fn try_place(target: &Path) -> Result<(), FileError> {
    if target.is_dir() {
        return Err(FileError::NotWritable(String::new()));
    }
    super::file::Part::create(target).map(drop)
}

pub(crate) fn bad_option(messages: &Messages, bad: super::options::BadOption) -> Error {
    use super::options::BadOption;
    let message = match bad {
        BadOption::NoColumns => msg::export_choose_columns(),
        BadOption::NoStatuses => msg::export_choose_statuses(),
        BadOption::NoAccounts => msg::export_choose_accounts(),
        BadOption::TimesCrossed => msg::export_times_crossed(),
        BadOption::UnknownZone => msg::export_unknown_zone(),
        BadOption::BadList => msg::export_bad_list(),
    };
    messages.error(ErrorCode::Other, &message)
}

pub(super) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
