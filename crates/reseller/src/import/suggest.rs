//! Repairs that can be made in all rows at once, offered only where they would change something.
//! None is made without the person asking for it.

use super::field::{ImportField, ImportPurpose};
use super::known::{KnownAccounts, reference_key};
use super::rows::{Row, Rows};
use crate::account_checks::{
    REFERENCE_ID_MAX, has_scheme, holds_html, looks_like_host, without_html,
};
use crate::messages::{Message, msg};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{HashMap, HashSet};

/// A repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Suggestion {
    /// Blanks at the beginning and the end are taken away.
    TrimBlanks,
    /// Two and more blanks between words become one.
    JoinBlanks,
    /// E-mails are written in small letters.
    LowercaseEmails,
    /// `https://` is put before web addresses that lack it.
    AddScheme,
    /// `EDU-7`, used already, becomes `EDU-7-2`.
    NumberReferenceIds,
    /// What Kaltura would take out is taken out now.
    RemoveHtml,
}

impl Suggestion {
    /// All repairs, in the order in which they make sense one after the other.
    pub const ALL: [Self; 6] = [
        Self::TrimBlanks,
        Self::JoinBlanks,
        Self::RemoveHtml,
        Self::LowercaseEmails,
        Self::AddScheme,
        Self::NumberReferenceIds,
    ];

    /// The button, with the number of cells.
    pub(crate) fn message(self, count: u32) -> Message {
        match self {
            Self::TrimBlanks => msg::import_suggest_trim_blanks(count),
            Self::JoinBlanks => msg::import_suggest_join_blanks(count),
            Self::LowercaseEmails => msg::import_suggest_lowercase_emails(count),
            Self::AddScheme => msg::import_suggest_add_scheme(count),
            Self::NumberReferenceIds => msg::import_suggest_number_reference_ids(count),
            Self::RemoveHtml => msg::import_suggest_remove_html(count),
        }
    }

    /// The new text of one cell, or None if it stays. Not for [`Suggestion::NumberReferenceIds`],
    /// which needs to see all rows.
    fn repair(self, field: ImportField, value: &str) -> Option<String> {
        // A password is what it is.
        if value.is_empty() || field == ImportField::Password {
            return None;
        }
        let repaired = match self {
            Self::TrimBlanks => trimmed(value).to_owned(),
            Self::JoinBlanks if field != ImportField::Description => joined(value),
            Self::RemoveHtml if holds_html(value) => without_html(value),
            Self::LowercaseEmails if field == ImportField::AdminEmail => value.to_lowercase(),
            Self::AddScheme if field == ImportField::Website => {
                let address = trimmed(value);
                if has_scheme(address) || !looks_like_host(address) {
                    return None;
                }
                format!("https://{address}")
            }
            Self::JoinBlanks
            | Self::RemoveHtml
            | Self::LowercaseEmails
            | Self::AddScheme
            | Self::NumberReferenceIds => return None,
        };
        (repaired != value).then_some(repaired)
    }
}

/// A cell as a repair would make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repair {
    pub row: usize,
    pub field: ImportField,
    pub value: String,
}

/// What a repair would change. Rows that are left out are left alone.
pub(crate) fn repairs(
    suggestion: Suggestion,
    rows: &Rows,
    known: &KnownAccounts,
    purpose: ImportPurpose,
) -> Vec<Repair> {
    if suggestion == Suggestion::NumberReferenceIds {
        return match purpose {
            ImportPurpose::Create => numbered_reference_ids(rows, known),
            // An edit says which account gets which ID; making one up would be wrong.
            ImportPurpose::Edit => Vec::new(),
        };
    }
    let mut repairs = Vec::new();
    for (index, row) in active(rows) {
        for field in ImportField::ALL.into_iter().filter(|field| field.fits(purpose)) {
            if let Some(value) = suggestion.repair(field, row.value(field)) {
                repairs.push(Repair { row: index, field, value });
            }
        }
    }
    repairs
}

fn active(rows: &Rows) -> impl Iterator<Item = (usize, &Row)> {
    rows.iter().enumerate().filter(|(_, row)| row.left_out.is_none())
}

/// The first row keeps its Reference ID unless an account has it; the others get the next number
/// that nobody has.
fn numbered_reference_ids(rows: &Rows, known: &KnownAccounts) -> Vec<Repair> {
    let field = ImportField::ReferenceId;
    let mut used: HashSet<String> =
        active(rows).map(|(_, row)| reference_key(row.value(field))).collect();
    let mut seen = HashSet::new();
    // The number to go on with for each ID: many rows may have the same one.
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut repairs = Vec::new();
    for (index, row) in active(rows) {
        let value = trimmed(row.value(field));
        if value.is_empty() {
            continue;
        }
        let first = seen.insert(reference_key(value));
        if first && known.with_reference_id(value).is_none() {
            continue;
        }
        let from = next.entry(reference_key(value)).or_insert(2);
        // One more than all that can be in the way is always free.
        let mut numbers = *from..=used.len() + known.len() + 2;
        let free = numbers.find_map(|number| {
            *from = number + 1;
            let candidate = format!("{value}-{number}");
            let key = reference_key(&candidate);
            let is_free = !used.contains(&key) && known.with_reference_id(&candidate).is_none();
            is_free.then_some(candidate)
        });
        let Some(free) = free else { continue };
        if free.chars().count() > REFERENCE_ID_MAX as usize {
            continue;
        }
        used.insert(reference_key(&free));
        repairs.push(Repair { row: index, field, value: free });
    }
    repairs
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Blanks between words only: those around are [`Suggestion::TrimBlanks`]'s.
fn joined(text: &str) -> String {
    let inner = trimmed(text);
    let start = text.len() - text.trim_start().len();
    let mut joined = String::with_capacity(text.len());
    let mut blank = false;
    for letter in inner.chars() {
        if letter.is_whitespace() {
            // Another kind of blank alone, such as one that does not break, stays.
            if !blank {
                joined.push(letter);
            }
            blank = true;
        } else {
            joined.push(letter);
            blank = false;
        }
    }
    if inner.len() == text.len() {
        return joined;
    }
    let before = text.find(inner).unwrap_or(start);
    format!("{}{joined}{}", &text[..before], &text[before + inner.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_repair_touches_only_what_it_names() {
        let fix = |suggestion: Suggestion, field, value| suggestion.repair(field, value);
        let name = ImportField::Name;
        assert_eq!(fix(Suggestion::TrimBlanks, name, " A\u{a0} ").as_deref(), Some("A"));
        assert_eq!(fix(Suggestion::TrimBlanks, name, "A  B"), None);
        assert_eq!(fix(Suggestion::JoinBlanks, name, "A  \t B").as_deref(), Some("A B"));
        assert_eq!(fix(Suggestion::JoinBlanks, name, " A  B ").as_deref(), Some(" A B "));
        assert_eq!(fix(Suggestion::JoinBlanks, ImportField::Description, "A  B"), None);
        assert_eq!(fix(Suggestion::RemoveHtml, name, "<b>A</b>").as_deref(), Some("A"));
        assert_eq!(fix(Suggestion::LowercaseEmails, name, "ABC"), None);
        let email = ImportField::AdminEmail;
        assert_eq!(fix(Suggestion::LowercaseEmails, email, "A@B.C").as_deref(), Some("a@b.c"));
        let site = ImportField::Website;
        assert_eq!(
            fix(Suggestion::AddScheme, site, "www.a.example").as_deref(),
            Some("https://www.a.example")
        );
        assert_eq!(fix(Suggestion::AddScheme, site, "https://a.example"), None);
        assert_eq!(fix(Suggestion::AddScheme, site, "none"), None);
        assert_eq!(fix(Suggestion::TrimBlanks, ImportField::Password, " x "), None);
    }
}
