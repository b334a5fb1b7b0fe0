//! WebKitWebDriver: starting it, and through it the app. One driver and one session a launch.
//! What is done in the window is in `window.rs`.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use tokio::time::timeout;

use crate::desktop::Desktop;
use crate::patience::until;
use crate::process::Group;

/// How long the app may take to open on a busy machine.
const OPENING: Duration = Duration::from_mins(1);

/// A running driver with the app below it, both in one process group.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) client: Client,
    pub(crate) group: Group,
}

impl Driver {
    /// Starts the program `app` on the desktop and waits for its page.
    pub(crate) async fn start(
        desktop: &Desktop,
        app: &Path,
        arguments: &[String],
        environment: &[(String, String)],
    ) -> Self {
        // Another program may take the port between looking and listening; then the next is tried.
        for _ in 0..5 {
            let port = free_port();
            let mut command = desktop.command("WebKitWebDriver");
            command
                .arg(format!("--port={port}"))
                .env("TAURI_AUTOMATION", "true")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .envs(environment.iter().cloned());
            desktop.without_graphics_card(&mut command);
            let mut group = Group::start(&mut command, &desktop.log(&format!("app-{port}.txt")));
            if !group.listens_on(port).await {
                continue;
            }
            let mut wanted = Capabilities::new();
            wanted.insert(
                "webkitgtk:browserOptions".to_owned(),
                json!({ "binary": app, "args": arguments }),
            );
            let address = format!("http://127.0.0.1:{port}");
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let connecting = builder.capabilities(wanted).connect(&address);
            // The driver waits for ever for an app that left at once.
            let problem = match timeout(OPENING, connecting).await {
                Ok(Ok(client)) => return Self { client, group },
                Ok(Err(error)) => error.to_string(),
                Err(late) => late.to_string(),
            };
            panic!("the app does not open ({problem}). It printed:\n{}", group.printed())
        }
        panic!("WebKitWebDriver does not listen")
    }
}

impl Group {
    /// Waits until somebody listens on the port; `false` when this program ended instead.
    async fn listens_on(&mut self, port: u16) -> bool {
        enum End {
            Listens,
            Gone,
        }
        let end = until(async || {
            if self.has_ended() {
                Some(End::Gone)
            } else {
                TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok().then_some(End::Listens)
            }
        })
        .await;
        matches!(end, Some(End::Listens))
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a listener has an address").port()
}
