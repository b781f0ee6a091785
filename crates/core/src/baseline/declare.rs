//! The declaration of a living organisation: what import writes.

use super::declaration::{Declaration, SystemGroupDeclaration, UserGroupDeclaration};
use super::kinds::{GrantKind, GroupKind};
use super::living::{Living, LivingGroup};
use super::rule::Rule;

/// Declares everything that is there and has a name. A name that would not find its thing is given as its id.
#[must_use]
pub fn declare(living: &Living) -> Declaration {
    let mut declaration = Declaration { emails: living.emails.clone(), ..Declaration::default() };
    for group in living.groups.iter().filter(|group| !group.name.trim().is_empty()) {
        match group.kind {
            GroupKind::User => {
                declaration.user_groups.insert(group.name.clone(), user_group(group, living));
            }
            GroupKind::System => {
                declaration.system_groups.insert(group.name.clone(), system_group(group, living));
            }
        }
    }
    declaration
}

fn user_group(group: &LivingGroup, living: &Living) -> UserGroupDeclaration {
    let mut declared = UserGroupDeclaration {
        description: group.description.clone(),
        sudo: group.sudo,
        rule: group.rule.as_ref().map(Rule::to_declaration),
        ..UserGroupDeclaration::default()
    };
    for grant in &group.grants {
        if let Some(list) = declared.list_mut(grant.kind, grant.sudo) {
            list.push(living.things.handle(grant.kind, &grant.id));
            list.sort();
        }
    }
    declared
}

fn system_group(group: &LivingGroup, living: &Living) -> SystemGroupDeclaration {
    let names = |kind: GrantKind| {
        let grants = group.grants.iter().filter(|grant| grant.kind == kind);
        let mut names: Vec<String> = grants.map(|grant| living.things.handle(kind, &grant.id)).collect();
        names.sort();
        names
    };
    SystemGroupDeclaration {
        description: group.description.clone(),
        policies: names(GrantKind::Policy),
        policy_groups: names(GrantKind::PolicyGroup),
        rule: group.rule.as_ref().map(Rule::to_declaration),
    }
}
