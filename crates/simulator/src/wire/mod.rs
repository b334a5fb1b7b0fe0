//! The wire: how a request becomes parameters and how a value becomes an answer. Nothing here
//! knows what a partner is.

pub(crate) mod cast;
pub(crate) mod deserialize;
pub(crate) mod node;
pub(crate) mod request;
pub(crate) mod xml;
