//! The entries export as a job: its items are the accounts. How one is read and what the file
//! looks like is in `export`; here is what the job adds: its record in Activity, telling how far
//! it is, pausing, going on, and waiting for a lost connection.

use super::control::{Control, Wish};
use super::progress::Progress;
use super::runner::{End, PATIENCE};
use super::store::{self as jobs, Job};
use crate::activity::{ActivityAction, ActivityResult};
use crate::error::{Error, ErrorCode, Result};
use crate::export::board::Board;
use crate::export::brake::Brake;
use crate::export::candidates::Candidate;
use crate::export::engine::{Ended, Task};
use crate::export::entrance::Entrance;
use crate::export::store::{self, Asked, Listed};
use crate::export::written::Written;
use crate::export::{AccountReport, ExportStage};
use crate::ids::{ActivityId, ConnectionId, JobId};
use crate::inner::{Inner, off_thread};
use crate::live::{Live, Way, partner};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::store::activity::{self, NewRecord, Outcome};
use crate::words::is_signed_out;
use futures::FutureExt;
use kaltura::{Error as Failure, SessionError};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// Accounts and requests under way at most.
const AT_A_TIME: usize = 4;
/// No pause before going on after a lost connection is longer.
const LONGEST: Duration = Duration::from_mins(1);
/// Names of accounts that Activity lists.
const NAMES: usize = 3;

/// An export on its way.
struct Export {
    inner: Arc<Inner>,
    live: Arc<Live>,
    control: Arc<Control>,
    job: Job,
    progress: Progress,
    asked: Asked,
    listed: Vec<Listed>,
}

/// What one run of the engine came to.
enum Came {
    Ended(Ended),
    /// The server cannot be reached, or the sign-in is over.
    Lost(Failure),
    /// The person must do something.
    Stopped(Error),
}

/// Runs an export until it is complete or something stops it.
pub(crate) async fn run(
    inner: Arc<Inner>,
    live: Arc<Live>,
    control: Arc<Control>,
    job: Job,
    progress: Progress,
) -> End {
    let id = job.id;
    let read =
        inner.store.read(move |db| Ok((store::asked(db, id)?, store::listed(db, id)?))).await;
    let (asked, listed) = match read {
        Ok((Some(asked), listed)) => (asked, listed),
        Ok((None, _)) => return End::Paused(Some(inner.job_gone())),
        Err(error) => return End::Paused(Some(error)),
    };
    let mut export = Export { inner, live, control, job, progress, asked, listed };
    match export.recorded().await {
        Ok(end) => end,
        Err(error) => End::Paused(Some(error)),
    }
}

impl Export {
    /// Runs, with a record in Activity from before until after.
    async fn recorded(&mut self) -> Result<End> {
        let record = self.record()?;
        let activity = self.inner.store.write(move |db| activity::add(db, &record)).await?;
        self.inner.tell_activity();
        let (end, reports) = self.until_the_end().await;
        self.settle(activity, &end, &reports).await;
        Ok(end)
    }

    fn record(&self) -> Result<NewRecord> {
        let saved = self.inner.registry.get(&self.job.connection)?;
        let accounts = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        let path = &self.asked.path;
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut names: Vec<&str> =
            self.listed.iter().take(NAMES).map(|listed| listed.name.as_str()).collect();
        let more = self.listed.len().saturating_sub(NAMES);
        let others = self.inner.messages.say(&msg::export_and_more(more));
        if more > 0 {
            names.push(&others);
        }
        let only = match self.listed.as_slice() {
            [only] => Some(only.account),
            _ => None,
        };
        Ok(NewRecord {
            account: only,
            account_name: names.join(", "),
            reason: self.job.reason.clone(),
            person: self.job.person.clone(),
            job: Some(self.job.id),
            ..self.inner.new_record(&saved, ActivityAction::EntriesExported { accounts, file_name })
        })
    }

    async fn settle(&self, activity: ActivityId, end: &End, reports: &[AccountReport]) {
        let rows: u32 = reports.iter().map(|report| report.written).sum();
        let whole = reports.iter().filter(|report| report.outcome.is_whole()).count();
        let accounts = reports.len();
        let outcome = match end {
            End::Finished | End::Cancelled if rows > 0 || whole > 0 => Outcome {
                explanation: self.inner.messages.say(&msg::export_result(accounts, rows, whole)),
                ..Outcome::done()
            },
            End::Paused(Some(problem)) => Outcome::failed(ActivityResult::Refused, problem),
            End::Finished | End::Paused(None) | End::Cancelled | End::Stopped => Outcome {
                explanation: self.inner.messages.say(&msg::export_result_stopped(accounts, whole)),
                ..Outcome::done()
            },
        };
        self.inner.settle(activity, outcome).await;
    }

    /// Runs the engine, again after a lost connection: what is complete is not read again.
    async fn until_the_end(&mut self) -> (End, Vec<AccountReport>) {
        let first_pause = self.inner.setup.network.retry_delay;
        let mut pause = first_pause;
        let (mut unreached, mut whole_before) = (0, 0);
        loop {
            match self.control.wish() {
                Wish::Pause => return (End::Paused(None), Vec::new()),
                Wish::Stop => return (End::Stopped, Vec::new()),
                // What is complete is brought into the file.
                Wish::GoOn | Wish::Cancel => {}
            }
            let (lost, reports) = match self.once().await {
                Came::Stopped(error) => return (End::Paused(Some(error)), Vec::new()),
                Came::Lost(failure) => (failure, Vec::new()),
                Came::Ended(ended) => match ended.lost {
                    Some(lost) if self.control.goes_on() => (lost, ended.accounts),
                    _ => return (self.end_of(ended.cancelled), ended.accounts),
                },
            };
            let whole = reports.iter().filter(|report| report.outcome.is_whole()).count();
            if whole > whole_before {
                (unreached, pause, whole_before) = (0, first_pause, whole);
            }
            unreached += 1;
            let error = self.explain(&lost);
            if is_signed_out(&lost) || unreached > PATIENCE {
                if let Some(way) = self.live.way() {
                    self.inner.note_failure(&self.live, &way, &lost, &error);
                }
                return (End::Paused(Some(error)), reports);
            }
            self.hold_up(Some(error)).await;
            self.control.wait(pause).await;
            pause = (pause * 2).min(LONGEST);
            self.hold_up(None).await;
        }
    }

    fn end_of(&self, stopped: bool) -> End {
        if !stopped {
            return End::Finished;
        }
        match self.control.wish() {
            Wish::Cancel => End::Cancelled,
            Wish::Stop => End::Stopped,
            Wish::Pause | Wish::GoOn => End::Paused(None),
        }
    }

    /// One run of the engine.
    async fn once(&mut self) -> Came {
        let entered = if self.control.wish() == Wish::Cancel {
            self.inner.closed_way(&self.live)
        } else {
            match self.inner.exporting_connection(&self.live) {
                Ok((saved, way)) => match self.enter(&saved, &way).await {
                    Ok(entrance) => Ok((saved, entrance)),
                    Err(came) => return came,
                },
                Err(error) => Err(error),
            }
        };
        let (saved, entrance) = match entered {
            Ok(entered) => entered,
            Err(error) => return Came::Stopped(error),
        };
        let came = self.with(&saved, entrance.clone()).await;
        if self.control.wish() != Wish::Cancel {
            entrance.leave().await;
        }
        came
    }

    /// The parent's secret, which opens its accounts.
    async fn enter(
        &self,
        saved: &SavedConnection,
        way: &Way,
    ) -> std::result::Result<Entrance, Came> {
        let parent = partner(saved.parent_id);
        match Entrance::open(&way.client, &way.session, parent, saved.acts_as()).await {
            Ok(entrance) => Ok(entrance),
            Err(Failure::Session(SessionError::NoAdminSecret)) => {
                let said = msg::capability_export_needs_entering();
                Err(Came::Stopped(self.inner.messages.error(ErrorCode::NotPermitted, &said)))
            }
            Err(failure) => Err(Came::Lost(failure)),
        }
    }

    async fn with(&mut self, saved: &SavedConnection, entrance: Entrance) -> Came {
        let id = self.job.id;
        let begun = self.inner.store.write(move |db| {
            let before = store::shown(db, id)?.files;
            store::begin_run(db, id)?;
            Ok(before)
        });
        let before = match begun.await {
            Ok(before) => before,
            Err(error) => return Came::Stopped(error),
        };
        let told = Arc::new(Notify::new());
        let board = Board::new({
            let told = Arc::clone(&told);
            move || told.notify_one()
        });
        let brake = Brake::default();
        let task = self.task(saved, entrance, &board, &brake);
        self.inner.exports.put_board(id, &board);
        let came = self.watch(task, &board, &brake, &told).await;
        if let Ok(ended) = &came {
            forget_files(before, &ended.files).await;
        }
        let came = match self.keep(came, &board).await {
            Ok(came) => came,
            Err(error) => Came::Stopped(error),
        };
        // From here on the disk says how far it is.
        self.inner.exports.take_board(id);
        came
    }

    fn task(
        &self,
        saved: &SavedConnection,
        entrance: Entrance,
        board: &Arc<Board>,
        brake: &Brake,
    ) -> Task {
        let snapshot = self.live.snapshot();
        let again = |it: &Listed| Candidate::again(&snapshot, saved, it.account, &it.name);
        Task {
            entrance,
            accounts: self.listed.iter().map(again).collect(),
            options: self.asked.options.clone(),
            target: self.asked.path.clone(),
            folder: self.inner.export_folder(self.job.id),
            resumable: true,
            accounts_at_a_time: AT_A_TIME,
            requests_at_a_time: AT_A_TIME,
            first_pause: self.inner.setup.network.retry_delay,
            messages: Arc::clone(&self.inner.messages),
            context: self.inner.context(saved),
            board: Arc::clone(board),
            brake: brake.clone(),
            stops_when_lost: true,
        }
    }

    /// Runs the engine as a task of its own, while wishes are passed on to it and what it tells
    /// is written and told.
    async fn watch(
        &mut self,
        task: Task,
        board: &Board,
        brake: &Brake,
        told: &Notify,
    ) -> std::result::Result<Ended, Error> {
        let mut wishes = self.control.wishes();
        let heed = |wish: Wish| match wish {
            Wish::GoOn => {}
            Wish::Pause | Wish::Stop => brake.pause(),
            Wish::Cancel => brake.cancel(),
        };
        heed(*wishes.borrow_and_update());
        let mut running = AbortOnDropHandle::new(tokio::spawn(task.run()));
        loop {
            tokio::select! {
                ended = &mut running => {
                    return ended.unwrap_or_else(|fault| {
                        let said = self.inner.messages.error(ErrorCode::Other, &msg::unexpected());
                        Err(said.with_technical(&fault.to_string()))
                    });
                }
                Ok(()) = wishes.changed() => heed(*wishes.borrow_and_update()),
                () = told.notified() => {
                    if let Err(error) = self.write_down(board).await {
                        // Written again at the end, and then it counts.
                        tracing::warn!(%error, "how far an export is was not saved");
                    }
                    self.progress.moved(&self.inner).await;
                }
            }
        }
    }

    /// Writes which accounts are over.
    async fn write_down(&self, board: &Board) -> Result<()> {
        let over = board.take_over();
        if over.is_empty() {
            return Ok(());
        }
        let (id, progress) = (self.job.id, board.progress());
        self.inner.store.write(move |db| store::put_reports(db, id, &over, &progress)).await
    }

    /// Writes what a run came to, so that it is shown after the app was closed, too.
    async fn keep(&self, came: std::result::Result<Ended, Error>, board: &Board) -> Result<Came> {
        let ended = match came {
            Ok(ended) => ended,
            Err(error) => {
                self.write_down(board).await?;
                return Ok(Came::Stopped(error));
            }
        };
        drop(board.take_over());
        let mut progress = board.progress();
        progress.seconds_left = None;
        progress.stage = ExportStage::default();
        let id = self.job.id;
        let files = ended.files.clone();
        let (files, written) = off_thread(&self.inner.messages, move || {
            let written: Vec<Written> =
                files.iter().filter_map(|path| Written::now(path)).collect();
            (files, written)
        })
        .await?;
        let over: Vec<(usize, AccountReport)> =
            ended.accounts.iter().cloned().enumerate().collect();
        self.inner
            .store
            .write(move |db| {
                store::put_reports(db, id, &over, &progress)?;
                store::put_files(db, id, &files, &written)
            })
            .await?;
        Ok(Came::Ended(ended))
    }

    /// Says what holds the export up, while it goes on trying.
    async fn hold_up(&mut self, problem: Option<Error>) {
        let job = self.job.id;
        let written =
            self.inner.store.write(move |db| jobs::set_problem(db, job, problem.as_ref())).await;
        if let Err(error) = written {
            tracing::warn!(%error, "what holds an export up was not saved");
        }
        self.progress.moved(&self.inner).await;
    }

    fn explain(&self, failure: &Failure) -> Error {
        match self.inner.registry.get(&self.job.connection) {
            Ok(saved) => self.inner.explain(&saved, failure),
            Err(error) => error,
        }
    }
}

/// Removes files of an earlier run of the same job that the new ones do not replace: a list of
/// errors, once there are none.
async fn forget_files(before: Vec<String>, now: &[PathBuf]) {
    if now.is_empty() {
        return;
    }
    let old: Vec<PathBuf> =
        before.into_iter().map(PathBuf::from).filter(|path| !now.contains(path)).collect();
    let removed = tokio::task::spawn_blocking(move || {
        for path in old {
            // Moved or deleted by the person meanwhile is as good.
            drop(std::fs::remove_file(path));
        }
    });
    drop(removed.await);
}

impl Inner {
    /// Brings what is complete of an export that rests into its file, and ends it.
    pub(super) async fn gather_export(
        self: &Arc<Self>,
        connection: &ConnectionId,
        id: JobId,
    ) -> Result<()> {
        let job = self.store.read(move |db| jobs::job(db, id)).await?;
        let job = job.ok_or_else(|| self.job_gone())?;
        let control = Arc::new(Control::new(connection.clone()));
        control.cancel();
        self.running().insert(id, Arc::clone(&control));
        let live = self.live(connection);
        let progress = Progress::of(id);
        let work =
            run(Arc::clone(self), Arc::clone(&live), Arc::clone(&control), job, progress).boxed();
        self.see_through(id, live, control, work);
        Ok(())
    }

    /// A way that asks nobody: for bringing together what lies on the disk.
    fn closed_way(&self, live: &Live) -> Result<(SavedConnection, Entrance)> {
        let saved = self.registry.get(&live.id)?;
        let endpoint = crate::address::parse(&self.messages, &saved.url)?;
        let entrance = Entrance::closed(self.client(endpoint)?, partner(saved.parent_id));
        Ok((saved, entrance))
    }
}
