//! The handle that the shell holds: every command of the app, each passed on to the module that
//! knows how. Nothing is decided here.

mod bulk;
mod exports;

use crate::account::{AccountDetail, AccountPage, AccountQuery, AccountRow};
use crate::activity::{ActivityLines, ActivityPage, ActivityQuery};
use crate::connection::{
    ConnectionEdit, ConnectionState, ConnectionStatus, ConnectionSummary, SampleServer,
};
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId, JobId, SignInId};
use crate::inner::Inner;
use crate::jobs::model::{JobItemPage, JobSnapshot};
use crate::messages::msg;
use crate::new_account::{
    AccountCreation, CreatedAccount, NewAccount, NewAccountCheck, TemplateChoice,
};
use crate::setup::{Language, Notice, Setup};
use crate::sign_in::{KeepSignIn, SignInOutcome, SignInRequest};
use crate::status::{StatusChange, StatusPlan, TargetStatus};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything Roster does. Cheap to clone; clones are the same thing.
#[derive(Debug, Clone)]
pub struct Reseller(Arc<Inner>);

impl Reseller {
    /// Opens the data folder. Damaged files are kept aside, which the notices tell; a folder
    /// that cannot be written is an error. Must be called inside a tokio runtime or before one
    /// is entered; everything else runs inside one. Blocks for a moment.
    pub fn open(setup: Setup) -> Result<(Self, Vec<Notice>)> {
        Inner::open(setup).map(|(inner, notices)| (Self(inner), notices))
    }

    /// Chooses the language of all sentences from now on.
    pub fn set_language(&self, language: Language) {
        self.0.messages.set_language(language);
    }

    /// Changes of more accounts than this must be confirmed by typing their number. More than ten
    /// is taken as ten.
    pub fn set_confirm_above(&self, accounts: u32) {
        self.0.set_confirm_above(accounts);
    }

    /// The connection that was open last, as the list on disk has it. Asks nobody.
    pub fn current_connection(&self) -> Option<ConnectionSummary> {
        self.0.registry.current().map(|saved| saved.summary())
    }

    /// Reads the copy of that connection's accounts, so that opening it is quick. Opens nothing.
    pub async fn warm_up(&self) {
        let Some(saved) = self.0.registry.current() else { return };
        if let Err(error) = self.0.live(&saved.id).load(&self.0).await {
            // Opening it says so.
            tracing::warn!(%error, "the copy of the accounts was not read ahead");
        }
    }

    /// All connections, in the order they were made.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn list_connections(&self) -> Vec<ConnectionSummary> {
        self.0.registry.all().iter().map(crate::registry::SavedConnection::summary).collect()
    }

    /// Makes a connection the current one: its copy is shown at once, the rest follows through
    /// events.
    pub async fn select_connection(&self, id: ConnectionId) -> Result<ConnectionStatus> {
        self.0.select(&id).await
    }

    /// The state of the current connection.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn connection_status(&self) -> Option<ConnectionStatus> {
        let live = self.0.current().ok()?;
        self.0.status_of(&live).ok()
    }

    /// Tries to sign in, once.
    pub async fn begin_sign_in(&self, request: SignInRequest) -> Result<SignInOutcome> {
        self.0.begin_sign_in(request).await
    }

    /// Keeps a sign-in that worked. Its connection becomes the current one.
    pub async fn keep_sign_in(&self, keep: KeepSignIn) -> Result<ConnectionSummary> {
        self.0.keep_sign_in(keep).await
    }

    /// Drops a sign-in that worked.
    pub async fn discard_sign_in(&self, id: SignInId) {
        self.0.discard_sign_in(&id).await;
    }

    /// Ends the session and forgets the secret. The copy of the accounts stays.
    pub async fn sign_out(&self, id: ConnectionId) -> Result<ConnectionSummary> {
        self.0.sign_out(&id).await
    }

    /// Signs out and forgets the connection. Activity stays.
    pub async fn remove_connection(&self, id: ConnectionId) -> Result<()> {
        self.0.remove_connection(&id).await
    }

    /// Changes name, colour, and whether it is read-only.
    pub async fn update_connection(
        &self,
        id: ConnectionId,
        edit: ConnectionEdit,
    ) -> Result<ConnectionSummary> {
        self.0.update_connection(&id, edit).await
    }

    /// Connects to the built-in sample data, which the shell has started.
    pub async fn open_sample(&self, sample: SampleServer) -> Result<ConnectionSummary> {
        self.0.open_sample(sample).await
    }

    /// Begins to renew the copy of the accounts; how it goes comes through events. Offline, it
    /// tries to connect again; signed out, it looks once more whether something is kept.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn refresh_accounts(&self) -> Result<()> {
        let live = self.0.current()?;
        let saved = self.0.registry.get(&live.id)?;
        let state = live.state().standing.clone();
        match state {
            ConnectionState::Ready => {
                let (inner, of) = (Arc::clone(&self.0), live);
                self.0.spawn(async move {
                    inner.refresh(&of).await;
                    inner.keep_trying_if_offline(&of);
                });
            }
            ConnectionState::SignedOut { problem } if !saved.kept || saved.sample => {
                let message = msg::sign_in_needed(&saved.name);
                let needed = || self.0.messages.error(ErrorCode::SignInNeeded, &message);
                return Err(problem.unwrap_or_else(needed));
            }
            ConnectionState::Connecting => {}
            ConnectionState::Offline { .. } | ConnectionState::SignedOut { .. } => {
                self.0.connect(&live);
                self.0.tell_status(&live);
            }
        }
        Ok(())
    }

    /// A window onto the accounts that match, in order.
    pub async fn list_accounts(
        &self,
        query: AccountQuery,
        start: u32,
        count: u32,
    ) -> Result<AccountPage> {
        self.0.list_accounts(query, start, count).await
    }

    /// The IDs of all accounts that match, in order.
    pub async fn list_account_ids(&self, query: AccountQuery) -> Result<Vec<AccountId>> {
        self.0.list_account_ids(query).await
    }

    /// Everything about one account.
    pub async fn read_account(&self, id: AccountId) -> Result<AccountDetail> {
        self.0.read_account(id).await
    }

    /// All labels in use.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn list_labels(&self) -> Result<Vec<String>> {
        self.0.list_labels()
    }

    /// Keeps a note on this computer.
    pub async fn set_account_note(
        &self,
        connection: ConnectionId,
        id: AccountId,
        note: String,
    ) -> Result<()> {
        self.0.set_account_note(&connection, id, note).await
    }

    /// Keeps labels on this computer.
    pub async fn set_account_labels(
        &self,
        connection: ConnectionId,
        id: AccountId,
        labels: Vec<String>,
    ) -> Result<()> {
        self.0.set_account_labels(&connection, id, labels).await
    }

    /// Takes away the marks of what changed.
    pub async fn mark_changes_seen(&self) -> Result<()> {
        self.0.mark_changes_seen().await
    }

    /// Template accounts to copy from.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn list_templates(&self) -> Result<Vec<TemplateChoice>> {
        self.0.list_templates()
    }

    /// Checks the form without the server.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn check_new_account(&self, account: NewAccount) -> Result<NewAccountCheck> {
        self.0.check_new_account(&account)
    }

    /// Asks the server whether it would take the form. Creates nothing.
    pub async fn validate_new_account(&self, account: NewAccount) -> Result<()> {
        self.0.validate_new_account(&account).await
    }

    /// Creates an account, once. One like it whose end is not known must be looked for first.
    pub async fn create_account(&self, creation: AccountCreation) -> Result<CreatedAccount> {
        self.0.create_account(creation).await
    }

    /// After an unclear end under this connection: whether the account is there after all. `None`
    /// is certain; as long as it may still come, that is an error.
    pub async fn look_up_lost_account(
        &self,
        connection: ConnectionId,
        account: NewAccount,
    ) -> Result<Option<AccountRow>> {
        self.0.look_up_lost_account(&connection, &account).await
    }

    /// What a change of status would do.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn plan_status_change(
        &self,
        accounts: Vec<AccountId>,
        target: TargetStatus,
    ) -> Result<StatusPlan> {
        self.0.plan_status_change(&accounts, target)
    }

    /// Begins a change of status; how it goes comes through events.
    pub async fn change_status(&self, change: StatusChange) -> Result<JobSnapshot> {
        self.0.change_status(change).await
    }

    /// The latest jobs of all connections, newest first.
    pub async fn list_jobs(&self) -> Result<Vec<JobSnapshot>> {
        self.0.list_jobs().await
    }

    /// One job.
    pub async fn read_job(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.read_job(id).await
    }

    /// A window onto the items of a job, failures first.
    pub async fn list_job_items(&self, id: JobId, start: u32, count: u32) -> Result<JobItemPage> {
        self.0.list_job_items(id, start, count).await
    }

    /// Pauses a job between two requests.
    pub async fn pause_job(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.pause_job(id).await
    }

    /// Goes on with a job that was paused or interrupted.
    pub async fn resume_job(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.resume_job(id).await
    }

    /// Stops a job for good, between two requests.
    pub async fn cancel_job(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.cancel_job(id).await
    }

    /// Tries the failed items of a job again.
    pub async fn retry_failed(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.retry_failed(id).await
    }

    /// Begins a job that takes back what this one changed.
    pub async fn undo_job(&self, id: JobId) -> Result<JobSnapshot> {
        self.0.undo_job(id).await
    }

    /// A window onto Activity, newest first.
    pub async fn list_activity(
        &self,
        query: ActivityQuery,
        start: u32,
        count: u32,
    ) -> Result<ActivityPage> {
        self.0.list_activity(query, start, count).await
    }

    /// The same, with what a job did to many accounts as one line.
    pub async fn list_activity_lines(
        &self,
        query: ActivityQuery,
        start: u32,
        count: u32,
    ) -> Result<ActivityLines> {
        self.0.list_activity_lines(query, start, count).await
    }

    /// Everybody whom Activity names, under one connection or any.
    pub async fn activity_people(&self, of: Option<ConnectionId>) -> Result<Vec<String>> {
        self.0.activity_people(of).await
    }

    /// Writes Activity to a CSV file. Returns the number of rows.
    pub async fn export_activity(&self, query: ActivityQuery, path: PathBuf) -> Result<u32> {
        self.0.export_activity(query, path).await
    }

    /// The text for support, redacted.
    pub async fn diagnostics(&self) -> String {
        self.0.diagnostics().await
    }

    /// How many jobs are under way, an account that is being created counted as one.
    #[expect(clippy::unused_async, reason = "all commands are alike to the shell")]
    pub async fn running_jobs(&self) -> u32 {
        let jobs = self.0.running().len() + self.0.registrations_under_way();
        u32::try_from(jobs).unwrap_or(u32::MAX)
    }

    /// Leaves: jobs stop between items and sessions are ended, in three seconds at most; then the
    /// database is brought together, in three more at most.
    pub async fn quit(&self) {
        self.0.quit().await;
    }
}
