//! How the person likes the app to look and behave, kept by `tauri-plugin-store` in
//! `preferences.json`. No secret, no account and no connection is ever written here.

use crate::shell::Shell;
use reseller::account::{AccountColumn, AccountQuery, AccountSort, AccountStatus};
use reseller::shell_problems::{PreferencesProblem, ShellProblem, preferences_notice};
use reseller::{Clock, ConnectionId, Language, Notice, Result, SystemClock};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::io::ErrorKind;
use std::path::Path;
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
    let problem = look_at(&path, SystemClock.now().0)?;
    Some(preferences_notice(Language::default(), problem))
}

/// What is wrong with the file, after a damaged one was moved out of the way.
fn look_at(path: &Path, now: i64) -> Option<PreferencesProblem> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::error!(%error, "the preferences cannot be read");
            return Some(PreferencesProblem::Unreadable);
        }
    };
    if !is_damaged(&bytes) {
        return None;
    }
    let aside = path.with_file_name(format!("preferences.damaged-{now}.json"));
    Some(match std::fs::rename(path, &aside) {
        Ok(()) => PreferencesProblem::KeptAside(aside.display().to_string()),
        Err(error) => {
            tracing::error!(%error, "damaged preferences cannot be kept aside");
            PreferencesProblem::NotKeptAside
        }
    })
}

/// Whether this is no file of preferences, or none that this version understands.
fn is_damaged(bytes: &[u8]) -> bool {
    !serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|file| {
        file.is_object() && file.get(KEY).is_none_or(|it| Preferences::deserialize(it).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_and_empty_preferences_are_good_and_nonsense_is_damaged() {
        let whole = serde_json::json!({ KEY: Preferences::default() }).to_string();
        for good in ["{}", r#"{"preferences":{}}"#, r#"{"preferences":{"theme":"dark"}}"#, &whole] {
            assert!(!is_damaged(good.as_bytes()), "{good}");
        }
        let half = &whole[..whole.len() / 2];
        for damaged in ["", "[]", half, r#"{"preferences":7}"#, r#"{"preferences":{"theme":1}}"#] {
            assert!(is_damaged(damaged.as_bytes()), "{damaged}");
        }
    }

    #[test]
    fn damaged_preferences_are_kept_aside_and_only_then_said_to_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        assert_eq!(look_at(&path, 7), None, "none yet");
        std::fs::write(&path, "half of it").expect("written");
        let aside = folder.path().join("preferences.damaged-7.json");
        let kept = PreferencesProblem::KeptAside(aside.display().to_string());
        assert_eq!(look_at(&path, 7), Some(kept));
        assert_eq!(std::fs::read(&aside).expect("kept"), b"half of it");
        assert!(!path.exists());
        // Something that cannot be replaced stands where it should go.
        std::fs::write(&path, "half of it").expect("written");
        std::fs::create_dir(folder.path().join("preferences.damaged-8.json")).expect("made");
        assert_eq!(look_at(&path, 8), Some(PreferencesProblem::NotKeptAside));
        assert!(path.exists());
    }

    #[test]
    fn preferences_that_cannot_be_read_are_not_taken_for_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        std::fs::create_dir(&path).expect("made");
        assert_eq!(look_at(&path, 7), Some(PreferencesProblem::Unreadable));
    }
}
