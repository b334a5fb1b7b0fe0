//! The one place where the harness waits. Everything else says *what* it waits for.

use std::time::{Duration, Instant};

/// How long a person would at most wait for something to happen on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until `look` finds something. `None` when [`PATIENCE`] is at its end.
pub async fn until<T>(look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    until_for(PATIENCE, look).await
}

/// Looks until `look` finds something, for what takes longer than a person would wait.
pub async fn until_for<T>(
    patience: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return Some(found);
        }
        if begun.elapsed() > patience {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
