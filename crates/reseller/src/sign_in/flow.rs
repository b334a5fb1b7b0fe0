//! The three ways in, step by step, and what happens to a sign-in that worked. Nothing here
//! tries a refused sign-in again: logins lock for a day (API.md §9).

use super::{
    AccountChoice, Keep, KeepSignIn, SignInMethod, SignInOutcome, SignInReport, SignInRequest,
};
use crate::activity::ActivityAction;
use crate::capabilities::{Findings, find_out};
use crate::connection::{ConnectionSummary, SampleServer, SignInKind};
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId, SignInId};
use crate::inner::Inner;
use crate::live::{Way, partner};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::secrets::{self, KeptSecret};
use crate::words::{Context, Doing, explain};
use kaltura::actions::partner::{ListPartnersForUser, PartnerFilter};
use kaltura::actions::{Pager, app_token, session, user};
use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, Client, Error as Failure, ErrorCode as Code,
    OneTimeCode, PAGE_SIZE_MAX, Password, SESSION_LIFETIME, SessionSource, SessionType,
};
use secrecy::SecretString;
use std::sync::Arc;

/// A sign-in that worked and waits for the person's decision.
#[derive(Debug)]
pub(crate) struct PendingSignIn {
    way: Way,
    /// What would be kept; a password is not.
    secret: Option<KeptSecret>,
    url: String,
    parent: AccountId,
    method: SignInKind,
    person: String,
    findings: Findings,
    /// The connection that is being signed in to again.
    connection: Option<ConnectionId>,
}

impl PendingSignIn {
    /// The way in, to end it.
    pub(crate) fn into_way(self) -> Way {
        self.way
    }
}

/// Sign-ins that wait at the same time. A person has one screen for it.
const AT_MOST: usize = 8;

impl Inner {
    /// Tries to sign in.
    pub(crate) async fn begin_sign_in(&self, request: SignInRequest) -> Result<SignInOutcome> {
        let endpoint = crate::address::parse(&self.messages, &request.server)?;
        let url = endpoint.to_string();
        self.check_typed(&request)?;
        let client = self.client(endpoint)?;
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
                let ks = match client.call_anonymous(&login).await {
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
                Opened { way, secret: None, method: SignInKind::Password, person: email }
            }
            SignInMethod::AppToken { token_id, token } => {
                self.open_with_token(client, &context, token_id.trim(), token.expose().trim())
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
                    person: person.trim().to_owned(),
                }
            }
        };
        self.report(opened, url, &context, request.connection).await
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
        let mut choices: Vec<AccountChoice> = Vec::new();
        let mut index = 1;
        let asked = loop {
            let page = ListPartnersForUser {
                filter: PartnerFilter::default(),
                pager: Pager::page(index, PAGE_SIZE_MAX),
            };
            match way.client.call(&way.session, &page).await {
                Ok(list) => {
                    let full = list.objects.len() >= PAGE_SIZE_MAX as usize;
                    let known = choices.len();
                    for found in list.objects {
                        if let Ok(id) = u32::try_from(found.id.get())
                            && !choices.iter().any(|choice| choice.id.0 == id)
                        {
                            choices.push(AccountChoice { id: AccountId(id), name: found.name });
                        }
                    }
                    if !full || choices.len() == known {
                        break Ok(());
                    }
                    index += 1;
                }
                Err(failure) => break Err(failure),
            }
        };
        end_quietly(way).await;
        asked.map_err(|failure| explain(&self.messages, context, &failure))?;
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
            let way = Way { client: client.clone(), session: client.session(source) };
            match way.session.ks().await {
                Ok(_) => {
                    let secret = KeptSecret::AppToken {
                        token_id: token_id.to_owned(),
                        token: SecretString::from(token),
                        hash: hash.as_str().to_owned(),
                    };
                    let secret = Some(secret);
                    let person = String::new();
                    return Ok(Opened { way, secret, method: SignInKind::AppToken, person });
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
        let Opened { way, secret, method, mut person } = opened;
        let checked = self.check_session(&way, context).await;
        let user_id = match checked {
            Ok(user_id) => user_id,
            Err(error) => {
                end_quietly(&way).await;
                return Err(error);
            }
        };
        if person.is_empty() {
            person = user_id;
        }
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
        let pending =
            PendingSignIn { way, secret, url, parent, method, person, findings, connection };
        let dropped = {
            let mut waiting = self.sign_ins();
            let oldest = (waiting.len() >= AT_MOST).then(|| waiting.keys().next().cloned());
            let dropped = oldest.flatten().and_then(|oldest| waiting.remove(&oldest));
            waiting.insert(id, pending);
            dropped
        };
        if let Some(dropped) = dropped {
            end_quietly(&dropped.way).await;
        }
        Ok(SignInOutcome::SignedIn { report })
    }

    /// ADMIN, and of the right parent (PRODUCT.md §1); else it is no use here.
    /// Returns who it says is acting.
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

    /// Keeps a sign-in: as a new connection, or for the one that was signed in to again.
    pub(crate) async fn keep_sign_in(
        self: &Arc<Self>,
        decision: KeepSignIn,
    ) -> Result<ConnectionSummary> {
        let gone = || self.messages.error(ErrorCode::NotFound, &msg::sign_in_forgotten());
        let name = decision.name.trim().to_owned();
        if name.is_empty() {
            let message = msg::connection_name_missing();
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        let pending = self.sign_ins().remove(&decision.sign_in).ok_or_else(gone)?;
        match self.keep_pending(&decision, &name, &pending).await {
            Ok(saved) => {
                self.settle_in(saved.clone(), pending).await?;
                Ok(saved.summary())
            }
            Err(error) => {
                // "Keep until I quit" must still be possible after a keychain that failed.
                self.sign_ins().insert(decision.sign_in, pending);
                Err(error)
            }
        }
    }

    async fn keep_pending(
        self: &Arc<Self>,
        decision: &KeepSignIn,
        name: &str,
        pending: &PendingSignIn,
    ) -> Result<SavedConnection> {
        let known = match &pending.connection {
            Some(id) => Some(self.registry.get(id)?),
            None => self.already_connected(pending)?,
        };
        let id = known.as_ref().map_or_else(
            || ConnectionId(uuid::Uuid::new_v4().to_string()),
            |known| known.id.clone(),
        );
        let mut saved = SavedConnection {
            id,
            name: name.to_owned(),
            color: decision.color,
            url: pending.url.clone(),
            parent_id: pending.parent,
            parent_name: pending.findings.parent.name.clone(),
            sign_in: pending.method,
            person: pending.person.clone(),
            read_only: decision.read_only,
            sample: false,
            kept: false,
            made_token: known.as_ref().and_then(|known| known.made_token.clone()),
        };
        if decision.keep == Keep::InKeychain {
            let made = self.keep_secret(&saved, pending).await?;
            saved.kept = true;
            if let Some(made) = made {
                let older = saved.made_token.replace(made);
                self.delete_token(&pending.way, older).await;
            }
        }
        if let Err(error) = self.registry.put(saved.clone()).await {
            // Without a connection nothing would ever read or remove it again.
            if saved.kept && known.is_none() {
                drop(secrets::forget(&self.setup.secrets, &saved.id).await);
            }
            return Err(error);
        }
        if !saved.kept && known.is_some_and(|known| known.kept) {
            drop(secrets::forget(&self.setup.secrets, &saved.id).await);
        }
        Ok(saved)
    }

    /// Writes the secret; for a password, an app token is made first. Returns its name then.
    async fn keep_secret(
        &self,
        saved: &SavedConnection,
        pending: &PendingSignIn,
    ) -> Result<Option<String>> {
        let keychain = |error: secrets::SecretError| self.keychain_error(&error);
        if let Some(secret) = &pending.secret {
            secrets::keep(&self.setup.secrets, &saved.id, secret).await.map_err(keychain)?;
            return Ok(None);
        }
        // Before the server makes a token, the keychain shows whether it could take one.
        secrets::recall(&self.setup.secrets, &saved.id).await.map_err(keychain)?;
        let add = app_token::Add {
            hash: AppTokenHash::Sha256,
            session_type: SessionType::Admin,
            session_user_id: pending.person.clone(),
            session_lifetime: SESSION_LIFETIME,
            session_privileges: String::new(),
            expires: None,
            description: "Roster".to_owned(),
        };
        let record = self.record(saved, ActivityAction::AppTokenMade, None).await?;
        let made = match pending.way.client.call(&pending.way.session, &add).await {
            Ok(made) => made,
            Err(failure) => {
                let mut error = self.explain_doing(saved, Doing::Working, &failure);
                if error.code == ErrorCode::NotPermitted {
                    let technical = std::mem::take(&mut error.detail.technical);
                    let message = msg::sign_in_app_token_refused();
                    error = self
                        .messages
                        .error(ErrorCode::NotPermitted, &message)
                        .with_technical(&technical);
                }
                self.settle_failed(record, &failure, &error).await;
                return Err(error);
            }
        };
        self.settle_done(record).await;
        let id = made.info.id.as_str().to_owned();
        let kept = KeptSecret::AppToken {
            token_id: id.clone(),
            token: SecretString::from(made.token.reveal()),
            hash: AppTokenHash::Sha256.as_str().to_owned(),
        };
        if let Err(error) = secrets::keep(&self.setup.secrets, &saved.id, &kept).await {
            self.delete_token(&pending.way, Some(id)).await;
            return Err(self.keychain_error(&error));
        }
        Ok(Some(id))
    }

    /// Deletes a token that Roster made. That it cannot be done now is not worth an error.
    pub(crate) async fn delete_token(&self, way: &Way, id: Option<String>) {
        let Some(id) = id else { return };
        let delete = app_token::Delete { id: AppTokenId::new(id) };
        if let Err(failure) = way.client.call(&way.session, &delete).await {
            tracing::warn!(%failure, "an app token of Roster was not deleted");
        }
    }

    /// The same parent on the same server is one connection, not two.
    fn already_connected(&self, pending: &PendingSignIn) -> Result<Option<SavedConnection>> {
        let twin = self.registry.all().into_iter().find(|saved| {
            saved.url == pending.url && saved.parent_id == pending.parent && !saved.sample
        });
        match twin {
            // Signed out: this is how one comes back.
            Some(twin) if self.live(&twin.id).way().is_none() => Ok(Some(twin)),
            Some(twin) => {
                let server = crate::address::shown(&twin.url);
                let message = msg::sign_in_connected_twice(&twin.name, pending.parent, server);
                Err(self.messages.error(ErrorCode::Other, &message))
            }
            None => Ok(None),
        }
    }

    /// The way is open: the connection becomes the current one and loads its list.
    async fn settle_in(
        self: &Arc<Self>,
        saved: SavedConnection,
        pending: PendingSignIn,
    ) -> Result<()> {
        let live = self.live(&saved.id);
        live.load(self).await?;
        let before = {
            let mut state = live.state();
            state.attempt = state.attempt.wrapping_add(1);
            // An app token renews itself; the session of a password does not.
            state.way.replace(pending.way.clone())
        };
        if let Some(before) = before {
            end_quietly(&before).await;
        }
        if saved.kept && saved.sign_in == SignInKind::Password {
            self.switch_to_token(&saved, &live).await;
        }
        let record = self.record(&saved, ActivityAction::SignedIn, None).await?;
        self.settle_done(record).await;
        self.set_current(&saved.id);
        if let Err(error) = self.registry.set_current(&saved.id).await {
            tracing::warn!(%error, "the current connection was not remembered");
        }
        let listable = self.note_findings(&live, &saved, pending.findings).await;
        if listable {
            let inner = Arc::clone(self);
            self.spawn(async move { inner.refresh(&live).await });
        }
        Ok(())
    }

    /// From here on the app token is used; the password's session is ended.
    async fn switch_to_token(&self, saved: &SavedConnection, live: &crate::live::Live) {
        let Ok(Some(Ok(kept))) = secrets::recall(&self.setup.secrets, &saved.id).await else {
            return;
        };
        if let Ok(way) = self.way(saved, &kept) {
            let before = live.state().way.replace(way);
            if let Some(before) = before {
                end_quietly(&before).await;
            }
        }
    }

    /// Drops a sign-in that the person does not want.
    pub(crate) async fn discard_sign_in(&self, id: &SignInId) {
        let pending = self.sign_ins().remove(id);
        if let Some(pending) = pending {
            end_quietly(&pending.way).await;
        }
    }

    /// Connects to the built-in sample data: the same way in as with an admin secret.
    pub(crate) async fn open_sample(
        self: &Arc<Self>,
        sample: SampleServer,
    ) -> Result<ConnectionSummary> {
        let endpoint = crate::address::parse(&self.messages, &sample.base_url)?;
        let url = endpoint.to_string();
        let known = self.registry.all().into_iter().find(|saved| saved.sample);
        let name = || self.messages.say(&msg::sample_name());
        let mut saved = SavedConnection {
            id: known.as_ref().map_or_else(
                || ConnectionId(uuid::Uuid::new_v4().to_string()),
                |known| known.id.clone(),
            ),
            name: known.as_ref().map_or_else(name, |known| known.name.clone()),
            color: known.as_ref().map_or(crate::connection::ConnectionColor::Slate, |k| k.color),
            url,
            parent_id: sample.parent_id,
            parent_name: known.as_ref().map_or_else(String::new, |k| k.parent_name.clone()),
            sign_in: SignInKind::AdminSecret,
            person: sample.person,
            read_only: known.as_ref().is_some_and(|known| known.read_only),
            sample: true,
            kept: false,
            made_token: None,
        };
        let way = self.way(&saved, &KeptSecret::AdminSecret { secret: sample.admin_secret })?;
        let findings = find_out(&self.messages, &way, true).await;
        let findings = findings.map_err(|failure| self.explain(&saved, &failure))?;
        saved.parent_name.clone_from(&findings.parent.name);
        self.registry.put(saved.clone()).await?;
        let live = self.live(&saved.id);
        live.load(self).await?;
        {
            let mut state = live.state();
            state.attempt = state.attempt.wrapping_add(1);
            state.way = Some(way);
        }
        self.set_current(&saved.id);
        self.registry.set_current(&saved.id).await?;
        self.note_findings(&live, &saved, findings).await;
        let inner = Arc::clone(self);
        self.spawn(async move { inner.refresh(&live).await });
        Ok(saved.summary())
    }
}

/// A way in that the server has accepted so far.
struct Opened {
    way: Way,
    secret: Option<KeptSecret>,
    method: SignInKind,
    person: String,
}

/// Ends a session; that it cannot be told to the server is no reason to stop.
pub(crate) async fn end_quietly(way: &Way) {
    if let Err(failure) = way.session.end().await {
        tracing::debug!(%failure, "a session was not ended at the server");
    }
}
