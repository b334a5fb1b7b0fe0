//! Sentences: each one stands in `messages/en.ftl` and is written out here in the person's
//! language. What a sentence means to the program (error codes, fields) is decided elsewhere.

use crate::error::{Error, ErrorCode, ErrorDetail};
use crate::setup::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use unic_langid::LanguageIdentifier;

const ENGLISH: &str = include_str!("../../../messages/en.ftl");

/// A value put into a sentence. Partner IDs are text, so that they are not grouped like counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Arg {
    Text(String),
    Number(u64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(isolated(text))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(isolated(&text))
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(isolated(text))
    }
}

impl From<crate::ids::AccountId> for Arg {
    fn from(id: crate::ids::AccountId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<u32> for Arg {
    fn from(count: u32) -> Self {
        Self::Number(u64::from(count))
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Number(count as u64)
    }
}

/// Names written from right to left would otherwise drag the punctuation around them along.
fn isolated(text: &str) -> String {
    let right_to_left = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if text.chars().any(right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

/// A sentence not yet written out: its id and what goes into it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

/// One function per message of the `## rust` part of `messages/en.ftl`, written by the build.
pub(crate) mod msg {
    use super::{Arg, Message};
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// Writes sentences in the language chosen at the moment.
pub(crate) struct Messages {
    english: FluentBundle<Arc<FluentResource>>,
    pseudo: FluentBundle<Arc<FluentResource>>,
    strange: AtomicBool,
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Messages").field("language", &self.language()).finish_non_exhaustive()
    }
}

impl Messages {
    /// Reads the sentences.
    pub(crate) fn new(language: Language) -> Self {
        // The build has parsed the same text, so a resource with errors cannot be met here; what
        // could be read of one is used all the same.
        let resource = Arc::new(match FluentResource::try_new(ENGLISH.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        });
        let messages = Self {
            english: bundle(Arc::clone(&resource), None),
            pseudo: bundle(resource, Some(strangely)),
            strange: AtomicBool::new(false),
        };
        messages.set_language(language);
        messages
    }

    /// Chooses the language of all sentences from now on.
    pub(crate) fn set_language(&self, language: Language) {
        self.strange.store(language == Language::Pseudo, Ordering::Relaxed);
    }

    /// The language chosen.
    pub(crate) fn language(&self) -> Language {
        if self.strange.load(Ordering::Relaxed) { Language::Pseudo } else { Language::En }
    }

    /// The sentence itself.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.write(message, None).unwrap_or_else(|| message.id.to_owned())
    }

    /// What to do next, if the message says so.
    pub(crate) fn next_step(&self, message: &Message) -> Option<String> {
        let system = if cfg!(target_os = "linux") { "next-linux" } else { "next" };
        self.write(message, Some(system)).or_else(|| self.write(message, Some("next")))
    }

    /// An error with this sentence.
    pub(crate) fn error(&self, code: ErrorCode, message: &Message) -> Error {
        Error {
            code,
            message: self.say(message),
            detail: ErrorDetail { next_step: self.next_step(message), ..ErrorDetail::default() },
        }
    }

    fn write(&self, message: &Message, attribute: Option<&str>) -> Option<String> {
        let strange = self.language() == Language::Pseudo;
        let bundle = if strange { &self.pseudo } else { &self.english };
        let entry = bundle.get_message(message.id)?;
        let pattern = match attribute {
            None => entry.value()?,
            Some(name) => entry.get_attribute(name)?.value(),
        };
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            match value {
                Arg::Text(text) => args.set(*name, text.as_str()),
                Arg::Number(number) => args.set(*name, *number),
            }
        }
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut problems);
        debug_assert!(problems.is_empty(), "{}: {problems:?}", message.id);
        Some(if strange { format!("⟦{text}⟧") } else { text.into_owned() })
    }
}

fn bundle(
    resource: Arc<FluentResource>,
    transform: Option<fn(&str) -> Cow<'_, str>>,
) -> FluentBundle<Arc<FluentResource>> {
    let locale: LanguageIdentifier = "en-US".parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    bundle.set_transform(transform);
    bundle.set_formatter(Some(format_value));
    bundle.add_resource_overriding(resource);
    bundle
}

/// Counts are grouped as English does: 1,250.
fn format_value<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    plain.bytes().all(|b| b.is_ascii_digit()).then(|| group_digits(&plain))
}

fn group_digits(plain: &str) -> String {
    let mut grouped = String::with_capacity(plain.len() + plain.len() / 3);
    for (position, digit) in plain.chars().enumerate() {
        if position > 0 && (plain.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// English made strange: every letter accented, vowels doubled. What is put in stays as it is.
fn strangely(text: &str) -> Cow<'_, str> {
    let mut strange = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        let (accented, doubled) = accented(letter);
        strange.push(accented);
        if doubled {
            strange.push(accented);
        }
    }
    Cow::Owned(strange)
}

fn accented(letter: char) -> (char, bool) {
    match letter {
        'a' => ('å', true),
        'e' => ('é', true),
        'i' => ('î', true),
        'o' => ('ø', true),
        'u' => ('ü', true),
        'A' => ('Å', true),
        'E' => ('É', true),
        'I' => ('Î', true),
        'O' => ('Ø', true),
        'U' => ('Ü', true),
        'c' => ('ç', false),
        'd' => ('ð', false),
        'g' => ('ĝ', false),
        'h' => ('ĥ', false),
        'j' => ('ĵ', false),
        'k' => ('ķ', false),
        'l' => ('ļ', false),
        'n' => ('ñ', false),
        'r' => ('ŕ', false),
        's' => ('š', false),
        't' => ('ţ', false),
        'w' => ('ŵ', false),
        'y' => ('ý', false),
        'z' => ('ž', false),
        'C' => ('Ç', false),
        'G' => ('Ĝ', false),
        'K' => ('Ķ', false),
        'L' => ('Ļ', false),
        'N' => ('Ñ', false),
        'R' => ('Ŕ', false),
        'S' => ('Š', false),
        'T' => ('Ţ', false),
        'W' => ('Ŵ', false),
        'Y' => ('Ý', false),
        other => (other, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_partner_ids_are_not() {
        let messages = Messages::new(Language::En);
        let said = messages.say(&msg::capability_quota_left(1113_u32, 12_500_u32));
        assert_eq!(said, "1,113 of 12,500 left");
        let said = messages.say(&msg::account_not_found(crate::ids::AccountId(1_234_567)));
        assert!(said.contains("1234567"), "{said}");
    }

    #[test]
    fn one_and_many_are_told_apart() {
        let messages = Messages::new(Language::En);
        let one = messages.say(&msg::form_name_exists(1_u32));
        let two = messages.say(&msg::form_name_exists(2_u32));
        assert!(one.starts_with("There is already an account"), "{one}");
        assert!(two.starts_with("There are already 2 accounts"), "{two}");
    }

    #[test]
    fn the_pseudo_language_changes_the_sentence_but_not_what_is_put_in() {
        let messages = Messages::new(Language::Pseudo);
        let said = messages.say(&msg::problem_offline("www.example.com"));
        assert!(said.starts_with('⟦') && said.ends_with('⟧'), "{said}");
        assert!(said.contains("www.example.com") && !said.contains("reach"), "{said}");
    }

    #[test]
    fn right_to_left_names_keep_to_themselves() {
        let messages = Messages::new(Language::En);
        let said = messages.say(&msg::sign_in_needed("אוניברסיטה"));
        assert!(said.contains("“\u{2068}אוניברסיטה\u{2069}”"), "{said}");
    }
}
