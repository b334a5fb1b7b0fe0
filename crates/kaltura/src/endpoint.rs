//! The address of a server: what may be one, and what is refused before anything is sent.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// The base address of a Kaltura server, without `/api_v3`.
///
/// Always https, except for servers on this very computer. A path prefix is allowed.
///
/// ```
/// use kaltura::{Endpoint, EndpointError};
///
/// let endpoint: Endpoint = "https://www.kaltura.com".parse()?;
/// assert_eq!(endpoint.to_string(), "https://www.kaltura.com");
/// // What people type: without the scheme, or with what they found in the browser.
/// assert_eq!("www.kaltura.com/api_v3/".parse::<Endpoint>()?, endpoint);
/// // A session is a secret and does not travel in clear.
/// assert_eq!("http://www.kaltura.com".parse::<Endpoint>(), Err(EndpointError::NotSecure));
/// # Ok::<(), EndpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Without a trailing slash in the path.
    url: Url,
}

/// Why a text cannot be the address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Nothing was given.
    #[error("the server address is empty")]
    Empty,
    /// Not an address at all.
    #[error("this is not a server address")]
    NotAnAddress,
    /// Neither `https` nor `http`.
    #[error("a server address begins with https://")]
    OtherScheme,
    /// `http` to another computer.
    #[error("only https is allowed, except for this computer itself")]
    NotSecure,
    /// A user name or password stands in the address.
    #[error("the server address must not hold a user name or password")]
    HasCredentials,
    /// A `?` or `#` part.
    #[error("the server address must not have a part after ? or #")]
    HasQuery,
}

impl Endpoint {
    /// Parses an address. Without a scheme, https is meant; a trailing `/api_v3` or
    /// `/api_v3/index.php` is dropped.
    pub fn new(address: &str) -> Result<Self, EndpointError> {
        let address = address.trim();
        if address.is_empty() {
            return Err(EndpointError::Empty);
        }
        let given = if address.contains("://") {
            Url::parse(address)
        } else {
            Url::parse(&format!("https://{address}"))
        };
        let mut url = given.map_err(|_| EndpointError::NotAnAddress)?;
        let host = url.host().ok_or(EndpointError::NotAnAddress)?.to_owned();
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => return Err(EndpointError::NotSecure),
            _ => return Err(EndpointError::OtherScheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::HasCredentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointError::HasQuery);
        }
        if !is_plausible(&host) {
            return Err(EndpointError::NotAnAddress);
        }
        let mut path = url.path().trim_end_matches('/');
        for suffix in ["/index.php", "/api_v3"] {
            path = path.strip_suffix(suffix).unwrap_or(path).trim_end_matches('/');
        }
        let path = path.to_owned();
        url.set_path(&path);
        Ok(Self { url })
    }

    /// The host name, for showing it.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether the server is this very computer.
    pub fn is_loopback(&self) -> bool {
        self.url.host().is_some_and(|host| is_loopback(&host.to_owned()))
    }

    /// The base as a URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of an action. JSON is asked for in the query: the default is XML (API.md §1).
    pub(crate) fn action(&self, service: &str, action: Option<&str>) -> Url {
        let mut url = self.url.clone();
        let prefix = url.path().trim_end_matches('/');
        let path = match action {
            Some(action) => format!("{prefix}/api_v3/service/{service}/action/{action}"),
            None => format!("{prefix}/api_v3/service/{service}"),
        };
        url.set_path(&path);
        url.set_query(Some("format=1"));
        url
    }
}

fn is_loopback(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => IpAddr::V4(*ip).is_loopback(),
        Host::Ipv6(ip) => IpAddr::V6(*ip).is_loopback(),
    }
}

/// A domain has labels of letters, digits and hyphens; anything else is a typing error that
/// the URL rules happen to allow.
fn is_plausible(host: &Host<String>) -> bool {
    let Host::Domain(name) = host else { return true };
    let name = name.strip_suffix('.').unwrap_or(name);
    !name.is_empty()
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(address: &str) -> Result<Self, EndpointError> {
        Self::new(address)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}
