//! Accounts made from a seed: the same seed and number give the same account, worked out when it
//! is asked for and not kept. What a world looks like as a whole is in `worlds.rs`, the words it
//! is made of in `words.rs`.

pub(crate) mod setup;
pub(crate) mod words;
pub(crate) mod worlds;

use sha1::{Digest, Sha1};

use crate::partner::{Partner, group, status};
use words::{PEOPLE, Tongue, tongue};
use worlds::Plan;

/// Days over which accounts were created: 2 January 2013 to the middle of November 2026.
const FIRST_CREATED: i64 = 1_357_120_800;
const LAST_CREATED: i64 = 1_794_900_000;

/// Ids of generated children leave gaps, as on a shared server: one in every this many numbers.
const ID_STEP: i64 = 4;

/// How many of the first children are templates.
const TEMPLATES: u32 = 6;

/// A number that depends on nothing but its arguments (splitmix64).
pub(crate) fn dice(seed: u64, salt: u64, index: u64) -> u64 {
    let mut z = seed
        .wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(index.wrapping_mul(0xbf58_476d_1ce4_e5b9))
        .wrapping_add(0x94d0_49bb_1331_11eb);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A secret of 32 hex digits that belongs to a partner and a purpose.
pub(crate) fn secret(seed: u64, partner: i64, purpose: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("{seed}:{partner}:{purpose}"));
    hex(&hash.finalize()[..16])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The children of a generated parent.
#[derive(Debug)]
pub(crate) struct Children {
    pub(crate) seed: u64,
    pub(crate) plan: &'static Plan,
    pub(crate) parent: i64,
    pub(crate) first_id: i64,
    pub(crate) count: u32,
}

impl Children {
    fn roll(&self, salt: u64, index: u32) -> u64 {
        dice(self.seed, salt, u64::from(index))
    }

    pub(crate) fn id(&self, index: u32) -> i64 {
        let jitter = i64::try_from(self.roll(1, index) % 4).unwrap_or(0);
        self.first_id + i64::from(index) * ID_STEP + jitter.min(ID_STEP - 1)
    }

    pub(crate) fn index_of(&self, id: i64) -> Option<u32> {
        let index = u32::try_from(id.checked_sub(self.first_id)? / ID_STEP).ok()?;
        (id >= self.first_id && index < self.count && self.id(index) == id).then_some(index)
    }

    /// The first id that no generated child has.
    pub(crate) fn end_id(&self) -> i64 {
        self.first_id + i64::from(self.count) * ID_STEP
    }

    /// Mostly active, some blocked, removed, a few read-only, deleted.
    pub(crate) fn status(&self, index: u32) -> u8 {
        if index < TEMPLATES {
            return status::ACTIVE;
        }
        match self.roll(2, index) % 1000 {
            0..=889 => status::ACTIVE,
            890..=944 => status::BLOCKED,
            945..=979 => status::REMOVED,
            980..=991 => status::READ_ONLY,
            _ => status::DELETED,
        }
    }

    pub(crate) fn group(index: u32) -> u8 {
        if index < TEMPLATES { group::TEMPLATE } else { group::PUBLISHER }
    }

    /// Later ids were created later, though not evenly.
    pub(crate) fn created_at(&self, index: u32) -> i64 {
        let span = LAST_CREATED - FIRST_CREATED;
        let step = span / i64::from(self.count.max(1));
        let jitter = i64::try_from(self.roll(3, index) >> 33).unwrap_or(0) % step.max(1);
        FIRST_CREATED + step * i64::from(index) + jitter
    }

    /// The e-mail that owns the account and can sign in.
    pub(crate) fn email(&self, index: u32) -> String {
        let tongue = self.tongue(index);
        let (_, _, latin) = self.person(index, tongue);
        format!("{latin}@{}", self.domain(index, tongue))
    }

    fn tongue(&self, index: u32) -> &'static Tongue {
        tongue(self.roll(4, index))
    }

    fn person(&self, index: u32, tongue: &Tongue) -> (&'static str, &'static str, String) {
        let people = PEOPLE.iter().find(|p| p.language == tongue.language).unwrap_or(&PEOPLE[0]);
        let given = words::pick(people.given, self.roll(5, index));
        let family = words::pick(people.family, self.roll(6, index));
        (given.0, family.0, format!("{}.{}", given.1, family.1))
    }

    fn domain(&self, index: u32, tongue: &Tongue) -> String {
        let place = words::pick(tongue.places, self.roll(7, index));
        let kind = words::pick(self.plan.kinds(tongue.language), self.roll(8, index));
        format!("{}-{}{}.example", place.1, kind.1, index)
    }

    fn name(&self, index: u32, tongue: &Tongue) -> String {
        if index < TEMPLATES {
            return self.plan.templates[index as usize % self.plan.templates.len()].to_owned();
        }
        let place = words::pick(tongue.places, self.roll(7, index)).0;
        let kind = words::pick(self.plan.kinds(tongue.language), self.roll(8, index)).0;
        let joined = tongue.join.replace("{place}", place).replace("{kind}", kind);
        let elides = tongue.language == "fr" && place.starts_with(['A', 'I', 'Î', 'O', 'É']);
        let plain = if elides { joined.replacen(" de ", " d’", 1) } else { joined };
        match self.roll(9, index) % 100 {
            0 => words::pick_str(words::LONG, self.roll(10, index)).replace("{name}", &plain),
            1 | 2 => words::pick_str(words::MARKED, self.roll(10, index)).replace("{name}", &plain),
            3..=22 => {
                words::pick_str(self.plan.parts, self.roll(10, index)).replace("{name}", &plain)
            }
            _ => plain,
        }
    }

    /// The whole account.
    pub(crate) fn partner(&self, index: u32) -> Partner {
        let tongue = self.tongue(index);
        let (given, family, latin) = self.person(index, tongue);
        let domain = self.domain(index, tongue);
        let mut partner = Partner::new(self.id(index), Some(self.parent), self.created_at(index));
        partner.status = self.status(index);
        partner.group = Self::group(index);
        partner.set("name", self.name(index, tongue));
        let order = if tongue.family_first { (family, given) } else { (given, family) };
        partner.set("adminName", format!("{} {}", order.0, order.1));
        partner.set("firstName", given);
        partner.set("lastName", family);
        partner.set("adminEmail", format!("{latin}@{domain}"));
        partner.set("adminUserId", format!("{latin}@{domain}"));
        partner.set("description", words::pick_str(self.plan.descriptions, self.roll(11, index)));
        partner.set("commercialUse", i64::from(!self.roll(12, index).is_multiple_of(4)));
        partner.set("type", if self.roll(13, index).is_multiple_of(3) { 1 } else { 109 });
        if !self.roll(14, index).is_multiple_of(5) {
            partner.set("website", format!("https://www.{domain}"));
        }
        if !self.roll(15, index).is_multiple_of(6) {
            let number = self.roll(16, index);
            partner.set(
                "phone",
                tongue
                    .phone
                    .replace("{a}", &format!("{:03}", 100 + number % 900))
                    .replace("{b}", &format!("{:04}", (number >> 16) % 10_000)),
            );
        }
        if !self.roll(17, index).is_multiple_of(3) {
            partner.set("referenceId", format!("{}-{:05}", self.plan.reference, index + 1));
        }
        partner
    }
}
