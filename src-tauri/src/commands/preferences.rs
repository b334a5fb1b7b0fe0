//! Preferences: how the person likes the app to look and behave on this computer.

use crate::preferences::Preferences;
use crate::shell::Shell;
use reseller::Result;
use tauri::{AppHandle, Runtime, State};

/// The preferences; defaults for what was never set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_preferences<R: Runtime>(app: AppHandle<R>) -> Result<Preferences> {
    Ok(Preferences::load(&app))
}

/// Keeps the preferences and applies them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_preferences<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    preferences: Preferences,
) -> Result<()> {
    preferences.save(&app, &shell)?;
    shell.apply(&app, &preferences);
    Ok(())
}
