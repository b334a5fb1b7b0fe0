//! A plain download of what an export reads, with nothing done to it: the yardstick that the
//! export's speed is measured against. The export itself is in `engine`.

use super::candidates::Candidate;
use super::columns::Wanted;
use super::engine::Task;
use super::gate::Gate;
use futures::StreamExt;
use futures::stream;
use kaltura::actions::category::ListCategories;
use kaltura::actions::metadata_profile::ListProfiles;
use kaltura::actions::schedule_event::ListEvents;
use kaltura::page::WINDOW;
use kaltura::{Error as Failure, MultiRequest, PAGE_SIZE_MAX, Pager, Session};
use std::collections::HashMap;
use std::sync::Arc;

impl Task {
    /// Fetches the same pages and throws the answers away: what an export is measured against.
    pub(crate) async fn download(&self) -> Result<u64, Failure> {
        let wanted = Wanted::of(&self.options.columns, self.options.entries.only_captioned);
        let gate = Arc::new(Gate::new(self.requests_at_a_time, self.first_pause));
        let results: Vec<Result<(), Failure>> = stream::iter(&self.accounts)
            .filter(|account| std::future::ready(account.is_open))
            .map(|account| self.download_account(account, &wanted, &gate))
            .buffer_unordered(self.accounts_at_a_time.max(1))
            .collect()
            .await;
        results.into_iter().collect::<Result<(), Failure>>()?;
        Ok(gate.passed())
    }

    async fn download_account(
        &self,
        account: &Candidate,
        wanted: &Wanted,
        gate: &Arc<Gate>,
    ) -> Result<(), Failure> {
        let session = self.entrance.enter(account, gate).await?;
        // Names of categories are not looked up here: nothing is measured with such a choice.
        let filter = self.options.entries.filter(&HashMap::new()).unwrap_or_default();
        let ranges = {
            let _pass = gate.enter().await;
            kaltura::entries::ranges(&self.entrance.client, &session, &filter).await?
        };
        if wanted.metadata {
            let _pass = gate.enter().await;
            self.entrance.client.call(&session, &ListProfiles { pager: Pager::first() }).await?;
        }
        self.download_facts(&session, wanted, gate).await?;
        let pages: Vec<_> = ranges
            .ranges
            .iter()
            .flat_map(|range| (1..=range.pages()).map(move |page| (range, page)))
            .map(|(range, page)| super::read::bare_request(&range.filters[0], page, wanted))
            .collect();
        stream::iter(pages)
            .map(|request| async {
                let _pass = gate.enter().await;
                self.entrance.client.multirequest(&session, request).await.map(drop)
            })
            .buffer_unordered(gate.most())
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<Result<(), Failure>>()?;
        if !account.is_parent {
            let _pass = gate.enter().await;
            drop(session.end().await);
        }
        Ok(())
    }

    /// The lists that are read once an account, two pages first, then what is left in one go.
    async fn download_facts(
        &self,
        session: &Session,
        wanted: &Wanted,
        gate: &Gate,
    ) -> Result<(), Failure> {
        let (mut from, mut categories, mut events) = (1, 2, 2);
        if !wanted.categories {
            categories = 0;
        }
        if !wanted.events {
            events = 0;
        }
        while from <= categories.max(events) {
            let mut request = MultiRequest::new();
            let pager = |page| Pager::page(page, PAGE_SIZE_MAX);
            let of_categories: Vec<_> = (from..=categories)
                .map(|page| request.add(&ListCategories { id_in: None, pager: pager(page) }))
                .collect();
            let of_events: Vec<_> = (from..=events)
                .map(|page| {
                    let pager = pager(page);
                    request.add(&ListEvents { start_from: None, start_to: None, pager })
                })
                .collect();
            let _pass = gate.enter().await;
            let mut answers = self.entrance.client.multirequest(session, request).await?;
            from = categories.max(events) + 1;
            let pages = |total: u64| {
                let pages = total.div_ceil(PAGE_SIZE_MAX.into());
                u32::try_from(pages).unwrap_or(u32::MAX).min(WINDOW / PAGE_SIZE_MAX)
            };
            if let Some(first) = of_categories.first() {
                categories = pages(answers.take(first)?.total_count);
            }
            if let Some(first) = of_events.first() {
                events = pages(answers.take(first)?.total_count);
            }
        }
        Ok(())
    }
}
