//! Comparing an answer with the recorded one: JSON type at each path, keys present and absent,
//! `objectType`, the whole of errors, numbers of objects. Not compared: what differs between two
//! runs of the same server – ids made at run time, times, secrets, sessions – and made-up figures.

use serde_json::{Map, Value};

use crate::resolve::placeholder;

/// A difference between the recorded answer and the one that came.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) path: String,
    pub(crate) expected: String,
    pub(crate) got: String,
}

/// What the recorder left out of an answer, or of one part of a multirequest's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trim {
    /// How many objects there were.
    pub(crate) objects: Option<usize>,
    /// How many were kept from the end; the others were kept from the start.
    pub(crate) kept_last: Option<usize>,
    /// Properties were left out of the objects.
    pub(crate) reduced: bool,
}

/// Compares answers and keeps what differs.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    /// Placeholders of the request and what they were replaced by.
    pub(crate) resolved: &'a [(String, String)],
    /// Which parts of the request, or whether the whole of it, asked for a number of objects.
    pub(crate) counts: Vec<bool>,
    pub(crate) differences: Vec<Difference>,
}

/// Numbers of objects, compared by value.
const COUNTS: [&str; 1] = ["totalCount"];
/// Texts that say which kind a thing is, compared by value.
const KINDS: [&str; 4] = ["objectType", "code", "hashType", "systemName"];
/// Facts of accounts that were there before the recording began, compared by value.
const FACTS: [&str; 6] = ["id", "name", "status", "partnerParentId", "adminEmail", "referenceId"];
/// Ids above this were made at run time.
const LAST_PREPARED: u64 = 200_639;

impl Comparison<'_> {
    fn differ(&mut self, path: &str, expected: impl Into<String>, got: impl Into<String>) {
        let short = |text: String| {
            if text.chars().count() > 160 {
                format!("{}…", text.chars().take(160).collect::<String>())
            } else {
                text
            }
        };
        self.differences.push(Difference {
            path: path.to_owned(),
            expected: short(expected.into()),
            got: short(got.into()),
        });
    }

    /// Compares a whole answer; `trims` has one element, or one a part of a multirequest.
    pub(crate) fn answer(&mut self, expected: &Value, got: &Value, trims: &[Trim]) {
        match (expected, got) {
            (Value::Array(parts), Value::Array(own)) if trims.len() > 1 => {
                self.length("$", parts.len(), own.len());
                for (at, (part, own)) in parts.iter().zip(own).enumerate() {
                    let trim = trims.get(at).cloned().unwrap_or_default();
                    self.value(&format!("$[{at}]"), part, own, &trim);
                }
            }
            _ => {
                let trim = trims.first().cloned().unwrap_or_default();
                self.value("$", expected, got, &trim);
            }
        }
    }

    fn length(&mut self, path: &str, expected: usize, got: usize) {
        if expected != got {
            self.differ(path, format!("{expected} elements"), format!("{got} elements"));
        }
    }

    fn value(&mut self, path: &str, expected: &Value, got: &Value, trim: &Trim) {
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => {
                self.object(path, expected, got, trim);
            }
            (Value::Array(expected), Value::Array(got)) => {
                if path.ends_with(".objects") {
                    self.objects(path, expected, got, trim);
                } else {
                    self.length(path, expected.len(), got.len());
                    for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
                        self.value(&format!("{path}[{at}]"), expected, got, trim);
                    }
                }
            }
            _ => {
                let (wanted, own) = (kind(expected), kind(got));
                if wanted != own {
                    self.differ(path, format!("{wanted} {expected}"), format!("{own} {got}"));
                } else if self.is_answer(path, expected) && text(expected) != text(got) {
                    self.differ(path, expected.to_string(), got.to_string());
                }
            }
        }
    }

    /// Whether a bare value is all that was asked for, and the same in every run: yes, no, or how
    /// many there are. Other bare numbers are times.
    fn is_answer(&self, path: &str, value: &Value) -> bool {
        let part = match path.strip_prefix("$[").and_then(|path| path.strip_suffix(']')) {
            Some(part) => part.parse().unwrap_or(usize::MAX),
            None if path == "$" => 0,
            None => return false,
        };
        value.is_boolean() || self.counts.get(part).is_some_and(|is_count| *is_count)
    }

    /// Objects that the recorder kept stand against the ones at the same places.
    fn objects(&mut self, path: &str, expected: &[Value], got: &[Value], trim: &Trim) {
        // The recorder counted the list itself, not the lists inside its objects.
        let is_outer = path.matches(".objects").count() == 1;
        let (usual, reduction) = (Trim::default(), trim);
        let trim = if is_outer { trim } else { &usual };
        let total = trim.objects.unwrap_or(expected.len());
        self.length(path, total, got.len());
        let last = trim.kept_last.unwrap_or(0).min(expected.len());
        let first = expected.len() - last;
        for (at, object) in expected.iter().enumerate() {
            let place = if at < first { at } else { got.len().saturating_sub(expected.len() - at) };
            if let Some(own) = got.get(place) {
                self.value(&format!("{path}[{place}]"), object, own, reduction);
            }
        }
    }

    fn object(
        &mut self,
        path: &str,
        expected: &Map<String, Value>,
        got: &Map<String, Value>,
        trim: &Trim,
    ) {
        if expected.get("objectType").and_then(Value::as_str) == Some("KalturaAPIException") {
            self.error(path, expected, got);
            return;
        }
        for (name, value) in expected {
            let below = format!("{path}.{name}");
            match got.get(name) {
                None => self.differ(&below, kind(value), "absent"),
                Some(own) => {
                    self.value(&below, value, own, trim);
                    if (COUNTS.contains(&name.as_str()) || KINDS.contains(&name.as_str()))
                        && !is_masked(value)
                        && text(value) != text(own)
                    {
                        self.differ(&below, value.to_string(), own.to_string());
                    }
                }
            }
        }
        let is_reduced = trim.reduced && path.contains(".objects[");
        if !is_reduced {
            for (name, value) in got {
                if !expected.contains_key(name) {
                    self.differ(&format!("{path}.{name}"), "absent", kind(value));
                }
            }
        }
        self.facts(path, expected, got);
    }

    /// Accounts from before the recording have values that every run shares.
    fn facts(&mut self, path: &str, expected: &Map<String, Value>, got: &Map<String, Value>) {
        let is_account =
            expected.get("objectType").and_then(Value::as_str) == Some("KalturaPartner");
        let id = expected.get("id").and_then(Value::as_u64).unwrap_or(0);
        if !is_account || id > LAST_PREPARED {
            return;
        }
        for name in FACTS {
            if let (Some(value), Some(own)) = (expected.get(name), got.get(name))
                && value != own
            {
                self.differ(&format!("{path}.{name}"), value.to_string(), own.to_string());
            }
        }
    }

    /// Code, message and arguments, with the placeholders of the request in them resolved.
    fn error(&mut self, path: &str, expected: &Map<String, Value>, got: &Map<String, Value>) {
        for name in ["code", "message", "objectType"] {
            let wanted =
                self.unmask(expected.get(name).and_then(Value::as_str).unwrap_or_default());
            let own = got.get(name).and_then(Value::as_str).unwrap_or("absent");
            if wanted != own {
                self.differ(&format!("{path}.{name}"), wanted, own);
            }
        }
        let (wanted, own) = (expected.get("args"), got.get("args"));
        let below = format!("{path}.args");
        match (wanted, own) {
            (Some(Value::Object(wanted)), Some(Value::Object(own))) => {
                for (name, value) in wanted {
                    let value = self.unmask(&text(value));
                    let own = own.get(name).map_or_else(|| "absent".to_owned(), text);
                    if value != own {
                        self.differ(&format!("{below}.{name}"), value, own);
                    }
                }
                for name in own.keys().filter(|name| !wanted.contains_key(*name)) {
                    self.differ(&format!("{below}.{name}"), "absent", "present");
                }
            }
            (wanted, own) if wanted == own => {}
            (wanted, own) => self.differ(&below, format!("{wanted:?}"), format!("{own:?}")),
        }
    }

    fn unmask(&self, text: &str) -> String {
        self.resolved
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(name.as_str(), value))
    }

    /// Compares answers that are not JSON, numbers of seconds left aside.
    pub(crate) fn plain(&mut self, expected: &str, got: &str) {
        let wanted = without_seconds(&self.unmask(expected));
        let own = without_seconds(got);
        if wanted != own {
            self.differ("$", wanted, own);
        }
    }
}

/// Cuts what stands inside `<executionTime>`.
fn without_seconds(text: &str) -> String {
    let Some((before, after)) = text.split_once("<executionTime>") else { return text.to_owned() };
    let after = after.split_once('<').map_or("", |(_, after)| after);
    format!("{before}<{after}")
}

fn is_masked(value: &Value) -> bool {
    value.as_str().is_some_and(|text| placeholder(text).is_some())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The JSON type; whole and fractional numbers are told apart only where both are whole.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
