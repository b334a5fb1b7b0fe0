//! An export without a window, with what the keychain holds for a connection.

use crate::desk::Desk;
use crate::export_support::{active_of, as_csv, assert_same, csv_rows, known_csv, truth_of, usual};
use reseller::export::{Access, ExportRun, RunOptions};
use reseller::sign_in::Keep;
use reseller::{ErrorCode, Language, SecretError, SecretStore};
use simulator::Options;
use std::sync::Arc;

fn world() -> Options {
    Options { seed: 31, entries: Some(600), ..Options::reseller(4) }
}

impl Desk {
    async fn kept(&self, connection: &str) -> Result<Access, reseller::Error> {
        let keychain = Arc::clone(&self.secrets) as Arc<dyn SecretStore>;
        Access::kept(self.folder.path(), connection, keychain, Language::En).await
    }

    /// Exports as a program beside the open Roster does, and compares with the world.
    async fn export_beside(&self, connection: &str) {
        let access = self.kept(connection).await.expect("access");
        let target = self.folder.path().join("beside.csv");
        let run = RunOptions::default();
        let ready = ExportRun::new(access, known_csv(), target.clone(), run, |_| {}).await;
        ready.expect("ready").run().await.expect("an export");
        assert_same(csv_rows(&target), &as_csv(&truth_of(&self.sim, active_of(&self.sim), usual)));
    }
}

#[tokio::test]
async fn a_kept_admin_secret_exports_beside_the_open_app() {
    let desk = Desk::connected_with(world()).await;
    desk.export_beside("acme resellers").await;
    desk.export_beside(&desk.parent().to_string()).await;
    // What the app holds open works as before.
    desk.reseller.refresh_accounts().await.expect("a refresh");
}

#[tokio::test]
async fn a_kept_app_token_exports_where_the_parents_secret_can_be_read() {
    let desk = Desk::with(world()).await;
    let report = desk.sign_in(desk.by_token()).await.expect("in");
    desk.keep(&report, Keep::InKeychain).await.expect("kept");
    desk.refreshed().await;
    desk.export_beside("Acme Resellers").await;
}

#[tokio::test]
async fn what_is_not_kept_is_said() {
    let desk = Desk::with(world()).await;
    let error = desk.kept("Acme Resellers").await.expect_err("no connection");
    assert_eq!(error.code, ErrorCode::NotFound, "{error:?}");

    let report = desk.sign_in(desk.by_secret()).await.expect("in");
    desk.keep(&report, Keep::UntilQuit).await.expect("kept in memory");
    let error = desk.kept("Acme Resellers").await.expect_err("nothing in the keychain");
    assert_eq!(error.code, ErrorCode::SignInNeeded, "{error:?}");
    assert!(error.message.contains("Acme Resellers"), "{error:?}");

    desk.secrets.fail_with(Some(SecretError::Locked { cause: "locked".into() }));
    let error = desk.kept("Acme Resellers").await.expect_err("a locked keychain");
    assert_eq!(error.code, ErrorCode::KeychainLocked, "{error:?}");
}
