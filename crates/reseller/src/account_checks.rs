//! What can be said of a new account's text without asking the server or looking anything up:
//! required fields, lengths, e-mail form, tags. The New account form and the file import are to
//! judge a text alike, so the rules are here. Whether a name, a Reference ID or an e-mail exists
//! already is not decided here, since the two look in different places. Nor are the sentences: a
//! form has room for more words than a grid.
//!
//! Surrounding blanks do not matter: Roster takes them off before sending.

use crate::new_account::NewAccountField;

/// Widths of the server's columns, in characters (API.md §6). What is longer is cut without a
/// word (transcripts 03-partner-register-name-300-chars, -adminName-100-chars, …).
pub(crate) const NAME_MAX: u32 = 256;
pub(crate) const ADMIN_NAME_MAX: u32 = 50;
pub(crate) const ADMIN_EMAIL_MAX: u32 = 50;
pub(crate) const PHONE_MAX: u32 = 64;
pub(crate) const WEBSITE_MAX: u32 = 1024;
pub(crate) const DESCRIPTION_MAX: u32 = 1024;
/// Kept in a text without a limit of its own; longer ones help nobody.
pub(crate) const REFERENCE_ID_MAX: u32 = 256;
/// Longer is refused: "cannot have more than 2 characters" (API.md §7.2, step 4).
pub(crate) const REGION_LETTERS: u32 = 2;
/// The default password structure (API.md §7.2). `register` does not check it, later changes do.
const PASSWORD_MIN: usize = 8;
const PASSWORD_MAX: usize = 14;
const PASSWORD_SYMBOLS: &str = "~!@#$%^*=+?()-[]{}";

/// What is wrong or odd with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountRemark {
    /// Required by the server and empty, or empty once the server has taken the tags out.
    Missing,
    /// The server would cut it silently.
    TooLong { length: u32, max: u32 },
    /// The server would take the tags out (transcript 03-partner-register-html-stripped).
    HoldsHtml,
    /// A character that the server refuses (API.md §1).
    HoldsRefusedCharacter,
    /// A line break in a field of one line.
    HoldsLineBreak,
    /// No `@`, nothing before or after it, blanks, two `@`.
    EmailNotWellFormed,
    /// A letter before the `@` that is not plain ASCII (transcript -email-unicode).
    EmailNotPlain,
    /// No dot after the `@` (transcript -bad-email-2: `a@b` is refused).
    EmailNotComplete,
    /// Country or state that is not a two-letter code.
    NotTwoLetters,
    /// Not a web address. The server takes it (transcript -website-not-a-url).
    WebsiteNotAnAddress,
    /// Shorter, longer or simpler than the account's own rules will ask for later.
    PasswordAgainstRules,
}

impl AccountRemark {
    /// What the server would cut, refuse or not find must be put right; the rest is only odd.
    pub(crate) fn is_fatal(self) -> bool {
        match self {
            Self::Missing
            | Self::TooLong { .. }
            | Self::HoldsRefusedCharacter
            | Self::EmailNotWellFormed
            | Self::EmailNotPlain
            | Self::EmailNotComplete
            | Self::NotTwoLetters => true,
            Self::HoldsHtml
            | Self::HoldsLineBreak
            | Self::WebsiteNotAnAddress
            | Self::PasswordAgainstRules => false,
        }
    }
}

/// Says everything there is to say of one field. At most one of it is about the field's own
/// form; what holds for every text may stand beside it.
pub(crate) fn check_field(field: NewAccountField, text: &str, say: &mut impl FnMut(AccountRemark)) {
    use NewAccountField as Field;
    // A password is taken as it is.
    if field == Field::Password {
        if !text.is_empty() && !is_usual_password(text) {
            say(AccountRemark::PasswordAgainstRules);
        }
        return;
    }
    let text = text.trim();
    let required = matches!(field, Field::Name | Field::AdminName | Field::AdminEmail);
    if text.is_empty() {
        if required {
            say(AccountRemark::Missing);
        }
        return;
    }
    let tags = field != Field::Template && holds_html(text);
    if tags && required && without_html(text).trim().is_empty() {
        say(AccountRemark::Missing);
    } else if let Some(length) = too_long(field, text) {
        say(length);
    } else if field == Field::AdminEmail {
        if let Some(remark) = email_remark(text) {
            say(remark);
            return;
        }
    } else if matches!(field, Field::Country | Field::State) {
        let letters = text.bytes().all(|b| b.is_ascii_alphabetic());
        if text.len() != REGION_LETTERS as usize || !letters {
            say(AccountRemark::NotTwoLetters);
            return;
        }
    } else if field == Field::Website && (!text.contains('.') || text.contains(char::is_whitespace))
    {
        say(AccountRemark::WebsiteNotAnAddress);
    }
    if tags {
        say(AccountRemark::HoldsHtml);
    }
    if text.chars().any(is_refused) {
        say(AccountRemark::HoldsRefusedCharacter);
    } else if field != Field::Description && text.contains(['\n', '\r', '\t']) {
        say(AccountRemark::HoldsLineBreak);
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

fn too_long(field: NewAccountField, text: &str) -> Option<AccountRemark> {
    let max = longest(field)?;
    // A text has at most as many characters as bytes, which settles most cells at once.
    if text.len() <= max as usize {
        return None;
    }
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    (length > max).then_some(AccountRemark::TooLong { length, max })
}

fn email_remark(text: &str) -> Option<AccountRemark> {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Some(AccountRemark::EmailNotWellFormed);
    };
    if matches!(local, "" | ".") || domain.is_empty() {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    if !local.is_ascii() {
        return Some(AccountRemark::EmailNotPlain);
    }
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&b);
    if !local.bytes().all(is_local) {
        return Some(AccountRemark::EmailNotWellFormed);
    }
    if !domain.contains('.') {
        return Some(AccountRemark::EmailNotComplete);
    }
    let whole = domain.split('.').all(|label| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
    });
    (!whole).then_some(AccountRemark::EmailNotWellFormed)
}

/// Characters that the server refuses (API.md §1).
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
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

fn is_usual_password(text: &str) -> bool {
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
        // -empty-adminEmail. Blanks around (-email-with-spaces) are taken off before sending.
        assert_eq!(email("a+b47501@reg.test"), None);
        assert_eq!(email("not-an-email"), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("a@b"), Some(AccountRemark::EmailNotComplete));
        assert_eq!(email("josé47502@reg.test"), Some(AccountRemark::EmailNotPlain));
        assert_eq!(email("  pad47500@reg.test "), None);
        assert_eq!(email(""), Some(AccountRemark::Missing));
        assert_eq!(email("a b@c.example"), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("a@b@c.example"), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("a@c.example."), Some(AccountRemark::EmailNotWellFormed));
        assert_eq!(email("@c.example"), Some(AccountRemark::EmailNotWellFormed));
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
        assert_eq!(without_html("ends in <"), "ends in <");
        assert!(holds_html("A <br/> B"));
        assert!(!holds_html("A < B"));
        assert_eq!(remarks(NewAccountField::Name, "<i>A</i>"), [AccountRemark::HoldsHtml]);
        assert_eq!(
            remarks(NewAccountField::Name, "<i> </i>"),
            [AccountRemark::Missing, AccountRemark::HoldsHtml]
        );
    }

    #[test]
    fn blanks_alone_are_no_name() {
        assert_eq!(remarks(NewAccountField::Name, "   "), [AccountRemark::Missing]);
        assert_eq!(remarks(NewAccountField::AdminName, "\t"), [AccountRemark::Missing]);
        assert_eq!(remarks(NewAccountField::Phone, "  "), []);
    }

    #[test]
    fn line_breaks_are_odd_and_other_control_characters_are_refused() {
        assert_eq!(remarks(NewAccountField::Name, "A\nB"), [AccountRemark::HoldsLineBreak]);
        assert_eq!(remarks(NewAccountField::Description, "A\nB"), []);
        assert_eq!(
            remarks(NewAccountField::Phone, "1\u{7}2"),
            [AccountRemark::HoldsRefusedCharacter]
        );
    }

    #[test]
    fn websites_countries_and_passwords_are_looked_at() {
        let website = |text| remarks(NewAccountField::Website, text);
        assert_eq!(website("www.example.org/path"), []);
        assert_eq!(website("none"), [AccountRemark::WebsiteNotAnAddress]);
        assert_eq!(remarks(NewAccountField::Country, " us "), []);
        assert_eq!(remarks(NewAccountField::Country, "USA"), [AccountRemark::NotTwoLetters]);
        assert_eq!(remarks(NewAccountField::State, "é"), [AccountRemark::NotTwoLetters]);
        assert_eq!(
            remarks(NewAccountField::Password, "abc"),
            [AccountRemark::PasswordAgainstRules]
        );
        assert_eq!(remarks(NewAccountField::Password, "abcdef1!"), []);
    }
}
