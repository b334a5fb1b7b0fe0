//! The simulator as a program: prints one JSON line with the address and the credentials, then
//! serves until it is told to stop.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use serde_json::json;
use simulator::{Clock, Fault, Options, Simulator, Trouble, WorldKind};
use tokio::io::AsyncReadExt as _;

/// A Kaltura server in a box.
#[derive(Debug, Parser)]
struct Arguments {
    /// Which world to serve
    #[arg(long, value_enum, default_value = "reseller")]
    world: World,
    /// The recorded world, with --world recorded
    #[arg(long, default_value = "tests/fixtures/kaltura/world.json.gz")]
    recorded: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Number of sub-accounts
    #[arg(long)]
    accounts: Option<u32>,
    /// Number of entries over all accounts
    #[arg(long)]
    entries: Option<u64>,
    /// The same seed gives the same accounts
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Every answer takes this much longer
    #[arg(long)]
    latency_ms: Option<u64>,
    /// What goes wrong: kind[:value][@service.action][#first call][xtimes], for example
    /// `http:503@partner.list#2x1`, `rate-limit:100/10`, `answer-lost@partner.register`
    #[arg(long = "fault")]
    faults: Vec<Fault>,
    /// A file that remembers accepted writes over a restart
    #[arg(long)]
    journal: Option<PathBuf>,
    /// Stop when the input closes, so as not to outlive the program that started it
    #[arg(long)]
    until_input_closes: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum World {
    Reseller,
    University,
    Enterprise,
    Media,
    Oem,
    Recorded,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let latency = arguments.latency_ms.map(|milliseconds| Trouble::Latency { milliseconds });
    let world = match arguments.world {
        World::Reseller => WorldKind::Reseller,
        World::University => WorldKind::University,
        World::Enterprise => WorldKind::Enterprise,
        World::Media => WorldKind::Media,
        World::Oem => WorldKind::Oem,
        World::Recorded => WorldKind::Recorded(arguments.recorded),
    };
    let options = Options {
        world,
        port: arguments.port,
        seed: arguments.seed,
        accounts: arguments.accounts,
        entries: arguments.entries,
        faults: latency.map(Fault::always).into_iter().chain(arguments.faults).collect(),
        clock: Clock::System,
        journal: arguments.journal,
    };
    let simulator = match Simulator::start(options).await {
        Ok(simulator) => simulator,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "The simulator did not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut line = json!(simulator.credentials());
    line["base_url"] = json!(simulator.base_url());
    // Whoever started this reads the line; if nobody does, serving goes on all the same.
    let _ = writeln!(std::io::stdout(), "{line}");
    tokio::select! {
        () = input_closed(), if arguments.until_input_closes => {}
        () = told_to_stop() => {}
    }
    simulator.stop().await;
    ExitCode::SUCCESS
}

async fn input_closed() {
    let mut input = tokio::io::stdin();
    let mut bytes = [0; 1024];
    while matches!(input.read(&mut bytes).await, Ok(count) if count > 0) {}
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
