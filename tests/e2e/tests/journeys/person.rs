//! A person in front of Roster: the app, the desktop it runs on, and the server it talks to, with
//! what everybody does in every journey. What a single journey is about is in its own file.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use e2e::{Desktop, Launch, PasswordStore, Window};
use simulator::{Account, Options, Simulator};

/// Numbers of the server for the states of an account.
pub(crate) const ACTIVE: u8 = 1;
pub(crate) const BLOCKED: u8 = 2;
pub(crate) const REMOVED: u8 = 3;
pub(crate) const READ_ONLY: u8 = 4;

/// How many accounts the usual server has: more than fit on the screen.
const ACCOUNTS: u32 = 60;

/// Somebody with Roster open.
pub(crate) struct Person {
    pub(crate) desktop: Desktop,
    pub(crate) server: Simulator,
    pub(crate) window: Window,
    audit: Audit,
}

/// What axe-core complained about on the way. A journey goes on to its end and fails then, so
/// that one run tells of every screen.
#[derive(Default)]
struct Audit(Mutex<Vec<String>>);

impl Drop for Audit {
    fn drop(&mut self) {
        let complaints = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(
            complaints.is_empty() || std::thread::panicking(),
            "axe-core complains:\n{}",
            complaints.join("\n")
        );
    }
}

impl Person {
    /// Opens Roster for the first time.
    pub(crate) async fn new() -> Self {
        Self::with(PasswordStore::Unlocked, Options::reseller(ACCOUNTS)).await
    }

    pub(crate) async fn with(store: PasswordStore, options: Options) -> Self {
        let server = Simulator::start(options).await.expect("the simulator starts");
        let desktop = Desktop::open(store).await;
        let window = Window::open(&desktop, Launch::plain()).await;
        window.find("heading", "Welcome to Roster").await;
        Self { desktop, server, window, audit: Audit::default() }
    }

    /// Closes Roster and opens it again.
    pub(crate) async fn restart(self) -> Self {
        let Self { desktop, server, window, audit } = self;
        window.quit(&desktop).await;
        let window = Window::open(&desktop, Launch::plain()).await;
        Self { desktop, server, window, audit }
    }

    /// Ends Roster as a power cut would, and opens it again.
    pub(crate) async fn crashes(self) -> Self {
        let Self { desktop, server, window, audit } = self;
        window.crash(&desktop).await;
        let window = Window::open(&desktop, Launch::plain()).await;
        Self { desktop, server, window, audit }
    }

    /// Lets axe-core look at what is on the screen.
    pub(crate) async fn audits(&self, screen: &str) {
        let complaints = self.window.complaints().await;
        let mut all = self.audit.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(complaints.into_iter().map(|complaint| format!("{screen}: {complaint}")));
    }

    /// From the first screen to the form, with the server entered.
    pub(crate) async fn begins_to_connect(&self) {
        self.window.click("button", "Connect a Kaltura account*").await;
        self.window.choose("Server", "Another server").await;
        self.window.fill("textbox", "Server address", self.server.base_url()).await;
    }

    /// Fills in the form for the admin secret.
    pub(crate) async fn enters_the_admin_secret(&self) {
        let credentials = self.server.credentials();
        self.window.click("radio", "Admin secret*").await;
        self.window.fill("textbox", "Partner ID*", &credentials.parent_id.to_string()).await;
        self.window.fill("textbox", "Admin secret", &credentials.admin_secret).await;
        self.window.fill("textbox", "Your e-mail", &credentials.user_email).await;
    }

    /// Checks the sign-in and waits for the list of what it may do.
    pub(crate) async fn checks(&self) {
        self.window.click("button", "Check*").await;
        self.window.sees("Signed in as").await;
        for allowed in ["See all sub-accounts", "Create accounts", "Block, unblock and remove"] {
            self.window.sees(allowed).await;
        }
    }

    /// Connects and waits for the whole list.
    pub(crate) async fn connects(&self) {
        self.window.click("button", "Connect").await;
        self.sees_the_list().await;
    }

    /// Connects with the admin secret, from the first screen to the list.
    pub(crate) async fn connects_with_the_admin_secret(&self) {
        self.begins_to_connect().await;
        self.enters_the_admin_secret().await;
        self.checks().await;
        self.connects().await;
    }

    /// Waits until the list is there and complete.
    pub(crate) async fn sees_the_list(&self) {
        self.sees_in_the_list(&self.newest_account()).await;
    }

    /// Waits until the list is complete, with this account at its start.
    pub(crate) async fn sees_in_the_list(&self, account: &Account) {
        self.window.find("grid", "*").await;
        self.window.sees("Updated").await;
        self.window.find("row", &format!("*{}*", account.name)).await;
    }

    /// Signs out, after which the keychain holds nothing any more.
    pub(crate) async fn signs_out(&self) {
        self.chooses_in_the_switcher("Sign out…").await;
        self.audits("Sign out").await;
        self.window.click("button", "Sign out").await;
        self.window.sees("You are signed out").await;
        assert_eq!(self.desktop.count_secrets().await, 0);
    }

    /// How many app tokens of an account can be used at the server.
    pub(crate) fn active_tokens(&self, of: u32) -> usize {
        const ACTIVE_TOKEN: i64 = 2;
        let tokens = self.server.world().app_tokens();
        tokens.iter().filter(|it| it.account_id == of && it.status == ACTIVE_TOKEN).count()
    }

    /// The account that was created last: the list shows it first.
    pub(crate) fn newest_account(&self) -> Account {
        let shown = |account: &Account| [ACTIVE, BLOCKED].contains(&account.status);
        let accounts = self.accounts().into_iter().filter(shown);
        accounts.max_by_key(|account| account.created_at).expect("the world has accounts")
    }

    /// Some active account that is no template.
    pub(crate) fn an_active_account(&self) -> Account {
        let ordinary = |account: &Account| account.status == ACTIVE && account.group_type == 1;
        self.accounts().into_iter().find(ordinary).expect("the world has active accounts")
    }

    /// The accounts at the server.
    pub(crate) fn accounts(&self) -> Vec<Account> {
        self.server.world().accounts_of(self.server.credentials().parent_id)
    }

    /// The status that the server has for an account.
    pub(crate) fn status_at_the_server(&self, id: u32) -> u8 {
        self.server.world().account(id).expect("the account is at the server").status
    }

    /// Finds exactly one account by typing its Partner ID, and opens it.
    pub(crate) async fn opens(&self, account: &Account) {
        self.searches(&account.id.to_string()).await;
        self.window.sees("1 of").await;
        self.window.click("rowheader", &format!("{}*", account.name)).await;
        self.window.find("button", "Copy Partner ID").await;
    }

    pub(crate) async fn searches(&self, text: &str) {
        self.window.fill("textbox", "Search*", text).await;
    }

    /// Chooses something from the menu of connections.
    pub(crate) async fn chooses_in_the_switcher(&self, item: &str) {
        self.window.click("button", "Change connection*").await;
        self.window.click("menuitem", item).await;
    }
}

/// Unix seconds.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    i64::try_from(since.as_secs()).expect("and not that late")
}
