//! Lists of accounts as people have them: pasted from a mail or a spreadsheet, or in a file. What
//! they name is looked for among the accounts on this computer.

use super::AccountList;
use crate::cache::Snapshot;
use crate::error::Result;
use crate::ids::AccountId;
use crate::import::{ListTable, read_list_file, read_list_text};
use crate::inner::Inner;
use crate::named::{Named, named};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

impl Inner {
    /// Finds the accounts that a pasted list names.
    pub(crate) async fn read_account_list(&self, text: String) -> Result<AccountList> {
        let live = self.current()?;
        let parent = self.registry.get(&live.id)?.parent_id;
        self.blocking(move || {
            let index = Index { known: live.snapshot(), parent };
            let entries = index.entries(&read_list_text(&text));
            Ok(index.find(&index.taken_apart(&entries)))
        })
        .await
    }

    /// Finds the accounts that a file names.
    pub(crate) async fn read_account_list_file(&self, path: PathBuf) -> Result<AccountList> {
        let live = self.current()?;
        let parent = self.registry.get(&live.id)?.parent_id;
        let messages = Arc::clone(&self.messages);
        self.blocking(move || {
            let table = read_list_file(&path, &messages)?;
            let index = Index { known: live.snapshot(), parent };
            Ok(index.find(&index.entries(&table)))
        })
        .await
    }
}

/// The accounts that a list may name.
struct Index {
    known: Arc<Snapshot>,
    parent: AccountId,
}

impl Index {
    fn named(&self, entry: &str) -> Named {
        named(&self.known, self.parent, entry)
    }

    /// Entries divided by blanks. A Reference ID may hold blanks itself, so an entry is taken apart
    /// only when it is not known as a whole, and all its parts are known or are numbers.
    fn taken_apart(&self, entries: &[String]) -> Vec<String> {
        let mut all = Vec::new();
        for entry in entries {
            let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            let parts = || entry.split_whitespace();
            let several = parts().all(number)
                || !self.is_named(entry) && parts().all(|part| number(part) || self.is_named(part));
            if several {
                all.extend(parts().map(str::to_owned));
            } else {
                all.push(entry.clone());
            }
        }
        all
    }

    fn is_named(&self, entry: &str) -> bool {
        !matches!(self.named(entry), Named::Nothing)
    }

    /// The entries of a list: all cells, or the column that holds the IDs.
    fn entries(&self, table: &ListTable) -> Vec<String> {
        match table {
            ListTable::Entries(entries) => {
                let mut entries = entries.clone();
                // A heading that was copied along is no account.
                let heading =
                    entries.first().is_some_and(|first| crate::import::is_id_heading(first));
                if heading && !self.is_named(&entries[0]) {
                    entries.remove(0);
                }
                entries
            }
            ListTable::Columns(columns) => {
                let share = |column: &&Vec<String>| {
                    let named = column.iter().filter(|entry| self.is_named(entry)).count();
                    !column.is_empty() && named * 2 >= column.len()
                };
                let most = |column: &&Vec<String>| {
                    column.iter().filter(|entry| self.is_named(entry)).count()
                };
                let first = columns.iter().find(share);
                // Of columns in which as much is found, the first.
                let best = first.or_else(|| columns.iter().rev().max_by_key(most));
                best.cloned().unwrap_or_default()
            }
        }
    }

    fn find(&self, entries: &[String]) -> AccountList {
        let mut list = AccountList {
            accounts: Vec::new(),
            listed: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            not_found: Vec::new(),
            ambiguous: Vec::new(),
            repeated: 0,
        };
        let mut taken = HashSet::new();
        for entry in entries {
            match self.named(entry) {
                Named::Account(id) if taken.insert(id) => list.accounts.push(id),
                Named::Account(_) => list.repeated += 1,
                Named::Several => list.ambiguous.push(entry.clone()),
                Named::Nothing => list.not_found.push(entry.clone()),
            }
        }
        list
    }
}
