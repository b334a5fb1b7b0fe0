//! The kind of job that creates accounts: one `partner.register` an item, sent once. When its
//! answer is lost the server is asked for the account before anything is sent again (API.md
//! §7.2, PRODUCT.md §3). The file that the items come from is in `import`.

use super::at_server::SentWith;
use super::kind::{Facts, Kind, Look, Prepared, Sent, Stop, Verdict};
use super::store::Item;
use crate::activity::ActivityAction;
use crate::error::{Error, ErrorCode};
use crate::ids::{AccountId, JobId};
use crate::import::accounts_made;
use crate::inner::{Inner, lock};
use crate::live::{Live, Way};
use crate::messages::{Message, msg};
use crate::new_account::{
    AtWork, Marks, NewAccount, account_id, accounts_after, first_error, is_exactly, newest_first,
    registering,
};
use crate::registry::SavedConnection;
use crate::sign_in::SecretText;
use kaltura::actions::partner::{Partner, Register};
use kaltura::{ApiError, Error as Failure, Ks, PartnerId};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// An account to be created, as it is kept with its item. A password is not: only that there is
/// one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateInput {
    name: String,
    admin_name: String,
    admin_email: String,
    phone: String,
    website: String,
    reference_id: String,
    description: String,
    country: String,
    state: String,
    template: Option<AccountId>,
    send_welcome_email: bool,
    has_password: bool,
}

impl CreateInput {
    /// What is kept of a form.
    pub(crate) fn of(form: &NewAccount) -> Self {
        Self {
            name: form.name.clone(),
            admin_name: form.admin_name.clone(),
            admin_email: form.admin_email.clone(),
            phone: form.phone.clone(),
            website: form.website.clone(),
            reference_id: form.reference_id.clone(),
            description: form.description.clone(),
            country: form.country.clone(),
            state: form.state.clone(),
            template: form.template,
            send_welcome_email: form.send_welcome_email,
            has_password: form.password.as_ref().is_some_and(|password| !password.is_empty()),
        }
    }

    fn form(self, password: Option<SecretText>) -> NewAccount {
        NewAccount {
            name: self.name,
            admin_name: self.admin_name,
            admin_email: self.admin_email,
            phone: self.phone,
            website: self.website,
            reference_id: self.reference_id,
            description: self.description,
            country: self.country,
            state: self.state,
            template: self.template,
            send_welcome_email: self.send_welcome_email,
            password,
        }
    }
}

/// Creating accounts.
#[derive(Debug)]
pub(crate) struct CreateAccounts {
    inner: Arc<Inner>,
    live: Arc<Live>,
    saved: SavedConnection,
    job: JobId,
    /// The session that was found to be the parent's, with the rights of an administrator. Nothing
    /// is sent with another one, not even with its successor.
    checked: Mutex<Option<Ks>>,
    /// Sessions in a row that were refused as run out although they had just been checked.
    refused: Mutex<Vec<Ks>>,
}

/// How many sessions in a row may be refused as run out.
const SESSIONS: usize = 3;

impl CreateAccounts {
    pub(crate) fn of(
        inner: &Arc<Inner>,
        live: &Arc<Live>,
        saved: &SavedConnection,
        job: JobId,
    ) -> Self {
        Self {
            inner: Arc::clone(inner),
            live: Arc::clone(live),
            saved: saved.clone(),
            job,
            checked: Mutex::default(),
            refused: Mutex::default(),
        }
    }

    /// The form of an item, with its password if that is still known.
    fn form(&self, item: &Item) -> Result<NewAccount, Error> {
        let input = item.input.as_deref().map(serde_json::from_str::<CreateInput>);
        let Some(Ok(input)) = input else {
            return Err(self.inner.messages.error(ErrorCode::Other, &msg::unexpected()));
        };
        if !input.has_password {
            return Ok(input.form(None));
        }
        let password = lock(&self.inner.passwords).get(&(self.job, item.number)).cloned();
        let gone = || self.inner.messages.error(ErrorCode::Other, &msg::import_password_gone());
        Ok(input.form(Some(password.ok_or_else(gone)?)))
    }

    /// The accounts that came after the first of these items was first sent, without those that
    /// are known to belong to other items.
    async fn candidates(&self, way: &Way, items: &[&Item]) -> Result<Vec<Partner>, Stop> {
        let floor = items.iter().map(|item| item.floor.unwrap_or(0)).min().unwrap_or(0);
        let found = accounts_after(way, PartnerId::new(i64::from(floor))).await?;
        let connection = self.saved.id.clone();
        let taken = self.inner.store.read(move |db| accounts_made(db, &connection, floor)).await?;
        let taken: HashSet<u32> = taken.into_iter().collect();
        let free = |partner: &Partner| {
            account_id(partner)
                .is_some_and(|id| id != self.saved.parent_id && !taken.contains(&id.0))
        };
        Ok(found.into_iter().filter(free).collect())
    }

    /// Whether the server may still be at work on an item.
    fn still_at_work(&self, item: &Item) -> Option<AtWork> {
        self.inner.still_at_work(item.activity, item.sent_at?)
    }

    fn explain(&self, item: &Item, failure: &Failure) -> Error {
        let doing = self.form(item).map(|form| registering(&form));
        match doing {
            Ok(doing) => self.inner.explain_doing(&self.saved, doing, failure),
            Err(_) => self.inner.explain(&self.saved, failure),
        }
    }

    async fn register(&self, way: &Way, item: &Item) -> Sent {
        let form = match self.form(item) {
            Ok(form) => form,
            Err(error) => return Sent::Refused(error, None),
        };
        let ks = match way.session.ks().await {
            Ok(ks) => ks,
            Err(failure) => return Sent::Withheld(failure),
        };
        let checked = lock(&self.checked).clone();
        if checked.is_none_or(|checked| checked.reveal() != ks.reveal()) {
            return Sent::Again;
        }
        // Once: the runner keeps the pace and looks before it sends again.
        let call = Register(self.inner.registration(&form));
        if let Some(record) = item.activity {
            self.inner.sent.note(record);
        }
        let answer = way.client.once(Some(&ks), &call).await;
        let ran_out = |failure: &Failure| failure.api().is_some_and(ApiError::is_expired_session);
        if !answer.as_ref().is_err_and(ran_out) {
            lock(&self.refused).clear();
        }
        match answer {
            Ok(registered) => {
                let made = registered.partner;
                let facts = Facts { account: account_id(&made), ..Facts::default() };
                match self.inner.refuse_orphan(&self.saved, &made) {
                    Ok(()) => Sent::Done(facts, Box::new(made)),
                    Err(error) => Sent::Alarm(facts, error),
                }
            }
            // It is refused before it runs (API.md §2, order of checks).
            Err(failure) if ran_out(&failure) => {
                if self.is_refused_too_often(ks.clone()) {
                    return Sent::Withheld(failure);
                }
                match way.session.renew(&ks).await {
                    Ok(_) => Sent::Again,
                    Err(failure) => Sent::Withheld(failure),
                }
            }
            Err(failure) => Sent::by_failure(failure, SentWith::ParentSession, |failure| {
                self.explain(item, failure)
            }),
        }
    }

    /// Whether so many sessions were refused in a row that another one would be, too.
    fn is_refused_too_often(&self, ks: Ks) -> bool {
        let mut refused = lock(&self.refused);
        if !refused.iter().any(|known| known.reveal() == ks.reveal()) {
            refused.push(ks);
        }
        refused.len() > SESSIONS
    }
}

impl Kind for CreateAccounts {
    const PER_REQUEST: usize = 1;
    const PER_LOOK: usize = 40;
    const IN_FLIGHT: usize = 4;

    fn action(&self, _item: &Item) -> ActivityAction {
        ActivityAction::AccountCreated
    }

    /// Whether the session may create accounts is asked anew each time: with the wrong one they
    /// would have no parent. Items that were sent before are looked for first.
    async fn prepare(&self, way: &Way, items: &[Item]) -> Result<Look<Prepared>, Stop> {
        *lock(&self.checked) = Some(self.inner.admin_ks(&self.saved, way).await??);
        let newest = way.client.call(&way.session, &newest_first()).await?;
        let highest = newest.objects.iter().filter_map(account_id).map(|id| id.0).max();
        let again: Vec<&Item> = items.iter().filter(|item| item.floor.is_some()).collect();
        let mut found = if again.is_empty() {
            HashMap::new()
        } else {
            let candidates = self.candidates(way, &again).await?;
            assign(&again, candidates)
        };
        let known = self.live.snapshot();
        let mut seen = Vec::new();
        let verdicts = items
            .iter()
            .map(|item| {
                if let Some(made) = found.remove(&item.number) {
                    let facts = Facts { account: account_id(&made), ..Facts::default() };
                    seen.push(made);
                    return Prepared::Settled(Verdict::Done(facts));
                }
                let form = match self.form(item) {
                    Ok(form) => form,
                    Err(error) => return Prepared::Settled(Verdict::Failed(error)),
                };
                match first_error(&self.inner.messages, &known, &form) {
                    Some(error) => Prepared::Settled(Verdict::Failed(error)),
                    None => Prepared::Send(Facts {
                        floor: Some(highest.unwrap_or(0)),
                        ..Facts::default()
                    }),
                }
            })
            .collect();
        Ok(Look { verdicts, seen })
    }

    async fn send(&self, way: &Way, items: &[Item]) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(items.len());
        for item in items {
            sent.push(self.register(way, item).await);
        }
        sent
    }

    async fn look(&self, way: &Way, items: &[Item]) -> Result<Look<Verdict>, Stop> {
        let all: Vec<&Item> = items.iter().collect();
        // Asked before looking: what is made while the list is read shows the next time.
        let at_work: Vec<Option<AtWork>> =
            items.iter().map(|item| self.still_at_work(item)).collect();
        let candidates = self.candidates(way, &all).await?;
        let mut found = assign(&all, candidates);
        let lost = self.inner.messages.error(ErrorCode::Unclear, &msg::import_not_created());
        let mut seen = Vec::new();
        let verdicts = items
            .iter()
            .zip(at_work)
            .map(|(item, at_work)| {
                if let Some(made) = found.remove(&item.number) {
                    let facts = Facts { account: account_id(&made), ..Facts::default() };
                    seen.push(made);
                    return Verdict::Done(facts);
                }
                match (at_work, item.sent_at, &item.problem) {
                    (Some(at_work), ..) => Verdict::TooEarly(at_work),
                    // The server said that it failed, and nothing is there.
                    (None, None, Some(problem)) => Verdict::Failed(problem.clone()),
                    (None, ..) => Verdict::NotDone(Facts::default(), lost.clone()),
                }
            })
            .collect();
        Ok(Look { verdicts, seen })
    }

    fn given_up(&self) -> Message {
        msg::import_given_up()
    }

    fn settled(&self, item: &Item) {
        lock(&self.inner.passwords).remove(&(self.job, item.number));
        if let Some(record) = item.activity {
            self.inner.sent.forget(record);
        }
    }
}

/// Which account belongs to which item. Those that are alike in everything come first, so
/// that two rows with the same e-mail and name do not take each other's account.
fn assign(items: &[&Item], mut candidates: Vec<Partner>) -> HashMap<u32, Partner> {
    let mut found = HashMap::new();
    let wanted: Vec<(&Item, NewAccount, Marks)> = items
        .iter()
        .filter_map(|item| {
            let input: CreateInput = serde_json::from_str(item.input.as_deref()?).ok()?;
            let form = input.form(None);
            let marks = Marks::of(&form);
            Some((*item, form, marks))
        })
        .collect();
    for exactly in [true, false] {
        for (item, form, marks) in &wanted {
            if found.contains_key(&item.number) {
                continue;
            }
            let floor = i64::from(item.floor.unwrap_or(0));
            let fits = |partner: &Partner| {
                partner.id.get() > floor
                    && marks.fit(partner)
                    && (!exactly || is_exactly(form, partner))
            };
            if let Some(at) = candidates.iter().position(fits) {
                found.insert(item.number, candidates.remove(at));
            }
        }
    }
    found
}
