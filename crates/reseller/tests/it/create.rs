//! Creating an account: what is checked before, that it happens once, and what is said after.

use crate::desk::{Desk, everything, form};
use kaltura::actions::partner::{NewPartner, Register, Registration, WelcomeMail};
use reseller::account::AccountQuery;
use reseller::activity::ActivityResult;
use reseller::connection::{ConnectionEdit, ConnectionState};
use reseller::new_account::{NewAccount, NewAccountField, Severity};
use reseller::sign_in::{Keep, SecretText};
use reseller::{AccountId, ErrorCode};
use simulator::{Fault, Options, Trouble};

/// A registration that somebody else sends.
pub(crate) fn registration(name: &str, email: &str) -> Register {
    Register(Registration {
        partner: NewPartner {
            name: name.into(),
            admin_name: "Somebody".into(),
            admin_email: email.into(),
            description: "Made elsewhere".into(),
            ..NewPartner::default()
        },
        password: None,
        template_id: None,
        welcome: WelcomeMail::None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_created_under_the_parent_shown_at_once_and_recorded() {
    let desk = Desk::connected(30).await;
    let before = desk.list().await;
    let form =
        NewAccount { send_welcome_email: true, ..form("Physics", "dana@physics.example.edu") };
    let created = desk.create(form).await.unwrap();
    let id = created.account.id;
    let stored = desk.sim.world().account(id.0).unwrap();
    assert_eq!(stored.parent_id, Some(desk.parent().0));
    assert_eq!((stored.name.as_str(), stored.status), ("Physics", 1));
    assert_eq!(stored.reference_id.as_deref(), Some("REF-Physics"));
    assert_eq!(stored.description, "Created with Roster");
    assert_eq!(desk.sim.world().welcome_mails().len(), 1);
    assert!(created.welcome_email_sent && !created.login_existed);
    // The first password is shown, works, and is kept nowhere.
    let password = created.first_password.unwrap();
    assert!(!password.is_empty());
    assert_eq!(desk.list().await.known, before.known + 1);
    assert_eq!(desk.find("physics").await.rows[0].id, id);
    assert_eq!(desk.find("physics").await.rows[0].change, None, "our own doing is no news");
    let records = desk.creations().await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].result, ActivityResult::Done);
    assert_eq!(records[0].account, Some(id));
    assert_eq!(records[0].account_name, "Physics");
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_copied_from_and_an_unknown_one_is_refused_before_the_server_is_asked() {
    let desk = Desk::connected(30).await;
    let templates = desk.reseller.list_templates().await.unwrap();
    assert!(!templates.is_empty());
    let from_template =
        NewAccount { template: Some(templates[0].id), ..form("From template", "a@example.edu") };
    let created = desk.create(from_template).await.unwrap();
    assert!(desk.sim.world().account(created.account.id.0).is_some());
    desk.sim.world().forget_requests();
    let unknown =
        NewAccount { template: Some(AccountId(99_999_999)), ..form("Odd", "b@example.edu") };
    let error = desk.create(unknown).await.unwrap_err();
    assert_eq!(
        (error.code, error.detail.field),
        (ErrorCode::InvalidField, Some(NewAccountField::Template))
    );
    assert!(desk.sim.world().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_that_has_a_login_is_refused_at_its_field_and_accepted_with_its_password() {
    let desk = Desk::connected(30).await;
    let taken = desk.reseller.read_account(desk.active(1).await[0]).await.unwrap().row.admin_email;
    let error = desk.create(form("Twice", &taken)).await.unwrap_err();
    assert_eq!(
        (error.code, error.detail.field),
        (ErrorCode::InvalidField, Some(NewAccountField::AdminEmail))
    );
    assert!(error.message.contains(&taken), "{}", error.message);
    assert_eq!(error.detail.server_code.as_deref(), Some("PARTNER_REGISTRATION_ERROR"));
    let wrong =
        NewAccount { password: Some(SecretText::new("Wrong1!word")), ..form("Twice", &taken) };
    let error = desk.create(wrong).await.unwrap_err();
    assert_eq!(error.detail.field, Some(NewAccountField::Password));
    let right =
        NewAccount { password: Some(SecretText::new("Account1!pass")), ..form("Twice", &taken) };
    let created = desk.create(right).await.unwrap();
    // What the server returns now is not the password of that login.
    assert!(created.login_existed);
    assert_eq!(created.first_password, None);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_would_cut_or_strip_is_said_before_sending() {
    let desk = Desk::connected(30).await;
    desk.sim.world().forget_requests();
    let long = |count: usize| "x".repeat(count);
    let filled = || form("Fine", "fine@example.edu");
    let cases: Vec<(NewAccount, NewAccountField, Severity, &str)> = vec![
        (
            NewAccount { name: long(257), ..filled() },
            NewAccountField::Name,
            Severity::Error,
            "257 characters",
        ),
        (
            NewAccount { name: " ".into(), ..filled() },
            NewAccountField::Name,
            Severity::Error,
            "Enter",
        ),
        (
            NewAccount { name: "<b></b>".into(), ..filled() },
            NewAccountField::Name,
            Severity::Error,
            "Enter",
        ),
        (
            NewAccount { name: "<b>Bold</b> Co".into(), ..filled() },
            NewAccountField::Name,
            Severity::Warning,
            "“Bold Co”",
        ),
        (
            NewAccount { name: "bell\u{7}".into(), ..filled() },
            NewAccountField::Name,
            Severity::Error,
            "cannot be seen",
        ),
        (
            NewAccount { admin_name: long(51), ..filled() },
            NewAccountField::AdminName,
            Severity::Error,
            "51 characters",
        ),
        (
            NewAccount { admin_email: String::new(), ..filled() },
            NewAccountField::AdminEmail,
            Severity::Error,
            "Enter",
        ),
        (
            NewAccount { admin_email: "no at".into(), ..filled() },
            NewAccountField::AdminEmail,
            Severity::Error,
            "not an e-mail",
        ),
        (
            NewAccount { admin_email: "a@b".into(), ..filled() },
            NewAccountField::AdminEmail,
            Severity::Error,
            "needs a dot",
        ),
        (
            NewAccount { admin_email: "jörg@example.edu".into(), ..filled() },
            NewAccountField::AdminEmail,
            Severity::Error,
            "plain letters",
        ),
        (
            NewAccount { admin_email: format!("{}@example.edu", long(40)), ..filled() },
            NewAccountField::AdminEmail,
            Severity::Error,
            "first 50",
        ),
        (
            NewAccount { phone: long(65), ..filled() },
            NewAccountField::Phone,
            Severity::Error,
            "65 characters",
        ),
        (
            NewAccount { website: format!("w.{}", long(1023)), ..filled() },
            NewAccountField::Website,
            Severity::Error,
            "1,024",
        ),
        (
            NewAccount { website: "nothing".into(), ..filled() },
            NewAccountField::Website,
            Severity::Warning,
            "web address",
        ),
        (
            NewAccount { description: long(1025), ..filled() },
            NewAccountField::Description,
            Severity::Error,
            "1,024",
        ),
        (
            NewAccount { country: "USA".into(), ..filled() },
            NewAccountField::Country,
            Severity::Error,
            "two-letter",
        ),
        (
            NewAccount { state: "N".into(), ..filled() },
            NewAccountField::State,
            Severity::Error,
            "two-letter",
        ),
        (
            NewAccount { password: Some(SecretText::new("abc")), ..filled() },
            NewAccountField::Password,
            Severity::Warning,
            "8 to 14",
        ),
    ];
    for (form, field, severity, part) in cases {
        let check = desk.reseller.check_new_account(form.clone()).await.unwrap();
        let remark = check
            .remarks
            .iter()
            .find(|r| r.field == field && r.severity == severity && r.message.contains(part));
        assert!(remark.is_some(), "{field:?} {part}: {:?}", check.remarks);
        if severity == Severity::Error {
            let error = desk.create(form).await.unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidField);
        }
    }
    assert!(desk.sim.world().requests().is_empty(), "nothing was asked of the server");
    let check = desk.reseller.check_new_account(filled()).await.unwrap();
    assert!(check.remarks.is_empty(), "{:?}", check.remarks);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_with_emoji_right_to_left_letters_and_256_characters_arrive_as_typed() {
    let desk = Desk::connected(30).await;
    for (number, name) in
        ["אוניברסיטת חיפה", "Acme 🎓 – Ökologie", &"é".repeat(256)].iter().enumerate()
    {
        let created = desk
            .create(NewAccount {
                reference_id: String::new(),
                ..form(name, &format!("odd{number}@example.edu"))
            })
            .await
            .unwrap();
        assert_eq!(created.account.name, *name);
        assert_eq!(desk.sim.world().account(created.account.id.0).unwrap().name, *name);
    }
    assert_eq!(desk.find("אוניברסיטת").await.total, 1);
    assert_eq!(desk.find("okologie").await.total, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn same_names_reference_ids_and_emails_are_remarked_on_and_allowed() {
    let desk = Desk::connected(30).await;
    let known = desk.reseller.read_account(desk.active(1).await[0]).await.unwrap().row;
    let twin = NewAccount {
        name: known.name.to_uppercase(),
        reference_id: known.reference_id.clone(),
        ..form("", "fresh@example.edu")
    };
    let check = desk.reseller.check_new_account(twin).await.unwrap();
    let warned = |field| {
        check.remarks.iter().any(|remark| {
            remark.field == field
                && remark.severity == Severity::Warning
                && remark.accounts.iter().any(|it| it.id == known.id && it.name == known.name)
        })
    };
    assert!(warned(NewAccountField::Name), "{:?}", check.remarks);
    if !known.reference_id.is_empty() {
        assert!(warned(NewAccountField::ReferenceId), "{:?}", check.remarks);
    }
    assert!(check.remarks.iter().all(|remark| remark.severity == Severity::Warning));
}

#[tokio::test(flavor = "multi_thread")]
async fn past_the_limit_is_asked_about_and_possible() {
    let desk = Desk::with(Options::reseller(30)).await;
    desk.sim.world().set_property(desk.parent().0, "publishersQuota", 3);
    desk.connect().await;
    let check = desk.reseller.check_new_account(form("Over", "over@example.edu")).await.unwrap();
    assert!(check.over_quota);
    let error = desk.create(form("Over", "over@example.edu")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OverQuota);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 0);
    desk.create_beyond_quota(form("Over", "over@example.edu")).await.unwrap();
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
}

/// Nothing says that 0 means "no limit" (API.md §7.1); only what is not stated is none.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_none_at_all_is_asked_about_and_one_that_is_not_stated_is_not() {
    for (quota, over, words) in
        [(0, true, "Your limit is 0 accounts"), (-1, false, "does not state a limit")]
    {
        let desk = Desk::with(Options::reseller(30)).await;
        desk.sim.world().set_property(desk.parent().0, "publishersQuota", quota);
        desk.connect().await;
        let check = desk.reseller.check_new_account(form("At", "at@example.edu")).await.unwrap();
        assert_eq!(check.over_quota, over, "{quota}");
        let status = desk.status().await;
        let creating = status
            .capabilities
            .iter()
            .find(|c| c.kind == reseller::connection::CapabilityKind::CreateAccounts)
            .and_then(|c| c.remark.as_deref());
        assert!(creating.is_some_and(|remark| remark.contains(words)), "{quota}: {creating:?}");
        let created = desk.create(form("At", "at@example.edu")).await;
        assert_eq!(created.err().map(|e| e.code), over.then_some(ErrorCode::OverQuota), "{quota}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_looked_up_and_the_account_is_there_once() {
    for trouble in [Trouble::AnswerLost, Trouble::CutMidAnswer] {
        let desk = Desk::connected(30).await;
        desk.sim.faults().set(Fault::once(trouble).on("partner", "register"));
        let created = desk.create(form("Lost", "lost@example.edu")).await.unwrap();
        assert!(created.found_after_lost_answer);
        assert_eq!(created.first_password, None);
        assert_eq!(desk.sim.world().accounts_named("Lost").len(), 1);
        assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
        assert_eq!(desk.creations().await[0].result, ActivityResult::Done);
    }
}

/// A registration is not atomic: a refusal whose text nobody knows may come after the work.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_nobody_knows_is_looked_up_and_the_account_is_found() {
    let desk = Desk::connected(30).await;
    let text = "The new account could not be indexed";
    let fault = Fault::once(Trouble::LateRefusal { text: text.into() }).on("partner", "register");
    desk.sim.faults().set(fault);
    let created = desk.create(form("Late", "late@example.edu")).await.unwrap();
    assert!(created.found_after_lost_answer);
    assert_eq!(desk.sim.faults().unmet(), []);
    assert_eq!(desk.sim.world().accounts_named("Late").len(), 1);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
    let records = desk.creations().await;
    assert_eq!((records.len(), records[0].result), (1, ActivityResult::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unclear_end_is_said_and_look_again_finds_the_account() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
    // The first list of the creation tells the newest account; from then on nothing answers.
    desk.sim
        .faults()
        .set(Fault::always(Trouble::HttpStatus { status: 502 }).on("partner", "list").from_call(2));
    let wanted = form("Unclear", "unclear@example.edu");
    let error = desk.create(wanted.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unclear);
    assert!(error.detail.next_step.unwrap().contains("Look again"));
    assert_eq!(desk.creations().await[0].result, ActivityResult::Unclear);
    desk.sim.faults().clear();
    let found = desk.look_again(&wanted).await.unwrap().unwrap();
    assert_eq!(found.name, "Unclear");
    assert_eq!(desk.find("unclear").await.total, 1);
    assert_eq!(desk.sim.world().accounts_named("Unclear").len(), 1);
    let records = desk.creations().await;
    assert_eq!(records.len(), 2, "the unclear record stays, the finding has its own");
    assert_eq!(records[0].result, ActivityResult::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_arrived_created_nothing_and_says_so() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::CutBeforeAnswer).on("partner", "register"));
    let wanted = form("Never", "never@example.edu");
    let error = desk.create(wanted.clone()).await.unwrap_err();
    // The client cannot know that nothing was done, so it says that it does not.
    assert_eq!(error.code, ErrorCode::Unclear);
    // As long as the server may be at work on it, nobody can say that it will not come.
    let soon = desk.look_again(&wanted).await.unwrap_err();
    assert_eq!(soon.code, ErrorCode::Unclear);
    assert!(soon.message.contains("is not there yet"), "{}", soon.message);
    let again = desk.create(wanted.clone()).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::Unclear, "{}", again.message);
    // Roster goes on looking by itself, and tells.
    let status = desk.status_when(|status| !status.findings.is_empty()).await;
    assert_eq!(status.findings[0].account, None);
    assert_eq!(desk.look_again(&wanted).await.unwrap(), None);
    assert_eq!(desk.sim.world().accounts_named("Never").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_registration_ends_truthfully_and_never_creates_twice() {
    for (trouble, made) in [
        (Trouble::HttpStatus { status: 503 }, 0),
        (Trouble::HttpStatus { status: 429 }, 0),
        (Trouble::HalfBody, 1),
        (Trouble::NotJson, 1),
        (Trouble::Redirect { to: "https://elsewhere.example".into() }, 0),
    ] {
        let desk = Desk::connected(30).await;
        let name = format!("Fault {trouble:?}");
        desk.sim.faults().set(Fault::once(trouble.clone()).on("partner", "register"));
        let outcome = desk.create(form("Faulty", "faulty@example.edu")).await;
        let there = desk.sim.world().accounts_named("Faulty").len();
        assert!(there <= 1, "{name}");
        assert!(there == made || there == 0, "{name}: {there}");
        match outcome {
            Ok(created) => {
                assert_eq!(there, 1, "{name}");
                assert!(created.found_after_lost_answer, "{name}");
            }
            Err(error) => {
                assert_eq!(there, 0, "{name}");
                assert_eq!(error.code, ErrorCode::Unclear, "{name}");
            }
        }
        assert_eq!(
            desk.sim.world().count_requests("partner", "register"),
            usize::from(there == 1),
            "{name}"
        );
    }
}

/// Such sessions are shorter than the time before their end at which longer ones are replaced.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_sessions_of_a_minute_creates_an_account() {
    let desk = Desk::new(30).await;
    let (token_id, token) = desk.make_token_for("SHA256", 2, 60).await;
    let method = reseller::sign_in::SignInMethod::AppToken { token_id, token };
    let report = desk.sign_in(desk.request(method)).await.unwrap();
    desk.keep(&report, reseller::sign_in::Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let created = desk.create_beyond_quota(form("Minute", "minute@example.edu"));
    let created = tokio::time::timeout(std::time::Duration::from_secs(20), created).await;
    created.expect("an end").unwrap();
    assert_eq!(desk.sim.world().accounts_named("Minute").len(), 1);
}

/// What a form met with before it was sent says something about the connection, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_finds_the_server_away_puts_the_connection_offline_until_it_is_back() {
    let desk = Desk::connected(30).await;
    let wanted = || form("Away", "away@example.edu");
    for attempt in ["create", "check", "look"] {
        desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer));
        let error = match attempt {
            "create" => desk.create(wanted()).await.unwrap_err(),
            "check" => desk.reseller.validate_new_account(wanted()).await.unwrap_err(),
            _ => desk.look_again(&wanted()).await.unwrap_err(),
        };
        assert_eq!(error.code, ErrorCode::Offline, "{attempt}: {error:?}");
        let is_offline = |state: &_| matches!(state, ConnectionState::Offline { .. });
        assert!(is_offline(&desk.status().await.state), "{attempt}");
        desk.sim.faults().clear();
        desk.status_when(|status| status.state == ConnectionState::Ready).await;
    }
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_finds_the_session_over_asks_for_a_sign_in() {
    let desk = Desk::new(30).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    // The session of a password cannot be renewed.
    desk.sim.faults().expire_sessions();
    let error = desk.create(form("Over", "over@example.edu")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded, "{error:?}");
    assert!(matches!(desk.status().await.state, ConnectionState::SignedOut { problem: Some(_) }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_out_and_the_account_is_created_once() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::ActionBlocked).on("partner", "register"));
    desk.create(form("Limited", "limited@example.edu")).await.unwrap();
    assert_eq!(desk.sim.world().accounts_named("Limited").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_that_cannot_have_children_is_told_plainly() {
    let desk = Desk::new(30).await;
    let special = desk.sim.credentials().special.clone().unwrap().plain_publisher;
    let method = reseller::sign_in::SignInMethod::AdminSecret {
        secret: SecretText::new(special.admin_secret),
        person: "dana@example.com".into(),
    };
    let request = reseller::sign_in::SignInRequest {
        parent_id: Some(AccountId(special.parent_id)),
        ..desk.request(method)
    };
    let report = desk.sign_in(request).await.unwrap();
    desk.keep(&report, reseller::sign_in::Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let error = desk.create_beyond_quota(form("No", "no@example.edu")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotPermitted);
    assert!(error.message.contains("cannot have sub-accounts"), "{}", error.message);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_connection_refuses_every_write_before_the_network() {
    let desk = Desk::connected(30).await;
    let summary = desk.reseller.current_connection().unwrap();
    let edit = ConnectionEdit { name: summary.name, color: summary.color, read_only: true };
    desk.reseller.update_connection(summary.id, edit).await.unwrap();
    desk.sim.world().forget_requests();
    let wanted = form("No", "no@example.edu");
    let error = desk.create(wanted.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ReadOnlyConnection);
    let error = desk.reseller.validate_new_account(wanted).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ReadOnlyConnection);
    let ids = desk.active(1).await;
    let error = desk.change(&ids, reseller::status::TargetStatus::Blocked).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ReadOnlyConnection);
    assert!(desk.sim.world().requests().is_empty());
    let status = desk.status().await;
    let denied: Vec<_> = status.capabilities.iter().filter(|c| !c.allowed).collect();
    assert_eq!(denied.len(), 3);
    assert!(denied[0].remark.as_deref().unwrap().contains("Read-only"));
    assert!(desk.reseller.list_accounts(AccountQuery { ..everything() }, 0, 1).await.is_ok());
}
