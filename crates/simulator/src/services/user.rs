//! `user`: signing in by e-mail or user id, moving between accounts of a login, looking at users
//! (API.md §9).

use crate::access::Needs;
use crate::core::Call;
use crate::dispatch::{Action, Service};
use crate::error::ApiError;
use crate::ks::Ks;
use crate::logins::{Attempt, Refused, User};
use crate::services::session::issue;
use crate::wire::deserialize::{Class, Kind, optional, required};
use crate::wire::node::{Node, Object};

const DAY_SECONDS: i64 = 86_400;

static LOGIN_FILTER: Class = Class {
    name: "KalturaUserLoginDataFilter",
    base: None,
    properties: &[("loginEmailEqual", Kind::Text)],
    extended_by: &[],
};

const SESSION: Needs = Needs::AnyOf(&["BASE_USER_SESSION_PERMISSION"]);

pub(crate) static SERVICE: Service = Service {
    name: "user",
    feature: None,
    actions: &[
        Action {
            name: "loginByLoginId",
            params: &[
                required("loginId", Kind::Text),
                required("password", Kind::Text),
                optional("partnerId", Kind::Int),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
                optional("otp", Kind::Text),
            ],
            needs: Needs::Nothing,
            run: login_by_login_id,
        },
        Action {
            name: "login",
            params: &[
                required("partnerId", Kind::Int),
                required("userId", Kind::Text),
                required("password", Kind::Text),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
                optional("otp", Kind::Text),
            ],
            needs: Needs::Nothing,
            run: login,
        },
        Action {
            name: "loginByKs",
            params: &[
                required("requestedPartnerId", Kind::Int),
                optional("expiry", Kind::Int),
                optional("privileges", Kind::Text),
            ],
            needs: SESSION,
            run: login_by_ks,
        },
        Action { name: "get", params: &[optional("userId", Kind::Text)], needs: SESSION, run: get },
        Action {
            name: "getByLoginId",
            params: &[required("loginId", Kind::Text)],
            needs: SESSION,
            run: get_by_login_id,
        },
        Action {
            name: "checkLoginDataExists",
            params: &[required("filter", Kind::Object(&LOGIN_FILTER))],
            needs: Needs::AnyOf(&["ADMIN_BASE"]),
            run: |call| Ok(Node::Bool(login_exists(call))),
        },
    ],
};

/// `user.loginByLoginId` hides nearly every error behind one (`api_strict_error_map`).
pub(crate) fn strict_error(service: &str, action: &str, error: ApiError) -> ApiError {
    let hides =
        service.eq_ignore_ascii_case("user") && action.eq_ignore_ascii_case("loginByLoginId");
    let shown = ["PASSWORD_EXPIRED", "MISSING_OTP", "INVALID_OTP", "DIRECT_LOGIN_BLOCKED"];
    if hides && !shown.contains(&error.code.as_str()) {
        return ApiError::user_wrong_password();
    }
    error
}

pub(crate) fn refusal(refused: Refused) -> ApiError {
    match refused {
        Refused::NotFound => ApiError::user_not_found(),
        Refused::WrongPassword => ApiError::user_wrong_password(),
        Refused::RetriesExceeded => ApiError::login_retries_exceeded(),
        Refused::Blocked => ApiError::login_blocked(),
        Refused::PasswordExpired => ApiError::password_expired(),
        Refused::MissingOtp => ApiError::missing_otp(),
        Refused::InvalidOtp => ApiError::invalid_otp(),
        Refused::DirectLoginBlocked => ApiError::direct_login_blocked(),
    }
}

/// Signs in and answers the session of a user.
pub(crate) fn sign_in(call: &Call<'_>, attempt: &Attempt<'_>) -> Result<Node, ApiError> {
    let user = {
        let mut people = call.core.people_mut();
        let people = &mut *people;
        people
            .logins
            .sign_in(&people.directory, attempt, call.core.now.seconds())
            .map_err(refusal)?
    };
    let is_open =
        call.core.people().directory.get(user.partner).is_some_and(|partner| partner.is_open());
    if !is_open {
        return Err(ApiError::content_blocked());
    }
    Ok(session_of(call, &user))
}

/// The session that signing in gives: everything allowed unless privileges were asked for.
fn session_of(call: &Call<'_>, user: &User) -> Node {
    let privileges = match call.text("privileges") {
        "" => "*",
        asked => asked,
    };
    let ks = Ks {
        partner: user.partner,
        user: user.id.clone(),
        kind: if user.is_admin { 2 } else { 0 },
        expiry: call.now() + call.int("expiry").unwrap_or(DAY_SECONDS),
        privileges: privileges.to_owned(),
    };
    issue(call.core, &ks)
}

fn login_by_login_id(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let attempt = Attempt {
        email: call.text("loginId").trim(),
        password: call.text("password"),
        partner: call.int("partnerId").filter(|id| *id != 0),
        otp: call.text("otp"),
    };
    sign_in(call, &attempt)
}

fn login(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let attempt = Attempt {
        email: call.text("userId"),
        password: call.text("password"),
        partner: call.int("partnerId"),
        otp: call.text("otp"),
    };
    sign_in(call, &attempt)
}

/// Another account of the same login; anything else is `USER_DATA_ERROR`.
fn login_by_ks(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let requested = call.int("requestedPartnerId").unwrap_or(0);
    let user_id = call.caller.ks().map(|ks| ks.user.clone()).unwrap_or_default();
    let user = {
        let people = call.core.people();
        let open = people.directory.get(requested).is_some_and(|partner| partner.is_open());
        people
            .logins
            .of_user(&people.directory, own, &user_id)
            .filter(|_| open)
            .and_then(|login| login.user_in(requested).cloned())
            .ok_or_else(ApiError::user_data)?
    };
    Ok(Object::new("KalturaSessionResponse")
        .with("partnerId", user.partner)
        .with("ks", session_of(call, &user))
        .with("userId", user.id)
        .into())
}

fn get(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let asked = match call.text("userId") {
        "" => call.caller.ks().map(|ks| ks.user.clone()).unwrap_or_default(),
        asked => asked.to_owned(),
    };
    let people = call.core.people();
    if asked.is_empty() {
        let created_at = people.directory.get(own).map_or(0, |partner| partner.created_at);
        return Ok(show(&nameless(own, created_at), None, false));
    }
    let user =
        people.logins.user(&people.directory, own, &asked).ok_or_else(ApiError::invalid_user_id)?;
    Ok(show(&user, Some(&user.id), true))
}

fn get_by_login_id(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let own = call.partner()?;
    let people = call.core.people();
    let login = people
        .logins
        .find(&people.directory, call.text("loginId"))
        .ok_or_else(ApiError::user_not_found)?;
    let user = login.user_in(own).ok_or_else(ApiError::user_not_found)?;
    Ok(show(user, Some(&login.email), true))
}

fn login_exists(call: &Call<'_>) -> bool {
    let people = call.core.people();
    let email =
        call.arguments.object("filter").and_then(|f| f.text("loginEmailEqual")).unwrap_or_default();
    people.logins.find(&people.directory, email).is_some()
}

/// A session without a user has one without a name (12-user-get-ks-without-user).
fn nameless(partner: i64, created_at: i64) -> User {
    let mut user = User::owner(partner, "", "", created_at);
    user.is_admin = false;
    user.is_owner = false;
    user.roles.clear();
    user
}

fn show(user: &User, email: Option<&str>, has_login: bool) -> Node {
    let role_ids: Vec<String> = user.roles.iter().map(ToString::to_string).collect();
    let role_names: Vec<&str> =
        user.roles.iter().filter_map(|id| crate::access::role(*id)).map(|role| role.name).collect();
    let full_name = format!("{} {}", user.first_name, user.last_name);
    Object::new("KalturaUser")
        .with("id", user.id.as_str())
        .with("partnerId", user.partner)
        .with("screenName", user.id.as_str())
        .with("fullName", full_name.trim())
        .with("email", email)
        .with("country", "")
        .with("description", "")
        .with("status", 1_i64)
        .with("createdAt", user.created_at)
        .with("updatedAt", user.created_at)
        .with("storageSize", 0_i64)
        .with("lastLoginTime", user.last_login_at.or(has_login.then_some(user.created_at)))
        .with("statusUpdatedAt", user.created_at)
        .with("userMode", 0_i64)
        .with("capabilities", Node::List(Vec::new()))
        .with("type", 0_i64)
        .with("isAdmin", user.is_admin)
        .with("isGuest", false)
        .with("roleIds", role_ids.join(","))
        .with("roleNames", role_names.join(","))
        .with("isAccountOwner", user.is_owner)
        .with("firstName", user.first_name.as_str())
        .with("lastName", user.last_name.as_str())
        .with("loginEnabled", has_login)
        .with("isSsoExcluded", false)
        .into()
}
