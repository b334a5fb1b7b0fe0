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

    /// The services that the request calls, in lower case, those inside a multirequest too.
    pub(crate) fn services(&self) -> Vec<String> {
        let mut services: Vec<String> = Vec::new();
        let mut add = |name: &str| services.push(name.to_lowercase());
        if let Some(service) = &self.request.service {
            add(service);
        }
        if let Some(path) = &self.request.path {
            let mut parts = path.split(['/', '?']);
            if parts.any(|part| part == "service")
                && let Some(service) = parts.next()
            {
                add(service);
            }
        }
        for part in self.request.params.as_object().into_iter().flatten() {
            match part {
                (_, Value::Object(own)) => {
                    own.get("service").and_then(Value::as_str).into_iter().for_each(&mut add);
                }
                (name, Value::String(service)) if name.ends_with(":service") => add(service),
                _ => {}
            }
        }
        services
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
