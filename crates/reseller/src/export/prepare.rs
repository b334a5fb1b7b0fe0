//! What must be known before the first row of an export: which columns custom metadata brings,
//! what the file looks like, and what rows of an earlier run were made for.

use super::candidates::Candidate;
use super::columns::Column;
use super::engine::Task;
use super::file::{Layout, SheetNames};
use super::gate::Gate;
use super::metadata::{Fields, OwnProfiles};
use super::options::SheetChoice;
use super::parts::Parts;
use super::patience::Patience;
use crate::ids::AccountId;
use crate::messages::{Message, msg};
use futures::StreamExt;
use futures::stream;
use kaltura::actions::metadata_profile::{ListProfiles, MetadataProfile};
use kaltura::{Error as Failure, Pager, Session};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What preparing brought.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) fields: Fields,
    pub(super) profiles: HashMap<AccountId, OwnProfiles>,
    pub(super) sessions: HashMap<AccountId, Session>,
    pub(super) failures: HashMap<AccountId, Failure>,
}

impl Task {
    /// Reads the metadata profiles of all accounts: the columns must be known before the first
    /// row.
    pub(super) async fn prepare(&self, gate: &Gate, parts: &Parts, complete: &[bool]) -> Prepared {
        let waiting = self.accounts.iter().zip(complete).filter(|(_, complete)| !**complete);
        let open: Vec<Candidate> = waiting.map(|(a, _)| a).filter(|a| a.is_open).cloned().collect();
        let found = stream::iter(open)
            .map(|account| async move {
                if self.brake.is_on() {
                    return (account.id, Err(Failure::Cancelled));
                }
                let came = (account.id, self.profiles(&account, gate).await);
                self.board.prepared();
                came
            })
            .buffered(self.accounts_at_a_time.max(1))
            .collect::<Vec<_>>()
            .await;
        // Those of before keep their places: rows that were set aside were made for them.
        let mut prepared = Prepared { fields: parts.fields(), ..Prepared::default() };
        for (id, result) in found {
            match result {
                Ok((profiles, session)) => {
                    prepared.fields.add(&profiles);
                    prepared.profiles.insert(id, OwnProfiles::of(&profiles));
                    // Its turn to be read may be long after; it is renewed then if need be.
                    prepared.sessions.insert(id, session);
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
    ) -> Result<(Vec<MetadataProfile>, Session), Failure> {
        let session = self.entrance.enter(account, gate).await?;
        let mut patience = Patience::new();
        loop {
            let list = {
                let _pass = gate.enter().await;
                self.entrance.client.call(&session, &ListProfiles { pager: Pager::first() }).await
            };
            match list {
                Ok(list) => return Ok((list.objects, session)),
                Err(failure) => {
                    if let Err(failure) = patience.again(gate, failure) {
                        if !account.is_parent {
                            drop(session.end().await);
                        }
                        return Err(failure);
                    }
                }
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
