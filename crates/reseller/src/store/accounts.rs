//! The accounts of each connection on disk: the whole copy after a refresh, single ones after a
//! change, and the notes and labels that only this computer has.

use crate::account::{AccountChange, AccountStatus};
use crate::cache::Account;
use crate::ids::{ConnectionId, UnixSeconds};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What was stored when a copy was last complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SyncState {
    pub(crate) refreshed_at: UnixSeconds,
    /// The parent's limit; `None` when it has none.
    pub(crate) quota_limit: Option<u32>,
}

/// Reads the whole copy, by Partner ID.
pub(crate) fn load(
    connection: &Connection,
    of: &ConnectionId,
) -> rusqlite::Result<Vec<Arc<Account>>> {
    let mut notes: HashMap<u32, String> = connection
        .prepare("SELECT account, note FROM account_notes WHERE connection = ?1")?
        .query_map([&of.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut labels: HashMap<u32, Vec<String>> = HashMap::new();
    let mut statement = connection.prepare(
        "SELECT account, label FROM account_labels WHERE connection = ?1 ORDER BY label",
    )?;
    let mut rows = statement.query([&of.0])?;
    while let Some(row) = rows.next()? {
        labels.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let mut statement = connection.prepare(
        "SELECT id, name, status, template, admin_name, admin_email, phone, website, reference_id,
                description, created_at, template_id, c.account, c.from_text, c.from_status, c.seen_at
         FROM accounts a
         LEFT JOIN account_changes c ON c.connection = a.connection AND c.account = a.id
         WHERE a.connection = ?1 ORDER BY id",
    )?;
    let accounts = statement.query_map([&of.0], |row| {
        let id: u32 = row.get(0)?;
        let changed: Option<u32> = row.get(12)?;
        let from_text: Option<String> = row.get(13)?;
        let from_status: Option<i32> = row.get(14)?;
        let change = changed.map(|_| match (from_text, from_status) {
            (Some(from), _) => AccountChange::Renamed { from },
            (None, Some(from)) => {
                AccountChange::StatusChanged { from: AccountStatus::from_number(from) }
            }
            (None, None) => AccountChange::New,
        });
        Ok(Arc::new(Account {
            id,
            name: row.get(1)?,
            status_number: row.get(2)?,
            template: row.get(3)?,
            admin_name: row.get(4)?,
            admin_email: row.get(5)?,
            phone: row.get(6)?,
            website: row.get(7)?,
            reference_id: row.get(8)?,
            description: row.get(9)?,
            created_at: row.get(10)?,
            template_id: row.get(11)?,
            change,
            before_change_at: row.get::<_, Option<i64>>(15)?.map(UnixSeconds),
            note: notes.remove(&id).unwrap_or_default(),
            labels: labels.remove(&id).unwrap_or_default(),
        }))
    })?;
    accounts.collect()
}

/// When the copy was last complete.
pub(crate) fn sync_state(
    connection: &Connection,
    of: &ConnectionId,
) -> rusqlite::Result<Option<SyncState>> {
    connection
        .query_row(
            "SELECT refreshed_at, quota_limit FROM sync_state WHERE connection = ?1",
            [&of.0],
            |row| {
                Ok(SyncState { refreshed_at: UnixSeconds(row.get(0)?), quota_limit: row.get(1)? })
            },
        )
        .optional()
}

/// Accounts whose name or status in the copy is newer than the time when it was last complete.
pub(crate) fn newer(connection: &Connection, of: &ConnectionId) -> rusqlite::Result<HashSet<u32>> {
    connection
        .prepare("SELECT account FROM newer_accounts WHERE connection = ?1")?
        .query_map([&of.0], |row| row.get(0))?
        .collect()
}

/// Adds to those until the copy is complete again.
pub(crate) fn note_newer(
    transaction: &Transaction<'_>,
    of: &ConnectionId,
    accounts: &[u32],
) -> rusqlite::Result<()> {
    let mut insert = transaction
        .prepare("INSERT OR IGNORE INTO newer_accounts (connection, account) VALUES (?1, ?2)")?;
    accounts.iter().try_for_each(|account| insert.execute(params![of.0, account]).map(drop))
}

/// Puts a complete copy in place of the one before: only what differs is written.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    of: &ConnectionId,
    old: &[Arc<Account>],
    new: &[Arc<Account>],
    state: SyncState,
) -> rusqlite::Result<()> {
    let mut delete =
        transaction.prepare("DELETE FROM accounts WHERE connection = ?1 AND id = ?2")?;
    let mut gone = old.iter().peekable();
    let mut written = Vec::new();
    for account in new {
        while let Some(before) = gone.next_if(|before| before.id < account.id) {
            delete.execute(params![of.0, before.id])?;
        }
        match gone.next_if(|before| before.id == account.id) {
            Some(before) if before == account => {}
            Some(_) | None => written.push(account),
        }
    }
    for before in gone {
        delete.execute(params![of.0, before.id])?;
    }
    drop(delete);
    put(transaction, of, written.into_iter().map(Arc::as_ref))?;
    transaction.execute(
        "INSERT OR REPLACE INTO sync_state (connection, refreshed_at, quota_limit)
         VALUES (?1, ?2, ?3)",
        params![of.0, state.refreshed_at.0, state.quota_limit],
    )?;
    transaction.execute("DELETE FROM newer_accounts WHERE connection = ?1", [&of.0])?;
    transaction.execute(
        "DELETE FROM account_changes WHERE connection = ?1 AND account NOT IN
         (SELECT id FROM accounts WHERE connection = ?1)",
        [&of.0],
    )?;
    Ok(())
}

/// Writes these accounts and their marks, new or known.
pub(crate) fn put<'a>(
    transaction: &Transaction<'_>,
    of: &ConnectionId,
    accounts: impl Iterator<Item = &'a Account>,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare(
        "INSERT OR REPLACE INTO accounts (connection, id, name, status, template, admin_name,
            admin_email, phone, website, reference_id, description, created_at, template_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let mut mark = transaction.prepare(
        "INSERT OR REPLACE INTO account_changes
            (connection, account, from_text, from_status, seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut unmark = transaction
        .prepare("DELETE FROM account_changes WHERE connection = ?1 AND account = ?2")?;
    let any_marks: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM account_changes WHERE connection = ?1)",
        [&of.0],
        |row| row.get(0),
    )?;
    for a in accounts {
        insert.execute(params![
            of.0,
            a.id,
            a.name,
            a.status_number,
            a.template,
            a.admin_name,
            a.admin_email,
            a.phone,
            a.website,
            a.reference_id,
            a.description,
            a.created_at,
            a.template_id
        ])?;
        let (from_text, from_status) = match &a.change {
            None => {
                if any_marks {
                    unmark.execute(params![of.0, a.id])?;
                }
                continue;
            }
            Some(AccountChange::New) => (None, None),
            Some(AccountChange::Renamed { from }) => (Some(from.as_str()), None),
            Some(AccountChange::StatusChanged { from }) => (None, Some(from.number())),
        };
        let seen_at = a.before_change_at.map(|at| at.0);
        mark.execute(params![of.0, a.id, from_text, from_status, seen_at])?;
    }
    Ok(())
}

/// Takes away all marks of what changed.
pub(crate) fn unmark(transaction: &Transaction<'_>, of: &ConnectionId) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM account_changes WHERE connection = ?1", [&of.0]).map(drop)
}

/// Keeps a note; an empty one is forgotten.
pub(crate) fn set_note(
    transaction: &Transaction<'_>,
    of: &ConnectionId,
    account: u32,
    note: &str,
) -> rusqlite::Result<()> {
    let (sql, parameters) = if note.is_empty() {
        ("DELETE FROM account_notes WHERE connection = ?1 AND account = ?2", params![of.0, account])
    } else {
        (
            "INSERT OR REPLACE INTO account_notes (connection, account, note) VALUES (?1, ?2, ?3)",
            params![of.0, account, note],
        )
    };
    transaction.execute(sql, parameters).map(drop)
}

/// Keeps the labels of an account, in place of those before.
pub(crate) fn set_labels(
    transaction: &Transaction<'_>,
    of: &ConnectionId,
    account: u32,
    labels: &[String],
) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM account_labels WHERE connection = ?1 AND account = ?2",
        params![of.0, account],
    )?;
    let mut insert = transaction.prepare(
        "INSERT OR IGNORE INTO account_labels (connection, account, label) VALUES (?1, ?2, ?3)",
    )?;
    for label in labels {
        insert.execute(params![of.0, account, label])?;
    }
    Ok(())
}

/// Forgets everything kept about the accounts of a connection. Activity stays.
pub(crate) fn forget(transaction: &Transaction<'_>, of: &ConnectionId) -> rusqlite::Result<()> {
    for table in [
        "accounts",
        "account_changes",
        "account_notes",
        "account_labels",
        "newer_accounts",
        "sync_state",
    ] {
        transaction.execute(&format!("DELETE FROM {table} WHERE connection = ?1"), [&of.0])?;
    }
    Ok(())
}
