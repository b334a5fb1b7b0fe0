//! The journeys of the end-to-end tests, through this crate, against any Kaltura server: sign
//! in, list, search, create, refuse, block, undo, remove, start again, sign out. For trying
//! Roster against a real server before a release.
//!
//! The one account that it creates is marked as a test by its name and is removed at the end.
//! Only a server on this computer is accepted unless `--i-mean-it` is given, because an account
//! of a real server cannot be un-created. Usage:
//! `cargo xtask live --server URL --parent ID [--secret-from-env NAME] [--i-mean-it]`.
#![expect(clippy::print_stdout, reason = "a command-line program talks on its output")]

use std::error::Error as AnyError;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reseller::account::{
    AccountColumn, AccountPage, AccountQuery, AccountSort, AccountStatus, TemplateFilter,
};
use reseller::connection::{CapabilityKind, ConnectionColor, ConnectionSummary};
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::new_account::{AccountCreation, NewAccount, NewAccountField};
use reseller::sign_in::{Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInRequest};
use reseller::status::{StatusChange, TargetStatus};
use reseller::{
    AccountId, Clock, Event, EventSink, InMemorySecrets, Language, Network, Reseller, SecretStore,
    Setup, SystemClock,
};
use tokio::sync::watch;

type Outcome<T = ()> = Result<T, Box<dyn AnyError>>;

/// How long a job or a refresh may take against a slow server.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::main]
async fn main() -> Outcome {
    let asked = Asked::read()?;
    let folder = tempfile::tempdir()?;
    let mut journey = Journey::open(folder.path(), asked)?;
    let result = journey.travel().await;
    journey.tidy_up().await;
    println!("{} passed, {} failed", journey.passed, u32::from(result.is_err()));
    result
}

/// What was asked for on the command line.
struct Asked {
    server: String,
    parent: AccountId,
    secret: SecretText,
}

impl Asked {
    fn read() -> Outcome<Self> {
        let mut server = None;
        let mut parent = None;
        let mut variable = None;
        let mut meant = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--server" => server = arguments.next(),
                "--parent" => parent = arguments.next(),
                "--secret-from-env" => variable = arguments.next(),
                "--i-mean-it" => meant = true,
                other => return Err(format!("“{other}” is not an option").into()),
            }
        }
        let server = server.ok_or("--server is missing")?;
        let parent = AccountId(parent.ok_or("--parent is missing")?.parse()?);
        if !meant && !is_this_computer(&server) {
            return Err("this creates an account, blocks it and removes it, on a server that is \
                        not this computer: say --i-mean-it"
                .into());
        }
        Ok(Self { server, parent, secret: read_secret(variable.as_deref())? })
    }
}

fn is_this_computer(server: &str) -> bool {
    let address =
        if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    url::Url::parse(&address).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}

/// From the variable named, or typed. Never from an argument: those are seen by everybody.
fn read_secret(variable: Option<&str>) -> Outcome<SecretText> {
    if let Some(name) = variable {
        let text = std::env::var(name).map_err(|_| format!("the variable {name} is not set"))?;
        return Ok(SecretText::new(text));
    }
    if std::io::stdin().is_terminal() {
        print!("Admin secret (it will show while you type): ");
        std::io::stdout().flush()?;
    }
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    Ok(SecretText::new(typed.trim()))
}

/// Hears of everything that happens; the journey waits for it.
struct Bell(watch::Sender<u64>);

impl EventSink for Bell {
    fn tell(&self, _: Event) {
        self.0.send_modify(|count| *count += 1);
    }
}

struct Journey {
    reseller: Reseller,
    folder: std::path::PathBuf,
    secrets: Arc<InMemorySecrets>,
    heard: watch::Receiver<u64>,
    asked: Asked,
    /// Made by this run and to be removed by it.
    created: Option<AccountId>,
    passed: u32,
}

impl Journey {
    fn open(folder: &Path, asked: Asked) -> Outcome<Self> {
        let secrets = Arc::new(InMemorySecrets::default());
        let (reseller, heard) = open(folder, &secrets)?;
        Ok(Self {
            reseller,
            folder: folder.to_owned(),
            secrets,
            heard,
            asked,
            created: None,
            passed: 0,
        })
    }

    fn pass(&mut self, what: &str) {
        self.passed += 1;
        println!("ok    {what}");
    }

    async fn travel(&mut self) -> Outcome {
        let connection = self.sign_in().await?;
        self.refreshed().await?;
        let all = self.list("").await?;
        println!("      {} accounts under {}", all.known, connection.parent_name);
        self.pass("the accounts are listed");

        let marked = format!("Roster test account {}", SystemClock.now().0);
        let email = format!("roster-test-{}@example.com", SystemClock.now().0);
        let id = self.create(&marked, &email).await?;
        self.refuse_the_same_email(&marked, &email).await?;
        self.change(id, TargetStatus::Blocked, AccountStatus::Blocked).await?;
        self.undo(id).await?;
        self.change(id, TargetStatus::Removed, AccountStatus::Removed).await?;
        self.created = None;
        self.start_again(&connection).await?;
        self.sign_out(&connection).await
    }

    async fn sign_in(&mut self) -> Outcome<ConnectionSummary> {
        let request = SignInRequest {
            server: self.asked.server.clone(),
            parent_id: Some(self.asked.parent),
            method: SignInMethod::AdminSecret {
                secret: self.asked.secret.clone(),
                person: "roster-test".to_owned(),
            },
            connection: None,
        };
        let SignInOutcome::SignedIn { report } = self.reseller.begin_sign_in(request).await? else {
            return Err("an admin secret needs neither a code nor a choice".into());
        };
        for capability in &report.capabilities {
            let may = if capability.allowed { "may" } else { "may not" };
            let remark = capability.remark.as_deref().unwrap_or_default();
            println!("      {may}: {:?} {remark}", capability.kind);
        }
        let can = |kind| report.capabilities.iter().any(|one| one.kind == kind && one.allowed);
        if !can(CapabilityKind::ListAccounts) || !can(CapabilityKind::ChangeStatus) {
            return Err("this parent account cannot go through the journey".into());
        }
        let connection = self
            .reseller
            .keep_sign_in(KeepSignIn {
                sign_in: report.sign_in,
                name: "Live test".to_owned(),
                color: ConnectionColor::Slate,
                read_only: false,
                keep: Keep::InKeychain,
            })
            .await?;
        self.pass("signed in with the admin secret");
        Ok(connection)
    }

    async fn create(&mut self, name: &str, email: &str) -> Outcome<AccountId> {
        let account = new_account(name, email);
        let check = self.reseller.check_new_account(account.clone()).await?;
        if check.over_quota {
            return Err("the parent has no account left; nothing was created".into());
        }
        self.reseller.validate_new_account(account.clone()).await?;
        let made = self.reseller.create_account(self.creation(account)?).await?;
        let id = made.account.id;
        self.created = Some(id);
        println!("      Partner ID {id}");
        expect(made.account.name == name, "the account has another name than asked for")?;
        self.refresh().await?;
        let found = self.list(&id.to_string()).await?;
        expect(found.rows.iter().any(|row| row.id == id), "the new account is not in the list")?;
        self.pass("an account was created and found by its Partner ID");
        Ok(id)
    }

    fn creation(&self, account: NewAccount) -> Outcome<AccountCreation> {
        let open = self.reseller.current_connection().ok_or("no connection is open")?;
        Ok(AccountCreation { connection: open.id, account, beyond_quota: true })
    }

    async fn refuse_the_same_email(&mut self, name: &str, email: &str) -> Outcome {
        let twin = new_account(&format!("{name} twin"), email);
        match self.reseller.create_account(self.creation(twin)?).await {
            Err(error) if error.detail.field == Some(NewAccountField::AdminEmail) => {
                println!("      {error}");
                self.pass("the same e-mail was refused with a sentence on its field");
                Ok(())
            }
            Err(error) => Err(format!("refused for another reason: {error}").into()),
            Ok(made) => {
                self.remove(made.account.id).await?;
                Err("the same e-mail was accepted twice".into())
            }
        }
    }

    async fn change(
        &mut self,
        id: AccountId,
        target: TargetStatus,
        wanted: AccountStatus,
    ) -> Outcome {
        self.start_change(id, target).await?;
        let row = self.reseller.read_account(id).await?.row;
        expect(row.status == wanted, &format!("the account is {:?}, not {wanted:?}", row.status))?;
        self.pass(&format!("the account is {wanted:?}"));
        Ok(())
    }

    async fn start_change(&mut self, id: AccountId, target: TargetStatus) -> Outcome<JobSnapshot> {
        let plan = self.reseller.plan_status_change(vec![id], target).await?;
        let connection = self.reseller.current_connection().ok_or("no connection is open")?.id;
        expect(plan.changing.len() == 1, "the plan leaves the account out")?;
        let job = self
            .reseller
            .change_status(StatusChange {
                connection,
                accounts: vec![id],
                target,
                reason: "Roster test".to_owned(),
                typed: plan.confirmation.map(|confirmation| confirmation.expected),
                beyond_quota: true,
            })
            .await?;
        self.finished(job).await
    }

    async fn undo(&mut self, id: AccountId) -> Outcome {
        let jobs = self.reseller.list_jobs().await?;
        let last = jobs.into_iter().next().ok_or("there is no job to undo")?;
        let job = self.reseller.undo_job(last.id).await?;
        self.finished(job).await?;
        let row = self.reseller.read_account(id).await?.row;
        expect(row.status == AccountStatus::Active, "the account is not active again")?;
        self.pass("undone: the account is active again");
        Ok(())
    }

    async fn start_again(&mut self, connection: &ConnectionSummary) -> Outcome {
        let before = self.list("").await?.known;
        self.reseller.quit().await;
        (self.reseller, self.heard) = open(&self.folder, &self.secrets)?;
        let status = self.reseller.select_connection(connection.id.clone()).await?;
        expect(status.connection.id == connection.id, "another connection was opened")?;
        let after = self.list("").await?.known;
        expect(after == before, "the accounts are not there at once after a restart")?;
        self.refresh().await?;
        self.pass("started again: still connected, the accounts are there at once");
        Ok(())
    }

    async fn sign_out(&mut self, connection: &ConnectionSummary) -> Outcome {
        let summary = self.reseller.sign_out(connection.id.clone()).await?;
        expect(!summary.kept, "the connection is said to be kept still")?;
        let left = self.secrets.get(&connection.id)?;
        expect(left.is_none(), "the secret is still kept")?;
        self.pass("signed out: nothing is kept");
        Ok(())
    }

    /// Removes what a run that failed half-way left behind.
    async fn tidy_up(&mut self) {
        if let Some(id) = self.created {
            match self.remove(id).await {
                Ok(()) => println!("      the test account {id} was removed"),
                Err(error) => println!("      the test account {id} is left: {error}"),
            }
        }
        self.reseller.quit().await;
    }

    async fn remove(&mut self, id: AccountId) -> Outcome {
        self.start_change(id, TargetStatus::Removed).await.map(drop)
    }

    async fn list(&self, text: &str) -> Outcome<AccountPage> {
        let query = AccountQuery {
            text: text.to_owned(),
            statuses: vec![
                AccountStatus::Active,
                AccountStatus::Blocked,
                AccountStatus::Removed,
                AccountStatus::ReadOnly,
            ],
            created_from: None,
            created_to: None,
            templates: TemplateFilter::All,
            label: None,
            only_changed: false,
            sort: AccountSort { column: AccountColumn::Id, descending: true },
        };
        Ok(self.reseller.list_accounts(query, 0, 50).await?)
    }

    async fn refresh(&mut self) -> Outcome {
        self.reseller.refresh_accounts().await?;
        self.refreshed().await
    }

    /// Waits until the local copy is complete.
    async fn refreshed(&mut self) -> Outcome {
        let mut heard = self.heard.clone();
        let wait = async {
            loop {
                heard.borrow_and_update();
                if let Some(status) = self.reseller.connection_status().await {
                    if let Some(problem) = status.refresh_problem {
                        return Err(Box::<dyn AnyError>::from(problem));
                    }
                    if status.refreshed_at.is_some() && status.refreshing.is_none() {
                        return Ok(());
                    }
                }
                heard.changed().await?;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await?
    }

    async fn finished(&mut self, job: JobSnapshot) -> Outcome<JobSnapshot> {
        let mut heard = self.heard.clone();
        let wait = async {
            loop {
                heard.borrow_and_update();
                let job = self.reseller.read_job(job.id).await?;
                match job.state {
                    JobState::Finished => return Ok::<_, Box<dyn AnyError>>(job),
                    JobState::Queued | JobState::Running | JobState::Cancelling => {}
                    JobState::Paused | JobState::Cancelled | JobState::Interrupted => {
                        return Err(format!("the job is {:?}", job.state).into());
                    }
                }
                heard.changed().await?;
            }
        };
        let job = tokio::time::timeout(PATIENCE, wait).await??;
        expect(job.counts.failed + job.counts.unknown == 0, "the change did not succeed")?;
        Ok(job)
    }
}

fn open(
    folder: &Path,
    secrets: &Arc<InMemorySecrets>,
) -> Outcome<(Reseller, watch::Receiver<u64>)> {
    let (bell, heard) = watch::channel(0);
    let (reseller, notices) = Reseller::open(Setup {
        data_dir: folder.to_owned(),
        secrets: Arc::clone(secrets) as Arc<dyn SecretStore>,
        clock: Arc::new(SystemClock),
        events: Arc::new(Bell(bell)),
        language: Language::En,
        network: Network::default(),
    })?;
    for notice in notices {
        println!("      {}", notice.message);
    }
    Ok((reseller, heard))
}

fn new_account(name: &str, email: &str) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        admin_name: "Roster Test".to_owned(),
        admin_email: email.to_owned(),
        phone: "000".to_owned(),
        website: String::new(),
        reference_id: "roster-test".to_owned(),
        description: "Made by Roster's live test, which removes it again".to_owned(),
        country: String::new(),
        state: String::new(),
        template: None,
        send_welcome_email: false,
        password: None,
    }
}

fn expect(holds: bool, otherwise: &str) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}
