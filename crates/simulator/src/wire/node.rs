//! Values of answers, and their JSON form. The XML form is in `xml.rs`.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::error::ApiError;

/// A value of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// `null`, what void actions answer.
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// A PHP array whose keys are not 0, 1, 2 …: JSON writes it as an object without
    /// `objectType` (07-varConsole-getPartnerUsage-ids-of-different-length).
    Keyed(Vec<(String, Node)>),
    Object(Object),
    /// A value that many answers share, with its JSON written once.
    Shared(Arc<Shared>),
    /// An error in place of a result (multirequest).
    Error(ApiError),
    /// What a file action sends instead of an API answer.
    File(File),
}

/// An API object; `objectType` is written last, as the real server does.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) class: &'static str,
    pub(crate) fields: Vec<(&'static str, Node)>,
}

/// See [`Node::Shared`].
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) node: Node,
    pub(crate) json: String,
}

/// The body of a file action (API.md §2 "Actions that serve a file").
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl Object {
    pub(crate) fn new(class: &'static str) -> Self {
        Self { class, fields: Vec::new() }
    }

    /// Adds a property; `Node::Null` leaves it out, as the server leaves out nulls (API.md §1).
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Node>) -> Self {
        self.push(name, value.into());
        self
    }

    pub(crate) fn push(&mut self, name: &'static str, value: Node) {
        if !matches!(value, Node::Null) {
            self.fields.push((name, value));
        }
    }
}

impl Node {
    /// A list answer: `{"totalCount":n,"objects":[…],"objectType":class}`.
    pub(crate) fn list_response(class: &'static str, total: usize, objects: Vec<Node>) -> Node {
        Object::new(class).with("totalCount", total).with("objects", Node::List(objects)).into()
    }

    /// Follows one step of a multirequest reference.
    pub(crate) fn get(&self, step: &str) -> Option<&Node> {
        match self {
            Node::Object(object) => {
                object.fields.iter().find(|(name, _)| *name == step).map(|(_, value)| value)
            }
            Node::List(list) => step.parse::<usize>().ok().and_then(|at| list.get(at)),
            Node::Keyed(pairs) => pairs.iter().find(|(key, _)| key == step).map(|(_, v)| v),
            Node::Shared(shared) => shared.node.get(step),
            Node::Null
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Float(_)
            | Node::Text(_)
            | Node::Error(_)
            | Node::File(_) => None,
        }
    }

    /// The text that a scalar has inside a multirequest reference; objects have none.
    pub(crate) fn scalar_text(&self) -> Option<String> {
        match self {
            Node::Bool(flag) => Some(if *flag { "1".into() } else { String::new() }),
            Node::Int(number) => Some(number.to_string()),
            Node::Float(number) => Some(number.to_string()),
            Node::Text(text) => Some(text.clone()),
            Node::Shared(shared) => shared.node.scalar_text(),
            Node::Null
            | Node::List(_)
            | Node::Keyed(_)
            | Node::Object(_)
            | Node::Error(_)
            | Node::File(_) => None,
        }
    }

    pub(crate) fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    pub(crate) fn write_json(&self, out: &mut String) {
        match self {
            Node::Null => out.push_str("null"),
            Node::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Node::Int(number) => out.push_str(&number.to_string()),
            Node::Float(number) => out.push_str(&float_text(*number)),
            Node::Text(text) => write_json_text(text, out),
            Node::List(list) => {
                out.push('[');
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Node::Keyed(pairs) => {
                out.push('{');
                for (at, (key, value)) in pairs.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_json_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
            Node::Object(object) => {
                out.push('{');
                for (name, value) in &object.fields {
                    out.push('"');
                    out.push_str(name);
                    out.push_str("\":");
                    value.write_json(out);
                    out.push(',');
                }
                out.push_str("\"objectType\":\"");
                out.push_str(object.class);
                out.push_str("\"}");
            }
            Node::Shared(shared) => out.push_str(&shared.json),
            Node::Error(error) => error.write_json(out),
            Node::File(file) => write_json_text(&file.body, out),
        }
    }
}

/// PHP writes 17.0 as 17 in JSON.
pub(crate) fn float_text(number: f64) -> String {
    if number.is_finite() { number.to_string() } else { "0".to_owned() }
}

pub(crate) fn write_json_text(text: &str, out: &mut String) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[plain_from..at]);
        plain_from = at + 1;
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Node::Object(object)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(text)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Node::Text(text.to_owned())
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Self {
        Node::Int(number)
    }
}

impl From<usize> for Node {
    fn from(number: usize) -> Self {
        Node::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Node {
    fn from(number: f64) -> Self {
        Node::Float(number)
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Node::Bool(flag)
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Node::Null, Into::into)
    }
}
