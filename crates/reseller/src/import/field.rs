//! What a column of a file can mean, and how each meaning is called. What stands in the cells is
//! judged in `check`.

use crate::messages::{Message, Messages, msg};
use crate::new_account::NewAccountField;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a column can mean.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum ImportField {
    /// The account's name.
    Name,
    /// The administrator's name.
    AdminName,
    /// The administrator's e-mail.
    AdminEmail,
    /// The administrator's phone number, in any format.
    Phone,
    /// The account's web address.
    Website,
    /// The reseller's own number for the account.
    ReferenceId,
    /// Some words about the account.
    Description,
    /// By Partner ID or by name.
    Template,
    /// Two letters, such as `US`.
    Country,
    /// Two letters, such as `NY`.
    State,
    /// Yes or no.
    WelcomeEmail,
    /// A first password. Never shown, and never written to disk.
    Password,
    /// Which account a row changes. Only when editing.
    PartnerId,
}

/// What the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ImportPurpose {
    /// Each row becomes a new account (PRODUCT.md §6).
    Create,
    /// Each row changes the account with its Partner ID. An empty cell leaves things as they are.
    Edit,
}

impl ImportField {
    /// All fields, in the order of the form.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::AdminName,
        Self::AdminEmail,
        Self::Phone,
        Self::Website,
        Self::ReferenceId,
        Self::Description,
        Self::Template,
        Self::Country,
        Self::State,
        Self::WelcomeEmail,
        Self::Password,
        Self::PartnerId,
    ];

    /// The place of the field in [`ImportField::ALL`].
    pub(crate) fn place(self) -> usize {
        self as usize
    }

    /// Whether a file for this purpose may have the field. Editing covers what `partner.update`
    /// is used for in bulk (issue 3); the account's own name is not among it.
    pub fn fits(self, purpose: ImportPurpose) -> bool {
        match purpose {
            ImportPurpose::Create => self != Self::PartnerId,
            ImportPurpose::Edit => matches!(
                self,
                Self::PartnerId
                    | Self::ReferenceId
                    | Self::Phone
                    | Self::Website
                    | Self::AdminName
                    | Self::AdminEmail
            ),
        }
    }

    /// Whether no row can do without it.
    pub fn required(self, purpose: ImportPurpose) -> bool {
        match purpose {
            ImportPurpose::Create => {
                matches!(self, Self::Name | Self::AdminName | Self::AdminEmail)
            }
            ImportPurpose::Edit => self == Self::PartnerId,
        }
    }

    /// The field of the New account form that is checked in the same way.
    pub(crate) fn form_field(self) -> Option<NewAccountField> {
        Some(match self {
            Self::Name => NewAccountField::Name,
            Self::AdminName => NewAccountField::AdminName,
            Self::AdminEmail => NewAccountField::AdminEmail,
            Self::Phone => NewAccountField::Phone,
            Self::Website => NewAccountField::Website,
            Self::ReferenceId => NewAccountField::ReferenceId,
            Self::Description => NewAccountField::Description,
            Self::Country => NewAccountField::Country,
            Self::State => NewAccountField::State,
            Self::Password => NewAccountField::Password,
            Self::Template | Self::WelcomeEmail | Self::PartnerId => return None,
        })
    }

    /// Whether a number that a spreadsheet changed would do harm here.
    pub(crate) fn holds_ids(self) -> bool {
        matches!(self, Self::ReferenceId | Self::Phone | Self::PartnerId | Self::Template)
    }

    /// The name as a person reads it, in the middle of a sentence or above a column.
    pub(crate) fn label(self, messages: &Messages) -> String {
        messages.say(&self.label_message())
    }

    fn label_message(self) -> Message {
        match self {
            Self::Name => msg::import_field_name(),
            Self::AdminName => msg::import_field_admin_name(),
            Self::AdminEmail => msg::import_field_admin_email(),
            Self::Phone => msg::import_field_phone(),
            Self::Website => msg::import_field_website(),
            Self::ReferenceId => msg::import_field_reference_id(),
            Self::Description => msg::import_field_description(),
            Self::Template => msg::import_field_template(),
            Self::Country => msg::import_field_country(),
            Self::State => msg::import_field_state(),
            Self::WelcomeEmail => msg::import_field_welcome_email(),
            Self::Password => msg::import_field_password(),
            Self::PartnerId => msg::import_field_partner_id(),
        }
    }

    /// Other names for it, with commas between them.
    pub(crate) fn synonyms_message(self) -> Message {
        match self {
            Self::Name => msg::import_synonyms_name(),
            Self::AdminName => msg::import_synonyms_admin_name(),
            Self::AdminEmail => msg::import_synonyms_admin_email(),
            Self::Phone => msg::import_synonyms_phone(),
            Self::Website => msg::import_synonyms_website(),
            Self::ReferenceId => msg::import_synonyms_reference_id(),
            Self::Description => msg::import_synonyms_description(),
            Self::Template => msg::import_synonyms_template(),
            Self::Country => msg::import_synonyms_country(),
            Self::State => msg::import_synonyms_state(),
            Self::WelcomeEmail => msg::import_synonyms_welcome_email(),
            Self::Password => msg::import_synonyms_password(),
            Self::PartnerId => msg::import_synonyms_partner_id(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_field_is_where_it_stands_in_the_list() {
        for (place, field) in ImportField::ALL.into_iter().enumerate() {
            assert_eq!(field.place(), place);
        }
    }
}
