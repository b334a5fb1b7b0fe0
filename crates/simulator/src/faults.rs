//! Faults: what can be made to go wrong, on which calls, from which call on and how often. Set
//! by option, by [`Faults`] and by the control API. Where a fault takes effect is in `server.rs`
//! and `dispatch.rs`.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trouble {
    /// The answer takes this much longer.
    Latency {
        /// Milliseconds.
        milliseconds: u64,
    },
    /// The answer comes in pieces, with a pause before each but the first: a slow line.
    SlowAnswer {
        /// How many; 0 counts as 1.
        pieces: u32,
        /// Length of a pause.
        milliseconds: u64,
    },
    /// A gateway in front answers this HTTP status with a page of its own.
    HttpStatus {
        /// 429, 500, 502, 503 …
        status: u16,
    },
    /// The action answers `ACTION_BLOCKED` (API.md §14).
    ActionBlocked,
    /// A rule like the server's `api_rate_limit`: more than `limit` calls within
    /// `window_seconds` answer `ACTION_BLOCKED`.
    RateLimit {
        /// Calls that are let through in a window.
        limit: u32,
        /// Length of a window in seconds.
        window_seconds: i64,
    },
    /// The action answers `INTERNAL_SERVERL_ERROR`, as reports do when the analytics store is
    /// down.
    InternalError,
    /// The connection ends before anything of the answer was sent; nothing was done.
    CutBeforeAnswer,
    /// The connection ends in the middle of the answer; the work was done.
    CutMidAnswer,
    /// A complete HTTP answer with half of the JSON.
    HalfBody,
    /// A page of a hotel's wireless network instead of JSON.
    NotJson,
    /// Every session seen so far is `EXPIRED`, those of this call and of its parts included.
    SessionsExpired,
    /// The session is lost on the way: the call runs as if none had been sent, which for a
    /// registration makes an account without a parent (API.md §7.2).
    SessionDropped,
    /// The work is done and the connection ends without an answer.
    AnswerLost,
    /// The connection ends at once without an answer, and the work is done later: a slow server
    /// behind a gateway that gave up.
    WorkDoneLate {
        /// Milliseconds until it is done.
        milliseconds: u64,
    },
    /// From this call on no answer gets through, until the faults are cleared. The work of this
    /// call and of others to the same action, which may be under way beside it, is done; everything
    /// else is cut off before.
    NetworkLost,
    /// The work is done, and the answer is `PARTNER_REGISTRATION_ERROR` with this text all the
    /// same: registrations are not atomic (API.md §7.2).
    LateRefusal {
        /// `MESSAGE` of the refusal.
        text: String,
    },
    /// A redirect to another address.
    Redirect {
        /// Value of the `Location` header.
        to: String,
    },
}

/// A trouble and the calls that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub trouble: Trouble,
    /// Only calls of this service, any letter case; `None` means every service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Only calls of this action, any letter case; `None` means every action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The first matching call that is concerned, counted from 1.
    #[serde(default = "one")]
    pub from_call: u32,
    /// How many matching calls are concerned; `None` means all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

const fn one() -> u32 {
    1
}

impl Fault {
    /// A fault on every call.
    pub fn always(trouble: Trouble) -> Self {
        Self { trouble, service: None, action: None, from_call: 1, times: None }
    }

    /// A fault on the next call only.
    pub fn once(trouble: Trouble) -> Self {
        Self { times: Some(1), ..Self::always(trouble) }
    }

    /// The same fault, limited to one action.
    #[must_use]
    pub fn on(self, service: &str, action: &str) -> Self {
        Self { service: Some(service.to_owned()), action: Some(action.to_owned()), ..self }
    }

    /// The same fault, starting at the n-th matching call (from 1).
    #[must_use]
    pub fn from_call(self, from_call: u32) -> Self {
        Self { from_call, ..self }
    }

    /// The same fault, for this many matching calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    fn concerns(&self, service: &str, action: &str) -> bool {
        let same = |wanted: &Option<String>, name: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(name))
        };
        same(&self.service, service) && same(&self.action, action)
    }
}

/// A fault on the command line that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a fault; write kind[:value][@service.action][#first call][xtimes]")]
pub struct UnreadableFault(String);

impl FromStr for Fault {
    type Err = UnreadableFault;

    /// `latency:300@partner.list#2x1`: kind, value, action, first call, times.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || UnreadableFault(text.to_owned());
        let (rest, from_call, times) = match text.split_once('#') {
            None => (text, 1, None),
            Some((rest, calls)) => {
                let (from, times) =
                    calls.split_once('x').map_or((calls, None), |(a, b)| (a, Some(b)));
                let from = from.parse().map_err(|_| unreadable())?;
                let times = times.map(str::parse).transpose().map_err(|_| unreadable())?;
                (rest, from, times)
            }
        };
        let (rest, action) = rest.split_once('@').map_or((rest, None), |(a, b)| (a, Some(b)));
        let (kind, value) = rest.split_once(':').map_or((rest, ""), |(a, b)| (a, b));
        let trouble = match kind {
            "latency" => {
                Trouble::Latency { milliseconds: value.parse().map_err(|_| unreadable())? }
            }
            "slow-answer" => {
                let (pieces, milliseconds) = value.split_once('/').ok_or_else(unreadable)?;
                Trouble::SlowAnswer {
                    pieces: pieces.parse().map_err(|_| unreadable())?,
                    milliseconds: milliseconds.parse().map_err(|_| unreadable())?,
                }
            }
            "http" => Trouble::HttpStatus { status: value.parse().map_err(|_| unreadable())? },
            "action-blocked" => Trouble::ActionBlocked,
            "rate-limit" => {
                let (limit, window) = value.split_once('/').ok_or_else(unreadable)?;
                Trouble::RateLimit {
                    limit: limit.parse().map_err(|_| unreadable())?,
                    window_seconds: window.parse().map_err(|_| unreadable())?,
                }
            }
            "internal-error" => Trouble::InternalError,
            "cut-before-answer" => Trouble::CutBeforeAnswer,
            "cut-mid-answer" => Trouble::CutMidAnswer,
            "half-body" => Trouble::HalfBody,
            "not-json" => Trouble::NotJson,
            "sessions-expired" => Trouble::SessionsExpired,
            "session-dropped" => Trouble::SessionDropped,
            "answer-lost" => Trouble::AnswerLost,
            "work-done-late" => {
                Trouble::WorkDoneLate { milliseconds: value.parse().map_err(|_| unreadable())? }
            }
            "network-lost" => Trouble::NetworkLost,
            "late-refusal" => Trouble::LateRefusal { text: value.to_owned() },
            "redirect" => Trouble::Redirect { to: value.to_owned() },
            _ => return Err(unreadable()),
        };
        let (service, action) = match action.map(|action| action.split_once('.')) {
            None => (None, None),
            Some(Some((service, action))) => (Some(service.to_owned()), Some(action.to_owned())),
            Some(None) => return Err(unreadable()),
        };
        Ok(Self { trouble, service, action, from_call, times })
    }
}

#[derive(Debug)]
struct Armed {
    fault: Fault,
    /// Matching calls so far.
    calls: u32,
    /// Whether one of them was troubled.
    met: bool,
    /// For rate limits: the start of the window and the calls in it.
    window: (i64, u32),
}

#[derive(Debug, Default)]
struct State {
    armed: Vec<Armed>,
    sessions_seen: HashSet<u64>,
    sessions_expired: HashSet<u64>,
    /// No answer gets through any more. Holds what was under way when that began.
    network_lost: Option<Fault>,
}

/// The faults of a running simulator; a handle that can be cloned.
#[derive(Clone, Default)]
pub struct Faults {
    state: Arc<Mutex<State>>,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults").field("set", &self.list()).finish()
    }
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let handle = Self::default();
        for fault in faults {
            handle.set(fault);
        }
        handle
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a fault to those that are set.
    pub fn set(&self, fault: Fault) {
        self.state().armed.push(Armed { fault, calls: 0, met: false, window: (0, 0) });
    }

    /// Takes all faults away. Sessions that expired stay expired.
    pub fn clear(&self) {
        let mut state = self.state();
        state.armed.clear();
        state.network_lost = None;
    }

    /// The faults that are set.
    pub fn list(&self) -> Vec<Fault> {
        self.state().armed.iter().map(|armed| armed.fault.clone()).collect()
    }

    /// The faults that are set and have troubled no call yet. A test that sets a fault asserts on
    /// this, or it may have tested nothing.
    pub fn unmet(&self) -> Vec<Fault> {
        let state = self.state();
        state.armed.iter().filter(|armed| !armed.met).map(|armed| armed.fault.clone()).collect()
    }

    /// Makes every session that the server has seen or issued `EXPIRED`.
    pub fn expire_sessions(&self) {
        let mut state = self.state();
        let seen = std::mem::take(&mut state.sessions_seen);
        state.sessions_expired.extend(seen);
    }

    pub(crate) fn note_session(&self, text: &str) {
        if !text.is_empty() {
            self.state().sessions_seen.insert(hash(text));
        }
    }

    pub(crate) fn is_expired(&self, text: &str) -> bool {
        self.state().sessions_expired.contains(&hash(text))
    }

    /// The troubles of a request that makes these calls. Each fault counts a request once.
    pub(crate) fn of_request(&self, calls: &[(String, String)]) -> Vec<Trouble> {
        let mut state = self.state();
        if let Some(lost) = &state.network_lost {
            let under_way = calls.iter().any(|(s, a)| lost.concerns(s, a));
            return vec![if under_way { Trouble::AnswerLost } else { Trouble::CutBeforeAnswer }];
        }
        let troubles: Vec<Trouble> = state
            .armed
            .iter_mut()
            .filter(|armed| {
                !matches!(
                    armed.fault.trouble,
                    Trouble::ActionBlocked
                        | Trouble::RateLimit { .. }
                        | Trouble::InternalError
                        | Trouble::LateRefusal { .. }
                )
            })
            .filter(|armed| calls.iter().any(|(s, a)| armed.fault.concerns(s, a)))
            .filter_map(Armed::fire)
            .collect();
        if troubles.contains(&Trouble::NetworkLost) {
            let mut met = state.armed.iter().filter(|armed| armed.met);
            let lost = met.find(|armed| armed.fault.trouble == Trouble::NetworkLost);
            state.network_lost = lost.map(|armed| armed.fault.clone());
        }
        troubles
    }

    /// Whether a rate limit refuses this call, which is counted.
    pub(crate) fn is_rate_limited(&self, service: &str, action: &str, now: i64) -> bool {
        let mut state = self.state();
        let mut limited = false;
        for armed in state.armed.iter_mut().filter(|a| a.fault.concerns(service, action)) {
            match armed.fault.trouble {
                Trouble::ActionBlocked => limited |= armed.fire().is_some(),
                Trouble::RateLimit { limit, window_seconds } => {
                    if now >= armed.window.0 + window_seconds {
                        armed.window = (now, 0);
                    }
                    armed.window.1 += 1;
                    let beyond = armed.window.1 > limit;
                    armed.met |= beyond;
                    limited |= beyond;
                }
                Trouble::InternalError
                | Trouble::Latency { .. }
                | Trouble::SlowAnswer { .. }
                | Trouble::HttpStatus { .. }
                | Trouble::CutBeforeAnswer
                | Trouble::CutMidAnswer
                | Trouble::HalfBody
                | Trouble::NotJson
                | Trouble::SessionsExpired
                | Trouble::SessionDropped
                | Trouble::AnswerLost
                | Trouble::WorkDoneLate { .. }
                | Trouble::NetworkLost
                | Trouble::LateRefusal { .. }
                | Trouble::Redirect { .. } => {}
            }
        }
        limited
    }

    /// Whether this call fails for no reason that a client can see.
    pub(crate) fn is_failing(&self, service: &str, action: &str) -> bool {
        let mut state = self.state();
        state
            .armed
            .iter_mut()
            .filter(|armed| armed.fault.trouble == Trouble::InternalError)
            .filter(|armed| armed.fault.concerns(service, action))
            .filter_map(Armed::fire)
            .count()
            > 0
    }

    /// The text with which this call is refused although its work was done.
    pub(crate) fn late_refusal(&self, service: &str, action: &str) -> Option<String> {
        let mut state = self.state();
        let late = state
            .armed
            .iter_mut()
            .filter(|armed| matches!(armed.fault.trouble, Trouble::LateRefusal { .. }))
            .filter(|armed| armed.fault.concerns(service, action))
            .find_map(Armed::fire);
        if let Some(Trouble::LateRefusal { text }) = late { Some(text) } else { None }
    }
}

impl Armed {
    /// Counts a matching call and says whether it is concerned.
    fn fire(&mut self) -> Option<Trouble> {
        self.calls += 1;
        let from = self.fault.from_call.max(1);
        let concerned =
            self.calls >= from && self.fault.times.is_none_or(|times| self.calls - from < times);
        self.met |= concerned;
        concerned.then(|| self.fault.trouble.clone())
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
