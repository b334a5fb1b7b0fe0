//! Finding accounts: from what a person typed to the matching accounts in order, fast enough to
//! follow each keystroke. Works on a snapshot in memory; knows neither disk nor server.

#[cfg(test)]
mod tests;

use crate::account::{AccountPage, AccountQuery, AccountStatus, StatusCounts, TemplateFilter};
use crate::cache::{Account, Snapshot};
use crate::fold::fold;
use crate::ids::AccountId;
use crate::named::{Named, named};
use memchr::memmem;
use std::sync::{Arc, Mutex, PoisonError};

/// How many texts and results are remembered: going back with Backspace is as quick as typing.
const REMEMBERED: usize = 8;

/// The accounts that match a query, in order.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) positions: Vec<u32>,
    pub(crate) counts: StatusCounts,
    pub(crate) not_found: Vec<String>,
    pub(crate) ambiguous: Vec<String>,
}

/// What was looked for lately, and found.
#[derive(Debug, Default)]
pub(crate) struct Search {
    selections: Mutex<Vec<(u32, AccountQuery, Arc<Selection>)>>,
    texts: Mutex<Vec<Found>>,
}

/// The positions that a text selects, whatever the other filters say.
#[derive(Debug, Clone)]
struct Found {
    generation: u32,
    text_generation: u32,
    typed: String,
    /// What was typed, folded.
    text: String,
    /// None: everything.
    positions: Option<Arc<Vec<u32>>>,
    missing: Arc<Vec<String>>,
    ambiguous: Arc<Vec<String>>,
    by_words: bool,
}

/// The accounts that a pasted list names, and what of it names none.
#[derive(Debug, Default, PartialEq, Eq)]
struct Listed {
    positions: Vec<u32>,
    not_found: Vec<String>,
    ambiguous: Vec<String>,
}

impl Search {
    /// A remembered selection, if this very query was answered from this very snapshot.
    pub(crate) fn remembered(
        &self,
        snapshot: &Snapshot,
        query: &AccountQuery,
    ) -> Option<Arc<Selection>> {
        let selections = self.selections.lock().unwrap_or_else(PoisonError::into_inner);
        let found = selections
            .iter()
            .find(|(generation, asked, _)| *generation == snapshot.generation && asked == query);
        found.map(|(_, _, selection)| Arc::clone(selection))
    }

    /// Finds what matches among the accounts of a parent.
    pub(crate) fn select(
        &self,
        snapshot: &Snapshot,
        parent: AccountId,
        query: &AccountQuery,
    ) -> Arc<Selection> {
        if let Some(selection) = self.remembered(snapshot, query) {
            return selection;
        }
        let found = self.find_text(snapshot, parent, &query.text);
        let selection = Arc::new(select(snapshot, query, &found));
        let mut selections = self.selections.lock().unwrap_or_else(PoisonError::into_inner);
        selections.retain(|(generation, _, _)| *generation == snapshot.generation);
        selections.insert(0, (snapshot.generation, query.clone(), Arc::clone(&selection)));
        selections.truncate(REMEMBERED);
        selection
    }

    fn find_text(&self, snapshot: &Snapshot, parent: AccountId, typed: &str) -> Found {
        let text = fold(typed);
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        // What a list names depends on more than texts: on what is deleted.
        texts.retain(|found| {
            found.text_generation == snapshot.text_generation
                && (found.by_words || found.generation == snapshot.generation)
        });
        if let Some(found) = texts.iter().find(|found| found.typed == typed) {
            return found.clone();
        }
        // Whoever matches a longer text matches its beginning too.
        let shorter = texts
            .iter()
            .filter(|found| found.by_words && text.starts_with(&found.text))
            .max_by_key(|found| found.text.len())
            .cloned();
        drop(texts);
        let found = match find_listed(snapshot, parent, typed) {
            Some(listed) => Found::listed(snapshot, typed, text, listed),
            None => Found::by_words(snapshot, typed, text, shorter.as_ref()),
        };
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.insert(0, found.clone());
        texts.truncate(REMEMBERED);
        found
    }
}

impl Found {
    fn listed(snapshot: &Snapshot, typed: &str, text: String, listed: Listed) -> Self {
        Self {
            generation: snapshot.generation,
            text_generation: snapshot.text_generation,
            typed: typed.to_owned(),
            text,
            positions: Some(Arc::new(listed.positions)),
            missing: Arc::new(listed.not_found),
            ambiguous: Arc::new(listed.ambiguous),
            by_words: false,
        }
    }

    fn by_words(snapshot: &Snapshot, typed: &str, text: String, shorter: Option<&Self>) -> Self {
        let positions = find_words(snapshot, &text, shorter.and_then(|s| s.positions.as_deref()));
        Self {
            generation: snapshot.generation,
            text_generation: snapshot.text_generation,
            typed: typed.to_owned(),
            text,
            positions: positions.map(Arc::new),
            missing: Arc::default(),
            ambiguous: Arc::default(),
            by_words: true,
        }
    }
}

/// Positions whose text holds every word; `None` when there is no word to look for.
fn find_words(snapshot: &Snapshot, text: &str, within: Option<&Vec<u32>>) -> Option<Vec<u32>> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let (longest, others) = words.split_first()?;
    let others: Vec<_> = others.iter().map(|word| memmem::Finder::new(word.as_bytes())).collect();
    let finder = memmem::Finder::new(longest.as_bytes());
    let text = &snapshot.text;
    let matches_others = |at: usize| {
        let hay = text.of_position(at).as_bytes();
        others.iter().all(|word| word.find(hay).is_some())
    };
    if let Some(within) = within {
        let holds = |at: &u32| {
            let at = *at as usize;
            finder.find(text.of_position(at).as_bytes()).is_some() && matches_others(at)
        };
        return Some(within.iter().copied().filter(holds).collect());
    }
    let mut positions = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(hit) = finder.find(&text.joined.as_bytes()[from..]) {
        let hit = from + hit;
        at += text.starts[at..].partition_point(|start| *start <= hit) - 1;
        if matches_others(at) {
            positions.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        at += 1;
        from = text.starts[at];
    }
    Some(positions)
}

/// A pasted list: two or more items, of which at least one is a known ID; each unknown one and each
/// that fits more than one account is reported. Where items stand on lines of their own, all may be
/// unknown, if all look like IDs. With nothing but blanks between them they are ordinary words
/// unless all look like IDs.
fn find_listed(snapshot: &Snapshot, parent: AccountId, typed: &str) -> Option<Listed> {
    let parts: Vec<&str> = typed
        .split(['\n', '\r', '\t', ',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    // A Reference ID may hold blanks, so what is known as a whole is not taken apart.
    let is_row_of_ids = |part: &str| {
        let known = |item: &str| named(snapshot, parent, item) != Named::Nothing;
        !known(part) && part.split(' ').all(|item| known(item) || looks_like_id(item))
    };
    let items: Vec<&str> =
        parts
            .iter()
            .flat_map(|part| {
                if is_row_of_ids(part) { part.split_whitespace().collect() } else { vec![*part] }
            })
            .collect();
    if items.len() < 2 {
        return None;
    }
    let mut listed = Listed::default();
    for item in &items {
        let report = match named(snapshot, parent, item) {
            Named::Account(id) => match snapshot.position(id.0) {
                Some(at) => {
                    listed.positions.push(u32::try_from(at).unwrap_or(u32::MAX));
                    continue;
                }
                // The parent is not among its accounts.
                None => &mut listed.not_found,
            },
            Named::Several => &mut listed.ambiguous,
            Named::Nothing => &mut listed.not_found,
        };
        report.push((*item).to_owned());
    }
    let knows_none = listed.positions.is_empty() && listed.ambiguous.is_empty();
    let on_lines = typed.trim().contains(['\n', '\r']);
    if knows_none && !(on_lines && items.iter().all(|item| looks_like_id(item))) {
        return None;
    }
    listed.positions.sort_unstable();
    listed.positions.dedup();
    Some(listed)
}

fn looks_like_id(item: &str) -> bool {
    item.chars().any(|c| c.is_ascii_digit()) && !item.contains('@')
}

fn select(snapshot: &Snapshot, query: &AccountQuery, found: &Found) -> Selection {
    let mut passes = vec![found.positions.is_none(); snapshot.accounts.len()];
    if let Some(positions) = &found.positions {
        for at in positions.iter() {
            passes[*at as usize] = true;
        }
    }
    let mut counts = StatusCounts::default();
    for (account, pass) in snapshot.accounts.iter().zip(passes.iter_mut()) {
        if *pass {
            *pass = matches_filters(account, query);
            if *pass {
                count(&mut counts, account.status());
                *pass = shows_status(query, account.status());
            }
        }
    }
    let order = snapshot.order(query.sort.column);
    let (filled, empty) = order.positions.split_at(order.filled);
    let wanted = |at: &&u32| passes[**at as usize];
    let positions = if query.sort.descending {
        filled.iter().rev().chain(empty.iter().rev()).filter(wanted).copied().collect()
    } else {
        order.positions.iter().filter(wanted).copied().collect()
    };
    let (not_found, ambiguous) = (found.missing.to_vec(), found.ambiguous.to_vec());
    Selection { positions, counts, not_found, ambiguous }
}

fn matches_filters(account: &Account, query: &AccountQuery) -> bool {
    let template = match query.templates {
        TemplateFilter::All => true,
        TemplateFilter::OnlyTemplates => account.template,
        TemplateFilter::NoTemplates => !account.template,
    };
    template
        && query.created_from.is_none_or(|from| account.created_at >= from.0)
        && query.created_to.is_none_or(|to| account.created_at <= to.0)
        && query.label.as_ref().is_none_or(|label| account.labels.contains(label))
        && (!query.only_changed || account.change.is_some())
}

/// Deleted accounts are shown only when asked for.
fn shows_status(query: &AccountQuery, status: AccountStatus) -> bool {
    if query.statuses.is_empty() {
        status != AccountStatus::Deleted
    } else {
        query.statuses.contains(&status)
    }
}

fn count(counts: &mut StatusCounts, status: AccountStatus) {
    let place = match status {
        AccountStatus::Active => &mut counts.active,
        AccountStatus::Blocked => &mut counts.blocked,
        AccountStatus::Removed => &mut counts.removed,
        AccountStatus::ReadOnly => &mut counts.read_only,
        AccountStatus::Deleted => &mut counts.deleted,
        AccountStatus::Unknown => &mut counts.unknown,
    };
    *place += 1;
}

/// The window onto a selection that a screen shows.
pub(crate) fn page(
    snapshot: &Snapshot,
    selection: &Selection,
    start: u32,
    window: u32,
) -> AccountPage {
    let total = selection.positions.len();
    let from = (start as usize).min(total);
    let to = from.saturating_add(window as usize).min(total);
    let row = |at: &u32| snapshot.accounts[*at as usize].row();
    AccountPage {
        generation: snapshot.generation,
        known: snapshot.known,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        counts: selection.counts,
        changed: snapshot.changed,
        not_found: selection.not_found.clone(),
        ambiguous: selection.ambiguous.clone(),
        start: u32::try_from(from).unwrap_or(u32::MAX),
        rows: selection.positions[from..to].iter().map(row).collect(),
    }
}

/// The IDs of a selection, in order.
pub(crate) fn ids(snapshot: &Snapshot, selection: &Selection) -> Vec<AccountId> {
    selection.positions.iter().map(|at| AccountId(snapshot.accounts[*at as usize].id)).collect()
}
