//! The generated worlds: believable, the same for the same seed, as large as asked for.

use std::collections::HashSet;

use simulator::{Options, Simulator, WorldKind};

async fn started(options: Options) -> Simulator {
    Simulator::start(options).await.expect("the simulator starts")
}

#[tokio::test]
async fn the_same_seed_gives_the_same_accounts() {
    let first = started(Options::reseller(300)).await;
    let second = started(Options::reseller(300)).await;
    let other = started(Options { seed: 8, ..Options::reseller(300) }).await;
    let parent = first.credentials().parent_id;
    let accounts = first.world().accounts_of(parent);
    assert_eq!(accounts, second.world().accounts_of(parent));
    assert_ne!(accounts, other.world().accounts_of(parent));
    assert_eq!(first.credentials().admin_secret, second.credentials().admin_secret);
    assert_ne!(first.credentials().admin_secret, other.credentials().admin_secret);
}

#[tokio::test]
async fn every_kind_of_world_has_a_parent_with_room_for_little_more() {
    for (kind, count) in [
        (WorldKind::Reseller, 3_000),
        (WorldKind::University, 420),
        (WorldKind::Enterprise, 650),
        (WorldKind::Media, 240),
        (WorldKind::Oem, 1_800),
    ] {
        let simulator = started(Options::new(kind.clone())).await;
        let world = simulator.world();
        let parent = simulator.credentials().parent_id;
        assert_eq!(world.count_of(parent), count, "{kind:?}");
        let account = world.account(parent).expect("the parent is there");
        assert_eq!(account.name, simulator.credentials().parent_name);
        assert_eq!(account.group_type, 2);
        assert!(world.is_active(parent));
    }
}

#[tokio::test]
async fn a_reseller_has_accounts_of_every_status_in_several_scripts_with_templates() {
    let simulator = started(Options::new(WorldKind::Reseller)).await;
    let parent = simulator.credentials().parent_id;
    let accounts = simulator.world().accounts_of(parent);
    let of_status = |status: u8| accounts.iter().filter(|a| a.status == status).count();
    assert!(of_status(1) > 2_400, "{} active", of_status(1));
    for status in [0, 2, 3, 4] {
        assert!(of_status(status) > 0, "no account has status {status}");
        assert!(of_status(status) < 300, "{} accounts have status {status}", of_status(status));
    }
    assert_eq!(accounts.iter().filter(|account| account.group_type == 4).count(), 6);
    let has = |range: std::ops::RangeInclusive<char>| {
        accounts.iter().any(|account| account.name.chars().any(|c| range.contains(&c)))
    };
    assert!(has('\u{5d0}'..='\u{5ea}'), "no Hebrew name");
    assert!(has('\u{3040}'..='\u{30ff}'), "no Japanese name");
    assert!(has('\u{600}'..='\u{6ff}'), "no Arabic name");
    assert!(has('\u{1f300}'..='\u{1faff}'), "no emoji");
    assert!(accounts.iter().any(|account| account.name.chars().count() > 120), "no long name");
    assert!(accounts.iter().any(|account| account.name.contains('ü')), "no umlaut");
    let ids: HashSet<u32> = accounts.iter().map(|account| account.id).collect();
    assert_eq!(ids.len(), accounts.len());
    let years: HashSet<i64> = accounts.iter().map(|a| a.created_at / 31_557_600).collect();
    assert!(years.len() > 10, "created within {} years", years.len());
}

#[tokio::test]
async fn no_two_accounts_of_a_world_share_an_email() {
    let simulator = started(Options::reseller(5_000)).await;
    let parent = simulator.credentials().parent_id;
    let accounts = simulator.world().accounts_of(parent);
    let emails: HashSet<&str> = accounts.iter().map(|a| a.admin_email.as_str()).collect();
    assert_eq!(emails.len(), accounts.len());
}

#[tokio::test]
async fn fifty_thousand_accounts_are_there_without_being_kept() {
    let simulator = started(Options::reseller(50_000)).await;
    let world = simulator.world();
    let parent = simulator.credentials().parent_id;
    assert_eq!(world.count_of(parent), 50_000);
    let last = world.accounts_of(parent).pop().expect("there is a last one");
    assert_eq!(world.account(last.id), Some(last));
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let simulator = started(Options::reseller(1)).await;
    let port = simulator.base_url().rsplit(':').next().and_then(|port| port.parse().ok());
    let again = Options { port: port.expect("a port"), ..Options::reseller(1) };
    assert!(Simulator::start(again).await.is_err());
}

#[tokio::test]
async fn a_stopped_simulator_accepts_nothing_more() {
    let simulator = started(Options::reseller(1)).await;
    let address = simulator.base_url().trim_start_matches("http://").to_owned();
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    simulator.stop().await;
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}
