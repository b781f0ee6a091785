//! Groups and systems of a correction: those asked for now and not before, and those asked for no more.

use std::collections::BTreeSet;

use super::Desk;
use crate::effect::{Effect, EffectKey};
use crate::mapping::Grant;
use crate::plan::{groups, privileged};
use crate::problem::Affected;
use crate::run::{Progress, Run};

/// Whether something of the run is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is not.
    Undone,
    /// It is.
    Done,
    /// One of its tries may have happened although nobody saw the answer.
    Uncertain,
}

/// How an effect stands.
pub(super) fn standing(run: &Run, effect: &Effect) -> Standing {
    match run.progress(&effect.key()) {
        None => Standing::Undone,
        Some(Progress::Settled(settled)) if settled.outcome.is_success() => Standing::Done,
        Some(Progress::Settled(settled)) if settled.tries.uncertain => Standing::Uncertain,
        Some(Progress::Settled(_)) => Standing::Undone,
        Some(Progress::Intended { .. } | Progress::Waiting { .. }) => Standing::Uncertain,
    }
}

/// The groups that a plan adds the account to, and the systems and servers that it binds, as effects.
pub(super) fn access(plan: &super::Plan) -> BTreeSet<EffectKey> {
    let groups = plan
        .groups
        .iter()
        .filter(|group| group.is_static())
        .map(|group| Effect::AddMember { id: group.id.clone(), name: group.name.clone() });
    let named = plan.missing_groups.iter().flat_map(|group| {
        let name = &group.name;
        [Effect::CreateGroup { name: name.clone() }, Effect::AddToNamed { name: name.clone() }]
    });
    let systems = plan.systems.iter().map(|system| Effect::BindSystem { id: system.id.clone(), sudo: system.sudo });
    let server = match &plan.ldap {
        crate::plan::PlannedLdap::Direct { server } => Some(Effect::BindLdap { id: server.id.clone() }),
        _ => None,
    };
    groups.chain(named).chain(systems).chain(server).map(|effect| effect.key()).collect()
}

impl Desk<'_> {
    /// Groups asked for now and not before are checked like those of a hire, but for one thing: one that is missing is
    /// wrong, since somebody has just written its name.
    pub(super) fn groups(&mut self) {
        let before = groups::wanted(self.old_request, self.settings);
        let now = groups::wanted(self.request, self.settings);
        let has = |list: &[Grant], name: &str| list.iter().any(|grant| grant.name == name);
        let gone: Vec<String> =
            before.iter().filter(|grant| !has(&now, &grant.name)).map(|grant| grant.name.clone()).collect();
        for name in gone {
            self.drop_group(&name);
        }
        let planned = |name: &str| {
            self.plan.groups.iter().any(|group| group.name == name)
                || self.plan.missing_groups.iter().any(|group| group.name == name)
        };
        let added: Vec<Grant> =
            now.into_iter().filter(|grant| !has(&before, &grant.name) && !planned(&grant.name)).collect();
        let verified = groups::verify(&added, &self.plan.account, self.settings, self.snapshot);
        for problem in verified.problems {
            let field = match &problem.affected {
                Some(Affected::Group(name)) => self.field_of(name),
                _ => "additional_groups",
            };
            self.problems.push(problem.about(Affected::Field(field.into())));
        }
        for missing in verified.missing {
            let (name, field) = (missing.name.clone(), self.field_of(&missing.name));
            let is_listed = privileged::is_listed(&self.settings.privileged.groups, &name);
            match (missing.create, &missing.nearest) {
                (true, _) if !(is_listed && self.settings.approval.privileged_groups) => {
                    self.plan.missing_groups.push(missing);
                }
                (true, _) => {
                    let reason = format!("{name} is privileged: listed as privileged");
                    self.problems.push(super::needs_second_person(&self.plan, field, &reason));
                }
                (false, nearest) => {
                    let mend = match nearest {
                        Some(nearest) => format!("did you mean '{nearest}'?"),
                        None => "create the group in the JumpCloud admin console first".to_owned(),
                    };
                    self.refuse(field, format!("User group '{name}' does not exist in JumpCloud"), mend);
                }
            }
        }
        for group in verified.groups {
            let field = self.field_of(&group.name);
            if let (Some(why), true) = (&group.privileged, self.settings.approval.privileged_groups) {
                let reason = format!("{} is privileged: {why}", group.name);
                self.problems.push(super::needs_second_person(&self.plan, field, &reason));
            }
            self.plan.dynamic_groups.retain(|dynamic| dynamic.id != group.id);
            self.plan.groups.push(group);
        }
    }

    fn drop_group(&mut self, name: &str) {
        let added = Effect::AddToNamed { name: name.to_owned() };
        let member = self.plan.groups.iter().find(|group| group.name == name && group.is_static());
        let effect = member.map_or(added, |group| Effect::AddMember { id: group.id.clone(), name: group.name.clone() });
        let what = format!("group {name}");
        if self.is_undone(&what, self.field_of(name), &effect) {
            self.plan.groups.retain(|group| group.name != name);
            self.plan.missing_groups.retain(|group| group.name != name);
        }
    }

    /// Systems asked for now and not before, and those asked for no more.
    pub(super) fn systems(&mut self) {
        let field = "system_bindings";
        let wanted = |request| groups::wanted_systems(request, self.settings);
        let (before, now) = (wanted(self.old_request), wanted(self.request));
        let has = |list: &[(String, String)], id: &str| list.iter().any(|(other, _)| other == id);
        for (id, _) in before.iter().filter(|(id, _)| !has(&now, id)) {
            let Some(system) = self.plan.systems.iter().find(|system| system.id == *id).cloned() else { continue };
            let bound = Effect::BindSystem { id: id.clone(), sudo: system.sudo };
            if self.is_undone(&format!("system {}", system.name), field, &bound) {
                self.plan.systems.retain(|system| system.id != *id);
            }
        }
        let sudo = groups::sudo(self.request, self.settings).1;
        let (found, problems) = groups::systems(self.request, self.settings, self.snapshot, &self.plan.groups, sudo);
        let is_new = |id: &str| has(&now, id) && !has(&before, id);
        let known: BTreeSet<String> = self.plan.systems.iter().map(|system| system.id.clone()).collect();
        self.plan.systems.extend(found.into_iter().filter(|system| is_new(&system.id) && !known.contains(&system.id)));
        let problems = problems.into_iter().filter(|problem| match &problem.affected {
            Some(Affected::System(id)) => is_new(id),
            _ => true,
        });
        self.problems.extend(problems.map(|problem| problem.about(Affected::Field(field.into()))));
    }

    /// True if this was not done; else it is a problem of that field.
    pub(super) fn is_undone(&mut self, what: &str, field: &str, effect: &Effect) -> bool {
        let username = self.plan.account.username.clone();
        match standing(self.run, effect) {
            Standing::Undone => return true,
            Standing::Done => self.refuse(
                field,
                format!("the account has {what} already: a correction takes nothing away"),
                format!("leave it in here, and take it away with `dayone move {username}`"),
            ),
            Standing::Uncertain => self.refuse(
                field,
                format!("nobody knows whether the account has got {what}"),
                format!("dayone runs resume {} finds out, without --set", self.run.id),
            ),
        }
        false
    }

    /// The input that names a group, now or before.
    fn field_of(&self, name: &str) -> &'static str {
        let names = |groups: &[crate::fields::GroupName]| groups.iter().any(|group| group.as_str() == name);
        let lists = |request: &crate::request::Request| {
            [
                ("user_groups", names(&request.user_groups)),
                ("additional_groups", names(&request.additional_groups)),
                ("exclude_groups", names(&request.exclude_groups)),
            ]
        };
        let found = lists(self.request).into_iter().chain(lists(self.old_request)).find(|(_, named)| *named);
        found.map_or("skip_group_defaults", |(field, _)| field)
    }
}
