//! The trail on disk: adding a record, giving it its result once, and reading. There is no way
//! to alter or delete one; the database itself refuses.

use crate::activity::{
    ActivityAction, ActivityBulk, ActivityKind, ActivityLine, ActivityLines, ActivityQuery,
    ActivityRecord, ActivityResult,
};
use crate::fold::{fold, fold_into};
use crate::ids::{AccountId, ActivityId, ConnectionId, JobId, UnixSeconds};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

/// A record about to be written, before anything is sent.
#[derive(Debug, Clone)]
pub(crate) struct NewRecord {
    pub(crate) at: UnixSeconds,
    pub(crate) person: String,
    pub(crate) connection: ConnectionId,
    pub(crate) connection_name: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) account_name: String,
    pub(crate) action: ActivityAction,
    pub(crate) reason: String,
    pub(crate) job: Option<JobId>,
}

/// How something ended.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) result: ActivityResult,
    pub(crate) explanation: String,
    pub(crate) server_code: Option<String>,
    /// Filled in when it was not known before.
    pub(crate) account: Option<AccountId>,
}

impl Outcome {
    /// It worked.
    pub(crate) fn done() -> Self {
        Self::of(ActivityResult::Done)
    }

    /// A result with nothing to explain.
    pub(crate) fn of(result: ActivityResult) -> Self {
        Self { result, explanation: String::new(), server_code: None, account: None }
    }

    /// It did not work, for this reason.
    pub(crate) fn failed(result: ActivityResult, error: &crate::error::Error) -> Self {
        Self {
            result,
            explanation: error.message.clone(),
            server_code: error.detail.server_code.clone(),
            account: None,
        }
    }
}

/// Writes a record as sent.
pub(crate) fn add(transaction: &Transaction<'_>, new: &NewRecord) -> rusqlite::Result<ActivityId> {
    let mut haystack = String::new();
    let account = new.account.map(|id| id.to_string()).unwrap_or_default();
    for field in [&new.person, &account, &new.account_name, &new.reason, &new.connection_name] {
        fold_into(field, &mut haystack);
        haystack.push('\n');
    }
    let action = serde_json::to_string(&new.action)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    transaction
        .prepare_cached(
            "INSERT INTO activity (at, person, connection, connection_name, account, account_name,
                action, reason, job, haystack)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            new.at.0,
            new.person,
            new.connection.0,
            new.connection_name,
            new.account.map(|id| id.0),
            new.account_name,
            action,
            new.reason,
            new.job.map(|id| id.0),
            haystack
        ])?;
    Ok(ActivityId(u32::try_from(transaction.last_insert_rowid()).unwrap_or(u32::MAX)))
}

/// Gives a record its result. A second time does nothing: the first result stands.
pub(crate) fn settle(
    transaction: &Transaction<'_>,
    id: ActivityId,
    outcome: &Outcome,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE activity SET result = ?2, explanation = ?3, server_code = ?4,
                account = coalesce(account, ?5)
             WHERE id = ?1 AND result = 'sent'",
        )?
        .execute(params![
            id.0,
            outcome.result,
            outcome.explanation,
            outcome.server_code,
            outcome.account.map(|id| id.0)
        ])
        .map(drop)
}

/// Whether a record still waits for its result.
pub(crate) fn is_open(db: &Connection, id: ActivityId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM activity WHERE id = ?1 AND result = 'sent')")?
        .query_row([id.0], |row| row.get(0))
}

/// How many records match, and a window onto them, newest first.
pub(crate) fn list(
    connection: &Connection,
    query: &ActivityQuery,
    start: u32,
    count: u32,
) -> rusqlite::Result<(u32, Vec<ActivityRecord>)> {
    let (condition, parameters) = condition(query);
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM activity WHERE {condition}"))?
        .query_row(params_from_iter(&parameters), |row| row.get(0))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM activity WHERE {condition} ORDER BY id DESC LIMIT {count} OFFSET {start}"
    ))?;
    let records = statement.query_map(params_from_iter(&parameters), read)?;
    Ok((total, records.collect::<rusqlite::Result<_>>()?))
}

/// The records that match and are older than this one, newest first; of all, without one.
pub(crate) fn before(
    connection: &Connection,
    query: &ActivityQuery,
    before: Option<ActivityId>,
    count: u32,
) -> rusqlite::Result<Vec<ActivityRecord>> {
    let (condition, parameters) = condition(query);
    let older = before.map_or_else(String::new, |ActivityId(id)| format!(" AND id < {id}"));
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM activity WHERE ({condition}){older} ORDER BY id DESC LIMIT {count}"
        ))?
        .query_map(params_from_iter(&parameters), read)?
        .collect()
}

/// The records of one job are one line, at the place of its latest; any other record is its own.
const LINE: &str = "coalesce(-job, id)";

/// Which account a record is about. A creation has no number before it is done, and is tried again
/// under its name.
const SUBJECT: &str =
    "CASE WHEN account IS NULL OR instr(action, '{\"kind\":\"accountCreated\"') = 1
    THEN account_name ELSE account END";

/// How many lines and records match, and a window onto the lines, newest first.
pub(crate) fn list_lines(
    connection: &Connection,
    query: &ActivityQuery,
    start: u32,
    count: u32,
) -> rusqlite::Result<ActivityLines> {
    let (condition, parameters) = condition(query);
    let (total, records) = connection
        .prepare_cached(&format!(
            "SELECT count(DISTINCT {LINE}), count(*) FROM activity WHERE {condition}"
        ))?
        .query_row(params_from_iter(&parameters), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut statement = connection.prepare_cached(&format!(
        "WITH lines AS (
            SELECT max(id) AS latest, count(*) AS records,
                count(DISTINCT {SUBJECT}) AS accounts,
                count(DISTINCT CASE WHEN result IN ('done', 'unchanged')
                    THEN {SUBJECT} END) AS done,
                max(result = 'sent') AS open
            FROM activity WHERE {condition}
            GROUP BY {LINE} ORDER BY latest DESC LIMIT {count} OFFSET {start}
         )
         SELECT {COLUMNS}, records, accounts, done, open
         FROM lines JOIN activity ON id = latest ORDER BY latest DESC"
    ))?;
    let lines = statement.query_map(params_from_iter(&parameters), |row| {
        let record = read(row)?;
        let records: u32 = row.get(13)?;
        let accounts: u32 = row.get(14)?;
        let bulk = match record.job {
            Some(job) if records > 1 && accounts > 1 => {
                Some(ActivityBulk { job, accounts, done: row.get(15)?, open: row.get(16)? })
            }
            Some(_) | None => None,
        };
        Ok(ActivityLine { record, bulk })
    })?;
    Ok(ActivityLines { total, records, start, lines: lines.collect::<rusqlite::Result<_>>()? })
}

/// Everybody whom the records name, in the order of the alphabet.
pub(crate) fn people(
    connection: &Connection,
    of: Option<&ConnectionId>,
) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT person FROM activity
             WHERE person <> '' AND (?1 IS NULL OR connection = ?1)
             ORDER BY person COLLATE NOCASE",
        )?
        .query_map([of.map(|id| id.0.as_str())], |row| row.get(0))?
        .collect()
}

/// The latest records about one account.
pub(crate) fn of_account(
    connection: &Connection,
    of: &ConnectionId,
    account: AccountId,
    at_most: u32,
) -> rusqlite::Result<Vec<ActivityRecord>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM activity WHERE connection = ?1 AND account = ?2
             ORDER BY id DESC LIMIT ?3"
        ))?
        .query_map(params![of.0, account.0, at_most], read)?
        .collect()
}

const COLUMNS: &str = "id, at, person, connection, connection_name, account, account_name, action,
    reason, result, explanation, server_code, job";

fn read(row: &Row<'_>) -> rusqlite::Result<ActivityRecord> {
    let action: String = row.get(7)?;
    let action = serde_json::from_str(&action).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, e.into())
    })?;
    Ok(ActivityRecord {
        id: ActivityId(row.get(0)?),
        at: UnixSeconds(row.get(1)?),
        person: row.get(2)?,
        connection: ConnectionId(row.get(3)?),
        connection_name: row.get(4)?,
        account: row.get::<_, Option<u32>>(5)?.map(AccountId),
        account_name: row.get(6)?,
        action,
        reason: row.get(8)?,
        result: row.get(9)?,
        explanation: row.get(10)?,
        server_code: row.get(11)?,
        job: row.get::<_, Option<u32>>(12)?.map(JobId),
    })
}

fn condition(query: &ActivityQuery) -> (String, Vec<Value>) {
    let mut parts = vec!["1".to_owned()];
    let mut parameters: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        parameters.push(value);
        parameters.len()
    };
    for word in fold(&query.text).split(' ').filter(|word| !word.is_empty()) {
        let at = bind(word.to_owned().into());
        parts.push(format!(
            "(instr(haystack, ?{at}) > 0 OR instr(coalesce(account, ''), ?{at}) > 0)"
        ));
    }
    if let Some(of) = &query.connection {
        parts.push(format!("connection = ?{}", bind(of.0.clone().into())));
    }
    if let Some(person) = &query.person {
        parts.push(format!("person = ?{}", bind(person.clone().into())));
    }
    if let Some(job) = query.job {
        parts.push(format!("job = ?{}", bind(job.0.into())));
    }
    if !query.kinds.is_empty() {
        let kinds: Vec<String> = query
            .kinds
            .iter()
            .map(|kind| format!("instr(action, '{{\"kind\":\"{}\"') = 1", kind_name(*kind)))
            .collect();
        parts.push(format!("({})", kinds.join(" OR ")));
    }
    if let Some(from) = query.from {
        parts.push(format!("at >= ?{}", bind(from.0.into())));
    }
    if let Some(to) = query.to {
        parts.push(format!("at <= ?{}", bind(to.0.into())));
    }
    if !query.results.is_empty() {
        let names: Vec<String> =
            query.results.iter().map(|r| format!("'{}'", result_name(*r))).collect();
        parts.push(format!("result IN ({})", names.join(", ")));
    }
    (parts.join(" AND "), parameters)
}

/// As `ActivityAction` is written.
fn kind_name(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::SignedIn => "signedIn",
        ActivityKind::SignedOut => "signedOut",
        ActivityKind::ConnectionRemoved => "connectionRemoved",
        ActivityKind::AppTokenMade => "appTokenMade",
        ActivityKind::AppTokenRevoked => "appTokenRevoked",
        ActivityKind::AccountCreated => "accountCreated",
        ActivityKind::StatusChanged => "statusChanged",
        ActivityKind::AccountEdited => "accountEdited",
        ActivityKind::EntriesCounted => "entriesCounted",
        ActivityKind::EntriesExported => "entriesExported",
    }
}

fn result_name(result: ActivityResult) -> &'static str {
    match result {
        ActivityResult::Sent => "sent",
        ActivityResult::Done => "done",
        ActivityResult::Unchanged => "unchanged",
        ActivityResult::Refused => "refused",
        ActivityResult::Unclear => "unclear",
    }
}

impl ToSql for ActivityResult {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(result_name(*self).into())
    }
}

impl FromSql for ActivityResult {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "sent" => Ok(Self::Sent),
            "done" => Ok(Self::Done),
            "unchanged" => Ok(Self::Unchanged),
            "refused" => Ok(Self::Refused),
            "unclear" => Ok(Self::Unclear),
            other => Err(FromSqlError::Other(format!("activity result {other}").into())),
        }
    }
}
