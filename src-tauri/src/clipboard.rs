//! The clipboard. A secret put there on request is taken away again after a minute, or when the
//! app quits, unless the person has copied something else meanwhile.

use crate::shell::Shell;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
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
    let turn = app.state::<Shell>().lent.lend(secret);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SECRET_STAYS).await;
        let due = app.state::<Shell>().lent.due(turn);
        clear_if_there(&app, due);
    });
    Ok(())
}

/// Takes a secret away that is still there, because the app quits.
pub(crate) fn take_back<R: Runtime>(app: &AppHandle<R>) {
    let left = app.state::<Shell>().lent.take();
    clear_if_there(app, left);
}

fn clear_if_there<R: Runtime>(app: &AppHandle<R>, secret: Option<SecretString>) {
    let Some(secret) = secret else { return };
    let still_there = app.clipboard().read_text().is_ok_and(|text| text == secret.expose_secret());
    if still_there && let Err(error) = app.clipboard().clear() {
        tracing::warn!(%error, "the clipboard could not be cleared");
    }
}

/// The secret that was put on the clipboard last, until it is taken away.
#[derive(Debug, Default)]
pub(crate) struct Lent(Mutex<(u64, Option<SecretString>)>);

impl Lent {
    /// Remembers a secret; the number tells its minute from that of the next one.
    fn lend(&self, secret: String) -> u64 {
        let mut lent = self.lock();
        *lent = (lent.0 + 1, Some(SecretString::from(secret)));
        lent.0
    }

    /// The secret whose minute is over, unless another one was copied since.
    fn due(&self, turn: u64) -> Option<SecretString> {
        let mut lent = self.lock();
        if lent.0 == turn { lent.1.take() } else { None }
    }

    /// Whatever is still out.
    fn take(&self) -> Option<SecretString> {
        self.lock().1.take()
    }

    fn lock(&self) -> MutexGuard<'_, (u64, Option<SecretString>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(secret: Option<SecretString>) -> Option<String> {
        secret.map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_secret_is_taken_back_once_after_its_own_minute_or_on_quitting() {
        let lent = Lent::default();
        assert_eq!(text(lent.take()), None);
        let first = lent.lend("one".into());
        let second = lent.lend("two".into());
        assert_eq!(text(lent.due(first)), None, "the minute of the second is not over");
        assert_eq!(text(lent.due(second)).as_deref(), Some("two"));
        assert_eq!(text(lent.take()), None);
        lent.lend("three".into());
        assert_eq!(text(lent.take()).as_deref(), Some("three"));
        assert_eq!(text(lent.due(3)), None);
    }
}
