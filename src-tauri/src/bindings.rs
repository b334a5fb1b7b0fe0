//! The list of commands and events that cross to the interface, and the TypeScript made of it.
//! A command that is not named here cannot be called.

use crate::{commands as c, events as e};
use std::path::Path;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

/// All commands and events, for one of the two runtimes. The lists of Tauri cannot be made in a
/// generic function.
macro_rules! builder_for {
    ($runtime:path) => {
        Builder::<$runtime>::new()
            .commands(collect_commands![
                c::app::get_app_info,
                c::app::open_sample_data::<$runtime>,
                c::app::copy_text::<$runtime>,
                c::app::copy_secret::<$runtime>,
                c::app::choose_save_path::<$runtime>,
                c::app::choose_open_path::<$runtime>,
                c::app::open_website::<$runtime>,
                c::app::open_logs_folder::<$runtime>,
                c::app::close_window::<$runtime>,
                c::app::diagnostics,
                c::preferences::get_preferences::<$runtime>,
                c::preferences::set_preferences::<$runtime>,
                c::connections::list_connections,
                c::connections::select_connection,
                c::connections::connection_status,
                c::connections::begin_sign_in,
                c::connections::keep_sign_in,
                c::connections::discard_sign_in,
                c::connections::sign_out,
                c::connections::remove_connection,
                c::connections::update_connection,
                c::accounts::refresh_accounts,
                c::accounts::list_accounts,
                c::accounts::list_account_ids,
                c::accounts::read_account,
                c::accounts::list_labels,
                c::accounts::set_account_note,
                c::accounts::set_account_labels,
                c::accounts::mark_changes_seen,
                c::accounts::list_templates,
                c::new_account::check_new_account,
                c::new_account::validate_new_account,
                c::new_account::create_account,
                c::new_account::look_up_lost_account,
                c::status::plan_status_change,
                c::status::change_status,
                c::jobs::list_jobs,
                c::jobs::read_job,
                c::jobs::list_job_items,
                c::jobs::pause_job,
                c::jobs::resume_job,
                c::jobs::cancel_job,
                c::jobs::retry_failed,
                c::jobs::undo_job,
                c::bulk::open_import,
                c::bulk::close_import,
                c::bulk::set_import_matches,
                c::bulk::keep_import_matches,
                c::bulk::list_import_rows,
                c::bulk::set_import_cell,
                c::bulk::skip_import_rows,
                c::bulk::unskip_import_rows,
                c::bulk::skip_invalid_import_rows,
                c::bulk::list_import_suggestions,
                c::bulk::apply_import_suggestion,
                c::bulk::set_import_defaults,
                c::bulk::check_import,
                c::bulk::stop_import_check,
                c::bulk::list_import_edits,
                c::bulk::plan_import,
                c::bulk::start_import,
                c::bulk::suggest_import_result_name,
                c::bulk::save_import_result,
                c::bulk::suggest_import_template_name,
                c::bulk::save_import_template,
                c::bulk::read_account_list,
                c::bulk::read_account_list_file,
                c::exports::estimate_export,
                c::exports::suggest_export_name,
                c::exports::start_export,
                c::exports::list_export_accounts,
                c::exports::list_export_presets,
                c::exports::save_export_preset,
                c::exports::delete_export_preset,
                c::exports::last_export,
                c::exports::has_export_changed,
                c::exports::open_export_file,
                c::exports::show_export_file::<$runtime>,
                c::activity::list_activity,
                c::activity::list_activity_lines,
                c::activity::list_activity_people,
                c::activity::export_activity,
            ])
            .events(collect_events![
                e::ConnectionChanged,
                e::AccountsChanged,
                e::JobChanged,
                e::ActivityChanged,
                e::ImportChecked,
                e::CloseRequested,
                e::FileDragged,
            ])
            .error_handling(ErrorHandlingMode::Result)
            .disable_serde_phases()
    };
}

/// For the real window.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    builder_for!(tauri::Wry)
}

/// For tests, without a window system.
pub(crate) fn mock_builder() -> Builder<tauri::test::MockRuntime> {
    builder_for!(tauri::test::MockRuntime)
}

/// Writes `bindings.ts` to `path`. Used by `cargo xtask bindings`.
///
/// # Errors
/// When a type cannot be expressed in TypeScript, or the file cannot be written.
pub fn write_bindings(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let header = "// Generated by `cargo xtask bindings`. Do not edit.\n";
    let language = specta_typescript::Typescript::default().header(header);
    builder().export(language, path).map_err(Into::into)
}
