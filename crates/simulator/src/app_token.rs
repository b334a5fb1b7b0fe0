//! App tokens: what one is, and the hash that proves its possession (API.md §9). The actions are
//! in `services/app_token.rs`.

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

use crate::seed::{self, hex};

/// One app token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AppToken {
    pub(crate) id: String,
    /// The secret. It follows from the seed and `number`, and is not written to a journal.
    #[serde(skip_serializing, default)]
    pub(crate) token: String,
    /// What the secret is made of; none for one that was handed in.
    #[serde(default)]
    pub(crate) number: Option<u64>,
    pub(crate) partner: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// 1 disabled, 2 active, 3 deleted.
    pub(crate) status: i64,
    /// Unix seconds; `None` never expires.
    pub(crate) expiry: Option<i64>,
    pub(crate) session_type: i64,
    pub(crate) session_user_id: Option<String>,
    pub(crate) session_seconds: i64,
    pub(crate) session_privileges: Option<String>,
    pub(crate) hash_type: String,
    pub(crate) description: Option<String>,
}

impl AppToken {
    /// The secret part of a token by its number.
    pub(crate) fn secret(seed: u64, partner: i64, number: u64) -> String {
        seed::secret(seed, partner, &format!("token {number}"))
    }

    /// The hash of the session in use together with the token.
    pub(crate) fn hash(&self, ks: &str) -> String {
        let text = format!("{ks}{}", self.token);
        match self.hash_type.as_str() {
            "MD5" => hex(&Md5::digest(text)),
            "SHA256" => hex(&Sha256::digest(text)),
            "SHA512" => hex(&Sha512::digest(text)),
            _ => hex(&Sha1::digest(text)),
        }
    }
}
