//! A plain download of what an export reads, with nothing done to it: the yardstick that the
//! export's speed is measured against. The export itself is in `engine`.

use super::candidates::Candidate;
use super::columns::Wanted;
use super::engine::Task;
use super::extras::Extras;
use super::facts::{self, Questions};
use super::gate::Gate;
use super::read::{ENTRY_IDS, PAGE};
use futures::{TryStreamExt, stream};
use kaltura::actions::base_entry::{EntryFilter, ListEntries};
use kaltura::entries::{Outline, ranges_of};
use kaltura::{Error as Failure, MultiAnswers, MultiRequest, Pager, Session};
use std::collections::HashMap;

/// What is needed to ask for anything of an account.
struct Line<'a> {
    task: &'a Task,
    session: &'a Session,
    wanted: &'a Wanted,
    gate: &'a Gate,
}

impl Task {
    /// Fetches the same pages and throws them away: what an export is measured against. Of an
    /// answer it looks at no more than says what else there is to fetch.
    pub(crate) async fn download(&self) -> Result<u64, Failure> {
        let wanted = Wanted::of(&self.options.columns, self.options.entries.only_captioned);
        let gate = Gate::new(self.requests_at_a_time, self.first_pause);
        stream::iter(self.accounts.iter().filter(|account| account.is_open).map(Ok))
            .try_for_each_concurrent(self.accounts_at_a_time.max(1), |account| {
                self.download_account(account, &wanted, &gate)
            })
            .await?;
        Ok(gate.passed())
    }

    async fn download_account(
        &self,
        account: &Candidate,
        wanted: &Wanted,
        gate: &Gate,
    ) -> Result<(), Failure> {
        let client = &self.entrance.client;
        let session = self.entrance.enter(account, gate).await?;
        let questions = Questions { profiles: wanted.metadata, ..self.questions(wanted) };
        let facts = facts::ask(client, &session, gate, &questions).await?;
        // Names of categories are not looked up here: nothing is measured with such a choice.
        let filter = self.options.entries.filter(&HashMap::new()).unwrap_or_default();
        let outline = facts.outline.unwrap_or(Outline { count: 0, made: None });
        let ranges = {
            let _pass = gate.enter().await;
            ranges_of(client, &session, &filter, outline).await?
        };
        let pages = ranges
            .ranges
            .iter()
            .flat_map(|range| (1..=range.pages()).map(|page| (&range.filters[0], page)));
        let line = Line { task: self, session: &session, wanted, gate };
        stream::iter(pages.map(Ok))
            .try_for_each_concurrent(gate.most(), |(filter, page)| line.page(filter, page))
            .await?;
        if !account.is_parent {
            let _pass = gate.enter().await;
            drop(session.end().await);
        }
        Ok(())
    }
}

impl Line<'_> {
    async fn page(&self, filter: &EntryFilter, number: u32) -> Result<(), Failure> {
        let mut request = MultiRequest::new();
        let entries = request.add(&ListEntries {
            filter: filter.clone(),
            pager: Pager::page(number, PAGE),
            fields: Some(self.wanted.properties.clone().into()),
        });
        let ids = entries.reference(ENTRY_IDS);
        let parts = Extras::add(&mut request, &ids, 1, |extra| self.wanted.has(extra));
        let mut answers = self.send(request).await?;
        let lists = parts.take(&mut answers)?;
        let mut page = 2;
        if lists.further("", page).is_none() {
            return Ok(());
        }
        let entries = answers.take(&entries)?.objects;
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let ids = ids.join(",");
        while let Some((request, _)) = lists.further(&ids, page) {
            self.send(request).await?;
            page += 1;
        }
        Ok(())
    }

    async fn send(&self, request: MultiRequest) -> Result<MultiAnswers, Failure> {
        let _pass = self.gate.enter().await;
        self.task.entrance.client.multirequest(self.session, request).await
    }
}
