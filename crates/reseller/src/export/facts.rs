//! What is read once an account: its categories and its scheduled events (API.md §16.5, §16.8).

use super::read::{Reader, is_refusal};
use super::rows::AccountFacts;
use kaltura::actions::category::ListCategories;
use kaltura::actions::schedule_event::{ListEvents, ScheduleEvent};
use kaltura::page::WINDOW;
use kaltura::{Error as Failure, MultiRequest, PAGE_SIZE_MAX, Pager, RequestTime};
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Pages asked for before anybody knows how many there are.
const GUESS: u32 = 2;
/// Pages that can be reached by number.
const REACHABLE: u32 = WINDOW / PAGE_SIZE_MAX;

/// The first pages, or none at all.
fn first(wanted: bool) -> RangeInclusive<u32> {
    let last = if wanted { GUESS } else { 0 };
    1..=last
}

/// The pages that follow those asked for, as far as they can be reached.
fn rest(asked: &RangeInclusive<u32>, total: u64) -> RangeInclusive<u32> {
    let pages = u32::try_from(total.div_ceil(PAGE_SIZE_MAX.into())).unwrap_or(u32::MAX);
    asked.end() + 1..=pages.min(REACHABLE)
}

/// What of an account's lists could not be read.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// What the server does not offer.
    pub(super) refused: Vec<Failure>,
    /// More events than can be listed begin at the same moment.
    pub(super) events_cut: bool,
    /// Not all categories could be listed.
    pub(super) categories_cut: bool,
}

impl Reader {
    /// Reads what is wanted of the two, both in the same requests. Categories beyond the window
    /// of the index are looked up when an entry is in one; events beyond it go on from the last
    /// start.
    pub(super) async fn load_facts(
        &mut self,
        categories: bool,
        events: bool,
    ) -> Result<Gaps, Failure> {
        let mut gaps = Gaps::default();
        let mut found: Vec<ScheduleEvent> = Vec::new();
        let mut seen: HashSet<i64> = HashSet::new();
        let mut category_pages = first(categories);
        let mut event_pages = first(events);
        let mut start_from = None;
        while !category_pages.is_empty() || !event_pages.is_empty() {
            let mut request = MultiRequest::new();
            let category_parts: Vec<_> = category_pages
                .clone()
                .map(|page| {
                    let pager = Pager::page(page, PAGE_SIZE_MAX);
                    request.add(&ListCategories { id_in: None, pager })
                })
                .collect();
            let event_parts: Vec<_> = event_pages
                .clone()
                .map(|page| {
                    let pager = Pager::page(page, PAGE_SIZE_MAX);
                    request.add(&ListEvents { start_from, start_to: None, pager })
                })
                .collect();
            let gate = std::sync::Arc::clone(&self.gate);
            let _pass = gate.enter().await;
            let mut answers = self.client.multirequest(&self.session, request).await?;
            let mut total = 0;
            for part in &category_parts {
                match answers.take(part) {
                    Ok(list) => {
                        total = list.total_count;
                        let named = list.objects.into_iter().map(|c| (c.id, c.full_name));
                        self.facts.categories.extend(named);
                    }
                    Err(failure) if is_refusal(&failure) => {
                        gaps.refused.push(failure);
                        total = 0;
                        break;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            gaps.categories_cut |= total > u64::from(WINDOW);
            category_pages = rest(&category_pages, total);
            let (before, mut total, mut last) = (found.len(), 0, None);
            for part in &event_parts {
                match answers.take(part) {
                    Ok(list) => {
                        total = list.total_count;
                        last = list.objects.last().and_then(|event| event.start_date).or(last);
                        found.extend(list.objects.into_iter().filter(|e| seen.insert(e.id)));
                    }
                    Err(failure) if is_refusal(&failure) => {
                        gaps.refused.push(failure);
                        total = 0;
                        break;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            let at_the_edge = *event_pages.end() >= REACHABLE && total > u64::from(WINDOW);
            // No event of the last round is new: more than that begin at one moment.
            gaps.events_cut |= at_the_edge && (last.is_none() || found.len() == before);
            event_pages = match last.filter(|_| at_the_edge && found.len() > before) {
                Some(last) => {
                    start_from = Some(RequestTime::at(last));
                    1..=GUESS
                }
                None => rest(&event_pages, total),
            };
        }
        self.keep_events(found);
        Ok(gaps)
    }

    fn keep_events(&mut self, events: Vec<ScheduleEvent>) {
        let masters: HashSet<i64> = events.iter().filter_map(|event| event.parent_id).collect();
        for event in events {
            // A series comes as its master and all its occurrences: the master would count twice.
            if masters.contains(&event.id) {
                continue;
            }
            if let Some(entry) = &event.template_entry_id {
                self.facts.events.entry(entry.as_str().to_owned()).or_default().push(event);
            }
        }
        for own in self.facts.events.values_mut() {
            own.sort_by_key(|event| event.start_date);
        }
    }

    /// The same without what was read of the account, to stay behind when the full one moves on.
    pub(crate) fn emptied(&self) -> Self {
        Self {
            client: self.client.clone(),
            session: self.session.clone(),
            gate: std::sync::Arc::clone(&self.gate),
            wanted: self.wanted.clone(),
            maker: std::sync::Arc::clone(&self.maker),
            facts: AccountFacts::default(),
            only_captioned: self.only_captioned,
            cancel: self.cancel.clone(),
            refused: super::read::Refused::default(),
        }
    }
}
