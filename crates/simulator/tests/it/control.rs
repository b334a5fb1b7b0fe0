//! The control API for tests in other processes, and the program's one line.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Server, code};

fn json_of(answer: &(u16, String)) -> Value {
    assert_eq!(answer.0, 200, "{}", answer.1);
    serde_json::from_str(&answer.1).expect("JSON")
}

#[tokio::test]
async fn faults_can_be_set_listed_and_cleared_over_http() {
    let server = Server::small().await;
    let fault = json!({"kind": "action_blocked", "service": "system", "times": 1});
    let answer = server.request(Method::POST, "/_simulator/faults", fault.to_string()).await;
    assert_eq!(json_of(&answer)[0]["kind"], "action_blocked");
    assert_eq!(code(&server.call("system", "ping", json!({})).await), "ACTION_BLOCKED");
    assert_eq!(server.call("system", "ping", json!({})).await, true);
    let answer = server.request(Method::DELETE, "/_simulator/faults", String::new()).await;
    assert_eq!(json_of(&answer), json!([]));
    let bad = json!({"kind": "flood"}).to_string();
    assert_eq!(server.request(Method::POST, "/_simulator/faults", bad).await.0, 400);
}

#[tokio::test]
async fn the_world_and_the_requests_can_be_read_without_any_secret() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let child = server.some_child();
    let params = json!({"id": child, "status": 2});
    server.call_with(&ks, "varConsole_varConsole", "updateStatus", params).await;
    let get =
        |path: String| server.request(Method::GET, Box::leak(path.into_boxed_str()), String::new());
    let accounts = json_of(&get(format!("/_simulator/accounts?id={child}")).await);
    assert_eq!(accounts[0]["status"], 2);
    let parent = server.parent();
    let count = json_of(&get(format!("/_simulator/accounts?parent={parent}&count=1")).await);
    assert_eq!(count, 40);
    let requests = get("/_simulator/requests?service=varconsole_varconsole".to_owned()).await;
    let listed = json_of(&requests);
    assert_eq!(listed[0]["action"], "updateStatus");
    assert_eq!(listed[0]["partner_id"], parent);
    assert_eq!(listed[0]["subject_id"], child);
    let tokens = get("/_simulator/apptokens".to_owned()).await;
    for (_, body) in [requests, tokens] {
        assert!(!body.contains(&ks));
        assert!(!body.contains(&server.credentials().admin_secret));
        assert!(!body.contains(&server.credentials().app_token.token));
    }
    let change = json!({"id": child, "status": 1, "set": {"publishersQuota": 5}}).to_string();
    let changed = json_of(&server.request(Method::POST, "/_simulator/accounts", change).await);
    assert_eq!(changed["status"], 1);
    let (status, _) = get("/_simulator/nothing".to_owned()).await;
    assert_eq!(status, 404);
}

/// The program with this input, and the line that it prints.
fn started(input: Stdio, more: &[&str]) -> (Child, Value) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(["--world", "media", "--accounts", "12", "--seed", "3"])
        .args(more)
        .stdin(input)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let output = program.stdout.take().expect("its output is read");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("a line comes");
    (program, serde_json::from_str(&line).expect("the line is JSON"))
}

#[test]
fn the_program_prints_one_line_and_ends_with_its_input_when_asked_to() {
    let (mut program, credentials) = started(Stdio::piped(), &["--until-input-closes"]);
    for name in ["base_url", "parent_id", "admin_secret", "user_email", "password", "app_token"] {
        assert!(!credentials[name].is_null(), "{name} is missing");
    }
    drop(program.stdin.take());
    assert!(program.wait().expect("it ends").success());
}

#[tokio::test]
async fn the_program_goes_on_without_an_input() {
    let (mut program, credentials) = started(Stdio::null(), &[]);
    let url = credentials["base_url"].as_str().expect("it says where it is").to_owned();
    for _ in 0..3 {
        let answer = reqwest::get(format!("{url}/_simulator/requests")).await;
        assert!(answer.expect("it still serves").status().is_success());
    }
    program.kill().expect("it is stopped");
    program.wait().expect("it ends");
}
