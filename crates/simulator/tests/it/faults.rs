//! What can be made to go wrong, on which calls and how often.

use serde_json::{Value, json};
use simulator::{Fault, Trouble};

use crate::server::{Server, applicant, code};

#[tokio::test]
async fn a_fault_concerns_its_action_from_its_call_on_and_so_many_times() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let fault = Fault::always(Trouble::HttpStatus { status: 503 }).on("partner", "count");
    server.simulator.faults().set(fault.from_call(2).times(2));
    let params = json!({ "ks": ks });
    assert_eq!(server.simulator.faults().unmet().len(), 1, "no call was troubled yet");
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let (status, _) = server.send("partner", "count", &params).await.expect("an answer");
        statuses.push(status);
        let (other, _) = server.send("system", "ping", &json!({})).await.expect("an answer");
        assert_eq!(other, 200);
    }
    assert_eq!(statuses, [200, 503, 503, 200, 200]);
    assert!(server.simulator.faults().unmet().is_empty());
}

#[tokio::test]
async fn a_lost_answer_means_that_the_work_was_done() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let lost = Fault::once(Trouble::AnswerLost).on("partner", "register");
    server.simulator.faults().set(lost);
    let params =
        json!({"ks": ks, "partner": applicant("Lost", "lost@new.example"), "silent": true});
    assert!(server.send("partner", "register", &params).await.is_err());
    assert_eq!(server.world().accounts_named("Lost").len(), 1);
    let again = server.call("partner", "register", params).await;
    assert_eq!(code(&again), "PARTNER_REGISTRATION_ERROR", "repeating meets the login made before");
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_means_that_nothing_was_done() {
    let server = Server::small().await;
    let ks = server.admin().await;
    server.simulator.faults().set(Fault::once(Trouble::CutBeforeAnswer));
    let params = json!({"ks": ks, "partner": applicant("Cut", "cut@new.example"), "silent": true});
    assert!(server.send("partner", "register", &params).await.is_err());
    assert_eq!(server.world().accounts_named("Cut").len(), 0);
    assert_eq!(server.call("system", "ping", json!({})).await, true, "the server goes on");
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_breaks_off_a_long_answer() {
    let server = Server::small().await;
    let ks = server.admin().await;
    server.simulator.faults().set(Fault::once(Trouble::CutMidAnswer).on("partner", "list"));
    let params = json!({ "ks": ks });
    assert!(server.send("partner", "list", &params).await.is_err());
    let (status, body) = server.send("partner", "list", &params).await.expect("an answer");
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<Value>(&body).is_ok());
}

#[tokio::test]
async fn half_a_body_and_a_page_are_whole_answers_that_are_not_json() {
    let server = Server::small().await;
    server.simulator.faults().set(Fault::once(Trouble::HalfBody));
    server.simulator.faults().set(Fault::always(Trouble::NotJson).from_call(2).times(1));
    for expected in ["\"Venus", "<!DOCTYPE html>"] {
        let (status, body) =
            server.send("system", "getVersion", &json!({})).await.expect("an answer");
        assert_eq!(status, 200);
        assert!(body.starts_with(expected), "{body}");
        assert!(serde_json::from_str::<Value>(&body).is_err());
    }
    assert_eq!(server.call("system", "getVersion", json!({})).await, "Venus-22.19.0");
}

#[tokio::test]
async fn a_rate_limit_lets_so_many_calls_through_in_a_window() {
    let server = Server::small().await;
    let limit = Trouble::RateLimit { limit: 2, window_seconds: 3_600 };
    server.simulator.faults().set(Fault::always(limit).on("system", "getTime"));
    for expected in ["no error", "no error", "ACTION_BLOCKED", "ACTION_BLOCKED"] {
        let answer = server.call("system", "getTime", json!({})).await;
        assert_eq!(code(&answer), expected);
    }
    server.simulator.faults().clear();
    let blocked = Fault::once(Trouble::ActionBlocked).on("SYSTEM", "gettime");
    server.simulator.faults().set(blocked);
    let answer = server.call("system", "getTime", json!({})).await;
    assert_eq!(answer["message"], "Action \"gettime\" in service \"system\" is blocked");
}

#[tokio::test]
async fn expired_sessions_stay_expired_and_new_ones_work() {
    let server = Server::small().await;
    let old = server.admin().await;
    let fault = Fault::always(Trouble::SessionsExpired).on("partner", "count");
    server.simulator.faults().set(fault.from_call(2).times(1));
    assert_eq!(server.call_with(&old, "partner", "count", json!({})).await, 41);
    for _ in 0..2 {
        let answer = server.call_with(&old, "partner", "count", json!({})).await;
        assert_eq!(answer["args"]["KSID"], "EXPIRED");
    }
    let new = server.admin().await;
    assert_eq!(server.call_with(&new, "partner", "count", json!({})).await, 41);
}

#[tokio::test]
async fn a_redirect_names_its_target_and_latency_delays() {
    let server = Server::small().await;
    let to = "http://127.0.0.1:9/elsewhere".to_owned();
    server.simulator.faults().set(Fault::once(Trouble::Redirect { to }));
    let (status, _) = server.send("system", "ping", &json!({})).await.expect("an answer");
    assert_eq!(status, 302);
    let wait = Trouble::Latency { milliseconds: 120 };
    server.simulator.faults().set(Fault::once(wait));
    let started = std::time::Instant::now();
    assert_eq!(server.call("system", "ping", json!({})).await, true);
    assert!(started.elapsed().as_millis() >= 120);
}

#[tokio::test]
async fn a_slow_answer_comes_in_pieces_and_whole() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let at_once = server.call_with(&ks, "partner", "list", json!({})).await;
    let slow = Trouble::SlowAnswer { pieces: 4, milliseconds: 40 };
    server.simulator.faults().set(Fault::once(slow));
    let started = std::time::Instant::now();
    assert_eq!(server.call_with(&ks, "partner", "list", json!({})).await, at_once);
    assert!(started.elapsed().as_millis() >= 120);
}

#[test]
fn faults_are_read_from_a_command_line() {
    let fault: Fault = "http:503@partner.list#2x1".parse().expect("a fault");
    let expected = Fault::always(Trouble::HttpStatus { status: 503 }).on("partner", "list");
    assert_eq!(fault, expected.from_call(2).times(1));
    let fault: Fault = "rate-limit:100/10".parse().expect("a fault");
    let limit = Trouble::RateLimit { limit: 100, window_seconds: 10 };
    assert_eq!(fault, Fault::always(limit));
    let fault: Fault = "slow-answer:3/20".parse().expect("a fault");
    assert_eq!(fault, Fault::always(Trouble::SlowAnswer { pieces: 3, milliseconds: 20 }));
    for unreadable in ["", "http", "http:many", "latency:5@partner", "flood"] {
        assert!(unreadable.parse::<Fault>().is_err(), "{unreadable}");
    }
}
