//! What is measured in the real window: how soon the list is there, how soon a keystroke shows
//! its rows, how soon a file with many accounts is checked and shown, and how much memory and time
//! Roster needs beside an empty Tauri app.
//!
//! `cargo xtask bench` builds both apps in the same way and starts this program with their paths
//! in `ROSTER_APP` and `ROSTER_EMPTY`. Each figure is the median or the 95th percentile of
//! several runs, and what it counts from and to is said beside it.
#![expect(clippy::expect_used, reason = "without a figure there is no way to go on")]
#![expect(clippy::print_stdout, reason = "a command-line program talks on its output")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use e2e::{Desktop, Launch, PasswordStore, Started, Window, until_for};
use serde_json::Value;
use simulator::{Options, Simulator};

const ROUNDS: usize = 7;

/// Typed one after another; each key changes what the list shows.
const TYPED: [&str; 8] =
    ["school", "stadtwerke", "college", "north", "media", "clinic", "library", "robotics"];

#[tokio::main]
async fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    if wants("start") {
        start_and_memory().await;
    }
    if wants("keys") {
        keystrokes(5_000, 16.0).await;
        keystrokes(50_000, 50.0).await;
    }
    if wants("import") {
        import_of_many(5_000).await;
    }
}

/// Roster with 5,000 accounts on this computer, against an app with nothing in it.
async fn start_and_memory() {
    let app = program("ROSTER_APP");
    let empty = program("ROSTER_EMPTY");
    let (desktop, server) = connected(5_000).await;

    let mut moments: [Vec<f64>; 5] = Default::default();
    for _ in 0..ROUNDS {
        let opening = Window::open(&desktop, Launch::plain());
        let (window, seen) = tokio::join!(opening, desktop.window_seen_at("Roster"));
        // The interface marks the moments itself.
        let marks = window.client().execute_async(LIST_PAINTED, Vec::new()).await;
        let marks: Vec<f64> = serde_json::from_value(marks.expect("the page tells its times"))
            .expect("they are times");
        for (moment, mark) in moments.iter_mut().zip(marks) {
            moment.push(mark - seen);
        }
        window.quit(&desktop).await;
    }
    let [begun, read, answered, drawn, painted] = moments.map(median);
    println!(
        "list shown from the cache, after the window: {painted:.0} ms (median of {ROUNDS}, 5,000 accounts; goal 300)"
    );
    println!(
        "  of which: until the web view begins with the page {begun:.0}, script {:.0}, waiting for answers {:.0}, drawing {:.0}, layout and painting {:.0}",
        read - begun,
        answered - read,
        drawn - answered,
        painted - drawn
    );

    let roster = measured(&desktop, &app, "Roster").await;
    let nothing = measured(&desktop, &empty, "Empty").await;
    println!(
        "start to window: Roster {:.0} ms, empty app {:.0} ms, × {:.2} (goal 1.3)",
        roster.start,
        nothing.start,
        roster.start / nothing.start
    );
    println!(
        "memory of all processes: Roster {:.0} MiB, empty app {:.0} MiB, × {:.2} (goal 1.3)",
        roster.memory,
        nothing.memory,
        roster.memory / nothing.memory
    );
    server.stop().await;
}

/// In milliseconds since 1970: when the page began, its script was read, the answers were there, the
/// rows were drawn, and when they were on the screen. The web view itself says when it first painted
/// something; where the rows were drawn only after that, the interface's own mark counts.
const LIST_PAINTED: &str = "
const done = arguments[arguments.length - 1];
const marks = ['interface', 'answered', 'list-drawn', 'list-painted'];
const time = (mark) => performance.getEntriesByName(mark)[0]?.startTime;
const look = () => {
  const row = document.querySelector('[role=grid] [role=rowheader]');
  const [read, answered, drawn, marked] = marks.map(time);
  if (!row || marked === undefined) return requestAnimationFrame(look);
  const first = time('first-contentful-paint');
  const painted = first > drawn ? first : marked;
  done([0, read, answered, drawn, painted].map((it) => performance.timeOrigin + it));
};
look();
";

struct Measured {
    /// Milliseconds from starting the program to its window being on the screen.
    start: f64,
    /// MiB of all its processes, shared pages counted once.
    memory: f64,
}

async fn measured(desktop: &Desktop, program: &Path, title: &str) -> Measured {
    let (mut starts, mut memories) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let started = Started::program(desktop, program, title).await;
        let seen = started.window_seen(desktop, title).await;
        if round == 0 {
            // The first start reads the program from the disk.
            continue;
        }
        starts.push(milliseconds(seen));
        if round <= 3 {
            let kibibytes = u32::try_from(started.settled_memory().await).unwrap_or(u32::MAX);
            memories.push(f64::from(kibibytes) / 1024.0);
        }
    }
    Measured { start: median(starts), memory: median(memories) }
}

/// From a key going down to the rows that it changed being painted.
async fn keystrokes(accounts: u32, goal: f64) {
    let (desktop, server) = connected(accounts).await;
    let window = Window::open(&desktop, Launch::plain()).await;
    window.find("row", "*").await;
    settled_list(&window).await;
    window.click("textbox", "Search*").await;
    window.run(WATCH, Vec::new()).await;
    for word in TYPED {
        for letter in word.chars() {
            window.press(&letter.to_string()).await;
            window.client().execute_async(REST, Vec::new()).await.expect("the page comes to rest");
        }
        window.fill("textbox", "Search*", "").await;
        window.client().execute_async(REST, Vec::new()).await.expect("the page comes to rest");
    }
    let times = window.run("return window.rosterBench.times", Vec::new()).await;
    let mut times: Vec<f64> =
        times.as_array().expect("times are a list").iter().filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "keystroke to painted rows, {accounts} accounts: p50 {:.1} ms, p95 {:.1} ms, most {:.1} ms of {} keys (goal p95 {goal:.0})",
        share(&times, 50),
        share(&times, 95),
        share(&times, 100),
        times.len()
    );
    window.quit(&desktop).await;
    server.stop().await;
}

/// Notes for each key how long it took until the last change of the rows that it caused was
/// painted. A frame begins with `requestAnimationFrame`; a message sent there arrives after it
/// was painted.
const WATCH: &str = "
const bench = (window.rosterBench = { times: [], key: null, last: null });
const grid = document.querySelector('[role=grid]');
const painted = new MessageChannel();
painted.port1.onmessage = () => { if (bench.key !== null) bench.last = performance.now(); };
document.addEventListener('keydown', (event) => { bench.key = event.timeStamp; bench.last = null; }, true);
new MutationObserver(() => requestAnimationFrame(() => painted.port2.postMessage(0)))
  .observe(grid, { subtree: true, childList: true, characterData: true, attributes: true });
return true;
";

/// Waits until nothing changed for a quarter of a second, then writes the time down.
const REST: &str = "
const done = arguments[arguments.length - 1];
const bench = window.rosterBench;
const asked = performance.now();
const look = () => {
  const since = performance.now() - Math.max(bench.last ?? asked, asked);
  if (since < 250) return setTimeout(look, 20);
  if (bench.last !== null) bench.times.push(bench.last - bench.key);
  bench.key = bench.last = null;
  done(true);
};
look();
";

/// From a file being chosen to its rows, all of them checked, being painted. What a person takes
/// to look at the columns in between is not counted: the clock stops when they are painted and
/// goes on with the click that leads to the rows.
async fn import_of_many(rows: u32) {
    let (desktop, server) = connected(5_000).await;
    let file = desktop.documents().join("many schools.csv");
    let line = |row: u32| {
        let wrong = if row.is_multiple_of(50) { "@" } else { "" };
        format!(
            "School {row},Ann Alder {row},head@{wrong}school-{row}.example,+49 30 {row},00{row}\n"
        )
    };
    let lines: Vec<String> = (1..=rows).map(line).collect();
    let head = "Account name,Administrator name,E-mail,Phone,Reference ID\n";
    let text = [head.to_owned(), lines.concat()].concat();
    std::fs::write(&file, text).expect("the file can be made");
    let window = Window::open(&desktop, Launch::plain()).await;
    window.find("row", "*").await;
    settled_list(&window).await;
    let (mut reading, mut reviewing, mut together) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        window.click("button", "Import…").await;
        window.run(WATCH_IMPORT, Vec::new()).await;
        window.click("button", "Choose a file…").await;
        desktop.opens_file(&file).await;
        window.click("button", "Review*").await;
        let times = window
            .client()
            .execute_async(IMPORT_PAINTED, Vec::new())
            .await
            .expect("the page tells its times");
        let time = |name: &str| times[name].as_f64().expect("the page measured it");
        reading.push(time("read"));
        reviewing.push(time("reviewed"));
        together.push(time("read") + time("reviewed"));
        window.click("button", "Back to accounts").await;
        window.find("grid", "*").await;
    }
    println!(
        "import of {rows} rows, checked and shown: {:.0} ms (median of {ROUNDS}; file chosen to columns {:.0}, click to first row {:.0}; goal 2000)",
        median(together),
        median(reading),
        median(reviewing)
    );
    window.quit(&desktop).await;
    server.stop().await;
}

/// Notes when a file begins to be read, when its columns are painted, when the person goes on, and
/// when the first row is painted.
const WATCH_IMPORT: &str = "
const bench = (window.rosterImport = { begun: null, columns: null, click: null, rows: null });
const painted = (name) => {
  bench[name] = 0;
  const frame = new MessageChannel();
  frame.port1.onmessage = () => { bench[name] = performance.now(); };
  requestAnimationFrame(() => frame.port2.postMessage(0));
};
const look = () => {
  if (bench.begun === null && document.querySelector('.file-reading')) bench.begun = performance.now();
  if (bench.columns === null && document.querySelector('.match-row')) painted('columns');
  if (bench.rows === null && document.querySelector('.review-grid .item [data-column] bdi')) {
    painted('rows');
    watch.disconnect();
  }
};
const watch = new MutationObserver(look);
watch.observe(document.body, { subtree: true, childList: true, characterData: true });
document.addEventListener('click', (event) => {
  if (event.target.closest('.foot .primary')) bench.click = event.timeStamp;
}, true);
return true;
";

/// Waits for the first row.
const IMPORT_PAINTED: &str = "
const done = arguments[arguments.length - 1];
const bench = window.rosterImport;
const look = () => {
  if (bench.rows) done({ read: bench.columns - bench.begun, reviewed: bench.rows - bench.click });
  else setTimeout(look, 20);
};
look();
";

/// A desktop on which Roster was connected once and has its list.
async fn connected(accounts: u32) -> (Desktop, Simulator) {
    let server = Simulator::start(Options::reseller(accounts)).await.expect("it starts");
    let mut desktop = Desktop::open(PasswordStore::Unlocked).await;
    desktop.emulate_no_card();
    let window = Window::open(&desktop, Launch::plain()).await;
    let credentials = server.credentials();
    window.click("button", "Connect a Kaltura account*").await;
    window.choose("Server", "Another server").await;
    window.fill("textbox", "Server address", server.base_url()).await;
    window.click("radio", "Admin secret*").await;
    window.fill("textbox", "Partner ID*", &credentials.parent_id.to_string()).await;
    window.fill("textbox", "Admin secret", &credentials.admin_secret).await;
    window.fill("textbox", "Your e-mail", &credentials.user_email).await;
    window.click("button", "Check*").await;
    window.sees("Signed in as").await;
    window.click("button", "Connect").await;
    window.find("grid", "*").await;
    settled_list(&window).await;
    window.quit(&desktop).await;
    (desktop, server)
}

/// Waits until the list is complete.
async fn settled_list(window: &Window) {
    let complete = until_for(Duration::from_mins(10), async || {
        window.text().await.contains("Updated").then_some(())
    });
    complete.await.expect("the list is complete in the end");
}

fn program(name: &str) -> PathBuf {
    std::env::var_os(name).map(PathBuf::from).expect("`cargo xtask bench` names the programs")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    share(&times, 50)
}

/// The value that `percent` of the sorted values do not exceed.
fn share(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
