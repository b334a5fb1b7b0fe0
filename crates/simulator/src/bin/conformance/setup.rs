//! What must have happened before a case: statuses, tokens, warm caches, earlier calls. Stated in
//! `setup.json` by patterns of case names, or read from the transcript itself.

use serde::Deserialize;
use serde_json::{Map, Value};
use simulator::{AppTokenRecord, Fault, Simulator};

use crate::http::{self, Outgoing};
use crate::moments::Recording;
use crate::transcript::{Transcript, matches};

const STATED: &str = include_str!("setup.json");

/// One statement of `setup.json`.
#[derive(Debug, Deserialize)]
struct Statement {
    /// A pattern of case names; `*` is any text.
    case: String,
    /// Cases that match the pattern and are not meant.
    #[serde(default)]
    except: Option<String>,
    before: Vec<Step>,
}

/// Something that happened before. An account `"subject"` is the one that the request is about;
/// a number `"in the name"` is the last one of the case's name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Status {
        account: Value,
        to: Value,
    },
    Property {
        account: u32,
        name: String,
        to: Value,
    },
    Parent {
        account: u32,
        to: u32,
    },
    WarmSecrets {
        account: Value,
    },
    Fault(Fault),
    /// The same request was sent this many times, or one time fewer than the name says.
    SameRequest {
        times: Value,
    },
    /// The same request was sent with other parameters.
    SameRequestWith(Map<String, Value>),
    /// The session of the request was ended.
    SessionEnded,
    /// An app token was added.
    AppToken {
        id: String,
        account: u32,
        #[serde(default)]
        user: Option<String>,
        #[serde(default)]
        privileges: Option<String>,
        description: String,
    },
    /// A session that is only called `<ks>` is one of this account.
    SessionOf(u32),
}

/// What `setup.json` says about a case.
#[derive(Debug)]
pub(crate) struct Setup {
    steps: Vec<Step>,
}

impl Setup {
    pub(crate) fn of(transcript: &Transcript) -> Result<Self, String> {
        let statements: Vec<Statement> =
            serde_json::from_str(STATED).map_err(|error| format!("setup.json: {error}"))?;
        let steps = statements
            .into_iter()
            .filter(|s| matches(&s.case, &transcript.case))
            .filter(|s| s.except.as_ref().is_none_or(|except| !matches(except, &transcript.case)))
            .flat_map(|statement| statement.before)
            .collect();
        Ok(Self { steps })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whose session `<ks>` is, where that is stated.
    pub(crate) fn session_of(&self) -> Option<u32> {
        self.steps.iter().find_map(|step| {
            if let Step::SessionOf(account) = step { Some(*account) } else { None }
        })
    }

    /// Makes it so.
    pub(crate) async fn apply(
        &self,
        simulator: &Simulator,
        transcript: &Transcript,
        own: &Outgoing,
    ) -> Result<(), String> {
        let world = simulator.world();
        let account = |value: &Value| match value.as_u64() {
            Some(id) => u32::try_from(id).unwrap_or(0),
            None => known::subject(transcript).unwrap_or(known::BLOCKABLE),
        };
        let number = |value: &Value| {
            value.as_u64().or_else(|| known::last_number(&transcript.case)).unwrap_or(0)
        };
        for step in &self.steps {
            match step {
                Step::Status { account: who, to } => {
                    world.set_status(account(who), u8::try_from(number(to)).unwrap_or(1));
                }
                Step::Property { account, name, to } => {
                    world.set_property(*account, name, to.clone());
                }
                Step::Parent { account, to } => {
                    world.set_parent(*account, Some(*to));
                }
                Step::WarmSecrets { account: who } => world.warm_secrets_cache(account(who)),
                Step::Fault(fault) => simulator.faults().set(fault.clone()),
                Step::SameRequest { times } => {
                    let times = times.as_u64().unwrap_or_else(|| number(times).saturating_sub(1));
                    for _ in 0..times {
                        send(simulator, own).await?;
                    }
                }
                Step::SameRequestWith(changed) => {
                    let mut other = own.clone();
                    let mut params: Map<String, Value> =
                        serde_json::from_str(&other.body).map_err(|error| error.to_string())?;
                    params.extend(changed.clone());
                    other.body = Value::Object(params).to_string();
                    send(simulator, &other).await?;
                }
                Step::SessionEnded => {
                    let mut end = own.clone();
                    end.target = "/api_v3/service/session/action/end?format=1".into();
                    send(simulator, &end).await?;
                }
                Step::AppToken { id, account, user, privileges, description } => {
                    let token = AppTokenRecord {
                        id: id.clone(),
                        account_id: *account,
                        status: 2,
                        hash_type: "SHA256".to_owned(),
                        session_type: 2,
                        session_user_id: user.clone(),
                        session_seconds: 3600,
                        session_privileges: privileges.clone(),
                        description: Some(description.clone()),
                    };
                    world.put_app_token(&token, &AppTokenIds::secret_of(id));
                }
                Step::SessionOf(_) => {}
            }
        }
        Ok(())
    }
}

async fn send(simulator: &Simulator, request: &Outgoing) -> Result<(), String> {
    http::send(simulator.base_url(), request).await.map(drop).map_err(|error| error.to_string())
}

/// What a replay takes from the recorded answer itself, because nothing that is stated says it.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Accounts and the statuses that they must have had.
    pub(crate) statuses: Vec<(u32, u8)>,
    /// The password that let a login in.
    password: Option<(String, String)>,
    pub(crate) tokens: AppTokenIds,
    /// The account that a cache of secrets must have known.
    cached: Option<u32>,
    /// The account whose session an unnamed one must have been.
    pub(crate) session_of: Option<u32>,
}

impl Shown {
    /// Nothing is taken from the answer.
    pub(crate) fn nothing(transcript: &Transcript) -> Self {
        let tokens = AppTokenIds { account: known::token_account(transcript), tokens: Vec::new() };
        Self { statuses: Vec::new(), password: None, tokens, cached: None, session_of: None }
    }

    /// Everything but statuses.
    pub(crate) fn without_statuses(transcript: &Transcript, recording: &Recording) -> Self {
        let owner = recording.owner_of_entry_in(&transcript.response.to_string());
        Self {
            statuses: Vec::new(),
            password: proven_password(transcript),
            tokens: AppTokenIds::of(transcript),
            cached: proven_cached(transcript),
            session_of: known::own_partner(transcript)
                .or_else(|| owner.and_then(|id| u32::try_from(id).ok()))
                .filter(|_| transcript.request.params.to_string().contains("\"<ks>\"")),
        }
    }

    /// Everything.
    pub(crate) fn of(transcript: &Transcript, recording: &Recording) -> Self {
        let statuses = shown_statuses(transcript);
        Self { statuses, ..Self::without_statuses(transcript, recording) }
    }

    /// Whether it leaves the simulator as it was.
    pub(crate) fn changes_nothing(&self) -> bool {
        self.statuses.is_empty()
            && self.password.is_none()
            && self.tokens.is_empty()
            && self.cached.is_none()
    }

    /// What it is, in a word each.
    pub(crate) fn words(&self, transcript: &Transcript) -> Vec<&'static str> {
        let has_other_account = self.tokens.account != known::token_account(transcript);
        [
            ("statuses", !self.statuses.is_empty()),
            ("a password", self.password.is_some()),
            ("an app token", !self.tokens.is_empty() || has_other_account),
            ("a warm cache", self.cached.is_some()),
            ("whose session it was", self.session_of.is_some()),
        ]
        .into_iter()
        .filter_map(|(word, is_there)| is_there.then_some(word))
        .collect()
    }

    /// Makes it so.
    pub(crate) fn put(&self, simulator: &Simulator) {
        let world = simulator.world();
        self.tokens.put(simulator);
        if let Some(account) = self.cached {
            world.warm_secrets_cache(account);
        }
        if let Some((email, password)) = &self.password {
            world.set_password(email, password);
        }
        for (account, status) in &self.statuses {
            world.set_status(*account, *status);
        }
    }
}

/// A session that was started from the cache shows that the cache knew the partner.
fn proven_cached(transcript: &Transcript) -> Option<u32> {
    let is_start = transcript.request.action.as_deref() == Some("start")
        && transcript.request.service.as_deref() == Some("session");
    let params = transcript.request.params.as_object();
    params
        .filter(|_| is_start && transcript.response.is_string())
        .and_then(|params| crate::resolve::id_in(params, "partnerId"))
}

/// The app tokens that a transcript speaks of, which must have been made before.
#[derive(Debug)]
pub(crate) struct AppTokenIds {
    /// The account that they belong to.
    pub(crate) account: u32,
    tokens: Vec<AppTokenRecord>,
}

impl AppTokenIds {
    /// Reads ids, settings and whether a token was there from the request and the answer.
    pub(crate) fn of(transcript: &Transcript) -> Self {
        let code = transcript.response.get("code").and_then(Value::as_str);
        let mut tokens = Vec::new();
        let account = known::shown_token_account(transcript);
        let named = transcript.request.params.get("id").and_then(Value::as_str);
        let listed = transcript.response.get("objects").and_then(Value::as_array);
        let shown: Vec<&Value> = match listed {
            Some(list) => list.iter().collect(),
            None => vec![&transcript.response],
        };
        let is_about_tokens = transcript.services().iter().any(|name| name == "apptoken");
        let is_addition = transcript.request.action.as_deref() == Some("add");
        if is_about_tokens && !is_addition && code != Some("APP_TOKEN_ID_NOT_FOUND") {
            for object in shown {
                let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
                let Some(id) =
                    named.map(str::to_owned).or_else(|| text("id")).filter(|id| id.contains('_'))
                else {
                    continue;
                };
                let session_privileges = text("sessionPrivileges").or_else(|| {
                    let privileges = text("privileges")?;
                    let own = privileges.split(',').filter(|p| !p.ends_with(&id));
                    Some(own.collect::<Vec<_>>().join(",")).filter(|own| !own.is_empty())
                });
                let is_shown_as_user = text("userId").filter(|user| !user.is_empty());
                tokens.push(AppTokenRecord {
                    id,
                    account_id: account,
                    status: 2,
                    hash_type: text("hashType").unwrap_or_else(|| "SHA256".to_owned()),
                    session_type: 2,
                    session_user_id: text("sessionUserId").or(is_shown_as_user),
                    session_seconds: 3600,
                    session_privileges,
                    description: text("description"),
                });
            }
        }
        Self { account, tokens }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(crate) fn put(&self, simulator: &Simulator) {
        for token in &self.tokens {
            simulator.world().put_app_token(token, &Self::secret_of(&token.id));
        }
    }

    pub(crate) fn secret_of(id: &str) -> String {
        format!("{:0>32}", id.trim_start_matches("0_"))
    }

    /// The privileges that a session of the token which a placeholder describes has.
    pub(crate) fn privileges_for(placeholder: &str) -> String {
        let role = if placeholder.contains("unknown") { "987654" } else { "4" };
        format!("sessionid:0_token,apptoken:0_token,setrole:{role}")
    }
}

/// The password that let somebody in: it must have been the right one.
fn proven_password(transcript: &Transcript) -> Option<(String, String)> {
    let action = transcript.request.action.as_deref()?.to_lowercase();
    let is_sign_in = matches!(action.as_str(), "login" | "loginbyloginid" | "getsecrets");
    let params = transcript.request.params.as_object().filter(|_| is_sign_in)?;
    let text = |names: &[&str]| {
        names.iter().find_map(|name| params.get(*name).and_then(Value::as_str)).map(str::to_owned)
    };
    let email = text(&["loginId", "userId", "email", "adminEmail"])?;
    let password = text(&["password", "cmsPassword"])?;
    let was_let_in = transcript.response.get("code").is_none();
    let is_literal = crate::resolve::placeholder(&password).is_none();
    (was_let_in && is_literal).then_some((email, password))
}

/// The statuses that accounts in the answer have, and 2 for the account that a refusal calls
/// blocked: what must have been set before, for all that the transcript tells.
fn shown_statuses(transcript: &Transcript) -> Vec<(u32, u8)> {
    let mut statuses = Vec::new();
    collect_statuses(&transcript.response, &mut statuses);
    let code = transcript.response.get("code").and_then(Value::as_str);
    if code == Some("SERVICE_FORBIDDEN_CONTENT_BLOCKED") {
        let about = known::subject(transcript).or_else(|| known::session_account(transcript));
        statuses.extend(about.map(|account| (account, 2)));
    }
    statuses
}

fn collect_statuses(value: &Value, statuses: &mut Vec<(u32, u8)>) {
    match value {
        Value::Object(map) => {
            let is_account =
                map.get("objectType").and_then(Value::as_str) == Some("KalturaPartner");
            let id = crate::resolve::id_in(map, "id");
            let status = map.get("status").and_then(Value::as_u64);
            if let (true, Some(id), Some(status)) = (is_account, id, status)
                && let Ok(status) = u8::try_from(status)
            {
                statuses.push((id, status));
            }
            map.values().for_each(|value| collect_statuses(value, statuses));
        }
        Value::Array(list) => list.iter().for_each(|value| collect_statuses(value, statuses)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a transcript says without saying it.
pub(crate) mod known {
    use super::{Transcript, Value};
    use crate::resolve::id_in;

    /// The account that was made to be blocked.
    pub(crate) const BLOCKABLE: u32 = 200_663;
    const FIRST_REGISTERED: u32 = 200_640;

    /// The account that the request is about, if it is one that was registered.
    pub(crate) fn subject(transcript: &Transcript) -> Option<u32> {
        let mut found = None;
        look(&transcript.request.params, &mut found);
        found
    }

    fn look(value: &Value, found: &mut Option<u32>) {
        match value {
            Value::Object(map) => {
                for name in ["impersonatedPartnerId", "partnerId", "id"] {
                    if let Some(id) = id_in(map, name).filter(|id| *id >= FIRST_REGISTERED) {
                        found.get_or_insert(id);
                    }
                }
                map.values().for_each(|value| look(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| look(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The account that the session of the request names by number.
    pub(crate) fn session_account(transcript: &Transcript) -> Option<u32> {
        let ks = transcript.request.params.get("ks").and_then(Value::as_str)?;
        let mut numbers = ks.split(|c: char| !c.is_ascii_digit());
        numbers.find_map(|digits| digits.parse().ok().filter(|id| *id > 90))
    }

    /// The partner that an answer about "oneself" shows.
    pub(crate) fn own_partner(transcript: &Transcript) -> Option<u32> {
        let is_own = matches!(transcript.request.action.as_deref(), Some("getInfo"));
        let answer = transcript.response.as_object().filter(|_| is_own)?;
        id_in(answer, "id")
    }

    /// The account whose app tokens a request speaks of.
    pub(crate) fn token_account(transcript: &Transcript) -> u32 {
        let uses_parent = transcript.request.params.to_string().contains("parent_ks")
            || transcript.case.contains("setrole");
        if uses_parent { 103 } else { 105 }
    }

    /// The account whose app tokens an answer shows.
    pub(crate) fn shown_token_account(transcript: &Transcript) -> u32 {
        let answered = transcript.response.as_object().and_then(|a| id_in(a, "partnerId"));
        let first = transcript.response.get("objects").and_then(|list| list.get(0));
        let listed = first.and_then(Value::as_object).and_then(|object| id_in(object, "partnerId"));
        answered.or(listed).unwrap_or_else(|| token_account(transcript))
    }

    /// The last number in a case's name.
    pub(crate) fn last_number(case: &str) -> Option<u64> {
        let name = case.split_once('-').map_or(case, |(_, name)| name);
        let mut numbers = name.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
        let first = numbers.next();
        numbers.next_back().or(first)
    }
}
