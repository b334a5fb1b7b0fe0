//! Everything an account manager does: connections, accounts, jobs, Activity. Knows nothing of
//! windows; speaks to Kaltura only through the `kaltura` crate.
#![warn(missing_docs)]

pub mod account;
mod account_checks;
pub mod activity;
mod address;
mod cache;
mod capabilities;
mod connect;
pub mod connection;
mod csv;
mod diagnostics;
pub mod error;
pub mod events;
pub mod export;
mod fold;
mod folder;
pub mod ids;
pub mod import;
mod inner;
pub mod jobs;
mod live;
mod messages;
mod named;
pub mod new_account;
mod refresh;
mod registry;
mod reseller;
mod search;
pub mod secrets;
pub mod setup;
pub mod shell_problems;
pub mod sign_in;
pub mod status;
mod store;
mod words;

pub use error::{Error, ErrorCode, ErrorDetail, Result};
pub use events::{Event, EventSink};
pub use folder::make_private;
pub use ids::*;
pub use reseller::Reseller;
pub use secrets::{InMemorySecrets, KEYCHAIN_SERVICE, SecretError, SecretStore};
pub use setup::{Clock, FakeClock, Language, Network, Notice, Setup, SystemClock};
