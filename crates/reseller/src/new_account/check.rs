//! What can be said of the form before anything is sent: what the server would refuse, cut,
//! strip, or take although the person hardly means it (API.md §6, §7.2). Asks nobody.

use super::{FieldRemark, NewAccount, NewAccountField as Field, Severity};
use crate::account::AccountStatus;
use crate::cache::{Account, Snapshot};
use crate::fold::fold;
use crate::ids::AccountId;
use crate::messages::{Message, Messages, msg};
use std::sync::Arc;

/// Lengths of the server's columns, in characters; what is longer is cut without a word.
pub(crate) const NAME_LIMIT: usize = 256;
const ADMIN_NAME_LIMIT: usize = 50;
const EMAIL_LIMIT: usize = 50;
const PHONE_LIMIT: usize = 64;
const WEBSITE_LIMIT: usize = 1024;
const DESCRIPTION_LIMIT: usize = 1024;
/// Kept in a text without a limit of its own; longer ones help nobody.
const REFERENCE_LIMIT: usize = 256;

/// How many accounts a remark names before it stops.
const NAMED: usize = 3;

/// Remarks on the form, in the order of its fields.
pub(crate) fn check(messages: &Messages, known: &Snapshot, form: &NewAccount) -> Vec<FieldRemark> {
    let mut remarks = Remarks { messages, all: Vec::new() };
    remarks.text(Field::Name, &form.name, NAME_LIMIT, msg::form_name_long);
    if as_stored(&form.name).is_empty() {
        remarks.error(Field::Name, &msg::form_name_missing());
    } else {
        let name = fold(&form.name);
        let twins = existing(known, |account| fold(&account.name) == name);
        remarks.twins(Field::Name, &twins, msg::form_name_exists);
    }
    remarks.text(Field::AdminName, &form.admin_name, ADMIN_NAME_LIMIT, msg::form_admin_name_long);
    if as_stored(&form.admin_name).is_empty() {
        remarks.error(Field::AdminName, &msg::form_admin_name_missing());
    }
    remarks.email(form.admin_email.trim());
    let email = form.admin_email.trim();
    let namesakes =
        existing(known, |a| !email.is_empty() && a.admin_email.eq_ignore_ascii_case(email));
    remarks.twins(Field::AdminEmail, &namesakes, msg::form_email_known);
    remarks.text(Field::Phone, &form.phone, PHONE_LIMIT, msg::form_phone_long);
    remarks.text(Field::Website, &form.website, WEBSITE_LIMIT, msg::form_website_long);
    let website = form.website.trim();
    if !website.is_empty() && (!website.contains('.') || website.contains(char::is_whitespace)) {
        remarks.warning(Field::Website, &msg::form_website_odd());
    }
    remarks.text(Field::ReferenceId, &form.reference_id, REFERENCE_LIMIT, msg::form_reference_long);
    let reference = fold(&form.reference_id);
    if !reference.is_empty() {
        let twins = existing(known, |account| fold(&account.reference_id) == reference);
        remarks.twins(Field::ReferenceId, &twins, msg::form_reference_exists);
    }
    remarks.text(
        Field::Description,
        &form.description,
        DESCRIPTION_LIMIT,
        msg::form_description_long,
    );
    remarks.code(Field::Country, &form.country, &msg::form_country_length());
    remarks.code(Field::State, &form.state, &msg::form_state_length());
    if let Some(template) = form.template {
        remarks.template(known, template);
    }
    if let Some(password) = form.password.as_ref().filter(|password| !password.is_empty())
        && !is_usual_password(password.expose())
    {
        remarks.warning(Field::Password, &msg::form_password_weak());
    }
    remarks.all
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

/// The structure that the server gives new accounts but does not check here (API.md §7.2).
fn is_usual_password(password: &str) -> bool {
    let symbols = "~!@#$%^*=+?()-[]{}";
    (8..=14).contains(&password.chars().count())
        && password.chars().all(|c| c.is_ascii_alphanumeric() || symbols.contains(c))
        && password.chars().any(|c| c.is_ascii_digit())
        && password.chars().any(|c| c.is_ascii_lowercase())
        && password.chars().any(|c| symbols.contains(c))
}

/// A text as the server will keep it: without surrounding blanks, which Roster removes, and
/// without tags, which the server removes.
pub(crate) fn as_stored(text: &str) -> String {
    without_tags(text.trim()).trim().to_owned()
}

/// What the server's stripping leaves: a `<` before anything but a blank begins a tag, and one
/// that never ends takes the rest along.
fn without_tags(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        left.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if after.is_empty() || after.starts_with(char::is_whitespace) {
            left.push('<');
            rest = after;
        } else {
            rest = after.find('>').map_or("", |end| &after[end + 1..]);
        }
    }
    left.push_str(rest);
    left
}

struct Remarks<'a> {
    messages: &'a Messages,
    all: Vec<FieldRemark>,
}

impl Remarks<'_> {
    fn add(&mut self, field: Field, severity: Severity, message: &Message) {
        let message = self.messages.say(message);
        self.all.push(FieldRemark { field, severity, message });
    }

    fn error(&mut self, field: Field, message: &Message) {
        self.add(field, Severity::Error, message);
    }

    fn warning(&mut self, field: Field, message: &Message) {
        self.add(field, Severity::Warning, message);
    }

    /// What holds for every text: its length, tags, and characters that XML does not allow.
    fn text(
        &mut self,
        field: Field,
        text: &str,
        limit: usize,
        too_long: impl Fn(usize, usize) -> Message,
    ) {
        let text = text.trim();
        let length = text.chars().count();
        if length > limit {
            self.error(field, &too_long(length, limit));
        }
        let stored = as_stored(text);
        if stored != text {
            self.warning(field, &msg::form_tags(stored));
        }
        if text.chars().any(is_refused) {
            self.error(field, &msg::form_control_characters());
        }
    }

    fn email(&mut self, email: &str) {
        let length = email.chars().count();
        let problem = match email.rsplit_once('@') {
            _ if email.is_empty() => Some(msg::form_email_missing()),
            _ if length > EMAIL_LIMIT => Some(msg::form_email_long(length, EMAIL_LIMIT)),
            None | Some(("" | ".", _) | (_, "")) => Some(msg::form_email_invalid()),
            Some((local, _)) if !local.is_ascii() => Some(msg::form_email_not_ascii()),
            Some((local, _)) if !local.chars().all(is_local_part) => {
                Some(msg::form_email_invalid())
            }
            Some((_, domain)) if !domain.contains('.') => Some(msg::form_email_no_dot()),
            Some((_, domain)) => {
                let whole = domain.split('.').all(|label| {
                    !label.is_empty()
                        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                        && !label.starts_with('-')
                });
                (!whole).then(msg::form_email_invalid)
            }
        };
        if let Some(problem) = problem {
            self.error(Field::AdminEmail, &problem);
        }
    }

    fn code(&mut self, field: Field, code: &str, message: &Message) {
        let code = code.trim();
        let two_letters =
            code.chars().count() == 2 && code.chars().all(|c| c.is_ascii_alphabetic());
        if !code.is_empty() && !two_letters {
            self.error(field, message);
        }
    }

    fn template(&mut self, known: &Snapshot, template: AccountId) {
        match known.account(template) {
            None => self.error(Field::Template, &msg::form_template_unknown()),
            Some(account) if account.status() != AccountStatus::Active => {
                self.warning(Field::Template, &msg::form_template_not_active());
            }
            Some(_) => {}
        }
    }

    fn twins(
        &mut self,
        field: Field,
        twins: &[Arc<Account>],
        message: impl Fn(String, usize) -> Message,
    ) {
        if !twins.is_empty() {
            let mut named: Vec<String> =
                twins.iter().take(NAMED).map(|a| format!("{} ({})", a.name, a.id)).collect();
            if twins.len() > NAMED {
                named.push("…".to_owned());
            }
            self.warning(field, &message(named.join(", "), twins.len()));
        }
    }
}

/// Characters that the server refuses (API.md §1, "text").
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn is_local_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_stripped_as_the_server_does() {
        assert_eq!(as_stored("<b>Bold</b> Co"), "Bold Co");
        assert_eq!(as_stored("a < b"), "a < b");
        assert_eq!(as_stored("broken <tag"), "broken");
        assert_eq!(as_stored("<i></i>"), "");
    }

    #[test]
    fn passwords_are_measured_by_the_usual_rule() {
        assert!(is_usual_password("abcdef1!"));
        for weak in ["abc", "abcdefgh", "abcdefg1", "ABCDEF1!", "abcdef1!abcdef1", "abcdef1é"] {
            assert!(!is_usual_password(weak), "{weak}");
        }
    }
}
