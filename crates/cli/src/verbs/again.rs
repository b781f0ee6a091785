//! The command line of `plan`, as the command line of `provision` that carries it out.

use std::ffi::OsString;

/// Flags of every verb that take a value.
const WITH_VALUE: [&str; 5] = ["--config", "--database", "--tenant", "--output", "-o"];

/// `arguments` are those of the process, its name first.
#[must_use]
pub(crate) fn provision_command(arguments: impl IntoIterator<Item = OsString>, digest: &str) -> String {
    let arguments: Vec<String> =
        arguments.into_iter().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let mut words = vec!["dayone".to_owned()];
    let mut verb_is_past = false;
    let mut is_value = false;
    for argument in arguments {
        match argument.as_str() {
            "plan" if !verb_is_past && !is_value => {
                verb_is_past = true;
                words.push("provision".to_owned());
            }
            "--calls" if verb_is_past => {}
            _ => words.push(quoted(&argument)),
        }
        is_value = !is_value && WITH_VALUE.contains(&argument.as_str());
    }
    words.extend(["--plan-digest".to_owned(), digest.to_owned()]);
    words.join(" ")
}

/// The command line of a change that was only checked, as the command line that carries it out.
#[must_use]
pub(crate) fn change_command(arguments: impl IntoIterator<Item = OsString>, digest: &str) -> String {
    let arguments = arguments.into_iter().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let kept = arguments.filter(|argument| argument != "--check").map(|argument| quoted(&argument));
    let words: Vec<String> = std::iter::once("dayone".to_owned()).chain(kept).collect();
    format!("{} --plan-digest {digest}", words.join(" "))
}

/// The word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> String {
        provision_command(arguments.iter().map(OsString::from), "9f2c41d07b3e")
    }

    #[test]
    fn the_same_request_is_provisioned() {
        assert_eq!(
            of(&["/usr/bin/dayone", "--tenant", "plan", "plan", "my john.yaml", "--calls", "--last-name", "O'Brien"]),
            r"dayone --tenant plan provision 'my john.yaml' --last-name 'O'\''Brien' --plan-digest 9f2c41d07b3e"
        );
        assert_eq!(of(&["dayone", "plan", "-"]), "dayone provision - --plan-digest 9f2c41d07b3e");
    }
}
