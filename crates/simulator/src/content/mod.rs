//! The entries of a world and what hangs on them: categories, captions, metadata, events. One
//! library an account, made when first asked for. The services that answer with them are in
//! `services/`.

mod entry;

pub(crate) mod errors;
pub(crate) mod filters;
mod generate;
mod handle;
pub(crate) mod library;
pub(crate) mod query;
mod recorded;
pub(crate) mod render;
mod words;

pub use entry::{
    Caption, Category, Entry, Event, FieldKind, Link, Metadata, MetadataField, MetadataProfile,
};

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use serde_json::Value;

use crate::partner::directory::Directory;
use crate::partner::{group, status};
use crate::seed::{Children, dice};
use generate::{MAX_ENTRIES, Maker};
use library::Library;
use query::Query;

/// How many results of queries are kept for the pages that follow.
const KEPT_RESULTS: usize = 48;

/// Entries an account has on average when nothing else is asked for.
const ENTRIES_PER_ACCOUNT: u64 = 40;

/// The content of a whole server.
#[derive(Debug, Default)]
pub(crate) struct Content {
    seed: u64,
    /// How many entries each generated account has.
    sizes: HashMap<i64, u32>,
    libraries: Mutex<HashMap<i64, Arc<RwLock<Library>>>>,
    found: Mutex<VecDeque<(FoundKey, Arc<Vec<u32>>)>>,
}

/// Account, version of its library, and the query.
type FoundKey = (i64, u64, String);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Content {
    /// Entries for a generated world: `total` of them, or as many as suit the number of
    /// accounts, spread unevenly over the accounts that are open.
    pub(crate) fn generated(seed: u64, total: Option<u64>, directory: &Directory) -> Self {
        let Some(children) = directory.children() else {
            return Self { seed, ..Self::default() };
        };
        let total = total.unwrap_or(u64::from(children.count) * ENTRIES_PER_ACCOUNT);
        let mut weights: Vec<(i64, u64)> = vec![(children.parent, 20)];
        for index in 0..children.count {
            let roll = dice(seed, 200, u64::from(index));
            let open = matches!(children.status(index), status::ACTIVE | status::READ_ONLY);
            let weight = match (open, Children::group(index)) {
                (false, _) => 0,
                (true, group::TEMPLATE) => 10,
                // One account in ten is empty; a few are very large.
                (true, _) if roll.is_multiple_of(10) => 0,
                (true, _) => 10 + (roll >> 8) % 100 * ((roll >> 20) % 100) / 4,
            };
            weights.push((children.id(index), weight));
        }
        Self { seed, sizes: shares(&weights, total), ..Self::default() }
    }

    /// The entries of `world.json.gz`: its part `content`.
    pub(crate) fn recorded(content: &Value) -> io::Result<Self> {
        let libraries = recorded::libraries(content).map_err(io::Error::other)?;
        let libraries = libraries
            .into_iter()
            .map(|(partner, library)| (partner, Arc::new(RwLock::new(library))))
            .collect();
        Ok(Self { libraries: Mutex::new(libraries), ..Self::default() })
    }

    /// The library of an account; one that has none is empty.
    pub(crate) fn library(&self, partner: i64) -> Arc<RwLock<Library>> {
        let known = lock(&self.libraries).get(&partner).cloned();
        known.unwrap_or_else(|| {
            // Made outside the lock, so that other accounts need not wait for it.
            let library = match self.sizes.get(&partner) {
                Some(count) => Library::made(Maker { seed: self.seed, partner, count: *count }),
                None => Library::kept(partner, Vec::new(), Vec::new(), Vec::new()),
            };
            let made = Arc::new(RwLock::new(library));
            lock(&self.libraries).entry(partner).or_insert(made).clone()
        })
    }

    /// The numbers of the entries that a query finds. The pages of one list ask the same again
    /// and again, so the latest results are kept.
    pub(crate) fn find(&self, library: &Library, query: &Query) -> Arc<Vec<u32>> {
        let key: FoundKey = (library.partner, library.version, query.signature.clone());
        if let Some((_, found)) = lock(&self.found).iter().find(|(own, _)| *own == key) {
            return Arc::clone(found);
        }
        let found = Arc::new(query.run(library));
        let mut kept = lock(&self.found);
        if kept.len() >= KEPT_RESULTS {
            kept.pop_front();
        }
        kept.push_back((key, Arc::clone(&found)));
        found
    }

    /// The accounts that may have entries.
    pub(crate) fn partners(&self) -> Vec<i64> {
        let mut partners: Vec<i64> =
            self.sizes.keys().copied().chain(lock(&self.libraries).keys().copied()).collect();
        partners.sort_unstable();
        partners.dedup();
        partners
    }
}

/// Reading access to a library.
pub(crate) fn read(library: &RwLock<Library>) -> RwLockReadGuard<'_, Library> {
    library.read().unwrap_or_else(PoisonError::into_inner)
}

/// Divides a total by weights, so that the parts add up to it.
fn shares(weights: &[(i64, u64)], total: u64) -> HashMap<i64, u32> {
    let sum: u128 = weights.iter().map(|(_, weight)| u128::from(*weight)).sum::<u128>().max(1);
    let mut before: u128 = 0;
    let part = |weight: u128| weight * u128::from(total) / sum;
    weights
        .iter()
        .map(|(partner, weight)| {
            let share = part(before + u128::from(*weight)) - part(before);
            before += u128::from(*weight);
            (*partner, u32::try_from(share).unwrap_or(MAX_ENTRIES).min(MAX_ENTRIES))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_total() {
        let weights: Vec<(i64, u64)> = (0..97).zip((0..97).map(|n| n * 31 % 17)).collect();
        for total in [0_u64, 1, 10, 12_345, 1_000_000] {
            let sum: u64 = shares(&weights, total).values().map(|n| u64::from(*n)).sum();
            assert_eq!(sum, total);
        }
    }
}
