//! The errors of the API: code, message and arguments as the real server spells them
//! (API.md §2). Every one of them travels as HTTP 200.

use crate::wire::node::write_json_text;

/// One API error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) args: Vec<(String, String)>,
    /// `SERVICE_FORBIDDEN` alone is repeated in response headers (09-error-forbidden-headers).
    pub(crate) in_headers: bool,
}

impl ApiError {
    fn new(code: &str, message: impl Into<String>, args: &[(&str, &str)]) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            args: args.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            in_headers: false,
        }
    }

    pub(crate) fn write_json(&self, out: &mut String) {
        out.push_str("{\"code\":");
        write_json_text(&self.code, out);
        out.push_str(",\"message\":");
        write_json_text(&self.message, out);
        out.push_str(",\"objectType\":\"KalturaAPIException\",\"args\":");
        if self.args.is_empty() {
            out.push_str("[]}");
            return;
        }
        out.push('{');
        for (at, (name, value)) in self.args.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_json_text(name, out);
            out.push(':');
            write_json_text(value, out);
        }
        out.push_str("}}");
    }

    pub(crate) fn service_not_specified() -> Self {
        Self::new(
            "SERVICE_NOT_SPECIFIED",
            "Service name was not specified, please specify one",
            &[],
        )
    }

    pub(crate) fn unknown_service(service: &str) -> Self {
        Self::new(
            "SERVICE_DOES_NOT_EXISTS",
            format!("Service \"{service}\" does not exists"),
            &[("SRV_NAME", service)],
        )
    }

    pub(crate) fn unknown_action(service: &str, action: &str) -> Self {
        Self::new(
            "ACTION_DOES_NOT_EXISTS",
            format!("Action \"{action}\" does not exists for service \"{service}\""),
            &[("ACTION_NAME", action), ("SERVICE_NAME", service)],
        )
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::new(
            "MISSING_MANDATORY_PARAMETER",
            format!("Missing parameter \"{name}\""),
            &[("PARAM_NAME", name)],
        )
    }

    pub(crate) fn invalid_enum(value: &str, name: &str, enumeration: &str) -> Self {
        Self::new(
            "INVALID_ENUM_VALUE",
            format!(
                "Invalid enumeration value \"{value}\" for parameter \"{name}\", expecting \
                 enumeration type \"{enumeration}\""
            ),
            &[("ENUM_VAL", value), ("PARAM_NAME", name), ("ENUM_TYPE", enumeration)],
        )
    }

    pub(crate) fn wrong_format(name: &str) -> Self {
        Self::new(
            "PROPERTY_VALIDATION_WRONG_FORMAT",
            format!("The property \"{name}\" must match format array"),
            &[("PROP_NAME", name), ("FORMAT", "array")],
        )
    }

    pub(crate) fn invalid_char(name: &str) -> Self {
        Self::new(
            "INVALID_PARAMETER_CHAR",
            format!("Invalid char in \"{name}\" field"),
            &[("XML_FIELD", name)],
        )
    }

    /// The reason stands in KSID; the other two never change (API.md §3.5).
    pub(crate) fn invalid_ks(reason: &str) -> Self {
        Self::new(
            "INVALID_KS",
            format!("Invalid KS \"{reason}\", Error \"-1,INVALID_STR\""),
            &[("KSID", reason), ("ERR_CODE", "-1"), ("ERR_DESC", "INVALID_STR")],
        )
    }

    pub(crate) fn service_forbidden(service: &str, action: &str) -> Self {
        let name = format!("{service}->{action}");
        Self {
            in_headers: true,
            ..Self::new(
                "SERVICE_FORBIDDEN",
                format!("The access to service [{name}] is forbidden"),
                &[("SERVICE", &name)],
            )
        }
    }

    pub(crate) fn content_blocked() -> Self {
        Self::new(
            "SERVICE_FORBIDDEN_CONTENT_BLOCKED",
            "The access to this service is forbidden since the specified partner is blocked",
            &[],
        )
    }

    pub(crate) fn feature_forbidden(feature: &str) -> Self {
        Self::new(
            "FEATURE_FORBIDDEN",
            format!("The usage of feature [{feature}] is forbidden"),
            &[("FEATURE", feature)],
        )
    }

    pub(crate) fn start_session(partner: i64) -> Self {
        Self::new(
            "START_SESSION_ERROR",
            format!("Error while starting session for partner [{partner}]"),
            &[("PID", &partner.to_string())],
        )
    }

    pub(crate) fn invalid_partner(id: i64) -> Self {
        Self::new(
            "INVALID_PARTNER_ID",
            format!("Invalid partner id \"{id}\""),
            &[("PID", &id.to_string())],
        )
    }

    pub(crate) fn unknown_partner(id: i64) -> Self {
        Self::new(
            "UNKNOWN_PARTNER_ID",
            format!("Unknown partner_id [{id}]"),
            &[("PID", &id.to_string())],
        )
    }

    pub(crate) fn registration(text: &str) -> Self {
        Self::new(
            "PARTNER_REGISTRATION_ERROR",
            format!("Error while registering partner with message \"{text}\""),
            &[("MESSAGE", text)],
        )
    }

    pub(crate) fn not_updatable(class: &str, property: &str) -> Self {
        let name = format!("{class}::{property}");
        Self::new(
            "PROPERTY_VALIDATION_NOT_UPDATABLE",
            format!("The property \"{name}\" cannot be updated"),
            &[("PROP_NAME", &name)],
        )
    }

    /// Names come in lower case (09-rate-limit-call-3).
    pub(crate) fn action_blocked(service: &str, action: &str) -> Self {
        let (service, action) = (service.to_lowercase(), action.to_lowercase());
        Self::new(
            "ACTION_BLOCKED",
            format!("Action \"{action}\" in service \"{service}\" is blocked"),
            &[("ACTION_NAME", &action), ("SERVICE_NAME", &service)],
        )
    }

    pub(crate) fn invalid_object(id: &str) -> Self {
        Self::new("INVALID_OBJECT_ID", format!("Invalid object id [{id}]"), &[("ID", id)])
    }

    pub(crate) fn internal() -> Self {
        Self::new("INTERNAL_SERVERL_ERROR", "Internal server error occurred", &[])
    }

    pub(crate) fn invalid_widget(id: &str) -> Self {
        Self::new("INVALID_WIDGET_ID", format!("Unknown widget [{id}]"), &[("WIDGET_ID", id)])
    }

    pub(crate) fn app_token_not_found(id: &str) -> Self {
        Self::new(
            "APP_TOKEN_ID_NOT_FOUND",
            format!("Application token id \"{id}\" not found"),
            &[("ID", id)],
        )
    }

    pub(crate) fn app_token_not_active(id: &str) -> Self {
        Self::new(
            "APP_TOKEN_NOT_ACTIVE",
            format!("Application token id \"{id}\" not active"),
            &[("ID", id)],
        )
    }

    pub(crate) fn app_token_expired(id: &str) -> Self {
        Self::new(
            "APP_TOKEN_EXPIRED",
            format!("Application token id \"{id}\" expired"),
            &[("ID", id)],
        )
    }

    pub(crate) fn report_not_found(id: &str) -> Self {
        Self::new("REPORT_NOT_FOUND", format!("Report id \"{id}\" not found"), &[("ID", id)])
    }

    pub(crate) fn max_sub_publishers(limit: usize) -> Self {
        let limit = limit.to_string();
        Self::new(
            "MAX_SUB_PUBLISHERS_EXCEEDED",
            format!("Maximum number of sub publishers [{limit}] exceeded"),
            &[("MAX", &limit)],
        )
    }
}

/// The errors without arguments, by code.
macro_rules! plain_errors {
    ($($name:ident = $code:literal, $message:literal;)*) => {
        impl ApiError {
            $(pub(crate) fn $name() -> Self {
                Self::new($code, $message, &[])
            })*
        }
    };
}

plain_errors! {
    user_not_found = "USER_NOT_FOUND", "User was not found";
    user_wrong_password = "USER_WRONG_PASSWORD", "Wrong password supplied";
    user_data = "USER_DATA_ERROR", "User data is not valid.";
    invalid_user_id = "INVALID_USER_ID", "Invalid user id";
    missing_otp = "MISSING_OTP", "OTP is missing";
    invalid_otp = "INVALID_OTP", "OTP provided failed to validate";
    login_retries_exceeded = "LOGIN_RETRIES_EXCEEDED", "Maximum login retries exceeded. Your account has been locked and will not be available for 24 hours";
    login_blocked = "LOGIN_BLOCKED", "You account is locked";
    password_expired = "PASSWORD_EXPIRED", "Current password has expired";
    direct_login_blocked = "DIRECT_LOGIN_BLOCKED", "Direct login is blocked";
    invalid_app_token_hash = "INVALID_APP_TOKEN_HASH", "Invalid application token hash";
    unknown_role = "UNKNOWN_ROLE_ID", "Unknown role id";
}
