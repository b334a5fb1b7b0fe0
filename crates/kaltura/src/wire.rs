//! The oddities of answers, all in one place: numbers as strings, booleans as 0, 1 or "",
//! lists as keyed objects, missing for null, errors with status 200, and bodies that are no
//! answer at all.
//!
//! Requests are put together in `params.rs`. What an action's answer means is in `actions/`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::action::CallName;
use crate::error::{ApiError, DecodeError, Error, ErrorCode, TransportError, TransportKind};

/// Reads a plain answer; what most actions use in `decode`.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(json)
}

/// Reads an answer that is yes or no in any of the server's spellings.
pub fn read_flag(json: &str) -> Result<bool, serde_json::Error> {
    flag(&mut serde_json::Deserializer::from_str(json))
}

/// Reads an answer that is a number in any of the server's spellings.
pub fn read_int(json: &str) -> Result<i64, serde_json::Error> {
    int(&mut serde_json::Deserializer::from_str(json))
}

/// Reads an answer that is a number of things.
pub fn read_count(json: &str) -> Result<u64, serde_json::Error> {
    count(&mut serde_json::Deserializer::from_str(json))
}

/// Reads the `null` of an action that answers nothing (API.md §1, "void actions").
pub fn read_nothing(json: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str(json)
}

// ---- scalars ------------------------------------------------------------------------------

/// A scalar as it may stand anywhere in an answer.
enum Scalar {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text, a truth value or null")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Int(i64::from(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
        i64::try_from(value).map(Scalar::Int).map_err(|_| E::custom("number too large"))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(value))
    }
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
    deserializer.deserialize_any(ScalarVisitor)
}

/// The whole part of a float that fits, as PHP would cast it.
fn whole<E: de::Error>(value: f64) -> Result<i64, E> {
    // 2^53: beyond it a float no longer says which whole number it was.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_finite() && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
        Ok(value.trunc() as i64)
    } else {
        Err(E::custom("number too large"))
    }
}

/// A whole number: `150`, `"150"`, `150.0`, `true`.
pub fn int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    opt_int(deserializer)?.ok_or_else(|| de::Error::custom("a number is missing"))
}

/// A whole number that may be absent: as [`int`], and `null` or `""` for none.
pub fn opt_int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Int(value) => Ok(Some(value)),
        Scalar::Float(value) => whole(value).map(Some),
        Scalar::Text(text) => {
            let text = text.trim();
            if text.is_empty() {
                return Ok(None);
            }
            if let Ok(value) = text.parse::<i64>() {
                return Ok(Some(value));
            }
            let value: f64 =
                text.parse().map_err(|_| de::Error::custom("a text that is not a number"))?;
            whole(value).map(Some)
        }
    }
}

/// A number with a fraction, with the same leniency.
pub fn opt_float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Null => Ok(None),
        #[expect(clippy::cast_precision_loss, reason = "figures of usage, not identities")]
        Scalar::Int(value) => Ok(Some(value as f64)),
        Scalar::Float(value) => Ok(Some(value)),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        Scalar::Text(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| de::Error::custom("a text that is not a number")),
    }
}

/// Yes or no: `true`, `1`, `"1"`, `"true"`; `false`, `0`, `""`, `"0"`, `"false"`, `null`.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Null => false,
        Scalar::Int(value) => value != 0,
        Scalar::Float(value) => value != 0.0,
        Scalar::Text(text) => {
            !(text.is_empty() || text == "0" || text.eq_ignore_ascii_case("false"))
        }
    })
}

/// A text; `null` is the empty one, numbers are written out.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Null => String::new(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(text) => text,
    })
}

/// A text for which empty and absent mean the same.
pub fn opt_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| (!text.is_empty()).then_some(text))
}

/// A moment that may be absent.
pub fn opt_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<crate::UnixSeconds>, D::Error> {
    Ok(opt_int(deserializer)?.map(crate::UnixSeconds::new))
}

/// A partner number that may be absent; 0 stands for none (`templatePartnerId`, API.md §6).
pub fn opt_partner<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<crate::PartnerId>, D::Error> {
    Ok(opt_int(deserializer)?.filter(|id| *id != 0).map(crate::PartnerId::new))
}

// ---- lists and maps -----------------------------------------------------------------------

/// A list that may come as an array, as an object keyed by numbers (API.md §8.2, transcript
/// 07-varConsole-getPartnerUsage-ids-of-different-length), or as `null`. The order is the one
/// it was sent in.
pub fn objects<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct ListVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, an object keyed by numbers, or null")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::with_capacity(list.size_hint().unwrap_or(0));
            while let Some(item) = list.next_element()? {
                items.push(item);
            }
            Ok(items)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while let Some((_key, item)) = map.next_entry::<IgnoredAny, T>()? {
                items.push(item);
            }
            Ok(items)
        }
    }

    deserializer.deserialize_any(ListVisitor(PhantomData))
}

/// The arguments of an error: an object, or `[]` when there are none (API.md §2). Values that
/// are not scalars are left out.
fn arguments<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    struct ArgumentVisitor;

    /// A scalar as text, or nothing for anything else.
    struct Argument(Option<String>);

    impl<'de> Deserialize<'de> for Argument {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let raw = Box::<RawValue>::deserialize(deserializer)?;
            Ok(Self(text(&mut serde_json::Deserializer::from_str(raw.get())).ok()))
        }
    }

    impl<'de> Visitor<'de> for ArgumentVisitor {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object or an empty list")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok(BTreeMap::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut arguments = BTreeMap::new();
            while let Some((name, value)) = map.next_entry::<String, Argument>()? {
                if let Some(value) = value.0 {
                    arguments.insert(name, value);
                }
            }
            Ok(arguments)
        }
    }

    deserializer.deserialize_any(ArgumentVisitor)
}

/// The answer of a list action (API.md §5, "list answers").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"), rename_all = "camelCase")]
pub struct List<T> {
    /// How many there are on all pages. What it counts differs: see each action.
    #[serde(deserialize_with = "count")]
    pub total_count: u64,
    /// Those of this page.
    #[serde(default = "Vec::new", deserialize_with = "objects")]
    pub objects: Vec<T>,
}

/// A number of things.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    u64::try_from(int(deserializer)?).map_err(|_| de::Error::custom("a negative count"))
}

// ---- whole answers ------------------------------------------------------------------------

/// The error object of the API (API.md §2).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exception {
    #[serde(default)]
    object_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    code: String,
    #[serde(default, deserialize_with = "text")]
    message: String,
    #[serde(default, deserialize_with = "arguments")]
    args: BTreeMap<String, String>,
}

const EXCEPTION: &str = "KalturaAPIException";

/// Finds the API error in one answer, if it is one.
///
/// Nearly all answers are not, and may be megabytes long, so the name of the class is looked
/// for first: a plain text search costs next to nothing.
pub(crate) fn api_error(json: &str) -> Option<ApiError> {
    if let Some(refused) = rate_limit_text(json) {
        return Some(refused);
    }
    if !json.contains(EXCEPTION) {
        return None;
    }
    let exception: Exception = serde_json::from_str(json).ok()?;
    (exception.object_type.as_deref() == Some(EXCEPTION))
        .then(|| ApiError::new(&exception.code, &exception.message, exception.args))
}

/// Actions answered from the server's cache say a rate limit as a plain string instead of an
/// error object (API.md §14). It has to be recognised by its words: it has no other mark, and
/// would pass for the answer of any action that answers a string.
fn rate_limit_text(json: &str) -> Option<ApiError> {
    let inside = json.trim().strip_prefix('"')?.strip_suffix('"')?;
    let names = inside.strip_prefix("Access to ")?.strip_suffix(" was rate limited")?;
    let (service, action) = names.split_once("->")?;
    let args = BTreeMap::from([
        ("SERVICE_NAME".to_owned(), service.to_owned()),
        ("ACTION_NAME".to_owned(), action.to_owned()),
    ]);
    Some(ApiError::new(ErrorCode::ActionBlocked.as_str(), inside, args))
}

/// The error of an answer without a body: only headers tell (API.md §2, file-serving actions).
pub(crate) fn header_error(kaltura: &str, app: Option<&str>) -> Option<ApiError> {
    let code = kaltura.split(',').find_map(|part| part.trim().strip_prefix("error-"))?.trim();
    let message = app.unwrap_or_default().trim_start_matches("exiting on error ");
    Some(ApiError::new(code, message, BTreeMap::new()))
}

/// Reads one answer: an API error, or what `decode` makes of it.
pub(crate) fn answer<T>(
    call: CallName,
    json: &str,
    decode: impl FnOnce(&str) -> Result<T, serde_json::Error>,
) -> Result<T, Error> {
    if let Some(error) = api_error(json) {
        return Err(Error::Api(error));
    }
    decode(json).map_err(|fault| unreadable(call, json, &fault))
}

/// Cuts the answer of a multirequest into its parts (API.md §4).
pub(crate) fn parts(json: &str) -> Result<Vec<&RawValue>, Error> {
    if let Some(error) = api_error(json).filter(|_| !json.trim_start().starts_with('[')) {
        return Err(Error::Api(error));
    }
    serde_json::from_str(json).map_err(|fault| unreadable(CallName::MULTIREQUEST, json, &fault))
}

/// Tells half an answer, no JSON at all, and JSON of a shape not known apart.
fn unreadable(call: CallName, json: &str, fault: &serde_json::Error) -> Error {
    let kind = if fault.is_eof() && !json.trim().is_empty() {
        TransportKind::Truncated
    } else if fault.is_data() && serde_json::from_str::<IgnoredAny>(json).is_ok() {
        return Error::Decode(DecodeError::new(call, fault));
    } else {
        not_json(200, json)
    };
    Error::Transport(TransportError::answered(kind))
}

/// Describes a body that is not JSON.
pub(crate) fn not_json(status: u16, body: &str) -> TransportKind {
    TransportKind::NotJson { status, looks_like_html: looks_like_html(body) }
}

fn looks_like_html(body: &str) -> bool {
    let start = body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut start: String = start.chars().take(512).collect();
    start.make_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with('<') && start.contains("<html")
}
