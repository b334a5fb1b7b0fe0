//! The cloneable handle that the shell holds.

use crate::account::{AccountDetail, AccountPage, AccountQuery, AccountRow};
use crate::activity::{ActivityPage, ActivityQuery};
use crate::connection::{ConnectionEdit, ConnectionStatus, ConnectionSummary, SampleServer};
use crate::error::Result;
use crate::ids::{AccountId, ConnectionId, JobId, SignInId};
use crate::jobs::model::{JobItemPage, JobSnapshot};
use crate::new_account::{CreatedAccount, NewAccount, NewAccountCheck, TemplateChoice};
use crate::setup::{Language, Notice, Setup};
use crate::sign_in::{KeepSignIn, SignInOutcome, SignInRequest};
use crate::status::{StatusChange, StatusPlan, TargetStatus};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything Roster does. Cheap to clone.
#[derive(Clone)]
pub struct Reseller(Arc<Setup>);

impl Reseller {
    pub fn open(_setup: Setup) -> Result<(Reseller, Vec<Notice>)> {
        todo!()
    }
    pub fn set_language(&self, _language: Language) {
        todo!()
    }
    pub async fn list_connections(&self) -> Vec<ConnectionSummary> {
        todo!()
    }
    pub async fn select_connection(&self, _id: ConnectionId) -> Result<ConnectionStatus> {
        todo!()
    }
    pub async fn connection_status(&self) -> Option<ConnectionStatus> {
        todo!()
    }
    pub async fn begin_sign_in(&self, _request: SignInRequest) -> Result<SignInOutcome> {
        todo!()
    }
    pub async fn keep_sign_in(&self, _keep: KeepSignIn) -> Result<ConnectionSummary> {
        todo!()
    }
    pub async fn discard_sign_in(&self, _id: SignInId) {
        todo!()
    }
    pub async fn sign_out(&self, _id: ConnectionId) -> Result<ConnectionSummary> {
        todo!()
    }
    pub async fn remove_connection(&self, _id: ConnectionId) -> Result<()> {
        todo!()
    }
    pub async fn update_connection(
        &self,
        _id: ConnectionId,
        _edit: ConnectionEdit,
    ) -> Result<ConnectionSummary> {
        todo!()
    }
    pub async fn open_sample(&self, _sample: SampleServer) -> Result<ConnectionSummary> {
        todo!()
    }
    pub async fn refresh_accounts(&self) -> Result<()> {
        todo!()
    }
    pub async fn list_accounts(
        &self,
        _query: AccountQuery,
        _start: u32,
        _count: u32,
    ) -> Result<AccountPage> {
        todo!()
    }
    pub async fn list_account_ids(&self, _query: AccountQuery) -> Result<Vec<AccountId>> {
        todo!()
    }
    pub async fn read_account(&self, _id: AccountId) -> Result<AccountDetail> {
        todo!()
    }
    pub async fn list_labels(&self) -> Result<Vec<String>> {
        todo!()
    }
    pub async fn set_account_note(&self, _id: AccountId, _note: String) -> Result<()> {
        todo!()
    }
    pub async fn set_account_labels(&self, _id: AccountId, _labels: Vec<String>) -> Result<()> {
        todo!()
    }
    pub async fn mark_changes_seen(&self) -> Result<()> {
        todo!()
    }
    pub async fn list_templates(&self) -> Result<Vec<TemplateChoice>> {
        todo!()
    }
    pub async fn check_new_account(&self, _account: NewAccount) -> Result<NewAccountCheck> {
        todo!()
    }
    pub async fn validate_new_account(&self, _account: NewAccount) -> Result<()> {
        todo!()
    }
    pub async fn create_account(
        &self,
        _account: NewAccount,
        _beyond_quota: bool,
    ) -> Result<CreatedAccount> {
        todo!()
    }
    pub async fn look_up_lost_account(&self, _account: NewAccount) -> Result<Option<AccountRow>> {
        todo!()
    }
    pub async fn plan_status_change(
        &self,
        _accounts: Vec<AccountId>,
        _target: TargetStatus,
    ) -> Result<StatusPlan> {
        todo!()
    }
    pub async fn change_status(&self, _change: StatusChange) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn list_jobs(&self) -> Result<Vec<JobSnapshot>> {
        todo!()
    }
    pub async fn read_job(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn list_job_items(
        &self,
        _id: JobId,
        _start: u32,
        _count: u32,
    ) -> Result<JobItemPage> {
        todo!()
    }
    pub async fn pause_job(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn resume_job(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn cancel_job(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn retry_failed(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn undo_job(&self, _id: JobId) -> Result<JobSnapshot> {
        todo!()
    }
    pub async fn list_activity(
        &self,
        _query: ActivityQuery,
        _start: u32,
        _count: u32,
    ) -> Result<ActivityPage> {
        todo!()
    }
    pub async fn export_activity(&self, _query: ActivityQuery, _path: PathBuf) -> Result<u32> {
        todo!()
    }
    pub async fn diagnostics(&self) -> String {
        todo!()
    }
    pub async fn running_jobs(&self) -> u32 {
        todo!()
    }
    pub async fn quit(&self) {
        todo!()
    }
}
