//! From what the server says of an entry to the cells of its row.

use super::cell::{Cell, Row, Sheet};
use super::columns::Column;
use super::metadata::{Fields, OwnProfiles};
use crate::messages::{Messages, msg};
use jiff::tz::TimeZone;
use kaltura::UnixSeconds as ServerTime;
use kaltura::actions::base_entry::Entry;
use kaltura::actions::caption_asset::Caption;
use kaltura::actions::category::CategoryId;
use kaltura::actions::schedule_event::ScheduleEvent;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Between names in one cell. Neither names of categories nor languages have a comma.
const SEPARATOR: &str = ", ";

/// An entry with what hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bundle {
    pub(crate) entry: Entry,
    pub(crate) categories: Vec<CategoryId>,
    pub(crate) captions: Vec<Caption>,
    /// Number of the profile, and the XML.
    pub(crate) metadata: Vec<(i64, String)>,
}

/// What all rows of an account share.
#[derive(Debug, Default)]
pub(crate) struct AccountFacts {
    pub(crate) name: String,
    pub(crate) id: i64,
    pub(crate) reference_id: String,
    pub(crate) categories: HashMap<CategoryId, String>,
    /// Events by entry, earliest first.
    pub(crate) events: HashMap<String, Vec<ScheduleEvent>>,
    pub(crate) profiles: OwnProfiles,
}

/// Turns entries into rows.
#[derive(Debug)]
pub(crate) struct RowMaker {
    pub(crate) columns: Vec<Column>,
    pub(crate) fields: Fields,
    pub(crate) zone: TimeZone,
    /// Where captions are served, without a slash at the end.
    pub(crate) server: String,
    /// When the export began: what lies behind it is no next event.
    pub(crate) now: i64,
    pub(crate) words: Words,
}

/// The words for numbers, written out once.
#[derive(Debug)]
pub(crate) struct Words {
    statuses: HashMap<&'static str, String>,
    moderation: HashMap<&'static str, String>,
    media_types: HashMap<&'static str, String>,
    kinds: HashMap<&'static str, String>,
    unknown: String,
}

/// Stands in for the number in the word for unknown ones.
const NUMBER: &str = "#";

impl Words {
    pub(crate) fn of(messages: &Messages) -> Self {
        let list = |pairs: Vec<(&'static str, crate::messages::Message)>| {
            pairs.into_iter().map(|(code, message)| (code, messages.say(&message))).collect()
        };
        Self {
            statuses: list(vec![
                ("-2", msg::export_status_error_importing()),
                ("-1", msg::export_status_error_converting()),
                ("0", msg::export_status_importing()),
                ("1", msg::export_status_converting()),
                ("2", msg::export_status_ready()),
                ("3", msg::export_status_deleted()),
                ("4", msg::export_status_pending()),
                ("5", msg::export_status_moderate()),
                ("6", msg::export_status_blocked()),
                ("7", msg::export_status_no_content()),
            ]),
            moderation: list(vec![
                ("1", msg::export_moderation_awaiting()),
                ("2", msg::export_moderation_approved()),
                ("3", msg::export_moderation_rejected()),
                ("4", msg::export_moderation_deleted()),
                ("5", msg::export_moderation_flagged()),
                ("6", msg::export_moderation_automatic()),
            ]),
            media_types: list(vec![
                ("1", msg::export_media_video()),
                ("2", msg::export_media_image()),
                ("5", msg::export_media_audio()),
                ("201", msg::export_media_live()),
            ]),
            // Of entries that are no media.
            kinds: list(vec![
                ("2", msg::export_kind_mix()),
                ("5", msg::export_kind_playlist()),
                ("6", msg::export_kind_data()),
                ("10", msg::export_kind_document()),
            ]),
            unknown: messages.say(&msg::export_unknown(NUMBER)),
        }
    }

    fn word(&self, list: &HashMap<&'static str, String>, code: &str) -> Cell {
        match list.get(code) {
            Some(word) => Cell::text(word.as_str()),
            None if code.is_empty() => Cell::Empty,
            None => Cell::text(self.unknown.replace(NUMBER, code)),
        }
    }

    fn media_type(&self, entry: &Entry) -> Cell {
        if entry.media_type.is_empty() {
            self.word(&self.kinds, &entry.kind)
        } else {
            self.word(&self.media_types, &entry.media_type)
        }
    }
}

impl RowMaker {
    /// The row of an entry. `new_names` are of categories that the account's list lacks.
    pub(crate) fn entry(
        &self,
        account: &AccountFacts,
        bundle: &Bundle,
        new_names: &HashMap<CategoryId, String>,
    ) -> Row {
        let mut cells = Vec::with_capacity(self.columns.len() + self.fields.0.len());
        for column in &self.columns {
            if *column == Column::Metadata {
                cells.extend(self.fields.cells(&account.profiles, &bundle.metadata));
            } else if *column == Column::CategoryNames {
                let name = |id: &CategoryId| {
                    let known = account.categories.get(id).or_else(|| new_names.get(id));
                    known.cloned().unwrap_or_else(|| id.to_string())
                };
                cells.push(Cell::text(joined(bundle.categories.iter().map(name))));
            } else {
                cells.push(self.cell(*column, account, bundle));
            }
        }
        Row { sheet: Sheet::Entries, cells }
    }

    /// The rows of an entry's events.
    pub(crate) fn events(account: &AccountFacts, bundle: &Bundle) -> Vec<Row> {
        let events = account.events.get(bundle.entry.id.as_str());
        events
            .into_iter()
            .flatten()
            .map(|event| Row {
                sheet: Sheet::Events,
                cells: vec![
                    Cell::text(account.name.as_str()),
                    Cell::Number(account.id),
                    Cell::text(bundle.entry.id.as_str()),
                    Cell::text(event.summary.as_str()),
                    Cell::moment(event.start_date.map(ServerTime::get)),
                    Cell::moment(event.end_date.map(ServerTime::get)),
                    Cell::text(event.tags.as_str()),
                    Cell::text(event.source_entry_id.as_str()),
                ],
            })
            .collect()
    }

    fn cell(&self, column: Column, account: &AccountFacts, bundle: &Bundle) -> Cell {
        let entry = &bundle.entry;
        let moment = |time: Option<ServerTime>| Cell::moment(time.map(ServerTime::get));
        let events =
            || account.events.get(entry.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let next = || {
            events()
                .iter()
                .find(|event| event.start_date.is_some_and(|start| start.get() >= self.now))
        };
        match column {
            Column::AccountName => Cell::text(account.name.as_str()),
            Column::AccountId => Cell::Number(account.id),
            Column::AccountReferenceId => Cell::text(account.reference_id.as_str()),
            Column::EntryId => Cell::text(entry.id.as_str()),
            Column::Name => Cell::text(entry.name.as_str()),
            Column::Description => Cell::text(entry.description.as_str()),
            Column::Tags => Cell::text(entry.tags.as_str()),
            Column::MediaType => self.words.media_type(entry),
            Column::Status => self.words.word(&self.words.statuses, &entry.status),
            Column::Moderation => self.words.word(&self.words.moderation, &entry.moderation_status),
            Column::Length => Cell::length(entry.ms_duration),
            Column::LengthMs => Cell::number(entry.ms_duration),
            Column::CreatedAt => moment(entry.created_at),
            Column::UpdatedAt => moment(entry.updated_at),
            Column::Owner => Cell::text(entry.user_id.as_str()),
            Column::Creator => Cell::text(entry.creator_id.as_str()),
            Column::ReferenceId => Cell::text(entry.reference_id.as_str()),
            Column::GroupId => Cell::text(entry.group_id.as_str()),
            Column::RedirectEntryId => Cell::text(entry.redirect_entry_id.as_str()),
            Column::TemplateEntryId => Cell::text(entry.template_entry_id.as_str()),
            Column::StartDate => moment(entry.start_date),
            Column::EndDate => moment(entry.end_date),
            Column::Plays => Cell::number(entry.plays),
            Column::Views => Cell::number(entry.views),
            Column::LastPlayedAt => moment(entry.last_played_at),
            Column::CategoryIds => {
                Cell::text(joined(bundle.categories.iter().map(ToString::to_string)))
            }
            Column::CaptionLanguages => {
                Cell::text(joined(bundle.captions.iter().map(|caption| caption.language.clone())))
            }
            Column::CaptionLinks => Cell::text(
                bundle.captions.iter().map(|c| self.link(&c.id)).collect::<Vec<_>>().join("\n"),
            ),
            Column::EventCount => match events().len() {
                0 => Cell::Empty,
                count => Cell::Number(i64::try_from(count).unwrap_or(i64::MAX)),
            },
            Column::NextEventStart => {
                Cell::moment(next().and_then(|event| event.start_date).map(ServerTime::get))
            }
            Column::NextEventTitle => Cell::text(next().map_or("", |event| &event.summary)),
            Column::EventsText => {
                let lines: Vec<String> = events().iter().map(|event| self.line(event)).collect();
                Cell::text(lines.join("\n"))
            }
            // Made from more than the entry, above.
            Column::CategoryNames | Column::Metadata => Cell::Empty,
        }
    }

    /// Where the text of a caption lies. It works without a session, and none stands in it
    /// (API.md §16.6).
    fn link(&self, caption: &str) -> String {
        format!(
            "{}/api_v3/service/caption_captionasset/action/serve/captionAssetId/{caption}",
            self.server
        )
    }

    fn line(&self, event: &ScheduleEvent) -> String {
        let time = |at: Option<ServerTime>| {
            at.and_then(|at| moment_text(at.get(), &self.zone)).unwrap_or_default()
        };
        let (start, end) = (time(event.start_date), time(event.end_date));
        format!("{start} – {end} {}", event.summary).trim_end().to_owned()
    }
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(SEPARATOR)
}

/// A moment as text in a zone: `2026-11-23 14:05:00`. Nothing for moments outside of the years
/// that a calendar can show.
pub(crate) fn moment_text(seconds: i64, zone: &TimeZone) -> Option<String> {
    let mut text = String::with_capacity(19);
    push_moment(&mut text, seconds, zone).then_some(text)
}

/// The same behind another text. Says whether it could be shown.
pub(crate) fn push_moment(text: &mut String, seconds: i64, zone: &TimeZone) -> bool {
    let Ok(moment) = jiff::Timestamp::from_second(seconds) else { return false };
    let at = zone.to_datetime(moment);
    let (day, time) = (at.date(), at.time());
    // Writing into a string does not fail.
    let _ = write!(
        text,
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        day.year(),
        day.month(),
        day.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    true
}
