//! `session`: starting, looking at, ending, impersonating (API.md §3).

use crate::access::{self, Needs};
use crate::core::{Call, Core};
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::ks::{Ks, Sealed};
use crate::wire::cast;
use crate::wire::deserialize::{Enumeration, Kind, optional, required};
use crate::wire::node::{Node, Object};
use crate::wire::request::Params;

const DAY_SECONDS: i64 = 86_400;

pub(crate) static SESSION_TYPE: Enumeration =
    Enumeration { name: "KalturaSessionType", values: &["0", "2"] };

pub(crate) static SERVICE: Service = Service {
    name: "session",
    feature: None,
    actions: &[
        Action {
            name: "start",
            params: &[
                required("secret", Kind::Text),
                optional("userId", Kind::Text),
                optional("type", Kind::Enum(&SESSION_TYPE)),
                optional("partnerId", Kind::Int),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
            ],
            needs: Needs::Nothing,
            run: start,
        },
        Action {
            name: "impersonate",
            params: &[
                required("secret", Kind::Text),
                required("impersonatedPartnerId", Kind::Int),
                optional("userId", Kind::Text),
                optional("type", Kind::Enum(&SESSION_TYPE)),
                optional("partnerId", Kind::Int),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
            ],
            needs: Needs::Nothing,
            run: impersonate,
        },
        Action {
            name: "impersonateByKs",
            params: &[
                required("session", Kind::Text),
                optional("type", Kind::Enum(&SESSION_TYPE)),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
            ],
            needs: Needs::Internal,
            run: |_| Err(ApiError::internal()),
        },
        Action {
            name: "end",
            params: &[],
            needs: Needs::Nothing,
            run: |call| {
                end(call);
                Ok(Node::Null)
            },
        },
        Action {
            name: "get",
            params: &[optional("session", Kind::Text)],
            needs: Needs::AnyOf(&["SESSION_READ_PERMISSION", "BASE_USER_SESSION_PERMISSION"]),
            run: get,
        },
        Action {
            name: "startWidgetSession",
            params: &[required("widgetId", Kind::Text), optional("expiry", Kind::Int)],
            needs: Needs::Nothing,
            run: start_widget_session,
        },
    ],
};

/// The fast path of a stand-alone `session.start`: once a partner's secrets are in the cache, a
/// right secret is enough, whatever the partner's status and however long the session
/// (API.md §3.1 "Two code paths").
pub(crate) fn from_secrets_cache(
    core: &Core,
    service: &str,
    action: &str,
    params: &Params,
) -> Option<Node> {
    let names = service.eq_ignore_ascii_case("session") && action.eq_ignore_ascii_case("start");
    let text = |name: &str| params.get(name).map(cast::text).unwrap_or_default();
    let int = |name: &str| params.get(name).map(cast::int);
    let partner = int("partnerId")?;
    let kind = int("type").unwrap_or(0);
    if !names || !matches!(text("type").as_str(), "" | "0" | "2") {
        return None;
    }
    // Whatever comes with a session of its own takes the slow way.
    if !text("ks").is_empty() || !core.desk().warm.contains(&partner) {
        return None;
    }
    let secrets = core.people().secrets(core.seed, partner);
    if !secret_fits(&secrets, kind, &text("secret")) {
        return None;
    }
    let ks = Ks {
        partner,
        user: text("userId"),
        kind,
        expiry: core.now.seconds() + int("expiry").unwrap_or(DAY_SECONDS),
        privileges: text("privileges"),
    };
    Some(issue(core, &ks))
}

/// ADMIN needs the admin secret; USER takes either.
fn secret_fits(secrets: &(String, String), kind: i64, given: &str) -> bool {
    given == secrets.1 || (kind == 0 && given == secrets.0)
}

pub(crate) fn issue(core: &Core, ks: &Ks) -> Node {
    let text = core.sign(ks);
    core.faults.note_session(&text);
    text.into()
}

fn start(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let partner = call.int("partnerId").unwrap_or(0);
    let refused = || ApiError::start_session(partner);
    let kind = call.int("type").unwrap_or(0);
    let longest = {
        let people = call.core.people();
        let account = people.directory.get(partner).ok_or_else(refused)?;
        if !secret_fits(&people.secrets(call.core.seed, partner), kind, call.text("secret")) {
            return Err(refused());
        }
        account.ks_max_seconds
    };
    let wanted = call.int("expiry").unwrap_or(DAY_SECONDS);
    // Only inside a multirequest is the slow path's maximum ever seen: alone, the call that
    // warms the cache is answered like the ones after it (01-session-start-expiry-10-days-*).
    let seconds = match longest {
        Some(longest) if call.in_multirequest => wanted.min(longest),
        _ => wanted,
    };
    call.core.desk().warm.insert(partner);
    let ks = Ks {
        partner,
        user: call.text("userId").to_owned(),
        kind,
        expiry: call.now() + seconds,
        privileges: call.text("privileges").to_owned(),
    };
    Ok(issue(call.core, &ks))
}

/// A session of a child, made with the parent's secret (API.md §3.6).
fn impersonate(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let parent = call.int("partnerId").unwrap_or(0);
    let child = call.int("impersonatedPartnerId").unwrap_or(0);
    let refused = || ApiError::start_session(parent);
    let kind = call.int("type").unwrap_or(0);
    let longest = {
        let people = call.core.people();
        people.directory.get(parent).ok_or_else(refused)?;
        if !secret_fits(&people.secrets(call.core.seed, parent), kind, call.text("secret")) {
            return Err(refused());
        }
        let child = people.directory.get(child).ok_or_else(refused)?;
        if !child.is_child_of(parent) || !child.is_open() {
            return Err(refused());
        }
        child.ks_max_seconds.unwrap_or(DAY_SECONDS)
    };
    let privileges = call.text("privileges").to_owned();
    let ks = Ks {
        partner: child,
        user: call.text("userId").to_owned(),
        kind,
        expiry: call.now() + call.int("expiry").unwrap_or(DAY_SECONDS).min(longest),
        privileges,
    };
    if ks.privilege("setrole").is_some_and(|name| access::role_named(name).is_none()) {
        return Err(ApiError::unknown_role());
    }
    Ok(issue(call.core, &ks))
}

/// Ends a session, and for a day every other one with its ID, whenever it is begun
/// (`invalidSessionPeer::invalidateKs` of the real server).
fn end(call: &Call<'_>) {
    if let Some((ks, text)) = &call.caller.session {
        let mut desk = call.core.desk();
        desk.ended.insert(text.clone());
        if let Some(id) = ks.session_id() {
            desk.ban(ks.partner, id, call.now() + DAY_SECONDS);
        }
    }
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let ks = match call.text("session") {
        "" => call.caller.ks().cloned().ok_or_else(ApiError::internal)?,
        text => {
            let people = call.core.people();
            Sealed::read(text)
                .and_then(|sealed| {
                    let (_, secret) = people.secrets(call.core.seed, sealed.partner);
                    sealed.open(&secret)
                })
                .ok_or_else(|| ApiError::invalid_ks(text))?
        }
    };
    // All numbers are texts here (01-session-get-own).
    Ok(Object::new("KalturaSessionInfo")
        .with("sessionType", ks.kind.to_string())
        .with("partnerId", ks.partner.to_string())
        .with("userId", ks.user)
        .with("expiry", ks.expiry.to_string())
        .with("privileges", ks.privileges)
        .into())
}

fn start_widget_session(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let widget = call.text("widgetId");
    let unknown = || ApiError::invalid_widget(widget);
    let partner = widget.strip_prefix('_').and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    if call.core.people().directory.get(partner).is_none() {
        return Err(unknown());
    }
    let ks = Ks {
        partner,
        user: "0".to_owned(),
        kind: 0,
        expiry: call.now() + call.int("expiry").unwrap_or(DAY_SECONDS),
        privileges: "widget:1,view:*".to_owned(),
    };
    Ok(Object::new("KalturaStartWidgetSessionResponse")
        .with("partnerId", partner)
        .with("ks", issue(call.core, &ks))
        .with("userId", 0_i64)
        .into())
}
