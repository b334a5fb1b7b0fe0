//! A simulator with entries, an export of it, and reading its file back. What the file should hold
//! is in `export_truth.rs`.

use crate::export_truth::{FIELDS, Form, KNOWN, Rows, Truth, day, form, recorded_path};
use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};
use reseller::AccountId;
use reseller::export::{
    Access, AccountScope, ExportFormat, ExportOptions, ExportProgress, ExportRun, OnceReport,
    RunOptions,
};
use simulator::content::Entry;
use simulator::{Options, Simulator, WorldKind};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A simulator and a folder for files.
pub(crate) struct Place {
    pub(crate) sim: Simulator,
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) async fn new(options: Options) -> Self {
        let sim = Simulator::start(options).await.expect("a simulator");
        Self { sim, folder: tempfile::tempdir().expect("a folder") }
    }

    /// The recorded world.
    pub(crate) async fn recorded() -> Self {
        Self::new(Options::new(WorldKind::Recorded(recorded_path()))).await
    }

    /// A generated world of this many accounts and entries.
    pub(crate) async fn generated(seed: u64, accounts: u32, entries: u64) -> Self {
        let options = Options { seed, entries: Some(entries), ..Options::reseller(accounts) };
        Self::new(options).await
    }

    /// A generated world that is fit for a test. The seed is the first that makes one, from this
    /// one on.
    pub(crate) async fn generated_so_that(
        seed: u64,
        accounts: u32,
        entries: u64,
        fits: impl Fn(&Self) -> bool,
    ) -> Self {
        for seed in seed.. {
            let place = Self::generated(seed, accounts, entries).await;
            if fits(&place) {
                return place;
            }
        }
        unreachable!("there are seeds enough")
    }

    /// A world with an account of more entries than can be paged through, and which it is.
    pub(crate) async fn with_a_large_account(seed: u64) -> (Self, u32) {
        let large = |place: &Self| place.largest().is_some_and(|(entries, _)| entries > 13_500);
        let place = Self::generated_so_that(seed, 8, 30_000, large).await;
        let (_, largest) = place.largest().expect("an account");
        let listed = place.sim.world().entries(largest).iter().filter(|it| usual(it)).count();
        assert!(listed > 10_000, "{listed}");
        (place, largest)
    }

    /// The active account with the most entries, and how many it has.
    pub(crate) fn largest(&self) -> Option<(usize, u32)> {
        let world = self.sim.world();
        active(self).into_iter().map(|id| (world.entry_count(id), id)).max()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn ready(
        &self,
        options: ExportOptions,
        name: &str,
        run: RunOptions,
        tell: impl Fn(ExportProgress) + Send + Sync + 'static,
    ) -> ExportRun {
        let given = self.sim.credentials();
        let access = Access::with_admin_secret(
            self.sim.base_url(),
            AccountId(given.parent_id),
            given.admin_secret.clone().into(),
            "tests",
        );
        ExportRun::new(access, options, self.path(name), run, tell).await.expect("ready")
    }

    /// Exports, as quickly as tests need it.
    pub(crate) async fn export(&self, options: ExportOptions, name: &str) -> OnceReport {
        self.ready(options, name, quick(), |_| {}).await.run().await.expect("an export")
    }

    /// What the file should hold: the cells of [`KNOWN`] by id of the entry.
    pub(crate) fn truth(
        &self,
        accounts: impl IntoIterator<Item = u32>,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Rows {
        truth_of(&self.sim, accounts, wanted)
    }
}

/// What a file should hold: the cells of [`KNOWN`] by id of the entry.
pub(crate) fn truth_of(
    sim: &Simulator,
    accounts: impl IntoIterator<Item = u32>,
    wanted: impl Fn(&Entry) -> bool,
) -> Rows {
    Truth::of(sim, accounts).rows(wanted)
}

/// No long pauses.
pub(crate) fn quick() -> RunOptions {
    RunOptions { retry_pause: Duration::from_millis(5), ..RunOptions::default() }
}

/// Everything that is known of an entry, in a workbook.
pub(crate) fn known() -> ExportOptions {
    ExportOptions { columns: KNOWN.to_vec(), ..ExportOptions::default() }
}

/// The same as CSV.
pub(crate) fn known_csv() -> ExportOptions {
    ExportOptions { file: ExportFormat::Csv, ..known() }
}

/// Which entries there are, as CSV: the quickest export.
pub(crate) fn ids_only() -> ExportOptions {
    ExportOptions { columns: KNOWN[..4].to_vec(), ..known_csv() }
}

/// Only these accounts.
pub(crate) fn these(accounts: &[u32]) -> AccountScope {
    AccountScope::These { accounts: accounts.iter().copied().map(AccountId).collect() }
}

/// What the default choice of entries finds.
pub(crate) fn usual(entry: &Entry) -> bool {
    listed(entry) && !matches!(entry.moderation, 1 | 3)
}

/// The same with entries awaiting moderation and rejected ones.
pub(crate) fn listed(entry: &Entry) -> bool {
    entry.is_listable()
        && matches!(entry.status, 0 | 1 | 2 | 7)
        && matches!(entry.media_type, Some(1 | 2 | 5 | 201))
}

/// A cell as text: numbers without a fraction, moments in Unix seconds, lengths in milliseconds.
fn shown(cell: Option<&Data>, form: Form) -> String {
    match cell {
        None | Some(Data::Empty) => String::new(),
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) if form == Form::Moment => moment(*number),
        Some(Data::Float(number)) if form == Form::Length => length(*number),
        Some(Data::DateTime(at)) if form == Form::Length => length(at.as_f64()),
        Some(Data::DateTime(at)) => moment(at.as_f64()),
        Some(Data::Float(number)) => format!("{number}"),
        Some(Data::Int(number)) => number.to_string(),
        Some(other) => format!("{other:?}"),
    }
}

fn moment(days: f64) -> String {
    format!("{:.0}", (days - 25_569.0) * 86_400.0)
}

fn length(days: f64) -> String {
    format!("{:.0}", days * 86_400_000.0)
}

/// The rows of the sheet `Events`, sorted, moments in Unix seconds.
pub(crate) fn event_rows(path: &Path) -> Vec<Vec<String>> {
    let all = sheets(path);
    let (_, range) = all.iter().find(|(name, _)| name == "Events").expect("a sheet");
    let form = |at: usize| if matches!(at, 4 | 5) { Form::Moment } else { Form::Text };
    let rows = range.rows().skip(1);
    let mut rows: Vec<Vec<String>> =
        rows.map(|row| (0..8).map(|at| shown(row.get(at), form(at))).collect()).collect();
    rows.sort();
    rows
}

/// The sheets of a workbook.
pub(crate) fn sheets(path: &Path) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    book.worksheets()
}

/// The rows of entries in a workbook, by id of the entry; with the number of rows.
pub(crate) fn workbook_rows(path: &Path) -> (usize, Rows) {
    let mut rows = HashMap::new();
    let mut count = 0;
    for (name, range) in sheets(path) {
        if ["Events", "Summary", "Errors"].contains(&name.as_str()) {
            continue;
        }
        for row in range.rows().skip(1) {
            let width = KNOWN.len() + FIELDS.len() - 1;
            let cells: Vec<String> = (0..width).map(|at| shown(row.get(at), form(at))).collect();
            count += 1;
            rows.insert(cells[3].clone(), cells);
        }
    }
    (count, rows)
}

/// The rows of entries in a CSV file, by id; moments stay texts in the zone of the file.
pub(crate) fn csv_rows(path: &Path) -> (usize, Rows) {
    let bytes = std::fs::read(path).expect("a file");
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text);
    let mut rows = HashMap::new();
    let mut count = 0;
    for record in reader.records() {
        let cells: Vec<String> = record.expect("a record").iter().map(str::to_owned).collect();
        count += 1;
        rows.insert(cells[3].clone(), cells);
    }
    (count, rows)
}

/// Finds the first difference and says it.
pub(crate) fn assert_same((count, rows): (usize, Rows), truth: &Rows) {
    for (id, wanted) in truth {
        let got = rows.get(id).unwrap_or_else(|| panic!("{id} is missing"));
        let width = wanted.len().min(got.len());
        for (at, (got, wanted)) in got.iter().zip(&wanted[..width]).enumerate() {
            let start = |text: &str| text.chars().take(200).collect::<String>();
            assert!(got == wanted, "{id}, {at}: {:?}, not {:?}", start(got), start(wanted));
        }
        // Accounts without metadata have no such columns.
        assert!(wanted[width..].iter().all(String::is_empty), "{id}: {:?}", &wanted[width..]);
    }
    assert_eq!(count, truth.len(), "no row stands twice, and none is made up");
}

/// The truth as a workbook shows it: what is longer than a cell is cut. With how many were.
pub(crate) fn as_workbook(truth: &Rows) -> (u64, Rows) {
    let mut cut = 0;
    let mut shown = truth.clone();
    for cell in shown.values_mut().flatten() {
        if cell.encode_utf16().count() > 32_767 {
            let mut units = 0;
            let fits = |c: &char| {
                units += c.len_utf16();
                units <= 32_767
            };
            *cell = cell.chars().take_while(fits).collect();
            cut += 1;
        }
    }
    (cut, shown)
}

/// The truth as a CSV file shows it.
pub(crate) fn as_csv(truth: &Rows) -> Rows {
    let cell = |at: usize, cell: &String| {
        let number = || cell.parse::<i64>().expect("a number");
        match form(at) {
            _ if cell.is_empty() => String::new(),
            Form::Moment => day(number()),
            Form::Length => {
                let seconds = (number() + 500) / 1000;
                format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            // What begins like a formula gets an apostrophe.
            Form::Text if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
                format!("'{cell}")
            }
            Form::Number | Form::Text => cell.clone(),
        }
    };
    truth
        .iter()
        .map(|(id, cells)| {
            (id.clone(), cells.iter().enumerate().map(|(at, value)| cell(at, value)).collect())
        })
        .collect()
}

/// The accounts that an export of everything takes.
pub(crate) fn active(place: &Place) -> Vec<u32> {
    active_of(&place.sim)
}

/// The same at any simulator.
pub(crate) fn active_of(sim: &Simulator) -> Vec<u32> {
    let parent = sim.credentials().parent_id;
    let accounts = sim.world().accounts_of(parent).into_iter();
    accounts
        .filter(|account| account.status == 1 && account.group_type != 4)
        .map(|account| account.id)
        .collect()
}

/// The secrets of all sub-accounts, as the server itself gives them to their parent.
pub(crate) async fn secrets_of_accounts(sim: &Simulator) -> Vec<String> {
    let given = sim.credentials();
    let client = kaltura::Client::new(
        sim.base_url().parse().expect("an address"),
        kaltura::Options::default(),
    );
    let session = client.expect("a client").session(kaltura::SessionSource::AdminSecret {
        partner_id: kaltura::PartnerId::new(given.parent_id.into()),
        secret: kaltura::AdminSecret::new(given.admin_secret.clone()),
        user_id: String::new(),
        privileges: String::new(),
    });
    let ks = session.ks().await.expect("a session").reveal().to_owned();
    let asked = serde_json::json!({ "ks": ks, "pager": { "pageSize": 500 } });
    let answer = reqwest::Client::new()
        .post(format!("{}/api_v3/service/partner/action/list?format=1", sim.base_url()))
        .header("content-type", "application/json")
        .body(asked.to_string())
        .send()
        .await
        .expect("an answer");
    let answer = answer.text().await.expect("a text");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let accounts = answer["objects"].as_array().expect("accounts");
    let secrets: Vec<String> = accounts
        .iter()
        .flat_map(|account| [&account["adminSecret"], &account["secret"]])
        .filter_map(|secret| secret.as_str().filter(|secret| !secret.is_empty()))
        .map(str::to_owned)
        .collect();
    assert!(secrets.len() > 4, "{} secrets", secrets.len());
    secrets
}
