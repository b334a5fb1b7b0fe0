//! From what went wrong in `kaltura` to what a person reads: every code and every way in which a
//! connection fails has its own sentence. Which sentence stands in which language is in
//! `messages`.

use crate::error::{Error, ErrorCode, ErrorDetail};
use crate::ids::{AccountId, UnixSeconds};
use crate::messages::{Message, Messages, msg};
use crate::new_account::NewAccountField;
use kaltura::{
    ApiError, Error as Failure, ErrorCode as Code, RegistrationRefusal, RequestError, SessionError,
    TlsProblem, TransportKind,
};
use std::fmt::Write as _;

/// What was being done, where the same code means different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Anything with a session.
    Working,
    /// Signing in: the address and the secret are new.
    SigningIn,
    /// `partner.register` and its dry run.
    Registering { email: String, template: bool },
    /// `varConsole.updateStatus` of an account.
    ChangingStatus { account: AccountId },
    /// `session.impersonate` of an account and `partner.update` with that session.
    Editing { account: AccountId },
}

/// What a sentence may need to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    /// Host and port.
    pub(crate) server: String,
    pub(crate) parent: AccountId,
    /// The connection's name, once it has one.
    pub(crate) connection: Option<String>,
    pub(crate) doing: Doing,
    pub(crate) now: UnixSeconds,
}

impl Context {
    /// The same connection, doing something else.
    pub(crate) fn doing(&self, doing: Doing) -> Self {
        Self { doing, ..self.clone() }
    }
}

/// What a person reads of a failure.
pub(crate) fn explain(messages: &Messages, context: &Context, failure: &Failure) -> Error {
    let (code, message, field) = match failure.underlying() {
        Failure::Api(api) => refused(context, api),
        Failure::Transport(transport) => {
            let (code, message) = unreachable(context, &transport.kind);
            (code, message, None)
        }
        Failure::Decode(_) => {
            let code =
                if signing_in(context) { ErrorCode::ServerAddress } else { ErrorCode::Other };
            (code, msg::problem_not_kaltura(&context.server), None)
        }
        Failure::Session(session) => {
            let (code, message) = session_over(context, session);
            (code, message, None)
        }
        Failure::Request(request) => (ErrorCode::Other, not_sendable(request), None),
        Failure::Paging(_) => (ErrorCode::Other, msg::refresh_repeated(), None),
        Failure::Cancelled => (ErrorCode::Cancelled, msg::cancelled(), None),
        Failure::NoSession(_) | _ => (ErrorCode::Other, msg::unexpected(), None),
    };
    Error {
        code,
        message: messages.say(&message),
        detail: ErrorDetail {
            next_step: messages.next_step(&message),
            field,
            server_code: failure.code().map(|code| code.as_str().to_owned()),
            technical: technical(context, failure),
        },
    }
}

/// Whether the failure is about the way to the server rather than about what was asked.
pub(crate) fn is_offline(failure: &Failure) -> bool {
    failure.transport().is_some_and(|transport| match &transport.kind {
        TransportKind::Offline
        | TransportKind::Refused
        | TransportKind::Dns
        | TransportKind::Proxy
        | TransportKind::Timeout
        | TransportKind::ConnectionLost
        | TransportKind::Tls(_)
        | TransportKind::Redirected { .. } => true,
        TransportKind::HttpStatus { code, .. } => *code >= 500 || *code == 407,
        TransportKind::NotJson { looks_like_html, .. } => *looks_like_html,
        TransportKind::Truncated | TransportKind::TooLarge { .. } | _ => false,
    })
}

/// Whether only a new sign-in by the person helps.
pub(crate) fn is_signed_out(failure: &Failure) -> bool {
    match failure.underlying() {
        Failure::Session(_) => true,
        Failure::Api(api) => matches!(
            api.code(),
            Code::InvalidKs
                | Code::MissingKs
                | Code::StartSession
                | Code::ContentBlocked
                | Code::InvalidAppTokenHash
                | Code::AppTokenIdNotFound
                | Code::AppTokenNotActive
                | Code::AppTokenExpired
                | Code::InvalidWidgetId
        ),
        Failure::Transport(_)
        | Failure::Decode(_)
        | Failure::Request(_)
        | Failure::Paging(_)
        | Failure::Cancelled
        | Failure::NoSession(_)
        | _ => false,
    }
}

fn signing_in(context: &Context) -> bool {
    context.doing == Doing::SigningIn
}

fn technical(context: &Context, failure: &Failure) -> String {
    let when = jiff::Timestamp::from_second(context.now.0)
        .map_or_else(|_| context.now.0.to_string(), |time| time.to_string());
    let mut lines = format!("time: {when}\nserver: {}\nproblem: {failure}", context.server);
    if let Some(api) = failure.api() {
        // The client has taken session strings and secrets out of the text.
        lines.push_str("\nserver's words: ");
        lines.push_str(api.message());
    }
    if let Some(transport) = failure.transport() {
        // Writing to a string cannot fail.
        let _ = write!(lines, "\nkind: {:?}, {:?}", transport.kind, transport.delivery);
    }
    lines
}

fn unreachable(context: &Context, kind: &TransportKind) -> (ErrorCode, Message) {
    let server = &context.server;
    // While signing in, a wrong address is more likely than a broken network.
    let address = if signing_in(context) { ErrorCode::ServerAddress } else { ErrorCode::Offline };
    match kind {
        TransportKind::Refused => (address, msg::problem_connection_refused(server)),
        TransportKind::Dns => (address, msg::problem_address_unknown(server)),
        TransportKind::Tls(problem) => (ErrorCode::Certificate, untrusted(server, *problem)),
        TransportKind::Proxy => (ErrorCode::Offline, msg::problem_proxy(server)),
        TransportKind::Timeout => (ErrorCode::Offline, msg::problem_timeout(server)),
        TransportKind::ConnectionLost => (ErrorCode::Offline, msg::problem_connection_lost(server)),
        TransportKind::Truncated => (ErrorCode::Other, msg::problem_half_answer(server)),
        TransportKind::Redirected { to_host } => {
            (address, msg::problem_redirect(server, to_host.as_deref().unwrap_or("…")))
        }
        TransportKind::HttpStatus { code: 407, .. } => {
            (ErrorCode::Offline, msg::problem_proxy(server))
        }
        TransportKind::HttpStatus { code: 429, .. } => {
            (ErrorCode::TooManyRequests, msg::problem_too_many_calls(server))
        }
        TransportKind::HttpStatus { code, .. } if *code >= 500 => {
            (ErrorCode::Offline, msg::problem_server_busy(server))
        }
        TransportKind::NotJson { looks_like_html: true, .. } | TransportKind::HttpStatus { .. }
            if signing_in(context) =>
        {
            (address, msg::address_web_page(server))
        }
        TransportKind::NotJson { looks_like_html: true, .. } => {
            (ErrorCode::Offline, msg::problem_web_page())
        }
        TransportKind::HttpStatus { .. } | TransportKind::NotJson { .. } => {
            let code = if signing_in(context) { address } else { ErrorCode::Other };
            (code, msg::problem_not_kaltura(server))
        }
        TransportKind::TooLarge { .. } => (ErrorCode::Other, msg::problem_answer_too_big(server)),
        TransportKind::Offline | _ => (ErrorCode::Offline, msg::problem_offline(server)),
    }
}

fn untrusted(server: &str, problem: TlsProblem) -> Message {
    match problem {
        TlsProblem::Expired => msg::problem_certificate_expired(server),
        TlsProblem::NotYetValid => msg::problem_certificate_not_yet(server),
        TlsProblem::WrongHost => msg::problem_certificate_wrong_host(server),
        TlsProblem::Handshake => msg::problem_not_secure(server),
        TlsProblem::Untrusted | TlsProblem::Revoked | _ => msg::problem_certificate(server),
    }
}

fn session_over(context: &Context, problem: &SessionError) -> (ErrorCode, Message) {
    let ended = || match &context.connection {
        Some(name) => msg::sign_in_ended(name),
        None => msg::sign_in_expired(),
    };
    match problem {
        SessionError::Expired => (ErrorCode::SignInNeeded, msg::sign_in_expired()),
        SessionError::WrongPartner { got, .. } => {
            (ErrorCode::WrongParent, msg::sign_in_wrong_parent(got.to_string(), context.parent))
        }
        SessionError::NoAdminSecret => (ErrorCode::NotPermitted, msg::capability_act_as_denied()),
        SessionError::LoggedOut | SessionError::Ended | _ => (ErrorCode::SignInNeeded, ended()),
    }
}

fn not_sendable(problem: &RequestError) -> Message {
    match problem {
        RequestError::WeakHash(name) => msg::sign_in_token_weak(*name),
        RequestError::ReferenceInText => msg::refused_value(),
        RequestError::Unwritable | RequestError::BadTimeSpan | RequestError::BadLifetime | _ => {
            msg::unexpected()
        }
    }
}

type Refusal = (ErrorCode, Message, Option<NewAccountField>);

fn refused(context: &Context, api: &ApiError) -> Refusal {
    let plain = |code: ErrorCode, message: Message| (code, message, None);
    let parent = context.parent;
    match api.code() {
        Code::StartSession | Code::ContentBlocked | Code::InvalidKs
            if matches!(context.doing, Doing::Editing { .. }) =>
        {
            plain(ErrorCode::NotPermitted, msg::edit_not_entered())
        }
        Code::InvalidKs => invalid_session(context, api),
        Code::MissingKs => plain(ErrorCode::SignInNeeded, msg::sign_in_expired()),
        Code::StartSession => plain(ErrorCode::SignInRefused, msg::sign_in_secret_refused(parent)),
        Code::ContentBlocked | Code::InvalidWidgetId if signing_in(context) => {
            plain(ErrorCode::WrongParent, msg::sign_in_parent_unavailable(parent))
        }
        Code::ContentBlocked | Code::InvalidWidgetId => {
            plain(ErrorCode::SignInNeeded, msg::refused_parent_blocked())
        }
        Code::ServiceForbidden => plain(ErrorCode::NotPermitted, msg::refused_not_permitted()),
        Code::AccessControlRestricted => plain(ErrorCode::NotPermitted, msg::refused_access_rule()),
        Code::FeatureForbidden => plain(ErrorCode::NotPermitted, msg::refused_no_multi_account()),
        Code::UserWrongPassword | Code::UserNotFound | Code::UserData => {
            plain(ErrorCode::SignInRefused, msg::sign_in_password_refused())
        }
        Code::MissingOtp | Code::InvalidOtp => {
            plain(ErrorCode::WrongCode, msg::sign_in_code_wrong())
        }
        Code::PasswordExpired => plain(ErrorCode::SignInRefused, msg::sign_in_password_expired()),
        Code::LoginRetriesExceeded | Code::LoginBlocked => {
            plain(ErrorCode::SignInRefused, msg::sign_in_locked())
        }
        Code::DirectLoginBlocked => {
            plain(ErrorCode::SignInRefused, msg::sign_in_direct_login_blocked())
        }
        Code::UserIsBlocked => plain(ErrorCode::SignInRefused, msg::sign_in_user_blocked()),
        Code::InvalidUserId => plain(ErrorCode::SignInRefused, msg::sign_in_password_refused()),
        Code::InvalidAppTokenHash => plain(ErrorCode::SignInRefused, msg::sign_in_token_refused()),
        Code::AppTokenIdNotFound => {
            plain(ErrorCode::SignInRefused, msg::sign_in_token_unknown(parent))
        }
        Code::AppTokenNotActive => plain(ErrorCode::SignInRefused, msg::sign_in_token_inactive()),
        Code::AppTokenExpired => plain(ErrorCode::SignInRefused, msg::sign_in_token_expired()),
        Code::InvalidPartnerId | Code::UnknownPartnerId => {
            let account = match &context.doing {
                Doing::ChangingStatus { account } | Doing::Editing { account } => {
                    account.to_string()
                }
                Doing::Working | Doing::SigningIn | Doing::Registering { .. } => {
                    api.arg("PID").unwrap_or("…").to_owned()
                }
            };
            plain(ErrorCode::NotFound, msg::refused_account_unknown(account))
        }
        Code::PartnerRegistration => registration(context, api),
        Code::PropertyNotUpdatable => plain(ErrorCode::Other, msg::refused_field_locked()),
        Code::PropertyWrongFormat
        | Code::PropertyCannotBeNull
        | Code::InvalidEnumValue
        | Code::InvalidObjectId
        | Code::QueryExceededMaxMatches => match (&context.doing, api.code()) {
            // A role that an app token names and that was deleted (API.md §9).
            (Doing::Working | Doing::SigningIn, Code::InvalidObjectId) => {
                plain(ErrorCode::NotPermitted, msg::refused_role_unknown())
            }
            _ => plain(ErrorCode::Other, msg::refused_value()),
        },
        Code::UnknownRoleId => plain(ErrorCode::NotPermitted, msg::refused_role_unknown()),
        Code::ActionBlocked => plain(ErrorCode::TooManyRequests, msg::refused_slow_down()),
        Code::InternalServer | Code::InternalDatabase => {
            plain(ErrorCode::Other, msg::refused_server_trouble())
        }
        Code::ServiceDoesNotExist | Code::ActionDoesNotExist => {
            plain(ErrorCode::Other, msg::refused_outdated())
        }
        Code::ServiceNotSpecified | Code::MissingMandatoryParameter => {
            plain(ErrorCode::Other, msg::refused_garbled())
        }
        Code::InvalidParameterChar => plain(ErrorCode::InvalidField, msg::refused_characters()),
        Code::MaxSubPublishersExceeded => plain(ErrorCode::Other, msg::refused_too_many_usage()),
        Code::ReportNotFound => plain(ErrorCode::Other, msg::refused_outdated()),
        Code::Other(_) | _ => plain(ErrorCode::Other, msg::refused_unknown()),
    }
}

/// The reason stands in `KSID` (API.md §3.5).
fn invalid_session(context: &Context, api: &ApiError) -> Refusal {
    let (code, message) = match api.arg("KSID") {
        Some("EXPIRED") => (ErrorCode::SignInNeeded, msg::sign_in_expired()),
        Some("LOGOUT") => match &context.connection {
            Some(name) => (ErrorCode::SignInNeeded, msg::sign_in_ended(name)),
            None => (ErrorCode::SignInNeeded, msg::sign_in_expired()),
        },
        Some("EXCEEDED_ACTIONS_LIMIT") => (ErrorCode::SignInNeeded, msg::refused_used_up()),
        Some("EXCEEDED_RESTRICTED_IP" | "EXCEEDED_RESTRICTED_URI") => {
            (ErrorCode::NotPermitted, msg::refused_limit_by_address())
        }
        // Signed with another secret: that is all a wrong admin secret shows.
        Some(_) | None if signing_in(context) => {
            (ErrorCode::SignInRefused, msg::sign_in_secret_refused(context.parent))
        }
        Some(_) | None => match &context.connection {
            Some(name) => (ErrorCode::SignInNeeded, msg::sign_in_secret_changed(name)),
            None => (ErrorCode::SignInNeeded, msg::sign_in_expired()),
        },
    };
    (code, message, None)
}

fn registration(context: &Context, api: &ApiError) -> Refusal {
    let (email, template) = match &context.doing {
        Doing::Registering { email, template } => (email.as_str(), *template),
        Doing::Working
        | Doing::SigningIn
        | Doing::ChangingStatus { .. }
        | Doing::Editing { .. } => ("", false),
    };
    let text = api.registration_message().unwrap_or_default();
    let at =
        |field: NewAccountField, message: Message| (ErrorCode::InvalidField, message, Some(field));
    match api.registration_refusal() {
        Some(RegistrationRefusal::EmailTaken) => {
            at(NewAccountField::AdminEmail, msg::register_email_taken(email))
        }
        Some(RegistrationRefusal::WrongPassword) => {
            at(NewAccountField::Password, msg::register_password_wrong(email))
        }
        Some(RegistrationRefusal::InvalidEmail) => {
            at(NewAccountField::AdminEmail, msg::form_email_invalid())
        }
        Some(RegistrationRefusal::EmailDomainNotAllowed) => {
            at(NewAccountField::AdminEmail, msg::register_email_domain())
        }
        Some(
            RegistrationRefusal::FieldMissing
            | RegistrationRefusal::FieldTooLong
            | RegistrationRefusal::FieldNotAllowed,
        ) => match field_named(text) {
            Some((field, message)) => at(field, message),
            None => (ErrorCode::Other, msg::register_refused(text), None),
        },
        // One text for two causes (API.md §7.2, steps 7 and 8).
        Some(RegistrationRefusal::NotAParentOrBadTemplate) if template => {
            at(NewAccountField::Template, msg::register_template_refused())
        }
        Some(RegistrationRefusal::NotAParentOrBadTemplate) => {
            (ErrorCode::NotPermitted, msg::register_not_a_parent(context.parent), None)
        }
        Some(RegistrationRefusal::CountryBlocked) => {
            at(NewAccountField::Country, msg::register_country_blocked())
        }
        Some(RegistrationRefusal::Unknown) => (ErrorCode::Other, msg::register_trouble(), None),
        Some(_) | None => (ErrorCode::Other, msg::register_refused(text), None),
    }
}

/// The field that the server's text names (API.md §7.2, steps 2 to 11).
fn field_named(text: &str) -> Option<(NewAccountField, Message)> {
    let names = [
        ("\"name\"", NewAccountField::Name, msg::form_name_missing()),
        ("Partner's name", NewAccountField::Name, msg::form_name_missing()),
        ("\"adminName\"", NewAccountField::AdminName, msg::form_admin_name_missing()),
        ("Administrator's details", NewAccountField::AdminName, msg::form_admin_name_missing()),
        ("\"adminEmail\"", NewAccountField::AdminEmail, msg::form_email_missing()),
        ("Administrator's Email", NewAccountField::AdminEmail, msg::form_email_missing()),
        ("description", NewAccountField::Description, msg::form_description_missing()),
        ("\"country\"", NewAccountField::Country, msg::form_country_length()),
        ("\"state\"", NewAccountField::State, msg::form_state_length()),
    ];
    names
        .into_iter()
        .find(|(name, _, _)| text.contains(name))
        .map(|(_, field, message)| (field, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Language;
    use kaltura::{Delivery, TransportError};

    fn context(doing: Doing) -> Context {
        Context {
            server: "kaltura.example.edu".into(),
            parent: AccountId(101),
            connection: Some("Acme".into()),
            doing,
            now: UnixSeconds(1_795_000_000),
        }
    }

    fn transport(kind: TransportKind) -> Failure {
        // The type is not to be made outside its crate, so one that is met is changed.
        let endpoint: kaltura::Endpoint = "http://127.0.0.1:1".parse().expect("an address");
        let client = kaltura::Client::new(endpoint, kaltura::Options::default()).expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let ping = kaltura::actions::system::Ping;
        let met = runtime.expect("a runtime").block_on(client.once(None, &ping));
        let Err(Failure::Transport(mut met)) = met else { panic!("nothing answers at port 1") };
        met.kind = kind;
        met.delivery = Delivery::NeverSent;
        let met: TransportError = met;
        Failure::Transport(met)
    }

    #[test]
    fn every_way_in_which_a_connection_fails_has_its_own_sentence() {
        let messages = Messages::new(Language::En);
        let status = |code| TransportKind::HttpStatus { code, retry_after: None };
        let kinds = vec![
            TransportKind::Offline,
            TransportKind::Refused,
            TransportKind::Dns,
            TransportKind::Tls(TlsProblem::Untrusted),
            TransportKind::Tls(TlsProblem::Expired),
            TransportKind::Tls(TlsProblem::NotYetValid),
            TransportKind::Tls(TlsProblem::WrongHost),
            TransportKind::Tls(TlsProblem::Handshake),
            TransportKind::Proxy,
            TransportKind::Timeout,
            TransportKind::ConnectionLost,
            TransportKind::Truncated,
            TransportKind::Redirected { to_host: Some("elsewhere.example".into()) },
            status(429),
            status(503),
            TransportKind::NotJson { status: 200, looks_like_html: true },
            TransportKind::NotJson { status: 200, looks_like_html: false },
            TransportKind::TooLarge { limit: 1 },
        ];
        let mut said = std::collections::BTreeSet::new();
        for kind in kinds {
            let failure = transport(kind.clone());
            let working = explain(&messages, &context(Doing::Working), &failure);
            assert!(said.insert(working.message.clone()), "{kind:?}: {}", working.message);
            assert!(working.detail.next_step.is_some(), "{kind:?}");
            let signing_in = explain(&messages, &context(Doing::SigningIn), &failure);
            if matches!(kind, TransportKind::Tls(_)) {
                assert_eq!(signing_in.code, ErrorCode::Certificate, "{kind:?}");
            }
            if matches!(kind, TransportKind::Dns | TransportKind::NotJson { .. }) {
                assert_eq!(signing_in.code, ErrorCode::ServerAddress, "{kind:?}");
            }
        }
    }

    #[test]
    fn the_end_of_a_session_says_what_to_do() {
        let messages = Messages::new(Language::En);
        for problem in [SessionError::Expired, SessionError::LoggedOut, SessionError::Ended] {
            let failure = Failure::Session(problem);
            let error = explain(&messages, &context(Doing::Working), &failure);
            assert_eq!(error.code, ErrorCode::SignInNeeded);
            assert!(error.detail.next_step.expect("a step").contains("Sign in"));
        }
        let wrong = SessionError::WrongPartner {
            expected: kaltura::PartnerId::new(101),
            got: kaltura::PartnerId::new(102),
        };
        let error = explain(&messages, &context(Doing::SigningIn), &Failure::Session(wrong));
        assert_eq!(error.code, ErrorCode::WrongParent);
        assert!(error.message.contains("102") && error.message.contains("101"));
    }
}
