//! When the account is activated, what is mailed, and who has to agree.

use dayone_core::plan::ActivationMail;
use dayone_core::settings::PasswordHandling;
use serde_json::json;

use crate::support::{Case, PASSWORD};

fn link(case: Case) -> Case {
    case.set(|settings| settings.password_handling = PasswordHandling::ActivationLink)
}

fn default(recipient: &str) -> ActivationMail {
    ActivationMail::Default { recipient: recipient.into() }
}

#[test]
fn mail_goes_where_jumpcloud_or_the_request_sends_it() {
    let alternate = || Case::john().with("alternate_email", "js@example.net");
    let personal = || alternate().with("personal_email", "John@Example.net");
    let to_personal = ActivationMail::Override { recipient: "John@Example.net".into() };
    let table = [
        ("a password, no other address", Case::john(), default("john.smith@company.com")),
        ("a link, no other address", link(Case::john()), default("john.smith@company.com")),
        ("a password goes to the account's address", alternate(), default("john.smith@company.com")),
        ("a link goes to the alternate address first", link(alternate()), default("js@example.net")),
        (
            "a given password counts as one",
            link(alternate()).with("password", PASSWORD),
            default("john.smith@company.com"),
        ),
        ("the private address overrides", personal(), to_personal.clone()),
        ("the private address overrides for a link", link(personal()), to_personal),
        ("none is sent", personal().with("send_activation_email", false), ActivationMail::Suppressed),
    ];
    for (what, case, mail) in table {
        assert_eq!(case.plan().activation.mail, mail, "{what}");
    }
}

#[test]
fn a_private_address_is_not_written_to_the_account() {
    let plan = Case::john().with("personal_email", "john@example.net").plan();
    assert!(!serde_json::to_string(&plan.account).unwrap().contains("example.net"));
    assert_eq!(plan.account.alternate_email, None);
}

#[test]
fn activation_is_due_on_the_start_date_at_local_time() {
    let due = |date: &str, zone: &str| {
        let plan = Case::john().with("start_date", date).with("time_zone", zone).plan();
        (plan.activation.due.map(|due| due.to_string()), plan.activation.time_zone)
    };
    let table = [
        ("2026-03-10", "Europe/Berlin", "2026-03-10T06:00:00Z"),
        ("2026-03-30", "Europe/Berlin", "2026-03-30T05:00:00Z"),
        ("2026-03-10", "America/Los_Angeles", "2026-03-10T14:00:00Z"),
        ("2026-03-06", "America/Los_Angeles", "2026-03-06T15:00:00Z"),
        ("2026-11-02", "America/New_York", "2026-11-02T12:00:00Z"),
        ("2026-03-10", "Pacific/Kiritimati", "2026-03-09T17:00:00Z"),
        ("2026-03-10", "UTC", "2026-03-10T07:00:00Z"),
    ];
    for (date, zone, expected) in table {
        assert_eq!(due(date, zone), (Some(expected.to_owned()), zone.to_owned()));
    }
}

#[test]
fn the_tenants_zone_time_and_days_hold_where_the_request_names_none() {
    let plan = Case::john()
        .set(|settings| {
            settings.activation.time_zone = "America/Los_Angeles".into();
            settings.activation.at = jiff::civil::time(9, 30, 0, 0);
            settings.activation.activate_days_before = 2;
        })
        .with("start_date", "2026-03-10")
        .plan();
    assert_eq!(plan.activation.due.unwrap().to_string(), "2026-03-08T16:30:00Z");
    assert_eq!(plan.activation.start_date.unwrap().to_string(), "2026-03-10");
}

#[test]
fn a_start_that_has_come_activates_at_once() {
    for date in ["2026-03-04", "2026-01-01"] {
        let plan = Case::john().with("start_date", date).plan();
        assert_eq!(plan.activation.due, None, "{date}");
        assert!(!plan.sets_password_late());
    }
    assert_eq!(Case::john().plan().activation.due, None);
}

#[test]
fn a_time_zone_of_the_configuration_that_there_is_not_is_refused() {
    let case = Case::john().set(|settings| settings.activation.time_zone = "Mars/Olympus".into());
    case.clone().plan();
    let refusal = case.with("start_date", "2026-03-10").refusal();
    assert!(refusal.problems[0].message.contains("Mars/Olympus"));
}

#[test]
fn a_password_is_set_late_where_activation_is_late() {
    let late = |case: Case| case.with("start_date", "2026-03-10").plan();
    assert!(late(Case::john()).sets_password_late());
    assert!(late(Case::john().with("password", PASSWORD)).sets_password_late());
    assert!(!late(link(Case::john())).sets_password_late());
    let calls = late(Case::john()).calls;
    let sealed = calls.iter().position(|call| call.about == "set the password [sealed]").unwrap();
    assert!(calls[sealed + 1].path.ends_with("/state/activate"));
}

#[test]
fn a_second_person_is_asked_for_what_the_tenant_says() {
    let privileged = || Case::john().with("user_groups", json!(["UG-Server-Admins"]));
    let sudo = || Case::john().with("allow_sudo", true);
    assert!(privileged().plan().approval.is_empty() && sudo().plan().approval.is_empty());
    let both = |case: Case| {
        case.set(|settings| {
            settings.approval.privileged_groups = true;
            settings.approval.sudo = true;
            settings.approval.expires_hours = 48;
        })
        .plan()
    };
    assert_eq!(both(privileged()).approval, ["UG-Server-Admins is privileged: grants sudo"]);
    assert_eq!(both(sudo()).approval, ["sudo is given"]);
    assert_eq!(both(sudo()).approval_hours, 48);
    assert!(both(Case::john()).approval.is_empty());
}

#[test]
fn a_privileged_group_that_a_rule_fills_needs_approval_too() {
    let case = Case::john().set(|settings| {
        settings.approval.privileged_groups = true;
        settings.privileged.groups = vec!["UG-Cost-ENG".into()];
    });
    assert_eq!(case.plan().approval, ["UG-Cost-ENG is privileged: listed as privileged"]);
}
