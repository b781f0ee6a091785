//! Texts of a certain form. The form's name stands in the schema; `format` knows what it asks for.

use schemars::JsonSchema;
use serde::Deserialize;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $format:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline, extend("format" = $format))]
        pub(crate) struct $name(pub(crate) String);
    )* };
}

texts! {
    /// A path, relative to the file in which it stands.
    FilePath "path";
    /// `example.com`.
    Domain "domain";
    /// A mail address, `slack` or `teams`.
    Recipient "recipient";
    /// `someone@example.com` or `Name <someone@example.com>`.
    Mailbox "mailbox";
    /// https, or http to the machine itself.
    WebUrl "web-url";
    /// `udp://HOST:PORT` or `tcp://HOST:PORT`.
    SyslogUrl "syslog-url";
    /// An absolute path on the person's system.
    AbsolutePath "absolute-path";
    /// Lower-case letters, digits, `-` and `_`.
    TenantName "tenant-name";
    /// A job title, or a pattern with `*` and `?`.
    Pattern "pattern";
    /// An IANA time zone.
    TimeZoneName "time-zone";
    /// A time of day: `07:00`.
    TimeOfDay "time-of-day";
    /// A text that is not blank.
    Text "text";
}

/// The texts inside.
pub(crate) trait Plain {
    fn plain(self) -> Vec<String>;
}

macro_rules! plain {
    ($($name:ident)*) => { $(
        impl Plain for Vec<$name> {
            fn plain(self) -> Vec<String> {
                self.into_iter().map(|text| text.0).collect()
            }
        }
    )* };
}

plain! { Domain Text }
