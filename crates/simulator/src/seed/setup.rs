//! Putting a generated world together: the parent, its children, its people, and the accounts
//! beside it that make every error path reachable. What a kind of world is like is in
//! `worlds.rs`.

use std::collections::HashMap;

use serde::Serialize;

use super::worlds::Plan;
use super::{Children, dice, secret};
use crate::access::{ACCOUNTS_ROLE, VIEWER_ROLE};
use crate::app_token::AppToken;
use crate::content::Content;
use crate::core::People;
use crate::logins::{Login, Logins, User};
use crate::options::Options;
use crate::otp;
use crate::partner::directory::Directory;
use crate::partner::{Partner, group, status};
use crate::services::app_token;

/// The password of every person that a generated world names.
const PASSWORD: &str = "Roster1!pass";

/// When the parents of generated worlds signed up.
const PARENT_CREATED: i64 = 1_325_635_200;

/// What a person needs to sign in as the parent.
#[derive(Clone, Debug, Serialize)]
pub struct Credentials {
    /// Partner ID of the parent.
    pub parent_id: u32,
    /// What the parent account is called.
    pub parent_name: String,
    /// 32 hex digits.
    pub admin_secret: String,
    /// 32 hex digits.
    pub user_secret: String,
    /// E-mail of the parent's owner.
    pub user_email: String,
    /// Password of the parent's owner.
    pub password: String,
    /// Base32; only for a parent that asks for a second factor.
    pub totp_secret: Option<String>,
    /// A token that gives ADMIN sessions of the parent.
    pub app_token: AppTokenCredentials,
    /// Logins and parents that show something going wrong; absent in the recorded world.
    pub special: Option<SpecialLogins>,
}

/// An app token.
#[derive(Clone, Debug, Serialize)]
pub struct AppTokenCredentials {
    /// `0_…`
    pub id: String,
    /// 32 hex digits.
    pub token: String,
}

/// The secrets of an account.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// 32 hex digits; signs nothing but starts USER sessions.
    pub user: String,
    /// 32 hex digits; signs every session.
    pub admin: String,
}

/// A parent beside the main one.
#[derive(Clone, Debug, Serialize)]
pub struct OtherParent {
    /// Partner ID.
    pub parent_id: u32,
    /// 32 hex digits.
    pub admin_secret: String,
    /// E-mail of its owner.
    pub user_email: String,
    /// Password of its owner.
    pub password: String,
    /// Base32, for the one with a second factor.
    pub totp_secret: Option<String>,
}

/// Logins and parents of a generated world that show something going wrong.
#[derive(Clone, Debug, Serialize)]
pub struct SpecialLogins {
    /// A login that may enter several accounts: the main parent, another parent and two children.
    pub several_accounts: OtherParent,
    /// A parent that asks for a second factor.
    pub two_factor: OtherParent,
    /// A parent that is blocked.
    pub blocked: OtherParent,
    /// A publisher without children and without the multi-account feature.
    pub plain_publisher: OtherParent,
    /// A user of the main parent whose role does not allow listing accounts.
    pub restricted: OtherParent,
    /// A user of the main parent whose id is not the e-mail, and whose role allows managing
    /// accounts and no content.
    pub accounts_only: OtherParent,
    /// The id of that user.
    pub accounts_only_user_id: String,
    /// A child of the main parent: its id and the login of its owner.
    pub child: OtherParent,
}

/// A world ready to be served.
pub(crate) struct Setup {
    pub(crate) people: People,
    pub(crate) app_tokens: Vec<AppToken>,
    pub(crate) credentials: Credentials,
    pub(crate) content: Content,
}

/// Builds a generated world.
pub(crate) fn generate(options: &Options) -> Setup {
    let plan = Plan::of(&options.world);
    let seed = options.seed;
    let parent_id = plan.parent_id;
    let count = options.accounts.unwrap_or(plan.accounts);
    let children = Children { seed, plan, parent: parent_id, first_id: parent_id + 1_000, count };
    let (first, last) = plan.admin;
    let email = |person: &str| format!("{person}@{}", plan.domain);
    let owner_email = email(&format!("{}.{}", first.to_lowercase(), last.to_lowercase()));

    let mut parent = parent(parent_id, plan.parent_name, &format!("{first} {last}"), &owner_email);
    parent.set("website", format!("https://{}", plan.domain));
    parent.set("phone", "+1 555 010 0100");
    // Slightly above what is used, so that the end of it is in sight.
    parent.set("publishersQuota", i64::from(count + count / 50 + 20));

    let mut two_factor = self::parent(
        parent_id + 11,
        &format!("{} (two-step sign-in)", plan.parent_name),
        "Mina Park",
        &email("mina.park"),
    );
    two_factor.set("useTwoFactorAuthentication", true);
    two_factor.set("authenticationType", 1);
    let mut blocked = self::parent(
        parent_id + 12,
        &format!("{} – closed branch", plan.parent_name),
        "Otis Reed",
        &email("otis.reed"),
    );
    blocked.status = status::BLOCKED;
    let mut plain = self::parent(parent_id + 13, "Solo Studio", "Sol Ito", &email("sol.ito"));
    plain.group = group::PUBLISHER;
    plain.var_console = false;
    plain.set("publishersQuota", 0);
    let other = self::parent(parent_id + 14, "Southgate Video", "Dana Whitfield", &email("agent"));

    let mut logins = Logins::default();
    let login = |partner: &Partner| {
        let email = partner.text("adminUserId");
        let name = partner.text("adminName");
        Login::new(email, PASSWORD, User::owner(partner.id, email, name, partner.created_at))
    };
    logins.insert(login(&parent));
    logins.insert(login(&blocked));
    logins.insert(login(&plain));
    let mut with_code = login(&two_factor);
    let totp_secret = otp::secret(dice(seed, 50, parent_id.unsigned_abs()));
    with_code.totp_secret = Some(totp_secret.clone());
    logins.insert(with_code);

    let mut agent = login(&other);
    let agent_email = agent.email.clone();
    for id in [Some(parent_id), child(&children, 0), child(&children, 1)].into_iter().flatten() {
        let mut user = User::owner(id, &agent_email, "Dana Whitfield", PARENT_CREATED);
        user.is_owner = false;
        agent.users.push(user);
    }
    logins.insert(agent);

    let viewer_email = email("viewer");
    let mut viewer = User::owner(parent_id, &viewer_email, "Vic Viewer", PARENT_CREATED);
    viewer.is_owner = false;
    viewer.roles = vec![VIEWER_ROLE];
    logins.insert(Login::new(&viewer_email, PASSWORD, viewer));

    let accounts_email = email("pat.hale");
    let accounts_user_id = "p-0417";
    let mut accounts = User::owner(parent_id, accounts_user_id, "Pat Hale", PARENT_CREATED);
    accounts.is_owner = false;
    accounts.roles = vec![ACCOUNTS_ROLE];
    logins.insert(Login::new(&accounts_email, PASSWORD, accounts));

    let mut token = app_token::make(seed, 1, parent_id, PARENT_CREATED);
    token.hash_type = "SHA256".into();
    token.session_type = 2;
    token.session_user_id = Some(owner_email.clone());
    token.session_seconds = 3_600;
    token.description = Some("Roster".to_owned());

    let entry = |id: i64, email: &str, totp: Option<String>| OtherParent {
        parent_id: crate::world::public_id(id),
        admin_secret: secret(seed, id, "admin"),
        user_email: email.to_owned(),
        password: PASSWORD.to_owned(),
        totp_secret: totp,
    };
    let first_child = child(&children, 0).unwrap_or(parent_id);
    let special = SpecialLogins {
        several_accounts: entry(other.id, &agent_email, None),
        two_factor: entry(two_factor.id, two_factor.text("adminUserId"), Some(totp_secret)),
        blocked: entry(blocked.id, blocked.text("adminUserId"), None),
        plain_publisher: entry(plain.id, plain.text("adminUserId"), None),
        restricted: entry(parent_id, &viewer_email, None),
        accounts_only: entry(parent_id, &accounts_email, None),
        accounts_only_user_id: accounts_user_id.to_owned(),
        child: OtherParent {
            password: crate::logins::CHILD_PASSWORD.to_owned(),
            ..entry(first_child, &children.email(0), None)
        },
    };
    let credentials = Credentials {
        parent_id: crate::world::public_id(parent_id),
        parent_name: plan.parent_name.to_owned(),
        admin_secret: secret(seed, parent_id, "admin"),
        user_secret: secret(seed, parent_id, "user"),
        user_email: owner_email,
        password: PASSWORD.to_owned(),
        totp_secret: None,
        app_token: AppTokenCredentials { id: token.id.clone(), token: token.token.clone() },
        special: Some(special),
    };
    let next_id = children.end_id();
    let kept = vec![parent, two_factor, blocked, plain, other];
    let people = People {
        directory: Directory::new(Some(children), kept, next_id),
        logins,
        secrets: HashMap::new(),
    };
    let content = Content::generated(seed, options.entries, &people.directory);
    Setup { people, app_tokens: vec![token], credentials, content }
}

fn child(children: &Children, index: u32) -> Option<i64> {
    (index < children.count).then(|| children.id(index))
}

/// A parent with the multi-account feature.
fn parent(id: i64, name: &str, admin: &str, email: &str) -> Partner {
    let mut parent = Partner::new(id, None, PARENT_CREATED);
    parent.group = group::VAR;
    parent.var_console = true;
    parent.set("name", name);
    parent.set("adminName", admin);
    parent.set("firstName", admin);
    parent.set("adminEmail", email);
    parent.set("adminUserId", email);
    parent.set("description", "Parent account");
    parent.set("commercialUse", 1);
    parent.set("publishersQuota", 100);
    parent
}
