//! Made-up usage figures: the same for the same seed, account and day, and consistent with each
//! other (a month is the sum of its days). Which action shows what is in `services/report.rs`.

use crate::calendar::{day_id, month_id};
use crate::seed::dice;

/// What an account used in a period; storage and bandwidth in MB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) bandwidth: i64,
    pub(crate) added: i64,
    pub(crate) deleted: i64,
    pub(crate) peak: i64,
    pub(crate) transcoding: i64,
    pub(crate) plays: i64,
    pub(crate) viewers: i64,
    pub(crate) entries: i64,
    /// Storage summed over the days, for the average.
    storage_days: i64,
    days: i64,
}

impl Figures {
    pub(crate) fn average(&self) -> i64 {
        if self.days == 0 { 0 } else { (self.storage_days + self.days - 1) / self.days }
    }

    pub(crate) fn combined(&self) -> i64 {
        self.bandwidth + self.average()
    }

    /// Figures of another period of the same account.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            bandwidth: self.bandwidth + other.bandwidth,
            added: self.added + other.added,
            deleted: self.deleted + other.deleted,
            peak: self.peak.max(other.peak),
            transcoding: self.transcoding + other.transcoding,
            plays: self.plays + other.plays,
            viewers: self.viewers + other.viewers,
            entries: self.entries.max(other.entries),
            storage_days: self.storage_days + other.storage_days,
            days: self.days + other.days,
        }
    }

    /// Figures of another account in the same period.
    pub(crate) fn beside(self, other: Self) -> Self {
        Self {
            peak: self.peak + other.peak,
            entries: self.entries + other.entries,
            days: self.days.max(other.days),
            ..self.and(other)
        }
    }
}

/// The figures of an account on a day; nothing before it was created.
pub(crate) fn on_day(seed: u64, partner: i64, created_day: i64, day: i64) -> Figures {
    if day < created_day {
        return Figures::default();
    }
    let account = partner.unsigned_abs();
    let small = |roll: u64, range: u64| i64::try_from(roll % range).unwrap_or(0);
    // A few accounts use much, most use little.
    let size = match dice(seed, 31, account) % 100 {
        0..=1 => 4_000,
        2..=9 => 900,
        10..=39 => 160,
        40..=89 => 25,
        _ => 2,
    };
    let roll = dice(seed ^ account, 32, day.unsigned_abs());
    let weekend = matches!(day.rem_euclid(7), 2 | 3);
    let busy = if weekend { size / 4 + 1 } else { size };
    let age = day - created_day;
    let stored = size * 40 + size * age / 12;
    let added = small(roll >> 8, 100) * busy / 60;
    let bandwidth = busy + small(roll, 100) * busy / 40;
    Figures {
        bandwidth,
        added,
        deleted: small(roll >> 16, 100) * added / 140,
        peak: stored + added,
        transcoding: small(roll >> 24, 100) * busy / 90,
        plays: bandwidth / 6,
        viewers: bandwidth / 15,
        entries: stored / 180 + 1,
        storage_days: stored,
        days: 1,
    }
}

/// A period of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// `20261001` or `202610`.
    pub(crate) id: i64,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// The days, or the months cut to the range, from one day to another, both included.
pub(crate) fn periods(from: i64, to: i64, by_month: bool) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for day in from..=to {
        let id = if by_month { month_id(day) } else { day_id(day) };
        match periods.last_mut() {
            Some(last) if last.id == id => last.to = day,
            _ => periods.push(Period { id, from: day, to: day }),
        }
    }
    periods
}

/// The figures of an account in a period.
pub(crate) fn in_period(seed: u64, partner: i64, created_day: i64, period: Period) -> Figures {
    (period.from..=period.to)
        .map(|day| on_day(seed, partner, created_day, day))
        .fold(Figures::default(), Figures::and)
}
