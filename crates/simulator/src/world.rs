//! What tests assert on: the accounts, logins, tokens and requests of a running simulator, and
//! the few things that only Kaltura's own staff can change. Never a secret.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::app_token::AppToken;
use crate::core::Core;
use crate::partner::{Partner, status};
use crate::password::Password;

/// A handle on the world of a running simulator.
#[derive(Clone, Debug)]
pub struct World {
    core: Arc<Core>,
}

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Partner ID.
    pub id: u32,
    /// Partner ID of its parent; an orphan has none.
    pub parent_id: Option<u32>,
    /// Stored name, after cutting.
    pub name: String,
    /// 0 deleted, 1 active, 2 blocked, 3 removed, 4 read-only.
    pub status: u8,
    /// 1 publisher, 2 VAR, 3 group, 4 template.
    pub group_type: u8,
    /// Unix seconds.
    pub created_at: i64,
    /// Name of the administrator.
    pub admin_name: String,
    /// E-mail on the account, not necessarily of a login.
    pub admin_email: String,
    /// Reference ID.
    pub reference_id: Option<String>,
    /// Website.
    pub website: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Description.
    pub description: String,
}

/// A login and the accounts that it may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoginRecord {
    /// E-mail.
    pub email: String,
    /// The account that it was made with.
    pub home_id: u32,
    /// Accounts that it may enter, ascending.
    pub account_ids: Vec<u32>,
    /// Failed attempts since the last good one.
    pub failures: u32,
}

/// An app token, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppTokenRecord {
    /// `0_…`
    pub id: String,
    /// Partner ID of the account it belongs to.
    pub account_id: u32,
    /// 1 disabled, 2 active, 3 deleted.
    pub status: i64,
    /// `MD5`, `SHA1`, `SHA256` or `SHA512`.
    pub hash_type: String,
    /// 0 USER, 2 ADMIN.
    pub session_type: i64,
    /// User of the sessions that it gives.
    pub session_user_id: Option<String>,
    /// Length of the sessions that it gives, in seconds.
    pub session_seconds: i64,
    /// Privileges of the sessions that it gives.
    pub session_privileges: Option<String>,
    /// Description.
    pub description: Option<String>,
}

/// A request that the simulator received; parts of a multirequest count one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// As the client spelt it.
    pub service: String,
    /// As the client spelt it.
    pub action: String,
    /// Partner of the session, if there was one that could be read.
    pub partner_id: Option<u32>,
    /// The account that the call was about: `id`, `impersonatedPartnerId` or
    /// `requestedPartnerId`.
    pub subject_id: Option<u32>,
    /// The user that the call names: `userId`.
    pub user_id: Option<String>,
    /// Unix seconds of the simulator's clock.
    pub at: i64,
}

/// Ids as tests see them; the server's own are never negative nor above 32 bits.
pub(crate) fn public_id(id: i64) -> u32 {
    u32::try_from(id).unwrap_or(0)
}

impl Received {
    /// `service.action` in lower case.
    pub fn call(&self) -> String {
        format!("{}.{}", self.service, self.action).to_lowercase()
    }
}

impl World {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// An account by Partner ID.
    pub fn account(&self, id: u32) -> Option<Account> {
        self.core.people().directory.get(id.into()).map(|partner| Account::of(&partner))
    }

    /// The children of a parent, ascending by Partner ID, the parent itself not among them.
    pub fn accounts_of(&self, parent_id: u32) -> Vec<Account> {
        let parent_id = i64::from(parent_id);
        let people = self.core.people();
        people
            .directory
            .family(parent_id)
            .into_iter()
            .filter(|row| row.id != parent_id)
            .filter_map(|row| people.directory.load(row))
            .map(|partner| Account::of(&partner))
            .collect()
    }

    /// How many children a parent has, whatever their status.
    pub fn count_of(&self, parent_id: u32) -> usize {
        let parent_id = i64::from(parent_id);
        let rows = self.core.people().directory.family(parent_id);
        rows.into_iter().filter(|row| row.id != parent_id).count()
    }

    /// How many children of a parent have a status.
    pub fn count_with_status(&self, parent_id: u32, status: u8) -> usize {
        let parent_id = i64::from(parent_id);
        let people = self.core.people();
        let rows = people.directory.family(parent_id);
        rows.into_iter()
            .filter(|row| row.id != parent_id && people.directory.status(*row) == status)
            .count()
    }

    /// Accounts with exactly this name, in any family.
    pub fn accounts_named(&self, name: &str) -> Vec<Account> {
        let people = self.core.people();
        people
            .directory
            .everyone()
            .filter(|partner| partner.text("name") == name)
            .map(|partner| Account::of(&partner))
            .collect()
    }

    /// The login of an e-mail.
    pub fn login(&self, email: &str) -> Option<LoginRecord> {
        let people = self.core.people();
        let login = people.logins.find(&people.directory, email)?;
        let mut account_ids: Vec<u32> =
            login.users.iter().map(|user| public_id(user.partner)).collect();
        account_ids.sort_unstable();
        Some(LoginRecord {
            email: login.email,
            home_id: public_id(login.home),
            account_ids,
            failures: login.failures,
        })
    }

    /// All app tokens, deleted ones too, by id.
    pub fn app_tokens(&self) -> Vec<AppTokenRecord> {
        let mut tokens: Vec<AppTokenRecord> = self
            .core
            .desk()
            .app_tokens
            .values()
            .map(|token| AppTokenRecord {
                id: token.id.clone(),
                account_id: public_id(token.partner),
                status: token.status,
                hash_type: token.hash_type.clone(),
                session_type: token.session_type,
                session_user_id: token.session_user_id.clone(),
                session_seconds: token.session_seconds,
                session_privileges: token.session_privileges.clone(),
                description: token.description.clone(),
            })
            .collect();
        tokens.sort_by(|a, b| a.id.cmp(&b.id));
        tokens
    }

    /// Requests received, oldest first; the oldest go when there are more than 100,000.
    pub fn requests(&self) -> Vec<Received> {
        self.core.desk().log.iter().cloned().collect()
    }

    /// How many requests called an action, names in any letter case.
    pub fn count_requests(&self, service: &str, action: &str) -> usize {
        let desk = self.core.desk();
        let is_meant = |request: &&Received| {
            request.service.eq_ignore_ascii_case(service)
                && request.action.eq_ignore_ascii_case(action)
        };
        desk.log.iter().filter(is_meant).count()
    }

    /// Forgets the requests received so far.
    pub fn forget_requests(&self) {
        self.core.desk().log.clear();
    }

    /// Sessions that `session.end` ended.
    pub fn ended_sessions(&self) -> usize {
        self.core.desk().ended.len()
    }

    /// Accounts whose owner was sent a welcome mail, in order of registration.
    pub fn welcome_mails(&self) -> Vec<u32> {
        self.core.desk().welcome_mails.iter().map(|id| public_id(*id)).collect()
    }

    /// Sets a status as somebody else might; the number is not checked.
    pub fn set_status(&self, id: u32, status: u8) -> bool {
        self.core.people_mut().directory.change(id.into(), |partner| partner.status = status)
    }

    /// Sets any property of `KalturaPartner` by its API name, read-only ones such as
    /// `publishersQuota` and `useTwoFactorAuthentication` too, as Kaltura's staff might.
    pub fn set_property(&self, id: u32, name: &str, value: impl Into<Value>) -> bool {
        let value = value.into();
        self.core.people_mut().directory.change(id.into(), |partner| partner.set(name, value))
    }

    /// Gives an account another parent, or none.
    pub fn set_parent(&self, id: u32, parent_id: Option<u32>) -> bool {
        let parent = parent_id.map(i64::from);
        self.core.people_mut().directory.change(id.into(), |partner| partner.parent = parent)
    }

    /// Gives an account another group type (API.md §13): 2 and 3 may have children.
    pub fn set_group(&self, id: u32, group: u8) -> bool {
        self.core.people_mut().directory.change(id.into(), |partner| partner.group = group)
    }

    /// Adds an app token to an account, as if it had been made earlier; status 3 is deleted.
    pub fn put_app_token(&self, token: &AppTokenRecord, secret: &str) {
        let now = self.core.now.seconds();
        self.core.keep_token(AppToken {
            id: token.id.clone(),
            token: secret.to_owned(),
            number: None,
            partner: token.account_id.into(),
            created_at: now,
            updated_at: now,
            status: token.status,
            expiry: None,
            session_type: token.session_type,
            session_user_id: token.session_user_id.clone(),
            session_seconds: token.session_seconds,
            session_privileges: token.session_privileges.clone(),
            hash_type: token.hash_type.clone(),
            description: token.description.clone(),
        });
    }

    /// Puts an account's secrets into the cache of `session.start`, as its first use does.
    pub fn warm_secrets_cache(&self, id: u32) {
        self.core.desk().warm.insert(id.into());
    }

    /// Gives or takes the multi-account feature (`FEATURE_VAR_CONSOLE_LOGIN`).
    pub fn set_multi_account(&self, id: u32, is_on: bool) -> bool {
        self.core.people_mut().directory.change(id.into(), |partner| partner.var_console = is_on)
    }

    /// Hides an account's secrets from everybody (`hideSecrets`), or shows them again.
    pub fn set_secrets_hidden(&self, id: u32, are_hidden: bool) -> bool {
        let hide = |partner: &mut Partner| partner.hides_secrets = are_hidden;
        self.core.people_mut().directory.change(id.into(), hide)
    }

    /// Locks or unlocks a login, as too many failed attempts do.
    pub fn set_login_locked(&self, email: &str, is_locked: bool) {
        let mut people = self.core.people_mut();
        let people = &mut *people;
        people.logins.change(&people.directory, email, |login| login.blocked = is_locked);
    }

    /// Gives a login another password.
    pub fn set_password(&self, email: &str, password: &str) {
        let mut people = self.core.people_mut();
        let people = &mut *people;
        let change = |login: &mut crate::logins::Login| login.password = Password::new(password);
        people.logins.change(&people.directory, email, change);
    }

    /// Lets a login's password run out.
    pub fn set_password_expired(&self, email: &str, is_expired: bool) {
        let mut people = self.core.people_mut();
        let people = &mut *people;
        people.logins.change(&people.directory, email, |login| login.password_expired = is_expired);
    }

    /// Whether the account exists and refuses nobody.
    pub fn is_active(&self, id: u32) -> bool {
        self.account(id).is_some_and(|account| account.status == status::ACTIVE)
    }
}

impl Account {
    fn of(partner: &Partner) -> Self {
        let optional = |name: &str| {
            Some(partner.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            id: public_id(partner.id),
            parent_id: partner.parent.map(public_id),
            name: partner.text("name").to_owned(),
            status: partner.status,
            group_type: partner.group,
            created_at: partner.created_at,
            admin_name: partner.text("adminName").to_owned(),
            admin_email: partner.text("adminEmail").to_owned(),
            reference_id: optional("referenceId"),
            website: optional("website"),
            phone: optional("phone"),
            description: partner.text("description").to_owned(),
        }
    }
}
