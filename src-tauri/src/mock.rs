//! The app without a window system, for the tests of the command surface: the same commands,
//! called with the same JSON, over a `Reseller` that the test opened.

use crate::{bindings, shell::Shell, window};
use reseller::{Language, Reseller};
use std::path::PathBuf;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tauri::{App, DragDropEvent, Manager};

/// Builds the app around `reseller`. Commands that need the system (clipboard, dialogs, folders)
/// are there but have nothing behind them.
///
/// # Errors
/// When the mock runtime cannot be built.
pub fn mock_app(reseller: Reseller) -> tauri::Result<App<MockRuntime>> {
    let bindings = bindings::mock_builder();
    let app = mock_builder()
        .manage(Shell::over(Ok(reseller), Vec::new(), Language::default()))
        .invoke_handler(bindings.invoke_handler())
        .build(mock_context(noop_assets()))?;
    bindings.mount_events(&app);
    Ok(app)
}

/// Does as if the person had chosen this file in the dialog for opening one.
pub fn choose_to_open(app: &App<MockRuntime>, path: PathBuf) {
    app.state::<Shell>().chosen.remember_to_open(Some(path));
}

/// Does as if the person had let go of these files over the window.
pub fn drop_files(app: &App<MockRuntime>, paths: Vec<PathBuf>) {
    let position = tauri::PhysicalPosition::new(0.0, 0.0);
    window::tell_of_files(app.handle(), &DragDropEvent::Drop { paths, position });
}

/// Does as if the person had chosen this file in the dialog for saving one.
pub fn choose_to_save(app: &App<MockRuntime>, path: PathBuf) {
    app.state::<Shell>().chosen.remember_to_save(Some(path));
}
