//! Tests of the simulator over raw HTTP: what it answers, what it enforces, what it does not, and
//! what can be made to go wrong. The recorded answers are replayed in `conformance.rs`.

#![expect(clippy::expect_used, reason = "the harness fails a test where a step of it fails")]

mod conformance;
mod control;
mod described;
mod faults;
mod journal;
mod listing;
mod many;
mod not_enforced;
mod registering;
mod server;
mod sessions;
mod signing_in;
mod statuses;
mod usage;
mod worlds;
