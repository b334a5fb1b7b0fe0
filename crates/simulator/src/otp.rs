//! Six-digit codes of an authenticator app: TOTP with SHA-1 and steps of 30 seconds (API.md §9).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const STEP_SECONDS: i64 = 30;

/// The code that belongs to a moment. `secret` is base32; one that is not gives no code.
pub fn code(secret: &str, at: i64) -> Option<String> {
    let key = base32(secret)?;
    let step = u64::try_from(at / STEP_SECONDS).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// Whether a code is right now, or was or will be in the step beside it. The same code is good
/// again within its window (12-login-otp-right-again-same-code).
pub(crate) fn accepts(secret: &str, given: &str, now: i64) -> bool {
    [0, -STEP_SECONDS, STEP_SECONDS]
        .iter()
        .any(|shift| code(secret, now + shift).as_deref() == Some(given))
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for c in text.bytes().filter(|c| !matches!(c, b'=' | b' ')) {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a',
            b'2'..=b'7' => c - b'2' + 26,
            _ => return None,
        };
        held = (held << 5) | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// A base32 secret of 16 letters made from a number.
pub(crate) fn secret(mut number: u64) -> String {
    (0..16)
        .map(|_| {
            let digit = u8::try_from(number % 32).unwrap_or(0);
            number = number.rotate_right(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            char::from(if digit < 26 { b'A' + digit } else { b'2' + digit - 26 })
        })
        .collect()
}
