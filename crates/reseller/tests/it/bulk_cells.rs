//! One job in one trouble, from its beginning until everything is done: what a person sees meanwhile,
//! what they do, and what is true at the server in the end. What must come of which trouble is in
//! `bulk_faults`.

use crate::bulk_faults::{COUNT, End, Expectation, Kind, Reach, may_arrive_again};
use crate::bulk_support::{made, schools};
use crate::desk::Desk;
use reseller::connection::ConnectionState;
use reseller::jobs::model::{ItemState, JobItem, JobSnapshot, JobState};
use reseller::status::TargetStatus;
use reseller::{AccountId, Error, ErrorCode, Event};
use simulator::{Fault, Trouble};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::time::Duration;

/// A job in trouble.
pub(crate) struct Cell {
    desk: Desk,
    kind: Kind,
    trouble: Trouble,
    reach: Reach,
    ids: Vec<AccountId>,
    job: JobSnapshot,
}

impl Cell {
    pub(crate) async fn begin(kind: Kind, trouble: Trouble, reach: Reach) -> Self {
        let at_work = Duration::from_millis(match (reach, &trouble) {
            (Reach::Work | Reach::Everything, Trouble::WorkDoneLate { milliseconds }) => {
                milliseconds * 2
            }
            // While the job is to be seen giving up, it must not begin to send again.
            (Reach::Work, _) => 3_000,
            (Reach::Twice | Reach::Everything, _) => 120,
        });
        let desk = Desk::patient(40, at_work).await;
        let ids = desk.active(COUNT as usize).await;
        let (service, action) = kind.call();
        let fault = Fault::always(trouble.clone()).on(service, action);
        desk.sim.faults().set(if reach == Reach::Twice { fault.times(2) } else { fault });
        if reach == Reach::Everything {
            // The first look, before anything is sent, is let through.
            let looks = Fault::always(trouble.clone()).on("partner", "list").from_call(2);
            desk.sim.faults().set(looks);
        }
        let job = kind.begin(&desk, &ids).await;
        Self { desk, kind, trouble, reach, ids, job }
    }

    /// What a failed assertion is about.
    fn what(&self) -> String {
        format!("{:?} {:?} {:?}", self.kind, self.trouble, self.reach)
    }

    pub(crate) async fn see(mut self, expected: Expectation) {
        let words = expected.words;
        let mut orphans = 0;
        match expected.end {
            End::Through => {
                self.job = self.desk.rest(self.job.id).await;
                if let Some((code, words)) = words {
                    let told = self.problems_told();
                    let said = told.iter().any(|it| it.code == code && it.message.contains(words));
                    assert!(said, "{}: {told:#?}", self.what());
                }
            }
            End::KeepsTrying => {
                self.job = self.trying().await;
                self.holds_up(words);
                assert!(!self.job.can_resume, "{}", self.what());
                self.all_is_well_again().await;
                self.job = self.desk.rest(self.job.id).await;
            }
            End::Rests | End::SignedOut => {
                self.job = self.desk.rest(self.job.id).await;
                assert_eq!(self.job.state, JobState::Paused, "{}: {:#?}", self.what(), self.job);
                self.holds_up(words);
                assert!(self.job.can_resume, "{}", self.what());
                let out = matches!(
                    self.desk.status().await.state,
                    ConnectionState::SignedOut { problem: Some(_) }
                );
                assert_eq!(out, expected.end == End::SignedOut, "{}", self.what());
                self.go_on().await;
            }
            End::RestsAndFails => {
                self.job = self.desk.rest(self.job.id).await;
                assert_eq!(self.job.state, JobState::Paused, "{}: {:#?}", self.what(), self.job);
                self.holds_up(words);
                self.go_on().await;
                self.fails(&(COUNT..=COUNT), words).await;
                self.try_again().await;
            }
            End::Fails(many) => {
                self.job = self.desk.rest(self.job.id).await;
                self.fails(&many, words).await;
                self.all_is_well_again().await;
                self.try_again().await;
            }
            End::Alarm(most) => {
                self.job = self.desk.rest(self.job.id).await;
                assert_eq!(self.job.state, JobState::Paused, "{}: {:#?}", self.what(), self.job);
                orphans = self.alarm(most, words).await;
                self.go_on().await;
            }
        }
        self.ends(orphans).await;
    }

    /// Every problem of the job that was told.
    fn problems_told(&self) -> Vec<Error> {
        let own = |event: &Event| match event {
            Event::JobChanged(changed) if changed.job.id == self.job.id => {
                changed.job.problem.clone()
            }
            _ => None,
        };
        self.desk.ear.all().iter().filter_map(own).collect()
    }

    /// Waits until the job has tried for so long that it would have given up.
    async fn trying(&self) -> JobSnapshot {
        let enough = |events: &[Event]| {
            let offline = |event: &Event| match event {
                Event::ConnectionChanged(changed) => {
                    matches!(changed.status.state, ConnectionState::Offline { .. })
                }
                _ => false,
            };
            events.iter().any(offline)
                || self.problems_told().len() > 6
                || self.arrivals().values().sum::<usize>() > 8 * COUNT as usize
        };
        let waited = self.desk.ear.until(enough);
        let waited = tokio::time::timeout(Duration::from_secs(30), waited).await;
        let job = self.desk.reseller.read_job(self.job.id).await.unwrap();
        assert!(waited.is_ok(), "{}: {job:#?}", self.what());
        assert_eq!(job.state, JobState::Running, "{}: {job:#?}", self.what());
        job
    }

    /// The job says what holds it up and what to do about it, and has failed nothing for that.
    fn holds_up(&self, words: Option<(ErrorCode, &str)>) {
        let problem = self.job.problem.as_ref().expect("a reason");
        let context = format!("{}: {problem:#?}", self.what());
        let (code, words) = words.expect("words");
        assert_eq!(problem.code, code, "{context}");
        assert!(problem.message.contains(words), "{context}");
        let by_itself = problem.message.contains("continues by itself");
        assert!(problem.detail.next_step.is_some() || by_itself, "{context}");
        assert_eq!(self.job.counts.failed, 0, "{context}");
    }

    /// So many items say why they failed, and what can be done; nothing of them was done.
    async fn fails(&self, many: &RangeInclusive<u32>, words: Option<(ErrorCode, &str)>) {
        let context = format!("{}: {:#?}", self.what(), self.job);
        assert_eq!(self.job.state, JobState::Finished, "{context}");
        assert!(many.contains(&self.job.counts.failed), "{context}");
        assert_eq!(self.job.counts.failed + self.job.counts.done, COUNT, "{context}");
        assert!(self.job.can_retry, "{context}");
        let (code, words) = words.expect("words");
        for item in self.failed().await {
            let problem = item.problem.expect("a reason");
            let context = format!("{}: {problem:#?}", self.what());
            assert_eq!(problem.code, code, "{context}");
            assert!(problem.message.contains(words), "{context}");
            assert!(problem.detail.next_step.is_some(), "{context}");
        }
        if !matches!(self.trouble, Trouble::WorkDoneLate { .. }) {
            let done = self.kind.done(&self.desk, &self.ids);
            assert_eq!(done, self.job.counts.done as usize, "{context}");
        }
    }

    async fn failed(&self) -> Vec<JobItem> {
        let mut items = self.desk.items(self.job.id).await;
        items.retain(|item| item.state == ItemState::Failed);
        items
    }

    /// The accounts that nobody wanted are named, and how many there are.
    async fn alarm(&self, most: u32, words: Option<(ErrorCode, &str)>) -> u32 {
        let (code, words) = words.expect("words");
        let problem = self.job.problem.as_ref().expect("an alarm");
        let context = format!("{}: {problem:#?}", self.what());
        assert_eq!(problem.code, code, "{context}");
        assert!(problem.message.contains(words), "{context}");
        let next = problem.detail.next_step.as_deref().expect("a next step");
        assert!(next.contains("Do not create it again"), "{context}");
        assert!(next.contains(&self.desk.parent().to_string()), "{context}");
        let failed = self.failed().await;
        assert!((1..=most).contains(&self.job.counts.failed), "{:#?}", self.job);
        assert_eq!(failed.len(), self.job.counts.failed as usize, "{context}");
        for item in &failed {
            let problem = item.problem.as_ref().expect("a reason");
            let account = item.account.expect("the account");
            assert_eq!(problem.code, code, "{problem:#?}");
            assert!(problem.message.contains(&account.to_string()), "{problem:#?}");
            let orphan = self.desk.sim.world().account(account.0).expect("it at the server");
            assert_eq!((orphan.parent_id, orphan.name), (None, item.account_name.clone()));
        }
        self.job.counts.failed
    }

    /// The trouble is over, and the connection has found out.
    async fn all_is_well_again(&self) {
        self.desk.sim.faults().clear();
        let state = self.desk.status().await.state;
        if matches!(state, ConnectionState::SignedOut { .. }) {
            self.desk.reseller.refresh_accounts().await.unwrap();
        }
        self.desk.status_when(|status| status.state == ConnectionState::Ready).await;
    }

    async fn go_on(&mut self) {
        self.all_is_well_again().await;
        self.desk.reseller.resume_job(self.job.id).await.unwrap();
        self.job = self.desk.rest(self.job.id).await;
    }

    async fn try_again(&mut self) {
        self.desk.reseller.retry_failed(self.job.id).await.unwrap();
        self.job = self.desk.rest(self.job.id).await;
    }

    /// In the end everything is done once, but for what was done where nobody wanted it.
    async fn ends(&self, orphans: u32) {
        let context = format!("{}: {:#?}", self.what(), self.job);
        let counts = self.job.counts;
        assert_eq!(self.job.state, JobState::Finished, "{context}");
        assert_eq!(counts.done + counts.unchanged, COUNT - orphans, "{context}");
        assert_eq!((counts.failed, self.job.can_retry), (orphans, false), "{context}");
        assert_eq!(self.job.problem, None, "{context}");
        let done = self.kind.done(&self.desk, &self.ids);
        assert_eq!(done, (COUNT - orphans) as usize, "{context}");
        if !may_arrive_again(self.kind, &self.trouble) {
            let arrivals = self.arrivals();
            assert_eq!(arrivals.values().sum::<usize>(), COUNT as usize, "{context}");
            let once = self.kind == Kind::Import || arrivals.values().all(|times| *times == 1);
            assert!(once, "{}: {arrivals:?}", self.what());
        }
        self.desk.nothing_open(self.job.id).await;
        assert_eq!(self.desk.sim.faults().unmet(), [], "{}: it was met", self.what());
    }

    /// How often the work of each account reached the server; new accounts have no name yet.
    fn arrivals(&self) -> HashMap<Option<u32>, usize> {
        let (service, action) = self.kind.call();
        let call = format!("{service}.{action}").to_lowercase();
        let mut arrivals = HashMap::new();
        for request in self.desk.sim.world().requests() {
            if request.call() == call {
                let about = match self.kind {
                    Kind::Status => request.subject_id,
                    Kind::Import => None,
                    Kind::Edit => request.partner_id,
                };
                *arrivals.entry(about).or_default() += 1;
            }
        }
        arrivals
    }
}

impl Kind {
    fn call(self) -> (&'static str, &'static str) {
        match self {
            Self::Status => ("varConsole_varConsole", "updateStatus"),
            Self::Import => ("partner", "register"),
            Self::Edit => ("partner", "update"),
        }
    }

    async fn begin(self, desk: &Desk, ids: &[AccountId]) -> JobSnapshot {
        match self {
            Self::Status => desk.change(ids, TargetStatus::Blocked).await.unwrap(),
            Self::Import => desk.import(&schools(COUNT)).await,
            Self::Edit => {
                let rows: Vec<String> = ids.iter().map(|id| format!("{id},P-{id}")).collect();
                desk.edit(&format!("Partner ID,Phone\n{}\n", rows.join("\n"))).await
            }
        }
    }

    /// How many items are as they were to become, each exactly once.
    fn done(self, desk: &Desk, ids: &[AccountId]) -> usize {
        match self {
            Self::Status => ids.iter().filter(|id| desk.at_server(**id) == 2).count(),
            Self::Import => {
                let made = made(&desk.sim.world(), desk.parent().0, COUNT);
                assert!(made.iter().all(|times| *times <= 1), "{made:?}");
                made.iter().sum()
            }
            Self::Edit => ids
                .iter()
                .filter(|id| {
                    let account = desk.sim.world().account(id.0).unwrap();
                    account.phone == Some(format!("P-{id}"))
                })
                .count(),
        }
    }
}
