//! Exports entries without a window, and says how long it took and how much memory it needed.
//!
//! ```sh
//! ROSTER_ADMIN_SECRET=… cargo run -p reseller --example export -- \
//!     --server https://www.kaltura.com --parent 1234567 --out entries.xlsx
//! ```
//!
//! The secret comes from the environment or, with `--connection`, from what Roster keeps in the
//! system's keychain: what stands on a command line, others can read.

use reseller::export::{
    Access, AccountOutcome, AccountScope, Column, ExportFormat, ExportOptions, ExportRun,
    RunOptions, SheetChoice,
};
use reseller::{
    AccountId, ConnectionId, KEYCHAIN_SERVICE, Language, SecretError, SecretStore, UnixSeconds,
};
use secrecy::SecretString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

const HELP: &str = "\
Exports the entries of a parent's accounts to a file.

  --connection NAME   a connection of Roster on this computer, with what it keeps in the keychain;
                      instead of --server and --parent
  --server URL        address of the server
  --parent ID         Partner ID of the parent account
  --out FILE          where the file goes; .csv makes a CSV file
  --accounts ID,ID    only these accounts
  --include LIST      also: parent, templates, readonly
  --columns all|usual|NAME,NAME
  --zone ZONE         time zone of dates, such as Europe/Berlin
  --statuses LIST     such as ready,noContent (those with content or about to have it)
  --media LIST        video, image, audio, live, or any (those four)
  --since, --until    seconds since 1970, or a day such as 2026-01-31 (UTC, whole days)
  --tags TAG,TAG      entries with any of these
  --categories LIST   entries in any of these or below: ids, or full names such as A>B
  --unmoderated       entries awaiting moderation and rejected ones too
  --captioned         only entries with captions
  --sheets one|each   one sheet for all accounts, or one for each
  --data FOLDER       where Roster's data lies, if not in the usual place
  --parallel N        requests at a time (4)
  --resume FOLDER     keep complete accounts there, and go on with what is there
  --bare              fetch the same pages first and throw them away, to compare
  --json              print what came of it as one line of JSON

Without --connection, the parent's admin secret is read from ROSTER_ADMIN_SECRET.
";

/// More requests at a time than this no server is well served with.
const MOST_PARALLEL: usize = 32;

#[derive(Debug, Default)]
struct Arguments {
    connection: Option<String>,
    data: Option<PathBuf>,
    server: Option<String>,
    parent: Option<u32>,
    out: Option<PathBuf>,
    options: ExportOptions,
    parallel: Option<usize>,
    resume: Option<PathBuf>,
    json: bool,
    bare: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut parsed = Arguments::default();
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--connection" => parsed.connection = Some(value()?),
            "--data" => parsed.data = Some(value()?.into()),
            "--server" => parsed.server = Some(value()?),
            "--parent" => parsed.parent = Some(number(&value()?)?),
            "--out" => parsed.out = Some(value()?.into()),
            "--accounts" => {
                let ids: Result<Vec<u32>, String> = value()?.split(',').map(number).collect();
                let accounts = ids?.into_iter().map(AccountId).collect();
                parsed.options.accounts.which = AccountScope::These { accounts };
            }
            "--include" => {
                for what in value()?.split(',') {
                    match what {
                        "parent" => parsed.options.accounts.parent = true,
                        "templates" => parsed.options.accounts.templates = true,
                        "readonly" => parsed.options.accounts.read_only = true,
                        other => return Err(format!("{other} cannot be included")),
                    }
                }
            }
            "--columns" => parsed.options.columns = columns(&value()?)?,
            "--zone" => parsed.options.zone = value()?,
            "--statuses" => parsed.options.entries.statuses = list(&value()?)?,
            "--media" => {
                parsed.options.entries.media_types = match value()?.as_str() {
                    "any" => Vec::new(),
                    names => list(names)?,
                };
            }
            "--since" => parsed.options.entries.since = Some(moment(&value()?, "00:00:00")?),
            "--until" => parsed.options.entries.until = Some(moment(&value()?, "23:59:59")?),
            "--tags" => parsed.options.entries.tags = texts(&value()?),
            "--categories" => parsed.options.entries.categories = texts(&value()?),
            "--unmoderated" => parsed.options.entries.unmoderated = true,
            "--captioned" => parsed.options.entries.only_captioned = true,
            "--sheets" => {
                parsed.options.sheets = match value()?.as_str() {
                    "each" => SheetChoice::PerAccount,
                    "one" => SheetChoice::One,
                    other => return Err(format!("--sheets is one or each, not {other}")),
                };
            }
            "--parallel" => parsed.parallel = Some(parallel(&value()?)?),
            "--resume" => parsed.resume = Some(value()?.into()),
            "--json" => parsed.json = true,
            "--bare" => parsed.bare = true,
            "--help" => return Err(HELP.to_owned()),
            other => return Err(format!("{other} is not known\n\n{HELP}")),
        }
    }
    Ok(parsed)
}

fn number(text: &str) -> Result<u32, String> {
    text.trim().parse().map_err(|_| format!("{text} is no number"))
}

/// Requests at a time.
fn parallel(text: &str) -> Result<usize, String> {
    match text.trim().parse() {
        Ok(requests @ 1..=MOST_PARALLEL) => Ok(requests),
        _ => Err(format!("--parallel is a number from 1 to {MOST_PARALLEL}, not {text}")),
    }
}

fn columns(text: &str) -> Result<Vec<Column>, String> {
    match text {
        "all" => Ok(Column::ALL.to_vec()),
        "usual" => Ok(Column::USUAL.to_vec()),
        names => list(names),
    }
}

/// Names as bindings and presets have them, for example `accountName`.
fn list<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    text.split(',')
        .map(|name| {
            serde_json::from_value(serde_json::Value::String(name.trim().to_owned()))
                .map_err(|_| format!("{name} is not known"))
        })
        .collect()
}

fn texts(text: &str) -> Vec<String> {
    text.split(',').map(|value| value.trim().to_owned()).collect()
}

/// Seconds, or this time of a day.
fn moment(text: &str, time: &str) -> Result<UnixSeconds, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(UnixSeconds(seconds));
    }
    format!("{text}T{time}Z")
        .parse::<jiff::Timestamp>()
        .map(|at| UnixSeconds(at.as_second()))
        .map_err(|_| format!("{text} is no day"))
}

#[tokio::main]
async fn main() -> ExitCode {
    match export().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

/// Says whether every account is complete.
async fn export() -> Result<bool, String> {
    let mut arguments = arguments()?;
    let Some(out) = arguments.out.take() else { return Err(HELP.to_owned()) };
    let access = access(&arguments).await?;
    if out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        arguments.options.file = ExportFormat::Csv;
    }
    let mut run = RunOptions { resume_folder: arguments.resume, ..RunOptions::default() };
    if let Some(parallel) = arguments.parallel {
        run.requests_at_a_time = parallel;
    }
    let cancel = run.cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancel.cancel();
        }
    });
    let quiet = arguments.json;
    let tell = move |progress: reseller::export::ExportProgress| {
        if !quiet {
            let _ = write!(
                std::io::stderr(),
                "\r{} of {} entries, {} of {} accounts, {:.0} a second   ",
                progress.entries,
                progress.expected,
                progress.accounts_complete,
                progress.accounts,
                progress.per_second
            );
        }
    };
    let ready = ExportRun::new(access, arguments.options, out, run, tell)
        .await
        .map_err(|error| error.message)?;
    let mut bare = None;
    if arguments.bare {
        let from = Instant::now();
        let requests = ready.download().await.map_err(|error| error.message)?;
        bare = Some((from.elapsed().as_secs_f64(), requests));
    }
    let started = Instant::now();
    let report = ready.run().await.map_err(|error| error.message)?;
    let seconds = started.elapsed().as_secs_f64();
    let problems: Vec<_> = report
        .accounts
        .iter()
        .filter(|account| account.outcome != AccountOutcome::Complete)
        .collect();
    if quiet {
        let line = serde_json::json!({
            "rows": report.rows(),
            "accounts": report.accounts.len(),
            "problems": problems.len(),
            "seconds": seconds,
            "requests": report.requests,
            "bareSeconds": bare.map(|(seconds, _)| seconds),
            "bareRequests": bare.map(|(_, requests)| requests),
            "peakMegabytes": peak_megabytes(),
            "files": report.files,
            "cutCells": report.cut_cells,
        });
        let _ = writeln!(std::io::stdout(), "{line}");
    } else {
        let _ = writeln!(std::io::stderr());
        for account in &problems {
            for problem in &account.problems {
                let _ = writeln!(
                    std::io::stderr(),
                    "{} ({}): {}",
                    account.name,
                    account.account,
                    problem.message
                );
            }
        }
        let _ = writeln!(
            std::io::stdout(),
            "{} rows from {} accounts in {seconds:.1} s, {} requests, {:.0} a second, peak memory {} MB",
            report.rows(),
            report.accounts.len(),
            report.requests,
            f64::from(u32::try_from(report.rows()).unwrap_or(u32::MAX)) / seconds,
            peak_megabytes().map_or_else(|| "unknown".to_owned(), |mb| mb.to_string()),
        );
    }
    if let (Some((bare, requests)), false) = (bare, quiet) {
        let _ = writeln!(
            std::io::stdout(),
            "the same pages thrown away: {bare:.1} s, {requests} requests; the export took {:.2} times as long",
            seconds / bare
        );
    }
    Ok(problems.is_empty() && !report.cancelled)
}

/// The secret of the environment, or what the keychain holds for a connection.
async fn access(arguments: &Arguments) -> Result<Access, String> {
    if let Some(connection) = &arguments.connection {
        let usual = || dirs::data_dir().map(|folder| folder.join(KEYCHAIN_SERVICE));
        let data = arguments.data.clone().or_else(usual).ok_or("where is Roster's data?")?;
        let keychain = Arc::new(SystemKeychain);
        return Access::kept(&data, connection, keychain, Language::En).await.map_err(said);
    }
    let (Some(server), Some(parent)) = (&arguments.server, arguments.parent) else {
        return Err(HELP.to_owned());
    };
    let secret = std::env::var("ROSTER_ADMIN_SECRET")
        .map_err(|_| "ROSTER_ADMIN_SECRET is not set".to_owned())?;
    Ok(Access::with_admin_secret(server, AccountId(parent), secret.into(), "entries-export"))
}

/// What a person reads of an error.
fn said(error: reseller::Error) -> String {
    let next = error.detail.next_step.map(|next| format!("\n{next}")).unwrap_or_default();
    format!("{}{next}", error.message)
}

/// What Roster keeps in the system's keychain, to be read and nothing else.
struct SystemKeychain;

impl SecretStore for SystemKeychain {
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError> {
        let entry =
            keyring::Entry::new(KEYCHAIN_SERVICE, &connection.0).map_err(|error| failed(&error))?;
        match entry.inner.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn set(&self, _: &ConnectionId, _: &SecretString) -> Result<(), SecretError> {
        Err(SecretError::Denied { cause: "an export only reads".to_owned() })
    }

    fn delete(&self, _: &ConnectionId) -> Result<(), SecretError> {
        Err(SecretError::Denied { cause: "an export only reads".to_owned() })
    }
}

fn failed(error: &keyring_core::Error) -> SecretError {
    if matches!(error, keyring_core::Error::NoDefaultStore) {
        SecretError::Missing { cause: error.to_string() }
    } else if matches!(error, keyring_core::Error::NoStorageAccess(_)) {
        SecretError::Locked { cause: error.to_string() }
    } else {
        // Others could hold bytes of what was stored.
        SecretError::Other { cause: "the keychain could not be read".to_owned() }
    }
}

/// The most memory this program held, where the system says so.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}
