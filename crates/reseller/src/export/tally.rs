//! What reading an account came to: what is there, what came and went meanwhile, and what is missing.
//! The reading itself is in `read`.

use kaltura::entries::{EntryRanges, Recount};

/// What reading a range came to, or all of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Entries that were there when it was looked at last, and were read.
    pub(crate) present: u64,
    pub(crate) gone: u64,
    pub(crate) added: u64,
    pub(crate) missing: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.present += other.present;
        self.gone += other.gone;
        self.added += other.added;
        self.missing += other.missing;
    }

    /// Compares with the counts before and after. Afterwards
    /// `first count + added - gone = last count`, and what is neither is missing: what the
    /// server counted at first, put into no range, and still counts at the end.
    pub(crate) fn reconcile(&mut self, ranges: &EntryRanges, now: Recount) {
        let accounted = self.present + self.missing;
        let unread = now.in_ranges.saturating_sub(accounted);
        let lost = ranges.beyond().min(unread);
        self.missing += lost;
        self.added += ranges.counted().saturating_sub(ranges.count) + (unread - lost);
        // Made after the newest one of before: in no range.
        self.added += now.all.saturating_sub(now.in_ranges);
        self.gone += ranges.count.saturating_sub(ranges.counted()).saturating_sub(lost);
        self.gone += accounted.saturating_sub(now.in_ranges);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaltura::entries::EntryRange;

    fn ranges(count: u64, recount: Option<u64>, ranges: &[u64]) -> EntryRanges {
        let range = |count: &u64| EntryRange { filters: Vec::new(), count: *count };
        let ranges = ranges.iter().map(range).collect();
        EntryRanges { count, recount, ranges, newest: None }
    }

    fn reconciled(ranges: &EntryRanges, read: Tally, all: u64, in_ranges: u64) -> Tally {
        let mut tally = read;
        tally.reconcile(ranges, Recount { all, in_ranges });
        assert_eq!(ranges.count + tally.added, all + tally.gone, "{tally:?}");
        tally
    }

    #[test]
    fn what_came_and_went_is_told_apart_from_what_is_missing() {
        let read = |present| Tally { present, ..Tally::default() };
        let quiet = reconciled(&ranges(10, None, &[4, 6]), read(10), 10, 10);
        assert_eq!(quiet, read(10));
        // Deleted after they were read; made after the newest one.
        let moved = reconciled(&ranges(10, None, &[4, 6]), read(10), 12, 7);
        assert_eq!((moved.gone, moved.added, moved.missing), (3, 5, 0));
        // In none of the ranges although they were counted before and after.
        let lost = reconciled(&ranges(10, Some(10), &[4, 3]), read(7), 10, 10);
        assert_eq!((lost.gone, lost.added, lost.missing), (0, 0, 3));
        // Deleted while the list was cut.
        let gone = reconciled(&ranges(10, Some(7), &[4, 3]), read(7), 7, 7);
        assert_eq!((gone.gone, gone.added, gone.missing), (3, 0, 0));
        // Counted, and then nothing was listed at all.
        let nothing = reconciled(&ranges(10, None, &[]), read(0), 10, 10);
        assert_eq!((nothing.gone, nothing.added, nothing.missing), (0, 0, 10));
        let emptied = reconciled(&ranges(10, None, &[]), read(0), 0, 0);
        assert_eq!((emptied.gone, emptied.added, emptied.missing), (10, 0, 0));
    }
}
