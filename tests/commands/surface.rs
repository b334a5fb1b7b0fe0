//! What the web view may reach: the three lists that name commands agree, and the window's
//! rights stay as narrow as they are.

use serde_json::Value;
use std::collections::BTreeSet;

fn capability() -> Value {
    serde_json::from_str(include_str!("../../src-tauri/capabilities/main.json")).unwrap()
}

fn config() -> Value {
    serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap()
}

/// The names in quotes that `__TAURI_INVOKE` is called with.
fn commands_in_bindings() -> BTreeSet<String> {
    let bindings = include_str!("../../ui/src/bindings.ts");
    let calls = bindings.split("(\"").skip(1);
    calls
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .map(str::to_owned)
        .collect()
}

fn commands_in_build_script() -> BTreeSet<String> {
    let script = include_str!("../../src-tauri/build.rs");
    let list = script.split("const COMMANDS: &[&str] = &[").nth(1).unwrap();
    let list = list.split("];").next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_command_is_allowed_by_name_and_nothing_else_is() {
    let allowed: BTreeSet<String> = capability()["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .filter(|permission| !permission.starts_with("core:"))
        .map(|permission| permission.strip_prefix("allow-").unwrap().replace('-', "_"))
        .collect();
    assert_eq!(allowed, commands_in_bindings());
    assert_eq!(allowed, commands_in_build_script());
}

#[test]
fn the_web_view_may_listen_to_events_and_has_no_other_right_of_tauri() {
    let core: Vec<Value> = capability()["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it.as_str().is_some_and(|name| name.starts_with("core:")))
        .cloned()
        .collect();
    assert_eq!(core, ["core:event:allow-listen", "core:event:allow-unlisten"]);
    assert_eq!(capability()["windows"], serde_json::json!(["main"]));
}

#[test]
fn the_content_policy_lets_nothing_in_from_outside() {
    let config = config();
    let policy = config["app"]["security"]["csp"].as_object().unwrap();
    assert_eq!(policy["default-src"], "'self'");
    assert_eq!(policy["script-src"], "'self'");
    for (directive, sources) in policy {
        let sources = sources.as_str().unwrap();
        assert!(!sources.contains('*') && !sources.contains("unsafe"), "{directive}: {sources}");
        assert!(!sources.contains("https:"), "{directive} reaches outside: {sources}");
    }
    assert_eq!(config["app"]["withGlobalTauri"], false);
}

#[test]
fn a_command_has_at_most_ten_lines() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/src/commands");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        for command in source.split("#[tauri::command]").skip(1) {
            let body = command.split_once("{\n").map_or("", |(_, body)| body);
            let lines = body.lines().take_while(|line| *line != "}").count();
            assert!(lines <= 10, "{}: {lines} lines in {}", path.display(), &command[..120]);
        }
    }
}
