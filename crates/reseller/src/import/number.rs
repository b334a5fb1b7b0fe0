//! A number in a workbook as the person sees it: leading zeros, dates, percent and all, as long
//! as nothing of the number is lost that way. Where a format would hide digits, the number
//! itself is shown.

use super::calendar::{DatePattern, serial_of};
use super::table::CellNote;

/// How the numbers of one cell style are shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// The number itself.
    General,
    /// With placeholders for digits, for positive and for negative numbers.
    Digits { positive: DigitPattern, negative: Option<DigitPattern> },
    /// A day or a time of day.
    Date(DatePattern),
}

/// What a number becomes part by part.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DigitPattern {
    /// Before the decimal point, from the left.
    whole: Vec<Piece>,
    /// After it.
    fraction: Vec<Piece>,
    percent: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    /// `0`: a digit, or a zero where there is none.
    Zero,
    /// `#` or `?`: a digit if there is one.
    Digit,
    Literal(String),
}

/// From here on a double cannot hold every whole number, and spreadsheets have put zeros in.
const EXACT_BELOW: f64 = 1e15;

impl Shape {
    /// The shape of a number format: one of the built-in ones (ECMA-376, 18.8.30) or a code.
    pub(crate) fn of(id: u32, code: Option<&str>) -> Self {
        let code = match (code, id) {
            (Some(code), _) => code,
            (None, 1) => "0",
            (None, 2 | 4 | 39 | 40 | 43 | 44) => "0.00",
            (None, 9) => "0%",
            (None, 10) => "0.00%",
            // 14 and 22 are shown as the system's own short date, which is different on each
            // computer, and 27–36 and 50–58 depend on the language: the year comes first.
            (None, 14 | 27..=31 | 34..=36 | 50..=54 | 57 | 58) => "yyyy-mm-dd",
            (None, 15) => "d-mmm-yy",
            (None, 16) => "d-mmm",
            (None, 17) => "mmm-yy",
            (None, 18) => "h:mm AM/PM",
            (None, 19) => "h:mm:ss AM/PM",
            (None, 20 | 32 | 55) => "h:mm",
            (None, 21 | 33 | 56) => "h:mm:ss",
            (None, 22) => "yyyy-mm-dd h:mm",
            (None, 45) => "mm:ss",
            (None, 46) => "[h]:mm:ss",
            (None, 47) => "mm:ss.0",
            (None, _) => return Self::General,
        };
        let sections = sections(code);
        let first = sections.first().map_or("", String::as_str);
        if let Some(pattern) = DatePattern::parse(first) {
            return Self::Date(pattern);
        }
        let Some(positive) = DigitPattern::parse(first) else { return Self::General };
        let negative = sections.get(1).and_then(|section| DigitPattern::parse(section));
        Self::Digits { positive, negative }
    }

    /// The text for the number as the file writes it.
    pub(crate) fn show(&self, raw: &str, from_1904: bool) -> (String, Option<CellNote>) {
        let Ok(value) = raw.parse::<f64>() else { return (raw.to_owned(), None) };
        if !value.is_finite() {
            return (raw.to_owned(), None);
        }
        if let Self::Date(pattern) = self
            && let Some(text) = pattern.show(value, from_1904)
        {
            return (text, Some(CellNote::WasDate));
        }
        if value.abs() >= EXACT_BELOW {
            return (plain(raw, value), Some(CellNote::LongNumber));
        }
        let shown = match self {
            Self::Digits { positive, negative } => {
                let pattern = if value < 0.0 { negative.as_ref() } else { Some(positive) };
                match pattern {
                    Some(pattern) => pattern.show(value.abs()),
                    None => positive.show(-value).map(|text| format!("-{text}")),
                }
            }
            Self::General | Self::Date(_) => None,
        };
        (shown.unwrap_or_else(|| plain(raw, value)), None)
    }
}

impl Shape {
    /// A moment that the file writes out, as a person sees it; as it is written where there is
    /// no other way.
    pub(crate) fn show_moment(&self, iso: String, from_1904: bool) -> String {
        let Self::Date(pattern) = self else { return iso };
        let serial = serial_of(&iso, from_1904);
        serial.and_then(|serial| pattern.show(serial, from_1904)).unwrap_or(iso)
    }
}

impl DigitPattern {
    /// None for formats without digits and for those that cannot be shown exactly here:
    /// exponents, fractions, thousands left out.
    fn parse(section: &str) -> Option<Self> {
        let mut pattern = Self::default();
        let mut in_fraction = false;
        let mut any_digit = false;
        let mut letters = section.chars().peekable();
        while let Some(letter) = letters.next() {
            let piece = match letter {
                '0' => Piece::Zero,
                '#' | '?' => Piece::Digit,
                '.' if in_fraction => return None,
                '.' => {
                    in_fraction = true;
                    continue;
                }
                // 1,234 is not wanted in an ID. A comma that scales by a thousand stands last.
                ',' => {
                    let digit_follows =
                        letters.peek().is_some_and(|next| matches!(next, '0' | '#' | '?'));
                    if digit_follows {
                        continue;
                    }
                    return None;
                }
                '%' => {
                    if pattern.percent {
                        return None;
                    }
                    pattern.percent = true;
                    Piece::Literal("%".to_owned())
                }
                '"' => Piece::Literal(letters.by_ref().take_while(|c| *c != '"').collect()),
                '\\' => Piece::Literal(letters.next()?.to_string()),
                // Room as wide as the next character, or filled with it.
                '_' | '*' => {
                    letters.next();
                    continue;
                }
                // A colour, a condition or a currency with its language: [$€-407].
                '[' => {
                    let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    let Some(money) = inside.strip_prefix('$') else { continue };
                    Piece::Literal(money.split('-').next().unwrap_or_default().to_owned())
                }
                'E' | 'e' | '/' | '@' => return None,
                other if other.is_alphabetic() => return None,
                other => Piece::Literal(other.to_string()),
            };
            any_digit |= matches!(piece, Piece::Zero | Piece::Digit);
            if in_fraction { pattern.fraction.push(piece) } else { pattern.whole.push(piece) }
        }
        any_digit.then_some(pattern)
    }

    /// None where digits would be lost.
    fn show(&self, value: f64) -> Option<String> {
        let scaled = if self.percent { value * 100.0 } else { value };
        let places = self.fraction.iter().filter(|p| !matches!(p, Piece::Literal(_))).count();
        let digits = significant(scaled);
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        if fraction.len() > places {
            return None;
        }
        let whole = if whole == "0" { "" } else { whole };
        let mut text = self.show_whole(whole);
        self.show_fraction(fraction, &mut text);
        Some(text.trim().to_owned())
    }

    /// Digits are dealt out from the right; the first placeholder takes all that are left.
    fn show_whole(&self, digits: &str) -> String {
        let placeholders =
            self.whole.iter().filter(|piece| !matches!(piece, Piece::Literal(_))).count();
        let mut text = String::new();
        let mut waiting = placeholders;
        let mut rest = digits;
        let mut begun = false;
        for piece in &self.whole {
            if let Piece::Literal(literal) = piece {
                text.push_str(literal);
                continue;
            }
            let take = if begun { 1 } else { rest.len().saturating_sub(waiting - 1) };
            waiting -= 1;
            if rest.len() > waiting {
                let (now, later) = rest.split_at(take.min(rest.len()));
                text.push_str(now);
                rest = later;
                begun = true;
            } else if *piece == Piece::Zero {
                text.push('0');
                begun = true;
            }
        }
        text
    }

    fn show_fraction(&self, digits: &str, text: &mut String) {
        let mut rest = digits.chars();
        let mut tail = String::new();
        for piece in &self.fraction {
            match piece {
                Piece::Literal(literal) => tail.push_str(literal),
                Piece::Zero => tail.push(rest.next().unwrap_or('0')),
                Piece::Digit => tail.extend(rest.next()),
            }
        }
        if tail.starts_with(|c: char| c.is_ascii_digit()) {
            text.push('.');
        }
        text.push_str(&tail);
    }
}

/// The number itself: never with an exponent, whole numbers to the last digit the file has.
fn plain(raw: &str, value: f64) -> String {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return raw.to_owned();
    }
    significant(value)
}

/// Fifteen significant digits, as spreadsheets show: 0.1 + 0.2 is 0.3.
fn significant(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let text = format!("{rounded}");
    if text == "-0" { "0".to_owned() } else { text }
}

/// The parts of a format code between semicolons that are not quoted.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        if letter == ';' && !quoted {
            sections.push(String::new());
            continue;
        }
        if letter == '"' {
            quoted = !quoted;
        }
        if let Some(section) = sections.last_mut() {
            section.push(letter);
            if letter == '\\' && !quoted {
                section.extend(letters.next());
            }
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, raw: &str) -> String {
        Shape::of(164, Some(code)).show(raw, false).0
    }

    #[test]
    fn ids_keep_their_zeros_and_their_letters() {
        assert_eq!(shown("0000", "7"), "0007");
        assert_eq!(shown("0000", "12345"), "12345");
        assert_eq!(shown("\"EDU-\"0000", "42"), "EDU-0042");
        assert_eq!(shown("\\A\\-000", "42"), "A-042");
        assert_eq!(shown("000\\-00\\-0000", "123456789"), "123-45-6789");
        assert_eq!(shown("(000) 000-0000", "2125550100"), "(212) 555-0100");
        assert_eq!(shown("[<=9999999]###-####;(###) ###-####", "5550100"), "555-0100");
        assert_eq!(shown("00000;@", "501"), "00501");
        assert_eq!(shown("0", "0"), "0");
        assert_eq!(shown("General", "007"), "007");
    }

    #[test]
    fn long_numbers_have_no_exponent_and_say_that_digits_may_be_lost() {
        assert_eq!(Shape::General.show("123456789012", false), ("123456789012".to_owned(), None));
        assert_eq!(Shape::General.show("1.2345678901E+11", false).0, "123456789010");
        assert_eq!(
            Shape::General.show("1234567890123456789", false),
            ("1234567890123456789".to_owned(), Some(CellNote::LongNumber))
        );
        assert_eq!(Shape::General.show("1E+20", false).0, "100000000000000000000");
        assert_eq!(shown("0.00E+00", "1234567"), "1234567");
    }

    #[test]
    fn nothing_is_rounded_away_and_nothing_is_grouped() {
        assert_eq!(shown("0", "12.5"), "12.5");
        assert_eq!(shown("#,##0", "1234567"), "1234567");
        assert_eq!(shown("0.00", "12.5"), "12.50");
        assert_eq!(Shape::General.show("0.30000000000000004", false).0, "0.3");
        assert_eq!(shown("0,", "1234567"), "1234567");
        assert_eq!(shown("# ?/?", "0.5"), "0.5");
    }

    #[test]
    fn percent_and_signs_are_shown() {
        assert_eq!(shown("0%", "0.5"), "50%");
        assert_eq!(shown("0.0%", "0.125"), "12.5%");
        assert_eq!(shown("0%", "0.29"), "29%");
        assert_eq!(shown("0.00", "-3"), "-3.00");
        assert_eq!(shown("0;(0)", "-3"), "(3)");
        assert_eq!(shown("[$€-407] 0.00", "3"), "€ 3.00");
    }

    #[test]
    fn dates_are_shown_as_dates_and_said_to_be_dates() {
        let shape = Shape::of(164, Some("[$-409]d\\-mmm;@"));
        assert_eq!(shape.show("45352", false), ("1-Mar".to_owned(), Some(CellNote::WasDate)));
        assert_eq!(Shape::of(14, None).show("45352", false).0, "2024-03-01");
        // Beyond the days that spreadsheets know, the number itself.
        assert_eq!(shape.show("123456789", false), ("123456789".to_owned(), None));
    }

    #[test]
    fn what_is_no_number_stays_as_it_is() {
        assert_eq!(Shape::General.show("abc", false), ("abc".to_owned(), None));
        assert_eq!(Shape::General.show("NaN", false), ("NaN".to_owned(), None));
        assert_eq!(Shape::General.show("", false), (String::new(), None));
    }
}
