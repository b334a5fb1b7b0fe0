//! One account of an export: entering it, counting, reading it range by range, and what is said
//! of it in the end. What is done for all accounts together is in `engine`.

use super::board::AccountState;
use super::candidates::Candidate;
use super::cell::Row;
use super::columns::Wanted;
use super::engine::{Task, small};
use super::extras::{Extra, Refused};
use super::facts::{self, Facts, Gaps};
use super::gate::Gate;
use super::output::Arrival;
use super::patience::patiently;
use super::prepare::Prepared;
use super::read::Reader;
use super::rows::{AccountFacts, RowMaker};
use super::summary::{AccountOutcome, AccountReport};
use super::tally::Tally;
use crate::error::{Error, ErrorCode};
use crate::ids::UnixSeconds;
use crate::messages::{Message, Messages, msg};
use crate::words::{Context, explain, is_offline, is_signed_out};
use kaltura::actions::base_entry::EntryFilter;
use kaltura::entries::{self, EntryRanges, Outline, Recount};
use kaltura::{Error as Failure, Session};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc::Sender;
use tokio_util::task::TaskTracker;

/// What all accounts share while they are read.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) prepared: Prepared,
    pub(super) maker: Arc<RowMaker>,
    pub(super) gate: Arc<Gate>,
    pub(super) wanted: Wanted,
    pub(super) sender: Sender<Arrival>,
    /// Sessions on their way out, for which no account waits.
    pub(super) endings: TaskTracker,
}

/// Why reading an account stopped.
#[derive(Debug)]
pub(super) enum Stop {
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

/// An account that was entered.
#[derive(Debug)]
struct Opened<'a> {
    index: usize,
    account: &'a Candidate,
    session: Session,
    facts: Option<Facts>,
}

/// Hands what was read of an account on to the file and to the board.
#[derive(Debug)]
pub(super) struct Hand<'a> {
    task: &'a Task,
    reader: &'a Reader,
    index: usize,
    sender: &'a Sender<Arrival>,
    report: &'a mut AccountReport,
}

impl Hand<'_> {
    /// Rows of that many entries, some of which may have none.
    pub(super) async fn rows(&mut self, entries: u32, rows: Vec<Row>) -> Result<(), Stop> {
        self.report.read += entries;
        self.task.board.read(self.index, entries);
        let arrival = Arrival::Rows { account: self.index, rows };
        self.sender.send(arrival).await.map_err(|_| Stop::FileClosed)
    }

    /// A list was refused; the rest goes on without it.
    pub(super) fn refused(&mut self, extra: Extra, failure: &Failure) {
        if self.reader.note_refusal(extra) {
            self.report.problems.push(self.task.refusal(failure));
        }
    }
}

impl Task {
    /// Reads one account, whatever happens to it.
    pub(super) async fn account(self: Arc<Self>, index: usize, shared: Arc<Shared>) {
        let Some(account) = self.accounts.get(index) else { return };
        let mut report = AccountReport::new(account.id, account.name.clone());
        let started = Instant::now();
        report.started_at = Some(now());
        if self.brake.is_on() {
            report.started_at = None;
        } else if account.is_open {
            self.board.change(index, |shown| shown.state = AccountState::Running);
            let result = self.try_account(index, account, &shared, &mut report).await;
            match result {
                Ok(tally) => {
                    report.gone = small(tally.gone);
                    report.added = small(tally.added);
                    report.missing = small(tally.missing);
                    if report.missing > 0 {
                        let said = msg::export_entries_missing(report.missing);
                        // It stands first: it is why the account is not complete.
                        report.problems.insert(0, self.messages.error(ErrorCode::Other, &said));
                    }
                    report.outcome = if report.missing > 0 {
                        AccountOutcome::Incomplete
                    } else if report.problems.is_empty() {
                        AccountOutcome::Complete
                    } else {
                        AccountOutcome::Partial
                    };
                }
                Err(Stop::Failure(Failure::Cancelled)) => {}
                Err(Stop::FileClosed) => self.brake.pause(),
                Err(Stop::Failure(failure)) if self.is_lost(&failure).await => {}
                Err(Stop::Failure(failure)) => {
                    report.outcome = AccountOutcome::Failed;
                    let said = explain_account(&self.messages, &self.context, account, &failure);
                    report.problems.push(said);
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
        drop(shared.sender.send(Arrival::Done { account: index, report: Box::new(report) }).await);
    }

    async fn try_account(
        &self,
        index: usize,
        account: &Candidate,
        shared: &Shared,
        report: &mut AccountReport,
    ) -> Result<Tally, Stop> {
        let Shared { prepared, gate, endings, .. } = shared;
        if let Some(failure) = prepared.failures.get(&account.id) {
            return Err(failure.clone().into());
        }
        let (session, facts) = match prepared.take_entered(account.id) {
            Some(entered) => (entered.session, entered.facts),
            None => (self.entrance.enter(account, gate).await?, None),
        };
        let opened = Opened { index, account, session: session.clone(), facts };
        let result = self.read(opened, shared, report).await;
        if !account.is_parent {
            // The session is of no use to anybody any more; if it cannot be ended, it runs out.
            let gate = Arc::clone(gate);
            endings.spawn(async move {
                let _pass = gate.enter().await;
                drop(session.end().await);
            });
        }
        result
    }

    async fn read(
        &self,
        opened: Opened<'_>,
        shared: &Shared,
        report: &mut AccountReport,
    ) -> Result<Tally, Stop> {
        let Opened { index, account, session, facts } = opened;
        let Shared { prepared, maker, gate, wanted, sender, .. } = shared;
        let client = &self.entrance.client;
        let choice = &self.options.entries;
        let facts = match facts {
            Some(facts) => facts,
            None => facts::ask(client, &session, gate, &self.questions(wanted)).await?,
        };
        if facts.gaps.categories_cut && choice.needs_names() {
            let said = msg::export_categories_cut();
            report.problems.push(self.messages.error(ErrorCode::Other, &said));
        }
        let filter = choice
            .filter(&facts.categories)
            .ok_or_else(|| Stop::Nothing(msg::export_no_such_category()))?;
        let ranges = self.ranges(&session, gate, &filter, facts.outline).await?;
        report.counted = Some(small(ranges.count));
        self.board.change(index, |shown| shown.expected = Some(small(ranges.count)));
        if !ranges.ranges.is_empty() || choice.needs_names() {
            report.problems.extend(self.said_of(&facts.gaps));
        }
        let reader = Arc::new(Reader {
            client: client.clone(),
            session,
            gate: Arc::clone(gate),
            wanted: wanted.clone(),
            maker: Arc::clone(maker),
            facts: AccountFacts {
                name: account.name.clone(),
                id: account.id.0.into(),
                reference_id: account.reference_id.clone(),
                categories: facts.categories,
                events: facts.events,
                profiles: prepared.profiles.get(&account.id).cloned().unwrap_or_default(),
            },
            only_captioned: choice.only_captioned,
            cancel: self.brake.token(),
            refused: Refused::default(),
        });
        let mut hand = Hand { task: self, reader: &reader, index, sender, report };
        let (mut tally, recount) = reader.ranges(&filter, &ranges, &mut hand).await?;
        // A list of one page was all there at one moment: its answer counted it too.
        let counted = if ranges.count <= u64::from(kaltura::PAGE_SIZE_MAX) && tally.missing == 0 {
            Ok(Recount { all: tally.present, in_ranges: tally.present })
        } else if let Some(recount) = recount {
            Ok(recount)
        } else {
            self.counted_again(&reader, &filter, &ranges).await
        };
        match counted {
            Ok(recount) => {
                report.counted_again = Some(small(recount.all));
                tally.reconcile(&ranges, recount);
            }
            // All the rest was read; that nobody could look once more is said.
            Err(failure) if failure.api().is_some() => {
                let said = explain(&self.messages, &self.context, &failure);
                report.problems.push(said);
            }
            Err(failure) => return Err(failure.into()),
        }
        Ok(tally)
    }

    /// Cuts the list into ranges, whose outline may be known already.
    async fn ranges(
        &self,
        session: &Session,
        gate: &Gate,
        filter: &EntryFilter,
        outline: Option<Outline>,
    ) -> Result<EntryRanges, Failure> {
        let client = &self.entrance.client;
        patiently(gate, || async {
            let _pass = gate.enter().await;
            match outline {
                Some(outline) => entries::ranges_of(client, session, filter, outline).await,
                None => entries::ranges(client, session, filter).await,
            }
        })
        .await
    }

    async fn counted_again(
        &self,
        reader: &Reader,
        filter: &EntryFilter,
        ranges: &EntryRanges,
    ) -> Result<Recount, Failure> {
        patiently(&reader.gate, || async {
            let _pass = reader.gate.enter().await;
            entries::count_again(&reader.client, &reader.session, filter, ranges).await
        })
        .await
    }

    /// What a person reads of the lists of an account that could not be read.
    fn said_of(&self, gaps: &Gaps) -> Vec<Error> {
        let mut said: Vec<Error> =
            gaps.refused.iter().map(|failure| self.refusal(failure)).collect();
        if gaps.events_cut {
            said.push(self.messages.error(ErrorCode::Other, &msg::export_events_cut()));
        }
        said
    }

    fn refusal(&self, failure: &Failure) -> Error {
        let name = failure.api().and_then(|api| api.arg("SERVICE")).unwrap_or_default();
        let mut error = self.messages.error(ErrorCode::NotPermitted, &msg::export_refused(name));
        error.detail.server_code = failure.code().map(|code| code.as_str().to_owned());
        error
    }

    /// Whether the failure is the whole connection's: then the export stops, and the account
    /// waits for another run. Where each account fails alone, nobody asks.
    async fn is_lost(&self, failure: &Failure) -> bool {
        if self.brake.is_on() {
            return true;
        }
        if !self.stops_when_lost || !(is_offline(failure) || is_signed_out(failure)) {
            return false;
        }
        match self.entrance.check().await {
            Ok(()) => false,
            Err(failure) => {
                self.brake.halt(failure);
                true
            }
        }
    }
}

/// What a person reads of a failure in an account.
pub(super) fn explain_account(
    messages: &Messages,
    context: &Context,
    account: &Candidate,
    failure: &Failure,
) -> Error {
    let said = match failure.code() {
        Some(kaltura::ErrorCode::ContentBlocked) => msg::export_account_blocked_meanwhile(),
        Some(kaltura::ErrorCode::StartSession) if !account.is_parent => {
            msg::export_account_not_entered()
        }
        _ => return explain(messages, context, failure),
    };
    let mut error = messages.error(ErrorCode::NotPermitted, &said);
    error.detail.server_code = failure.code().map(|code| code.as_str().to_owned());
    error
}

fn now() -> UnixSeconds {
    use crate::setup::{Clock, SystemClock};
    SystemClock.now()
}
