//! What a person does with Roster, in its real window, from opening it to signing out. Each test
//! looks at the screen *and* at the world of the server behind it.
//! How the window is driven is in the library of this crate.
#![expect(clippy::expect_used, reason = "a journey ends by panicking where it cannot go on")]

mod activity;
mod bulk;
mod creating;
mod desktop;
mod exporting;
mod importing;
mod looking;
mod many;
mod person;
mod signing_in;
mod whole_job;
