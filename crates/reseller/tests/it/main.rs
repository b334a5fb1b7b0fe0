//! Journeys of an account manager against the simulator, over real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    clippy::match_wild_err_arm,
    reason = "a test that meets what it did not expect stops there"
)]

mod accounts;
mod activity;
mod bulk_cells;
mod bulk_edit;
mod bulk_faults;
mod bulk_import;
mod bulk_support;
mod change_status;
mod clocks;
mod connections;
mod create;
mod desk;
mod export;
mod export_choices;
mod export_faults;
mod export_jobs;
mod export_kept;
mod export_kill;
mod export_support;
mod export_troubles;
mod export_truth;
mod export_worlds;
mod files;
mod import_files;
mod import_limits;
mod import_results;
mod import_rows;
mod import_support;
mod job_steps;
mod jobs;
mod network;
mod orphans;
mod queue;
mod refresh;
mod secrets;
mod sentences;
mod sign_in;
mod unsettled;
mod user_ids;
