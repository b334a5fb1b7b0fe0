//! From an HTTP request to parameters: path pairs, query string, form and JSON bodies
//! (API.md §1 "URL", "form encoding", "JSON request body"). No casting here.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// Request parameters as PHP would see them after merging.
pub(crate) type Params = Map<String, Value>;

/// Merges the parameters of a request: path beats query beats body. `None` when the path is
/// not an API path at all.
pub(crate) fn collect(
    path: &str,
    query: Option<&str>,
    content_type: Option<&str>,
    body: &[u8],
) -> Option<Params> {
    let rest = path.strip_prefix("/api_v3").filter(|r| r.is_empty() || r.starts_with('/'))?;
    let rest = rest.trim_start_matches('/');
    let rest = rest.strip_prefix("index.php").unwrap_or(rest);
    let mut params = body_params(content_type, body);
    if let Some(query) = query {
        read_form(query.as_bytes(), &mut params);
    }
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    for pair in parts.chunks(2) {
        if let [name, value] = pair {
            params.insert(decode(name), Value::String(decode(value)));
        }
    }
    Some(params)
}

/// A JSON body counts only when the content type is exactly `application/json`; with a charset
/// it is ignored (01-session-start-json-charset-ignored). One that does not parse, or that is
/// not an object, means "no parameters" (09-error-json-array-body).
fn body_params(content_type: Option<&str>, body: &[u8]) -> Params {
    let content_type = content_type.unwrap_or_default().trim();
    if content_type.eq_ignore_ascii_case("application/json") {
        return match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => map,
            Ok(_) | Err(_) => Params::new(),
        };
    }
    let mut params = Params::new();
    let lower = content_type.to_ascii_lowercase();
    if lower.starts_with("application/x-www-form-urlencoded") {
        read_form(body, &mut params);
    } else if lower.starts_with("multipart/form-data") {
        read_multipart(content_type, body, &mut params);
    }
    params
}

fn read_form(encoded: &[u8], params: &mut Params) {
    for pair in encoded.split(|byte| *byte == b'&') {
        let text = String::from_utf8_lossy(pair);
        let (name, value) = text.split_once('=').unwrap_or((&text, ""));
        if !name.is_empty() {
            insert_bracketed(params, &decode(&name.replace('+', " ")), decode_form(value));
        }
    }
}

/// The official clients send files, and sometimes everything, as multipart; only its text
/// fields matter here.
fn read_multipart(content_type: &str, body: &[u8], params: &mut Params) {
    let Some((_, boundary)) = content_type.split_once("boundary=") else { return };
    let boundary = format!("--{}", boundary.trim_matches('"'));
    let text = String::from_utf8_lossy(body);
    for part in text.split(boundary.as_str()) {
        let Some((head, value)) = part.split_once("\r\n\r\n") else { continue };
        let Some((_, after)) = head.split_once("name=\"") else { continue };
        let Some((name, _)) = after.split_once('"') else { continue };
        let value = value.strip_suffix("\r\n").unwrap_or(value);
        insert_bracketed(params, name, value.to_owned());
    }
}

/// `filter[statusEqual]` becomes a nested value, as PHP does before the API sees it
/// (02-partner-list-form-bracket-syntax).
fn insert_bracketed(params: &mut Params, name: &str, value: String) {
    let Some((head, rest)) = name.split_once('[').filter(|_| name.ends_with(']')) else {
        params.insert(name.to_owned(), Value::String(value));
        return;
    };
    let steps: Vec<&str> =
        std::iter::once(head).chain(rest.trim_end_matches(']').split("][")).collect();
    insert_at(params, &steps, Value::String(value));
}

/// Splits keys such as `filter:statusEqual` into nested values (`groupParams`); `a:-` stands
/// for an empty array.
pub(crate) fn group(params: &Params) -> Params {
    let mut grouped = Params::new();
    for (name, value) in params {
        if name.contains(':') {
            let steps: Vec<&str> = name.split(':').collect();
            insert_at(&mut grouped, &steps, value.clone());
        } else {
            grouped.insert(name.clone(), value.clone());
        }
    }
    grouped
}

fn insert_at(params: &mut Params, steps: &[&str], value: Value) {
    match steps {
        [] => {}
        [last] => {
            if *last != "-" {
                params.insert((*last).to_owned(), value);
            }
        }
        [first, rest @ ..] => {
            let slot = params.entry((*first).to_owned()).or_insert(Value::Null);
            if let Value::Array(list) = slot {
                let keyed = list.drain(..).enumerate().map(|(at, v)| (at.to_string(), v)).collect();
                *slot = Value::Object(keyed);
            }
            if !slot.is_object() {
                *slot = Value::Object(Params::new());
            }
            if let Value::Object(map) = slot {
                insert_at(map, rest, value);
            }
        }
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}
