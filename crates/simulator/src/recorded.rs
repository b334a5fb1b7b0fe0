//! The recorded world: the accounts and logins of `world.json.gz`, read from a path at run time.
//! What its part `content` holds is read in `content/recorded.rs`.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::app_token::AppToken;
use crate::content::Content;
use crate::core::People;
use crate::logins::{Login, Logins, User};
use crate::options::Options;
use crate::otp;
use crate::partner::directory::Directory;
use crate::partner::{Partner, properties};
use crate::password::Password;
use crate::seed::setup::{AppTokenCredentials, Credentials, Setup};
use crate::seed::{dice, secret};
use crate::services::app_token;

/// The parent whose view most transcripts show.
const PARENT: i64 = 103;
/// The parent that had a second factor for a while; its login keeps the authenticator.
const TWO_FACTOR: i64 = 133;
/// Parents that have `FEATURE_VAR_CONSOLE_LOGIN` besides a group type.
const VAR_CONSOLE: [i64; 3] = [103, 133, 135];
/// Passwords that `about` names, and the ones of the accounts made to be blocked.
const PASSWORDS: [(&str, &str); 4] = [
    ("vera@parent.test", "Parent1!pass"),
    ("bo@bigvar.test", "Bigvar1!pass"),
    ("greta@group.test", "Group1!pass"),
    ("finn@foreign.test", "Foreign1!pass"),
];
const BLOCKABLE_PASSWORD: &str = "Block1!pass";
const OTHER_PASSWORD: &str = "Unknown1!pass";

#[derive(Deserialize)]
struct Recorded {
    accounts: Vec<Map<String, Value>>,
    logins: Vec<RecordedLogin>,
    content: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedLogin {
    email: String,
    home_partner: i64,
    users: Vec<RecordedUser>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedUser {
    partner_id: i64,
    user_id: String,
    is_admin: bool,
}

/// Reads the world.
pub(crate) fn load(path: &Path, options: &Options) -> io::Result<Setup> {
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        io::BufReader::new(file).read_to_string(&mut text)?;
    }
    let recorded: Recorded = serde_json::from_str(&text).map_err(io::Error::other)?;
    build(&recorded, options.seed)
}

fn build(recorded: &Recorded, seed: u64) -> io::Result<Setup> {
    let mut partners: Vec<Partner> = recorded.accounts.iter().map(partner).collect();
    add_orphans(&recorded.logins, &mut partners);
    let mut logins = Logins::default();
    for login in &recorded.logins {
        logins.insert(self::login(login, &partners, seed));
        for user in login.users.iter().filter(|user| user.is_admin) {
            if let Some(partner) = partners.iter_mut().find(|p| p.id == user.partner_id) {
                partner.set("adminUserId", user.user_id.as_str());
            }
        }
    }
    let next_id = partners.iter().map(|partner| partner.id).max().unwrap_or(0) + 1;
    let tokens = [PARENT, TWO_FACTOR].map(|id| token(seed, id));
    let credentials = Credentials {
        parent_id: crate::world::public_id(PARENT),
        parent_name: "Var Parent".to_owned(),
        admin_secret: secret(seed, PARENT, "admin"),
        user_secret: secret(seed, PARENT, "user"),
        user_email: PASSWORDS[0].0.to_owned(),
        password: PASSWORDS[0].1.to_owned(),
        totp_secret: None,
        app_token: AppTokenCredentials { id: tokens[0].id.clone(), token: tokens[0].token.clone() },
        special: None,
    };
    let people = People {
        directory: Directory::new(None, partners, next_id),
        logins,
        secrets: HashMap::new(),
    };
    let content = Content::recorded(&recorded.content)?;
    Ok(Setup { people, app_tokens: tokens.to_vec(), credentials, content })
}

fn token(seed: u64, partner: i64) -> AppToken {
    let mut token = app_token::make(seed, partner.unsigned_abs(), partner, 1_795_446_688);
    token.hash_type = "SHA256".into();
    token.session_type = 2;
    token.session_seconds = 3_600;
    token
}

/// An account as the answers showed it, taken apart into what is stored.
fn partner(shown: &Map<String, Value>) -> Partner {
    let int = |name: &str| shown.get(name).and_then(Value::as_i64);
    let id = int("id").unwrap_or(0);
    let mut partner = Partner::new(id, int("partnerParentId"), int("createdAt").unwrap_or(0));
    let small = |name: &str| int(name).and_then(|n| u8::try_from(n).ok());
    partner.group = small("_groupType").unwrap_or(1);
    partner.status = small("_storedStatus").or(small("status")).unwrap_or(1);
    partner.ks_max_seconds = int("_ksMaxExpiry");
    partner.var_console = VAR_CONSOLE.contains(&id);
    for (name, value) in shown {
        let is_computed = matches!(
            name.as_str(),
            "id" | "createdAt" | "status" | "partnerParentId" | "objectType"
        );
        let is_default = properties::is_unset_value(name, value);
        if !is_computed && !is_default && !name.starts_with('_') {
            partner.set(name, value.clone());
        }
    }
    partner
}

/// Accounts registered without a parent are in nobody's list; only their logins are recorded.
fn add_orphans(logins: &[RecordedLogin], partners: &mut Vec<Partner>) {
    for user in logins.iter().flat_map(|login| &login.users) {
        if partners.iter().all(|partner| partner.id != user.partner_id) {
            let before = partners.iter().filter(|partner| partner.id < user.partner_id);
            let created_at = before.map(|partner| partner.created_at).max().unwrap_or(0);
            let mut orphan = Partner::new(user.partner_id, None, created_at);
            orphan.set("name", "Orphan");
            orphan.set("adminName", "Reg Admin");
            orphan.set("adminEmail", user.user_id.as_str());
            partners.push(orphan);
        }
    }
}

fn login(recorded: &RecordedLogin, partners: &[Partner], seed: u64) -> Login {
    let email = recorded.email.as_str();
    let known = PASSWORDS.iter().find(|(known, _)| *known == email).map(|(_, password)| *password);
    let password = known.unwrap_or(if email.ends_with("@block.test") {
        BLOCKABLE_PASSWORD
    } else {
        OTHER_PASSWORD
    });
    let users = recorded.users.iter().map(|user| {
        let partner = partners.iter().find(|partner| partner.id == user.partner_id);
        let name = partner.map(|partner| partner.text("adminName")).unwrap_or_default();
        let created_at = partner.map_or(0, |partner| partner.created_at);
        let mut own = User::owner(user.partner_id, &user.user_id, name, created_at);
        own.is_admin = user.is_admin;
        own
    });
    Login {
        email: email.to_owned(),
        password: Password::new(password),
        home: recorded.home_partner,
        last_partner: recorded.home_partner,
        users: users.collect(),
        totp_secret: (recorded.home_partner == TWO_FACTOR)
            .then(|| otp::secret(dice(seed, 50, TWO_FACTOR.unsigned_abs()))),
        failures: 0,
        blocked: false,
        password_expired: false,
    }
}
