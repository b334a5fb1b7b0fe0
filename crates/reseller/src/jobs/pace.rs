//! How fast a job goes: slower when the server asks for it, faster again when all goes well. A
//! pure decision, without clock or network.

use std::time::Duration;

/// Requests that must go well before the pace rises.
const GOOD_BEFORE_FASTER: u32 = 4;

/// No pause is longer.
const LONGEST: Duration = Duration::from_mins(1);

/// The pace of one job.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    parallel: usize,
    most: usize,
    /// Between requests; nothing while all goes well.
    pause: Duration,
    first_pause: Duration,
    good: u32,
    slowed: u32,
}

impl Pace {
    /// Full speed: `most` requests at a time. `first_pause` is the first pause after trouble.
    pub(crate) fn new(most: usize, first_pause: Duration) -> Self {
        Self { parallel: most, most, pause: Duration::ZERO, first_pause, good: 0, slowed: 0 }
    }

    /// How many requests may be under way.
    pub(crate) fn parallel(&self) -> usize {
        self.parallel
    }

    /// A request went well.
    pub(crate) fn went_well(&mut self) {
        self.good += 1;
        if self.good >= GOOD_BEFORE_FASTER {
            self.good = 0;
            self.parallel = (self.parallel + 1).min(self.most);
            self.pause /= 2;
            if self.pause < self.first_pause {
                self.pause = Duration::ZERO;
            }
        }
    }

    /// The server asked for less; `asked`: for how long at least, if it said so.
    pub(crate) fn slow_down(&mut self, asked: Duration) {
        self.good = 0;
        self.slowed += 1;
        self.parallel = 1;
        let doubled = if self.pause.is_zero() { self.first_pause } else { self.pause * 2 };
        self.pause = doubled.max(asked).min(LONGEST);
    }

    /// How often it was slowed down. Requests that were under way together are to slow it once.
    pub(crate) fn slowed(&self) -> u32 {
        self.slowed
    }

    /// Whether the server has asked for less and the pace has not recovered yet.
    pub(crate) fn is_slowed(&self) -> bool {
        !self.pause.is_zero()
    }

    /// How long to wait before the next request. `spread` is random, from 0 to 1, so that jobs
    /// that were slowed together do not come back together.
    pub(crate) fn pause(&self, spread: f64) -> Duration {
        self.pause.mul_f64(1.0 + spread.clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(500);

    #[test]
    fn it_slows_on_request_and_recovers_step_by_step() {
        let mut pace = Pace::new(2, FIRST);
        assert_eq!((pace.parallel(), pace.pause(0.0)), (2, Duration::ZERO));
        pace.slow_down(Duration::ZERO);
        assert_eq!((pace.parallel(), pace.pause(0.0)), (1, FIRST));
        pace.slow_down(Duration::ZERO);
        assert_eq!(pace.pause(0.0), FIRST * 2);
        pace.slow_down(Duration::from_secs(20));
        assert_eq!(pace.pause(0.0), Duration::from_secs(20));
        for _ in 0..200 {
            pace.went_well();
        }
        assert_eq!((pace.parallel(), pace.pause(1.0)), (2, Duration::ZERO));
    }

    #[test]
    fn pauses_are_spread_and_never_longer_than_the_longest_and_a_half() {
        let mut pace = Pace::new(2, FIRST);
        pace.slow_down(Duration::from_hours(1));
        assert_eq!(pace.pause(0.0), LONGEST);
        assert_eq!(pace.pause(1.0), LONGEST.mul_f64(1.5));
    }
}
