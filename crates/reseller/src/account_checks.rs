//! What can be said of a new account's text without asking the server or looking anything up:
//! required fields, lengths, e-mail form, HTML. The New account form and the file import both
//! ask here, so that a row is judged exactly as the form would judge it. Whether a name, a
//! Reference ID or an e-mail exists already is not decided here, since the two look in different
//! places. Nor are the sentences: a form has room for more words than a grid.

use crate::new_account::{NewAccountField, Severity};

/// Widths of the server's columns, in characters (API.md §6). What is longer is cut without a
/// word (transcripts 03-partner-register-name-300-chars, -adminName-100-chars, …).
pub(crate) const NAME_MAX: u32 = 256;
pub(crate) const ADMIN_NAME_MAX: u32 = 50;
pub(crate) const ADMIN_EMAIL_MAX: u32 = 50;
pub(crate) const PHONE_MAX: u32 = 64;
pub(crate) const WEBSITE_MAX: u32 = 1024;
pub(crate) const DESCRIPTION_MAX: u32 = 1024;
/// The Reference ID has no column: it lies in `custom_data` with all other settings of the
/// account, and 64 kB is all there is. This is Roster's own limit.
pub(crate) const REFERENCE_ID_MAX: u32 = 1024;
/// Longer is refused: "cannot have more than 2 characters" (API.md §7.2, step 4).
pub(crate) const REGION_LETTERS: u32 = 2;
/// The default password structure (API.md §7.2). `register` does not check it, later changes do.
pub(crate) const PASSWORD_MIN: usize = 8;
pub(crate) const PASSWORD_MAX: usize = 14;
const PASSWORD_SYMBOLS: &str = "~!@#$%^*=+?()-[]{}";

/// The text of an account that is to be created, as it would be sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AccountText<'a> {
    pub name: &'a str,
    pub admin_name: &'a str,
    pub admin_email: &'a str,
    pub phone: &'a str,
    pub website: &'a str,
    pub reference_id: &'a str,
    /// Empty means that the default description is sent.
    pub description: &'a str,
    pub country: &'a str,
    pub state: &'a str,
    /// Empty means that the server makes one.
    pub password: &'a str,
}

/// What is wrong or odd with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountRemark {
    /// Required by the server and empty.
    Missing,
    /// The server would cut it silently.
    TooLong { length: u32, max: u32 },
    /// The server would take the tags out (transcript 03-partner-register-html-stripped).
    HoldsHtml,
    /// A line break or another control character in a field of one line.
    HoldsControlCharacter,
    /// Blanks at the beginning or the end, kept by the server as they are.
    BlanksAround,
    /// No `@`, or nothing before or after it, or no dot after it (`a@b` is refused).
    EmailNotComplete,
    /// A letter before the `@` that is not plain ASCII (transcript -email-unicode).
    EmailNotPlain,
    /// Blanks, two `@`, dots in a row.
    EmailNotWellFormed,
    /// Country or state that is not a two-letter code.
    NotTwoLetters,
    /// `www.example.com` without `https://`: kept as it is by the server, but not a link.
    WebsiteWithoutScheme,
    /// Not an address at all. The server takes it (transcript -website-not-a-url).
    WebsiteNotAnAddress,
    /// Shorter, longer or simpler than the account's own rules will ask for later.
    PasswordAgainstRules,
}

impl AccountRemark {
    /// Whether it must be put right before sending.
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Missing
            | Self::TooLong { .. }
            | Self::EmailNotComplete
            | Self::EmailNotPlain
            | Self::EmailNotWellFormed
            | Self::NotTwoLetters => Severity::Error,
            Self::HoldsHtml
            | Self::HoldsControlCharacter
            | Self::BlanksAround
            | Self::WebsiteWithoutScheme
            | Self::WebsiteNotAnAddress
            | Self::PasswordAgainstRules => Severity::Warning,
        }
    }
}

/// Says everything there is to say of the whole account, field by field in the form's order.
pub(crate) fn check_account(
    account: &AccountText<'_>,
    say: &mut impl FnMut(NewAccountField, AccountRemark),
) {
    let fields = [
        (NewAccountField::Name, account.name),
        (NewAccountField::AdminName, account.admin_name),
        (NewAccountField::AdminEmail, account.admin_email),
        (NewAccountField::Phone, account.phone),
        (NewAccountField::Website, account.website),
        (NewAccountField::ReferenceId, account.reference_id),
        (NewAccountField::Description, account.description),
        (NewAccountField::Country, account.country),
        (NewAccountField::State, account.state),
        (NewAccountField::Password, account.password),
    ];
    for (field, text) in fields {
        check_field(field, text, &mut |remark| say(field, remark));
    }
}

/// Says everything there is to say of one field. Never more than one error, so that a person
/// reads the one thing to do first; a warning may stand beside it.
pub(crate) fn check_field(
    field: NewAccountField,
    text: &str,
    say: &mut impl FnMut(AccountRemark),
) {
    use NewAccountField as Field;
    if text.is_empty() {
        if matches!(field, Field::Name | Field::AdminName | Field::AdminEmail) {
            say(AccountRemark::Missing);
        }
        return;
    }
    // A name of blanks is no name; the server trims nothing but refuses what is empty.
    if text.trim().is_empty() && matches!(field, Field::Name | Field::AdminName) {
        say(AccountRemark::Missing);
        return;
    }
    if let Some(max) = longest(field)
        && let Some(length) = longer_than(text, max)
    {
        say(AccountRemark::TooLong { length, max });
        return;
    }
    match field {
        Field::AdminEmail => {
            if let Some(remark) = email_remark(text) {
                say(remark);
            }
        }
        Field::Country | Field::State => {
            if text.len() != REGION_LETTERS as usize
                || !text.bytes().all(|b| b.is_ascii_alphabetic())
            {
                say(AccountRemark::NotTwoLetters);
            }
        }
        Field::Website => {
            if let Some(remark) = website_remark(text) {
                say(remark);
            }
        }
        Field::Password => {
            if !password_fits_rules(text) {
                say(AccountRemark::PasswordAgainstRules);
            }
        }
        Field::Name
        | Field::AdminName
        | Field::Phone
        | Field::ReferenceId
        | Field::Description
        | Field::Template => {}
    }
    if matches!(field, Field::Password | Field::Template) {
        return;
    }
    if holds_html(text) {
        say(AccountRemark::HoldsHtml);
    }
    // A description may have several lines.
    let allowed = |c: char| field == Field::Description && matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        say(AccountRemark::HoldsControlCharacter);
    }
    if field != Field::AdminEmail && text.trim().len() != text.len() {
        say(AccountRemark::BlanksAround);
    }
}

/// The most characters a field may have, if there is a limit.
pub(crate) fn longest(field: NewAccountField) -> Option<u32> {
    match field {
        NewAccountField::Name => Some(NAME_MAX),
        NewAccountField::AdminName => Some(ADMIN_NAME_MAX),
        NewAccountField::AdminEmail => Some(ADMIN_EMAIL_MAX),
        NewAccountField::Phone => Some(PHONE_MAX),
        NewAccountField::Website => Some(WEBSITE_MAX),
        NewAccountField::ReferenceId => Some(REFERENCE_ID_MAX),
        NewAccountField::Description => Some(DESCRIPTION_MAX),
        NewAccountField::Country
        | NewAccountField::State
        | NewAccountField::Template
        | NewAccountField::Password => None,
    }
}

fn longer_than(text: &str, max: u32) -> Option<u32> {
    // A text has at most as many characters as bytes, which settles most cells at once.
    if text.len() <= max as usize {
        return None;
    }
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    (length > max).then_some(length)
}

fn email_remark(text: &str) -> Option<AccountRemark> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    let Some((local, domain)) = text.split_once('@') else {
        return Some(AccountRemark::EmailNotComplete);
    };
    if local.is_empty() || domain.is_empty() {
        return Some(AccountRemark::EmailNotComplete);
    }
    if domain.contains('@') {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    if !local.is_ascii() {
        return Some(AccountRemark::EmailNotPlain);
    }
    let local_letter = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b);
    let dots_misplaced = |s: &str| s.starts_with('.') || s.ends_with('.') || s.contains("..");
    if !local.bytes().all(local_letter) || dots_misplaced(local) {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    if !domain.contains('.') || domain.ends_with('.') {
        return Some(AccountRemark::EmailNotComplete);
    }
    let label_fits = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if !domain.split('.').all(label_fits) {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    None
}

fn website_remark(text: &str) -> Option<AccountRemark> {
    let text = text.trim();
    if has_scheme(text) {
        let host_fits = url::Url::parse(text).is_ok_and(|url| url.has_host());
        return (!host_fits).then_some(AccountRemark::WebsiteNotAnAddress);
    }
    Some(if looks_like_host(text) {
        AccountRemark::WebsiteWithoutScheme
    } else {
        AccountRemark::WebsiteNotAnAddress
    })
}

/// Whether an address says how to reach it.
pub(crate) fn has_scheme(text: &str) -> bool {
    let starts = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("https://") || starts("http://")
}

/// Whether this is an address that only lacks its `https://`.
pub(crate) fn looks_like_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let mut labels = host.split('.');
    host.contains('.')
        && !host.contains('@')
        && labels.all(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && host.rsplit('.').next().is_some_and(|last| last.chars().all(char::is_alphabetic))
}

/// Whether the server would take something out. It treats `<` as the start of a tag unless a
/// blank follows, and without a closing `>` takes the rest of the text with it.
pub(crate) fn holds_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| starts_tag(&text[at + 1..]))
}

/// The text as the server would keep it.
pub(crate) fn without_html(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if starts_tag(after) {
            rest = after.find('>').map_or("", |end| &after[end + 1..]);
        } else {
            kept.push('<');
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

fn starts_tag(after: &str) -> bool {
    after.chars().next().is_some_and(|c| !c.is_whitespace())
}

fn password_fits_rules(text: &str) -> bool {
    let length = text.chars().count();
    (PASSWORD_MIN..=PASSWORD_MAX).contains(&length)
        && text.chars().all(|c| c.is_ascii_alphanumeric() || PASSWORD_SYMBOLS.contains(c))
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().any(|c| c.is_ascii_lowercase())
        && text.chars().any(|c| PASSWORD_SYMBOLS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remarks(field: NewAccountField, text: &str) -> Vec<AccountRemark> {
        let mut said = Vec::new();
        check_field(field, text, &mut |remark| said.push(remark));
        said
    }

    #[test]
    fn e_mails_are_judged_as_the_server_does() {
        let email = |text| remarks(NewAccountField::AdminEmail, text).first().copied();
        // From the transcripts 03-partner-register-bad-email*, -email-plus, -email-unicode,
        // -email-with-spaces, -empty-adminEmail.
        assert_eq!(email("a+b47501@reg.test"), None);
        assert_eq!(email("not-an-email"), Some(AccountRemark::EmailNotComplete));
        assert_eq!(email("a@b"), Some(AccountRemark::EmailNotComplete));
        assert_eq!(email("josé47502@reg.test"), Some(AccountRemark::EmailNotPlain));
        assert_eq!(email("  pad47500@reg.test "), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email(""), Some(AccountRemark::Missing));
        assert_eq!(email("a@b@c.example"), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("a..b@c.example"), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("a@c.example."), Some(AccountRemark::EmailNotComplete));
        assert_eq!(email("@c.example"), Some(AccountRemark::EmailNotComplete));
        assert_eq!(email("o'neil@c.example"), None);
        assert_eq!(email("a@münchen.example"), None);
    }

    #[test]
    fn lengths_are_counted_in_characters_and_the_limit_itself_fits() {
        assert_eq!(remarks(NewAccountField::Name, &"é".repeat(256)), []);
        assert_eq!(
            remarks(NewAccountField::Name, &"é".repeat(257)),
            [AccountRemark::TooLong { length: 257, max: 256 }]
        );
        let email = format!("{}@example.org", "a".repeat(38));
        assert_eq!(email.len(), 50);
        assert_eq!(remarks(NewAccountField::AdminEmail, &email), []);
        assert_eq!(
            remarks(NewAccountField::AdminEmail, &format!("b{email}")),
            [AccountRemark::TooLong { length: 51, max: 50 }]
        );
    }

    #[test]
    fn html_is_found_and_taken_out_as_the_server_does_it() {
        assert_eq!(without_html("<b>Bold</b> Co"), "Bold Co");
        assert_eq!(without_html("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
        assert_eq!(without_html("lost <because it never ends"), "lost ");
        assert!(holds_html("A <br/> B"));
        assert!(!holds_html("A < B"));
        assert_eq!(remarks(NewAccountField::Name, "<i>A</i>"), [AccountRemark::HoldsHtml]);
    }

    #[test]
    fn blanks_alone_are_no_name() {
        assert_eq!(remarks(NewAccountField::Name, "   "), [AccountRemark::Missing]);
        assert_eq!(remarks(NewAccountField::AdminName, "\t"), [AccountRemark::Missing]);
    }

    #[test]
    fn a_website_lacking_only_its_scheme_is_told_from_one_that_is_none() {
        let website = |text| remarks(NewAccountField::Website, text);
        assert_eq!(website("https://example.org/a?b"), []);
        assert_eq!(website("HTTP://example.org"), []);
        assert_eq!(website("www.example.org/path"), [AccountRemark::WebsiteWithoutScheme]);
        assert_eq!(website("example.org:8080"), [AccountRemark::WebsiteWithoutScheme]);
        assert_eq!(website("none"), [AccountRemark::WebsiteNotAnAddress]);
        assert_eq!(website("a@example.org"), [AccountRemark::WebsiteNotAnAddress]);
        assert_eq!(website("http://"), [AccountRemark::WebsiteNotAnAddress]);
    }

    #[test]
    fn countries_and_states_are_two_letters() {
        assert_eq!(remarks(NewAccountField::Country, "US"), []);
        assert_eq!(remarks(NewAccountField::Country, "USA"), [AccountRemark::NotTwoLetters]);
        assert_eq!(remarks(NewAccountField::State, "é"), [AccountRemark::NotTwoLetters]);
    }

    #[test]
    fn a_weak_password_is_only_worth_a_look() {
        assert_eq!(remarks(NewAccountField::Password, "abc"), [AccountRemark::PasswordAgainstRules]);
        assert_eq!(AccountRemark::PasswordAgainstRules.severity(), Severity::Warning);
        assert_eq!(remarks(NewAccountField::Password, "abcdef1!"), []);
    }

    #[test]
    fn the_whole_account_is_said_in_the_order_of_the_form() {
        let mut said = Vec::new();
        let account = AccountText { admin_email: "a@b", country: "USA", ..AccountText::default() };
        check_account(&account, &mut |field, remark| said.push((field, remark)));
        assert_eq!(
            said,
            [
                (NewAccountField::Name, AccountRemark::Missing),
                (NewAccountField::AdminName, AccountRemark::Missing),
                (NewAccountField::AdminEmail, AccountRemark::EmailNotComplete),
                (NewAccountField::Country, AccountRemark::NotTwoLetters),
            ]
        );
    }
}
