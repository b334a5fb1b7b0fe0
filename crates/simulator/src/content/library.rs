//! The content of one account: its entries, kept or worked out on demand, its categories, its
//! metadata profiles, and an index of what queries look at most. Which entries a query finds is
//! in `query.rs`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::entry::{Category, Entry, Event, MetadataProfile};
use super::generate::Maker;

/// What queries look at most, without the rest of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) created_at: i64,
    pub(crate) media_type: i16,
    pub(crate) status: i8,
    pub(crate) moderation: i8,
    pub(crate) kind: i8,
    pub(crate) display_in_search: i8,
}

/// A media type that no filter asks for, of an entry that has none.
pub(crate) const NO_MEDIA_TYPE: i16 = i16::MIN;

impl Row {
    pub(crate) fn of(entry: &Entry) -> Self {
        let small = |value: i64| i8::try_from(value).unwrap_or(i8::MIN);
        Self {
            created_at: entry.created_at,
            media_type: entry
                .media_type
                .and_then(|kind| i16::try_from(kind).ok())
                .unwrap_or(NO_MEDIA_TYPE),
            status: small(entry.status),
            moderation: small(entry.moderation),
            kind: small(entry.kind),
            display_in_search: small(entry.display_in_search),
        }
    }
}

/// The content of one account.
#[derive(Debug, Default)]
pub(crate) struct Library {
    pub(crate) partner: i64,
    /// Works out the entries that nobody changed; absent where all are kept.
    maker: Option<Maker>,
    /// Entries that are kept: all of a recorded account, the added and changed ones of a
    /// generated one.
    kept: HashMap<u32, Entry>,
    /// By number of the entry, in the order they came into being, which is the order of the
    /// search index.
    rows: Vec<Row>,
    numbers: HashMap<String, u32>,
    pub(crate) categories: Vec<Category>,
    pub(crate) profiles: Vec<MetadataProfile>,
    events: OnceLock<Vec<(u32, Event)>>,
    counts: OnceLock<HashMap<i64, usize>>,
    /// Counts up with each change.
    pub(crate) version: u64,
}

impl Library {
    /// An account whose entries are all at hand.
    pub(crate) fn kept(
        partner: i64,
        entries: Vec<Entry>,
        categories: Vec<Category>,
        profiles: Vec<MetadataProfile>,
    ) -> Self {
        let mut library = Self { partner, categories, profiles, ..Self::default() };
        for entry in entries {
            library.add(entry);
        }
        library
    }

    /// An account whose entries are worked out.
    pub(crate) fn made(maker: Maker) -> Self {
        Self {
            partner: maker.partner,
            rows: (0..maker.count).map(|number| maker.row(number)).collect(),
            categories: maker.categories(),
            profiles: maker.profiles(),
            maker: Some(maker),
            ..Self::default()
        }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// An entry by its number.
    pub(crate) fn entry(&self, number: u32) -> Option<Cow<'_, Entry>> {
        if let Some(entry) = self.kept.get(&number) {
            return Some(Cow::Borrowed(entry));
        }
        let maker = self.maker.as_ref()?;
        (number < maker.count).then(|| Cow::Owned(maker.entry(number)))
    }

    /// The number of an entry.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        self.numbers
            .get(id)
            .copied()
            .or_else(|| self.maker.as_ref().and_then(|maker| maker.number(id)))
    }

    /// Adds an entry; its number comes after all others.
    pub(crate) fn add(&mut self, entry: Entry) {
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(Row::of(&entry));
        self.numbers.insert(entry.id.clone(), number);
        self.kept.insert(number, entry);
        self.changed();
    }

    /// Changes an entry; a worked out one is kept from then on.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Entry)) -> bool {
        let Some(number) = self.number(id) else { return false };
        let Some(mut entry) = self.entry(number).map(Cow::into_owned) else { return false };
        change(&mut entry);
        if let Some(row) = self.rows.get_mut(number as usize) {
            *row = Row::of(&entry);
        }
        self.kept.insert(number, entry);
        self.changed();
        true
    }

    fn changed(&mut self) {
        self.version += 1;
        self.events = OnceLock::new();
        self.counts = OnceLock::new();
    }

    /// The number of the entry that has a caption. Ids of made captions are those of their
    /// entries with a letter more; others are looked for.
    pub(crate) fn number_of_caption(&self, id: &str) -> Option<u32> {
        if let Some(maker) = &self.maker {
            let entry = id.get(..id.len().saturating_sub(1))?;
            return maker.number(entry);
        }
        let has = |entry: &Entry| entry.captions.iter().any(|caption| caption.id == id);
        self.kept.iter().find(|(_, entry)| has(entry)).map(|(number, _)| *number)
    }

    pub(crate) fn category(&self, id: i64) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// All events of the account with the number of their entry.
    pub(crate) fn events(&self) -> &[(u32, Event)] {
        self.events.get_or_init(|| {
            let numbers: Vec<u32> = match &self.maker {
                // Only live entries have events; the others need not be worked out.
                Some(_) => (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX))
                    .filter(|number| {
                        self.kept.contains_key(number)
                            || self.rows.get(*number as usize).is_some_and(|row| row.kind == 7)
                    })
                    .collect(),
                None => (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect(),
            };
            let mut events: Vec<(u32, Event)> = numbers
                .into_iter()
                .filter_map(|number| Some((number, self.entry(number)?)))
                .flat_map(|(number, entry)| {
                    entry.events.iter().map(|event| (number, event.clone())).collect::<Vec<_>>()
                })
                .collect();
            events.sort_by_key(|(_, event)| event.id);
            events
        })
    }

    /// How many active links point at a category itself.
    pub(crate) fn direct_entries(&self, category: i64) -> usize {
        let counts = self.counts.get_or_init(|| {
            let mut counts = HashMap::new();
            for number in 0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX) {
                let Some(entry) = self.entry(number) else { continue };
                for link in entry.links.iter().filter(|link| link.status == 2) {
                    *counts.entry(link.category).or_insert(0) += 1;
                }
            }
            counts
        });
        counts.get(&category).copied().unwrap_or(0)
    }
}
