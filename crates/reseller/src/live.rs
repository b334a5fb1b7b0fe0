//! A connection while the app runs: the way to its server, its state, and its copy of the
//! accounts. How it comes to life is in `connect`, how the copy is renewed in `refresh`.

use crate::account::Quota;
use crate::cache::{Account, Snapshot};
use crate::connection::{
    Capability, CapabilityKind, ConnectionState, ConnectionStatus, RefreshProgress,
};
use crate::error::{Error, ErrorCode, Result};
use crate::events::{AccountsChanged, ConnectionChanged, Event};
use crate::ids::{AccountId, ConnectionId, UnixSeconds};
use crate::inner::{Inner, off_thread};
use crate::messages::msg;
use crate::new_account::Finding;
use crate::registry::SavedConnection;
use crate::search::Search;
use crate::store::accounts;
use crate::words::{Context, Doing};
use kaltura::actions::partner::GetOwnSecret;
use kaltura::{AdminSecret, Client, PartnerId, Session, SessionError};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The way to the server: whom to call, and as whom.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) client: Client,
    pub(crate) session: Session,
}

impl Way {
    /// Whether the two are one way, and not one before and one after signing in again.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.session.is_same(&other.session)
    }
}

/// A connection that was opened since the app started.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) id: ConnectionId,
    pub(crate) search: Search,
    snapshot: RwLock<Arc<Snapshot>>,
    state: Mutex<State>,
    /// Held while the copy changes on disk and in memory, so that both stay alike.
    pub(crate) changing: tokio::sync::Mutex<Loaded>,
    /// Held while registrations that were left open are looked for.
    pub(crate) settling: tokio::sync::Mutex<()>,
    /// What came of looking for them since the app started.
    pub(crate) findings: Mutex<Vec<Finding>>,
}

/// The most accounts that a parent may have, as the server says; `None`: it states no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit(pub(crate) Option<u32>);

/// Whether the copy on disk has been read.
#[derive(Debug, Default)]
pub(crate) struct Loaded(pub(crate) bool);

/// What changes while a connection lives.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) way: Option<Way>,
    pub(crate) standing: ConnectionState,
    pub(crate) capabilities: Vec<Capability>,
    /// How many accounts the parent may have, once that is known.
    pub(crate) quota_limit: Option<Limit>,
    /// About how many accounts the server lists, the parent included; 0 before that is known.
    pub(crate) listable: u64,
    /// The parent's own administrator, once that is known: accounts may be created under this
    /// e-mail as often as one likes (API.md §7.2).
    pub(crate) parent_email: String,
    pub(crate) refreshed_at: Option<UnixSeconds>,
    pub(crate) refreshing: Option<RefreshProgress>,
    /// The number of the newest refresh. One that was begun before the way to the server changed
    /// is not listened to any more.
    pub(crate) refresh: u32,
    pub(crate) refresh_problem: Option<Error>,
    /// Accounts that this computer changed since the running refresh began: what the refresh
    /// brings of them may be older.
    pub(crate) touched: HashSet<u32>,
    /// Accounts whose name or status in the copy is newer than `refreshed_at`.
    pub(crate) newer: HashSet<u32>,
    /// A connection attempt or a waiting one; a newer one makes it stop.
    pub(crate) attempt: u32,
}

impl State {
    /// Whether this way is still the one that is used. What a call learnt on one that was left
    /// says nothing about the connection as it is now.
    pub(crate) fn goes(&self, way: &Way) -> bool {
        self.way.as_ref().is_some_and(|current| current.is_same(way))
    }

    /// Whether this refresh is the one that is running.
    pub(crate) fn is_refreshing(&self, number: u32) -> bool {
        self.refreshing.is_some() && self.refresh == number
    }

    /// Takes note of how far this refresh is; `false` when nobody waits for it any more.
    pub(crate) fn shows_progress(&mut self, number: u32, progress: RefreshProgress) -> bool {
        let goes_on = self.is_refreshing(number);
        if goes_on {
            self.refreshing = Some(progress);
        }
        goes_on
    }

    /// Puts another way in place of this one, or none. Attempts to connect and refreshes that are
    /// under way belong to the one before, and are not listened to any more.
    pub(crate) fn change_way(&mut self, way: Option<Way>) -> Option<Way> {
        self.attempt = self.attempt.wrapping_add(1);
        self.refreshing = None;
        self.refresh_problem = None;
        std::mem::replace(&mut self.way, way)
    }
}

impl Live {
    pub(crate) fn new(id: ConnectionId) -> Self {
        Self {
            id,
            search: Search::default(),
            snapshot: RwLock::new(Arc::new(Snapshot::empty())),
            state: Mutex::new(State {
                way: None,
                standing: ConnectionState::SignedOut { problem: None },
                capabilities: Vec::new(),
                quota_limit: None,
                listable: 0,
                parent_email: String::new(),
                refreshed_at: None,
                refreshing: None,
                refresh: 0,
                refresh_problem: None,
                touched: HashSet::new(),
                newer: HashSet::new(),
                attempt: 0,
            }),
            changing: tokio::sync::Mutex::default(),
            settling: tokio::sync::Mutex::default(),
            findings: Mutex::default(),
        }
    }

    /// The accounts as they are now.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What changes; held only for a moment, never across a wait.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The way to the server, if there is one.
    pub(crate) fn way(&self) -> Option<Way> {
        self.state().way.clone()
    }

    fn replace(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Reads the copy on disk, the first time this is called.
    pub(crate) async fn load(&self, inner: &Inner) -> Result<()> {
        let mut loaded = self.changing.lock().await;
        if loaded.0 {
            return Ok(());
        }
        let id = self.id.clone();
        let (known, sync, newer) = inner
            .store
            .read(move |db| {
                let (known, sync) = (accounts::load(db, &id)?, accounts::sync_state(db, &id)?);
                Ok((known, sync, accounts::newer(db, &id)?))
            })
            .await?;
        self.show(inner, known).await?;
        {
            let mut state = self.state();
            state.refreshed_at = sync.map(|sync| sync.refreshed_at);
            state.quota_limit = sync.map(|sync| Limit(sync.quota_limit));
            state.newer = newer;
        }
        loaded.0 = true;
        Ok(())
    }

    /// Puts these accounts in place of the ones before, in memory. Returns their generation.
    pub(crate) async fn show(&self, inner: &Inner, accounts: Vec<Arc<Account>>) -> Result<u32> {
        let old = self.snapshot();
        let generation = old.generation.wrapping_add(1);
        let work = move || {
            let snapshot = Snapshot::of(accounts, generation, Some(&old));
            // The order that nearly every list starts with.
            snapshot.order(crate::account::AccountColumn::Name);
            snapshot
        };
        self.replace(off_thread(&inner.messages, work).await?);
        Ok(generation)
    }

    /// Changes some accounts of the copy, on disk and in memory, and says so.
    pub(crate) async fn change(
        &self,
        inner: &Inner,
        change: impl FnOnce(&Snapshot) -> Vec<Arc<Account>> + Send,
    ) -> Result<()> {
        let _guard = self.changing.lock().await;
        let old = self.snapshot();
        let changed = change(&old);
        if changed.is_empty() {
            return Ok(());
        }
        let newer: Vec<u32> = changed
            .iter()
            .filter(|new| !old.account(AccountId(new.id)).is_some_and(|old| new.looks_like(old)))
            .map(|account| account.id)
            .collect();
        let id = self.id.clone();
        let (written, noted) = (changed.clone(), newer.clone());
        inner
            .store
            .write(move |db| {
                accounts::put(db, &id, written.iter().map(Arc::as_ref))?;
                accounts::note_newer(db, &id, &noted)
            })
            .await?;
        {
            let mut state = self.state();
            state.touched.extend(changed.iter().map(|account| account.id));
            state.newer.extend(newer);
        }
        let mut all = old.accounts.clone();
        for account in changed {
            match all.binary_search_by_key(&account.id, |known| known.id) {
                Ok(at) => all[at] = account,
                Err(at) => all.insert(at, account),
            }
        }
        let generation = self.show(inner, all).await?;
        inner.tell_accounts(&self.id, generation);
        Ok(())
    }
}

impl Inner {
    /// Says that the copy changed.
    pub(crate) fn tell_accounts(&self, connection: &ConnectionId, generation: u32) {
        let connection = connection.clone();
        self.tell(Event::AccountsChanged(AccountsChanged { connection, generation }));
    }

    /// What a screen shows of a connection now.
    pub(crate) fn status_of(&self, live: &Live) -> Result<ConnectionStatus> {
        let saved = self.registry.get(&live.id)?;
        let used = live.snapshot().quota_used();
        let state = live.state();
        let capabilities = state
            .capabilities
            .iter()
            .map(|capability| self.as_read_only(&saved, capability, used, state.quota_limit))
            .collect();
        Ok(ConnectionStatus {
            connection: saved.summary(),
            state: state.standing.clone(),
            capabilities,
            quota: state.quota_limit.map(|Limit(limit)| Quota { used, limit }),
            refreshed_at: state.refreshed_at,
            refreshing: state.refreshing,
            refresh_problem: state.refresh_problem.clone(),
            findings: crate::inner::lock(&live.findings).iter().map(|f| f.told.clone()).collect(),
        })
    }

    /// Says how the connection is now. Only the current one is of interest to a screen.
    pub(crate) fn tell_status(&self, live: &Live) {
        let _told_in_order = crate::inner::lock(&self.telling);
        if self.current_id().as_ref() == Some(&live.id)
            && let Ok(status) = self.status_of(live)
        {
            self.tell(Event::ConnectionChanged(ConnectionChanged { status }));
        }
    }

    /// A capability with what this computer adds to it: read-only, and the room left.
    fn as_read_only(
        &self,
        saved: &SavedConnection,
        capability: &Capability,
        used: u32,
        limit: Option<Limit>,
    ) -> Capability {
        let mut capability = capability.clone();
        if !capability.allowed {
            return capability;
        }
        let writes = matches!(
            capability.kind,
            CapabilityKind::CreateAccounts
                | CapabilityKind::ChangeStatus
                | CapabilityKind::ActAsAccount
        );
        if saved.read_only && writes {
            capability.allowed = false;
            capability.remark = Some(self.messages.say(&msg::capability_read_only()));
        } else if capability.kind == CapabilityKind::CreateAccounts
            && let Some(Limit(limit)) = limit
        {
            capability.remark = Some(self.messages.say(&room_left(used, limit)));
        }
        capability
    }

    /// What sentences about this connection may need to say.
    pub(crate) fn context(&self, saved: &SavedConnection) -> Context {
        Context {
            server: crate::address::shown(&saved.url),
            parent: saved.parent_id,
            connection: Some(saved.name.clone()),
            doing: Doing::Working,
            now: self.now(),
        }
    }

    /// What a person reads of a failure on this connection.
    pub(crate) fn explain(&self, saved: &SavedConnection, failure: &kaltura::Error) -> Error {
        crate::words::explain(&self.messages, &self.context(saved), failure)
    }

    /// The same for what one call was doing.
    pub(crate) fn explain_doing(
        &self,
        saved: &SavedConnection,
        doing: Doing,
        failure: &kaltura::Error,
    ) -> Error {
        let context = self.context(saved).doing(doing);
        crate::words::explain(&self.messages, &context, failure)
    }

    /// The current connection, ready to be written through; else the reason why not.
    pub(crate) fn writable(&self) -> Result<(Arc<Live>, SavedConnection, Way)> {
        let live = self.current()?;
        let (saved, way) = self.writable_connection(&live)?;
        Ok((live, saved, way))
    }

    /// The way of the current connection, if it is the one that the screen shows and may be
    /// written through.
    pub(crate) fn writable_as(
        &self,
        shown: &ConnectionId,
    ) -> Result<(Arc<Live>, SavedConnection, Way)> {
        let found = self.writable()?;
        self.is_shown(&found.0, shown)?;
        Ok(found)
    }

    /// The way of a connection, if it may be written through.
    pub(crate) fn writable_connection(&self, live: &Live) -> Result<(SavedConnection, Way)> {
        let saved = self.changeable(&live.id)?;
        let state = live.state();
        match (&state.standing, &state.way) {
            (ConnectionState::Offline { problem }, _) => {
                let message = msg::offline_no_changes(&saved.name);
                let error = self.messages.error(ErrorCode::Offline, &message);
                Err(error.with_technical(&problem.detail.technical))
            }
            (ConnectionState::Ready | ConnectionState::Connecting, Some(way)) => {
                Ok((saved, way.clone()))
            }
            (ConnectionState::SignedOut { problem: Some(problem) }, _) => Err(problem.clone()),
            _ => Err(self.signed_out(&saved)),
        }
    }

    /// A connection, unless the person made it read-only. Whether the server is there is not asked.
    pub(crate) fn changeable(&self, id: &ConnectionId) -> Result<SavedConnection> {
        let saved = self.registry.get(id)?;
        if saved.read_only {
            let message = msg::rust_read_only_connection(&saved.name);
            return Err(self.messages.error(ErrorCode::ReadOnlyConnection, &message));
        }
        Ok(saved)
    }

    /// The way of the current connection for reading, if it is the one that the screen shows.
    pub(crate) fn readable_as(
        &self,
        shown: &ConnectionId,
    ) -> Result<(Arc<Live>, SavedConnection, Way)> {
        let found = self.readable()?;
        self.is_shown(&found.0, shown)?;
        Ok(found)
    }

    /// Refuses what was meant for another connection than this one.
    pub(crate) fn is_shown(&self, live: &Live, shown: &ConnectionId) -> Result<()> {
        if live.id == *shown {
            Ok(())
        } else {
            Err(self.messages.error(ErrorCode::NotFound, &msg::connection_switched()))
        }
    }

    /// The way of the current connection for reading.
    pub(crate) fn readable(&self) -> Result<(Arc<Live>, SavedConnection, Way)> {
        let live = self.current()?;
        let saved = self.registry.get(&live.id)?;
        let way = live.way().ok_or_else(|| match &live.state().standing {
            ConnectionState::SignedOut { problem: Some(problem) } => problem.clone(),
            ConnectionState::SignedOut { problem: None }
            | ConnectionState::Connecting
            | ConnectionState::Ready
            | ConnectionState::Offline { .. } => self.signed_out(&saved),
        })?;
        Ok((live, saved, way))
    }

    fn signed_out(&self, saved: &SavedConnection) -> Error {
        self.messages.error(ErrorCode::SignInNeeded, &msg::sign_in_needed(&saved.name))
    }

    /// Takes note of a failure on this way that says something about the whole connection.
    /// Signed out or signed in again since then, it says nothing.
    pub(crate) fn note_failure(
        &self,
        live: &Live,
        way: &Way,
        failure: &kaltura::Error,
        error: &Error,
    ) {
        let new = if crate::words::is_offline(failure) {
            ConnectionState::Offline { problem: error.clone() }
        } else if crate::words::is_signed_out(failure) {
            ConnectionState::SignedOut { problem: Some(error.clone()) }
        } else {
            return;
        };
        let mut state = live.state();
        if !state.goes(way) {
            return;
        }
        if matches!(new, ConnectionState::SignedOut { .. }) {
            state.way = None;
        }
        state.standing = new;
        drop(state);
        self.tell_status(live);
    }

    /// What a person reads of a failure on this way while something was being done. What it says
    /// about the whole connection is noted, and a server out of reach is tried again.
    pub(crate) fn failed(
        self: &Arc<Self>,
        live: &Arc<Live>,
        saved: &SavedConnection,
        way: &Way,
        doing: Doing,
        failure: &kaltura::Error,
    ) -> Error {
        let error = self.explain_doing(saved, doing, failure);
        self.note_failure(live, way, failure, &error);
        self.keep_trying_if_offline(live);
        error
    }
}

/// The parent's admin secret, which entering its accounts takes. `None`: the session is signed with
/// it here, and nobody is asked. Else the server is, which does not show it to everybody.
pub(crate) async fn secret_to_enter(
    client: &Client,
    session: &Session,
) -> std::result::Result<Option<AdminSecret>, kaltura::Error> {
    if session.has_admin_secret() {
        return Ok(None);
    }
    let own = client.call(session, &GetOwnSecret).await?;
    own.admin_secret.map(Some).ok_or_else(|| SessionError::NoAdminSecret.into())
}

/// How many accounts may still be created.
pub(crate) fn room_left(used: u32, limit: Option<u32>) -> crate::messages::Message {
    match limit {
        None => msg::capability_quota_unstated(),
        Some(limit) if used >= limit => msg::capability_quota_full(limit),
        Some(limit) => msg::capability_quota_left(limit - used, limit),
    }
}

/// The client's word for an account.
pub(crate) fn partner(id: crate::ids::AccountId) -> PartnerId {
    PartnerId::new(i64::from(id.0))
}
