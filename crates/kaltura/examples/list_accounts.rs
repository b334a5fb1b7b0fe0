//! Lists every account below a parent account.
//!
//! Against the simulator, in two terminals:
//!
//! ```text
//! cargo run -p simulator -- --world reseller --port 8899
//! KALTURA_ADMIN_SECRET=… cargo run -p kaltura --example list_accounts -- http://127.0.0.1:8899 <parent id>
//! ```
//!
//! The simulator prints the parent's id and admin secret when it starts.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use futures::TryStreamExt;
use kaltura::actions::partner::PartnerFilter;
use kaltura::{
    AdminSecret, Client, Endpoint, LoadOptions, Options, PartnerId, SessionSource, all_partners,
};

#[expect(clippy::print_stderr, reason = "a program for the terminal")]
#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, parent] = arguments.as_slice() else {
        eprintln!("usage: list_accounts SERVER PARENT_ID   (secret in KALTURA_ADMIN_SECRET)");
        return ExitCode::from(2);
    };
    match list(server, parent).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
async fn list(server: &str, parent: &str) -> Result<(), Box<dyn Error>> {
    let endpoint: Endpoint = server.parse()?;
    let parent = PartnerId::new(parent.parse()?);
    let client = Client::new(endpoint, Options::default())?;
    let session = client.session(SessionSource::AdminSecret {
        partner_id: parent,
        secret: AdminSecret::new(env::var("KALTURA_ADMIN_SECRET")?),
        user_id: "list_accounts".to_owned(),
        privileges: String::new(),
    });

    let filter = PartnerFilter::default();
    let mut pages = Box::pin(all_partners(&client, &session, filter, LoadOptions::default()));
    while let Some(page) = pages.try_next().await? {
        eprintln!("{} of {}", page.loaded, page.total);
        for account in page.partners.iter().filter(|account| account.id != parent) {
            println!("{}\t{:?}\t{}", account.id, account.status, account.name);
        }
    }
    session.end().await?;
    Ok(())
}
