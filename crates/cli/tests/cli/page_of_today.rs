//! What needs somebody, for people.

use dayone_cli::render::today::page;
use dayone_engine::{Item, Matter, RunOf, Section, Today};
use serde_json::json;

use crate::hire::{Story, group_gone, john, john_with, now, settings};

fn shown(today: &Today, width: usize) -> String {
    page(today, width).text(false)
}

#[test]
fn an_empty_day_says_so() {
    insta::assert_snapshot!(shown(&Today { at: now(), sections: Vec::new() }, 80));
}

#[test]
fn every_line_has_the_command_that_helps_and_what_is_left_out_is_counted() {
    let partial = Story::planned(&john(), &settings()).carried_out(group_gone).run;
    let held = Story::quarantined(&john_with(&json!({ "first_name": "Eva" })), &settings()).run;
    let item = |run: dayone_core::run::Run, what: &str, command: String| Item {
        tenant: Some("acme".into()),
        run_id: Some(run.id.clone()),
        run: Some(RunOf::Hire(Box::new(run))),
        at: now(),
        what: what.into(),
        command,
    };
    let plain = |tenant: Option<&str>, what: &str, command: &str| Item {
        tenant: tenant.map(str::to_owned),
        run_id: None,
        run: None,
        at: now(),
        what: what.into(),
        command: command.into(),
    };
    let resume = format!("dayone runs resume {}", partial.id);
    let release = format!("dayone runs release {} --reason TEXT", held.id);
    let section = |matter, items: Vec<Item>, count| Section { matter, items, count };
    let today = Today {
        at: now(),
        sections: vec![
            section(
                Matter::Held,
                vec![plain(
                    Some("beta"),
                    "writes are stopped: the API key is invalid or expired",
                    "dayone doctor --tenant beta",
                )],
                1,
            ),
            section(Matter::Frozen, vec![plain(None, "frozen by boss: an incident", "dayone unfreeze")], 1),
            section(
                Matter::NoWorker,
                vec![plain(None, "no worker is alive that would carry out what is due", "dayone serve --no-web")],
                1,
            ),
            section(Matter::Partial, vec![item(partial, "partial: GROUP_NOT_FOUND", resume)], 213),
            section(
                Matter::Quarantined,
                vec![item(held, "quarantined: this joiner and 25 of the last hour are 26: over 25 an hour", release)],
                1,
            ),
        ],
    };
    insta::assert_snapshot!(format!("{}\n{}", shown(&today, 80), shown(&today, 120)));
}
