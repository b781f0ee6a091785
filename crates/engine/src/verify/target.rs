//! Where a person looks, and what a person types.

use url::Url;

/// The account's page in the admin console of the region whose portal this is.
pub(super) fn console(login_portal: &str, account: &str) -> String {
    let base = Url::parse(login_portal)
        .ok()
        .filter(|url| url.host_str().is_some_and(|host| host.starts_with("console.")))
        .map_or("https://console.jumpcloud.com".to_owned(), |url| url.origin().ascii_serialization());
    format!("{base}/#/users/{account}")
}

/// A command that binds to LDAP as the account and looks it up.
// Source: JumpCloud's directory: ldap.jumpcloud.com, uid=USER,ou=Users,o=ORGANISATION,dc=jumpcloud,dc=com.
pub(super) fn ldapsearch(organization: &str, username: &str) -> String {
    let base = format!("ou=Users,o={organization},dc=jumpcloud,dc=com");
    format!(
        "ldapsearch -H ldaps://ldap.jumpcloud.com -x -W -D {} -b {} {}",
        quoted(&format!("uid={username},{base}")),
        quoted(&base),
        quoted(&format!("(uid={username})")),
    )
}

/// A command that signs in on a system.
pub(super) fn ssh(username: &str, host: &str) -> String {
    format!("ssh {}", quoted(&format!("{username}@{host}")))
}

/// A word for a shell: nothing in it can do more than be a word.
fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "@.,_-=/:".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(harmless) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_is_the_one_of_the_region() {
        let eu = console("https://console.eu.jumpcloud.com/login", "60a1");
        assert_eq!(eu, "https://console.eu.jumpcloud.com/#/users/60a1");
        assert_eq!(console("https://sso.company.com", "60a1"), "https://console.jumpcloud.com/#/users/60a1");
    }

    #[test]
    fn a_name_in_a_command_is_never_a_command() {
        assert_eq!(ssh("john.smith", "dev-server-01"), "ssh john.smith@dev-server-01");
        assert_eq!(ssh("a;rm -rf ~", "h"), "ssh 'a;rm -rf ~@h'");
        assert_eq!(ssh("-oProxyCommand=x", "h"), "ssh '-oProxyCommand=x@h'");
        assert!(ldapsearch("5f9a", "o'neil").contains(r"'uid=o'\''neil,ou=Users"));
    }
}
