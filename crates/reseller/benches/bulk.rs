//! What bulk work costs, in requests, time and memory, against a server that answers 50 ms later
//! than it could:
//!
//! - 1,000 changes of status as a job, against one call for each, one after the other;
//! - importing 500 accounts as a job, against the same.
//!
//! `cargo bench --package reseller --bench bulk [-- ACCOUNTS]`. Memory is read from Linux's
//! `/proc/self/status` and is that of the whole process, the simulated server included; elsewhere
//! it is not printed. Reading and checking a file of 5,000 rows is measured in `import`.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use kaltura::actions::partner::PartnerStatus;
use kaltura::actions::var_console::UpdateStatus;
use kaltura::{PartnerId, SessionSource};
use reseller::account::{AccountColumn, AccountQuery, AccountSort, AccountStatus, TemplateFilter};
use reseller::connection::ConnectionColor;
use reseller::import::{ImportPurpose, ImportStart, OpenChoice};
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::sign_in::{Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInRequest};
use reseller::status::{StatusChange, TargetStatus};
use reseller::{
    AccountId, Event, EventSink, InMemorySecrets, JobId, Language, Network, Reseller, Setup,
    SystemClock,
};
use simulator::{Fault, Options, Simulator, Trouble};
use std::error::Error as AnyError;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

type Outcome<T = ()> = Result<T, Box<dyn AnyError>>;

const ACCOUNTS: u32 = 1_000;
const LATENCY_MS: u64 = 50;

#[tokio::main]
async fn main() -> Outcome {
    // `cargo bench` adds options of its own, which mean nothing here.
    let accounts = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(ACCOUNTS);
    let simulator = Simulator::start(Options::reseller(accounts * 2)).await?;
    let relay = Relay::open(simulator.base_url()).await?;
    let folder = tempfile::tempdir()?;
    let (bell, heard) = watch::channel(0_u64);
    let (reseller, _) = Reseller::open(Setup {
        data_dir: folder.path().to_owned(),
        secrets: Arc::new(InMemorySecrets::default()),
        clock: Arc::new(SystemClock),
        events: Arc::new(Bell(bell)),
        language: Language::En,
        network: Network::default(),
    })?;
    sign_in(&reseller, &simulator, &relay, heard.clone()).await?;
    let ids: Vec<AccountId> =
        reseller.list_account_ids(active()).await?.into_iter().take(accounts as usize).collect();
    if ids.len() < accounts as usize {
        return Err("there are too few active accounts".into());
    }
    let latency = Trouble::Latency { milliseconds: LATENCY_MS };
    simulator.faults().set(Fault::always(latency));

    println!("{accounts} changes of status, {LATENCY_MS} ms latency:");
    relay.reset();
    let begun = Instant::now();
    one_by_one(&simulator, &relay, &ids).await?;
    let plain = Cost { time: begun.elapsed(), requests: relay.requests() };
    plain.print("one call each");
    let memory = peak_kilobytes();
    relay.reset();
    let begun = Instant::now();
    let job = block(&reseller, &ids).await?;
    let told = begun.elapsed();
    let end = rest(&reseller, heard.clone(), job.id).await?;
    let cost = Cost { time: begun.elapsed(), requests: relay.requests() };
    if end.counts.done != accounts {
        return Err(format!("{:?}", end.counts).into());
    }
    cost.print("as a job, read back");
    println!(
        "  requests ÷ {:.1} (goal 20), time ÷ {:.1} (goal 10), begun after {:.0} ms{}",
        f64::from(plain.requests) / f64::from(cost.requests),
        plain.time.as_secs_f64() / cost.time.as_secs_f64(),
        told.as_secs_f64() * 1000.0,
        grown(memory)
    );

    let rows = accounts / 2;
    println!("importing {rows} accounts, {LATENCY_MS} ms latency:");
    let file = folder.path().join("schools.csv");
    std::fs::write(&file, schools(rows)?)?;
    let memory = peak_kilobytes();
    let (purpose, choice) = (ImportPurpose::Create, OpenChoice::default());
    reseller.open_import(file, purpose, choice).await?;
    let plan = reseller.plan_import().await?;
    relay.reset();
    let begun = Instant::now();
    let start = ImportStart {
        typed: plan.confirmation.map(|confirmation| confirmation.expected),
        beyond_quota: true,
        reason: String::new(),
    };
    let job = reseller.start_import(start).await?;
    let end = rest(&reseller, heard, job.id).await?;
    let cost = Cost { time: begun.elapsed(), requests: relay.requests() };
    if end.counts.done != rows {
        return Err(format!("{:?}", end.counts).into());
    }
    cost.print("as a job");
    println!(
        "  {:.2} requests an account, {:.0} accounts a minute{}",
        f64::from(cost.requests) / f64::from(rows),
        f64::from(rows) / cost.time.as_secs_f64() * 60.0,
        grown(memory)
    );
    reseller.quit().await;
    Ok(())
}

/// What people do without Roster: a call for each account, the next when the one before is
/// answered. Not even read back.
async fn one_by_one(simulator: &Simulator, relay: &Relay, ids: &[AccountId]) -> Outcome {
    let client = kaltura::Client::new(relay.address.parse()?, kaltura::Options::default())?;
    let credentials = simulator.credentials();
    let session = client.session(SessionSource::AdminSecret {
        partner_id: PartnerId::new(i64::from(credentials.parent_id)),
        secret: kaltura::AdminSecret::new(credentials.admin_secret.clone()),
        user_id: "bench".to_owned(),
        privileges: String::new(),
    });
    for id in ids {
        // Active they are already: the server does as much for it.
        let call =
            UpdateStatus { id: PartnerId::new(i64::from(id.0)), status: PartnerStatus::Active };
        client.call(&session, &call).await?;
    }
    Ok(())
}

async fn block(reseller: &Reseller, ids: &[AccountId]) -> Outcome<JobSnapshot> {
    let connection = reseller.current_connection().ok_or("no connection is open")?.id;
    let change = StatusChange {
        connection,
        accounts: ids.to_vec(),
        target: TargetStatus::Blocked,
        reason: String::new(),
        typed: Some(ids.len().to_string()),
        beyond_quota: false,
    };
    Ok(reseller.change_status(change).await?)
}

async fn rest(
    reseller: &Reseller,
    mut heard: watch::Receiver<u64>,
    job: JobId,
) -> Outcome<JobSnapshot> {
    loop {
        heard.borrow_and_update();
        let job = reseller.read_job(job).await?;
        if job.state == JobState::Finished {
            return Ok(job);
        }
        if let Some(problem) = job.problem.filter(|_| job.state == JobState::Paused) {
            return Err(problem.into());
        }
        heard.changed().await?;
    }
}

fn schools(rows: u32) -> Outcome<String> {
    let mut text = "Account name,Administrator,E-mail,Phone,Reference ID\n".to_owned();
    for number in 1..=rows {
        writeln!(
            text,
            "School {number:04},Dana Levi,admin{number:04}@schools.example,555 {number},R-{number}"
        )?;
    }
    Ok(text)
}

async fn sign_in(
    reseller: &Reseller,
    simulator: &Simulator,
    relay: &Relay,
    mut heard: watch::Receiver<u64>,
) -> Outcome {
    let credentials = simulator.credentials();
    let request = SignInRequest {
        server: relay.address.clone(),
        parent_id: Some(AccountId(credentials.parent_id)),
        method: SignInMethod::AdminSecret {
            secret: SecretText::new(credentials.admin_secret.clone()),
            person: "bench".to_owned(),
        },
        connection: None,
    };
    let SignInOutcome::SignedIn { report } = reseller.begin_sign_in(request).await? else {
        return Err("the sign-in asks for more".into());
    };
    let keep = KeepSignIn {
        sign_in: report.sign_in,
        name: "bench".to_owned(),
        color: ConnectionColor::Slate,
        read_only: false,
        keep: Keep::UntilQuit,
    };
    reseller.keep_sign_in(keep).await?;
    loop {
        heard.borrow_and_update();
        let status = reseller.connection_status().await.ok_or("no connection is open")?;
        if let Some(problem) = status.refresh_problem {
            return Err(problem.into());
        }
        if status.refreshed_at.is_some() && status.refreshing.is_none() {
            return Ok(());
        }
        heard.changed().await?;
    }
}

fn active() -> AccountQuery {
    AccountQuery {
        text: String::new(),
        statuses: vec![AccountStatus::Active],
        created_from: None,
        created_to: None,
        templates: TemplateFilter::NoTemplates,
        label: None,
        only_changed: false,
        sort: AccountSort { column: AccountColumn::Id, descending: false },
    }
}

/// What a way of working took.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    requests: u32,
}

impl Cost {
    fn print(self, name: &str) {
        let milliseconds = self.time.as_secs_f64() * 1000.0;
        println!("  {name:<24} {milliseconds:>8.0} ms {:>6} requests", self.requests);
    }
}

fn peak_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// How much the peak of memory has grown since.
fn grown(before: Option<u64>) -> String {
    match (before, peak_kilobytes()) {
        (Some(before), Some(now)) => format!(", memory +{} kB", now.saturating_sub(before)),
        _ => String::new(),
    }
}

/// Rings at every event, so that nobody has to look again and again.
struct Bell(watch::Sender<u64>);

impl EventSink for Bell {
    fn tell(&self, _: Event) {
        self.0.send_modify(|count| *count += 1);
    }
}

/// Passes connections on and counts the requests: each begins with `POST`.
struct Relay {
    address: String,
    requests: Arc<AtomicU32>,
}

impl Relay {
    async fn open(target: &str) -> Outcome<Self> {
        let target = target.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let requests = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (target, counted) = (target.clone(), Arc::clone(&counted));
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(target).await else { return };
                    let _ended = pass_on(near, far, &counted).await;
                });
            }
        });
        Ok(Self { address, requests })
    }

    fn reset(&self) {
        self.requests.store(0, Ordering::SeqCst);
    }

    fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn pass_on(near: TcpStream, far: TcpStream, counted: &AtomicU32) -> std::io::Result<()> {
    const MARK: &[u8] = b"POST /api_v3/";
    let (mut near_in, mut near_out) = near.into_split();
    let (mut far_in, mut far_out) = far.into_split();
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        // The end of what came before, in case a mark lies across.
        let mut window: Vec<u8> = Vec::new();
        loop {
            let length = near_in.read(&mut buffer).await?;
            if length == 0 {
                return far_out.shutdown().await;
            }
            let read = buffer.get(..length).unwrap_or_default();
            window.extend_from_slice(read);
            let found = window.windows(MARK.len()).filter(|part| *part == MARK).count();
            counted.fetch_add(u32::try_from(found).unwrap_or(0), Ordering::SeqCst);
            let keep = window.len().saturating_sub(MARK.len() - 1);
            window.drain(..keep);
            far_out.write_all(read).await?;
        }
    };
    let down = tokio::io::copy(&mut far_in, &mut near_out);
    // Either side may hang up first.
    let _ended = tokio::join!(up, down);
    Ok(())
}
