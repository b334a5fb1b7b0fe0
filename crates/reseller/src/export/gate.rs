//! How many requests an export has under way: as many as asked for while all goes well, fewer
//! when the server asks for it, more again after that. Reading itself is in `read.rs`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Requests that must go well before one more is let through.
const GOOD_BEFORE_FASTER: u32 = 6;
/// No pause is longer.
const LONGEST: Duration = Duration::from_mins(1);

/// The gate that all requests of an export pass.
#[derive(Debug)]
pub(crate) struct Gate {
    state: Mutex<State>,
    changed: Notify,
    most: usize,
    first_pause: Duration,
}

#[derive(Debug)]
struct State {
    limit: usize,
    under_way: usize,
    passed: u64,
    good: u32,
    /// Nothing passes before.
    not_before: Option<Instant>,
    pause: Duration,
}

impl Gate {
    pub(crate) fn new(most: usize, first_pause: Duration) -> Self {
        let most = most.max(1);
        let state = State {
            limit: most,
            under_way: 0,
            passed: 0,
            good: 0,
            not_before: None,
            pause: Duration::ZERO,
        };
        Self { state: Mutex::new(state), changed: Notify::new(), most, first_pause }
    }

    /// The most requests at a time.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Waits for a place.
    pub(crate) async fn enter(&self) -> Pass<'_> {
        loop {
            let changed = self.changed.notified();
            let wait = {
                let mut state = self.state();
                let now = Instant::now();
                match state.not_before.filter(|at| *at > now) {
                    Some(at) => Some(at),
                    None if state.under_way < state.limit => {
                        state.under_way += 1;
                        state.passed += 1;
                        return Pass { gate: self };
                    }
                    None => None,
                }
            };
            match wait {
                Some(at) => tokio::time::sleep_until(at).await,
                None => changed.await,
            }
        }
    }

    /// How many requests passed so far. What a client repeats by itself counts once.
    pub(crate) fn passed(&self) -> u64 {
        self.state().passed
    }

    /// A request went well.
    pub(crate) fn went_well(&self) {
        let mut state = self.state();
        state.good += 1;
        if state.good >= GOOD_BEFORE_FASTER && state.limit < self.most {
            state.good = 0;
            state.limit += 1;
            state.pause = Duration::ZERO;
            drop(state);
            self.changed.notify_waiters();
        }
    }

    /// The server asked for less: half as many from now on, and a pause, which doubles as long as
    /// nothing goes well after it. It doubles too with each time that the same request was refused
    /// in a row: a large one may be refused while all the small ones go well.
    pub(crate) fn slow_down(&self, in_a_row: u32) {
        let mut state = self.state();
        let was_enough = state.good > 0;
        state.good = 0;
        state.limit = (state.limit / 2).max(1);
        state.pause = match state.pause {
            Duration::ZERO => self.first_pause,
            pause if was_enough => pause,
            pause => (pause * 2).min(LONGEST),
        };
        let doubled = 2_u32.saturating_pow(in_a_row.saturating_sub(1));
        let pause = state.pause.max(self.first_pause.saturating_mul(doubled)).min(LONGEST);
        state.not_before = Some(Instant::now() + pause);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place for one request; free again when dropped.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    gate: &'a Gate,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.gate.state().under_way -= 1;
        self.gate.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pause_that_was_long_enough_does_not_grow() {
        let gate = Gate::new(4, Duration::from_millis(1));
        gate.slow_down(1);
        gate.slow_down(1);
        gate.slow_down(1);
        assert_eq!(gate.state().pause, Duration::from_millis(4));
        gate.went_well();
        gate.slow_down(1);
        assert_eq!(gate.state().pause, Duration::from_millis(4));
        gate.slow_down(1);
        assert_eq!(gate.state().pause, Duration::from_millis(8));
    }

    #[tokio::test]
    async fn what_is_refused_in_a_row_waits_longer_though_others_go_well() {
        let gate = Gate::new(4, Duration::from_millis(1));
        for in_a_row in 1..=5 {
            gate.went_well();
            let now = Instant::now();
            gate.slow_down(in_a_row);
            let longer = Duration::from_millis(1 << (in_a_row - 1));
            assert!(gate.state().not_before.is_some_and(|at| at >= now + longer));
        }
        assert_eq!(gate.state().pause, Duration::from_millis(1), "others wait no longer after it");
    }

    #[tokio::test]
    async fn no_more_pass_than_the_limit_and_it_recovers() {
        let gate = Gate::new(4, Duration::from_millis(1));
        gate.slow_down(1);
        gate.slow_down(1);
        let first = gate.enter().await;
        assert_eq!(gate.state().limit, 1);
        assert!(futures::poll!(std::pin::pin!(gate.enter())).is_pending());
        drop(first);
        for _ in 0..100 {
            gate.went_well();
        }
        assert_eq!(gate.state().limit, 4);
        let _all = [gate.enter().await, gate.enter().await, gate.enter().await];
    }
}
