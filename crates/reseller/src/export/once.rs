//! One export by itself, without a window, a connection or a job: for people who schedule it and
//! for measuring.

use super::access::Access;
use super::board::{AccountProgress, Board, ExportProgress};
use super::brake::Brake;
use super::candidates::Candidate;
use super::engine::{Task, bad_option};
use super::entrance::Entrance;
use super::options::{AccountScope, ExportOptions};
use super::summary::AccountReport;
use crate::error::{ErrorCode, Result};
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use crate::setup::{Clock, Language, SystemClock};
use crate::words::{Context, Doing, explain};
use futures::TryStreamExt;
use kaltura::actions::partner::{Partner, PartnerFilter, PartnerGroupType, PartnerStatus};
use kaltura::{
    Client, Error as Failure, LoadOptions, Options, PartnerId, RetryPolicy, Session, all_partners,
};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How the export runs.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// At most; 0 counts as 1.
    pub accounts_at_a_time: usize,
    /// At most, of all accounts together; 0 counts as 1.
    pub requests_at_a_time: usize,
    /// The first pause after a fault; it doubles from there.
    pub retry_pause: Duration,
    /// Kept for a resume when the export is stopped; a folder of its own.
    pub resume_folder: Option<PathBuf>,
    /// Of headings, words and sentences, in the file as well.
    pub language: Language,
    /// Stops the export. With a `resume_folder` no file comes of it, else one with what was read.
    pub cancel: CancellationToken,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            accounts_at_a_time: 4,
            requests_at_a_time: 4,
            retry_pause: Duration::from_millis(500),
            resume_folder: None,
            language: Language::En,
            cancel: CancellationToken::new(),
        }
    }
}

/// What an export came to.
#[derive(Debug, Clone, PartialEq)]
pub struct OnceReport {
    /// One for each account that was chosen, in their order in the file.
    pub accounts: Vec<AccountReport>,
    /// The main file first.
    pub files: Vec<PathBuf>,
    /// Texts that were too long for a cell.
    pub cut_cells: u64,
    /// Requests that were made for the entries, beside those for the list of accounts.
    pub requests: u64,
    /// It was stopped before its end.
    pub cancelled: bool,
}

impl OnceReport {
    /// Rows of entries in the file.
    pub fn rows(&self) -> u64 {
        self.accounts.iter().map(|account| u64::from(account.written)).sum()
    }
}

/// An export ready to run.
#[derive(Debug)]
pub struct ExportRun {
    task: Task,
    folder: Option<tempfile_folder::Folder>,
}

impl ExportRun {
    /// Signs in and finds the accounts. Progress is told through `tell`.
    pub async fn new(
        access: Access,
        options: ExportOptions,
        target: PathBuf,
        run: RunOptions,
        tell: impl Fn(ExportProgress) + Send + Sync + 'static,
    ) -> Result<Self> {
        let messages = Arc::new(Messages::new(run.language));
        let options = options.begun_at(SystemClock.now());
        options.check().map_err(|bad| bad_option(&messages, bad))?;
        let other = |technical: String| {
            messages.error(ErrorCode::Other, &msg::export_file_failed()).with_technical(&technical)
        };
        let endpoint = crate::address::parse(&messages, &access.server)?;
        let context = Context {
            server: endpoint.host().to_owned(),
            parent: access.parent,
            connection: None,
            doing: Doing::Working,
            now: SystemClock.now(),
        };
        let first_pause = run.retry_pause;
        let retry = RetryPolicy {
            pause: first_pause,
            limit_pause: first_pause.saturating_mul(4),
            ..RetryPolicy::default()
        };
        let settings = Options { retry, ..Options::default() };
        let client = Client::new(endpoint, settings).map_err(|fault| other(fault.to_string()))?;
        let failed = |failure: Failure| explain(&messages, &context, &failure);
        let source = access.source().map_err(|weak| failed(Failure::Request(weak)))?;
        let session = client.session(source);
        let accounts = candidates(&client, &session, access.parent, &options, &run.cancel)
            .await
            .map_err(failed)?;
        let user_id = access.user_id.clone();
        let entrance = if access.is_secret() {
            Entrance::by_secret(client, session, user_id)
        } else {
            let parent = PartnerId::new(access.parent.0.into());
            let opened = Entrance::open(&client, &session, parent, &user_id).await;
            // It was only needed to get at the secret and the list.
            drop(session.end().await);
            opened.map_err(failed)?
        };
        let (folder, path) = if let Some(path) = &run.resume_folder {
            (None, path.clone())
        } else {
            let folder = tempfile_folder::Folder::new();
            let path = folder.path().to_owned();
            (Some(folder), path)
        };
        // The board tells, and what it tells is read from the board.
        let shared: Arc<OnceLock<std::sync::Weak<Board>>> = Arc::default();
        let told = Arc::clone(&shared);
        let board = Board::new(move || {
            if let Some(board) = told.get().and_then(std::sync::Weak::upgrade) {
                tell(board.progress());
            }
        });
        drop(shared.set(Arc::downgrade(&board)));
        Ok(Self {
            task: Task {
                entrance,
                accounts,
                options,
                target,
                folder: path,
                resumable: run.resume_folder.is_some(),
                accounts_at_a_time: run.accounts_at_a_time,
                requests_at_a_time: run.requests_at_a_time,
                first_pause,
                messages,
                context,
                board,
                brake: Brake::with(run.cancel),
                stops_when_lost: false,
            },
            folder,
        })
    }

    /// The accounts that will be exported.
    pub fn accounts(&self) -> Vec<AccountId> {
        self.task.accounts.iter().map(|account| account.id).collect()
    }

    /// Fetches the same pages and throws the answers away: what an export is measured against.
    /// Gives the number of requests.
    pub async fn download(&self) -> Result<u64> {
        let failed = |failure| explain(&self.task.messages, &self.task.context, &failure);
        self.task.download().await.map_err(failed)
    }

    /// How far each account is, running ones first, then problems.
    pub fn accounts_view(&self) -> AccountsView {
        AccountsView(Arc::clone(&self.task.board))
    }

    /// Exports.
    pub async fn run(self) -> Result<OnceReport> {
        let Self { task, folder } = self;
        let entrance = task.entrance.clone();
        let ended = task.run().await;
        entrance.leave().await;
        drop(folder);
        let ended = ended?;
        Ok(OnceReport {
            accounts: ended.accounts,
            files: ended.files,
            cut_cells: ended.cut_cells,
            requests: ended.requests,
            cancelled: ended.cancelled,
        })
    }
}

/// A look at the accounts of a running export.
#[derive(Debug, Clone)]
pub struct AccountsView(Arc<Board>);

impl AccountsView {
    /// The accounts of a window.
    pub fn accounts(&self, start: usize, count: usize) -> Vec<AccountProgress> {
        self.0.accounts(None, start, count).1
    }

    /// How far the whole is.
    pub fn progress(&self) -> ExportProgress {
        self.0.progress()
    }
}

/// The accounts that were chosen, in the order of their names, or as they were given.
async fn candidates(
    client: &Client,
    parent: &Session,
    parent_id: AccountId,
    options: &ExportOptions,
    cancel: &CancellationToken,
) -> std::result::Result<Vec<Candidate>, Failure> {
    let load = LoadOptions { cancel: cancel.clone(), ..LoadOptions::default() };
    let filter = PartnerFilter::default();
    let pages: Vec<_> = all_partners(client, parent, filter, load.clone()).try_collect().await?;
    let mut partners: Vec<Partner> = pages.into_iter().flat_map(|page| page.partners).collect();
    let chosen = &options.accounts;
    // Nothing in an account says that it is a template: only this second call does (API.md §7.1).
    let filter = PartnerFilter {
        partner_group_type_equal: Some(PartnerGroupType::Template),
        ..PartnerFilter::default()
    };
    let pages: Vec<_> = all_partners(client, parent, filter, load).try_collect().await?;
    let templates: Vec<Partner> = pages.into_iter().flat_map(|page| page.partners).collect();
    let template_ids: HashSet<PartnerId> = templates.iter().map(|partner| partner.id).collect();
    partners.extend(templates);
    partners.sort_by_key(|partner| partner.id);
    partners.dedup_by_key(|partner| partner.id);
    let own = PartnerId::new(parent_id.0.into());
    let picked: Vec<Partner> = match &chosen.which {
        AccountScope::AllActive => {
            let mut picked: Vec<Partner> = partners
                .into_iter()
                .filter(|partner| match (partner.id == own, partner.status) {
                    (true, _) => chosen.parent,
                    (false, PartnerStatus::Active) => {
                        chosen.templates || !template_ids.contains(&partner.id)
                    }
                    (false, PartnerStatus::ReadOnly) => {
                        chosen.read_only
                            && (chosen.templates || !template_ids.contains(&partner.id))
                    }
                    (false, _) => false,
                })
                .collect();
            picked.sort_by_cached_key(|partner| (partner.name.to_lowercase(), partner.id));
            picked
        }
        // A question is asked in the app, of its list of accounts.
        AccountScope::Found { .. } => Vec::new(),
        AccountScope::These { accounts } => {
            let wanted = accounts.iter().map(|id| PartnerId::new(id.0.into()));
            let wanted = chosen.parent.then_some(own).into_iter().chain(wanted);
            wanted
                .filter_map(|id| partners.iter().find(|partner| partner.id == id).cloned())
                .collect()
        }
    };
    Ok(picked
        .into_iter()
        .filter_map(|partner| {
            Some(Candidate {
                id: AccountId(u32::try_from(partner.id.get()).ok()?),
                is_parent: partner.id == own,
                is_open: matches!(partner.status, PartnerStatus::Active | PartnerStatus::ReadOnly),
                name: partner.name,
                reference_id: partner.reference_id,
            })
        })
        .collect())
}

/// A folder for the time of an export.
mod tempfile_folder {
    use std::path::{Path, PathBuf};

    /// Removed when dropped.
    #[derive(Debug)]
    pub(super) struct Folder(PathBuf);

    impl Folder {
        pub(super) fn new() -> Self {
            let name = format!("roster-export-{}", uuid::Uuid::new_v4().simple());
            Self(std::env::temp_dir().join(name))
        }

        pub(super) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // Best effort: what is left over lies among temporary files.
            drop(std::fs::remove_dir_all(&self.0));
        }
    }
}
