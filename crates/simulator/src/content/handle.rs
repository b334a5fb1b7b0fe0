//! The entries of a running simulator as tests see and change them.

use std::sync::PoisonError;

use super::entry::{Category, Entry, MetadataProfile};
use super::read;
use crate::world::World;

impl World {
    /// Every entry of an account in the order they came into being, whatever its state.
    pub fn entries(&self, account: u32) -> Vec<Entry> {
        let library = self.core().content.library(account.into());
        let library = read(&library);
        (0..u32::try_from(library.rows().len()).unwrap_or(u32::MAX))
            .filter_map(|number| library.entry(number).map(std::borrow::Cow::into_owned))
            .collect()
    }

    /// How many entries an account has, whatever their state.
    pub fn entry_count(&self, account: u32) -> usize {
        read(&self.core().content.library(account.into())).rows().len()
    }

    /// The accounts that may have entries, ascending.
    pub fn accounts_with_entries(&self) -> Vec<u32> {
        let partners = self.core().content.partners();
        partners.into_iter().filter_map(|id| u32::try_from(id).ok()).collect()
    }

    /// The categories of an account.
    pub fn categories(&self, account: u32) -> Vec<Category> {
        read(&self.core().content.library(account.into())).categories.clone()
    }

    /// The metadata profiles of an account.
    pub fn metadata_profiles(&self, account: u32) -> Vec<MetadataProfile> {
        read(&self.core().content.library(account.into())).profiles.clone()
    }

    /// Adds an entry, as somebody who uploads while others read.
    pub fn add_entry(&self, account: u32, entry: Entry) {
        let library = self.core().content.library(account.into());
        library.write().unwrap_or_else(PoisonError::into_inner).add(entry);
    }

    /// Changes an entry. Says whether there is one.
    pub fn change_entry(&self, account: u32, id: &str, change: impl FnOnce(&mut Entry)) -> bool {
        let library = self.core().content.library(account.into());
        library.write().unwrap_or_else(PoisonError::into_inner).change(id, change)
    }

    /// Deletes an entry: its status becomes 3. Says whether there is one.
    pub fn delete_entry(&self, account: u32, id: &str) -> bool {
        self.change_entry(account, id, |entry| entry.status = 3)
    }

    /// Adds a metadata profile to an account.
    pub fn add_metadata_profile(&self, account: u32, profile: MetadataProfile) {
        let library = self.core().content.library(account.into());
        library.write().unwrap_or_else(PoisonError::into_inner).profiles.push(profile);
    }
}
