//! `partner.register`: the order and words of refusals, what comes into being (API.md §7.2).

use serde_json::{Value, json};

use crate::server::{Server, applicant, code, text};

async fn refusal(server: &Server, ks: &str, changes: Value) -> String {
    let mut partner = applicant("Refused", "refused@example.com");
    for (name, value) in changes.as_object().expect("changes") {
        if value.is_null() {
            partner.as_object_mut().expect("an object").remove(name);
        } else {
            partner[name] = value.clone();
        }
    }
    let answer = server.register(ks, partner).await;
    assert_eq!(code(&answer), "PARTNER_REGISTRATION_ERROR", "{changes}: {answer}");
    text(&answer["args"]["MESSAGE"])
}

#[tokio::test]
async fn the_first_of_several_faults_is_the_one_that_the_server_looks_for_first() {
    let server = Server::small().await;
    let ks = server.admin().await;
    for (changes, expected) in [
        (
            json!({"firstName": "A", "name": null}),
            "The property \"adminName\" is deprecated and should not be used",
        ),
        (json!({"name": null, "state": "Bavaria"}), "The property \"name\" cannot be null"),
        (
            json!({"state": "Bavaria", "status": 2}),
            "The property \"state\" cannot have more than 2 characters",
        ),
        (json!({"status": 2, "name": ""}), "The property \"status\" cannot be updated"),
        (json!({"name": "", "adminEmail": "x"}), "Please fill in the Partner's name"),
        (json!({"adminName": ""}), "Please fill in Administrator's details"),
        (
            json!({"adminEmail": "", "description": ""}),
            "Please fill in Administrator's Email Address",
        ),
        (json!({"adminEmail": "a@b", "description": ""}), "Invalid email address"),
        (json!({"adminEmail": " a@b.example"}), "Invalid email address"),
        (json!({"description": ""}), "Please fill in description"),
    ] {
        assert_eq!(refusal(&server, &ks, changes).await, expected);
    }
    assert_eq!(server.world().count_of(server.parent()), 40);
}

#[tokio::test]
async fn a_registered_account_is_a_child_with_an_owner_who_can_sign_in() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let answer = server.register(&ks, applicant("<b>Bold</b> Co", "Owner@New.example")).await;
    assert_eq!(answer["name"], "Bold Co");
    assert_eq!(answer["partnerParentId"], server.parent());
    let id = u32::try_from(answer["id"].as_u64().expect("an id")).expect("a small one");
    let account = server.world().account(id).expect("the account is there");
    assert_eq!((account.status, account.group_type), (1, 1));
    assert_eq!(account.parent_id, Some(server.parent()));
    let params = json!({
        "loginId": "owner@new.example", "password": answer["cmsPassword"], "partnerId": id,
    });
    assert!(server.call("user", "loginByLoginId", params).await.is_string());
    assert_eq!(server.world().welcome_mails(), Vec::<u32>::new(), "it was registered silently");
    let loud = json!({"partner": applicant("Loud", "loud@new.example")});
    let loud = server.call_with(&ks, "partner", "register", loud).await;
    assert_eq!(server.world().welcome_mails().len(), 1, "{loud}");
}

#[tokio::test]
async fn logins_are_unique_not_accounts() {
    let server = Server::small().await;
    let ks = server.admin().await;
    server.register(&ks, applicant("First", "taken@new.example")).await;
    assert_eq!(
        refusal(&server, &ks, json!({"adminEmail": "TAKEN@new.example"})).await,
        "User with email [TAKEN@new.example] already exists in system."
    );
    let child = server.world().account(server.some_child()).expect("a child");
    assert_eq!(
        refusal(&server, &ks, json!({"adminEmail": child.admin_email})).await,
        format!("User with email [{}] already exists in system.", child.admin_email)
    );
    let own = server.credentials().clone();
    let second = server.register(&ks, applicant("Second", &own.user_email)).await;
    assert!(second["id"].is_u64(), "the parent's own e-mail needs no password: {second}");
    let params = json!({
        "loginId": own.user_email, "password": second["cmsPassword"], "partnerId": second["id"],
    });
    let answer = server.call("user", "loginByLoginId", params).await;
    assert_eq!(code(&answer), "USER_WRONG_PASSWORD", "the returned password is not the login's");
    let third = server.register(&ks, applicant("First", "third@new.example")).await;
    assert!(third["id"].is_u64(), "names need not be unique");
}

#[tokio::test]
async fn without_an_admin_session_an_orphan_comes_into_being() {
    let server = Server::small().await;
    let params = json!({"partner": applicant("Orphan", "orphan@new.example"), "silent": true});
    let answer = server.call("partner", "register", params).await;
    assert!(answer["id"].is_u64(), "{answer}");
    assert!(answer.get("partnerParentId").is_none());
    assert_eq!(server.world().count_of(server.parent()), 40);
    assert_eq!(server.world().accounts_named("Orphan").len(), 1);
}

#[tokio::test]
async fn who_is_no_parent_and_what_is_no_template_get_the_same_words() {
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("a generated world");
    let plain = special.plain_publisher;
    let params = json!({"secret": plain.admin_secret, "partnerId": plain.parent_id, "type": 2});
    let ks = text(&server.call("session", "start", params).await);
    assert!(refusal(&server, &ks, json!({})).await.contains("is not a VAR/GROUP"));
    let ks = server.admin().await;
    let template = |id: u32, email: &str| {
        let params = json!({"partner": applicant("T", email), "templatePartnerId": id});
        server.call_with(&ks, "partner", "register", params)
    };
    let answer = template(plain.parent_id, "t1@new.example").await;
    assert!(text(&answer["args"]["MESSAGE"]).contains("is not a VAR/GROUP"));
    let own = server.world().accounts_of(server.parent())[0].id;
    assert!(template(own, "t2@new.example").await["id"].is_u64());
}

#[tokio::test]
async fn the_dry_run_finds_the_same_and_makes_nothing() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let check = |partner: Value| {
        server.call_with(&ks, "partner", "registrationValidation", json!({ "partner": partner }))
    };
    assert_eq!(check(applicant("Fine", "fine@new.example")).await, true);
    assert_eq!(code(&check(applicant("", "x@y.example")).await), "PARTNER_REGISTRATION_ERROR");
    assert_eq!(server.world().count_of(server.parent()), 40);
    assert!(server.world().login("fine@new.example").is_none());
}
