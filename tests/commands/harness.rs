//! The app without a window, connected to a simulator of its own.

use reseller::{EventSink, InMemorySecrets, Network, Reseller, Setup, SystemClock};
use serde_json::{Value, json};
use simulator::Simulator;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response};
use tauri::webview::InvokeRequest;
use tauri::{App, Listener, WebviewWindow, WebviewWindowBuilder};

/// An app in a folder of its own.
pub(crate) struct TestApp {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    events: Mutex<mpsc::Receiver<reseller::Event>>,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) simulator: Simulator,
}

struct Sink(Mutex<mpsc::Sender<reseller::Event>>);

impl EventSink for Sink {
    fn tell(&self, event: reseller::Event) {
        let _ = self.0.lock().unwrap().send(event);
    }
}

impl TestApp {
    /// Starts a simulator and an app that knows nothing yet.
    pub(crate) fn start() -> Self {
        let starting = Simulator::start(simulator::Options::reseller(60));
        let simulator = tauri::async_runtime::block_on(starting).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (sender, events) = mpsc::channel();
        let (reseller, notices) = Reseller::open(Setup {
            data_dir: folder.path().to_owned(),
            secrets: Arc::new(InMemorySecrets::default()),
            clock: Arc::new(SystemClock),
            events: Arc::new(Sink(Mutex::new(sender))),
            language: reseller::Language::default(),
            network: Network::default(),
        })
        .unwrap();
        assert!(notices.is_empty(), "a fresh folder has nothing to report: {notices:?}");
        let app = roster_lib::mock_app(reseller).unwrap();
        let window =
            WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().unwrap();
        Self { app, window, events: Mutex::new(events), folder, simulator }
    }

    /// Calls a command as the interface does.
    pub(crate) fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize().unwrap())
    }

    /// Does as if the person had chosen a file in the dialog for opening one.
    pub(crate) fn choose_to_open(&self, path: &Path) {
        roster_lib::choose_to_open(&self.app, path.to_owned());
    }

    /// Does as if the person had chosen a file in the dialog for saving one.
    pub(crate) fn choose_to_save(&self, path: &Path) {
        roster_lib::choose_to_save(&self.app, path.to_owned());
    }

    /// Does as if the person had let go of files over the window. Gives what the interface is
    /// told of it.
    pub(crate) fn drop_files(&self, paths: &[&Path]) -> Value {
        let (sender, told) = mpsc::channel();
        let listening = self.app.listen_any("file-dragged", move |event| {
            let _ = sender.send(serde_json::from_str(event.payload()).unwrap());
        });
        roster_lib::drop_files(&self.app, paths.iter().map(|path| (*path).to_owned()).collect());
        let told = told.recv_timeout(std::time::Duration::from_mins(1)).unwrap();
        self.app.unlisten(listening);
        told
    }

    /// Connects with the admin secret, and waits until all accounts are here.
    pub(crate) fn connect(&self) {
        let credentials = self.simulator.credentials();
        let request = json!({
            "server": self.simulator.base_url(),
            "parentId": credentials.parent_id,
            "method": {
                "kind": "adminSecret",
                "secret": credentials.admin_secret,
                "person": credentials.user_email,
            },
            "connection": null,
        });
        let outcome = self.call("begin_sign_in", json!({ "request": request })).unwrap();
        assert_eq!(outcome["kind"], "signedIn", "{outcome}");
        let decision = json!({
            "signIn": outcome["report"]["signIn"],
            "name": "Test",
            "color": "teal",
            "readOnly": false,
            "keep": "untilQuit",
        });
        self.call("keep_sign_in", json!({ "decision": decision })).unwrap();
        self.wait_for(|event| {
            matches!(event, reseller::Event::ConnectionChanged(it)
                if it.status.refreshed_at.is_some() && it.status.refreshing.is_none())
        });
    }

    /// Waits for an event that fits; a minute is more than enough for any.
    pub(crate) fn wait_for(&self, fits: impl Fn(&reseller::Event) -> bool) -> reseller::Event {
        let events = self.events.lock().unwrap();
        loop {
            let event = events.recv_timeout(std::time::Duration::from_mins(1)).unwrap();
            if fits(&event) {
                return event;
            }
        }
    }
}

/// A query for everything that is not removed or deleted.
pub(crate) fn query(text: &str) -> Value {
    json!({
        "text": text,
        "statuses": ["active", "blocked", "readOnly"],
        "createdFrom": null,
        "createdTo": null,
        "templates": "all",
        "label": null,
        "onlyChanged": false,
        "sort": { "column": "createdAt", "descending": true },
    })
}
