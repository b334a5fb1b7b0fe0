//! `permission`: what a session may do (API.md §12; transcripts
//! 05-permission-getCurrentPermissions-parent, 12-permission-*).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Pager;
use crate::action::{Action, Safety};
use crate::params::Params;
use crate::wire::{self, List};

/// `permission.getCurrentPermissions`.
#[derive(Clone, Copy, Debug)]
pub struct GetCurrentPermissions;

impl Action for GetCurrentPermissions {
    const SERVICE: &'static str = "permission";
    const ACTION: &'static str = "getCurrentPermissions";
    const SAFETY: Safety = Safety::Read;
    type Output = Permissions;

    fn params(&self, _params: &mut Params) {}

    fn decode(json: &str) -> Result<Permissions, serde_json::Error> {
        let names: String = wire::read(json)?;
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        Ok(Permissions { names: names.map(str::to_owned).collect() })
    }
}

/// The permissions of a session, by name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Permissions {
    names: BTreeSet<String>,
}

impl Permissions {
    /// Whether a permission is among them.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether sub-accounts can be listed: `ADMIN_PUBLISHER_MANAGE` (API.md §12).
    pub fn may_list_partners(&self) -> bool {
        self.has("ADMIN_PUBLISHER_MANAGE")
    }

    /// Whether `varConsole` may be used: that, and `FEATURE_VAR_CONSOLE_LOGIN` (API.md §8).
    pub fn may_use_var_console(&self) -> bool {
        self.may_list_partners() && self.has("FEATURE_VAR_CONSOLE_LOGIN")
    }

    /// All names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// `permission.list`. Built-in rows (partner 0) come along (API.md §9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPermissions {
    /// Which ones.
    pub filter: PermissionFilter,
    /// Which page.
    pub pager: Pager,
}

/// Which permissions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionFilter {
    /// Of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_equal: Option<String>,
    /// 1 active, 2 blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_equal: Option<i64>,
    /// 1 normal, 2 special feature, 3 plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_equal: Option<i64>,
}

impl Action for ListPermissions {
    const SERVICE: &'static str = "permission";
    const ACTION: &'static str = "list";
    const SAFETY: Safety = Safety::Read;
    type Output = List<Permission>;

    fn params(&self, params: &mut Params) {
        params.set("filter", &self.filter);
        params.set("pager", &self.pager);
    }

    fn decode(json: &str) -> Result<List<Permission>, serde_json::Error> {
        wire::read(json)
    }
}

/// One permission of a partner.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    /// The number of the row.
    #[serde(deserialize_with = "wire::int")]
    pub id: i64,
    /// Its name, such as `FEATURE_VAR_CONSOLE_LOGIN`.
    #[serde(default, deserialize_with = "wire::text")]
    pub name: String,
    /// 1 normal, 2 special feature, 3 plugin.
    #[serde(default, rename = "type", deserialize_with = "wire::opt_int")]
    pub permission_type: Option<i64>,
    /// 1 active, 2 blocked.
    #[serde(default, deserialize_with = "wire::opt_int")]
    pub status: Option<i64>,
    /// Whose it is; absent (0 on the wire) for built-in ones.
    #[serde(default, deserialize_with = "wire::opt_partner")]
    pub partner_id: Option<crate::PartnerId>,
}
