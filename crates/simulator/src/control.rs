//! The control API for tests in other processes, under `/_simulator/`, a path that Kaltura does
//! not have. JSON in, JSON out; never a secret.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::Fault;
use crate::world::{Account, World};

/// Answers a request below `/_simulator/`.
pub(crate) fn answer(
    core: &Arc<Core>,
    method: &Method,
    path: &str,
    query: Option<&str>,
    body: &[u8],
) -> Response<Body> {
    let world = World::new(Arc::clone(core));
    let query = Query(query.unwrap_or_default());
    match (method.as_str(), path) {
        ("GET", "faults") => ok(&core.faults.list()),
        ("POST", "faults") => match serde_json::from_slice::<Fault>(body) {
            Ok(fault) => {
                core.faults.set(fault);
                ok(&core.faults.list())
            }
            Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
        },
        ("DELETE", "faults") => {
            core.faults.clear();
            ok(&core.faults.list())
        }
        ("POST", "expire-sessions") => {
            core.faults.expire_sessions();
            ok(&Value::Null)
        }
        ("GET", "accounts") => ok(&accounts(&world, &query)),
        ("POST", "accounts") => change(&world, body),
        ("GET", "logins") => match query.text("email") {
            Some(email) => ok(&world.login(&email)),
            None => refuse(StatusCode::BAD_REQUEST, "email is missing"),
        },
        ("GET", "requests") => {
            let (service, action) = (query.text("service"), query.text("action"));
            let same = |wanted: &Option<String>, name: &str| {
                wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(name))
            };
            let requests: Vec<_> = world
                .requests()
                .into_iter()
                .filter(|r| same(&service, &r.service) && same(&action, &r.action))
                .collect();
            ok(&requests)
        }
        ("DELETE", "requests") => {
            world.forget_requests();
            ok(&Value::Null)
        }
        ("GET", "apptokens") => ok(&world.app_tokens()),
        ("GET", "welcome-mails") => ok(&world.welcome_mails()),
        ("GET", "ended-sessions") => ok(&world.ended_sessions()),
        _ => refuse(StatusCode::NOT_FOUND, "no such path below /_simulator/"),
    }
}

/// `?id=`, `?parent=` with `status=` and `name=`; with `count=1` only how many.
fn accounts(world: &World, query: &Query<'_>) -> Value {
    let accounts: Vec<Account> =
        if let Some(id) = query.number("id").and_then(|id| u32::try_from(id).ok()) {
            world.account(id).into_iter().collect()
        } else if let Some(parent) = query.number("parent").and_then(|id| u32::try_from(id).ok()) {
            world.accounts_of(parent)
        } else {
            query.text("name").map(|name| world.accounts_named(&name)).unwrap_or_default()
        };
    let status = query.number("status");
    let name = query.text("name");
    let kept: Vec<Account> = accounts
        .into_iter()
        .filter(|account| status.is_none_or(|status| status == i64::from(account.status)))
        .filter(|account| name.as_ref().is_none_or(|name| account.name == *name))
        .collect();
    if query.number("count").is_some() { json!(kept.len()) } else { json!(kept) }
}

/// `{"id": …, "status": …}` and properties by their API names under `"set"`.
fn change(world: &World, body: &[u8]) -> Response<Body> {
    let Ok(wanted) = serde_json::from_slice::<Value>(body) else {
        return refuse(StatusCode::BAD_REQUEST, "not JSON");
    };
    let Some(id) = wanted.get("id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())
    else {
        return refuse(StatusCode::BAD_REQUEST, "id is missing");
    };
    if world.account(id).is_none() {
        return refuse(StatusCode::NOT_FOUND, "no such account");
    }
    if let Some(status) = wanted.get("status").and_then(Value::as_u64)
        && let Ok(status) = u8::try_from(status)
    {
        world.set_status(id, status);
    }
    if let Some(is_on) = wanted.get("multi_account").and_then(Value::as_bool) {
        world.set_multi_account(id, is_on);
    }
    for (name, value) in wanted.get("set").and_then(Value::as_object).into_iter().flatten() {
        world.set_property(id, name, value.clone());
    }
    ok(&world.account(id))
}

struct Query<'a>(&'a str);

impl Query<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.0.split('&').find_map(|pair| {
            let (own, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = value.replace('+', " ");
            (own == name).then(|| percent_decode_str(&value).decode_utf8_lossy().into_owned())
        })
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }
}

fn ok(value: &impl Serialize) -> Response<Body> {
    respond(StatusCode::OK, serde_json::to_string(value).unwrap_or_default())
}

fn refuse(status: StatusCode, why: &str) -> Response<Body> {
    respond(status, json!({ "error": why }).to_string())
}

fn respond(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
