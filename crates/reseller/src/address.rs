//! Server addresses as people type them, and as they are shown. Reaching a server is not done
//! here.

use crate::error::{Error, ErrorCode, Result};
use crate::messages::{Messages, msg};
use kaltura::{Endpoint, EndpointError};

/// Makes an address out of what was typed: a missing `https://` is added, and a copied page
/// address of KMC or of the API is cut down to its server.
pub(crate) fn parse(messages: &Messages, typed: &str) -> Result<Endpoint> {
    let tidy = tidied(typed);
    Endpoint::new(&tidy).map_err(|reason| explain(messages, &tidy, reason))
}

/// People copy from the browser: what follows the server's part is dropped, if it is known.
fn tidied(typed: &str) -> String {
    let text: String = typed.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim().trim_matches(['"', '\'', '<', '>', '“', '”']).trim();
    // Typing errors with one meaning only.
    let text = text.replace('\\', "/");
    let lower = text.to_ascii_lowercase();
    for (wrong, right) in [
        ("https:///", "https://"),
        ("https//", "https://"),
        ("http//", "http://"),
        ("htps://", "https://"),
        ("htpps://", "https://"),
        ("httpss://", "https://"),
        ("ttps://", "https://"),
        ("hhttps://", "https://"),
    ] {
        if lower.starts_with(wrong) {
            return cut_page(&format!("{right}{}", &text[wrong.len()..]));
        }
    }
    cut_page(&text)
}

fn cut_page(text: &str) -> String {
    let begin = text.find("://").map_or(0, |at| at + 3);
    let rest = &text[begin..];
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let known = ["/index.php/kmc", "/kmc", "/kmcng", "/apps/kmc", "/api_v3", "/index.php"];
    let lower = rest.to_ascii_lowercase();
    let end = known.iter().filter_map(|page| lower.find(page)).min().unwrap_or(rest.len());
    format!("{}{}", &text[..begin], rest[..end].trim_end_matches('/'))
}

fn explain(messages: &Messages, typed: &str, reason: EndpointError) -> Error {
    let message = match reason {
        EndpointError::Empty => msg::address_empty(),
        EndpointError::OtherScheme => {
            msg::address_scheme(typed.split("://").next().unwrap_or_default())
        }
        EndpointError::NotSecure => msg::address_not_secure(host(typed)),
        EndpointError::HasCredentials => msg::address_with_sign_in(),
        EndpointError::NotAnAddress | EndpointError::HasQuery | _ => msg::address_unreadable(typed),
    };
    messages.error(ErrorCode::ServerAddress, &message)
}

fn host(typed: &str) -> &str {
    let rest = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// What a person recognises: host and, where it is not the usual one, port; with the path if
/// the server lies below one.
pub(crate) fn shown(url: &str) -> String {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Language;

    fn read(typed: &str) -> std::result::Result<String, (ErrorCode, String)> {
        parse(&Messages::new(Language::En), typed)
            .map(|endpoint| endpoint.to_string())
            .map_err(|error| (error.code, error.message))
    }

    #[test]
    fn what_people_type_or_copy_is_understood() {
        for typed in [
            "www.kaltura.com",
            " https://www.kaltura.com/ ",
            "https://www.kaltura.com/index.php/kmcng/content/entries/list",
            "www.kaltura.com/api_v3/index.php",
            "https//www.kaltura.com",
            "htps://www.kaltura.com",
            "https:\\\\www.kaltura.com\\",
            "<https://www.kaltura.com>",
            "https://www.kaltura.com/?x=1#top",
        ] {
            assert_eq!(read(typed).as_deref(), Ok("https://www.kaltura.com"), "{typed}");
        }
        assert_eq!(read("http://127.0.0.1:8899/").as_deref(), Ok("http://127.0.0.1:8899"));
        assert_eq!(
            read("https://kaltura.example.edu:8443").as_deref(),
            Ok("https://kaltura.example.edu:8443")
        );
    }

    #[test]
    fn what_cannot_be_an_address_gets_a_sentence() {
        for (typed, part) in [
            ("", "Enter the address"),
            ("http://www.kaltura.com", "only uses secure connections"),
            ("ftp://www.kaltura.com", "“ftp”"),
            ("https://dana:secret@www.kaltura.com", "a name or a password"),
            ("my server", "is not a server address"),
            ("www..kaltura", "is not a server address"),
        ] {
            let (code, message) = read(typed).expect_err(typed);
            assert_eq!(code, ErrorCode::ServerAddress);
            assert!(message.contains(part), "{typed}: {message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
