//! Session strings signed here, taken apart again by the recipe of API.md §3.2.

use aes::Aes128;
use aes::cipher::{Block, BlockModeDecrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use kaltura::{AdminSecret, Ks, KsClaims, PartnerId, Random, SessionType, UnixSeconds};
use sha1::{Digest, Sha1};

use crate::support::{SECRET, counting, hex};

/// The decrypted content of a version 2 string: (hash is right, salt, fields).
fn open(ks: &Ks, secret: &str) -> (bool, Vec<u8>, String) {
    let bytes = URL_SAFE.decode(ks.reveal()).unwrap();
    let rest = bytes.strip_prefix(b"v2|").unwrap();
    let bar = rest.iter().position(|byte| *byte == b'|').unwrap();
    let cipher_text = &rest[bar + 1..];
    assert_eq!(cipher_text.len() % 16, 0);
    let key = Sha1::digest(secret.as_bytes());
    let key: [u8; 16] = key[..16].try_into().unwrap();
    let mut cipher = cbc::Decryptor::<Aes128>::new((&key).into(), &[0; 16].into());
    let mut plain = Vec::new();
    for chunk in cipher_text.chunks_exact(16) {
        let mut block = Block::<Aes128>::default();
        block.copy_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        plain.extend_from_slice(&block);
    }
    let end = plain.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let (hash, signed) = plain[..end].split_at(20);
    let is_right = hash == &Sha1::digest(signed)[..];
    let fields = String::from_utf8_lossy(&signed[16.min(signed.len())..]).into_owned();
    (is_right, signed[..16.min(signed.len())].to_vec(), fields)
}

/// The `_e` of a session string signed with [`SECRET`].
pub(crate) fn expiry_of(ks: &Ks) -> i64 {
    let (_, _, fields) = open(ks, SECRET);
    let value = fields.split('&').find_map(|pair| pair.strip_prefix("_e="));
    value.unwrap().parse().unwrap()
}

fn claims<'a>(user_id: &'a str, privileges: &'a str) -> KsClaims<'a> {
    KsClaims {
        partner_id: PartnerId::new(103),
        session_type: SessionType::Admin,
        user_id,
        expires: UnixSeconds::new(1_795_533_797),
        privileges,
    }
}

#[test]
fn a_signed_session_says_what_it_should_in_the_order_of_the_recipe() {
    let ks = claims("vera@parent.test", "disableentitlement,edit:1_abc,enablechangeaccount:105")
        .sign(&AdminSecret::new(SECRET), &counting());
    let (is_right, _, fields) = open(&ks, SECRET);
    assert!(is_right);
    assert_eq!(
        fields,
        "disableentitlement=&edit=1_abc&enablechangeaccount=105\
         &_e=1795533797&_t=2&_u=vera%40parent.test"
    );
    assert_eq!(ks.partner_id(), PartnerId::new(103));
}

#[test]
fn all_rights_have_a_name_of_their_own() {
    let ks = claims("", "*").sign(&AdminSecret::new(SECRET), &counting());
    assert!(open(&ks, SECRET).2.starts_with("all=*&_e="));
}

#[test]
fn a_user_id_of_any_script_survives() {
    let ks = claims("דנה & co=ü", "").sign(&AdminSecret::new(SECRET), &counting());
    let (_, _, fields) = open(&ks, SECRET);
    let pairs: Vec<_> = url::form_urlencoded::parse(fields.as_bytes()).collect();
    assert_eq!(pairs.last().unwrap().1, "דנה & co=ü");
}

#[test]
fn every_length_is_padded_with_as_few_zeros_as_possible() {
    for length in 0..40 {
        let user = "u".repeat(length);
        let ks = claims(&user, "").sign(&AdminSecret::new(SECRET), &counting());
        let (is_right, _, fields) = open(&ks, SECRET);
        assert!(is_right, "length {length}");
        assert!(fields.ends_with(&format!("_u={user}")));
        let plain = 20 + 16 + fields.len();
        let bytes = URL_SAFE.decode(ks.reveal()).unwrap();
        assert_eq!(bytes.len() - b"v2|103|".len(), plain.next_multiple_of(16));
    }
}

#[test]
fn another_secret_does_not_open_it_and_the_first_block_is_random() {
    let random = counting();
    let secret = AdminSecret::new(SECRET);
    let (one, two) =
        (claims("v", "").sign(&secret, &random), claims("v", "").sign(&secret, &random));
    assert_ne!(one.reveal(), two.reveal());
    assert!(!open(&one, "another secret").0);
    assert_eq!(open(&one, SECRET).2, open(&two, SECRET).2);
}

#[test]
fn the_same_input_gives_the_string_that_another_implementation_gave() {
    // Made by an independent script after API.md §3.2, with 16 zero bytes for the random ones.
    let zero = Random::new(|buffer: &mut [u8]| buffer.fill(0));
    let ks = claims("vera", "disableentitlement").sign(&AdminSecret::new(SECRET), &zero);
    assert_eq!(ks.reveal(), include_str!("../known.ks").trim());
}

#[test]
fn whose_a_session_is_stands_in_both_versions() {
    let v1_info = "105;105;1795533797;2;1795447397.1234;vera;;;";
    let hash = Sha1::digest(format!("{SECRET}{v1_info}"));
    let hash = hex(&hash);
    let v1 = base64::engine::general_purpose::STANDARD.encode(format!("{hash}|{v1_info}"));
    assert_eq!(Ks::new(v1).unwrap().partner_id(), PartnerId::new(105));

    let v2 = claims("v", "").sign(&AdminSecret::new(SECRET), &counting());
    let unpadded = v2.reveal().trim_end_matches('=').to_owned();
    assert_eq!(Ks::new(unpadded).unwrap().partner_id(), PartnerId::new(103));
    let standard = v2.reveal().replace('-', "+").replace('_', "/");
    assert_eq!(Ks::new(standard).unwrap().partner_id(), PartnerId::new(103));
}

#[test]
fn what_is_no_session_string_is_not_taken_for_one() {
    for text in ["", "hello", "Access to a->b was rate limited", "djJ8", SECRET, "👍"] {
        assert!(Ks::new(text).is_err(), "{text}");
    }
}
