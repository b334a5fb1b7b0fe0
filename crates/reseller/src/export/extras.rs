//! The lists that hang on a page of entries: links to categories, captions and custom metadata
//! (API.md §16.5 to §16.7). They come with the page in one request; the page is in `read`.

use super::read::{PAGE, Reader};
use kaltura::actions::caption_asset::{Caption, ListCaptions};
use kaltura::actions::category_entry::{Link, ListLinks};
use kaltura::actions::metadata::{ListMetadata, Metadata};
use kaltura::{Action, Error as Failure, List, MultiAnswers, MultiRequest, Pager, Part};
use std::sync::atomic::{AtomicBool, Ordering};

/// A kind of list that hangs on entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Extra {
    Categories,
    Captions,
    Metadata,
}

/// Which lists were refused.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    categories: AtomicBool,
    captions: AtomicBool,
    metadata: AtomicBool,
}

impl Refused {
    pub(super) fn of(&self, extra: Extra) -> &AtomicBool {
        match extra {
            Extra::Categories => &self.categories,
            Extra::Captions => &self.captions,
            Extra::Metadata => &self.metadata,
        }
    }
}

impl Reader {
    /// Notes that a list was refused. Says whether that is news.
    pub(crate) fn note_refusal(&self, extra: Extra) -> bool {
        !self.refused.of(extra).swap(true, Ordering::Relaxed)
    }
}

/// The calls for what hangs on a page of entries.
pub(super) struct Extras {
    links: Option<Part<ListLinks>>,
    captions: Option<Part<ListCaptions>>,
    metadata: Option<Part<ListMetadata>>,
}

impl Extras {
    /// Adds a call for each list that `asks`, with the entries that `ids` names.
    pub(super) fn add(
        request: &mut MultiRequest,
        ids: &str,
        page: u32,
        asks: impl Fn(Extra) -> bool,
    ) -> Self {
        let pager = Pager::page(page, PAGE);
        let entry_ids = || ids.to_owned();
        Self {
            links: asks(Extra::Categories)
                .then(|| request.add(&ListLinks { entry_ids: entry_ids(), pager })),
            captions: asks(Extra::Captions)
                .then(|| request.add(&ListCaptions { entry_ids: entry_ids(), pager })),
            metadata: asks(Extra::Metadata)
                .then(|| request.add(&ListMetadata { entry_ids: entry_ids(), pager })),
        }
    }

    /// A refused list is left out and named; anything else that goes wrong fails the page.
    pub(super) fn take(self, answers: &mut MultiAnswers) -> Result<Lists, Failure> {
        let mut lists = Lists::default();
        if let Some(list) = take(answers, self.links, Extra::Categories, &mut lists.refused)? {
            (lists.links_total, lists.links) = (list.total_count, list.objects);
        }
        if let Some(list) = take(answers, self.captions, Extra::Captions, &mut lists.refused)? {
            (lists.captions_total, lists.captions) = (list.total_count, list.objects);
        }
        if let Some(list) = take(answers, self.metadata, Extra::Metadata, &mut lists.refused)? {
            (lists.metadata_total, lists.metadata) = (list.total_count, list.objects);
        }
        Ok(lists)
    }
}

fn take<A, T>(
    answers: &mut MultiAnswers,
    part: Option<Part<A>>,
    extra: Extra,
    refused: &mut Vec<(Extra, Failure)>,
) -> Result<Option<List<T>>, Failure>
where
    A: Action<Output = List<T>>,
{
    let Some(part) = part else { return Ok(None) };
    match answers.take(&part) {
        Ok(list) => Ok(Some(list)),
        Err(failure) if is_refusal(&failure) => {
            refused.push((extra, failure));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Whether the server does not offer this list to the account, whatever is asked.
pub(crate) fn is_refusal(failure: &Failure) -> bool {
    use kaltura::ErrorCode as Code;
    failure.code().is_some_and(|code| {
        matches!(code, Code::ServiceForbidden | Code::FeatureForbidden | Code::ServiceDoesNotExist)
    })
}

/// What hangs on a page of entries.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) links: Vec<Link>,
    pub(super) links_total: u64,
    pub(super) captions: Vec<Caption>,
    captions_total: u64,
    pub(super) metadata: Vec<Metadata>,
    metadata_total: u64,
    pub(super) refused: Vec<(Extra, Failure)>,
}

impl Lists {
    /// The calls for what lies on this page of each list; none when all of it is there.
    pub(super) fn further(&self, ids: &str, page: u32) -> Option<(MultiRequest, Extras)> {
        let before = u64::from(page - 1) * u64::from(PAGE);
        let goes_on = |extra| match extra {
            Extra::Categories => self.links_total > before,
            Extra::Captions => self.captions_total > before,
            Extra::Metadata => self.metadata_total > before,
        };
        let any = [Extra::Categories, Extra::Captions, Extra::Metadata].into_iter().any(goes_on);
        any.then(|| {
            let mut request = MultiRequest::new();
            let parts = Extras::add(&mut request, ids, page, goes_on);
            (request, parts)
        })
    }

    /// Adds what a further page brought.
    pub(super) fn extend(&mut self, page: Self) {
        self.links.extend(page.links);
        self.captions.extend(page.captions);
        self.metadata.extend(page.metadata);
        self.refused.extend(page.refused);
    }
}
