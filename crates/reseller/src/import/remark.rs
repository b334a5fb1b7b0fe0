//! What can be said of a row: each kind of problem, how bad it is, and its sentence. When which
//! of them is said is decided in `check`.

use super::field::ImportField;
use crate::account_checks::{AccountRemark, without_html};
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use crate::new_account::Severity;
use serde::Serialize;
use specta::Type;

/// A problem of one row, with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RowProblem {
    /// The cell it belongs to. None: the whole row.
    pub field: Option<ImportField>,
    /// Whether the row can be sent all the same.
    pub severity: Severity,
    /// What it is, with its particulars.
    pub kind: ProblemKind,
    /// A short sentence, in the user's language.
    pub message: String,
}

/// Every kind of problem a row can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ProblemKind {
    /// Required and empty.
    Missing,
    /// Kaltura would cut it.
    #[serde(rename_all = "camelCase")]
    TooLong {
        /// Characters it has.
        length: u32,
        /// Characters it may have.
        max: u32,
    },
    /// Kaltura would take the tags out.
    HoldsHtml,
    /// A character that Kaltura refuses.
    HoldsRefusedCharacter,
    /// A line break or tab in a field of one line. Kaltura keeps it.
    HoldsLineBreak,
    /// No dot after the `@`.
    EmailNotComplete,
    /// Something before the `@` that is not plain ASCII.
    EmailNotPlain,
    /// Not the shape of an e-mail, or a character that Kaltura does not take in one.
    EmailNotWellFormed,
    /// A country or state that is no two-letter code.
    NotTwoLetters,
    /// No web address. Kaltura takes it.
    WebsiteNotAnAddress,
    /// Against the usual rules, which Kaltura does not apply here (API.md §7.2).
    PasswordAgainstRules,
    /// Neither a template's Partner ID nor its name.
    TemplateUnknown,
    /// The template account is blocked or removed.
    TemplateNotActive,
    /// More than one template has this name.
    TemplateAmbiguous {
        /// How many have it.
        count: u32,
    },
    /// Neither yes nor no.
    NotYesOrNo,
    /// An account of the list has it already.
    NameTaken {
        /// That account; where several have it, one of them.
        account: AccountId,
    },
    /// An account of the list has it already.
    ReferenceIdTaken {
        /// That account; where several have it, one of them.
        account: AccountId,
    },
    /// An account of the list has this administrator, and the row gives no password.
    EmailTaken {
        /// That account; where several have it, one of them.
        account: AccountId,
    },
    /// An earlier row of the file has it too.
    SameAsRow {
        /// That row, as a spreadsheet counts it.
        row: u32,
    },
    /// An earlier row has this e-mail too, and its login would be there by then.
    SameEmailAsRow {
        /// That row, as a spreadsheet counts it.
        row: u32,
    },
    /// The spreadsheet holds a date here.
    WasDate,
    /// The spreadsheet may have lost digits.
    LongNumber,
    /// A formula without a result.
    FormulaError,
    /// At the last import the answer for this row was lost.
    UnclearBefore,
    /// The server's dry run refused it; the text is a sentence.
    Refused {
        /// The sentence, in the user's language.
        reason: String,
    },
    /// Not a whole number above 0.
    PartnerIdNotANumber,
    /// No account of the list has it. The parent and deleted accounts do not count.
    PartnerIdUnknown,
    /// An earlier row changes the same account.
    PartnerIdTwice {
        /// That row, as a spreadsheet counts it.
        row: u32,
    },
    /// The account is not active, so it cannot be changed.
    AccountNotActive,
    /// Everything is as the row wants it already.
    NothingToChange,
}

impl From<AccountRemark> for ProblemKind {
    fn from(remark: AccountRemark) -> Self {
        match remark {
            AccountRemark::Missing => Self::Missing,
            AccountRemark::TooLong { length, max } => Self::TooLong { length, max },
            AccountRemark::HoldsHtml => Self::HoldsHtml,
            AccountRemark::HoldsRefusedCharacter => Self::HoldsRefusedCharacter,
            AccountRemark::HoldsLineBreak => Self::HoldsLineBreak,
            AccountRemark::EmailNotComplete => Self::EmailNotComplete,
            AccountRemark::EmailNotPlain => Self::EmailNotPlain,
            AccountRemark::EmailNotWellFormed => Self::EmailNotWellFormed,
            AccountRemark::NotTwoLetters => Self::NotTwoLetters,
            AccountRemark::WebsiteNotAnAddress => Self::WebsiteNotAnAddress,
            AccountRemark::PasswordAgainstRules => Self::PasswordAgainstRules,
        }
    }
}

impl ProblemKind {
    /// Whether the row can be sent as it is.
    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::Missing
            | Self::TooLong { .. }
            | Self::HoldsRefusedCharacter
            | Self::EmailNotComplete
            | Self::EmailNotPlain
            | Self::EmailNotWellFormed
            | Self::NotTwoLetters
            | Self::TemplateUnknown
            | Self::TemplateAmbiguous { .. }
            | Self::NotYesOrNo
            | Self::FormulaError
            | Self::Refused { .. }
            | Self::PartnerIdNotANumber
            | Self::PartnerIdUnknown
            | Self::PartnerIdTwice { .. }
            | Self::EmailTaken { .. }
            | Self::SameEmailAsRow { .. }
            | Self::UnclearBefore
            | Self::AccountNotActive => Severity::Error,
            Self::HoldsHtml
            | Self::HoldsLineBreak
            | Self::TemplateNotActive
            | Self::WebsiteNotAnAddress
            | Self::PasswordAgainstRules
            | Self::NameTaken { .. }
            | Self::ReferenceIdTaken { .. }
            | Self::SameAsRow { .. }
            | Self::WasDate
            | Self::LongNumber
            | Self::NothingToChange => Severity::Warning,
        }
    }

    /// The sentence: short, because it stands at the end of a row.
    pub(crate) fn sentence(
        &self,
        field: Option<ImportField>,
        value: &str,
        messages: &Messages,
    ) -> String {
        let label = field.map(|field| field.label(messages)).unwrap_or_default();
        let message = match self {
            Self::Missing => msg::import_row_missing(label),
            Self::TooLong { length, max } => msg::import_row_too_long(label, *length, *max),
            Self::HoldsHtml => msg::import_row_html(without_html(value)),
            Self::HoldsRefusedCharacter => msg::import_row_refused_character(label),
            Self::HoldsLineBreak => msg::import_row_line_break(label),
            Self::TemplateNotActive => msg::import_row_template_not_active(),
            Self::EmailNotComplete => msg::import_row_email_not_complete(),
            Self::EmailNotPlain => msg::import_row_email_not_plain(),
            Self::EmailNotWellFormed => msg::import_row_email_not_well_formed(),
            Self::NotTwoLetters => msg::import_row_not_two_letters(label),
            Self::WebsiteNotAnAddress => msg::import_row_website_not_an_address(),
            Self::PasswordAgainstRules => msg::import_row_password(),
            Self::TemplateUnknown => msg::import_row_template_unknown(),
            Self::TemplateAmbiguous { count } => msg::import_row_template_ambiguous(*count),
            Self::NotYesOrNo => msg::import_row_not_yes_or_no(label),
            Self::NameTaken { account } | Self::ReferenceIdTaken { account } => {
                msg::import_row_taken(*account, label)
            }
            Self::EmailTaken { account } => msg::import_row_email_taken(*account),
            Self::SameEmailAsRow { row } => msg::import_row_same_email(row.to_string()),
            Self::SameAsRow { row } => msg::import_row_same_as(label, row.to_string()),
            Self::WasDate => msg::import_row_was_date(label),
            Self::LongNumber => msg::import_row_long_number(label),
            Self::FormulaError => msg::import_row_formula_error(label),
            Self::UnclearBefore => msg::import_row_unclear_before(),
            Self::Refused { reason } => return reason.clone(),
            Self::PartnerIdNotANumber => msg::import_row_partner_id_not_a_number(),
            Self::PartnerIdUnknown => msg::import_row_partner_id_unknown(),
            Self::PartnerIdTwice { row } => msg::import_row_partner_id_twice(row.to_string()),
            Self::AccountNotActive => msg::import_row_account_not_active(),
            Self::NothingToChange => msg::import_row_nothing_to_change(),
        };
        messages.say(&message)
    }
}
