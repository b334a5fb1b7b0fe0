//! Reading and annotating the copy of the current connection's accounts: windows for the list,
//! the panel beside it, and the notes and labels that only this computer has.

use super::{AccountDetail, AccountPage, AccountQuery};
use crate::cache::Account;
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId};
use crate::inner::Inner;
use crate::live::Live;
use crate::messages::msg;
use crate::search::{self, Selection};
use crate::store::accounts;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most rows that one window may ask for.
const WINDOW: u32 = 2000;

const NOTE_LIMIT: usize = 10_000;
const LABEL_LIMIT: usize = 50;
const LABELS_LIMIT: usize = 20;

impl Inner {
    /// A window onto the accounts that match, in order.
    pub(crate) async fn list_accounts(
        &self,
        query: AccountQuery,
        start: u32,
        count: u32,
    ) -> Result<AccountPage> {
        let live = self.current()?;
        let (snapshot, selection) = self.select_accounts(&live, query).await?;
        Ok(search::page(&snapshot, &selection, start, count.min(WINDOW)))
    }

    /// The IDs of all accounts that match, in order.
    pub(crate) async fn list_account_ids(&self, query: AccountQuery) -> Result<Vec<AccountId>> {
        let live = self.current()?;
        let (snapshot, selection) = self.select_accounts(&live, query).await?;
        Ok(search::ids(&snapshot, &selection))
    }

    async fn select_accounts(
        &self,
        live: &Arc<Live>,
        query: AccountQuery,
    ) -> Result<(Arc<crate::cache::Snapshot>, Arc<Selection>)> {
        let snapshot = live.snapshot();
        if let Some(selection) = live.search.remembered(&snapshot, &query) {
            return Ok((snapshot, selection));
        }
        let parent = self.registry.get(&live.id)?.parent_id;
        // Milliseconds at most, but not on a thread that others wait for.
        let (live, of) = (Arc::clone(live), Arc::clone(&snapshot));
        let work = tokio::task::spawn_blocking(move || live.search.select(&of, parent, &query));
        match work.await {
            Ok(selection) => Ok((snapshot, selection)),
            Err(_) => Err(self.messages.error(ErrorCode::Other, &msg::unexpected())),
        }
    }

    fn known(&self, live: &Live, id: AccountId) -> Result<Arc<Account>> {
        let account = live.snapshot().account(id).cloned();
        account.ok_or_else(|| self.messages.error(ErrorCode::NotFound, &msg::account_not_found(id)))
    }

    /// Everything about one account.
    pub(crate) async fn read_account(&self, id: AccountId) -> Result<AccountDetail> {
        let live = self.current()?;
        let account = self.known(&live, id)?;
        let template_name = account
            .template_id
            .and_then(|template| live.snapshot().account(AccountId(template)).cloned())
            .map(|template| template.name.clone());
        let history = self.account_history(&live.id, id).await?;
        Ok(AccountDetail {
            connection: live.id.clone(),
            row: account.row(),
            description: account.description.clone(),
            template_name,
            note: account.note.clone(),
            before_change_at: account.before_change_at,
            history,
        })
    }

    /// All labels in use, in order.
    pub(crate) fn list_labels(&self) -> Result<Vec<String>> {
        let snapshot = self.current()?.snapshot();
        let labels: BTreeSet<&String> =
            snapshot.accounts.iter().flat_map(|account| &account.labels).collect();
        let mut labels: Vec<String> = labels.into_iter().cloned().collect();
        labels.sort_by_cached_key(|label| crate::fold::sort_key(label));
        Ok(labels)
    }

    /// Keeps a note on this computer.
    pub(crate) async fn set_account_note(
        &self,
        connection: &ConnectionId,
        id: AccountId,
        note: String,
    ) -> Result<()> {
        let live = self.live(&self.registry.get(connection)?.id);
        let note = note.trim().to_owned();
        if note.chars().count() > NOTE_LIMIT {
            let message = msg::note_too_long(NOTE_LIMIT);
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        self.known(&live, id)?;
        let (of, kept) = (live.id.clone(), note.clone());
        self.store.write(move |db| accounts::set_note(db, &of, id.0, &kept)).await?;
        live.annotate(self, id, |account| account.note = note).await
    }

    /// Keeps labels on this computer, in place of those before.
    pub(crate) async fn set_account_labels(
        &self,
        connection: &ConnectionId,
        id: AccountId,
        labels: Vec<String>,
    ) -> Result<()> {
        let live = self.live(&self.registry.get(connection)?.id);
        let mut tidy: Vec<String> = Vec::new();
        for label in labels.iter().map(|label| label.split_whitespace().collect::<Vec<_>>()) {
            let label = label.join(" ");
            if label.chars().count() > LABEL_LIMIT {
                let message = msg::label_too_long(LABEL_LIMIT);
                return Err(self.messages.error(ErrorCode::Other, &message));
            }
            if !label.is_empty() && !tidy.contains(&label) {
                tidy.push(label);
            }
        }
        if tidy.len() > LABELS_LIMIT {
            let message = msg::labels_too_many(LABELS_LIMIT);
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        tidy.sort();
        self.known(&live, id)?;
        let (of, kept) = (live.id.clone(), tidy.clone());
        self.store.write(move |db| accounts::set_labels(db, &of, id.0, &kept)).await?;
        live.annotate(self, id, |account| account.labels = tidy).await
    }

    /// The person has seen what changed.
    pub(crate) async fn mark_changes_seen(&self) -> Result<()> {
        let live = self.current()?;
        let guard = live.changing.lock().await;
        let old = live.snapshot();
        if old.changed == 0 {
            return Ok(());
        }
        let of = live.id.clone();
        self.store.write(move |db| accounts::unmark(db, &of)).await?;
        let plain = |account: &Arc<Account>| {
            if account.change.is_none() {
                return Arc::clone(account);
            }
            Arc::new(Account { change: None, before_change_at: None, ..Account::clone(account) })
        };
        let generation = live.show(self, old.accounts.iter().map(plain).collect()).await?;
        drop(guard);
        self.tell_accounts(&live.id, generation);
        Ok(())
    }
}

impl Live {
    /// Shows a note or labels that were just kept. Unlike a change of the account itself, this
    /// says nothing about how fresh the rest of it is.
    async fn annotate(
        &self,
        inner: &Inner,
        id: AccountId,
        change: impl FnOnce(&mut Account) + Send,
    ) -> Result<()> {
        let guard = self.changing.lock().await;
        let old = self.snapshot();
        let mut all = old.accounts.clone();
        if let Some(at) = old.position(id.0) {
            let mut account = Account::clone(&all[at]);
            change(&mut account);
            all[at] = Arc::new(account);
        }
        let generation = self.show(inner, all).await?;
        drop(guard);
        inner.tell_accounts(&self.id, generation);
        Ok(())
    }
}
