//! The casts that PHP applies to request values (API.md §1 "casting"). What a class or an action
//! declares stands elsewhere.

use serde_json::Value;

/// `(int)$value`: the leading number of a string, 0 for anything else, 1 for a filled array.
pub(crate) fn int(value: &Value) -> i64 {
    match value {
        Value::Null => 0,
        Value::Bool(flag) => i64::from(*flag),
        Value::Number(number) => number.as_i64().unwrap_or_else(|| {
            #[expect(clippy::cast_possible_truncation, reason = "PHP truncates here as well")]
            let whole = number.as_f64().unwrap_or(0.0) as i64;
            whole
        }),
        Value::String(text) => leading_int(text),
        Value::Array(list) => i64::from(!list.is_empty()),
        Value::Object(map) => i64::from(!map.is_empty()),
    }
}

fn leading_int(text: &str) -> i64 {
    let text = text.trim_start();
    let digits_from = usize::from(text.starts_with(['-', '+']));
    let end = text[digits_from..]
        .find(|c: char| !c.is_ascii_digit())
        .map_or(text.len(), |at| at + digits_from);
    text[..end].parse().unwrap_or_else(|_| match (end > digits_from, text.starts_with('-')) {
        (true, true) => i64::MIN,
        (true, false) => i64::MAX,
        (false, _) => 0,
    })
}

/// `(string)$value`; an array becomes the word `Array`, which is why `statusIn: [1,2]` finds
/// nothing (02-partner-list-status-in-array).
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "1" } else { "" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => "Array".to_owned(),
    }
}

/// `(bool)$value`, except that the word `false` in any case is false too.
pub(crate) fn bool(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => {
            !(text.is_empty() || text == "0" || text.eq_ignore_ascii_case("false"))
        }
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// Times this close to zero are taken relative to now (`kTime`, about ten years).
const RELATIVE_SECONDS: i64 = 315_360_000;

/// A time parameter in Unix seconds: relative when small, −1 kept as "remove the date", `null`
/// and `""` mean not given (API.md §1 "times", 02-partner-list-created-at-relative).
pub(crate) fn time(value: &Value, now: i64) -> Option<i64> {
    if matches!(value, Value::Null) || value.as_str() == Some("") {
        return None;
    }
    let seconds = int(value);
    let relative = seconds != -1 && seconds.abs() <= RELATIVE_SECONDS;
    Some(if relative { now + seconds } else { seconds })
}

/// PHP's `strip_tags` as far as names and descriptions need it: `<b>Bold</b> Co` is `Bold Co`
/// (03-partner-register-html-stripped). A `<` followed by a blank is text.
pub(crate) fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if after.starts_with(char::is_whitespace) || after.is_empty() {
            kept.push('<');
            rest = after;
            continue;
        }
        match after.find('>') {
            Some(end) => rest = &after[end + 1..],
            None => rest = "",
        }
    }
    kept.push_str(rest);
    kept
}

/// Whether XML could carry the text; anything else is `INVALID_PARAMETER_CHAR`.
pub(crate) fn is_xml_text(text: &str) -> bool {
    text.chars().all(|c| {
        (c >= ' ' || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}')
    })
}
