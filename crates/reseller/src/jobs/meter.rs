//! How fast a running job has been lately, measured. What to do about it is in `pace`.

use super::model::{ItemCounts, JobPace};
use crate::inner::lock;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What counts as lately.
const WINDOW: Duration = Duration::from_secs(30);

/// Before this nobody can tell how long it will take.
const FIRST_GUESS: Duration = Duration::from_secs(2);

/// The measure of one job.
#[derive(Debug)]
pub(crate) struct Meter(Mutex<Reading>);

#[derive(Debug)]
struct Reading {
    since: Instant,
    settled: VecDeque<(Instant, usize)>,
    slowed: bool,
}

impl Meter {
    /// A measure that begins now.
    pub(crate) fn new() -> Self {
        Self::since(Instant::now())
    }

    fn since(since: Instant) -> Self {
        Self(Mutex::new(Reading { since, settled: VecDeque::new(), slowed: false }))
    }

    /// So many items more are settled.
    pub(crate) fn settled(&self, items: usize) {
        lock(&self.0).add(Instant::now(), items);
    }

    /// Whether the server has asked for less and the pace has not recovered yet.
    pub(crate) fn slowed(&self, slowed: bool) {
        lock(&self.0).slowed = slowed;
    }

    /// How fast it goes, and how long what is left will take.
    pub(crate) fn read(&self, counts: &ItemCounts) -> JobPace {
        lock(&self.0).at(Instant::now(), counts)
    }
}

impl Reading {
    fn add(&mut self, now: Instant, items: usize) {
        self.settled.push_back((now, items));
        self.forget(now);
    }

    fn forget(&mut self, now: Instant) {
        while let Some((at, _)) = self.settled.front()
            && now.duration_since(*at) > WINDOW
        {
            self.settled.pop_front();
        }
    }

    fn at(&mut self, now: Instant, counts: &ItemCounts) -> JobPace {
        self.forget(now);
        let lately = now.duration_since(self.since).min(WINDOW);
        let settled: usize = self.settled.iter().map(|(_, items)| items).sum();
        let settled = f64::from(u32::try_from(settled).unwrap_or(u32::MAX));
        let per_second = if lately.is_zero() { 0.0 } else { settled / lately.as_secs_f64() };
        let left = f64::from(counts.pending + counts.sent + counts.unknown);
        let seconds_left =
            (lately >= FIRST_GUESS && per_second > 0.0).then(|| whole_seconds(left / per_second));
        JobPace { per_minute: per_second * 60.0, seconds_left, slowed: self.slowed }
    }
}

/// Rounded up; what is longer than anybody waits is cut.
fn whole_seconds(seconds: f64) -> u32 {
    let longest = Duration::from_secs(u64::from(u32::MAX));
    let time = Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(longest);
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(pending: u32) -> ItemCounts {
        ItemCounts { pending, ..ItemCounts::default() }
    }

    #[test]
    fn it_tells_what_was_settled_lately_and_how_long_the_rest_takes() {
        let start = Instant::now();
        let mut reading = Reading { since: start, settled: VecDeque::new(), slowed: false };
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(reading.at(start, &left(10)).seconds_left, None, "nobody can tell yet");
        for second in 1..=10 {
            reading.add(after(second), 2);
        }
        let pace = reading.at(after(10), &left(31));
        assert!((pace.per_minute - 120.0).abs() < 0.01, "{pace:?}");
        assert_eq!(pace.seconds_left, Some(16));
        let much_later = reading.at(after(100), &left(31));
        assert!(much_later.per_minute.abs() < 0.01, "what is long ago does not count");
        assert_eq!(much_later.seconds_left, None);
    }
}
