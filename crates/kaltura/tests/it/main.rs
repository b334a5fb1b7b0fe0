//! The tests of the client from outside, in one binary: over real HTTP, against a server that
//! answers what the test tells it to, the recorded answers of a real server among them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod acts;
mod all_partners;
mod answers;
mod batches;
mod calls;
mod content;
mod endpoints;
mod entries;
mod faults;
mod keys;
mod pages;
mod retries;
mod secrets;
mod sessions;
mod simulated;
mod support;
mod transcripts;
mod wire;
