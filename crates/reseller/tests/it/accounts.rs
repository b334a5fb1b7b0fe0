//! Searching, sorting, notes and labels, and Activity as a list and a file.

use crate::desk::{Desk, everything};
use reseller::account::{AccountColumn, AccountQuery, AccountSort, AccountStatus};
use reseller::activity::ActivityQuery;
use reseller::status::TargetStatus;
use reseller::{AccountId, ErrorCode};

#[tokio::test(flavor = "multi_thread")]
async fn a_search_looks_at_every_field_blind_to_case_and_accents() {
    let desk = Desk::connected(300).await;
    let id = desk.active(1).await[0];
    desk.sim.world().set_property(id.0, "name", "Université Élan");
    desk.sim.world().set_property(id.0, "phone", "+33 1 99 88 77");
    desk.sim.world().set_property(id.0, "website", "www.elan-zq.example");
    desk.sim.world().set_property(id.0, "description", "Zoological archive");
    desk.refresh().await;
    desk.reseller
        .set_account_note(desk.connection(), id, "Prefers Tuesdays, Straße 7".into())
        .await
        .unwrap();
    let number = id.to_string();
    for text in [
        "universite elan",
        "ELAN univ",
        "élan",
        number.as_str(),
        "99 88",
        "elan-zq.example",
        "zoological",
        "tuesdays strasse",
    ] {
        let page = desk.find(text).await;
        assert!(page.rows.iter().any(|row| row.id == id), "{text}");
    }
    assert_eq!(desk.find("universite elan nowhere").await.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_list_of_ids_selects_exactly_those_and_names_the_missing() {
    let desk = Desk::connected(300).await;
    let ids = desk.active(3).await;
    let reference = "ZQ-0042".to_owned();
    desk.sim.world().set_property(ids[2].0, "referenceId", reference.as_str());
    desk.refresh().await;
    let pasted = format!("{}\n{}; {reference}, 99999999\tZQ-9999", ids[0], ids[1]);
    let page = desk.find(&pasted).await;
    let mut found: Vec<AccountId> = page.rows.iter().map(|row| row.id).collect();
    found.sort();
    assert_eq!(found, ids);
    assert_eq!(page.not_found, ["99999999", "ZQ-9999"]);
    let page = desk.find(&format!("{}\nACME-NORTH\nAcme South", ids[0])).await;
    assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids[..1]);
    assert_eq!(page.not_found, ["ACME-NORTH", "Acme South"]);
    let page = desk.find("99999999\nZQ-9999").await;
    assert_eq!((page.total, page.not_found.len()), (0, 2), "nothing of it is known");
    // One ID alone is an ordinary search.
    assert!(desk.find("ZQ-9999").await.not_found.is_empty());
    // The Partner ID of one is the Reference ID of another: neither is guessed.
    desk.sim.world().set_property(ids[2].0, "referenceId", ids[0].to_string());
    desk.refresh().await;
    let page = desk.find(&format!("{}\n{}", ids[0], ids[1])).await;
    assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids[1..2]);
    assert_eq!((page.ambiguous, page.not_found), (vec![ids[0].to_string()], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_are_slices_of_one_order_in_every_column_and_direction() {
    let desk = Desk::connected(250).await;
    for column in [
        AccountColumn::Name,
        AccountColumn::Id,
        AccountColumn::Status,
        AccountColumn::AdminName,
        AccountColumn::AdminEmail,
        AccountColumn::Phone,
        AccountColumn::Website,
        AccountColumn::ReferenceId,
        AccountColumn::CreatedAt,
    ] {
        for descending in [false, true] {
            let query = AccountQuery { sort: AccountSort { column, descending }, ..everything() };
            let all = desk.reseller.list_account_ids(query.clone()).await.unwrap();
            let page = desk.reseller.list_accounts(query, 100, 20).await.unwrap();
            let window: Vec<AccountId> = page.rows.iter().map(|row| row.id).collect();
            assert_eq!(window, all[100..120], "{column:?} {descending}");
            assert_eq!(page.total as usize, all.len());
        }
    }
    let query = AccountQuery {
        sort: AccountSort { column: AccountColumn::CreatedAt, descending: true },
        ..everything()
    };
    let page = desk.reseller.list_accounts(query, 0, 250).await.unwrap();
    assert!(page.rows.is_sorted_by(|a, b| a.created_at >= b.created_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_say_how_many_of_each_status_match_the_rest_of_the_query() {
    let desk = Desk::connected(300).await;
    let world = desk.sim.world();
    let parent = desk.parent().0;
    let query = AccountQuery { statuses: vec![AccountStatus::Blocked], ..everything() };
    let page = desk.reseller.list_accounts(query, 0, 1).await.unwrap();
    assert_eq!(
        u64::from(page.counts.active),
        u64::try_from(world.count_with_status(parent, 1)).unwrap()
    );
    assert_eq!(
        u64::from(page.counts.blocked),
        u64::try_from(world.count_with_status(parent, 2)).unwrap()
    );
    assert_eq!(page.total, page.counts.blocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_labels_stay_on_this_computer_and_outlive_refreshes_and_restarts() {
    let mut desk = Desk::connected(60).await;
    let id = desk.active(1).await[0];
    let connection = desk.reseller.current_connection().unwrap().id;
    desk.sim.world().forget_requests();
    desk.reseller
        .set_account_note(desk.connection(), id, "  call on Monday ".into())
        .await
        .unwrap();
    let labels = vec![" Gold  customer".into(), "north".into(), "north".into(), " ".into()];
    desk.reseller.set_account_labels(desk.connection(), id, labels).await.unwrap();
    assert!(desk.sim.world().requests().is_empty());
    desk.refresh().await;
    desk.restart().await;
    desk.reseller.select_connection(connection).await.unwrap();
    desk.refreshed().await;
    let detail = desk.reseller.read_account(id).await.unwrap();
    assert_eq!(detail.note, "call on Monday");
    assert_eq!(detail.row.labels, ["Gold customer", "north"]);
    assert_eq!(desk.reseller.list_labels().await.unwrap(), ["Gold customer", "north"]);
    let query = AccountQuery { label: Some("north".into()), ..everything() };
    assert_eq!(desk.reseller.list_accounts(query, 0, 10).await.unwrap().total, 1);
    let error = desk
        .reseller
        .set_account_note(desk.connection(), id, "x".repeat(10_001))
        .await
        .unwrap_err();
    assert!(error.message.contains("10,000"), "{}", error.message);
    let error = desk
        .reseller
        .set_account_note(desk.connection(), AccountId(1), String::new())
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_can_be_searched_and_saved_as_a_file_that_runs_no_formula() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(2).await;
    desk.sim.world().set_property(ids[0].0, "name", "=cmd|' /C calc'!A0");
    desk.refresh().await;
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.rest(job.id).await;
    let query = |text: &str| ActivityQuery {
        text: text.into(),
        connection: None,
        results: Vec::new(),
        from: None,
        to: None,
        ..ActivityQuery::default()
    };
    let page = desk.reseller.list_activity(query("INVOICE unpaid"), 0, 10).await.unwrap();
    assert_eq!(page.total, 2);
    let by_id = desk.reseller.list_activity(query(&ids[1].to_string()), 0, 10).await.unwrap();
    assert_eq!(by_id.total, 1);
    let path = desk.folder.path().join("activity.csv");
    let rows = desk.reseller.export_activity(query(""), path.clone()).await.unwrap();
    assert_eq!(rows, 3);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("\u{feff}Time (UTC),Person"), "{text}");
    assert!(text.contains("'=cmd|"), "{text}");
    assert!(text.contains(",Status changed,Active,Blocked,unpaid invoice,Done,"), "{text}");
    assert_eq!(text.lines().count(), 4);
    let nowhere = desk.folder.path().join("no/such/folder/activity.csv");
    let error = desk.reseller.export_activity(query(""), nowhere).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Disk);
}
