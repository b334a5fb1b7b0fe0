//! Damaged files, folders that cannot be written, and data of a newer version.

use crate::desk::{Desk, Ear, setup};
use reseller::connection::ConnectionEdit;
use reseller::{ErrorCode, InMemorySecrets, Reseller};
use std::sync::Arc;

fn open_in(folder: &std::path::Path) -> Result<(Reseller, Vec<reseller::Notice>), reseller::Error> {
    let (secrets, ear) = (Arc::new(InMemorySecrets::default()), Arc::new(Ear::default()));
    Reseller::open(setup(folder, &secrets, &ear))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_kept_aside_said_and_started_fresh() {
    let mut desk = Desk::connected(60).await;
    let id = desk.reseller.current_connection().unwrap().id;
    desk.reseller.quit().await;
    for damage in ["not a database at all", "SQLite format 3\0 and then nonsense"] {
        for suffix in ["", "-wal", "-shm"] {
            let path = desk.folder.path().join(format!("roster.sqlite{suffix}"));
            if suffix.is_empty() {
                std::fs::write(path, damage.repeat(400)).unwrap();
            } else {
                drop(std::fs::remove_file(path));
            }
        }
        desk.open_again();
        let notice = &desk.notices[0];
        assert!(notice.message.contains("was damaged"), "{}", notice.message);
        let aside = notice.kept_aside.clone().unwrap();
        assert!(aside.contains("roster.damaged-2"), "{aside}");
        assert_eq!(std::fs::read(&aside).unwrap(), damage.repeat(400).as_bytes());
        desk.reseller.select_connection(id.clone()).await.unwrap();
        desk.refreshed().await;
        assert!(desk.list().await.known > 0);
        desk.reseller.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_a_torn_page_is_found_out_at_the_start() {
    let mut desk = Desk::connected(400).await;
    desk.restart().await;
    desk.reseller.quit().await;
    let path = desk.folder.path().join("roster.sqlite");
    {
        // Everything into the main file first.
        let database = rusqlite::Connection::open(&path).unwrap();
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let page = bytes.len() / 2 / 4096 * 4096;
    bytes[page..page + 4096].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    desk.open_again();
    assert!(desk.notices.iter().any(|n| n.kept_aside.is_some()), "{:?}", desk.notices);
}

/// Everything that is kept is kept by the IDs in it, the secret in the keychain as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_missing_list_of_connections_is_put_back_with_all_that_belongs_to_it() {
    for damage in ["half of it", "nothing in it", "missing"] {
        let mut desk = Desk::connected(60).await;
        let open = desk.reseller.current_connection().unwrap();
        let id = desk.active(1).await[0];
        desk.reseller.set_account_note(open.id.clone(), id, "call on Monday".into()).await.unwrap();
        let edit = ConnectionEdit { name: "North".into(), color: open.color, read_only: true };
        let before = desk.reseller.update_connection(open.id.clone(), edit).await.unwrap();
        desk.reseller.quit().await;
        let path = desk.folder.path().join("connections.json");
        let good = std::fs::read_to_string(&path).unwrap();
        let spoilt = match damage {
            "half of it" => Some(good[..good.len() / 2].to_owned()),
            "nothing in it" => Some("\0".repeat(good.len())),
            _ => None,
        };
        match &spoilt {
            Some(text) => std::fs::write(&path, text).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        desk.open_again();
        let [notice] = desk.notices.as_slice() else { panic!("{damage}: {:?}", desk.notices) };
        assert!(notice.message.contains("put it back"), "{damage}: {}", notice.message);
        let aside = notice.kept_aside.as_ref().map(|it| std::fs::read_to_string(it).unwrap());
        assert_eq!(aside, spoilt, "{damage}");
        let listed = desk.reseller.list_connections().await;
        assert_eq!(listed, std::slice::from_ref(&before), "{damage}");
        assert_eq!(desk.reseller.current_connection(), Some(before), "{damage}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), good, "{damage}");
        // What the keychain keeps opens it.
        desk.reseller.select_connection(open.id).await.unwrap();
        desk.refreshed().await;
        assert_eq!(desk.reseller.read_account(id).await.unwrap().note, "call on Monday");
        desk.restart().await;
        assert_eq!(desk.notices, [], "{damage}: it is put back once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_list_of_connections_without_a_copy_is_kept_aside_and_the_database_stays() {
    let mut desk = Desk::connected(60).await;
    desk.reseller.quit().await;
    let database = rusqlite::Connection::open(desk.folder.path().join("roster.sqlite")).unwrap();
    database.execute_batch("DELETE FROM connections_copy").unwrap();
    drop(database);
    let path = desk.folder.path().join("connections.json");
    let good = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &good[..good.len() / 2]).unwrap();
    desk.open_again();
    assert!(desk.notices[0].message.contains("list of connections was damaged"));
    let aside = desk.notices[0].kept_aside.clone().unwrap();
    assert_eq!(std::fs::read_to_string(aside).unwrap(), good[..good.len() / 2]);
    assert!(desk.reseller.list_connections().await.is_empty());
    assert!(!desk.everything_recorded().await.is_empty());
}

/// A file of a version that kept no copy gets one when it is opened.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_connections_is_copied_when_it_is_opened() {
    let mut desk = Desk::connected(20).await;
    let before = desk.reseller.list_connections().await;
    desk.reseller.quit().await;
    let path = desk.folder.path().join("roster.sqlite");
    rusqlite::Connection::open(path)
        .unwrap()
        .execute_batch("DELETE FROM connections_copy")
        .unwrap();
    desk.open_again();
    desk.reseller.quit().await;
    std::fs::remove_file(desk.folder.path().join("connections.json")).unwrap();
    desk.open_again();
    assert_eq!(desk.reseller.list_connections().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_made_is_a_disk_problem() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in the way");
    std::fs::write(&file, "").unwrap();
    let error = open_in(&file.join("data")).unwrap_err();
    assert_eq!(error.code, ErrorCode::Disk);
    assert!(error.message.contains("in the way"), "{}", error.message);
    assert!(error.detail.next_step.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_version_is_left_alone() {
    let mut desk = Desk::new(20).await;
    desk.reseller.quit().await;
    let path = desk.folder.path().join("roster.sqlite");
    let database = || rusqlite::Connection::open(&path).unwrap();
    let version: u32 =
        database().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    database().pragma_update(None, "user_version", 999).unwrap();
    let error = open_in(desk.folder.path()).unwrap_err();
    assert_eq!(error.code, ErrorCode::Disk);
    assert!(error.message.contains("newer version"), "{}", error.message);
    assert!(path.exists());
    database().pragma_update(None, "user_version", version).unwrap();
    desk.open_again();
    assert!(desk.notices.is_empty(), "{:?}", desk.notices);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_an_earlier_version_are_read_and_act_as_their_person() {
    let mut desk = Desk::connected(20).await;
    desk.reseller.quit().await;
    let path = desk.folder.path().join("connections.json");
    let mut saved: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let connection = saved["connections"][0].as_object_mut().unwrap();
    for newer in ["userId", "asksCode"] {
        assert!(connection.remove(newer).is_some(), "{newer}");
    }
    std::fs::write(&path, saved.to_string()).unwrap();
    desk.open_again();
    assert!(desk.notices.is_empty(), "{:?}", desk.notices);
    assert!(!desk.reseller.current_connection().unwrap().asks_code);
    desk.reseller.select_connection(desk.connection()).await.unwrap();
    desk.refreshed().await;
    let id = desk.active(1).await[0];
    desk.sim.world().forget_requests();
    let job = desk.edit(&format!("Partner ID,Phone\n{id},+1 555 0199\n")).await;
    assert_eq!(desk.rest(job.id).await.counts.done, 1);
    let asked = desk.sim.world().requests().into_iter();
    let acted = asked.filter(|r| r.call() == "session.impersonate").map(|r| r.user_id);
    assert_eq!(acted.collect::<Vec<_>>(), [Some("dana@example.com".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_a_newer_version_are_left_alone_and_not_taken_for_damaged() {
    let mut desk = Desk::connected(20).await;
    desk.reseller.quit().await;
    let path = desk.folder.path().join("connections.json");
    let good = std::fs::read_to_string(&path).unwrap();
    let newer = good
        .replace("\"version\": 1", "\"version\": 2")
        .replace("\"teal\"", "\"a colour of tomorrow\"");
    assert!(newer.contains("tomorrow") && newer.contains(": 2"), "{newer}");
    std::fs::write(&path, &newer).unwrap();
    let error = open_in(desk.folder.path()).unwrap_err();
    assert_eq!(error.code, ErrorCode::Disk);
    assert!(error.message.contains("newer version"), "{}", error.message);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
    std::fs::write(&path, good).unwrap();
    desk.open_again();
    assert_eq!(desk.reseller.list_connections().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_cannot_be_altered_or_deleted_even_with_a_database_tool() {
    let desk = Desk::connected(60).await;
    let database = rusqlite::Connection::open(desk.folder.path().join("roster.sqlite")).unwrap();
    for statement in [
        "DELETE FROM activity",
        "UPDATE activity SET person = 'somebody else'",
        "UPDATE activity SET result = 'refused'",
        "UPDATE activity SET reason = 'none'",
    ] {
        let refused = database.execute(statement, []).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
    }
}
