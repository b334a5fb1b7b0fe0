//! Days and times as workbooks keep them (a count of days) and as a person sees them.
//! Only the shapes that dates have in lists; what the system's language would do to them is left
//! out, because it differs from one computer to the next.

/// A format code for a day or a time, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DatePattern {
    parts: Vec<Part>,
    twelve_hours: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Year {
        four: bool,
    },
    Month(usize),
    Day(usize),
    Hour {
        two: bool,
    },
    Minute {
        two: bool,
    },
    Second {
        two: bool,
    },
    Tenths(usize),
    AmPm,
    /// Hours, minutes or seconds since the beginning, as in `[h]:mm`.
    Elapsed(char),
    Literal(String),
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The last day that spreadsheets know: 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;

impl DatePattern {
    /// None when the code shows no day and no time.
    pub(crate) fn parse(section: &str) -> Option<Self> {
        let mut parts: Vec<Part> = Vec::new();
        let mut twelve_hours = false;
        let letters: Vec<char> = section.chars().collect();
        let mut at = 0;
        while let Some(&letter) = letters.get(at) {
            let run = letters[at..].iter().take_while(|c| c.eq_ignore_ascii_case(&letter)).count();
            let ahead: String = letters[at..].iter().take(5).collect();
            let mut step = 1;
            match letter.to_ascii_lowercase() {
                'y' => {
                    parts.push(Part::Year { four: run > 2 });
                    step = run;
                }
                'm' => {
                    parts.push(Part::Month(run));
                    step = run;
                }
                'd' => {
                    parts.push(Part::Day(run));
                    step = run;
                }
                'h' => {
                    parts.push(Part::Hour { two: run > 1 });
                    step = run;
                }
                's' => {
                    parts.push(Part::Second { two: run > 1 });
                    step = run;
                }
                'a' if ahead.eq_ignore_ascii_case("am/pm") => {
                    parts.push(Part::AmPm);
                    twelve_hours = true;
                    step = 5;
                }
                'a' if ahead.to_ascii_lowercase().starts_with("a/p") => {
                    parts.push(Part::AmPm);
                    twelve_hours = true;
                    step = 3;
                }
                '.' if matches!(parts.last(), Some(Part::Second { .. }))
                    && letters.get(at + 1) == Some(&'0') =>
                {
                    let zeros = letters[at + 1..].iter().take_while(|c| **c == '0').count();
                    parts.push(Part::Tenths(zeros));
                    step = 1 + zeros;
                }
                '"' => {
                    let inside: String =
                        letters[at + 1..].iter().take_while(|c| **c != '"').collect();
                    step = inside.chars().count() + 2;
                    parts.push(Part::Literal(inside));
                }
                '\\' => {
                    parts.extend(letters.get(at + 1).map(|c| Part::Literal(c.to_string())));
                    step = 2;
                }
                '_' | '*' => step = 2,
                '[' => {
                    let inside: String =
                        letters[at + 1..].iter().take_while(|c| **c != ']').collect();
                    step = inside.chars().count() + 2;
                    let unit = inside.chars().next().map(|c| c.to_ascii_lowercase());
                    if let Some(unit @ ('h' | 'm' | 's')) = unit
                        && inside.chars().all(|c| c.eq_ignore_ascii_case(&unit))
                    {
                        parts.push(Part::Elapsed(unit));
                    }
                }
                // Placeholders for digits: a number, not a date.
                '0' | '#' | '?' | '@' => return None,
                // `General`, or letters of a calendar that is not ours.
                other if other.is_alphabetic() => return None,
                other => parts.push(Part::Literal(other.to_string())),
            }
            at += step;
        }
        settle_minutes(&mut parts);
        let shows_time = parts.iter().any(|part| !matches!(part, Part::Literal(_)));
        shows_time.then_some(Self { parts, twelve_hours })
    }

    /// None outside the days that spreadsheets know.
    pub(crate) fn show(&self, value: f64, from_1904: bool) -> Option<String> {
        let value = if from_1904 { value + 1462.0 } else { value };
        if !(0.0..LAST_DAY).contains(&value) {
            return None;
        }
        let moment = Moment::of(value, self.tenths());
        let mut text = String::new();
        for part in &self.parts {
            self.push(part, &moment, &mut text);
        }
        Some(text.trim().to_owned())
    }

    fn tenths(&self) -> usize {
        self.parts
            .iter()
            .find_map(|part| if let Part::Tenths(places) = part { Some(*places) } else { None })
            .unwrap_or(0)
            .min(3)
    }

    fn push(&self, part: &Part, moment: &Moment, text: &mut String) {
        let (hour, minute, second) =
            (moment.seconds / 3600 % 24, moment.seconds / 60 % 60, moment.seconds % 60);
        let shown = match part {
            Part::Literal(literal) => literal.clone(),
            Part::Year { four: true } => format!("{:04}", moment.year),
            Part::Year { four: false } => format!("{:02}", moment.year % 100),
            Part::Month(1) => moment.month.to_string(),
            Part::Month(2) => format!("{:02}", moment.month),
            Part::Month(3) => named(&MONTHS, moment.month - 1, Some(3)),
            Part::Month(5) => named(&MONTHS, moment.month - 1, Some(1)),
            Part::Month(_) => named(&MONTHS, moment.month - 1, None),
            Part::Day(1) => moment.day.to_string(),
            Part::Day(2) => format!("{:02}", moment.day),
            Part::Day(3) => named(&WEEKDAYS, moment.weekday, Some(3)),
            Part::Day(_) => named(&WEEKDAYS, moment.weekday, None),
            Part::Hour { two } => {
                let hour = if self.twelve_hours { (hour + 11) % 12 + 1 } else { hour };
                padded(hour, *two)
            }
            Part::Minute { two } => padded(minute, *two),
            Part::Second { two } => padded(second, *two),
            Part::Tenths(places) => {
                let fraction = format!("{:03}", moment.milliseconds);
                format!(".{}", fraction.get(..(*places).min(3)).unwrap_or(&fraction))
            }
            Part::AmPm => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Part::Elapsed('h') => (moment.total / 3600).to_string(),
            Part::Elapsed('m') => (moment.total / 60).to_string(),
            Part::Elapsed(_) => moment.total.to_string(),
        };
        text.push_str(&shown);
    }
}

/// `m` means minutes beside hours or seconds, and months everywhere else.
fn settle_minutes(parts: &mut [Part]) {
    let meaning = |part: &Part| !matches!(part, Part::Literal(_) | Part::AmPm | Part::Tenths(_));
    for index in 0..parts.len() {
        let Part::Month(run @ 1..=2) = parts[index] else { continue };
        let before = parts[..index].iter().rev().find(|part| meaning(part));
        let after = parts[index + 1..].iter().find(|part| meaning(part));
        let beside = matches!(before, Some(Part::Hour { .. } | Part::Elapsed('h')))
            || matches!(after, Some(Part::Second { .. }));
        if beside {
            parts[index] = Part::Minute { two: run == 2 };
        }
    }
}

fn padded(number: u64, two: bool) -> String {
    if two { format!("{number:02}") } else { number.to_string() }
}

fn named(names: &[&str], index: u64, letters: Option<usize>) -> String {
    let name = usize::try_from(index).ok().and_then(|i| names.get(i)).copied().unwrap_or_default();
    letters.and_then(|count| name.get(..count)).unwrap_or(name).to_owned()
}

struct Moment {
    year: u64,
    month: u64,
    day: u64,
    weekday: u64,
    /// Since midnight.
    seconds: u64,
    milliseconds: u64,
    /// Seconds since day 0.
    total: u64,
}

impl Moment {
    fn of(value: f64, places: usize) -> Self {
        // Rounded to what is shown, so that 8:59:59.9999 is 9:00:00.
        let unit = [1_000, 100, 10, 1][places.min(3)];
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the value lies between 0 and LAST_DAY, so its milliseconds fit"
        )]
        let milliseconds =
            ((value * 86_400_000.0 / f64::from(unit)).round() * f64::from(unit)) as u64;
        let days = milliseconds / 86_400_000;
        let seconds = milliseconds / 1000 % 86_400;
        let (year, month, day) = date_of(days);
        Self {
            year,
            month,
            day,
            // Day 1 counts as a Sunday, 1 January 1900, as spreadsheets have it.
            weekday: (days + 6) % 7,
            seconds,
            milliseconds: milliseconds % 1000,
            total: milliseconds / 1000,
        }
    }
}

/// The number that a spreadsheet has for a moment that is written as `2024-03-01T09:30:00`.
/// None for what is none, and for days before March 1900, which spreadsheets count in their own way.
pub(crate) fn serial_of(iso: &str, from_1904: bool) -> Option<f64> {
    let (date, time) = match iso.trim().trim_end_matches('Z').split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (iso.trim(), None),
    };
    let mut parts = date.split('-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() || !(1900..10_000).contains(&year) || !(1..13).contains(&month) {
        return None;
    }
    // The inverse of `date_of`.
    let (shifted, year) = if month > 2 { (month - 3, year) } else { (month + 9, year - 1) };
    let (era, of_era) = (year / 400, year % 400);
    let day_of_year = (153 * shifted + 2) / 5 + day.checked_sub(1)?;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    let days = days.checked_sub(693_899).filter(|days| *days > 60)?;
    let mut seconds = 0.0;
    for (part, unit) in time.unwrap_or_default().split(':').zip([3_600.0, 60.0, 1.0]) {
        if !part.is_empty() {
            seconds += part.parse::<f64>().ok()? * unit;
        }
    }
    let serial = f64::from(days) + seconds / 86_400.0;
    Some(if from_1904 { serial - 1462.0 } else { serial })
}

/// The date of a day number. Spreadsheets believe in 29 February 1900, which is day 60.
fn date_of(days: u64) -> (u64, u64, u64) {
    if days == 60 {
        return (1900, 2, 29);
    }
    // Days since 1 March of the year 0, so that leap days end a year.
    let since_1899_12_30 = if days < 60 { days + 1 } else { days };
    let days = since_1899_12_30 + 693_899;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, value: f64) -> String {
        DatePattern::parse(code).unwrap().show(value, false).unwrap()
    }

    #[test]
    fn moments_that_are_written_out_have_the_numbers_that_spreadsheets_give_them() {
        for (iso, serial) in [
            ("1900-03-01", 61.0),
            ("1999-12-31", 36_525.0),
            ("2024-02-29", 45_351.0),
            ("2024-03-01T00:00:00Z", 45_352.0),
            ("2024-03-01T18:00:00.000", 45_352.75),
            ("9999-12-31", 2_958_465.0),
        ] {
            assert_eq!(serial_of(iso, false), Some(serial), "{iso}");
            assert_eq!(serial_of(iso, true), Some(serial - 1462.0), "{iso}");
        }
        for iso in ["", "2024", "2024-13-01", "1899-01-01", "09:30:00", "2024-03-01-01", "x-y-z"] {
            assert_eq!(serial_of(iso, false), None, "{iso}");
        }
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        assert_eq!(shown("yyyy-mm-dd", 1.0), "1900-01-01");
        assert_eq!(shown("yyyy-mm-dd", 59.0), "1900-02-28");
        assert_eq!(shown("yyyy-mm-dd", 60.0), "1900-02-29");
        assert_eq!(shown("yyyy-mm-dd", 61.0), "1900-03-01");
        assert_eq!(shown("yyyy-mm-dd", 45_292.0), "2024-01-01");
        assert_eq!(shown("yyyy-mm-dd", 45_351.0), "2024-02-29");
        assert_eq!(shown("yyyy-mm-dd", 2_958_465.0), "9999-12-31");
        assert_eq!(shown("dddd", 45_292.0), "Monday");
        assert!(DatePattern::parse("yyyy").unwrap().show(3e6, false).is_none());
        assert!(DatePattern::parse("yyyy").unwrap().show(-1.0, false).is_none());
        let from_1904 = DatePattern::parse("yyyy-mm-dd").unwrap().show(43_830.0, true);
        assert_eq!(from_1904.unwrap(), "2024-01-01");
    }

    #[test]
    fn codes_are_read_as_a_person_would_see_them() {
        assert_eq!(shown("d/m/yyyy", 45_352.0), "1/3/2024");
        assert_eq!(shown("d-mmm-yy", 45_352.0), "1-Mar-24");
        assert_eq!(shown("d-mmm", 45_352.0), "1-Mar");
        assert_eq!(shown("[$-409]mmmm\\ d\\,\\ yyyy", 45_352.0), "March 1, 2024");
        assert_eq!(shown("h:mm AM/PM", 0.75), "6:00 PM");
        assert_eq!(shown("h:mm AM/PM", 0.0), "12:00 AM");
        assert_eq!(shown("yyyy-mm-dd hh:mm:ss", 45_352.5), "2024-03-01 12:00:00");
        assert_eq!(shown("mm:ss.0", 0.000_706_018_518), "01:01.0");
        assert_eq!(shown("[h]:mm:ss", 1.5), "36:00:00");
        assert_eq!(shown("hh:mm:ss", 0.374_999_999_9), "09:00:00");
    }

    #[test]
    fn numbers_are_not_taken_for_dates() {
        for code in ["General", "0", "#,##0.00", "@", "0%", "\"d\"0", "[Red]0", "0.00E+00"] {
            assert!(DatePattern::parse(code).is_none(), "{code}");
        }
    }
}
