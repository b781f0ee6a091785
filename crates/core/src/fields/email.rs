//! E-mail addresses.

use super::{FieldError, character, text_field};

text_field! {
    /// An e-mail address as given, without surrounding white space.
    ///
    /// The practical part of RFC 5321: a dot-atom local part of at most 64 bytes, a domain name with an ending, at most
    /// 254 bytes in all. Quoted local parts and address literals are refused, and so is anything outside ASCII: an
    /// internationalised domain is written in its `xn--` form, which the hint gives.
    Email
}

const RIGHT: &str = "Write one address such as jane.doe@example.com";

impl Email {
    /// Parses an address.
    ///
    /// # Errors
    /// What is wrong with it; the hint gives the mended address where the slip is a common one.
    pub fn parse(text: &str) -> Result<Email, FieldError> {
        let text = text.trim();
        let Err(slip) = examine(text) else {
            return Ok(Email(text.into()));
        };
        let hint = match slip.instead {
            Some(instead) if examine(&instead).is_ok() => format!("Did you mean {instead}?"),
            _ => slip.hint,
        };
        Err(FieldError::new(slip.message, hint))
    }

    /// The form that is compared and that the directory stores: lower case.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }

    /// The domain, in lower case.
    #[must_use]
    pub fn domain(&self) -> String {
        self.0.split_once('@').map(|(_, domain)| domain.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The address as bystanders may see it: `j•••@example.net`.
    #[must_use]
    pub fn masked(&self) -> String {
        let first: String = self.0.chars().take(1).collect();
        format!("{first}•••@{}", self.domain())
    }
}

/// What is wrong, and the text that may have been meant: proposed only if it is sound itself.
struct Slip {
    message: String,
    hint: String,
    instead: Option<String>,
}

impl Slip {
    fn new(message: impl Into<String>) -> Slip {
        Slip { message: message.into(), hint: RIGHT.into(), instead: None }
    }

    fn hint(self, hint: impl Into<String>) -> Slip {
        Slip { hint: hint.into(), ..self }
    }

    fn instead(self, text: impl Into<String>) -> Slip {
        Slip { instead: Some(text.into()), ..self }
    }
}

fn examine(text: &str) -> Result<(), Slip> {
    if text.is_empty() {
        return Err(Slip::new("The e-mail address is empty"));
    }
    if let Some(inner) = text.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>')) {
        return Err(Slip::new("The e-mail address has a name or angle brackets around it").instead(inner));
    }
    if let Some(rest) = text.strip_prefix("mailto:") {
        return Err(Slip::new("The e-mail address begins with 'mailto:'").instead(rest));
    }
    if let Some(c) = text.chars().find(|c| c.is_whitespace() || c.is_control() || super::is_unprintable(*c)) {
        return Err(Slip::new(format!("The e-mail address contains {}", character(c))).instead(text.replace(c, "")));
    }
    let Some((local, domain)) = text.split_once('@') else {
        return Err(Slip::new("The e-mail address has no '@'"));
    };
    if domain.contains('@') {
        return Err(Slip::new("The e-mail address has more than one '@'"));
    }
    examine_local(local, domain)?;
    examine_domain(local, domain)?;
    if text.len() > 254 {
        return Err(Slip::new(format!("The e-mail address has {} characters", text.len()))
            .hint("Give an address of at most 254 characters"));
    }
    Ok(())
}

fn examine_local(local: &str, domain: &str) -> Result<(), Slip> {
    const WHAT: &str = "The part before '@' of the e-mail address";
    if local.is_empty() {
        return Err(Slip::new("The e-mail address has nothing before '@'"));
    }
    if local.len() > 64 {
        return Err(Slip::new(format!("{WHAT} has {} characters", local.chars().count()))
            .hint("Give an address with at most 64 characters before '@'"));
    }
    if let Some(c) = local.chars().find(|c| !c.is_ascii_alphanumeric() && !".!#$%&'*+/=?^_`{|}~-".contains(*c)) {
        let slip = Slip::new(format!("{WHAT} contains {}", character(c)));
        return Err(match c {
            ',' => slip.instead(format!("{}@{domain}", local.replace(',', "."))),
            c if !c.is_ascii() => slip.hint("Use letters from a to z without accents before '@'"),
            _ => slip,
        });
    }
    if local.split('.').any(str::is_empty) {
        return Err(Slip::new(format!("{WHAT} has a dot at its start or end, or two in a row"))
            .instead(format!("{}@{domain}", without_empty_parts(local))));
    }
    Ok(())
}

fn examine_domain(local: &str, domain: &str) -> Result<(), Slip> {
    const WHAT: &str = "The domain of the e-mail address";
    let with = |domain: &str| format!("{local}@{domain}");
    if domain.is_empty() {
        return Err(Slip::new("The e-mail address has no domain after '@'"));
    }
    if !domain.is_ascii() {
        let slip = Slip::new(format!("{WHAT} has characters outside ASCII")).hint("Write the domain in its xn-- form");
        return Err(match url::Host::parse(domain) {
            Ok(host) => slip.instead(with(&host.to_string())),
            Err(_) => slip,
        });
    }
    if domain.starts_with('[') {
        return Err(Slip::new("The e-mail address has an IP address for a domain"));
    }
    if let Some(last) = domain.chars().last().filter(|last| ",.;".contains(*last)) {
        return Err(Slip::new(format!("The e-mail address ends with {}", character(last)))
            .instead(with(domain.trim_end_matches([',', '.', ';']))));
    }
    if let Some(c) = domain.chars().find(|c| !c.is_ascii_alphanumeric() && !".-".contains(*c)) {
        return Err(
            Slip::new(format!("{WHAT} contains {}", character(c))).instead(with(&domain.replace([',', ';'], ".")))
        );
    }
    if domain.split('.').any(str::is_empty) {
        return Err(Slip::new(format!("{WHAT} has a dot at its start, or two in a row"))
            .instead(with(&without_empty_parts(domain))));
    }
    let Some((_, ending)) = domain.rsplit_once('.') else {
        return Err(Slip::new(format!("The domain '{domain}' of the e-mail address has no ending"))
            .hint(format!("Write the whole domain, such as {domain}.com")));
    };
    if ending.len() < 2 || ending.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Slip::new(format!("{WHAT} ends with '.{ending}', which is no domain ending")));
    }
    if domain.split('.').any(|label| label.len() > 63 || label.starts_with('-') || label.ends_with('-')) {
        return Err(Slip::new(format!("{WHAT} has a part that is over 63 characters, or begins or ends with '-'")));
    }
    Ok(())
}

fn without_empty_parts(text: &str) -> String {
    text.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sound_addresses_are_accepted_as_given() {
        for text in ["jane.doe@example.com", "J+x@Mail.Example.CO.UK", "o'neil@xn--bcher-kva.example", "a@b.io"] {
            assert_eq!(Email::parse(&format!(" {text}\n")).expect(text).as_str(), text);
        }
    }

    #[test]
    fn each_slip_is_named_and_mended() {
        #[rustfmt::skip]
        let table = [
            ("",                          "is empty",              RIGHT),
            ("jane.doe",                  "no '@'",                RIGHT),
            ("@example.com",              "nothing before '@'",    RIGHT),
            ("jane@",                     "no domain",             RIGHT),
            ("jane@@example.com",         "more than one '@'",     RIGHT),
            ("jane@example",              "has no ending",         "example.com"),
            ("jane@example,com",          "contains ','",          "jane@example.com?"),
            ("jane,doe@example.com",      "contains ','",          "jane.doe@example.com?"),
            ("jane@example.com.",         "ends with '.'",         "jane@example.com?"),
            ("jane@example.com;",         "ends with ';'",         "jane@example.com?"),
            ("jane@example..com",         "two in a row",          "jane@example.com?"),
            ("jane..doe@example.com",     "two in a row",          "jane.doe@example.com?"),
            ("jane doe@example.com",      "contains a space",      "janedoe@example.com?"),
            ("Jane <jane@example.com>",   "angle brackets",        "jane@example.com?"),
            ("mailto:jane@example.com",   "'mailto:'",             "jane@example.com?"),
            ("jane@bücher.example",       "outside ASCII",         "jane@xn--bcher-kva.example?"),
            ("jäne@example.com",          "contains 'ä'",          "without accents"),
            ("jane@[192.0.2.1]",          "IP address",            RIGHT),
            ("jane@192.0.2.1",            "no domain ending",      RIGHT),
            ("jane@exa_mple.com",         "contains '_'",          RIGHT),
            ("jane@-example.com",         "begins or ends with '-'", RIGHT),
            ("jane\u{202E}@example.com",  "invisible character U+202E", "jane@example.com?"),
            ("\"jane\"@example.com",      "contains '\"'",         RIGHT),
        ];
        for (text, message, hint) in table {
            let error = Email::parse(text).expect_err(text);
            assert!(error.message.contains(message), "{text}: {error}");
            assert!(error.hint.contains(hint), "{text}: {}", error.hint);
        }
    }

    #[test]
    fn the_limits_are_64_before_the_at_and_254_in_all() {
        let local = "a".repeat(64);
        let domain = format!("{}.{}.{}.de", "b".repeat(63), "c".repeat(63), "d".repeat(58));
        assert_eq!(Email::parse(&format!("{local}@{domain}")).expect("254").as_str().len(), 254);
        assert!(Email::parse(&format!("{local}@x{domain}")).is_err());
        assert!(Email::parse(&format!("a{local}@example.com")).is_err());
    }

    #[test]
    fn bystanders_see_the_first_letter_and_the_domain() {
        assert_eq!(Email::parse("Jane@Example.net").expect("sound").masked(), "J•••@example.net");
    }

    #[test]
    fn serde_reads_by_the_same_parser() {
        assert!(serde_json::from_str::<Email>("\"jane@example\"").is_err());
        assert_eq!(serde_json::from_str::<Email>("\"a@b.io\"").expect("sound").normalised(), "a@b.io");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_and_what_it_accepts_it_accepts_again(text in ".{0,80}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }

        #[test]
        fn a_sound_address_is_accepted(text in "[a-z0-9+_-]{1,20}@[a-z0-9]{1,10}\\.[a-z]{2,6}") {
            prop_assert!(Email::parse(&text).is_ok());
        }
    }
}
