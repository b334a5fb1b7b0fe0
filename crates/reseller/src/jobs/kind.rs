//! What a kind of job knows about its items, and what it answers the runner. Changing a status is
//! one kind, in `change_status`; import and bulk edit are further ones.

use super::store::Item;
use crate::account::AccountStatus;
use crate::activity::ActivityAction;
use crate::error::Error;
use crate::live::Way;
use kaltura::Error as Failure;
use kaltura::actions::partner::Partner;

/// A kind of job.
pub(crate) trait Kind: Send + Sync + 'static {
    /// Items in one request.
    const PER_REQUEST: usize;
    /// Items that can be looked at together.
    const PER_LOOK: usize;
    /// Requests under way at most.
    const IN_FLIGHT: usize;

    /// What Activity says of an item.
    fn action(&self, item: &Item) -> ActivityAction;

    /// Looks at items before they are sent: what needs no sending is settled at once.
    fn prepare(
        &self,
        way: &Way,
        items: &[Item],
    ) -> impl Future<Output = std::result::Result<Look<Prepared>, Failure>> + Send;

    /// Sends items that are noted as sent. One result for each, in order.
    fn send(&self, way: &Way, items: &[Item]) -> impl Future<Output = Vec<Sent>> + Send;

    /// Finds out what became of items that were sent.
    fn look(
        &self,
        way: &Way,
        items: &[Item],
    ) -> impl Future<Output = std::result::Result<Look<Verdict>, Failure>> + Send;

    /// Why an item counts as failed although the server said yes.
    fn not_taken(&self, now: AccountStatus) -> Error;
}

/// What looking brought: a verdict for each item, in order, and the accounts as they are.
#[derive(Debug)]
pub(crate) struct Look<V> {
    pub(crate) verdicts: Vec<V>,
    pub(crate) seen: Vec<Partner>,
}

/// What is to be done with an item.
#[derive(Debug)]
pub(crate) enum Prepared {
    Send { before: AccountStatus },
    Settled(Verdict),
}

/// What is true of an item.
#[derive(Debug)]
pub(crate) enum Verdict {
    Done {
        after: AccountStatus,
    },
    Unchanged {
        after: AccountStatus,
    },
    /// The server has not done it.
    NotDone {
        now: AccountStatus,
    },
    Failed(Error),
}

/// What came of sending an item.
#[derive(Debug)]
pub(crate) enum Sent {
    /// The server said yes; whether it is true is read back.
    Accepted,
    /// The server said no, with its code.
    Refused(Error, Option<String>),
    /// It provably never ran.
    Withheld(Failure),
    /// Nobody knows.
    Lost(Error, Failure),
}

impl Verdict {
    /// The same once more, for items that were settled before they were sent.
    pub(crate) fn copy(&self) -> Self {
        match self {
            Self::Done { after } => Self::Done { after: *after },
            Self::Unchanged { after } => Self::Unchanged { after: *after },
            Self::NotDone { now } => Self::NotDone { now: *now },
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}
