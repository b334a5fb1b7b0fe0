//! Secrets and what holds them cannot be printed.

use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, OneTimeCode, PartnerId, Password,
    SessionSource,
};

use crate::support::{SECRET, ks_of, signed_here};

#[test]
fn a_secret_shows_its_kind_only() {
    assert_eq!(format!("{:?}", AdminSecret::new(SECRET)), "AdminSecret(…)");
    assert_eq!(format!("{:?}", AppToken::new(SECRET)), "AppToken(…)");
    assert_eq!(format!("{:?}", Password::new(SECRET)), "Password(…)");
    assert_eq!(format!("{:?}", OneTimeCode::new("123456")), "OneTimeCode(…)");
    assert_eq!(format!("{:?}", ks_of(105)), "Ks(… of partner 105)");
}

#[test]
fn what_holds_a_secret_does_not_show_it_either() {
    let sources = [
        signed_here(103),
        SessionSource::AppToken {
            partner_id: PartnerId::new(103),
            id: AppTokenId::new("0_token"),
            token: AppToken::new(SECRET),
            hash: AppTokenHash::Sha512,
        },
        SessionSource::Login { ks: ks_of(103) },
    ];
    for source in sources {
        let shown = format!("{source:?}");
        assert!(!shown.contains(SECRET) && !shown.contains(ks_of(103).reveal()), "{shown}");
    }
}

#[tokio::test]
async fn clients_sessions_and_actions_do_not_show_one() {
    let server = crate::support::Server::always(serde_json::Value::Null).await;
    let session = server.session();
    let ks = session.ks().await.unwrap();
    let action = kaltura::actions::user::LoginByLoginId {
        login_id: "vera".into(),
        password: Password::new(SECRET),
        partner_id: None,
        lifetime: None,
        privileges: None,
        otp: None,
    };
    let mut request = kaltura::MultiRequest::new();
    request.add(&action);
    let shown = format!("{:?} {session:?} {action:?} {request:?}", server.client());
    assert!(!shown.contains(SECRET) && !shown.contains(ks.reveal()), "{shown}");
}
