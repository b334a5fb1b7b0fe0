//! Workbooks to download and fill in: a sheet with the headings that are matched by themselves,
//! and one that explains each of them. Every sentence in them comes from `messages/`.

use super::field::{ImportField, ImportPurpose};
use super::problem::FileProblem;
use super::result_file::write_whole;
use crate::account_checks::{REGION_LETTERS, longest};
use crate::error::Error;
use crate::messages::{Message, Messages, msg};
use crate::setup::Language;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::Path;

/// Whom the examples speak to, and which columns are worth their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TemplateKind {
    /// One account per customer. All columns but the password.
    Reseller,
    /// One account per faculty. Neither website, country, state nor password.
    University,
    /// One account per business unit or region. Neither state nor password.
    Enterprise,
    /// One account per channel or brand. Neither state nor password.
    Media,
    /// One account per customer of a product. All columns.
    Oem,
}

/// The last row that the yes-or-no choice is offered in: as many as can be imported.
const LAST_ROW: u32 = 20_000;

impl TemplateKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Reseller, Self::University, Self::Enterprise, Self::Media, Self::Oem];

    fn word(self) -> &'static str {
        match self {
            Self::Reseller => "reseller",
            Self::University => "university",
            Self::Enterprise => "enterprise",
            Self::Media => "media",
            Self::Oem => "oem",
        }
    }

    /// The columns, in order. Faculties have no website of their own and are where their
    /// university is; only OEM partners hand out passwords.
    pub(crate) fn columns(self) -> Vec<ImportField> {
        use ImportField as F;
        let left_out: &[F] = match self {
            Self::Reseller => &[F::Password],
            Self::University => &[F::Website, F::Country, F::State, F::Password],
            Self::Enterprise | Self::Media => &[F::State, F::Password],
            Self::Oem => &[],
        };
        F::ALL
            .into_iter()
            .filter(|field| field.fits(ImportPurpose::Create) && !left_out.contains(field))
            .collect()
    }

    /// A name for the file, without a folder.
    pub fn suggested_name(self, language: Language) -> String {
        format!(
            "{}.xlsx",
            Messages::new(language).say(&msg::import_template_file_name(self.word()))
        )
    }
}

/// Writes the template of this kind.
pub fn write_template(kind: TemplateKind, path: &Path, language: Language) -> Result<(), Error> {
    let messages = Messages::new(language);
    write_whole(path, |file| {
        let failed = FileProblem::from_workbook;
        let mut workbook = Workbook::new();
        fill_in(&mut workbook, kind, &messages).map_err(failed)?;
        workbook.save_to_writer(file).map_err(failed)
    })
    .map_err(|problem| problem.error(&messages))
}

fn fill_in(
    workbook: &mut Workbook,
    kind: TemplateKind,
    messages: &Messages,
) -> Result<(), XlsxError> {
    let columns = kind.columns();
    let heading = Format::new().set_bold().set_num_format("@");
    let required = heading.clone().set_background_color(0x00E6_EEF9);
    // Text, so that 007 stays 007 and 3/4 does not become a date while the person types.
    let text = Format::new().set_num_format("@");
    let yes = messages.say(&msg::import_words_yes());
    let no = messages.say(&msg::import_words_no());

    let sheet = workbook.add_worksheet();
    sheet.set_name(messages.say(&msg::import_template_sheet_accounts()))?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, field) in (0_u16..).zip(&columns) {
        let wanted = field.required(ImportPurpose::Create);
        let format = if wanted { &required } else { &heading };
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, width(*field))?;
        sheet.write_string_with_format(0, column, field.label(messages), format)?;
        if *field == ImportField::WelcomeEmail {
            let choices = [first_word(&yes), first_word(&no)];
            let choice = DataValidation::new().allow_list_strings(&choices)?;
            sheet.add_data_validation(1, column, LAST_ROW, column, &choice)?;
        }
    }

    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let sheet = workbook.add_worksheet();
    sheet.set_name(messages.say(&msg::import_template_sheet_columns()))?;
    sheet.set_freeze_panes(1, 0)?;
    let heads = [
        (msg::import_template_head_column(), 22.0),
        (msg::import_template_head_required(), 12.0),
        (msg::import_template_head_longest(), 18.0),
        (msg::import_template_head_meaning(), 70.0),
        (msg::import_template_head_example(), 34.0),
    ];
    for (column, (head, width)) in (0_u16..).zip(&heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, messages.say(head), &heading)?;
    }
    for (row, field) in (1_u32..).zip(&columns) {
        let needed = if field.required(ImportPurpose::Create) {
            msg::import_template_required()
        } else {
            msg::import_template_optional()
        };
        let cells = [
            field.label(messages),
            messages.say(&needed),
            longest_text(*field, messages),
            messages.say(&meaning(*field)),
            example(*field, kind).map(|message| messages.say(&message)).unwrap_or_default(),
        ];
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &wrapped)?;
        }
    }
    Ok(())
}

fn first_word(words: &str) -> String {
    words.split(',').next().unwrap_or_default().trim().to_owned()
}

fn width(field: ImportField) -> f64 {
    match field {
        ImportField::Name | ImportField::Website | ImportField::Description => 34.0,
        ImportField::AdminEmail => 30.0,
        ImportField::AdminName | ImportField::Template | ImportField::Phone => 22.0,
        ImportField::ReferenceId
        | ImportField::Country
        | ImportField::State
        | ImportField::WelcomeEmail
        | ImportField::Password
        | ImportField::PartnerId => 16.0,
    }
}

fn longest_text(field: ImportField, messages: &Messages) -> String {
    let letters = match field.form_field().and_then(longest) {
        Some(letters) => letters,
        None if matches!(field, ImportField::Country | ImportField::State) => REGION_LETTERS,
        None => return String::new(),
    };
    messages.say(&msg::import_template_letters(letters))
}

fn meaning(field: ImportField) -> Message {
    match field {
        ImportField::Name => msg::import_explain_name(),
        ImportField::AdminName => msg::import_explain_admin_name(),
        ImportField::AdminEmail => msg::import_explain_admin_email(),
        ImportField::Phone => msg::import_explain_phone(),
        ImportField::Website => msg::import_explain_website(),
        ImportField::ReferenceId => msg::import_explain_reference_id(),
        ImportField::Description => msg::import_explain_description(),
        ImportField::Template => msg::import_explain_template(),
        ImportField::Country => msg::import_explain_country(),
        ImportField::State => msg::import_explain_state(),
        ImportField::WelcomeEmail => msg::import_explain_welcome_email(),
        ImportField::Password => msg::import_explain_password(),
        ImportField::PartnerId => msg::import_explain_partner_id(),
    }
}

fn example(field: ImportField, kind: TemplateKind) -> Option<Message> {
    let kind = kind.word();
    Some(match field {
        ImportField::Name => msg::import_example_name(kind),
        ImportField::AdminName => msg::import_example_admin_name(kind),
        ImportField::AdminEmail => msg::import_example_admin_email(kind),
        ImportField::Phone => msg::import_example_phone(),
        ImportField::Website => msg::import_example_website(kind),
        ImportField::ReferenceId => msg::import_example_reference_id(kind),
        ImportField::Description => msg::import_example_description(kind),
        ImportField::Template => msg::import_example_template(kind),
        ImportField::Country => msg::import_example_country(),
        ImportField::State => msg::import_example_state(),
        ImportField::WelcomeEmail => msg::import_example_welcome_email(),
        ImportField::Password => msg::import_example_password(),
        ImportField::PartnerId => return None,
    })
}
