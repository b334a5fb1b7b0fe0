//! The accounts that are there already, arranged for looking up: what a row may clash with,
//! which template it means, and what an edit would change. A snapshot handed in when a file is
//! opened; nothing here asks a server.

use crate::account::{AccountRow, AccountStatus};
use crate::account_checks::NAME_MAX;
use crate::fold::fold;
use crate::ids::AccountId;
use crate::new_account::as_stored;
use std::collections::HashMap;

/// The accounts of a connection as an import needs them.
#[derive(Debug, Clone, Default)]
pub struct KnownAccounts {
    accounts: HashMap<AccountId, Known>,
    names: HashMap<String, AccountId>,
    reference_ids: HashMap<String, AccountId>,
    emails: HashMap<String, AccountId>,
    templates: HashMap<String, Vec<AccountId>>,
    parent_email: String,
}

/// What can be edited in bulk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub name: String,
    pub admin_name: String,
    pub admin_email: String,
    pub phone: String,
    pub website: String,
    pub reference_id: String,
    status: AccountStatus,
}

/// What tells one account from another: its name, its administrator's e-mail and its Reference ID,
/// as the server keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Likeness {
    name: String,
    email: String,
    reference_id: String,
}

impl Likeness {
    pub(crate) fn of(name: &str, email: &str, reference_id: &str) -> Self {
        Self {
            name: as_stored(name).chars().take(NAME_MAX as usize).collect(),
            email: email_key(email),
            reference_id: as_stored(reference_id),
        }
    }
}

impl KnownAccounts {
    /// Arranges the list. Deleted accounts are left out: nothing can clash with them.
    /// `parent_email` is the parent account's own administrator, under whom accounts may be
    /// created as often as one likes (API.md §7.2).
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a AccountRow>, parent_email: &str) -> Self {
        let mut known = Self { parent_email: email_key(parent_email), ..Self::default() };
        for account in accounts {
            if account.status == AccountStatus::Deleted {
                continue;
            }
            let id = account.id;
            known.names.entry(name_key(&account.name)).or_insert(id);
            let reference = reference_key(&account.reference_id);
            if !reference.is_empty() {
                known.reference_ids.entry(reference).or_insert(id);
            }
            known.emails.entry(email_key(&account.admin_email)).or_insert(id);
            if account.template && account.status == AccountStatus::Active {
                known.templates.entry(name_key(&account.name)).or_default().push(id);
            }
            known.accounts.insert(
                id,
                Known {
                    name: account.name.clone(),
                    admin_name: account.admin_name.clone(),
                    admin_email: account.admin_email.clone(),
                    phone: account.phone.clone(),
                    website: account.website.clone(),
                    reference_id: account.reference_id.clone(),
                    status: account.status,
                },
            );
        }
        known
    }

    /// How many accounts there are.
    pub(crate) fn len(&self) -> usize {
        self.accounts.len()
    }

    pub(crate) fn account(&self, id: AccountId) -> Option<&Known> {
        self.accounts.get(&id)
    }

    pub(crate) fn is_active(&self, id: AccountId) -> bool {
        self.accounts.get(&id).is_some_and(|account| account.status == AccountStatus::Active)
    }

    /// Whether its details may be changed: a session in a blocked or removed account is refused.
    /// One in a read-only account is not (API.md §8.1); what the server refuses there it says.
    pub(crate) fn can_be_entered(&self, id: AccountId) -> bool {
        self.accounts.get(&id).is_some_and(|account| account.status.can_be_entered())
    }

    /// The accounts by what they are, the newest first.
    pub(crate) fn by_what_they_are(&self) -> HashMap<Likeness, Vec<AccountId>> {
        let mut all: HashMap<Likeness, Vec<AccountId>> = HashMap::new();
        for (id, account) in &self.accounts {
            let likeness = Likeness::of(&account.name, &account.admin_email, &account.reference_id);
            all.entry(likeness).or_default().push(*id);
        }
        for accounts in all.values_mut() {
            accounts.sort_unstable_by_key(|id| std::cmp::Reverse(id.0));
        }
        all
    }

    pub(crate) fn with_name(&self, name: &str) -> Option<AccountId> {
        self.names.get(&name_key(name)).copied()
    }

    pub(crate) fn with_reference_id(&self, reference_id: &str) -> Option<AccountId> {
        self.reference_ids.get(&reference_key(reference_id)).copied()
    }

    /// The account administered under this e-mail, unless it is the parent's own.
    pub(crate) fn with_email(&self, email: &str) -> Option<AccountId> {
        let key = email_key(email);
        (key != self.parent_email).then(|| self.emails.get(&key).copied()).flatten()
    }

    pub(crate) fn is_parent_email(&self, email: &str) -> bool {
        !self.parent_email.is_empty() && email_key(email) == self.parent_email
    }

    /// The template meant by a Partner ID or a name. Every account of the list can be copied
    /// from (API.md §7.2), but only marked ones are looked up by their name.
    pub(crate) fn template(&self, text: &str) -> TemplateFound {
        let text = text.trim();
        if let Ok(id) = text.parse().map(AccountId)
            && self.accounts.contains_key(&id)
        {
            return TemplateFound::One(id);
        }
        match self.templates.get(&name_key(text)).map(Vec::as_slice) {
            Some([id]) => TemplateFound::One(*id),
            Some(several) => {
                TemplateFound::Several(u32::try_from(several.len()).unwrap_or(u32::MAX))
            }
            None => TemplateFound::None,
        }
    }
}

/// What looking for a template came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TemplateFound {
    One(AccountId),
    None,
    Several(u32),
}

/// Names are the same when a person would call them the same.
pub(crate) fn name_key(name: &str) -> String {
    fold(name)
}

/// The form compares them in the same way.
pub(crate) fn reference_key(reference_id: &str) -> String {
    fold(reference_id)
}

/// Kaltura tells logins apart without case (API.md §7.2, step 13).
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}
