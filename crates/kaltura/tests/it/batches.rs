//! Many calls in one request: a result for each, and nobody's failure is another's.

use std::collections::HashSet;

use kaltura::actions::partner::{self, PartnerStatus};
use kaltura::actions::var_console::UpdateStatus;
use kaltura::{
    AppToken, AppTokenHash, AppTokenId, BatchOptions, Delivery, Effect, Error, MultiRequest,
    PartnerId, RequestError, SessionError, SessionSource,
};
use serde_json::{Value, json};

use crate::support::{Received, Reply, Server, api_error, expired, ks_of, partner as some_partner};

/// The parts of a multirequest, in order, checking the numbering on the way.
fn parts(request: &Received) -> Vec<Value> {
    let fields = request.body.as_object().unwrap();
    let parts: Vec<Value> =
        (1..).map_while(|number| fields.get(&number.to_string()).cloned()).collect();
    let numbered = fields.keys().filter(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(numbered.count(), parts.len(), "a gap in the numbers");
    parts
}

fn block(ids: impl IntoIterator<Item = i64>) -> Vec<UpdateStatus> {
    let status = PartnerStatus::Blocked;
    ids.into_iter().map(|id| UpdateStatus { id: PartnerId::new(id), status }).collect()
}

#[tokio::test]
async fn each_item_has_its_own_result_in_the_order_given() {
    let server = Server::start(|_, request| {
        assert!(request.target.starts_with("/api_v3/service/multirequest?format=1"));
        let answer = parts(request).into_iter().map(|part| {
            assert_eq!(part["service"], "varConsole_varConsole");
            assert_eq!(part["action"], "updateStatus");
            assert!(part["ks"].is_string());
            if part["id"] == 107 { api_error("UNKNOWN_PARTNER_ID") } else { Value::Null }
        });
        Reply::value(&answer.collect())
    })
    .await;
    let session = server.session();
    let options = BatchOptions { per_request: 4, ..BatchOptions::default() };
    let results = server.client().batch(&session, &block(101..=110), &options).await;
    assert_eq!(results.len(), 10);
    for (index, result) in results.iter().enumerate() {
        assert_eq!(result.is_err(), index == 6, "item {index}");
    }
    assert_eq!(server.received().iter().map(|r| parts(r).len()).collect::<Vec<_>>(), [4, 4, 2]);
}

#[tokio::test]
async fn a_lost_answer_leaves_its_items_unclear_and_the_others_done() {
    let server = Server::start(|number, request| {
        if number == 1 {
            Reply::Cut
        } else {
            Reply::value(&parts(request).into_iter().map(|_| Value::Null).collect())
        }
    })
    .await;
    let session = server.session();
    let options = BatchOptions { per_request: 2, ..BatchOptions::default() };
    let results = server.client().batch(&session, &block(1..=6), &options).await;
    for (index, result) in results.iter().enumerate() {
        match result {
            Ok(()) => assert!(!(2..4).contains(&index)),
            Err(error) => {
                assert!((2..4).contains(&index));
                assert_eq!(error.effect(), Effect::Unknown);
                assert_eq!(error.transport().unwrap().delivery, Delivery::MaybeSent);
            }
        }
    }
    // The writes of the lost request were not sent again.
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn only_items_that_were_refused_for_now_are_sent_again() {
    let mut done = HashSet::new();
    let server = Server::start(move |number, request| {
        let answer = parts(request).into_iter().map(|part| {
            let id = part["id"].as_i64().unwrap();
            assert!(done.insert((id, number == 0 && id > 2)), "{id} was done twice");
            if number == 0 && id > 2 { api_error("ACTION_BLOCKED") } else { Value::Null }
        });
        Reply::value(&answer.collect())
    })
    .await;
    let session = server.session();
    let results = server.client().batch(&session, &block(1..=5), &BatchOptions::default()).await;
    assert!(results.iter().all(Result::is_ok));
    let sizes: Vec<usize> = server.received().iter().map(|r| parts(r).len()).collect();
    assert_eq!(sizes, [5, 3]);
}

#[tokio::test]
async fn a_session_that_runs_out_in_the_middle_is_renewed_once_for_all_items() {
    let mut first: Option<Value> = None;
    let server = Server::start(move |_, request| {
        let parts = parts(request);
        let first = first.get_or_insert_with(|| parts[0]["ks"].clone());
        let answer = parts.iter().enumerate().map(|(index, part)| {
            if index >= 2 && part["ks"] == *first { expired() } else { Value::Null }
        });
        Reply::value(&answer.collect())
    })
    .await;
    let session = server.session();
    let results = server.client().batch(&session, &block(1..=5), &BatchOptions::default()).await;
    assert!(results.iter().all(Result::is_ok));
    let requests = server.received();
    assert_eq!(requests.iter().map(|r| parts(r).len()).collect::<Vec<_>>(), [5, 3]);
    let renewed: HashSet<String> =
        parts(&requests[1]).iter().map(|part| part["ks"].to_string()).collect();
    assert_eq!(renewed.len(), 1);
}

#[tokio::test]
async fn a_password_session_that_runs_out_fails_its_items_only() {
    let server = Server::start(|_, request| {
        Reply::value(&parts(request).into_iter().map(|_| expired()).collect())
    })
    .await;
    let client = server.client();
    let session = client.session(SessionSource::Login { ks: ks_of(103) });
    let results = client.batch(&session, &block(1..=3), &BatchOptions::default()).await;
    for result in results {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Session(SessionError::Expired)), "{error}");
    }
}

fn by_token() -> SessionSource {
    SessionSource::AppToken {
        partner_id: PartnerId::new(103),
        id: AppTokenId::new("0_token"),
        token: AppToken::new("the-token"),
        hash: AppTokenHash::Sha256,
    }
}

/// A server on which no app token gives a session, in one of two ways.
async fn server_without_sessions(is_cut: bool) -> Server {
    Server::start(move |_, request| {
        if request.is("session.startWidgetSession") {
            Reply::value(&json!({ "partnerId": 103, "ks": ks_of(103).reveal(), "userId": 0 }))
        } else if request.is("appToken.startSession") && is_cut {
            Reply::Cut
        } else if request.is("appToken.startSession") {
            Reply::error("INTERNAL_SERVERL_ERROR")
        } else {
            Reply::Json("null".to_owned())
        }
    })
    .await
}

#[tokio::test]
async fn a_write_whose_session_could_not_be_begun_was_not_sent() {
    for is_cut in [true, false] {
        let server = server_without_sessions(is_cut).await;
        let client = server.client();
        let write = block([104]).remove(0);
        let alone = client.call(&client.session(by_token()), &write).await.unwrap_err();
        let session = client.session(by_token());
        let mut together = MultiRequest::new();
        together.add(&write);
        let together = client.multirequest(&session, together).await.unwrap_err();
        let mut errors = vec![alone, together];
        let options = BatchOptions::default();
        let results = client.batch(&session, &block(104..=106), &options).await;
        errors.extend(results.into_iter().map(Result::unwrap_err));
        for error in errors {
            assert_eq!(error.effect(), Effect::None, "{error}");
            // What went wrong can still be told.
            assert_eq!(error.transport().is_some(), is_cut, "{error}");
            assert_eq!(error.code().is_some(), !is_cut, "{error}");
        }
        assert!(!server.received().iter().any(|r| r.target.contains("multirequest")));
        assert!(!server.received().iter().any(|r| r.target.contains("updateStatus")));
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_begun_is_not_tried_anew_for_each_item() {
    let server = server_without_sessions(true).await;
    let client = server.client();
    let session = client.session(by_token());
    let tries = |server: &Server| {
        server.received().iter().filter(|request| request.is("appToken.startSession")).count()
    };
    session.ks().await.unwrap_err();
    let once = tries(&server);
    let results = client.batch(&session, &block(1..=50), &BatchOptions::default()).await;
    assert!(results.iter().all(Result::is_err));
    assert_eq!(tries(&server), 2 * once);
}

/// Also while the server is silent.
#[tokio::test]
async fn a_session_that_is_being_begun_does_not_hold_up_a_cancellation() {
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let mut asked = Some(asked);
    let server = Server::start(move |_, _| {
        if let Some(asked) = asked.take() {
            asked.send(()).unwrap();
        }
        Reply::Silence
    })
    .await;
    let client = server.client();
    let session = client.session(by_token());
    let options = BatchOptions::default();
    let cancel = options.cancel.clone();
    let begun = std::time::Instant::now();
    let actions = block(1..=3);
    let (results, ()) = futures::join!(client.batch(&session, &actions, &options), async {
        was_asked.await.unwrap();
        cancel.cancel();
    });
    assert!(results.iter().all(|result| matches!(result, Err(Error::Cancelled))));
    // The server would have been waited for this long.
    assert!(begun.elapsed() < crate::support::quick().limits.idle);
}

#[tokio::test]
async fn an_answer_that_is_too_short_leaves_the_rest_unclear() {
    let server = Server::always(json!([null, null])).await;
    let session = server.session();
    let results = server.client().batch(&session, &block(1..=3), &BatchOptions::default()).await;
    assert!(results[0].is_ok() && results[1].is_ok());
    assert_eq!(results[2].as_ref().unwrap_err().effect(), Effect::Unknown);
}

#[tokio::test]
async fn one_error_for_the_whole_request_is_everybodys() {
    let server = Server::always(api_error("SERVICE_FORBIDDEN")).await;
    let session = server.session();
    let results = server.client().batch(&session, &block(1..=3), &BatchOptions::default()).await;
    assert!(results.iter().all(|result| result.as_ref().unwrap_err().api().is_some()));
}

#[tokio::test]
async fn cancelling_keeps_what_was_sent_and_sends_no_more() {
    let options = BatchOptions { per_request: 2, ..BatchOptions::default() };
    let cancel = options.cancel.clone();
    let server = Server::start(move |number, request| {
        if number == 1 {
            cancel.cancel();
        }
        Reply::value(&parts(request).into_iter().map(|_| Value::Null).collect())
    })
    .await;
    let session = server.session();
    let results = server.client().batch(&session, &block(1..=8), &options).await;
    for (index, result) in results.iter().enumerate() {
        match result {
            Ok(()) => assert!(index < 4),
            Err(error) => assert!(index >= 4 && matches!(error, Error::Cancelled), "{error}"),
        }
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn text_that_reads_like_a_reference_travels_alone() {
    let server = Server::start(|_, request| {
        if request.target.contains("multirequest") {
            let answer = parts(request).into_iter().map(|_| some_partner(105));
            Reply::value(&answer.collect())
        } else {
            assert_eq!(request.body["partner"]["name"], "see {1:result:adminSecret}");
            Reply::value(&some_partner(105))
        }
    })
    .await;
    let session = server.session();
    let update = |name: &str| partner::Update {
        changes: partner::PartnerChanges {
            name: Some(name.to_owned()),
            ..partner::PartnerChanges::default()
        },
    };
    let actions = [update("a"), update("see {1:result:adminSecret}"), update("{curly} {1:b}")];
    let results = server.client().batch(&session, &actions, &BatchOptions::default()).await;
    assert!(results.iter().all(Result::is_ok));
    let targets: Vec<bool> =
        server.received().iter().map(|r| r.target.contains("multirequest")).collect();
    assert_eq!(targets, [false, true]);
}

#[tokio::test]
async fn different_calls_go_together_and_later_ones_may_refer_to_earlier_ones() {
    let server = Server::start(|_, request| {
        let parts = parts(request);
        assert_eq!(parts[0]["action"], "count");
        assert_eq!(parts[1]["partner"]["name"], "{1:result}");
        Reply::value(&json!([7, api_error("INTERNAL_SERVERL_ERROR")]))
    })
    .await;
    let session = server.session();
    let mut request = MultiRequest::new();
    let count = request.add(&partner::Count::default());
    let changes = partner::PartnerChanges {
        name: Some(count.reference("")),
        ..partner::PartnerChanges::default()
    };
    let update = request.add(&partner::Update { changes });
    let mut answers = server.client().multirequest(&session, request).await.unwrap();
    assert_eq!(answers.take(&count).unwrap(), 7);
    assert!(answers.take(&update).unwrap_err().api().is_some());
    assert!(answers.take(&count).is_err(), "each answer can be taken once");
}

#[tokio::test]
async fn a_reference_that_nobody_made_is_refused_before_it_is_sent() {
    let server = Server::always(json!([])).await;
    let session = server.session();
    let mut request = MultiRequest::new();
    // Somebody typed it; that it would point to an earlier part makes it no better.
    request.add(&partner::GetInfo);
    let changes = partner::PartnerChanges {
        name: Some("{1:result:adminSecret}".to_owned()),
        ..partner::PartnerChanges::default()
    };
    request.add(&partner::Update { changes });
    let error = server.client().multirequest(&session, request).await.unwrap_err();
    assert!(matches!(error, Error::Request(RequestError::ReferenceInText)), "{error}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn different_calls_with_an_expired_session_are_sent_again_once() {
    let server = Server::start(|number, _| {
        let answer = if number == 0 { json!([expired(), expired()]) } else { json!([7, 8]) };
        Reply::value(&answer)
    })
    .await;
    let session = server.session();
    let mut request = MultiRequest::new();
    let one = request.add(&partner::Count::default());
    let two = request.add(&partner::Count::default());
    let mut answers = server.client().multirequest(&session, request).await.unwrap();
    assert_eq!(answers.take(&one).unwrap() + answers.take(&two).unwrap(), 15);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn different_calls_with_a_session_ended_elsewhere_fail_and_the_next_ones_have_a_new_one() {
    let server = Server::start(|number, _| {
        let mut ended = expired();
        ended["args"]["KSID"] = json!("LOGOUT");
        Reply::value(&if number == 0 { json!([7, ended]) } else { json!([7, 8]) })
    })
    .await;
    let (client, session) = (server.client(), server.session());
    let ask = || {
        let mut request = MultiRequest::new();
        request.add(&partner::Count::default());
        request.add(&partner::Count::default());
        client.multirequest(&session, request)
    };
    let error = ask().await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::LoggedOut)), "{error}");
    assert_eq!(server.count(), 1, "somebody ended it on purpose: it is not begun again unasked");
    assert!(ask().await.is_ok());
    let received = server.received();
    assert_ne!(received[0].body["ks"], received[1].body["ks"]);
}

#[tokio::test]
async fn an_item_may_have_a_session_of_its_own() {
    let server = Server::start(|_, request| {
        let answer = parts(request).into_iter().map(|part| {
            let ks = kaltura::Ks::new(part["ks"].as_str().unwrap()).unwrap();
            json!(ks.partner_id().get())
        });
        Reply::value(&answer.collect())
    })
    .await;
    let client = server.client();
    let sessions: Vec<_> =
        (1..=3).map(|id| client.session(crate::support::signed_here(id))).collect();
    let count = partner::Count::default();
    let items: Vec<_> = sessions.iter().map(|session| (session, &count)).collect();
    let results = client.batch_for(&items, &BatchOptions::default()).await;
    let counts: Vec<u64> = results.into_iter().map(Result::unwrap).collect();
    assert_eq!(counts, [1, 2, 3]);
}
