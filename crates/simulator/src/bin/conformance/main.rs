//! Replays recorded answers of a real server against the recorded world and says what differs.
//!
//! `conformance [DIR]`: any folder of transcripts. No expected answers are kept anywhere but in
//! the transcripts; `setup.json` states what had happened before some cases, `history.json` what
//! was different earlier, `left_out.json` what is not compared and why.

mod compare;
mod http;
mod moments;
mod replay;
mod resolve;
mod setup;
mod transcript;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use futures::StreamExt as _;
use serde::Deserialize;

use moments::Recording;
use replay::{Outcome, Pool};
use transcript::{Transcript, matches};

/// Replays that run side by side.
const AT_ONCE: usize = 4;

const LEFT_OUT: &str = include_str!("left_out.json");

/// Replays transcripts against the simulator.
#[derive(Debug, Parser)]
struct Arguments {
    /// A folder of transcripts
    #[arg(default_value = "tests/fixtures/kaltura/transcripts")]
    folder: PathBuf,
    /// The recorded server's world at the end of the recording
    #[arg(long, default_value = "tests/fixtures/kaltura/world.json.gz")]
    world: PathBuf,
    /// Only cases that match this pattern (`*` is any text)
    #[arg(long, default_value = "*")]
    only: String,
    /// Also print what matched and what was left out
    #[arg(long)]
    verbose: bool,
}

/// Cases that are not compared, and why.
#[derive(Debug, Deserialize)]
struct LeftOut {
    /// A pattern of case names.
    #[serde(default)]
    case: Option<String>,
    /// A text inside an answer that is not JSON.
    #[serde(default)]
    text_answer_has: Option<String>,
    /// A service, in lower case, that one of the request's calls names.
    #[serde(default)]
    service: Option<String>,
    reason: String,
}

impl LeftOut {
    fn concerns(&self, transcript: &Transcript) -> bool {
        let case_fits = self.case.as_ref().is_none_or(|case| matches(case, &transcript.case));
        let service_fits =
            self.service.as_ref().is_none_or(|service| transcript.services().contains(service));
        let answer_fits = self.text_answer_has.as_ref().is_none_or(|text| {
            let is_json =
                transcript.content_type.as_deref().is_none_or(|kind| kind.contains("json"));
            let answer = transcript.response.as_str().unwrap_or_default();
            !is_json && answer.contains(text.as_str())
        });
        let says_something =
            self.case.is_some() || self.service.is_some() || self.text_answer_has.is_some();
        says_something && case_fits && service_fits && answer_fits
    }
}

/// What became of one transcript.
enum Result {
    Came(Outcome),
    LeftOut(String),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers how many differ.
async fn run(arguments: Arguments) -> std::result::Result<usize, String> {
    let left_out: Vec<LeftOut> =
        serde_json::from_str(LEFT_OUT).map_err(|error| format!("left_out.json: {error}"))?;
    let transcripts = Transcript::read_all(&arguments.folder)
        .map_err(|error| format!("{}: {error}", arguments.folder.display()))?;
    let recording = Recording::read(&arguments.world)
        .map_err(|error| format!("{}: {error}", arguments.world.display()))?;
    let shared = Arc::new(Shared { recording, left_out, pool: Pool::default() });
    let cases = transcripts.into_iter().filter(|t| matches(&arguments.only, &t.case));
    let mut results = futures::stream::iter(cases)
        .map(|transcript| tokio::spawn(one(Arc::clone(&shared), transcript)))
        .buffered(AT_ONCE);
    let mut out = std::io::stdout().lock();
    let (mut matched, mut differ, mut skipped) = (0, 0, 0);
    while let Some(result) = results.next().await {
        let (case, result) = result.map_err(|error| error.to_string())?;
        let printed = match result {
            Result::Came(Outcome::Matched) => {
                matched += 1;
                if arguments.verbose { writeln!(out, "{case}: matched") } else { Ok(()) }
            }
            Result::Came(Outcome::Differs(differences)) => {
                differ += 1;
                differences.iter().try_for_each(|d| {
                    writeln!(out, "{case}: {}: expected {}, got {}", d.path, d.expected, d.got)
                })
            }
            Result::LeftOut(reason) => {
                skipped += 1;
                if arguments.verbose { writeln!(out, "{case}: left out: {reason}") } else { Ok(()) }
            }
        };
        printed.map_err(|error| error.to_string())?;
    }
    writeln!(out, "{matched} matched, {differ} differ, {skipped} left out")
        .map_err(|error| error.to_string())?;
    Ok(differ)
}

/// What all replays need.
struct Shared {
    recording: Recording,
    left_out: Vec<LeftOut>,
    pool: Pool,
}

async fn one(shared: Arc<Shared>, transcript: Transcript) -> (String, Result) {
    let case = transcript.case.clone();
    if let Some(entry) = shared.left_out.iter().find(|entry| entry.concerns(&transcript)) {
        return (case, Result::LeftOut(entry.reason.clone()));
    }
    if transcript.request_trim.is_some() {
        return (case, Result::LeftOut("the recorder shortened the request".to_owned()));
    }
    let outcome = match replay::replay(&shared.recording, &shared.pool, &transcript).await {
        Ok(outcome) => outcome,
        Err(why) => Outcome::Differs(vec![compare::Difference {
            path: "request".to_owned(),
            expected: "one that can be sent".to_owned(),
            got: why,
        }]),
    };
    (case, Result::Came(outcome))
}
