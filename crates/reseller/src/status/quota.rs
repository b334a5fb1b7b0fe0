//! What a change of status means for the parent's limit. The server does not enforce it, so Roster
//! does: accounts that come back count again, and going beyond the limit has to be confirmed
//! (PRODUCT.md §2).

use super::{StatusPlan, TargetStatus, plan};
use crate::account::Quota;
use crate::error::{ErrorCode, Result};
use crate::ids::AccountId;
use crate::inner::Inner;
use crate::live::{Limit, Live};
use crate::messages::msg;

impl Inner {
    /// What a change of status would do, also to the number of accounts in use.
    pub(crate) fn plan_status_change(
        &self,
        accounts: &[AccountId],
        target: TargetStatus,
    ) -> Result<StatusPlan> {
        let live = self.current()?;
        let parent = self.registry.get(&live.id)?.parent_id;
        let freely = self.confirm_above();
        let plan = plan(&self.messages, &live.snapshot(), parent, accounts, target, freely);
        Ok(against_quota(&live, plan))
    }

    /// The plan of a change, or its refusal when it goes beyond the limit and the person did not
    /// agree to that.
    pub(crate) fn within_quota(
        &self,
        live: &Live,
        plan: StatusPlan,
        agreed: bool,
    ) -> Result<StatusPlan> {
        let plan = against_quota(live, plan);
        match plan.quota {
            Some(Quota { used, limit: Some(limit) }) if plan.beyond_quota > 0 && !agreed => {
                let message = msg::status_over_quota(limit, used + plan.more_in_use);
                Err(self.messages.error(ErrorCode::OverQuota, &message))
            }
            Some(_) | None => Ok(plan),
        }
    }
}

fn against_quota(live: &Live, mut plan: StatusPlan) -> StatusPlan {
    let used = live.snapshot().quota_used();
    plan.quota = live.state().quota_limit.map(|Limit(limit)| Quota { used, limit });
    if let Some(Quota { used, limit: Some(limit) }) = plan.quota {
        let beyond = (used + plan.more_in_use).saturating_sub(limit);
        plan.beyond_quota = beyond.min(plan.more_in_use);
    }
    plan
}
