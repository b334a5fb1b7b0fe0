//! Partners: what one is, its properties, how it is found, filtered and written into answers.

pub(crate) mod directory;
pub(crate) mod filter;
pub(crate) mod properties;
pub(crate) mod render;

use serde_json::Value;

/// The numbers of `KalturaPartnerStatus` (API.md §13).
pub(crate) mod status {
    pub(crate) const DELETED: u8 = 0;
    pub(crate) const ACTIVE: u8 = 1;
    pub(crate) const BLOCKED: u8 = 2;
    pub(crate) const REMOVED: u8 = 3;
    pub(crate) const READ_ONLY: u8 = 4;
}

/// The numbers of `KalturaPartnerGroupType` (API.md §13).
pub(crate) mod group {
    pub(crate) const PUBLISHER: u8 = 1;
    pub(crate) const VAR: u8 = 2;
    pub(crate) const GROUP: u8 = 3;
    pub(crate) const TEMPLATE: u8 = 4;
}

/// One partner as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Partner {
    pub(crate) id: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) group: u8,
    pub(crate) status: u8,
    /// Unix seconds.
    pub(crate) created_at: i64,
    /// The longest session in seconds that the slow path of `session.start` grants; `None` is
    /// the server's default of a day.
    pub(crate) ks_max_seconds: Option<i64>,
    /// Whether the partner has `FEATURE_VAR_CONSOLE_LOGIN`.
    pub(crate) var_console: bool,
    /// Whether nobody is shown its secrets (`hideSecrets`, API.md §6).
    pub(crate) hides_secrets: bool,
    /// Set properties by place in [`properties::PROPERTIES`], in that order.
    props: Vec<(u8, Value)>,
}

impl Partner {
    pub(crate) fn new(id: i64, parent: Option<i64>, created_at: i64) -> Self {
        Self {
            id,
            parent,
            group: group::PUBLISHER,
            status: status::ACTIVE,
            created_at,
            ks_max_seconds: Some(86_400),
            var_console: false,
            hides_secrets: false,
            props: Vec::new(),
        }
    }

    /// A property that was set, or its default.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let place = properties::place(name)?;
        self.props
            .binary_search_by_key(&place, |(own, _)| *own)
            .ok()
            .and_then(|at| self.props.get(at))
            .map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Sets a property; a name that is not one is ignored. NULL takes it away.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        let Some(place) = properties::place(name) else { return };
        match self.props.binary_search_by_key(&place, |(own, _)| *own) {
            Ok(at) => {
                if let Some(slot) = self.props.get_mut(at) {
                    slot.1 = value.into();
                }
            }
            Err(at) => self.props.insert(at, (place, value.into())),
        }
    }

    /// The stored property at a place of the table.
    pub(crate) fn at(&self, place: u8) -> Option<&Value> {
        self.props
            .binary_search_by_key(&place, |(own, _)| *own)
            .ok()
            .and_then(|at| self.props.get(at))
            .map(|(_, value)| value)
    }

    /// Takes over what a template hands down (03-partner-register-success-template).
    pub(crate) fn inherit(&mut self, template: &Partner, name: &str) {
        if self.get(name).is_none()
            && let Some(value) = template.get(name)
        {
            self.set(name, value.clone());
        }
    }

    /// Blocked, removed and deleted partners refuse every use of a session (API.md §8.1).
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.status, status::ACTIVE | status::READ_ONLY)
    }

    pub(crate) fn is_child_of(&self, parent: i64) -> bool {
        self.parent == Some(parent)
    }

    pub(crate) fn may_have_children(&self) -> bool {
        matches!(self.group, group::VAR | group::GROUP)
    }
}
