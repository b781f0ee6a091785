//! A declaration with ids instead of names: what the directory should look like.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::act::{GroupRef, Thing};
use super::declaration::{Declaration, EmailKind, EmailWords, RuleDeclaration};
use super::kinds::{GrantKind, GroupKind, Sudo};
use super::living::{Living, NotOne};
use super::rule::Rule;

/// What the directory should look like, as far as it is declared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) groups: Vec<WantedGroup>,
    pub(super) emails: BTreeMap<EmailKind, EmailWords>,
}

/// A group as it should be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WantedGroup {
    pub(super) group: GroupRef,
    pub(super) description: String,
    pub(super) sudo: Sudo,
    pub(super) rule: Option<Rule>,
    pub(super) grants: BTreeMap<Thing, Sudo>,
}

/// Something in the declaration that the directory does not know, or knows twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// The key of the declaration.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub hint: String,
}

/// A key below `baseline`, with quotes where TOML needs them.
#[must_use]
pub fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let bare = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let quoted = parts.into_iter().map(|part| match bare(part) {
        true => format!(".{part}"),
        false => format!(".\"{}\"", part.escape_default()),
    });
    format!("baseline{}", quoted.collect::<String>())
}

/// Finds everything that is declared by name.
///
/// # Errors
/// Everything that can't be found, or is found twice.
pub(super) fn resolve(declaration: &Declaration, living: &Living) -> Result<Wanted, Vec<Unresolved>> {
    let mut resolver = Resolver { declaration, living, wrong: Vec::new() };
    let mut groups = Vec::new();
    for (name, declared) in &declaration.system_groups {
        let mut grants = BTreeMap::new();
        for (kind, names) in declared.lists() {
            resolver.add(&mut grants, GroupKind::System, name, kind, Sudo::Off, names);
        }
        groups.push(WantedGroup {
            rule: resolver.rule(GroupKind::System, name, declared.rule.as_ref()),
            group: resolver.group(GroupKind::System, name),
            description: declared.description.clone(),
            sudo: Sudo::Off,
            grants,
        });
    }
    for (name, declared) in &declaration.user_groups {
        let mut grants = BTreeMap::new();
        for (kind, sudo, names) in declared.lists() {
            resolver.add(&mut grants, GroupKind::User, name, kind, sudo, names);
        }
        groups.push(WantedGroup {
            rule: resolver.rule(GroupKind::User, name, declared.rule.as_ref()),
            group: resolver.group(GroupKind::User, name),
            description: declared.description.clone(),
            sudo: declared.sudo,
            grants,
        });
    }
    match resolver.wrong.is_empty() {
        true => Ok(Wanted { groups, emails: declaration.emails.clone() }),
        false => Err(resolver.wrong),
    }
}

struct Resolver<'a> {
    declaration: &'a Declaration,
    living: &'a Living,
    wrong: Vec<Unresolved>,
}

impl Resolver<'_> {
    fn refuse(&mut self, key: String, what: impl Into<String>, hint: impl Into<String>) {
        self.wrong.push(Unresolved { key, what: what.into(), hint: hint.into() });
    }

    /// The group of this name, there or to be created.
    fn group(&mut self, kind: GroupKind, name: &str) -> GroupRef {
        let id = self.living.group(kind, name).map(|group| group.id.clone());
        if id.is_none() {
            let alike = |group: &&super::LivingGroup| {
                group.kind == kind
                    && group.name.trim().to_lowercase() == name.trim().to_lowercase()
                    && !self.declaration.names(kind, &group.name)
            };
            let near = self.living.groups.iter().find(alike).map(|group| group.name.clone());
            if let Some(near) = near {
                let what = format!("there is no {} {name:?}, but {near:?}", kind.noun());
                let hint = format!("did you mean {near:?}? A second group that differs only in case helps nobody");
                self.refuse(key([kind.table(), name]), what, hint);
            }
        }
        GroupRef { kind, name: name.to_owned(), id }
    }

    fn rule(&mut self, kind: GroupKind, name: &str, declared: Option<&RuleDeclaration>) -> Option<Rule> {
        match Rule::declared(declared?) {
            Ok(rule) => Some(rule),
            Err(error) => {
                let hint = "write `conditions`, or else `query`";
                self.refuse(key([kind.table(), name, "rule"]), error.to_string(), hint);
                None
            }
        }
    }

    fn add(
        &mut self,
        grants: &mut BTreeMap<Thing, Sudo>,
        group: GroupKind,
        name: &str,
        kind: GrantKind,
        sudo: Sudo,
        names: &[String],
    ) {
        for wanted in names {
            let key = key([group.table(), name, kind.key(sudo)]);
            let Some(thing) = self.thing(&key, kind, wanted) else { continue };
            match grants.entry(thing) {
                Entry::Vacant(entry) => {
                    entry.insert(sudo);
                }
                Entry::Occupied(entry) if *entry.get() == sudo => {}
                Entry::Occupied(entry) => {
                    let what = format!("{wanted:?} stands in {} too", kind.key(*entry.get()));
                    self.refuse(key, what, "name a system in one of the lists");
                }
            }
        }
    }

    /// What is meant by a name in a list.
    fn thing(&mut self, key: &str, kind: GrantKind, wanted: &str) -> Option<Thing> {
        let (what, hint) = match self.living.things.find(kind, wanted) {
            Ok(found) => return Some(Thing { kind, name: found.name.clone(), id: Some(found.id.clone()) }),
            // What is declared beside it will be there by then.
            Err(_) if kind == GrantKind::SystemGroup && self.declaration.names(GroupKind::System, wanted) => {
                return Some(Thing { kind, name: wanted.to_owned(), id: None });
            }
            Err(NotOne::Unknown { nearest }) => {
                let near = match kind {
                    GrantKind::SystemGroup => nearest.or_else(|| self.nearest_declared(wanted)),
                    _ => nearest,
                };
                let hint = match near {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => "name one that JumpCloud has, or give its id".to_owned(),
                };
                (format!("there is no {} {wanted:?}", kind.noun()), hint)
            }
            Err(NotOne::Several { ids }) => {
                let what = format!("there are {} named {wanted:?} ({})", ids.len(), kind.noun());
                (what, format!("give the id instead, one of: {}", ids.join(", ")))
            }
        };
        self.refuse(key.to_owned(), what, hint);
        None
    }

    fn nearest_declared(&self, wanted: &str) -> Option<String> {
        let names = self.declaration.system_groups.keys().map(String::as_str);
        crate::nearest::nearest(wanted, names).map(str::to_owned)
    }
}
