//! What is asked of an account before its entries: how many there are, its categories, its
//! scheduled events and its profiles of metadata (API.md §16.4, §16.5, §16.7, §16.8), as much of it
//! as possible in one request.

use super::extras::is_refusal;
use super::gate::Gate;
use super::patience::patiently;
use kaltura::actions::base_entry::EntryFilter;
use kaltura::actions::category::{CategoryId, ListCategories};
use kaltura::actions::metadata_profile::{ListProfiles, MetadataProfile};
use kaltura::actions::schedule_event::{ListEvents, ScheduleEvent};
use kaltura::entries::{Outline, OutlineParts};
use kaltura::page::WINDOW;
use kaltura::{Client, Error as Failure, MultiRequest, PAGE_SIZE_MAX, Pager, RequestTime, Session};
use std::collections::{HashMap, HashSet};
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

/// What is to be known of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Questions {
    pub(super) profiles: bool,
    pub(super) categories: bool,
    pub(super) events: bool,
    /// How large the list of entries is that this finds.
    pub(super) outline: Option<EntryFilter>,
}

/// What an account answered.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) profiles: Vec<MetadataProfile>,
    pub(super) categories: HashMap<CategoryId, String>,
    /// Events by entry, earliest first.
    pub(super) events: HashMap<String, Vec<ScheduleEvent>>,
    pub(super) outline: Option<Outline>,
    pub(super) gaps: Gaps,
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

/// Asks, again and again while the server only wants patience.
pub(super) async fn ask(
    client: &Client,
    session: &Session,
    gate: &Gate,
    questions: &Questions,
) -> Result<Facts, Failure> {
    let facts = patiently(gate, || try_to_ask(client, session, gate, questions)).await?;
    gate.went_well();
    Ok(facts)
}

/// Everything is in the first request, except the pages of long lists that nobody knew of.
/// Categories beyond the window of the index are looked up when an entry is in one; events beyond
/// it go on from the last start.
async fn try_to_ask(
    client: &Client,
    session: &Session,
    gate: &Gate,
    questions: &Questions,
) -> Result<Facts, Failure> {
    let mut facts = Facts::default();
    let mut found: Vec<ScheduleEvent> = Vec::new();
    let mut seen: HashSet<i64> = HashSet::new();
    let mut profiles = questions.profiles;
    let mut outline = questions.outline.as_ref();
    let mut category_pages = first(questions.categories);
    let mut event_pages = first(questions.events);
    let mut start_from = None;
    while profiles || outline.is_some() || !category_pages.is_empty() || !event_pages.is_empty() {
        let mut request = MultiRequest::new();
        let outline_parts = outline.take().map(|of| OutlineParts::add(&mut request, of));
        let profile_part = std::mem::take(&mut profiles)
            .then(|| request.add(&ListProfiles { pager: Pager::first() }));
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
        let mut answers = {
            let _pass = gate.enter().await;
            client.multirequest(session, request).await?
        };
        if let Some(parts) = outline_parts {
            facts.outline = Some(parts.take(&mut answers)?);
        }
        if let Some(part) = profile_part {
            match answers.take(&part) {
                Ok(list) => facts.profiles = list.objects,
                // An account without the plugin has no metadata, and is read without.
                Err(failure) if is_refusal(&failure) => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut total = 0;
        for part in &category_parts {
            match answers.take(part) {
                Ok(list) => {
                    total = list.total_count;
                    let named = list.objects.into_iter().map(|c| (c.id, c.full_name));
                    facts.categories.extend(named);
                }
                Err(failure) if is_refusal(&failure) => {
                    facts.gaps.refused.push(failure);
                    total = 0;
                    break;
                }
                Err(failure) => return Err(failure),
            }
        }
        facts.gaps.categories_cut |= total > u64::from(WINDOW);
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
                    facts.gaps.refused.push(failure);
                    total = 0;
                    break;
                }
                Err(failure) => return Err(failure),
            }
        }
        let at_the_edge = *event_pages.end() >= REACHABLE && total > u64::from(WINDOW);
        // No event of the last round is new: more than that begin at one moment.
        facts.gaps.events_cut |= at_the_edge && (last.is_none() || found.len() == before);
        event_pages = match last.filter(|_| at_the_edge && found.len() > before) {
            Some(last) => {
                start_from = Some(RequestTime::at(last));
                1..=GUESS
            }
            None => rest(&event_pages, total),
        };
    }
    facts.events = by_entry(found);
    Ok(facts)
}

fn by_entry(events: Vec<ScheduleEvent>) -> HashMap<String, Vec<ScheduleEvent>> {
    let mut of_entries: HashMap<String, Vec<ScheduleEvent>> = HashMap::new();
    let masters: HashSet<i64> = events.iter().filter_map(|event| event.parent_id).collect();
    for event in events {
        // A series comes as its master and all its occurrences: the master would count twice.
        if masters.contains(&event.id) {
            continue;
        }
        if let Some(entry) = &event.template_entry_id {
            of_entries.entry(entry.as_str().to_owned()).or_default().push(event);
        }
    }
    for own in of_entries.values_mut() {
        own.sort_by_key(|event| event.start_date);
    }
    of_entries
}
