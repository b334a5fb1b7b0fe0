//! The quick search against a slow and plain one, on made-up accounts and made-up queries.

use super::*;
use crate::account::{AccountColumn, AccountSort};
use proptest::prelude::*;

/// Letters in which case, accents, ligatures and directions matter.
const LETTERS: &[&str] = &[
    "a", "A", "á", "e", "É", "o", "ø", "ß", "ss", "ﬁ", "İ", "ı", "n", "ñ", "ש", "שָׁ", "ف", "中",
    "0", "1", "2", "7", " ", "  ", "-", "_", "@", ".", ",", "\u{200b}", "🎓",
];

/// It is none of the accounts.
const PARENT: AccountId = AccountId(1000);

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(LETTERS), 0..6).prop_map(|parts| parts.concat())
}

fn account() -> impl Strategy<Value = Account> {
    (1_u32..60, text(), text(), text(), text(), 0_i32..6, any::<bool>()).prop_map(
        |(id, name, reference_id, admin_name, note, status_number, template)| Account {
            id,
            name,
            reference_id,
            admin_name,
            note,
            status_number,
            template,
            created_at: i64::from(id % 7),
            ..Account::default()
        },
    )
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    prop::collection::vec(account(), 0..40)
}

fn query(text: &str, column: AccountColumn, descending: bool) -> AccountQuery {
    AccountQuery {
        text: text.to_owned(),
        statuses: Vec::new(),
        created_from: None,
        created_to: None,
        templates: TemplateFilter::All,
        label: None,
        only_changed: false,
        sort: AccountSort { column, descending },
    }
}

fn snapshot(accounts: Vec<Account>, generation: u32) -> Snapshot {
    Snapshot::of(accounts.into_iter().map(Arc::new).collect(), generation, None)
}

/// Every word in some field, looked at one by one.
fn plainly(snapshot: &Snapshot, text: &str) -> Vec<u32> {
    let text = fold(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let matches = |account: &&Arc<Account>| {
        let fields = [
            fold(&account.name),
            account.id.to_string(),
            fold(&account.reference_id),
            fold(&account.admin_name),
            fold(&account.note),
        ];
        account.status() != AccountStatus::Deleted
            && words.iter().all(|word| fields.iter().any(|field| field.contains(word)))
    };
    snapshot.accounts.iter().filter(matches).map(|account| account.id).collect()
}

fn found(search: &Search, snapshot: &Snapshot, text: &str) -> Vec<u32> {
    let selection = search.select(snapshot, PARENT, &query(text, AccountColumn::Id, false));
    ids(snapshot, &selection).into_iter().map(|id| id.0).collect()
}

proptest! {
    #[test]
    fn a_search_finds_what_a_plain_search_finds(accounts in accounts(), text in text()) {
        let snapshot = snapshot(accounts, 1);
        prop_assume!(find_listed(&snapshot, PARENT, &text).is_none());
        prop_assert_eq!(found(&Search::default(), &snapshot, &text), plainly(&snapshot, &text));
    }

    #[test]
    fn typing_letter_by_letter_and_back_finds_the_same_as_typing_at_once(
        accounts in accounts(),
        text in text(),
    ) {
        let snapshot = snapshot(accounts, 1);
        let search = Search::default();
        let mut ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        let back: Vec<usize> = ends.iter().rev().copied().collect();
        ends.extend(back);
        for end in ends {
            let typed = &text[..end];
            let at_once = found(&Search::default(), &snapshot, typed);
            prop_assert_eq!(found(&search, &snapshot, typed), at_once, "{:?}", typed);
        }
    }

    #[test]
    fn every_order_is_total_and_descending_is_ascending_backwards_but_for_empty_ones(
        accounts in accounts(),
    ) {
        let snapshot = snapshot(accounts, 1);
        for column in [AccountColumn::Name, AccountColumn::ReferenceId, AccountColumn::CreatedAt] {
            let order = snapshot.order(column);
            let mut seen = order.positions.clone();
            seen.sort_unstable();
            prop_assert!(seen.iter().copied().eq(0..u32::try_from(seen.len()).unwrap()));
            let search = Search::default();
            let up = search.select(&snapshot, PARENT, &query("", column, false)).positions.clone();
            let down = search.select(&snapshot, PARENT, &query("", column, true)).positions.clone();
            let filled = |at: &&u32| order.positions[..order.filled].contains(at);
            let mut backwards: Vec<u32> = down.iter().filter(filled).copied().collect();
            backwards.reverse();
            let forwards: Vec<u32> = up.iter().filter(filled).copied().collect();
            prop_assert_eq!(forwards, backwards);
        }
    }

    #[test]
    fn a_snapshot_made_from_an_older_one_is_like_one_made_afresh(
        before in accounts(),
        after in accounts(),
        text in text(),
    ) {
        let old = snapshot(before, 1);
        old.order(AccountColumn::Name);
        old.order(AccountColumn::Status);
        let after: Vec<Arc<Account>> = after.into_iter().map(Arc::new).collect();
        let new = Snapshot::of(after.clone(), 2, Some(&old));
        let fresh = Snapshot::of(after, 2, None);
        prop_assert_eq!(&new.text.joined, &fresh.text.joined);
        prop_assert_eq!(&new.text.references, &fresh.text.references);
        for column in [AccountColumn::Name, AccountColumn::Status] {
            prop_assert_eq!(&new.order(column).positions, &fresh.order(column).positions);
        }
        let search = Search::default();
        found(&search, &old, &text);
        prop_assert_eq!(found(&search, &new, &text), found(&Search::default(), &fresh, &text));
    }
}

#[test]
fn a_list_needs_two_items_of_which_one_is_known_and_reports_the_others() {
    let account = |id: u32, reference: &str| Account {
        id,
        reference_id: reference.into(),
        status_number: 1,
        ..Account::default()
    };
    let known = snapshot(vec![account(11, "UNI 0042"), account(22, "x-1"), account(33, "")], 1);
    let listed = |text: &str| {
        let listed = find_listed(&known, PARENT, text)?;
        assert!(listed.ambiguous.is_empty(), "{listed:?}");
        Some((listed.positions, listed.not_found))
    };
    assert_eq!(listed("11"), None);
    assert_eq!(listed("11 hello"), None);
    assert_eq!(listed("98 99"), None, "nothing known: an ordinary search");
    assert_eq!(listed("11 99"), Some((vec![0], vec!["99".into()])));
    assert_eq!(listed("uni 0042\nX-1"), Some((vec![0, 1], vec![])));
    assert_eq!(listed("11, 11, 33"), Some((vec![0, 2], vec![])));
    // What is unknown is reported, with digits or without.
    let missing = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    assert_eq!(listed("11\nACME-NORTH"), Some((vec![0], missing(&["ACME-NORTH"]))));
    assert_eq!(
        listed("Acme North; UNI 0042\tacme"),
        Some((vec![0], missing(&["Acme North", "acme"])))
    );
    assert_eq!(listed("11 99\n98 33"), Some((vec![0, 2], missing(&["99", "98"]))));
    assert_eq!(listed("98\nZQ-99\n"), Some((vec![], missing(&["98", "ZQ-99"]))));
    // Nothing is known and not all of it looks like IDs: ordinary words.
    assert_eq!(listed("98\nhello"), None);
    assert_eq!(listed("Smith, Jones"), None);
    assert_eq!(listed("98\n"), None);
}

/// What is chosen from a list may be blocked next: nothing is guessed.
#[test]
fn what_fits_more_than_one_account_of_a_list_selects_none_of_them() {
    let account = |id: u32, reference: &str, status_number: i32| Account {
        id,
        reference_id: reference.into(),
        status_number,
        ..Account::default()
    };
    let known = snapshot(
        vec![
            account(11, "", 1),
            // Its Reference ID is the Partner ID of the one before.
            account(22, "11", 1),
            account(33, "Twice", 1),
            account(44, "twice", 1),
            account(55, "once", 1),
            account(66, "ONCE", 0),
            account(77, "77", 1),
            account(88, "1000", 1),
        ],
        1,
    );
    let listed = |text: &str| {
        let listed = find_listed(&known, PARENT, text).unwrap();
        (listed.positions, listed.not_found, listed.ambiguous)
    };
    let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    assert_eq!(listed("11, 22"), (vec![1], vec![], texts(&["11"])));
    assert_eq!(listed("twice\n9"), (vec![], texts(&["9"]), texts(&["twice"])));
    // Deleted ones do not count, and one account may have both.
    assert_eq!(listed("once 77"), (vec![4, 6], vec![], vec![]));
    // The parent has a Partner ID, too.
    assert_eq!(listed("1000; 33"), (vec![2], vec![], texts(&["1000"])));
}
