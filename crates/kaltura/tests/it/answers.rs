//! Answers that are odd as a whole, and what the errors made of them tell and hide.

use kaltura::actions::{partner, session, system};
use kaltura::{Effect, Error, ErrorCode, Ks, RegistrationRefusal, TransportError, TransportKind};
use serde_json::{Value, json};

use crate::support::{Reply, Server, api_error, ks_of};

/// The error that a reply leads to.
async fn error_of(reply: impl Fn() -> Reply + Send + 'static) -> Error {
    let server = Server::start(move |_, _| reply()).await;
    server.client().once(None, &partner::GetInfo).await.unwrap_err()
}

fn kind(error: &Error) -> &TransportKind {
    &error.transport().unwrap_or_else(|| panic!("{error}")).kind
}

#[tokio::test]
async fn an_empty_answer_with_an_error_header_is_that_error() {
    let error = error_of(|| {
        let headers = [
            ("Content-Type", "text/html; charset=UTF-8"),
            ("X-Kaltura", "cached-dispatcher,error-CAPTION_ASSET_ID_NOT_FOUND"),
            ("X-Kaltura-App", "exiting on error CAPTION_ASSET_ID_NOT_FOUND - not there"),
        ];
        Reply::http("200 OK", &headers, "")
    })
    .await;
    let api = error.api().unwrap();
    assert_eq!(api.code().as_str(), "CAPTION_ASSET_ID_NOT_FOUND");
    assert_eq!(api.message(), "CAPTION_ASSET_ID_NOT_FOUND - not there");
}

#[tokio::test]
async fn an_empty_answer_without_one_is_no_answer_of_the_api() {
    let error = error_of(|| Reply::http("200 OK", &[], "")).await;
    assert_eq!(*kind(&error), TransportKind::NotJson { status: 200, looks_like_html: false });
}

#[tokio::test]
async fn a_rate_limit_said_as_plain_text_is_not_taken_for_a_session() {
    let server = Server::always(json!("Access to session->start was rate limited")).await;
    let client = server.client().with_retry(kaltura::RetryPolicy::never());
    let action = session::Start {
        partner_id: kaltura::PartnerId::new(103),
        secret: kaltura::AdminSecret::new("secret"),
        session_type: kaltura::SessionType::Admin,
        user_id: String::new(),
        lifetime: std::time::Duration::from_hours(1),
        privileges: String::new(),
    };
    let error = client.call_anonymous(&action).await.unwrap_err();
    let api = error.api().unwrap();
    assert!(api.is_rate_limit());
    assert_eq!(api.arg("SERVICE_NAME"), Some("session"));
    assert_eq!(api.arg("ACTION_NAME"), Some("start"));
}

#[tokio::test]
async fn a_web_page_is_told_apart_from_other_text() {
    let page = "\n<!DOCTYPE html>\n<html><title>Hotel Wi-Fi</title></html>";
    let error = error_of(move || Reply::http("200 OK", &[("Content-Type", "text/html")], page));
    assert_eq!(*kind(&error.await), TransportKind::NotJson { status: 200, looks_like_html: true });
    let error = error_of(|| Reply::http("200 OK", &[], "<?xml version=\"1.0\"?><xml></xml>"));
    assert_eq!(*kind(&error.await), TransportKind::NotJson { status: 200, looks_like_html: false });
    let error = error_of(move || Reply::http("404 Not Found", &[], page)).await;
    assert_eq!(*kind(&error), TransportKind::NotJson { status: 404, looks_like_html: true });
}

#[tokio::test]
async fn a_byte_order_mark_in_front_does_no_harm() {
    let server = Server::start(|_, _| Reply::Json("\u{feff}true".to_owned())).await;
    assert!(server.client().once(None, &system::Ping).await.unwrap());
}

#[tokio::test]
async fn json_of_another_shape_says_where_and_never_what() {
    let secret = "hunter2-hunter2";
    let error = error_of(move || Reply::value(&json!({ "id": secret, "status": 1 }))).await;
    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.line, 1);
    assert_eq!(decode.call.to_string(), "partner.getInfo");
    assert!(!format!("{error} {error:?}").contains(secret));
    // The server said something; what it did is not known.
    assert_eq!(error.effect(), Effect::Unknown);
}

#[tokio::test]
async fn an_answer_that_mentions_the_error_class_is_not_an_error() {
    let mut account = crate::support::partner(105);
    account["name"] = json!("KalturaAPIException");
    let server = Server::always(account).await;
    let partner = server.client().once(None, &partner::GetInfo).await.unwrap();
    assert_eq!(partner.name, "KalturaAPIException");
}

#[tokio::test]
async fn an_error_never_shows_a_session_string_or_a_secret() {
    let ks = ks_of(105);
    let text = ks.reveal().to_owned();
    let secret = crate::support::SECRET;
    let answers = [
        json!({
            "code": "INVALID_KS", "message": format!("Invalid KS \"{text}\", Error \"-1,INVALID_STR\""),
            "objectType": "KalturaAPIException",
            "args": { "KSID": text, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR" },
        }),
        // A broken session string no longer looks like one, and is hidden all the same.
        json!({
            "code": "INVALID_KS", "message": "Invalid KS \"broken-session\", Error \"-1,INVALID_STR\"",
            "objectType": "KalturaAPIException", "args": { "KSID": "broken-session" },
        }),
        json!({
            "code": "SOMETHING_NEW", "message": format!("no ({text}) and no {secret}!"),
            "objectType": "KalturaAPIException", "args": { "X": format!("ks={secret},{text}") },
        }),
        json!({
            "code": "SOMETHING_NEW", "message": format!("/ks/{text}/x %22{text}%22 secret_{secret}"),
            "objectType": "KalturaAPIException", "args": [],
        }),
    ];
    for answer in answers {
        let server = Server::always(answer).await;
        let error = server.client().once(Some(&ks), &partner::GetInfo).await.unwrap_err();
        let api = error.api().unwrap();
        let shown = format!("{error} {error:?} {} {:?}", api.message(), api.args());
        assert!(!shown.contains(&text), "{shown}");
        assert!(!shown.contains(secret), "{shown}");
        assert!(!shown.contains("broken-session"), "{shown}");
        assert!(shown.contains("[hidden]"));
    }
}

#[tokio::test]
async fn the_text_of_a_registration_error_is_sorted_and_kept() {
    let texts = [
        ("User with email [x@y.test] already exists in system.", RegistrationRefusal::EmailTaken),
        ("Invalid password for user with email [x@y.test].", RegistrationRefusal::WrongPassword),
        ("Invalid email address", RegistrationRefusal::InvalidEmail),
        ("The property \"name\" cannot be null", RegistrationRefusal::FieldMissing),
        ("Please fill in description", RegistrationRefusal::FieldMissing),
        (
            "The property \"state\" cannot have more than 2 characters",
            RegistrationRefusal::FieldTooLong,
        ),
        ("The property \"status\" cannot be updated", RegistrationRefusal::FieldNotAllowed),
        (
            "Partner id [134] is not a VAR/GROUP, but is attempting to create child partner",
            RegistrationRefusal::NotAParentOrBadTemplate,
        ),
        ("Unknown error", RegistrationRefusal::Unknown),
        ("The email domain is not allowed", RegistrationRefusal::EmailDomainNotAllowed),
        ("Action is temporarily blocked from this country", RegistrationRefusal::CountryBlocked),
        ("Something quite new", RegistrationRefusal::Other),
        ("", RegistrationRefusal::Other),
    ];
    for (text, expected) in texts {
        let mut answer = api_error("PARTNER_REGISTRATION_ERROR");
        answer["args"] = json!({ "MESSAGE": text });
        let server = Server::always(answer).await;
        let error = server.client().once(None, &partner::GetInfo).await.unwrap_err();
        let api = error.api().unwrap();
        assert_eq!(api.registration_message(), Some(text));
        assert_eq!(api.registration_refusal(), Some(expected));
        // What is not known to be refused before anything is made may have been made.
        let late = ["Unknown error", "Something quite new", ""].contains(&text);
        let effect = if late { Effect::Unknown } else { Effect::None };
        assert_eq!(error.effect(), effect, "{text}");
    }
}

#[tokio::test]
async fn a_registration_refused_without_a_text_may_have_made_the_account() {
    let error = error_of(|| Reply::error("PARTNER_REGISTRATION_ERROR")).await;
    assert_eq!(error.api().unwrap().registration_refusal(), None);
    assert_eq!(error.effect(), Effect::Unknown);
    assert_eq!(error_of(|| Reply::error("FEATURE_FORBIDDEN")).await.effect(), Effect::None);
}

#[tokio::test]
async fn codes_without_a_name_stay_what_they_are() {
    let error = error_of(|| Reply::error("SOMETHING_NEW")).await;
    assert_eq!(error.code(), Some(&ErrorCode::Other("SOMETHING_NEW".into())));
    assert_eq!(ErrorCode::from_wire("INTERNAL_SERVERL_ERROR"), ErrorCode::InternalServer);
    assert_eq!(ErrorCode::InternalServer.as_str(), "INTERNAL_SERVERL_ERROR");
}

#[tokio::test]
async fn arguments_may_be_missing_null_a_list_or_numbers() {
    for (args, pid) in [
        (Value::Null, None),
        (json!([]), None),
        (json!({ "PID": 134, "DEEP": { "a": 1 } }), Some("134")),
    ] {
        let mut answer = api_error("INVALID_PARTNER_ID");
        answer["args"] = args;
        let server = Server::always(answer).await;
        let error = server.client().once(None, &system::Ping).await.unwrap_err();
        assert_eq!(error.api().unwrap().arg("PID"), pid);
    }
}

#[test]
fn errors_can_be_kept_and_shared() {
    fn holds<T: Clone + Send + Sync + std::error::Error + 'static>() {}
    holds::<Error>();
    holds::<TransportError>();
    assert!(Ks::new("no session").is_err());
}
