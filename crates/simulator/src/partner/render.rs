//! Partners in answers: which properties are there, which only for some callers, and the bulky
//! parts written once (API.md §6, §1 "responseProfile").

use std::sync::Arc;

use serde_json::Value;

use super::Partner;
use super::properties::{PASSWORD_RULES, PROPERTIES, Property, Unset};
use crate::wire::node::{Node, Object, Shared};

/// What the caller may see, and what the answer needs beyond the stored partner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) secret: &'a str,
    pub(crate) admin_secret: &'a str,
    /// Reading secrets needs `INTEGRATION_BASE`.
    pub(crate) secrets_visible: bool,
    /// The owner's user id; lists carry it for the caller's own partner only
    /// (02-partner-list-full-objects-page1of2 against 05-partner-get-child-as-parent).
    pub(crate) admin_user_id: Option<&'a str>,
    /// The status to show: 4 on active children of a read-only parent.
    pub(crate) status: u8,
    /// Only in the answers of register and getSecrets.
    pub(crate) cms_password: Option<&'a str>,
}

/// A response profile (API.md §1).
#[derive(Clone, Debug)]
pub(crate) enum Profile {
    Include(Vec<String>),
    Exclude(Vec<String>),
}

/// Properties that a profile cannot take away; the first four come as empty strings.
const EMPTIED: [&str; 4] = ["name", "adminName", "description", "describeYourself"];
const KEPT: [&str; 4] = [
    "additionalParams",
    "passwordStructureValidations",
    "passwordStructureValidationsDescription",
    "allowDefaultPasswordRestrictions",
];

/// The parts that are alike in nearly every partner, with their JSON ready.
#[derive(Debug)]
pub(crate) struct Fixtures {
    delivery_types: Arc<Shared>,
    embed_code_types: Arc<Shared>,
    password_rules: Arc<Shared>,
}

impl Fixtures {
    pub(crate) fn new() -> Self {
        Self {
            delivery_types: share(delivery_types()),
            embed_code_types: share(embed_code_types()),
            password_rules: share(Node::List(
                PASSWORD_RULES
                    .iter()
                    .map(|rule| Object::new("KalturaRegexItem").with("regex", *rule).into())
                    .collect(),
            )),
        }
    }

    /// The partner as an answer shows it.
    pub(crate) fn partner(
        &self,
        partner: &Partner,
        view: &View<'_>,
        profile: Option<&Profile>,
    ) -> Node {
        let mut object = Object::new("KalturaPartner");
        object.fields.reserve(56);
        for (place, property) in PROPERTIES.iter().enumerate() {
            let wanted = match profile {
                None => true,
                Some(Profile::Include(names)) => names.iter().any(|n| n == property.name),
                Some(Profile::Exclude(names)) => !names.iter().any(|n| n == property.name),
            };
            if wanted || KEPT.contains(&property.name) {
                let stored = u8::try_from(place).ok().and_then(|place| partner.at(place));
                object.push(property.name, self.property(property, partner, stored, view));
            } else if EMPTIED.contains(&property.name) {
                object.push(property.name, "".into());
            }
        }
        object.into()
    }

    fn property(
        &self,
        property: &Property,
        partner: &Partner,
        stored: Option<&Value>,
        view: &View<'_>,
    ) -> Node {
        match property.name {
            "id" => Node::Int(partner.id),
            "createdAt" => Node::Int(partner.created_at),
            "status" => Node::Int(i64::from(view.status)),
            "secret" | "adminSecret" if partner.hides_secrets => Node::Null,
            "secret" if view.secrets_visible => view.secret.into(),
            "adminSecret" if view.secrets_visible => view.admin_secret.into(),
            "cmsPassword" => view.cms_password.into(),
            "adminUserId" => view.admin_user_id.into(),
            "partnerParentId" => partner.parent.into(),
            "deliveryTypes" => Node::Shared(Arc::clone(&self.delivery_types)),
            "embedCodeTypes" => Node::Shared(Arc::clone(&self.embed_code_types)),
            // The group type is never visible to an ordinary partner (API.md §6).
            "secret" | "adminSecret" | "partnerGroupType" => Node::Null,
            _ => match stored {
                Some(value) => stored_value(property, value),
                None => match property.unset {
                    Unset::Int(number) => Node::Int(number),
                    Unset::Text(text) => text.into(),
                    Unset::Flag(flag) => Node::Bool(flag),
                    Unset::EmptyList => Node::List(Vec::new()),
                    Unset::Computed if property.name == "passwordStructureValidations" => {
                        Node::Shared(Arc::clone(&self.password_rules))
                    }
                    Unset::Absent | Unset::Computed => Node::Null,
                },
            },
        }
    }
}

fn share(node: Node) -> Arc<Shared> {
    let json = node.to_json();
    Arc::new(Shared { node, json })
}

fn stored_value(property: &Property, value: &Value) -> Node {
    match value {
        Value::Null | Value::Object(_) => Node::Null,
        // `adultContent` is a flag that comes as 0/1.
        Value::Bool(flag) if property.name == "adultContent" => Node::Int(i64::from(*flag)),
        Value::Bool(flag) => Node::Bool(*flag),
        Value::Number(number) => number.as_i64().map_or(Node::Null, Node::Int),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Node::List(
            items
                .iter()
                .map(|item| match property.name {
                    "additionalParams" => parts("KalturaKeyValue", &["key", "value"], item),
                    _ => parts("KalturaRegexItem", &["regex", "description"], item),
                })
                .collect(),
        ),
    }
}

fn parts(class: &'static str, names: &[&'static str], item: &Value) -> Node {
    names
        .iter()
        .fold(Object::new(class), |object, name| {
            object.with(name, item.get(name).and_then(Value::as_str))
        })
        .into()
}

fn flashvars(pairs: &[(&str, &str)]) -> Node {
    Node::List(
        pairs
            .iter()
            .map(|(key, value)| {
                Object::new("KalturaKeyValue").with("key", *key).with("value", *value).into()
            })
            .collect(),
    )
}

fn delivery_types() -> Node {
    let loading = ("akamaiHD.loadingPolicy", "preInitialize");
    let init = ("akamaiHD.asyncInit", "true");
    let types: [(&str, &str, Option<&str>, Option<Node>); 6] = [
        ("auto", "Kaltura Auto", Some("v3.6.14"), None),
        ("http", "HTTP Progressive Download", None, None),
        ("akamai", "HTTP Streaming (Akamai)", None, Some(flashvars(&[loading, init]))),
        (
            "hds",
            "HTTP Streaming (HDS)",
            None,
            Some(flashvars(&[loading, init, ("twoPhaseManifest", "true")])),
        ),
        ("rtmp", "RTMP Streaming", None, None),
        ("rtmpe", "Secure Transport (RTMPE)", None, None),
    ];
    Node::List(
        types
            .into_iter()
            .map(|(id, label, since, flashvars)| {
                Object::new("KalturaPlayerDeliveryType")
                    .with("id", id)
                    .with("label", label)
                    .with("flashvars", flashvars)
                    .with("minVersion", since)
                    .with("enabledByDefault", true)
                    .into()
            })
            .collect(),
    )
}

fn embed_code_types() -> Node {
    let types = [
        ("auto", "Auto Embed", None, Some("v1.7.0")),
        ("dynamic", "Dynamic Embed", None, Some("v1.7.0")),
        ("thumb", "Thumbnail Embed", Some("1"), Some("v1.7.0")),
        ("iframe", "Iframe Embed", None, Some("v1.7.2.1")),
        ("legacy", "Legacy Flash Embed", None, None),
    ];
    Node::List(
        types
            .into_iter()
            .map(|(id, label, entry_only, since)| {
                Object::new("KalturaPlayerEmbedCodeType")
                    .with("id", id)
                    .with("label", label)
                    .with("entryOnly", entry_only)
                    .with("minVersion", since)
                    .into()
            })
            .collect(),
    )
}
