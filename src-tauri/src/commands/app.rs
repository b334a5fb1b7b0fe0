//! The app itself: what it is, sample data, the clipboard, folders, closing.

#![expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its arguments by value")]

use super::Managed;
use crate::shell::Shell;
use crate::{clipboard, window};
use reseller::connection::ConnectionSummary;
use reseller::shell_problems::ShellProblem;
use reseller::{ConnectionId, Error, Notice, Result};
use serde::Serialize;
use specta::Type;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_opener::OpenerExt;

/// What the interface must know before it draws anything.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppInfo {
    pub version: String,
    /// `linux`, `macos` or `windows`: keycaps and remedies differ.
    pub platform: String,
    pub notices: Vec<Notice>,
    /// Why nothing can be kept on this computer; shown instead of everything else.
    pub problem: Option<Error>,
    /// The app was started to show the sample data.
    pub start_in_sample_data: bool,
    /// The connection that was open last: the one to open now.
    pub last_connection: Option<ConnectionId>,
}

/// What the interface must know before it draws anything.
#[tauri::command]
#[specta::specta]
pub(crate) fn get_app_info(shell: Managed<'_>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: std::env::consts::OS.to_owned(),
        notices: shell.notices(),
        problem: shell.reseller().err(),
        start_in_sample_data: std::env::args().any(|argument| argument == "--sample-data"),
        last_connection: shell.last_connection(),
    }
}

/// Opens the built-in sample data.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sample_data<R: Runtime>(
    app: AppHandle<R>,
    shell: Managed<'_>,
) -> Result<ConnectionSummary> {
    shell.sample.open(&app, &shell).await
}

/// Puts text on the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) fn copy_text<R: Runtime>(
    app: AppHandle<R>,
    shell: Managed<'_>,
    text: String,
) -> Result<()> {
    clipboard::write(&app, text)
        .map_err(|it| shell.problem(ShellProblem::ClipboardUnavailable, &it))
}

/// Puts a secret on the clipboard, and takes it off again after a minute.
#[tauri::command]
#[specta::specta]
pub(crate) fn copy_secret<R: Runtime>(
    app: AppHandle<R>,
    shell: Managed<'_>,
    text: String,
) -> Result<()> {
    clipboard::write_for_a_minute(&app, text)
        .map_err(|it| shell.problem(ShellProblem::ClipboardUnavailable, &it))
}

/// Asks where to save a file. None when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_save_path<R: Runtime>(
    app: AppHandle<R>,
    suggested_name: String,
    extension: String,
) -> Option<PathBuf> {
    let path = window::ask_save_path(&app, &suggested_name, &extension).await;
    app.state::<Shell>().chosen.remember_to_save(path)
}

/// Asks which file to open. None when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_open_path<R: Runtime>(
    app: AppHandle<R>,
    extensions: Vec<String>,
) -> Option<PathBuf> {
    let path = window::ask_open_path(&app, &extensions).await;
    app.state::<Shell>().chosen.remember_to_open(path)
}

/// Opens a website in the person's browser. Only http and https.
#[tauri::command]
#[specta::specta]
pub(crate) fn open_website<R: Runtime>(
    app: AppHandle<R>,
    shell: Managed<'_>,
    url: String,
) -> Result<()> {
    let website = url::Url::parse(&url).ok();
    let website = website.filter(|it| matches!(it.scheme(), "http" | "https"));
    let website = website.ok_or_else(|| shell.problem(ShellProblem::NotAWebsite, &url))?;
    let opened = app.opener().open_url(website, None::<&str>);
    opened.map_err(|cause| shell.problem(ShellProblem::CannotOpenLink, &cause))
}

/// Shows the folder with the log files.
#[tauri::command]
#[specta::specta]
pub(crate) fn open_logs_folder<R: Runtime>(app: AppHandle<R>, shell: Managed<'_>) -> Result<()> {
    let opened = app.path().app_log_dir().map_err(|it| it.to_string()).and_then(|folder| {
        let folder = folder.to_string_lossy().into_owned();
        app.opener().open_path(folder, None::<&str>).map_err(|it| it.to_string())
    });
    opened.map_err(|cause| shell.problem(ShellProblem::CannotOpenFolder, &cause))
}

/// Closes the window although jobs are running: the person said so. They become interrupted.
#[tauri::command]
#[specta::specta]
pub(crate) fn close_window<R: Runtime>(app: AppHandle<R>, shell: Managed<'_>) {
    shell.may_close.store(true, Ordering::SeqCst);
    window::close(&app);
}

/// What support asks for, as text, without secrets.
#[tauri::command]
#[specta::specta]
pub(crate) async fn diagnostics(shell: Managed<'_>) -> Result<String> {
    Ok(shell.reseller()?.diagnostics().await)
}
