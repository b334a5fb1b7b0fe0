//! The whole client against the simulator: what a program does with it from signing in to
//! signing out, asserted on the answers and on the simulator's world.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use kaltura::actions::partner::{self, Partner, PartnerFilter, PartnerStatus};
use kaltura::actions::{app_token, permission, report, session, system, user, var_console};
use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, BatchOptions, Client, Effect, Error,
    ErrorCode, Impersonation, InList, LoadOptions, OneTimeCode, Options, Pager, PartnerId,
    Password, RegistrationRefusal, RetryPolicy, Session, SessionError, SessionSource, SessionType,
    TransportKind, UnixSeconds, all_partners,
};
use simulator::{Fault, Simulator, Trouble};

/// A simulator with a number of accounts, and a client that does not wait long.
struct Stage {
    sim: Simulator,
    client: Client,
}

impl Stage {
    async fn with(accounts: u32) -> Self {
        let sim = Simulator::start(simulator::Options::reseller(accounts)).await.unwrap();
        let retry = RetryPolicy {
            pause: Duration::from_millis(1),
            limit_pause: Duration::from_millis(1),
            ..RetryPolicy::default()
        };
        let options = Options { retry, ..Options::default() };
        let client = Client::new(sim.base_url().parse().unwrap(), options).unwrap();
        Self { sim, client }
    }

    fn parent(&self) -> PartnerId {
        PartnerId::new(self.sim.credentials().parent_id.into())
    }

    fn by_secret(&self) -> Session {
        let credentials = self.sim.credentials();
        self.client.session(SessionSource::AdminSecret {
            partner_id: self.parent(),
            secret: AdminSecret::new(credentials.admin_secret.clone()),
            user_id: credentials.user_email.clone(),
            privileges: String::new(),
        })
    }

    fn by_token(&self) -> Session {
        let token = &self.sim.credentials().app_token;
        self.client.session(SessionSource::AppToken {
            partner_id: self.parent(),
            id: AppTokenId::new(token.id.clone()),
            token: AppToken::new(token.token.clone()),
            hash: AppTokenHash::Sha256,
        })
    }

    fn login(&self) -> user::LoginByLoginId {
        let credentials = self.sim.credentials();
        user::LoginByLoginId {
            login_id: credentials.user_email.clone(),
            password: Password::new(credentials.password.clone()),
            partner_id: Some(self.parent()),
            lifetime: None,
            privileges: None,
            otp: None,
        }
    }

    async fn by_password(&self) -> Session {
        let ks = self.client.call_anonymous(&self.login()).await.unwrap();
        self.client.session(SessionSource::Login { ks })
    }

    async fn load(&self, session: &Session, filter: PartnerFilter) -> Vec<Partner> {
        let pages = all_partners(&self.client, session, filter, LoadOptions::default());
        let pages: Vec<_> = pages.try_collect().await.unwrap();
        pages.into_iter().flat_map(|page| page.partners).collect()
    }

    /// The number of some child that is active and no template.
    async fn some_child(&self) -> PartnerId {
        let partners = self.load(&self.by_secret(), PartnerFilter::default()).await;
        let active = |partner: &&Partner| partner.status == PartnerStatus::Active;
        partners.iter().rev().find(active).unwrap().id
    }

    fn status_of(&self, id: PartnerId) -> i64 {
        self.sim.world().account(raw(id)).unwrap().status.into()
    }
}

fn raw(id: PartnerId) -> u32 {
    u32::try_from(id.get()).unwrap()
}

fn registration(name: &str, email: &str) -> partner::Registration {
    partner::Registration {
        partner: partner::NewPartner {
            name: name.to_owned(),
            admin_name: "Nora New".to_owned(),
            admin_email: email.to_owned(),
            description: "made by a test".to_owned(),
            reference_id: Some("REF-NEW".to_owned()),
            ..partner::NewPartner::default()
        },
        password: None,
        template_id: None,
        welcome: partner::WelcomeMail::None,
    }
}

#[tokio::test]
async fn a_server_that_is_there_answers_a_ping() {
    let stage = Stage::with(1).await;
    assert!(stage.client.call_anonymous(&system::Ping).await.unwrap());
}

#[tokio::test]
async fn all_three_ways_in_lead_to_an_admin_session_of_the_parent() {
    let stage = Stage::with(5).await;
    for session in [stage.by_secret(), stage.by_token(), stage.by_password().await] {
        let info = stage.client.call(&session, &session::Get).await.unwrap();
        assert!(info.is_admin());
        assert_eq!(info.partner_id, stage.parent());
        let own = stage.client.call(&session, &partner::GetInfo).await.unwrap();
        assert_eq!(own.id, stage.parent());
        let may = stage.client.call(&session, &permission::GetCurrentPermissions).await.unwrap();
        assert!(may.may_list_partners() && may.may_use_var_console());
        session.end().await.unwrap();
    }
    // Those of the secret and of the password, and that of the widget session which the app token
    // is exchanged through: its own would end every other session of the token.
    assert_eq!(stage.sim.world().count_requests("session", "end"), 3);
}

#[tokio::test]
async fn a_wrong_secret_is_told_by_the_server_without_showing_the_session() {
    let stage = Stage::with(1).await;
    let session = stage.client.session(SessionSource::AdminSecret {
        partner_id: stage.parent(),
        secret: AdminSecret::new("00000000000000000000000000000000"),
        user_id: String::new(),
        privileges: String::new(),
    });
    let error = stage.client.call(&session, &partner::GetInfo).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidKs));
    let ks = session.ks().await.unwrap();
    assert!(!format!("{error:?}").contains(ks.reveal()));
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let stage = Stage::with(1).await;
    let login = user::LoginByLoginId { password: Password::new("wrong"), ..stage.login() };
    let error = stage.client.call_anonymous(&login).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::UserWrongPassword));
    assert_eq!(stage.sim.world().count_requests("user", "loginByLoginId"), 1);
}

#[tokio::test]
async fn an_account_with_two_factors_asks_for_the_code() {
    let stage = Stage::with(1).await;
    let special = stage.sim.credentials().special.clone().unwrap().two_factor;
    let login = user::LoginByLoginId {
        login_id: special.user_email.clone(),
        password: Password::new(special.password.clone()),
        partner_id: Some(PartnerId::new(special.parent_id.into())),
        ..stage.login()
    };
    let error = stage.client.call_anonymous(&login).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::MissingOtp));
    let wrong = user::LoginByLoginId { otp: Some(OneTimeCode::new("000000")), ..login.clone() };
    let error = stage.client.call_anonymous(&wrong).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidOtp));

    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let code = simulator::totp_code(special.totp_secret.as_deref().unwrap(), now).unwrap();
    let right = user::LoginByLoginId { otp: Some(OneTimeCode::new(code)), ..login };
    let ks = stage.client.call_anonymous(&right).await.unwrap();
    assert_eq!(ks.partner_id(), PartnerId::new(special.parent_id.into()));
}

#[tokio::test]
async fn one_login_may_enter_several_accounts() {
    let stage = Stage::with(20).await;
    let special = stage.sim.credentials().special.clone().unwrap().several_accounts;
    let login = user::LoginByLoginId {
        login_id: special.user_email.clone(),
        password: Password::new(special.password.clone()),
        partner_id: None,
        ..stage.login()
    };
    let ks = stage.client.call_anonymous(&login).await.unwrap();
    let session = stage.client.session(SessionSource::Login { ks });
    let request = |pager| partner::ListPartnersForUser { filter: PartnerFilter::default(), pager };
    let pages = kaltura::page::pages(
        &stage.client,
        &session,
        kaltura::page::Depth::Unlimited,
        tokio_util::sync::CancellationToken::new(),
        request,
        |partner: &Partner| partner.id,
    );
    let accounts: Vec<Partner> = pages.try_collect::<Vec<_>>().await.unwrap().concat();
    assert_eq!(accounts.len(), 4);
}

#[tokio::test]
async fn every_account_is_loaded_over_several_pages_with_the_parent_among_them() {
    let stage = Stage::with(1300).await;
    let session = stage.by_secret();
    let partners = stage.load(&session, PartnerFilter::default()).await;
    assert_eq!(partners.len(), 1301);
    assert!(partners.iter().any(|partner| partner.id == stage.parent()));
    let world = stage.sim.world();
    for partner in &partners {
        let account = world.account(raw(partner.id)).unwrap();
        assert_eq!(partner.name, account.name);
        assert_eq!(partner.status.code(), i64::from(account.status));
        assert_eq!(partner.reference_id, account.reference_id.unwrap_or_default());
    }
    let count = stage.client.call(&session, &partner::Count::default()).await.unwrap();
    assert_eq!(count, 1301);
}

#[tokio::test]
async fn a_filter_narrows_the_load() {
    let stage = Stage::with(60).await;
    let session = stage.by_secret();
    let templates = PartnerFilter {
        partner_group_type_equal: Some(partner::PartnerGroupType::Template),
        ..PartnerFilter::default()
    };
    let templates = stage.load(&session, templates).await;
    assert!(!templates.is_empty() && templates.len() < 60);
    let blocked = PartnerFilter {
        status_in: Some(InList::new([2]).unwrap()),
        id_not_in: Some(InList::new([stage.parent()]).unwrap()),
        ..PartnerFilter::default()
    };
    let blocked = stage.load(&session, blocked).await;
    assert_eq!(blocked.len(), stage.sim.world().count_with_status(raw(stage.parent()), 2));
}

#[tokio::test]
async fn a_load_gets_through_every_fault_that_passes() {
    let stage = Stage::with(3200).await;
    let faults = stage.sim.faults();
    for (call, trouble) in [
        Trouble::HttpStatus { status: 503 },
        Trouble::ActionBlocked,
        Trouble::HalfBody,
        Trouble::CutBeforeAnswer,
        Trouble::SessionsExpired,
    ]
    .into_iter()
    .enumerate()
    {
        let from = u32::try_from(call + 2).unwrap();
        faults.set(Fault::once(trouble).on("partner", "list").from_call(from));
    }
    let partners = stage.load(&stage.by_secret(), PartnerFilter::default()).await;
    assert_eq!(partners.len(), 3201);
}

#[tokio::test]
async fn a_registered_account_is_a_child_with_the_details_given() {
    let stage = Stage::with(3).await;
    let session = stage.by_secret();
    let new = registration("New Account", "nora@new.test");
    let check = partner::RegistrationValidation(new.clone());
    assert!(stage.client.call(&session, &check).await.unwrap());
    let made = stage.client.call(&session, &partner::Register(new)).await.unwrap();
    assert_eq!(made.partner.partner_parent_id, Some(stage.parent()));
    assert!(!made.cms_password.unwrap().is_empty());
    let account = stage.sim.world().account(raw(made.partner.id)).unwrap();
    assert_eq!(account.name, "New Account");
    assert_eq!(account.reference_id.as_deref(), Some("REF-NEW"));
    let has_login = |email: &str| user::CheckLoginDataExists { login_email: email.to_owned() };
    assert!(stage.client.call(&session, &has_login("nora@new.test")).await.unwrap());
    assert!(!stage.client.call(&session, &has_login("nobody@new.test")).await.unwrap());
}

#[tokio::test]
async fn a_refused_registration_says_why() {
    let stage = Stage::with(3).await;
    let session = stage.by_secret();
    let child = stage.some_child().await;
    let taken = stage.sim.world().account(raw(child)).unwrap().admin_email;
    let foreign = partner::Registration {
        template_id: Some(PartnerId::new(99_999_999)),
        ..registration("A", "a@new.test")
    };
    for (registration, refusal) in [
        (registration("A", &taken), RegistrationRefusal::EmailTaken),
        (registration("A", "no address"), RegistrationRefusal::InvalidEmail),
        (registration("", "a@new.test"), RegistrationRefusal::FieldMissing),
        (foreign, RegistrationRefusal::NotAParentOrBadTemplate),
    ] {
        let error =
            stage.client.call(&session, &partner::Register(registration)).await.unwrap_err();
        assert_eq!(error.api().unwrap().registration_refusal(), Some(refusal));
        assert_eq!(error.effect(), Effect::None);
    }
}

#[tokio::test]
async fn a_registration_whose_answer_is_lost_is_not_sent_again() {
    let stage = Stage::with(3).await;
    let session = stage.by_secret();
    stage.sim.faults().set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
    let new = partner::Register(registration("Lost", "lost@new.test"));
    let error = stage.client.call(&session, &new).await.unwrap_err();
    assert_eq!(error.effect(), Effect::Unknown);
    assert_eq!(error.transport().unwrap().kind, TransportKind::ConnectionLost);
    assert_eq!(stage.sim.world().count_requests("partner", "register"), 1);
    assert_eq!(stage.sim.world().accounts_named("Lost").len(), 1);
}

#[tokio::test]
async fn the_state_of_many_accounts_is_changed_in_few_requests_with_a_result_each() {
    let stage = Stage::with(120).await;
    let session = stage.by_secret();
    let partners = stage.load(&session, PartnerFilter::default()).await;
    let mut ids: Vec<PartnerId> = partners.iter().map(|partner| partner.id).collect();
    ids.retain(|id| *id != stage.parent());
    ids[7] = PartnerId::new(99_999_999);
    let status = PartnerStatus::Blocked;
    let actions: Vec<_> =
        ids.iter().map(|id| var_console::UpdateStatus { id: *id, status }).collect();
    let results = stage.client.batch(&session, &actions, &BatchOptions::default()).await;
    for (index, result) in results.iter().enumerate() {
        match result {
            Ok(()) => assert_eq!(stage.status_of(ids[index]), 2),
            Err(error) => {
                assert_eq!(index, 7);
                assert_eq!(error.code(), Some(&ErrorCode::UnknownPartnerId));
            }
        }
    }
    assert_eq!(results.len(), 120);
}

#[tokio::test]
async fn acting_for_a_child_changes_the_child_and_nobody_else() {
    let stage = Stage::with(5).await;
    let parent = stage.by_secret();
    let id = stage.some_child().await;
    let child = parent.impersonate(Impersonation::new(id, "roster")).await.unwrap();
    let changes = partner::PartnerChanges {
        phone: Some("+1 555 0199".to_owned()),
        ..partner::PartnerChanges::default()
    };
    let changed = stage.client.call(&child, &partner::Update { changes }).await.unwrap();
    assert_eq!(changed.id, id);
    assert_eq!(stage.sim.world().account(raw(id)).unwrap().phone.as_deref(), Some("+1 555 0199"));
    child.end().await.unwrap();
    let error = stage.client.call(&child, &partner::GetInfo).await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::Ended)), "{error}");
    assert!(stage.client.call(&parent, &partner::GetInfo).await.is_ok());
}

#[tokio::test]
async fn a_blocked_child_cannot_be_acted_for() {
    let stage = Stage::with(5).await;
    let id = stage.some_child().await;
    stage.sim.world().set_status(raw(id), 2);
    let error = stage.by_secret().impersonate(Impersonation::new(id, "")).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::StartSession));
}

#[tokio::test]
async fn the_own_secret_lets_a_password_session_act_for_a_child() {
    let stage = Stage::with(5).await;
    let session = stage.by_password().await;
    let own = stage.client.call(&session, &partner::GetOwnSecret).await.unwrap();
    let id = stage.some_child().await;
    let secret = own.admin_secret.unwrap();
    let child = session.impersonate_with(secret, Impersonation::new(id, "")).await.unwrap();
    assert_eq!(stage.client.call(&child, &partner::GetInfo).await.unwrap().id, id);
}

#[tokio::test]
async fn sessions_that_run_out_are_renewed_where_they_can_be() {
    let stage = Stage::with(5).await;
    for session in [stage.by_secret(), stage.by_token()] {
        stage.client.call(&session, &partner::GetInfo).await.unwrap();
        stage.sim.faults().expire_sessions();
        assert!(stage.client.call(&session, &partner::GetInfo).await.is_ok());
    }
    let session = stage.by_password().await;
    stage.sim.faults().expire_sessions();
    let error = stage.client.call(&session, &partner::GetInfo).await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::Expired)), "{error}");
}

#[tokio::test]
async fn an_app_token_is_made_used_and_deleted() {
    let stage = Stage::with(2).await;
    let session = stage.by_password().await;
    let add = app_token::Add {
        hash: AppTokenHash::Sha512,
        session_type: SessionType::Admin,
        session_user_id: stage.sim.credentials().user_email.clone(),
        session_lifetime: Duration::from_hours(1),
        session_privileges: String::new(),
        expires: None,
        description: "by a test".to_owned(),
    };
    let made = stage.client.call(&session, &add).await.unwrap();
    assert!(made.info.is_active() && made.info.is_admin());
    let source = SessionSource::AppToken {
        partner_id: stage.parent(),
        id: made.info.id.clone(),
        token: made.token,
        hash: made.info.hash().unwrap(),
    };
    let by_token = stage.client.session(source.clone());
    assert!(stage.client.call(&by_token, &partner::GetInfo).await.is_ok());
    let id = made.info.id;
    let tokens = app_token::ListTokens { pager: Pager::first() };
    let tokens = stage.client.call(&session, &tokens).await.unwrap();
    assert!(tokens.objects.iter().any(|token| token.id == id));
    stage.client.call(&session, &app_token::Delete { id }).await.unwrap();
    let error = stage.client.session(source).ks().await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::AppTokenIdNotFound));
}

#[tokio::test]
async fn a_parent_without_the_feature_may_not_change_states() {
    let stage = Stage::with(2).await;
    let plain = stage.sim.credentials().special.clone().unwrap().plain_publisher;
    let id = PartnerId::new(plain.parent_id.into());
    let session = stage.client.session(SessionSource::AdminSecret {
        partner_id: id,
        secret: AdminSecret::new(plain.admin_secret),
        user_id: String::new(),
        privileges: String::new(),
    });
    let may = stage.client.call(&session, &permission::GetCurrentPermissions).await.unwrap();
    assert!(!may.may_use_var_console());
    let action = var_console::UpdateStatus { id, status: PartnerStatus::Active };
    let error = stage.client.call(&session, &action).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::FeatureForbidden));
    let list = partner::ListPartners { filter: PartnerFilter::default(), pager: Pager::first() };
    assert_eq!(stage.client.call(&session, &list).await.unwrap().objects.len(), 1);
}

#[tokio::test]
async fn usage_comes_by_account_and_month() {
    let stage = Stage::with(10).await;
    let session = stage.by_secret();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = UnixSeconds::new(i64::try_from(now.as_secs()).unwrap());
    let interval = var_console::UsageInterval::Months;
    let span = var_console::UsageSpan::new(now.plus(-40 * 86_400), now, interval).unwrap();
    let filter = PartnerFilter::default();
    let usage = var_console::GetPartnerUsage { filter, span, pager: Pager::first() };
    let usage = stage.client.call(&session, &usage).await.unwrap();
    assert_eq!(usage.total_count, usage.objects.len() as u64);
    assert!(usage.objects.iter().all(|row| row.date_id > 202_000 && row.date_id < 300_000));

    let query = report::ReportQuery {
        report_type: report::ReportType::VpaasUsageMulti,
        span: report::ReportSpan::new("20260901", "20261031", report::ReportInterval::Months, 0),
        partner_ids: Vec::new(),
    };
    let table = report::GetTable { query, page_size: 500, page_index: 1, order: None };
    let table = stage.client.call(&session, &table).await.unwrap();
    assert!(table.column("partner_id").is_some(), "{:?}", table.columns);
    assert!(table.damaged.is_empty());
}

#[tokio::test]
async fn a_load_can_be_stopped_between_pages() {
    let stage = Stage::with(2100).await;
    let options = LoadOptions::default();
    let cancel = options.cancel.clone();
    let session = stage.by_secret();
    let filter = PartnerFilter::default();
    let mut pages = Box::pin(all_partners(&stage.client, &session, filter, options));
    assert_eq!(pages.next().await.unwrap().unwrap().total, 2101);
    cancel.cancel();
    assert!(matches!(pages.next().await, Some(Err(Error::Cancelled))));
}
