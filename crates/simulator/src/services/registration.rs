//! `partner.register` and its dry run: the checks in the server's order and words, and what
//! comes into being (API.md §7.2).

use serde_json::Value;

use super::partner::{dropped, show, write};
use crate::core::Call;
use crate::error::ApiError;
use crate::logins::{ADMINISTRATOR_ROLE, Login, User};
use crate::partner::Partner;
use crate::partner::properties::{Access, PARTNER, PROPERTIES};
use crate::seed;
use crate::wire::cast;
use crate::wire::deserialize::{Given, Kind, Param, optional, required};
use crate::wire::node::Node;

pub(crate) const PARAMS: &[Param] = &[
    required("partner", Kind::Object(&PARTNER)),
    optional("cmsPassword", Kind::Text),
    optional("templatePartnerId", Kind::Int),
    optional("silent", Kind::Bool),
];

/// The package that anybody may ask for; others need a privilege.
const FREE_PACKAGE: i64 = 1;
/// The type of account that is made when none is given.
const ORDINARY_TYPE: i64 = 1;

/// What the checks found out on the way.
struct Checked {
    parent: Option<i64>,
    template: Option<i64>,
    email: String,
    /// The login that exists already.
    login: Option<Login>,
}

pub(crate) fn validate(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let given = given(call)?;
    check(call, &given)?;
    Ok(Node::Bool(true))
}

/// Creates an account. The answer shows texts as they were sent, while what is stored is cut to
/// the columns (03-partner-register-name-300-chars).
pub(crate) fn register(call: &mut Call<'_>) -> Result<Node, ApiError> {
    let given = given(call)?;
    let checked = check(call, &given)?;
    for (name, text) in dropped(&given, "insert") {
        if name != "partnerPackage" {
            call.headers.push((format!("KalturaPartner-{name}-error"), text));
        }
    }
    let now = call.now();
    let mut people = call.core.people_mut();
    let people = &mut *people;
    let id = people.directory.next_id();
    let template =
        checked.template.and_then(|id| people.directory.get(id)).map(std::borrow::Cow::into_owned);
    let parent =
        checked.parent.and_then(|id| people.directory.get(id)).map(std::borrow::Cow::into_owned);

    let mut stored = Partner::new(id, checked.parent, now);
    write(&mut stored, &given);
    let mut shown = stored.clone();
    for name in ["name", "adminName", "adminEmail", "description", "phone", "website"] {
        if let Some(text) = given.text(name) {
            shown.set(name, cast::strip_tags(text));
        }
    }
    for partner in [&mut stored, &mut shown] {
        complete(partner, &given, &checked.email);
        if let Some(parent) = &parent {
            partner.inherit(parent, "partnerPackage");
        }
        if let Some(template) = &template {
            partner.set("firstName", template.text("firstName"));
            partner.set("customAnalyticsDomain", "");
            partner.set("allowedEmailDomainsForAdmins", "");
        }
    }
    people.directory.insert(stored.clone());

    let generated = generated_password(call.core.seed, id);
    let password = Some(call.text("cmsPassword")).filter(|given| !given.is_empty());
    let mut owner = User::owner(id, &checked.email, stored.text("adminName"), now);
    owner.roles = vec![ADMINISTRATOR_ROLE];
    let cms_password = match (&checked.login, password) {
        // Not the password of the login that exists, only a fresh random one (API.md §7.2).
        (Some(_), _) | (None, None) => generated,
        (None, Some(password)) => password.to_owned(),
    };
    match checked.login {
        Some(mut login) => {
            login.users.push(owner);
            people.logins.insert(login);
        }
        None => people.logins.insert(Login::new(&checked.email, &cms_password, owner)),
    }
    call.core.remember_partner(people, id);
    call.core.remember_login(people, &checked.email);
    if !call.arguments.bool("silent") {
        call.core.desk().welcome_mails.push(id);
    }
    Ok(show(call, people, &shown, Some(&checked.email), Some(&cms_password), None))
}

fn given(call: &Call<'_>) -> Result<Given, ApiError> {
    call.arguments.object("partner").cloned().ok_or_else(|| ApiError::missing_parameter("partner"))
}

/// The names of the administrator and the owner, from whichever form was sent.
fn complete(partner: &mut Partner, given: &Given, email: &str) {
    let first = given.text("firstName").unwrap_or_default();
    let last = given.text("lastName").unwrap_or_default();
    if first.is_empty() && last.is_empty() {
        let admin = partner.text("adminName").to_owned();
        partner.set("firstName", admin);
    } else {
        partner.set("adminName", format!("{first} {last}").trim());
    }
    partner.set("adminUserId", email);
    // What KMC sends is of type 109, and comes back with the profile of old instead of the number
    // that an ordinary registration gets (API.md §1, "value types"; account 200676).
    let is_ordinary = given.int("type").is_none_or(|kind| kind == ORDINARY_TYPE);
    if !is_ordinary && given.text("defConversionProfileType").is_none() {
        partner.set("defConversionProfileType", "med");
    }
}

fn check(call: &Call<'_>, given: &Given) -> Result<Checked, ApiError> {
    let text = |name: &str| given.text(name);
    let refuse = |text: String| Err(ApiError::registration(&text));
    let has_parts = text("firstName").is_some() || text("lastName").is_some();
    if has_parts && text("adminName").is_some() {
        return refuse("The property \"adminName\" is deprecated and should not be used".into());
    }
    for name in ["name", "adminName", "adminEmail", "description"] {
        if text(name).is_none() && !(name == "adminName" && has_parts) {
            return refuse(format!("The property \"{name}\" cannot be null"));
        }
    }
    for name in ["country", "state"] {
        if text(name).is_some_and(|value| value.chars().count() > 2) {
            return refuse(format!("The property \"{name}\" cannot have more than 2 characters"));
        }
    }
    if given.int("partnerPackage").is_some_and(|package| package != FREE_PACKAGE) {
        return refuse(
            "Current user does not have permission to insert property \"partnerPackage\"".into(),
        );
    }
    let read_only = PROPERTIES
        .iter()
        .find(|p| p.access == Access::Read && given.values.get(p.name).is_some_and(is_set));
    if let Some(property) = read_only {
        return refuse(format!("The property \"{}\" cannot be updated", property.name));
    }
    let (parent, template) = check_parent(call)?;
    check_texts(given, has_parts)?;
    let email = text("adminEmail").unwrap_or_default().to_owned();
    if text("description").unwrap_or_default().is_empty() {
        return refuse("Please fill in description".into());
    }
    let login = check_login(call, &email, parent)?;
    Ok(Checked { parent, template, email, login })
}

fn is_set(value: &Value) -> bool {
    !value.is_null()
}

/// Only an ADMIN session gives the account a parent, which must be a VAR or a GROUP; a template
/// that is not its child gets the same words (API.md §7.2, steps 7 and 8).
fn check_parent(call: &Call<'_>) -> Result<(Option<i64>, Option<i64>), ApiError> {
    let parent = call.caller.ks().filter(|ks| ks.is_admin()).map(|ks| ks.partner);
    let template = call.int("templatePartnerId").filter(|id| *id != 0);
    let Some(id) = parent else { return Ok((None, None)) };
    let people = call.core.people();
    let may_have_children =
        people.directory.get(id).is_some_and(|partner| partner.may_have_children());
    let template_fits = template.is_none_or(|template| {
        people.directory.get(template).is_some_and(|partner| partner.is_child_of(id))
    });
    if may_have_children && template_fits {
        return Ok((parent, template));
    }
    Err(ApiError::registration(&format!(
        "Partner id [{id}] is not a VAR/GROUP, but is attempting to create child partner"
    )))
}

fn check_texts(given: &Given, has_parts: bool) -> Result<(), ApiError> {
    let empty = |name: &str| given.text(name).unwrap_or_default().is_empty();
    let refused = if empty("name") {
        "Please fill in the Partner's name"
    } else if empty("adminName") && (!has_parts || (empty("firstName") && empty("lastName"))) {
        "Please fill in Administrator's details"
    } else if empty("adminEmail") {
        "Please fill in Administrator's Email Address"
    } else if !is_email(given.text("adminEmail").unwrap_or_default()) {
        "Invalid email address"
    } else {
        return Ok(());
    };
    Err(ApiError::registration(refused))
}

/// ASCII only, no blanks around, and a dot in the domain (API.md §7.2, step 10).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fits = !local.is_empty()
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
    let labels: Vec<&str> = domain.split('.').collect();
    local_fits
        && labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

/// Uniqueness concerns logins, not accounts (API.md §7.2 "E-mail uniqueness").
fn check_login(
    call: &Call<'_>,
    email: &str,
    parent: Option<i64>,
) -> Result<Option<Login>, ApiError> {
    let people = call.core.people();
    let Some(login) = people.logins.find(&people.directory, email) else { return Ok(None) };
    let password = call.text("cmsPassword");
    if !password.is_empty() {
        if login.password.is(password) {
            return Ok(Some(login));
        }
        return Err(ApiError::registration(&format!(
            "Invalid password for user with email [{email}]."
        )));
    }
    let is_own = parent.is_some_and(|id| login.home == id && login.user_in(id).is_some());
    if is_own {
        return Ok(Some(login));
    }
    Err(ApiError::registration(&format!("User with email [{email}] already exists in system.")))
}

/// Eight characters and the kinds that the password rules want.
fn generated_password(seed: u64, id: i64) -> String {
    let roll = seed::dice(seed, 99, id.unsigned_abs());
    format!("{}a{}!", &seed::hex(&roll.to_le_bytes())[..6], roll % 10)
}
