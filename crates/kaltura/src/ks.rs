//! The session string (KS): a secret that carries its partner's number in clear, and how one
//! is signed on this computer.
//!
//! Getting one from the server, renewing and ending it is in `session.rs`.

use aes::Aes128;
use aes::cipher::{Block, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::alphabet::URL_SAFE as URL_SAFE_ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Deserializer, de};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::clock::Random;
use crate::ids::{PartnerId, UnixSeconds};
use crate::secret::{AdminSecret, Secret, kind};

/// A session string.
///
/// It opens everything its session may do, so it shows as little as any other secret.
#[derive(Clone)]
pub struct Ks {
    text: Secret<kind::Session>,
    partner: PartnerId,
}

/// The server writes `-` and `_` in place of `+` and `/`, and keeps the padding (API.md §3.2);
/// strings without padding are read too.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE_ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text is not a session string. Says nothing about the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a session string")]
pub struct NotAKs;

impl Ks {
    /// Takes a session string in, of version 1 or 2, and reads whose it is.
    ///
    /// The signature is not checked: only the server can.
    pub fn new(text: impl Into<String>) -> Result<Self, NotAKs> {
        let text: Secret<kind::Session> = Secret::new(text);
        let partner = clear_partner(text.reveal()).ok_or(NotAKs)?;
        Ok(Self { text, partner })
    }

    /// The partner it belongs to, from its clear part (API.md §3.2, last row).
    pub fn partner_id(&self) -> PartnerId {
        self.partner
    }

    /// The string, for sending it.
    pub fn reveal(&self) -> &str {
        self.text.reveal()
    }

    pub(crate) fn secret(&self) -> &Secret<kind::Session> {
        &self.text
    }

    /// Whether both are the same string.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }

    /// Whether a word in some text is a session string, or has one in it.
    pub(crate) fn looks_like_part_of(word: &str) -> bool {
        // Shorter than any that is signed.
        const SHORTEST: usize = 24;
        // How `v2|` begins in base64; found in the middle of a word when what stands before it
        // is glued to it, as in a percent-encoded quotation mark.
        let glued = word.find("djJ8").is_some_and(|start| word.len() - start >= SHORTEST);
        glued || (word.len() >= SHORTEST && clear_partner(word).is_some())
    }
}

impl std::fmt::Debug for Ks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ks(… of partner {})", self.partner)
    }
}

impl<'de> Deserialize<'de> for Ks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Reads the partner's number: `v2|<id>|…` or `<40 hex digits>|<id>;…`.
fn clear_partner(text: &str) -> Option<PartnerId> {
    let standard = text.replace('+', "-").replace('/', "_");
    let bytes = Zeroizing::new(BASE64.decode(standard.trim()).ok()?);
    let clear = bytes.split(|byte| *byte == b'|').nth(1)?;
    let digits = if bytes.starts_with(b"v2|") {
        clear
    } else {
        let hash = bytes.split(|byte| *byte == b'|').next()?;
        if hash.len() != 40 || !hash.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        clear.split(|byte| *byte == b';').next()?
    };
    std::str::from_utf8(digits).ok()?.parse().ok().map(PartnerId::new)
}

/// The two kinds of sessions (API.md §13, `KalturaSessionType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionType {
    /// What a viewer gets.
    User,
    /// What administration needs.
    Admin,
}

impl SessionType {
    /// The number on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::User => 0,
            Self::Admin => 2,
        }
    }
}

/// What a session string says, for signing one here.
#[derive(Clone, Debug)]
pub struct KsClaims<'a> {
    /// The partner whose admin secret signs.
    pub partner_id: PartnerId,
    /// USER or ADMIN. Both are signed with the admin secret (API.md §3.2).
    pub session_type: SessionType,
    /// Who is acting; shown in the server's logs. Any text (API.md §3.1).
    pub user_id: &'a str,
    /// The last moment it is good for.
    pub expires: UnixSeconds,
    /// Comma-separated privileges, `name` or `name:value` (API.md §3.3).
    pub privileges: &'a str,
}

impl KsClaims<'_> {
    /// Signs a version 2 session string without asking the server (API.md §3.2, transcript
    /// 09-ks-locally-generated-v2). The secret does not travel.
    pub fn sign(&self, secret: &AdminSecret, random: &Random) -> Ks {
        let mut salt = [0_u8; 16];
        random.fill(&mut salt);
        let fields = self.fields();

        let mut signed = Zeroizing::new(Vec::with_capacity(16 + fields.len()));
        signed.extend_from_slice(&salt);
        signed.extend_from_slice(fields.as_bytes());

        let mut plain = Zeroizing::new(Vec::with_capacity(20 + signed.len() + 16));
        plain.extend_from_slice(&Sha1::digest(&*signed));
        plain.extend_from_slice(&signed);
        // Zero bytes up to the next whole block, none when it is whole already.
        let padded = plain.len().next_multiple_of(16);
        plain.resize(padded, 0);

        let key = Sha1::digest(secret.reveal().as_bytes());
        let mut cipher_key = Zeroizing::new([0_u8; 16]);
        cipher_key.copy_from_slice(&key[..16]);
        let mut cipher = cbc::Encryptor::<Aes128>::new((&*cipher_key).into(), &[0_u8; 16].into());

        let mut bytes = format!("v2|{}|", self.partner_id).into_bytes();
        for chunk in plain.chunks_exact(16) {
            let mut block = Block::<Aes128>::default();
            block.copy_from_slice(chunk);
            cipher.encrypt_block(&mut block);
            bytes.extend_from_slice(&block);
        }
        Ks { text: Secret::new(BASE64.encode(bytes)), partner: self.partner_id }
    }

    /// The content as a query string: privileges first, then expiry, type and user.
    fn fields(&self) -> Zeroizing<String> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for privilege in self.privileges.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = match privilege.split_once(':') {
                Some(pair) => pair,
                None if privilege == "*" => ("all", "*"),
                None => (privilege, ""),
            };
            query.append_pair(name, value);
        }
        query.append_pair("_e", &self.expires.get().to_string());
        query.append_pair("_t", &self.session_type.code().to_string());
        query.append_pair("_u", self.user_id);
        Zeroizing::new(query.finish())
    }
}
