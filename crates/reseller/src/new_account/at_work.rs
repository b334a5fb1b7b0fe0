//! How long the server may be at work on a registration that was not answered, for single accounts
//! and imported ones alike. As long as it may, that the account is not there proves nothing, and
//! to send it again might make it twice. What is done about it is in `unsettled` and in
//! `jobs::create_accounts`.

use crate::ids::{ActivityId, UnixSeconds};
use crate::inner::{Inner, lock};
use crate::setup::Clock;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a registration that was not answered is looked for while the server may be at work
/// on it.
const LOOKS: u32 = 48;

/// A registration that may still be under way at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AtWork {
    /// How much longer at most.
    pub(crate) left: Duration,
    /// When it is worth looking again.
    pub(crate) look_after: Duration,
}

impl AtWork {
    /// How much longer at most, in minutes that have begun.
    pub(crate) fn minutes(self) -> u32 {
        u32::try_from(self.left.as_secs().div_ceil(60).max(1)).unwrap_or(u32::MAX)
    }

    /// Until it is certain of this one and another one.
    pub(crate) fn until_all(self, other: Self) -> Self {
        Self { left: self.left.max(other.left), look_after: self.look_after.min(other.look_after) }
    }
}

/// When registrations were sent, by a clock that nobody puts forward or back while the app runs.
/// The time of day says how long ago something was only across a start of the app: put forward, it
/// would make what is under way look long gone; put back, it would make it look sent in the future.
#[derive(Debug)]
pub(crate) struct SentTimes {
    /// The start of the app, and the time of day then.
    started: (Instant, UnixSeconds),
    /// What this run of the app sent and what has no end yet, by its record in Activity.
    here: Mutex<HashMap<ActivityId, Instant>>,
}

impl SentTimes {
    pub(crate) fn new(clock: &dyn Clock) -> Self {
        Self { started: (Instant::now(), clock.now()), here: Mutex::default() }
    }

    /// Notes that a registration is sent now, whether or not it was sent before.
    pub(crate) fn note(&self, record: ActivityId) {
        lock(&self.here).insert(record, Instant::now());
    }

    /// Forgets a registration whose end is known.
    pub(crate) fn forget(&self, record: ActivityId) {
        lock(&self.here).remove(&record);
    }

    /// How long ago a registration was sent, at least. An earlier run left only the time of day;
    /// it had ended when this one started.
    fn passed(&self, record: Option<ActivityId>, UnixSeconds(sent_at): UnixSeconds) -> Duration {
        if let Some(sent) = record.and_then(|record| lock(&self.here).get(&record).copied()) {
            return sent.elapsed();
        }
        let (started, UnixSeconds(then)) = self.started;
        let before = u64::try_from(then.saturating_sub(sent_at)).unwrap_or(0);
        Duration::from_secs(before).saturating_add(started.elapsed())
    }
}

impl Inner {
    /// Whether a registration may still be under way at the server; `None`: it cannot be.
    pub(crate) fn still_at_work(
        &self,
        record: Option<ActivityId>,
        sent_at: UnixSeconds,
    ) -> Option<AtWork> {
        let left = self.setup.network.at_work.saturating_sub(self.sent.passed(record, sent_at));
        let look_after = left.min(self.pause_between_looks());
        (!left.is_zero()).then_some(AtWork { left, look_after })
    }

    /// How long to wait before something is looked for again.
    pub(crate) fn pause_between_looks(&self) -> Duration {
        self.setup.network.at_work / LOOKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::FakeClock;

    const NOON: UnixSeconds = UnixSeconds(1_795_000_000);
    const DAY: Duration = Duration::from_hours(24);
    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn what_this_run_sent_is_as_old_as_it_is_whatever_the_time_of_day() {
        let clock = FakeClock::at(NOON);
        let sent = SentTimes::new(&clock);
        let record = ActivityId(7);
        sent.note(record);
        for at in [NOON, UnixSeconds(NOON.0 - 86_400), UnixSeconds(NOON.0 + 86_400)] {
            assert!(sent.passed(Some(record), at) < MINUTE, "{at:?}");
        }
        sent.forget(record);
        assert!(sent.passed(Some(record), UnixSeconds(NOON.0 - 86_400)) >= DAY);
    }

    #[test]
    fn what_an_earlier_run_sent_is_as_old_as_it_was_at_the_start_and_as_the_run() {
        let clock = FakeClock::at(NOON);
        let sent = SentTimes::new(&clock);
        clock.advance(DAY);
        assert!(sent.passed(None, NOON) < MINUTE, "put forward while the app runs");
        assert!(sent.passed(None, UnixSeconds(NOON.0 - 86_400)) >= DAY);
        let in_the_future = UnixSeconds(NOON.0 + 3600);
        let first = sent.passed(None, in_the_future);
        assert!(first < MINUTE && sent.passed(None, in_the_future) >= first);
    }
}
