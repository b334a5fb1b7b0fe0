//! Looking at the trail: one line for what a job did to many accounts, and narrowing it.

use crate::desk::Desk;
use reseller::activity::{ActivityBulk, ActivityKind, ActivityQuery};
use reseller::status::TargetStatus;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_job_did_to_many_accounts_is_one_line_and_opens_to_its_records() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    desk.sim.world().set_multi_account(desk.parent().0, false);
    let many = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.rest(many.id).await;
    let query = ActivityQuery::default;
    let refused = desk.reseller.list_activity_lines(query(), 0, 10).await.unwrap();
    assert_eq!((refused.total, refused.records), (2, 4), "the change, and signing in");
    let bulk = ActivityBulk { job: many.id, accounts: 3, done: 0, open: false };
    assert_eq!(refused.lines[0].bulk, Some(bulk));
    assert_eq!(refused.lines[1].bulk, None);

    desk.sim.world().set_multi_account(desk.parent().0, true);
    desk.reseller.retry_failed(many.id).await.unwrap();
    desk.rest(many.id).await;
    let single = desk.change(&desk.active(1).await, TargetStatus::Blocked).await.unwrap();
    desk.rest(single.id).await;
    let all = desk.reseller.list_activity_lines(query(), 0, 10).await.unwrap();
    assert_eq!((all.total, all.records), (3, 8), "the refused attempts stay on record");
    assert_eq!(all.lines[0].bulk, None, "one account is a line like any other");
    assert_eq!(all.lines[0].record.job, Some(single.id));
    // An account that was tried again counts once.
    assert_eq!(all.lines[1].bulk, Some(ActivityBulk { done: 3, ..bulk }));

    let second = desk.reseller.list_activity_lines(query(), 1, 1).await.unwrap();
    assert_eq!((second.start, second.lines.as_slice()), (1, &all.lines[1..2]));
    let of_job = ActivityQuery { job: Some(many.id), ..query() };
    let records = desk.reseller.list_activity(of_job, 0, 10).await.unwrap();
    assert_eq!(records.total, 6);
    let one = ActivityQuery { text: ids[0].to_string(), ..query() };
    let lines = desk.reseller.list_activity_lines(one, 0, 10).await.unwrap();
    assert!(lines.lines.iter().all(|line| line.bulk.is_none()), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_narrowed_by_what_was_done_and_by_whom() {
    let desk = Desk::connected(60).await;
    let job = desk.change(&desk.active(2).await, TargetStatus::Blocked).await.unwrap();
    desk.rest(job.id).await;
    let of = |kinds: &[ActivityKind]| ActivityQuery {
        kinds: kinds.to_vec(),
        ..ActivityQuery::default()
    };
    let count = async |query| desk.reseller.list_activity(query, 0, 1).await.unwrap().total;
    assert_eq!(count(of(&[ActivityKind::StatusChanged])).await, 2);
    assert_eq!(count(of(&[ActivityKind::SignedIn])).await, 1);
    assert_eq!(count(of(&[ActivityKind::SignedIn, ActivityKind::StatusChanged])).await, 3);
    assert_eq!(count(of(&[ActivityKind::AccountCreated])).await, 0);

    let people = desk.reseller.activity_people(None).await.unwrap();
    let person = people[0].clone();
    assert_eq!(people, [person.as_str()]);
    let connection = desk.status().await.connection.id;
    assert_eq!(desk.reseller.activity_people(Some(connection)).await.unwrap(), people);
    assert_eq!(count(ActivityQuery { person: Some(person), ..ActivityQuery::default() }).await, 3);
    assert_eq!(
        count(ActivityQuery { person: Some("Nobody".into()), ..ActivityQuery::default() }).await,
        0
    );
}
