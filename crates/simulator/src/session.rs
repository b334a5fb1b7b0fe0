//! Sessions signed by hand, for tests that need one that no call would give: expired, restricted,
//! of the first version, under a wrong secret. The format itself is in `ks.rs`.

use crate::ks::Ks;
use crate::seed::dice;

/// A session before it is signed.
#[derive(Clone, Debug)]
pub struct HandmadeSession {
    /// Partner ID.
    pub partner_id: u32,
    /// May be empty, may be unknown.
    pub user: String,
    /// ADMIN or USER.
    pub is_admin: bool,
    /// Unix seconds.
    pub expiry: i64,
    /// Comma-separated.
    pub privileges: String,
}

impl HandmadeSession {
    fn ks(&self) -> Ks {
        Ks {
            partner: self.partner_id.into(),
            user: self.user.clone(),
            kind: if self.is_admin { 2 } else { 0 },
            expiry: self.expiry,
            privileges: self.privileges.clone(),
        }
    }

    /// Version 2 (API.md §3.2). `salt` takes the place of the random bytes.
    pub fn sign_v2(&self, secret: &str, salt: u64) -> String {
        let mut random = [0; 16];
        random[..8].copy_from_slice(&dice(salt, 1, 1).to_le_bytes());
        random[8..].copy_from_slice(&dice(salt, 2, 2).to_le_bytes());
        self.ks().to_v2(secret, random)
    }

    /// Version 1 (API.md §3.2). `salt` takes the place of the random number.
    pub fn sign_v1(&self, secret: &str, salt: u64) -> String {
        self.ks().to_v1(secret, &format!("{}.{}", self.expiry, dice(salt, 3, 3) % 10_000))
    }
}
