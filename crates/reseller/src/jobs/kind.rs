//! What a kind of job knows about its items, and what it answers the runner. The kinds are
//! modules of their own: `change_status`, `create_accounts`, `edit_accounts`. An export is no
//! kind in this sense, because it sends nothing that must not be repeated: see `export`.

use super::store::Item;
use crate::account::AccountStatus;
use crate::activity::ActivityAction;
use crate::error::Error;
use crate::ids::AccountId;
use crate::live::Way;
use crate::messages::{Message, msg};
use crate::new_account::AtWork;
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
    ) -> impl Future<Output = std::result::Result<Look<Prepared>, Stop>> + Send;

    /// Sends items that are noted as sent. One result for each, in order.
    fn send(&self, way: &Way, items: &[Item]) -> impl Future<Output = Vec<Sent>> + Send;

    /// Finds out what became of items that were sent.
    fn look(
        &self,
        way: &Way,
        items: &[Item],
    ) -> impl Future<Output = std::result::Result<Look<Verdict>, Stop>> + Send;

    /// What is said of an item whose answer was lost as often as it may be sent, and that is not
    /// done.
    fn given_up(&self) -> Message {
        msg::job_item_given_up()
    }

    /// Told when an item needs nothing any more.
    fn settled(&self, _item: &Item) {}
}

/// Why looking came to nothing.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The server, which is asked again after a while.
    Server(Failure),
    /// A reason that only the person can remove; the job waits for them.
    Said(Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Server(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

/// What looking brought: a verdict for each item, in order, and the accounts as they are.
#[derive(Debug)]
pub(crate) struct Look<V> {
    pub(crate) verdicts: Vec<V>,
    pub(crate) seen: Vec<Partner>,
}

/// What became known of an item, to be kept with it. What is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) account: Option<AccountId>,
    pub(crate) before: Option<AccountStatus>,
    pub(crate) after: Option<AccountStatus>,
    /// The item's input, put right by what the server says.
    pub(crate) input: Option<String>,
    /// Every account that was there before it was first sent has a number up to this.
    pub(crate) floor: Option<u32>,
}

/// What is to be done with an item.
#[derive(Debug)]
pub(crate) enum Prepared {
    Send(Facts),
    Settled(Verdict),
}

/// What is true of an item.
#[derive(Debug)]
pub(crate) enum Verdict {
    Done(Facts),
    Unchanged(Facts),
    /// The server has not done it. The error says so, for when it is not sent again.
    NotDone(Facts, Error),
    /// It is not done, and the server may still be at work on it.
    TooEarly(AtWork),
    Failed(Error),
}

/// What came of sending an item.
#[derive(Debug)]
pub(crate) enum Sent {
    /// The server said yes; whether it is true is read back.
    Accepted,
    /// The server said yes, and its answer proves it.
    Done(Facts, Box<Partner>),
    /// The server did something that nobody wanted: nothing more must be sent.
    Alarm(Facts, Error),
    /// The server said no, with its code.
    Refused(Error, Option<String>),
    /// It never ran, and what was found out before it was sent holds no longer: it is prepared
    /// anew.
    Again,
    /// It provably never ran.
    Withheld(Failure),
    /// Nobody knows. `over`: the server answered, so it is not at work on it any more.
    Lost { error: Error, failure: Failure, over: bool },
}
