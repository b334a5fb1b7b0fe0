//! The answer cache in front of the dispatcher: refusals of anonymous requests are kept for two
//! minutes, keyed by the parameters without the session (API.md §14).

use std::collections::HashMap;

use serde_json::Value;

use crate::error::ApiError;
use crate::wire::request::Params;

/// How long a refusal is remembered.
const ERROR_SECONDS: i64 = 120;

/// Above this many refusals the cache starts afresh.
const CAPACITY: usize = 10_000;

/// Refusals by request.
#[derive(Debug, Default)]
pub(crate) struct AnswerCache {
    refusals: HashMap<String, (i64, ApiError)>,
}

/// The key of a request: everything except what says who asks and in which words.
pub(crate) fn key(service: &str, action: &str, params: &Params, in_multirequest: bool) -> String {
    let mut pairs: Vec<(&str, String)> = params
        .iter()
        .filter(|(name, _)| {
            !matches!(
                name.as_str(),
                "ks" | "kalsig" | "clientTag" | "callback" | "service" | "action"
            )
        })
        .map(|(name, value)| (name.as_str(), Value::to_string(value)))
        .collect();
    pairs.sort_unstable();
    let service = service.to_lowercase();
    let action = action.to_lowercase();
    format!("{service}.{action}.{in_multirequest}.{pairs:?}")
}

impl AnswerCache {
    pub(crate) fn refusal(&self, key: &str, now: i64) -> Option<ApiError> {
        self.refusals
            .get(key)
            .filter(|(kept_at, _)| now < kept_at + ERROR_SECONDS)
            .map(|(_, error)| error.clone())
    }

    pub(crate) fn keep(&mut self, key: String, now: i64, error: ApiError) {
        if self.refusals.len() >= CAPACITY {
            self.refusals.clear();
        }
        self.refusals.insert(key, (now, error));
    }
}
