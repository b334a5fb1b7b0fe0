//! The menu bar of macOS. What Tauri puts there by itself quits the app without asking; here "Quit"
//! takes the way of the window's close button, which asks while jobs run. Editing and the window
//! have the usual entries: without them there is no copying and pasting by keyboard.

use crate::shell::Shell;
use crate::window;
use tauri::menu::{AboutMetadata, Menu, MenuItem, PredefinedMenuItem, Submenu, WINDOW_SUBMENU_ID};
use tauri::{AppHandle, Manager};

const QUIT: &str = "quit";

/// Gives the app its menu.
pub(crate) fn give(app: &AppHandle) -> tauri::Result<()> {
    app.set_menu(menu(app)?)?;
    app.on_menu_event(|app, event| {
        if event.id() == QUIT {
            window::close_or_quit(app);
        }
    });
    Ok(())
}

fn menu(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let words = app.state::<Shell>().menu_words();
    let info = app.package_info();
    let about = AboutMetadata {
        name: Some(info.name.clone()),
        version: Some(info.version.to_string()),
        ..AboutMetadata::default()
    };
    let own = Submenu::with_items(
        app,
        &info.name,
        true,
        &[
            &PredefinedMenuItem::about(app, None, Some(about))?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::services(app, None)?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::hide(app, None)?,
            &PredefinedMenuItem::hide_others(app, None)?,
            &PredefinedMenuItem::show_all(app, None)?,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, QUIT, words.quit, true, Some("CmdOrCtrl+Q"))?,
        ],
    )?;
    let edit = Submenu::with_items(
        app,
        words.edit,
        true,
        &[
            &PredefinedMenuItem::undo(app, None)?,
            &PredefinedMenuItem::redo(app, None)?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::cut(app, None)?,
            &PredefinedMenuItem::copy(app, None)?,
            &PredefinedMenuItem::paste(app, None)?,
            &PredefinedMenuItem::select_all(app, None)?,
        ],
    )?;
    let view =
        Submenu::with_items(app, words.view, true, &[&PredefinedMenuItem::fullscreen(app, None)?])?;
    // Under this ID macOS adds the open windows to it.
    let window = Submenu::with_id_and_items(
        app,
        WINDOW_SUBMENU_ID,
        words.window,
        true,
        &[
            &PredefinedMenuItem::minimize(app, None)?,
            &PredefinedMenuItem::maximize(app, None)?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::close_window(app, None)?,
        ],
    )?;
    Menu::with_items(app, &[&own, &edit, &view, &window])
}
