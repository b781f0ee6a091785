//! What people do to a directory by hand, and what is seen of it.

use dayone_core::baseline::{Declaration, Plan, Prune};
use dayone_engine::baseline::BaselineError;
use dayone_jumpcloud::{Client, GraphType, UserGroup};

use crate::fixture::{Fixture, client};

/// A client for whoever works by hand.
pub(super) fn by_hand(fixture: &Fixture) -> Client {
    client(&fixture.simulator.url(), fixture.simulator.api_key(), Some(fixture.simulator.org_id()))
}

pub(super) async fn user_group(client: &Client, name: &str) -> UserGroup {
    client.user_group_named(name).await.expect("an answer").expect("a group")
}

/// The id of a system, an application or another thing, by its name.
pub(super) async fn id_of(client: &Client, kind: GraphType, name: &str) -> String {
    let found = match kind {
        GraphType::System => {
            let systems = client.systems(&[]).await.expect("systems");
            systems.into_iter().find(|one| one.label() == name).map(|one| one.id)
        }
        GraphType::Application => {
            let applications = client.applications().await.expect("applications");
            applications.into_iter().find(|one| one.label() == name).map(|one| one.id)
        }
        GraphType::Policy => {
            let policies = client.policies().await.expect("policies");
            policies.into_iter().find(|one| one.name == name).map(|one| one.id)
        }
        other => panic!("no list of {other:?}"),
    };
    found.expect("a thing of that name")
}

pub(super) async fn import(fixture: &Fixture) -> Declaration {
    fixture.engine.import_baseline(&fixture.tenant).await.expect("a reading").declaration
}

pub(super) async fn plan(fixture: &Fixture, declaration: &Declaration, prune: Prune) -> Plan {
    fixture.engine.propose_baseline(&fixture.tenant, declaration.clone(), prune).await.expect("a plan").plan
}

/// What is wrong with a declaration, each on a line.
pub(super) async fn problems(fixture: &Fixture, declaration: &Declaration) -> Vec<String> {
    match fixture.engine.propose_baseline(&fixture.tenant, declaration.clone(), Prune::Nothing).await {
        Err(BaselineError::Unresolved(refusal)) => {
            refusal.problems.into_iter().map(|one| format!("{}: {}; {}", one.key, one.what, one.hint)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// Each act on a line.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let acts = plan.acts.iter();
    acts.map(|planned| format!("{} {}: {}", planned.act.verb(), planned.act.subject(), planned.act.what())).collect()
}
