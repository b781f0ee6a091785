//! What memberships suggest, and what they don't.

use std::collections::BTreeSet;

use dayone_core::proposal::{Colleague, ProposedRule, propose};
use proptest::prelude::*;

const GROUPS: [&str; 6] =
    ["UG-All-Employees", "UG-Engineering", "UG-GitHub", "UG-Sales", "UG-Seattle-Office", "UG-VPN"];

fn groups() -> Vec<String> {
    GROUPS.iter().map(|name| (*name).to_owned()).collect()
}

fn colleague(department: &str, title: &str, location: &str, groups: &[&str]) -> Colleague {
    let place = |name: &&str| GROUPS.iter().position(|group| group == name);
    Colleague {
        department: department.into(),
        job_title: title.into(),
        location: location.into(),
        employee_type: String::new(),
        groups: groups.iter().filter_map(place).collect(),
    }
}

/// Five engineers, three of them in Seattle, and four in sales.
fn people() -> Vec<Colleague> {
    let all = "UG-All-Employees";
    let engineer = |location: &str, more: &[&str]| {
        colleague("Engineering", "Developer", location, &[&[all, "UG-Engineering"], more].concat())
    };
    let seller = |department: &str, more: &[&str]| colleague(department, "Seller", "Berlin", &[&[all], more].concat());
    vec![
        engineer("Seattle", &["UG-GitHub", "UG-Seattle-Office"]),
        engineer("Seattle", &["UG-GitHub", "UG-Seattle-Office"]),
        engineer("Seattle", &["UG-GitHub", "UG-Seattle-Office", "UG-VPN"]),
        engineer("Berlin", &["UG-GitHub"]),
        engineer("Berlin", &[]),
        seller("Sales", &["UG-VPN"]),
        seller("sales", &[]),
        seller("Sales", &[]),
        seller("Sales", &[]),
    ]
}

fn shown(rules: &[ProposedRule]) -> Vec<(&str, usize, Vec<&str>)> {
    let names = |rule: &ProposedRule| -> Vec<&'static str> {
        GROUPS.iter().filter(|name| rule.groups.iter().any(|group| group.name == **name)).copied().collect()
    };
    rules.iter().map(|rule| (rule.value.as_str(), rule.people, names(rule))).collect()
}

#[test]
fn what_most_of_a_department_is_in_is_proposed_with_its_numbers() {
    let proposals = propose(&groups(), &people());
    assert_eq!(proposals.default.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["UG-All-Employees"]);
    assert_eq!(
        shown(&proposals.department),
        [("Engineering", 5, vec!["UG-Engineering", "UG-GitHub"]), ("Sales", 4, vec!["UG-Sales"])]
    );
    let github = &proposals.department[0].groups[1];
    assert_eq!((github.name.as_str(), github.counts.inside, github.counts.people), ("UG-GitHub", 4, 5));
    assert_eq!((github.counts.outside, github.counts.others, github.is_named_after), (0, 4, false));
    let sales = &proposals.department[1].groups[0];
    assert!(sales.is_named_after && sales.counts.inside == 0, "a plain name is enough, and its number says the rest");
    let vpn = |rules: &[ProposedRule]| rules.iter().flat_map(|rule| &rule.groups).any(|group| group.name == "UG-VPN");
    assert!(![&proposals.department, &proposals.location, &proposals.role].into_iter().any(|rules| vpn(rules)));
}

#[test]
fn what_the_department_explains_is_not_proposed_for_the_title_again() {
    let proposals = propose(&groups(), &people());
    assert!(proposals.role.is_empty(), "{:?}", proposals.role);
    assert_eq!(shown(&proposals.location), [("Berlin", 6, vec![]), ("Seattle", 3, vec!["UG-Seattle-Office"])]);
    let without_departments: Vec<Colleague> =
        people().into_iter().map(|person| Colleague { department: String::new(), ..person }).collect();
    let proposals = propose(&groups(), &without_departments);
    assert!(proposals.department.is_empty());
    assert_eq!(shown(&proposals.location)[1], ("Seattle", 3, vec!["UG-Engineering", "UG-GitHub", "UG-Seattle-Office"]));
    assert_eq!(shown(&proposals.role), [("Developer", 5, vec!["UG-Engineering", "UG-GitHub"])]);
}

fn any_people() -> impl Strategy<Value = Vec<Colleague>> {
    let word = prop::sample::select(vec!["", "Engineering", "Sales", "IT ", "it", "Seattle"]);
    let person = (word.clone(), word.clone(), word, prop::collection::btree_set(0usize..6, 0..6));
    let person = person.prop_map(|(department, title, location, groups): (_, _, _, BTreeSet<usize>)| Colleague {
        department: department.into(),
        job_title: title.into(),
        location: location.into(),
        employee_type: String::new(),
        groups,
    });
    prop::collection::vec(person, 0..30)
}

proptest! {
    #[test]
    fn numbers_add_up_and_nothing_is_proposed_that_neither_name_nor_members_support(people in any_people()) {
        let proposals = propose(&groups(), &people);
        let rules = [&proposals.department, &proposals.role, &proposals.location, &proposals.employee_type];
        for rule in rules.into_iter().flatten() {
            for group in &rule.groups {
                let counts = group.counts;
                prop_assert_eq!(counts.people, rule.people);
                prop_assert_eq!(counts.people + counts.others, people.len());
                prop_assert!(counts.inside <= counts.people && counts.outside <= counts.others);
                prop_assert!(group.is_named_after || (counts.inside >= 2 && counts.inside * 2 > counts.people));
            }
        }
    }
}
