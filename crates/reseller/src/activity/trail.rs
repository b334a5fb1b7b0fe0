//! Keeping the trail: a record before a change is sent, its result after, and the trail as a
//! file. The statements are in `store::activity`.

use super::{
    ActivityAction, ActivityLines, ActivityPage, ActivityQuery, ActivityRecord, ActivityResult,
};
use crate::account::AccountStatus;
use crate::csv::Writer;
use crate::error::{Error, ErrorCode, Result};
use crate::events::Event;
use crate::ids::{AccountId, ActivityId, ConnectionId};
use crate::import::EditChange;
use crate::inner::Inner;
use crate::messages::{Messages, msg};
use crate::registry::SavedConnection;
use crate::store::activity::{self, NewRecord, Outcome};
use kaltura::{Effect, Error as Failure};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Records read at a time when a file is written.
const CHUNK: u32 = 1000;

/// The most that a window may ask for.
const WINDOW: u32 = 1000;

impl Inner {
    /// A record of something this connection is about to do, for writing together with more.
    pub(crate) fn new_record(&self, saved: &SavedConnection, action: ActivityAction) -> NewRecord {
        NewRecord {
            at: self.now(),
            person: saved.person.clone(),
            connection: saved.id.clone(),
            connection_name: saved.name.clone(),
            account: None,
            account_name: String::new(),
            action,
            reason: String::new(),
            job: None,
        }
    }

    /// Writes a record; it is on the disk when this returns.
    pub(crate) async fn record(
        &self,
        saved: &SavedConnection,
        action: ActivityAction,
        account_name: Option<String>,
    ) -> Result<ActivityId> {
        let record = NewRecord {
            account_name: account_name.unwrap_or_default(),
            ..self.new_record(saved, action)
        };
        let id = self.store.write(move |db| activity::add(db, &record)).await?;
        self.tell_activity();
        Ok(id)
    }

    /// Gives a record its result. The result of what was done is not worth failing what was
    /// done, so a disk that is full by now is only logged.
    pub(crate) async fn settle(&self, id: ActivityId, outcome: Outcome) {
        let written = self.store.write(move |db| activity::settle(db, id, &outcome)).await;
        match written {
            Ok(()) => self.tell_activity(),
            Err(error) => tracing::error!(%error, "the result of an activity was not saved"),
        }
    }

    /// It worked.
    pub(crate) async fn settle_done(&self, id: ActivityId) {
        self.settle(id, Outcome::done()).await;
    }

    /// It did not work, or nobody knows.
    pub(crate) async fn settle_failed(&self, id: ActivityId, failure: &Failure, error: &Error) {
        let result = match failure.effect() {
            Effect::None => ActivityResult::Refused,
            Effect::Unknown => ActivityResult::Unclear,
        };
        self.settle(id, Outcome::failed(result, error)).await;
    }

    /// Says that the trail grew.
    pub(crate) fn tell_activity(&self) {
        self.tell(Event::ActivityChanged);
    }

    /// A window onto the trail.
    pub(crate) async fn list_activity(
        &self,
        query: ActivityQuery,
        start: u32,
        count: u32,
    ) -> Result<ActivityPage> {
        let count = count.min(WINDOW);
        let (total, records) =
            self.store.read(move |db| activity::list(db, &query, start, count)).await?;
        Ok(ActivityPage { total, start, records })
    }

    /// The same, with what a job did to many accounts as one line.
    pub(crate) async fn list_activity_lines(
        &self,
        query: ActivityQuery,
        start: u32,
        count: u32,
    ) -> Result<ActivityLines> {
        let count = count.min(WINDOW);
        self.store.read(move |db| activity::list_lines(db, &query, start, count)).await
    }

    /// Everybody who did something, under one connection or any.
    pub(crate) async fn activity_people(&self, of: Option<ConnectionId>) -> Result<Vec<String>> {
        self.store.read(move |db| activity::people(db, of.as_ref())).await
    }

    /// The latest about one account.
    pub(crate) async fn account_history(
        &self,
        connection: &ConnectionId,
        account: AccountId,
    ) -> Result<Vec<ActivityRecord>> {
        let connection = connection.clone();
        self.store.read(move |db| activity::of_account(db, &connection, account, 50)).await
    }

    /// Writes what matches to a CSV file, which has its name only when it is complete.
    pub(crate) async fn export_activity(
        self: &Arc<Self>,
        query: ActivityQuery,
        path: PathBuf,
    ) -> Result<u32> {
        let messages = Arc::clone(&self.messages);
        let target = path.clone();
        let mut writer = blocking(&self.messages, &path, move || {
            let mut writer = Writer::create(&target)?;
            writer.row(&heading(&messages))?;
            Ok(writer)
        })
        .await?;
        let mut written = 0;
        // By what was written last rather than by places: these move while anything is being done.
        let mut last: Option<ActivityId> = None;
        loop {
            let asked = query.clone();
            let records =
                self.store.read(move |db| activity::before(db, &asked, last, CHUNK)).await?;
            last = records.last().map(|record| record.id).or(last);
            let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
            let messages = Arc::clone(&self.messages);
            writer = blocking(&self.messages, &path, move || {
                for record in &records {
                    writer.row(&line(&messages, record))?;
                }
                Ok(writer)
            })
            .await?;
            written += count;
            if count < CHUNK {
                break;
            }
        }
        blocking(&self.messages, &path, move || writer.finish()).await?;
        Ok(written)
    }
}

async fn blocking<T: Send + 'static>(
    messages: &Messages,
    path: &Path,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(std::io::Error::other("the writing broke off"))).map_err(|error| {
        let said = messages.error(ErrorCode::Disk, &msg::export_failed());
        said.with_technical(&format!("{}: {error}", path.display()))
    })
}

fn heading(messages: &Messages) -> Vec<String> {
    [
        msg::activity_csv_time(),
        msg::activity_csv_person(),
        msg::activity_csv_connection(),
        msg::activity_csv_account(),
        msg::activity_csv_partner_id(),
        msg::activity_csv_action(),
        msg::activity_csv_before(),
        msg::activity_csv_after(),
        msg::activity_csv_reason(),
        msg::activity_csv_result(),
        msg::activity_csv_explanation(),
        msg::activity_csv_server_code(),
    ]
    .iter()
    .map(|name| messages.say(name))
    .collect()
}

fn line(messages: &Messages, record: &ActivityRecord) -> Vec<String> {
    let nothing = String::new;
    let status = |status: AccountStatus| status_word(messages, status, status.number());
    let (action, before, after) = match &record.action {
        ActivityAction::SignedIn => (msg::rust_activity_signed_in(), nothing(), nothing()),
        ActivityAction::SignedOut => (msg::rust_activity_signed_out(), nothing(), nothing()),
        ActivityAction::ConnectionRemoved => {
            (msg::rust_activity_connection_removed(), nothing(), nothing())
        }
        ActivityAction::AppTokenMade => (msg::activity_app_token_made(), nothing(), nothing()),
        ActivityAction::AppTokenRevoked => {
            (msg::activity_app_token_revoked(), nothing(), nothing())
        }
        ActivityAction::AccountCreated => {
            (msg::rust_activity_account_created(), nothing(), nothing())
        }
        ActivityAction::StatusChanged { from, to } => {
            (msg::activity_status_changed(), status(*from), status(*to))
        }
        ActivityAction::EntriesCounted { accounts } => {
            (msg::export_activity_counted(*accounts), nothing(), nothing())
        }
        ActivityAction::EntriesExported { file_name, .. } => {
            (msg::export_activity(file_name), nothing(), nothing())
        }
        ActivityAction::AccountEdited { changes } => {
            let list = |text: fn(&EditChange) -> &String| {
                let line =
                    |change| format!("{}: {}", EditChange::label(change, messages), text(change));
                changes.iter().map(line).collect::<Vec<_>>().join("\n")
            };
            (msg::rust_activity_account_edited(), list(|c| &c.before), list(|c| &c.after))
        }
    };
    let result = match record.result {
        ActivityResult::Sent => msg::rust_result_sent(),
        ActivityResult::Done => msg::rust_result_done(),
        ActivityResult::Unchanged => msg::rust_result_unchanged(),
        ActivityResult::Refused => msg::rust_result_refused(),
        ActivityResult::Unclear => msg::rust_result_unclear(),
    };
    let time = jiff::Timestamp::from_second(record.at.0)
        .map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default();
    vec![
        time,
        record.person.clone(),
        record.connection_name.clone(),
        record.account_name.clone(),
        record.account.map(|id| id.to_string()).unwrap_or_default(),
        messages.say(&action),
        before,
        after,
        record.reason.clone(),
        messages.say(&result),
        record.explanation.clone(),
        record.server_code.clone().unwrap_or_default(),
    ]
}

/// The word for a status.
pub(crate) fn status_word(messages: &Messages, status: AccountStatus, number: i32) -> String {
    messages.say(&match status {
        AccountStatus::Active => msg::rust_status_active(),
        AccountStatus::Blocked => msg::rust_status_blocked(),
        AccountStatus::Removed => msg::rust_status_removed(),
        AccountStatus::ReadOnly => msg::rust_status_read_only(),
        AccountStatus::Deleted => msg::rust_status_deleted(),
        AccountStatus::Unknown => msg::rust_status_unknown(number.to_string()),
    })
}
