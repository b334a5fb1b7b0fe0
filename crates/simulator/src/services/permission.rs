//! `permission`: which permissions an account has, as rows and as the caller's own list
//! (API.md §9, §12).

use crate::access::{self, Needs, VAR_CONSOLE};
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::partner::filter::{PAGER, Page};
use crate::wire::deserialize::{Class, Enumeration, Kind, optional, required};
use crate::wire::node::{Node, Object};

static STATUS: Enumeration =
    Enumeration { name: "KalturaPermissionStatus", values: &["1", "2", "3"] };
static TYPE: Enumeration =
    Enumeration { name: "KalturaPermissionType", values: &["1", "2", "3", "4"] };

static FILTER: Class = Class {
    name: "KalturaPermissionFilter",
    base: None,
    properties: &[
        ("idEqual", Kind::Int),
        ("idIn", Kind::Text),
        ("typeEqual", Kind::Enum(&TYPE)),
        ("typeIn", Kind::Text),
        ("nameEqual", Kind::Text),
        ("nameIn", Kind::Text),
        ("statusEqual", Kind::Enum(&STATUS)),
        ("statusIn", Kind::Text),
        ("partnerIdEqual", Kind::Int),
        ("partnerIdIn", Kind::Text),
        ("orderBy", Kind::Text),
    ],
    extended_by: &[],
};

const READ: Needs = Needs::AnyOf(&["ADMIN_BASE", "KMC_ACCESS"]);

pub(crate) static SERVICE: Service = Service {
    name: "permission",
    feature: None,
    actions: &[
        Action { name: "getCurrentPermissions", params: &[], needs: READ, run: current },
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READ,
            run: list,
        },
        Action {
            name: "get",
            params: &[required("permissionName", Kind::Text)],
            needs: READ,
            run: get,
        },
    ],
};

/// A feature of an account: name, type (2 special feature, 3 plugin) and what it is called.
type Feature = (i64, &'static str, i64, &'static str);

/// What every registered account has, in the order of the server's rows.
const FEATURES: &[Feature] = &[
    (476, "FEATURE_PREVIEW_AND_EMBED_V2", 2, "New preview & embed"),
    (477, "FEATURE_HTML5_V2_PLAYER_PREVIEW", 2, "HTML5 v2 player preview"),
    (478, "FEATURE_VAST", 2, "VAST advertising"),
    (479, "FEATURE_END_USER_REPORTS", 2, "End-user reports"),
    (480, "FEATURE_PLATFORM_REPORTS", 2, "Platform reports"),
    (481, "FEATURE_508_PLAYERS", 2, "Accessible players"),
    (482, "CAPTION_PLUGIN_PERMISSION", 3, "Captions"),
    (483, "CAPTIONSEARCH_PLUGIN_PERMISSION", 3, "Search in captions"),
    (484, "IMPORT_REMOTE_CAPTION_FOR_INDEXING", 3, "Index remote captions"),
    (485, "FEATURE_CLIP_MEDIA", 2, "Clipping"),
    (486, "FEATURE_ENTRY_REPLACEMENT", 2, "Media replacement"),
    (487, "METADATA_PLUGIN_PERMISSION", 3, "Custom metadata"),
    (488, "FEATURE_DISABLE_KMC_KDP_ALERTS", 2, "No player alerts in KMC"),
    (489, "FEATURE_ENTITLEMENT", 2, "Entitlements"),
    (490, "FEATURE_END_USER_MANAGE", 2, "End-user management"),
    (491, "ATTACHMENT_PLUGIN_PERMISSION", 3, "Attachments"),
    (492, "EVENTNOTIFICATION_PLUGIN_PERMISSION", 3, "Event notifications"),
    (493, "FEATURE_LIKE", 2, "Likes"),
    (494, "FEATURE_PS2_PERMISSIONS_VALIDATION", 2, "Permission checks of old services"),
    (495, "FEATURE_REMOTE_STORAGE", 2, "Remote storage"),
    (496, "FEATURE_ANALYTICS_TAB", 2, "Analytics tab"),
    (497, "CUEPOINT_PLUGIN_PERMISSION", 3, "Cue points"),
    (498, "ADCUEPOINT_PLUGIN_PERMISSION", 3, "Ad cue points"),
    (499, "ANNOTATION_PLUGIN_PERMISSION", 3, "Annotations"),
    (500, "FEATURE_LIVE_STREAM", 2, "Live streaming"),
    (501, "FEATURE_KALTURA_LIVE_STREAM", 2, "Kaltura live streaming"),
    (506, "FEATURE_SHOW_HTML_STUDIO", 2, "HTML studio"),
    (507, "FEATURE_IGNORE_ENTRY_SEO_LINKS", 2, "No SEO links"),
    (508, "FEATURE_DRAFT_ENTRY_CONV_PROF_SELECTION", 2, "Profile choice for drafts"),
    (509, "SCHEDULEDTASK_PLUGIN_PERMISSION", 3, "Scheduled tasks"),
    (510, "CODECUEPOINT_PLUGIN_PERMISSION", 3, "Time Based - Code Cue Points"),
    (511, "THUMBCUEPOINT_PLUGIN_PERMISSION", 3, "Time Based - Thumb Cue Points"),
    (512, "FEATURE_KMC_DRILLDOWN_TAGS_COLUMN", 2, "Tags in drill-downs"),
    (
        550,
        "FEATURE_FILE_TYPE_RESTRICTION_PERMISSION",
        2,
        "FEATURE_FILE_TYPE_RESTRICTION_PERMISSION",
    ),
];

/// Features that are there and switched off (12-permission-list-status-blocked).
const SWITCHED_OFF: &[Feature] = &[
    (502, "FEATURE_KALTURA_LIVE_STREAM_TRANSCODE", 2, "Kaltura Live Streaming Transcode"),
    (503, "FEATURE_KALTURA_LIVE_STREAM_HD_FLAVORS", 2, "Kaltura Live Streaming HD flavor package"),
    (
        504,
        "FEATURE_KALTURA_LIVE_STREAM_HD_PLUS_FLAVORS",
        2,
        "Kaltura Live Streaming HD plus flavor package",
    ),
    (505, "LECTURE_CAPTURE_USAGE", 2, "Lecture Capture Usage"),
];

const MOBILE: &str = "FEATURE_MOBILE_FLAVORS";

/// One row of the permission table.
struct Row {
    id: i64,
    name: &'static str,
    kind: i64,
    status: i64,
    partner: i64,
    friendly_name: Option<String>,
}

/// The rows that an account sees: built-in ones, then its own, in the server's order.
fn rows(partner: i64, has_var_console: bool) -> Vec<Row> {
    let own = |(id, name, kind, friendly): &Feature, status: i64| Row {
        id: *id,
        name,
        kind: *kind,
        status,
        partner,
        friendly_name: Some((*friendly).to_owned()),
    };
    let mobile = |id| Row {
        id,
        name: MOBILE,
        kind: 2,
        status: 1,
        partner: 0,
        friendly_name: Some("Mobile flavors".to_owned()),
    };
    let mut rows: Vec<Row> = (171..)
        .zip(access::administrator())
        .map(|(id, (name, _))| Row {
            id,
            name,
            kind: 1,
            status: 1,
            partner: 0,
            friendly_name: Some(name.replace('_', " ").to_lowercase()),
        })
        .collect();
    rows.extend([mobile(10), mobile(368)]);
    rows.extend(FEATURES.iter().map(|feature| own(feature, 1)));
    if has_var_console {
        rows.push(Row {
            id: 551,
            name: VAR_CONSOLE,
            kind: 2,
            status: 1,
            partner,
            friendly_name: None,
        });
    }
    rows.extend(SWITCHED_OFF.iter().map(|feature| own(feature, 2)));
    rows.sort_by_key(|row| (row.status, row.kind));
    rows
}

fn rows_of(call: &Call<'_>) -> Result<Vec<Row>, ApiError> {
    let partner = call.partner()?;
    let has = call.core.people().directory.get(partner).is_some_and(|p| p.var_console);
    Ok(rows(partner, has))
}

/// The features of an account by name, `FEATURE_VAR_CONSOLE_LOGIN` last.
pub(crate) fn features(has_var_console: bool) -> impl Iterator<Item = &'static str> {
    FEATURES.iter().map(|(_, name, _, _)| *name).chain(has_var_console.then_some(VAR_CONSOLE))
}

fn current(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let partner = call.partner()?;
    let has = call.core.people().directory.get(partner).is_some_and(|p| p.var_console);
    let mut names: Vec<&str> = vec![MOBILE];
    for role in &call.caller.roles {
        match role.named() {
            Some(own) => {
                names.push("ALWAYS_ALLOWED_ACTIONS");
                names.extend(own);
            }
            None => {
                names.extend(access::administrator().filter(|(_, on)| *on).map(|(name, _)| name));
            }
        }
    }
    names.extend(features(has));
    Ok(names.join(",").into())
}

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let filter = call.arguments.object("filter");
    let page = Page::from(call.arguments.object("pager"));
    let rows = rows_of(call)?;
    let number = |name: &str, value: i64| {
        filter.and_then(|f| f.int(name)).is_none_or(|wanted| wanted == value)
    };
    let text = |name: &str, value: &str| {
        filter
            .and_then(|f| f.filter_text(name))
            .is_none_or(|list| list.split(',').any(|wanted| wanted.trim() == value))
    };
    let kept: Vec<&Row> = rows
        .iter()
        .filter(|row| number("idEqual", row.id) && text("idIn", &row.id.to_string()))
        .filter(|row| number("typeEqual", row.kind) && text("typeIn", &row.kind.to_string()))
        .filter(|row| text("nameEqual", row.name) && text("nameIn", row.name))
        .filter(|row| {
            number("statusEqual", row.status) && text("statusIn", &row.status.to_string())
        })
        .filter(|row| {
            number("partnerIdEqual", row.partner) && text("partnerIdIn", &row.partner.to_string())
        })
        .collect();
    Ok(Node::list_response(
        "KalturaPermissionListResponse",
        kept.len(),
        page.of(&kept).into_iter().map(show).collect(),
    ))
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let name = call.text("permissionName");
    rows_of(call)?
        .iter()
        .find(|row| row.name == name)
        .map(show)
        .ok_or_else(|| ApiError::invalid_object(name))
}

fn show(row: &Row) -> Node {
    Object::new("KalturaPermission")
        .with("id", row.id)
        .with("type", row.kind)
        .with("name", row.name)
        .with("friendlyName", row.friendly_name.as_deref())
        .with("status", row.status)
        .with("partnerId", row.partner)
        .with("createdAt", 1_357_120_800_i64)
        .with("updatedAt", 1_357_120_800_i64)
        .into()
}
