//! The kind of job that changes details of accounts: one `partner.update` an item, which changes
//! the account of its session and no other. So it is never sent with the parent's session, but
//! with one of the sub-account that is got for it and ended after (API.md §3.6, §7.3).

use super::at_server::{SentWith, accounts_of};
use super::kind::{Facts, Kind, Look, Prepared, Sent, Stop, Verdict};
use super::store::Item;
use crate::account_checks::check_field;
use crate::activity::ActivityAction;
use crate::error::{Error, ErrorCode};
use crate::import::{EditChange, ImportField};
use crate::inner::Inner;
use crate::live::{Way, partner, secret_to_enter};
use crate::messages::msg;
use crate::new_account::as_stored;
use crate::registry::SavedConnection;
use crate::words::Doing;
use kaltura::actions::partner::{Partner, PartnerChanges, PartnerStatus, Update};
use kaltura::{AdminSecret, Error as Failure, Impersonation, RetryPolicy, Session, SessionError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What an item changes, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditInput {
    pub(crate) changes: Vec<EditChange>,
}

impl EditInput {
    /// None when what is kept cannot be read: then nobody knows what was to be changed.
    fn of(item: &Item) -> Option<Self> {
        item.input.as_deref().and_then(|input| serde_json::from_str(input).ok())
    }
}

/// Changing details of accounts.
#[derive(Debug)]
pub(crate) struct EditAccounts {
    inner: Arc<Inner>,
    saved: SavedConnection,
    /// The parent's admin secret, where the session is not signed with it anyway.
    secret: OnceCell<Option<AdminSecret>>,
}

impl EditAccounts {
    pub(crate) fn of(inner: &Arc<Inner>, saved: &SavedConnection) -> Self {
        Self { inner: Arc::clone(inner), saved: saved.clone(), secret: OnceCell::new() }
    }

    /// Entering accounts takes the parent's admin secret.
    async fn learn_secret(&self, way: &Way) -> Result<(), Stop> {
        let ask = async || secret_to_enter(&way.client, &way.session).await;
        match self.secret.get_or_try_init(ask).await {
            Ok(_) => Ok(()),
            Err(Failure::Session(SessionError::NoAdminSecret)) => {
                let message = msg::capability_act_as_denied();
                Err(Stop::Said(self.inner.messages.error(ErrorCode::NotPermitted, &message)))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    async fn enter(&self, way: &Way, item: &Item) -> Result<Session, Failure> {
        let account = item.account.unwrap_or(self.saved.parent_id);
        let as_user = Impersonation::new(partner(account), self.saved.acts_as());
        match self.secret.get() {
            Some(Some(secret)) => way.session.impersonate_with(secret.clone(), as_user).await,
            Some(None) | None => way.session.impersonate(as_user).await,
        }
    }

    fn error(&self, code: ErrorCode, message: &crate::messages::Message) -> Error {
        self.inner.messages.error(code, message)
    }

    fn explain(&self, item: &Item, failure: &Failure) -> Error {
        let account = item.account.unwrap_or(self.saved.parent_id);
        self.inner.explain_doing(&self.saved, Doing::Editing { account }, failure)
    }

    /// What is to be done with an item, seen from what the server says of its account.
    fn judge(&self, item: &Item, found: Option<&Partner>) -> Prepared {
        let failed = |code, message| Prepared::Settled(Verdict::Failed(self.error(code, &message)));
        let Some(now) = found else {
            return failed(ErrorCode::NotFound, msg::status_vanished());
        };
        if !matches!(now.status, PartnerStatus::Active | PartnerStatus::ReadOnly) {
            return failed(ErrorCode::NotPermitted, msg::edit_not_open());
        }
        let Some(EditInput { mut changes }) = EditInput::of(item) else {
            return failed(ErrorCode::Other, msg::unexpected());
        };
        if item.attempts > 0 && changes.iter().all(|change| is_so(now, change)) {
            // Sent before, and done after it was looked at.
            return Prepared::Settled(Verdict::Done(Facts::default()));
        }
        for change in &mut changes {
            current(now, change.field).clone_into(&mut change.before);
            let mut wrong = None;
            if let Some(field) = change.field.form_field() {
                check_field(field, &change.after, &mut |remark| wrong = wrong.or(Some(remark)));
            }
            if wrong.is_some_and(crate::account_checks::AccountRemark::is_fatal) {
                let field = change.field.label(&self.inner.messages);
                return failed(ErrorCode::InvalidField, msg::edit_field_wrong(field));
            }
        }
        let different = changes.iter().any(|change| !is_so(now, change));
        let input = serde_json::to_string(&EditInput { changes }).ok();
        let facts = Facts { input, ..Facts::default() };
        if different { Prepared::Send(facts) } else { Prepared::Settled(Verdict::Unchanged(facts)) }
    }

    async fn update(&self, way: &Way, item: &Item) -> Sent {
        let Some(account) = item.account.filter(|id| *id != self.saved.parent_id) else {
            return Sent::Refused(self.error(ErrorCode::NotPermitted, &msg::status_parent()), None);
        };
        let session = match self.enter(way, item).await {
            Ok(session) => session,
            Err(failure) => return self.not_entered(item, failure),
        };
        let sent = self.update_as(way, &session, account, item).await;
        if let Err(error) = session.end().await {
            tracing::debug!(%error, "the session of an account was not ended; it runs out by itself");
        }
        sent
    }

    async fn update_as(
        &self,
        way: &Way,
        session: &Session,
        account: crate::ids::AccountId,
        item: &Item,
    ) -> Sent {
        // Sent with any other session it would change that session's account.
        match session.ks().await {
            Ok(ks) if ks.partner_id() == partner(account) => {}
            Ok(_) => {
                return Sent::Refused(self.error(ErrorCode::Other, &msg::unexpected()), None);
            }
            Err(failure) => return self.not_entered(item, failure),
        }
        let Some(EditInput { changes }) = EditInput::of(item) else {
            return Sent::Refused(self.error(ErrorCode::Other, &msg::unexpected()), None);
        };
        let call = Update { changes: wire(&changes) };
        let client = way.client.with_retry(RetryPolicy::never());
        match client.call(session, &call).await {
            Ok(_) => Sent::Accepted,
            Err(failure) => Sent::by_failure(failure, SentWith::AccountSession, |failure| {
                self.explain(item, failure)
            }),
        }
    }

    /// The account could not be entered, so nothing was changed.
    fn not_entered(&self, item: &Item, failure: Failure) -> Sent {
        match failure.api() {
            Some(api) if !api.is_rate_limit() => self.refused(item, &failure),
            Some(_) | None => Sent::Withheld(failure),
        }
    }

    fn refused(&self, item: &Item, failure: &Failure) -> Sent {
        let code = failure.code().map(|code| code.as_str().to_owned());
        Sent::Refused(self.explain(item, failure), code)
    }

    fn not_taken(&self, changes: &[EditChange], now: &Partner) -> Error {
        let fields: Vec<String> = changes
            .iter()
            .filter(|change| !is_so(now, change))
            .map(|change| change.field.label(&self.inner.messages))
            .collect();
        self.error(ErrorCode::Other, &msg::edit_not_taken(fields.join(", ")))
    }
}

impl Kind for EditAccounts {
    const PER_REQUEST: usize = 1;
    const PER_LOOK: usize = 200;
    const IN_FLIGHT: usize = 4;

    fn action(&self, item: &Item) -> ActivityAction {
        let changes = EditInput::of(item).map(|input| input.changes).unwrap_or_default();
        ActivityAction::AccountEdited { changes }
    }

    /// What the account has already needs no call. What the person saw as "before" may be older
    /// than what is there now, which is what is recorded.
    async fn prepare(&self, way: &Way, items: &[Item]) -> Result<Look<Prepared>, Stop> {
        self.learn_secret(way).await?;
        let mut found = accounts_of(way, self.saved.parent_id, items).await?;
        let verdicts = items
            .iter()
            .map(|item| self.judge(item, item.account.and_then(|id| found.get(&id.0))))
            .collect();
        Ok(Look { verdicts, seen: found.drain().map(|(_, partner)| partner).collect() })
    }

    async fn send(&self, way: &Way, items: &[Item]) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(items.len());
        for item in items {
            sent.push(self.update(way, item).await);
        }
        sent
    }

    async fn look(&self, way: &Way, items: &[Item]) -> Result<Look<Verdict>, Stop> {
        let mut found = accounts_of(way, self.saved.parent_id, items).await?;
        let verdict = |item: &Item| {
            let Some(now) = item.account.and_then(|id| found.get(&id.0)) else {
                return Verdict::Failed(self.error(ErrorCode::NotFound, &msg::status_vanished()));
            };
            let Some(EditInput { changes }) = EditInput::of(item) else {
                return Verdict::Failed(self.error(ErrorCode::Other, &msg::unexpected()));
            };
            if changes.iter().all(|change| is_so(now, change)) {
                Verdict::Done(Facts::default())
            } else {
                Verdict::NotDone(Facts::default(), self.not_taken(&changes, now))
            }
        };
        let verdicts = items.iter().map(verdict).collect();
        Ok(Look { verdicts, seen: found.drain().map(|(_, partner)| partner).collect() })
    }
}

/// What an account has in a field that can be edited.
fn current(partner: &Partner, field: ImportField) -> &str {
    match field {
        ImportField::AdminName => &partner.admin_name,
        ImportField::AdminEmail => &partner.admin_email,
        ImportField::Phone => &partner.phone,
        ImportField::Website => &partner.website,
        ImportField::ReferenceId => &partner.reference_id,
        ImportField::Name
        | ImportField::Description
        | ImportField::Template
        | ImportField::Country
        | ImportField::State
        | ImportField::WelcomeEmail
        | ImportField::Password
        | ImportField::PartnerId => "",
    }
}

/// Whether an account has what a change gives it, as the server keeps it.
fn is_so(partner: &Partner, change: &EditChange) -> bool {
    current(partner, change.field) == as_stored(&change.after)
}

/// The change in the words of the server.
fn wire(changes: &[EditChange]) -> PartnerChanges {
    let mut wire = PartnerChanges::default();
    for change in changes {
        let after = Some(change.after.trim().to_owned());
        match change.field {
            ImportField::AdminName => wire.admin_name = after,
            ImportField::AdminEmail => wire.admin_email = after,
            ImportField::Phone => wire.phone = after,
            ImportField::Website => wire.website = after,
            ImportField::ReferenceId => wire.reference_id = after,
            ImportField::Name
            | ImportField::Description
            | ImportField::Template
            | ImportField::Country
            | ImportField::State
            | ImportField::WelcomeEmail
            | ImportField::Password
            | ImportField::PartnerId => {}
        }
    }
    wire
}
