//! What a transcript file holds. Its placeholders are resolved in `resolve.rs`.

use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// One recorded request and its answer.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Transcript {
    pub(crate) case: String,
    pub(crate) request: Request,
    #[serde(default = "ok")]
    pub(crate) http_status: u16,
    #[serde(default)]
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) response_headers: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    pub(crate) response: Value,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) recorder_trim: Option<Value>,
    #[serde(default)]
    pub(crate) request_trim: Option<Value>,
    #[serde(default)]
    pub(crate) objects_returned: Option<Value>,
}

/// The recorded request.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Request {
    #[serde(default = "post")]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) service: Option<String>,
    #[serde(default)]
    pub(crate) action: Option<String>,
    #[serde(default)]
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) params: Value,
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Absent means 1; JSON null means that none was sent.
    #[serde(default = "unsaid")]
    pub(crate) format: Value,
    #[serde(default)]
    pub(crate) raw_body: Option<String>,
    #[serde(default)]
    pub(crate) headers: Option<serde_json::Map<String, Value>>,
}

fn ok() -> u16 {
    200
}

fn post() -> String {
    "POST".to_owned()
}

fn unsaid() -> Value {
    Value::from(1)
}

impl Transcript {
    /// All transcripts of a folder, by case.
    pub(crate) fn read_all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut transcripts = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read(&path)?;
                let transcript = serde_json::from_slice(&text)
                    .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
                transcripts.push(transcript);
            }
        }
        transcripts.sort_by(|a: &Self, b: &Self| a.case.cmp(&b.case));
        Ok(transcripts)
    }

    /// The services and actions that the request calls, in lower case: one, or one a part of a
    /// multirequest. Those of a form or a path come first.
    pub(crate) fn calls(&self) -> Vec<(String, String)> {
        let lower = |name: Option<&str>| name.unwrap_or_default().to_lowercase();
        let mut calls = Vec::new();
        let path: Vec<&str> =
            self.request.path.iter().flat_map(|path| path.split(['/', '?', '&'])).collect();
        let after = |word: &str| {
            let at = path.iter().position(|part| part.eq_ignore_ascii_case(word))?;
            path.get(at + 1).copied()
        };
        let service = after("service").or(self.request.service.as_deref());
        let action = after("action").or(self.request.action.as_deref());
        if service.is_some_and(|service| !service.eq_ignore_ascii_case("multirequest")) {
            calls.push((lower(service), lower(action)));
        }
        let params = self.request.params.as_object();
        for number in 0..params.map_or(0, serde_json::Map::len) {
            let named = |name: &str| {
                let nested = params?.get(&number.to_string()).and_then(|part| part.get(name));
                nested.or_else(|| params?.get(&format!("{number}:{name}")))?.as_str()
            };
            if named("service").is_some() {
                calls.push((lower(named("service")), lower(named("action"))));
            }
        }
        calls
    }

    /// The services that the request calls, in lower case, those inside a multirequest too.
    pub(crate) fn services(&self) -> Vec<String> {
        self.calls().into_iter().map(|(service, _)| service).collect()
    }

    pub(crate) fn is_noted(&self, words: &str) -> bool {
        self.note.as_ref().is_some_and(|note| note.to_lowercase().contains(words))
    }
}

/// A pattern with `*` for any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
