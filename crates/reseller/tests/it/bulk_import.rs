//! Importing accounts as a job: each row becomes one account, never two, whatever happens, and
//! the person learns which.

use crate::bulk_support::{HEADER, confirmed, made, school, schools};
use crate::desk::Desk;
use reseller::activity::{ActivityAction, ActivityResult};
use reseller::connection::ConnectionState;
use reseller::import::{
    ImportField, ImportPurpose, ImportStart, OpenChoice, RowFilter, RowState, TemplateKind,
};
use reseller::jobs::model::{ItemState, JobKind, JobState};
use reseller::sign_in::Keep;
use reseller::{ErrorCode, Event};
use simulator::{Fault, Options, Trouble};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_accounts_that_are_shown_recorded_and_written_back() {
    let desk = Desk::connected(60).await;
    let mut rows: Vec<String> = (1..=20).map(school).collect();
    rows[3] = rows[3].replace("admin0004@schools.example", "admin0004@@schools.example");
    rows[6] = rows[6].replace("School 0007", "");
    rows[8] = rows[8].replace("REF-0009", "REF-0008");
    let path = desk.put("schools.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let summary = desk.open(&path, ImportPurpose::Create).await;
    assert_eq!(summary.match_problems, []);
    assert_eq!((summary.totals.rows, summary.totals.to_fix), (20, 2));
    let odd = desk.reseller.list_import_rows(0, 10, RowFilter::ToFix).await.unwrap();
    assert_eq!(odd.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [5, 8]);
    let totals = desk
        .reseller
        .set_import_cell(odd.rows[0].index, ImportField::AdminEmail, "four@schools.example".into())
        .await
        .unwrap();
    assert_eq!(totals.to_fix, 1);
    desk.reseller.skip_import_rows(vec![odd.rows[1].index]).await.unwrap();
    let plan = desk.reseller.plan_import().await.unwrap();
    assert_eq!((plan.count, plan.left_out, plan.to_fix), (19, 1, 0));
    assert_eq!(plan.confirmation.as_ref().map(|c| c.expected.as_str()), Some("19"));
    let none = ImportStart { typed: None, beyond_quota: false, reason: String::new() };
    let error = desk.reseller.start_import(none).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ConfirmationMismatch);
    let job = desk.reseller.start_import(confirmed(&plan)).await.unwrap();
    assert_eq!(job.kind, JobKind::Import { file_name: "schools.csv".into() });
    let error = desk.reseller.plan_import().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "the open import is done with");
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done, job.total), (JobState::Finished, 19, 19), "{job:#?}");
    assert!(job.can_save_result && !job.can_undo);
    let items = desk.items(job.id).await;
    assert_eq!(items[2].number, 4, "the row as a spreadsheet counts it");
    assert_eq!(made(&desk.sim.world(), desk.parent().0, 20).iter().sum::<usize>(), 19);
    // Shown without a refresh, recorded with its account.
    assert_eq!(desk.find("School 0012").await.total, 1);
    let records = desk.records(job.id).await;
    assert_eq!(records.len(), 19);
    assert!(records.iter().all(|record| {
        record.action == ActivityAction::AccountCreated
            && record.result == ActivityResult::Done
            && record.account.is_some()
            && record.reason == "new school year"
    }));
    // The result is recognised: what is done is not done again.
    let name = desk.reseller.suggest_import_result_name(job.id).await.unwrap();
    let result = desk.folder.path().join(name);
    desk.reseller.save_import_result(job.id, result.clone()).await.unwrap();
    let text = std::fs::read_to_string(&result).unwrap();
    assert!(text.contains(&items[0].account.unwrap().to_string()), "{text}");
    let again = desk.open(&result, ImportPurpose::Create).await;
    assert_eq!((again.totals.done_before, again.totals.rows), (19, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_are_looked_up_and_no_account_is_made_twice() {
    for trouble in [Trouble::AnswerLost, Trouble::CutMidAnswer, Trouble::HalfBody, Trouble::NotJson]
    {
        let desk = Desk::connected(60).await;
        let fault = Fault::always(trouble.clone()).on("partner", "register");
        desk.sim.faults().set(fault.from_call(3).times(4));
        let job = desk.import(&schools(12)).await;
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 12), "{trouble:?} {job:#?}");
        desk.each_once(job.id, 12).await;
        let times = desk.sim.world().count_requests("partner", "register");
        assert_eq!(times, 12, "{trouble:?}: nothing was sent again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_refused_for_a_reason_that_nobody_knows_are_looked_up_and_not_made_twice() {
    let desk = Desk::connected(60).await;
    let late = Trouble::LateRefusal { text: "The new account could not be indexed".into() };
    desk.sim.faults().set(Fault::always(late).on("partner", "register").from_call(2).times(3));
    let job = desk.import(&schools(8)).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 8), "{job:#?}");
    desk.each_once(job.id, 8).await;
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 8);
    assert_eq!(desk.sim.faults().unmet(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_that_never_ran_are_sent_again_after_looking() {
    for trouble in [Trouble::CutBeforeAnswer, Trouble::HttpStatus { status: 502 }] {
        let desk = Desk::connected(60).await;
        let fault = Fault::always(trouble.clone()).on("partner", "register");
        desk.sim.faults().set(fault.from_call(2).times(3));
        let job = desk.import(&schools(10)).await;
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 10), "{trouble:?} {job:#?}");
        desk.each_once(job.id, 10).await;
    }
}

/// Accounts under the parent's own e-mail may have everything in common.
#[tokio::test(flavor = "multi_thread")]
async fn two_rows_with_the_same_name_and_e_mail_do_not_take_each_others_account() {
    let desk = Desk::connected(60).await;
    let email = desk.sim.credentials().user_email.clone();
    let twin = |phone| format!("Twin,Dana Levi,{email},{phone},,,no");
    let rows: Vec<String> = ["111", "222", "333"].map(twin).to_vec();
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    desk.sim.faults().set(Fault::always(Trouble::AnswerLost).on("partner", "register").times(2));
    let job = desk.import(&text).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 3), "{job:#?}");
    let made = desk.sim.world().accounts_named("Twin");
    assert_eq!(made.len(), 3);
    for (item, phone) in desk.items(job.id).await.iter().zip(["111", "222", "333"]) {
        let account = desk.sim.world().account(item.account.unwrap().0).unwrap();
        assert_eq!(account.phone.as_deref(), Some(phone), "row {}", item.number);
    }
    desk.nothing_open(job.id).await;
}

/// The e-mail of a login that the list of accounts does not know of: only the server can tell.
fn login_elsewhere(desk: &Desk) -> String {
    let special = desk.sim.credentials().special.clone().unwrap();
    special.plain_publisher.user_email
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_fails_alone_with_the_reason_and_can_be_tried_again() {
    let desk = Desk::connected(60).await;
    let other = login_elsewhere(&desk);
    let rows = [school(1), school(2).replace("admin0002@schools.example", &other), school(3)];
    let job = desk.import(&format!("{HEADER}\n{}\n", rows.join("\n"))).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (2, 1), "{job:#?}");
    assert!(job.can_retry);
    let failed = desk.items(job.id).await.remove(1);
    let problem = failed.problem.unwrap();
    assert!(problem.message.contains("already a sign-in"), "{}", problem.message);
    assert_eq!(desk.records(job.id).await[1].result, ActivityResult::Refused);
    desk.reseller.retry_failed(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (2, 1));
    assert_eq!(made(&desk.sim.world(), desk.parent().0, 3), [1, 0, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_tried_again_is_looked_for_first() {
    let desk = Desk::connected(60).await;
    desk.sim.faults().set(Fault::always(Trouble::InternalError).on("partner", "register").times(1));
    let job = desk.import(&schools(1)).await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.counts.failed, 1, "{job:#?}");
    // Meanwhile somebody creates it by hand.
    let form = reseller::new_account::NewAccount {
        reference_id: "REF-0001".into(),
        phone: "555 0001".into(),
        ..crate::desk::form("School 0001", "admin0001@schools.example")
    };
    desk.create_beyond_quota(form).await.unwrap();
    desk.reseller.retry_failed(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 1), "{job:#?}");
    desk.each_once(job.id, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_administrator_rights_nothing_is_sent_and_no_orphan_is_made() {
    let desk = Desk::new(60).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let path = desk.put("schools.csv", schools(6));
    desk.open(&path, ImportPurpose::Create).await;
    // From now on the token gives sessions of an ordinary user, and the one there is runs out in
    // the very moment in which the first account is sent.
    let known = desk.sim.credentials().app_token.clone();
    let mut record = desk.sim.world().app_tokens().into_iter().find(|t| t.id == known.id).unwrap();
    record.session_type = 0;
    desk.sim.world().put_app_token(&record, &known.token);
    desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on("partner", "register"));
    let job = desk.start().await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.pending), (JobState::Paused, 6), "{job:#?}");
    let problem = job.problem.unwrap();
    assert!(problem.message.contains("administrator rights"), "{}", problem.message);
    assert_eq!(desk.sim.world().accounts_named("School 0001").len(), 0, "not even an orphan");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_compared_with_what_came_after_the_file_was_opened() {
    let desk = Desk::connected(40).await;
    let path = desk.put("schools.csv", schools(3));
    desk.open(&path, ImportPurpose::Create).await;
    assert_eq!(desk.reseller.plan_import().await.unwrap().with_warnings, 0);
    // Somebody else gives an account the name that a row has.
    let other = desk.active(1).await[0];
    desk.sim.world().set_property(other.0, "name", "School 0002");
    desk.refresh().await;
    assert_eq!(desk.reseller.plan_import().await.unwrap().with_warnings, 1);
    let odd = desk.reseller.list_import_rows(0, 10, RowFilter::WorthALook).await.unwrap();
    assert_eq!(odd.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn going_beyond_the_limit_must_be_confirmed_and_ten_is_the_loosest_threshold() {
    let desk = Desk::connected(60).await;
    let used = desk.status().await.quota.unwrap().used;
    let limit = used + 2;
    desk.sim.world().set_property(desk.parent().0, "publishersQuota", limit);
    desk.refresh().await;
    let path = desk.put("schools.csv", schools(6));
    desk.open(&path, ImportPurpose::Create).await;
    let plan = desk.reseller.plan_import().await.unwrap();
    assert_eq!((plan.beyond_quota, plan.quota.unwrap().limit), (4, Some(limit)));
    assert_eq!(plan.confirmation, None);
    let timid = ImportStart { beyond_quota: false, ..confirmed(&plan) };
    let error = desk.reseller.start_import(timid).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OverQuota);
    assert!(error.message.contains(&(used + 6).to_string()), "{}", error.message);
    desk.reseller.set_confirm_above(5);
    let plan = desk.reseller.plan_import().await.unwrap();
    assert_eq!(plan.confirmation.as_ref().unwrap().expected, "6");
    let eleven = desk.active(11).await;
    desk.reseller.set_confirm_above(400);
    let target = reseller::status::TargetStatus::Blocked;
    let change = desk.reseller.plan_status_change(eleven, target).await.unwrap();
    assert!(change.confirmation.is_some());
    let job = desk.reseller.start_import(confirmed(&plan)).await.unwrap();
    assert_eq!(desk.rest(job.id).await.counts.done, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_passwords_are_never_on_disk_and_their_rows_fail_after_a_restart() {
    let mut desk = Desk::connected(60).await;
    let secret = "Sunflower7!";
    let text = format!("{HEADER},First password\n{},{secret}\n{},\n", school(1), school(2));
    let path = desk.put("schools.csv", &text);
    desk.open(&path, ImportPurpose::Create).await;
    assert_eq!(desk.reseller.plan_import().await.unwrap().with_password, 1);
    std::fs::remove_file(&path).unwrap();
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer).on("session", "get"));
    let job = desk.start().await.unwrap();
    let id = desk.reseller.current_connection().unwrap().id;
    desk.reseller.pause_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.pending), (JobState::Paused, 2), "{job:#?}");
    desk.restart().await;
    for entry in std::fs::read_dir(desk.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{} holds a password", path.display());
    }
    desk.sim.faults().clear();
    desk.reseller.select_connection(id).await.unwrap();
    desk.refreshed().await;
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (1, 1), "{job:#?}");
    let problem = desk.items(job.id).await[0].problem.clone().unwrap();
    assert!(problem.message.contains("initial password"), "{}", problem.message);
    assert_eq!(desk.sim.world().accounts_named("School 0001").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_opens_the_new_account() {
    let desk = Desk::connected(60).await;
    let secret = "Sunflower7!";
    let text = format!("{HEADER},First password\n{},{secret}\n", school(1));
    let job = desk.import(&text).await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.counts.done, 1, "{job:#?}");
    let account = desk.items(job.id).await[0].account;
    let request = reseller::sign_in::SignInRequest {
        parent_id: account,
        ..desk.request(reseller::sign_in::SignInMethod::Password {
            email: "admin0001@schools.example".into(),
            password: reseller::sign_in::SecretText::new(secret),
            code: None,
        })
    };
    assert_eq!(desk.sign_in(request).await.unwrap().parent_id, account.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_asked_about_all_rows_and_says_which_it_would_not_take() {
    let desk = Desk::connected(60).await;
    let other = login_elsewhere(&desk);
    let mut rows: Vec<String> = (1..=50).map(school).collect();
    rows[30] = rows[30].replace("admin0031@schools.example", &other);
    let path = desk.put("schools.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    desk.open(&path, ImportPurpose::Create).await;
    let before = desk.sim.world().count_of(desk.parent().0);
    let begun = desk.reseller.check_import().await.unwrap();
    assert_eq!((begun.running, begun.total), (true, 50));
    let check = desk
        .hear(|event| match event {
            Event::ImportChecked(checked) if !checked.check.running => Some(checked.check.clone()),
            _ => None,
        })
        .await;
    assert_eq!((check.checked, check.refused, check.problem), (50, 1, None));
    let wrong = desk.reseller.list_import_rows(0, 10, RowFilter::ToFix).await.unwrap();
    assert_eq!(wrong.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [32]);
    assert_eq!(wrong.rows[0].state, RowState::Invalid);
    assert!(wrong.rows[0].summary.contains("already a sign-in"), "{}", wrong.rows[0].summary);
    assert_eq!(desk.sim.world().count_of(desk.parent().0), before, "nothing was created");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_the_server_can_be_stopped_and_says_what_went_wrong() {
    let desk = Desk::connected(60).await;
    let path = desk.put("schools.csv", schools(200));
    desk.open(&path, ImportPurpose::Create).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 50 });
    desk.sim.faults().set(slow.on("partner", "registrationValidation"));
    desk.reseller.check_import().await.unwrap();
    let stopped = desk.reseller.stop_import_check().await.unwrap();
    assert!(!stopped.running && stopped.checked < 200, "{stopped:?}");
    desk.sim.faults().clear();
    let cut = Fault::always(Trouble::CutBeforeAnswer).on("partner", "registrationValidation");
    desk.sim.faults().set(cut.from_call(2));
    desk.reseller.check_import().await.unwrap();
    let check = desk
        .hear(|event| match event {
            Event::ImportChecked(checked) if checked.check.problem.is_some() => {
                Some(checked.check.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(check.problem.unwrap().code, ErrorCode::Offline);
    assert!(!check.running && check.checked == 20, "{}", check.checked);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_waits_for_a_network_that_goes_away_and_goes_on_by_itself() {
    let desk = Desk::connected(60).await;
    for (service, action, from) in
        [("partner", "register", 7), ("partner", "list", 2), ("session", "get", 2)]
    {
        let cut = Fault::always(Trouble::CutBeforeAnswer).on(service, action);
        desk.sim.faults().set(cut.from_call(from));
    }
    let job = desk.import(&schools(60)).await;
    let offline = |status: &reseller::connection::ConnectionStatus| {
        matches!(status.state, ConnectionState::Offline { .. })
    };
    desk.status_when(offline).await;
    let waiting = desk.reseller.read_job(job.id).await.unwrap();
    assert_eq!((waiting.state, waiting.counts.failed), (JobState::Running, 0), "{waiting:#?}");
    assert_eq!(waiting.problem.unwrap().code, ErrorCode::Offline);
    desk.sim.faults().clear();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 60), "{job:#?}");
    assert_eq!(job.problem, None);
    desk.each_once(job.id, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_import_settles_what_was_sent_and_says_what_was_not() {
    let desk = Desk::connected(60).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 30 }).on("partner", "register");
    desk.sim.faults().set(slow);
    let job = desk.import(&schools(60)).await;
    desk.job_when(job.id, |job| job.counts.done > 4).await;
    desk.reseller.cancel_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Cancelled);
    assert!(job.counts.skipped > 0 && job.counts.skipped + job.counts.done == 60, "{job:#?}");
    let made: usize = made(&desk.sim.world(), desk.parent().0, 60).iter().sum();
    assert_eq!(made, job.counts.done as usize);
    let result = desk.folder.path().join("result.csv");
    desk.reseller.save_import_result(job.id, result.clone()).await.unwrap();
    let text = std::fs::read_to_string(&result).unwrap();
    assert_eq!(text.matches(",Not sent,").count(), job.counts.skipped as usize, "{text}");
}

/// The app dies in the middle: its tasks are gone from one moment to the next.
#[test]
fn a_killed_app_resumes_its_import_and_makes_no_account_twice() {
    let outside = tokio::runtime::Runtime::new().unwrap();
    for moment in [1_u32, 20, 45] {
        let doomed = tokio::runtime::Runtime::new().unwrap();
        let mut desk = outside.block_on(Desk::with(Options::reseller(60)));
        let setup = crate::desk::setup(desk.folder.path(), &desk.secrets, &desk.ear);
        (desk.reseller, _) = reseller::Reseller::open(setup).unwrap();
        let (id, job) = doomed.block_on(async {
            desk.connect().await;
            let slow = Fault::always(Trouble::Latency { milliseconds: 20 });
            desk.sim.faults().set(slow.on("partner", "register"));
            let job = desk.import(&schools(60)).await;
            loop {
                let job = desk.reseller.read_job(job.id).await.unwrap();
                if job.counts.sent > 0 && job.counts.sent + job.counts.done >= moment {
                    break;
                }
            }
            (desk.reseller.current_connection().unwrap().id, job.id)
        });
        doomed.shutdown_background();
        outside.block_on(async {
            desk.sim.faults().clear();
            desk.open_again();
            let found = desk.reseller.read_job(job).await.unwrap();
            assert_eq!((found.state, found.counts.sent), (JobState::Interrupted, 0), "{moment}");
            assert!(found.can_save_result);
            desk.reseller.select_connection(id).await.unwrap();
            desk.refreshed().await;
            desk.reseller.resume_job(job).await.unwrap();
            let end = desk.rest(job).await;
            assert_eq!(
                (end.state, end.counts.done),
                (JobState::Finished, 60),
                "{moment}: {end:#?}"
            );
            desk.each_once(job, 60).await;
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_column_means_is_remembered_for_files_of_its_layout() {
    let mut desk = Desk::connected(60).await;
    let text = "Schule,Wer,Post\nNorth,Dana Levi,north@schools.example\n";
    let path = desk.put("a.csv", text);
    let summary = desk.open(&path, ImportPurpose::Create).await;
    assert!(!summary.remembered);
    let fields =
        vec![Some(ImportField::Name), Some(ImportField::AdminName), Some(ImportField::AdminEmail)];
    let summary = desk.reseller.set_import_matches(fields.clone()).await.unwrap();
    assert_eq!(summary.match_problems, []);
    desk.reseller.keep_import_matches().await.unwrap();
    desk.reseller.close_import().await;
    let id = desk.reseller.current_connection().unwrap().id;
    desk.restart().await;
    desk.reseller.select_connection(id).await.unwrap();
    let path = desk.put("b.csv", text.replace("North", "South"));
    let summary = desk.open(&path, ImportPurpose::Create).await;
    assert!(summary.remembered);
    let found: Vec<_> = summary.columns.iter().map(|column| column.matched.field).collect();
    assert_eq!(found, fields);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_can_be_saved_and_opened_and_a_file_that_is_none_is_refused() {
    let desk = Desk::connected(60).await;
    let kind = TemplateKind::University;
    let name = desk.reseller.suggest_import_template_name(kind).await.unwrap();
    let path = desk.folder.path().join(&name);
    desk.reseller.save_import_template(kind, path.clone()).await.unwrap();
    let (choice, purpose) = (OpenChoice::default(), ImportPurpose::Create);
    let empty = desk.reseller.open_import(path, purpose, choice).await.unwrap_err();
    assert!(empty.message.contains("no rows"), "{}", empty.message);
    let path = desk.put("schools.csv", schools(2));
    desk.open(&path, ImportPurpose::Create).await;
    let path = desk.put("picture.csv", b"\x89PNG\r\n\x1a\n");
    let choice = OpenChoice::default();
    let refused = desk.reseller.open_import(path, ImportPurpose::Create, choice).await;
    assert!(!refused.unwrap_err().message.is_empty());
    // What was open before stays open.
    assert!(desk.reseller.plan_import().await.is_ok());
    let items = desk.reseller.list_jobs().await.unwrap();
    assert!(items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_import_says_how_fast_it_goes() {
    let desk = Desk::connected(60).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 15 }).on("partner", "register");
    desk.sim.faults().set(slow);
    let job = desk.import(&schools(40)).await;
    let running = desk.job_when(job.id, |job| job.counts.done >= 20).await;
    if running.state == JobState::Running {
        let pace = running.pace.expect("a pace");
        assert!(pace.per_minute > 60.0 && !pace.slowed, "{pace:?}");
    }
    let told = desk.ear.all().iter().any(|event| match event {
        Event::JobChanged(changed) => {
            changed.job.id == job.id && changed.job.pace.is_some_and(|p| p.per_minute > 0.0)
        }
        _ => false,
    });
    assert!(told, "the pace was told");
    let end = desk.rest(job.id).await;
    assert_eq!(end.pace, None);
    assert!(desk.items(end.id).await.iter().all(|item| item.state == ItemState::Done));
}

/// The real thing in short: a process that is killed. `cargo xtask crash-test` does it at length.
#[test]
fn a_process_killed_in_the_middle_loses_nothing_and_makes_nothing_twice() {
    let tests = std::env::current_exe().unwrap();
    let crash = tests.ancestors().nth(2).unwrap().join("examples/crash");
    let crash = crash.with_extension(std::env::consts::EXE_EXTENSION);
    let run = std::process::Command::new(&crash)
        .args(["--rounds", "3", "--seed", "17"])
        .output()
        .expect("cargo builds the examples with the tests");
    let said = String::from_utf8_lossy(&run.stdout);
    let trouble = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}{trouble}");
    let number = |of: &str| -> u32 {
        let line = said.lines().map(str::trim).find_map(|line| line.strip_prefix(of));
        let number = line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok());
        number.unwrap_or_else(|| panic!("{of} is missing: {said}"))
    };
    assert_eq!((number("duplicates"), number("losses"), number("mistaken")), (0, 0, 0), "{said}");
    assert!(number("with items sent") > 0, "killed while something was on its way: {said}");
    assert!(number("rounds that met unknown items") > 0, "{said}");
    assert!(number("rounds with lost answers") > 0, "{said}");
}

/// The same for the form: what was checked is the session that sends.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_sends_with_no_other_session_than_the_one_that_was_checked() {
    let desk = Desk::new(60).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let known = desk.sim.credentials().app_token.clone();
    let mut record = desk.sim.world().app_tokens().into_iter().find(|t| t.id == known.id).unwrap();
    record.session_type = 0;
    desk.sim.world().put_app_token(&record, &known.token);
    desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on("partner", "register"));
    let form = crate::desk::form("Orphan", "orphan@schools.example");
    let error = desk.create_beyond_quota(form).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded, "{}", error.message);
    assert_eq!(desk.sim.world().accounts_named("Orphan").len(), 0);
    assert_eq!(desk.sim.faults().unmet(), []);
}
