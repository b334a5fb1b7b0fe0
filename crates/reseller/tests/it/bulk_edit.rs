//! Changing details of many accounts: each with a session of its own, read back, recorded with
//! before and after, and never the parent.

use crate::desk::Desk;
use reseller::activity::{ActivityAction, ActivityResult};
use reseller::connection::{ConnectionColor, ConnectionEdit};
use reseller::import::{EditChange, ImportField, ImportPurpose, RowFilter};
use reseller::jobs::model::{ItemState, JobKind, JobState};
use reseller::sign_in::Keep;
use reseller::{AccountId, ErrorCode};
use simulator::{Fault, Trouble};

/// A file that gives accounts another phone and Reference ID.
fn changes(ids: &[AccountId]) -> String {
    let rows: Vec<String> = ids.iter().map(|id| format!("{id},+1 555 {id},NEW-{id}")).collect();
    format!("Partner ID,Phone,Reference ID\n{}\n", rows.join("\n"))
}

fn as_wanted(desk: &Desk, ids: &[AccountId]) -> bool {
    ids.iter().all(|id| {
        let account = desk.sim.world().account(id.0).unwrap();
        account.phone == Some(format!("+1 555 {id}"))
            && account.reference_id == Some(format!("NEW-{id}"))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn details_are_changed_in_each_account_read_back_shown_and_recorded() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(12).await;
    let before = desk.sim.world().account(ids[0].0).unwrap();
    let parent = desk.sim.world().account(desk.parent().0).unwrap();
    let path = desk.put("changes.csv", changes(&ids));
    let summary = desk.open(&path, ImportPurpose::Edit).await;
    assert_eq!(summary.match_problems, []);
    // A file with Partner IDs alone still says which accounts it is about.
    let rows = desk.reseller.list_import_rows(0, 1, RowFilter::All).await.unwrap().rows;
    assert_eq!(rows[0].account_name.as_deref(), Some(before.name.as_str()));
    let page = desk.reseller.list_import_edits(0, 5).await.unwrap();
    assert_eq!((page.total, page.items.len(), page.items[0].account), (12, 5, ids[0]));
    let plan = desk.reseller.plan_import().await.unwrap();
    assert_eq!((plan.count, plan.unchanged, plan.quota), (12, 0, None));
    assert_eq!(plan.confirmation.unwrap().expected, "12");
    let ended = desk.sim.world().ended_sessions();
    let job = desk.start().await.unwrap();
    assert_eq!(job.kind, JobKind::Edit { file_name: "changes.csv".into() });
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 12), "{job:#?}");
    assert!(as_wanted(&desk, &ids) && !job.can_undo);
    let expected = vec![
        EditChange {
            field: ImportField::Phone,
            before: before.phone.unwrap_or_default(),
            after: format!("+1 555 {}", ids[0]),
        },
        EditChange {
            field: ImportField::ReferenceId,
            before: before.reference_id.unwrap_or_default(),
            after: format!("NEW-{}", ids[0]),
        },
    ];
    let items = desk.items(job.id).await;
    assert_eq!(items[0].account_name, before.name);
    assert_eq!(
        (items[0].number, items[0].account, &items[0].changes),
        (2, Some(ids[0]), &expected)
    );
    let record = desk.records(job.id).await.remove(0);
    assert_eq!(record.action, ActivityAction::AccountEdited { changes: expected });
    assert_eq!(record.result, ActivityResult::Done);
    // Only sessions of the accounts themselves changed anything, and all of them were ended.
    let updates: Vec<_> = desk
        .sim
        .world()
        .requests()
        .into_iter()
        .filter(|request| request.call() == "partner.update")
        .collect();
    assert_eq!(updates.len(), 12);
    assert!(updates.iter().all(|update| ids.contains(&AccountId(update.partner_id.unwrap()))));
    assert_eq!(desk.sim.world().ended_sessions() - ended, 12);
    assert_eq!(desk.sim.world().account(desk.parent().0).unwrap(), parent);
    // Shown without a refresh.
    let row = desk.reseller.read_account(ids[3]).await.unwrap().row;
    assert_eq!(row.reference_id, format!("NEW-{}", ids[3]));
    let result = desk.folder.path().join("result.csv");
    desk.reseller.save_import_result(job.id, result.clone()).await.unwrap();
    let text = std::fs::read_to_string(&result).unwrap();
    assert_eq!(text.matches("Changed").count(), 12, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_at_the_server_meanwhile_is_seen_before_and_told_apart() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(4).await;
    let path = desk.put("changes.csv", changes(&ids));
    desk.open(&path, ImportPurpose::Edit).await;
    let world = desk.sim.world();
    world.set_property(ids[0].0, "phone", "changed by somebody");
    world.set_property(ids[1].0, "phone", format!("+1 555 {}", ids[1]));
    world.set_property(ids[1].0, "referenceId", format!("NEW-{}", ids[1]));
    world.set_status(ids[2].0, 2);
    world.set_parent(ids[3].0, None);
    let job = desk.start().await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.unchanged, job.counts.failed), (1, 1, 2), "{job:#?}");
    let items = desk.items(job.id).await;
    assert_eq!(items[0].changes[0].before, "changed by somebody");
    assert_eq!(items[1].state, ItemState::Unchanged);
    let problem = |at: usize| items[at].problem.clone().unwrap();
    assert!(problem(2).message.contains("Blocked, removed"), "{}", problem(2).message);
    assert_eq!(problem(3).code, ErrorCode::NotFound);
    assert_eq!(world.count_requests("partner", "update"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_blocked_in_the_last_moment_fails_alone() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    // The server refuses to let anybody into the second account it is asked for.
    desk.sim
        .faults()
        .set(Fault::once(Trouble::InternalError).on("session", "impersonate").from_call(2));
    let job = desk.edit(&changes(&ids)).await;
    let job = desk.rest(job.id).await;
    assert_eq!(
        (job.state, job.counts.done, job.counts.failed),
        (JobState::Finished, 2, 1),
        "{job:#?}"
    );
    desk.reseller.retry_failed(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (3, 0));
    assert!(as_wanted(&desk, &ids));
    desk.nothing_open(job.id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_by_password_edits_too_and_a_read_only_connection_is_refused_before() {
    let desk = Desk::new(60).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    let connection = desk.keep(&report, Keep::UntilQuit).await.unwrap().id;
    desk.refreshed().await;
    let ids = desk.active(2).await;
    let job = desk.edit(&changes(&ids)).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 2), "{job:#?}");
    assert!(as_wanted(&desk, &ids));

    let read_only = ConnectionEdit {
        name: "Acme Resellers".into(),
        color: ConnectionColor::Teal,
        read_only: true,
    };
    desk.reseller.update_connection(connection, read_only).await.unwrap();
    let ids = desk.active(4).await;
    let path = desk.put("changes.csv", changes(&ids[2..]));
    desk.open(&path, ImportPurpose::Edit).await;
    desk.sim.world().forget_requests();
    let error = desk.start().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ReadOnlyConnection, "{}", error.message);
    assert_eq!(desk.sim.world().count_requests("session", "impersonate"), 0);
    assert!(desk.reseller.plan_import().await.is_ok(), "the window stays open");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_accounts_are_read_from_text_and_files() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(6).await;
    let world = desk.sim.world();
    world.set_property(ids[2].0, "referenceId", "North 12");
    world.set_property(ids[3].0, "referenceId", "double");
    world.set_property(ids[4].0, "referenceId", "double");
    // The Partner ID of one is the Reference ID of another.
    world.set_property(ids[5].0, "referenceId", ids[1].to_string());
    desk.refresh().await;
    let text = format!(
        "Partner ID\n{0}, {0};NORTH 12\t\"{1}\"\nnobody\ndouble\n{2} {3}\n",
        ids[0], ids[1], ids[3], ids[4]
    );
    let list = desk.reseller.read_account_list(text).await.unwrap();
    assert_eq!(list.accounts, [ids[0], ids[2], ids[3], ids[4]]);
    assert_eq!((list.listed, list.repeated), (8, 1));
    assert_eq!(list.not_found, ["nobody"]);
    assert_eq!(list.ambiguous, [ids[1].to_string(), "double".to_owned()]);

    // Divided by blanks: taken apart where all parts are known, and left whole where not.
    world.set_property(ids[3].0, "referenceId", "UNI-1");
    world.set_property(ids[4].0, "referenceId", "UNI-2");
    desk.refresh().await;
    let text = format!("uni-1 UNI-2 {}\nNorth 12\nUNI-1 and more\n", ids[0]);
    let list = desk.reseller.read_account_list(text).await.unwrap();
    assert_eq!(list.accounts, [ids[3], ids[4], ids[0], ids[2]]);
    assert_eq!(list.not_found, ["UNI-1 and more"]);

    let copied = format!("Campus\tID\nWest wing\t{}\nEast\t{}\n", ids[0], ids[3]);
    let list = desk.reseller.read_account_list(copied).await.unwrap();
    assert_eq!(list.accounts, [ids[0], ids[3]]);
    for (name, text) in [
        ("headed.csv", format!("Name,Partner ID\nA,{}\nB,{}\nC,9\n", ids[0], ids[3])),
        ("bare.csv", format!("A;{}\nB;{}\nC;9\n", ids[0], ids[3])),
        ("lines.txt", format!("{}\n{}\n9\n", ids[0], ids[3])),
    ] {
        let path = desk.put(name, text);
        let list = desk.reseller.read_account_list_file(path).await.unwrap();
        assert_eq!(list.accounts, [ids[0], ids[3]], "{name}");
        assert_eq!((list.listed, list.not_found), (3, vec!["9".to_owned()]), "{name}");
    }
    let path = desk.put("empty.csv", "");
    assert!(desk.reseller.read_account_list_file(path).await.is_err());
}
