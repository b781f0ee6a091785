//! What comes due by the simulator's clock: rows of bulk jobs, scheduled states, ends of passwords. It happens at its own time, even when
//! the clock jumps over it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::bulk_job;
use crate::call::Call;
use crate::document::text;
use crate::kind::Kind;
use crate::organization::Organization;
use crate::password_expiry;
use crate::scene::Scene;
use crate::v2::user_states;
use crate::world::House;

/// What is to come, in the order of time.
pub(crate) type Agenda = BTreeSet<(Timestamp, Due)>;

/// Something to be carried out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The next row of a bulk job.
    Job(String),
    /// A scheduled state.
    State(String),
    /// What a user's password is due: a warning, or its end.
    Password(String),
}

/// Carries out everything that came due.
pub(crate) fn settle(organization: &mut Organization, house: &mut House) {
    if organization.agenda.is_empty() {
        return;
    }
    let now = house.clock.now();
    while let Some(first) = organization.agenda.first().filter(|(at, _)| *at <= now).cloned() {
        organization.agenda.remove(&first);
        let (at, due) = first;
        house.clock.hold(at);
        if house.seq > 0 {
            house.seq += 1;
        }
        let mut call = Call::new(Vec::new());
        let mut scene = Scene { organization, house, call: &mut call };
        match &due {
            Due::Job(id) => bulk_job::work(&mut scene, id, now),
            Due::State(id) => user_states::enter(&mut scene, id),
            Due::Password(id) => password_expiry::ring(&mut scene, id),
        }
        house.clock.release();
    }
}

/// Puts everything unfinished of a loaded organisation on its agenda.
pub(crate) fn note_all(organization: &mut Organization, house: &House) {
    let time = |text: &str| text.parse::<Timestamp>().ok();
    let mut agenda = Agenda::new();
    for (id, document) in organization.of(Kind::ScheduledState).all() {
        agenda.extend(time(text(document, "scheduledDate")).map(|at| (at, Due::State(id.to_owned()))));
    }
    for (id, job) in organization.of(Kind::BulkJob).all() {
        let rows = job.get("rows").and_then(Value::as_array).into_iter().flatten();
        let next = rows.filter_map(|row| time(text(row, "due"))).min();
        agenda.extend(next.map(|at| (at, Due::Job(id.to_owned()))));
    }
    organization.agenda.extend(agenda);
    password_expiry::note_all(organization, house);
}
