//! Bringing the rows of several accounts, which arrive side by side, into the file one account
//! after the other. Runs on a thread of its own; whose turn has not come is set aside on disk,
//! so that memory stays flat.

use super::cell::Row;
use super::file::{ExportFile, FileError};
use super::parts::{PartWriter, Parts};
use super::summary::AccountReport;
use crate::ids::AccountId;
use tokio::sync::mpsc::Receiver;

/// Something that arrives.
#[derive(Debug)]
pub(crate) enum Arrival {
    Rows {
        account: usize,
        rows: Vec<Row>,
    },
    /// The account is over; nothing more of it comes.
    Done {
        account: usize,
        report: Box<AccountReport>,
    },
}

/// The file and the accounts whose rows go into it.
#[derive(Debug)]
pub(crate) struct Output {
    file: ExportFile,
    parts: Parts,
    lanes: Vec<Lane>,
    /// The account whose turn it is.
    turn: usize,
}

#[derive(Debug)]
struct Lane {
    account: AccountId,
    name: String,
    begun: bool,
    part: Option<PartWriter>,
    report: Option<AccountReport>,
    /// Rows of entries in the file.
    written: u32,
}

impl Output {
    pub(crate) fn new(
        file: ExportFile,
        parts: Parts,
        accounts: impl Iterator<Item = (AccountId, String, Option<AccountReport>)>,
    ) -> Self {
        let lanes = accounts
            .map(|(account, name, report)| Lane {
                account,
                name,
                begun: false,
                part: None,
                report,
                written: 0,
            })
            .collect();
        Self { file, parts, lanes, turn: 0 }
    }

    /// Takes everything that arrives until nobody sends any more. Gives the file, not finished
    /// yet, and a report for every account.
    pub(crate) fn run(
        mut self,
        mut arrivals: Receiver<Arrival>,
    ) -> Result<(ExportFile, Parts, Vec<AccountReport>), FileError> {
        self.advance()?;
        while let Some(arrival) = arrivals.blocking_recv() {
            match arrival {
                Arrival::Rows { account, rows } => self.rows(account, &rows)?,
                Arrival::Done { account, report } => self.done(account, *report)?,
            }
        }
        let reports = self
            .lanes
            .into_iter()
            .map(|lane| {
                let mut report =
                    lane.report.unwrap_or_else(|| AccountReport::new(lane.account, lane.name));
                report.written = lane.written;
                report
            })
            .collect();
        Ok((self.file, self.parts, reports))
    }

    fn rows(&mut self, account: usize, rows: &[Row]) -> Result<(), FileError> {
        let is_turn = account == self.turn;
        let Some(lane) = self.lanes.get_mut(account) else { return Ok(()) };
        if !is_turn || self.parts.keeps() {
            if lane.part.is_none() {
                lane.part = Some(self.parts.begin(lane.account)?);
            }
            if let Some(part) = &mut lane.part {
                for row in rows {
                    part.add(row)?;
                }
            }
        }
        if is_turn {
            for row in rows {
                self.write(account, row)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, account: usize, row: &Row) -> Result<(), FileError> {
        let Some(lane) = self.lanes.get_mut(account) else { return Ok(()) };
        if !lane.begun {
            lane.begun = true;
            self.file.begin_account(&lane.name)?;
        }
        lane.written += u32::from(row.sheet == super::cell::Sheet::Entries);
        self.file.row(row)
    }

    fn done(&mut self, account: usize, report: AccountReport) -> Result<(), FileError> {
        let is_turn = account == self.turn;
        let Some(lane) = self.lanes.get_mut(account) else { return Ok(()) };
        let keep = self.parts.keeps() && report.outcome.is_whole();
        let part = match lane.part.take() {
            None if keep || !is_turn => Some(self.parts.begin(lane.account)?),
            part => part,
        };
        if let Some(part) = part {
            self.parts.end(part, &report, keep)?;
            if is_turn && !keep {
                self.parts.forget(lane.account);
            }
        }
        lane.report = Some(report);
        if is_turn {
            self.turn += 1;
            self.advance()?;
        }
        Ok(())
    }

    /// Writes what was set aside of the accounts whose turn has come.
    fn advance(&mut self) -> Result<(), FileError> {
        while let Some(lane) = self.lanes.get_mut(self.turn) {
            let account = lane.account;
            let over = lane.report.as_ref().map(|report| report.outcome.is_whole());
            if let Some(whole) = over {
                if let Some(mut reader) = self.parts.read(account)? {
                    while let Some(row) = reader.next()? {
                        self.write(self.turn, &row)?;
                    }
                }
                if !(self.parts.keeps() && whole) {
                    self.parts.forget(account);
                }
                self.turn += 1;
                continue;
            }
            // It is still being read: what it has so far goes first.
            if let Some(part) = &mut lane.part {
                let (count, mut reader) = part.replay()?;
                for _ in 0..count {
                    if let Some(row) = reader.next()? {
                        self.write(self.turn, &row)?;
                    }
                }
                if !self.parts.keeps()
                    && let Some(lane) = self.lanes.get_mut(self.turn)
                {
                    lane.part = None;
                }
            }
            break;
        }
        Ok(())
    }
}
