//! Progress where nothing can change in place.

use dayone_cli::render::progress::{Mode, Progress};

use crate::hire::{Story, group_gone, john, settings};

#[test]
fn each_step_is_told_once() {
    let planned = Story::planned(&john(), &settings());
    let mut progress = Progress::begin(Mode::Lines, 120, false);
    let mut told = progress.show(&planned.run).text(false);
    assert_eq!(told.lines().count(), 5, "{told}");
    told.push_str(&progress.show(&planned.run).text(false));
    let done = planned.carried_out(group_gone);
    told.push_str(&progress.show(&done.run).text(false));
    told.push_str(&progress.show(&done.run).text(false));
    progress.end();
    assert_eq!(told.lines().count(), 16, "{told}");
    insta::assert_snapshot!(told);
}

#[test]
fn silent_progress_says_nothing() {
    let mut progress = Progress::begin(Mode::Silent, 100, false);
    assert!(progress.show(&Story::planned(&john(), &settings()).run).is_empty());
    progress.end();
}
