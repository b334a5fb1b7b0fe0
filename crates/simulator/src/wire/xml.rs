//! The XML form of answers (format 2, the server's default, which the official Python client
//! reads) and the PHP form of scalars (format 3). See 01-system-ping-xml and 09-format-*.

use super::node::{Node, float_text};
use crate::error::ApiError;

/// The whole document for an answer that took `seconds`.
pub(crate) fn document(answer: &Node, seconds: f64) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><xml><result>");
    write(answer, &mut out);
    out.push_str("</result><executionTime>");
    out.push_str(&seconds.to_string());
    out.push_str("</executionTime></xml>");
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Null => {}
        Node::Bool(flag) => out.push(if *flag { '1' } else { '0' }),
        Node::Int(number) => out.push_str(&number.to_string()),
        Node::Float(number) => out.push_str(&float_text(*number)),
        Node::Text(text) => escape(text, out),
        Node::List(list) => {
            for item in list {
                element("item", item, out);
            }
        }
        Node::Keyed(pairs) => {
            for (_, item) in pairs {
                element("item", item, out);
            }
        }
        Node::Object(object) => {
            out.push_str("<objectType>");
            out.push_str(object.class);
            out.push_str("</objectType>");
            for (name, value) in &object.fields {
                element(name, value, out);
            }
        }
        Node::Shared(shared) => write(&shared.node, out),
        Node::Error(error) => write_error(error, out),
        Node::File(file) => escape(&file.body, out),
    }
}

fn element(name: &str, value: &Node, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    write(value, out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn write_error(error: &ApiError, out: &mut String) {
    out.push_str("<error><code>");
    escape(&error.code, out);
    out.push_str("</code><message>");
    escape(&error.message, out);
    out.push_str("</message><objectType>KalturaAPIException</objectType><args>");
    for (name, value) in &error.args {
        out.push_str("<item><objectType>KalturaApiExceptionArg</objectType><name>");
        escape(name, out);
        out.push_str("</name><value>");
        escape(value, out);
        out.push_str("</value></item>");
    }
    out.push_str("</args></error>");
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// PHP's `serialize()`; objects become the arrays that the PHP clients read.
pub(crate) fn php(node: &Node) -> String {
    match node {
        Node::Null => "N;".to_owned(),
        Node::Bool(flag) => format!("b:{};", i32::from(*flag)),
        Node::Int(number) => format!("i:{number};"),
        Node::Float(number) => format!("d:{};", float_text(*number)),
        Node::Text(text) => php_text(text),
        Node::List(list) => {
            let items: Vec<String> =
                list.iter().enumerate().map(|(at, item)| format!("i:{at};{}", php(item))).collect();
            format!("a:{}:{{{}}}", list.len(), items.concat())
        }
        Node::Keyed(pairs) => php_pairs(pairs.iter().map(|(k, v)| (k.as_str(), php(v)))),
        Node::Object(object) => php_pairs(
            object
                .fields
                .iter()
                .map(|(name, value)| (*name, php(value)))
                .chain([("objectType", php_text(object.class))]),
        ),
        Node::Shared(shared) => php(&shared.node),
        Node::Error(error) => php_pairs(
            [
                ("code", php_text(&error.code)),
                ("message", php_text(&error.message)),
                ("objectType", php_text("KalturaAPIException")),
                ("args", php_pairs(error.args.iter().map(|(k, v)| (k.as_str(), php_text(v))))),
            ]
            .into_iter(),
        ),
        Node::File(file) => php_text(&file.body),
    }
}

fn php_text(text: &str) -> String {
    format!("s:{}:\"{text}\";", text.len())
}

fn php_pairs<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut count = 0;
    let mut body = String::new();
    for (name, value) in pairs {
        count += 1;
        body.push_str(&php_text(name));
        body.push_str(&value);
    }
    format!("a:{count}:{{{body}}}")
}
