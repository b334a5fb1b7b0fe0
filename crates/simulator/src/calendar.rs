//! Days and months as the real server counts them: in the time zone of its PHP, New York
//! (API.md §8.2 "Dates"). A day is a number of days since 1 January 1970.

const DAY_SECONDS: i64 = 86_400;

/// Year, month and day of a day number.
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, date)
}

/// The day number of a date.
pub(crate) fn day(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5 + date - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// The day in New York at a moment (Unix seconds).
pub(crate) fn day_of(at: i64) -> i64 {
    (at + new_york_offset(at)).div_euclid(DAY_SECONDS)
}

/// Summer time runs from the second Sunday of March to the first of November, at two o'clock.
fn new_york_offset(at: i64) -> i64 {
    const STANDARD: i64 = -5 * 3600;
    let (year, _, _) = civil((at + STANDARD).div_euclid(DAY_SECONDS));
    let starts = sunday(year, 3, 2) * DAY_SECONDS + 7 * 3600;
    let ends = sunday(year, 11, 1) * DAY_SECONDS + 6 * 3600;
    if (starts..ends).contains(&at) { STANDARD + 3600 } else { STANDARD }
}

/// The n-th Sunday of a month.
fn sunday(year: i64, month: i64, n: i64) -> i64 {
    let first = day(year, month, 1);
    first + (3 - first).rem_euclid(7) + (n - 1) * 7
}

/// `20261001`.
pub(crate) fn day_id(day: i64) -> i64 {
    let (year, month, date) = civil(day);
    year * 10_000 + month * 100 + date
}

/// `202610`.
pub(crate) fn month_id(day: i64) -> i64 {
    day_id(day) / 100
}

/// The day that `20261001` names.
pub(crate) fn parse_day_id(text: &str) -> Option<i64> {
    let number: i64 = text.trim().parse().ok()?;
    let (year, month, date) = (number / 10_000, number / 100 % 100, number % 100);
    ((1..=12).contains(&month) && (1..=31).contains(&date)).then(|| day(year, month, date))
}

/// `Thursday, October 1, 2026`.
pub(crate) fn long_date(day: i64) -> String {
    const DAYS: [&str; 7] =
        ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
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
    let (year, month, date) = civil(day);
    let place = |at: i64| usize::try_from(at).unwrap_or(0);
    format!("{}, {} {date}, {year}", DAYS[place(day.rem_euclid(7))], MONTHS[place(month - 1)])
}
