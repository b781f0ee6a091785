//! Other names for people: the same for the same person throughout one recording, and of no meaning outside it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dayone_jumpcloud::User;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

const GIVEN: &[&str] = &[
    "Alma", "Anders", "Bea", "Bruno", "Cleo", "Dario", "Edda", "Emil", "Fay", "Gero", "Hanna", "Idris", "Jonna",
    "Kalle", "Lior", "Maren", "Nils", "Oda", "Pavel", "Quinn", "Runa", "Silas", "Tilda", "Umar", "Vera", "Wim",
    "Xenia", "Yara",
];
const FAMILY: &[&str] = &[
    "Ahorn", "Birk", "Cedar", "Distel", "Elm", "Farn", "Ginko", "Heath", "Ilex", "Juniper", "Kiefer", "Linden",
    "Maple", "Nessel", "Olive", "Pine", "Quitte", "Rowan", "Spruce", "Tanne", "Ulme", "Vine", "Willow", "Yew",
];

/// A name of fewer letters is looked for as a whole word alone.
const LETTERS: usize = 4;

/// As many digits may be somebody's number.
const DIGITS: usize = 6;

/// How people are called.
pub(crate) struct Pseudonyms(Option<Replaced>);

struct Replaced {
    secret: [u8; 32],
    /// Names of people, in lower case, letters and digits only.
    names: BTreeSet<String>,
}

impl Pseudonyms {
    /// As they are.
    pub(crate) fn none() -> Pseudonyms {
        Pseudonyms(None)
    }

    /// By names that depend on a secret, which nobody keeps.
    pub(crate) fn of(secret: [u8; 32], users: &[User]) -> Pseudonyms {
        let names = users.iter().flat_map(|user| {
            let User { username, firstname, lastname, displayname, .. } = user;
            let initial: String = firstname.chars().take(1).collect();
            let local = user.email.split('@').next().unwrap_or_default();
            [
                plain(username),
                plain(local),
                plain(firstname),
                plain(lastname),
                plain(displayname),
                plain(&format!("{firstname}{lastname}")),
                plain(&format!("{initial}{lastname}")),
            ]
        });
        let names = names.filter(|name| name.len() > 1).collect();
        Pseudonyms(Some(Replaced { secret, names }))
    }

    pub(crate) fn are_replaced(&self) -> bool {
        self.0.is_some()
    }

    /// A word of this kind in place of the text.
    pub(crate) fn code(&self, kind: &str, text: &str) -> String {
        self.replaced(text, |secret| format!("{kind}-{}", hex(&digest(secret, kind, text)[..5])))
    }

    pub(crate) fn username(&self, text: &str) -> String {
        self.replaced(text, |secret| format!("u{}", hex(&digest(secret, "username", text)[..5])))
    }

    pub(crate) fn email(&self, text: &str) -> String {
        self.replaced(text, |secret| {
            let (local, domain) = text.split_once('@').unwrap_or((text, ""));
            let (local, domain) = (digest(secret, "local", local), digest(secret, "domain", domain));
            format!("m{}@d{}.example", hex(&local[..5]), hex(&domain[..3]))
        })
    }

    pub(crate) fn given(&self, text: &str) -> String {
        self.replaced(text, |secret| pick(GIVEN, &digest(secret, "given", text)))
    }

    pub(crate) fn family(&self, text: &str) -> String {
        self.replaced(text, |secret| pick(FAMILY, &digest(secret, "family", text)))
    }

    pub(crate) fn displayed(&self, user: &User) -> String {
        self.replaced(&user.displayname, |_| {
            format!("{} {}", self.given(&user.firstname), self.family(&user.lastname)).trim().to_owned()
        })
    }

    pub(crate) fn phone(&self, text: &str) -> String {
        self.replaced(text, |secret| {
            let digits: String =
                digest(secret, "phone", text)[..8].iter().map(|byte| char::from(b'0' + byte % 10)).collect();
            format!("+00 {digits}")
        })
    }

    /// A key that looks like one and opens nothing.
    pub(crate) fn public_key(&self, text: &str) -> String {
        self.replaced(text, |secret| {
            let mut key = b"\0\0\0\x0bssh-ed25519\0\0\0\x20".to_vec();
            key.extend(digest(secret, "key", text));
            format!("ssh-ed25519 {}", STANDARD.encode(key))
        })
    }

    /// The name of a host, unless the name of somebody is in it.
    pub(crate) fn host(&self, text: &str) -> String {
        if self.names_somebody(text) { self.code("host", text) } else { text.to_owned() }
    }

    /// Words for everybody, unless the name of somebody or a number to call is in them.
    pub(crate) fn words(&self, kind: &str, text: &str) -> String {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if self.names_somebody(text) || digits >= DIGITS { self.code(kind, text) } else { text.to_owned() }
    }

    /// A text, unless the name of somebody is in it: then nothing.
    pub(crate) fn free_text(&self, text: &str) -> String {
        if self.names_somebody(text) { String::new() } else { text.to_owned() }
    }

    fn names_somebody(&self, text: &str) -> bool {
        let Some(Replaced { names, .. }) = &self.0 else { return false };
        let together = plain(text);
        let mut words = text.split(|letter: char| !letter.is_alphanumeric()).map(plain);
        text.contains('@')
            || words.any(|word| names.contains(&word))
            || names.iter().any(|name| name.len() >= LETTERS && together.contains(name))
    }

    fn replaced(&self, text: &str, name: impl FnOnce(&[u8; 32]) -> String) -> String {
        match &self.0 {
            Some(Replaced { secret, .. }) if !text.is_empty() => name(secret),
            _ => text.to_owned(),
        }
    }
}

/// Letters and digits, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn digest(secret: &[u8; 32], kind: &str, text: &str) -> [u8; 32] {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return [0; 32] };
    mac.update(kind.as_bytes());
    mac.update(&[0]);
    mac.update(text.to_lowercase().as_bytes());
    mac.finalize().into_bytes().into()
}

fn pick(names: &[&str], digest: &[u8; 32]) -> String {
    let number = usize::from(digest[0]) * 256 + usize::from(digest[1]);
    names[number % names.len()].to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jane() -> User {
        User {
            username: "jane.doe".to_owned(),
            firstname: "Jane".to_owned(),
            lastname: "Doe".to_owned(),
            email: "jane.doe@company.com".to_owned(),
            ..User::default()
        }
    }

    #[test]
    fn a_name_is_replaced_the_same_way_in_one_recording_and_otherwise_in_another() {
        let (one, other) = (Pseudonyms::of([1; 32], &[jane()]), Pseudonyms::of([2; 32], &[jane()]));
        assert_eq!(one.email("Jane.Doe@company.com"), one.email("jane.doe@company.com"));
        assert_ne!(one.email("jane.doe@company.com"), other.email("jane.doe@company.com"));
        assert_eq!((one.username(""), one.phone("")), (String::new(), String::new()));
        assert!(one.public_key("ssh-rsa AAAA").starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
    }

    #[test]
    fn words_for_everybody_stay_unless_they_say_whom_to_ask() {
        let people = Pseudonyms::of([1; 32], &[jane()]);
        assert_eq!(people.words("body", "Welcome aboard in 2026"), "Welcome aboard in 2026");
        for telling in ["Ask Jane", "Call 206 555 0100", "write to it@company.com"] {
            assert!(people.words("body", telling).starts_with("body-"), "{telling}");
        }
        assert_eq!(Pseudonyms::none().words("body", "Ask Jane"), "Ask Jane");
    }

    #[test]
    fn a_host_keeps_its_name_unless_it_is_somebodys() {
        let people = Pseudonyms::of([1; 32], &[jane()]);
        assert_eq!(people.host("prod-web-01"), "prod-web-01");
        for host in ["Janes-MacBook", "JDOE-PC", "pc-of-doe", "janedoe"] {
            assert!(people.host(host).starts_with("host-"), "{host}");
        }
        assert_eq!(people.free_text("ask jane@company.com"), "");
        assert_eq!(Pseudonyms::none().host("Janes-MacBook"), "Janes-MacBook");
    }
}
