//! What must be known before the first row of an export: which columns custom metadata brings,
//! what the file looks like, and what rows of an earlier run were made for.

use super::candidates::Candidate;
use super::columns::{Column, Wanted};
use super::engine::Task;
use super::facts::{self, Facts, Questions};
use super::file::{Layout, SheetNames};
use super::gate::Gate;
use super::metadata::{Fields, OwnProfiles};
use super::options::SheetChoice;
use super::parts::Parts;
use crate::ids::AccountId;
use crate::messages::{Message, msg};
use futures::StreamExt;
use futures::stream;
use kaltura::{Error as Failure, Session};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What preparing brought.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) fields: Fields,
    pub(super) profiles: HashMap<AccountId, OwnProfiles>,
    /// Of accounts that were not read yet.
    entered: Mutex<HashMap<AccountId, Entered>>,
    pub(super) failures: HashMap<AccountId, Failure>,
}

/// An account that was entered and waits for its turn.
#[derive(Debug)]
pub(super) struct Entered {
    /// Its turn may be long after; it is renewed then if need be.
    pub(super) session: Session,
    /// What it answered, if it was asked for everything.
    pub(super) facts: Option<Facts>,
    is_parent: bool,
}

impl Prepared {
    /// The way into an account, given away once.
    pub(super) fn take_entered(&self, account: AccountId) -> Option<Entered> {
        self.entered().remove(&account)
    }

    /// Sessions of accounts whose turn never came.
    pub(super) fn take_unread(&self) -> Vec<Session> {
        let unread = std::mem::take(&mut *self.entered());
        unread.into_values().filter(|it| !it.is_parent).map(|it| it.session).collect()
    }

    fn entered(&self) -> MutexGuard<'_, HashMap<AccountId, Entered>> {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Task {
    /// Reads the metadata profiles of all accounts: the columns must be known before the first
    /// row. The first accounts, which are read right after, are asked for the rest as well.
    pub(super) async fn prepare(
        &self,
        gate: &Gate,
        wanted: &Wanted,
        parts: &Parts,
        complete: &[bool],
    ) -> Prepared {
        let waiting = self.accounts.iter().zip(complete).filter(|(_, complete)| !**complete);
        let open: Vec<Candidate> = waiting.map(|(a, _)| a).filter(|a| a.is_open).cloned().collect();
        let at_a_time = self.accounts_at_a_time.max(1);
        let found = stream::iter(open.into_iter().enumerate())
            .map(|(at, account)| async move {
                if self.brake.is_on() {
                    return (account.id, Err(Failure::Cancelled));
                }
                let is_next = at < at_a_time;
                let others = if is_next { self.questions(wanted) } else { Questions::default() };
                let questions = Questions { profiles: true, ..others };
                let facts = self.facts(&account, gate, &questions).await;
                self.board.prepared();
                let entered = facts.map(|(mut facts, session)| {
                    let profiles = std::mem::take(&mut facts.profiles);
                    let facts = is_next.then_some(facts);
                    (profiles, Entered { session, facts, is_parent: account.is_parent })
                });
                (account.id, entered)
            })
            .buffered(at_a_time)
            .collect::<Vec<_>>()
            .await;
        // Those of before keep their places: rows that were set aside were made for them.
        let mut prepared = Prepared { fields: parts.fields(), ..Prepared::default() };
        for (id, result) in found {
            match result {
                Ok((profiles, entered)) => {
                    prepared.fields.add(&profiles);
                    prepared.profiles.insert(id, OwnProfiles::of(&profiles));
                    prepared.entered().insert(id, entered);
                }
                Err(failure) => {
                    prepared.failures.insert(id, failure);
                }
            }
        }
        prepared
    }

    /// What is asked of an account before its entries. Where they are chosen by the names of
    /// categories, the list cannot be outlined before these are known.
    pub(super) fn questions(&self, wanted: &Wanted) -> Questions {
        let entries = &self.options.entries;
        let needs_names = entries.needs_names();
        Questions {
            profiles: false,
            categories: wanted.categories || needs_names,
            events: wanted.events,
            outline: if needs_names { None } else { entries.filter(&HashMap::new()) },
        }
    }

    async fn facts(
        &self,
        account: &Candidate,
        gate: &Gate,
        questions: &Questions,
    ) -> Result<(Facts, Session), Failure> {
        let session = self.entrance.enter(account, gate).await?;
        match facts::ask(&self.entrance.client, &session, gate, questions).await {
            Ok(facts) => Ok((facts, session)),
            Err(failure) => {
                if !account.is_parent {
                    drop(session.end().await);
                }
                Err(failure)
            }
        }
    }

    pub(super) fn columns(&self, fields: &Fields) -> Vec<(String, f64)> {
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

    pub(super) fn layout(
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

    /// What rows set aside were made for. The accounts do not matter: each has its own rows.
    pub(super) fn fingerprint(&self) -> u64 {
        let made_for = (&self.options.entries, &self.options.columns, &self.options.zone);
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&made_for).unwrap_or_default().hash(&mut hasher);
        hasher.finish()
    }
}
