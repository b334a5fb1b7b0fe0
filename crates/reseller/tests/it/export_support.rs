//! A simulator with entries, an export of it, and what the file should hold by the simulator's
//! own world.

use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};
use reseller::AccountId;
use reseller::export::{
    Access, AccountScope, Column, ExportFormat, ExportOptions, ExportProgress, ExportRun,
    OnceReport, RunOptions,
};
use simulator::content::Entry;
use simulator::{Options, Simulator, WorldKind};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Columns whose values the simulator's world knows.
pub(crate) const KNOWN: &[Column] = &[
    Column::AccountName,
    Column::AccountId,
    Column::AccountReferenceId,
    Column::EntryId,
    Column::Name,
    Column::Description,
    Column::Tags,
    Column::MediaType,
    Column::Status,
    Column::LengthMs,
    Column::CreatedAt,
    Column::UpdatedAt,
    Column::Owner,
    Column::ReferenceId,
    Column::GroupId,
    Column::RedirectEntryId,
    Column::TemplateEntryId,
    Column::StartDate,
    Column::CategoryIds,
    Column::CategoryNames,
    Column::CaptionLanguages,
    Column::EventCount,
    Column::Metadata,
];

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
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/fixtures/kaltura/world.json.gz");
        Self::new(Options::new(WorldKind::Recorded(path))).await
    }

    /// A generated world of this many accounts and entries.
    pub(crate) async fn generated(seed: u64, accounts: u32, entries: u64) -> Self {
        let options = Options { seed, entries: Some(entries), ..Options::reseller(accounts) };
        Self::new(options).await
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
    ) -> HashMap<String, Vec<String>> {
        truth_of(&self.sim, accounts, wanted)
    }
}

/// What a file should hold: the cells of [`KNOWN`] by id of the entry.
pub(crate) fn truth_of(
    sim: &Simulator,
    accounts: impl IntoIterator<Item = u32>,
    wanted: impl Fn(&Entry) -> bool,
) -> HashMap<String, Vec<String>> {
    let world = sim.world();
    let mut truth = HashMap::new();
    for id in accounts {
        let account = world.account(id).expect("an account");
        let names: HashMap<i64, String> =
            world.categories(id).into_iter().map(|c| (c.id, c.full_name)).collect();
        for entry in world.entries(id) {
            if !wanted(&entry) {
                continue;
            }
            let cells = cells(&account, &names, &entry);
            assert!(truth.insert(entry.id.clone(), cells).is_none(), "{} twice", entry.id);
        }
    }
    truth
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

fn number(value: Option<i64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn cells(account: &simulator::Account, names: &HashMap<i64, String>, entry: &Entry) -> Vec<String> {
    let word = |code: i64, words: &[(i64, &str)]| {
        words.iter().find(|(own, _)| *own == code).map_or("?", |(_, word)| word).to_owned()
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let active: Vec<i64> =
        entry.links.iter().filter(|link| link.status == 2).map(|link| link.category).collect();
    let live: Vec<_> =
        entry.events.iter().filter(|event| event.kind == 2 && event.status == 2).collect();
    let is_master = |id: i64| live.iter().any(|event| event.parent == Some(id));
    let events = live.iter().filter(|event| !is_master(event.id)).count();
    let field = |key: &str| {
        let objects = entry.metadata.iter().filter(|object| object.status == 1);
        let values = objects.flat_map(|object| &object.fields).filter(|(own, _)| own == key);
        values.flat_map(|(_, values)| values.clone()).collect::<Vec<_>>()
    };
    let joined = |values: Vec<String>| values.join(", ");
    vec![
        account.name.clone(),
        account.id.to_string(),
        text(&account.reference_id),
        entry.id.clone(),
        entry.name.clone(),
        entry.description.clone(),
        entry.tags.clone(),
        word(
            entry.media_type.unwrap_or(0),
            &[(1, "Video"), (2, "Image"), (5, "Audio"), (201, "Live")],
        ),
        word(
            entry.status,
            &[(2, "Ready"), (7, "No content"), (0, "Importing"), (1, "Converting"), (3, "Deleted")],
        ),
        number(entry.ms_duration),
        number(Some(entry.created_at)),
        number(Some(entry.updated_at)),
        entry.user_id.clone(),
        text(&entry.reference_id),
        text(&entry.group_id),
        text(&entry.redirect_entry_id),
        text(&entry.template_entry_id),
        number(entry.start_date),
        joined(active.iter().map(ToString::to_string).collect()),
        joined(active.iter().filter_map(|id| names.get(id).cloned()).collect()),
        joined(
            entry
                .captions
                .iter()
                .filter(|caption| caption.status == 2)
                .map(|caption| caption.language.clone())
                .collect(),
        ),
        if events == 0 { String::new() } else { events.to_string() },
        field("Department").join("; "),
        field("Audience").join("; "),
        field("ReviewDate").join("; "),
    ]
}

/// Cells that hold moments, by their place in [`KNOWN`].
const MOMENTS: [usize; 4] = [10, 11, 17, 24];

/// A cell as text: numbers without a fraction, moments in Unix seconds.
fn shown(cell: Option<&Data>, is_moment: bool) -> String {
    match cell {
        None | Some(Data::Empty) => String::new(),
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) if is_moment => moment(*number),
        Some(Data::DateTime(at)) => moment(at.as_f64()),
        Some(Data::Float(number)) => format!("{number}"),
        Some(Data::Int(number)) => number.to_string(),
        Some(other) => format!("{other:?}"),
    }
}

fn moment(days: f64) -> String {
    format!("{:.0}", (days - 25_569.0) * 86_400.0)
}

/// The sheets of a workbook.
pub(crate) fn sheets(path: &Path) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    book.worksheets()
}

/// The rows of entries in a workbook, by id of the entry; with the number of rows.
pub(crate) fn workbook_rows(path: &Path) -> (usize, HashMap<String, Vec<String>>) {
    let mut rows = HashMap::new();
    let mut count = 0;
    for (name, range) in sheets(path) {
        if ["Events", "Summary", "Errors"].contains(&name.as_str()) {
            continue;
        }
        for row in range.rows().skip(1) {
            let width = KNOWN.len() + 2;
            let cells: Vec<String> =
                (0..width).map(|at| shown(row.get(at), MOMENTS.contains(&at))).collect();
            count += 1;
            rows.insert(cells[3].clone(), cells);
        }
    }
    (count, rows)
}

/// The rows of entries in a CSV file, by id; moments stay texts in the zone of the file.
pub(crate) fn csv_rows(path: &Path) -> (usize, HashMap<String, Vec<String>>) {
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
pub(crate) fn assert_same(
    (count, rows): (usize, HashMap<String, Vec<String>>),
    truth: &HashMap<String, Vec<String>>,
) {
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
pub(crate) fn as_workbook(
    truth: &HashMap<String, Vec<String>>,
) -> (u64, HashMap<String, Vec<String>>) {
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
pub(crate) fn as_csv(truth: &HashMap<String, Vec<String>>) -> HashMap<String, Vec<String>> {
    let cell = |at: usize, cell: &String| {
        if MOMENTS.contains(&at) && !cell.is_empty() {
            let seconds = cell.parse().expect("seconds");
            let at = jiff::Timestamp::from_second(seconds).expect("a moment");
            return at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        }
        // What begins like a formula gets an apostrophe; numbers are no texts.
        let is_text = !matches!(at, 1 | 9 | 21);
        let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        if is_text && risky { format!("'{cell}") } else { cell.clone() }
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
