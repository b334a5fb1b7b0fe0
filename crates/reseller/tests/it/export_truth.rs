//! What a file should hold, cell by cell: worked out from the records of the simulator's world or
//! from `world.json.gz` itself, in words and forms of its own, and never by the code under test.

use reseller::export::Column;
use simulator::content::{Caption, Entry, Event, Link, Metadata};
use simulator::{Simulator, World};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Every column there is; `Metadata`, the last one, becomes [`FIELDS`].
pub(crate) const KNOWN: &[Column] = &Column::ALL;

/// The fields of metadata that all these worlds have.
pub(crate) const FIELDS: [&str; 3] = ["Department", "Audience", "ReviewDate"];

/// What a cell is, for the forms that it takes in files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Number,
    /// Unix seconds here.
    Moment,
    /// Milliseconds here.
    Length,
}

/// The form of the cell at a place.
pub(crate) fn form(at: usize) -> Form {
    match KNOWN.get(at) {
        Some(
            Column::AccountId
            | Column::LengthMs
            | Column::Plays
            | Column::Views
            | Column::EventCount,
        ) => Form::Number,
        Some(
            Column::CreatedAt
            | Column::UpdatedAt
            | Column::StartDate
            | Column::EndDate
            | Column::LastPlayedAt
            | Column::NextEventStart,
        ) => Form::Moment,
        Some(Column::Length) => Form::Length,
        // The last field of metadata.
        None if at == KNOWN.len() + 1 => Form::Moment,
        _ => Form::Text,
    }
}

/// An account with all that its rows are made from.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) reference_id: String,
    pub(crate) categories: HashMap<i64, String>,
    pub(crate) entries: Vec<Entry>,
}

/// The cells of [`KNOWN`] by id of the entry.
pub(crate) type Rows = HashMap<String, Vec<String>>;

/// What stands on the server's side of a file.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    accounts: Vec<Known>,
    /// Where captions are served.
    server: String,
    now: i64,
}

impl Truth {
    /// By the records of a simulator.
    pub(crate) fn of(sim: &Simulator, accounts: impl IntoIterator<Item = u32>) -> Self {
        let world = sim.world();
        let accounts = accounts.into_iter().map(|id| known(&world, id)).collect();
        Self { accounts, server: sim.base_url().to_owned(), now: now() }
    }

    /// By the file that was taken from the real server's database.
    pub(crate) fn recorded(server: &str, accounts: &[u32]) -> Self {
        let world = recorded();
        let content = &world["content"];
        let own = |list: &'static str, id: u32| {
            let all = content[list].as_array().expect("a list").iter();
            all.filter(move |it| it["partnerId"] == id)
        };
        let account = |id: u32| {
            let all = world["accounts"].as_array().expect("a list");
            let found = all.iter().find(|it| it["id"] == id).expect("the account");
            Known {
                id,
                name: text(&found["name"]),
                reference_id: text(&found["referenceId"]),
                categories: own("categories", id)
                    .map(|it| (it["id"].as_i64().expect("a number"), text(&it["fullName"])))
                    .collect(),
                entries: own("entries", id).map(entry).collect(),
            }
        };
        let accounts = accounts.iter().copied().map(account).collect();
        Self { accounts, server: server.to_owned(), now: now() }
    }

    /// The rows of the entries that are wanted.
    pub(crate) fn rows(&self, wanted: impl Fn(&Entry) -> bool) -> Rows {
        let mut rows = HashMap::new();
        for account in &self.accounts {
            for entry in account.entries.iter().filter(|entry| wanted(entry)) {
                let cells = self.cells(account, entry);
                assert!(rows.insert(entry.id.clone(), cells).is_none(), "{} twice", entry.id);
            }
        }
        rows
    }

    /// The rows of their events, in any order.
    pub(crate) fn events(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for account in &self.accounts {
            for entry in account.entries.iter().filter(|entry| wanted(entry)) {
                rows.extend(events(entry).into_iter().map(|event| {
                    vec![
                        account.name.clone(),
                        account.id.to_string(),
                        entry.id.clone(),
                        event.summary.clone(),
                        event.start.to_string(),
                        event.end.to_string(),
                        event.tags.clone(),
                        event.source_entry_id.clone().unwrap_or_default(),
                    ]
                }));
            }
        }
        rows.sort();
        rows
    }

    fn cells(&self, account: &Known, entry: &Entry) -> Vec<String> {
        let active: Vec<i64> =
            entry.links.iter().filter(|link| link.status == 2).map(|link| link.category).collect();
        let ready: Vec<&Caption> =
            entry.captions.iter().filter(|caption| caption.status == 2).collect();
        let events = events(entry);
        let next = events.iter().find(|event| event.start >= self.now);
        let served = "api_v3/service/caption_captionasset/action/serve/captionAssetId";
        let mut cells: Vec<String> = KNOWN
            .iter()
            .filter(|column| **column != Column::Metadata)
            .map(|column| match column {
                Column::AccountName => account.name.clone(),
                Column::AccountId => account.id.to_string(),
                Column::AccountReferenceId => account.reference_id.clone(),
                Column::EntryId => entry.id.clone(),
                Column::Name => entry.name.clone(),
                Column::Description => entry.description.clone(),
                Column::Tags => entry.tags.clone(),
                Column::MediaType => word(entry.media_type.unwrap_or(0), &MEDIA_TYPES),
                Column::Status => word(entry.status, &STATUSES),
                Column::Moderation => word(entry.moderation, &MODERATION),
                Column::Length | Column::LengthMs => number(entry.ms_duration),
                Column::CreatedAt => number(Some(entry.created_at)),
                Column::UpdatedAt => number(Some(entry.updated_at)),
                Column::Owner => entry.user_id.clone(),
                Column::Creator => entry.creator_id.clone(),
                Column::ReferenceId => entry.reference_id.clone().unwrap_or_default(),
                Column::GroupId => entry.group_id.clone().unwrap_or_default(),
                Column::RedirectEntryId => entry.redirect_entry_id.clone().unwrap_or_default(),
                Column::TemplateEntryId => entry.template_entry_id.clone().unwrap_or_default(),
                Column::StartDate => number(entry.start_date),
                Column::EndDate => number(entry.end_date),
                Column::Plays => number(entry.is_played().then_some(entry.plays)),
                Column::Views => number(entry.is_played().then_some(entry.views)),
                Column::LastPlayedAt => number(entry.last_played_at),
                Column::CategoryIds => {
                    active.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                }
                Column::CategoryNames => {
                    let name = |id: &i64| account.categories.get(id).cloned();
                    active.iter().filter_map(name).collect::<Vec<_>>().join(", ")
                }
                Column::CaptionLanguages => {
                    ready.iter().map(|it| it.language.as_str()).collect::<Vec<_>>().join(", ")
                }
                Column::CaptionLinks => ready
                    .iter()
                    .map(|it| format!("{}/{served}/{}", self.server, it.id))
                    .collect::<Vec<_>>()
                    .join("\n"),
                Column::EventCount => match events.len() {
                    0 => String::new(),
                    count => count.to_string(),
                },
                Column::NextEventStart => number(next.map(|event| event.start)),
                Column::NextEventTitle => next.map(|e| e.summary.clone()).unwrap_or_default(),
                Column::EventsText => events
                    .iter()
                    .map(|it| format!("{} – {} {}", day(it.start), day(it.end), it.summary))
                    .collect::<Vec<_>>()
                    .join("\n"),
                Column::Metadata => unreachable!("left out above"),
            })
            .collect();
        for key in FIELDS {
            let objects = entry.metadata.iter().filter(|object| object.status == 1);
            let values = objects.flat_map(|object| &object.fields).filter(|(own, _)| own == key);
            let values: Vec<String> = values.flat_map(|(_, values)| values.clone()).collect();
            cells.push(values.join("; "));
        }
        cells
    }
}

const MEDIA_TYPES: [(i64, &str); 4] = [(1, "Video"), (2, "Image"), (5, "Audio"), (201, "Live")];
const STATUSES: [(i64, &str); 5] =
    [(2, "Ready"), (7, "No content"), (0, "Importing"), (1, "Converting"), (3, "Deleted")];
const MODERATION: [(i64, &str); 6] = [
    (1, "Awaiting moderation"),
    (2, "Approved"),
    (3, "Rejected"),
    (4, "Deleted"),
    (5, "Flagged"),
    (6, "Approved automatically"),
];

fn word(code: i64, words: &[(i64, &str)]) -> String {
    words.iter().find(|(own, _)| *own == code).map_or("?", |(_, word)| word).to_owned()
}

fn number(value: Option<i64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A moment as it reads in UTC.
pub(crate) fn day(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).expect("a moment");
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The active live events of an entry, earliest first; a series by its occurrences.
fn events(entry: &Entry) -> Vec<&Event> {
    let live: Vec<&Event> =
        entry.events.iter().filter(|event| event.kind == 2 && event.status == 2).collect();
    let is_master = |event: &Event| live.iter().any(|other| other.parent == Some(event.id));
    let mut shown: Vec<&Event> = live.iter().copied().filter(|event| !is_master(event)).collect();
    shown.sort_by_key(|event| (event.start, event.id));
    shown
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn known(world: &World, id: u32) -> Known {
    let account = world.account(id).expect("an account");
    Known {
        id,
        name: account.name,
        reference_id: account.reference_id.unwrap_or_default(),
        categories: world.categories(id).into_iter().map(|c| (c.id, c.full_name)).collect(),
        entries: world.entries(id),
    }
}

/// Where the recorded world lies.
pub(crate) fn recorded_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/kaltura/world.json.gz")
}

fn recorded() -> serde_json::Value {
    let bytes = std::fs::read(recorded_path()).expect("the recorded world");
    let mut json = String::new();
    flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut json).expect("gzip");
    serde_json::from_str(&json).expect("JSON")
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// An entry as the file has it. It does not say who made it and how often it was played; in the
/// recordings the owner made it and nothing was played (11-baseEntry-list-seed-filter-page1).
fn entry(raw: &serde_json::Value) -> Entry {
    let some = |name: &str| raw[name].as_str().map(str::to_owned);
    let int = |name: &str| raw[name].as_i64();
    let list = |name: &str| raw[name].as_array().cloned().unwrap_or_default();
    let at = |list: &serde_json::Value, place: usize| list[place].as_i64().expect("a number");
    Entry {
        id: text(&raw["id"]),
        name: text(&raw["name"]),
        description: text(&raw["description"]),
        tags: text(&raw["tags"]),
        user_id: text(&raw["userId"]),
        creator_id: text(&raw["userId"]),
        status: int("status").expect("a status"),
        kind: int("type").expect("a type"),
        media_type: int("mediaType"),
        moderation: int("moderationStatus").expect("a moderation status"),
        display_in_search: int("displayInSearch").expect("a number"),
        created_at: int("createdAt").expect("a time"),
        updated_at: int("updatedAt").expect("a time"),
        ms_duration: int("msDuration"),
        reference_id: some("referenceId"),
        group_id: some("groupId"),
        redirect_entry_id: some("redirectEntryId"),
        template_entry_id: some("templateEntryId"),
        start_date: int("startDate"),
        links: list("categories")
            .iter()
            .map(|it| Link { category: at(it, 0), status: at(it, 1), created_at: 0 })
            .collect(),
        captions: list("captions")
            .iter()
            .map(|it| Caption { id: text(&it[0]), language: text(&it[1]), status: at(it, 2) })
            .collect(),
        metadata: list("metadata").iter().map(metadata).collect(),
        events: list("events").iter().map(event).collect(),
        ..Entry::default()
    }
}

fn metadata(raw: &serde_json::Value) -> Metadata {
    let int = |name: &str| raw[name].as_i64().expect("a number");
    let shown = |value: &serde_json::Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    let fields = raw["fields"].as_object().expect("fields").iter();
    let fields = fields.map(|(key, values)| {
        let values = values.as_array().expect("values").iter().map(shown).collect();
        (key.clone(), values)
    });
    Metadata {
        id: int("id"),
        profile: int("profileId"),
        status: int("status"),
        fields: fields.collect(),
    }
}

fn event(raw: &serde_json::Value) -> Event {
    let int = |name: &str| raw[name].as_i64();
    Event {
        id: int("id").expect("a number"),
        kind: int("type").expect("a type"),
        status: int("status").expect("a status"),
        start: int("startDate").expect("a time"),
        end: int("endDate").expect("a time"),
        summary: text(&raw["summary"]),
        tags: text(&raw["tags"]),
        source_entry_id: raw["sourceEntryId"].as_str().map(str::to_owned),
        recurrence: int("recurrenceType").expect("a number"),
        parent: int("parentId"),
    }
}
