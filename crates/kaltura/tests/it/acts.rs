//! What actions look like on the wire, compared with the requests of the recorded exchanges.

use std::time::Duration;

use kaltura::actions::{app_token, partner, report, session, user, var_console};
use kaltura::{
    Action, AdminSecret, AppTokenHash, InList, OneTimeCode, Pager, PartnerId, Password,
    RequestTime, SessionType, UnixSeconds,
};
use serde_json::{Value, json};

use crate::support::{SECRET, Server};

/// The parameters an action sends, without what every request has.
async fn sent<A: Action>(action: A) -> (String, Value) {
    let server = Server::always(Value::Null).await;
    let _ = server.client().once(None, &action).await;
    let mut request = server.received().remove(0);
    let fields = request.body.as_object_mut().unwrap();
    assert!(fields.shift_remove("clientTag").is_some());
    assert!(fields.shift_remove("nonce").is_some());
    (request.target, request.body)
}

#[tokio::test]
async fn a_page_of_partners_is_asked_for_by_filter_and_pager() {
    let (target, body) = sent(partner::ListPartners {
        filter: partner::PartnerFilter {
            id_not_in: Some(InList::new([103]).unwrap()),
            status_in: Some(InList::new([1, 2]).unwrap()),
            id_greater_than: Some(PartnerId::new(500)),
            partner_group_type_equal: Some(partner::PartnerGroupType::Template),
            order_by: Some(partner::PartnerOrder::Id),
            ..partner::PartnerFilter::default()
        },
        pager: Pager::page(2, 500),
    })
    .await;
    assert_eq!(target, "/api_v3/service/partner/action/list?format=1");
    assert_eq!(
        body,
        json!({
            "filter": {
                "idNotIn": "103", "idGreaterThan": 500, "statusIn": "1,2",
                "partnerGroupTypeEqual": 4, "orderBy": "+id",
            },
            "pager": { "pageSize": 500, "pageIndex": 2 },
        })
    );
}

#[tokio::test]
async fn a_registration_names_the_class_and_sends_only_what_is_given() {
    let (_, body) = sent(partner::Register(partner::Registration {
        partner: partner::NewPartner {
            name: "Reg 46995".into(),
            admin_name: "Reg Admin".into(),
            admin_email: "reg46995@reg.test".into(),
            description: "made by a test".into(),
            reference_id: Some("R-1".into()),
            ..partner::NewPartner::default()
        },
        password: Some(Password::new("abc")),
        template_id: Some(PartnerId::new(120)),
        welcome: partner::WelcomeMail::None,
    }))
    .await;
    assert_eq!(
        body,
        json!({
            "partner": {
                "objectType": "KalturaPartner", "name": "Reg 46995", "adminName": "Reg Admin",
                "adminEmail": "reg46995@reg.test", "description": "made by a test",
                "referenceId": "R-1",
            },
            "cmsPassword": "abc", "templatePartnerId": 120, "silent": true,
        })
    );
}

#[tokio::test]
async fn an_update_sends_an_empty_text_and_leaves_out_what_stays() {
    let changes = partner::PartnerChanges {
        website: Some(String::new()),
        ..partner::PartnerChanges::default()
    };
    let (_, body) = sent(partner::Update { changes }).await;
    assert_eq!(body, json!({ "partner": { "objectType": "KalturaPartner", "website": "" } }));
}

#[tokio::test]
async fn a_sign_in_sends_password_and_code_and_no_account_unless_one_is_chosen() {
    let login = user::LoginByLoginId {
        login_id: "vera@parent.test".into(),
        password: Password::new("Parent1!pass"),
        partner_id: None,
        lifetime: None,
        privileges: None,
        otp: Some(OneTimeCode::new("123456")),
    };
    let (target, body) = sent(login).await;
    assert_eq!(target, "/api_v3/service/user/action/loginByLoginId?format=1");
    assert_eq!(
        body,
        json!({ "loginId": "vera@parent.test", "password": "Parent1!pass", "otp": "123456" })
    );
}

#[tokio::test]
async fn acting_for_a_child_names_both_partners_and_a_lifetime() {
    let (_, body) = sent(session::Impersonate {
        parent_id: PartnerId::new(103),
        secret: AdminSecret::new(SECRET),
        child_id: PartnerId::new(105),
        session_type: SessionType::Admin,
        user_id: "admin01@child01.test".into(),
        lifetime: Duration::from_mins(10),
        privileges: "disableentitlement".into(),
    })
    .await;
    assert_eq!(
        body,
        json!({
            "secret": SECRET, "partnerId": 103, "impersonatedPartnerId": 105, "type": 2,
            "userId": "admin01@child01.test", "expiry": 600, "privileges": "disableentitlement",
        })
    );
}

#[tokio::test]
async fn an_app_token_is_asked_for_like_the_recorded_one() {
    let (_, body) = sent(app_token::Add {
        hash: AppTokenHash::Sha256,
        session_type: SessionType::Admin,
        session_user_id: "admin01@child01.test".into(),
        session_lifetime: Duration::from_hours(1),
        session_privileges: String::new(),
        expires: None,
        description: "test token".into(),
    })
    .await;
    assert_eq!(
        body,
        json!({ "appToken": {
            "objectType": "KalturaAppToken", "hashType": "SHA256", "sessionType": 2,
            "sessionUserId": "admin01@child01.test", "sessionDuration": 3600,
            "description": "test token",
        }})
    );
}

#[tokio::test]
async fn usage_is_asked_for_with_real_dates_and_the_class_of_the_filter() {
    let span = var_console::UsageSpan::new(
        UnixSeconds::new(1_790_000_000),
        UnixSeconds::new(1_795_000_000),
        var_console::UsageInterval::Months,
    )
    .unwrap();
    let filter = partner::PartnerFilter {
        id_in: Some(InList::new([105, 106]).unwrap()),
        ..partner::PartnerFilter::default()
    };
    let (target, body) =
        sent(var_console::GetPartnerUsage { filter, span, pager: Pager::page(1, 10) }).await;
    assert_eq!(target, "/api_v3/service/varConsole_varConsole/action/getPartnerUsage?format=1");
    assert_eq!(
        body,
        json!({
            "partnerFilter": { "idIn": "105,106" },
            "usageFilter": {
                "objectType": "KalturaReportInputFilter", "fromDate": 1_790_000_000,
                "toDate": 1_795_000_000, "interval": "months", "timeZoneOffset": 0,
            },
            "pager": { "pageSize": 10, "pageIndex": 1 },
        })
    );
}

#[test]
fn a_span_of_usage_that_the_server_fails_on_cannot_be_made() {
    let day = |seconds| UnixSeconds::new(seconds);
    let days = var_console::UsageInterval::Days;
    assert!(var_console::UsageSpan::new(day(0), day(1_795_000_000), days).is_err());
    assert!(var_console::UsageSpan::new(day(1_795_000_001), day(1_795_000_000), days).is_err());
}

#[tokio::test]
async fn a_report_uses_a_bar_for_ids_and_cells() {
    let query = report::ReportQuery {
        report_type: report::ReportType::VpaasUsageMulti,
        span: report::ReportSpan::new("20261001", "20261003", report::ReportInterval::Days, -120),
        partner_ids: vec![PartnerId::new(105), PartnerId::new(106)],
    };
    let action = report::GetTable { query, page_size: 10, page_index: 1, order: None };
    let (_, body) = sent(action).await;
    assert_eq!(body["objectIds"], "105|106");
    assert_eq!(body["reportType"], "42");
    assert_eq!(body["responseOptions"]["delimiter"], "|");
    assert_eq!(body["reportInputFilter"]["timeZoneOffset"], -120);
}

#[test]
fn a_table_keeps_names_with_commas_and_sets_rows_aside_that_fell_apart() {
    let json = json!({
        "header": "partner_name|partner_id|bandwidth",
        "data": "Acme, Inc.|105|12;Bar | Grill|106|13;Fine|107|14;",
        "totalCount": "3",
    });
    let table = report::GetTable::decode(&json.to_string()).unwrap();
    let names: Vec<&str> = table.cells("partner_name").unwrap().collect();
    assert_eq!(names, ["Acme, Inc.", "Fine"]);
    assert_eq!(table.damaged, ["Bar | Grill|106|13"]);
    assert_eq!(table.total_count, 3);
    assert!(table.cells("plays").is_none());
}

#[test]
fn a_list_of_values_is_never_empty_and_never_longer_than_the_server_reads() {
    assert!(InList::new(Vec::<i64>::new()).is_err());
    assert!(InList::new(1..=500).is_ok());
    assert!(InList::new(1..=501).is_err());
    assert!(InList::new(["a,b"]).is_err());
}

#[test]
fn moments_in_requests_are_never_taken_for_spans() {
    let number = |time| serde_json::to_value(time).unwrap().as_i64().unwrap();
    assert_eq!(number(RequestTime::at(UnixSeconds::new(1_795_000_000))), 1_795_000_000);
    assert!(number(RequestTime::at(UnixSeconds::new(0))) > 315_360_000);
    assert_eq!(number(RequestTime::from_now(-3600)), -3600);
    assert_eq!(number(RequestTime::from_now(i64::MAX)), 315_360_000);
}

#[test]
fn a_pager_never_asks_for_everything_at_once() {
    assert_eq!(Pager::page(0, 0), Pager::page(1, 1));
    assert_eq!(Pager::page(3, 5000), Pager::page(3, 500));
}
