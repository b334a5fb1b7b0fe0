//! Sample data: a Kaltura server inside the app, so that everything can be tried without an
//! account. It is reached over the network like any other server, on this computer only.

use crate::shell::Shell;
use reseller::connection::{ConnectionSummary, SampleServer};
use reseller::shell_problems::ShellProblem;
use reseller::{AccountId, Result};
use simulator::{Options, Simulator, WorldKind};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Mutex;

/// The server, once somebody asked for it.
#[derive(Default)]
pub(crate) struct SampleData(Mutex<Option<Simulator>>);

impl SampleData {
    /// Starts the server when it is not running, and opens the sample connection.
    pub(crate) async fn open<R: Runtime>(
        &self,
        app: &AppHandle<R>,
        shell: &Shell,
    ) -> Result<ConnectionSummary> {
        let failed = |cause: String| shell.problem(ShellProblem::SampleDataUnavailable, &cause);
        let reseller = shell.reseller()?;
        let mut running = self.0.lock().await;
        if running.is_none() {
            let folder = app.path().app_data_dir().map_err(|cause| failed(cause.to_string()))?;
            // What is done to the sample accounts is found again after a restart.
            let options = Options {
                world: WorldKind::Reseller,
                journal: Some(folder.join("sample-data.jsonl")),
                ..Options::default()
            };
            let started = Simulator::start(options).await;
            *running = Some(started.map_err(|cause| failed(cause.to_string()))?);
        }
        let Some(server) = running.as_ref() else { return Err(failed(String::new())) };
        reseller.open_sample(sample_server(server)).await
    }
}

fn sample_server(server: &Simulator) -> SampleServer {
    let credentials = server.credentials();
    SampleServer {
        base_url: server.base_url().to_owned(),
        parent_id: AccountId(credentials.parent_id),
        admin_secret: credentials.admin_secret.clone().into(),
        person: credentials.user_email.clone(),
    }
}
