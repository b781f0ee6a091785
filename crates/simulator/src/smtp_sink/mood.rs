//! How a sink treats what comes next: by refusing, delaying, losing or hanging, as often as asked.

use std::collections::BTreeSet;

/// What was asked for by tests.
#[derive(Debug, Default)]
pub(super) struct Moods {
    pub(super) refused: BTreeSet<String>,
    pub(super) busy: u32,
    pub(super) lost_replies: u32,
    pub(super) hanging_before: u32,
    pub(super) hanging_after: u32,
    pub(super) hanging: u32,
}

impl Moods {
    pub(super) fn is_busy(&mut self) -> bool {
        counted_down(&mut self.busy)
    }

    pub(super) fn loses_reply(&mut self) -> bool {
        counted_down(&mut self.lost_replies)
    }

    pub(super) fn hangs_before(&mut self) -> bool {
        let hangs = counted_down(&mut self.hanging_before);
        self.hanging += u32::from(hangs);
        hangs
    }

    pub(super) fn hangs_after(&mut self) -> bool {
        let hangs = counted_down(&mut self.hanging_after);
        self.hanging += u32::from(hangs);
        hangs
    }
}

fn counted_down(left: &mut u32) -> bool {
    let was = *left > 0;
    *left = left.saturating_sub(1);
    was
}
