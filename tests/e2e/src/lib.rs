//! Roster in its real window: a private desktop (display, session bus, password store, home),
//! the simulator, and the app as a program, driven over WebDriver with a person's verbs.
//!
//! Here are the means. What a person does with them is in `tests/journeys`; pictures and
//! measurements, which use the same means, are in `src/bin`.
#![expect(clippy::expect_used, reason = "a harness ends the test that uses it by panicking")]
#![expect(clippy::missing_panics_doc, reason = "every verb panics when the app does not follow")]

mod axe;
mod desktop;
mod driver;
mod keyring;
mod measure;
mod patience;
mod process;
mod window;

pub use desktop::{Desktop, PasswordStore};
pub use measure::Started;
pub use patience::{PATIENCE, until, until_for};
pub use window::{Element, Launch, Window};
