//! Lists longer than a page, one page after the other, with guards against lists that repeat
//! themselves or never end.
//!
//! Loading all partners at once, in parallel, is in `all_partners.rs`.

use std::collections::HashSet;
use std::hash::Hash;

use futures::stream::{self, Stream};
use tokio_util::sync::CancellationToken;

use crate::action::Action;
use crate::actions::{PAGE_SIZE_MAX, Pager};
use crate::client::Client;
use crate::error::{Error, PagingError};
use crate::session::Session;
use crate::wire::List;

/// How far a list can be paged through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// To the end: lists that are plain database queries, such as partners and app tokens.
    Unlimited,
    /// To [`WINDOW`]: lists from the search index, such as entries (API.md §5). The stream ends
    /// with [`PagingError::WindowExceeded`] instead of asking for what lies beyond.
    Window,
}

/// How many items of a list from the search index can be reached by page number.
pub const WINDOW: u32 = 10_000;

/// More pages than this are no list but a loop.
const MOST_PAGES: u32 = 100_000;

/// One page after the other, until the list ends.
///
/// `request` makes the call for a page, `key` tells items apart. Items that were on an earlier
/// page already are left out: lists move while one reads them. A full page of nothing but such
/// items is the list repeating itself, and ends the stream with [`PagingError::RepeatedPage`].
///
/// ```no_run
/// # async fn example(client: kaltura::Client, session: kaltura::Session) -> Result<(), kaltura::Error> {
/// use futures::TryStreamExt;
/// use kaltura::actions::app_token::{ListTokens, TokenInfo};
/// use kaltura::page::{self, Depth};
///
/// let cancel = tokio_util::sync::CancellationToken::new();
/// let pages = page::pages(
///     &client,
///     &session,
///     Depth::Unlimited,
///     cancel,
///     |pager| ListTokens { pager },
///     |token: &TokenInfo| token.id.clone(),
/// );
/// let tokens: Vec<TokenInfo> = pages.try_concat().await?;
/// # Ok(())
/// # }
/// ```
pub fn pages<A, T, K, R, F>(
    client: &Client,
    session: &Session,
    depth: Depth,
    cancel: CancellationToken,
    request: R,
    key: F,
) -> impl Stream<Item = Result<Vec<T>, Error>> + Send + use<A, T, K, R, F>
where
    A: Action<Output = List<T>>,
    T: Send + 'static,
    K: Eq + Hash + Send,
    R: Fn(Pager) -> A + Send,
    F: Fn(&T) -> K + Send,
{
    let walk = Walk {
        client: client.clone(),
        session: session.clone(),
        depth,
        cancel,
        request,
        key,
        seen: HashSet::new(),
        met: 0,
        index: 1,
        over: false,
    };
    stream::unfold(walk, |mut walk| async move {
        if walk.over {
            return None;
        }
        let page = walk.next().await;
        walk.over |= page.is_err();
        // An empty end is no page.
        match page {
            Ok(items) if items.is_empty() && walk.over => None,
            page => Some((page, walk)),
        }
    })
}

struct Walk<K, R, F> {
    client: Client,
    session: Session,
    depth: Depth,
    cancel: CancellationToken,
    request: R,
    key: F,
    seen: HashSet<K>,
    /// Items on all pages so far, those seen before included.
    met: u64,
    index: u32,
    over: bool,
}

impl<K: Eq + Hash, R, F> Walk<K, R, F> {
    async fn next<A, T>(&mut self) -> Result<Vec<T>, Error>
    where
        A: Action<Output = List<T>>,
        T: 'static,
        R: Fn(Pager) -> A,
        F: Fn(&T) -> K,
    {
        let size = PAGE_SIZE_MAX;
        if self.index > MOST_PAGES {
            return Err(PagingError::Endless.into());
        }
        if self.depth == Depth::Window && self.index > WINDOW / size {
            return Err(PagingError::WindowExceeded.into());
        }
        let action = (self.request)(Pager::page(self.index, size));
        let call = self.client.call(&self.session, &action);
        let page = match self.cancel.run_until_cancelled(call).await {
            Some(page) => page?,
            None => return Err(Error::Cancelled),
        };

        let count = page.objects.len();
        self.met += count as u64;
        // `totalCount` counts the whole list or just this page, depending on the action (API.md
        // §7.3), so a full page is never taken for the last one.
        self.over = count == 0 || (count < size as usize && self.met >= page.total_count);
        self.index += 1;
        // A list that just fills the window: a count of this page only is never as large.
        let at_the_border = self.depth == Depth::Window && self.index > WINDOW / size;
        self.over |= at_the_border && self.met == page.total_count;

        let mut fresh = page.objects;
        fresh.retain(|item| self.seen.insert((self.key)(item)));
        if fresh.is_empty() && !self.over {
            return Err(PagingError::RepeatedPage.into());
        }
        Ok(fresh)
    }
}
