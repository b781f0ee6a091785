//! The plan for people.

use dayone_cli::render::plan::{PlanView, document, page};
use dayone_cli::render::text::{acts, width as text_width};
use dayone_core::event::Cost;
use dayone_core::settings::{ApprovalPolicy, OnMissingGroup, PasswordHandling, Privileged, TenantSettings};
use serde_json::{Map, Value, json};

use crate::hire::{self, john, john_with, planned, settings};

fn shown(inputs: &Map<String, Value>, settings: &TenantSettings, width: usize, every_call: bool) -> String {
    let plan = planned(inputs, settings).map_err(|refusal| format!("{refusal:?}")).expect("a plan");
    let request = hire::request(inputs);
    let view = PlanView {
        plan: &plan,
        request: &request,
        region: Some("us"),
        survey: Cost { calls: 4, round_trips: 2, took_us: 94_000 },
        every_call,
        frozen: None,
        next: Some(format!("dayone provision john.yaml --tenant acme --plan-digest {}", plan.digest.short())),
    };
    let page = page(&view, width);
    let text = page.text(false);
    // A command is never broken, so that it can be copied.
    let lines = text.lines().filter(|line| !line.starts_with("  next"));
    assert!(lines.map(text_width).all(|columns| columns <= width), "{text}");
    assert!(!text.contains(|c| c != '\n' && acts(c)));
    // The digest covers the crate's settings, which grow.
    text.replace(&plan.digest.short(), "0123456789ab")
}

/// Everything that is unusual at once.
fn unusual() -> (Map<String, Value>, TenantSettings) {
    let inputs = json!({
        "additional_groups": ["UG-Project-Phoenix", "UG-DevOps"],
        "user_groups": ["UG-Cost-ENG"],
        "system_bindings": [hire::system_id()],
        "allow_sudo": true,
        "ldap_bind": true,
        "enable_mfa": false,
        "password_never_expires": true,
        "unix_uid": 5042,
        "employee_type": "Contractor",
        "company_name": "Acme Inc",
        "requested_by": "hr.admin@company.com",
        "start_date": "2026-03-10",
        "end_date": "2026-09-30",
        "time_zone": "America/Los_Angeles",
        "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBF4nZ3K7oE2bqcPlB5Q0H9l6l7Zcq7Y1vE8Q0b0cU6D john@laptop",
    });
    let settings = TenantSettings {
        on_missing_group: OnMissingGroup::Continue,
        password_handling: PasswordHandling::Generate,
        email_domains: vec!["example.com".into()],
        privileged: Privileged { groups: vec!["UG-Dev*".into()], ..Privileged::default() },
        approval: ApprovalPolicy { privileged_groups: true, sudo: true, ..ApprovalPolicy::default() },
        ..settings()
    };
    (john_with(&inputs), settings)
}

#[test]
fn a_plan_fits_80_columns() {
    insta::assert_snapshot!(shown(&john(), &settings(), 80, false));
}

#[test]
fn a_plan_fits_120_columns() {
    insta::assert_snapshot!(shown(&john(), &settings(), 120, false));
}

#[test]
fn every_call_is_listed_and_the_private_address_masked() {
    let text = shown(&john(), &settings(), 120, true);
    assert!(!text.contains("john@example.net"));
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_unusual_is_marked_with_a_word() {
    let (inputs, settings) = unusual();
    insta::assert_snapshot!(shown(&inputs, &settings, 100, true));
}

#[test]
fn no_name_breaks_the_page() {
    let mut pages = String::new();
    for (what, name) in hire::people() {
        let inputs = john_with(&json!({ "first_name": name, "job_title": name, "attributes": { "note": name } }));
        let text = shown(&inputs, &settings(), 80, false);
        if what != "long" {
            pages.push_str(&format!("--- {what}\n{text}\n"));
        }
    }
    insta::assert_snapshot!(pages);
}

#[test]
fn names_from_the_directory_cannot_act_on_the_screen() {
    let mut plan = planned(&john(), &settings()).map_err(|_| ()).expect("a plan");
    plan.organization.name = "Acme\u{1b}[2J\u{202e}cnI".into();
    plan.groups[0].access.applications[0].name = "Slack\r\nDONE\u{9b}31m".into();
    let request = hire::request(&john());
    let view = PlanView {
        plan: &plan,
        request: &request,
        region: None,
        survey: Cost::default(),
        every_call: true,
        frozen: None,
        next: None,
    };
    for colour in [true, false] {
        let text = page(&view, 80).text(colour);
        assert!(!text.contains("\u{1b}[2J"));
        assert!(text.contains("\\u{1b}[2J\\u{202e}"), "{text}");
    }
    let text = dayone_cli::render::records::document(&document(&view), dayone_cli::args::OutputFormat::Json);
    assert!(!text.expect("JSON").contains(|c| c != '\n' && acts(c)));
}

#[test]
fn the_plan_for_programs_masks_the_private_address() {
    let plan = planned(&john(), &settings()).map_err(|_| ()).expect("a plan");
    let request = hire::request(&john());
    let view = PlanView {
        plan: &plan,
        request: &request,
        region: None,
        survey: Cost::default(),
        every_call: true,
        frozen: None,
        next: None,
    };
    let document = document(&view);
    assert!(!document.to_string().contains("john@example.net"));
    assert_eq!(document["activation"]["mail"]["override"]["recipient"], "j•••@example.net");
    assert_eq!(document["digest"], plan.digest.to_string());
    assert_eq!(document["writes"], 7);
}

#[test]
fn colour_says_nothing_that_words_do_not() {
    let (inputs, settings) = unusual();
    let plan = planned(&inputs, &settings).map_err(|_| ()).expect("a plan");
    let request = hire::request(&inputs);
    let view = PlanView {
        plan: &plan,
        request: &request,
        region: None,
        survey: Cost::default(),
        every_call: true,
        frozen: None,
        next: None,
    };
    let page = page(&view, 100);
    let plain = console::strip_ansi_codes(&page.text(true)).into_owned();
    assert_eq!(plain, page.text(false));
}
