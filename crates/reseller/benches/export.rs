//! The figures of the entries export: time against a bare parallel download of the same pages,
//! requests, peak memory, and how both grow with entries and with accounts.
//!
//! `cargo bench --package reseller --bench export [-- recorded|growth|million]`; without a word
//! the first two. The server and each export are processes of their own (this program again), so
//! that memory is only the export's; they share the machine's processors all the same.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::error::Error as AnyError;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use reseller::AccountId;
use reseller::export::{
    Access, AccountOutcome, AccountScope, Column, ExportFormat, ExportOptions, ExportRun,
    RunOptions,
};
use serde_json::{Value, json};
use simulator::{Fault, Options, Simulator, Trouble, WorldKind};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

type Outcome<T = ()> = Result<T, Box<dyn AnyError>>;

/// Rounds of which the median is told.
const ROUNDS: usize = 5;
/// The accounts that the PHP script was measured with.
const MEASURED: &str = "105,106,107,109";
const SECRET: &str = "ROSTER_ADMIN_SECRET";
/// The most memory that an export may take, however large it is, in megabytes.
const MOST_MEMORY: u32 = 150;
/// What a request takes at the real server, in milliseconds: it answered the 56 requests of the
/// bare download, four at a time, in 2.4 s.
const PACE: u64 = 170;

#[tokio::main]
async fn main() -> Outcome {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", world, accounts, entries, pace] => {
            serve(world, accounts.parse()?, entries.parse()?, pace.parse()?).await
        }
        ["measure", server, parent, accounts, target] => {
            measure(server, parent.parse()?, accounts, Path::new(target)).await
        }
        ["bare", server, parent, accounts] => bare(server, parent.parse()?, accounts).await,
        figures => {
            let wants = |figure: &str| figures.contains(&figure);
            if figures.is_empty() || wants("recorded") {
                recorded(PACE).await?;
                recorded(0).await?;
            }
            if figures.is_empty() || wants("growth") {
                growth(&[10_000, 100_000], &[10, 50, 250]).await?;
            }
            if wants("million") {
                growth(&[10_000, 100_000, 1_000_000], &[]).await?;
            }
            Ok(())
        }
    }
}

/// The recorded world, everything on, against the bare download, from a server that takes this
/// many milliseconds for a request. At 0 the server, the download and the export share two
/// processors and nothing waits: what is measured then is computing.
async fn recorded(pace: u64) -> Outcome {
    let server = Server::start("recorded", 0, 0, pace).await?;
    println!(
        "recorded world, accounts {MEASURED}, all columns, {pace} ms a request, median of \
         {ROUNDS}:"
    );
    for ending in ["xlsx", "csv"] {
        let (mut bare, mut whole) = (Vec::new(), Vec::new());
        // In turns, so that both meet the same moments of the machine; the first warms up.
        for round in 0..=ROUNDS {
            let (one, other) =
                (server.bare(MEASURED).await?, server.export(MEASURED, ending).await?);
            if round > 0 {
                bare.push(one);
                whole.push(other);
            }
        }
        let (bare, whole) = (median(bare), median(whole));
        println!(
            "  {ending:<5} {} rows in {:.2} s ({:.0} a second), {} requests, {} MB at most; bare \
             download {:.2} s, {} requests; × {:.2} (goal 1.15)",
            whole.rows,
            whole.seconds,
            whole.rate(),
            whole.requests,
            whole.megabytes,
            bare.seconds,
            bare.requests,
            whole.seconds / bare.seconds
        );
    }
    server.stop().await
}

/// Generated worlds of more and more entries, then of more and more accounts.
async fn growth(entries: &[u64], accounts: &[u32]) -> Outcome {
    println!("generated worlds, all columns, XLSX:");
    let worlds = entries.iter().map(|entries| (50, *entries));
    let worlds = worlds.chain(accounts.iter().map(|accounts| (*accounts, 20_000)));
    for (accounts, entries) in worlds {
        let server = Server::start("reseller", accounts, entries, 0).await?;
        let bare = server.bare("all").await?;
        let whole = server.export("all", "xlsx").await?;
        println!(
            "  {entries:>9} entries in {accounts:>4} accounts: {} rows in {:.1} s ({:.0} a \
             second), {:.2} requests per 1,000 rows, {} MB at most; bare download {:.1} s; × {:.2}",
            whole.rows,
            whole.seconds,
            whole.rate(),
            f64::from(whole.requests) * 1000.0 / f64::from(whole.rows.max(1)),
            whole.megabytes,
            bare.seconds,
            whole.seconds / bare.seconds
        );
        server.stop().await?;
        if whole.megabytes > MOST_MEMORY {
            return Err(format!("more than {MOST_MEMORY} MB for {entries} entries").into());
        }
    }
    Ok(())
}

/// What a way of reading took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    seconds: f64,
    requests: u32,
    rows: u32,
    megabytes: u32,
}

impl Cost {
    fn rate(self) -> f64 {
        f64::from(self.rows) / self.seconds
    }

    fn read(line: &Value) -> Outcome<Self> {
        let number = |name: &str| {
            let number = line[name].as_u64().and_then(|number| u32::try_from(number).ok());
            number.ok_or_else(|| format!("no {name} in {line}"))
        };
        Ok(Self {
            seconds: line["seconds"].as_f64().ok_or("no seconds")?,
            requests: number("requests")?,
            rows: number("rows")?,
            megabytes: number("megabytes")?,
        })
    }
}

fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    costs[costs.len() / 2]
}

/// The simulator in a process of its own.
struct Server {
    child: Child,
    address: String,
    parent: String,
    secret: String,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start(world: &str, accounts: u32, entries: u64, pace: u64) -> Outcome<Self> {
        let sizes = [accounts.to_string(), entries.to_string(), pace.to_string()];
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", world])
            .args(sizes)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        let line: Value = serde_json::from_str(&line)?;
        let text = |name: &str| line[name].as_str().map(str::to_owned).ok_or("no such text");
        Ok(Self {
            child,
            address: text("server")?,
            parent: line["parent"].to_string(),
            secret: text("secret")?,
            folder: tempfile::tempdir()?,
        })
    }

    async fn bare(&self, accounts: &str) -> Outcome<Cost> {
        self.run(&["bare", &self.address, &self.parent, accounts]).await
    }

    async fn export(&self, accounts: &str, ending: &str) -> Outcome<Cost> {
        let target = self.folder.path().join(format!("entries.{ending}"));
        let target = target.to_string_lossy();
        self.run(&["measure", &self.address, &self.parent, accounts, &target]).await
    }

    async fn run(&self, arguments: &[&str]) -> Outcome<Cost> {
        let output = Command::new(std::env::current_exe()?)
            .args(arguments)
            .env(SECRET, &self.secret)
            .stderr(Stdio::inherit())
            .output()
            .await?;
        if !output.status.success() {
            return Err(format!("{arguments:?} failed ({})", output.status).into());
        }
        Cost::read(&serde_json::from_slice(&output.stdout)?)
    }

    async fn stop(mut self) -> Outcome {
        // It ends when its input closes.
        drop(self.child.stdin.take());
        self.child.wait().await?;
        Ok(())
    }
}

async fn serve(world: &str, accounts: u32, entries: u64, pace: u64) -> Outcome {
    let mut options = if world == "recorded" {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/fixtures/kaltura/world.json.gz");
        Options::new(WorldKind::Recorded(path))
    } else {
        Options { entries: Some(entries), ..Options::reseller(accounts) }
    };
    if pace > 0 {
        options.faults.push(Fault::always(Trouble::Latency { milliseconds: pace }));
    }
    let simulator = Simulator::start(options).await?;
    let given = simulator.credentials();
    let line = json!({
        "server": simulator.base_url(),
        "parent": given.parent_id,
        "secret": given.admin_secret,
    });
    println!("{line}");
    std::io::stdout().flush()?;
    let mut nothing = Vec::new();
    tokio::io::stdin().read_to_end(&mut nothing).await?;
    simulator.stop().await;
    Ok(())
}

async fn ready(server: &str, parent: u32, accounts: &str, target: &Path) -> Outcome<ExportRun> {
    let mut options = ExportOptions { columns: Column::ALL.to_vec(), ..ExportOptions::default() };
    if accounts != "all" {
        let ids: Result<Vec<u32>, _> = accounts.split(',').map(str::parse).collect();
        let accounts = ids?.into_iter().map(AccountId).collect();
        options.accounts.which = AccountScope::These { accounts };
    }
    if target.extension().is_some_and(|ending| ending == "csv") {
        options.file = ExportFormat::Csv;
    }
    let secret = std::env::var(SECRET)?;
    let access = Access::with_admin_secret(server, AccountId(parent), secret.into(), "bench");
    // As in the app, rows of complete accounts are kept on disk for a resume until the end.
    let folder = target.with_extension("kept");
    let run = RunOptions { resume_folder: Some(folder), ..RunOptions::default() };
    Ok(ExportRun::new(access, options, target.to_owned(), run, |_| {}).await?)
}

async fn measure(server: &str, parent: u32, accounts: &str, target: &Path) -> Outcome {
    let run = ready(server, parent, accounts, target).await?;
    let from = Instant::now();
    let report = run.run().await?;
    let seconds = from.elapsed().as_secs_f64();
    if report.accounts.iter().any(|account| account.outcome != AccountOutcome::Complete) {
        return Err("an account is not complete".into());
    }
    print(seconds, report.requests, report.rows());
    Ok(())
}

async fn bare(server: &str, parent: u32, accounts: &str) -> Outcome {
    let run = ready(server, parent, accounts, Path::new("nothing.xlsx")).await?;
    let from = Instant::now();
    let requests = run.download().await?;
    print(from.elapsed().as_secs_f64(), requests, 0);
    Ok(())
}

fn print(seconds: f64, requests: u64, rows: u64) {
    let megabytes = peak_megabytes().unwrap_or_default();
    println!(
        "{}",
        json!({ "seconds": seconds, "requests": requests, "rows": rows, "megabytes": megabytes })
    );
}

/// The most memory this process held, where the system says so.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}
