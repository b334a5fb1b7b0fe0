//! The export as a whole: accounts side by side, each read on its own and failing on its own,
//! their rows brought into one file. Knows no window and no job.

use super::board::{AccountState, Board};
use super::columns::{Column, Wanted};
use super::file::{ExportFile, FileError, Layout, SheetNames};
use super::gate::Gate;
use super::metadata::{Fields, OwnProfiles};
use super::options::{EntryStatus, ExportOptions, MediaType, SheetChoice};
use super::output::{Arrival, Output};
use super::parts::Parts;
use super::read::{Patience, Progress, Reader, Refused, Tally};
use super::rows::{AccountFacts, RowMaker, Words};
use super::summary::{AccountOutcome, AccountReport, Tables};
use crate::error::{Error, ErrorCode};
use crate::ids::{AccountId, UnixSeconds};
use crate::messages::{Message, Messages, msg};
use crate::words::{Context, explain};
use futures::StreamExt;
use futures::stream;
use kaltura::actions::base_entry::EntryFilter;
use kaltura::actions::metadata_profile::{ListProfiles, MetadataProfile};
use kaltura::{
    Client, Error as Failure, Impersonation, InList, Pager, PartnerId, RequestTime, Session,
    UnixSeconds as ServerTime,
};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Sender, channel};
use tokio_util::sync::CancellationToken;

/// Batches of rows on their way to the file.
const ON_THE_WAY: usize = 12;
/// Sessions kept between preparing and reading; those of more accounts would run out anyway.
const SESSIONS_KEPT: usize = 64;
/// How long a session of an account lasts. It is renewed when it runs out and ended after use.
const SESSION_LIFETIME: Duration = Duration::from_hours(1);

/// An account to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) reference_id: String,
    /// Blocked and removed ones are not.
    pub(crate) is_open: bool,
    pub(crate) is_parent: bool,
}

/// Everything an export needs.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) client: Client,
    pub(crate) parent: Session,
    /// Who acts, for the server's records.
    pub(crate) person: String,
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
    pub(crate) cancel: CancellationToken,
}

/// How an export ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ended {
    pub(crate) accounts: Vec<AccountReport>,
    /// The main file first; none when the export was stopped and nothing was to be kept.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) cut_cells: u64,
    pub(crate) requests: u64,
    pub(crate) cancelled: bool,
}

/// Why reading an account stopped.
#[derive(Debug)]
enum Stop {
    Failure(Failure),
    /// The file takes no more, which its own thread tells.
    FileClosed,
    /// No such category.
    Nothing(Message),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What preparing brought.
#[derive(Debug, Default)]
struct Prepared {
    fields: Fields,
    profiles: HashMap<AccountId, OwnProfiles>,
    sessions: HashMap<AccountId, Session>,
    failures: HashMap<AccountId, Failure>,
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
        std::fs::create_dir_all(&self.folder).map_err(|e| self.file_error(&e.into()))?;
        let mut prepared =
            if wanted.metadata { self.prepare(&gate).await } else { Prepared::default() };
        let columns = self.columns(&prepared.fields);
        let fingerprint = self.fingerprint(&columns);
        let parts = Parts::open(&self.folder, fingerprint, self.resumable)
            .map_err(|error| self.file_error(&error))?;
        let before: Vec<Option<AccountReport>> = self
            .accounts
            .iter()
            .map(|account| if self.resumable { parts.completed(account.id) } else { None })
            .collect();
        for (index, report) in before.iter().enumerate() {
            if let Some(report) = report {
                self.board.done(index, report);
            }
        }
        let maker = Arc::new(RowMaker {
            columns: self.options.columns.clone(),
            fields: std::mem::take(&mut prepared.fields),
            zone: zone.clone(),
            server: self.client.endpoint().to_string().trim_end_matches('/').to_owned(),
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
        let writing = tokio::task::spawn_blocking(move || output.run(arrivals));

        let prepared = Arc::new(prepared);
        let task = Arc::new(self);
        stream::iter(before.iter().enumerate().filter(|(_, before)| before.is_none()))
            .for_each_concurrent(task.accounts_at_a_time.max(1), |(index, _)| {
                let (task, prepared, maker) =
                    (Arc::clone(&task), Arc::clone(&prepared), Arc::clone(&maker));
                let (gate, wanted, sender) = (Arc::clone(&gate), wanted.clone(), sender.clone());
                async move {
                    task.account(index, &prepared, maker, gate, wanted, &sender).await;
                }
            })
            .await;
        drop(sender);
        let written = match writing.await {
            Ok(written) => written,
            Err(fault) => Err(FileError::Other(fault.to_string())),
        };
        let (file, parts, accounts) = written.map_err(|error| task.file_error(&error))?;
        let mut ended = task.close(file, parts, accounts).await?;
        ended.requests = gate.passed();
        Ok(ended)
    }

    /// Gives the file its name, or keeps what is complete for another time.
    async fn close(
        &self,
        file: ExportFile,
        parts: Parts,
        accounts: Vec<AccountReport>,
    ) -> Result<Ended, Error> {
        let cancelled = self.cancel.is_cancelled();
        let cut_cells = file.cut_cells();
        let tables = Tables::of(&self.messages, &accounts, cut_cells);
        if cancelled && self.resumable {
            drop(file);
            return Ok(Ended { accounts, files: Vec::new(), cut_cells, requests: 0, cancelled });
        }
        let files = tokio::task::spawn_blocking(move || {
            let files = file.finish(&tables)?;
            parts.remove();
            Ok(files)
        })
        .await
        .unwrap_or_else(|fault| Err(FileError::Other(fault.to_string())))
        .map_err(|error| self.file_error(&error))?;
        Ok(Ended { accounts, files, cut_cells, requests: 0, cancelled })
    }

    /// Reads one account, whatever happens to it.
    async fn account(
        &self,
        index: usize,
        prepared: &Prepared,
        maker: Arc<RowMaker>,
        gate: Arc<Gate>,
        wanted: Wanted,
        sender: &Sender<Arrival>,
    ) {
        let Some(account) = self.accounts.get(index) else { return };
        let mut report = AccountReport::new(account.id, account.name.clone());
        let started = Instant::now();
        report.started_at = Some(now());
        if self.cancel.is_cancelled() {
            report.started_at = None;
        } else if account.is_open {
            self.board.change(index, |shown| shown.state = AccountState::Running);
            let result = self
                .try_account(index, account, prepared, maker, gate, wanted, sender, &mut report)
                .await;
            match result {
                Ok(tally) => {
                    report.gone = small(tally.gone);
                    report.added = small(tally.added);
                    report.missing = small(tally.missing);
                    if report.missing > 0 {
                        let said = msg::export_entries_missing(report.missing);
                        report.problems.push(self.messages.error(ErrorCode::Other, &said));
                    }
                    report.outcome = if report.problems.is_empty() {
                        AccountOutcome::Complete
                    } else {
                        AccountOutcome::Partial
                    };
                }
                Err(Stop::Failure(Failure::Cancelled) | Stop::FileClosed) => {}
                Err(Stop::Failure(failure)) => {
                    report.outcome = AccountOutcome::Failed;
                    report.problems.push(self.explain(account, &failure));
                }
                Err(Stop::Nothing(said)) => {
                    report.outcome = AccountOutcome::Partial;
                    report.counted = Some(0);
                    report.problems.push(self.messages.error(ErrorCode::NotFound, &said));
                }
            }
        } else {
            report.outcome = AccountOutcome::Unreadable;
            let said = msg::export_account_closed();
            report.problems.push(self.messages.error(ErrorCode::NotPermitted, &said));
        }
        report.milliseconds = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.board.done(index, &report);
        // When the file is closed, its own thread says why.
        drop(sender.send(Arrival::Done { account: index, report: Box::new(report) }).await);
    }

    #[expect(clippy::too_many_arguments, reason = "what all accounts share, and the one at hand")]
    async fn try_account(
        &self,
        index: usize,
        account: &Candidate,
        prepared: &Prepared,
        maker: Arc<RowMaker>,
        gate: Arc<Gate>,
        wanted: Wanted,
        sender: &Sender<Arrival>,
        report: &mut AccountReport,
    ) -> Result<Tally, Stop> {
        if let Some(failure) = prepared.failures.get(&account.id) {
            return Err(failure.clone().into());
        }
        let session = match prepared.sessions.get(&account.id) {
            Some(session) => session.clone(),
            None => self.enter(account, &gate).await?,
        };
        let profiles = prepared.profiles.get(&account.id).cloned().unwrap_or_default();
        let facts = AccountFacts {
            name: account.name.clone(),
            id: account.id.0.into(),
            reference_id: account.reference_id.clone(),
            profiles,
            ..AccountFacts::default()
        };
        let mut reader = Reader {
            client: self.client.clone(),
            session: session.clone(),
            gate: Arc::clone(&gate),
            wanted,
            maker,
            facts,
            only_captioned: self.options.entries.only_captioned,
            cancel: self.cancel.clone(),
            refused: Refused::default(),
        };
        let result = self.read(index, &mut reader, sender, report).await;
        if !account.is_parent {
            // The session is of no use to anybody any more; if it cannot be ended, it runs out.
            let _pass = gate.enter().await;
            drop(session.end().await);
        }
        result
    }

    async fn read(
        &self,
        index: usize,
        reader: &mut Reader,
        sender: &Sender<Arrival>,
        report: &mut AccountReport,
    ) -> Result<Tally, Stop> {
        let names = &self.options.entries.categories;
        if !names.is_empty() {
            for failure in self.facts(reader, true, false).await? {
                report.problems.push(self.refusal(&failure));
            }
        }
        let filter = self.filter(reader)?;
        let mut patience = Patience::new();
        let ranges = loop {
            let counted = {
                let _pass = reader.gate.enter().await;
                kaltura::entries::ranges(&reader.client, &reader.session, &filter).await
            };
            match counted {
                Ok(ranges) => break ranges,
                Err(failure) => patience.again(&reader.gate, failure)?,
            }
        };
        report.counted = Some(small(ranges.count));
        self.board.change(index, |shown| shown.expected = Some(small(ranges.count)));
        if !ranges.ranges.is_empty() {
            let categories = reader.wanted.categories && names.is_empty();
            let events = reader.wanted.events;
            for failure in self.facts(reader, categories, events).await? {
                report.problems.push(self.refusal(&failure));
            }
        }
        let reader = Arc::new(std::mem::replace(reader, reader.emptied()));
        let mut tally = Tally::default();
        for range in &ranges.ranges {
            let hand_on = async |progress: Progress| match progress {
                Progress::Rows { entries, rows } => {
                    report.read += entries;
                    self.board.read(index, entries);
                    let arrival = Arrival::Rows { account: index, rows };
                    sender.send(arrival).await.map_err(|_| Stop::FileClosed)
                }
                Progress::Refused(extra, failure) => {
                    if reader.note_refusal(extra) {
                        report.problems.push(self.refusal(&failure));
                    }
                    Ok(())
                }
            };
            tally.add(reader.range::<_, Stop>(range, hand_on).await?);
        }
        Ok(tally)
    }

    async fn facts(
        &self,
        reader: &mut Reader,
        categories: bool,
        events: bool,
    ) -> Result<Vec<Failure>, Failure> {
        let mut patience = Patience::new();
        loop {
            match reader.load_facts(categories, events).await {
                Ok(refused) => return Ok(refused),
                Err(failure) => patience.again(&reader.gate, failure)?,
            }
        }
    }

    fn refusal(&self, failure: &Failure) -> Error {
        let name = failure.api().and_then(|api| api.arg("SERVICE")).unwrap_or_default();
        let mut error = self.messages.error(ErrorCode::NotPermitted, &msg::export_refused(name));
        error.detail.server_code = failure.code().map(|code| code.as_str().to_owned());
        error
    }

    /// A session of the account: its own, or one that the parent gets for it.
    pub(super) async fn enter(&self, account: &Candidate, gate: &Gate) -> Result<Session, Failure> {
        if account.is_parent {
            return Ok(self.parent.clone());
        }
        let _pass = gate.enter().await;
        let partner = PartnerId::new(account.id.0.into());
        self.parent
            .impersonate(Impersonation {
                privileges: "disableentitlement".to_owned(),
                lifetime: SESSION_LIFETIME,
                ..Impersonation::new(partner, self.person.clone())
            })
            .await
    }

    /// Reads the metadata profiles of all accounts: the columns must be known before the first
    /// row.
    async fn prepare(&self, gate: &Gate) -> Prepared {
        let open: Vec<&Candidate> = self.accounts.iter().filter(|a| a.is_open).collect();
        let keep = open.len() <= SESSIONS_KEPT;
        let found = stream::iter(open)
            .map(|account| async move {
                if self.cancel.is_cancelled() {
                    return (account.id, Err(Failure::Cancelled));
                }
                (account.id, self.profiles(account, gate, keep).await)
            })
            .buffered(self.accounts_at_a_time.max(1))
            .collect::<Vec<_>>()
            .await;
        let mut prepared = Prepared::default();
        for (id, result) in found {
            match result {
                Ok((profiles, session)) => {
                    prepared.fields.add(&profiles);
                    prepared.profiles.insert(id, OwnProfiles::of(&profiles));
                    prepared.sessions.extend(session.map(|session| (id, session)));
                }
                // An account without the plugin has no metadata, and is read without.
                Err(failure) if super::read::is_refusal(&failure) => {}
                Err(failure) => {
                    prepared.failures.insert(id, failure);
                }
            }
        }
        prepared
    }

    async fn profiles(
        &self,
        account: &Candidate,
        gate: &Gate,
        keep: bool,
    ) -> Result<(Vec<MetadataProfile>, Option<Session>), Failure> {
        let session = self.enter(account, gate).await?;
        let list = {
            let _pass = gate.enter().await;
            self.client.call(&session, &ListProfiles { pager: Pager::first() }).await
        };
        if keep {
            return Ok((list?.objects, Some(session)));
        }
        if !account.is_parent {
            drop(session.end().await);
        }
        Ok((list?.objects, None))
    }

    /// The filter of entries in one account.
    fn filter(&self, reader: &Reader) -> Result<EntryFilter, Stop> {
        let chosen = &self.options.entries;
        let list = |values: Vec<i64>| InList::new(values).ok();
        let at = |at: UnixSeconds| RequestTime::at(ServerTime::new(at.0));
        let mut categories = Vec::new();
        for name in &chosen.categories {
            if let Ok(id) = name.parse::<i64>() {
                categories.push(id);
            } else {
                let found = reader.facts.categories.iter().filter(|(_, full)| *full == name);
                categories.extend(found.map(|(id, _)| id.get()));
            }
        }
        if categories.is_empty() && !chosen.categories.is_empty() {
            return Err(Stop::Nothing(msg::export_no_such_category()));
        }
        Ok(EntryFilter {
            status_in: list(chosen.statuses.iter().copied().map(EntryStatus::code).collect()),
            moderation_status_in: chosen.unmoderated.then(|| list((1..=6).collect())).flatten(),
            media_type_in: list(chosen.media_types.iter().copied().map(MediaType::code).collect()),
            created_at_greater_than_or_equal: chosen.since.map(at),
            created_at_less_than_or_equal: chosen.until.map(at),
            tags_multi_like_or: InList::new(&chosen.tags).ok(),
            category_ancestor_id_in: list(categories),
            ..EntryFilter::default()
        })
    }

    fn columns(&self, fields: &Fields) -> Vec<(String, f64)> {
        let mut columns = Vec::new();
        for column in &self.options.columns {
            if *column == Column::Metadata {
                let headings = fields.headings();
                columns.extend(headings.into_iter().map(|name| (name, column.width())));
            } else {
                columns.push((self.messages.say(&column.heading()), column.width()));
            }
        }
        columns
    }

    fn layout(
        &self,
        columns: Vec<(String, f64)>,
        events: bool,
        zone: jiff::tz::TimeZone,
    ) -> Layout {
        let say = |message: &Message| self.messages.say(message);
        Layout {
            columns,
            event_columns: events.then(|| {
                vec![
                    say(&msg::export_column_account_name()),
                    say(&msg::export_column_account_id()),
                    say(&msg::export_column_entry_id()),
                    say(&msg::export_events_title()),
                    say(&msg::export_events_start()),
                    say(&msg::export_events_end()),
                    say(&msg::export_column_tags()),
                    say(&msg::export_events_source()),
                ]
            }),
            per_account: self.options.sheets == SheetChoice::PerAccount,
            zone,
            names: SheetNames {
                entries: say(&msg::export_sheet_entries()),
                events: say(&msg::export_sheet_events()),
                summary: say(&msg::export_sheet_summary()),
                errors: say(&msg::export_sheet_errors()),
            },
        }
    }

    /// What rows set aside were made for: the choice of entries, the columns, the zone.
    fn fingerprint(&self, columns: &[(String, f64)]) -> u64 {
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&self.options).unwrap_or_default().hash(&mut hasher);
        for (name, _) in columns {
            name.hash(&mut hasher);
        }
        hasher.finish()
    }

    fn explain(&self, account: &Candidate, failure: &Failure) -> Error {
        let refused = failure.code() == Some(&kaltura::ErrorCode::ContentBlocked);
        if refused {
            let said = msg::export_account_blocked_meanwhile();
            let mut error = self.messages.error(ErrorCode::NotPermitted, &said);
            error.detail.server_code = failure.code().map(|code| code.as_str().to_owned());
            return error;
        }
        if failure.code() == Some(&kaltura::ErrorCode::StartSession) && !account.is_parent {
            let said = msg::export_account_not_entered();
            let mut error = self.messages.error(ErrorCode::NotPermitted, &said);
            error.detail.server_code = failure.code().map(|code| code.as_str().to_owned());
            return error;
        }
        explain(&self.messages, &self.context, failure)
    }

    fn file_error(&self, error: &FileError) -> Error {
        let folder = self.target.parent().unwrap_or_else(|| Path::new(".")).display().to_string();
        let (message, technical) = match error {
            FileError::DiskFull => (msg::export_disk_full(), ""),
            FileError::NotWritable(why) => (msg::export_not_writable(folder), why.as_str()),
            FileError::SheetFull => (msg::export_sheet_full(), ""),
            FileError::Other(why) => (msg::export_file_failed(), why.as_str()),
        };
        self.messages.error(ErrorCode::Disk, &message).with_technical(technical)
    }
}

/// Whether a file can be made where the export is to lie.
fn try_place(target: &Path) -> Result<(), FileError> {
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

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn now() -> UnixSeconds {
    use crate::setup::{Clock, SystemClock};
    SystemClock.now()
}
