//! Entries and what hangs on them as answers show them (API.md §16.2 to §16.8): which properties
//! there are, in which order, and which of them a response profile leaves.

use std::fmt::Write as _;

use serde_json::Value;

use super::entry::{Caption, Category, Entry, Event, FieldKind, Link, Metadata, MetadataProfile};
use super::library::Library;
use crate::core::Call;
use crate::wire::cast;
use crate::wire::node::{Node, Object};
use crate::wire::request::Params;

/// Which properties an answer has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    included: Option<Vec<String>>,
    excluded: Vec<String>,
}

impl Shape {
    /// The shape a request asks for with `responseProfile`.
    pub(crate) fn of(call: &Call<'_>) -> Self {
        call.params
            .get("responseProfile")
            .and_then(Value::as_object)
            .map(Self::from)
            .unwrap_or_default()
    }

    /// Type 1 includes, 2 excludes.
    pub(crate) fn from(profile: &Params) -> Self {
        let Some(fields) = profile.get("fields").map(cast::text) else { return Self::default() };
        let names = fields.split(',').map(|name| name.trim().to_owned()).collect();
        match profile.get("type").map_or(1, cast::int) {
            2 => Self { included: None, excluded: names },
            _ => Self { included: Some(names), excluded: Vec::new() },
        }
    }

    fn wants(&self, name: &str) -> bool {
        match &self.included {
            Some(names) => names.iter().any(|own| own == name),
            None => !self.excluded.iter().any(|own| own == name),
        }
    }
}

/// Builds an object with the wanted properties only.
struct Builder<'a> {
    object: Object,
    shape: &'a Shape,
}

impl<'a> Builder<'a> {
    fn new(class: &'static str, shape: &'a Shape) -> Self {
        Self { object: Object::new(class), shape }
    }

    fn put<T: Into<Node>>(&mut self, name: &'static str, value: impl FnOnce() -> T) {
        if self.shape.wants(name) {
            self.object.push(name, value().into());
        }
    }

    /// A property that no profile takes away.
    fn always(&mut self, name: &'static str, value: impl Into<Node>) {
        self.object.push(name, value.into());
    }

    fn done(self) -> Node {
        self.object.into()
    }
}

/// What answers about entries need besides the entry.
#[derive(Debug)]
pub(crate) struct Showing<'a> {
    pub(crate) library: &'a Library,
    pub(crate) base_url: &'a str,
    pub(crate) shape: &'a Shape,
    /// Live streams come as the administrators' class from the base filter
    /// (11-baseEntry-list-mixed-types-full-objects).
    pub(crate) live_class: &'static str,
}

impl Showing<'_> {
    /// An entry as an answer shows it.
    pub(crate) fn entry(&self, entry: &Entry) -> Node {
        let partner = self.library.partner;
        let url = format!("{}/p/{partner}/sp/{partner}00", self.base_url);
        let id = entry.id.as_str();
        let is_media = matches!(entry.kind, 1 | 7 | 8);
        let class = match entry.kind {
            2 => "KalturaMixEntry",
            5 => "KalturaPlaylist",
            6 => "KalturaDataEntry",
            7 => self.live_class,
            8 => "KalturaLiveChannel",
            10 => "KalturaDocumentEntry",
            _ => "KalturaMediaEntry",
        };
        let links: Vec<&Link> = entry.links.iter().filter(|link| link.status == 2).collect();
        let raw = || format!("{url}/raw/entry_id/{id}/version/0");
        let mut b = Builder::new(class, self.shape);
        b.put("id", || id);
        b.put("name", || entry.name.as_str());
        b.put("description", || entry.description.as_str());
        b.put("partnerId", || partner);
        b.put("userId", || entry.user_id.as_str());
        b.put("creatorId", || entry.creator_id.as_str());
        b.put("tags", || entry.tags.as_str());
        b.put("categories", || {
            let names = links.iter().filter_map(|link| self.library.category(link.category));
            names.map(|category| category.full_name.as_str()).collect::<Vec<_>>().join(",")
        });
        b.put("categoriesIds", || {
            links.iter().map(|link| link.category.to_string()).collect::<Vec<_>>().join(",")
        });
        b.put("status", || entry.status);
        b.put("moderationStatus", || entry.moderation);
        b.put("moderationCount", || 0_i64);
        if entry.kind == 5 {
            // A playlist has a type only when it is asked for by no profile.
            b.put("type", || entry.kind);
        } else {
            b.always("type", entry.kind);
        }
        b.put("createdAt", || entry.created_at);
        b.put("updatedAt", || entry.updated_at);
        b.put("rank", || 0_i64);
        b.put("totalRank", || 0_i64);
        b.put("votes", || 0_i64);
        b.put("groupId", || entry.group_id.clone());
        b.put("downloadUrl", || match entry.media_type {
            Some(1 | 5) => format!(
                "{url}/playManifest/entryId/{id}/format/download/protocol/http/flavorParamIds/0"
            ),
            _ => raw(),
        });
        b.put("searchText", || search_text(entry, partner));
        b.put("licenseType", || -1_i64);
        b.put("version", || 0_i64);
        b.put("thumbnailUrl", || format!("{url}/thumbnail/entry_id/{id}/version/0"));
        b.put("startDate", || entry.start_date);
        b.put("endDate", || entry.end_date);
        b.put("referenceId", || entry.reference_id.clone());
        b.put("replacementStatus", || 0_i64);
        b.put("partnerSortValue", || 0_i64);
        b.put("redirectEntryId", || entry.redirect_entry_id.clone());
        b.put("rootEntryId", || id);
        b.put("operationAttributes", || Node::List(Vec::new()));
        b.put("entitledUsersEdit", || "");
        b.put("entitledUsersPublish", || "");
        b.put("entitledUsersView", || "");
        b.put("capabilities", || {
            if entry.events.is_empty() { "" } else { "live_schedule_capability" }
        });
        b.put("templateEntryId", || entry.template_entry_id.clone());
        b.put("displayInSearch", || entry.display_in_search);
        b.put("blockAutoTranscript", || false);
        if entry.is_played() {
            let ms = entry.ms_duration;
            b.put("plays", || entry.plays);
            b.put("views", || entry.views);
            b.put("lastPlayedAt", || entry.last_played_at);
            b.put("duration", || ms.map_or(0, |ms| (ms + 500) / 1000));
            b.put("msDuration", || ms);
        }
        if entry.kind == 5 {
            #[expect(clippy::cast_precision_loss, reason = "a duration, far below 2^53")]
            b.put("duration", || entry.ms_duration.map(|ms| ms as f64 / 1000.0));
        }
        if is_media {
            b.put("mediaType", || entry.media_type);
            b.put("sourceType", || if entry.kind == 7 { "32" } else { "1" });
            b.put("dataUrl", || match entry.media_type {
                Some(2) => format!(
                    "{url}/thumbnail/entry_id/{id}/def_height/480/def_width/640/version/0/type/1"
                ),
                Some(1 | 5) => {
                    format!("{url}/playManifest/entryId/{id}/format/url/protocol/http")
                }
                _ => String::new(),
            });
        }
        b.done()
    }

    /// A category as an answer shows it (11-category-get).
    pub(crate) fn category(&self, category: &Category) -> Node {
        let mut b = Builder::new("KalturaCategory", self.shape);
        // The recorder's categories were filled by SQL, which counts no ancestors; only one that
        // the API filled has entries of its children alone (11-category-list-names).
        let below = || match self.library.direct_entries(category.id) {
            0 => {
                let inside = self.library.categories.iter();
                let inside = inside.filter(|c| c.path.contains(&category.id));
                inside.map(|c| self.library.direct_entries(c.id)).sum::<usize>()
            }
            direct => direct,
        };
        b.put("id", || category.id);
        b.put("parentId", || category.parent);
        b.put("depth", || category.path.len().saturating_sub(1));
        b.put("partnerId", || self.library.partner);
        b.put("name", || category.name.as_str());
        b.put("fullName", || category.full_name.as_str());
        b.put("fullIds", || joined(&category.path));
        b.put("entriesCount", below);
        b.put("createdAt", || category.created_at);
        b.put("updatedAt", || category.created_at);
        b.put("appearInList", || 1_i64);
        b.put("privacy", || 1_i64);
        b.put("inheritanceType", || 2_i64);
        b.put("userJoinPolicy", || 3_i64);
        b.put("defaultPermissionLevel", || 3_i64);
        b.put("owner", || "");
        b.put("directEntriesCount", || self.library.direct_entries(category.id));
        b.put("contributionPolicy", || 1_i64);
        b.put("membersCount", || 0_i64);
        b.put("pendingMembersCount", || 0_i64);
        b.put("privacyContext", || "");
        b.put("privacyContexts", || "");
        b.put("status", || 2_i64);
        b.put("partnerSortValue", || 0_i64);
        b.put("directSubCategoriesCount", || {
            self.library.categories.iter().filter(|c| c.parent == category.id).count()
        });
        b.put("moderation", || false);
        b.put("isAggregationCategory", || false);
        b.put("aggregationCategories", || "");
        b.done()
    }

    /// A link as an answer shows it; it has no id.
    pub(crate) fn link(&self, entry: &Entry, link: &Link) -> Node {
        let mut b = Builder::new("KalturaCategoryEntry", self.shape);
        b.put("categoryId", || link.category);
        b.put("entryId", || entry.id.as_str());
        b.put("createdAt", || link.created_at);
        b.put("categoryFullIds", || {
            self.library
                .category(link.category)
                .map_or_else(|| link.category.to_string(), |category| joined(&category.path))
        });
        b.put("status", || link.status);
        b.put("creatorUserId", || "world");
        b.done()
    }

    /// A caption as an answer shows it. Numbers of bytes come as text.
    pub(crate) fn caption(&self, entry: &Entry, caption: &Caption) -> Node {
        let mut b = Builder::new("KalturaCaptionAsset", self.shape);
        let ready = caption.status == 2;
        b.put("id", || caption.id.as_str());
        b.put("entryId", || entry.id.as_str());
        b.put("partnerId", || self.library.partner);
        b.put("version", || ready.then_some("2"));
        b.put("size", || if ready { 39_i64 } else { 0 });
        b.put("tags", || "");
        b.put("fileExt", || "srt");
        b.put("createdAt", || entry.created_at + 60);
        b.put("updatedAt", || entry.created_at + 60);
        b.put("description", || "");
        b.put("sizeInBytes", || if ready { Node::from("39") } else { Node::from(0_i64) });
        b.put("captionParamsId", || 0_i64);
        b.put("language", || caption.language.as_str());
        b.put("languageCode", || language_code(&caption.language));
        b.put("label", || caption.language.as_str());
        b.put("format", || "3");
        b.put("status", || caption.status);
        b.put("displayOnPlayer", || true);
        b.put("usage", || 0_i64);
        b.done()
    }

    /// A metadata object as an answer shows it.
    pub(crate) fn metadata(&self, entry: &Entry, metadata: &Metadata) -> Node {
        let mut b = Builder::new("KalturaMetadata", self.shape);
        b.put("id", || metadata.id);
        b.put("partnerId", || self.library.partner);
        b.put("metadataProfileId", || metadata.profile);
        b.put("metadataProfileVersion", || 2_i64);
        b.put("metadataObjectType", || 1_i64);
        b.put("objectId", || entry.id.as_str());
        b.put("version", || 2_i64);
        b.put("createdAt", || entry.updated_at);
        b.put("updatedAt", || entry.updated_at);
        b.put("status", || metadata.status);
        b.put("xml", || Entry::metadata_xml(metadata));
        b.done()
    }

    /// A metadata profile as an answer shows it.
    pub(crate) fn profile(&self, profile: &MetadataProfile) -> Node {
        let mut b = Builder::new("KalturaMetadataProfile", self.shape);
        b.put("id", || profile.id);
        b.put("partnerId", || self.library.partner);
        b.put("metadataObjectType", || 1_i64);
        b.put("version", || 2_i64);
        b.put("name", || profile.name.as_str());
        b.put("systemName", || profile.system_name.as_str());
        b.put("description", || "");
        b.put("createdAt", || 1_795_449_012_i64);
        b.put("updatedAt", || 1_795_449_012_i64);
        b.put("status", || 1_i64);
        b.put("xsd", || xsd(profile));
        b.put("createMode", || 1_i64);
        b.put("disableReIndexing", || false);
        b.done()
    }

    /// An event as an answer shows it.
    pub(crate) fn event(&self, entry: &Entry, event: &Event) -> Node {
        let is_live = event.kind == 2;
        let class =
            if is_live { "KalturaLiveStreamScheduleEvent" } else { "KalturaRecordScheduleEvent" };
        let mut b = Builder::new(class, self.shape);
        b.put("id", || event.id);
        b.put("parentId", || event.parent);
        b.put("partnerId", || self.library.partner);
        b.put("summary", || event.summary.as_str());
        b.put("status", || event.status);
        b.put("startDate", || event.start);
        b.put("endDate", || event.end);
        b.put("classificationType", || 1_i64);
        b.put("ownerId", || "world");
        b.put("sequence", || if event.recurrence == 2 { 1_i64 } else { 12 });
        b.put("recurrenceType", || event.recurrence);
        b.put("duration", || event.end - event.start);
        if is_live && event.recurrence == 0 {
            b.put("tags", || event.tags.as_str());
        }
        b.put("createdAt", || 1_795_449_029_i64);
        b.put("updatedAt", || 1_795_449_029_i64);
        if event.recurrence != 0 {
            b.put("recurrence", recurrence);
        }
        b.put("templateEntryId", || entry.id.as_str());
        b.put("blackoutConflicts", || Node::List(Vec::new()));
        if is_live {
            b.put("sourceEntryId", || event.source_entry_id.clone());
            b.put("preStartTime", || 0_i64);
            b.put("postEndTime", || 0_i64);
            b.put("liveFeatures", || Node::List(Vec::new()));
        }
        b.done()
    }
}

/// How the recorded weekly event repeats (11-scheduleEvent-list-base-filter).
fn recurrence() -> Node {
    Object::new("KalturaScheduleEventRecurrence")
        .with("frequency", "weeks")
        .with("timeZone", "America/New_York")
        .with("count", 4_i64)
        .with("interval", 1_i64)
        .into()
}

fn joined(path: &[i64]) -> String {
    path.iter().map(ToString::to_string).collect::<Vec<_>>().join(">")
}

fn search_text(entry: &Entry, partner: i64) -> String {
    let mut text =
        format!("_PAR_ONLY_ _{partner}_ _MEDIA_TYPE_{}| ", entry.media_type.unwrap_or_default());
    for part in [&entry.name, &entry.tags, &entry.description] {
        if !part.is_empty() {
            text.push(' ');
            text.extend(part.chars().filter(|c| !matches!(c, '\n' | '\r' | '"')));
        }
    }
    text.push(' ');
    text
}

/// The two-letter code of a language by its English name.
fn language_code(language: &str) -> &'static str {
    match language {
        "English" => "en",
        "English (American)" => "en_us",
        "Hebrew" => "he",
        "French" => "fr",
        "Spanish" => "es",
        "German" => "de",
        "Arabic" => "ar",
        _ => "multilingual",
    }
}

/// The schema of a profile, written as the recorder's profiles were (11-metadataProfile-get).
pub(crate) fn xsd(profile: &MetadataProfile) -> String {
    let mut xsd = "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><xsd:element \
                   name=\"metadata\"><xsd:complexType><xsd:sequence>\n"
        .to_owned();
    for (number, field) in profile.fields.iter().enumerate() {
        let (key, label) = (&field.key, &field.label);
        let appinfo = format!(
            "<xsd:annotation><xsd:documentation></xsd:documentation><xsd:appinfo><label>{label}\
             </label><key>{key}</key><searchable>true</searchable><timeControl>false</timeControl>\
             <description></description></xsd:appinfo></xsd:annotation>"
        );
        let (most, kind) = match field.kind {
            FieldKind::Text => ("1", " type=\"textType\""),
            FieldKind::Date => ("1", " type=\"dateType\""),
            FieldKind::List => ("unbounded", ""),
        };
        let _ = write!(
            xsd,
            "<xsd:element id=\"md_{}\" name=\"{key}\" minOccurs=\"0\" maxOccurs=\"{most}\"{kind}>\
             {appinfo}",
            number + 1
        );
        if field.kind == FieldKind::List {
            xsd.push_str(
                "<xsd:simpleType><xsd:restriction base=\"listType\"><xsd:enumeration \
                 value=\"Students\"/><xsd:enumeration value=\"Staff\"/><xsd:enumeration \
                 value=\"Public\"/></xsd:restriction></xsd:simpleType>",
            );
        }
        xsd.push_str("</xsd:element>\n");
    }
    xsd.push_str("</xsd:sequence></xsd:complexType></xsd:element>\n");
    for (name, base) in
        [("textType", "xsd:string"), ("dateType", "xsd:long"), ("objectType", "xsd:string")]
    {
        let _ = writeln!(
            xsd,
            "<xsd:complexType name=\"{name}\"><xsd:simpleContent><xsd:extension base=\"{base}\"/>\
             </xsd:simpleContent></xsd:complexType>"
        );
    }
    xsd.push_str(
        "<xsd:simpleType name=\"listType\"><xsd:restriction base=\"xsd:string\"/>\
         </xsd:simpleType>\n</xsd:schema>",
    );
    xsd
}
