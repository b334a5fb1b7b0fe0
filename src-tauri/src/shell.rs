//! The state behind the commands, and what happens when the app starts and quits.

use crate::{
    chosen::Chosen, clipboard, demo::SampleData, events::ToWindow, keychain::SystemKeychain,
};
use crate::{opening::NotOpened, preferences::Preferences, window};
use reseller::shell_problems::{ShellProblem, explain};
use reseller::{
    ConnectionId, Error, Language, Network, Notice, Reseller, Result, Setup, SystemClock,
};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tauri::{AppHandle, Manager, RunEvent, Runtime};

/// What the commands work on.
pub(crate) struct Shell {
    /// An error when the data folder cannot be used at all; the window opens and says so.
    reseller: std::result::Result<Reseller, Error>,
    notices: Vec<Notice>,
    language: Mutex<Language>,
    pub(crate) sample: SampleData,
    pub(crate) chosen: Chosen,
    pub(crate) lent: clipboard::Lent,
    pub(crate) may_close: AtomicBool,
}

impl Shell {
    /// Opens the data folder. Never fails: what goes wrong is kept, to be told on screen.
    pub(crate) fn open(app: &AppHandle, damaged: Option<Notice>) -> Self {
        let mut notices: Vec<Notice> = damaged.into_iter().collect();
        let Preferences { language, confirm_above, .. } = Preferences::load(app);
        let opened = data_dir(app, language).and_then(|data_dir| {
            Reseller::open(Setup {
                data_dir,
                secrets: Arc::new(SystemKeychain),
                clock: Arc::new(SystemClock),
                events: Arc::new(ToWindow(app.clone())),
                language,
                network: Network::default(),
            })
        });
        let reseller = opened.map(|(reseller, more)| {
            notices.extend(more);
            reseller.set_confirm_above(confirm_above);
            reseller
        });
        if let Err(error) = &reseller {
            tracing::error!(technical = error.detail.technical, "the data folder cannot be used");
        }
        Self::over(reseller, notices, language)
    }

    /// The shell over something opened already.
    pub(crate) fn over(
        reseller: Result<Reseller>,
        notices: Vec<Notice>,
        language: Language,
    ) -> Self {
        Self {
            reseller,
            notices,
            language: Mutex::new(language),
            sample: SampleData::default(),
            chosen: Chosen::default(),
            lent: clipboard::Lent::default(),
            may_close: AtomicBool::new(false),
        }
    }

    /// The way to everything that `reseller` does, or why there is none.
    pub(crate) fn reseller(&self) -> Result<&Reseller> {
        self.reseller.as_ref().map_err(Clone::clone)
    }

    /// The connection that was open last.
    pub(crate) fn last_connection(&self) -> Option<ConnectionId> {
        self.reseller.as_ref().ok().and_then(Reseller::current_connection).map(|it| it.id)
    }

    /// What the person should know about how the app started.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices.clone()
    }

    /// A problem of the shell's own, in the person's language.
    pub(crate) fn problem(&self, problem: ShellProblem, cause: &impl ToString) -> Error {
        let language = *self.language.lock().unwrap_or_else(PoisonError::into_inner);
        explain(language, problem, cause.to_string())
    }

    /// Refuses a file that nobody chose to be read.
    pub(crate) fn may_open(&self, path: &Path) -> Result<()> {
        if self.chosen.is_to_open(path) { Ok(()) } else { Err(self.not_chosen(path)) }
    }

    /// Refuses a file that nobody chose to be written.
    pub(crate) fn may_save(&self, path: &Path) -> Result<()> {
        if self.chosen.is_to_save(path) { Ok(()) } else { Err(self.not_chosen(path)) }
    }

    /// A file that was not opened, and why.
    pub(crate) fn not_opened(&self, path: &Path, why: &NotOpened) -> Error {
        let ending = path.extension().map(|it| it.to_string_lossy().into_owned());
        match (why, ending) {
            (NotOpened::NoProgram(cause), Some(ending)) => {
                self.problem(ShellProblem::NoProgram { ending }, cause)
            }
            (NotOpened::NoProgram(cause) | NotOpened::Failed(cause), _) => {
                self.problem(ShellProblem::CannotOpenFile, cause)
            }
        }
    }

    /// What stands in the menu bar.
    #[cfg(target_os = "macos")]
    pub(crate) fn menu_words(&self) -> reseller::shell_problems::MenuWords {
        let language = *self.language.lock().unwrap_or_else(PoisonError::into_inner);
        reseller::shell_problems::menu_words(language)
    }

    fn not_chosen(&self, path: &Path) -> Error {
        self.problem(ShellProblem::FileNotChosen, &path.display())
    }

    /// Puts preferences into effect that do not live in the interface.
    pub(crate) fn apply<R: Runtime>(&self, app: &AppHandle<R>, preferences: &Preferences) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = preferences.language;
        if let Ok(reseller) = &self.reseller {
            reseller.set_language(preferences.language);
            reseller.set_confirm_above(preferences.confirm_above);
        }
        window::apply_theme(app, preferences.theme);
    }
}

fn data_dir(app: &AppHandle, language: Language) -> Result<std::path::PathBuf> {
    app.path()
        .app_data_dir()
        .map_err(|cause| explain(language, ShellProblem::NotStarted, cause.to_string()))
}

/// Reads the copy of the connection that was open last, while the page is still being loaded. Which
/// connection is opened is the page's choice alone, or the two could choose differently.
pub(crate) fn warm_up(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(reseller) = app.state::<Shell>().reseller() {
            reseller.warm_up().await;
        }
    });
}

/// Quits in order: jobs stop between items and sessions are ended before the process goes.
pub(crate) fn on_run_event(app: &AppHandle, event: RunEvent) {
    let RunEvent::ExitRequested { api, code, .. } = event else { return };
    let shell = app.state::<Shell>();
    let already_quitting = code.is_some() && shell.may_close.swap(true, Ordering::SeqCst);
    if already_quitting {
        return;
    }
    api.prevent_exit();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        if let Ok(reseller) = shell.reseller() {
            reseller.quit().await;
        }
        clipboard::take_back(&app);
        shell.may_close.store(true, Ordering::SeqCst);
        app.exit(0);
    });
}
