//! `appToken`: making, listing and deleting tokens, and signing in with one (API.md §9).

use crate::access::Needs;
use crate::app_token::AppToken;
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::ks::Ks;
use crate::partner::filter::{PAGER, Page};
use crate::seed;
use crate::services::session::{SESSION_TYPE, issue};
use crate::wire::deserialize::{Class, Enumeration, Given, Kind, optional, required};
use crate::wire::node::{Node, Object};

const ACTIVE: i64 = 2;
const DELETED: i64 = 3;
const DAY_SECONDS: i64 = 86_400;

static HASH_TYPE: Enumeration =
    Enumeration { name: "KalturaAppTokenHashType", values: &["MD5", "SHA1", "SHA256", "SHA512"] };
static STATUS: Enumeration =
    Enumeration { name: "KalturaAppTokenStatus", values: &["1", "2", "3"] };

static APP_TOKEN: Class = Class {
    name: "KalturaAppToken",
    base: None,
    properties: &[
        ("expiry", Kind::Time),
        ("sessionType", Kind::Enum(&SESSION_TYPE)),
        ("sessionUserId", Kind::Text),
        ("sessionDuration", Kind::Int),
        ("sessionPrivileges", Kind::Text),
        ("hashType", Kind::TextEnum(&HASH_TYPE)),
        ("description", Kind::Text),
    ],
    extended_by: &[],
};
static FILTER: Class = Class {
    name: "KalturaAppTokenFilter",
    base: None,
    properties: &[
        ("idEqual", Kind::Text),
        ("idIn", Kind::Text),
        ("statusEqual", Kind::Enum(&STATUS)),
        ("sessionUserIdEqual", Kind::Text),
        ("orderBy", Kind::Text),
    ],
    extended_by: &[],
};

const ID: crate::wire::deserialize::Param = required("id", Kind::Text);

pub(crate) static SERVICE: Service = Service {
    name: "appToken",
    feature: None,
    actions: &[
        Action {
            name: "add",
            params: &[required("appToken", Kind::Object(&APP_TOKEN))],
            needs: Needs::AnyOf(&["APP_TOKEN_ADD"]),
            run: add,
        },
        Action {
            name: "get",
            params: &[ID],
            needs: Needs::AnyOf(&["APP_TOKEN_BASE"]),
            run: |call| Ok(show(&own(call, call.text("id"))?)),
        },
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: Needs::AnyOf(&["APP_TOKEN_BASE"]),
            run: list,
        },
        Action {
            name: "update",
            params: &[ID, required("appToken", Kind::Object(&APP_TOKEN))],
            needs: Needs::AnyOf(&["APP_TOKEN_UPDATE"]),
            run: update,
        },
        Action {
            name: "delete",
            params: &[ID],
            needs: Needs::AnyOf(&["APP_TOKEN_DELETE"]),
            run: delete,
        },
        Action {
            name: "startSession",
            params: &[
                ID,
                required("tokenHash", Kind::Text),
                optional("userId", Kind::Text),
                optional("type", Kind::Enum(&SESSION_TYPE)),
                optional("expiry", Kind::Int),
                optional("sessionPrivileges", Kind::Text),
            ],
            needs: Needs::AnyOf(&["WIDGET_SESSION_PERMISSION", "BASE_USER_SESSION_PERMISSION"]),
            run: start_session,
        },
    ],
};

/// Makes a token for a partner, without a call.
pub(crate) fn make(seed_: u64, number: u64, partner: i64, now: i64) -> AppToken {
    let roll = seed::dice(seed_, 77, number);
    let id: String = (0..8)
        .map(|at| {
            let digit = u8::try_from((roll >> (at * 5)) % 36).unwrap_or(0);
            char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 })
        })
        .collect();
    AppToken {
        id: format!("0_{id}"),
        token: AppToken::secret(seed_, partner, number),
        number: Some(number),
        partner,
        created_at: now,
        updated_at: now,
        status: ACTIVE,
        expiry: None,
        session_type: 0,
        session_user_id: None,
        session_seconds: DAY_SECONDS,
        session_privileges: None,
        hash_type: "SHA1".to_owned(),
        description: None,
    }
}

fn fill(token: &mut AppToken, given: &Given) {
    let text = |name: &str| given.text(name).map(str::to_owned);
    if given.values.contains_key("expiry") {
        token.expiry = given.int("expiry");
    }
    if let Some(kind) = given.int("sessionType") {
        token.session_type = kind;
    }
    if let Some(seconds) = given.int("sessionDuration") {
        token.session_seconds = seconds;
    }
    token.session_user_id = text("sessionUserId").or(token.session_user_id.take());
    token.session_privileges = text("sessionPrivileges").or(token.session_privileges.take());
    token.description = text("description").or(token.description.take());
    if let Some(hash) = text("hashType") {
        token.hash_type = hash;
    }
}

fn add(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let partner = call.partner()?;
    let given =
        call.arguments.object("appToken").ok_or_else(|| ApiError::missing_parameter("appToken"))?;
    let random = u64::from_le_bytes(call.core.random()[..8].try_into().unwrap_or_default());
    let mut token = make(call.core.seed, random, partner, call.now());
    fill(&mut token, given);
    let shown = show(&token);
    call.core.keep_token(token);
    Ok(shown)
}

/// A token of the caller's partner that was not deleted.
fn own(call: &Call<'_>, id: &str) -> Result<AppToken, ApiError> {
    let partner = call.partner()?;
    call.core
        .desk()
        .app_tokens
        .get(id)
        .filter(|token| token.partner == partner && token.status != DELETED)
        .cloned()
        .ok_or_else(|| ApiError::app_token_not_found(id))
}

fn list(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let partner = call.partner()?;
    let filter = call.arguments.object("filter");
    let page = Page::from(call.arguments.object("pager"));
    let wanted = |name: &str, value: &str| {
        filter
            .and_then(|f| f.filter_text(name))
            .is_none_or(|text| text.split(',').any(|t| t == value))
    };
    let mut tokens: Vec<AppToken> = call
        .core
        .desk()
        .app_tokens
        .values()
        .filter(|token| token.partner == partner && token.status != DELETED)
        .filter(|token| wanted("idEqual", &token.id) && wanted("idIn", &token.id))
        .filter(|token| {
            wanted("sessionUserIdEqual", token.session_user_id.as_deref().unwrap_or_default())
        })
        .filter(|token| {
            filter.and_then(|f| f.int("statusEqual")).is_none_or(|status| status == token.status)
        })
        .cloned()
        .collect();
    tokens.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    let shown: Vec<&AppToken> = page.of(&tokens.iter().collect::<Vec<_>>());
    Ok(Node::list_response(
        "KalturaAppTokenListResponse",
        tokens.len(),
        shown.into_iter().map(show).collect(),
    ))
}

fn update(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let mut token = own(call, call.text("id"))?;
    if let Some(given) = call.arguments.object("appToken") {
        fill(&mut token, given);
    }
    token.updated_at = call.now();
    let shown = show(&token);
    call.core.keep_token(token);
    Ok(shown)
}

/// Its sessions are over with it, as on the real server (`AppTokenService::deleteAction`).
fn delete(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let mut token = own(call, call.text("id"))?;
    token.status = DELETED;
    call.core.desk().ban(token.partner, &token.id, i64::MAX);
    call.core.keep_token(token);
    Ok(Node::Null)
}

/// The token's own settings win over what the call asks for (12-appToken-startSession-setrole-*).
fn start_session(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let token = own(call, call.text("id"))?;
    let now = call.now();
    if token.status != ACTIVE {
        return Err(ApiError::app_token_not_active(&token.id));
    }
    if token.expiry.is_some_and(|expiry| expiry <= now) {
        return Err(ApiError::app_token_expired(&token.id));
    }
    let session = call.caller.session.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
    if token.hash(&session) != call.text("tokenHash") {
        return Err(ApiError::invalid_app_token_hash());
    }
    let mut privileges = vec![format!("sessionid:{}", token.id), format!("apptoken:{}", token.id)];
    privileges.extend(token.session_privileges.clone().filter(|text| !text.is_empty()));
    let ks = Ks {
        partner: token.partner,
        user: token.session_user_id.clone().unwrap_or_else(|| call.text("userId").to_owned()),
        kind: token.session_type,
        expiry: now + token.session_seconds.min(call.int("expiry").unwrap_or(i64::MAX)),
        privileges: privileges.join(","),
    };
    Ok(Object::new("KalturaSessionInfo")
        .with("ks", issue(call.core, &ks))
        .with("sessionType", ks.kind)
        .with("partnerId", ks.partner.to_string())
        .with("userId", ks.user)
        .with("expiry", ks.expiry)
        .with("privileges", ks.privileges)
        .into())
}

fn show(token: &AppToken) -> Node {
    Object::new("KalturaAppToken")
        .with("id", token.id.as_str())
        .with("token", token.token.as_str())
        .with("partnerId", token.partner)
        .with("createdAt", token.created_at)
        .with("updatedAt", token.updated_at)
        .with("status", token.status)
        .with("expiry", token.expiry)
        .with("sessionType", token.session_type)
        .with("sessionUserId", token.session_user_id.as_deref())
        .with("sessionDuration", token.session_seconds)
        .with("sessionPrivileges", token.session_privileges.as_deref())
        .with("hashType", token.hash_type.as_str())
        .with("description", token.description.as_deref())
        .into()
}
