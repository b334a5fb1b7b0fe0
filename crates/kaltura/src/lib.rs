//! A typed client for the Kaltura API v3.

pub mod action;
pub mod actions;
mod all_partners;
mod api_error;
mod batch;
mod client;
mod clock;
mod endpoint;
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
