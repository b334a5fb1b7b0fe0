//! The private desktop keeps its promises; the journeys rest on them.

use e2e::{Desktop, PasswordStore};

#[tokio::test(flavor = "multi_thread")]
async fn two_desktops_share_no_password() {
    let one = Desktop::open(PasswordStore::Unlocked).await;
    let other = Desktop::open(PasswordStore::Unlocked).await;
    one.keep_secret("of one");
    assert_eq!(one.count_secrets().await, 1);
    assert_eq!(other.count_secrets().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_holds_its_items_and_gives_them_after_unlocking() {
    let desktop = Desktop::open(PasswordStore::Unlocked).await;
    desktop.keep_secret("kept");
    desktop.lock_keyring().await;
    assert!(!desktop.reads_secrets());
    desktop.unlock_keyring().await;
    assert!(desktop.reads_secrets());
}
