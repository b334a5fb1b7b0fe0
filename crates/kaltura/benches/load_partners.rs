//! How long it takes to load 5,000 accounts, against downloading the same pages in parallel and
//! throwing them away.
//!
//! `cargo bench -p kaltura --bench load_partners [-- --accounts 5000 --rounds 15]`
//!
//! Prints one JSON line. The two ways take turns, so that a busy computer slows both; the
//! figures are medians.

use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use kaltura::actions::partner::PartnerFilter;
use kaltura::{
    AdminSecret, Client, LoadOptions, Options, PartnerId, Session, SessionSource, all_partners,
};
use serde_json::json;
use simulator::Simulator;

/// The pages at a time, the same for both.
const PARALLEL: usize = 4;
const PAGE: u32 = 500;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that prints its result")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let accounts = argument("--accounts").unwrap_or(5000);
    let rounds = argument("--rounds").unwrap_or(15);
    let sim = Simulator::start(simulator::Options::reseller(accounts)).await?;
    let client = Client::new(sim.base_url().parse()?, Options::default())?;
    let credentials = sim.credentials();
    let session = client.session(SessionSource::AdminSecret {
        partner_id: PartnerId::new(credentials.parent_id.into()),
        secret: AdminSecret::new(credentials.admin_secret.clone()),
        user_id: String::new(),
        privileges: String::new(),
    });
    let http = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;
    let url = format!("{}/api_v3/service/partner/action/list?format=1", sim.base_url());
    let pages = (accounts + 1).div_ceil(PAGE);

    let (mut loads, mut plain) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    // The first round warms both up and does not count.
    for round in 0..=rounds {
        let load = timed_load(&client, &session, accounts).await?;
        let (download, size) = timed_download(&http, &url, &session, pages).await?;
        bytes = size;
        if round > 0 {
            loads.push(load);
            plain.push(download);
        }
    }
    let (load, download) = (median(loads), median(plain));
    let figures = json!({
        "accounts": accounts,
        "load_ms": load.as_secs_f64() * 1000.0,
        "plain_download_ms": download.as_secs_f64() * 1000.0,
        "ratio": load.as_secs_f64() / download.as_secs_f64(),
        "plain_json_bytes": bytes,
    });
    println!("{figures}");
    sim.stop().await;
    Ok(())
}

/// All partners through the client: parsed, checked for gaps and doubles.
async fn timed_load(
    client: &Client,
    session: &Session,
    accounts: u32,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let started = Instant::now();
    // The download knows how many pages there are; so does whoever loads a second time.
    let expected = u64::from(accounts) + 1;
    let options =
        LoadOptions { parallel: PARALLEL, page_size: PAGE, expected, ..LoadOptions::default() };
    let pages: Vec<_> =
        all_partners(client, session, PartnerFilter::default(), options).try_collect().await?;
    let loaded: usize = pages.iter().map(|page| page.partners.len()).sum();
    let took = started.elapsed();
    if loaded == accounts as usize + 1 { Ok(took) } else { Err("not all were loaded".into()) }
}

/// The same pages, downloaded and thrown away.
async fn timed_download(
    http: &reqwest::Client,
    url: &str,
    session: &Session,
    pages: u32,
) -> Result<(Duration, usize), Box<dyn std::error::Error>> {
    let ks = session.ks().await?;
    let started = Instant::now();
    let sizes: Vec<usize> = stream::iter(1..=pages)
        .map(|index| {
            let body = json!({
                "ks": ks.reveal(), "filter": { "orderBy": "+id" },
                "pager": { "pageSize": PAGE, "pageIndex": index },
            });
            let request = http
                .post(url)
                .header("content-type", "application/json")
                .body(body.to_string())
                .send();
            async move { Ok::<_, reqwest::Error>(request.await?.bytes().await?.len()) }
        })
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    Ok((started.elapsed(), sizes.iter().sum()))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The number after a name on the command line.
fn argument(name: &str) -> Option<u32> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)?.parse().ok()
}
