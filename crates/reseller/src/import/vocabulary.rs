//! The words that files use: names of columns, yes and no, the headings of result columns. Read
//! once from `messages/` and `column_names` when a file is opened; a file may be in another
//! language than the screen, also in one that Roster does not speak.

use super::column_names::{COLUMN_NAMES, NO, YES};
use super::field::ImportField;
use crate::fold::fold;
use crate::messages::{Message, Messages, msg};
use crate::setup::Language;
use std::collections::HashMap;

/// The languages whose words are known. A new `messages/<language>.ftl` is added here.
const LANGUAGES: [Language; 1] = [Language::En];

/// Words made comparable.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    /// From a name of a column, without blanks and signs, to what it means.
    fields: HashMap<String, ImportField>,
    yes: Vec<String>,
    no: Vec<String>,
    /// Headings of the columns that a result file adds: Partner ID, result, reason.
    results: [Vec<String>; 3],
    /// What stands in the result column of a row that was created or changed.
    done: Vec<String>,
    /// What stands there when the end of a row was not known.
    unclear: Vec<String>,
}

impl Vocabulary {
    /// Reads the words of all languages.
    pub(crate) fn read() -> Self {
        let languages: Vec<Messages> = LANGUAGES.into_iter().map(Messages::new).collect();
        let words = |message: &Message| -> Vec<String> {
            languages
                .iter()
                .flat_map(|language| listed(&language.say(message)).collect::<Vec<_>>())
                .collect()
        };
        let mut fields = HashMap::new();
        for field in ImportField::ALL {
            for word in words(&field.synonyms_message()) {
                fields.entry(word).or_insert(field);
            }
            for language in &languages {
                fields.entry(squeezed(&field.label(language))).or_insert(field);
            }
        }
        for (field, names) in COLUMN_NAMES {
            for word in names.iter().copied().flat_map(listed) {
                fields.entry(word).or_insert(field);
            }
        }
        Self {
            fields,
            yes: words(&msg::import_words_yes()).into_iter().chain(listed(YES)).collect(),
            no: words(&msg::import_words_no()).into_iter().chain(listed(NO)).collect(),
            results: [
                words(&msg::import_result_partner_id()),
                words(&msg::import_result_result()),
                words(&msg::import_result_reason()),
            ],
            done: [words(&msg::import_result_created()), words(&msg::import_result_changed())]
                .concat(),
            unclear: words(&msg::import_result_unclear()),
        }
    }

    /// What a heading means, if it is one of the known names, perhaps with a remark in brackets
    /// or an asterisk: `E-mail (required)`, `Name *`.
    pub(crate) fn field(&self, heading: &str) -> Option<ImportField> {
        let known = |text: &str| self.fields.get(&squeezed(text)).copied();
        known(heading).or_else(|| {
            let (before, _) = heading.split_once(['(', '[', ':', '*'])?;
            known(before)
        })
    }

    /// Yes, no, or neither.
    pub(crate) fn yes_or_no(&self, text: &str) -> Option<bool> {
        let word = squeezed(text);
        if self.yes.contains(&word) {
            Some(true)
        } else if self.no.contains(&word) {
            Some(false)
        } else {
            None
        }
    }

    /// Where the three result columns are, when the file is one that Roster wrote.
    pub(crate) fn result_columns(&self, header: &[String]) -> Option<[usize; 3]> {
        let find = |names: &[String]| header.iter().rposition(|h| names.contains(&squeezed(h)));
        let [partner_id, result, reason] = &self.results;
        Some([find(partner_id)?, find(result)?, find(reason)?])
    }

    /// Whether a result says that the row needs nothing more.
    pub(crate) fn is_done(&self, result: &str) -> bool {
        self.done.contains(&squeezed(result))
    }

    /// Whether a result says that the end of a row was not known.
    pub(crate) fn is_unclear(&self, result: &str) -> bool {
        self.unclear.contains(&squeezed(result))
    }
}

/// Words with commas between them, made comparable.
fn listed(words: &str) -> impl Iterator<Item = String> {
    words.split(',').map(squeezed).filter(|word| !word.is_empty())
}

/// A heading without case, accents, blanks and signs: `E-Mail`, `e_mail` and `email` are one.
pub(crate) fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_column_means_two_things() {
        let vocabulary = Vocabulary::read();
        let mut meanings: HashMap<String, ImportField> = HashMap::new();
        for (field, names) in COLUMN_NAMES {
            for word in names.iter().copied().flat_map(listed) {
                let before = *meanings.entry(word.clone()).or_insert(field);
                assert_eq!(before, field, "{word}");
                assert_eq!(vocabulary.field(&word), Some(field), "{word}");
            }
        }
        let both = listed(YES).find(|yes| listed(NO).any(|no| no == *yes));
        assert_eq!(both, None);
    }
}
