//! Acts for people: a verb, and what becomes of what.

use super::act::Act;
use super::declaration::EmailWords;
use super::kinds::Sudo;
use super::rule::Rule;

impl Act {
    /// One word: what is done.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Act::CreateGroup { .. } => "create",
            Act::Describe { .. } | Act::SetSudo { .. } | Act::SetGrantSudo { .. } | Act::SetRule { .. } => "change",
            Act::Grant { .. } => "grant",
            Act::WriteEmail { was: None, .. } => "create",
            Act::WriteEmail { was: Some(_), .. } => "change",
            Act::Revoke { .. } => "revoke",
            Act::DeleteGroup { .. } | Act::DropEmail { .. } => "delete",
        }
    }

    /// The name of the group or mail that it is about.
    #[must_use]
    pub fn subject(&self) -> &str {
        match (self, self.group()) {
            (_, Some(group)) => &group.name,
            (Act::WriteEmail { email, .. } | Act::DropEmail { email, .. }, None) => email.name(),
            (_, None) => "",
        }
    }

    /// What becomes of it, on one line.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Act::CreateGroup { group, sudo, rule, .. } => {
                let sudo = match sudo {
                    Sudo::Off => String::new(),
                    sudo => format!(", {}", sudo.words()),
                };
                let rule = rule.as_ref().map(|rule| format!(", {}", rule.words())).unwrap_or_default();
                format!("{}{sudo}{rule}", group.kind.noun())
            }
            Act::Describe { description, was, .. } => format!("description {was:?} becomes {description:?}"),
            Act::SetSudo { sudo, was, .. } => format!("{} becomes {}", was.words(), sudo.words()),
            Act::Grant { thing, sudo: Sudo::Off, .. } => format!("{} {}", thing.kind.noun(), thing.name),
            Act::Grant { thing, sudo, .. } => format!("{} {} with {}", thing.kind.noun(), thing.name, sudo.words()),
            Act::SetGrantSudo { thing, sudo, was, .. } => {
                format!("{} {}: {} becomes {}", thing.kind.noun(), thing.name, was.words(), sudo.words())
            }
            Act::WriteEmail { words, was, .. } => email(words, was.as_ref()),
            Act::SetRule { rule, was, .. } => format!("{} becomes {}", ruled(was.as_ref()), ruled(rule.as_ref())),
            Act::Revoke { thing, .. } => format!("{} {}", thing.kind.noun(), thing.name),
            Act::DeleteGroup { group, members, grants } => {
                format!("{} with {} and {}", group.kind.noun(), counted(*members, "member"), counted(*grants, "grant"))
            }
            Act::DropEmail { .. } => "mail: JumpCloud's own words hold again".into(),
        }
    }
}

fn ruled(rule: Option<&Rule>) -> String {
    rule.map_or("members by hand".into(), Rule::words)
}

/// The parts of a mail that change.
fn email(words: &EmailWords, was: Option<&EmailWords>) -> String {
    let Some(was) = was else { return format!("mail with the subject {:?}", words.subject) };
    let parts = [
        ("subject", &words.subject, &was.subject),
        ("title", &words.title, &was.title),
        ("header", &words.header, &was.header),
        ("body", &words.body, &was.body),
        ("button", &words.button, &was.button),
        ("next_step_contact_info", &words.next_step_contact_info, &was.next_step_contact_info),
    ];
    let differing: Vec<&str> = parts.iter().filter(|(_, now, was)| now != was).map(|(name, ..)| *name).collect();
    format!("mail: other {}", differing.join(", "))
}

/// `1 member`, `2 members`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
