//! A copy of the list of connections. What lies in this database is kept by the IDs of that list:
//! should its file be damaged, the copy says which they were. The list itself is in `registry`.

use rusqlite::{Connection, OptionalExtension, Transaction};

/// The text of the file as it was last written; none before the first time.
pub(crate) fn copy(db: &Connection) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT contents FROM connections_copy", [], |row| row.get(0)).optional()
}

/// Keeps the text of the file in place of the one before.
pub(crate) fn put_copy(db: &Transaction<'_>, contents: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO connections_copy (only, contents) VALUES (1, ?1)";
    db.prepare_cached(sql)?.execute([contents]).map(drop)
}
