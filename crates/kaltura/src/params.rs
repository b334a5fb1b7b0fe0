//! How requests are put together: one JSON object, secrets wiped after use, text that the
//! server would take for a reference found in time.
//!
//! Reading answers is the business of `wire.rs`.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::{Error, RequestError};
use crate::secret::{Kind, Secret};

/// The parameters of one call, written as JSON while they are collected.
///
/// The buffer may hold secrets, so it is wiped when dropped and cannot be printed.
pub struct Params {
    json: Zeroizing<Vec<u8>>,
    fault: bool,
}

impl Params {
    pub(crate) fn new() -> Self {
        // Large enough for nearly every request, so that growing leaves no copies behind.
        Self { json: Zeroizing::new(Vec::with_capacity(4096)), fault: false }
    }

    /// Sets a parameter. Objects nest as JSON objects (API.md §1, "JSON nesting").
    pub fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.key(name);
        self.fault |= serde_json::to_writer(&mut *self.json, value).is_err();
    }

    /// Sets a parameter when there is a value. JSON `null` would be cast to `""` or 0 (API.md
    /// §1), so what is not given is left out.
    pub fn set_some<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Sets a parameter to a secret: the one way for a secret into a request.
    pub fn set_secret<K: Kind>(&mut self, name: &str, value: &Secret<K>) {
        self.set(name, value.reveal());
    }

    fn key(&mut self, name: &str) {
        if !self.json.is_empty() {
            self.json.push(b',');
        }
        self.fault |= serde_json::to_writer(&mut *self.json, name).is_err();
        self.json.push(b':');
    }

    /// Adds the fields of an object already written, as one parameter.
    pub(crate) fn set_object(&mut self, name: &str, fields: &Params) {
        self.key(name);
        self.json.push(b'{');
        self.json.extend_from_slice(&fields.json);
        self.json.push(b'}');
        self.fault |= fields.fault;
    }

    /// Adds all fields of `other` to this object.
    pub(crate) fn append(&mut self, other: &Params) {
        if !self.json.is_empty() && !other.json.is_empty() {
            self.json.push(b',');
        }
        self.json.extend_from_slice(&other.json);
        self.fault |= other.fault;
    }

    /// The finished object.
    pub(crate) fn finish(self) -> Result<Zeroizing<Vec<u8>>, Error> {
        if self.fault {
            return Err(Error::Request(RequestError::Unwritable));
        }
        let mut body = Zeroizing::new(Vec::with_capacity(self.json.len() + 2));
        body.push(b'{');
        body.extend_from_slice(&self.json);
        body.push(b'}');
        Ok(body)
    }

    /// The references to other parts that stand in the text, such as `{1:result:id}`.
    ///
    /// In a multirequest the server replaces them wherever they stand, also inside a longer
    /// text that a person typed (API.md §4, transcript 08-multirequest-reference-inside-a-string).
    pub(crate) fn references(&self) -> Vec<&str> {
        let Ok(text) = std::str::from_utf8(&self.json) else { return Vec::new() };
        let mut found = Vec::new();
        for (start, _) in text.match_indices('{') {
            let rest = &text[start + 1..];
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 && rest[digits..].starts_with(":result") {
                let end = rest.find('}').map_or(text.len(), |end| start + end + 2);
                found.push(&text[start..end]);
            }
        }
        found
    }
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Params(…)")
    }
}
