//! The desk of an account manager: a simulator, a `Reseller` on a folder of its own, and verbs.

use reseller::account::AccountColumn;
use reseller::account::{
    AccountPage, AccountQuery, AccountRow, AccountSort, AccountStatus, TemplateFilter,
};
use reseller::activity::{ActivityAction, ActivityQuery, ActivityRecord};
use reseller::connection::{ConnectionColor, ConnectionState, ConnectionStatus, ConnectionSummary};
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::new_account::{AccountCreation, CreatedAccount, NewAccount};
use reseller::sign_in::{
    Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInReport, SignInRequest,
};
use reseller::status::{StatusChange, TargetStatus};
use reseller::{
    AccountId, ConnectionId, Error, Event, EventSink, InMemorySecrets, JobId, Language, Network,
    Notice, Reseller, Setup, SystemClock,
};
use simulator::{Options, Simulator};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::watch;

/// Nothing here takes longer unless it hangs, however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(2);

/// Remembers every event, and wakes who waits for the next one.
#[derive(Debug)]
pub(crate) struct Ear {
    heard: Mutex<Vec<Event>>,
    count: watch::Sender<usize>,
}

impl Default for Ear {
    fn default() -> Self {
        Self { heard: Mutex::default(), count: watch::Sender::new(0) }
    }
}

impl EventSink for Ear {
    fn tell(&self, event: Event) {
        self.heard.lock().unwrap().push(event);
        self.count.send_modify(|count| *count += 1);
    }
}

impl Ear {
    /// Everything heard so far.
    pub(crate) fn all(&self) -> Vec<Event> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until what was heard is enough.
    pub(crate) async fn until(&self, mut enough: impl FnMut(&[Event]) -> bool) {
        let mut count = self.count.subscribe();
        loop {
            count.borrow_and_update();
            if enough(&self.all()) {
                return;
            }
            count.changed().await.unwrap();
        }
    }
}

/// A simulator, a folder and an open `Reseller`.
pub(crate) struct Desk {
    pub(crate) reseller: Reseller,
    pub(crate) notices: Vec<Notice>,
    pub(crate) sim: Simulator,
    pub(crate) ear: Arc<Ear>,
    pub(crate) secrets: Arc<InMemorySecrets>,
    pub(crate) folder: TempDir,
    /// What is different from the usual in how Roster is opened.
    adjust: Box<dyn Fn(&mut Setup) + Send + Sync>,
}

/// A network that is quick to give up.
pub(crate) fn network() -> Network {
    Network {
        connect_timeout: Duration::from_secs(2),
        answer_timeout: Duration::from_secs(5),
        whole_answer_timeout: Duration::from_secs(10),
        register_timeout: Duration::from_secs(5),
        at_work: Duration::from_millis(120),
        retry_delay: Duration::from_millis(2),
    }
}

/// What to open a `Reseller` with.
pub(crate) fn setup(folder: &Path, secrets: &Arc<InMemorySecrets>, ear: &Arc<Ear>) -> Setup {
    Setup {
        data_dir: folder.to_owned(),
        secrets: Arc::clone(secrets) as Arc<_>,
        clock: Arc::new(SystemClock),
        events: Arc::clone(ear) as Arc<_>,
        language: Language::En,
        network: network(),
    }
}

impl Desk {
    /// A desk with a parent of this many accounts, not signed in.
    pub(crate) async fn new(accounts: u32) -> Self {
        Self::with(Options::reseller(accounts)).await
    }

    /// A desk with any simulator.
    pub(crate) async fn with(options: Options) -> Self {
        Self::adjusted(options, |_| {}).await
    }

    /// The same, opened with something other than what is usual, now and after a restart.
    pub(crate) async fn adjusted(
        options: Options,
        adjust: impl Fn(&mut Setup) + Send + Sync + 'static,
    ) -> Self {
        let sim = Simulator::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (secrets, ear) = (Arc::new(InMemorySecrets::default()), Arc::new(Ear::default()));
        let mut own = setup(folder.path(), &secrets, &ear);
        adjust(&mut own);
        let (reseller, notices) = Reseller::open(own).unwrap();
        Self { reseller, notices, sim, ear, secrets, folder, adjust: Box::new(adjust) }
    }

    /// Roster that waits so long before it takes a registration for lost.
    pub(crate) async fn patient(accounts: u32, at_work: Duration) -> Self {
        let adjust = move |setup: &mut Setup| setup.network.at_work = at_work;
        let desk = Self::adjusted(Options::reseller(accounts), adjust).await;
        desk.connect().await;
        desk
    }

    /// Signed in with the admin secret, the list loaded.
    pub(crate) async fn connected(accounts: u32) -> Self {
        Self::connected_with(Options::reseller(accounts)).await
    }

    /// The same with any simulator.
    pub(crate) async fn connected_with(options: Options) -> Self {
        let desk = Self::with(options).await;
        desk.connect().await;
        desk
    }

    /// Signs in with the admin secret, keeps it in the keychain, waits for the list.
    pub(crate) async fn connect(&self) -> ConnectionSummary {
        let report = self.sign_in(self.by_secret()).await.unwrap();
        let summary = self.keep(&report, Keep::InKeychain).await.unwrap();
        self.refreshed().await;
        summary
    }

    /// Closes Roster and starts it again on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.reseller.quit().await;
        self.open_again();
    }

    /// Starts it on the same folder, whatever became of the one before.
    pub(crate) fn open_again(&mut self) {
        self.ear = Arc::new(Ear::default());
        let mut setup = setup(self.folder.path(), &self.secrets, &self.ear);
        (self.adjust)(&mut setup);
        (self.reseller, self.notices) = Reseller::open(setup).unwrap();
    }

    pub(crate) fn parent(&self) -> AccountId {
        AccountId(self.sim.credentials().parent_id)
    }

    // ---- signing in ----

    pub(crate) fn by_secret(&self) -> SignInRequest {
        let secret = SecretText::new(self.sim.credentials().admin_secret.clone());
        self.request(SignInMethod::AdminSecret { secret, person: "dana@example.com".into() })
    }

    pub(crate) fn by_password(&self) -> SignInRequest {
        let (email, password) = {
            let known = self.sim.credentials();
            (known.user_email.clone(), SecretText::new(known.password.clone()))
        };
        self.request(SignInMethod::Password { email, password, code: None })
    }

    pub(crate) fn by_token(&self) -> SignInRequest {
        let token = &self.sim.credentials().app_token;
        let (token_id, token) = (token.id.clone(), SecretText::new(token.token.clone()));
        self.request(SignInMethod::AppToken { token_id, token })
    }

    pub(crate) fn request(&self, method: SignInMethod) -> SignInRequest {
        SignInRequest {
            server: self.sim.base_url().to_owned(),
            parent_id: Some(self.parent()),
            method,
            connection: None,
        }
    }

    /// Signs in and expects to be in at once.
    pub(crate) async fn sign_in(&self, request: SignInRequest) -> Result<SignInReport, Error> {
        match self.reseller.begin_sign_in(request).await? {
            SignInOutcome::SignedIn { report } => Ok(report),
            other => panic!("not signed in but {other:?}"),
        }
    }

    /// Signs in and expects to be refused.
    pub(crate) async fn refused(&self, request: SignInRequest) -> Error {
        match self.reseller.begin_sign_in(request).await {
            Err(error) => error,
            Ok(outcome) => panic!("not refused but {outcome:?}"),
        }
    }

    pub(crate) async fn keep(
        &self,
        report: &SignInReport,
        keep: Keep,
    ) -> Result<ConnectionSummary, Error> {
        let decision = KeepSignIn {
            sign_in: report.sign_in.clone(),
            name: "Acme Resellers".into(),
            color: ConnectionColor::Teal,
            read_only: false,
            keep,
        };
        self.reseller.keep_sign_in(decision).await
    }

    /// A client of the server beside Roster's own, as Kaltura's staff would have.
    pub(crate) fn outside(&self) -> (kaltura::Client, kaltura::Session) {
        let endpoint: kaltura::Endpoint = self.sim.base_url().parse().unwrap();
        let client = kaltura::Client::new(endpoint, kaltura::Options::default()).unwrap();
        let session = client.session(kaltura::SessionSource::AdminSecret {
            partner_id: kaltura::PartnerId::new(i64::from(self.parent().0)),
            secret: kaltura::AdminSecret::new(self.sim.credentials().admin_secret.clone()),
            user_id: "outside@example.com".into(),
            privileges: String::new(),
        });
        (client, session)
    }

    /// Makes an app token at the server, also of kinds that Roster would not make.
    pub(crate) async fn make_token(&self, hash: &str, session_type: i64) -> (String, SecretText) {
        self.make_token_for(hash, session_type, 3600).await
    }

    /// The same, with sessions of so many seconds.
    pub(crate) async fn make_token_for(
        &self,
        hash: &str,
        session_type: i64,
        seconds: u32,
    ) -> (String, SecretText) {
        let (client, session) = self.outside();
        let add = AddToken { hash: hash.to_owned(), session_type, seconds };
        let made = client.call(&session, &add).await.unwrap();
        (made.id, SecretText::new(made.token))
    }

    // ---- looking ----

    pub(crate) async fn status(&self) -> ConnectionStatus {
        self.reseller.connection_status().await.expect("a current connection")
    }

    /// Waits until the current connection is as wanted.
    pub(crate) async fn status_when(
        &self,
        wanted: impl Fn(&ConnectionStatus) -> bool,
    ) -> ConnectionStatus {
        let mut count = self.ear.count.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                count.borrow_and_update();
                if let Some(status) = self.reseller.connection_status().await
                    && wanted(&status)
                {
                    return status;
                }
                count.changed().await.unwrap();
            }
        });
        match found.await {
            Ok(status) => status,
            Err(_) => panic!("still {:#?}", self.reseller.connection_status().await),
        }
    }

    /// Waits until the list was loaded since Roster was opened, and nothing is under way.
    pub(crate) async fn refreshed(&self) -> ConnectionStatus {
        self.status_when(|status| {
            status.state == ConnectionState::Ready
                && status.refreshed_at.is_some()
                && self.has_refreshed_since(0)
        })
        .await
    }

    /// Refreshes and waits for the end, whatever it is.
    pub(crate) async fn refresh(&self) -> ConnectionStatus {
        let before = self.ear.all().len();
        self.reseller.refresh_accounts().await.unwrap();
        self.status_when(|_| self.has_refreshed_since(before)).await
    }

    /// Whether a refresh was told of after so many events, and then its end. What is told comes in
    /// order, so that nothing of an earlier one comes after its end; what is asked for may be newer
    /// than what was told.
    fn has_refreshed_since(&self, events: usize) -> bool {
        let heard = self.ear.all();
        let mut told = heard[events..].iter().filter_map(|event| match event {
            Event::ConnectionChanged(changed) => Some(changed.status.refreshing.is_some()),
            _ => None,
        });
        told.any(|refreshing| refreshing) && told.next_back() == Some(false)
    }

    pub(crate) async fn list(&self) -> AccountPage {
        self.reseller.list_accounts(everything(), 0, 2000).await.unwrap()
    }

    pub(crate) async fn find(&self, text: &str) -> AccountPage {
        let query = AccountQuery { text: text.into(), ..everything() };
        self.reseller.list_accounts(query, 0, 2000).await.unwrap()
    }

    /// Active accounts that are no templates, by Partner ID.
    pub(crate) async fn active(&self, count: usize) -> Vec<AccountId> {
        let query = AccountQuery {
            statuses: vec![AccountStatus::Active],
            templates: TemplateFilter::NoTemplates,
            sort: AccountSort { column: AccountColumn::Id, descending: false },
            ..everything()
        };
        let ids = self.reseller.list_account_ids(query).await.unwrap();
        assert!(ids.len() >= count, "only {} active accounts", ids.len());
        ids.into_iter().take(count).collect()
    }

    // ---- changing ----

    pub(crate) async fn create(&self, account: NewAccount) -> Result<CreatedAccount, Error> {
        self.reseller.create_account(self.creation(account)).await
    }

    /// The person agreed to go past the parent's limit.
    /// "Look again" after an unclear end.
    pub(crate) async fn look_again(&self, form: &NewAccount) -> Result<Option<AccountRow>, Error> {
        self.reseller.look_up_lost_account(self.connection(), form.clone()).await
    }

    pub(crate) async fn create_beyond_quota(
        &self,
        account: NewAccount,
    ) -> Result<CreatedAccount, Error> {
        let creation = AccountCreation { beyond_quota: true, ..self.creation(account) };
        self.reseller.create_account(creation).await
    }

    /// Within the parent's limit, in the connection that is open.
    pub(crate) fn creation(&self, account: NewAccount) -> AccountCreation {
        AccountCreation { connection: self.connection(), account, beyond_quota: false }
    }

    /// The connection that is open.
    pub(crate) fn connection(&self) -> ConnectionId {
        self.reseller.current_connection().expect("a connection is open").id
    }

    pub(crate) async fn change(
        &self,
        accounts: &[AccountId],
        target: TargetStatus,
    ) -> Result<JobSnapshot, Error> {
        let plan = self.reseller.plan_status_change(accounts.to_vec(), target).await?;
        let typed = plan.confirmation.map(|confirmation| confirmation.expected);
        let change = StatusChange {
            connection: self.connection(),
            accounts: accounts.to_vec(),
            target,
            reason: "unpaid invoice".into(),
            typed,
            beyond_quota: true,
        };
        self.reseller.change_status(change).await
    }

    /// Waits until a job rests.
    pub(crate) async fn rest(&self, job: JobId) -> JobSnapshot {
        self.job_when(job, |job| {
            !matches!(job.state, JobState::Queued | JobState::Running | JobState::Cancelling)
        })
        .await
    }

    /// Waits for an event.
    pub(crate) async fn hear<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let mut count = self.ear.count.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                count.borrow_and_update();
                if let Some(found) = self.ear.all().iter().rev().find_map(&wanted) {
                    return found;
                }
                count.changed().await.unwrap();
            }
        });
        found.await.expect("an event")
    }

    pub(crate) async fn job_when(
        &self,
        job: JobId,
        wanted: impl Fn(&JobSnapshot) -> bool,
    ) -> JobSnapshot {
        let mut count = self.ear.count.subscribe();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                count.borrow_and_update();
                let job = self.reseller.read_job(job).await.unwrap();
                if wanted(&job) {
                    return job;
                }
                count.changed().await.unwrap();
            }
        });
        match found.await {
            Ok(job) => job,
            Err(_) => panic!("still {:#?}", self.reseller.read_job(job).await),
        }
    }

    /// All of Activity, newest first.
    pub(crate) async fn everything_recorded(&self) -> Vec<ActivityRecord> {
        let query = ActivityQuery {
            text: String::new(),
            connection: None,
            results: Vec::new(),
            from: None,
            to: None,
            ..ActivityQuery::default()
        };
        self.reseller.list_activity(query, 0, 1000).await.unwrap().records
    }

    /// What Activity says of accounts that were created, newest first.
    pub(crate) async fn creations(&self) -> Vec<ActivityRecord> {
        let mut records = self.everything_recorded().await;
        records.retain(|record| record.action == ActivityAction::AccountCreated);
        records
    }

    /// The status of an account at the server.
    pub(crate) fn at_server(&self, id: AccountId) -> i64 {
        i64::from(self.sim.world().account(id.0).expect("an account at the server").status)
    }
}

/// The list as it opens.
pub(crate) fn everything() -> AccountQuery {
    AccountQuery {
        text: String::new(),
        statuses: Vec::new(),
        created_from: None,
        created_to: None,
        templates: TemplateFilter::All,
        label: None,
        only_changed: false,
        sort: AccountSort { column: AccountColumn::Name, descending: false },
    }
}

/// A form that the server takes.
pub(crate) fn form(name: &str, email: &str) -> NewAccount {
    NewAccount {
        name: name.into(),
        admin_name: "Dana Levi".into(),
        admin_email: email.into(),
        phone: "+1 555 0100".into(),
        website: "www.example.edu".into(),
        reference_id: format!("REF-{name}"),
        description: String::new(),
        country: String::new(),
        state: String::new(),
        template: None,
        send_welcome_email: false,
        password: None,
    }
}

/// `appToken.add` with any hash.
struct AddToken {
    hash: String,
    session_type: i64,
    seconds: u32,
}

#[derive(serde::Deserialize)]
struct MadeToken {
    id: String,
    token: String,
}

impl kaltura::Action for AddToken {
    const SERVICE: &'static str = "appToken";
    const ACTION: &'static str = "add";
    const SAFETY: kaltura::Safety = kaltura::Safety::Write;
    type Output = MadeToken;

    fn params(&self, params: &mut kaltura::Params) {
        params.set(
            "appToken",
            &serde_json::json!({
                "objectType": "KalturaAppToken",
                "hashType": self.hash,
                "sessionType": self.session_type,
                "sessionUserId": "someone@example.com",
                "sessionDuration": self.seconds,
            }),
        );
    }

    fn decode(json: &str) -> Result<MadeToken, serde_json::Error> {
        serde_json::from_str(json)
    }
}
