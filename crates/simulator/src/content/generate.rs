//! Entries made from a seed: the same seed, account and number give the same entry, worked out
//! when it is asked for. Creation times never fall with the number, a good part of some
//! accounts was made in one second, and texts are as odd as real ones.

use super::entry::{Caption, Category, Entry, Event, Link, Metadata, MetadataProfile};
use super::library::{NO_MEDIA_TYPE, Row};
use super::words;
use crate::seed::dice;

/// The span over which entries were made.
const FIRST_CREATED: i64 = 1_500_000_000;
const LAST_CREATED: i64 = 1_795_000_000;

/// 36⁸: how many ids of the usual form there are.
const IDS: u64 = 2_821_109_907_456;
/// Scatters numbers over the ids; it shares no factor with 36.
const SCATTER: u64 = 1_234_567_890_121;
/// The most entries an account can have: what is left of an id is for the account.
pub(crate) const MAX_ENTRIES: u32 = 1 << 21;
/// As many accounts can have ids of their own.
const ACCOUNTS: i64 = 1_300_000;

/// How long a very long description is: more than a cell of a spreadsheet takes.
const LONG_TEXT: usize = 40_000;

/// Makes the entries of one account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Maker {
    pub(crate) seed: u64,
    pub(crate) partner: i64,
    pub(crate) count: u32,
}

impl Maker {
    fn roll(&self, salt: u64, number: u32) -> u64 {
        dice(self.seed ^ self.partner.unsigned_abs().rotate_left(17), salt, u64::from(number))
    }

    /// A pick from a list.
    fn pick<T: Copy>(&self, list: &[T], salt: u64, number: u32) -> Option<T> {
        let at = self.roll(salt, number) % u64::try_from(list.len().max(1)).unwrap_or(1);
        usize::try_from(at).ok().and_then(|at| list.get(at)).copied()
    }

    fn word(&self, list: &[&'static str], salt: u64, number: u32) -> &'static str {
        self.pick(list, salt, number).unwrap_or_default()
    }

    /// The id of an entry.
    pub(crate) fn id(&self, number: u32) -> String {
        let slot = u64::try_from(self.partner.rem_euclid(ACCOUNTS)).unwrap_or(0);
        let plain = (slot * u64::from(MAX_ENTRIES) + u64::from(number)) % IDS;
        let scattered = u128::from(plain) * u128::from(SCATTER) % u128::from(IDS);
        base36(u64::try_from(scattered).unwrap_or(0))
    }

    /// The number of an id of this account.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        let scattered = from_base36(id)?;
        let plain = u128::from(scattered) * inverse() % u128::from(IDS);
        let slot = u128::try_from(self.partner.rem_euclid(ACCOUNTS)).ok()?;
        let number = plain.checked_sub(slot * u128::from(MAX_ENTRIES))?;
        let number = u32::try_from(number).ok()?;
        (number < self.count).then_some(number)
    }

    /// One account in three was filled by a bulk upload: nearly half of its entries share a
    /// second.
    fn bulk(&self) -> Option<(u32, u32)> {
        if self.count < 4 || !self.roll(1, 0).is_multiple_of(3) {
            return None;
        }
        let from = self.count / 4;
        Some((from, from + u32::try_from(u64::from(self.count) * 45 / 100).unwrap_or(0)))
    }

    fn created_at(&self, number: u32) -> i64 {
        let number = match self.bulk() {
            Some((from, to)) if (from..to).contains(&number) => from,
            _ => number,
        };
        let span = LAST_CREATED - FIRST_CREATED;
        let step = span / i64::from(self.count.max(1));
        // A third of the rest comes in the same second as the one before.
        let number =
            if self.roll(2, number).is_multiple_of(3) && number > 0 { number - 1 } else { number };
        FIRST_CREATED + step * i64::from(number)
    }

    /// What queries look at, cheaply.
    pub(crate) fn row(&self, number: u32) -> Row {
        let media_type: i16 = match self.roll(3, number) % 100 {
            0..=63 => 1,
            64..=76 => 2,
            77..=89 => 5,
            90..=97 => 201,
            _ => NO_MEDIA_TYPE,
        };
        let status: i8 = match self.roll(4, number) % 100 {
            0..=84 => 2,
            85..=89 => 7,
            90..=92 => 3,
            93..=94 => 0,
            95..=96 => 1,
            97 => 4,
            _ => -1,
        };
        let moderation: i8 = match self.roll(5, number) % 100 {
            0..=89 => 6,
            90..=93 => 2,
            94..=95 => 5,
            96..=97 => 1,
            98 => 3,
            _ => 4,
        };
        Row {
            created_at: self.created_at(number),
            media_type,
            status,
            moderation,
            kind: match media_type {
                201 => 7,
                NO_MEDIA_TYPE => 6,
                _ => 1,
            },
            display_in_search: if self.roll(6, number).is_multiple_of(200) { -1 } else { 1 },
        }
    }

    /// The whole entry.
    pub(crate) fn entry(&self, number: u32) -> Entry {
        let row = self.row(number);
        let created_at = row.created_at;
        let title = self.word(words::TITLES, 10, number);
        let name = match self.roll(11, number) % 12 {
            0 => self.word(words::ODD, 12, number).to_owned(),
            _ => format!("{title} {number:05}"),
        };
        let description = match self.roll(13, number) % 4000 {
            0 => "A very long text, öäü. ".repeat(LONG_TEXT / 23 + 1),
            _ => self.word(words::DESCRIPTIONS, 14, number).to_owned(),
        };
        let has = |salt, one_in| self.roll(salt, number).is_multiple_of(one_in);
        let other = |salt| {
            self.id(
                u32::try_from(self.roll(salt, number) % u64::from(self.count.max(1))).unwrap_or(0)
            )
        };
        let user =
            |salt| format!("user{:03}@{}.example", self.roll(salt, number) % 40, self.partner);
        let plays = if has(130, 3) { self.roll(131, number) % 5_000 } else { 0 };
        let last_played =
            created_at + i64::try_from(self.roll(132, number) % 9_000_000).unwrap_or(0);
        Entry {
            id: self.id(number),
            name,
            description,
            tags: self.tags(number),
            user_id: user(15),
            creator_id: user(if has(27, 8) { 28 } else { 15 }),
            status: row.status.into(),
            kind: row.kind.into(),
            media_type: (row.media_type != NO_MEDIA_TYPE).then_some(row.media_type.into()),
            moderation: row.moderation.into(),
            display_in_search: row.display_in_search.into(),
            created_at,
            updated_at: created_at + i64::try_from(self.roll(16, number) % 3_000_000).unwrap_or(0),
            ms_duration: match (row.media_type, row.status) {
                (201 | 2, _) => Some(0),
                (NO_MEDIA_TYPE, _) | (_, 7 | 0) => None,
                _ => Some(i64::try_from(self.roll(17, number) % 9_000_000).unwrap_or(0)),
            },
            reference_id: has(18, 3).then(|| match self.roll(19, number) % 5 {
                0 => format!("{number:06}"),
                _ => format!("REF-{}-{number:05}", self.partner),
            }),
            group_id: has(20, 40).then(|| format!("grp{}", self.roll(21, number) % 9)),
            redirect_entry_id: has(22, 90).then(|| other(23)),
            template_entry_id: has(24, 90).then(|| other(25)),
            start_date: has(26, 30).then_some(created_at + 86_400),
            end_date: has(26, 60).then_some(created_at + 90 * 86_400),
            plays: i64::try_from(plays).unwrap_or(0),
            views: i64::try_from(plays * 2 + self.roll(133, number) % 7).unwrap_or(0),
            last_played_at: (plays > 0).then_some(last_played),
            links: self.links(number, created_at),
            captions: self.captions(number),
            metadata: self.metadata(number),
            events: if row.kind == 7 { self.events(number) } else { Vec::new() },
        }
    }

    fn tags(&self, number: u32) -> String {
        let mut tags: Vec<&str> = Vec::new();
        for salt in 30..30 + self.roll(29, number) % 4 {
            let tag = self.word(words::TAGS, salt, number);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags.join(", ")
    }

    /// How many categories the account has, and the number of the first one.
    fn category_numbers(&self) -> (u32, i64) {
        let count = if self.count == 0 { 0 } else { (self.count / 20).clamp(3, 700) };
        (count, self.partner * 1000 + 1)
    }

    pub(crate) fn categories(&self) -> Vec<Category> {
        let (count, first) = self.category_numbers();
        let mut list: Vec<Category> = Vec::new();
        for number in 0..count {
            let plain = self.word(words::CATEGORY_NAMES, 40, number);
            let name = if number < 4 { plain.to_owned() } else { format!("{plain} {number}") };
            let id = first + i64::from(number);
            // Roots first; then each hangs below an earlier one.
            let parent = (number >= 4 && !self.roll(41, number).is_multiple_of(10))
                .then(|| usize::try_from(self.roll(42, number) % u64::from(number)).ok())
                .flatten()
                .and_then(|at| list.get(at));
            let mut path = parent.map(|parent| parent.path.clone()).unwrap_or_default();
            path.push(id);
            let full_name = parent
                .map_or_else(|| name.clone(), |parent| format!("{}>{name}", parent.full_name));
            let parent = parent.map_or(0, |parent| parent.id);
            let created_at = FIRST_CREATED + i64::from(number);
            list.push(Category { id, parent, name, full_name, path, created_at });
        }
        list
    }

    fn links(&self, number: u32, created_at: i64) -> Vec<Link> {
        let (count, first) = self.category_numbers();
        let mut links: Vec<Link> = Vec::new();
        let wanted = match self.roll(50, number) % 10 {
            0..=3 => 0,
            4..=7 => 1,
            8 => 2,
            _ => 4,
        };
        for salt in 51..51 + wanted {
            let category = first
                + i64::try_from(self.roll(salt, number) % u64::from(count.max(1))).unwrap_or(0);
            if links.iter().any(|link| link.category == category) {
                continue;
            }
            let status = match self.roll(salt + 10, number) % 30 {
                0 => 1,
                1 => 4,
                2 => 3,
                _ => 2,
            };
            links.push(Link { category, status, created_at: created_at + 120 });
        }
        links
    }

    fn captions(&self, number: u32) -> Vec<Caption> {
        let wanted = match self.roll(70, number) % 10 {
            0..=6 => 0,
            7 | 8 => 1,
            _ => 3,
        };
        (0..wanted)
            .map(|at| Caption {
                // One letter more than ids of entries: none of them can be one of these.
                id: format!("{}{at}", self.id(number)),
                language: self.word(words::LANGUAGES, 71 + at, number).to_owned(),
                status: match self.roll(80 + at, number) % 20 {
                    0 => -1,
                    1 => 0,
                    2 => 3,
                    _ => 2,
                },
            })
            .collect()
    }

    /// Two accounts in three have a profile; its number is the account's own.
    fn profile(&self) -> Option<i64> {
        (!self.roll(90, 0).is_multiple_of(3)).then_some(self.partner)
    }

    pub(crate) fn profiles(&self) -> Vec<MetadataProfile> {
        self.profile().map(MetadataProfile::course_data).into_iter().collect()
    }

    fn metadata(&self, number: u32) -> Vec<Metadata> {
        let Some(profile) = self.profile().filter(|_| self.roll(91, number).is_multiple_of(3))
        else {
            return Vec::new();
        };
        let mut fields = Vec::new();
        if !self.roll(92, number).is_multiple_of(8) {
            let value = self.word(words::DEPARTMENTS, 93, number).to_owned();
            fields.push(("Department".to_owned(), vec![value]));
        }
        let mut audiences: Vec<String> = Vec::new();
        for salt in 95..95 + self.roll(94, number) % 4 {
            let audience = self.word(words::AUDIENCES, salt, number).to_owned();
            if !audiences.contains(&audience) {
                audiences.push(audience);
            }
        }
        if !audiences.is_empty() {
            fields.push(("Audience".to_owned(), audiences));
        }
        if self.roll(100, number).is_multiple_of(2) {
            let at = 1_700_000_000 + self.roll(101, number) % 90_000_000;
            fields.push(("ReviewDate".to_owned(), vec![at.to_string()]));
        }
        vec![Metadata { id: self.own_number(number, 0), profile, status: 1, fields }]
    }

    fn events(&self, number: u32) -> Vec<Event> {
        let wanted = match self.roll(110, number) % 6 {
            0..=2 => 0,
            3 | 4 => 1,
            _ => 3,
        };
        (0..wanted)
            .map(|at| {
                let start = FIRST_CREATED
                    + i64::try_from(self.roll(111 + at, number) % 300_000_000).unwrap_or(0);
                Event {
                    id: self.own_number(number, i64::try_from(at).unwrap_or(0)),
                    kind: 2,
                    status: if self.roll(120 + at, number).is_multiple_of(12) { 1 } else { 2 },
                    start,
                    end: start + 3600,
                    summary: format!("Event {at} of {}", self.id(number)),
                    tags: if at == 0 { String::new() } else { "ev, series".to_owned() },
                    source_entry_id: (at == 2).then(|| self.id(0)),
                    recurrence: 0,
                    parent: None,
                }
            })
            .collect()
    }

    /// A number that nothing else has.
    fn own_number(&self, number: u32, at: i64) -> i64 {
        (self.partner % 1_000_000) * 10_000_000 + i64::from(number) * 4 + at + 1
    }
}

fn base36(mut value: u64) -> String {
    let mut digits = [b'0'; 8];
    for digit in digits.iter_mut().rev() {
        let low = u8::try_from(value % 36).unwrap_or(0);
        *digit = if low < 10 { b'0' + low } else { b'a' + low - 10 };
        value /= 36;
    }
    let mut id = String::with_capacity(10);
    id.push_str("0_");
    id.extend(digits.iter().map(|digit| char::from(*digit)));
    id
}

fn from_base36(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("0_").filter(|rest| rest.len() == 8)?;
    digits.bytes().try_fold(0, |value: u64, digit| {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            _ => return None,
        };
        Some(value * 36 + u64::from(digit))
    })
}

/// The number that undoes [`SCATTER`].
fn inverse() -> u128 {
    let (mut old, mut new) = (i128::from(SCATTER), i128::from(IDS));
    let (mut old_factor, mut factor) = (1_i128, 0_i128);
    while new != 0 {
        let quotient = old / new;
        (old, new) = (new, old - quotient * new);
        (old_factor, factor) = (factor, old_factor - quotient * factor);
    }
    u128::try_from(old_factor.rem_euclid(i128::from(IDS))).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_number() {
        let maker = Maker { seed: 7, partner: 1_842_315, count: 30_000 };
        for number in [0, 1, 2, 17, 29_999] {
            assert_eq!(maker.number(&maker.id(number)), Some(number));
        }
        let other = Maker { partner: 1_842_316, ..maker };
        assert_eq!(other.number(&maker.id(5)), None);
    }

    #[test]
    fn creation_times_never_fall_with_the_number() {
        for partner in 1_842_310..1_842_330 {
            let maker = Maker { seed: 3, partner, count: 5_000 };
            let times: Vec<i64> = (0..maker.count).map(|n| maker.row(n).created_at).collect();
            assert!(times.is_sorted());
        }
    }

    #[test]
    fn some_accounts_have_very_many_entries_of_one_second() {
        let shared = (1_842_310..1_842_330)
            .filter(|partner| {
                let maker = Maker { seed: 3, partner: *partner, count: 24_000 };
                let bulk = maker.bulk();
                bulk.is_some_and(|(from, to)| {
                    to - from > 10_000 && maker.row(from).created_at == maker.row(to - 1).created_at
                })
            })
            .count();
        assert!(shared > 2, "{shared}");
    }

    #[test]
    fn a_row_says_the_same_as_its_entry() {
        let maker = Maker { seed: 9, partner: 55, count: 400 };
        for number in 0..maker.count {
            assert_eq!(Row::of(&maker.entry(number)), maker.row(number));
        }
    }
}
