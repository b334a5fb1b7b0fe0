//! What can be said of the form before anything is sent: what the server would refuse, cut,
//! strip, or take although the person hardly means it (API.md §6, §7.2). The rules about a text
//! itself are in `account_checks`; here they get their sentences, and what is known already is
//! compared. Asks nobody.

use super::{FieldRemark, NewAccount, NewAccountField as Field, Severity, TwinAccount};
use crate::account::AccountStatus;
use crate::account_checks::{AccountRemark, NAME_MAX, check_field, without_html};
use crate::cache::{Account, Snapshot};
use crate::error::{Error, ErrorCode, ErrorDetail};
use crate::fold::fold;
use crate::ids::AccountId;
use crate::messages::{Message, Messages, msg};
use std::sync::Arc;

/// How many accounts a remark names before it stops.
const NAMED: usize = 3;

/// Remarks on the form, in the order of its fields.
pub(crate) fn check(messages: &Messages, known: &Snapshot, form: &NewAccount) -> Vec<FieldRemark> {
    let mut remarks = Remarks { messages, all: Vec::new() };
    for (field, text) in texts(form) {
        remarks.text(field, text);
        remarks.known(known, field, text.trim());
    }
    if let Some(template) = form.template {
        remarks.template(known, template);
    }
    remarks.all
}

/// The first thing that must be put right. What is only odd is not looked for, so that many
/// forms can be checked.
pub(crate) fn first_error(
    messages: &Messages,
    known: &Snapshot,
    form: &NewAccount,
) -> Option<Error> {
    let mut remarks = Remarks { messages, all: Vec::new() };
    for (field, text) in texts(form) {
        remarks.text(field, text);
    }
    if let Some(template) = form.template {
        remarks.template(known, template);
    }
    let wrong = remarks.all.into_iter().find(|remark| remark.severity == Severity::Error)?;
    Some(Error {
        code: ErrorCode::InvalidField,
        message: wrong.message,
        detail: ErrorDetail {
            field: Some(wrong.field),
            next_step: Some(messages.say(&msg::form_invalid())),
            ..ErrorDetail::default()
        },
    })
}

fn texts(form: &NewAccount) -> [(Field, &str); 10] {
    let password = form.password.as_ref().map_or("", |password| password.expose());
    [
        (Field::Name, &form.name),
        (Field::AdminName, &form.admin_name),
        (Field::AdminEmail, &form.admin_email),
        (Field::Phone, &form.phone),
        (Field::Website, &form.website),
        (Field::ReferenceId, &form.reference_id),
        (Field::Description, &form.description),
        (Field::Country, &form.country),
        (Field::State, &form.state),
        (Field::Password, password),
    ]
}

/// Accounts that are still there and fit.
fn existing(known: &Snapshot, fits: impl Fn(&Account) -> bool) -> Vec<Arc<Account>> {
    known
        .accounts
        .iter()
        .filter(|account| account.status() != AccountStatus::Deleted && fits(account))
        .cloned()
        .collect()
}

/// A text as the server will keep it: without surrounding blanks, which Roster removes, and
/// without tags, which the server removes.
pub(crate) fn as_stored(text: &str) -> String {
    without_html(text.trim()).trim().to_owned()
}

/// A name as the server will keep it.
pub(crate) fn stored_name(name: &str) -> String {
    as_stored(name).chars().take(NAME_MAX as usize).collect()
}

struct Remarks<'a> {
    messages: &'a Messages,
    all: Vec<FieldRemark>,
}

impl Remarks<'_> {
    fn add(&mut self, field: Field, severity: Severity, message: &Message) {
        let message = self.messages.say(message);
        self.all.push(FieldRemark { field, severity, message, accounts: Vec::new() });
    }

    /// What holds for the text by itself.
    fn text(&mut self, field: Field, text: &str) {
        let mut found = Vec::new();
        check_field(field, text, &mut |remark| found.push(remark));
        for remark in found {
            self.add(field, severity(remark), &sentence(field, text, remark));
        }
    }

    /// What is odd because of the accounts there are.
    fn known(&mut self, known: &Snapshot, field: Field, text: &str) {
        if text.is_empty() {
            return;
        }
        let folded = fold(text);
        match field {
            Field::Name => {
                let twins = existing(known, |account| fold(&account.name) == folded);
                self.twins(field, &twins, msg::form_name_exists);
            }
            Field::ReferenceId => {
                let twins = existing(known, |account| fold(&account.reference_id) == folded);
                self.twins(field, &twins, msg::form_reference_exists);
            }
            Field::AdminEmail => {
                let twins = existing(known, |a| a.admin_email.eq_ignore_ascii_case(text));
                self.twins(field, &twins, msg::form_email_known);
            }
            Field::AdminName
            | Field::Phone
            | Field::Website
            | Field::Description
            | Field::Country
            | Field::State
            | Field::Template
            | Field::Password => {}
        }
    }

    fn template(&mut self, known: &Snapshot, template: AccountId) {
        match known.account(template) {
            None => self.add(Field::Template, Severity::Error, &msg::form_template_unknown()),
            Some(account) if account.status() != AccountStatus::Active => {
                self.add(Field::Template, Severity::Warning, &msg::form_template_not_active());
            }
            Some(_) => {}
        }
    }

    fn twins(&mut self, field: Field, twins: &[Arc<Account>], message: impl Fn(usize) -> Message) {
        if twins.is_empty() {
            return;
        }
        let twin = |account: &Arc<Account>| TwinAccount {
            id: AccountId(account.id),
            name: account.name.clone(),
            status: account.status(),
        };
        self.all.push(FieldRemark {
            field,
            severity: Severity::Warning,
            message: self.messages.say(&message(twins.len())),
            accounts: twins.iter().take(NAMED).map(twin).collect(),
        });
    }
}

fn severity(remark: AccountRemark) -> Severity {
    if remark.is_fatal() { Severity::Error } else { Severity::Warning }
}

/// The words of the form for a remark.
fn sentence(field: Field, text: &str, remark: AccountRemark) -> Message {
    match remark {
        AccountRemark::Missing => match field {
            Field::AdminName => msg::form_admin_name_missing(),
            Field::AdminEmail => msg::form_email_missing(),
            Field::Description => msg::form_description_missing(),
            Field::Name
            | Field::Phone
            | Field::Website
            | Field::ReferenceId
            | Field::Country
            | Field::State
            | Field::Template
            | Field::Password => msg::form_name_missing(),
        },
        AccountRemark::TooLong { length, max } => match field {
            Field::AdminEmail => msg::form_email_long(length, max),
            Field::ReferenceId => msg::form_reference_long(length, max),
            Field::Name
            | Field::AdminName
            | Field::Phone
            | Field::Website
            | Field::Description
            | Field::Country
            | Field::State
            | Field::Template
            | Field::Password => msg::form_too_long(length, max),
        },
        AccountRemark::HoldsHtml => msg::form_tags(as_stored(text)),
        AccountRemark::HoldsRefusedCharacter => msg::form_control_characters(),
        AccountRemark::HoldsLineBreak => msg::form_line_break(),
        AccountRemark::EmailNotWellFormed => msg::form_email_invalid(),
        AccountRemark::EmailNotPlain => msg::form_email_not_ascii(),
        AccountRemark::EmailNotComplete => msg::form_email_no_dot(),
        AccountRemark::NotTwoLetters => match field {
            Field::State => msg::form_state_length(),
            Field::Name
            | Field::AdminName
            | Field::AdminEmail
            | Field::Phone
            | Field::Website
            | Field::ReferenceId
            | Field::Description
            | Field::Country
            | Field::Template
            | Field::Password => msg::form_country_length(),
        },
        AccountRemark::WebsiteNotAnAddress => msg::form_website_odd(),
        AccountRemark::PasswordAgainstRules => msg::form_password_weak(),
    }
}
