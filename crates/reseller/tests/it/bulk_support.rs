//! Verbs for the tests of import and bulk edit as jobs: making a file, opening it, starting it,
//! and counting what came of it.

use crate::desk::Desk;
use reseller::activity::{ActivityRecord, ActivityResult};
use reseller::import::{DraftSummary, ImportPlan, ImportPurpose, ImportStart, OpenChoice};
use reseller::jobs::model::{JobItem, JobSnapshot};
use reseller::{Error, JobId};
use simulator::World;
use std::path::{Path, PathBuf};

/// The columns of a file of new accounts.
pub(crate) const HEADER: &str =
    "Account name,Administrator,E-mail,Phone,Website,Reference ID,Send welcome e-mail";

/// A row that nothing is to be said against.
pub(crate) fn school(number: u32) -> String {
    format!(
        "School {number:04},Dana Levi,admin{number:04}@schools.example,555 {number:04},www.school{number:04}.example,REF-{number:04},no"
    )
}

/// So many schools.
pub(crate) fn schools(count: u32) -> String {
    let rows: Vec<String> = (1..=count).map(school).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

/// How many accounts there are of each school; the first is number 1.
pub(crate) fn made(world: &World, parent: u32, count: u32) -> Vec<usize> {
    let all = world.accounts_of(parent);
    (1..=count)
        .map(|number| {
            let name = format!("School {number:04}");
            all.iter().filter(|account| account.name == name).count()
        })
        .collect()
}

impl Desk {
    pub(crate) fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) async fn open(&self, path: &Path, purpose: ImportPurpose) -> DraftSummary {
        self.reseller.open_import(path.to_owned(), purpose, OpenChoice::default()).await.unwrap()
    }

    /// What is asked for is confirmed as a person would.
    pub(crate) async fn start(&self) -> Result<JobSnapshot, Error> {
        let plan = self.reseller.plan_import().await?;
        self.reseller.start_import(confirmed(&plan)).await
    }

    /// Opens a text as a file of new accounts and starts it.
    pub(crate) async fn import(&self, text: &str) -> JobSnapshot {
        let path = self.put("schools.csv", text);
        self.open(&path, ImportPurpose::Create).await;
        self.start().await.unwrap()
    }

    /// Opens a text as a file of changes and starts it.
    pub(crate) async fn edit(&self, text: &str) -> JobSnapshot {
        let path = self.put("changes.csv", text);
        self.open(&path, ImportPurpose::Edit).await;
        self.start().await.unwrap()
    }

    pub(crate) async fn items(&self, job: JobId) -> Vec<JobItem> {
        let mut items = self.reseller.list_job_items(job, 0, 1000).await.unwrap().items;
        items.sort_by_key(|item| item.number);
        items
    }

    /// What Activity says of a job, oldest first.
    pub(crate) async fn records(&self, job: JobId) -> Vec<ActivityRecord> {
        let mut of = self.everything_recorded().await;
        of.retain(|record| record.job == Some(job));
        of.reverse();
        of
    }

    /// Nothing that was sent is without its result.
    pub(crate) async fn nothing_open(&self, job: JobId) {
        let open = self.records(job).await;
        let open: Vec<_> = open.iter().filter(|r| r.result == ActivityResult::Sent).collect();
        assert!(open.is_empty(), "{open:#?}");
    }

    /// Each school exists once, and each item knows its account.
    pub(crate) async fn each_once(&self, job: JobId, count: u32) {
        let made = made(&self.sim.world(), self.parent().0, count);
        assert!(made.iter().all(|times| *times == 1), "{made:?}");
        for item in self.items(job).await {
            let account = item.account.expect("an account");
            let there = self.sim.world().account(account.0).expect("it at the server");
            assert_eq!(there.name, item.account_name);
        }
        self.nothing_open(job).await;
    }
}

/// A plan with everything confirmed.
pub(crate) fn confirmed(plan: &ImportPlan) -> ImportStart {
    ImportStart {
        typed: plan.confirmation.as_ref().map(|confirmation| confirmation.expected.clone()),
        beyond_quota: true,
        reason: "new school year".into(),
    }
}
