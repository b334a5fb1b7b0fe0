//! Renewing the copy of the accounts: everything is loaded before anything is shown, and what
//! differs from the copy before is marked.

use crate::account::AccountChange;
use crate::cache::{Account, Snapshot};
use crate::capabilities::quota_limit;
use crate::connection::{ConnectionState, RefreshProgress};
use crate::error::Result;
use crate::ids::{AccountId, UnixSeconds};
use crate::inner::{Inner, off_thread};
use crate::live::{Limit, Live, Way};
use crate::store::accounts::{self, SyncState};
use futures::{StreamExt, TryStreamExt};
use kaltura::actions::partner::{GetInfo, Partner, PartnerFilter, PartnerGroupType};
use kaltura::{Error as Failure, PartnerId};
use kaltura::{LoadOptions, all_partners};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Progress is told at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Everything a refresh brings.
struct Loaded {
    partners: Vec<Partner>,
    templates: HashSet<PartnerId>,
    quota_limit: Option<u32>,
    parent_email: String,
}

impl Inner {
    /// Renews the copy of a connection and says how it goes. While one runs, a second one would
    /// only repeat it, so it does nothing.
    pub(crate) async fn refresh(self: &Arc<Self>, live: &Arc<Live>) {
        let (way, number) = {
            let mut state = live.state();
            let Some(way) = state.way.clone().filter(|_| state.refreshing.is_none()) else {
                return;
            };
            state.refreshing = Some(RefreshProgress { loaded: 0, total: None });
            state.refresh = state.refresh.wrapping_add(1);
            state.touched.clear();
            (way, state.refresh)
        };
        self.tell_status(live);
        let outcome = self.load_and_show(live, &way, number).await;
        let (problem, failure) = match outcome {
            Ok(()) => (None, None),
            Err(Problem::Said(error)) => (Some(error), None),
            Err(Problem::Server(failure)) => match self.registry.get(&live.id) {
                Ok(saved) => (Some(self.explain(&saved, &failure)), Some(failure)),
                Err(error) => (Some(error), None),
            },
        };
        {
            let mut state = live.state();
            if !state.is_refreshing(number) {
                return;
            }
            state.refreshing = None;
            if problem.is_none() && matches!(state.standing, ConnectionState::Offline { .. }) {
                state.standing = ConnectionState::Ready;
            }
            state.refresh_problem.clone_from(&problem);
        }
        if let (Some(error), Some(failure)) = (problem, failure) {
            self.note_failure(live, &way, &failure, &error);
        }
        self.tell_status(live);
    }

    async fn load_and_show(
        self: &Arc<Self>,
        live: &Arc<Live>,
        way: &Way,
        number: u32,
    ) -> std::result::Result<(), Problem> {
        // If the copy on disk could not be read when the connection was opened, it must be now:
        // what is new is found by comparing with it.
        live.load(self).await?;
        let loaded = self.load_all(live, way, number).await?;
        let saved = self.registry.get(&live.id)?;
        let _guard = live.changing.lock().await;
        if !live.state().is_refreshing(number) {
            return Ok(());
        }
        let old = live.snapshot();
        let known = {
            let state = live.state();
            Known {
                complete_at: state.refreshed_at,
                newer: state.newer.clone(),
                touched: state.touched.clone(),
            }
        };
        let limit = loaded.quota_limit;
        live.state().parent_email.clone_from(&loaded.parent_email);
        let parent = saved.parent_id;
        let before = Arc::clone(&old);
        let merged = move || merge(&before, loaded, parent, &known);
        let new = off_thread(&self.messages, merged).await?;
        let state = SyncState { refreshed_at: self.now(), quota_limit: limit };
        let (id, before, after) = (live.id.clone(), Arc::clone(&old), new.clone());
        self.store
            .write(move |db| accounts::replace(db, &id, &before.accounts, &after, state))
            .await?;
        let same = old.accounts == new;
        let generation = if same { old.generation } else { live.show(self, new).await? };
        {
            let mut state = live.state();
            state.refreshed_at = Some(self.now());
            state.newer.clear();
            state.quota_limit = Some(Limit(limit));
        }
        if !same {
            self.tell_accounts(&live.id, generation);
        }
        Ok(())
    }

    async fn load_all(
        &self,
        live: &Live,
        way: &Way,
        number: u32,
    ) -> std::result::Result<Loaded, Failure> {
        let everybody = async {
            let mut partners = Vec::new();
            let mut told = Instant::now();
            let options = LoadOptions {
                expected: live.state().listable,
                cancel: self.stopping.clone(),
                ..LoadOptions::default()
            };
            let mut pages = std::pin::pin!(all_partners(
                &way.client,
                &way.session,
                PartnerFilter::default(),
                options
            ));
            while let Some(page) = pages.next().await {
                let page = page?;
                partners.extend(page.partners);
                let progress = RefreshProgress {
                    loaded: u32::try_from(page.loaded).unwrap_or(u32::MAX),
                    total: u32::try_from(page.total).ok(),
                };
                if !live.state().shows_progress(number, progress) {
                    return Err(Failure::Cancelled);
                }
                if told.elapsed() >= TELL_EVERY {
                    told = Instant::now();
                    self.tell_status(live);
                }
            }
            live.state().listable = partners.len() as u64;
            Ok::<_, Failure>(partners)
        };
        // Whether an account is a template can only be asked for (API.md §7.1).
        let templates = async {
            let filter = PartnerFilter {
                partner_group_type_equal: Some(PartnerGroupType::Template),
                ..PartnerFilter::default()
            };
            let options = LoadOptions { cancel: self.stopping.clone(), ..LoadOptions::default() };
            all_partners(&way.client, &way.session, filter, options)
                .map_ok(|page| page.partners)
                .try_concat()
                .await
        };
        let parent = way.client.call(&way.session, &GetInfo);
        let (partners, templates, parent) = futures::try_join!(everybody, templates, parent)?;
        Ok(Loaded {
            partners,
            templates: templates.into_iter().map(|partner| partner.id).collect(),
            quota_limit: quota_limit(&parent),
            parent_email: parent.admin_email,
        })
    }
}

/// Why a refresh did not come to an end.
enum Problem {
    Server(Failure),
    Said(crate::error::Error),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Server(failure)
    }
}

impl From<crate::error::Error> for Problem {
    fn from(error: crate::error::Error) -> Self {
        Self::Said(error)
    }
}

/// How fresh the copy before is.
struct Known {
    /// When it was complete; `None`: it never was.
    complete_at: Option<UnixSeconds>,
    /// Accounts whose name or status in it is newer than that.
    newer: HashSet<u32>,
    /// Accounts that this computer changed after they were asked for.
    touched: HashSet<u32>,
}

/// The new copy: the parent taken out, what only this computer knows kept, changes marked.
fn merge(old: &Snapshot, loaded: Loaded, parent: AccountId, fresh: &Known) -> Vec<Arc<Account>> {
    let touched = &fresh.touched;
    let mut accounts: Vec<Arc<Account>> = Vec::with_capacity(loaded.partners.len());
    let mut brought = HashSet::with_capacity(touched.len());
    for partner in loaded.partners {
        let template = loaded.templates.contains(&partner.id);
        let Some(mut account) = account_of(partner) else { continue };
        account.template = template;
        if account.id == parent.0 {
            continue;
        }
        let known = old.account(AccountId(account.id));
        if touched.contains(&account.id)
            && let Some(known) = known
        {
            // This computer changed it after the page was asked for.
            brought.insert(account.id);
            accounts.push(Arc::clone(known));
            continue;
        }
        adopt(&mut account, known.map(Arc::as_ref), fresh.complete_at);
        if fresh.newer.contains(&account.id)
            && known.is_none_or(|known| known.change != account.change)
        {
            // It was as before at some time after that.
            account.before_change_at = None;
        }
        accounts.push(match known {
            Some(known) if **known == account => Arc::clone(known),
            Some(_) | None => Arc::new(account),
        });
    }
    let missing = touched.difference(&brought).filter_map(|id| old.account(AccountId(*id)));
    accounts.extend(missing.cloned());
    accounts.sort_by_key(|account| account.id);
    accounts
}

/// Takes over note and labels, and marks what is different from a copy that was complete then;
/// `None`: nothing new is marked.
fn adopt(account: &mut Account, known: Option<&Account>, complete_at: Option<UnixSeconds>) {
    let Some(known) = known else {
        account.change = complete_at.map(|_| AccountChange::New);
        account.before_change_at = complete_at;
        return;
    };
    account.note.clone_from(&known.note);
    account.labels.clone_from(&known.labels);
    let mark = complete_at.is_some();
    account.change = if mark { changed(account, known) } else { known.change.clone() };
    account.before_change_at = match &account.change {
        None => None,
        same if *same == known.change => known.before_change_at,
        Some(_) => complete_at,
    };
}

/// What changed since the person last looked: an earlier mark stands until it is seen, and goes
/// when everything is as it was.
fn changed(new: &Account, known: &Account) -> Option<AccountChange> {
    match &known.change {
        Some(AccountChange::New) => Some(AccountChange::New),
        Some(AccountChange::StatusChanged { from }) if *from != new.status() => {
            Some(AccountChange::StatusChanged { from: *from })
        }
        _ if new.status() != known.status()
            && !matches!(known.change, Some(AccountChange::StatusChanged { .. })) =>
        {
            Some(AccountChange::StatusChanged { from: known.status() })
        }
        Some(AccountChange::Renamed { from }) if *from != new.name => {
            Some(AccountChange::Renamed { from: from.clone() })
        }
        _ if new.name != known.name
            && !matches!(known.change, Some(AccountChange::Renamed { .. })) =>
        {
            Some(AccountChange::Renamed { from: known.name.clone() })
        }
        Some(AccountChange::Renamed { .. } | AccountChange::StatusChanged { .. }) | None => None,
    }
}

/// What the server says of an account, as it is kept here. Internal partners have negative
/// numbers and are nobody's children. The server does not say which accounts are templates; this
/// one is none as long as nobody says so.
pub(crate) fn account_of(partner: Partner) -> Option<Account> {
    Some(Account {
        id: u32::try_from(partner.id.get()).ok()?,
        name: partner.name,
        status_number: i32::try_from(partner.status.code()).unwrap_or(-1),
        template: false,
        admin_name: partner.admin_name,
        admin_email: partner.admin_email,
        phone: partner.phone,
        website: partner.website,
        reference_id: partner.reference_id,
        description: partner.description,
        created_at: partner.created_at.map_or(0, kaltura::UnixSeconds::get),
        template_id: partner.template_partner_id.and_then(|id| u32::try_from(id.get()).ok()),
        change: None,
        before_change_at: None,
        note: String::new(),
        labels: Vec::new(),
    })
}

/// Puts what was just read of some accounts into the copy. A status that this computer has set
/// is not marked as a change.
pub(crate) async fn take_over(
    inner: &Inner,
    live: &Live,
    partners: Vec<Partner>,
    set_here: bool,
) -> Result<()> {
    live.change(inner, |old| {
        partners
            .into_iter()
            .filter_map(|partner| {
                let id = u32::try_from(partner.id.get()).ok()?;
                let known = old.account(AccountId(id));
                let mut account = account_of(partner)?;
                account.template = known.is_some_and(|k| k.template);
                adopt(&mut account, known.map(Arc::as_ref), None);
                if let (true, Some(AccountChange::StatusChanged { .. })) =
                    (set_here, &account.change)
                {
                    account.change = None;
                    account.before_change_at = None;
                }
                (known.map(Arc::as_ref) != Some(&account)).then(|| Arc::new(account))
            })
            .collect()
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountStatus;

    fn account(name: &str, status: i32, change: Option<AccountChange>) -> Account {
        Account { id: 7, name: name.into(), status_number: status, change, ..Account::default() }
    }

    fn marked(known: &Account, new: &Account) -> Option<AccountChange> {
        let mut new = new.clone();
        adopt(&mut new, Some(known), Some(NOON));
        new.change
    }

    const NOON: UnixSeconds = UnixSeconds(1_795_000_000);

    #[test]
    fn a_mark_stays_until_seen_and_goes_when_all_is_as_it_was() {
        let plain = account("Acme", 1, None);
        let renamed = account("Acme Ltd", 1, None);
        let mark = marked(&plain, &renamed);
        assert_eq!(mark, Some(AccountChange::Renamed { from: "Acme".into() }));
        let renamed = Account { change: mark.clone(), ..renamed };
        assert_eq!(marked(&renamed, &account("Acme Ltd", 1, None)), mark);
        assert_eq!(marked(&renamed, &plain), None);
        let blocked = account("Acme Ltd", 2, None);
        let from = AccountStatus::Active;
        assert_eq!(marked(&renamed, &blocked), Some(AccountChange::StatusChanged { from }));
        let blocked = Account { change: Some(AccountChange::StatusChanged { from }), ..blocked };
        assert_eq!(marked(&blocked, &account("Acme Ltd", 1, None)), None);
    }

    #[test]
    fn the_first_load_marks_nothing_and_later_ones_mark_what_is_new() {
        let mut new = account("Acme", 1, None);
        adopt(&mut new, None, None);
        assert_eq!(new.change, None);
        adopt(&mut new, None, Some(NOON));
        assert_eq!(new.change, Some(AccountChange::New));
        assert_eq!(new.before_change_at, Some(NOON));
    }

    #[test]
    fn a_mark_says_when_all_was_still_as_before_and_keeps_saying_it() {
        let later = UnixSeconds(NOON.0 + 86_400);
        let look = |known: &Account, name: &str, status, at| {
            let mut new = account(name, status, None);
            adopt(&mut new, Some(known), Some(at));
            new
        };
        let plain = account("Acme", 1, None);
        assert_eq!(look(&plain, "Acme", 1, NOON).before_change_at, None);
        let renamed = look(&plain, "Acme Ltd", 1, NOON);
        assert_eq!(renamed.before_change_at, Some(NOON));
        let still = look(&renamed, "Acme Ltd", 1, later);
        assert_eq!(still.before_change_at, Some(NOON), "it is the same change");
        let blocked = look(&still, "Acme Ltd", 2, later);
        assert_eq!(blocked.before_change_at, Some(later), "it is another change");
        assert_eq!(look(&renamed, "Acme", 1, later).before_change_at, None);
    }
}
