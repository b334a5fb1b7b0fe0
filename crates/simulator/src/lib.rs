//! A Kaltura server in a box, over real HTTP, for sample data, tests and benchmarks.
//!
//! It answers as the recorded server does (`tests/fixtures/kaltura/transcripts`), enforces what
//! the real server enforces and, as important, does not enforce what the real one does not. It
//! shares no types with the client crate, so that a misspelt field cannot pass on both sides.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use simulator::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options::reseller(20)).await?;
//! let parent = simulator.credentials().parent_id;
//! assert_eq!(simulator.world().count_of(parent), 20);
//! simulator.stop().await;
//! # std::io::Result::Ok(()) }).unwrap();
//! ```

#![warn(missing_docs)]

mod access;
mod app_token;
mod cache;
mod calendar;
pub mod content;
mod control;
mod core;
mod dispatch;
mod error;
mod faults;
mod journal;
mod ks;
mod logins;
mod options;
mod otp;
mod partner;
mod password;
mod recorded;
mod seed;
mod server;
mod services;
mod session;
mod usage;
mod wire;
mod wires;
mod world;

pub use faults::{Fault, Faults, Trouble, UnreadableFault};
pub use options::{Clock, Options, WorldKind};
pub use otp::code as totp_code;
pub use seed::setup::{AppTokenCredentials, Credentials, OtherParent, Secrets, SpecialLogins};
pub use server::Simulator;
pub use session::HandmadeSession;
pub use wires::Wrap;
pub use world::{Account, AppTokenRecord, LoginRecord, Received, World};
