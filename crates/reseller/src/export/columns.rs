//! The columns an export can have: what each is called, what the server must be asked for it,
//! and how wide it is. What stands in them is made in `rows.rs`.

use super::extras::Extra;
use crate::messages::{Message, msg};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A column of the file. `Metadata` stands for one column a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Column {
    /// The name of the account that the entry lies in.
    AccountName,
    /// That account's Partner ID.
    AccountId,
    /// That account's Reference ID.
    AccountReferenceId,
    /// Such as `0_jxal1pzy`.
    EntryId,
    /// The entry's name, which may be empty (API.md §16.2).
    Name,
    /// The entry's description.
    Description,
    /// Joined by `, `, as the server does it (API.md §16.2).
    Tags,
    /// As a word; for an entry that is no media its kind, such as a playlist.
    MediaType,
    /// As a word (`EntryStatus`).
    Status,
    /// The moderation status as a word (API.md §13).
    Moderation,
    /// Hours, minutes and seconds; empty when not known, which is not 0 (API.md §16.2).
    Length,
    /// The same in milliseconds, as a number.
    LengthMs,
    /// When it was made, in the chosen time zone.
    CreatedAt,
    /// When it was last changed, in the chosen time zone.
    UpdatedAt,
    /// The user ID of its owner (`userId`).
    Owner,
    /// The user ID of who made it (`creatorId`), who need not be the owner.
    Creator,
    /// The entry's own Reference ID, not the account's.
    ReferenceId,
    /// The group it belongs to.
    GroupId,
    /// The entry shown in its place.
    RedirectEntryId,
    /// The entry it was made after.
    TemplateEntryId,
    /// When it begins to be shown; empty for no such limit.
    StartDate,
    /// When it ceases to be shown; empty for no such limit.
    EndDate,
    /// How often it was played.
    Plays,
    /// How often its page was seen.
    Views,
    /// When it was last played; empty when the server does not say.
    LastPlayedAt,
    /// Full names such as `Courses>Biology`, of active links only (API.md §16.5).
    CategoryNames,
    /// The numbers of these categories.
    CategoryIds,
    /// English names, one for each ready caption, so that one may come twice.
    CaptionLanguages,
    /// One address a line, which serves the caption without a session (API.md §16.6).
    CaptionLinks,
    /// Scheduled events that show it, each of a series by itself; empty when there are none.
    EventCount,
    /// The start of the first event that lies ahead when the export begins.
    NextEventStart,
    /// The title of that event.
    NextEventTitle,
    /// One event a line: start, end and title.
    EventsText,
    /// Custom metadata: all fields that the accounts of the export have.
    Metadata,
}

/// What a column needs beyond the entry itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Needs {
    Account,
    /// A property of the entry, as the wire names it.
    Property(&'static str),
    Categories,
    Captions,
    Events,
    Metadata,
}

impl Column {
    /// Every column there is.
    pub const ALL: [Self; 34] = [
        Self::AccountName,
        Self::AccountId,
        Self::AccountReferenceId,
        Self::EntryId,
        Self::Name,
        Self::Description,
        Self::Tags,
        Self::MediaType,
        Self::Status,
        Self::Moderation,
        Self::Length,
        Self::LengthMs,
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::Owner,
        Self::Creator,
        Self::ReferenceId,
        Self::GroupId,
        Self::RedirectEntryId,
        Self::TemplateEntryId,
        Self::StartDate,
        Self::EndDate,
        Self::Plays,
        Self::Views,
        Self::LastPlayedAt,
        Self::CategoryNames,
        Self::CategoryIds,
        Self::CaptionLanguages,
        Self::CaptionLinks,
        Self::EventCount,
        Self::NextEventStart,
        Self::NextEventTitle,
        Self::EventsText,
        Self::Metadata,
    ];

    /// What stands in the file unless something else is chosen.
    pub const USUAL: [Self; 13] = [
        Self::AccountName,
        Self::AccountId,
        Self::AccountReferenceId,
        Self::EntryId,
        Self::Name,
        Self::ReferenceId,
        Self::MediaType,
        Self::Status,
        Self::Length,
        Self::CreatedAt,
        Self::Owner,
        Self::CategoryNames,
        Self::CaptionLanguages,
    ];

    pub(crate) fn needs(self) -> Needs {
        match self {
            Self::AccountName | Self::AccountId | Self::AccountReferenceId => Needs::Account,
            Self::EntryId => Needs::Property("id"),
            Self::Name => Needs::Property("name"),
            Self::Description => Needs::Property("description"),
            Self::Tags => Needs::Property("tags"),
            Self::MediaType => Needs::Property("mediaType"),
            Self::Status => Needs::Property("status"),
            Self::Moderation => Needs::Property("moderationStatus"),
            Self::Length | Self::LengthMs => Needs::Property("msDuration"),
            Self::CreatedAt => Needs::Property("createdAt"),
            Self::UpdatedAt => Needs::Property("updatedAt"),
            Self::Owner => Needs::Property("userId"),
            Self::Creator => Needs::Property("creatorId"),
            Self::ReferenceId => Needs::Property("referenceId"),
            Self::GroupId => Needs::Property("groupId"),
            Self::RedirectEntryId => Needs::Property("redirectEntryId"),
            Self::TemplateEntryId => Needs::Property("templateEntryId"),
            Self::StartDate => Needs::Property("startDate"),
            Self::EndDate => Needs::Property("endDate"),
            Self::Plays => Needs::Property("plays"),
            Self::Views => Needs::Property("views"),
            Self::LastPlayedAt => Needs::Property("lastPlayedAt"),
            Self::CategoryNames | Self::CategoryIds => Needs::Categories,
            Self::CaptionLanguages | Self::CaptionLinks => Needs::Captions,
            Self::EventCount | Self::NextEventStart | Self::NextEventTitle | Self::EventsText => {
                Needs::Events
            }
            Self::Metadata => Needs::Metadata,
        }
    }

    /// The heading.
    pub(crate) fn heading(self) -> Message {
        match self {
            Self::AccountName => msg::export_column_account_name(),
            Self::AccountId => msg::export_column_account_id(),
            Self::AccountReferenceId => msg::export_column_account_reference_id(),
            Self::EntryId => msg::export_column_entry_id(),
            Self::Name => msg::export_column_name(),
            Self::Description => msg::export_column_description(),
            Self::Tags => msg::export_column_tags(),
            Self::MediaType => msg::export_column_media_type(),
            Self::Status => msg::export_column_status(),
            Self::Moderation => msg::export_column_moderation(),
            Self::Length => msg::export_column_length(),
            Self::LengthMs => msg::export_column_length_ms(),
            Self::CreatedAt => msg::export_column_created_at(),
            Self::UpdatedAt => msg::export_column_updated_at(),
            Self::Owner => msg::export_column_owner(),
            Self::Creator => msg::export_column_creator(),
            Self::ReferenceId => msg::export_column_reference_id(),
            Self::GroupId => msg::export_column_group_id(),
            Self::RedirectEntryId => msg::export_column_redirect_entry_id(),
            Self::TemplateEntryId => msg::export_column_template_entry_id(),
            Self::StartDate => msg::export_column_start_date(),
            Self::EndDate => msg::export_column_end_date(),
            Self::Plays => msg::export_column_plays(),
            Self::Views => msg::export_column_views(),
            Self::LastPlayedAt => msg::export_column_last_played_at(),
            Self::CategoryNames => msg::export_column_category_names(),
            Self::CategoryIds => msg::export_column_category_ids(),
            Self::CaptionLanguages => msg::export_column_caption_languages(),
            Self::CaptionLinks => msg::export_column_caption_links(),
            Self::EventCount => msg::export_column_event_count(),
            Self::NextEventStart => msg::export_column_next_event_start(),
            Self::NextEventTitle => msg::export_column_next_event_title(),
            Self::EventsText => msg::export_column_events_text(),
            Self::Metadata => msg::export_column_metadata(),
        }
    }

    /// How wide it is, in characters.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Name | Self::AccountName | Self::CategoryNames | Self::EventsText => 40.0,
            Self::Description | Self::CaptionLinks => 50.0,
            Self::Tags | Self::Owner | Self::Creator | Self::NextEventTitle => 28.0,
            Self::CreatedAt
            | Self::UpdatedAt
            | Self::StartDate
            | Self::EndDate
            | Self::LastPlayedAt
            | Self::NextEventStart
            | Self::CaptionLanguages
            | Self::ReferenceId
            | Self::AccountReferenceId
            | Self::Metadata => 19.0,
            Self::AccountId
            | Self::EntryId
            | Self::MediaType
            | Self::Status
            | Self::Moderation
            | Self::Length
            | Self::LengthMs
            | Self::GroupId
            | Self::RedirectEntryId
            | Self::TemplateEntryId
            | Self::Plays
            | Self::Views
            | Self::CategoryIds
            | Self::EventCount => 13.0,
        }
    }
}

/// What the chosen columns need, all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The properties to ask for, joined by commas. Always `id` and `createdAt`, which the
    /// reading itself needs.
    pub(crate) properties: String,
    pub(crate) categories: bool,
    pub(crate) captions: bool,
    pub(crate) events: bool,
    pub(crate) metadata: bool,
}

impl Wanted {
    pub(crate) fn of(columns: &[Column], only_captioned: bool) -> Self {
        let mut properties = vec!["id", "createdAt"];
        for column in columns {
            if let Needs::Property(name) = column.needs()
                && !properties.contains(&name)
            {
                properties.push(name);
            }
        }
        let needs = |wanted: Needs| columns.iter().any(|column| column.needs() == wanted);
        Self {
            properties: properties.join(","),
            categories: needs(Needs::Categories),
            captions: needs(Needs::Captions) || only_captioned,
            events: needs(Needs::Events),
            metadata: needs(Needs::Metadata),
        }
    }

    /// Whether this kind of list is needed.
    pub(crate) fn has(&self, extra: Extra) -> bool {
        match extra {
            Extra::Categories => self.categories,
            Extra::Captions => self.captions,
            Extra::Metadata => self.metadata,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_is_asked_for() {
        let wanted = Wanted::of(&[Column::Name, Column::Length, Column::LengthMs], false);
        assert_eq!(wanted.properties, "id,createdAt,name,msDuration");
        assert!(!wanted.captions && !wanted.categories && !wanted.metadata && !wanted.events);
        assert!(Wanted::of(&[Column::Name], true).captions);
    }

    #[test]
    fn no_column_stands_twice_in_the_list_of_all() {
        let mut seen = std::collections::HashSet::new();
        assert!(Column::ALL.iter().all(|column| seen.insert(column)));
    }
}
