//! Several connections, the sample data, signing out and forgetting.

use crate::desk::Desk;
use reseller::activity::{ActivityAction, ActivityQuery, ActivityRecord, ActivityResult};
use reseller::connection::{
    ConnectionColor, ConnectionEdit, ConnectionState, SampleServer, SignInKind,
};
use reseller::jobs::model::JobState;
use reseller::sign_in::{Keep, SecretText, SignInMethod, SignInRequest};
use reseller::status::TargetStatus;
use reseller::{AccountId, ConnectionId, ErrorCode, SecretError};
use secrecy::SecretString;
use simulator::{Fault, Trouble};

impl Desk {
    fn sample(&self) -> SampleServer {
        SampleServer {
            base_url: self.sim.base_url().to_owned(),
            parent_id: self.parent(),
            admin_secret: SecretString::from(self.sim.credentials().admin_secret.clone()),
            person: "you@example.com".into(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_found_again_after_a_restart_with_nothing_asked() {
    let mut desk = Desk::new(60).await;
    let summary = desk.connect().await;
    desk.restart().await;
    assert_eq!(desk.reseller.current_connection(), Some(summary.clone()));
    desk.reseller.select_connection(summary.id).await.unwrap();
    desk.refreshed().await;
    assert!(desk.list().await.known > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_data_is_one_connection_that_is_used_again_and_keeps_no_secret() {
    let mut desk = Desk::new(60).await;
    let summary = desk.reseller.open_sample(desk.sample()).await.unwrap();
    assert!(summary.sample && !summary.kept);
    desk.refreshed().await;
    let ids = desk.active(1).await;
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    assert_eq!(desk.rest(job.id).await.state, JobState::Finished);
    desk.restart().await;
    assert!(desk.secrets.connections().is_empty());
    // Without the shell having started its server, the old port is not tried.
    desk.sim.world().forget_requests();
    let status = desk.reseller.select_connection(summary.id.clone()).await.unwrap();
    assert!(matches!(status.state, ConnectionState::SignedOut { problem: Some(_) }));
    assert!(desk.sim.world().requests().is_empty());
    let again = desk.reseller.open_sample(desk.sample()).await.unwrap();
    assert_eq!(again.id, summary.id);
    desk.refreshed().await;
    assert_eq!(desk.reseller.list_connections().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_forgets_the_secret_and_keeps_the_list() {
    let desk = Desk::new(60).await;
    let summary = desk.connect().await;
    let out = desk.reseller.sign_out(summary.id.clone()).await.unwrap();
    assert!(!out.kept);
    assert!(desk.secrets.connections().is_empty());
    assert_eq!(desk.sim.world().ended_sessions(), 1);
    assert_eq!(desk.status().await.state, ConnectionState::SignedOut { problem: None });
    assert!(desk.list().await.known > 0);
    let error = desk.reseller.refresh_accounts().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded);
    // Coming back is the same connection, not a second one.
    let report = desk.sign_in(desk.by_secret()).await.unwrap();
    let back = desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert_eq!(back.id, summary.id);
    assert_eq!(desk.reseller.list_connections().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_cannot_be_cleared_is_said() {
    let desk = Desk::new(60).await;
    let summary = desk.connect().await;
    desk.secrets.fail_with(Some(SecretError::Locked { cause: "prompt dismissed".into() }));
    let error = desk.reseller.sign_out(summary.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::KeychainLocked);
    assert!(error.message.contains("could not remove"), "{}", error.message);
    assert!(desk.reseller.list_connections().await[0].kept, "it is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_a_connection_leaves_only_activity() {
    let mut desk = Desk::new(60).await;
    let summary = desk.connect().await;
    let id = desk.active(1).await[0];
    desk.reseller.set_account_note(desk.connection(), id, "call on Monday".into()).await.unwrap();
    let job = desk.import(&crate::bulk_support::schools(2)).await;
    desk.rest(job.id).await;
    // An export that rests, with what it has read so far.
    let kept = desk.folder.path().join("exports").join("4711");
    std::fs::create_dir_all(&kept).unwrap();
    desk.reseller.remove_connection(summary.id.clone()).await.unwrap();
    assert!(desk.reseller.list_connections().await.is_empty());
    assert!(desk.reseller.connection_status().await.is_none());
    desk.restart().await;
    assert_eq!(desk.reseller.current_connection(), None);
    let error = desk.reseller.select_connection(summary.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    let query = reseller::activity::ActivityQuery {
        text: "acme".into(),
        connection: None,
        results: Vec::new(),
        from: None,
        to: None,
        ..ActivityQuery::default()
    };
    let page = desk.reseller.list_activity(query, 0, 10).await.unwrap();
    assert_eq!(page.total, 5, "signed in, two created, signed out, removed");
    assert!(desk.reseller.list_jobs().await.unwrap().is_empty());
    assert!(!kept.exists());
    // Nothing of the accounts is left in the file.
    let database = rusqlite::Connection::open(desk.folder.path().join("roster.sqlite")).unwrap();
    for table in ["accounts", "account_notes", "sync_state", "jobs", "job_items", "job_events"] {
        let left: u32 = database
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_parent_is_not_connected_twice() {
    let desk = Desk::new(60).await;
    desk.connect().await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    let error = desk.keep(&report, Keep::InKeychain).await.unwrap_err();
    assert!(error.message.contains("already connected"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_cannot_be_forgotten_is_still_listed_and_can_be_removed_again() {
    for what in ["its accounts", "the list of connections"] {
        let desk = Desk::new(60).await;
        let summary = desk.connect().await;
        let database =
            rusqlite::Connection::open(desk.folder.path().join("roster.sqlite")).unwrap();
        desk.reseller.sign_out(summary.id.clone()).await.unwrap();
        if what == "its accounts" {
            database.execute_batch("ALTER TABLE account_labels RENAME TO away").unwrap();
        } else {
            desk.break_connections_file();
        }
        let error = desk.reseller.remove_connection(summary.id.clone()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Disk, "{what}");
        assert_eq!(desk.reseller.list_connections().await.len(), 1, "{what}");
        let of_removals = |records: Vec<ActivityRecord>| -> Vec<ActivityResult> {
            let is_removal = |it: &&ActivityRecord| it.action == ActivityAction::ConnectionRemoved;
            records.iter().filter(is_removal).map(|record| record.result).collect()
        };
        let results = of_removals(desk.everything_recorded().await);
        assert_eq!(results, [ActivityResult::Refused], "{what}");
        // Mended, nothing of it is left.
        if what == "its accounts" {
            database.execute_batch("ALTER TABLE away RENAME TO account_labels").unwrap();
        } else {
            std::fs::remove_dir(desk.folder.path().join("connections.new")).unwrap();
        }
        desk.reseller.remove_connection(summary.id).await.unwrap();
        assert!(desk.reseller.list_connections().await.is_empty(), "{what}");
        let left: u32 =
            database.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{what}");
        let results = of_removals(desk.everything_recorded().await);
        assert_eq!(results, [ActivityResult::Done, ActivityResult::Refused], "{what}");
    }
}

/// One that was not opened since the start has no way to the server, and is connected all the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_parent_is_not_connected_twice_after_a_restart_with_another_one_open() {
    let mut desk = Desk::new(20).await;
    let (first, token) = desk.kept_by_password().await;
    let edit = |name: &str| ConnectionEdit {
        name: name.into(),
        color: ConnectionColor::Plum,
        read_only: true,
    };
    desk.reseller.update_connection(first.clone(), edit("Only to look")).await.unwrap();
    let second = desk.connect_another_parent().await;
    desk.restart().await;
    desk.reseller.select_connection(second).await.unwrap();
    desk.refreshed().await;
    let before = desk.reseller.list_connections().await;
    let report = desk.sign_in(desk.by_secret()).await.unwrap();
    let error = desk.keep(&report, Keep::InKeychain).await.unwrap_err();
    assert!(error.message.contains("as “Only to look”"), "{}", error.message);
    assert_eq!(desk.reseller.list_connections().await, before);
    assert!(!desk.is_deleted(&token));
    // What is kept of it still opens it.
    desk.reseller.select_connection(first.clone()).await.unwrap();
    let status = desk.refreshed().await;
    assert_eq!((status.connection.id, status.connection.sign_in), (first, SignInKind::Password));
}

#[tokio::test(flavor = "multi_thread")]
async fn name_colour_and_read_only_are_kept() {
    let mut desk = Desk::new(60).await;
    let summary = desk.connect().await;
    let edit = ConnectionEdit {
        name: " Northern region ".into(),
        color: ConnectionColor::Plum,
        read_only: true,
    };
    desk.reseller.update_connection(summary.id.clone(), edit).await.unwrap();
    desk.restart().await;
    let known = &desk.reseller.list_connections().await[0];
    assert_eq!(known.name, "Northern region");
    assert_eq!((known.color, known.read_only), (ConnectionColor::Plum, true));
    let edit = ConnectionEdit { name: " ".into(), color: ConnectionColor::Plum, read_only: false };
    assert!(desk.reseller.update_connection(summary.id, edit).await.is_err());
    let unknown = ConnectionId("unknown".into());
    let edit = ConnectionEdit { name: "x".into(), color: ConnectionColor::Moss, read_only: false };
    let error = desk.reseller.update_connection(unknown, edit).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_with_a_running_job_is_not_signed_out_of() {
    let desk = Desk::connected(300).await;
    let summary = desk.reseller.current_connection().unwrap();
    desk.sim.faults().set(
        Fault::always(Trouble::Latency { milliseconds: 50 })
            .on("varConsole_varConsole", "updateStatus"),
    );
    let job = desk.change(&desk.active(200).await, TargetStatus::Blocked).await.unwrap();
    let error = desk.reseller.sign_out(summary.id.clone()).await.unwrap_err();
    assert!(error.message.contains("still running"), "{}", error.message);
    desk.rest(job.id).await;
    desk.job_when(job.id, |job| job.state == JobState::Finished).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_ends_sessions_and_does_not_wait_for_a_dead_server() {
    let desk = Desk::connected(60).await;
    desk.reseller.quit().await;
    assert_eq!(desk.sim.world().ended_sessions(), 1);
    let desk = Desk::connected(60).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 60_000 }));
    let begun = std::time::Instant::now();
    desk.reseller.quit().await;
    assert!(begun.elapsed() < std::time::Duration::from_secs(4));
}

/// The server would refuse every other session of the token, and those of the next start, for a
/// day.
#[tokio::test(flavor = "multi_thread")]
async fn quitting_ends_no_session_of_an_app_token() {
    let desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::InKeychain).await.unwrap();
    desk.refreshed().await;
    // One more that waits for the person's decision.
    desk.sign_in(desk.by_token()).await.unwrap();
    desk.sim.world().forget_requests();
    desk.reseller.quit().await;
    assert_eq!(desk.sim.world().count_requests("session", "end"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_ends_sessions_also_when_a_job_takes_all_the_time_there_is() {
    let desk = Desk::connected(60).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 60_000 });
    desk.sim.faults().set(slow.on("varConsole_varConsole", "updateStatus"));
    desk.change(&desk.active(2).await, TargetStatus::Blocked).await.unwrap();
    while !desk.sim.faults().unmet().is_empty() {
        tokio::task::yield_now().await;
    }
    desk.reseller.quit().await;
    assert_eq!(desk.sim.world().ended_sessions(), 1);
}

impl Desk {
    /// Signed in with a password and kept: an app token was made. Returns its name too.
    async fn kept_by_password(&self) -> (ConnectionId, String) {
        let before = self.sim.world().app_tokens();
        let report = self.sign_in(self.by_password()).await.unwrap();
        let kept = self.keep(&report, Keep::InKeychain).await.unwrap();
        self.refreshed().await;
        let tokens = self.sim.world().app_tokens();
        let made = tokens.into_iter().find(|token| before.iter().all(|b| b.id != token.id));
        (kept.id, made.unwrap().id)
    }

    /// Signed in to another parent on the same server, and kept.
    async fn connect_another_parent(&self) -> ConnectionId {
        let other = self.sim.credentials().special.clone().expect("special logins");
        let other = other.several_accounts;
        let secret = SecretText::new(other.admin_secret);
        let person = "dana@example.com".into();
        let request = SignInRequest {
            parent_id: Some(AccountId(other.parent_id)),
            ..self.request(SignInMethod::AdminSecret { secret, person })
        };
        let report = self.sign_in(request).await.unwrap();
        self.keep(&report, Keep::InKeychain).await.unwrap().id
    }

    /// Whether an app token is deleted at the server.
    fn is_deleted(&self, token: &str) -> bool {
        self.sim.world().app_tokens().iter().any(|known| known.id == token && known.status == 3)
    }

    /// From now on the list of connections cannot be written.
    fn break_connections_file(&self) {
        std::fs::create_dir(self.folder.path().join("connections.new")).unwrap();
    }

    async fn recorded(&self, action: &ActivityAction) -> usize {
        let query = ActivityQuery {
            text: String::new(),
            connection: None,
            results: Vec::new(),
            from: None,
            to: None,
            ..ActivityQuery::default()
        };
        let page = self.reseller.list_activity(query, 0, 100).await.unwrap();
        page.records.iter().filter(|record| record.action == *action).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_deleted_is_named_and_deleted_at_the_next_sign_in() {
    let mut desk = Desk::new(20).await;
    let (id, token) = desk.kept_by_password().await;
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer).on("appToken", "delete"));
    let error = desk.reseller.sign_out(id.clone()).await.unwrap_err();
    assert!(error.message.contains("You are signed out"), "{}", error.message);
    assert!(error.message.contains(&token), "{}", error.message);
    assert!(desk.secrets.connections().is_empty());
    assert!(!desk.reseller.list_connections().await[0].kept);
    assert!(!desk.is_deleted(&token));
    // Signing out again says it again; removing the connection is possible all the same.
    desk.restart().await;
    let error = desk.reseller.sign_out(id.clone()).await.unwrap_err();
    assert!(error.message.contains(&token), "{}", error.message);
    desk.sim.faults().clear();
    let (again, newer) = desk.kept_by_password().await;
    assert_eq!(again, id);
    assert!(desk.is_deleted(&token) && !desk.is_deleted(&newer));
    desk.reseller.sign_out(id.clone()).await.unwrap();
    assert!(desk.is_deleted(&newer));
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_says_what_is_left_at_the_server_and_removes_when_asked_again() {
    let desk = Desk::new(20).await;
    let (id, token) = desk.kept_by_password().await;
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer).on("appToken", "delete"));
    let error = desk.reseller.remove_connection(id.clone()).await.unwrap_err();
    assert!(error.message.contains(&token), "{}", error.message);
    desk.reseller.remove_connection(id).await.unwrap();
    assert!(desk.reseller.list_connections().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_does_not_keep_the_token_alive_and_is_emptied_later() {
    let desk = Desk::new(20).await;
    let (id, token) = desk.kept_by_password().await;
    desk.secrets.fail_with(Some(SecretError::Locked { cause: "prompt dismissed".into() }));
    let error = desk.reseller.sign_out(id.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::KeychainLocked);
    assert!(desk.is_deleted(&token));
    desk.secrets.fail_with(None);
    assert!(!desk.reseller.sign_out(id).await.unwrap().kept);
    assert!(desk.secrets.connections().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_nothing_does_not_keep_a_secret_in_the_keychain() {
    for what in ["the trail", "the list of connections"] {
        let desk = Desk::new(20).await;
        let summary = desk.connect().await;
        if what == "the trail" {
            let path = desk.folder.path().join("roster.sqlite");
            let database = rusqlite::Connection::open(path).unwrap();
            database.execute_batch("ALTER TABLE activity RENAME TO away").unwrap();
        } else {
            desk.break_connections_file();
        }
        let error = desk.reseller.sign_out(summary.id.clone()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Disk, "{what}: {error:?}");
        assert!(desk.secrets.connections().is_empty(), "{what}");
        assert_eq!(desk.sim.world().ended_sessions(), 1, "{what}");
        assert_eq!(desk.status().await.state, ConnectionState::SignedOut { problem: None });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_cannot_be_saved_leaves_no_token_and_no_secret() {
    let desk = Desk::new(20).await;
    let tokens = desk.sim.world().app_tokens().len();
    desk.break_connections_file();
    for request in [desk.by_password(), desk.by_secret()] {
        let report = desk.sign_in(request).await.unwrap();
        let error = desk.keep(&report, Keep::InKeychain).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Disk);
        assert!(desk.secrets.connections().is_empty());
    }
    let left = desk.sim.world().app_tokens();
    assert_eq!(left.len(), tokens + 1);
    assert_eq!(left.iter().filter(|token| token.status == 3).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn until_i_quit_empties_the_keychain_or_says_that_it_cannot() {
    let desk = Desk::new(20).await;
    let summary = desk.connect().await;
    let again = SignInRequest { connection: Some(summary.id), ..desk.by_secret() };
    let report = desk.sign_in(again).await.unwrap();
    desk.secrets.fail_with(Some(SecretError::Locked { cause: "prompt dismissed".into() }));
    let error = desk.keep(&report, Keep::UntilQuit).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::KeychainLocked);
    assert!(error.message.contains("could not remove"), "{}", error.message);
    assert!(desk.reseller.list_connections().await[0].kept, "it is still there");
    desk.secrets.fail_with(None);
    assert!(!desk.keep(&report, Keep::UntilQuit).await.unwrap().kept);
    assert!(desk.secrets.connections().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_replaced_is_deleted_with_a_record() {
    let desk = Desk::new(20).await;
    let (id, token) = desk.kept_by_password().await;
    let again = SignInRequest { connection: Some(id), ..desk.by_password() };
    let report = desk.sign_in(again).await.unwrap();
    desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert!(desk.is_deleted(&token));
    assert_eq!(desk.recorded(&ActivityAction::AppTokenRevoked).await, 1);
    assert_eq!(desk.recorded(&ActivityAction::AppTokenMade).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_changes_while_a_connection_connects_stays_changed() {
    let mut desk = Desk::new(20).await;
    let summary = desk.connect().await;
    desk.restart().await;
    desk.sim.world().set_property(desk.parent().0, "name", "Renamed Resellers");
    desk.sim.world().forget_requests();
    desk.sim
        .faults()
        .set(Fault::always(Trouble::Latency { milliseconds: 700 }).on("partner", "getInfo"));
    desk.reseller.select_connection(summary.id.clone()).await.unwrap();
    // It is on its way: what it knew of the connection it knows now.
    while desk.sim.world().requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let edit =
        ConnectionEdit { name: "Mine".into(), color: ConnectionColor::Plum, read_only: true };
    desk.reseller.update_connection(summary.id, edit).await.unwrap();
    desk.status_when(|status| status.connection.parent_name == "Renamed Resellers").await;
    let known = &desk.reseller.list_connections().await[0];
    assert_eq!((known.name.as_str(), known.color), ("Mine", ConnectionColor::Plum));
    assert!(known.read_only);
}
