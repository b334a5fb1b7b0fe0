//! A connection: a parent account on a server, how to sign in to it, and what it may do.
//! Signing in itself is in `sign_in`; the list of connections on disk is in `registry`.

mod care;

use crate::account::Quota;
use crate::error::Error;
use crate::ids::{AccountId, ConnectionId, UnixSeconds};
use crate::new_account::RegistrationFinding;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The colour a person gave to a connection, so that nobody changes an account under the wrong
/// parent. The values are roles; the tokens file has the paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionColor {
    Teal,
    Copper,
    Plum,
    Moss,
    Indigo,
    Slate,
}

/// How a person signs in to this connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SignInKind {
    Password,
    AppToken,
    AdminSecret,
}

/// Whether calls can be made right now.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ConnectionState {
    /// Starting: the keychain is being read or the first call is under way.
    Connecting,
    Ready,
    /// The server cannot be reached; everything is readable, writes are off.
    Offline {
        problem: Error,
    },
    /// The person must sign in again: nothing is kept, or what was kept no longer works.
    SignedOut {
        problem: Option<Error>,
    },
}

/// Something a connection may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CapabilityKind {
    ListAccounts,
    CreateAccounts,
    ChangeStatus,
    /// Open in KMC and edit details: both act as the sub-account.
    ActAsAccount,
    ExportEntries,
    SeeUsage,
}

/// One line of "What this connection may do".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Capability {
    pub kind: CapabilityKind,
    pub allowed: bool,
    /// Why not and whom to ask, or a remark such as "113 of 1,250 left". A whole sentence.
    pub remark: Option<String>,
}

/// A connection as shown in the switcher and the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSummary {
    pub id: ConnectionId,
    pub name: String,
    pub color: ConnectionColor,
    /// Host and, where it is not the usual one, port: what a person recognises.
    pub server: String,
    pub parent_id: AccountId,
    pub parent_name: String,
    pub sign_in: SignInKind,
    pub person: String,
    pub read_only: bool,
    /// The built-in sample data.
    pub sample: bool,
    /// Whether a secret of this connection lies in the system keychain.
    pub kept: bool,
}

/// The live state of the current connection.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStatus {
    pub connection: ConnectionSummary,
    pub state: ConnectionState,
    pub capabilities: Vec<Capability>,
    pub quota: Option<Quota>,
    /// When the local copy was last complete. None before the first load.
    pub refreshed_at: Option<UnixSeconds>,
    /// A refresh under way.
    pub refreshing: Option<RefreshProgress>,
    /// Why the last refresh did not complete; the older copy is still shown.
    pub refresh_problem: Option<Error>,
    /// What came of looking for accounts whose creation was interrupted or not answered, since
    /// the app started, oldest first.
    pub findings: Vec<RegistrationFinding>,
}

/// How far a refresh has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RefreshProgress {
    pub loaded: u32,
    /// Known after the first page.
    pub total: Option<u32>,
}

/// What a person may change about a connection without signing in again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionEdit {
    pub name: String,
    pub color: ConnectionColor,
    pub read_only: bool,
}

/// Where the built-in sample data answers. Made by the shell, which starts that server.
#[derive(Debug, Clone)]
pub struct SampleServer {
    /// Such as `http://127.0.0.1:40123`.
    pub base_url: String,
    pub parent_id: AccountId,
    pub admin_secret: secrecy::SecretString,
    /// Who acts, for Activity.
    pub person: String,
}
