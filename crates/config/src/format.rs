//! The forms that texts in the file must have, by the name that the schema gives them.

use std::borrow::Cow;
use std::net::IpAddr;
use std::path::Path;

use dayone_core::fields::Email;
use dayone_core::{naming, nearest};
use jiff::civil::Time;
use url::{Host, Url};

use crate::database;

/// What is wrong with a text, and what would be right.
pub(crate) struct Wrong {
    pub(crate) what: &'static str,
    pub(crate) hint: Cow<'static, str>,
}

impl Wrong {
    pub(crate) fn new(what: &'static str, hint: impl Into<Cow<'static, str>>) -> Self {
        Wrong { what, hint: hint.into() }
    }
}

fn ensure(good: bool, what: &'static str, hint: &'static str) -> Result<(), Wrong> {
    if good { Ok(()) } else { Err(Wrong::new(what, hint)) }
}

/// Checks a text, and gives what is meant by it: paths are relative to `folder`.
pub(crate) fn read(format: &str, text: &str, folder: &Path) -> Result<String, Wrong> {
    let path = || folder.join(text).to_string_lossy().into_owned();
    match format {
        "database-url" => return database::read_url(text, folder),
        "path" => return ensure(!text.trim().is_empty(), "is empty", "name a path").map(|()| path()),
        "text" => return ensure(!text.trim().is_empty(), "is empty", "leave it out").map(|()| text.trim().to_owned()),
        "domain" => ensure(is_domain(text), "is not a domain", "for example \"example.com\", without `@` or `*`"),
        "host" => ensure(is_host(text), "is not a host", "for example \"smtp.example.com\", without a port"),
        "recipient" => recipient(text),
        "mailbox" => ensure(is_mailbox(text), "is not a sender", "for example \"dayone <onboarding@example.com>\""),
        "web-url" => web_url(text),
        "syslog-url" => ensure(is_syslog(text), "is not a syslog server", "for example \"udp://log.example.com:514\""),
        "absolute-path" => ensure(text.starts_with('/'), "is not an absolute path", "it starts with `/`"),
        "tenant-name" => ensure(
            is_name(text),
            "is not a tenant's name",
            "1 to 63 of: lower-case letters, digits, `-`, `_`; a letter or digit first",
        ),
        "pattern" => ensure(!text.trim().is_empty(), "is empty", "a name; `*` is any text, `?` any character"),
        "group-name" => ensure(!text.trim().is_empty(), "is empty", "the name of a group as JumpCloud has it"),
        "subject" => ensure(!text.trim().is_empty(), "is empty", "JumpCloud sends no mail without a subject"),
        "time-zone" => time_zone(text),
        "time-of-day" => ensure(text.parse::<Time>().is_ok(), "is not a time of day", "for example \"07:00\""),
        "template" => naming::validate(text)
            .map_err(|error| Wrong::new("is not a template", format!("{error}. {}", error.hint()))),
        "ladder-template" => naming::validate_rung(text)
            .map_err(|error| Wrong::new("is not a template of the ladder", format!("{error}. {}", error.hint()))),
        // Such as uint16: numbers have their ranges.
        _ => Ok(()),
    }
    .map(|()| text.to_owned())
}

/// Whether an URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether a host is this machine.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn web_url(text: &str) -> Result<(), Wrong> {
    let example = "for example \"https://console.eu.jumpcloud.com\"";
    let Ok(url) = Url::parse(text) else { return ensure(false, "is not a URL", example) };
    ensure(url.host().is_some() && ["https", "http"].contains(&url.scheme()), "is not a web address", example)?;
    ensure(
        url.username().is_empty() && url.password().is_none(),
        "holds a user name or password",
        "credentials come from a secret source",
    )?;
    ensure(url.query().is_none() && url.fragment().is_none(), "has a query or fragment", example)?;
    ensure(url.scheme() == "https" || is_loopback(&url), "is http to another machine", "use https")
}

fn recipient(text: &str) -> Result<(), Wrong> {
    if ["slack", "teams"].contains(&text) {
        return Ok(());
    }
    if !text.contains('@') {
        let hint = "for example \"it@example.com\", \"slack\", \"teams\"";
        return Err(Wrong::new("is neither a mail address nor a channel", hint));
    }
    Email::parse(text).map(|_| ()).map_err(|error| Wrong::new("is not a mail address", error.hint))
}

fn time_zone(text: &str) -> Result<(), Wrong> {
    let zones = jiff::tz::db();
    if !text.is_empty() && zones.get(text).is_ok() {
        return Ok(());
    }
    let names: Vec<String> = zones.available().map(|name| name.to_string()).collect();
    let hint = match nearest::nearest(text, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near:?}?"),
        None => "an IANA name, for example \"Europe/Berlin\" or \"America/Los_Angeles\"".to_owned(),
    };
    Err(Wrong::new("is not a time zone", hint))
}

/// Whether addresses can have it: with an ending, and in ASCII, as the directory compares them.
fn is_domain(text: &str) -> bool {
    !text.contains('@') && text.trim() == text && Email::parse(&format!("a@{text}")).is_ok()
}

fn is_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok() || (!text.is_empty() && !text.contains(['/', ':', '@']) && Host::parse(text).is_ok())
}

fn is_mailbox(text: &str) -> bool {
    match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => Email::parse(address).is_ok() && !name.contains(['<', '>', '\r', '\n']),
        None => Email::parse(text).is_ok(),
    }
}

fn is_syslog(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        ["udp", "tcp"].contains(&url.scheme())
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.port().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && ["", "/"].contains(&url.path())
    })
}

fn is_name(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 63
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || b"-_".contains(&byte))
}
