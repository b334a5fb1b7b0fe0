//! Creating an account, once. The request is recorded before it leaves and is never repeated;
//! when its answer is lost, the server is asked whether the account is there (API.md §7.2).

use super::check::{check, first_error};
use super::register::{Marks, account_id, accounts_after, answered, newest_first, registering};
use super::{CreatedAccount, NewAccount, NewAccountCheck, TemplateChoice};
use crate::account::{AccountRow, AccountStatus, Quota};
use crate::activity::{ActivityAction, ActivityResult};
use crate::cache::Account;
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ActivityId};
use crate::inner::{Inner, lock};
use crate::live::{Limit, Live, Way};
use crate::messages::msg;
use crate::refresh::account_of;
use crate::registry::SavedConnection;
use crate::store::activity::Outcome;
use kaltura::actions::partner::{
    Get, Partner, Register, RegisteredPartner, RegistrationValidation,
};
use kaltura::actions::user;
use kaltura::{Effect, Error as Failure, Ks, PartnerId, SessionError, SessionSource};
use std::sync::Arc;

/// How often the server is asked about a lost registration, and the pauses between, as
/// multiples of the set-up's delay: the first answer may be lost while the account is still
/// being made.
const LOOKS: [u32; 3] = [0, 4, 8];

/// A registration whose end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostRegistration {
    marks: Marks,
    /// Every account that was there before has a number up to this.
    highest: PartnerId,
}

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
    pub(crate) async fn validate_new_account(&self, form: &NewAccount) -> Result<()> {
        let (live, saved, way) = self.writable()?;
        self.refuse_errors(&live, form)?;
        self.dry_run(&saved, &way, form).await
    }

    async fn dry_run(&self, saved: &SavedConnection, way: &Way, form: &NewAccount) -> Result<()> {
        let call = RegistrationValidation(self.registration(form));
        match way.client.call(&way.session, &call).await {
            Ok(_) => Ok(()),
            Err(failure) => Err(self.explain_doing(saved, registering(form), &failure)),
        }
    }

    fn refuse_errors(&self, live: &Live, form: &NewAccount) -> Result<()> {
        first_error(&self.messages, &live.snapshot(), form).map_or(Ok(()), Err)
    }

    /// Creates the account. What was begun is brought to its end and recorded even if nobody
    /// waits for it any more.
    pub(crate) async fn create_account(
        self: &Arc<Self>,
        form: NewAccount,
        beyond_quota: bool,
    ) -> Result<CreatedAccount> {
        let inner = Arc::clone(self);
        let work = self.careful.spawn(async move { inner.create(form, beyond_quota).await });
        match work.await {
            Ok(result) => result,
            Err(_) => Err(self.messages.error(ErrorCode::Other, &msg::unexpected())),
        }
    }

    async fn create(
        self: Arc<Self>,
        form: NewAccount,
        beyond_quota: bool,
    ) -> Result<CreatedAccount> {
        let (live, saved, way) = self.writable()?;
        self.refuse_errors(&live, &form)?;
        if !beyond_quota {
            self.refuse_over_quota(&live)?;
        }
        let explain = |failure: &Failure| self.explain_doing(&saved, registering(&form), failure);
        // With any but an ADMIN session the account would have no parent.
        let ks = self.admin_session(&saved, &way).await?;
        self.dry_run(&saved, &way, &form).await?;
        let login = user::CheckLoginDataExists { login_email: form.admin_email.trim().to_owned() };
        let newest = newest_first();
        let (login_existed, newest) = futures::join!(
            way.client.call(&way.session, &login),
            way.client.call(&way.session, &newest),
        );
        let login_existed = login_existed.map_err(|failure| explain(&failure))?;
        let newest = newest.map_err(|failure| explain(&failure))?;
        let highest = newest.objects.iter().map(|p| p.id).max().unwrap_or(PartnerId::new(0));
        let wanted = LostRegistration { marks: Marks::of(&form), highest };
        let name = form.name.trim().to_owned();
        let record =
            self.record(&saved, ActivityAction::AccountCreated, Some(name.clone())).await?;
        let sent = Register(self.registration(&form));
        match self.send(&saved, &way, ks, &sent).await {
            Ok(Err(error)) => {
                self.settle(record, Outcome::failed(ActivityResult::Refused, &error)).await;
                Err(error)
            }
            Ok(Ok(registered)) => {
                self.registered(&live, &saved, &way, &form, record, registered, login_existed).await
            }
            Err(failure) if failure.effect() == Effect::None => {
                let error = explain(&failure);
                self.settle_failed(record, &failure, &error).await;
                self.note_failure(&live, &failure, &error);
                self.keep_trying_if_offline(&live);
                Err(error)
            }
            Err(failure) => {
                let found = self.look_patiently(&way, &wanted, answered(&failure)).await;
                match found {
                    Ok(Some(found)) => {
                        let template = false;
                        let row = self.welcome(&live, record, found, template).await?;
                        Ok(CreatedAccount {
                            account: row,
                            first_password: None,
                            login_existed,
                            welcome_email_sent: form.send_welcome_email,
                            found_after_lost_answer: true,
                        })
                    }
                    // The server answered that it failed, and nothing is there.
                    Ok(None) if answered(&failure) => {
                        let error = explain(&failure);
                        let outcome = Outcome::failed(ActivityResult::Refused, &error);
                        self.settle(record, outcome).await;
                        Err(error)
                    }
                    Ok(None) | Err(_) => {
                        lock(&live.lost).push(wanted);
                        let technical = explain(&failure).detail.technical;
                        let error = self
                            .messages
                            .error(ErrorCode::Unclear, &msg::register_unclear(name))
                            .with_technical(&technical);
                        let outcome = Outcome::failed(ActivityResult::Unclear, &error);
                        self.settle(record, outcome).await;
                        Err(error)
                    }
                }
            }
        }
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

    async fn admin_session(&self, saved: &SavedConnection, way: &Way) -> Result<Ks> {
        self.admin_ks(saved, way).await.map_err(|failure| self.explain(saved, &failure))?
    }

    /// Sends the registration once, with the session string that was checked and no other. One
    /// that ran out is refused before anything runs (API.md §2, order of checks); its successor is
    /// checked like the first.
    async fn send(
        &self,
        saved: &SavedConnection,
        way: &Way,
        ks: Ks,
        call: &Register,
    ) -> std::result::Result<Result<RegisteredPartner>, Failure> {
        let checked = |ks: &Ks| way.client.session(SessionSource::Login { ks: ks.clone() });
        match way.client.call(&checked(&ks), call).await {
            Err(Failure::Session(SessionError::Expired)) => {
                way.session.renew(&ks).await?;
                match self.admin_ks(saved, way).await? {
                    Ok(ks) => way.client.call(&checked(&ks), call).await.map(Ok),
                    Err(error) => Ok(Err(error)),
                }
            }
            answer => answer.map(Ok),
        }
    }

    /// The server says that the account was created.
    #[expect(clippy::too_many_arguments, reason = "one step of `create`, with all it knows")]
    async fn registered(
        &self,
        live: &Live,
        saved: &SavedConnection,
        way: &Way,
        form: &NewAccount,
        record: ActivityId,
        registered: RegisteredPartner,
        login_existed: bool,
    ) -> Result<CreatedAccount> {
        let id = registered.partner.id;
        if let Err(error) = self.refuse_orphan(saved, &registered.partner) {
            let account = account_id(&registered.partner);
            let outcome = Outcome { account, ..Outcome::failed(ActivityResult::Done, &error) };
            self.settle(record, outcome).await;
            return Err(error);
        }
        // The answer shows what was sent; what is kept may be shorter.
        let kept = way.client.call(&way.session, &Get { id }).await;
        let account = self.welcome(live, record, kept.unwrap_or(registered.partner), false).await?;
        let given = form.password.as_ref().is_some_and(|password| !password.is_empty());
        let first_password = registered
            .cms_password
            .filter(|_| !login_existed && !given)
            .map(|password| password.reveal().to_owned());
        Ok(CreatedAccount {
            account,
            first_password,
            login_existed,
            welcome_email_sent: form.send_welcome_email,
            found_after_lost_answer: false,
        })
    }

    /// Puts a new account into the copy and gives its record the result.
    async fn welcome(
        &self,
        live: &Live,
        record: ActivityId,
        found: Partner,
        template: bool,
    ) -> Result<AccountRow> {
        self.settle(record, Outcome { account: account_id(&found), ..Outcome::done() }).await;
        let account = account_of(found, template)
            .ok_or_else(|| self.messages.error(ErrorCode::Other, &msg::unexpected()))?;
        let row = account.row();
        // The account exists; a copy that cannot be written now is written with the next
        // refresh.
        if let Err(error) = live.change(self, |_| vec![Arc::new(account)]).await {
            tracing::warn!(%error, "a new account was not added to the copy");
        }
        self.tell_status(live);
        Ok(row)
    }

    /// Looks for a registration whose answer was lost, again after a while unless the server
    /// has said that it is done with it.
    async fn look_patiently(
        &self,
        way: &Way,
        wanted: &LostRegistration,
        answered: bool,
    ) -> std::result::Result<Option<Partner>, Failure> {
        let looks = if answered { &LOOKS[..1] } else { &LOOKS[..] };
        let mut last = Ok(None);
        for pause in looks {
            tokio::time::sleep(self.setup.network.retry_delay.saturating_mul(*pause)).await;
            last = look(way, wanted).await;
            if matches!(last, Ok(Some(_))) {
                break;
            }
        }
        last
    }

    /// "Look again": whether an account of this form, whose registration ended unclear, is
    /// there after all.
    pub(crate) async fn look_up_lost_account(
        self: &Arc<Self>,
        form: &NewAccount,
    ) -> Result<Option<AccountRow>> {
        let (live, saved, way) = self.readable()?;
        let marks = Marks::of(form);
        let remembered = lock(&live.lost).iter().find(|lost| lost.marks == marks).cloned();
        // After a restart only the copy tells which accounts were there before.
        let from_copy = || {
            let known = live.snapshot().accounts.last().map_or(0, |account| account.id);
            LostRegistration { marks, highest: PartnerId::new(i64::from(known)) }
        };
        let wanted = remembered.clone().unwrap_or_else(from_copy);
        let found = look(&way, &wanted).await;
        let found =
            found.map_err(|failure| self.explain_doing(&saved, registering(form), &failure))?;
        let Some(found) = found else { return Ok(None) };
        if let Some(remembered) = remembered {
            lock(&live.lost).retain(|lost| *lost != remembered);
        }
        let record =
            self.record(&saved, ActivityAction::AccountCreated, Some(found.name.clone())).await?;
        self.welcome(&live, record, found, false).await.map(Some)
    }
}

/// Reads the accounts that came after, oldest first, and picks the one that fits.
async fn look(
    way: &Way,
    wanted: &LostRegistration,
) -> std::result::Result<Option<Partner>, Failure> {
    let after = accounts_after(way, wanted.highest).await?;
    Ok(after.into_iter().find(|found| wanted.marks.fit(found)))
}
