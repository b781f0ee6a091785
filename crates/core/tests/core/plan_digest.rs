//! What a plan's digest covers, and what it does not.

use dayone_core::settings::{OnMissingGroup, PasswordHandling};
use dayone_core::snapshot::{Access, Application, ApplicationKind, ExistingAccount, Named, System};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Case, DIRECT, KEY, PASSWORD, dynamic, group, id, jane};

/// A hire that uses everything, so that everything can be changed.
fn base() -> Case {
    Case::john()
        .with("system_bindings", json!([DIRECT]))
        .with("public_key", KEY)
        .with("user_groups", json!(["UG-Missing"]))
        .with("start_date", "2026-03-10")
        .with("ldap_bind", true)
}

#[test]
fn two_plans_of_an_unchanged_directory_have_the_same_digest() {
    let digest = base().plan().digest;
    for hours in [0, 1, 99] {
        let case = Case { entropy: 99, now: base().now + SignedDuration::from_hours(hours), ..base() };
        assert_eq!(case.plan().digest, digest, "{hours}");
    }
}

#[test]
fn what_is_agreed_to_changes_the_digest() {
    type Change = fn(Case) -> Case;
    fn access(case: Case, change: impl FnOnce(&mut Access)) -> Case {
        case.seen(|snapshot| change(snapshot.shared_mut().access.entry(id(2)).or_default()))
    }
    let table: Vec<(&str, Change)> = vec![
        ("tenant", |case| case.set(|settings| settings.name = "other".into())),
        ("organisation", |case| case.seen(|snapshot| snapshot.shared_mut().organization.id = id(9))),
        ("configuration", |case| case.set(|settings| settings.default_shell = "/bin/zsh".into())),
        ("guards of the configuration", |case| case.set(|settings| settings.privileged.groups.push("x".into()))),
        ("first name", |case| case.with("first_name", "Jon")),
        ("e-mail", |case| case.with("email", "j.smith@company.com")),
        ("username", |case| case.with("username", "jsmith")),
        ("job title", |case| case.with("job_title", "Software Architect")),
        ("employee id", |case| case.with("employee_id", "EMP-1")),
        ("an attribute", |case| case.with("attributes", json!({ "costCenter": "ENG-201" }))),
        ("mfa", |case| case.with("enable_mfa", false)),
        ("mfa grace", |case| case.with("mfa_exclusion_days", 8)),
        ("sudo", |case| case.with("allow_sudo", true)),
        ("expiry", |case| case.with("password_never_expires", true)),
        ("public keys", |case| case.with("allow_public_key", true)),
        ("unix uid", |case| case.with("unix_uid", 6001)),
        ("unix gid", |case| case.with("unix_guid", 6001)),
        ("a group more", |case| case.with("additional_groups", json!(["UG-Project-Phoenix", "UG-Sales"]))),
        ("a group less", |case| case.with("exclude_groups", json!(["UG-Seattle-Office"]))),
        ("a group's source", |case| {
            case.with("user_groups", json!(["UG-Missing", "UG-Seattle-Office"]))
                .with("exclude_groups", json!(["UG-Seattle-Office"]))
        }),
        ("a group's id", |case| case.seen(|snapshot| snapshot.shared_mut().groups[6 - 2].id = id(77))),
        ("a group that appeared", |case| {
            case.seen(|snapshot| snapshot.shared_mut().groups.push(group(20, "UG-Missing")))
        }),
        ("a dynamic group that appeared", |case| {
            case.seen(|snapshot| {
                snapshot.shared_mut().groups.push(dynamic(20, "UG-Eng", json!(["department:eq:Engineering"])))
            })
        }),
        ("a missing group is created", |case| case.set(|settings| settings.on_missing_group = OnMissingGroup::Create)),
        ("a system that a group grants", |case| {
            access(case, |access| {
                access.systems.push(System { id: id(399), name: "db".into(), os: "Debian 12".into(), sudo: false });
            })
        }),
        ("sudo that a group grants", |case| access(case, |access| access.systems[0].sudo = true)),
        ("an application that a group grants", |case| {
            access(case, |access| {
                let kind = ApplicationKind::Application;
                access.applications.push(Application { id: id(199), name: "Vault".into(), kind, sso: true });
            })
        }),
        ("RADIUS that a group grants", |case| {
            access(case, |access| access.radius_servers.push(Named { id: id(299), name: "Lab".into() }))
        }),
        ("a policy that holds", |case| access(case, |access| access.policies.clear())),
        ("a direct binding less", |case| case.with("system_bindings", json!(null))),
        ("LDAP not asked for", |case| case.with("ldap_bind", false)),
        ("LDAP direct", |case| access(case, |access| access.ldap_servers.clear())),
        ("no SSH key", |case| case.with("public_key", json!(null))),
        ("a given password instead of a generated one", |case| case.with("password", PASSWORD)),
        ("a link instead of a password", |case| {
            case.set(|settings| settings.password_handling = PasswordHandling::ActivationLink)
        }),
        ("the credential's destination", |case| case.with("personal_email", "john@example.net")),
        ("no mail", |case| case.with("send_activation_email", false)),
        ("the start", |case| case.with("start_date", "2026-03-11")),
        ("the zone", |case| case.with("time_zone", "Europe/Berlin")),
        ("the end", |case| case.with("end_date", "2026-12-31")),
        ("the manager", |case| case.with("manager_email", "ann.lee@company.com")),
        ("the manager's account", |case| {
            case.seen(|snapshot| snapshot.people = vec![ExistingAccount { id: id(9), ..jane() }])
        }),
        ("IT's addresses", |case| case.set(|settings| settings.notify.it_recipients.push("sec@company.com".into()))),
        ("IT's channels", |case| case.set(|settings| settings.notify.it_channels.push("slack".into()))),
        ("approval", |case| case.set(|settings| settings.approval.sudo = true)),
    ];
    let digest = base().plan().digest;
    let mut seen = std::collections::BTreeMap::from([(digest, "nothing")]);
    for (what, change) in table {
        let changed = change(base()).plan().digest;
        if let Some(same) = seen.insert(changed, what) {
            panic!("{what} has the digest of {same}");
        }
    }
}

#[test]
fn what_nobody_agrees_to_does_not_change_the_digest() {
    type Change = fn(Case) -> Case;
    let given = |case: Case| case.with("password", PASSWORD);
    let table: Vec<(&str, Change)> = vec![
        ("another password", |case| case.with("password", "Another-Horse-8-Staple")),
        ("seats", |case| {
            case.seen(|snapshot| {
                snapshot.shared_mut().organization.seats = None;
                snapshot.shared_mut().organization.seats_used = Some(12);
            })
        }),
        ("somebody else", |case| case.beside(crate::support::ann())),
        ("a group that is not John's", |case| {
            case.seen(|snapshot| snapshot.shared_mut().groups.push(group(20, "UG-Else")))
        }),
        ("access of a group that is not John's", |case| {
            case.seen(|snapshot| drop(snapshot.shared_mut().access.remove(&id(8))))
        }),
        ("who asks", |case| case.with("requested_by", "HR").with("request_key", "hr-7").with("ticket", "T-1")),
        ("the policy that is live", |case| {
            case.seen(|snapshot| snapshot.shared_mut().organization.password_policy.min_length = Some(9))
        }),
    ];
    let digest = given(base()).plan().digest;
    for (what, change) in table {
        assert_eq!(change(given(base())).plan().digest, digest, "{what}");
    }
}

#[test]
fn the_order_in_which_the_directory_lists_things_does_not_matter() {
    let rich = || {
        base().with("exclude_groups", json!(["UG-Engineering"])).seen(|snapshot| {
            for (number, name) in [(21, "UG-Rule-B"), (20, "UG-Rule-A")] {
                snapshot.shared_mut().groups.push(dynamic(number, name, json!(["department:eq:Engineering"])));
            }
            snapshot.shared_mut().ldap_servers.push(Named { id: id(402), name: "Second LDAP".into() });
            snapshot.people.push(crate::support::ann());
        })
    };
    let reversed = rich().seen(|snapshot| {
        snapshot.shared_mut().groups.reverse();
        snapshot.shared_mut().ldap_servers.reverse();
        snapshot.people.reverse();
        snapshot.systems.reverse();
        for access in snapshot.shared_mut().access.values_mut() {
            access.systems.reverse();
            access.applications.reverse();
        }
    });
    let (one, other) = (rich().plan(), reversed.plan());
    assert_eq!(one, other);
}

#[test]
fn groups_whose_access_moved_are_named() {
    let case = Case::john();
    let plan = case.plan();
    let unchanged = |group: &str| Some(case.snapshot.shared.access.get(group).cloned().unwrap_or_default());
    assert_eq!(plan.moved_groups(unchanged).collect::<Vec<_>>(), Vec::<&str>::new());
    let listed_otherwise = |group: &str| {
        let mut access = unchanged(group)?;
        access.systems.reverse();
        access.applications.reverse();
        Some(access)
    };
    assert_eq!(plan.moved_groups(listed_otherwise).collect::<Vec<_>>(), Vec::<&str>::new());
    let grown = |group: &str| {
        let mut access = unchanged(group)?;
        if group == id(2) {
            access.systems.push(System { id: id(399), name: "db".into(), os: String::new(), sudo: true });
        }
        Some(access).filter(|_| group != id(4))
    };
    assert_eq!(plan.moved_groups(grown).collect::<Vec<_>>(), ["UG-Engineering", "UG-Seattle-Office"]);
}
