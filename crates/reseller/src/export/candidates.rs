//! The accounts of an export: which of those that the parent has were chosen.

use super::options::{AccountScope, ExportAccounts};
use crate::account::AccountStatus;
use crate::cache::{Account, Snapshot};
use crate::ids::AccountId;
use crate::registry::SavedConnection;

/// An account to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) reference_id: String,
    /// Blocked and removed ones are not.
    pub(crate) is_open: bool,
    pub(crate) is_parent: bool,
}

impl Candidate {
    pub(crate) fn parent(saved: &SavedConnection) -> Self {
        Self {
            id: saved.parent_id,
            name: saved.parent_name.clone(),
            reference_id: String::new(),
            is_open: true,
            is_parent: true,
        }
    }

    fn of(account: &Account) -> Self {
        Self {
            id: AccountId(account.id),
            name: account.name.clone(),
            reference_id: account.reference_id.clone(),
            is_open: matches!(account.status(), AccountStatus::Active | AccountStatus::ReadOnly),
            is_parent: false,
        }
    }

    /// The account as it is now; one that is gone cannot be read.
    pub(crate) fn again(
        snapshot: &Snapshot,
        saved: &SavedConnection,
        id: AccountId,
        name: &str,
    ) -> Self {
        if id == saved.parent_id {
            return Self::parent(saved);
        }
        found(snapshot, id).map_or_else(
            || Self {
                id,
                name: name.to_owned(),
                reference_id: String::new(),
                is_open: false,
                is_parent: false,
            },
            Self::of,
        )
    }
}

/// The accounts that were chosen: in the order of their names, or as they were given. The parent
/// comes first.
pub(crate) fn chosen(
    snapshot: &Snapshot,
    saved: &SavedConnection,
    accounts: &ExportAccounts,
) -> Vec<Candidate> {
    let parent = accounts.parent.then(|| Candidate::parent(saved));
    let picked: Vec<Candidate> = match &accounts.which {
        AccountScope::AllActive => {
            let wanted = |account: &&std::sync::Arc<Account>| match account.status() {
                AccountStatus::Active => accounts.templates || !account.template,
                AccountStatus::ReadOnly => {
                    accounts.read_only && (accounts.templates || !account.template)
                }
                AccountStatus::Blocked
                | AccountStatus::Removed
                | AccountStatus::Deleted
                | AccountStatus::Unknown => false,
            };
            let found = snapshot.accounts.iter().filter(wanted);
            let mut picked: Vec<_> = found.map(|account| Candidate::of(account)).collect();
            picked.sort_by_cached_key(|account| (account.name.to_lowercase(), account.id));
            picked
        }
        // Whoever has the list of accounts asks it, and knows these then.
        AccountScope::Found { .. } => Vec::new(),
        AccountScope::These { accounts } => {
            let mut seen = std::collections::HashSet::new();
            let own = accounts.iter().filter(|id| **id != saved.parent_id && seen.insert(**id));
            own.filter_map(|id| found(snapshot, *id)).map(Candidate::of).collect()
        }
    };
    parent.into_iter().chain(picked).collect()
}

fn found(snapshot: &Snapshot, id: AccountId) -> Option<&Account> {
    let at = snapshot.position(id.0)?;
    snapshot.accounts.get(at).map(std::convert::AsRef::as_ref)
}
