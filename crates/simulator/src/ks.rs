//! Kaltura sessions: both versions made and verified (API.md §3.2), written for the server's
//! side and sharing nothing with the client crate. Who may do what with one is in `access.rs`.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha1::{Digest, Sha1};

use crate::seed::hex;

/// A session, as its text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ks {
    pub(crate) partner: i64,
    pub(crate) user: String,
    /// 0 USER, 2 ADMIN.
    pub(crate) kind: i64,
    /// Unix seconds.
    pub(crate) expiry: i64,
    /// Comma-separated, `name` or `name:value`.
    pub(crate) privileges: String,
}

impl Ks {
    pub(crate) fn is_admin(&self) -> bool {
        self.kind >= 1
    }

    /// The value of a privilege; a privilege without a value has the empty one.
    pub(crate) fn privilege(&self, name: &str) -> Option<&str> {
        self.privileges.split(',').find_map(|privilege| {
            let (own, value) = privilege.split_once(':').unwrap_or((privilege, ""));
            (own.trim() == name).then_some(value)
        })
    }

    /// What sessions of one sign-in have in common; those of an app token, its name
    /// (06-appToken-startSession-ok).
    pub(crate) fn session_id(&self) -> Option<&str> {
        self.privilege("sessionid").filter(|id| !id.is_empty())
    }

    /// Version 2: encrypted fields behind a clear partner id.
    pub(crate) fn to_v2(&self, admin_secret: &str, random: [u8; 16]) -> String {
        let mut fields: Vec<String> = self
            .privileges
            .split(',')
            .filter(|privilege| !privilege.is_empty())
            .map(|privilege| {
                let (name, value) = privilege.split_once(':').unwrap_or((privilege, ""));
                let name = if name == "*" { "all=*".into() } else { format!("{}=", encode(name)) };
                if name.starts_with("all=") { name } else { format!("{name}{}", encode(value)) }
            })
            .collect();
        fields.push(format!("_e={}", self.expiry));
        fields.push(format!("_t={}", self.kind));
        fields.push(format!("_u={}", encode(&self.user)));
        let mut plain = random.to_vec();
        plain.extend_from_slice(fields.join("&").as_bytes());
        let digest = Sha1::digest(&plain);
        let mut message = digest.to_vec();
        message.append(&mut plain);
        message.resize(message.len().next_multiple_of(16), 0);
        encrypt(&mut message, admin_secret);
        let mut signed = format!("v2|{}|", self.partner).into_bytes();
        signed.append(&mut message);
        URL_SAFE.encode(signed)
    }

    /// Version 1: clear text with a hash in front.
    pub(crate) fn to_v1(&self, admin_secret: &str, random: &str) -> String {
        let info = format!(
            "{0};{0};{1};{2};{random};{3};{4};;",
            self.partner, self.expiry, self.kind, self.user, self.privileges
        );
        STANDARD.encode(format!("{}|{info}", sha1_hex(&format!("{admin_secret}{info}"))))
    }
}

/// A session text taken apart as far as that goes without a secret.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) partner: i64,
    body: Body,
}

#[derive(Debug)]
enum Body {
    V1 { hash: String, info: String },
    V2(Vec<u8>),
}

impl Sealed {
    /// `None` for texts that are no session at all.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let standard = text.trim().replace('-', "+").replace('_', "/");
        let bytes = STANDARD.decode(standard.as_bytes()).ok()?;
        if let Some(rest) = bytes.strip_prefix(b"v2|") {
            let bar = rest.iter().position(|byte| *byte == b'|')?;
            let partner = std::str::from_utf8(rest.get(..bar)?).ok()?.parse().ok()?;
            return Some(Self { partner, body: Body::V2(rest.get(bar + 1..)?.to_vec()) });
        }
        let clear = String::from_utf8(bytes).ok()?;
        let (hash, info) = clear.split_once('|')?;
        let partner = info.split(';').next()?.parse().ok()?;
        Some(Self { partner, body: Body::V1 { hash: hash.to_owned(), info: info.to_owned() } })
    }

    /// The session, if it was signed with this secret.
    pub(crate) fn open(&self, admin_secret: &str) -> Option<Ks> {
        match &self.body {
            Body::V1 { hash, info } => {
                if sha1_hex(&format!("{admin_secret}{info}")) != *hash {
                    return None;
                }
                let mut fields = info.split(';');
                let partner = fields.next()?.parse().ok()?;
                let expiry = fields.nth(1)?.parse().ok()?;
                let kind = fields.next()?.parse().ok()?;
                let user = fields.nth(1)?.to_owned();
                let privileges = fields.next()?.to_owned();
                Some(Ks { partner, user, kind, expiry, privileges })
            }
            Body::V2(cipher) => open_v2(self.partner, cipher, admin_secret),
        }
    }
}

fn open_v2(partner: i64, cipher: &[u8], admin_secret: &str) -> Option<Ks> {
    if cipher.is_empty() || !cipher.len().is_multiple_of(16) {
        return None;
    }
    let mut message = cipher.to_vec();
    decrypt(&mut message, admin_secret);
    let end = message.iter().rposition(|byte| *byte != 0)? + 1;
    let (digest, plain) = message.get(..end)?.split_at_checked(20)?;
    if Sha1::digest(plain).as_slice() != digest {
        return None;
    }
    let fields = std::str::from_utf8(plain.get(16..)?).ok()?;
    let mut ks = Ks { partner, user: String::new(), kind: 0, expiry: 0, privileges: String::new() };
    let mut privileges = Vec::new();
    for field in fields.split('&').filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let (name, value) = (decode(name), decode(value));
        match name.as_str() {
            "_e" => ks.expiry = value.parse().ok()?,
            "_t" => ks.kind = value.parse().ok()?,
            "_u" => ks.user = value,
            "all" if value == "*" => privileges.push("*".to_owned()),
            name if name.starts_with('_') => {}
            _ if value.is_empty() => privileges.push(name),
            _ => privileges.push(format!("{name}:{value}")),
        }
    }
    ks.privileges = privileges.join(",");
    Some(ks)
}

fn key(secret: &str) -> Aes128 {
    let digest = Sha1::digest(secret.as_bytes());
    let mut key = [0_u8; 16];
    key.copy_from_slice(&digest[..16]);
    Aes128::new(&key.into())
}

/// AES-128-CBC with an IV of zeros over whole blocks.
fn encrypt(message: &mut [u8], secret: &str) {
    let cipher = key(secret);
    let mut previous = [0_u8; 16];
    for block in message.chunks_exact_mut(16) {
        for (byte, before) in block.iter_mut().zip(previous) {
            *byte ^= before;
        }
        previous.copy_from_slice(block);
        let mut sealed = previous.into();
        cipher.encrypt_block(&mut sealed);
        block.copy_from_slice(&sealed);
        previous.copy_from_slice(block);
    }
}

fn decrypt(message: &mut [u8], secret: &str) {
    let cipher = key(secret);
    let mut previous = [0_u8; 16];
    for block in message.chunks_exact_mut(16) {
        let mut sealed = [0_u8; 16];
        sealed.copy_from_slice(block);
        let mut open = sealed.into();
        cipher.decrypt_block(&mut open);
        for ((byte, clear), before) in block.iter_mut().zip(open).zip(previous) {
            *byte = clear ^ before;
        }
        previous = sealed;
    }
}

pub(crate) fn sha1_hex(text: &str) -> String {
    hex(&Sha1::digest(text.as_bytes()))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
