//! The copy of one connection's accounts in memory: what the list reads from, never waiting for
//! the disk or the server. Finding and ordering are in `search`; where copies come from is in
//! `store` and `refresh`.

use crate::account::{AccountChange, AccountColumn, AccountRow, AccountStatus};
use crate::fold::{fold, fold_into, sort_key};
use crate::ids::{AccountId, UnixSeconds};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Everything this computer knows about a sub-account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) status_number: i32,
    pub(crate) template: bool,
    pub(crate) admin_name: String,
    pub(crate) admin_email: String,
    pub(crate) phone: String,
    pub(crate) website: String,
    pub(crate) reference_id: String,
    pub(crate) description: String,
    pub(crate) created_at: i64,
    pub(crate) template_id: Option<u32>,
    pub(crate) change: Option<AccountChange>,
    /// When the copy had it last as it was before the change, if that is known.
    pub(crate) before_change_at: Option<UnixSeconds>,
    pub(crate) note: String,
    pub(crate) labels: Vec<String>,
}

impl Account {
    pub(crate) fn status(&self) -> AccountStatus {
        AccountStatus::from_number(self.status_number)
    }

    /// Whether nothing that is marked as a change is different.
    pub(crate) fn looks_like(&self, other: &Self) -> bool {
        self.name == other.name && self.status() == other.status()
    }

    /// Whether it counts against the parent's limit (PRODUCT.md §2).
    pub(crate) fn uses_quota(&self) -> bool {
        matches!(self.status(), AccountStatus::Active | AccountStatus::Blocked) && !self.template
    }

    pub(crate) fn row(&self) -> AccountRow {
        AccountRow {
            id: AccountId(self.id),
            name: self.name.clone(),
            status: self.status(),
            status_number: self.status_number,
            template: self.template,
            admin_name: self.admin_name.clone(),
            admin_email: self.admin_email.clone(),
            phone: self.phone.clone(),
            website: self.website.clone(),
            reference_id: self.reference_id.clone(),
            created_at: UnixSeconds(self.created_at),
            labels: self.labels.clone(),
            change: self.change.clone(),
        }
    }

    /// What a search looks through, folded; fields are parted by line breaks.
    fn haystack(&self) -> Box<str> {
        let id = self.id.to_string();
        let fields = [
            &self.name,
            &id,
            &self.reference_id,
            &self.admin_name,
            &self.admin_email,
            &self.phone,
            &self.website,
            &self.description,
            &self.note,
        ];
        let mut text = String::with_capacity(fields.iter().map(|f| f.len() + 1).sum());
        for field in fields {
            if !field.is_empty() {
                fold_into(field, &mut text);
                text.push('\n');
            }
        }
        text.into_boxed_str()
    }

    fn searches_like(&self, other: &Self) -> bool {
        self.id == other.id
            && self.name == other.name
            && self.reference_id == other.reference_id
            && self.admin_name == other.admin_name
            && self.admin_email == other.admin_email
            && self.phone == other.phone
            && self.website == other.website
            && self.description == other.description
            && self.note == other.note
    }
}

/// The text of all accounts in one piece, so that a search runs through memory once.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) folded: Vec<Arc<str>>,
    /// All haystacks, one after the other.
    pub(crate) joined: String,
    /// Where each account's haystack begins, and at last where the final one ends.
    pub(crate) starts: Vec<usize>,
    /// Folded Reference ID to positions.
    pub(crate) references: HashMap<String, Vec<u32>>,
}

impl Text {
    fn of(accounts: &[Arc<Account>], old: Option<&Snapshot>) -> Self {
        let folded: Vec<Arc<str>> = accounts
            .iter()
            .map(|account| {
                let known = old.and_then(|old| {
                    let at = old.position(account.id)?;
                    let same = old.accounts[at].searches_like(account);
                    same.then(|| Arc::clone(&old.text.folded[at]))
                });
                known.unwrap_or_else(|| Arc::from(account.haystack()))
            })
            .collect();
        let mut joined = String::with_capacity(folded.iter().map(|f| f.len()).sum());
        let mut starts = Vec::with_capacity(folded.len() + 1);
        let mut references: HashMap<String, Vec<u32>> = HashMap::new();
        for (position, (account, text)) in accounts.iter().zip(&folded).enumerate() {
            starts.push(joined.len());
            joined.push_str(text);
            if !account.reference_id.is_empty() {
                let position = u32::try_from(position).unwrap_or(u32::MAX);
                references.entry(fold(&account.reference_id)).or_default().push(position);
            }
        }
        starts.push(joined.len());
        Self { folded, joined, starts, references }
    }

    /// The haystack of the account at this position.
    pub(crate) fn of_position(&self, position: usize) -> &str {
        &self.joined[self.starts[position]..self.starts[position + 1]]
    }
}

/// All positions in the order of one column, ascending. Those without a value stand last in
/// either direction.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) positions: Vec<u32>,
    pub(crate) filled: usize,
}

/// The accounts at one moment. Never changed; a new one takes its place.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) generation: u32,
    /// By Partner ID.
    pub(crate) accounts: Vec<Arc<Account>>,
    pub(crate) text: Arc<Text>,
    /// Changes when `text` does: what was found in one text is no use in another.
    pub(crate) text_generation: u32,
    orders: [OnceLock<Arc<Order>>; COLUMNS.len()],
    pub(crate) known: u32,
    pub(crate) changed: u32,
}

const COLUMNS: [AccountColumn; 9] = [
    AccountColumn::Name,
    AccountColumn::Id,
    AccountColumn::Status,
    AccountColumn::AdminName,
    AccountColumn::AdminEmail,
    AccountColumn::Phone,
    AccountColumn::Website,
    AccountColumn::ReferenceId,
    AccountColumn::CreatedAt,
];

impl Snapshot {
    /// A copy with no accounts.
    pub(crate) fn empty() -> Self {
        Self::of(Vec::new(), 0, None)
    }

    /// A new copy. What `old` has worked out already is used again where it still holds.
    pub(crate) fn of(
        mut accounts: Vec<Arc<Account>>,
        generation: u32,
        old: Option<&Snapshot>,
    ) -> Self {
        if !accounts.is_sorted_by_key(|account| account.id) {
            accounts.sort_by_key(|account| account.id);
        }
        accounts.dedup_by_key(|account| account.id);
        let same_text = old.filter(|old| {
            old.accounts.len() == accounts.len()
                && old
                    .accounts
                    .iter()
                    .zip(&accounts)
                    .all(|(a, b)| Arc::ptr_eq(a, b) || a.searches_like(b))
        });
        let mut orders = <[OnceLock<Arc<Order>>; COLUMNS.len()]>::default();
        let (text, text_generation) = match same_text {
            Some(old) => {
                let kept = COLUMNS.iter().zip(old.orders.iter()).zip(orders.iter_mut());
                for ((column, known), order) in kept {
                    // A day of creation never changes; a status may.
                    if *column != AccountColumn::Status {
                        order.clone_from(known);
                    }
                }
                (Arc::clone(&old.text), old.text_generation)
            }
            None => (Arc::new(Text::of(&accounts, old)), generation),
        };
        let count = |test: &dyn Fn(&Account) -> bool| {
            u32::try_from(accounts.iter().filter(|a| test(a)).count()).unwrap_or(u32::MAX)
        };
        let known = count(&|a| a.status() != AccountStatus::Deleted);
        let changed = count(&|a| a.change.is_some());
        Self { generation, accounts, text, text_generation, orders, known, changed }
    }

    /// Where the account stands, if it is here.
    pub(crate) fn position(&self, id: u32) -> Option<usize> {
        self.accounts.binary_search_by_key(&id, |account| account.id).ok()
    }

    /// The account itself, if it is here.
    pub(crate) fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.position(id.0).map(|at| &self.accounts[at])
    }

    /// Sub-accounts in use against the parent's limit.
    pub(crate) fn quota_used(&self) -> u32 {
        u32::try_from(self.accounts.iter().filter(|a| a.uses_quota()).count()).unwrap_or(u32::MAX)
    }

    /// The order of one column; worked out the first time it is asked for.
    pub(crate) fn order(&self, column: AccountColumn) -> &Order {
        let at = COLUMNS.iter().position(|c| *c == column).unwrap_or_default();
        self.orders[at].get_or_init(|| Arc::new(self.sorted(column)))
    }

    fn sorted(&self, column: AccountColumn) -> Order {
        let text = |account: &Account| match column {
            AccountColumn::AdminName => sort_key(&account.admin_name),
            AccountColumn::AdminEmail => sort_key(&account.admin_email),
            AccountColumn::Phone => sort_key(&account.phone),
            AccountColumn::Website => sort_key(bare_website(&account.website)),
            AccountColumn::ReferenceId => sort_key(&account.reference_id),
            AccountColumn::Status => vec![status_rank(account.status())],
            AccountColumn::CreatedAt => {
                u64::try_from(account.created_at).unwrap_or(0).to_be_bytes().to_vec()
            }
            AccountColumn::Id => account.id.to_be_bytes().to_vec(),
            AccountColumn::Name => sort_key(&account.name),
        };
        let mut keyed: Vec<(Vec<u8>, u32)> = self
            .accounts
            .iter()
            .enumerate()
            .map(|(at, account)| (text(account), u32::try_from(at).unwrap_or(u32::MAX)))
            .collect();
        // Accounts lie by Partner ID, so the position breaks ties by it.
        keyed.sort_unstable_by(|(a, i), (b, j)| {
            a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b)).then(i.cmp(j))
        });
        let filled = keyed.partition_point(|(key, _)| !key.is_empty());
        Order { positions: keyed.into_iter().map(|(_, at)| at).collect(), filled }
    }
}

/// People sort websites by name, not by how the address begins.
fn bare_website(website: &str) -> &str {
    let bare = website.split_once("://").map_or(website, |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare)
}

fn status_rank(status: AccountStatus) -> u8 {
    match status {
        AccountStatus::Active => 1,
        AccountStatus::ReadOnly => 2,
        AccountStatus::Blocked => 3,
        AccountStatus::Removed => 4,
        AccountStatus::Deleted => 5,
        AccountStatus::Unknown => 6,
    }
}
