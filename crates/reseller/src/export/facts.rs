//! What is read once an account: its categories and its scheduled events (API.md §16.5, §16.8).

use super::read::Reader;
use super::rows::AccountFacts;
use kaltura::actions::category::ListCategories;
use kaltura::actions::schedule_event::{ListEvents, ScheduleEvent};
use kaltura::page::WINDOW;
use kaltura::{Error as Failure, MultiRequest, PAGE_SIZE_MAX, Pager, RequestTime};
use std::collections::HashSet;

/// Pages asked for before anybody knows how many there are.
const GUESS: u32 = 2;
/// Pages that can be reached by number.
const REACHABLE: u32 = WINDOW / PAGE_SIZE_MAX;

impl Reader {
    /// Reads the categories, up to the window of the index. Those beyond are looked up when an
    /// entry is in one.
    pub(crate) async fn load_categories(&mut self) -> Result<(), Failure> {
        let mut next = 1;
        let mut planned = GUESS;
        while next <= planned {
            let mut request = MultiRequest::new();
            let parts: Vec<_> = (next..=planned)
                .map(|page| {
                    let pager = Pager::page(page, PAGE_SIZE_MAX);
                    request.add(&ListCategories { id_in: None, pager })
                })
                .collect();
            let gate = std::sync::Arc::clone(&self.gate);
            let _pass = gate.enter().await;
            let mut answers = self.client.multirequest(&self.session, request).await?;
            let mut total = 0;
            for part in &parts {
                let list = answers.take(part)?;
                total = list.total_count;
                let found = list.objects.into_iter().map(|c| (c.id, c.full_name));
                self.facts.categories.extend(found);
            }
            next = planned + 1;
            let pages = u32::try_from(total.div_ceil(PAGE_SIZE_MAX.into())).unwrap_or(u32::MAX);
            planned = pages.clamp(planned, REACHABLE.max(planned));
        }
        Ok(())
    }

    /// Reads the live events. Beyond the window of the index it goes on from the last start.
    pub(crate) async fn load_events(&mut self) -> Result<(), Failure> {
        let mut seen: HashSet<i64> = HashSet::new();
        let mut events: Vec<ScheduleEvent> = Vec::new();
        let mut start_from = None;
        loop {
            let before = events.len();
            let mut page = 1;
            let mut last = None;
            while page <= REACHABLE {
                let pager = Pager::page(page, PAGE_SIZE_MAX);
                let action = ListEvents { start_from, start_to: None, pager };
                let gate = std::sync::Arc::clone(&self.gate);
                let _pass = gate.enter().await;
                let list = self.client.call(&self.session, &action).await?;
                let full = list.objects.len() as u64 >= u64::from(PAGE_SIZE_MAX);
                last = list.objects.last().and_then(|event| event.start_date).or(last);
                events.extend(list.objects.into_iter().filter(|event| seen.insert(event.id)));
                if !full || u64::from(page * PAGE_SIZE_MAX) >= list.total_count {
                    break;
                }
                page += 1;
            }
            let Some(last) = last.filter(|_| page > REACHABLE && events.len() > before) else {
                break;
            };
            start_from = Some(RequestTime::at(last));
        }
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
        Ok(())
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
