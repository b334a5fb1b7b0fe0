//! An export whose program is killed in the middle: what was complete is not read again, and
//! nothing is lost or doubled.

use crate::desk::{Desk, Ear, setup};
use crate::export_support::{active_of, as_csv, assert_same, csv_rows, known_csv, truth_of, usual};
use reseller::connection::ConnectionColor;
use reseller::export::ExportStart;
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::sign_in::{
    Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInReport, SignInRequest,
};
use reseller::{AccountId, Event, InMemorySecrets, Reseller};
use simulator::{Fault, Options, Trouble};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// Tells the child where to work: folder, server, parent and secret, a line each.
const CHILD: &str = "ROSTER_TEST_EXPORT_CHILD";
/// What a line of the child begins with.
const COMPLETE: &str = "complete:";

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_goes_on_with_what_was_complete() {
    for killed_at in [1, 4, 9] {
        let options = Options { seed: 60, entries: Some(4_000), ..Options::reseller(30) };
        let mut desk = Desk::with(options).await;
        desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 25 }));
        // The child works in the folder alone.
        desk.reseller.quit().await;
        kill_child(&desk, killed_at).await;
        desk.sim.faults().clear();

        desk.open_again();
        let job = desk.reseller.list_jobs().await.expect("jobs").remove(0);
        assert_eq!(job.state, JobState::Interrupted);
        assert!(!target(desk.folder.path()).exists(), "no half file under its name");
        let connection = desk.reseller.list_connections().await.remove(0).id;
        let report = desk.sign_in(desk.by_secret()).await.expect("signed in");
        let kept = desk.keep(&report, Keep::UntilQuit).await.expect("kept");
        assert_eq!(kept.id, connection, "the same connection");
        desk.refreshed().await;
        desk.sim.world().forget_requests();
        desk.reseller.resume_job(job.id).await.expect("resumed");
        let job = desk.rest(job.id).await;
        assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
        let accounts = active_of(&desk.sim);
        let requests = desk.sim.world().requests().into_iter();
        let read: std::collections::HashSet<_> = requests
            .filter(|request| request.call() == "baseentry.count")
            .filter_map(|request| request.partner_id)
            .collect();
        // What was told as complete is on the disk, but for what was just being written.
        let again = accounts.len() - killed_at as usize + 4;
        assert!(read.len() <= again, "{} read again after {killed_at}", read.len());
        let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
        assert_same(csv_rows(&target(desk.folder.path())), &truth);
    }
}

fn target(folder: &Path) -> PathBuf {
    folder.join("killed.csv")
}

/// Starts the export in a process of its own and kills it when so many accounts are complete.
async fn kill_child(desk: &Desk, killed_at: u32) {
    let given = desk.sim.credentials();
    let lines = [
        desk.folder.path().display().to_string(),
        desk.sim.base_url().to_owned(),
        given.parent_id.to_string(),
        given.admin_secret.clone(),
    ];
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "export_kill::the_export_that_is_killed", "--ignored", "--nocapture"])
        .env(CHILD, lines.join("\n"))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("a child");
    let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
    loop {
        let line = output.next_line().await.expect("a line").expect("the child still runs");
        let complete = line.split_once(COMPLETE).and_then(|(_, count)| count.trim().parse().ok());
        if complete.is_some_and(|complete: u32| complete >= killed_at) {
            break;
        }
    }
    // SIGKILL where there are signals.
    child.kill().await.expect("killed");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "only as the child of the test above"]
async fn the_export_that_is_killed() {
    let given = std::env::var(CHILD).expect("started by the test above");
    let [folder, server, parent, secret] = given.lines().collect::<Vec<_>>()[..] else {
        panic!("four lines")
    };
    let folder = Path::new(folder);
    let (secrets, ear) = (Arc::new(InMemorySecrets::default()), Arc::new(Ear::default()));
    let (reseller, _) = Reseller::open(setup(folder, &secrets, &ear)).expect("open");
    let report = signed_in(&reseller, server, AccountId(parent.parse().expect("a number")), secret);
    let keep = KeepSignIn {
        sign_in: report.await.sign_in,
        name: "Acme Resellers".into(),
        color: ConnectionColor::Teal,
        read_only: false,
        keep: Keep::UntilQuit,
    };
    reseller.keep_sign_in(keep).await.expect("kept");
    ear.until(|events| {
        events.iter().any(|event| match event {
            Event::ConnectionChanged(changed) => changed.status.refreshed_at.is_some(),
            _ => false,
        })
    })
    .await;
    let connection = reseller.current_connection().expect("a connection").id;
    let options = known_csv();
    let start = ExportStart { connection, options, path: target(folder), reason: String::new() };
    let job = reseller.start_export(start).await.expect("a job");
    let mut told = 0;
    ear.until(|events| {
        let of_job = |event: &Event| -> Option<JobSnapshot> {
            match event {
                Event::JobChanged(changed) if changed.job.id == job.id => Some(changed.job.clone()),
                _ => None,
            }
        };
        for job in events[told..].iter().filter_map(of_job) {
            println!("{COMPLETE}{}", job.counts.done);
        }
        told = events.len();
        false
    })
    .await;
}

async fn signed_in(
    reseller: &Reseller,
    server: &str,
    parent: AccountId,
    secret: &str,
) -> SignInReport {
    let secret = SecretText::new(secret.to_owned());
    let request = SignInRequest {
        server: server.to_owned(),
        parent_id: Some(parent),
        method: SignInMethod::AdminSecret { secret, person: "dana@example.com".into() },
        connection: None,
    };
    match reseller.begin_sign_in(request).await.expect("an answer") {
        SignInOutcome::SignedIn { report } => report,
        other => panic!("not signed in but {other:?}"),
    }
}
