//! Rules that an organisation's memberships suggest: for a person to look at. Nothing here is ever applied.

mod evidence;
mod values;

use std::collections::BTreeSet;

use evidence::{Counts, is_for_everyone, is_named_after, speaks_for};
use values::values;

/// A person of the organisation, as far as rules look at people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colleague {
    /// The department.
    pub department: String,
    /// The job title.
    pub job_title: String,
    /// The office location.
    pub location: String,
    /// The employee type.
    pub employee_type: String,
    /// The groups that the person is in, as places in the list of groups.
    pub groups: BTreeSet<usize>,
}

/// What the memberships of an organisation suggest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposals {
    /// People looked at.
    pub people: usize,
    /// For everyone.
    pub default: Vec<ProposedGroup>,
    /// By department: every department that there is.
    pub department: Vec<ProposedRule>,
    /// By job title: only those with a proposal.
    pub role: Vec<ProposedRule>,
    /// By office location: every location that there is.
    pub location: Vec<ProposedRule>,
    /// By employee type: every type that there is.
    pub employee_type: Vec<ProposedRule>,
}

/// A value that people have, and the groups that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedRule {
    /// The value, as most people have it spelt.
    pub value: String,
    /// How many have it.
    pub people: usize,
    /// The groups. Empty: nothing goes with it clearly.
    pub groups: Vec<ProposedGroup>,
}

/// A group that goes with a value, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedGroup {
    /// The group's name.
    pub name: String,
    /// The numbers behind it.
    pub counts: Counts,
    /// The name says it, too, or alone.
    pub is_named_after: bool,
}

impl Proposals {
    /// How many groups are proposed in all.
    #[must_use]
    pub fn count(&self) -> usize {
        let rules = [&self.department, &self.role, &self.location, &self.employee_type];
        let ruled: usize = rules.into_iter().flatten().map(|rule| rule.groups.len()).sum();
        self.default.len() + ruled
    }
}

/// What the memberships of these people suggest. A group goes with a value if its name says so plainly, or if most of
/// those who have the value are in it and clearly fewer of all others. A group that is named after one value is proposed
/// for no other; what a rule before explains already is left out.
#[must_use]
pub fn propose(groups: &[String], people: &[Colleague]) -> Proposals {
    let everyone: BTreeSet<usize> = (0..people.len()).collect();
    let fields = |person: &Colleague| {
        [&person.department, &person.job_title, &person.location, &person.employee_type].map(String::clone)
    };
    let all: BTreeSet<String> = people.iter().flat_map(fields).collect();
    let has_namesake = |group: &String| all.iter().any(|value| is_named_after(group, value));
    let mut members = vec![Vec::new(); groups.len()];
    for (place, person) in people.iter().enumerate() {
        for group in &person.groups {
            if let Some(list) = members.get_mut(*group) {
                list.push(place);
            }
        }
    }
    let mut desk = Desk {
        groups,
        people,
        members,
        has_namesake: groups.iter().map(has_namesake).collect(),
        explained: vec![BTreeSet::new(); people.len()],
    };
    let default = desk.for_everyone(&everyone);
    let department = desk.rules(|person| &person.department);
    let location = desk.rules(|person| &person.location);
    let mut role = desk.rules(|person| &person.job_title);
    let employee_type = desk.rules(|person| &person.employee_type);
    role.retain(|rule| !rule.groups.is_empty());
    Proposals { people: people.len(), default, department, role, location, employee_type }
}

struct Desk<'a> {
    groups: &'a [String],
    people: &'a [Colleague],
    /// Of each group, the people in it.
    members: Vec<Vec<usize>>,
    /// Of each group, that somebody has a value that it is named after.
    has_namesake: Vec<bool>,
    /// Of each person, the groups that a proposal gives.
    explained: Vec<BTreeSet<usize>>,
}

impl Desk<'_> {
    fn for_everyone(&mut self, everyone: &BTreeSet<usize>) -> Vec<ProposedGroup> {
        let mut found = Vec::new();
        for (group, name) in self.groups.iter().enumerate() {
            let counts = self.counts(group, everyone);
            let is_named_after = is_for_everyone(name);
            if is_named_after || (counts.holds_nearly_all() && !self.has_namesake[group]) {
                self.explain(group, everyone);
                found.push(ProposedGroup { name: name.clone(), counts, is_named_after });
            }
        }
        found
    }

    fn rules(&mut self, of: impl Fn(&Colleague) -> &str) -> Vec<ProposedRule> {
        let mut rules = Vec::new();
        for (value, people) in values(self.people.iter().map(of)) {
            let groups = self.going_with(&value, &people);
            rules.push((ProposedRule { value, people: people.len(), groups }, people));
        }
        for (rule, people) in &rules {
            for proposed in &rule.groups {
                if let Some(group) = self.groups.iter().position(|name| *name == proposed.name) {
                    self.explain(group, people);
                }
            }
        }
        rules.into_iter().map(|(rule, _)| rule).collect()
    }

    fn going_with(&self, value: &str, people: &BTreeSet<usize>) -> Vec<ProposedGroup> {
        let mut found = Vec::new();
        for (group, name) in self.groups.iter().enumerate() {
            let mut inside = self.members[group].iter().filter(|person| people.contains(person));
            let is_explained = inside.all(|person| self.explained[*person].contains(&group));
            let counts = self.counts(group, people);
            let is_named_after = is_named_after(name, value);
            let is_supported = speaks_for(&counts) && !self.has_namesake[group] && !is_explained;
            let is_new = is_named_after && !(is_explained && counts.inside > 0);
            if is_supported || is_new {
                found.push(ProposedGroup { name: name.clone(), counts, is_named_after });
            }
        }
        found.sort_by(|one, other| other.counts.inside.cmp(&one.counts.inside).then(one.name.cmp(&other.name)));
        found
    }

    fn counts(&self, group: usize, people: &BTreeSet<usize>) -> Counts {
        let members = &self.members[group];
        let inside = members.iter().filter(|person| people.contains(person)).count();
        let others = self.people.len() - people.len();
        Counts { inside, people: people.len(), outside: members.len() - inside, others }
    }

    fn explain(&mut self, group: usize, people: &BTreeSet<usize>) {
        for person in people {
            self.explained[*person].insert(group);
        }
    }
}
