//! Kills Roster in the middle of an import, again and again, and counts what came of it.
//!
//! ```sh
//! cargo xtask crash-test --rounds 100 --seed 1
//! ```
//!
//! A round is one import of 200 rows. It runs in a child process against a simulator in this one,
//! is killed (SIGKILL) up to three times at moments that the seed chooses, and is resumed in a new
//! child each time, until it is finished. Then the simulator's world must have each account
//! exactly once, and the job must know which is which. The moments are spread: while the app
//! starts, after so many registrations reached the server and a few milliseconds more, and while
//! the app resumes. In some rounds answers are lost as well. In which states the items were found is
//! printed too, and in how many rounds there were some of which nobody knew what had become of them:
//! a run of many rounds that never met what it is about counts as failed.

use reseller::connection::ConnectionColor;
use reseller::import::{ImportPurpose, ImportStart, OpenChoice};
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::sign_in::{Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInRequest};
use reseller::{
    AccountId, Event, EventSink, InMemorySecrets, Language, Network, Reseller, Setup, SystemClock,
};
use simulator::{Fault, Options, Simulator, Trouble};
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error>;

const ROWS: u32 = 200;
/// From so many rounds on, one that is killed while something is on its way must be among them.
const MANY: u64 = 20;
/// How often a round is killed at most; after that it may come to its end.
const KILLS: u64 = 3;
/// A child that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_mins(3);
/// The secret comes by the environment alone.
const SECRET: &str = "ROSTER_ADMIN_SECRET";

/// Made by a child that met an item of which nobody knew what had become of it.
const MET_UNKNOWN: &str = "met-unknown";

/// What `child` is called with: its folder, the server and the parent.
const CHILD: &str = "child";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some(CHILD) => child(&arguments[1..]).await.map(|()| true),
        _ => rounds(&arguments).await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}

/// A small generator of random numbers (SplitMix64): the same seed gives the same moments on
/// every computer and with every version.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}

/// When a child is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after it was started: opening, signing in, resuming, looking.
    After(Duration),
    /// When so many registrations have reached the server since the round began, and a little
    /// later: sent, at the server, answered, written down.
    Registrations(usize, Duration),
}

impl Moment {
    fn choose(dice: &mut Dice) -> Self {
        if dice.below(4) == 0 {
            Self::After(Duration::from_millis(dice.below(1500)))
        } else {
            let count = usize::try_from(1 + dice.below(u64::from(ROWS) + 20)).unwrap_or(1);
            Self::Registrations(count, Duration::from_micros(dice.below(25_000)))
        }
    }
}

/// What all rounds came to.
#[derive(Default)]
struct Tally {
    duplicates: usize,
    losses: usize,
    mistaken: usize,
    kills: usize,
    kills_with: BTreeMap<String, usize>,
    with_lost_answers: usize,
    met_unknown: usize,
}

impl Tally {
    /// Whether nothing went wrong, and what could have gone wrong was there.
    fn is_well(&self, rounds: u64) -> bool {
        let wrong = self.duplicates + self.losses + self.mistaken;
        let met = self.kills_with.contains_key("sent") && self.met_unknown > 0;
        wrong == 0 && (met || rounds < MANY)
    }
}

async fn rounds(arguments: &[String]) -> Result<bool, Failure> {
    let value = |name: &str, otherwise: u64| -> Result<u64, Failure> {
        match arguments.iter().position(|argument| argument == name) {
            None => Ok(otherwise),
            Some(at) => Ok(arguments.get(at + 1).ok_or("a value is missing")?.parse()?),
        }
    };
    let (rounds, seed) = (value("--rounds", 100)?, value("--seed", 1)?);
    let mut out = std::io::stdout();
    let begun = Instant::now();
    let mut tally = Tally::default();
    for round in 1..=rounds {
        // Each round can be repeated by itself: `--rounds 1 --seed <its seed>`.
        let own = seed.wrapping_add(round - 1);
        let before = (tally.duplicates, tally.losses, tally.mistaken);
        play(&mut Dice(own), &mut tally).await.map_err(|e| format!("seed {own}: {e}"))?;
        if before != (tally.duplicates, tally.losses, tally.mistaken) {
            writeln!(out, "seed {own}: something is wrong")?;
        }
        if round % 10 == 0 {
            writeln!(out, "{round} rounds, {} kills, {:.0?}", tally.kills, begun.elapsed())?;
            out.flush()?;
        }
    }
    writeln!(out, "rounds      {rounds} (seed {seed}), {ROWS} rows each")?;
    writeln!(out, "kills       {}", tally.kills)?;
    for (state, times) in &tally.kills_with {
        writeln!(out, "  with items {state}: {times}")?;
    }
    writeln!(out, "rounds with lost answers      {}", tally.with_lost_answers)?;
    writeln!(out, "rounds that met unknown items {}", tally.met_unknown)?;
    writeln!(out, "duplicates  {}", tally.duplicates)?;
    writeln!(out, "losses      {}", tally.losses)?;
    writeln!(out, "mistaken    {}", tally.mistaken)?;
    writeln!(out, "time        {:.1?}", begun.elapsed())?;
    Ok(tally.is_well(rounds))
}

/// One import, killed and resumed until it is finished.
async fn play(dice: &mut Dice, tally: &mut Tally) -> Result<(), Failure> {
    let sim = Simulator::start(Options::reseller(30)).await?;
    let latency = Trouble::Latency { milliseconds: 4 };
    sim.faults().set(Fault::always(latency).on("partner", "register"));
    if dice.below(3) == 0 {
        let small = |dice: &mut Dice, limit| u32::try_from(1 + dice.below(limit)).unwrap_or(1);
        let lost = Fault::always(Trouble::AnswerLost).on("partner", "register");
        let from = small(dice, u64::from(ROWS));
        sim.faults().set(lost.from_call(from).times(small(dice, 6)));
        tally.with_lost_answers += 1;
    }
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("schools.csv"), schools())?;
    let kills = 1 + dice.below(KILLS);
    for _ in 0..kills {
        let moment = Moment::choose(dice);
        let mut child = start(&sim, folder.path())?;
        if kill_at(&mut child, &sim, moment).await? {
            tally.kills += 1;
            for state in states(folder.path()) {
                *tally.kills_with.entry(state).or_default() += 1;
            }
        }
    }
    let mut last = start(&sim, folder.path())?;
    let end = wait(&mut last, PATIENCE).await?.ok_or("the last child hangs")?;
    if !end.success() {
        return Err("the last child did not bring the import to its end".into());
    }
    tally.met_unknown += usize::from(folder.path().join(MET_UNKNOWN).exists());
    count(&sim, folder.path(), tally)
}

fn schools() -> String {
    let row = |number| {
        format!("School {number:04},Dana Levi,a{number:04}@schools.example,555 {number},R-{number}")
    };
    let rows: Vec<String> = (1..=ROWS).map(row).collect();
    format!("Account name,Administrator,E-mail,Phone,Reference ID\n{}\n", rows.join("\n"))
}

fn start(sim: &Simulator, folder: &Path) -> Result<Child, Failure> {
    let known = sim.credentials();
    Ok(Command::new(std::env::current_exe()?)
        .arg(CHILD)
        .arg(folder)
        .arg(sim.base_url())
        .arg(known.parent_id.to_string())
        .env(SECRET, &known.admin_secret)
        .stdout(Stdio::null())
        .spawn()?)
}

/// Kills the child at a moment, unless it comes to its end before.
async fn kill_at(child: &mut Child, sim: &Simulator, moment: Moment) -> Result<bool, Failure> {
    match moment {
        Moment::After(pause) => {
            wait(child, pause).await?;
        }
        Moment::Registrations(wanted, pause) => {
            let begun = Instant::now();
            while sim.world().count_requests("partner", "register") < wanted
                && child.try_wait()?.is_none()
            {
                if begun.elapsed() > PATIENCE {
                    return Err("a child hangs".into());
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            wait(child, pause).await?;
        }
    }
    if child.try_wait()?.is_some() {
        return Ok(false);
    }
    child.kill()?;
    child.wait()?;
    Ok(true)
}

/// Waits for the end of a child, for so long at most.
async fn wait(
    child: &mut Child,
    most: Duration,
) -> Result<Option<std::process::ExitStatus>, Failure> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= most {
            return Ok(None);
        }
        tokio::time::sleep(Duration::from_millis(1).min(most)).await;
    }
}

/// In which states a killed child left its items, as it stands in its file.
fn states(folder: &Path) -> Vec<String> {
    let read = || -> rusqlite::Result<Vec<String>> {
        let db = rusqlite::Connection::open(folder.join("data").join("roster.sqlite"))?;
        db.prepare("SELECT DISTINCT state FROM job_items ORDER BY state")?
            .query_map([], |row| row.get(0))?
            .collect()
    };
    match read() {
        Ok(states) if !states.is_empty() => states,
        Ok(_) | Err(_) => vec!["none yet".to_owned()],
    }
}

/// Holds the simulator's world against the file, and the job against the world.
fn count(sim: &Simulator, folder: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let mut names: HashMap<u32, String> = HashMap::new();
    for account in sim.world().accounts_of(sim.credentials().parent_id) {
        *times.entry(account.name.clone()).or_default() += 1;
        names.insert(account.id, account.name);
    }
    for number in 1..=ROWS {
        match times.get(&format!("School {number:04}")).copied().unwrap_or(0) {
            0 => tally.losses += 1,
            more => tally.duplicates += more - 1,
        }
    }
    let db = rusqlite::Connection::open(folder.join("data").join("roster.sqlite"))?;
    let items: Vec<(String, Option<u32>, String)> = db
        .prepare("SELECT account_name, account, state FROM job_items")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let right = items
        .iter()
        .filter(|(name, account, state)| {
            state == "done" && account.and_then(|id| names.get(&id)) == Some(name)
        })
        .count();
    tally.mistaken += (ROWS as usize).saturating_sub(right) + items.len().abs_diff(ROWS as usize);
    Ok(())
}

// ---- the child ----

struct Ear(tokio::sync::watch::Sender<u64>);

impl EventSink for Ear {
    fn tell(&self, _: Event) {
        self.0.send_modify(|count| *count += 1);
    }
}

/// Roster without a window: signs in, begins the import or goes on with it, waits for its end.
async fn child(arguments: &[String]) -> Result<(), Failure> {
    let [folder, server, parent] = arguments else {
        return Err("child wants a folder, a server and a parent".into());
    };
    let folder = Path::new(folder);
    let ear = Arc::new(Ear(tokio::sync::watch::Sender::new(0)));
    let (reseller, _) = Reseller::open(Setup {
        data_dir: folder.join("data"),
        secrets: Arc::new(InMemorySecrets::default()),
        clock: Arc::new(SystemClock),
        events: Arc::clone(&ear) as Arc<_>,
        language: Language::En,
        network: Network {
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(20),
            whole_answer_timeout: Duration::from_secs(20),
            register_timeout: Duration::from_secs(20),
            // A registration of the simulator takes milliseconds.
            at_work: Duration::from_millis(300),
            retry_delay: Duration::from_millis(5),
        },
    })?;
    if let Some(job) = reseller.list_jobs().await?.first() {
        note_unknown(folder, job)?;
    }
    sign_in(&reseller, server, AccountId(parent.parse()?)).await?;
    let mut heard = ear.0.subscribe();
    while reseller.connection_status().await.is_none_or(|status| status.refreshed_at.is_none()) {
        heard.changed().await?;
    }
    let job = match reseller.list_jobs().await?.into_iter().next() {
        Some(job) if job.can_resume => reseller.resume_job(job.id).await?,
        Some(job) => job,
        None => begin(&reseller, &folder.join("schools.csv")).await?,
    };
    loop {
        heard.borrow_and_update();
        let job = reseller.read_job(job.id).await?;
        note_unknown(folder, &job)?;
        match job.state {
            JobState::Finished if job.counts.done == ROWS => break,
            JobState::Queued | JobState::Running => heard.changed().await?,
            JobState::Finished
            | JobState::Paused
            | JobState::Cancelling
            | JobState::Cancelled
            | JobState::Interrupted => return Err(format!("it came to rest: {job:#?}").into()),
        }
    }
    reseller.quit().await;
    Ok(())
}

/// Leaves a note for the one who counts.
fn note_unknown(folder: &Path, job: &JobSnapshot) -> std::io::Result<()> {
    if job.counts.unknown == 0 { Ok(()) } else { std::fs::write(folder.join(MET_UNKNOWN), "") }
}

async fn sign_in(reseller: &Reseller, server: &str, parent: AccountId) -> Result<(), Failure> {
    let known = reseller.list_connections().await.into_iter().next();
    let request = SignInRequest {
        server: server.to_owned(),
        parent_id: Some(parent),
        method: SignInMethod::AdminSecret {
            secret: SecretText::new(std::env::var(SECRET)?),
            person: "crash-test".to_owned(),
        },
        connection: known.map(|connection| connection.id),
    };
    let SignInOutcome::SignedIn { report } = reseller.begin_sign_in(request).await? else {
        return Err("not signed in".into());
    };
    let keep = KeepSignIn {
        sign_in: report.sign_in,
        name: "Crash test".to_owned(),
        color: ConnectionColor::Teal,
        read_only: false,
        keep: Keep::UntilQuit,
    };
    reseller.keep_sign_in(keep).await?;
    Ok(())
}

async fn begin(reseller: &Reseller, file: &Path) -> Result<JobSnapshot, Failure> {
    let (purpose, choice) = (ImportPurpose::Create, OpenChoice::default());
    reseller.open_import(file.to_owned(), purpose, choice).await?;
    let plan = reseller.plan_import().await?;
    let start = ImportStart {
        typed: plan.confirmation.map(|confirmation| confirmation.expected),
        beyond_quota: true,
        reason: String::new(),
    };
    Ok(reseller.start_import(start).await?)
}
