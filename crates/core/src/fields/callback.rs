//! Where an outcome is sent.

use url::{Host, Url};

use super::{FieldError, text_field};

text_field! {
    /// The URL that is called when a run ends: `https`, a host, no user name or password, no fragment; at most 2048
    /// characters. Plain `http` is taken for this machine only (`localhost`, 127.0.0.0/8, `[::1]`).
    ///
    /// Whether private addresses are called at all is decided where the call is made, after the name is resolved.
    CallbackUrl
}

const RIGHT: &str = "Give a URL such as https://hooks.example.com/dayone";

impl CallbackUrl {
    /// Parses a URL. Messages never show it: its query may hold a token.
    ///
    /// # Errors
    /// What makes it unfit.
    pub fn parse(text: &str) -> Result<CallbackUrl, FieldError> {
        let text = text.trim();
        if text.len() > 2048 {
            return Err(FieldError::new("The callback URL is longer than 2048 characters", RIGHT));
        }
        let url = Url::parse(text)
            .map_err(|error| FieldError::new(format!("The callback URL is malformed: {error}"), RIGHT))?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            "http" => return Err(FieldError::new("The callback URL is not encrypted", "Use https")),
            _ => return Err(FieldError::new("The callback URL is not an https URL", RIGHT)),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FieldError::new(
                "The callback URL holds a user name or password",
                "Remove it: calls are signed instead",
            ));
        }
        if url.fragment().is_some() {
            return Err(FieldError::new(
                "The callback URL has a fragment, which no server would see",
                "Remove the part from '#' on",
            ));
        }
        Ok(CallbackUrl(url.into()))
    }

    /// Scheme, host and port: what may be logged.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine_is_called() {
        for text in
            ["https://hooks.example.com/a?b=c", "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]/x"]
        {
            assert!(CallbackUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://",
            "https://u:p@example.com/",
            "https://example.com/#x",
            "file:///etc/passwd",
            "http://localhost.example.com/",
        ] {
            assert!(CallbackUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn messages_and_origins_never_hold_the_query() {
        let error = CallbackUrl::parse("http://example.com/?token=hunter2").expect_err("refused");
        assert!(!format!("{error:?}").contains("hunter2"));
        assert_eq!(CallbackUrl::parse("https://a.example/x?token=hunter2").expect("fit").origin(), "https://a.example");
    }
}
