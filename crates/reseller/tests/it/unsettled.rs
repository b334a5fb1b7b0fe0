//! Single registrations whose end is not known: the app died meanwhile, or the answer was lost.
//! They are looked for, and nothing is created twice.

use crate::desk::{Desk, form};
use reseller::activity::ActivityResult;
use reseller::connection::ConnectionState;
use reseller::new_account::{AccountCreation, RegistrationFinding};
use reseller::{ConnectionId, ErrorCode};
use simulator::{Fault, Options, Trouble};
use tokio::runtime::Runtime;

/// Longer than any of these tests.
const FOR_EVER: Trouble = Trouble::Latency { milliseconds: 600_000 };

/// Begins to create an account in an app that is gone from one moment to the next, as soon as
/// `moment` has come.
fn die_while_creating(
    outside: &Runtime,
    faults: impl Fn(&Desk),
    moment: &impl AsyncFn(&Desk) -> bool,
) -> (Desk, ConnectionId) {
    let doomed = Runtime::new().unwrap();
    let mut desk = outside.block_on(Desk::with(Options::reseller(30)));
    let setup = crate::desk::setup(desk.folder.path(), &desk.secrets, &desk.ear);
    (desk.reseller, _) = reseller::Reseller::open(setup).unwrap();
    let id = doomed.block_on(async {
        desk.connect().await;
        faults(&desk);
        let (reseller, creation) =
            (desk.reseller.clone(), desk.creation(form("Cut off", "cut@example.edu")));
        tokio::spawn(async move { reseller.create_account(creation).await.map(drop) });
        while !moment(&desk).await {
            tokio::task::yield_now().await;
        }
        assert_eq!(desk.reseller.running_jobs().await, 1, "closing the window asks");
        desk.connection()
    });
    doomed.shutdown_background();
    desk.sim.faults().clear();
    (desk, id)
}

/// Opens Roster again and waits until it told what became of the account.
async fn open_and_hear(desk: &mut Desk, id: ConnectionId) -> RegistrationFinding {
    desk.open_again();
    let notices: Vec<_> = desk.notices.iter().map(|n| n.message.as_str()).collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("“Cut off”") && notices[0].contains("Do not create it again"));
    desk.reseller.select_connection(id).await.unwrap();
    let status = desk.status_when(|status| !status.findings.is_empty()).await;
    assert_eq!(status.findings.len(), 1);
    status.findings[0].clone()
}

#[test]
fn an_app_that_dies_before_the_answer_finds_its_account_at_the_next_start() {
    let outside = Runtime::new().unwrap();
    // The work is done, the answer is lost, and the look for it takes for ever.
    let faults = |desk: &Desk| {
        let faults = desk.sim.faults();
        faults.set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
        faults.set(Fault::always(FOR_EVER).on("partner", "list").from_call(2));
    };
    let done = async |desk: &Desk| desk.sim.world().accounts_named("Cut off").len() == 1;
    let (mut desk, id) = die_while_creating(&outside, faults, &done);
    outside.block_on(async {
        let finding = open_and_hear(&mut desk, id).await;
        let made = desk.sim.world().accounts_named("Cut off");
        assert_eq!(made.len(), 1);
        assert_eq!(finding.account.map(|id| id.0), Some(made[0].id));
        assert!(finding.message.contains("was created"), "{}", finding.message);
        assert!(finding.message.contains(&made[0].id.to_string()), "{}", finding.message);
        assert_eq!(desk.find("cut off").await.total, 1);
        let records = desk.creations().await;
        assert_eq!((records.len(), records[0].result), (1, ActivityResult::Done));
        assert_eq!(records[0].account, finding.account);
        assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
        // Settled for good: the next start has nothing to say.
        desk.restart().await;
        assert_eq!(desk.notices, []);
    });
}

#[test]
fn an_app_that_dies_before_the_work_is_done_says_that_the_account_is_not_there() {
    let outside = Runtime::new().unwrap();
    let faults =
        |desk: &Desk| desk.sim.faults().set(Fault::always(FOR_EVER).on("partner", "register"));
    // The server has it, and will not get to work on it before the app is gone. Sooner, and it
    // might arrive when the fault is over.
    let sent = async |desk: &Desk| desk.sim.faults().unmet().is_empty();
    let (mut desk, id) = die_while_creating(&outside, faults, &sent);
    outside.block_on(async {
        let finding = open_and_hear(&mut desk, id).await;
        assert_eq!(finding.account, None);
        assert!(finding.message.contains("was not created"), "{}", finding.message);
        let records = desk.creations().await;
        assert_eq!((records.len(), records[0].result), (1, ActivityResult::Refused));
        assert!(records[0].explanation.contains("not created"), "{}", records[0].explanation);
        desk.create(form("Cut off", "cut@example.edu")).await.unwrap();
        assert_eq!(desk.sim.world().accounts_named("Cut off").len(), 1);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_equal_form_is_refused_until_somebody_has_looked() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
    let unavailable = Fault::always(Trouble::HttpStatus { status: 502 }).on("partner", "list");
    desk.sim.faults().set(unavailable.from_call(2));
    // Under the parent's own e-mail the server would make a second one.
    let email = desk.sim.credentials().user_email.clone();
    let wanted = form("Once", &email);
    assert_eq!(desk.create(wanted.clone()).await.unwrap_err().code, ErrorCode::Unclear);
    desk.sim.faults().clear();
    let again = desk.create(wanted.clone()).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Unclear);
    assert!(again.message.contains("was sent before"), "{}", again.message);
    assert!(again.detail.next_step.unwrap().contains("Look again"));
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
    let found = desk.look_again(&wanted).await.unwrap().unwrap();
    assert_eq!(desk.sim.world().accounts_named("Once")[0].id, found.id.0);
    // Looked for, it is known: a second one of the same name may be wanted.
    desk.create(wanted).await.unwrap();
    assert_eq!(desk.sim.world().accounts_named("Once").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_open_is_looked_for_when_the_network_is_back() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
    desk.sim
        .faults()
        .set(Fault::always(Trouble::CutBeforeAnswer).on("partner", "list").from_call(2));
    let wanted = form("Away", "away@example.edu");
    assert_eq!(desk.create(wanted.clone()).await.unwrap_err().code, ErrorCode::Unclear);
    desk.refresh().await;
    desk.sim.faults().clear();
    let back = |status: &reseller::connection::ConnectionStatus| {
        status.state == ConnectionState::Ready && !status.findings.is_empty()
    };
    let status = desk.status_when(back).await;
    let account = status.findings[0].account;
    assert!(account.is_some());
    // Who asks now is told the same, and nothing is made twice.
    let found = desk.look_again(&wanted).await.unwrap();
    assert_eq!(found.map(|row| row.id), account);
    let records = desk.creations().await;
    let results: Vec<_> = records.iter().map(|record| record.result).collect();
    assert_eq!(results, [ActivityResult::Done, ActivityResult::Unclear]);
    assert_eq!(desk.sim.world().accounts_named("Away").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_created_under_another_parent_than_the_screen_shows() {
    let desk = Desk::connected(30).await;
    desk.sim.world().forget_requests();
    let creation = AccountCreation {
        connection: ConnectionId("another".into()),
        ..desk.creation(form("Elsewhere", "elsewhere@example.edu"))
    };
    let error = desk.reseller.create_account(creation).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    assert!(error.message.contains("Another parent account"), "{}", error.message);
    assert!(desk.sim.world().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_create_one_account() {
    let desk = Desk::connected(30).await;
    let email = desk.sim.credentials().user_email.clone();
    let (first, second) =
        tokio::join!(desk.create(form("Clicked", &email)), desk.create(form("Clicked", &email)));
    assert!(first.is_ok() != second.is_ok());
    assert_eq!(desk.sim.world().accounts_named("Clicked").len(), 1);
    assert_eq!(desk.reseller.running_jobs().await, 0);
}
