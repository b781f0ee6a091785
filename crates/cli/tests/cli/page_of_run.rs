//! A run and its report for people.

use dayone_cli::exit::Exit;
use dayone_cli::render::report as report_page;
use dayone_cli::render::run::{self as run_page, Advice};
use dayone_core::event::{Fact, Private};
use dayone_core::report::report;
use dayone_core::run::Run;
use dayone_core::settings::{ApprovalPolicy, OnMissingGroup, PasswordHandling, TenantSettings};
use serde_json::json;

use crate::hire::{self, Story, group_gone, john, john_with, nothing_fails, settings};

fn shown(run: &Run, width: usize) -> String {
    let page = run_page::page(run, Advice::Given, width);
    assert!(page.width() <= width, "{} columns:\n{}", page.width(), page.text(false));
    page.text(false)
}

#[test]
fn a_run_that_succeeded() {
    let run = Story::planned(&john(), &settings()).carried_out(nothing_fails).run;
    assert_eq!(Exit::of_run(&run), Exit::Done);
    insta::assert_snapshot!(format!("{}\n{}", shown(&run, 80), shown(&run, 120)));
}

#[test]
fn a_run_that_is_partial_says_what_to_mend() {
    let run = Story::planned(&john(), &settings()).carried_out(group_gone).run;
    assert_eq!(Exit::of_run(&run), Exit::Failed);
    insta::assert_snapshot!(format!("{}\n{}", shown(&run, 80), shown(&run, 120)));
}

#[test]
fn a_run_that_was_refused_names_every_problem() {
    let inputs = john_with(&json!({ "additional_groups": ["UG-DevOps", "UG-Developer"] }));
    let settings = TenantSettings { on_missing_group: OnMissingGroup::Fail, ..settings() };
    let refusal = hire::planned(&inputs, &settings).expect_err("missing groups");
    let mut story = Story::refused(&inputs, refusal);
    story = story.carried_out(nothing_fails);
    assert_eq!(Exit::of_run(&story.run), Exit::Failed);
    insta::assert_snapshot!(shown(&story.run, 100));
}

#[test]
fn a_run_that_waits_for_its_day_is_scheduled() {
    let inputs = john_with(&json!({ "start_date": "2026-03-10" }));
    let settings = TenantSettings { password_handling: PasswordHandling::Generate, ..settings() };
    let run = Story::planned(&inputs, &settings).carried_out(nothing_fails).run;
    assert_eq!(Exit::of_run(&run), Exit::Done);
    insta::assert_snapshot!(shown(&run, 100));
}

#[test]
fn a_run_that_waits_for_approval_says_whom_for() {
    let inputs = john_with(&json!({ "allow_sudo": true }));
    let approval = ApprovalPolicy { sudo: true, ..ApprovalPolicy::default() };
    let run = Story::planned(&inputs, &TenantSettings { approval, ..settings() }).carried_out(nothing_fails).run;
    assert_eq!(Exit::of_run(&run), Exit::Waiting);
    insta::assert_snapshot!(shown(&run, 100));
}

#[test]
fn an_erased_run_still_has_a_page() {
    let mut story = Story::planned(&john(), &settings()).carried_out(nothing_fails);
    story.happens(Fact::PersonErased, Private::None);
    insta::assert_snapshot!(shown(&story.run, 80));
}

#[test]
fn the_report_is_a_page_too() {
    let run = Story::planned(&john(), &settings()).carried_out(group_gone).run;
    let pages: Vec<String> = [80, 120]
        .into_iter()
        .map(|width| {
            let page = report_page::page(&report(&run), width);
            assert!(page.width() <= width, "{}", page.text(false));
            page.text(false)
        })
        .collect();
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn no_name_breaks_run_or_report() {
    for (what, name) in hire::people() {
        let inputs = john_with(&json!({ "first_name": name, "job_title": name }));
        let run = Story::planned(&inputs, &settings()).carried_out(nothing_fails).run;
        let text = shown(&run, 80);
        assert!(what == "long" || text.contains(&name), "{what}: {text}");
        assert!(report_page::page(&report(&run), 80).width() <= 80);
    }
}

#[test]
fn a_run_that_a_guard_holds_back_says_which_and_how_to_release_it() {
    let run = Story::quarantined(&john(), &settings()).run;
    assert_eq!(Exit::of_run(&run), Exit::Waiting);
    insta::assert_snapshot!(shown(&run, 100));
}
