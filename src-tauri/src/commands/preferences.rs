//! Preferences: how the person likes the app to look and behave on this computer.

use crate::preferences::Preferences;
use crate::shell::Shell;
use reseller::Result;
use tauri::{AppHandle, State};

/// The preferences; defaults for what was never set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_preferences(app: AppHandle) -> Result<Preferences> {
    Ok(Preferences::load(&app))
}

/// Keeps the preferences and applies them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_preferences(
    app: AppHandle,
    shell: State<'_, Shell>,
    preferences: Preferences,
) -> Result<()> {
    preferences.save(&app, &shell)?;
    shell.apply(&app, &preferences);
    Ok(())
}
