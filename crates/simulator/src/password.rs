//! Password policy: what an organisation demands, and which demands a password misses.

use serde_json::Value;

use crate::kind::Kind;
use crate::organization::Organization;
use crate::reply::{Reply, Violation};
use crate::stored::Stored;

/// Passwords that everybody tries first; enough for the rule to exist.
const COMMON: &[&str] =
    &["password", "password1", "password123", "passw0rd", "letmein", "welcome1", "qwerty123", "123456789"];

/// 400 unless the password meets the policy. `detailed` gives one violation a missed rule.
pub(crate) fn demand(
    organization: &Organization,
    user: &str,
    username: &str,
    password: &str,
    detailed: bool,
) -> Result<(), Reply> {
    let missed = missed(organization, user, username, password);
    if missed.is_empty() {
        return Ok(());
    }
    if detailed {
        let violations: Vec<Violation> = missed.iter().map(|rule| Violation::new("password", *rule)).collect();
        return Err(Reply::violations("Password validation fail", &violations));
    }
    // The specification promises one string without saying which.
    Err(Reply::error(400, format!("Password validation fail: {}", missed.join(", "))))
}

/// Names of the rules a password misses.
// Source: `specialCharacter` and `passwordHistory` are in the specification; the other names are SYNTHETIC.
fn missed(organization: &Organization, user: &str, username: &str, password: &str) -> Vec<&'static str> {
    let policy = Policy::of(organization, user);
    let lower = password.to_lowercase();
    let mut missed = Vec::new();
    if password.chars().count() < policy.min_length {
        missed.push("minLength");
    }
    if policy.lowercase && !password.chars().any(char::is_lowercase) {
        missed.push("lowercase");
    }
    if policy.uppercase && !password.chars().any(char::is_uppercase) {
        missed.push("uppercase");
    }
    if policy.numeric && !password.chars().any(char::is_numeric) {
        missed.push("number");
    }
    if policy.symbolic && !password.chars().any(|c| !c.is_alphanumeric()) {
        missed.push("specialCharacter");
    }
    if policy.no_username && !username.is_empty() && lower.contains(&username.to_lowercase()) {
        missed.push("username");
    }
    if policy.no_common && COMMON.contains(&lower.as_str()) {
        missed.push("commonPassword");
    }
    if policy.no_sequences && has_sequence(&lower) {
        missed.push("sequentialOrRepetitive");
    }
    let known = organization.passwords.get(user).map_or(&[][..], Vec::as_slice);
    if known.iter().rev().take(policy.history).any(|old| old == password) {
        missed.push("passwordHistory");
    }
    missed
}

struct Policy {
    min_length: usize,
    lowercase: bool,
    uppercase: bool,
    numeric: bool,
    symbolic: bool,
    no_username: bool,
    no_common: bool,
    no_sequences: bool,
    history: usize,
}

impl Policy {
    fn of(organization: &Organization, user: &str) -> Policy {
        let flag = |name: &str| demanded(organization, user, name).and_then(Value::as_bool).unwrap_or(false);
        let number = |name: &str| {
            let value = demanded(organization, user, name).and_then(Value::as_u64).unwrap_or(0);
            usize::try_from(value).unwrap_or(usize::MAX)
        };
        let history = if flag("enableMaxHistory") { number("maxHistory") } else { 0 };
        let preset = organization.setting("passwordCompliance").and_then(Value::as_str).unwrap_or("custom");
        let preset = if policy_of(organization, user).is_some() { "custom" } else { preset };
        let mut policy = Policy {
            min_length: if flag("enableMinLength") { number("minLength") } else { 0 },
            lowercase: flag("needsLowercase"),
            uppercase: flag("needsUppercase"),
            numeric: flag("needsNumeric"),
            symbolic: flag("needsSymbolic"),
            no_username: !flag("allowUsernameSubstring"),
            no_common: flag("disallowCommonlyUsedPasswords"),
            no_sequences: flag("disallowSequentialOrRepetitiveChars"),
            history,
        };
        // SYNTHETIC: what the two presets demand.
        if preset == "pci3" {
            policy =
                Policy { min_length: 7, lowercase: true, uppercase: false, numeric: true, symbolic: false, ..policy };
        } else if preset == "windows" {
            policy =
                Policy { min_length: 8, lowercase: true, uppercase: true, numeric: true, symbolic: false, ..policy };
        }
        policy
    }
}

/// Three equal or consecutive characters in a row.
fn has_sequence(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    codes.windows(3).any(|three| {
        let (a, b, c) = (three[0], three[1], three[2]);
        (a == b && b == c) || (a + 1 == b && b + 1 == c) || (a == b + 1 && b == c + 1)
    })
}

/// Days until a password expires, if it does.
pub(crate) fn lifetime_days(organization: &Organization, user: &str) -> Option<i64> {
    let enabled = demanded(organization, user, "enablePasswordExpirationInDays").and_then(Value::as_bool);
    if enabled != Some(true) {
        return None;
    }
    demanded(organization, user, "passwordExpirationInDays").and_then(Value::as_i64).filter(|days| *days > 0)
}

/// What is demanded of a user: by the policy of a group, or else by the organisation.
fn demanded<'a>(organization: &'a Organization, user: &str, name: &str) -> Option<&'a Value> {
    let of_group = policy_of(organization, user).and_then(|policy| policy.get("passwordPolicy")?.get(name));
    of_group.or_else(|| organization.setting(&format!("passwordPolicy.{name}")))
}

/// The policies of groups, the first to count first.
pub(crate) fn policies(organization: &Organization) -> Vec<&Stored> {
    let mut all: Vec<&Stored> = organization.of(Kind::PasswordPolicy).all().map(|(_, policy)| policy).collect();
    all.sort_by_key(|policy| policy.get("precedence").and_then(Value::as_u64).unwrap_or(u64::MAX));
    all
}

/// The policy of the groups that a user is in.
pub(crate) fn policy_of<'a>(organization: &'a Organization, user: &str) -> Option<&'a Stored> {
    if organization.of(Kind::PasswordPolicy).len() == 0 {
        return None;
    }
    let node = (Kind::User, user.to_owned());
    let groups: Vec<&str> =
        organization.graph.neighbours(&node, Kind::UserGroup).map(|(group, _)| group.1.as_str()).collect();
    policies(organization).into_iter().find(|policy| groups.iter().any(|group| names_group(policy, group)))
}

/// Whether a policy is for a group.
pub(crate) fn names_group(policy: &Stored, group: &str) -> bool {
    let groups = policy.get("userGroupObjectIds").and_then(Value::as_array);
    groups.is_some_and(|groups| groups.iter().any(|one| one == group))
}
