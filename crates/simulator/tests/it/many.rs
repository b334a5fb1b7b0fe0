//! Multirequest, forms of requests and of answers (API.md §1, §4).

use serde_json::{Value, json};

use crate::server::{Server, code, text};

async fn many(server: &Server, params: Value) -> Value {
    let address = format!("{}/api_v3/service/multirequest?format=1", server.simulator.base_url());
    let (_, body) = server
        .post(&address, "application/json", params.to_string())
        .await
        .expect("an answer comes");
    serde_json::from_str(&body).expect("the answer is JSON")
}

#[tokio::test]
async fn an_error_in_the_middle_stops_nothing() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let answer = many(
        &server,
        json!({
            "ks": ks,
            "1": {"service": "partner", "action": "count"},
            "2": {"service": "partner", "action": "get", "id": 98_765_432},
            "3": {"service": "system", "action": "ping"},
        }),
    )
    .await;
    assert_eq!(answer[0], 41);
    assert_eq!(code(&answer[1]), "INVALID_PARTNER_ID");
    assert_eq!(answer[2], true);
}

#[tokio::test]
async fn parts_refer_to_earlier_ones_and_a_gap_ends_the_whole() {
    let server = Server::small().await;
    let credentials = server.credentials().clone();
    let child = server.some_child();
    let answer = many(
        &server,
        json!({
            "1": {"service": "session", "action": "start", "secret": credentials.admin_secret,
                  "partnerId": credentials.parent_id, "type": 2},
            "2": {"service": "partner", "action": "list", "ks": "{1:result}",
                  "filter": {"idIn": child.to_string()}},
            "3": {"service": "partner", "action": "count", "ks": "{1:result}",
                  "filter": {"idIn": "{2:result:objects:_all:id}"}},
            "4": {"service": "partner", "action": "get", "ks": "{1:result}",
                  "id": "{2:result:objects:0:id}"},
            "6": {"service": "system", "action": "ping"},
        }),
    )
    .await;
    assert_eq!(answer.as_array().map(Vec::len), Some(4));
    assert_eq!(answer[2], 1);
    assert_eq!(answer[3]["id"], child);
}

#[tokio::test]
async fn two_hundred_parts_with_a_session_each_are_answered() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let parts: serde_json::Map<String, Value> = (1..=200)
        .map(|n| (n.to_string(), json!({"service": "partner", "action": "count", "ks": ks})))
        .collect();
    let answer = many(&server, Value::Object(parts)).await;
    let counts = answer.as_array().expect("a list");
    assert_eq!(counts.len(), 200);
    assert!(counts.iter().all(|count| *count == 41));
}

#[tokio::test]
async fn forms_brackets_and_paths_say_the_same_as_json() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let base = server.simulator.base_url();
    let blocked = server.world().count_with_status(server.parent(), 2);
    let list = format!("{base}/api_v3/service/partner/action/count?format=1");
    let escaped = ks.replace('=', "%3D");
    for (address, body) in [
        (list.clone(), format!("ks={escaped}&filter:statusEqual=2")),
        (list.clone(), format!("ks={escaped}&filter%5BstatusEqual%5D=2")),
        (
            format!("{base}/api_v3/index.php/service/partner/action/count/format/1/ks/{escaped}"),
            "filter:statusEqual=2".to_owned(),
        ),
        (
            format!("{base}/api_v3/?service=PARTNER&action=COUNT&format=1"),
            format!("ks={escaped}&filter:statusEqual=2"),
        ),
    ] {
        let (_, answer) = server
            .post(&address, "application/x-www-form-urlencoded", body)
            .await
            .expect("an answer comes");
        assert_eq!(answer, blocked.to_string(), "{address}");
    }
    let (_, answer) = server
        .post(&list, "application/json; charset=utf-8", json!({"ks": ks}).to_string())
        .await
        .expect("an answer comes");
    assert_eq!(
        code(&serde_json::from_str(&answer).expect("JSON")),
        "SERVICE_FORBIDDEN",
        "a charset makes the server ignore the body"
    );
}

#[tokio::test]
async fn xml_is_the_format_of_answers_when_none_is_asked() {
    let server = Server::small().await;
    let address = format!("{}/api_v3/service/system/action/ping", server.simulator.base_url());
    let (_, body) =
        server.post(&address, "application/json", "{}".to_owned()).await.expect("an answer");
    assert!(body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><xml><result>1</result>"));
    let (_, body) = server
        .post(&format!("{address}?format=77"), "application/json", "{}".to_owned())
        .await
        .expect("an answer");
    assert_eq!(body, "");
}

#[tokio::test]
async fn refusals_of_nobody_are_remembered_with_somebody_elses_session_in_them() {
    let server = Server::small().await;
    let ask = |ks: &str| server.call("partner", "getInfo", json!({"ks": ks, "fresh": "7"}));
    assert_eq!(text(&ask("first").await["args"]["KSID"]), "first");
    assert_eq!(text(&ask("second").await["args"]["KSID"]), "first");
}
