//! How much of the directory has to be read.

use dayone_core::baseline::{Declaration, EmailKind, GroupKind, LivingGroup, Prune};

/// As many groups that are not declared are looked at, to recognise one that was renamed.
const MOST_RENAMED: usize = 100;

/// How much has to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Extent<'a> {
    /// Everything, to be declared.
    Everything,
    /// What is compared with a declaration.
    Declared {
        /// The declaration.
        declaration: &'a Declaration,
        /// What happens to what is not declared.
        prune: Prune,
    },
}

impl Extent<'_> {
    /// The groups whose grants are read, of all that there are: true for each in its place.
    pub(super) fn granting(self, groups: &[LivingGroup]) -> Vec<bool> {
        let Extent::Declared { declaration, prune } = self else { return vec![true; groups.len()] };
        let looks_at_others = GroupKind::ALL.map(|kind| {
            let declared: Vec<&String> = match kind {
                GroupKind::System => declaration.system_groups.keys().collect(),
                GroupKind::User => declaration.user_groups.keys().collect(),
            };
            let of_kind = || groups.iter().filter(|group| group.kind == kind);
            let is_missing = declared.iter().any(|name| of_kind().all(|group| group.name != **name));
            let others = of_kind().filter(|group| !declaration.names(kind, &group.name)).count();
            (kind, !declared.is_empty() && (prune == Prune::Undeclared || (is_missing && others <= MOST_RENAMED)))
        });
        let looked_at = |group: &LivingGroup| {
            declaration.names(group.kind, &group.name) || looks_at_others.contains(&(group.kind, true))
        };
        groups.iter().map(looked_at).collect()
    }

    /// Whether it matters how many members a group has: it may be deleted, or get a rule.
    pub(super) fn counts(self, group: &LivingGroup) -> bool {
        let Extent::Declared { declaration, prune } = self else { return false };
        let rule = match group.kind {
            GroupKind::System => declaration.system_groups.get(&group.name).map(|declared| &declared.rule),
            GroupKind::User => declaration.user_groups.get(&group.name).map(|declared| &declared.rule),
        };
        match rule {
            Some(rule) => rule.is_some() != group.rule.is_some(),
            None => prune == Prune::Undeclared,
        }
    }

    /// The mails that are read.
    pub(super) fn emails(self) -> Vec<EmailKind> {
        match self {
            Extent::Declared { declaration, prune: Prune::Nothing } => declaration.emails.keys().copied().collect(),
            Extent::Declared { declaration, .. } if declaration.emails.is_empty() => Vec::new(),
            Extent::Everything | Extent::Declared { .. } => EmailKind::ALL.to_vec(),
        }
    }

    /// Systems are named in the declaration.
    pub(super) fn names_systems(self) -> bool {
        let Extent::Declared { declaration, .. } = self else { return false };
        declaration.user_groups.values().any(|group| {
            [&group.systems, &group.systems_with_sudo, &group.systems_with_passwordless_sudo]
                .iter()
                .any(|list| !list.is_empty())
        })
    }
}
