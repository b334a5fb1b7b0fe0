//! Replaying one transcript: the moment, what happened before, the request, the comparison.

use std::io;
use std::path::PathBuf;

use serde_json::{Map, Value};
use simulator::{Clock, Options, Simulator, WorldKind};

use crate::compare::{Comparison, Difference, Trim};
use crate::http::{self, Outgoing};
use crate::moments::{Recording, With};
use crate::resolve::Resolver;
use crate::setup::{Setup, Shown};
use crate::transcript::Transcript;

/// How a transcript came out.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The same, with this taken from the answer itself.
    Matched {
        stated: Vec<&'static str>,
    },
    Differs(Vec<Difference>),
}

/// Services whose answers come from the content of accounts.
pub(crate) const CONTENT_SERVICES: [&str; 12] = [
    "baseentry",
    "media",
    "livestream",
    "playlist",
    "data",
    "category",
    "categoryentry",
    "caption_captionasset",
    "metadata_metadata",
    "metadata_metadataprofile",
    "schedule_scheduleevent",
    "mixing",
];

/// Replays a transcript at the moment that it shows, or, where it shows none, at the first
/// moment at which nothing differs. Which moment a list was recorded at is nowhere written
/// down, but there must be one that explains the whole answer.
pub(crate) async fn replay(
    recording: &Recording,
    pool: &Pool,
    transcript: &Transcript,
) -> Result<Outcome, String> {
    let before = created_id(transcript).unwrap_or(i64::MAX);
    let mut fewest: Option<Vec<Difference>> = None;
    let candidates = candidates(recording, transcript);
    // What came and went within seconds is in no history; where nothing that is stated explains an
    // answer, what it shows may.
    let attempts = [
        Shown::nothing(transcript),
        Shown::without_statuses(transcript, recording),
        Shown::of(transcript, recording),
    ];
    let mut tried: Option<Vec<&str>> = None;
    for shown in &attempts {
        let stated = shown.words(transcript);
        if tried.as_ref() == Some(&stated) {
            continue;
        }
        for moment in &candidates {
            let differences =
                at_moment(recording, pool, transcript, *moment, before, shown).await?;
            if differences.is_empty() {
                return Ok(Outcome::Matched { stated });
            }
            if fewest.as_ref().is_none_or(|fewest| differences.len() < fewest.len()) {
                fewest = Some(differences);
            }
        }
        tried = Some(stated);
    }
    Ok(Outcome::Differs(fewest.unwrap_or_default()))
}

/// The id of the account that the request made, which was not there before.
fn created_id(transcript: &Transcript) -> Option<i64> {
    let is_registration = transcript.request.action.as_deref()?.eq_ignore_ascii_case("register");
    transcript.response.get("id").and_then(Value::as_i64).filter(|_| is_registration)
}

/// Moments to try: what the transcript shows first, then the beginning, the end and the others.
fn candidates(recording: &Recording, transcript: &Transcript) -> Vec<i64> {
    let moments = recording.moments();
    let (Some(first), Some(last)) = (moments.first().copied(), moments.last().copied()) else {
        return Vec::new();
    };
    if is_about_content(transcript) {
        // What accounts hold hardly changed, and reading all of it takes long.
        let shown = recording_times(&transcript.response.to_string(), first, last);
        let newest = shown.into_iter().max().map(|at| at + 1);
        let mut candidates = vec![last];
        candidates.extend(newest);
        candidates.extend(recording.entry_moments());
        candidates.push(first);
        candidates.dedup();
        return candidates;
    }
    let answer = transcript.response.to_string();
    let request = transcript.request.params.to_string();
    let seen = recording_times(&request, first - 1000, last + 10_000);
    let mut candidates: Vec<i64> = Vec::new();
    candidates.extend(seen.iter().max());
    let shown = (200_640..=recording.last_account())
        .filter(|id| answer.contains(&format!("\"id\":{id}")) || request.contains(&id.to_string()));
    let newest = shown.filter_map(|id| recording.registered_at(id)).max();
    candidates.extend(newest.map(|at| at + 1));
    candidates.extend([last, first]);
    // Accounts are registered one by one and everything else happens in between.
    candidates.extend(moments.iter().rev());
    let mut tried = std::collections::HashSet::new();
    candidates.retain(|moment| tried.insert(*moment));
    candidates
}

/// Numbers in a text that are times of the recording, such as a nonce.
fn recording_times(text: &str, from: i64, to: i64) -> Vec<i64> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 10)
        .filter_map(|digits| digits.parse().ok())
        .filter(|time| (from..to).contains(time))
        .collect()
}

/// Simulators that only answered questions and can answer more of them.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    unchanged: tokio::sync::Mutex<std::collections::HashMap<PathBuf, Simulator>>,
}

impl Pool {
    async fn of(&self, world: PathBuf, moment: i64, is_question: bool) -> io::Result<Simulator> {
        let options = Options {
            clock: Clock::StartsAt(moment),
            ..Options::new(WorldKind::Recorded(world.clone()))
        };
        if !is_question {
            return Simulator::start(options).await;
        }
        let mut unchanged = self.unchanged.lock().await;
        if let Some(simulator) = unchanged.get(&world) {
            return Ok(simulator.clone());
        }
        let simulator = Simulator::start(options).await?;
        unchanged.insert(world, simulator.clone());
        Ok(simulator)
    }
}

/// Whether a transcript only asks, and with sessions that are valid: the answer cache remembers
/// the refusals of others.
fn is_question(transcript: &Transcript) -> bool {
    let params = &transcript.request.params;
    let own = transcript.request.action.as_deref().unwrap_or_default();
    let parts: Vec<&Map<String, Value>> = params
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| name.parse::<u32>().is_ok())
        .filter_map(|(_, part)| part.as_object())
        .collect();
    let common = params.get("ks");
    let answer = transcript.response.to_string();
    if answer.contains("INVALID_KS") {
        return false;
    }
    if parts.is_empty() {
        return asks(own) && common.is_some_and(is_valid_session);
    }
    parts.iter().all(|part| {
        let ks = part.get("ks").or(common);
        asks(part.get("action").and_then(Value::as_str).unwrap_or_default())
            && ks.is_some_and(is_valid_session)
    })
}

fn asks(action: &str) -> bool {
    const QUESTIONS: [&str; 6] = ["list", "count", "get", "getinfo", "gettable", "getpartnerusage"];
    QUESTIONS.contains(&action.to_lowercase().as_str())
}

fn is_valid_session(ks: &Value) -> bool {
    const UNUSUAL: [&str; 4] = ["actionslimit", "restrict", "expired", "signed"];
    let ks = ks.as_str().unwrap_or_default();
    ks.starts_with('<') && !UNUSUAL.iter().any(|word| ks.contains(word))
}

async fn at_moment(
    recording: &Recording,
    pool: &Pool,
    transcript: &Transcript,
    moment: i64,
    before: i64,
    shown: &Shown,
) -> Result<Vec<Difference>, String> {
    let readable = |error: std::io::Error| error.to_string();
    let with =
        With { content: is_about_content(transcript), big_family: is_about_big_family(transcript) };
    let world = recording.world_at(moment, before, with).map_err(readable)?;
    let setup = Setup::of(transcript)?;
    let is_question = is_question(transcript) && setup.is_empty() && shown.changes_nothing();
    let simulator = pool.of(world, moment, is_question).await.map_err(readable)?;
    let mut resolver = Resolver::new(&simulator, transcript, shown, setup.session_of());
    let request = outgoing(transcript, &mut resolver)?;
    shown.put(&simulator);
    if !setup.is_empty() {
        setup.apply(&simulator, transcript, &request).await?;
    }
    let answer = http::send(simulator.base_url(), &request).await.map_err(readable)?;
    let counts = transcript.calls().iter().map(|(_, action)| action == "count").collect();
    let mut comparison =
        Comparison { resolved: &resolver.resolved, counts, differences: Vec::new() };
    compare(transcript, &answer, &mut comparison);
    let differences = comparison.differences;
    if !is_question {
        simulator.stop().await;
    }
    Ok(differences)
}

/// Whether a case needs what accounts hold.
fn is_about_content(transcript: &Transcript) -> bool {
    transcript.services().iter().any(|name| CONTENT_SERVICES.contains(&name.as_str()))
}

/// Whether a case needs the 641 children of one parent.
fn is_about_big_family(transcript: &Transcript) -> bool {
    let request = transcript.request.params.to_string();
    let texts = [transcript.case.as_str(), request.as_str()];
    ["big", "135", "9001", "2000", "2001", "2002", "2003", "2004", "2005", "2006"]
        .iter()
        .any(|word| texts.iter().any(|text| text.contains(word)))
}

/// The HTTP request that a transcript describes.
fn outgoing(transcript: &Transcript, resolver: &mut Resolver<'_>) -> Result<Outgoing, String> {
    let request = &transcript.request;
    let target = if let Some(path) = &request.path {
        resolver.text(path, &query_of(path))?
    } else {
        let service = request.service.as_deref().unwrap_or_default();
        let action = match request.action.as_deref().unwrap_or_default() {
            "" => String::new(),
            action => format!("/action/{action}"),
        };
        format!("/api_v3/service/{service}{action}")
    };
    let has_format = target.contains("format=");
    let target = match (&request.format, has_format) {
        (Value::Null, _) | (_, true) => target,
        (format, false) => {
            format!("{target}{}format={format}", if target.contains('?') { '&' } else { '?' })
        }
    };
    let params = resolver.value(&request.params)?;
    let content_type = request.content_type.clone();
    let is_form = content_type.as_deref().is_some_and(|t| t.contains("form"));
    let body = match (&request.raw_body, &params) {
        (Some(raw), _) => raw.clone(),
        (None, Value::Object(fields)) if is_form => form(fields),
        (None, Value::Object(_) | Value::Array(_)) => params.to_string(),
        (None, _) => String::new(),
    };
    let headers = request
        .headers
        .iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    Ok(Outgoing { method: request.method.clone(), target, content_type, headers, body })
}

fn query_of(path: &str) -> Map<String, Value> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

fn form(fields: &Map<String, Value>) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{}={}", encode(name), encode(&value))
        })
        .collect();
    pairs.join("&")
}

fn compare(transcript: &Transcript, answer: &http::Incoming, comparison: &mut Comparison<'_>) {
    let mut differ = |path: &str, expected: &str, got: &str| {
        comparison.differences.push(Difference {
            path: path.to_owned(),
            expected: expected.to_owned(),
            got: got.to_owned(),
        });
    };
    if answer.status != transcript.http_status {
        differ("status", &transcript.http_status.to_string(), &answer.status.to_string());
    }
    let content_type = answer.header("content-type").unwrap_or("absent");
    if let Some(expected) = &transcript.content_type
        && !expected.replace(' ', "").eq_ignore_ascii_case(&content_type.replace(' ', ""))
    {
        differ("content-type", expected, content_type);
    }
    for (name, value) in transcript.response_headers.iter().flatten() {
        let expected = value.as_str().unwrap_or_default();
        let own = answer.header(name).unwrap_or("absent");
        if expected != own && !expected.starts_with("cached") {
            differ(&format!("header {name}"), expected, own);
        }
    }
    let is_json = transcript.content_type.as_deref().is_none_or(|t| t.contains("json"));
    if !is_json {
        comparison.plain(transcript.response.as_str().unwrap_or_default(), &answer.body);
        return;
    }
    match serde_json::from_str::<Value>(&answer.body) {
        Ok(own) => comparison.answer(&transcript.response, &own, &trims(transcript)),
        Err(error) => differ("$", "JSON", &format!("{error}: {}", answer.body)),
    }
}

/// What the recorder says that it left out, by part where there are parts.
fn trims(transcript: &Transcript) -> Vec<Trim> {
    let words = match &transcript.recorder_trim {
        Some(Value::Array(parts)) => parts.iter().map(text_of).collect(),
        Some(one) => vec![text_of(one)],
        None => Vec::new(),
    };
    let counts: Vec<Option<usize>> = match &transcript.objects_returned {
        Some(Value::Array(parts)) => parts.iter().map(count_of).collect(),
        Some(one) => vec![count_of(one)],
        None => Vec::new(),
    };
    let parts = words.len().max(counts.len());
    let is_multirequest = transcript.response.is_array();
    let mut trims: Vec<Trim> = (0..parts)
        .map(|at| {
            let words = words.get(at).map_or("", String::as_str);
            Trim {
                objects: counts.get(at).copied().flatten(),
                kept_last: number_after(words, "last "),
                reduced: words.contains("reduced"),
            }
        })
        .collect();
    // One remark about a multirequest is about the lists in all of its parts.
    if is_multirequest && trims.len() == 1 {
        let parts = transcript.response.as_array().map_or(1, Vec::len).max(2);
        trims = vec![trims[0].clone(); parts];
    }
    trims
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn count_of(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|count| usize::try_from(count).ok())
}

fn number_after(text: &str, word: &str) -> Option<usize> {
    let (_, after) = text.split_once(word)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
