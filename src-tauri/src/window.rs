//! The one window: how it opens, looks, comes to the front, and when it may close.

use crate::events::{CloseRequested, FileDrag, FileDragged};
use crate::graphics;
use crate::preferences::{Preferences, Theme};
use crate::shell::Shell;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use tauri::plugin::TauriPlugin;
use tauri::utils::config::Color;
use tauri::{
    AppHandle, CloseRequestApi, DragDropEvent, Manager, Runtime, WebviewUrl, WebviewWindowBuilder,
    Window, WindowEvent, Wry,
};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tauri_plugin_window_state::StateFlags;
use tauri_specta::Event as _;

const LABEL: &str = "main";

/// The screen's own colours in `ui/src/styles/tokens.css`, for the moment before the page is there.
const LIGHT: Color = Color(0xff, 0xff, 0xff, 0xff);
const DARK: Color = Color(0x1b, 0x1b, 0x1a, 0xff);

/// Opens the window, in the colour that the page will have.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let theme = Preferences::load(app).theme;
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Roster")
        .inner_size(1280.0, 800.0)
        .min_inner_size(640.0, 400.0)
        .theme(theme.of_window())
        .background_color(if theme == Theme::Dark { DARK } else { LIGHT })
        .on_navigation(|url| matches!(url.scheme(), "tauri") || is_own_page(url))
        .build()?;
    if theme == Theme::System && window.theme()? == tauri::Theme::Dark {
        window.set_background_color(Some(DARK))?;
    }
    graphics::suit(&window);
    Ok(())
}

/// The page is never led away from the app. On Windows and in development it has another host.
fn is_own_page(url: &tauri::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "tauri.localhost" || (cfg!(dev) && host == "localhost")
}

/// Remembers size, place and whether it was maximised; not visibility, which `open` decides.
pub(crate) fn remembered_state() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::all() & !StateFlags::VISIBLE & !StateFlags::DECORATIONS)
        .build()
}

/// Shows the window to somebody who started the app a second time.
pub(crate) fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window cannot be brought to the front");
    }
}

/// Gives the window's frame the theme chosen.
pub(crate) fn apply_theme<R: Runtime>(app: &AppHandle<R>, theme: Theme) {
    app.set_theme(theme.of_window());
}

/// Closes it; what must happen before is the caller's business.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.close() {
        tracing::warn!(%error, "the window does not close");
    }
}

/// Closes it as its own button does; where there is none any more, the app quits. For a menu.
#[cfg(target_os = "macos")]
pub(crate) fn close_or_quit(app: &AppHandle) {
    if app.get_webview_window(LABEL).is_some() {
        close(app);
    } else {
        app.exit(0);
    }
}

/// Asks the person where to save a file.
pub(crate) async fn ask_save_path<R: Runtime>(
    app: &AppHandle<R>,
    name: &str,
    extension: &str,
) -> Option<PathBuf> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let mut dialog = app.dialog().file().set_file_name(name).add_filter(extension, &[extension]);
    if cfg!(target_os = "linux")
        && let Ok(folder) = app.path().document_dir().or_else(|_| app.path().home_dir())
    {
        // Where it would begin otherwise is the folder that the app was started in.
        dialog = dialog.set_directory(folder);
    }
    // Nobody waits any more when the window is gone; then the answer does not matter.
    dialog.save_file(move |path| drop(answer.send(path)));
    answered.await.ok().flatten().and_then(|path| path.into_path().ok())
}

/// Asks the person which file to open.
pub(crate) async fn ask_open_path<R: Runtime>(
    app: &AppHandle<R>,
    extensions: &[String],
) -> Option<PathBuf> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let dialog = app.dialog().file().add_filter(extensions.join(", "), &extensions);
    dialog.pick_file(move |path| drop(answer.send(path)));
    answered.await.ok().flatten().and_then(|path| path.into_path().ok())
}

/// Shows a file in its folder.
pub(crate) fn show_file<R: Runtime>(
    app: &AppHandle<R>,
    path: &Path,
) -> Result<(), tauri_plugin_opener::Error> {
    app.opener().reveal_item_in_dir(path)
}

/// Asks before closing while jobs are running.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event {
        ask_before_closing(window, api);
    } else if let WindowEvent::DragDrop(drag) = event {
        tell_of_files(window.app_handle(), drag);
    }
}

/// A file that is let go of over the window was chosen by that, and may be read.
pub(crate) fn tell_of_files<R: Runtime>(app: &AppHandle<R>, drag: &DragDropEvent) {
    let drag = match drag {
        DragDropEvent::Enter { .. } => FileDrag::Over,
        DragDropEvent::Drop { paths, .. } => {
            let one = match paths.as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            };
            let path = app.state::<Shell>().chosen.remember_to_open(one);
            FileDrag::Dropped { path }
        }
        DragDropEvent::Leave => FileDrag::Left,
        // It is still over the window; nothing new.
        DragDropEvent::Over { .. } | _ => return,
    };
    if let Err(error) = (FileDragged { drag }).emit(app) {
        tracing::warn!(%error, "a dragged file did not reach the window");
    }
}

fn ask_before_closing(window: &Window, api: &CloseRequestApi) {
    let shell = window.state::<Shell>();
    if shell.may_close.load(Ordering::SeqCst) {
        return;
    }
    let Ok(reseller) = shell.reseller() else { return };
    let running_jobs = tauri::async_runtime::block_on(reseller.running_jobs());
    if running_jobs > 0 {
        api.prevent_close();
        // It may be asked from a menu or a taskbar while the window is out of sight.
        bring_to_front(window.app_handle());
        if let Err(error) = (CloseRequested { running_jobs }).emit(window.app_handle()) {
            tracing::warn!(%error, "the question before closing did not reach the window");
        }
    }
}
