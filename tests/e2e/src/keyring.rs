//! GNOME Keyring on a private desktop: starting it, locking and unlocking it while it runs, and
//! looking into it from outside with libsecret's own tool.

use std::collections::HashMap;
use std::io::Write;
use std::process::Stdio;

use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::desktop::Desktop;
use crate::patience::until;
use crate::process::Group;

/// Under this name Roster's items stand in the keyring.
const SERVICE: &str = "app.roster.desktop";

/// The password of the test's keyring. It guards nothing.
const PASSWORD: &str = "test-only";

const SECRETS: &str = "org.freedesktop.secrets";
const SECRETS_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const LOGIN_KEYRING: &str = "/org/freedesktop/secrets/collection/login";

/// GNOME's own way to unlock without a prompt; its login screen uses it. The name is GNOME's.
const UNLOCKING_INTERFACE: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";

impl Desktop {
    /// Starts GNOME Keyring, unlocked, as logging in does.
    pub async fn start_keyring(&mut self) {
        self.stop_keyring().await;
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets", "--unlock"]);
        let started =
            Group::start_with_input(&mut command, PASSWORD, &self.log("gnome-keyring.txt"));
        self.keep_running(Some(started));
        until(async || self.has_secret_service().await.then_some(()))
            .await
            .expect("GNOME Keyring answers on the session bus");
    }

    /// Ends GNOME Keyring.
    pub async fn stop_keyring(&mut self) {
        self.keep_running(None);
        until(async || (!self.has_secret_service().await).then_some(()))
            .await
            .expect("a stopped keyring leaves the bus");
    }

    /// Locks the running keyring, as going to sleep may.
    pub async fn lock_keyring(&self) {
        let login = ObjectPath::from_static_str_unchecked(LOGIN_KEYRING);
        let answer: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.ask_keyring(SERVICE_INTERFACE, "Lock", &(vec![login],)).await;
        assert_eq!(answer.0.len(), 1, "the keyring locks without asking");
    }

    /// Unlocks the running keyring, as typing its password into the system's prompt does.
    pub async fn unlock_keyring(&self) {
        let bus = self.bus().await;
        let opened = bus
            .call_method(
                Some(SECRETS),
                SECRETS_PATH,
                Some(SERVICE_INTERFACE),
                "OpenSession",
                &("plain", Value::from("")),
            )
            .await
            .expect("the keyring opens a session");
        let (_, session): (OwnedValue, OwnedObjectPath) =
            opened.body().deserialize().expect("a session has a path");
        let login = ObjectPath::from_static_str_unchecked(LOGIN_KEYRING);
        let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes().to_vec(), "text/plain");
        bus.call_method(
            Some(SECRETS),
            SECRETS_PATH,
            Some(UNLOCKING_INTERFACE),
            "UnlockWithMasterPassword",
            &(login, secret),
        )
        .await
        .expect("the keyring unlocks");
    }

    /// How many items of Roster the keyring holds.
    pub async fn count_secrets(&self) -> usize {
        let attributes = HashMap::from([("service", SERVICE)]);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.ask_keyring(SERVICE_INTERFACE, "SearchItems", &(attributes,)).await;
        open.len() + locked.len()
    }

    /// Puts an item like Roster's into the keyring from outside.
    pub fn keep_secret(&self, secret: &str) {
        let label = "--label=made by a test";
        self.secret_tool(&["store", label, "service", SERVICE, "username", secret], secret);
    }

    /// Whether the words of Roster's items can be read just so, without a password.
    #[must_use]
    pub fn reads_secrets(&self) -> bool {
        !self.secret_tool(&["lookup", "service", SERVICE], "").is_empty()
    }

    fn secret_tool(&self, arguments: &[&str], input: &str) -> String {
        let mut child = self
            .command("secret-tool")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("secret-tool is installed");
        let mut stdin = child.stdin.take().expect("the input is piped");
        stdin.write_all(input.as_bytes()).expect("secret-tool takes its input");
        drop(stdin);
        let output = child.wait_with_output().expect("secret-tool ends");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    async fn ask_keyring<A, B>(&self, interface: &str, method: &str, body: &B) -> A
    where
        A: for<'de> serde::Deserialize<'de> + zbus::zvariant::Type,
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let bus = self.bus().await;
        let answer = bus
            .call_method(Some(SECRETS), SECRETS_PATH, Some(interface), method, body)
            .await
            .unwrap_or_else(|error| panic!("the keyring refuses {method}: {error}"));
        answer.body().deserialize().expect("the keyring answers as it is specified")
    }

    async fn has_secret_service(&self) -> bool {
        self.knows(SECRETS).await
    }

    /// Whether a program of this name is on the session bus.
    pub(crate) async fn knows(&self, name: &'static str) -> bool {
        let bus = self.bus().await;
        let proxy = zbus::fdo::DBusProxy::new(&bus).await.expect("a bus knows its names");
        let name = zbus::names::BusName::from_static_str(name).expect("it is a name");
        proxy.name_has_owner(name).await.expect("a bus knows its names")
    }

    async fn bus(&self) -> zbus::Connection {
        zbus::connection::Builder::address(self.bus_address())
            .expect("the address of the bus is one")
            .build()
            .await
            .expect("the session bus accepts connections")
    }
}
