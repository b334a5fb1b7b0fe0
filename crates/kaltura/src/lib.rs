//! A typed client for the [Kaltura](https://www.kaltura.com) API v3, made for software that
//! looks after many accounts.
//!
//! * **Typed.** An [`Action`] is a struct with named fields, and knows the type of its answer.
//!   The oddities of the protocol (numbers as strings, objects where lists should be, errors
//!   with status 200) end at the parser.
//! * **Careful with writes.** Reads are repeated when that can help. A write is repeated only
//!   when it provably never left or was refused before it ran; otherwise
//!   [`Error::effect`] says that its outcome is unknown.
//! * **Careful with secrets.** Session strings, admin secrets, tokens and passwords are types
//!   without `Display`, `Serialize` or a telling `Debug`. Sessions are signed on this computer
//!   where possible, so that the secret does not travel. No error and no log line can show one.
//! * **Exact about failures.** No network, a wrong name, an untrusted certificate, a proxy, a
//!   time-out, half an answer, a hotel's sign-in page: each is its own [`TransportKind`], and
//!   each says whether the request may have arrived.
//!
//! # A worked example
//!
//! Sign in with the admin secret, load every account, block one and look at the result:
//!
//! ```no_run
//! use futures::TryStreamExt;
//! use kaltura::actions::partner::{Get, PartnerFilter, PartnerStatus};
//! use kaltura::actions::var_console::UpdateStatus;
//! use kaltura::{
//!     AdminSecret, Client, Effect, LoadOptions, Options, PartnerId, SessionSource, all_partners,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("https://www.kaltura.com".parse()?, Options::default())?;
//! let parent = PartnerId::new(103);
//! let session = client.session(SessionSource::AdminSecret {
//!     partner_id: parent,
//!     secret: AdminSecret::new(std::env::var("KALTURA_ADMIN_SECRET")?),
//!     user_id: "vera@parent.test".to_owned(),
//!     privileges: String::new(),
//! });
//!
//! let mut pages = Box::pin(all_partners(
//!     &client,
//!     &session,
//!     PartnerFilter::default(),
//!     LoadOptions::default(),
//! ));
//! while let Some(page) = pages.try_next().await? {
//!     println!("{} of {}", page.loaded, page.total);
//!     // The parent itself is among them.
//!     for account in page.partners.iter().filter(|account| account.id != parent) {
//!         println!("{}\t{}", account.id, account.name);
//!     }
//! }
//!
//! let id = PartnerId::new(105);
//! let block = UpdateStatus { id, status: PartnerStatus::Blocked };
//! match client.call(&session, &block).await {
//!     Ok(()) => {}
//!     // The connection broke: it may have happened. Look, do not repeat.
//!     Err(error) if error.effect() == Effect::Unknown => {}
//!     Err(error) => return Err(error.into()),
//! }
//! let now = client.call(&session, &Get { id }).await?.status;
//! println!("{id} is now {now:?}");
//! session.end().await?;
//! # Ok(())
//! # }
//! ```
//!
//! `examples/list_accounts.rs` is the same as a program, to be run against the simulator.
//!
//! # Where to begin
//!
//! | to | see |
//! |---|---|
//! | sign in with a secret, an app token or a password | [`SessionSource`], [`actions::user::LoginByLoginId`] |
//! | call one action | [`Client::call`], [`Client::call_anonymous`] |
//! | call one action for many items | [`Client::batch`], [`Client::batch_for`] |
//! | send a few different calls together | [`MultiRequest`], [`Client::multirequest`] |
//! | act for a sub-account | [`Session::impersonate`] |
//! | load all accounts, in parallel | [`all_partners()`] |
//! | walk another list | [`page::pages`] |
//! | use an action that is not here | [`Action`] |
//! | decide what to do about a failure | [`Error`], [`ApiError`], [`TransportError`] |
//!
//! # Facts
//!
//! "API.md § n" in these pages is the project's fact sheet about the server, and names such as
//! `05-partner-get-foreign` are recorded answers of a real server, in the project's
//! `tests/fixtures/kaltura/transcripts`. The tests play all of them to this client.

#![warn(missing_docs)]

pub mod action;
pub mod actions;
mod all_partners;
mod api_error;
mod batch;
mod client;
mod clock;
mod endpoint;
pub mod entries;
mod error;
mod ids;
mod ks;
pub mod page;
mod params;
pub mod retry;
mod secret;
mod session;
mod transport;
pub mod wire;

pub use action::{Action, CallName, Pace, Safety};
pub use actions::{PAGE_SIZE_MAX, Pager};
pub use all_partners::{LoadOptions, PartnersLoaded, all_partners};
pub use batch::{BatchOptions, MultiAnswers, MultiRequest, Part};
pub use client::{Client, Limits, Options, ProxyUse, SetUpError};
pub use clock::{Clock, Random};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{
    ApiError, DecodeError, Delivery, Effect, Error, ErrorCode, PagingError, RegistrationRefusal,
    RequestError, SessionError, TlsProblem, TransportError, TransportKind,
};
pub use ids::{AppTokenId, IN_LIST_MAX, InList, InListError, PartnerId, RequestTime, UnixSeconds};
pub use ks::{Ks, KsClaims, NotAKs, SessionType};
pub use params::Params;
pub use retry::RetryPolicy;
pub use secret::{AdminSecret, AppToken, OneTimeCode, Password, Secret, kind};
pub use session::{AppTokenHash, Impersonation, SESSION_LIFETIME, Session, SessionSource};
pub use wire::List;
