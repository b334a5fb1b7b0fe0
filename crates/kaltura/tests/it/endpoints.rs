//! Server addresses as people type them.

use kaltura::{Endpoint, EndpointError};

fn address(text: &str) -> Result<String, EndpointError> {
    Endpoint::new(text).map(|endpoint| endpoint.to_string())
}

#[test]
fn addresses_are_brought_into_one_form() {
    for (typed, meant) in [
        ("https://www.kaltura.com", "https://www.kaltura.com"),
        ("  www.kaltura.com ", "https://www.kaltura.com"),
        ("https://WWW.Kaltura.com/", "https://www.kaltura.com"),
        ("https://www.kaltura.com/api_v3/", "https://www.kaltura.com"),
        ("https://www.kaltura.com/api_v3/index.php", "https://www.kaltura.com"),
        ("https://video.test/kaltura/", "https://video.test/kaltura"),
        ("video.test:8443", "https://video.test:8443"),
        ("http://localhost:8899", "http://localhost:8899"),
        ("http://127.0.0.1:8899/api_v3", "http://127.0.0.1:8899"),
        ("http://[::1]:8899", "http://[::1]:8899"),
        ("https://münchen.test", "https://xn--mnchen-3ya.test"),
    ] {
        assert_eq!(address(typed).as_deref(), Ok(meant), "{typed}");
    }
}

#[test]
fn what_cannot_be_a_server_is_refused_with_the_reason() {
    for (typed, reason) in [
        ("", EndpointError::Empty),
        ("   ", EndpointError::Empty),
        ("http://www.kaltura.com", EndpointError::NotSecure),
        ("http://192.168.1.5", EndpointError::NotSecure),
        ("http://localhost.evil.test", EndpointError::NotSecure),
        ("ftp://www.kaltura.com", EndpointError::OtherScheme),
        ("https://user:pass@www.kaltura.com", EndpointError::HasCredentials),
        ("https://user@www.kaltura.com", EndpointError::HasCredentials),
        ("https://www.kaltura.com/?ks=abc", EndpointError::HasQuery),
        ("https://www.kaltura.com/#top", EndpointError::HasQuery),
        ("https://", EndpointError::NotAnAddress),
        ("my server", EndpointError::NotAnAddress),
        ("https://www,kaltura,com", EndpointError::NotAnAddress),
        ("https://www..kaltura.com", EndpointError::NotAnAddress),
        ("vera@parent.test", EndpointError::HasCredentials),
    ] {
        assert_eq!(address(typed), Err(reason), "{typed}");
    }
}

#[test]
fn the_reason_never_repeats_what_was_typed() {
    let error = Endpoint::new("https://user:hunter2@www.kaltura.com").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
