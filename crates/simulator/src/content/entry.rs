//! What an account holds: entries and everything that hangs on them, as plain records. How they
//! are found is in `query.rs`, how they look in an answer in `render.rs`.

/// An entry with its links, captions, metadata and events (API.md §16).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// `0_jxal1pzy`.
    pub id: String,
    /// May be empty, may hold anything that XML can carry.
    pub name: String,
    /// `""` when there is none.
    pub description: String,
    /// Joined by `, `.
    pub tags: String,
    /// The owner.
    pub user_id: String,
    /// Who made it.
    pub creator_id: String,
    /// −2 … 7 (API.md §13).
    pub status: i64,
    /// 1 media, 2 mix, 5 playlist, 6 data, 7 live stream, 8 live channel, 10 document.
    pub kind: i64,
    /// 1 video, 2 image, 5 audio, 201 live; a data entry has none.
    pub media_type: Option<i64>,
    /// 1 awaiting moderation, 3 rejected.
    pub moderation: i64,
    /// −1 and −2 are never listed.
    pub display_in_search: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
    /// Milliseconds; absent when not known.
    pub ms_duration: Option<i64>,
    /// Absent when empty.
    pub reference_id: Option<String>,
    /// Absent when empty.
    pub group_id: Option<String>,
    /// Absent when empty.
    pub redirect_entry_id: Option<String>,
    /// Absent when empty.
    pub template_entry_id: Option<String>,
    /// Unix seconds.
    pub start_date: Option<i64>,
    /// Unix seconds.
    pub end_date: Option<i64>,
    /// How often it was played. Only media and mixes show it.
    pub plays: i64,
    /// How often its page was seen.
    pub views: i64,
    /// Unix seconds; absent when it never was.
    pub last_played_at: Option<i64>,
    /// The categories it is in, was in, or waits for.
    pub links: Vec<Link>,
    /// In the order they were added.
    pub captions: Vec<Caption>,
    /// One for each profile at most.
    pub metadata: Vec<Metadata>,
    /// The events whose template it is.
    pub events: Vec<Event>,
}

/// A link between an entry and a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The category.
    pub category: i64,
    /// 1 pending, 2 active, 3 deleted, 4 rejected.
    pub status: i64,
    /// Unix seconds.
    pub created_at: i64,
}

/// A caption of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// `0_wvujhyyj`.
    pub id: String,
    /// The English name of the language.
    pub language: String,
    /// −1 error, 0 queued, 2 ready, 3 deleted.
    pub status: i64,
}

/// The custom metadata of an entry in one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Number of the object.
    pub id: i64,
    /// The profile.
    pub profile: i64,
    /// 1 valid, 3 deleted.
    pub status: i64,
    /// Values by key, in the order of the profile; several for a multi-value field.
    pub fields: Vec<(String, Vec<String>)>,
}

/// A scheduled event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Number of the event.
    pub id: i64,
    /// 1 recording, 2 live stream.
    pub kind: i64,
    /// 1 cancelled, 2 active, 3 deleted.
    pub status: i64,
    /// Unix seconds.
    pub start: i64,
    /// Unix seconds.
    pub end: i64,
    /// The title.
    pub summary: String,
    /// Joined by `, `.
    pub tags: String,
    /// The entry shown instead of a live source.
    pub source_entry_id: Option<String>,
    /// 0 single, 1 the master of a series, 2 an occurrence.
    pub recurrence: i64,
    /// The master of an occurrence.
    pub parent: Option<i64>,
}

/// A category of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Category {
    /// Number of the category.
    pub id: i64,
    /// 0 for a root.
    pub parent: i64,
    /// Without `>` and `,`, which the server replaces.
    pub name: String,
    /// The names from the root, joined by `>`.
    pub full_name: String,
    /// The ids from the root.
    pub path: Vec<i64>,
    /// Unix seconds.
    pub created_at: i64,
}

/// A metadata profile of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataProfile {
    /// Number of the profile, of this account alone.
    pub id: i64,
    /// For people.
    pub name: String,
    /// The same in every account that has it.
    pub system_name: String,
    /// In the order of the XSD.
    pub fields: Vec<MetadataField>,
}

/// A field of a metadata profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataField {
    /// The element in the XML.
    pub key: String,
    /// For people.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a metadata field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A text.
    Text,
    /// Values of a list, any number of them.
    List,
    /// Unix seconds.
    Date,
}

impl Entry {
    /// Whether its class has plays, views and a length in milliseconds (API.md §16.2).
    pub fn is_played(&self) -> bool {
        matches!(self.kind, 1 | 2 | 7 | 8)
    }

    /// Whether lists may show it at all (API.md §16.1).
    pub fn is_listable(&self) -> bool {
        self.display_in_search >= 0
    }

    /// The XML of one metadata object.
    pub(super) fn metadata_xml(metadata: &Metadata) -> String {
        let mut xml = "<metadata>".to_owned();
        for (key, values) in &metadata.fields {
            for value in values {
                xml.push('<');
                xml.push_str(key);
                xml.push('>');
                for c in value.chars() {
                    match c {
                        '&' => xml.push_str("&amp;"),
                        '<' => xml.push_str("&lt;"),
                        '>' => xml.push_str("&gt;"),
                        other => xml.push(other),
                    }
                }
                xml.push_str("</");
                xml.push_str(key);
                xml.push('>');
            }
        }
        xml.push_str("</metadata>");
        xml
    }
}

impl MetadataProfile {
    /// The profile that accounts of these worlds have (11-metadataProfile-get).
    pub(crate) fn course_data(id: i64) -> Self {
        let field = |key: &str, label: &str, kind| MetadataField {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
        };
        Self {
            id,
            name: "Course data".to_owned(),
            system_name: "coursedata".to_owned(),
            fields: vec![
                field("Department", "Department", FieldKind::Text),
                field("Audience", "Audience", FieldKind::List),
                field("ReviewDate", "Review date", FieldKind::Date),
            ],
        }
    }
}
