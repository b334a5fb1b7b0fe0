//! Leniency: whatever spelling the server chooses, the value is the same.

use kaltura::actions::partner::{Partner, PartnerStatus};
use kaltura::actions::permission::Permission;
use kaltura::{List, PartnerId, UnixSeconds, wire};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The ways in which PHP writes a whole number.
fn spellings(number: i64) -> Vec<Value> {
    let mut spellings =
        vec![json!(number), json!(number.to_string()), json!(format!(" {number} "))];
    if number.abs() < 1 << 50 {
        #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
        let float = number as f64;
        spellings.extend([json!(float), json!(format!("{number}.0"))]);
    }
    spellings
}

proptest! {
    #[test]
    fn numbers_are_the_same_in_every_spelling(number: i64) {
        for spelling in spellings(number) {
            prop_assert_eq!(wire::read_int(&spelling.to_string()).unwrap(), number);
        }
    }

    #[test]
    fn a_partner_is_the_same_in_every_spelling(
        id in 1_i64..1 << 40,
        status in -5_i64..10,
        quota in 0_i64..1 << 40,
        created in 0_i64..1 << 40,
        name in ".*",
    ) {
        let mut read = Vec::new();
        for spelling in 0..5 {
            let pick = |number| spellings(number)[spelling].clone();
            let json = json!({
                "id": pick(id), "status": pick(status), "name": name,
                "publishersQuota": pick(quota), "createdAt": pick(created),
                "secret": "x", "deliveryTypes": [{ "id": "auto" }], "unknown": { "deep": [1, {}] },
            });
            read.push(wire::read::<Partner>(&json.to_string()).unwrap());
        }
        prop_assert_eq!(read[0].id, PartnerId::new(id));
        prop_assert_eq!(read[0].status, PartnerStatus::from_code(status));
        prop_assert_eq!(read[0].created_at, Some(UnixSeconds::new(created)));
        prop_assert_eq!(&read[0].name, &name);
        prop_assert!(read.iter().all(|partner| partner == &read[0]));
    }

    #[test]
    fn a_list_is_the_same_as_array_and_as_keyed_object(ids in prop::collection::vec(0_i64..1000, 0..20)) {
        let item = |id: &i64| json!({ "id": id, "name": "P" });
        let array: Vec<Value> = ids.iter().map(item).collect();
        let keyed: serde_json::Map<String, Value> =
            ids.iter().enumerate().map(|(n, id)| ((ids.len() - n).to_string(), item(id))).collect();
        let as_array = json!({ "totalCount": ids.len(), "objects": array });
        let as_object = json!({ "totalCount": ids.len().to_string(), "objects": keyed });
        let read = |json: Value| wire::read::<List<Permission>>(&json.to_string()).unwrap();
        let read = (read(as_array), read(as_object));
        prop_assert_eq!(read.0.objects.iter().map(|p| p.id).collect::<Vec<_>>(), ids);
        prop_assert_eq!(read.0, read.1);
    }

    #[test]
    fn no_text_makes_reading_panic(text in ".{0,200}") {
        let _ = wire::read::<Partner>(&text);
        let _ = wire::read_flag(&text);
        let _ = kaltura::Ks::new(text.clone());
        let _ = kaltura::Endpoint::new(&text);
    }
}

#[test]
fn yes_and_no_have_many_spellings() {
    for yes in ["true", "1", "\"1\"", "\"true\"", "2", "\"yes\""] {
        assert!(wire::read_flag(yes).unwrap(), "{yes}");
    }
    for no in ["false", "0", "\"\"", "\"0\"", "\"false\"", "\"FALSE\"", "null"] {
        assert!(!wire::read_flag(no).unwrap(), "{no}");
    }
}

#[test]
fn missing_lists_are_empty_and_missing_texts_too() {
    let list: List<Partner> = wire::read("{\"totalCount\":0,\"objects\":null}").unwrap();
    assert!(list.objects.is_empty());
    let list: List<Partner> = wire::read("{\"totalCount\":\"0\"}").unwrap();
    assert!(list.objects.is_empty());
    let partner: Partner = wire::read("{\"id\":1,\"status\":\"1\",\"phone\":null}").unwrap();
    assert_eq!((partner.phone.as_str(), partner.name.as_str()), ("", ""));
}

#[test]
fn a_number_that_is_none_is_not_made_up() {
    for json in ["\"abc\"", "\"12x\"", "[]", "{}", "1e300", "18446744073709551615", "null", "\"\""]
    {
        assert!(wire::read_int(json).is_err(), "{json}");
    }
}
