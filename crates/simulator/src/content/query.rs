//! Which entries an entry filter finds, in which order, and which of them a page shows
//! (API.md §16.1, §16.3, §16.4).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use super::entry::Entry;
use super::errors;
use super::library::{Library, Row};
use crate::error::ApiError;
use crate::wire::deserialize::Given;

/// `…In` lists use this many values and drop the rest without a word.
pub(crate) const MAX_IN: usize = 500;
/// `idNotIn` of index lists uses this many (11-baseEntry-list-idNotIn-500).
pub(crate) const MAX_NOT_IN: usize = 150;
/// Offsets from here on are an error.
const WINDOW: usize = 10_000;
/// What a page size of 0 gives.
const UNLIMITED_PAGE: usize = 1_000;
const MAX_PAGE: usize = 500;
const DEFAULT_PAGE: usize = 30;

/// Tests that need only the index row.
#[derive(Debug)]
enum RowTest {
    Status { listed: Vec<i64>, wanted: bool },
    Moderation { listed: Vec<i64>, wanted: bool },
    Kind(Vec<i64>),
    MediaType(Vec<i64>),
    CreatedFrom(i64),
    CreatedTo(i64),
}

/// Tests that need the entry itself.
#[derive(Debug)]
enum EntryTest {
    IdIn(HashSet<String>),
    IdNotIn(HashSet<String>),
    NameIs(String),
    UserIs(String),
    GroupIs(String),
    ReferenceIn(HashSet<String>),
    UpdatedFrom(i64),
    UpdatedTo(i64),
    /// Phrases, any of which (or all of which) must stand in one tag.
    TagsAny(Vec<Vec<String>>),
    TagsAll(Vec<Vec<String>>),
    /// Has an active link to one of these.
    InAny(HashSet<i64>),
    InAll(HashSet<i64>),
    InNone(HashSet<i64>),
    /// Whether it has any active link.
    HasLinks(bool),
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    CreatedAt,
    UpdatedAt,
    Name,
    Recent,
}

/// A filter ready to be applied.
#[derive(Debug)]
pub(crate) struct Query {
    rows: Vec<RowTest>,
    entries: Vec<EntryTest>,
    order: Option<(Key, bool)>,
    /// What tells two queries apart.
    pub(crate) signature: String,
}

impl Query {
    /// Reads a filter. Without a status only READY ones are listed, and without a moderation
    /// status neither those awaiting moderation nor rejected ones (API.md §16.1).
    pub(crate) fn from(given: Option<&Given>, library: &Library) -> Self {
        let empty = Given::empty(&super::filters::BASE_ENTRY_FILTER);
        let given = given.unwrap_or(&empty);
        let signature = format!("{} {:?}", given.class.name, given.values);
        let mut rows = Vec::new();
        let numbers_of = |names: [&str; 2]| {
            names.into_iter().find_map(|name| given.filter_text(name)).map(numbers)
        };
        let status = numbers_of(["statusEqual", "statusIn"]);
        let not_status = numbers_of(["statusNotEqual", "statusNotIn"]);
        if status.is_none() && not_status.is_none() {
            rows.push(RowTest::Status { listed: vec![2], wanted: true });
        }
        rows.extend(status.map(|listed| RowTest::Status { listed, wanted: true }));
        rows.extend(not_status.map(|listed| RowTest::Status { listed, wanted: false }));
        let moderation = numbers_of(["moderationStatusEqual", "moderationStatusIn"]);
        let not_moderation = numbers_of(["moderationStatusNotEqual", "moderationStatusNotIn"]);
        if moderation.is_none() && not_moderation.is_none() {
            rows.push(RowTest::Moderation { listed: vec![1, 3], wanted: false });
        }
        rows.extend(moderation.map(|listed| RowTest::Moderation { listed, wanted: true }));
        rows.extend(not_moderation.map(|listed| RowTest::Moderation { listed, wanted: false }));
        rows.extend(numbers_of(["typeEqual", "typeIn"]).map(RowTest::Kind));
        rows.extend(given.int("mediaTypeEqual").map(|kind| RowTest::MediaType(vec![kind])));
        rows.extend(given.filter_text("mediaTypeIn").map(numbers).map(RowTest::MediaType));
        rows.extend(given.int("createdAtGreaterThanOrEqual").map(RowTest::CreatedFrom));
        rows.extend(given.int("createdAtLessThanOrEqual").map(RowTest::CreatedTo));
        Self {
            rows,
            entries: entry_tests(given, library),
            order: given.filter_text("orderBy").and_then(order),
            signature,
        }
    }

    /// The numbers of the entries found, in the order asked for; in the order of the index
    /// where none was.
    pub(crate) fn run(&self, library: &Library) -> Vec<u32> {
        let mut found: Vec<u32> = (0_u32..)
            .zip(library.rows())
            .filter(|(_, row)| row.display_in_search >= 0)
            .filter(|(_, row)| self.rows.iter().all(|test| test.holds_for(row)))
            .map(|(number, _)| number)
            .filter(|number| {
                self.entries.is_empty()
                    || library
                        .entry(*number)
                        .is_some_and(|entry| self.entries.iter().all(|t| t.holds_for(&entry)))
            })
            .collect();
        let row = |number: &u32| library.rows().get(*number as usize).copied();
        let created = |number: &u32| row(number).map_or(0, |row| row.created_at);
        let updated = |number: &u32| library.entry(*number).map_or(0, |entry| entry.updated_at);
        match self.order {
            None => {}
            Some((Key::CreatedAt, false)) => found.sort_by_key(created),
            Some((Key::CreatedAt, true) | (Key::Recent, _)) => {
                found.sort_by_key(|number| Reverse(created(number)));
            }
            Some((Key::UpdatedAt, false)) => found.sort_by_cached_key(updated),
            Some((Key::UpdatedAt, true)) => {
                found.sort_by_cached_key(|number| Reverse(updated(number)));
            }
            Some((Key::Name, descending)) => {
                found.sort_by_cached_key(|number| {
                    library.entry(*number).map_or_else(String::new, |e| e.name.to_lowercase())
                });
                if descending {
                    found.reverse();
                }
            }
        }
        found
    }

    pub(crate) fn is_ordered(&self) -> bool {
        self.order.is_some()
    }
}

impl RowTest {
    fn holds_for(&self, row: &Row) -> bool {
        match self {
            Self::Status { listed, wanted } => listed.contains(&row.status.into()) == *wanted,
            Self::Moderation { listed, wanted } => {
                listed.contains(&row.moderation.into()) == *wanted
            }
            Self::Kind(kinds) => kinds.contains(&row.kind.into()),
            Self::MediaType(kinds) => kinds.contains(&row.media_type.into()),
            Self::CreatedFrom(at) => row.created_at >= *at,
            Self::CreatedTo(at) => row.created_at <= *at,
        }
    }
}

impl EntryTest {
    fn holds_for(&self, entry: &Entry) -> bool {
        let active = || entry.links.iter().filter(|link| link.status == 2).map(|l| l.category);
        // Pending and rejected links count for "not in" (11-baseEntry-list-categoriesIdsEmpty).
        let linked = || entry.links.iter().filter(|link| link.status != 3).map(|l| l.category);
        match self {
            Self::IdIn(ids) => ids.contains(&entry.id),
            Self::IdNotIn(ids) => !ids.contains(&entry.id),
            Self::NameIs(name) => entry.name == *name,
            Self::UserIs(user) => entry.user_id == *user,
            Self::GroupIs(group) => entry.group_id.as_ref() == Some(group),
            Self::ReferenceIn(ids) => {
                entry.reference_id.as_ref().is_some_and(|id| ids.contains(id))
            }
            Self::UpdatedFrom(at) => entry.updated_at >= *at,
            Self::UpdatedTo(at) => entry.updated_at <= *at,
            Self::TagsAny(phrases) => {
                let tags = folded_tags(&entry.tags);
                phrases.iter().any(|phrase| stands_in(phrase, &tags))
            }
            Self::TagsAll(phrases) => {
                let tags = folded_tags(&entry.tags);
                phrases.iter().all(|phrase| stands_in(phrase, &tags))
            }
            Self::InAny(ids) => active().any(|id| ids.contains(&id)),
            Self::InAll(ids) => {
                let own: HashSet<i64> = active().collect();
                ids.is_subset(&own)
            }
            Self::InNone(ids) => !linked().any(|id| ids.contains(&id)),
            Self::HasLinks(wanted) => linked().next().is_some() == *wanted,
            Self::Nothing => false,
        }
    }
}

fn entry_tests(given: &Given, library: &Library) -> Vec<EntryTest> {
    let mut tests = Vec::new();
    let text = |name: &str| given.filter_text(name).map(str::to_owned);
    let one_or_many = |one: &str, many: &str| {
        text(one)
            .map(|id| HashSet::from([id]))
            .or_else(|| given.filter_text(many).map(|list| texts(list, MAX_IN).collect()))
    };
    tests.extend(one_or_many("idEqual", "idIn").map(EntryTest::IdIn));
    tests.extend(
        given
            .filter_text("idNotIn")
            .map(|list| EntryTest::IdNotIn(texts(list, MAX_NOT_IN).collect())),
    );
    tests.extend(one_or_many("referenceIdEqual", "referenceIdIn").map(EntryTest::ReferenceIn));
    tests.extend(text("nameEqual").map(EntryTest::NameIs));
    tests.extend(text("userIdEqual").map(EntryTest::UserIs));
    tests.extend(text("groupIdEqual").map(EntryTest::GroupIs));
    tests.extend(text("rootEntryIdEqual").map(|id| EntryTest::IdIn(HashSet::from([id]))));
    tests.extend(given.int("updatedAtGreaterThanOrEqual").map(EntryTest::UpdatedFrom));
    tests.extend(given.int("updatedAtLessThanOrEqual").map(EntryTest::UpdatedTo));
    for (name, all) in [("tagsLike", true), ("tagsMultiLikeOr", false), ("tagsMultiLikeAnd", true)]
    {
        let Some(list) = given.filter_text(name) else { continue };
        let phrases: Vec<Vec<String>> =
            list.split(',').map(words_of).filter(|phrase| !phrase.is_empty()).collect();
        tests.push(match (phrases.is_empty(), all) {
            (true, _) => EntryTest::Nothing,
            (false, true) => EntryTest::TagsAll(phrases),
            (false, false) => EntryTest::TagsAny(phrases),
        });
    }
    let ids = |name: &str| {
        given.filter_text(name).map(|list| numbers(list).into_iter().collect::<HashSet<i64>>())
    };
    if let Some(roots) = ids("categoryAncestorIdIn") {
        let below =
            |category: &&super::entry::Category| category.path.iter().any(|id| roots.contains(id));
        tests.push(EntryTest::InAny(
            library.categories.iter().filter(below).map(|category| category.id).collect(),
        ));
    }
    if let Some(names) = given.filter_text("categoriesMatchOr") {
        let names: Vec<&str> = names.split(',').collect();
        let below = |category: &&super::entry::Category| {
            names.iter().any(|name| {
                category
                    .full_name
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('>'))
            })
        };
        tests.push(EntryTest::InAny(
            library.categories.iter().filter(below).map(|category| category.id).collect(),
        ));
    }
    tests.extend(ids("categoriesIdsMatchOr").map(EntryTest::InAny));
    tests.extend(ids("categoriesIdsMatchAnd").map(EntryTest::InAll));
    tests.extend(ids("categoriesIdsNotContains").map(EntryTest::InNone));
    tests.extend(given.int("categoriesIdsEmpty").map(|empty| EntryTest::HasLinks(empty != 1)));
    tests
}

/// The values of a comma list as numbers; a word is no number.
pub(crate) fn numbers(list: &str) -> Vec<i64> {
    list.split(',').take(MAX_IN).filter_map(|part| part.trim().parse().ok()).collect()
}

/// The first values of a comma list.
pub(crate) fn texts(list: &str, most: usize) -> impl Iterator<Item = String> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty()).take(most).map(str::to_owned)
}

/// The first part that is known; unknown ones are dropped.
fn order(list: &str) -> Option<(Key, bool)> {
    list.split(',').find_map(|part| {
        let (sign, name) = part.trim().split_at_checked(1)?;
        let descending = match sign {
            "+" => false,
            "-" => true,
            _ => return None,
        };
        let key = match name {
            "createdAt" => Key::CreatedAt,
            "updatedAt" => Key::UpdatedAt,
            "name" => Key::Name,
            "recent" => Key::Recent,
            _ => return None,
        };
        Some((key, descending))
    })
}

/// The words of a phrase as the index has them: without case and accents. Words of one letter
/// are not indexed.
fn words_of(phrase: &str) -> Vec<String> {
    phrase
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .map(fold)
        .collect()
}

fn folded_tags(tags: &str) -> Vec<Vec<String>> {
    tags.split(',').map(words_of).collect()
}

/// Whether the words stand one after the other in a tag.
fn stands_in(phrase: &[String], tags: &[Vec<String>]) -> bool {
    tags.iter().any(|tag| tag.windows(phrase.len().max(1)).any(|part| part == phrase))
}

fn fold(word: &str) -> String {
    word.to_lowercase()
        .chars()
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            other => other,
        })
        .collect()
}

/// A page of an index list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IndexPage {
    size: usize,
    offset: usize,
}

impl IndexPage {
    /// Reads a pager: default 30, at most 500, a size of 0 is 1,000; an offset of 10,000 is an
    /// error (06-baseEntry-list-page-beyond-10000).
    pub(crate) fn from(pager: Option<&Given>) -> Result<Self, ApiError> {
        let asked = pager.and_then(|pager| pager.int("pageSize"));
        let size = match asked.map(usize::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(0) | Err(_)) => UNLIMITED_PAGE,
            Some(Ok(size)) => size.min(MAX_PAGE),
        };
        let index = pager.and_then(|pager| pager.int("pageIndex")).unwrap_or(1).max(1);
        let offset = usize::try_from(index - 1).unwrap_or(0).saturating_mul(size);
        if offset >= WINDOW {
            return Err(errors::too_many_matches());
        }
        Ok(Self { size, offset })
    }

    /// The part of a list that the page shows. A page that straddles the window is cut there.
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        let end = (self.offset + self.size).min(list.len()).min(WINDOW);
        list.get(self.offset.min(end)..end).unwrap_or_default()
    }

    /// The total that goes with it: 10,000 on a page that straddles the window.
    pub(crate) fn total(self, found: usize) -> usize {
        if self.offset + self.size > WINDOW { found.min(WINDOW) } else { found }
    }
}

/// A cell of a page: the entry with its number.
pub(crate) type Found<'a> = (u32, Cow<'a, Entry>);

/// The entries of a page. Without an order the page is cut in the order of the index and then
/// sorted by id (API.md §5).
pub(crate) fn entries_of<'a>(library: &'a Library, page: &[u32], ordered: bool) -> Vec<Found<'a>> {
    let mut entries: Vec<Found<'a>> =
        page.iter().filter_map(|number| Some((*number, library.entry(*number)?))).collect();
    if !ordered {
        entries.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    }
    entries
}
