//! What a change of status would do, said from the copy alone, and the guards that hold whatever
//! the screen sends.

use super::{
    ExcludedAccount, ExclusionReason, PlannedAccount, StatusChange, StatusPlan, TargetStatus,
    TypedConfirmation,
};
use crate::account::AccountStatus;
use crate::cache::Snapshot;
use crate::error::{ErrorCode, Result};
use crate::fold::fold;
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use std::collections::HashSet;

impl TargetStatus {
    /// The state it means.
    pub fn status(self) -> AccountStatus {
        match self {
            Self::Active => AccountStatus::Active,
            Self::Blocked => AccountStatus::Blocked,
            Self::Removed => AccountStatus::Removed,
        }
    }

    /// The change that takes it back. A removed account may be erased, so there is none.
    pub fn inverse(self) -> Option<Self> {
        match self {
            Self::Active => Some(Self::Blocked),
            Self::Blocked => Some(Self::Active),
            Self::Removed => None,
        }
    }
}

/// Who would change, who would not, and what must be typed: the number, for more than `freely`.
pub(crate) fn plan(
    messages: &Messages,
    known: &Snapshot,
    parent: AccountId,
    accounts: &[AccountId],
    target: TargetStatus,
    freely: u32,
) -> StatusPlan {
    let mut changing = Vec::new();
    let mut excluded = Vec::new();
    let mut more_in_use = 0;
    let mut seen = HashSet::new();
    let named: Vec<AccountId> = accounts.iter().copied().filter(|id| seen.insert(*id)).collect();
    let restores = target == TargetStatus::Active && mean_to_restore(known, &named);
    for id in named.iter().copied() {
        let mut leave_out = |name: &str, reason| {
            excluded.push(ExcludedAccount { id, name: name.to_owned(), reason });
        };
        if id == parent {
            leave_out("", ExclusionReason::Parent);
            continue;
        }
        let Some(account) = known.account(id) else {
            leave_out("", ExclusionReason::NotFound);
            continue;
        };
        let status = account.status();
        if status == AccountStatus::Deleted {
            leave_out(&account.name, ExclusionReason::Deleted);
        } else if status == target.status() {
            leave_out(&account.name, ExclusionReason::AlreadyThere);
        } else if status == AccountStatus::Removed && !restores {
            leave_out(&account.name, ExclusionReason::Removed);
        } else if account.template && target != TargetStatus::Active && named.len() > 1 {
            leave_out(&account.name, ExclusionReason::Template);
        } else {
            let used = target != TargetStatus::Removed && !account.template;
            more_in_use += u32::from(used && !account.uses_quota());
            let (name, template) = (account.name.clone(), account.template);
            changing.push(PlannedAccount { id, name, status, template });
        }
    }
    let confirmation = confirmation(messages, target, changing.len(), freely);
    let (quota, beyond_quota) = (None, 0);
    StatusPlan { target, changing, excluded, more_in_use, quota, beyond_quota, confirmation }
}

/// Whether there is something to restore and nothing to unblock: then the removed accounts are
/// meant. Among blocked ones they would come back by the way.
fn mean_to_restore(known: &Snapshot, named: &[AccountId]) -> bool {
    let statuses: HashSet<AccountStatus> =
        named.iter().filter_map(|id| known.account(*id)).map(|account| account.status()).collect();
    statuses.contains(&AccountStatus::Removed) && !statuses.contains(&AccountStatus::Blocked)
}

fn confirmation(
    messages: &Messages,
    target: TargetStatus,
    count: usize,
    freely: u32,
) -> Option<TypedConfirmation> {
    if count > 0 && target == TargetStatus::Removed {
        let expected = messages.say(&msg::confirm_word_remove());
        Some(TypedConfirmation { expected, is_number: false })
    } else if count > freely as usize {
        Some(TypedConfirmation { expected: count.to_string(), is_number: true })
    } else {
        None
    }
}

/// The plan of a confirmed change, or why it must not be done: the parent itself and foreign
/// accounts are refused, and so is a confirmation that does not fit.
pub(crate) fn confirmed(
    messages: &Messages,
    known: &Snapshot,
    parent: AccountId,
    change: &StatusChange,
    freely: u32,
) -> Result<StatusPlan> {
    let plan = plan(messages, known, parent, &change.accounts, change.target, freely);
    for left_out in &plan.excluded {
        match left_out.reason {
            ExclusionReason::Parent => {
                return Err(messages.error(ErrorCode::NotPermitted, &msg::status_parent()));
            }
            ExclusionReason::NotFound => {
                let message = msg::status_foreign(left_out.id);
                return Err(messages.error(ErrorCode::NotFound, &message));
            }
            ExclusionReason::AlreadyThere
            | ExclusionReason::Deleted
            | ExclusionReason::Template
            | ExclusionReason::Removed => {}
        }
    }
    if plan.changing.is_empty() {
        return Err(messages.error(ErrorCode::Other, &msg::status_none_left()));
    }
    if let Some(confirmation) = &plan.confirmation {
        let typed = change.typed.as_deref().unwrap_or_default();
        if fold(typed) != fold(&confirmation.expected) {
            let message = msg::status_confirmation(&confirmation.expected);
            return Err(messages.error(ErrorCode::ConfirmationMismatch, &message));
        }
    }
    Ok(plan)
}
