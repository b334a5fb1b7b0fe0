//! Usage figures: rows per account and period, consistent with each other (API.md §8.2, §11).

use serde_json::{Value, json};

use crate::server::{Server, code};

async fn usage(server: &Server, ks: &str, filter: Value) -> Value {
    server.call_with(ks, "varConsole_varConsole", "getPartnerUsage", filter).await
}

#[tokio::test]
async fn a_month_is_the_sum_of_its_days() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let child = server.some_child();
    // October 2026 in New York.
    let range = |interval: &str| {
        json!({
            "partnerFilter": {"idEqual": child},
            "usageFilter": {"fromDate": 1_790_827_200, "toDate": 1_793_505_599, "interval": interval},
            "pager": {"pageSize": 500},
        })
    };
    let months = usage(&server, &ks, range("months")).await;
    let days = usage(&server, &ks, range("days")).await;
    assert_eq!(months["totalCount"], 1);
    assert_eq!(days["totalCount"], 31);
    let sum: i64 = days["objects"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|day| day["bandwidth"].as_i64())
        .sum();
    assert_eq!(months["objects"][0]["bandwidth"], sum);
    assert_eq!(months["total"]["bandwidth"], sum);
    assert_eq!(months["objects"][0]["dateId"], 202_610);
    assert_eq!(days["objects"][0]["dateId"], 20_261_001);
    assert!(sum > 0);
    let again = usage(&server, &ks, range("months")).await;
    assert_eq!(again, months);
}

#[tokio::test]
async fn dates_must_be_real_and_accounts_not_too_many() {
    let server = Server::start(simulator::Options::reseller(2_001)).await;
    let ks = server.admin().await;
    let child = server.some_child();
    let zero = json!({
        "partnerFilter": {"idEqual": child}, "usageFilter": {"fromDate": 0, "toDate": 1_790_000_000},
    });
    assert_eq!(code(&usage(&server, &ks, zero).await), "INTERNAL_SERVERL_ERROR");
    let everyone = usage(&server, &ks, json!({})).await;
    assert_eq!(code(&everyone), "MAX_SUB_PUBLISHERS_EXCEEDED");
    let nobody = usage(&server, &ks, json!({"partnerFilter": {"idEqual": 7}})).await;
    assert_eq!(nobody["totalCount"], 0);
    assert_eq!(nobody["objects"], json!([]));
}

#[tokio::test]
async fn the_report_of_all_children_has_a_row_for_each() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let params = json!({
        "reportType": "42",
        "reportInputFilter": {"fromDay": "20261001", "toDay": "20261031"},
        "pager": {"pageSize": 1000, "pageIndex": 1},
        "responseOptions": {"objectType": "KalturaReportResponseOptions", "delimiter": "|"},
    });
    let table = server.call_with(&ks, "report", "getTable", params).await;
    assert_eq!(table["totalCount"], 41);
    let header: Vec<&str> = table["header"].as_str().expect("a header").split('|').collect();
    let data = table["data"].as_str().expect("rows");
    let rows: Vec<&str> = data.split(';').filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 41);
    assert!(rows.iter().all(|row| row.split('|').count() == header.len()));
    assert!(header.contains(&"partner_id"));
}
