//! Custom metadata: the fields that profiles of different accounts have in common, and the
//! values in an entry's XML (API.md §16.7). Profiles belong to one account; they are matched by
//! their system name, or by their name where they have none.

use super::cell::Cell;
use kaltura::actions::metadata_profile::MetadataProfile;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A column of metadata: one field of profiles that are the same in several accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Field {
    /// System name of the profile, or its name.
    pub(crate) profile: String,
    /// The element in the XML.
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) is_date: bool,
}

/// The profiles of one account: by their number, what they are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnProfiles(HashMap<i64, String>);

impl OwnProfiles {
    pub(crate) fn of(profiles: &[MetadataProfile]) -> Self {
        Self(profiles.iter().map(|profile| (profile.id, shared_name(profile))).collect())
    }
}

fn shared_name(profile: &MetadataProfile) -> String {
    let system = profile.system_name.trim();
    if system.is_empty() { profile.name.trim().to_owned() } else { system.to_owned() }
}

/// The fields of all accounts, in the order in which they were met.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fields(pub(crate) Vec<Field>);

impl Fields {
    /// Adds what these profiles bring.
    pub(crate) fn add(&mut self, profiles: &[MetadataProfile]) {
        for profile in profiles {
            let name = shared_name(profile);
            for field in fields_of(&profile.xsd, &name) {
                let known = |own: &Field| own.profile == field.profile && own.key == field.key;
                if !self.0.iter().any(known) {
                    self.0.push(field);
                }
            }
        }
    }

    /// The headings: the label alone where it is clear, with the profile where two are alike.
    pub(crate) fn headings(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|field| {
                let alike = self.0.iter().filter(|other| other.label == field.label).count();
                match alike {
                    1 => field.label.clone(),
                    _ => format!("{} ({})", field.label, field.profile),
                }
            })
            .collect()
    }

    /// The cells of an entry, one a field, from its metadata objects (profile number, XML).
    pub(crate) fn cells(&self, own: &OwnProfiles, objects: &[(i64, String)]) -> Vec<Cell> {
        let values: Vec<(&str, Vec<(String, String)>)> = objects
            .iter()
            .filter_map(|(id, xml)| Some((own.0.get(id)?.as_str(), values_of(xml))))
            .collect();
        self.0
            .iter()
            .map(|field| {
                let found: Vec<&str> = values
                    .iter()
                    .filter(|(profile, _)| *profile == field.profile)
                    .flat_map(|(_, values)| values)
                    .filter(|(key, _)| *key == field.key)
                    .map(|(_, value)| value.as_str())
                    .collect();
                match (field.is_date, found.as_slice()) {
                    (true, [only]) => {
                        only.trim().parse().map_or_else(|_| Cell::text(*only), Cell::Moment)
                    }
                    (_, values) => Cell::text(values.join("; ")),
                }
            })
            .collect()
    }
}

/// The fields of a schema, in its order.
fn fields_of(xsd: &str, profile: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut rest = xsd;
    while let Some(at) = rest.find("<xsd:element") {
        rest = &rest[at + "<xsd:element".len()..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        let Some(name) = attribute(tag, "name").filter(|name| *name != "metadata") else {
            continue;
        };
        // The label stands in the element's own annotation, before the next element.
        let body = &rest[..rest.find("<xsd:element").unwrap_or(rest.len())];
        let label = between(body, "<label>", "</label>").filter(|label| !label.is_empty());
        fields.push(Field {
            profile: profile.to_owned(),
            key: name.to_owned(),
            label: unescaped(label.unwrap_or(name)),
            is_date: attribute(tag, "type") == Some("dateType"),
        });
    }
    fields
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    between(tag, &format!(" {name}=\""), "\"")
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.find(start)? + start.len();
    let length = text[from..].find(end)?;
    Some(&text[from..from + length])
}

/// The elements of `<metadata>…</metadata>` with their texts.
fn values_of(xml: &str) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let inside = between(xml, "<metadata>", "</metadata>").unwrap_or_default();
    let mut rest = inside;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(close) = rest.find('>') else { break };
        let name = rest[..close].trim();
        rest = &rest[close + 1..];
        if name.ends_with('/') || name.starts_with(['/', '?', '!']) {
            continue;
        }
        let key = name.split_whitespace().next().unwrap_or_default();
        let Some(end) = rest.find(&format!("</{key}>")) else { break };
        values.push((key.to_owned(), unescaped(&rest[..end])));
        rest = &rest[end..];
    }
    values
}

/// The text behind the entities of XML.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';').filter(|end| *end <= 10) else {
            plain.push('&');
            rest = &rest[1..];
            continue;
        };
        match entity(&rest[1..end]) {
            Some(c) => plain.push(c),
            None => plain.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XSD: &str = "<xsd:schema><xsd:element name=\"metadata\"><xsd:complexType><xsd:sequence>\
        <xsd:element id=\"md_1\" name=\"Department\" type=\"textType\"><xsd:annotation>\
        <xsd:appinfo><label>Dept &amp; co</label></xsd:appinfo></xsd:annotation></xsd:element>\
        <xsd:element id=\"md_3\" name=\"ReviewDate\" type=\"dateType\"><xsd:annotation>\
        <xsd:appinfo><label>Review date</label></xsd:appinfo></xsd:annotation></xsd:element>\
        </xsd:sequence></xsd:complexType></xsd:element></xsd:schema>";

    fn profile(id: i64, system_name: &str) -> MetadataProfile {
        MetadataProfile {
            id,
            name: "Course data".to_owned(),
            system_name: system_name.to_owned(),
            xsd: XSD.to_owned(),
        }
    }

    #[test]
    fn profiles_of_two_accounts_share_their_columns() {
        let mut fields = Fields::default();
        fields.add(&[profile(3, "coursedata")]);
        fields.add(&[profile(5, "coursedata")]);
        assert_eq!(fields.headings(), ["Dept & co", "Review date"]);
        fields.add(&[profile(6, "other")]);
        assert_eq!(fields.headings()[0], "Dept & co (coursedata)");
    }

    #[test]
    fn values_come_from_the_accounts_own_profile() {
        let mut fields = Fields::default();
        fields.add(&[profile(5, "coursedata")]);
        let own = OwnProfiles::of(&[profile(5, "coursedata")]);
        let xml = "<metadata><Department>Chemistry &amp; &quot;Physics&quot;</Department>\
                   <Department>B</Department><ReviewDate>1747763671</ReviewDate></metadata>";
        let cells = fields.cells(&own, &[(5, xml.to_owned())]);
        assert_eq!(cells[0], Cell::Text("Chemistry & \"Physics\"; B".to_owned()));
        assert_eq!(cells[1], Cell::Moment(1_747_763_671));
        assert_eq!(fields.cells(&own, &[(4, xml.to_owned())]), [Cell::Empty, Cell::Empty]);
    }

    #[test]
    fn odd_xml_gives_what_it_holds_and_no_more() {
        assert_eq!(values_of("<metadata/>"), []);
        assert_eq!(values_of("<metadata><A/><B>x</B></metadata>"), [("B".into(), "x".into())]);
        assert_eq!(values_of("<metadata><A>x</metadata>"), []);
        assert_eq!(unescaped("a & b &nope; &#38; &#x2F;"), "a & b &nope; & /");
    }
}
