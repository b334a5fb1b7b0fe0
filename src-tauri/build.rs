//! Prepares the app's resources. Every command is named here, so that the web view may call
//! exactly what `capabilities/main.json` allows and nothing else.

use std::path::Path;

const COMMANDS: &[&str] = &[
    "get_app_info",
    "open_sample_data",
    "get_preferences",
    "set_preferences",
    "copy_text",
    "copy_secret",
    "choose_save_path",
    "open_website",
    "open_logs_folder",
    "close_window",
    "list_connections",
    "select_connection",
    "connection_status",
    "begin_sign_in",
    "keep_sign_in",
    "discard_sign_in",
    "sign_out",
    "remove_connection",
    "update_connection",
    "refresh_accounts",
    "list_accounts",
    "list_account_ids",
    "read_account",
    "list_labels",
    "set_account_note",
    "set_account_labels",
    "mark_changes_seen",
    "list_templates",
    "check_new_account",
    "validate_new_account",
    "create_account",
    "look_up_lost_account",
    "plan_status_change",
    "change_status",
    "list_jobs",
    "read_job",
    "list_job_items",
    "pause_job",
    "resume_job",
    "cancel_job",
    "retry_failed",
    "undo_job",
    "list_activity",
    "list_activity_lines",
    "list_activity_people",
    "export_activity",
    "choose_open_path",
    "open_import",
    "close_import",
    "set_import_matches",
    "keep_import_matches",
    "list_import_rows",
    "set_import_cell",
    "skip_import_rows",
    "unskip_import_rows",
    "skip_invalid_import_rows",
    "list_import_suggestions",
    "apply_import_suggestion",
    "set_import_defaults",
    "check_import",
    "stop_import_check",
    "list_import_edits",
    "plan_import",
    "start_import",
    "suggest_import_result_name",
    "save_import_result",
    "suggest_import_template_name",
    "save_import_template",
    "read_account_list",
    "read_account_list_file",
    "estimate_export",
    "suggest_export_name",
    "start_export",
    "has_export_changed",
    "list_export_accounts",
    "list_export_presets",
    "save_export_preset",
    "delete_export_preset",
    "last_export",
    "open_export_file",
    "show_export_file",
    "diagnostics",
];

fn main() {
    // Without the built interface the app still has to compile, for tests and lints.
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        let written = std::fs::create_dir_all("ui/dist").and_then(|()| {
            std::fs::write(page, "<!doctype html><title>Roster</title>The interface is not built.")
        });
        if let Err(error) = written {
            println!("cargo:warning=cannot write the placeholder page: {error}");
        }
    }
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");

    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
