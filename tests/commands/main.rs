//! The command surface: what the interface may call, with the JSON it sends, over the real
//! `reseller` and a simulated server. What the commands do in depth is tested in `reseller`.

#![expect(clippy::unwrap_used, reason = "a test whose world does not stand has failed")]

mod accounts;
mod chosen;
mod harness;
mod surface;
