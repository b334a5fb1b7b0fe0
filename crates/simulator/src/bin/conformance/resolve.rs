//! Placeholders of transcripts: `<parent_ks>`, `<ks of child 109>`, `<ks actionslimit:2>`,
//! `<adminSecret …>` and the like become what a running simulator takes. They are read by what
//! they say, so that unseen ones of the same style work too.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use simulator::{HandmadeSession, Simulator, totp_code};

use crate::setup::{AppTokenIds, Shown, known};
use crate::transcript::Transcript;

/// The accounts that placeholders mean by "parent", "child" and so on.
const PARENT: u32 = 103;
const CHILD: u32 = 105;
const TEMPLATE: u32 = 132;
const GROUP_PARENT: u32 = 133;
const PLAIN_PUBLISHER: u32 = 134;
const BIG_PARENT: u32 = 135;
const GROUP_CHILD: u32 = 200_660;
const BLOCKABLE: u32 = 200_663;
const PARENT_USER: &str = "vera@parent.test";

const DAY: i64 = 86_400;
const WRONG_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What placeholders of one transcript turn into.
#[derive(Debug)]
pub(crate) struct Resolver<'a> {
    simulator: &'a Simulator,
    transcript: &'a Transcript,
    shown: &'a Shown,
    /// Whose session `<ks>` is, where that is stated.
    session_of: Option<u32>,
    /// Placeholder and value, in the order of their first use.
    pub(crate) resolved: Vec<(String, String)>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        simulator: &'a Simulator,
        transcript: &'a Transcript,
        shown: &'a Shown,
        stated: Option<u32>,
    ) -> Self {
        let session_of = stated.or(shown.session_of);
        Self { simulator, transcript, shown, session_of, resolved: Vec::new() }
    }

    /// Replaces every placeholder inside a value. `Err` names one that says nothing known.
    pub(crate) fn value(&mut self, value: &Value) -> Result<Value, String> {
        self.inside(value, &Map::new())
    }

    fn inside(&mut self, value: &Value, around: &Map<String, Value>) -> Result<Value, String> {
        match value {
            Value::String(text) => self.text(text, around).map(Value::String),
            Value::Array(list) => {
                list.iter().map(|item| self.inside(item, around)).collect::<Result<_, _>>()
            }
            Value::Object(map) => map
                .iter()
                .map(|(name, item)| Ok((name.clone(), self.inside(item, map)?)))
                .collect::<Result<Map<_, _>, String>>()
                .map(Value::Object),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
        }
    }

    /// Replaces the placeholders of a text. Only texts that begin with one, or carry one in a
    /// URL, hold placeholders; tags such as `<b>` are data.
    pub(crate) fn text(
        &mut self,
        text: &str,
        around: &Map<String, Value>,
    ) -> Result<String, String> {
        let Some((start, end)) = placeholder(text) else { return Ok(text.to_owned()) };
        let name = &text[start..end];
        let known = self.resolved.iter().find(|(known, _)| known == name);
        let value = if let Some((_, value)) = known {
            value.clone()
        } else {
            let inner = name.trim_start_matches('<').trim_end_matches('>').trim();
            let value = self.one(inner, around)?;
            self.resolved.push((name.to_owned(), value.clone()));
            value
        };
        Ok(format!("{}{value}{}", &text[..start], &text[end..]))
    }

    fn one(&mut self, name: &str, around: &Map<String, Value>) -> Result<String, String> {
        let lower = name.to_lowercase();
        let unknown = || Err(format!("the placeholder <{name}> says nothing known"));
        if lower.contains("left out by the recorder") {
            return Err("ids were left out by the recorder".to_owned());
        }
        if lower.starts_with("sha256(") {
            return Ok(self.token_hash(around));
        }
        if lower.contains("totp") || lower.contains("6-digit") {
            let email = login_email(around);
            return self
                .simulator
                .sign_in_of(&email)
                .and_then(|(_, secret)| totp_code(&secret?, self.simulator.now()))
                .ok_or_else(|| format!("{email} has no authenticator"));
        }
        if lower.contains("password") {
            return Ok(self.password(&lower, around));
        }
        if lower.contains("secret") && !lower.contains("ks") {
            return Ok(self.secret(&lower, around));
        }
        if lower.contains("ks") {
            return Ok(self.session(&lower));
        }
        unknown()
    }

    /// The right password of the login in the request, unless the case is about a wrong one.
    fn password(&self, placeholder: &str, around: &Map<String, Value>) -> String {
        let case = self.transcript.case.to_lowercase();
        let wrong = case.contains("wrong-password")
            || case.contains("bad-password")
            || (placeholder.contains("returned") && !placeholder.contains("new e-mail"));
        let known = self.simulator.sign_in_of(&login_email(around)).map(|(own, _)| own);
        match known {
            Some(right) if !wrong => right,
            _ => "Wrong1!password".to_owned(),
        }
    }

    /// `<parent_admin_secret>`, `<admin_secret of blocked child 108>`, and masked ones, which are
    /// right unless the case is about a wrong one.
    fn secret(&self, name: &str, around: &Map<String, Value>) -> String {
        let case = self.transcript.case.to_lowercase();
        let named = id_in(around, "partnerId");
        let account = if let Some(id) = number_in(name) {
            id
        } else if name.contains("group_child") {
            GROUP_CHILD
        } else if name.contains("blocked_child") {
            named.unwrap_or(BLOCKABLE)
        } else if name.contains("group_parent") {
            GROUP_PARENT
        } else if name.contains("plain_publisher") || name.contains("foreign") {
            PLAIN_PUBLISHER
        } else if name.contains("bigvar") {
            BIG_PARENT
        } else if name.contains("child") {
            // A child's secret beside its parent's id is that of the child meant.
            named
                .filter(|id| *id != PARENT)
                .or_else(|| id_in(around, "impersonatedPartnerId"))
                .unwrap_or(CHILD)
        } else if name.contains("parent") {
            PARENT
        } else if case.contains("wrong-secret") || case.contains("bad-secret") {
            return WRONG_SECRET.to_owned();
        } else {
            named.unwrap_or(PARENT)
        };
        // An account that is not there, or not yet, has no secret that could be right.
        let secrets = self.simulator.secrets_of(account);
        let secret = secrets
            .map(|secrets| if name.contains("user_secret") { secrets.user } else { secrets.admin });
        secret.unwrap_or_else(|| WRONG_SECRET.to_owned())
    }

    fn token_hash(&self, around: &Map<String, Value>) -> String {
        let id = around.get("id").and_then(Value::as_str).unwrap_or_default();
        let session = self
            .resolved
            .iter()
            .find(|(name, _)| name.contains("widget_ks"))
            .map(|(_, value)| value.as_str())
            .unwrap_or_default();
        let digest = Sha256::digest(format!("{session}{}", AppTokenIds::secret_of(id)));
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }

    fn session(&self, name: &str) -> String {
        let transcript = self.transcript;
        let now = self.simulator.now();
        let owner = |account: u32| {
            self.simulator.world().account(account).map(|a| a.admin_email).unwrap_or_default()
        };
        let account = self.account_of_session(name);
        let mut session = HandmadeSession {
            partner_id: account,
            user: if account == PARENT { PARENT_USER.to_owned() } else { owner(account) },
            is_admin: true,
            expiry: now + DAY,
            privileges: String::new(),
        };
        if transcript.is_noted("without user") || transcript.case.contains("no-user") {
            session.user.clear();
        } else if transcript.case.contains("unknown-user") {
            session.user = "nobody-knows@nowhere.test".into();
        }
        if name.contains("user_ks") || name.contains("user ks") {
            session.is_admin = false;
            session.user = "someone".into();
        }
        if name.contains("widget") {
            session.is_admin = false;
            session.user = "0".into();
            session.privileges = "widget:1,view:*".into();
        }
        if name.contains("login") {
            session.privileges = "*".into();
        }
        if name.contains("app token") || name.contains("apptoken") {
            session.user.clear();
            session.privileges = AppTokenIds::privileges_for(name);
        }
        if name.contains("impersonated") {
            describe_impersonated(name, &mut session, now);
        } else {
            describe_privileges(name, &mut session);
        }
        if name.contains("expired") {
            session.expiry = now - 3600;
        } else if name.contains("ten years") || name.contains("10 years") {
            session.expiry = now + 3650 * DAY;
        } else if name.contains("10_days") || name.contains("10 days") {
            session.expiry = now + 10 * DAY;
        }
        let secrets = self.simulator.secrets_of(account);
        let secret = match &secrets {
            Some(secrets) if name.contains("user secret") => secrets.user.as_str(),
            Some(secrets) if !name.contains("wrong") => secrets.admin.as_str(),
            Some(_) | None => WRONG_SECRET,
        };
        let is_broken = ["tamper", "garbage", "broken", "changed"].iter().any(|w| name.contains(w));
        let salt = now.unsigned_abs() ^ u64::from(account) ^ (name.len() as u64) << 32;
        let mut text = if name.contains("v1") {
            session.sign_v1(secret, salt)
        } else {
            session.sign_v2(secret, salt)
        };
        if is_broken {
            // The last block no longer decrypts to what was signed.
            let at = text.trim_end_matches('=').len() - 4;
            let other = if text[at..].starts_with('A') { "B" } else { "A" };
            text.replace_range(at..=at, other);
        }
        text
    }

    fn account_of_session(&self, name: &str) -> u32 {
        if name.contains("does not exist") {
            return 98_765_432;
        }
        if name.contains("child of a") || name.contains("group_child") {
            return GROUP_CHILD;
        }
        if name.contains("child")
            && let Some(id) = number_in(name)
        {
            return id;
        }
        if name.contains("before blocking") || name.contains("blocked_child") {
            return known::subject(self.transcript).unwrap_or(BLOCKABLE);
        }
        if name.contains("widget") || name.contains("app token") {
            return self.shown.tokens.account;
        }
        if name.contains("group_parent") || name.contains("group parent") {
            return GROUP_PARENT;
        }
        if name.contains("template") {
            return TEMPLATE;
        }
        if name.contains("child") || name.contains("impersonated") {
            return CHILD;
        }
        if name.contains("bigvar") {
            return BIG_PARENT;
        }
        if ["plain_publisher", "plain publisher", "foreign"].iter().any(|w| name.contains(w)) {
            return PLAIN_PUBLISHER;
        }
        if name == "ks" {
            return self.session_of.unwrap_or(PARENT);
        }
        PARENT
    }
}

/// The e-mail in the part of the request that a placeholder stands in.
fn login_email(around: &Map<String, Value>) -> String {
    let own = ["loginId", "adminEmail", "email", "userId"]
        .iter()
        .find_map(|name| around.get(*name).and_then(Value::as_str));
    let registered = around.get("partner").and_then(|p| p.get("adminEmail"));
    own.or_else(|| registered.and_then(Value::as_str)).unwrap_or(PARENT_USER).to_owned()
}

/// `impersonated ks: expiry-600`, `setrole-playback`, `list-and-disableentitlement` …
fn describe_impersonated(name: &str, session: &mut HandmadeSession, now: i64) {
    let Some((_, how)) = name.split_once(':') else {
        session.privileges = "disableentitlement".into();
        return;
    };
    session.user = "acc-tool".into();
    let how = how.trim();
    if let Some(expiry) = how.strip_prefix("expiry-") {
        let digits: String = expiry.chars().take_while(char::is_ascii_digit).collect();
        let seconds = match (digits.parse::<i64>(), expiry.contains("day")) {
            // More than the partner's maximum is cut to a day.
            (Ok(_), true) => DAY,
            (Ok(seconds), false) => seconds.min(DAY),
            (Err(_), _) => -60,
        };
        session.expiry = now + seconds;
    } else if let Some(role) = how.strip_prefix("setrole-") {
        session.privileges = format!("setrole:{}", role_name(role));
    } else {
        let names = how.split("-and-").map(|name| if name == "list" { "list:*" } else { name });
        session.privileges = names.collect::<Vec<_>>().join(",");
    }
}

fn role_name(word: &str) -> String {
    match word {
        "playback" => "PLAYBACK_BASE_ROLE".to_owned(),
        "unknown" => "987654".to_owned(),
        other => other.to_uppercase(),
    }
}

/// `ks actionslimit:2`, `ks iprestrict`, `parent ks with setrole:PLAYBACK_BASE_ROLE`.
fn describe_privileges(name: &str, session: &mut HandmadeSession) {
    const RESTRICTIONS: [(&str, &str); 4] = [
        ("actionslimit", "2"),
        ("iprestrict", "203.0.113.7"),
        ("urirestrict", "/api_v3/service/nowhere*"),
        ("setrole", "PLAYBACK_BASE_ROLE"),
    ];
    for (privilege, usual) in RESTRICTIONS {
        let Some((_, after)) = name.split_once(privilege) else { continue };
        if name.contains("app token") {
            continue;
        }
        let value: String = after
            .strip_prefix(':')
            .unwrap_or_default()
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != ',')
            .collect();
        let value = if value.is_empty() { usual.to_owned() } else { value.to_uppercase() };
        session.privileges = format!("{privilege}:{value}");
    }
    if name.contains("v2") {
        session.privileges = "disableentitlement".into();
    }
}

/// Where a placeholder stands in a text.
pub(crate) fn placeholder(text: &str) -> Option<(usize, usize)> {
    const WORDS: [&str; 7] = ["ks", "secret", "password", "token", "code", "recorder", "key"];
    let start = text.find('<')?;
    let end = start + text[start..].find('>')? + 1;
    let inner = text[start + 1..end - 1].to_lowercase();
    let says_something = WORDS.iter().any(|word| inner.contains(word));
    let is_tag = inner.starts_with('/') || inner.starts_with('?') || inner.starts_with("script");
    (says_something && !is_tag).then_some((start, end))
}

fn number_in(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).find(|n| *n > 90)
}

pub(crate) fn id_in(map: &Map<String, Value>, name: &str) -> Option<u32> {
    let value = map.get(name)?;
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .and_then(|id| u32::try_from(id).ok())
}
