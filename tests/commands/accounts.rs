//! The journeys of a person through the commands: look, create, block, undo.

use crate::harness::{TestApp, query};
use reseller::Event;
use reseller::jobs::model::JobState;
use serde_json::{Value, json};

fn new_account(name: &str, email: &str) -> Value {
    json!({
        "name": name,
        "adminName": "Dana Levi",
        "adminEmail": email,
        "phone": "",
        "website": "",
        "referenceId": "REF-9001",
        "description": "Made by a test",
        "country": "",
        "state": "",
        "template": null,
        "sendWelcomeEmail": false,
        "password": null,
    })
}

#[test]
fn the_list_comes_in_windows_that_fit_together() {
    let app = TestApp::start();
    app.connect();
    let list = |start, count| {
        let arguments = json!({ "query": query(""), "start": start, "count": count });
        app.call("list_accounts", arguments).unwrap()
    };
    let whole = list(0, 1000);
    let rows = whole["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, whole["total"].as_u64().unwrap());
    assert_eq!(list(5, 3)["rows"].as_array().unwrap()[..], rows[5..8]);
    let ids = app.call("list_account_ids", json!({ "query": query("") })).unwrap();
    let of_rows: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids.as_array().unwrap().iter().collect::<Vec<_>>(), of_rows);
    let parent = app.simulator.credentials().parent_id;
    assert!(rows.iter().all(|row| row["id"] != parent), "the parent is not in its own list");
}

#[test]
fn an_account_is_created_once_and_found_in_the_list() {
    let app = TestApp::start();
    app.connect();
    let account = new_account("Brightwater College", "dana@brightwater.example");
    let check = app.call("check_new_account", json!({ "account": account })).unwrap();
    assert_eq!(check["remarks"], json!([]));
    app.call("validate_new_account", json!({ "account": account })).unwrap();
    let connection = app.call("connection_status", json!({})).unwrap()["connection"]["id"].clone();
    let creation = |connection: &Value| {
        let creation =
            json!({ "connection": connection, "account": account, "beyondQuota": false });
        json!({ "creation": creation })
    };
    let other = app.call("create_account", creation(&json!("another"))).unwrap_err();
    assert_eq!(other["code"], "notFound", "the screen shows another parent account");
    let created = app.call("create_account", creation(&connection)).unwrap();
    let arguments = json!({ "query": query("brightwater"), "start": 0, "count": 10 });
    let found = app.call("list_accounts", arguments).unwrap();
    assert_eq!(found["total"], 1);
    assert_eq!(found["rows"][0]["id"], created["account"]["id"]);
    let again = app.call("validate_new_account", json!({ "account": account })).unwrap_err();
    assert_eq!(again["code"], "invalidField");
    assert_eq!(again["detail"]["field"], "adminEmail");
}

#[test]
fn an_account_is_blocked_by_a_job_and_unblocked_by_undoing_it() {
    let app = TestApp::start();
    app.connect();
    let mut only_active = query("");
    only_active["statuses"] = json!(["active"]);
    let ids = app.call("list_account_ids", json!({ "query": only_active })).unwrap();
    let id = &ids[0];
    let plan = json!({ "accounts": [id], "target": "blocked" });
    let plan = app.call("plan_status_change", plan).unwrap();
    assert_eq!(plan["changing"][0]["id"], *id);
    assert_eq!(plan["confirmation"], Value::Null);

    let connection = app.call("connection_status", json!({})).unwrap()["connection"]["id"].clone();
    let change = json!({
        "connection": connection,
        "accounts": [id],
        "target": "blocked",
        "reason": "Not paid",
        "typed": null,
        "beyondQuota": false,
    });
    let job = app.call("change_status", json!({ "change": change })).unwrap();
    finish(&app, &job);
    let detail = app.call("read_account", json!({ "id": id })).unwrap();
    assert_eq!(detail["row"]["status"], "blocked");
    assert_eq!(detail["history"][0]["reason"], "Not paid");

    let undoing = app.call("undo_job", json!({ "id": job["id"] })).unwrap();
    finish(&app, &undoing);
    let detail = app.call("read_account", json!({ "id": id })).unwrap();
    assert_eq!(detail["row"]["status"], "active");
}

fn finish(app: &TestApp, job: &Value) {
    app.wait_for(|event| {
        matches!(event, Event::JobChanged(it)
            if job["id"] == it.job.id.0 && it.job.state == JobState::Finished)
    });
}
