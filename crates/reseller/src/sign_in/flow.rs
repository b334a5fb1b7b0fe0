//! The three ways in, step by step. What becomes of a sign-in that worked is in `keep`. Nothing
//! here tries a refused sign-in again: logins lock for a day (API.md §9).

use super::{AccountChoice, SignInMethod, SignInOutcome, SignInReport, SignInRequest};
use crate::capabilities::{Findings, find_out};
use crate::connection::SignInKind;
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId, SignInId};
use crate::inner::Inner;
use crate::live::{Way, partner};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::secrets::KeptSecret;
use crate::words::{Context, Doing, explain};
use futures::TryStreamExt;
use kaltura::actions::partner::{ListPartnersForUser, Partner, PartnerFilter};
use kaltura::actions::{session, user};
use kaltura::page::{self, Depth};
use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, Client, Error as Failure, ErrorCode as Code,
    OneTimeCode, Password, RetryPolicy, SESSION_LIFETIME, SessionSource,
};
use secrecy::SecretString;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// A sign-in that worked and waits for the person's decision.
#[derive(Debug)]
pub(crate) struct PendingSignIn {
    pub(super) way: Way,
    /// What would be kept; a password is not.
    pub(super) secret: Option<KeptSecret>,
    pub(super) url: String,
    pub(super) parent: AccountId,
    pub(super) method: SignInKind,
    pub(super) person: String,
    /// The user's id at the server.
    pub(super) user_id: String,
    /// An authenticator code was given.
    pub(super) with_code: bool,
    pub(super) findings: Findings,
    /// The connection that is being signed in to again.
    pub(super) connection: Option<ConnectionId>,
    /// App tokens that were made to keep this, could not be kept, and could not be deleted.
    pub(super) unused_tokens: Vec<String>,
    /// What the connection would have been that they were made for.
    pub(super) tried_as: Option<SavedConnection>,
    /// When it was begun, to know which one waits longest.
    begun: Instant,
}

/// Sign-ins that wait at the same time. A person has one screen for it.
const AT_MOST: usize = 8;

impl Inner {
    /// Tries to sign in.
    pub(crate) async fn begin_sign_in(&self, request: SignInRequest) -> Result<SignInOutcome> {
        // Signing in again, the form holds the address as it is shown, which does not say whether
        // it began with http or https.
        let known = match &request.connection {
            Some(id) => Some(self.registry.get(id)?),
            None => None,
        };
        let typed = match &known {
            Some(known) if crate::address::shown(&known.url) == request.server.trim() => &known.url,
            _ => &request.server,
        };
        let endpoint = crate::address::parse(&self.messages, typed)?;
        let url = endpoint.to_string();
        self.check_typed(&request)?;
        if let Some(known) = &known {
            self.refuse_another_parent(known, &url, request.parent_id)?;
        }
        let client = self.client(endpoint)?;
        // Also one that the server was too busy for counts as an attempt (API.md §9, §14).
        let once = client.with_retry(RetryPolicy::never());
        let context = Context {
            server: crate::address::shown(&url),
            parent: request.parent_id.unwrap_or(AccountId(0)),
            connection: None,
            doing: Doing::SigningIn,
            now: self.now(),
        };
        let said = |failure: Failure| explain(&self.messages, &context, &failure);
        let opened = match request.method {
            SignInMethod::Password { email, password, code } => {
                let email = email.trim().to_owned();
                let code = code.filter(|code| !code.is_empty());
                let with_code = code.is_some();
                let login = user::LoginByLoginId {
                    login_id: email.clone(),
                    password: Password::new(password.expose()),
                    partner_id: request.parent_id.map(partner),
                    lifetime: Some(SESSION_LIFETIME),
                    privileges: None,
                    otp: code.map(|code| OneTimeCode::new(code.expose().replace(' ', ""))),
                };
                let ks = match once.call_anonymous(&login).await {
                    Ok(ks) => ks,
                    Err(Failure::Api(api)) if *api.code() == Code::MissingOtp && !with_code => {
                        return Ok(SignInOutcome::NeedsCode);
                    }
                    Err(failure) => return Err(said(failure)),
                };
                let session = client.session(SessionSource::Login { ks });
                let way = Way { client, session };
                if request.parent_id.is_none() {
                    return self.choices(&way, &context).await;
                }
                let method = SignInKind::Password;
                Opened { way, secret: None, method, person: Some(email), with_code }
            }
            SignInMethod::AppToken { token_id, token } => {
                self.open_with_token(
                    client,
                    &once,
                    &context,
                    token_id.trim(),
                    token.expose().trim(),
                )
                .await?
            }
            SignInMethod::AdminSecret { secret, person } => {
                let text = secret.expose().trim();
                let source = SessionSource::AdminSecret {
                    partner_id: partner(context.parent),
                    secret: AdminSecret::new(text),
                    user_id: person.trim().to_owned(),
                    privileges: String::new(),
                };
                let session = client.session(source);
                let way = Way { client, session };
                self.check_secret(&way, &context, text.chars().count()).await?;
                let secret = KeptSecret::AdminSecret { secret: SecretString::from(text) };
                Opened {
                    way,
                    secret: Some(secret),
                    method: SignInKind::AdminSecret,
                    person: Some(person.trim().to_owned()),
                    with_code: false,
                }
            }
        };
        self.report(opened, url, &context, request.connection).await
    }

    /// A connection stays with its server and its parent: its list, notes and Activity are of
    /// that one. Without a parent, one of the accounts of the login will be chosen later.
    pub(super) fn refuse_another_parent(
        &self,
        known: &SavedConnection,
        url: &str,
        parent: Option<AccountId>,
    ) -> Result<()> {
        if known.url == url && parent.is_none_or(|parent| parent == known.parent_id) {
            return Ok(());
        }
        let server = crate::address::shown(&known.url);
        let message = msg::sign_in_another_parent(&known.name, known.parent_id, server);
        Err(self.messages.error(ErrorCode::WrongParent, &message))
    }

    /// What can be said of the form without the server.
    fn check_typed(&self, request: &SignInRequest) -> Result<()> {
        let missing = match &request.method {
            SignInMethod::Password { email, password, .. } => {
                if email.trim().is_empty() {
                    Some(msg::sign_in_email_missing())
                } else if password.is_empty() {
                    Some(msg::sign_in_password_missing())
                } else {
                    None
                }
            }
            SignInMethod::AppToken { token_id, token } => (token_id.trim().is_empty()
                || token.expose().trim().is_empty())
            .then(msg::sign_in_token_missing),
            SignInMethod::AdminSecret { secret, person } => {
                if secret.expose().trim().is_empty() {
                    Some(msg::sign_in_secret_missing())
                } else if person.trim().is_empty() {
                    Some(msg::sign_in_person_missing())
                } else {
                    None
                }
            }
        };
        if let Some(message) = missing {
            return Err(self.messages.error(ErrorCode::SignInRefused, &message));
        }
        let knows_parent = request.parent_id.is_some_and(|id| id.0 > 0);
        let by_password = matches!(request.method, SignInMethod::Password { .. });
        if !knows_parent && (!by_password || request.parent_id.is_some()) {
            let message = msg::sign_in_parent_missing();
            return Err(self.messages.error(ErrorCode::WrongParent, &message));
        }
        Ok(())
    }

    /// The accounts this login may enter. The session was opened in one that the server picked,
    /// so it is used for this one question and ended.
    async fn choices(&self, way: &Way, context: &Context) -> Result<SignInOutcome> {
        let pages = page::pages(
            &way.client,
            &way.session,
            Depth::Unlimited,
            CancellationToken::new(),
            |pager| ListPartnersForUser { filter: PartnerFilter::default(), pager },
            |found: &Partner| found.id,
        );
        let asked: std::result::Result<Vec<Partner>, Failure> = pages.try_concat().await;
        end_quietly(way).await;
        let found = asked.map_err(|failure| explain(&self.messages, context, &failure))?;
        let choice = |found: Partner| {
            let id = u32::try_from(found.id.get()).ok().map(AccountId)?;
            Some(AccountChoice { id, name: found.name })
        };
        let mut choices: Vec<AccountChoice> = found.into_iter().filter_map(choice).collect();
        if choices.is_empty() {
            let message = msg::sign_in_no_accounts();
            return Err(self.messages.error(ErrorCode::SignInRefused, &message));
        }
        choices.sort_by_cached_key(|choice| crate::fold::sort_key(&choice.name));
        Ok(SignInOutcome::ChooseAccount { choices })
    }

    /// A token does not say how it is to be hashed, so both safe ways are tried; MD5 and SHA1
    /// are not.
    async fn open_with_token(
        &self,
        client: Client,
        once: &Client,
        context: &Context,
        token_id: &str,
        token: &str,
    ) -> Result<Opened> {
        let mut refusal = None;
        for hash in [AppTokenHash::Sha256, AppTokenHash::Sha512] {
            let source = SessionSource::AppToken {
                partner_id: partner(context.parent),
                id: AppTokenId::new(token_id),
                token: AppToken::new(token),
                hash,
            };
            // That it is right is tried once. What is worked with is as patient as any other.
            match once.session(source.clone()).ks().await {
                Ok(_) => {
                    let way = Way { session: client.session(source), client };
                    let secret = KeptSecret::AppToken {
                        token_id: token_id.to_owned(),
                        token: SecretString::from(token),
                        hash: hash.as_str().to_owned(),
                    };
                    return Ok(Opened {
                        way,
                        secret: Some(secret),
                        method: SignInKind::AppToken,
                        person: None,
                        with_code: false,
                    });
                }
                Err(Failure::Api(api)) if *api.code() == Code::InvalidAppTokenHash => {
                    refusal = Some(Failure::Api(api));
                }
                Err(failure) => return Err(explain(&self.messages, context, &failure)),
            }
        }
        let refusal = refusal.unwrap_or(Failure::Cancelled);
        Err(explain(&self.messages, context, &refusal))
    }

    /// A session that was signed here is only as good as the server says.
    async fn check_secret(&self, way: &Way, context: &Context, length: usize) -> Result<()> {
        match way.client.call(&way.session, &session::Get).await {
            Ok(_) => Ok(()),
            Err(failure) => {
                let mut error = explain(&self.messages, context, &failure);
                if error.code == ErrorCode::SignInRefused && length != 32 {
                    let technical = std::mem::take(&mut error.detail.technical);
                    let message = msg::sign_in_secret_shape(length);
                    error = self
                        .messages
                        .error(ErrorCode::SignInRefused, &message)
                        .with_technical(&technical);
                }
                Err(error)
            }
        }
    }

    /// Checks what was opened, and reports what it may do.
    async fn report(
        &self,
        opened: Opened,
        url: String,
        context: &Context,
        connection: Option<ConnectionId>,
    ) -> Result<SignInOutcome> {
        let Opened { way, secret, method, person, with_code } = opened;
        let checked = self.check_session(&way, context).await;
        let user_id = match checked {
            Ok(user_id) => user_id,
            Err(error) => {
                end_quietly(&way).await;
                return Err(error);
            }
        };
        let person = person.unwrap_or_else(|| self.person_of(&user_id, secret.as_ref()));
        let own_secret = method == SignInKind::AdminSecret;
        let findings = match find_out(&self.messages, &way, own_secret).await {
            Ok(findings) => findings,
            Err(failure) => {
                end_quietly(&way).await;
                return Err(explain(&self.messages, context, &failure));
            }
        };
        let id = SignInId(uuid::Uuid::new_v4().to_string());
        let report = SignInReport {
            sign_in: id.clone(),
            method,
            server: crate::address::shown(&url),
            parent_id: context.parent,
            parent_name: findings.parent.name.clone(),
            person: person.clone(),
            checked_at: self.now(),
            capabilities: findings.capabilities.clone(),
        };
        let parent = context.parent;
        let pending = PendingSignIn {
            way,
            secret,
            url,
            parent,
            method,
            person,
            user_id,
            with_code,
            findings,
            connection,
            unused_tokens: Vec::new(),
            tried_as: None,
            begun: Instant::now(),
        };
        let dropped = {
            let mut waiting = self.sign_ins();
            let oldest = waiting.iter().min_by_key(|(_, one)| one.begun).map(|(id, _)| id.clone());
            let oldest = oldest.filter(|_| waiting.len() >= AT_MOST);
            let dropped = oldest.and_then(|oldest| waiting.remove(&oldest));
            waiting.insert(id, pending);
            dropped
        };
        if let Some(dropped) = dropped {
            self.let_go(dropped).await;
        }
        Ok(SignInOutcome::SignedIn { report })
    }

    /// Who acts, as far as a token says: its user, or the token itself.
    fn person_of(&self, user_id: &str, secret: Option<&KeptSecret>) -> String {
        match secret {
            Some(KeptSecret::AppToken { token_id, .. }) if user_id.is_empty() => {
                self.messages.say(&msg::sign_in_person_of_token(token_id))
            }
            Some(KeptSecret::AppToken { .. } | KeptSecret::AdminSecret { .. }) | None => {
                user_id.to_owned()
            }
        }
    }

    /// ADMIN, and of the right parent (PRODUCT.md §1); else it is no use here.
    /// Returns the user that it says is acting.
    async fn check_session(&self, way: &Way, context: &Context) -> Result<String> {
        let info = way.client.call(&way.session, &session::Get).await;
        let info = info.map_err(|failure| explain(&self.messages, context, &failure))?;
        if info.partner_id != partner(context.parent) {
            let message = msg::sign_in_wrong_parent(info.partner_id.to_string(), context.parent);
            return Err(self.messages.error(ErrorCode::WrongParent, &message));
        }
        if !info.is_admin() {
            let message = msg::sign_in_not_admin();
            return Err(self.messages.error(ErrorCode::SignInRefused, &message));
        }
        Ok(info.user_id)
    }
}

/// A way in that the server has accepted so far.
struct Opened {
    way: Way,
    secret: Option<KeptSecret>,
    method: SignInKind,
    /// As the person said; a token knows it by itself.
    person: Option<String>,
    with_code: bool,
}

/// Ends a session; that it cannot be told to the server is no reason to stop.
pub(crate) async fn end_quietly(way: &Way) {
    if let Err(failure) = way.session.end().await {
        tracing::debug!(%failure, "a session was not ended at the server");
    }
}
