//! The shell: it opens the window, hands the operating system's pieces (keychain, folders,
//! clipboard) to `reseller`, and passes commands and events between it and the interface.
//! What an account manager can do does not belong here; it is in the `reseller` crate.

mod bindings;
mod chosen;
mod clipboard;
mod commands;
mod demo;
mod events;
mod graphics;
mod keychain;
mod logging;
#[cfg(target_os = "macos")]
mod menu;
mod mock;
mod opening;
mod preferences;
mod shell;
mod window;

pub use bindings::write_bindings;
pub use mock::{choose_to_open, choose_to_save, drop_files, mock_app};

use tauri::Manager;

/// Runs the app until it is quit.
///
/// # Panics
/// When the window system cannot be reached at all; there is nobody to tell then.
#[expect(clippy::expect_used, reason = "without a window system there is no way to go on")]
pub fn run() {
    let bindings = bindings::builder();
    tauri::Builder::default()
        // First, so that a second start wakes the first before anything else is set up.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::bring_to_front(app)))
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(window::remembered_state())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            logging::start(app.handle());
            let damaged = preferences::keep_damaged_aside(app.handle());
            // The web view starts a process of its own, which takes as long as the rest. Its page
            // asks nothing before all of this is over.
            window::open(app.handle())?;
            app.manage(shell::Shell::open(app.handle(), damaged));
            #[cfg(target_os = "macos")]
            menu::give(app.handle())?;
            shell::warm_up(app.handle());
            Ok(())
        })
        .on_window_event(window::on_event)
        .build(tauri::generate_context!())
        .expect("the window system answers")
        .run(shell::on_run_event);
}
