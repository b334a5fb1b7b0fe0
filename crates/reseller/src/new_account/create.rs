//! Creating an account, once. The request is recorded before it leaves and is never repeated;
//! when its answer is lost, the server is asked whether the account is there (API.md §7.2).

use super::check::{check, first_error};
use super::register::{Marks, account_id, answered, newest_first, registering};
use super::unsettled::{Unsettled, look};
use super::{AccountCreation, CreatedAccount, NewAccount, NewAccountCheck, TemplateChoice};
use crate::account::{AccountRow, AccountStatus, Quota};
use crate::activity::{ActivityAction, ActivityResult};
use crate::cache::Account;
use crate::error::{Error, ErrorCode, Result};
use crate::ids::{AccountId, ActivityId};
use crate::inner::Inner;
use crate::live::{Limit, Live, Way};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::store::activity::{NewRecord, Outcome};
use crate::store::registrations;
use crate::words::Doing;
use kaltura::actions::partner::{
    Get, Partner, Register, RegisteredPartner, RegistrationValidation,
};
use kaltura::actions::user;
use kaltura::{Effect, Error as Failure, Ks, PartnerId, SessionError, SessionSource};
use rusqlite::Transaction;
use std::sync::Arc;

/// How often the server is asked about a lost registration, and the pauses between, as
/// multiples of the set-up's delay: the first answer may be lost while the account is still
/// being made.
const LOOKS: [u32; 3] = [0, 4, 8];

impl Inner {
    /// Checks the form without the server.
    pub(crate) fn check_new_account(&self, form: &NewAccount) -> Result<NewAccountCheck> {
        let live = self.current()?;
        let snapshot = live.snapshot();
        let remarks = check(&self.messages, &snapshot, form);
        let used = snapshot.quota_used();
        let quota = live.state().quota_limit.map(|Limit(limit)| Quota { used, limit });
        let over_quota = quota.is_some_and(|q| q.limit.is_some_and(|limit| q.used >= limit));
        Ok(NewAccountCheck { remarks, quota, over_quota })
    }

    /// Templates to choose from, by name.
    pub(crate) fn list_templates(&self) -> Result<Vec<TemplateChoice>> {
        let snapshot = self.current()?.snapshot();
        let usable =
            |account: &&Arc<Account>| account.template && account.status() == AccountStatus::Active;
        let mut templates: Vec<TemplateChoice> = snapshot
            .accounts
            .iter()
            .filter(usable)
            .map(|a| TemplateChoice { id: AccountId(a.id), name: a.name.clone() })
            .collect();
        templates.sort_by_cached_key(|template| crate::fold::sort_key(&template.name));
        Ok(templates)
    }

    /// Asks the server whether it would take the form. Creates nothing.
    pub(crate) async fn validate_new_account(self: &Arc<Self>, form: &NewAccount) -> Result<()> {
        let (live, saved, way) = self.writable()?;
        self.refuse_errors(&live, form)?;
        let checked = self.dry_run(&way, form).await;
        checked.map_err(|failure| self.failed(&live, &saved, &way, registering(form), &failure))
    }

    async fn dry_run(&self, way: &Way, form: &NewAccount) -> std::result::Result<(), Failure> {
        let call = RegistrationValidation(self.registration(form));
        way.client.call(&way.session, &call).await.map(drop)
    }

    fn refuse_errors(&self, live: &Live, form: &NewAccount) -> Result<()> {
        first_error(&self.messages, &live.snapshot(), form).map_or(Ok(()), Err)
    }

    /// Creates the account. What was begun is brought to its end and recorded even if nobody
    /// waits for it any more.
    pub(crate) async fn create_account(
        self: &Arc<Self>,
        creation: AccountCreation,
    ) -> Result<CreatedAccount> {
        let inner = Arc::clone(self);
        let work = self.careful.spawn(async move { inner.create(creation).await });
        match work.await {
            Ok(result) => result,
            Err(_) => Err(self.messages.error(ErrorCode::Other, &msg::unexpected())),
        }
    }

    async fn create(self: Arc<Self>, creation: AccountCreation) -> Result<CreatedAccount> {
        let AccountCreation { connection, account: form, beyond_quota } = creation;
        let (live, saved, way) = self.writable_as(&connection)?;
        self.refuse_errors(&live, &form)?;
        if !beyond_quota {
            self.refuse_over_quota(&live)?;
        }
        let marks = Marks::of(&form);
        let under_way = self.begin_registration(&saved, &marks).await?;
        let failed = |doing: Doing, it: Failure| self.failed(&live, &saved, &way, doing, &it);
        let refused = |failure: Failure| failed(registering(&form), failure);
        // With any but an ADMIN session the account would have no parent.
        let ks = self.admin_ks(&saved, &way).await.map_err(|it| failed(Doing::Working, it))??;
        self.dry_run(&way, &form).await.map_err(refused)?;
        let login = user::CheckLoginDataExists { login_email: form.admin_email.trim().to_owned() };
        let newest = newest_first();
        let (login_existed, newest) = futures::join!(
            way.client.call(&way.session, &login),
            way.client.call(&way.session, &newest),
        );
        let login_existed = login_existed.map_err(refused)?;
        let newest = newest.map_err(refused)?;
        let highest = newest.objects.iter().map(|p| p.id).max().unwrap_or(PartnerId::new(0));
        if self.stopping.is_cancelled() {
            return Err(self.messages.error(ErrorCode::Cancelled, &msg::register_closing()));
        }
        let wanted = self.note_registration(&saved, &form, marks, highest).await?;
        let sent = Register(self.registration(&form));
        let answer = self.send(&saved, &way, ks, &sent, wanted.activity).await;
        let inner = self.as_ref();
        let sending = Sending { inner, live: &live, saved, way, form: &form, wanted };
        let ended = sending.end(answer).await;
        drop(under_way);
        if ended.as_ref().is_err_and(|error| error.code == ErrorCode::Unclear) {
            self.settle_registrations_later(&live);
        }
        self.keep_trying_if_offline(&live);
        let account = ended?;
        Ok(CreatedAccount {
            // What comes with an e-mail that had a login is no password (API.md §7.2).
            first_password: account.first_password.filter(|_| !login_existed),
            account: account.row,
            login_existed,
            welcome_email_sent: form.send_welcome_email,
            found_after_lost_answer: account.found,
        })
    }

    /// Writes that an account is about to be registered; it is on the disk when this returns.
    async fn note_registration(
        &self,
        saved: &SavedConnection,
        form: &NewAccount,
        marks: Marks,
        highest: PartnerId,
    ) -> Result<Unsettled> {
        let record = NewRecord {
            account_name: form.name.trim().to_owned(),
            ..self.new_record(saved, ActivityAction::AccountCreated)
        };
        let (sent_at, of) = (record.at, marks.clone());
        let write = move |db: &Transaction<'_>| registrations::add(db, &record, &of, highest);
        let activity = self.store.write(write).await?;
        self.tell_activity();
        Ok(Unsettled { activity, marks, highest, sent_at })
    }

    fn refuse_over_quota(&self, live: &Live) -> Result<()> {
        let used = live.snapshot().quota_used();
        let limit = live.state().quota_limit.and_then(|Limit(limit)| limit);
        match limit {
            Some(limit) if used >= limit => {
                let message = msg::register_over_quota(limit, used + 1);
                Err(self.messages.error(ErrorCode::OverQuota, &message))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Sends the registration once, with the session string that was checked and no other. One
    /// that ran out is refused before anything runs (API.md §2, order of checks); its successor is
    /// checked like the first. When it was sent is noted each time.
    async fn send(
        &self,
        saved: &SavedConnection,
        way: &Way,
        ks: Ks,
        call: &Register,
        record: ActivityId,
    ) -> std::result::Result<Result<RegisteredPartner>, Failure> {
        let checked = |ks: &Ks| way.client.session(SessionSource::Login { ks: ks.clone() });
        self.sent.note(record);
        match way.client.call(&checked(&ks), call).await {
            Err(Failure::Session(SessionError::Expired)) => {
                way.session.renew(&ks).await.map_err(Failure::before_the_call)?;
                match self.admin_ks(saved, way).await.map_err(Failure::before_the_call)? {
                    Ok(ks) => {
                        self.sent.note(record);
                        way.client.call(&checked(&ks), call).await.map(Ok)
                    }
                    Err(error) => Ok(Err(error)),
                }
            }
            answer => answer.map(Ok),
        }
    }
}

/// A registration that was sent, with all that is known of it.
#[derive(Debug)]
struct Sending<'a> {
    inner: &'a Inner,
    live: &'a Live,
    saved: SavedConnection,
    way: Way,
    form: &'a NewAccount,
    wanted: Unsettled,
}

/// An account that is there.
#[derive(Debug)]
struct Made {
    row: AccountRow,
    first_password: Option<String>,
    /// The answer was lost, and it was found by looking for it.
    found: bool,
}

impl Sending<'_> {
    /// What came of it. The record has its result when this returns.
    async fn end(
        self,
        answer: std::result::Result<Result<RegisteredPartner>, Failure>,
    ) -> Result<Made> {
        let failure = match answer {
            Ok(Ok(registered)) => return self.registered(registered).await,
            Ok(Err(error)) => {
                self.settle(Outcome::failed(ActivityResult::Refused, &error)).await;
                return Err(error);
            }
            Err(failure) => failure,
        };
        if failure.effect() == Effect::None {
            let error = self.explain(&failure);
            self.settle(Outcome::failed(ActivityResult::Refused, &error)).await;
            self.inner.note_failure(self.live, &self.way, &failure, &error);
            return Err(error);
        }
        match self.look_patiently(answered(&failure)).await {
            Ok(Some(found)) => {
                Ok(Made { row: self.welcome(found).await?, first_password: None, found: true })
            }
            // The server answered that it failed, and nothing is there.
            Ok(None) if answered(&failure) => {
                let error = self.explain(&failure);
                self.settle(Outcome::failed(ActivityResult::Refused, &error)).await;
                Err(error)
            }
            Ok(None) | Err(_) => Err(self.leave_unclear(&failure).await),
        }
    }

    /// The server says that the account was created.
    async fn registered(self, registered: RegisteredPartner) -> Result<Made> {
        let id = registered.partner.id;
        if let Err(error) = self.inner.refuse_orphan(&self.saved, &registered.partner) {
            let account = account_id(&registered.partner);
            let outcome = Outcome { account, ..Outcome::failed(ActivityResult::Done, &error) };
            self.settle(outcome).await;
            return Err(error);
        }
        // The answer shows what was sent; what is kept may be shorter.
        let kept = self.way.client.call(&self.way.session, &Get { id }).await;
        let row = self.welcome(kept.unwrap_or(registered.partner)).await?;
        let given = self.form.password.as_ref().is_some_and(|password| !password.is_empty());
        let first_password =
            registered.cms_password.filter(|_| !given).map(|password| password.reveal().to_owned());
        Ok(Made { row, first_password, found: false })
    }

    /// Gives the record its result and shows the new account.
    async fn welcome(&self, found: Partner) -> Result<AccountRow> {
        self.settle(Outcome { account: account_id(&found), ..Outcome::done() }).await;
        self.inner.show_created(self.live, found).await
    }

    /// Nobody knows. The registration stays open until somebody has looked.
    async fn leave_unclear(&self, failure: &Failure) -> Error {
        let technical = self.explain(failure).detail.technical;
        let message = msg::register_unclear(self.form.name.trim());
        let messages = &self.inner.messages;
        let error = messages.error(ErrorCode::Unclear, &message).with_technical(&technical);
        let outcome = Outcome::failed(ActivityResult::Unclear, &error);
        self.inner.settle(self.wanted.activity, outcome).await;
        error
    }

    fn explain(&self, failure: &Failure) -> Error {
        self.inner.explain_doing(&self.saved, registering(self.form), failure)
    }

    /// The result of what was done is not worth failing what was done, so a disk that is full by
    /// now is only logged; the next start looks for the account once more.
    async fn settle(&self, outcome: Outcome) {
        let record = self.inner.new_record(&self.saved, ActivityAction::AccountCreated);
        let settled = self.inner.settle_registration(self.wanted.activity, outcome, record).await;
        if let Err(error) = settled {
            tracing::error!(%error, "the end of a registration was not saved");
        }
    }

    /// Looks for a registration whose answer was lost, again after a while unless the server
    /// has said that it is done with it.
    async fn look_patiently(
        &self,
        answered: bool,
    ) -> std::result::Result<Option<Partner>, Failure> {
        let looks = if answered { &LOOKS[..1] } else { &LOOKS[..] };
        let mut last = Ok(None);
        for pause in looks {
            let delay = self.inner.setup.network.retry_delay;
            tokio::time::sleep(delay.saturating_mul(*pause)).await;
            last = look(&self.way, &self.wanted).await;
            if matches!(last, Ok(Some(_))) {
                break;
            }
        }
        last
    }
}
