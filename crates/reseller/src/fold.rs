//! Text made comparable: without case, accents and invisible characters, and keys that sort the
//! way people count. Nothing here knows what the text means.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Adds the folded form of `text` to `folded`: compatibility forms taken apart, marks and
/// invisible characters dropped, lower case, blanks of any kind as one space.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    let mut blank = true;
    let mut put = |letter: char, folded: &mut String| {
        if letter.is_whitespace() {
            if !blank {
                folded.push(' ');
            }
            blank = true;
        } else {
            folded.push(letter);
            blank = false;
        }
    };
    if text.is_ascii() {
        for letter in text.chars().filter(|c| !c.is_ascii_control() || c.is_ascii_whitespace()) {
            put(letter.to_ascii_lowercase(), folded);
        }
    } else {
        for letter in text.nfkd() {
            if canonical_combining_class(letter) != 0 || is_invisible(letter) {
                continue;
            }
            match unaccented(letter) {
                Some(plain) => plain.chars().for_each(|c| put(c, folded)),
                None => letter
                    .to_lowercase()
                    .filter(|c| canonical_combining_class(*c) == 0)
                    .for_each(|c| put(c, folded)),
            }
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
}

/// The folded form of `text`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Letters that no decomposition turns into the ones people type instead.
fn unaccented(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'þ' | 'Þ' => "th",
        'ς' => "σ",
        '’' | '‘' | 'ʼ' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        _ => return None,
    })
}

/// Characters that a person cannot see and so cannot look for.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// A key whose plain byte order is the order people expect: blind to case and accents, and
/// numbers by their value ("Room 9" before "Room 10").
pub(crate) fn sort_key(text: &str) -> Vec<u8> {
    let folded = fold(text);
    let bytes = folded.as_bytes();
    let mut key = Vec::with_capacity(bytes.len() + 8);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !byte.is_ascii_digit() {
            key.push(byte);
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let digits = &bytes[at..at + run];
        let value = &digits[digits.iter().take_while(|d| **d == b'0').count()..];
        // '0' keeps numbers where digits sort among other characters; the length decides first.
        key.push(b'0');
        key.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
        key.extend_from_slice(value);
        at += run;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_case_accents_and_what_cannot_be_seen() {
        assert_eq!(fold("Élan  VITAL\u{a0}"), "elan vital");
        assert_eq!(fold("Straße Łódź Ørsted İstanbul"), "strasse lodz orsted istanbul");
        assert_eq!(fold("a\u{200b}b\u{ad}c"), "abc");
        assert_eq!(fold("ﬁne ＡＢＣ"), "fine abc");
        assert_eq!(fold("שָׁלוֹם"), "שלום");
    }

    #[test]
    fn numbers_sort_by_their_value() {
        let mut names = vec!["Room 10", "room 9", "Room 009b", "Élan", "Zoo", "elan 2", "1", "02"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["1", "02", "Élan", "elan 2", "room 9", "Room 009b", "Room 10", "Zoo"]);
    }
}
