//! The stops of the walk that are about many accounts: from a file, from a list, and the export
//! of their entries.

use std::fmt::Write as _;
use std::path::PathBuf;

use e2e::Window;
use simulator::{Account, Fault, Trouble};

use crate::Walk;

/// Numbers of the server for the states of an account.
const ACTIVE: u8 = 1;
const BLOCKED: u8 = 2;

impl Walk {
    /// A file with mistakes, from choosing it to the result.
    pub(crate) async fn importing(&mut self, window: &Window) {
        let file = self.put("new schools.csv", &schools());
        window.click("button", "Import…").await;
        window.find("button", "Choose a file…").await;
        self.stop(window, "import-file").await;
        window.click("button", "Choose a file…").await;
        self.desktop.opens_file(&file).await;
        window.find("button", "Review 40 rows").await;
        self.stop(window, "import-columns").await;
        window.click("button", "Back").await;
        window.find("button", "Continue").await;
        self.stop(window, "import-file-read").await;
        window.click("button", "Continue").await;
        window.click("button", "Review 40 rows").await;
        window.find("radio", "To fix*").await;
        self.stop(window, "import-review").await;
        window.click("button", "* fix*").await;
        window.sees("Suggested fixes, for all rows").await;
        self.stop(window, "import-fixes").await;
        window.click("radio", "To fix*").await;
        window.sees("This is not an e-mail address").await;
        self.stop(window, "import-review-to-fix").await;
        window.click("button", "Leave out these *").await;
        window.sees("Nothing to fix").await;
        self.stop(window, "import-nothing-to-fix").await;
        window.click("button", "Create 38 accounts…").await;
        window.find("dialog", "Create 38 accounts?").await;
        self.stop(window, "import-question").await;

        self.server.faults().set(slowly("partner", "register", 5_000));
        window.fill("textbox", "Type 38, *", "38").await;
        window.click("button", "Create 38 accounts").await;
        window.sees("created").await;
        self.stop(window, "import-running").await;
        self.server.faults().clear();
        // What was under way is done all the same: only then need nobody wait to be certain.
        self.server.faults().set(Fault::once(Trouble::NetworkLost).on("partner", "register"));
        window.sees("No connection just now.").await;
        self.stop(window, "import-no-connection").await;
        window.click("button", "Pause").await;
        window.find("button", "Resume").await;
        self.stop(window, "import-paused").await;
        self.server.faults().clear();
        window.click("button", "Resume").await;
        window.find_within_minutes("button", "Save result file…").await;
        self.stop(window, "import-end").await;
        window.click("button", "Back to accounts").await;
    }

    /// New details for accounts that are there.
    pub(crate) async fn editing(&mut self, window: &Window) {
        let accounts = self.active_accounts(30);
        let mut text = "Partner ID,Phone,Reference ID,Website\r\n".to_owned();
        for account in &accounts {
            let id = account.id;
            let line = format!("{id},+49 30 {id},00{id},https://{id}.example\r\n");
            text.push_str(&line);
        }
        text.push_str("123,+49 30 1,,\r\n");
        let file = self.put("new numbers.csv", &text);
        window.click("button", "More").await;
        window.find("menuitem", "Change details from a file…").await;
        self.stop(window, "more-menu").await;
        // A menu closes when the window changes its size.
        window.click("button", "More").await;
        window.click("menuitem", "Change details from a file…").await;
        window.find("button", "Choose a file…").await;
        self.stop(window, "edit-file").await;
        window.click("button", "Choose a file…").await;
        self.desktop.opens_file(&file).await;
        window.click("button", "Review 31 rows").await;
        window.sees("30 accounts can be changed").await;
        self.stop(window, "edit-before-after").await;
        window.click("button", "Leave it out").await;
        window.click("button", "Change 30 accounts…").await;
        window.find("dialog", "Change the details of 30 accounts?").await;
        self.stop(window, "edit-question").await;
        window.fill("textbox", "Type 30, *", "30").await;
        window.click("button", "Change 30 accounts").await;
        window.find_within_minutes("heading", "All 30 accounts changed").await;
        self.stop(window, "edit-end").await;
        window.click("button", "Back to accounts").await;
    }

    /// Accounts named by a pasted list, and what became of them.
    pub(crate) async fn listing(&mut self, window: &Window) {
        let accounts = self.active_accounts(14);
        let mut list: Vec<String> = accounts.iter().map(|it| it.id.to_string()).collect();
        list.extend(["NOT-THERE".to_owned(), "7".to_owned()]);
        window.click("button", "More").await;
        window.click("menuitem", "Select accounts from a list…").await;
        window.fill("textbox", "Partner IDs or Reference IDs", &list.join(", ")).await;
        window.sees("14 accounts found").await;
        self.stop(window, "accounts-from-list").await;
        window.click("button", "Block…").await;
        window.find("dialog", "Block 14 accounts?").await;
        self.stop(window, "change-status-confirm-number").await;
        window.fill("textbox", "Type 14, *", "14").await;
        window.click("button", "Block 14 accounts").await;
        window.find("dialog", "14 accounts blocked").await;
        self.stop(window, "change-status-result").await;
        window.click("button", "Undo: unblock 14 accounts").await;
        window.find("dialog", "14 accounts unblocked").await;
        window.click("button", "Done").await;
    }

    /// Entries of four accounts; one of them is blocked meanwhile.
    pub(crate) async fn exporting(&mut self, window: &Window) {
        window.click("button", "Exports").await;
        window.sees("No exports yet").await;
        self.stop(window, "exports-empty").await;
        window.click("button", "Accounts").await;
        let world = self.server.world();
        let mut accounts = self.active_accounts(300);
        accounts.sort_by_key(|account| std::cmp::Reverse(world.entry_count(account.id)));
        accounts.truncate(4);
        let ids: Vec<String> = accounts.iter().map(|it| it.id.to_string()).collect();
        window.fill("textbox", "Search*", &ids.join(", ")).await;
        window.sees("The 4 accounts of your list are shown.").await;
        self.stop(window, "accounts-pasted").await;
        window.click("button", "Select these 4").await;
        window.click("button", "Export entries…").await;
        window.sees("in 4 accounts").await;
        self.stop(window, "export-form").await;
        window.click("radio", "CSV").await;
        window.fill("textbox", "Find a column", "date").await;
        self.stop(window, "export-form-csv-no-column").await;
        window.click("radio", "Excel workbook").await;
        window.fill("textbox", "Find a column", "").await;

        self.server.faults().set(slowly("baseEntry", "list", 8_000));
        window.click("button", "Export…").await;
        let file = self.desktop.documents().join("entries of four accounts.xlsx");
        self.desktop.saves_file(&file).await;
        window.find("button", "Pause").await;
        self.stop(window, "export-running").await;
        self.server.world().set_status(accounts[0].id, BLOCKED);
        self.server.faults().clear();
        window.find_within_minutes("button", "Show in folder").await;
        self.stop(window, "export-end-with-a-gap").await;
        self.server.world().set_status(accounts[0].id, ACTIVE);
        window.click("button", "Exports").await;
        window.find("button", "New export*").await;
        self.stop(window, "exports").await;
        window.click("button", "Accounts").await;
        window.fill("textbox", "Search*", "").await;
        window.click("button", "Clear").await;
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.desktop.documents().join(name);
        std::fs::write(&path, text).expect("the file can be written");
        path
    }

    fn active_accounts(&self, count: usize) -> Vec<Account> {
        let mut accounts = self.server.world().accounts_of(self.server.credentials().parent_id);
        accounts.retain(|account| account.status == ACTIVE && account.group_type == 1);
        accounts.truncate(count);
        accounts
    }
}

fn slowly(service: &str, action: &str, milliseconds: u64) -> Fault {
    Fault::always(Trouble::Latency { milliseconds }).on(service, action)
}

/// Forty rows: two that cannot be sent, some that are worth a look, some that can be repaired.
fn schools() -> String {
    let long = "Sehr lange benannte Berufsbildende Schule für Medien und Gestaltung ".repeat(3);
    let mut text =
        "Account name,Administrator name,E-mail,Phone,Reference ID,Website\r\n".to_owned();
    for line in 2..42 {
        let name = match line {
            5 => long.trim(),
            8 => "בית ספר תיכון על שם יצחק רבין",
            11 => "مدرسة النيل الثانوية 😀",
            14 => "  Blanks   around ",
            _ => "Hillside School",
        };
        let administrator = if line == 20 { "" } else { "Noa Berg" };
        let email = match line {
            9 => "not an address".to_owned(),
            12 => "Head@School-12.Example".to_owned(),
            _ => format!("head@school-{line}.example"),
        };
        let reference = if line > 35 { "007".to_owned() } else { format!("00{line}") };
        let website = if line % 3 == 0 { "school.example" } else { "" };
        writeln!(
            text,
            "{name} {line},{administrator},{email},+49 30 {line},{reference},{website}\r"
        )
        .expect("a string takes text");
    }
    text
}
