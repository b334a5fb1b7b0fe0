//! Every recorded answer about entries and what hangs on them, read by the action of its name.

use kaltura::actions::{
    base_entry, caption_asset, category, category_entry, metadata, metadata_profile, schedule_event,
};
use kaltura::{Action, List, Pager, UnixSeconds};
use serde_json::Value;

use crate::transcripts::{Player, is_plain_json, recorded};

/// Whether a list was read as long as it was, with items that are the same.
fn same_list<T>(output: &List<T>, answer: &Value, same: fn(&T, &Value) -> bool) -> bool {
    let objects = answer["objects"].as_array().unwrap();
    answer["totalCount"] == output.total_count
        && objects.len() == output.objects.len()
        && output.objects.iter().zip(objects).all(|(item, answer)| same(item, answer))
}

/// A scalar of an answer as the client shows it.
fn text(answer: &Value, name: &str) -> String {
    match (&answer[name], answer[name].as_str()) {
        (Value::Null, _) => String::new(),
        (_, Some(text)) => text.to_owned(),
        (other, None) => other.to_string(),
    }
}

fn same_entry(entry: &base_entry::Entry, answer: &Value) -> bool {
    answer["id"] == entry.id.as_str()
        && text(answer, "name") == entry.name
        && text(answer, "tags") == entry.tags
        && text(answer, "status") == entry.status
        && text(answer, "mediaType") == entry.media_type
        && answer["msDuration"].as_i64() == entry.ms_duration
        && answer["createdAt"].as_i64() == entry.created_at.map(UnixSeconds::get)
}

fn same_event(event: &schedule_event::ScheduleEvent, answer: &Value) -> bool {
    answer["id"] == event.id
        && text(answer, "summary") == event.summary
        && answer["templateEntryId"].as_str()
            == event.template_entry_id.as_ref().map(base_entry::EntryId::as_str)
        && answer["startDate"].as_i64() == event.start_date.map(UnixSeconds::get)
        && answer["recurrenceType"].as_i64() == event.recurrence_type
}

/// Whether the recorder, or the profile that was asked for, left a property out of the objects
/// that our own request always asks for.
fn lacks(exchange: &Value, property: &str) -> bool {
    let trim = exchange["recorder_trim"].as_str().unwrap_or_default();
    let cut =
        trim.contains("reduced") || !exchange["request"]["params"]["responseProfile"].is_null();
    let objects = exchange["response"]["objects"].as_array();
    cut && objects
        .is_some_and(|objects| objects.iter().any(|object| object.get(property).is_none()))
}

/// Plays a recorded exchange to the action of its name; `None` when it is not about content.
async fn replay(player: &Player, exchange: &Value) -> Option<Result<(), String>> {
    async fn list<A, T>(
        player: &Player,
        exchange: &Value,
        action: A,
        same: fn(&List<T>, &Value) -> bool,
    ) -> Option<Result<(), String>>
    where
        A: Action<Output = List<T>>,
    {
        Some(player.play(exchange, action, same).await)
    }

    let request = &exchange["request"];
    let name = format!("{}.{}", request["service"].as_str()?, request["action"].as_str()?);
    let pager = Pager::first();
    let filter = base_entry::EntryFilter::default();
    let entry_ids = String::new();
    match name.as_str() {
        "baseEntry.count" => {
            let action = base_entry::CountEntries { filter };
            Some(player.play(exchange, action, |output, answer| answer == output).await)
        }
        "baseEntry.list" | "media.list" => {
            let action = base_entry::ListEntries { filter, pager, fields: None };
            list(player, exchange, action, |output, answer| same_list(output, answer, same_entry))
                .await
        }
        "caption_captionAsset.list" if !lacks(exchange, "entryId") => {
            let action = caption_asset::ListCaptions { entry_ids, pager };
            list(player, exchange, action, |output, answer| {
                same_list(output, answer, |caption, answer| {
                    answer["id"] == caption.id.as_str()
                        && answer["entryId"] == caption.entry_id.as_str()
                        && text(answer, "language") == caption.language
                })
            })
            .await
        }
        "category.list" => {
            let action = category::ListCategories { id_in: None, pager };
            list(player, exchange, action, |output, answer| {
                same_list(output, answer, |category, answer| {
                    answer["id"] == category.id.get()
                        && text(answer, "fullName") == category.full_name
                })
            })
            .await
        }
        "categoryEntry.list" => {
            let action = category_entry::ListLinks { entry_ids, pager };
            list(player, exchange, action, |output, answer| {
                same_list(output, answer, |link, answer| {
                    answer["categoryId"] == link.category_id.get()
                        && answer["entryId"] == link.entry_id.as_str()
                })
            })
            .await
        }
        "metadata_metadata.list" if !lacks(exchange, "metadataProfileId") => {
            let action = metadata::ListMetadata { entry_ids, pager };
            list(player, exchange, action, |output, answer| {
                same_list(output, answer, |metadata, answer| {
                    answer["objectId"] == metadata.entry_id.as_str()
                        && text(answer, "xml") == metadata.xml
                })
            })
            .await
        }
        "metadata_metadataProfile.list" => {
            let action = metadata_profile::ListProfiles { pager };
            list(player, exchange, action, |output, answer| {
                same_list(output, answer, |profile, answer| {
                    answer["id"] == profile.id && text(answer, "systemName") == profile.system_name
                })
            })
            .await
        }
        "schedule_scheduleEvent.list" => {
            let action = schedule_event::ListEvents { start_from: None, start_to: None, pager };
            list(player, exchange, action, |output, answer| same_list(output, answer, same_event))
                .await
        }
        _ => None,
    }
}

#[tokio::test]
async fn every_recorded_answer_about_content_is_read_as_what_it_is() {
    let player = Player::start().await;
    let (mut played, mut faults) = (0, Vec::new());
    for (name, exchange) in recorded().iter().filter(|(_, exchange)| is_plain_json(exchange)) {
        if let Some(result) = replay(&player, exchange).await {
            played += 1;
            if let Err(fault) = result {
                faults.push(format!("{name}: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {played}:\n{}", faults.len(), faults.join("\n"));
    assert!(played >= 150, "only {played} were played");
}
