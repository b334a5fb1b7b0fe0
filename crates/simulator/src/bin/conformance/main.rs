//! Replays recorded answers of a real server against the recorded world and says what differs.
//!
//! `conformance [DIR]`: any folder of transcripts. No expected answers are kept anywhere but in
//! the transcripts; `setup.json` states what had happened before some cases, `history.json` what
//! was different earlier, `left_out.json` what is not compared and why.
//!
//! When a transcript was recorded is written nowhere, so the moments of the recording are tried
//! until one explains the whole answer. Where none does with what is stated, what the answer
//! itself shows of the state before it (that an account was blocked, say) is stated, too; how
//! many needed that is counted.

mod compare;
mod http;
mod moments;
mod replay;
mod resolve;
mod setup;
mod transcript;

use std::collections::BTreeMap;
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
    /// A service and an action, in lower case, that one of the request's calls names.
    #[serde(default)]
    call: Option<(String, String)>,
    /// The recorder shortened the request, so that it cannot be sent as it was.
    #[serde(default)]
    request_trimmed: bool,
    reason: String,
}

impl LeftOut {
    fn concerns(&self, transcript: &Transcript) -> bool {
        let case_fits = self.case.as_ref().is_none_or(|case| matches(case, &transcript.case));
        let call_fits = self.call.as_ref().is_none_or(|call| transcript.calls().contains(call));
        let request_fits = !self.request_trimmed || transcript.request_trim.is_some();
        let answer_fits = self.text_answer_has.as_ref().is_none_or(|text| {
            let is_json =
                transcript.content_type.as_deref().is_none_or(|kind| kind.contains("json"));
            let answer = transcript.response.as_str().unwrap_or_default();
            !is_json && answer.contains(text.as_str())
        });
        let says_something = self.case.is_some()
            || self.call.is_some()
            || self.text_answer_has.is_some()
            || self.request_trimmed;
        says_something && case_fits && call_fits && request_fits && answer_fits
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
    let (mut matched, mut by_own_answer, mut differ) = (0, 0, 0);
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(result) = results.next().await {
        let (case, result) = result.map_err(|error| error.to_string())?;
        let printed = match result {
            Result::Came(Outcome::Matched { stated }) => {
                matched += 1;
                by_own_answer += usize::from(!stated.is_empty());
                match (arguments.verbose, stated.is_empty()) {
                    (true, true) => writeln!(out, "{case}: matched"),
                    (true, false) => {
                        let stated = stated.join(", ");
                        writeln!(out, "{case}: matched, with what its own answer shows: {stated}")
                    }
                    (false, _) => Ok(()),
                }
            }
            Result::Came(Outcome::Differs(differences)) => {
                differ += 1;
                differences.iter().try_for_each(|d| {
                    writeln!(out, "{case}: {}: expected {}, got {}", d.path, d.expected, d.got)
                })
            }
            Result::LeftOut(reason) => {
                let printed = if arguments.verbose {
                    writeln!(out, "{case}: left out: {reason}")
                } else {
                    Ok(())
                };
                *left_out.entry(reason).or_default() += 1;
                printed
            }
        };
        printed.map_err(|error| error.to_string())?;
    }
    let skipped: usize = left_out.values().sum();
    left_out
        .iter()
        .try_for_each(|(reason, count)| writeln!(out, "{count} left out: {reason}"))
        .and_then(|()| {
            writeln!(
                out,
                "{matched} matched (of which {by_own_answer} after stating what their own answer \
                 shows), {differ} differ, {skipped} left out"
            )
        })
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
