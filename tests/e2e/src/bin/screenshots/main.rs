//! Pictures of every screen and state, in the real window against the simulator, light and dark,
//! at 1280 × 800 and 900 × 600: `cargo xtask screenshots FOLDER`.
//!
//! One walk through the app; at each stop the picture is taken in all four ways.
#![expect(clippy::expect_used, reason = "without a picture there is no way to go on")]
#![expect(clippy::print_stdout, reason = "a command-line program talks on its output")]

mod many;

use std::path::PathBuf;

use e2e::{Desktop, Launch, PasswordStore, Window, until};
use serde_json::json;
use simulator::{Fault, Options, Simulator, Trouble};

const SIZES: [(i64, i64); 2] = [(1280, 800), (900, 600)];
const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::main]
async fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).expect("a folder is given");
    let mut walk = Walk::begin(folder.clone(), 320).await;
    walk.go().await;
    let mut taken = walk.taken;
    for (accounts, name) in [(0, "accounts-none"), (5_000, "accounts-5000")] {
        let mut walk = Walk::begin(folder.clone(), accounts).await;
        walk.only_the_list(name).await;
        taken += walk.taken;
    }
    println!("{taken} pictures in {}", folder.display());
}

struct Walk {
    desktop: Desktop,
    server: Simulator,
    folder: PathBuf,
    taken: u32,
}

impl Walk {
    async fn begin(folder: PathBuf, accounts: u32) -> Self {
        let entries = Some(u64::from(accounts) * 60);
        let options = Options { seed: 11, entries, ..Options::reseller(accounts) };
        let server = Simulator::start(options).await.expect("the simulator starts");
        let desktop = Desktop::open(PasswordStore::Missing).await;
        Self { desktop, server, folder, taken: 0 }
    }

    /// The list of a parent with that many accounts.
    async fn only_the_list(&mut self, name: &str) {
        let window = Window::open(&self.desktop, Launch::plain()).await;
        window.click("button", "Connect a Kaltura account*").await;
        window.choose("Server", "Another server").await;
        window.fill("textbox", "Server address", self.server.base_url()).await;
        self.enters_the_secret(&window).await;
        window.click("button", "Connect").await;
        window.click("button", "Keep until I quit").await;
        window.sees("Updated").await;
        self.stop(&window, name).await;
        window.quit(&self.desktop).await;
    }

    async fn enters_the_secret(&self, window: &Window) {
        let credentials = self.server.credentials();
        window.click("radio", "Admin secret*").await;
        window.fill("textbox", "Partner ID*", &credentials.parent_id.to_string()).await;
        window.fill("textbox", "Admin secret", &credentials.admin_secret).await;
        window.fill("textbox", "Your e-mail", &credentials.user_email).await;
        window.click("button", "Check*").await;
        window.sees("Signed in as").await;
    }

    async fn go(&mut self) {
        let window = Window::open(&self.desktop, Launch::plain()).await;
        window.find("heading", "Welcome to Roster").await;
        self.stop(&window, "welcome").await;
        self.connecting(&window).await;
        self.list(&window).await;
        self.creating(&window).await;
        self.changing(&window).await;
        self.importing(&window).await;
        self.editing(&window).await;
        self.listing(&window).await;
        self.exporting(&window).await;
        self.places(&window).await;
        self.trouble(&window).await;
        window.quit(&self.desktop).await;

        let window = Window::open(&self.desktop, Launch::plain().argument("--sample-data")).await;
        window.sees("Sample data.").await;
        window.sees("Updated").await;
        self.stop(&window, "accounts-sample-data").await;
        window.quit(&self.desktop).await;
    }

    async fn connecting(&mut self, window: &Window) {
        let credentials = self.server.credentials().clone();
        window.click("button", "Connect a Kaltura account*").await;
        self.stop(window, "connect").await;
        window.choose("Server", "Another server").await;
        window.fill("textbox", "Server address", self.server.base_url()).await;

        let login = credentials.special.clone().expect("this world has them");
        window.fill("textbox", "E-mail", &login.several_accounts.user_email).await;
        window.fill("textbox", "Password", "not the password").await;
        window.click("button", "Check").await;
        window.sees("Wrong e-mail or password").await;
        self.stop(window, "connect-refused").await;
        window.fill("textbox", "Password", &login.several_accounts.password).await;
        window.click("button", "Check again").await;
        window.sees("Which account do you want to connect?").await;
        self.stop(window, "connect-choose-account").await;
        window.click("button", "Back to the form").await;

        window.fill("textbox", "E-mail", &login.two_factor.user_email).await;
        window.fill("textbox", "Password", &login.two_factor.password).await;
        window.fill("textbox", "Partner ID*", &login.two_factor.parent_id.to_string()).await;
        window.click("button", "Check*").await;
        window.find("textbox", "Authenticator code").await;
        self.stop(window, "connect-code").await;

        window.click("radio", "App token*").await;
        self.stop(window, "connect-app-token").await;
        self.enters_the_secret(window).await;
        self.stop(window, "connect-checked").await;
        window.click("button", "Connect").await;
        window.sees("No system keychain is running").await;
        self.stop(window, "connect-no-keychain").await;
        window.click("button", "Keep until I quit").await;
        window.find("grid", "*").await;
        window.sees("Updated").await;
    }

    async fn list(&mut self, window: &Window) {
        self.stop(window, "accounts").await;
        window.click("checkbox", "Select *").await;
        self.stop(window, "accounts-selected").await;
        window.click("button", "Clear").await;
        window.fill("textbox", "Search*", "school").await;
        window.sees(" of 315 accounts").await;
        self.stop(window, "accounts-search").await;
        window.fill("textbox", "Search*", "nothing is called this").await;
        window.sees("No account matches").await;
        self.stop(window, "accounts-nothing-matches").await;
        window.fill("textbox", "Search*", "").await;
        window.click("button", "All commands*").await;
        window.find("dialog", "Commands").await;
        self.stop(window, "command-palette").await;
        window.press("\u{e00c}").await;
        window.has_no("dialog", "Commands").await;
    }

    async fn creating(&mut self, window: &Window) {
        window.click("button", "New account").await;
        window.find("textbox", "Account name").await;
        self.stop(window, "new-account").await;
        window.click("button", "Create account").await;
        window.sees("need a change").await;
        self.stop(window, "new-account-errors").await;
        window.fill("textbox", "Account name", "Hillside College").await;
        window.fill("textbox", "Administrator", "Noa Berg").await;
        window.fill("textbox", "E-mail", "noa.berg@hillside.example.edu").await;
        window.fill("textbox", "Phone (optional)", "+49 30 1234567").await;
        window.click("button", "Cancel").await;
        window.sees("Discard what you typed?").await;
        self.stop(window, "new-account-leave").await;
        window.click("button", "Keep editing").await;
        window.click("button", "Create account").await;
        window.sees("Account created").await;
        self.stop(window, "new-account-created").await;
        window.click("button", "Open account").await;
        window.find("button", "Copy Partner ID").await;
        self.stop(window, "account-detail").await;
    }

    async fn changing(&mut self, window: &Window) {
        window.click("button", "Block…").await;
        window.find("dialog", "Block Hillside College?").await;
        self.stop(window, "change-status-block").await;
        window.click("button", "Block account").await;
        window.sees("Hillside College is blocked").await;
        self.stop(window, "change-status-undo").await;
        window.click("button", "Remove…").await;
        window.find("dialog", "Remove Hillside College?").await;
        self.stop(window, "change-status-remove").await;
        window.click("button", "Cancel").await;
        window.click("button", "Close the panel").await;

        // A change of many, in which one account does not come along.
        window.fill("textbox", "Search*", "school").await;
        window.sees(" of 316 accounts").await;
        window.click("checkbox", "Select all*").await;
        window.click("button", "Block…").await;
        window.find("dialog", "Block *").await;
        self.stop(window, "change-status-many").await;
        window.click("button", "Cancel").await;
        window.fill("textbox", "Search*", "").await;
        window.click("button", "Clear").await;
    }

    async fn places(&mut self, window: &Window) {
        window.click("button", "Activity").await;
        window.find("heading", "Activity").await;
        self.stop(window, "activity").await;
        window.click("button", "Jobs").await;
        window.find("heading", "Jobs").await;
        self.stop(window, "jobs").await;
        window.click("button", "Settings").await;
        window.find("heading", "Settings").await;
        self.stop(window, "settings").await;
        window.click("button", "Accounts").await;
        window.click("button", "Change connection*").await;
        window.find("menuitem", "Sign out…").await;
        self.stop(window, "switcher").await;
        window.press("\u{e00c}").await;
    }

    async fn trouble(&mut self, window: &Window) {
        self.server.faults().set(Fault::always(Trouble::CutBeforeAnswer));
        window.click("button", "Refresh").await;
        until(async || {
            let text = window.text().await;
            (text.contains("No connection") || text.contains("Refresh failed")).then_some(())
        })
        .await
        .expect("the trouble shows");
        self.stop(window, "state-trouble").await;
        self.server.faults().clear();
        window.click("button", "Change connection*").await;
        window.click("menuitem", "Sign out…").await;
        window.find("button", "Sign out").await;
        self.stop(window, "sign-out").await;
        window.click("button", "Sign out").await;
        window.sees("You are signed out").await;
        self.stop(window, "state-signed-out").await;
    }

    /// Takes the picture in every size and both themes.
    async fn stop(&mut self, window: &Window, name: &str) {
        for theme in THEMES {
            window
                .run(
                    "document.documentElement.classList.toggle('dark', arguments[0] === 'dark')",
                    vec![json!(theme)],
                )
                .await;
            for (width, height) in SIZES {
                window.resize(width, height).await;
                window.settles().await;
                let path = self.folder.join(format!("{name}-{width}x{height}-{theme}.png"));
                window.picture(&path).await;
                self.taken += 1;
            }
        }
        window.resize(1280, 800).await;
        println!("{name}");
    }
}
