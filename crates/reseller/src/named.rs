//! What one entry of a list of accounts stands for, as people have such lists: a Partner ID or a
//! Reference ID. Taking a text apart into entries is in `search` for the search field and in
//! `status::list` for lists that are pasted elsewhere or come in a file.

use crate::account::AccountStatus;
use crate::cache::Snapshot;
use crate::fold::fold;
use crate::ids::AccountId;

/// What an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// This one; it may be the parent itself, which is not among the accounts.
    Account(AccountId),
    /// More than one.
    Several,
    Nothing,
}

/// Looks an entry up. A number that is the Partner ID of one account and the Reference ID of another
/// one names neither: the wrong one might be blocked. Deleted accounts do not make a Reference ID
/// ambiguous.
pub(crate) fn named(known: &Snapshot, parent: AccountId, entry: &str) -> Named {
    let is_known = |id: &AccountId| *id == parent || known.position(id.0).is_some();
    let by_id = entry.parse().ok().map(AccountId).filter(is_known);
    let folded = fold(entry);
    let positions = known.text.references.get(&folded).filter(|_| !folded.is_empty());
    let mut by_reference = positions
        .into_iter()
        .flatten()
        .filter_map(|at| known.accounts.get(*at as usize))
        .filter(|account| account.status() != AccountStatus::Deleted)
        .map(|account| AccountId(account.id))
        .filter(|id| Some(*id) != by_id);
    match (by_id, by_reference.next(), by_reference.next()) {
        (None, None, _) => Named::Nothing,
        (Some(id), None, _) | (None, Some(id), None) => Named::Account(id),
        (Some(_), Some(_), _) | (None, Some(_), Some(_)) => Named::Several,
    }
}
