//! The tables, as numbered steps. A step that has been released is never changed again.

use rusqlite_migration::{M, Migrations};

/// All steps, in order.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(FIRST),
        M::up(BULK),
        M::up(EXPORTS),
        M::up(REGISTRATIONS),
        M::up(WRITTEN_FILES),
        M::up(OLD_JOBS),
        M::up(SEEN_BEFORE),
        M::up(NEWER),
        M::up(CONNECTIONS_COPY),
    ])
}

const FIRST: &str = "
CREATE TABLE accounts (
    connection   TEXT    NOT NULL,
    id           INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    status       INTEGER NOT NULL,
    template     INTEGER NOT NULL,
    admin_name   TEXT    NOT NULL,
    admin_email  TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    website      TEXT    NOT NULL,
    reference_id TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    template_id  INTEGER,
    PRIMARY KEY (connection, id)
) WITHOUT ROWID;

-- What is different since the person last looked. from_text: the name before; from_status: the
-- status before; neither: the account is new.
CREATE TABLE account_changes (
    connection  TEXT    NOT NULL,
    account     INTEGER NOT NULL,
    from_text   TEXT,
    from_status INTEGER,
    PRIMARY KEY (connection, account)
) WITHOUT ROWID;

CREATE TABLE account_notes (
    connection TEXT    NOT NULL,
    account    INTEGER NOT NULL,
    note       TEXT    NOT NULL,
    PRIMARY KEY (connection, account)
) WITHOUT ROWID;

CREATE TABLE account_labels (
    connection TEXT    NOT NULL,
    account    INTEGER NOT NULL,
    label      TEXT    NOT NULL,
    PRIMARY KEY (connection, account, label)
) WITHOUT ROWID;

CREATE TABLE sync_state (
    connection   TEXT PRIMARY KEY NOT NULL,
    refreshed_at INTEGER NOT NULL,
    quota_limit  INTEGER
) WITHOUT ROWID;

CREATE TABLE activity (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    person          TEXT    NOT NULL,
    connection      TEXT    NOT NULL,
    connection_name TEXT    NOT NULL,
    account         INTEGER,
    account_name    TEXT    NOT NULL,
    action          TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    job             INTEGER,
    haystack        TEXT    NOT NULL,
    result          TEXT    NOT NULL DEFAULT 'sent',
    explanation     TEXT    NOT NULL DEFAULT '',
    server_code     TEXT
);
CREATE INDEX activity_of_account ON activity (connection, account, id);

CREATE TRIGGER activity_is_kept BEFORE DELETE ON activity
BEGIN
    SELECT RAISE(ABORT, 'Activity is append-only');
END;

-- A result is written once; the account may be filled in with it, when it was not known before.
CREATE TRIGGER activity_is_not_altered BEFORE UPDATE ON activity
WHEN OLD.result <> 'sent' OR NEW.result = 'sent'
  OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.person <> OLD.person
  OR NEW.connection <> OLD.connection OR NEW.connection_name <> OLD.connection_name
  OR (OLD.account IS NOT NULL AND NEW.account IS NOT OLD.account)
  OR NEW.account_name <> OLD.account_name OR NEW.action <> OLD.action
  OR NEW.reason <> OLD.reason OR NEW.job IS NOT OLD.job OR NEW.haystack <> OLD.haystack
BEGIN
    SELECT RAISE(ABORT, 'Activity is append-only');
END;

CREATE TABLE jobs (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    connection      TEXT    NOT NULL,
    connection_name TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    total           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    finished_at     INTEGER,
    reason          TEXT    NOT NULL,
    person          TEXT    NOT NULL,
    undoes          INTEGER,
    problem         TEXT
);
CREATE INDEX jobs_by_state ON jobs (state);

-- One row per item. `input` is what a kind of job needs to do the item, as that kind writes it;
-- `before` and `after` are numbers of the server.
CREATE TABLE job_items (
    job          INTEGER NOT NULL REFERENCES jobs (id),
    number       INTEGER NOT NULL,
    account      INTEGER,
    account_name TEXT    NOT NULL,
    input        TEXT,
    state        TEXT    NOT NULL,
    before       INTEGER,
    after        INTEGER,
    problem      TEXT,
    activity     INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE INDEX job_items_by_state ON job_items (job, state, number);

CREATE TABLE job_events (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    job   INTEGER NOT NULL REFERENCES jobs (id),
    at    INTEGER NOT NULL,
    event TEXT    NOT NULL
);
CREATE INDEX job_events_of_job ON job_events (job, id);
";

/// Import and bulk edit. `plan` is what a job needs beside its items, as its kind writes it: for
/// an import or edit, how to write the result file. `sent_at` is when an item was sent, as long as
/// the server may be at work on it; `floor` is the highest Partner ID there was before.
const BULK: &str = "
ALTER TABLE jobs ADD COLUMN plan TEXT;
ALTER TABLE job_items ADD COLUMN sent_at INTEGER;
ALTER TABLE job_items ADD COLUMN floor INTEGER;

-- What the columns of a file mean, as the person matched them before.
CREATE TABLE import_layouts (
    layout TEXT PRIMARY KEY NOT NULL,
    fields TEXT NOT NULL
) WITHOUT ROWID;
";

/// The entries export. What a job is to export and what came of it; for each account of it that
/// is over its report as JSON; options kept by name.
const EXPORTS: &str = "
CREATE TABLE exports (
    job        INTEGER PRIMARY KEY NOT NULL REFERENCES jobs (id),
    connection TEXT    NOT NULL,
    options    TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    progress   TEXT,
    files      TEXT    NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE INDEX exports_of_connection ON exports (connection, job);

CREATE TABLE export_accounts (
    job      INTEGER NOT NULL REFERENCES jobs (id),
    number   INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    report   TEXT    NOT NULL,
    PRIMARY KEY (job, number)
) WITHOUT ROWID;

CREATE TABLE export_presets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    name       TEXT NOT NULL,
    options    TEXT NOT NULL,
    UNIQUE (connection, name)
);
";

/// Registrations of single accounts whose end is not known: what the account is known by, the
/// highest Partner ID there was before, and when it was sent. No password.
const REGISTRATIONS: &str = "
CREATE TABLE registrations (
    activity     INTEGER PRIMARY KEY NOT NULL REFERENCES activity (id),
    connection   TEXT    NOT NULL,
    email        TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    reference_id TEXT    NOT NULL,
    highest      INTEGER NOT NULL,
    sent_at      INTEGER NOT NULL
) WITHOUT ROWID;
";

/// How the files of an export were when they were finished, as JSON. Not known of those before.
const WRITTEN_FILES: &str = "
ALTER TABLE exports ADD COLUMN written TEXT NOT NULL DEFAULT '[]';
";

/// How many items of a job came to which end, as JSON, once the items are let go.
const OLD_JOBS: &str = "
ALTER TABLE jobs ADD COLUMN counts TEXT;
";

/// When the copy was last complete and had an account as it was before its change. Not known of
/// changes before.
const SEEN_BEFORE: &str = "
ALTER TABLE account_changes ADD COLUMN seen_at INTEGER;
";

/// Accounts whose name or status in the copy is newer than the time when it was last complete.
const NEWER: &str = "
CREATE TABLE newer_accounts (
    connection TEXT    NOT NULL,
    account    INTEGER NOT NULL,
    PRIMARY KEY (connection, account)
) WITHOUT ROWID;
";

/// The list of connections, in case its file is damaged. One row; no secrets.
const CONNECTIONS_COPY: &str = "
CREATE TABLE connections_copy (
    only     INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
    contents TEXT    NOT NULL
) WITHOUT ROWID;
";
