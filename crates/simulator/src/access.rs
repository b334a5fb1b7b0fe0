//! Roles and what they allow: which permission an action asks for and who has it (API.md §12).
//! The permission rows that the `permission` service lists are in `services/permission.rs`.

/// The ordinary permissions of a partner's administrator.
static ADMINISTRATOR: &str = include_str!("permissions.txt");

/// The ordinary permissions of a partner's administrator, and whether the recorded server had
/// them switched on.
pub(crate) fn administrator() -> impl Iterator<Item = (&'static str, bool)> {
    ADMINISTRATOR
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.strip_prefix('-').map_or((line, true), |name| (name, false)))
}

/// What an action asks of its caller.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Needs {
    /// Open to everybody, also without a session.
    Nothing,
    /// Any of these permissions.
    AnyOf(&'static [&'static str]),
    /// Nobody's: internal actions.
    Internal,
}

/// A role: a name and its permissions.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) system_name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) tags: Option<&'static str>,
    /// Partner 0 is built in.
    pub(crate) partner: i64,
    permissions: Permissions,
}

#[derive(Clone, Copy, Debug)]
enum Permissions {
    /// Everything that a partner's administrator has.
    All,
    Named(&'static [&'static str]),
}

impl Role {
    pub(crate) fn allows(&self, permission: &str) -> bool {
        match self.permissions {
            Permissions::All => true,
            Permissions::Named(names) => names.contains(&permission),
        }
    }

    /// The names that a role has by itself; the administrator's also has the features of the
    /// partner, see `services/permission.rs`.
    pub(crate) fn named(&self) -> Option<&'static [&'static str]> {
        match self.permissions {
            Permissions::All => None,
            Permissions::Named(names) => Some(names),
        }
    }
}

const fn built_in(
    id: i64,
    name: &'static str,
    system_name: &'static str,
    permissions: &'static [&'static str],
) -> Role {
    Role {
        id,
        name,
        system_name,
        description: None,
        tags: None,
        partner: 0,
        permissions: Permissions::Named(permissions),
    }
}

/// The id of the role that generated worlds give to people who may look but not manage.
pub(crate) const VIEWER_ROLE: i64 = 1_801;

/// The id of the role that generated worlds give to people who manage accounts and see no content.
pub(crate) const ACCOUNTS_ROLE: i64 = 1_802;

/// The built-in roles (12-userRole-list) and the roles of the generated worlds.
pub(crate) static ROLES: &[Role] = &[
    built_in(1, "Basic User Session Role", "Basic User Session Role", USER),
    Role {
        id: 2,
        name: "Publisher Administrator",
        system_name: "Publisher Administrator",
        description: Some(
            "Full control over publisher account and user management functionalities",
        ),
        tags: Some("kmc,partner_admin"),
        partner: 0,
        permissions: Permissions::All,
    },
    built_in(
        3,
        "No Session",
        "No Session",
        &["ALWAYS_ALLOWED_ACTIONS", "ALWAYS_ALLOWED_PERMISSION_HYBRID_ECDN"],
    ),
    built_in(4, "Bulk Log Viewer Role", "BULK_LOG_VIEWER", &["BULK_LOG_DOWNLOAD_EMAIL"]),
    built_in(5, "Report Viewer Role", "REPORT_VIEWER_ROLE", &["ANALYTICS_BASE"]),
    built_in(6, "Widget Session Role", "WIDGET_SESSION_ROLE", WIDGET),
    built_in(
        7,
        "PLAYBACK BASE ROLE",
        "PLAYBACK_BASE_ROLE",
        &["PLAYBACK_BASE_PERMISSION", "WIDGET_SESSION_PERMISSION"],
    ),
    built_in(
        8,
        "EXTERNAL_INTEGRATION_SERVICES_ROLE",
        "EXTERNAL_INTEGRATION_SERVICES_ROLE",
        &["VOICEBASE_ACTIONS"],
    ),
    built_in(
        9,
        "KMS Webcast Widget Session Role",
        "KMS_WEBCAST_WIDGET_SESSION_ROLE",
        &["WIDGET_SESSION_PERMISSION", "QNA_WIDGET_SESSION_PERMISSION"],
    ),
    built_in(10, "IVQ Widget Session Role", "IVQ_WIDGET_SESSION_ROLE", WIDGET),
    built_in(11, "Capture device role", "CAPTURE_DEVICE_ROLE", &["CAPTURE_DEVICE_PERMISSION"]),
    built_in(
        12,
        "WEbcast producer device role",
        "WEBCAST_PRODUCER_DEVICE_ROLE",
        &[
            "BASE_USER_SESSION_PERMISSION",
            "WEBCAST_PRODUCER_PERMISSION",
            "LIVE_STREAM_UPDATE",
            "ANALYTICS_BASE",
        ],
    ),
    built_in(
        14,
        "Reach vendor role",
        "REACH_VENDOR_ROLE",
        &[
            "BASE_USER_SESSION_PERMISSION",
            "CONTENT_MANAGE_BASE",
            "CAPTION_MODIFY",
            "SCHEDULE_EVENT_BASE",
            "SCHEDULE_EVENT_FEATURE_MANAGE",
        ],
    ),
    built_in(15, "Upload User Role", "UPLOAD_BASE_ROLE", &["BASE_UPLOAD_PERMISSION"]),
    built_in(
        16,
        "Captions editor application role",
        "CAPTIONS_EDITOR_ROLE",
        &["BASE_USER_SESSION_PERMISSION", "CAPTION_MODIFY", "PLAYBACK_BASE_PERMISSION"],
    ),
    built_in(
        17,
        "Configuration editor role",
        "CONFIGURATION_EDITOR_ROLE",
        &["CONF_MAPS_VIEW_PLUGIN_ADMIN", "CONF_MAPS_EDIT_PLUGIN_ADMIN"],
    ),
    built_in(
        18,
        "Configuration view role",
        "CONFIGURATION_VIEW_ROLE",
        &["CONF_MAPS_VIEW_PLUGIN_ADMIN"],
    ),
    built_in(19, "Sso admin role", "SSO_ADMIN_ROLE", &["SSO_ADMIN_PERMISSION"]),
    built_in(
        20,
        "Kmc analytics role",
        "KMC_ANALYTICS_ROLE",
        &["ANALYTICS_BASE", "WIDGET_SESSION_PERMISSION", "LIKE_LIST_ADMIN", "STUDIO_BASE"],
    ),
    built_in(
        21,
        "Restore deleted entry role",
        "RESTORE_DELETED_ENTRY_ROLE",
        &["RESTORE_DELETED_ENTRY"],
    ),
    built_in(
        22,
        "EP user analytics role",
        "EP_USER_ANALYTICS",
        &[
            "EP_BASE",
            "ANALYTICS_BASE",
            "WIDGET_SESSION_PERMISSION",
            "LIKE_LIST_ADMIN",
            "VIRTUAL_EVENT_BASE",
            "TRANSCODING_BASE",
            "BASE_USER_SESSION_PERMISSION",
            "SCHEDULE_EVENT_BASE",
        ],
    ),
    built_in(
        23,
        "KMS restricted role",
        "KMS_RESTRICTED_ROLE",
        &[
            "ADMIN_BASE",
            "KMC_READ_ONLY",
            "BASE_USER_SESSION_PERMISSION",
            "WIDGET_SESSION_PERMISSION",
        ],
    ),
    Role {
        id: VIEWER_ROLE,
        name: "Reports only",
        system_name: "ROSTER_VIEWER",
        description: Some("May look at reports, not at accounts"),
        tags: Some("kmc"),
        partner: -1,
        permissions: Permissions::Named(&[
            "KMC_ACCESS",
            "KMC_READ_ONLY",
            "ANALYTICS_BASE",
            "BASE_USER_SESSION_PERMISSION",
            "SESSION_READ_PERMISSION",
            "WIDGET_SESSION_PERMISSION",
        ]),
    },
    Role {
        id: ACCOUNTS_ROLE,
        name: "Accounts only",
        system_name: "ROSTER_ACCOUNTS",
        description: Some("May manage accounts, not look at content"),
        tags: Some("kmc"),
        partner: -1,
        permissions: Permissions::Named(&[
            "KMC_ACCESS",
            "ADMIN_PUBLISHER_MANAGE",
            "ACCOUNT_BASE",
            "INTEGRATION_BASE",
            "SESSION_READ_PERMISSION",
            "APP_TOKEN_ADD",
            "APP_TOKEN_BASE",
            "APP_TOKEN_DELETE",
        ]),
    },
];

const USER: &[&str] = &["BASE_USER_SESSION_PERMISSION"];
const WIDGET: &[&str] = &["WIDGET_SESSION_PERMISSION"];

/// The roles that a session has when its user brings none.
pub(crate) const NO_SESSION: i64 = 3;
pub(crate) const WIDGET_ROLE: i64 = 6;
pub(crate) const USER_ROLE: i64 = 1;

pub(crate) fn role(id: i64) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.id == id)
}

/// A role by what stands in `setrole:`, an id or a system name.
pub(crate) fn role_named(name: &str) -> Option<&'static Role> {
    ROLES
        .iter()
        .find(|role| role.system_name.eq_ignore_ascii_case(name) || name.parse() == Ok(role.id))
}

/// The feature that the multi-account actions ask for.
pub(crate) const VAR_CONSOLE: &str = "FEATURE_VAR_CONSOLE_LOGIN";
