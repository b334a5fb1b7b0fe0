//! What a change of status means for the parent's limit. The server does not enforce it, so Roster
//! does: accounts that come back count again, and going beyond the limit has to be confirmed
//! (PRODUCT.md §2).

use super::{StatusChange, StatusPlan, TargetStatus};
use crate::account::Quota;
use crate::error::{ErrorCode, Result};
use crate::ids::AccountId;
use crate::inner::Inner;
use crate::live::Limit;
use crate::messages::msg;

impl Inner {
    /// What a change of status would do, also to the number of accounts in use.
    pub(crate) fn plan_against_quota(
        &self,
        accounts: &[AccountId],
        target: TargetStatus,
    ) -> Result<StatusPlan> {
        let mut plan = self.plan_status_change(accounts, target)?;
        let live = self.current()?;
        let used = live.snapshot().quota_used();
        plan.quota = live.state().quota_limit.map(|Limit(limit)| Quota { used, limit });
        if let Some(Quota { used, limit: Some(limit) }) = plan.quota {
            let beyond = (used + plan.more_in_use).saturating_sub(limit);
            plan.beyond_quota = beyond.min(plan.more_in_use);
        }
        Ok(plan)
    }

    /// Refuses a change that goes beyond the limit when the person did not agree to that.
    pub(crate) fn refuse_beyond_quota(&self, change: &StatusChange) -> Result<()> {
        let plan = self.plan_against_quota(&change.accounts, change.target)?;
        match plan.quota {
            Some(Quota { used, limit: Some(limit) })
                if plan.beyond_quota > 0 && !change.beyond_quota =>
            {
                let message = msg::status_over_quota(limit, used + plan.more_in_use);
                Err(self.messages.error(ErrorCode::OverQuota, &message))
            }
            Some(_) | None => Ok(()),
        }
    }
}
