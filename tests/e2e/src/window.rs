//! The app's window, with a person's verbs: find by role and name, click, type, see.
//! Every verb waits until what it needs is there, and ends the test, telling what was on the
//! screen instead, when it does not come.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::elements::ElementRef;
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::driver::Driver;
use crate::patience::{until, until_for};

/// An element of the page.
pub type Element = fantoccini::elements::Element;

/// What a running Roster is called on the session bus.
const RUNNING_ROSTER: &str = "app.roster.desktop.SingleInstance";

/// For what many accounts or a slow server take.
const MINUTES: Duration = Duration::from_mins(3);

/// Control and A, and Delete, as WebDriver writes keys that write nothing.
const SELECT_ALL: &str = "\u{e009}a";
const DELETE: &str = "\u{e017}";

/// Waits until the page was drawn as it is now.
const TWO_FRAMES: &str = "const done = arguments[arguments.length - 1]; \
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";

/// Goes before every script: how elements are found.
const PAGE: &str = include_str!("page.js");

/// How the app is started.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    program: Option<PathBuf>,
}

impl Launch {
    /// As by a click on its icon.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }

    /// With an argument more.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// With a variable more in its environment.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another program in Roster's place.
    #[must_use]
    pub fn program(mut self, program: &Path) -> Self {
        self.program = Some(program.to_path_buf());
        self
    }
}

/// Roster's program: the one named by `ROSTER_APP`, or else the one that cargo built into the
/// folder in which this program lies.
#[must_use]
fn roster() -> PathBuf {
    if let Some(path) = std::env::var_os("ROSTER_APP") {
        return fs::canonicalize(path).expect("ROSTER_APP names a program");
    }
    let own = std::env::current_exe().expect("a program knows where it lies");
    let built =
        own.ancestors().skip(1).map(|folder| folder.join("roster")).find(|path| path.is_file());
    built.expect("build the app first: cargo build --package roster")
}

/// An open window of the app.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
}

impl Window {
    /// Starts the app and waits for its page.
    pub async fn open(desktop: &Desktop, launch: Launch) -> Self {
        let program = launch.program.unwrap_or_else(roster);
        let driver = Driver::start(desktop, &program, &launch.arguments, &launch.environment).await;
        Self { driver }
    }

    /// The WebDriver session, for what the verbs do not cover.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.driver.client
    }

    /// The visible element of that role and name in what lies in front: the open dialog, or the
    /// page. `*` at an end of the name stands for anything.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let found = until(async || self.look_for(role, name, "true").await).await;
        match found {
            Some(element) => element,
            None => self.give_up(&format!("no {role} “{name}”")).await,
        }
    }

    /// The same for what takes longer than a person would wait idly.
    pub async fn find_within_minutes(&self, role: &str, name: &str) -> Element {
        let found = until_for(MINUTES, async || self.look_for(role, name, "true").await).await;
        match found {
            Some(element) => element,
            None => self.give_up(&format!("no {role} “{name}”")).await,
        }
    }

    /// Whether there is such an element right now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.look_for(role, name, "true").await.is_some()
    }

    /// How many such elements there are right now.
    pub async fn count(&self, role: &str, name: &str) -> u64 {
        self.run("return findAll(...arguments).length", vec![json!(role), json!(name)])
            .await
            .as_u64()
            .unwrap_or_default()
    }

    /// Waits until no such element is there any more.
    pub async fn has_no(&self, role: &str, name: &str) {
        let gone = until(async || (!self.has(role, name).await).then_some(())).await;
        if gone.is_none() {
            self.give_up(&format!("there still is a {role} “{name}”")).await;
        }
    }

    /// Clicks it, as soon as it can be clicked.
    pub async fn click(&self, role: &str, name: &str) {
        let mut hindrance = "it cannot be used".to_owned();
        let clicked = until(async || {
            let element =
                self.look_for(role, name, "canAct(element) && awaitClick(element)").await?;
            element.click().await.map_err(|error| hindrance = error.to_string()).ok()?;
            // On a busy machine the button under the pointer may move between press and release,
            // and then nothing was clicked.
            let arrived = self.run("return clickArrived()", Vec::new()).await;
            "the click did not arrive".clone_into(&mut hindrance);
            (arrived == Value::Bool(true)).then_some(())
        })
        .await;
        if clicked.is_none() {
            self.give_up(&format!("{role} “{name}” was not clicked: {hindrance}")).await;
        }
    }

    /// Waits until it is there and cannot be used.
    pub async fn find_off(&self, role: &str, name: &str) {
        let found = until(async || self.look_for(role, name, "!canAct(element)").await).await;
        if found.is_none() {
            self.give_up(&format!("no {role} “{name}” that is off")).await;
        }
    }

    /// Types into the field of that name, in place of what is there.
    pub async fn fill(&self, role: &str, name: &str, text: &str) {
        self.click(role, name).await;
        let field = self.find(role, name).await;
        // Control and A select everything, and the next key replaces it. They are a call of
        // their own, because the driver releases Control only at the end of a call.
        if text.chars().any(|letter| letter.len_utf16() > 1) {
            // The driver's keyboard has no emoji. A person has none either, and pastes them.
            self.press(SELECT_ALL).await;
            self.run("document.execCommand('insertText', false, arguments[0])", vec![json!(text)])
                .await;
            return;
        }
        let typed = if text.is_empty() { DELETE } else { text };
        for keys in [SELECT_ALL, typed] {
            if let Err(error) = field.send_keys(keys).await {
                self.give_up(&format!("{role} “{name}” takes no text: {error}")).await;
            }
        }
    }

    /// What stands in the field of that name.
    pub async fn value(&self, role: &str, name: &str) -> String {
        let field = self.find(role, name).await;
        let value = field.prop("value").await.expect("a field has a value");
        value.unwrap_or_default()
    }

    /// Chooses an option of a native list of choices by its words.
    pub async fn choose(&self, name: &str, option: &str) {
        let list = self.find("combobox", name).await;
        if let Err(error) = list.select_by_label(option).await {
            self.give_up(&format!("“{name}” has no “{option}”: {error}")).await;
        }
    }

    /// Presses keys where the focus is. WebDriver's own names for keys that write nothing are in
    /// `fantoccini::key::Key`.
    pub async fn press(&self, keys: &str) {
        let focused = self.client().active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("what has the focus takes keys");
    }

    /// Waits until these words are on the screen.
    pub async fn sees(&self, words: &str) {
        let seen = until(async || self.text().await.contains(words).then_some(())).await;
        if seen.is_none() {
            self.give_up(&format!("“{words}” is not on the screen")).await;
        }
    }

    /// Waits until these words are not on the screen any more.
    pub async fn no_longer_sees(&self, words: &str) {
        let gone = until(async || (!self.text().await.contains(words)).then_some(())).await;
        if gone.is_none() {
            self.give_up(&format!("“{words}” is still on the screen")).await;
        }
    }

    /// Everything that can be read on the screen now.
    pub async fn text(&self) -> String {
        let text = self.run("return textOnScreen()", Vec::new()).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script on the page, with the finders of `page.js` at hand.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        // While the page is being loaded there is nothing to run a script on.
        let answer = until(async || {
            self.client().execute(&format!("{PAGE}\n{script}"), arguments.clone()).await.ok()
        })
        .await;
        match answer {
            Some(value) => value,
            None => panic!("the page runs no scripts. {}", self.driver.group.printed()),
        }
    }

    async fn look_for(&self, role: &str, name: &str, condition: &str) -> Option<Element> {
        let script =
            format!("{PAGE}\nreturn findAll(...arguments).find((element) => {condition}) ?? null");
        let found = self.client().execute(&script, vec![json!(role), json!(name)]).await.ok()?;
        // WebDriver hands an element over as an object with its id under a fixed name.
        let id = found.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Element::from_element_id(self.client().clone(), ElementRef::from(id)))
    }

    /// Makes the page itself that large, in CSS pixels.
    pub async fn resize(&self, width: i64, height: i64) {
        let (mut outer_width, mut outer_height) = (width, height);
        let sized = until(async || {
            let inner = self.run("return [innerWidth, innerHeight]", Vec::new()).await;
            let (inner_width, inner_height) = (inner[0].as_i64()?, inner[1].as_i64()?);
            if (inner_width, inner_height) == (width, height) {
                return Some(());
            }
            // The driver sizes the window with its frame; how thick that is shows only after.
            self.set_outer_size(outer_width, outer_height).await;
            let inner = self.run("return [innerWidth, innerHeight]", Vec::new()).await;
            outer_width += width - inner[0].as_i64()?;
            outer_height += height - inner[1].as_i64()?;
            None
        })
        .await;
        if sized.is_none() {
            self.give_up(&format!("the page does not become {width} × {height}")).await;
        }
        // What is on the page has its new place only when it was drawn.
        let drawn = self.client().execute_async(TWO_FRAMES, Vec::new()).await;
        drawn.expect("the page draws itself");
    }

    async fn set_outer_size(&self, width: i64, height: i64) {
        let size = |length: i64| u32::try_from(length).unwrap_or_default();
        self.client()
            .set_window_size(size(width), size(height))
            .await
            .expect("the window takes a size");
    }

    /// Waits until nothing moves or fades any more, but for what moves for ever.
    pub async fn settles(&self) {
        // Two frames on, what was just changed has begun to move.
        let script = "const done = arguments[arguments.length - 1]; \
            const count = () => done(document.getAnimations().filter((one) => \
            one.playState === 'running' && \
            one.effect?.getComputedTiming().endTime !== Infinity).length); \
            requestAnimationFrame(() => requestAnimationFrame(count))";
        let moving =
            async || self.client().execute_async(script, Vec::new()).await.expect("the page tells");
        let still = until(async || (moving().await == 0).then_some(())).await;
        if still.is_none() {
            self.give_up("the page does not come to rest").await;
        }
    }

    /// A picture of the page, as PNG.
    pub async fn picture(&self, path: &Path) {
        let png = self.client().screenshot().await.expect("the driver takes a picture");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("the folder for pictures can be made");
        }
        fs::write(path, png).expect("the picture can be written");
    }

    /// Closes the window as its frame's button does, and waits until the app is gone.
    pub async fn quit(self, desktop: &Desktop) {
        let title = self.client().title().await.expect("the page has a title");
        desktop.press_keys(&title, "alt+F4").await;
        let gone = until(async || (!self.is_running()).then_some(())).await;
        if gone.is_none() {
            self.give_up("the app does not quit").await;
        }
    }

    /// Ends the app as a power cut would, and waits until it has left the session bus: one that
    /// is opened before would hand over to the one that dies.
    pub async fn crash(mut self, desktop: &Desktop) {
        self.driver.group.kill();
        let gone = until(async || (!desktop.knows(RUNNING_ROSTER).await).then_some(()));
        gone.await.expect("a killed app leaves the bus");
    }

    /// Whether the app still runs below its driver.
    #[must_use]
    pub fn is_running(&self) -> bool {
        let driver = self.driver.group.id();
        fs::read_to_string(format!("/proc/{driver}/task/{driver}/children"))
            .is_ok_and(|children| !children.trim().is_empty())
    }

    /// Ends the test, telling what there was on the screen.
    pub async fn give_up(&self, problem: &str) -> ! {
        let describe = format!("{PAGE}\nreturn describePage()");
        let page = match self.client().execute(&describe, Vec::new()).await {
            Ok(text) => text.as_str().unwrap_or_default().to_owned(),
            Err(error) => format!("nothing: {error}"),
        };
        if let Some(folder) = std::env::var_os("ROSTER_FAILURES") {
            let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
            self.picture(&PathBuf::from(folder).join(format!("{name}.png"))).await;
        }
        panic!("{problem}\n\nOn the screen:\n{page}\n\nPrinted:\n{}", self.driver.group.printed())
    }
}
