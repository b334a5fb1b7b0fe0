//! What the interface can ask for, one file a topic. A command takes its arguments, calls
//! `reseller`, and gives back what it says; it holds no rules, loops or sentences.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod app;
pub(crate) mod bulk;
pub(crate) mod connections;
pub(crate) mod exports;
pub(crate) mod jobs;
pub(crate) mod new_account;
pub(crate) mod preferences;
pub(crate) mod status;

use crate::shell::Shell;
type Managed<'a> = tauri::State<'a, Shell>;
