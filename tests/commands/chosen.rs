//! The interface reaches no file that the person did not choose in a dialog.

use crate::harness::TestApp;
use serde_json::{Value, json};

fn all_activity() -> Value {
    json!({
        "text": "", "connection": null, "person": null, "kinds": [], "results": [], "job": null,
        "from": null, "to": null,
    })
}

fn import(path: &std::path::Path) -> Value {
    let choice = json!({ "sheet": null, "encoding": null, "delimiter": null });
    json!({ "path": path, "purpose": "create", "choice": choice })
}

fn is_not_chosen(answer: Result<Value, Value>) -> bool {
    let refused = answer.unwrap_err();
    refused["message"].as_str().unwrap().contains("only files that were chosen")
}

#[test]
fn a_file_that_nobody_chose_is_neither_written_nor_read() {
    let app = TestApp::start();
    app.connect();
    let path = app.folder.path().join("target.csv");
    std::fs::write(&path, "Account name\nAcme\n").unwrap();
    let export = json!({
        "connection": "any",
        "options": reseller::export::ExportOptions::default(),
        "path": path,
        "reason": "",
    });
    for (command, arguments) in [
        ("export_activity", json!({ "query": all_activity(), "path": path })),
        ("open_import", import(&path)),
        ("save_import_result", json!({ "job": 1, "path": path })),
        ("save_import_template", json!({ "kind": "reseller", "path": path })),
        ("read_account_list_file", json!({ "path": path })),
        ("start_export", json!({ "start": export })),
    ] {
        assert!(is_not_chosen(app.call(command, arguments)), "{command}");
    }
    assert_eq!(std::fs::read(&path).unwrap(), b"Account name\nAcme\n");
}

#[test]
fn a_file_chosen_to_be_read_is_not_written_and_the_other_way_round() {
    let app = TestApp::start();
    app.connect();
    let path = app.folder.path().join("list.csv");
    std::fs::write(&path, "Account name\nAcme\n").unwrap();
    app.choose_to_open(&path);
    app.call("open_import", import(&path)).unwrap();
    let export = json!({ "query": all_activity(), "path": path });
    assert!(is_not_chosen(app.call("export_activity", export)));

    let saved = app.folder.path().join("activity.csv");
    app.choose_to_save(&saved);
    let export = json!({ "query": all_activity(), "path": saved });
    assert!(app.call("export_activity", export).unwrap().as_u64().unwrap() > 0);
    assert!(is_not_chosen(app.call("open_import", import(&saved))));
}

#[test]
fn a_file_that_was_dropped_on_the_window_may_be_read() {
    let app = TestApp::start();
    app.connect();
    let path = app.folder.path().join("dropped.csv");
    let other = app.folder.path().join("other.csv");
    std::fs::write(&path, "Account name\nAcme\n").unwrap();
    std::fs::write(&other, "Account name\nAcme\n").unwrap();
    let told = app.drop_files(&[&path, &other]);
    assert_eq!(told["drag"], json!({ "kind": "dropped", "path": null }));
    assert!(is_not_chosen(app.call("open_import", import(&path))));
    let told = app.drop_files(&[&path]);
    assert_eq!(told["drag"], json!({ "kind": "dropped", "path": path }));
    app.call("open_import", import(&path)).unwrap();
}

#[test]
fn a_result_that_was_saved_can_be_imported_again_without_choosing_it_once_more() {
    let app = TestApp::start();
    app.connect();
    let path = app.folder.path().join("list.csv");
    let text = "Account name,Administrator,E-mail\nOne,Ann Alder,one@x.example\nTwo,Ann Alder,two@x.example\n";
    std::fs::write(&path, text).unwrap();
    app.choose_to_open(&path);
    app.call("open_import", import(&path)).unwrap();
    let start = json!({ "typed": null, "beyondQuota": true, "reason": "" });
    let job = app.call("start_import", json!({ "start": start })).unwrap();
    app.wait_for(
        |event| matches!(event, reseller::Event::JobChanged(it) if it.job.finished_at.is_some()),
    );
    let result = app.folder.path().join("result.csv");
    app.choose_to_save(&result);
    app.call("save_import_result", json!({ "job": job["id"], "path": result })).unwrap();
    let again = app.call("open_import", import(&result)).unwrap();
    assert_eq!(again["totals"]["doneBefore"], 2, "{again}");
}
