//! The open import: held while its window is open, one at a time, and what becomes of it. What a
//! draft is and does is in `draft`, the server's dry run in `dry_run`, the jobs in `jobs`.

use super::draft::{ImportContext, ImportDraft};
use super::dry_run::DryRun;
use super::field::ImportPurpose;
use super::kept;
use super::known::KnownAccounts;
use super::plan::{EditPage, ImportPlan, ImportStart};
use super::result_file::{ImportResult, ResultPlan, RowOutcome};
use super::view::{DraftSummary, OpenChoice};
use crate::account::Quota;
use crate::connection::CapabilityKind;
use crate::error::{Error, ErrorCode, Result};
use crate::fold::fold;
use crate::ids::{ConnectionId, JobId};
use crate::inner::{Inner, lock};
use crate::jobs::create_accounts::CreateInput;
use crate::jobs::edit_accounts::EditInput;
use crate::jobs::model::{JobKind, JobSnapshot};
use crate::jobs::store::{self, NewItem};
use crate::live::{Limit, Live};
use crate::messages::msg;
use crate::sign_in::SecretText;
use crate::status::TypedConfirmation;
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// The most that a window may ask for.
const WINDOW: u32 = 1000;

/// An import whose window is open.
#[derive(Debug)]
pub(crate) struct OpenImport {
    pub(super) connection: ConnectionId,
    pub(super) draft: Mutex<ImportDraft>,
    /// The generation of the list of accounts that the rows were judged by.
    judged_by: AtomicU32,
    pub(super) dry_run: DryRun,
}

/// Everything that a job needs of a draft.
struct Outgoing {
    kind: JobKind,
    items: Vec<NewItem>,
    passwords: Vec<(u32, SecretText)>,
    plan: String,
}

impl Inner {
    /// Reads a file; it takes the place of the one before.
    pub(crate) async fn open_import(
        self: &Arc<Self>,
        path: PathBuf,
        purpose: ImportPurpose,
        choice: OpenChoice,
    ) -> Result<DraftSummary> {
        let live = self.current()?;
        let turn = self.import_turns.fetch_add(1, Ordering::SeqCst) + 1;
        live.load(self).await?;
        let inner = Arc::clone(self);
        let connection = live.id.clone();
        let runtime = tokio::runtime::Handle::current();
        let (draft, summary, generation) = self
            .blocking(move || {
                let (known, generation) = known_of(&live);
                let language = inner.messages.language();
                let context = ImportContext { purpose, known, language };
                let draft = ImportDraft::open(&path, &choice, context, |layout| {
                    let layout = layout.0.clone();
                    let kept = inner.store.read(move |db| kept::layout(db, &layout));
                    // Without what was matched before, it is matched anew.
                    runtime.block_on(kept).ok().flatten()
                })?;
                let summary = draft.summary();
                Ok((draft, summary, generation))
            })
            .await?;
        let open = OpenImport {
            connection,
            draft: Mutex::new(draft),
            judged_by: AtomicU32::new(generation),
            dry_run: DryRun::default(),
        };
        let mut shown = lock(&self.import);
        // Meanwhile another file was opened, or the person went away from this one.
        if self.import_turns.load(Ordering::SeqCst) != turn {
            return Err(self.messages.error(ErrorCode::Cancelled, &msg::import_none_open()));
        }
        if let Some(before) = shown.replace(Arc::new(open)) {
            before.dry_run.stop();
        }
        Ok(summary)
    }

    /// Forgets the open import.
    pub(crate) fn close_import(&self) {
        let mut shown = lock(&self.import);
        self.import_turns.fetch_add(1, Ordering::SeqCst);
        if let Some(open) = shown.take() {
            open.dry_run.stop();
        }
    }

    /// The open import, if it belongs to the connection that is shown.
    pub(super) fn open_draft(&self) -> Result<Arc<OpenImport>> {
        let open = lock(&self.import).clone();
        let open = open.filter(|open| Some(&open.connection) == self.current_id().as_ref());
        open.ok_or_else(|| self.messages.error(ErrorCode::NotFound, &msg::import_none_open()))
    }

    /// Does something with the open draft, off the threads that wait for the network.
    pub(crate) async fn on_import<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut ImportDraft) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let open = self.open_draft()?;
        self.blocking(move || work(&mut lock(&open.draft))).await
    }

    /// Runs something that takes disk or CPU for a while.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|_| Err(self.messages.error(ErrorCode::Other, &msg::unexpected())))
    }

    /// Remembers what the columns mean for files of this layout.
    pub(crate) async fn keep_import_matches(&self) -> Result<()> {
        let (layout, fields) = self.on_import(|draft| Ok((draft.layout(), draft.fields()))).await?;
        self.store.write(move |db| kept::keep_layout(db, &layout.0, &fields)).await
    }

    /// What an edit would change.
    pub(crate) async fn list_import_edits(&self, start: u32, count: u32) -> Result<EditPage> {
        self.on_import(move |draft| {
            let edits = draft.edits()?;
            let total = super::draft::count(edits.len());
            let items =
                edits.into_iter().skip(start as usize).take(count.min(WINDOW) as usize).collect();
            Ok(EditPage { total, start, items })
        })
        .await
    }

    /// What would be sent.
    pub(crate) async fn plan_import(self: &Arc<Self>) -> Result<ImportPlan> {
        let live = self.current()?;
        let open = self.open_draft()?;
        let (inner, of) = (Arc::clone(self), Arc::clone(&open));
        self.blocking(move || {
            let mut draft = lock(&of.draft);
            inner.judge_by_now(&live, &of, &mut draft);
            inner.plan_of(&live, &draft)
        })
        .await
    }

    /// Accounts may have been created since the file was opened, by a job that runs or by somebody
    /// else: rows that are like these must be warned of.
    fn judge_by_now(&self, live: &Live, open: &OpenImport, draft: &mut ImportDraft) {
        let generation = live.snapshot().generation;
        if open.judged_by.load(Ordering::SeqCst) == generation {
            return;
        }
        let (known, generation) = known_of(live);
        draft.judge_by(known);
        open.judged_by.store(generation, Ordering::SeqCst);
        self.tell_check(open);
    }

    fn plan_of(&self, live: &Live, draft: &ImportDraft) -> Result<ImportPlan> {
        let totals = draft.totals();
        let purpose = draft.context.purpose;
        let (count, with_password, quota) = match purpose {
            ImportPurpose::Create => {
                let used = live.snapshot().quota_used();
                let limit = live.state().quota_limit;
                let accounts = draft.new_accounts()?;
                let with_password = accounts.iter().filter(|i| i.account.password.is_some());
                let quota = limit.map(|Limit(limit)| Quota { used, limit });
                (totals.can_be_sent, super::draft::count(with_password.count()), quota)
            }
            ImportPurpose::Edit => (super::draft::count(draft.edits()?.len()), 0, None),
        };
        let beyond_quota = quota
            .and_then(|quota| Some((quota.used + count).saturating_sub(quota.limit?)))
            .unwrap_or(0)
            .min(count);
        let confirmation = (count > self.confirm_above())
            .then(|| TypedConfirmation { expected: count.to_string(), is_number: true });
        Ok(ImportPlan {
            purpose,
            count,
            with_warnings: totals.worth_a_look.min(count),
            left_out: totals.left_out,
            to_fix: totals.to_fix,
            unchanged: match purpose {
                ImportPurpose::Create => 0,
                ImportPurpose::Edit => totals.can_be_sent.saturating_sub(count),
            },
            with_password,
            quota,
            beyond_quota,
            confirmation,
        })
    }

    /// Begins the import or edit as a job. Everything is checked again, whatever the screen did.
    pub(crate) async fn start_import(self: &Arc<Self>, start: ImportStart) -> Result<JobSnapshot> {
        let (live, saved, _) = self.writable()?;
        let open = self.open_draft()?;
        let purpose = lock(&open.draft).context.purpose;
        self.refuse_unable(&live, purpose)?;
        let inner = Arc::clone(self);
        let of = Arc::clone(&live);
        let typed = start.typed.clone();
        let beyond_quota = start.beyond_quota;
        let going = Arc::clone(&open);
        let outgoing = self
            .blocking(move || {
                let mut draft = lock(&going.draft);
                inner.judge_by_now(&of, &going, &mut draft);
                let plan = inner.plan_of(&of, &draft)?;
                inner.refuse_unconfirmed(&plan, typed.as_deref(), beyond_quota)?;
                inner.outgoing(&draft)
            })
            .await?;
        let mut new = self.new_job(&saved, outgoing.kind, &start.reason, outgoing.items);
        new.plan = Some(outgoing.plan);
        // Only now: nothing but an error before this point may leave the window open.
        let taken = lock(&self.import).take_if(|import| Arc::ptr_eq(import, &open));
        if taken.is_none() {
            return Err(self.messages.error(ErrorCode::NotFound, &msg::import_none_open()));
        }
        open.dry_run.stop();
        let (inner, passwords) = (Arc::clone(self), outgoing.passwords);
        let written = self
            .store
            .write(move |db| {
                let id = store::insert(db, &new)?;
                // Before the job can be seen, and so before it can be started.
                let keyed = passwords.into_iter().map(|(number, text)| ((id, number), text));
                lock(&inner.passwords).extend(keyed);
                Ok(id)
            })
            .await;
        match written {
            Ok(id) => self.start_job(id, &saved.id).await,
            Err(error) => {
                lock(&self.import).get_or_insert(open);
                Err(error)
            }
        }
    }

    /// What the connection may not do is refused before anything is sent, with the reason.
    fn refuse_unable(&self, live: &Live, purpose: ImportPurpose) -> Result<()> {
        let wanted = match purpose {
            ImportPurpose::Create => CapabilityKind::CreateAccounts,
            ImportPurpose::Edit => CapabilityKind::ActAsAccount,
        };
        let known = live.state().capabilities.clone();
        match known.into_iter().find(|capability| capability.kind == wanted) {
            Some(capability) if !capability.allowed => {
                let otherwise = self.messages.say(&msg::refused_not_permitted());
                Err(Error {
                    code: ErrorCode::NotPermitted,
                    message: capability.remark.unwrap_or(otherwise),
                    detail: crate::error::ErrorDetail::default(),
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn refuse_unconfirmed(
        &self,
        plan: &ImportPlan,
        typed: Option<&str>,
        beyond_quota: bool,
    ) -> Result<()> {
        if plan.count == 0 {
            return Err(self.messages.error(ErrorCode::Other, &msg::import_nothing_to_send()));
        }
        if let (false, Some(Quota { used, limit: Some(limit) })) = (beyond_quota, plan.quota)
            && plan.beyond_quota > 0
        {
            let message = msg::import_over_quota(limit, used + plan.count);
            return Err(self.messages.error(ErrorCode::OverQuota, &message));
        }
        if let Some(confirmation) = &plan.confirmation
            && fold(typed.unwrap_or_default()) != fold(&confirmation.expected)
        {
            let message = msg::status_confirmation(&confirmation.expected);
            return Err(self.messages.error(ErrorCode::ConfirmationMismatch, &message));
        }
        Ok(())
    }

    fn outgoing(&self, draft: &ImportDraft) -> Result<Outgoing> {
        let plan = draft.result_plan();
        let file_name = plan.file_name.clone();
        let mut passwords = Vec::new();
        let (kind, items) = match draft.context.purpose {
            ImportPurpose::Create => {
                let mut items = Vec::new();
                for item in draft.new_accounts()? {
                    let input = self.json(&CreateInput::of(&item.account))?;
                    let name = item.account.name.clone();
                    items.push(new_item(item.number, None, name, input));
                    passwords.extend(item.account.password.map(|p| (item.number, p)));
                }
                (JobKind::Import { file_name }, items)
            }
            ImportPurpose::Edit => {
                let mut items = Vec::new();
                for edit in draft.edits()? {
                    let input = self.json(&EditInput { changes: edit.changes })?;
                    items.push(new_item(edit.number, Some(edit.account), edit.name, input));
                }
                (JobKind::Edit { file_name }, items)
            }
        };
        Ok(Outgoing { kind, items, passwords, plan: self.json(&plan)? })
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        serde_json::to_string(value).map_err(|error| {
            let said = self.messages.error(ErrorCode::Other, &msg::unexpected());
            said.with_technical(&error.to_string())
        })
    }

    /// The name a result file should have.
    pub(crate) async fn suggest_import_result_name(&self, job: JobId) -> Result<String> {
        let plan = self.result_plan(job).await?;
        Ok(plan.suggested_name(self.messages.language()))
    }

    async fn result_plan(&self, job: JobId) -> Result<ResultPlan> {
        let snapshot = self.read_job(job).await?;
        let gone = || self.messages.error(ErrorCode::NotFound, &msg::import_no_result());
        if !snapshot.can_save_result {
            return Err(gone());
        }
        let plan = self.store.read(move |db| store::job_plan(db, job)).await?;
        plan.and_then(|plan| serde_json::from_str(&plan).ok()).ok_or_else(gone)
    }

    /// Writes the file once more, with what came of each row.
    pub(crate) async fn save_import_result(&self, job: JobId, path: PathBuf) -> Result<()> {
        let plan = self.result_plan(job).await?;
        let ends = self.store.read(move |db| kept::ends(db, job)).await?;
        let language = self.messages.language();
        let unchanged = self.messages.say(&msg::edit_was_so());
        self.blocking(move || {
            let outcomes: HashMap<u32, RowOutcome> =
                ends.into_iter().map(|end| (end.number, outcome(end, &unchanged))).collect();
            plan.write(&path, &outcomes, language)
        })
        .await
    }
}

fn new_item(
    number: u32,
    account: Option<crate::ids::AccountId>,
    account_name: String,
    input: String,
) -> NewItem {
    NewItem { number, account, account_name, before: None, input: Some(input) }
}

/// What the result file says of a row.
fn outcome(end: kept::ItemEnd, unchanged: &str) -> RowOutcome {
    use crate::jobs::model::ItemState;
    let reason = end.problem.map(|problem| problem.message).unwrap_or_default();
    let (result, reason) = match end.state {
        ItemState::Done if end.edits => (ImportResult::Changed, reason),
        ItemState::Done => (ImportResult::Created, reason),
        ItemState::Unchanged => (ImportResult::Changed, unchanged.to_owned()),
        ItemState::Failed => (ImportResult::Failed, reason),
        ItemState::Sent | ItemState::Unknown => (ImportResult::Unclear, reason),
        ItemState::Pending | ItemState::Skipped => (ImportResult::Waiting, reason),
    };
    RowOutcome { partner_id: end.account, result, reason }
}

/// The accounts of the connection, as rows are judged by them, and the list's generation.
fn known_of(live: &Live) -> (Arc<KnownAccounts>, u32) {
    let snapshot = live.snapshot();
    let rows: Vec<_> = snapshot.accounts.iter().map(|account| account.row()).collect();
    let parent_email = live.state().parent_email.clone();
    (Arc::new(KnownAccounts::of(&rows, &parent_email)), snapshot.generation)
}
