//! Registrations of single accounts whose end is not known: because the answer was lost, or the
//! app ended meanwhile. They are on disk until the server was asked whether the account is there.
//! How an account is sent is in `create`.

use super::register::{Marks, account_id, accounts_after, registering};
use super::{AtWork, NewAccount, RegistrationFinding};
use crate::account::AccountRow;
use crate::activity::{ActivityAction, ActivityResult};
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ActivityId, ConnectionId, UnixSeconds};
use crate::inner::{Inner, lock};
use crate::live::{Live, Way};
use crate::messages::msg;
use crate::refresh::account_of;
use crate::registry::SavedConnection;
use crate::setup::Notice;
use crate::store::activity::{NewRecord, Outcome};
use crate::store::registrations;
use crate::words::is_signed_out;
use kaltura::actions::partner::Partner;
use kaltura::{Error as Failure, PartnerId};
use rusqlite::Transaction;
use std::sync::Arc;
use std::time::Duration;

/// A registration that was sent and whose end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsettled {
    pub(crate) activity: ActivityId,
    pub(crate) marks: Marks,
    /// Every account that was there before has a number up to this.
    pub(crate) highest: PartnerId,
    pub(crate) sent_at: UnixSeconds,
}

/// What came of looking for one, for the screen and for who asks again.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    marks: Marks,
    pub(crate) told: RegistrationFinding,
}

/// What one look for a registration brought.
#[derive(Debug)]
enum Look {
    There(AccountRow),
    /// And it will not come any more.
    NotThere,
    MayCome(AtWork),
}

/// A registration under way in this process. While it lives no equal one is begun or looked for.
#[derive(Debug)]
pub(crate) struct UnderWay<'a> {
    inner: &'a Inner,
    of: (ConnectionId, Marks),
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        lock(&self.inner.registering).retain(|other| *other != self.of);
    }
}

impl Inner {
    /// Begins the registration of an account, unless an equal one is under way or was sent
    /// before and nobody knows yet what became of it: the server would make both (API.md §7.2).
    pub(super) async fn begin_registration(
        &self,
        saved: &SavedConnection,
        marks: &Marks,
    ) -> Result<UnderWay<'_>> {
        let of = (saved.id.clone(), marks.clone());
        {
            let mut registering = lock(&self.registering);
            if registering.contains(&of) {
                let message = msg::register_under_way(&marks.name);
                return Err(self.messages.error(ErrorCode::Other, &message));
            }
            registering.push(of.clone());
        }
        let under_way = UnderWay { inner: self, of };
        if self.unsettled(&saved.id, marks).await?.is_some() {
            let message = msg::register_unsettled(&marks.name);
            return Err(self.messages.error(ErrorCode::Unclear, &message));
        }
        lock(&self.live(&saved.id).findings).retain(|finding| finding.marks != *marks);
        Ok(under_way)
    }

    async fn unsettled(&self, of: &ConnectionId, marks: &Marks) -> Result<Option<Unsettled>> {
        let of = of.clone();
        let all = self.store.read(move |db| registrations::of_connection(db, &of)).await?;
        Ok(all.into_iter().find(|unsettled| unsettled.marks == *marks))
    }

    /// What the person is told at the start of what the last run left open.
    pub(crate) fn interrupted_registrations(&self, left: &[Unsettled]) -> Vec<Notice> {
        let say = |unsettled: &Unsettled| Notice {
            message: self
                .messages
                .say(&msg::notice_registration_interrupted(&unsettled.marks.name)),
            kept_aside: None,
        };
        left.iter().map(say).collect()
    }

    /// Looks for what was left open on a connection, again and again until it is certain, and
    /// tells what came of it. Once a connection at a time.
    pub(crate) async fn settle_registrations(self: &Arc<Self>, live: &Arc<Live>) {
        let Ok(_only_once) = live.settling.try_lock() else { return };
        loop {
            let of = live.id.clone();
            let read = self.store.read(move |db| registrations::of_connection(db, &of)).await;
            let left = match read {
                Ok(left) => left,
                Err(error) => {
                    tracing::warn!(%error, "what was left open was not read");
                    return;
                }
            };
            let mut soonest: Option<Duration> = None;
            for unsettled in left {
                let of = (live.id.clone(), unsettled.marks.clone());
                if lock(&self.registering).contains(&of) {
                    continue;
                }
                let (Some(way), Ok(saved)) = (live.way(), self.registry.get(&live.id)) else {
                    return;
                };
                let later = match self.look_once(live, &saved, &way, &unsettled).await {
                    Ok(Ok(Look::MayCome(at_work))) => at_work.look_after,
                    Ok(Ok(Look::There(_) | Look::NotThere)) => continue,
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "an account's end was not saved");
                        continue;
                    }
                    Err(failure) if is_signed_out(&failure) => return,
                    Err(failure) => {
                        tracing::debug!(%failure, "an account could not be looked for yet");
                        self.pause_between_looks()
                    }
                };
                soonest = Some(soonest.map_or(later, |pause| pause.min(later)));
            }
            let Some(pause) = soonest else { return };
            tokio::time::sleep(pause).await;
        }
    }

    /// The same in the background.
    pub(crate) fn settle_registrations_later(self: &Arc<Self>, live: &Arc<Live>) {
        let (inner, live) = (Arc::clone(self), Arc::clone(live));
        self.spawn(async move { inner.settle_registrations(&live).await });
    }

    /// Whether the account of a registration is there. Where it is not, and the server cannot be
    /// at work on it any more, it will not come.
    async fn look_once(
        &self,
        live: &Live,
        saved: &SavedConnection,
        way: &Way,
        unsettled: &Unsettled,
    ) -> std::result::Result<Result<Look>, Failure> {
        // Asked before looking: what is made while the list is read shows the next time.
        let at_work = self.still_at_work(Some(unsettled.activity), unsettled.sent_at);
        let Some(found) = look(way, unsettled).await? else {
            return Ok(match at_work {
                Some(at_work) => Ok(Look::MayCome(at_work)),
                None => self.will_not_come(live, saved, unsettled).await.map(|()| Look::NotThere),
            });
        };
        let outcome = Outcome { account: account_id(&found), ..Outcome::done() };
        let record = self.finding_of(saved, &unsettled.marks);
        Ok(match self.settle_registration(unsettled.activity, outcome, record).await {
            Ok(is_news) => self.show_created(live, found).await.map(|row| {
                if is_news {
                    self.tell_finding(live, &unsettled.marks, unsettled.activity, Some(row.id));
                }
                Look::There(row)
            }),
            Err(error) => Err(error),
        })
    }

    async fn will_not_come(
        &self,
        live: &Live,
        saved: &SavedConnection,
        unsettled: &Unsettled,
    ) -> Result<()> {
        let name = &unsettled.marks.name;
        let error = self.messages.error(ErrorCode::Unclear, &msg::register_not_created(name));
        let outcome = Outcome::failed(ActivityResult::Refused, &error);
        let record = self.finding_of(saved, &unsettled.marks);
        if self.settle_registration(unsettled.activity, outcome, record).await? {
            self.tell_finding(live, &unsettled.marks, unsettled.activity, None);
        }
        Ok(())
    }

    fn finding_of(&self, saved: &SavedConnection, marks: &Marks) -> NewRecord {
        let account_name = marks.name.clone();
        NewRecord { account_name, ..self.new_record(saved, ActivityAction::AccountCreated) }
    }

    /// Writes the end of a registration. Says whether it had none before.
    pub(super) async fn settle_registration(
        &self,
        activity: ActivityId,
        outcome: Outcome,
        finding: NewRecord,
    ) -> Result<bool> {
        let write =
            move |db: &Transaction<'_>| registrations::settle(db, activity, &outcome, &finding);
        let is_news = self.store.write(write).await?;
        self.sent.forget(activity);
        self.tell_activity();
        Ok(is_news)
    }

    fn tell_finding(
        &self,
        live: &Live,
        marks: &Marks,
        activity: ActivityId,
        account: Option<AccountId>,
    ) {
        let message = match account {
            Some(id) => msg::registration_found(&marks.name, id),
            None => msg::registration_not_found(&marks.name),
        };
        let told = RegistrationFinding { activity, account, message: self.messages.say(&message) };
        lock(&live.findings).push(Finding { marks: marks.clone(), told });
        self.tell_status(live);
    }

    /// Puts a new account into the copy. It exists; a copy that cannot be written now is written
    /// with the next refresh.
    pub(super) async fn show_created(&self, live: &Live, found: Partner) -> Result<AccountRow> {
        let account = account_of(found)
            .ok_or_else(|| self.messages.error(ErrorCode::Other, &msg::unexpected()))?;
        let row = account.row();
        if let Err(error) = live.change(self, |_| vec![Arc::new(account)]).await {
            tracing::warn!(%error, "a new account was not added to the copy");
        }
        self.tell_status(live);
        Ok(row)
    }

    /// "Look again": whether an account of this form, whose registration ended unclear, is there
    /// after all. `None` is certain: it may be created. As long as it is not, the error says so.
    pub(crate) async fn look_up_lost_account(
        self: &Arc<Self>,
        connection: &ConnectionId,
        form: &NewAccount,
    ) -> Result<Option<AccountRow>> {
        let (live, saved, way) = self.readable_as(connection)?;
        let marks = Marks::of(form);
        let failed = |it: Failure| self.failed(&live, &saved, &way, registering(form), &it);
        if let Some(unsettled) = self.unsettled(&live.id, &marks).await? {
            let looked = self.look_once(&live, &saved, &way, &unsettled).await;
            return match looked.map_err(failed)?? {
                Look::There(row) => Ok(Some(row)),
                Look::NotThere => Ok(None),
                Look::MayCome(at_work) => {
                    self.settle_registrations_later(&live);
                    let message = msg::register_may_come(&marks.name, at_work.minutes());
                    Err(self.messages.error(ErrorCode::Unclear, &message))
                }
            };
        }
        let known = lock(&live.findings).iter().find(|f| f.marks == marks).map(|f| f.told.account);
        let snapshot = live.snapshot();
        if let Some(account) = known {
            // Found out meanwhile, in the background.
            let known = account.and_then(|id| snapshot.account(id));
            return Ok(known.map(|account| account.row()));
        }
        // Nothing was left open: whether it came after the accounts that are known.
        let highest = snapshot.accounts.last().map_or(0, |account| account.id);
        let highest = PartnerId::new(i64::from(highest));
        let after = accounts_after(&way, highest).await.map_err(failed)?;
        match after.into_iter().find(|found| marks.fit(found)) {
            Some(found) => self.show_created(&live, found).await.map(Some),
            None => Ok(None),
        }
    }

    /// How many registrations are under way.
    pub(crate) fn registrations_under_way(&self) -> usize {
        lock(&self.registering).len()
    }

    /// Whether one of them is this connection's.
    pub(crate) fn is_registering(&self, on: &ConnectionId) -> bool {
        lock(&self.registering).iter().any(|(connection, _)| connection == on)
    }
}

/// Reads the accounts that came after, oldest first, and picks the one that fits.
pub(super) async fn look(
    way: &Way,
    wanted: &Unsettled,
) -> std::result::Result<Option<Partner>, Failure> {
    let after = accounts_after(way, wanted.highest).await?;
    Ok(after.into_iter().find(|found| wanted.marks.fit(found)))
}
