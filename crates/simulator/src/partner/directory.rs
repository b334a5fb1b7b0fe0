//! Where partners live: generated children that are worked out on demand, and those that were
//! loaded, registered or changed, which are kept. Finding and paging; filters are in
//! `filter.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Partner, group, status};
use crate::seed::Children;

/// All partners of a server.
#[derive(Debug)]
pub(crate) struct Directory {
    children: Option<Children>,
    kept: BTreeMap<i64, Partner>,
    next_id: i64,
}

/// A partner in a list, before it is worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) id: i64,
    /// The number of a generated child that nobody changed.
    generated: Option<u32>,
}

impl Directory {
    pub(crate) fn new(children: Option<Children>, kept: Vec<Partner>, next_id: i64) -> Self {
        let kept = kept.into_iter().map(|partner| (partner.id, partner)).collect();
        Self { children, kept, next_id }
    }

    pub(crate) fn get(&self, id: i64) -> Option<Cow<'_, Partner>> {
        if let Some(partner) = self.kept.get(&id) {
            return Some(Cow::Borrowed(partner));
        }
        let children = self.children.as_ref()?;
        children.index_of(id).map(|index| Cow::Owned(children.partner(index)))
    }

    /// Changes a partner; a generated child is kept from then on.
    pub(crate) fn change(&mut self, id: i64, change: impl FnOnce(&mut Partner)) -> bool {
        let Some(mut partner) = self.get(id).map(Cow::into_owned) else { return false };
        change(&mut partner);
        self.kept.insert(id, partner);
        true
    }

    pub(crate) fn insert(&mut self, partner: Partner) {
        self.next_id = self.next_id.max(partner.id + 1);
        self.kept.insert(partner.id, partner);
    }

    pub(crate) fn next_id(&self) -> i64 {
        self.next_id
    }

    pub(crate) fn children(&self) -> Option<&Children> {
        self.children.as_ref()
    }

    /// The caller's own partner and its direct children in id order (API.md §7.1).
    pub(crate) fn family(&self, parent: i64) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .kept
            .values()
            .filter(|partner| partner.id == parent || partner.parent == Some(parent))
            .map(|partner| Row { id: partner.id, generated: None })
            .collect();
        if !self.kept.contains_key(&parent) {
            rows.extend(self.rows(&[parent]));
        }
        if let Some(children) = self.children.as_ref().filter(|c| c.parent == parent) {
            let kept = rows.len();
            rows.extend(
                (0..children.count)
                    .map(|index| Row { id: children.id(index), generated: Some(index) })
                    .filter(|row| !self.kept.contains_key(&row.id)),
            );
            if kept > 0 {
                rows.sort_unstable_by_key(|row| row.id);
            }
        }
        rows
    }

    /// The rows of these ids, in their order.
    pub(crate) fn rows(&self, ids: &[i64]) -> Vec<Row> {
        ids.iter()
            .filter_map(|id| {
                if self.kept.contains_key(id) {
                    return Some(Row { id: *id, generated: None });
                }
                let index = self.children.as_ref()?.index_of(*id)?;
                Some(Row { id: *id, generated: Some(index) })
            })
            .collect()
    }

    /// Every partner, for the world handle.
    pub(crate) fn everyone(&self) -> impl Iterator<Item = Cow<'_, Partner>> {
        let generated = self.children.iter().flat_map(|children| {
            (0..children.count)
                .filter(|index| !self.kept.contains_key(&children.id(*index)))
                .map(|index| Cow::Owned(children.partner(index)))
        });
        self.kept.values().map(Cow::Borrowed).chain(generated)
    }

    pub(crate) fn load(&self, row: Row) -> Option<Cow<'_, Partner>> {
        match (row.generated, &self.children) {
            (Some(index), Some(children)) => Some(Cow::Owned(children.partner(index))),
            _ => self.kept.get(&row.id).map(Cow::Borrowed),
        }
    }

    /// The stored status, without working out the rest.
    pub(crate) fn status(&self, row: Row) -> u8 {
        match (row.generated, &self.children) {
            (Some(index), Some(children)) => children.status(index),
            _ => self.kept.get(&row.id).map_or(status::DELETED, |partner| partner.status),
        }
    }

    pub(crate) fn group(&self, row: Row) -> u8 {
        match row.generated {
            Some(index) => Children::group(index),
            None => self.kept.get(&row.id).map_or(group::PUBLISHER, |partner| partner.group),
        }
    }

    pub(crate) fn created_at(&self, row: Row) -> i64 {
        match (row.generated, &self.children) {
            (Some(index), Some(children)) => children.created_at(index),
            _ => self.kept.get(&row.id).map_or(0, |partner| partner.created_at),
        }
    }

    /// The status that answers show: active children of a read-only parent are shown read-only
    /// (10-child-of-readonly-parent-getInfo).
    pub(crate) fn shown_status(&self, partner: &Partner) -> u8 {
        let parent_is_read_only = || {
            partner
                .parent
                .and_then(|parent| self.get(parent))
                .is_some_and(|parent| parent.status == status::READ_ONLY)
        };
        if partner.status == status::ACTIVE && parent_is_read_only() {
            status::READ_ONLY
        } else {
            partner.status
        }
    }
}
