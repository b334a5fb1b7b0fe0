//! Declared parameters and classes, and the rules by which request values become them
//! (`KalturaRequestDeserializer` on the real server; API.md §1). The declarations themselves
//! stand beside the services that use them.

use serde_json::Value;

use super::cast;
use super::request::Params;
use crate::error::ApiError;

/// What a parameter or property is declared to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Int,
    Bool,
    Text,
    /// Unix seconds, small values relative to now.
    Time,
    /// An enumeration of numbers.
    Enum(&'static Enumeration),
    /// An enumeration of strings.
    TextEnum(&'static Enumeration),
    Object(&'static Class),
    /// A typed array of objects.
    Array(&'static Class),
}

/// An enumeration and its values as text.
#[derive(Debug)]
pub(crate) struct Enumeration {
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
}

/// An API class: its own properties, those of its base, and the classes that extend it.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) base: Option<&'static Class>,
    pub(crate) properties: &'static [(&'static str, Kind)],
    pub(crate) extended_by: &'static [&'static Class],
}

/// A parameter of an action.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// Shorthand for declarations.
pub(crate) const fn required(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, required: true }
}

/// Shorthand for declarations.
pub(crate) const fn optional(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, required: false }
}

impl Class {
    fn property(&self, name: &str) -> Option<Kind> {
        let own = self.properties.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind);
        own.or_else(|| self.base.and_then(|base| base.property(name)))
    }

    /// The class an `objectType` picks: this one, or one that extends it; anything else is
    /// silently ignored (02-partner-list-filter-wrong-objectType).
    fn pick(&'static self, wanted: &str) -> &'static Class {
        if self.name.eq_ignore_ascii_case(wanted) {
            return self;
        }
        self.extended_by
            .iter()
            .find_map(|class| {
                let picked = class.pick(wanted);
                picked.name.eq_ignore_ascii_case(wanted).then_some(picked)
            })
            .unwrap_or(self)
    }
}

/// An object of a request: the class that was picked and its properties, cast. A property that
/// was set to NULL (`name__null`) is `Value::Null`; one that was not sent is absent.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) class: &'static Class,
    pub(crate) values: Params,
}

impl Given {
    /// An object of a class without any property.
    pub(crate) fn empty(class: &'static Class) -> Self {
        Self { class, values: Params::new() }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// A text that filters: `""` and NULL mean "not filtered" (API.md §5).
    pub(crate) fn filter_text(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(Value::as_i64)
    }
}

/// The arguments of an action after casting.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    scalars: Params,
    objects: Vec<(&'static str, Given)>,
    lists: Vec<(&'static str, Vec<Given>)>,
}

impl Arguments {
    pub(crate) fn text(&self, name: &str) -> &str {
        self.scalars.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.scalars.get(name).and_then(Value::as_i64)
    }

    pub(crate) fn bool(&self, name: &str) -> bool {
        self.scalars.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn object(&self, name: &str) -> Option<&Given> {
        self.objects.iter().find(|(own, _)| *own == name).map(|(_, given)| given)
    }
}

/// Casts the request parameters into what an action declares.
pub(crate) fn arguments(
    declared: &[Param],
    params: &Params,
    now: i64,
) -> Result<Arguments, ApiError> {
    let mut arguments = Arguments::default();
    for param in declared {
        let value = params.get(param.name);
        match (param.kind, value) {
            (Kind::Object(class), Some(value)) if !value.is_null() => {
                let given = object(class, value, param.name, now)?;
                arguments.objects.push((param.name, given));
            }
            (Kind::Array(class), value) => {
                let list = value.map_or(Ok(Vec::new()), |v| array(class, v, param.name, now))?;
                arguments.lists.push((param.name, list));
            }
            (Kind::Object(_), _) | (_, None) => {
                if param.required {
                    return Err(ApiError::missing_parameter(param.name));
                }
            }
            (kind, Some(value)) => {
                if let Some(cast) = scalar(kind, value, param.name, now)? {
                    arguments.scalars.insert(param.name.to_owned(), cast);
                }
            }
        }
    }
    Ok(arguments)
}

/// Builds an object parameter; a scalar in its place is `PROPERTY_VALIDATION_WRONG_FORMAT`
/// (02-partner-list-filter-as-string).
pub(crate) fn object(
    class: &'static Class,
    value: &Value,
    name: &str,
    now: i64,
) -> Result<Given, ApiError> {
    let fields = match value {
        Value::Object(map) => map.clone(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(at, v)| (at.to_string(), v.clone())).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(ApiError::wrong_format(name));
        }
    };
    let class = fields.get("objectType").map_or(class, |wanted| class.pick(&cast::text(wanted)));
    let mut values = Params::new();
    for (field, value) in &fields {
        let (field, set_null) =
            field.strip_suffix("__null").map_or((field.as_str(), false), |name| (name, true));
        let Some(kind) = class.property(field) else { continue };
        if set_null && !matches!(kind, Kind::Array(_)) {
            values.insert(field.to_owned(), Value::Null);
            continue;
        }
        match kind {
            Kind::Object(inner) => {
                if value.is_object() || value.is_array() {
                    let given = object(inner, value, field, now)?;
                    values.insert(field.to_owned(), Value::Object(given.values));
                }
            }
            Kind::Array(inner) => {
                if value.is_object() || value.is_array() {
                    let list = array(inner, value, field, now)?;
                    let list = list.into_iter().map(|g| Value::Object(g.values)).collect();
                    values.insert(field.to_owned(), Value::Array(list));
                }
            }
            Kind::Int
            | Kind::Bool
            | Kind::Text
            | Kind::Time
            | Kind::Enum(_)
            | Kind::TextEnum(_) => {
                if let Some(cast) = scalar(kind, value, field, now)? {
                    values.insert(field.to_owned(), cast);
                }
            }
        }
    }
    Ok(Given { class, values })
}

fn array(
    class: &'static Class,
    value: &Value,
    name: &str,
    now: i64,
) -> Result<Vec<Given>, ApiError> {
    match value {
        Value::Array(list) => list.iter().map(|item| object(class, item, name, now)).collect(),
        Value::Object(map) => {
            let mut items: Vec<(i64, &Value)> = map
                .iter()
                .filter(|(key, _)| *key != "objectType")
                .map(|(key, item)| (cast::int(&Value::String(key.clone())), item))
                .collect();
            items.sort_by_key(|(at, _)| *at);
            items.into_iter().map(|(_, item)| object(class, item, name, now)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Vec::new()),
    }
}

fn scalar(kind: Kind, value: &Value, name: &str, now: i64) -> Result<Option<Value>, ApiError> {
    Ok(match kind {
        Kind::Int => Some(cast::int(value).into()),
        Kind::Bool => Some(cast::bool(value).into()),
        Kind::Time => cast::time(value, now).map(Into::into),
        Kind::Text => {
            let text = cast::text(value);
            if !cast::is_xml_text(&text) {
                return Err(ApiError::invalid_char(name));
            }
            Some(text.into())
        }
        Kind::Enum(enumeration) => {
            let text = match cast::text(value) {
                text if text.eq_ignore_ascii_case("true") => "1".to_owned(),
                text if text.eq_ignore_ascii_case("false") => "0".to_owned(),
                text => text,
            };
            if !enumeration.values.contains(&text.as_str()) {
                return Err(ApiError::invalid_enum(&text, name, enumeration.name));
            }
            Some(cast::int(&text.into()).into())
        }
        Kind::TextEnum(enumeration) => {
            let text = cast::text(value);
            if !enumeration.values.contains(&text.as_str()) {
                return Err(ApiError::invalid_enum(&text, name, enumeration.name));
            }
            Some(text.into())
        }
        Kind::Object(_) | Kind::Array(_) => None,
    })
}
