//! Logins: e-mails that sign in, the accounts they may enter, and what goes wrong on the way
//! (API.md §9). The answers are made in `services/user.rs`.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::otp;
use crate::partner::directory::Directory;
use crate::password::Password;

/// The password of every login that a generated child has.
pub(crate) const CHILD_PASSWORD: &str = "Account1!pass";

/// The role of an account's owner.
pub(crate) const ADMINISTRATOR_ROLE: i64 = 2;

/// A login: one e-mail, any number of accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) email: String,
    pub(crate) password: Password,
    /// The account that the login was made with.
    pub(crate) home: i64,
    pub(crate) users: Vec<User>,
    /// Base32 secret of the authenticator, for accounts that ask for a second factor. It comes
    /// from the seed and is not written to a journal.
    #[serde(skip)]
    pub(crate) totp_secret: Option<String>,
    /// The account entered when none is named.
    pub(crate) last_partner: i64,
    pub(crate) failures: u32,
    pub(crate) blocked: bool,
    pub(crate) password_expired: bool,
}

/// A login's user inside one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) partner: i64,
    pub(crate) id: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) is_admin: bool,
    pub(crate) is_owner: bool,
    pub(crate) roles: Vec<i64>,
    pub(crate) created_at: i64,
    pub(crate) last_login_at: Option<i64>,
}

/// Why a sign-in was refused; `user.loginByLoginId` hides most of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NotFound,
    WrongPassword,
    RetriesExceeded,
    Blocked,
    PasswordExpired,
    MissingOtp,
    InvalidOtp,
    DirectLoginBlocked,
}

impl Login {
    pub(crate) fn new(email: &str, password: &str, owner: User) -> Self {
        Self {
            email: email.to_owned(),
            password: Password::new(password),
            home: owner.partner,
            last_partner: owner.partner,
            users: vec![owner],
            totp_secret: None,
            failures: 0,
            blocked: false,
            password_expired: false,
        }
    }

    pub(crate) fn user_in(&self, partner: i64) -> Option<&User> {
        self.users.iter().find(|user| user.partner == partner)
    }
}

impl User {
    /// The owner of an account, called after its administrator.
    pub(crate) fn owner(partner: i64, id: &str, admin_name: &str, created_at: i64) -> Self {
        let (first, last) = admin_name.split_once(' ').unwrap_or((admin_name, ""));
        Self {
            partner,
            id: id.to_owned(),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            is_admin: true,
            is_owner: true,
            roles: vec![ADMINISTRATOR_ROLE],
            created_at,
            last_login_at: None,
        }
    }
}

/// All logins; those of generated children are worked out when asked for.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    kept: HashMap<String, Login>,
    /// Hash of an e-mail to the numbers of generated children that may own it.
    generated: OnceLock<HashMap<u64, u32>>,
}

impl Logins {
    pub(crate) fn insert(&mut self, login: Login) {
        self.kept.insert(login.email.to_lowercase(), login);
    }

    /// E-mails are compared without regard to case (03-partner-register-email-case-differs).
    pub(crate) fn find(&self, directory: &Directory, email: &str) -> Option<Login> {
        let key = email.to_lowercase();
        if let Some(login) = self.kept.get(&key) {
            return Some(login.clone());
        }
        let children = directory.children()?;
        let generated = self.generated.get_or_init(|| {
            (0..children.count).map(|index| (hash(&children.email(index)), index)).collect()
        });
        let index = *generated.get(&hash(&key))?;
        (children.email(index) == key).then(|| of_child(directory, children.id(index))).flatten()
    }

    /// The user with an id inside an account.
    pub(crate) fn user(&self, directory: &Directory, partner: i64, id: &str) -> Option<User> {
        self.of_user(directory, partner, id)?.user_in(partner).cloned()
    }

    /// The login whose user inside an account has this id: its e-mail as a rule, but not always.
    pub(crate) fn of_user(&self, directory: &Directory, partner: i64, id: &str) -> Option<Login> {
        let is_meant = |login: &Login| {
            login.user_in(partner).is_some_and(|user| user.id.eq_ignore_ascii_case(id))
        };
        let named = self.find(directory, id).filter(is_meant);
        named.or_else(|| self.kept.values().find(|login| is_meant(login)).cloned())
    }

    pub(crate) fn change(
        &mut self,
        directory: &Directory,
        email: &str,
        change: impl FnOnce(&mut Login),
    ) {
        if let Some(mut login) = self.find(directory, email) {
            change(&mut login);
            self.insert(login);
        }
    }

    pub(crate) fn kept(&self) -> impl Iterator<Item = &Login> {
        self.kept.values()
    }

    /// Signs in: password first, then whatever else the account asks for. Failed attempts count,
    /// a missing code among them (12-login-otp-*).
    pub(crate) fn sign_in(
        &mut self,
        directory: &Directory,
        attempt: &Attempt<'_>,
        now: i64,
    ) -> Result<User, Refused> {
        let login = self.find(directory, attempt.email).ok_or(Refused::NotFound)?;
        let partner = attempt.partner.unwrap_or(login.last_partner);
        let user = login.user_in(partner).cloned().ok_or(Refused::NotFound)?;
        let account = directory.get(partner).ok_or(Refused::NotFound)?;
        let attempts_allowed = account
            .get("maxLoginAttempts")
            .map_or(5000, |value| crate::wire::cast::int(value).unsigned_abs());
        if login.blocked {
            return Err(Refused::Blocked);
        }
        if u64::from(login.failures) >= attempts_allowed {
            return Err(Refused::RetriesExceeded);
        }
        let checked = check(&login, attempt, &account, now);
        self.change(directory, attempt.email, |login| match checked {
            Ok(()) => {
                login.failures = 0;
                login.last_partner = partner;
                if let Some(user) = login.users.iter_mut().find(|u| u.partner == partner) {
                    user.last_login_at = Some(now);
                }
            }
            Err(_) => login.failures += 1,
        });
        checked.map(|()| user)
    }
}

/// What somebody who signs in gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    pub(crate) email: &'a str,
    pub(crate) password: &'a str,
    pub(crate) partner: Option<i64>,
    pub(crate) otp: &'a str,
}

fn check(
    login: &Login,
    attempt: &Attempt<'_>,
    account: &crate::partner::Partner,
    now: i64,
) -> Result<(), Refused> {
    let flag = |name| account.get(name).is_some_and(crate::wire::cast::bool);
    if !login.password.is(attempt.password) {
        return Err(Refused::WrongPassword);
    }
    if login.password_expired {
        return Err(Refused::PasswordExpired);
    }
    if flag("blockDirectLogin") {
        return Err(Refused::DirectLoginBlocked);
    }
    if flag("useTwoFactorAuthentication") {
        if attempt.otp.is_empty() {
            return Err(Refused::MissingOtp);
        }
        let valid = login
            .totp_secret
            .as_deref()
            .is_some_and(|secret| otp::accepts(secret, attempt.otp, now));
        if !valid {
            return Err(Refused::InvalidOtp);
        }
    }
    Ok(())
}

/// The login that a generated child was made with.
fn of_child(directory: &Directory, id: i64) -> Option<Login> {
    let children = directory.children()?;
    let partner = children.partner(children.index_of(id)?);
    let email = partner.text("adminEmail");
    let owner = User::owner(id, email, partner.text("adminName"), partner.created_at);
    Some(Login::new(email, CHILD_PASSWORD, owner))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
