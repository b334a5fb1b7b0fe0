//! How long loading all accounts takes from an empty cache, and how many bytes cross the
//! network, against plainly downloading the same pages with nothing done to them.
//!
//! `cargo bench --package reseller --bench load [-- ACCOUNTS]`. Both go through the same little
//! relay, which counts bytes; both ask for pages of up to 500, four at a time. Measured twice: with
//! a server that takes as long for a request as the real one, and with one that takes none, on the
//! same processors, which shows what the computing costs.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::error::Error as AnyError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use reseller::connection::ConnectionColor;
use reseller::sign_in::{Keep, KeepSignIn, SecretText, SignInMethod, SignInOutcome, SignInRequest};
use reseller::{
    AccountId, Event, EventSink, InMemorySecrets, Language, Network, Reseller, Setup, SystemClock,
};
use simulator::{Fault, Options, Simulator, Trouble};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

type Outcome<T = ()> = Result<T, Box<dyn AnyError>>;

const ACCOUNTS: u32 = 5_000;
const PAGE: u32 = 500;
const AT_ONCE: usize = 4;
const ROUNDS: usize = 7;

/// What a request takes at the real server, in milliseconds (`export.rs`).
const PACE: u64 = 170;

/// What one way of loading took.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    bytes: u64,
}

#[tokio::main]
async fn main() -> Outcome {
    // `cargo bench` adds options of its own, which mean nothing here.
    let accounts = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(ACCOUNTS);
    for pace in [PACE, 0] {
        compare(accounts, pace).await?;
    }
    Ok(())
}

async fn compare(accounts: u32, pace: u64) -> Outcome {
    let latency = (pace > 0).then(|| Fault::always(Trouble::Latency { milliseconds: pace }));
    let options = Options { faults: latency.into_iter().collect(), ..Options::reseller(accounts) };
    let simulator = Simulator::start(options).await?;
    let relay = Relay::open(simulator.base_url()).await?;
    let (mut plain, mut loaded) = (Vec::new(), Vec::new());
    // One of each to warm up, then in turns, so that both meet the same moments of the machine.
    for round in 0..=ROUNDS {
        let downloaded = download(&simulator, &relay, accounts).await?;
        let kept = load(&simulator, &relay, accounts).await?;
        if round > 0 {
            plain.push(downloaded);
            loaded.push(kept);
        }
    }
    let (plain, loaded) = (median(plain)?, median(loaded)?);
    println!("{accounts} accounts, {pace} ms a request, median of {ROUNDS}:");
    print("plain parallel download", plain);
    print("loaded, kept and searchable", loaded);
    println!(
        "  time × {:.2} (goal 1.15), bytes × {:.2}",
        loaded.time.as_secs_f64() / plain.time.as_secs_f64(),
        ratio(loaded.bytes, plain.bytes)
    );
    Ok(())
}

/// Roster's way: from the decision to keep the sign-in until the list is complete and stored.
async fn load(simulator: &Simulator, relay: &Relay, accounts: u32) -> Outcome<Cost> {
    let folder = tempfile::tempdir()?;
    let (bell, mut heard) = watch::channel(0_u64);
    let (reseller, _) = Reseller::open(Setup {
        data_dir: folder.path().to_owned(),
        secrets: Arc::new(InMemorySecrets::default()),
        clock: Arc::new(SystemClock),
        events: Arc::new(Bell(bell)),
        language: Language::En,
        network: Network::default(),
    })?;
    let credentials = simulator.credentials();
    let request = SignInRequest {
        server: relay.address.clone(),
        parent_id: Some(AccountId(credentials.parent_id)),
        method: SignInMethod::AdminSecret {
            secret: SecretText::new(credentials.admin_secret.clone()),
            person: "bench".to_owned(),
        },
        connection: None,
    };
    let SignInOutcome::SignedIn { report } = reseller.begin_sign_in(request).await? else {
        return Err("the sign-in asks for more".into());
    };
    relay.reset();
    let begun = Instant::now();
    reseller
        .keep_sign_in(KeepSignIn {
            sign_in: report.sign_in,
            name: "bench".to_owned(),
            color: ConnectionColor::Slate,
            read_only: false,
            keep: Keep::UntilQuit,
        })
        .await?;
    loop {
        heard.borrow_and_update();
        let status = reseller.connection_status().await.ok_or("no connection is open")?;
        if let Some(problem) = status.refresh_problem {
            return Err(problem.into());
        }
        if status.refreshed_at.is_some() && status.refreshing.is_none() {
            break;
        }
        heard.changed().await?;
    }
    let cost = Cost { time: begun.elapsed(), bytes: relay.bytes() };
    let ids = reseller.list_account_ids(everything()).await?;
    if ids.len() != accounts as usize {
        return Err(format!("{} of {accounts} accounts were loaded", ids.len()).into());
    }
    reseller.quit().await;
    Ok(cost)
}

/// The yardstick: the same pages, read to the last byte and thrown away.
async fn download(simulator: &Simulator, relay: &Relay, accounts: u32) -> Outcome<Cost> {
    let client = reqwest::Client::builder().gzip(true).build()?;
    let credentials = simulator.credentials();
    let ks = post(
        &client,
        &relay.address,
        "session/action/start",
        &[
            ("secret", credentials.admin_secret.clone()),
            ("partnerId", credentials.parent_id.to_string()),
            ("type", "2".to_owned()),
        ],
    )
    .await?;
    let ks: String = serde_json::from_slice(&ks)?;
    relay.reset();
    let begun = Instant::now();
    // The parent itself is in the answer too.
    let pages = (accounts + 1).div_ceil(PAGE);
    stream::iter(1..=pages)
        .map(|page| {
            let (client, ks) = (&client, ks.clone());
            async move {
                post(
                    client,
                    &relay.address,
                    "partner/action/list",
                    &[
                        ("ks", ks),
                        ("filter[objectType]", "KalturaPartnerFilter".to_owned()),
                        ("filter[orderBy]", "+id".to_owned()),
                        ("pager[pageSize]", PAGE.to_string()),
                        ("pager[pageIndex]", page.to_string()),
                    ],
                )
                .await
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_for_each(async |_| Ok(()))
        .await?;
    Ok(Cost { time: begun.elapsed(), bytes: relay.bytes() })
}

async fn post(
    client: &reqwest::Client,
    server: &str,
    call: &str,
    form: &[(&str, String)],
) -> Outcome<Vec<u8>> {
    let url = format!("{server}/api_v3/service/{call}?format=1");
    let answer = client.post(url).form(form).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.into())
}

fn everything() -> reseller::account::AccountQuery {
    use reseller::account::{
        AccountColumn, AccountQuery, AccountSort, AccountStatus, TemplateFilter,
    };
    AccountQuery {
        text: String::new(),
        statuses: vec![
            AccountStatus::Active,
            AccountStatus::Blocked,
            AccountStatus::Removed,
            AccountStatus::ReadOnly,
            AccountStatus::Deleted,
            AccountStatus::Unknown,
        ],
        created_from: None,
        created_to: None,
        templates: TemplateFilter::All,
        label: None,
        only_changed: false,
        sort: AccountSort { column: AccountColumn::Id, descending: false },
    }
}

/// Rings at every event, so that nobody has to look again and again.
struct Bell(watch::Sender<u64>);

impl EventSink for Bell {
    fn tell(&self, _: Event) {
        self.0.send_modify(|count| *count += 1);
    }
}

/// Passes connections on and counts what comes back.
struct Relay {
    address: String,
    bytes: Arc<AtomicU64>,
}

impl Relay {
    async fn open(target: &str) -> Outcome<Self> {
        let target = target.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (target, counted) = (target.clone(), Arc::clone(&counted));
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(target).await else { return };
                    pass_on(near, far, &counted).await;
                });
            }
        });
        Ok(Self { address, bytes })
    }

    fn reset(&self) {
        self.bytes.store(0, Ordering::SeqCst);
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }
}

async fn pass_on(near: TcpStream, far: TcpStream, counted: &AtomicU64) {
    let (mut near_in, mut near_out) = near.into_split();
    let (far_in, mut far_out) = far.into_split();
    let up = tokio::io::copy(&mut near_in, &mut far_out);
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            far_in.readable().await?;
            match far_in.try_read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => {
                    counted.fetch_add(length as u64, Ordering::SeqCst);
                    let read = buffer.get(..length).unwrap_or_default();
                    tokio::io::AsyncWriteExt::write_all(&mut near_out, read).await?;
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    };
    // Either side may hang up first.
    let _ended = tokio::join!(up, down);
}

fn median(mut costs: Vec<Cost>) -> Outcome<Cost> {
    costs.sort_by_key(|cost| cost.time);
    costs.get(costs.len() / 2).copied().ok_or_else(|| "nothing was measured".into())
}

fn print(name: &str, cost: Cost) {
    println!(
        "  {name:<30} {:>7.0} ms {:>10.1} kB",
        cost.time.as_secs_f64() * 1000.0,
        ratio(cost.bytes, 1000)
    );
}

#[expect(clippy::cast_precision_loss, reason = "to be read by a person")]
fn ratio(a: u64, b: u64) -> f64 {
    a as f64 / b as f64
}
