//! How the person likes the app to look and behave, kept by `tauri-plugin-store` in
//! `preferences.json`. No secret, no account and no connection is ever written here.

use crate::shell::Shell;
use reseller::account::{AccountColumn, AccountQuery, AccountSort, AccountStatus};
use reseller::shell_problems::{ShellProblem, preferences_kept_aside};
use reseller::{Clock, ConnectionId, Language, Notice, Result, SystemClock};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_store::StoreExt;

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn of_window(self) -> Option<tauri::Theme> {
        match self {
            Self::System => None,
            Self::Light => Some(tauri::Theme::Light),
            Self::Dark => Some(tauri::Theme::Dark),
        }
    }
}

/// How tall a row is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Density {
    #[default]
    Comfortable,
    Compact,
}

/// One column of the account list, in the order shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnPreference {
    pub column: AccountColumn,
    /// In CSS pixels; none means the width that the design gives.
    pub width_px: Option<u32>,
    pub shown: bool,
}

/// A query that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedView {
    pub id: String,
    pub name: String,
    pub query: AccountQuery,
    /// Where it is offered; without one, under every connection.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
}

/// All preferences. A missing one has its default, so that older files stay good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Preferences {
    pub theme: Theme,
    pub density: Density,
    pub language: Language,
    /// Empty: the columns that the design shows.
    pub columns: Vec<ColumnPreference>,
    pub sort: AccountSort,
    pub statuses: Vec<AccountStatus>,
    pub saved_views: Vec<SavedView>,
    /// In CSS pixels; none means the width that the design gives.
    pub panel_width_px: Option<u32>,
    /// A change of more accounts than this wants the number typed. `reseller` allows 0 to 10.
    pub confirm_above: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            language: Language::default(),
            columns: Vec::new(),
            sort: AccountSort { column: AccountColumn::CreatedAt, descending: true },
            statuses: vec![AccountStatus::Active, AccountStatus::Blocked, AccountStatus::ReadOnly],
            saved_views: Vec::new(),
            panel_width_px: None,
            confirm_above: 10,
        }
    }
}

impl Preferences {
    /// Reads them; defaults for what is not there or no longer understood.
    pub(crate) fn load<R: Runtime>(app: &AppHandle<R>) -> Self {
        let stored = app.store(FILE).ok().and_then(|store| store.get(KEY));
        stored.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    /// Writes them to disk before returning.
    pub(crate) fn save<R: Runtime>(&self, app: &AppHandle<R>, shell: &Shell) -> Result<()> {
        let failed = |cause: String| shell.problem(ShellProblem::PreferencesNotSaved, &cause);
        let store = app.store(FILE).map_err(|cause| failed(cause.to_string()))?;
        let value = serde_json::to_value(self).map_err(|cause| failed(cause.to_string()))?;
        store.set(KEY, value);
        store.save().map_err(|cause| failed(cause.to_string()))
    }
}

/// A file that is not JSON, or holds preferences that cannot be read, is renamed before the
/// store plugin would silently overwrite it.
pub(crate) fn keep_damaged_aside<R: Runtime>(app: &AppHandle<R>) -> Option<Notice> {
    let path = app.path().app_data_dir().ok()?.join(FILE);
    let bytes = std::fs::read(&path).ok()?;
    let readable = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|file| {
        file.is_object() && file.get(KEY).is_none_or(|it| Preferences::deserialize(it).is_ok())
    });
    if readable {
        return None;
    }
    let aside = path.with_file_name(format!("preferences.damaged-{}.json", SystemClock.now().0));
    if let Err(error) = std::fs::rename(&path, &aside) {
        tracing::error!(%error, "damaged preferences cannot be kept aside");
    }
    Some(preferences_kept_aside(Language::default(), aside.display().to_string()))
}
