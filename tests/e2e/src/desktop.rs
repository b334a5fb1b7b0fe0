//! A desktop for one test alone: display, window manager, session bus, and a home folder
//! that starts empty. The password store is in `keyring.rs`. Tests run side by side because they share none of it.
//! The app itself is started in `window.rs`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::patience::{until, until_for};
use crate::process::Group;

/// The titles of GTK's dialogs for files.
const OPENING: &str = "Open File";
const SAVING: &str = "Save File";

/// How long GTK may take to act on a key.
const BETWEEN_RETURNS: Duration = Duration::from_secs(2);

/// What keeps passwords on this desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordStore {
    /// GNOME Keyring, unlocked, as after logging in.
    Unlocked,
    /// GNOME Keyring, locked, with nobody there to answer its prompt.
    Locked,
    /// None at all, as on a bare window manager.
    Missing,
}

/// The private desktop. Everything ends when it is dropped.
#[derive(Debug)]
pub struct Desktop {
    // Dropped in this order: programs first, the folder that they write into last.
    keyring: Option<Group>,
    _manager: Group,
    _bus: Group,
    _screen: Group,
    display: String,
    bus_address: String,
    emulates_card: bool,
    folder: TempDir,
}

impl Desktop {
    /// A desktop of 1280 × 800 with room for the window's frame.
    pub async fn open(store: PasswordStore) -> Self {
        let folder = TempDir::with_prefix("roster-e2e-").expect("a temporary folder can be made");
        for name in ["home", "runtime", "config", "data", "cache", "logs"] {
            fs::create_dir(folder.path().join(name)).expect("a folder can be made");
        }
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder.path().join("runtime"), private).expect("it is our own folder");

        let (screen, number) = start_screen(folder.path());
        let display = format!(":{number}");
        let (bus, bus_address) = start_bus(folder.path());
        let manager = Group::start(
            Command::new("openbox")
                .env("DISPLAY", &display)
                .env("HOME", folder.path().join("home")),
            &folder.path().join("logs/openbox.txt"),
        );
        let mut desktop = Self {
            keyring: None,
            _manager: manager,
            _bus: bus,
            _screen: screen,
            display,
            bus_address,
            emulates_card: true,
            folder,
        };
        desktop.managed().await;
        match store {
            PasswordStore::Unlocked => desktop.start_keyring().await,
            PasswordStore::Locked => {
                desktop.start_keyring().await;
                desktop.lock_keyring().await;
            }
            PasswordStore::Missing => {}
        }
        desktop
    }

    /// The address of the session bus.
    pub(crate) fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// Keeps the password store running until another takes its place.
    pub(crate) fn keep_running(&mut self, keyring: Option<Group>) {
        self.keyring = keyring;
    }

    /// Until the window manager has taken over the screen.
    async fn managed(&self) {
        until(async || self.xdotool(&["get_num_desktops"]).then_some(()))
            .await
            .expect("the window manager is there");
    }

    /// Presses keys in the window of that title as the person at the keyboard would, above the
    /// web view: for the window's own keys and for dialogs of the system.
    pub async fn press_keys(&self, title: &str, keys: &str) {
        let pressed = until(async || self.press_now(title, keys).then_some(())).await;
        assert!(pressed.is_some(), "there is no window “{title}” to press {keys} in");
    }

    /// Presses them if the window is there.
    fn press_now(&self, title: &str, keys: &str) -> bool {
        let name = format!("^{title}$");
        // Activating waits until the window manager has given the window the focus.
        self.xdotool(&["search", "--onlyvisible", "--name", &name, "windowactivate", "--sync"])
            // A call of its own: after a search the keys would go to the window itself, past the
            // window manager.
            && self.xdotool(&["key", "--clearmodifiers", keys])
    }

    /// Answers the system's own dialog for opening a file: types where the file is and confirms.
    pub async fn opens_file(&self, path: &Path) {
        // GTK shows files used lately; this opens the line in which a path can be typed.
        self.press_keys(OPENING, "ctrl+l").await;
        self.enter_path(OPENING, path).await;
    }

    /// Answers the system's own dialog for saving a file: types where it goes and confirms.
    pub async fn saves_file(&self, path: &Path) {
        // The suggested name makes room.
        self.press_keys(SAVING, "ctrl+a").await;
        self.enter_path(SAVING, path).await;
    }

    async fn enter_path(&self, dialog: &str, path: &Path) {
        let path = path.to_str().expect("the path of a test is plain text");
        assert!(self.xdotool(&["type", "--clearmodifiers", "--delay", "3", path]));
        // GTK looks for what is typed on the disk, in its own time, and takes no Return before
        // it knows. Nothing shows from outside that it does.
        let closed = until(async || {
            self.press_now(dialog, "Return");
            until_for(BETWEEN_RETURNS, async || (!self.shows_window(dialog)).then_some(())).await
        });
        assert!(closed.await.is_some(), "the dialog “{dialog}” did not take {path}");
    }

    /// A folder on this desktop for what a person saves.
    #[must_use]
    pub fn documents(&self) -> PathBuf {
        let documents = self.folder.path().join("home/Documents");
        std::fs::create_dir_all(&documents).expect("the folder can be made");
        documents
    }

    /// Whether a window of this title can be seen.
    pub(crate) fn shows_window(&self, title: &str) -> bool {
        self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")])
    }

    fn xdotool(&self, arguments: &[&str]) -> bool {
        let output = self.command("xdotool").args(arguments).output();
        output.expect("xdotool is installed").status.success()
    }

    /// Programs draw as they would on a computer without a graphics card, rather than through an
    /// emulated one. The driver takes no pictures of them then.
    pub fn emulate_no_card(&mut self) {
        self.emulates_card = false;
    }

    /// There is no graphics card below Xvfb; the web view must not look for one.
    pub(crate) fn without_graphics_card(&self, command: &mut Command) {
        // Not WEBKIT_DISABLE_DMABUF_RENDERER: with it the driver waits for ever for a picture.
        if self.emulates_card {
            command.env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
        command.env("NO_AT_BRIDGE", "1");
    }

    /// A command that runs on this desktop and touches nothing of the real one.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let folder = self.folder.path();
        command
            .env("HOME", folder.join("home"))
            .env("XDG_RUNTIME_DIR", folder.join("runtime"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .env("XDG_STATE_HOME", folder.join("state"))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .env("DISPLAY", &self.display)
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            // What GTK's dialogs remember of themselves goes nowhere.
            .env("GSETTINGS_BACKEND", "memory")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// The folder in which Roster keeps its data on this desktop.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data/app.roster.desktop")
    }

    /// The folder in which Roster keeps its preferences on this desktop.
    #[must_use]
    pub fn config_folder(&self) -> PathBuf {
        self.folder.path().join("config/app.roster.desktop")
    }

    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join("logs").join(name)
    }
}

/// Xvfb finds a free number itself and prints it, so that any number of tests can start at once.
fn start_screen(folder: &Path) -> (Group, String) {
    let (screen, number) = Group::start_and_read(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .args(["-dpi", "96", "-noreset"]),
        &folder.join("logs/xvfb.txt"),
    );
    assert!(!number.is_empty(), "Xvfb did not start: {}", screen.printed());
    (screen, number)
}

/// A session bus that starts nothing by itself. A usual one would start a password store as
/// soon as somebody asks for it, and a test without one could not be.
fn start_bus(folder: &Path) -> (Group, String) {
    let config = folder.join("bus.conf");
    let socket = folder.join("bus");
    let text = format!(
        "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
         <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
        socket.display()
    );
    fs::write(&config, text).expect("the folder takes files");
    let (bus, address) = Group::start_and_read(
        Command::new("dbus-daemon")
            .args(["--nofork", "--print-address=1"])
            .arg(format!("--config-file={}", config.display())),
        &folder.join("logs/bus.txt"),
    );
    assert!(!address.is_empty(), "the session bus did not start: {}", bus.printed());
    (bus, address)
}
