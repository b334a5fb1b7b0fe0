//! What kinds of job have in common in dealing with the server: reading back the accounts of items,
//! and what a failed write means for its item.

use super::kind::Sent;
use super::store::Item;
use crate::error::Error;
use crate::ids::AccountId;
use crate::live::Way;
use crate::words::is_signed_out;
use kaltura::actions::Pager;
use kaltura::actions::partner::{ListPartners, Partner, PartnerFilter, PartnerOrder};
use kaltura::{ApiError, Effect, Error as Failure, InList};
use std::collections::HashMap;

/// Reads the accounts of items, as the server has them now, by their IDs. The parent is listed with
/// its children (API.md §7.1), and is left out.
pub(super) async fn accounts_of(
    way: &Way,
    parent: AccountId,
    items: &[Item],
) -> Result<HashMap<u32, Partner>, Failure> {
    let ids = items.iter().filter_map(|item| item.account).map(|id| id.0);
    let Ok(ids) = InList::new(ids) else { return Ok(HashMap::new()) };
    let filter = PartnerFilter {
        id_in: Some(ids),
        order_by: Some(PartnerOrder::Id),
        ..PartnerFilter::default()
    };
    let call = ListPartners { filter, pager: Pager::first() };
    let list = way.client.call(&way.session, &call).await?;
    let by_id = list.objects.into_iter().filter_map(|found| {
        let id = u32::try_from(found.id.get()).ok()?;
        (id != parent.0).then_some((id, found))
    });
    Ok(by_id.collect())
}

/// Whose session a write was sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SentWith {
    /// The parent's. Where that is refused, everything else would be too.
    ParentSession,
    /// One of the item's account alone, which concerns no other item.
    AccountSession,
}

impl Sent {
    /// What a failed write means for its item: whether it is put back, failed, or looked for first.
    /// `explain` says it for the person.
    pub(super) fn by_failure(
        failure: Failure,
        with: SentWith,
        explain: impl FnOnce(&Failure) -> Error,
    ) -> Self {
        if failure.effect() == Effect::Unknown {
            let (error, over) = (explain(&failure), failure.api().is_some());
            return Self::Lost { error, failure, over };
        }
        let later = failure.api().is_some_and(ApiError::is_rate_limit)
            || failure.transport().is_some()
            || matches!(failure, Failure::Cancelled);
        // That there is no session of the parent says nothing about the item.
        let of_all = matches!(failure, Failure::NoSession(_)) || is_signed_out(&failure);
        match with {
            SentWith::ParentSession if later || of_all => Self::Withheld(failure),
            SentWith::AccountSession if later => Self::Withheld(failure),
            // It ran out again and again: the write never ran, and may be sent a few times more.
            SentWith::AccountSession if failure.api().is_some_and(ApiError::is_expired_session) => {
                Self::Lost { error: explain(&failure), failure, over: true }
            }
            SentWith::ParentSession | SentWith::AccountSession => {
                let code = failure.code().map(|code| code.as_str().to_owned());
                Self::Refused(explain(&failure), code)
            }
        }
    }
}
