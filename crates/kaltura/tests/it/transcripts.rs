//! Every recorded answer of an action this client has goes through the whole client and must
//! come out as what it is: a value of the action's kind, or an error with the same code and
//! arguments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kaltura::actions::{
    app_token, partner, permission, report, session, system, user, var_console,
};
use kaltura::{
    Action, AdminSecret, AppTokenId, Client, Error, MultiRequest, Pager, Params, PartnerId,
    Password, Safety, SessionType, UnixSeconds,
};
use serde_json::Value;

use crate::support::{Reply, Server, ks_of};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/kaltura/transcripts")
}

/// All recorded exchanges by name.
pub(crate) fn recorded() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(folder()).unwrap();
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect()
}

/// The recorder put words like `<ks>` where session strings stood. They go back in, since the
/// client checks that a session string is one.
fn unmask(value: &mut Value) {
    match value {
        Value::String(text) if is_mask_of_ks(text) => ks_of(105).reveal().clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(unmask),
        Value::Object(fields) => fields.values_mut().for_each(unmask),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_mask_of_ks(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>') && text.contains("ks") && !text.contains("secret")
}

/// A server whose one answer can be changed.
pub(crate) struct Player {
    client: Client,
    answer: Arc<Mutex<String>>,
    _server: Server,
}

impl Player {
    pub(crate) async fn start() -> Self {
        let answer = Arc::new(Mutex::new(String::new()));
        let played = Arc::clone(&answer);
        let server = Server::start(move |_, _| Reply::Json(played.lock().unwrap().clone())).await;
        Self { client: server.client(), answer, _server: server }
    }

    /// Plays one recorded answer to an action; what differs is said in words.
    pub(crate) async fn play<A: Action>(
        &self,
        exchange: &Value,
        action: A,
        compare: fn(&A::Output, &Value) -> bool,
    ) -> Result<(), String> {
        let mut answer = exchange["response"].clone();
        unmask(&mut answer);
        *self.answer.lock().unwrap() = answer.to_string();
        let result = self.client.once(None, &action).await;
        match (result, is_error(&answer)) {
            (Ok(output), false) if compare(&output, &answer) => Ok(()),
            (Ok(_), false) => Err("read, but not as it was".to_owned()),
            (Err(error), true) => same_error(&error, &answer),
            (Ok(_), true) => Err("an error passed for an answer".to_owned()),
            (Err(error), false) => Err(format!("not read: {error}")),
        }
    }
}

fn is_error(answer: &Value) -> bool {
    answer["objectType"] == "KalturaAPIException"
}

fn same_error(error: &Error, answer: &Value) -> Result<(), String> {
    let Error::Api(api) = error else { return Err(format!("not an API error: {error}")) };
    if answer["code"] != api.code().as_str() {
        return Err(format!("code {} became {}", answer["code"], api.code()));
    }
    let empty = serde_json::Map::new();
    let args = answer["args"].as_object().unwrap_or(&empty);
    if args.len() != api.args().len() {
        return Err("arguments differ in number".to_owned());
    }
    for (name, value) in args {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let kept = api.arg(name) == Some(&value);
        let hidden = api.arg(name) == Some("[hidden]") && name == "KSID";
        let is_word = value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if !(kept || hidden && !is_word) {
            return Err(format!("argument {name} differs"));
        }
    }
    Ok(())
}

fn anything<T>(_output: &T, _answer: &Value) -> bool {
    true
}

fn same_partner(output: &partner::Partner, answer: &Value) -> bool {
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    answer["id"] == output.id.get()
        && text("name") == output.name
        && text("adminEmail") == output.admin_email
        && text("referenceId") == output.reference_id
        && answer["status"].as_i64().is_none_or(|status| output.status.code() == status)
        && answer["partnerParentId"].as_i64() == output.partner_parent_id.map(PartnerId::get)
        && answer["createdAt"].as_i64() == output.created_at.map(UnixSeconds::get)
}

fn same_partners(output: &kaltura::List<partner::Partner>, answer: &Value) -> bool {
    let objects = answer["objects"].as_array().unwrap();
    answer["totalCount"] == output.total_count
        && objects.len() == output.objects.len()
        && output.objects.iter().zip(objects).all(|(output, answer)| same_partner(output, answer))
}

fn same_usage(output: &var_console::UsagePage, answer: &Value) -> bool {
    let objects: Vec<&Value> = match answer["objects"].as_object() {
        Some(keyed) => keyed.values().collect(),
        None => answer["objects"].as_array().unwrap().iter().collect(),
    };
    answer["totalCount"] == output.total_count
        && objects.len() == output.objects.len()
        && output.objects.iter().zip(objects).all(|(row, answer)| {
            answer["partnerId"] == row.partner_id.get()
                && answer["dateId"] == row.date_id
                && answer["avgStorage"].as_f64() == row.figures.average_storage
                && answer["bandwidth"].as_f64() == row.figures.bandwidth
        })
}

fn registration() -> partner::Registration {
    partner::Registration {
        partner: partner::NewPartner::default(),
        password: Some(Password::new("secret")),
        template_id: None,
        welcome: partner::WelcomeMail::None,
    }
}

fn report_query() -> report::ReportQuery {
    report::ReportQuery {
        report_type: report::ReportType::VarUsage,
        span: report::ReportSpan::new("20261001", "20261003", report::ReportInterval::Days, 0),
        partner_ids: Vec::new(),
    }
}

fn login() -> user::LoginByLoginId {
    user::LoginByLoginId {
        login_id: "vera@parent.test".to_owned(),
        password: Password::new("secret"),
        partner_id: None,
        lifetime: None,
        privileges: None,
        otp: None,
    }
}

/// Plays a recorded exchange to the action of its name; `None` when this client has none.
async fn replay(player: &Player, exchange: &Value) -> Option<Result<(), String>> {
    let request = &exchange["request"];
    let name = format!("{}.{}", request["service"].as_str()?, request["action"].as_str()?);
    let id = PartnerId::new(105);
    let filter = partner::PartnerFilter::default;
    let pager = Pager::first();
    let token = AppTokenId::new("0_vstpqzoo");
    let secret = || AdminSecret::new("secret");
    let lifetime = std::time::Duration::from_mins(10);
    let session_type = SessionType::Admin;
    let user_id = String::new;
    let play = match name.to_lowercase().as_str() {
        "system.ping" => player.play(exchange, system::Ping, |o, a| a == o).await,
        "session.start" => {
            let action = session::Start {
                partner_id: id,
                secret: secret(),
                session_type,
                user_id: user_id(),
                lifetime,
                privileges: String::new(),
            };
            player.play(exchange, action, |o, a| a == o.reveal()).await
        }
        "session.impersonate" => {
            let action = session::Impersonate {
                parent_id: id,
                secret: secret(),
                child_id: id,
                session_type,
                user_id: user_id(),
                lifetime,
                privileges: String::new(),
            };
            player.play(exchange, action, |o, a| a == o.reveal()).await
        }
        "session.get" => {
            let same = |o: &session::SessionInfo, a: &Value| {
                a["partnerId"] == o.partner_id.to_string()
                    && a["userId"] == o.user_id.as_str()
                    && (a["sessionType"] == "2") == o.is_admin()
            };
            player.play(exchange, session::Get, same).await
        }
        "session.end" => player.play(exchange, session::End, |(), a| a.is_null()).await,
        "session.startwidgetsession" => {
            let action = session::StartWidgetSession { partner_id: id, lifetime: None };
            player.play(exchange, action, |o, a| a["partnerId"] == o.partner_id.get()).await
        }
        "apptoken.add" => {
            let action = app_token::Add {
                hash: kaltura::AppTokenHash::Sha256,
                session_type,
                session_user_id: user_id(),
                session_lifetime: lifetime,
                session_privileges: String::new(),
                expires: None,
                description: String::new(),
            };
            let same = |o: &app_token::NewToken, a: &Value| {
                a["id"] == o.info.id.as_str() && a["token"] == o.token.reveal()
            };
            player.play(exchange, action, same).await
        }
        "apptoken.get" => {
            let same = |o: &app_token::TokenInfo, a: &Value| a["id"] == o.id.as_str();
            player.play(exchange, app_token::Get { id: token }, same).await
        }
        "apptoken.list" => player.play(exchange, app_token::ListTokens { pager }, anything).await,
        "apptoken.startsession" => {
            let action =
                app_token::StartSession { id: token, token_hash: String::new(), lifetime: None };
            let same = |o: &app_token::StartedSession, a: &Value| {
                a["partnerId"] == o.partner_id.to_string()
                    && a["expiry"].as_i64() == o.expires.map(UnixSeconds::get)
            };
            player.play(exchange, action, same).await
        }
        "apptoken.delete" => {
            player.play(exchange, app_token::Delete { id: token }, |(), a| a.is_null()).await
        }
        "user.loginbyloginid" => player.play(exchange, login(), |o, a| a == o.reveal()).await,
        "user.get" => {
            let same = |o: &user::User, a: &Value| {
                a["id"].as_str().unwrap_or_default() == o.id
                    && a["isAdmin"].as_bool().unwrap_or_default() == o.is_admin
            };
            player.play(exchange, user::Get::default(), same).await
        }
        "user.checklogindataexists" => {
            let action = user::CheckLoginDataExists { login_email: String::new() };
            player.play(exchange, action, |o, a| a == o).await
        }
        "partner.list" => {
            let action = partner::ListPartners { filter: filter(), pager };
            player.play(exchange, action, same_partners).await
        }
        "partner.listpartnersforuser" => {
            let action = partner::ListPartnersForUser { filter: filter(), pager };
            player.play(exchange, action, same_partners).await
        }
        "partner.count" => player.play(exchange, partner::Count::default(), |o, a| a == o).await,
        "partner.get" => player.play(exchange, partner::Get { id }, same_partner).await,
        "partner.getinfo" => player.play(exchange, partner::GetInfo, same_partner).await,
        "partner.register" => {
            let same = |o: &partner::RegisteredPartner, a: &Value| {
                same_partner(&o.partner, a)
                    && a["cmsPassword"].as_str() == o.cms_password.as_ref().map(Password::reveal)
            };
            player.play(exchange, partner::Register(registration()), same).await
        }
        "partner.registrationvalidation" => {
            let action = partner::RegistrationValidation(registration());
            player.play(exchange, action, |o, a| a == o).await
        }
        "partner.update" => {
            let action = partner::Update { changes: partner::PartnerChanges::default() };
            player.play(exchange, action, same_partner).await
        }
        "permission.getcurrentpermissions" => {
            let same = |o: &permission::Permissions, a: &Value| {
                o.may_use_var_console() && a.as_str().unwrap().split(',').all(|name| o.has(name))
            };
            player.play(exchange, permission::GetCurrentPermissions, same).await
        }
        "permission.list" => {
            let filter = permission::PermissionFilter::default();
            player.play(exchange, permission::ListPermissions { filter, pager }, anything).await
        }
        "varconsole_varconsole.updatestatus" | "varconsole.updatestatus" => {
            let action = var_console::UpdateStatus { id, status: partner::PartnerStatus::Blocked };
            player.play(exchange, action, |(), a| a.is_null()).await
        }
        "varconsole_varconsole.getpartnerusage" => {
            let (from, to) = (UnixSeconds::new(1_790_000_000), UnixSeconds::new(1_795_000_000));
            let interval = var_console::UsageInterval::Months;
            let span = var_console::UsageSpan::new(from, to, interval).unwrap();
            let action = var_console::GetPartnerUsage { filter: filter(), span, pager };
            player.play(exchange, action, same_usage).await
        }
        "report.gettable" => {
            let action = report::GetTable {
                query: report_query(),
                page_size: 10,
                page_index: 1,
                order: None,
            };
            player.play(exchange, action, |o, a| a["totalCount"] == o.total_count).await
        }
        "report.gettotal" => {
            player.play(exchange, report::GetTotal { query: report_query() }, anything).await
        }
        "report.getgraphs" => {
            let same = |o: &Vec<report::ReportGraph>, a: &Value| {
                a.as_array().unwrap().len() == o.len() && o.iter().all(|g| !g.points.is_empty())
            };
            player.play(exchange, report::GetGraphs { query: report_query() }, same).await
        }
        _ => return None,
    };
    Some(play)
}

/// Recorded with other output formats, or cut down so far that the shape is gone.
pub(crate) fn is_plain_json(exchange: &Value) -> bool {
    exchange["response_is_json"] != false && exchange["request"]["method"] != "OPTIONS"
}

/// The recorder's profile or cutting left properties out that are always there.
fn is_whole(exchange: &Value) -> bool {
    let profile = &exchange["request"]["params"]["responseProfile"];
    profile.is_null() || exchange["request"]["action"] == "list"
}

#[tokio::test]
async fn every_recorded_answer_is_read_as_what_it_is() {
    let player = Player::start().await;
    let (mut played, mut faults) = (0, Vec::new());
    for (name, exchange) in recorded() {
        if !is_plain_json(&exchange) || !is_whole(&exchange) {
            continue;
        }
        if let Some(result) = replay(&player, &exchange).await {
            played += 1;
            if let Err(fault) = result {
                faults.push(format!("{name}: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {played}:\n{}", faults.len(), faults.join("\n"));
    // So that the test notices when the folder is empty or the names no longer fit.
    assert!(played >= 300, "only {played} were played");
}

/// Reads anything, so that the parts of recorded multirequests can be looked at.
struct Anything;

impl Action for Anything {
    const SERVICE: &'static str = "system";
    const ACTION: &'static str = "anything";
    const SAFETY: Safety = Safety::Write;
    type Output = Value;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<Value, serde_json::Error> {
        serde_json::from_str(json)
    }
}

#[tokio::test]
async fn every_recorded_multirequest_falls_into_its_parts() {
    let player = Player::start().await;
    let session = player.client.session(crate::support::signed_here(103));
    let mut played = 0;
    for (name, exchange) in recorded() {
        let Some(parts) = exchange["response"].as_array() else { continue };
        if exchange["request"]["service"] != "multirequest" || !is_plain_json(&exchange) {
            continue;
        }
        *player.answer.lock().unwrap() = exchange["response"].to_string();
        let mut request = MultiRequest::new();
        let handles: Vec<_> = parts.iter().map(|_| request.add(&Anything)).collect();
        let mut answers = player.client.multirequest(&session, request).await.unwrap();
        for (handle, part) in handles.iter().zip(parts) {
            match answers.take(handle) {
                Ok(value) => assert_eq!(&value, part, "{name}"),
                Err(error) => {
                    assert!(is_error(part), "{name}: {error}");
                    assert_eq!(same_error(&error, part), Ok(()), "{name}");
                }
            }
        }
        played += 1;
    }
    assert!(played >= 20, "only {played} were played");
}
