//! The clipboard. A secret put there on request is taken away again after a minute, unless the
//! person has copied something else meanwhile.

use std::time::Duration;
use tauri::{AppHandle, Runtime};
use tauri_plugin_clipboard_manager::{ClipboardExt, Error};

const SECRET_STAYS: Duration = Duration::from_mins(1);

/// Puts text on the clipboard.
pub(crate) fn write<R: Runtime>(app: &AppHandle<R>, text: String) -> Result<(), Error> {
    app.clipboard().write_text(text)
}

/// Puts a secret on the clipboard for a minute.
pub(crate) fn write_for_a_minute<R: Runtime>(
    app: &AppHandle<R>,
    secret: String,
) -> Result<(), Error> {
    write(app, secret.clone())?;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SECRET_STAYS).await;
        let still_there = app.clipboard().read_text().is_ok_and(|text| text == secret);
        if still_there && let Err(error) = app.clipboard().clear() {
            tracing::warn!(%error, "the clipboard could not be cleared");
        }
    });
    Ok(())
}
