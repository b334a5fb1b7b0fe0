//! From request parameters to an answer: the order of checks of the real dispatcher, and
//! multirequest (API.md §2, §4, §12). The actions themselves are in `services/`.

use serde_json::Value;

use crate::access::{self, NO_SESSION, Needs, Role, USER_ROLE, WIDGET_ROLE};
use crate::cache;
use crate::core::{Call, Caller, Core, Origin};
use crate::error::ApiError;
use crate::ks::{Ks, Sealed};
use crate::services;
use crate::wire::cast;
use crate::wire::deserialize::{self, Param};
use crate::wire::node::{File, Node};
use crate::wire::request::{Params, group};
use crate::world::Received;

/// An action of a service.
#[derive(Debug)]
pub(crate) struct Action {
    /// The name as the service spells it.
    pub(crate) name: &'static str,
    pub(crate) params: &'static [Param],
    pub(crate) needs: Needs,
    pub(crate) run: fn(&mut Call<'_>) -> Result<Node, ApiError>,
}

/// A service and its actions.
#[derive(Debug)]
pub(crate) struct Service {
    /// The name as the real server's source spells it.
    pub(crate) name: &'static str,
    pub(crate) actions: &'static [Action],
    /// A feature without which the whole service is `FEATURE_FORBIDDEN`.
    pub(crate) feature: Option<&'static str>,
}

impl Service {
    /// The name as a refusal spells it, however the request did, since the real server takes it
    /// from its table of services (`KalturaBaseService::initService`): Kaltura's own clients ask
    /// for `apptoken` and are refused `appToken` (06-appToken-startSession-no-ks). The table has
    /// the services of plugins in lower case (04-updateStatus-no-ks).
    fn spelt(&self) -> String {
        if self.name.contains('_') { self.name.to_lowercase() } else { self.name.to_owned() }
    }
}

/// An answer before it is written.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) node: Node,
    pub(crate) headers: Vec<(String, String)>,
}

impl From<Node> for Answer {
    fn from(node: Node) -> Self {
        Self { node, headers: Vec::new() }
    }
}

/// Answers a request, multirequest or not.
pub(crate) fn answer(core: &Core, params: &Params, from: &Origin) -> Answer {
    let service = params.get("service").map(cast::text).unwrap_or_default();
    if service.eq_ignore_ascii_case("multirequest") {
        return multirequest(core, params, from);
    }
    let action = params.get("action").map(cast::text).unwrap_or_default();
    one(core, &service, &action, params, from, false)
}

/// One request, alone or as a part of a multirequest.
fn one(
    core: &Core,
    service: &str,
    action: &str,
    params: &Params,
    from: &Origin,
    in_multirequest: bool,
) -> Answer {
    let params = group(params);
    let now = core.now.seconds();
    let session_text = params.get("ks").map(cast::text).unwrap_or_default();
    let sealed = Sealed::read(&session_text);
    if let Some(answer) = services::session::from_secrets_cache(core, service, action, &params)
        && !in_multirequest
    {
        log(core, service, action, &params, sealed.as_ref(), now);
        return cached(answer);
    }
    // Whoever has no session, or none that can be read, is anonymous.
    let key = sealed.is_none().then(|| cache::key(service, action, &params, in_multirequest));
    let remembered = key.as_ref().and_then(|key| core.desk().answers.refusal(key, now));
    if let Some(error) = remembered {
        log(core, service, action, &params, sealed.as_ref(), now);
        return cached(Node::Error(ApiError { in_headers: false, ..error }));
    }
    let mut headers = Vec::new();
    let mut cacheable = true;
    let result = dispatch(
        core,
        service,
        action,
        &params,
        from,
        in_multirequest,
        &mut headers,
        &mut cacheable,
    );
    log(core, service, action, &params, sealed.as_ref(), now);
    let node = result.unwrap_or_else(|error| {
        let error = services::user::strict_error(service, action, error);
        if let Some(key) = key.filter(|_| cacheable) {
            core.desk().answers.keep(key, now, error.clone());
        }
        Node::Error(error)
    });
    if let Node::Error(error) = &node
        && error.in_headers
    {
        headers.push(("X-Kaltura".into(), format!("error-{}", error.code)));
        headers.push((
            "X-Kaltura-App".into(),
            format!("exiting on error {} - {}", error.code, error.message),
        ));
    }
    Answer { node, headers }
}

fn cached(node: Node) -> Answer {
    Answer { node, headers: vec![("X-Kaltura".into(), "cached-dispatcher".into())] }
}

/// The real dispatcher's order: names, a session that can be read, rate limits, parameters, the
/// session's validity, blocked partners, permission (API.md §2).
#[expect(clippy::too_many_arguments, reason = "the steps of one request share all of this")]
fn dispatch(
    core: &Core,
    service_name: &str,
    action_name: &str,
    params: &Params,
    from: &Origin,
    in_multirequest: bool,
    headers: &mut Vec<(String, String)>,
    cacheable: &mut bool,
) -> Result<Node, ApiError> {
    if service_name.is_empty() {
        return Err(ApiError::service_not_specified());
    }
    let lower = service_name.to_lowercase();
    let service = services::find(&lower).ok_or_else(|| ApiError::unknown_service(&lower))?;
    let action = service
        .actions
        .iter()
        .find(|action| action.name.eq_ignore_ascii_case(action_name))
        .ok_or_else(|| ApiError::unknown_action(&lower, &action_name.to_lowercase()))?;
    let text = params.get("ks").map(cast::text).unwrap_or_default();
    let session = read_session(core, &text)?;
    core.faults.note_session(&text);
    let session_partner = session.as_ref().map(|ks| ks.partner);
    if core.faults.is_rate_limited(service_name, action_name, core.now.seconds()) {
        *cacheable = false;
        return Err(ApiError::action_blocked(service_name, action_name));
    }
    let now = core.now.seconds();
    let arguments = deserialize::arguments(action.params, params, now)?;
    if let Some(ks) = &session {
        check_session(core, ks, &text, from, now)?;
    }
    let asked = requested_partner(params);
    refuse_blocked(core, session_partner, asked)?;
    let caller =
        Caller { roles: roles(core, session.as_ref())?, session: session.map(|s| (s, text)) };
    let permitted = match action.needs {
        Needs::Nothing => true,
        Needs::AnyOf(names) => names.iter().any(|name| caller.allows(name)),
        Needs::Internal => false,
    };
    // With a session only its own partner may be named (API.md §12).
    let foreign = matches!((session_partner, asked), (Some(own), Some(asked)) if own != asked);
    let names_own_partner = services::takes_partner_id(action);
    if !permitted || (foreign && !names_own_partner) {
        return Err(ApiError::service_forbidden(&service.spelt(), action.name));
    }
    if service.feature == Some(access::VAR_CONSOLE) {
        let has = session_partner
            .and_then(|id| core.people().directory.get(id).map(|p| p.var_console))
            .unwrap_or(false);
        if !has {
            return Err(ApiError::feature_forbidden("varConsole"));
        }
    }
    *cacheable = !services::disables_cache(service, action);
    if core.faults.is_failing(service_name, action_name) {
        return Err(ApiError::internal());
    }
    let mut call =
        Call { core, arguments, params, caller, from, in_multirequest, headers: Vec::new() };
    let result = (action.run)(&mut call);
    headers.append(&mut call.headers);
    if result.is_ok()
        && let Some(text) = core.faults.late_refusal(service_name, action_name)
    {
        return Err(ApiError::registration(&text));
    }
    match result {
        Err(error) if services::serves_file(service.name, action.name) => {
            headers.push(("X-Kaltura".into(), format!("error- {}", error.code)));
            let text = format!("exiting on error {} - {}", error.code, error.message);
            headers.push(("X-Kaltura-App".into(), text));
            let body = String::new();
            Ok(Node::File(File { content_type: "text/html; charset=UTF-8", body }))
        }
        other => other,
    }
}

/// A session that cannot be read, or was signed with another secret, stands in the error itself
/// (API.md §3.5). An empty one counts as none.
fn read_session(core: &Core, text: &str) -> Result<Option<Ks>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    let people = core.people();
    Sealed::read(text)
        .filter(|sealed| people.directory.get(sealed.partner).is_some())
        .and_then(|sealed| sealed.open(&people.secrets(core.seed, sealed.partner).1))
        .map(Some)
        .ok_or_else(|| ApiError::invalid_ks(text))
}

fn check_session(
    core: &Core,
    ks: &Ks,
    text: &str,
    from: &Origin,
    now: i64,
) -> Result<(), ApiError> {
    let mut desk = core.desk();
    if ks.expiry <= now || core.faults.is_expired(text) {
        return Err(ApiError::invalid_ks("EXPIRED"));
    }
    if desk.is_logged_out(ks, text, now) {
        return Err(ApiError::invalid_ks("LOGOUT"));
    }
    if let Some(limit) = ks.privilege("actionslimit").and_then(|limit| limit.parse::<u32>().ok()) {
        let used = desk.actions_used.entry(text.to_owned()).or_default();
        if *used >= limit {
            return Err(ApiError::invalid_ks("EXCEEDED_ACTIONS_LIMIT"));
        }
        *used += 1;
    }
    if let Some(address) = ks.privilege("iprestrict")
        && !address.split('/').any(|allowed| allowed == from.address.to_string())
    {
        return Err(ApiError::invalid_ks("EXCEEDED_RESTRICTED_IP"));
    }
    if let Some(pattern) = ks.privilege("urirestrict")
        && !pattern.split('|').any(|allowed| uri_matches(allowed, &from.uri))
    {
        return Err(ApiError::invalid_ks("EXCEEDED_RESTRICTED_URI"));
    }
    Ok(())
}

/// A pattern with `*` at its end allows everything below.
fn uri_matches(pattern: &str, uri: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == uri, |start| uri.starts_with(start))
}

/// `p` before `partnerId`; 0 is dropped.
fn requested_partner(params: &Params) -> Option<i64> {
    ["p", "partnerId"]
        .iter()
        .filter_map(|name| params.get(*name))
        .map(cast::int)
        .find(|id| *id != 0)
}

/// A partner that is not open, or does not exist, refuses everything
/// (05-partner-getInfo-parent-with-partnerId-blocked-child, 01-session-start-unknown-partner).
fn refuse_blocked(core: &Core, own: Option<i64>, asked: Option<i64>) -> Result<(), ApiError> {
    let people = core.people();
    let is_open =
        |id: i64| id < 0 || people.directory.get(id).is_some_and(|partner| partner.is_open());
    if [own, asked].into_iter().flatten().all(is_open) {
        Ok(())
    } else {
        Err(ApiError::content_blocked())
    }
}

/// The roles of a session: `setrole:`, else those of its user, else by type of session.
fn roles(core: &Core, session: Option<&Ks>) -> Result<Vec<&'static Role>, ApiError> {
    let by_id = |id: i64| access::role(id).into_iter().collect::<Vec<_>>();
    let Some(ks) = session else { return Ok(by_id(NO_SESSION)) };
    if let Some(name) = ks.privilege("setrole") {
        // An unknown role is not refused before it is used (12-partner-list-with-appToken-ks-*).
        return access::role_named(name)
            .map(|role| vec![role])
            .ok_or_else(|| ApiError::invalid_object("N/A"));
    }
    if !ks.is_admin() {
        return Ok(by_id(if ks.privilege("widget").is_some() { WIDGET_ROLE } else { USER_ROLE }));
    }
    let people = core.people();
    let user = people.logins.user(&people.directory, ks.partner, &ks.user);
    let own: Vec<&'static Role> =
        user.iter().flat_map(|user| user.roles.iter()).filter_map(|id| access::role(*id)).collect();
    Ok(if own.is_empty() { by_id(crate::logins::ADMINISTRATOR_ROLE) } else { own })
}

fn log(
    core: &Core,
    service: &str,
    action: &str,
    params: &Params,
    sealed: Option<&Sealed>,
    at: i64,
) {
    let id = ["id", "impersonatedPartnerId", "requestedPartnerId"]
        .iter()
        .find_map(|name| params.get(*name))
        .and_then(|id| u32::try_from(cast::int(id)).ok());
    core.desk().record(Received {
        service: service.to_owned(),
        action: action.to_owned(),
        partner_id: sealed.and_then(|sealed| u32::try_from(sealed.partner).ok()),
        subject_id: id,
        user_id: params.get("userId").map(cast::text),
        at,
    });
}

/// Runs the requests of a multirequest one after another (API.md §4).
fn multirequest(core: &Core, params: &Params, from: &Origin) -> Answer {
    let mut common = Params::new();
    let mut requests: Vec<(i64, Params)> = Vec::new();
    for (name, value) in params {
        let (number, rest) = match name.split_once(':') {
            Some((number, rest)) => (number, Some(rest)),
            None => (name.as_str(), None),
        };
        let Ok(number) = number.parse::<i64>() else {
            common.insert(name.clone(), value.clone());
            continue;
        };
        let at = requests.iter().position(|(own, _)| *own == number).unwrap_or_else(|| {
            requests.push((number, Params::new()));
            requests.len() - 1
        });
        let Some((_, request)) = requests.get_mut(at) else { continue };
        match (rest, value) {
            (Some(rest), value) => {
                request.insert(rest.to_owned(), value.clone());
            }
            (None, Value::Object(map)) => request.extend(map.clone()),
            (None, _) => {}
        }
    }
    let mut number = requests.iter().map(|(number, _)| *number).min().unwrap_or(1).min(1);
    let mut results: Vec<Node> = Vec::new();
    let mut headers = Vec::new();
    while let Some((_, request)) = requests.iter().find(|(own, _)| *own == number) {
        // A gap, or a request without names, ends the whole silently.
        let (Some(service), Some(action)) = (request.get("service"), request.get("action")) else {
            break;
        };
        let (service, action) = (cast::text(service), cast::text(action));
        let mut own = request.clone();
        for name in ["ks", "partnerId", "clientTag"] {
            if let Some(value) = common.get(name)
                && !own.contains_key(name)
            {
                own.insert(name.to_owned(), value.clone());
            }
        }
        for value in own.values_mut() {
            resolve(value, &results);
        }
        own.remove("format");
        let mut answer = one(core, &service, &action, &own, from, true);
        headers.append(&mut answer.headers);
        results.push(answer.node);
        number += 1;
    }
    Answer { node: Node::List(results), headers }
}

/// Puts earlier results in the place of `{N:result:…}`; one reference a text, also inside a
/// longer one. A reference to nothing becomes an empty text.
fn resolve(value: &mut Value, results: &[Node]) {
    match value {
        Value::String(text) => {
            if let Some(resolved) = resolve_text(text, results) {
                *text = resolved;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| resolve(item, results)),
        Value::Object(map) => map.values_mut().for_each(|item| resolve(item, results)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn resolve_text(text: &str, results: &[Node]) -> Option<String> {
    let start = text.find('{')?;
    let end = start + text[start..].find('}')?;
    let mut steps = text[start + 1..end].split(':');
    let number: usize = steps.next()?.parse().ok()?;
    if steps.next()? != "result" {
        return None;
    }
    let steps: Vec<&str> = steps.filter(|step| !step.is_empty()).collect();
    let found = results
        .get(number.checked_sub(1)?)
        .and_then(|node| follow(node, &steps))
        .unwrap_or_default();
    Some(format!("{}{found}{}", &text[..start], &text[end + 1..]))
}

fn follow(node: &Node, steps: &[&str]) -> Option<String> {
    match steps {
        [] => node.scalar_text(),
        // A comma list, with a comma behind the last one too.
        ["_all", rest @ ..] => {
            let Node::List(list) = node else { return None };
            Some(list.iter().filter_map(|item| follow(item, rest)).map(|t| t + ",").collect())
        }
        [step, rest @ ..] => node.get(step).and_then(|node| follow(node, rest)),
    }
}
