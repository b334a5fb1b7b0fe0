//! The entries export as a job.

use super::control::Control;
use super::progress::Progress;
use super::runner::End;
use super::store::Job;
use crate::error::ErrorCode;
use crate::inner::Inner;
use crate::live::Live;
use crate::messages::msg;
use std::sync::Arc;

/// Runs an export until it is complete or something stops it.
#[expect(clippy::unused_async, reason = "awaited like the other kinds")]
pub(super) async fn run(
    inner: Arc<Inner>,
    _live: Arc<Live>,
    _control: Arc<Control>,
    _job: Job,
    _progress: Progress,
) -> End {
    End::Paused(Some(inner.messages.error(ErrorCode::Other, &msg::unexpected())))
}
