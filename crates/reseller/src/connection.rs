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
    /// A blue green.
    Teal,
    /// An orange brown.
    Copper,
    /// A red violet.
    Plum,
    /// A yellow green.
    Moss,
    /// A blue violet.
    Indigo,
    /// A grey blue; the sample data begins with it.
    Slate,
}

/// How a person signs in to this connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SignInKind {
    /// With e-mail and password. What is kept is an app token that Roster made.
    Password,
    /// With an app token that was made for it at the server.
    AppToken,
    /// With the parent's admin secret, by which sessions are signed here (API.md §3.2).
    AdminSecret,
}

/// Whether calls can be made right now.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ConnectionState {
    /// Starting: the keychain is being read or the first call is under way.
    Connecting,
    /// The server answers: calls can be made.
    Ready,
    /// The server cannot be reached; everything is readable, writes are off.
    Offline {
        /// What the last attempt met with.
        problem: Error,
    },
    /// The person must sign in again: nothing is kept, or what was kept no longer works.
    SignedOut {
        /// None: the person signed out, or nothing is kept.
        problem: Option<Error>,
    },
}

/// Something a connection may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CapabilityKind {
    /// See the sub-accounts.
    ListAccounts,
    /// Create accounts, as only some kinds of parent may (API.md §7.2).
    CreateAccounts,
    /// Block, unblock, remove and restore; Kaltura enables it for a parent (API.md §8).
    ChangeStatus,
    /// Edit details, which is done as the sub-account. Opening KMC as one would take the same;
    /// nothing in Roster does that yet.
    ActAsAccount,
    /// Count and read entries: like `ActAsAccount` it means entering the sub-account.
    ExportEntries,
    /// See usage. Nothing in Roster shows usage yet.
    SeeUsage,
}

/// One line of "What this connection may do".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Capability {
    /// What it is about.
    pub kind: CapabilityKind,
    /// False for all that writes where the connection was made read-only here.
    pub allowed: bool,
    /// Why not and whom to ask, or a remark such as "113 of 1,250 left". A whole sentence.
    pub remark: Option<String>,
}

/// A connection as shown in the switcher and the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionSummary {
    /// Stays the same when the person signs in again or renames it.
    pub id: ConnectionId,
    /// As the person calls it.
    pub name: String,
    /// As the person chose it.
    pub color: ConnectionColor,
    /// Host and, where it is not the usual one, port: what a person recognises.
    pub server: String,
    /// The parent's Partner ID.
    pub parent_id: AccountId,
    /// As the server calls the parent.
    pub parent_name: String,
    /// The way that was used last.
    pub sign_in: SignInKind,
    /// Who is signed in: an e-mail, the name given with an admin secret, or the token's user.
    pub person: String,
    /// Whether the last sign-in with a password took an authenticator code. Trying without one
    /// counts as a wrong attempt (API.md §9), so it is asked for from the start.
    pub asks_code: bool,
    /// The person chose on this computer that nothing is changed through it.
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
    /// Which one it is.
    pub connection: ConnectionSummary,
    /// Whether calls can be made.
    pub state: ConnectionState,
    /// Empty until the server was asked, and after signing out.
    pub capabilities: Vec<Capability>,
    /// None until the parent's limit is known.
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
    /// Accounts that have come so far; the server counts the parent among them.
    pub loaded: u32,
    /// Known after the first page.
    pub total: Option<u32>,
}

/// What a person may change about a connection without signing in again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionEdit {
    /// Must not be empty; blanks around it are taken off.
    pub name: String,
    /// The colour it is to have.
    pub color: ConnectionColor,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
}

/// Where the built-in sample data answers. Made by the shell, which starts that server.
#[derive(Debug, Clone)]
pub struct SampleServer {
    /// Such as `http://127.0.0.1:40123`.
    pub base_url: String,
    /// The Partner ID of the made-up parent.
    pub parent_id: AccountId,
    /// The made-up parent's. It goes into no keychain.
    pub admin_secret: secrecy::SecretString,
    /// Who acts, for Activity.
    pub person: String,
}
