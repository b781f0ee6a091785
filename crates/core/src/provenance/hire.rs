//! What a hire gave: groups by rule or by request, direct bindings, LDAP.

use jiff::Timestamp;

use super::{Act, Entry, Grounds, Holding, Record};
use crate::effect::Effect;
use crate::event::{Event, Fact};
use crate::mapping::{Source, source_of};
use crate::plan::{Plan, PlannedLdap};
use crate::run::Run;

pub(super) fn entries(run: &Run, events: &[Event]) -> Vec<Entry> {
    let (Some(plan), Some(account)) = (run.plan(), &run.account) else { return Vec::new() };
    let record = Record {
        run: run.id.clone(),
        actor: run.actor.clone(),
        ticket: run.ticket.clone(),
        approver: events.iter().rev().find(|event| event.fact == Fact::Approved).map(|event| event.actor.clone()),
    };
    given(run, plan)
        .map(|(at, holding, grounds)| Entry {
            account: account.id.clone(),
            at,
            holding,
            act: Act::Given(grounds),
            record: record.clone(),
        })
        .collect()
}

fn given(run: &Run, plan: &Plan) -> impl Iterator<Item = (Timestamp, Holding, Grounds)> {
    let done = |effect: &Effect| run.settled(effect).filter(|settled| settled.outcome.is_success());
    let groups = plan.groups.iter().filter(|group| group.is_static()).filter_map(move |group| {
        let settled = done(&Effect::AddMember { id: group.id.clone(), name: group.name.clone() })?;
        Some((settled.at, Holding::Group(group.id.clone()), grounds(group.source, &group.because)))
    });
    let found = plan.missing_groups.iter().filter_map(move |group| {
        let settled = done(&Effect::AddToNamed { name: group.name.clone() })?;
        let id = run.found_group(&group.name)?.id.clone();
        Some((settled.at, Holding::Group(id), grounds(group.source, &group.because)))
    });
    let systems = plan.systems.iter().filter_map(move |system| {
        let settled = done(&Effect::BindSystem { id: system.id.clone(), sudo: system.sudo })?;
        let rule = system.because.strip_prefix("rule: ");
        let grounds = match rule {
            Some(rule) => grounds(source_of(rule), rule),
            None => Grounds::Hand { because: format!("{}: system_bindings", system.because) },
        };
        Some((settled.at, Holding::System(system.id.clone()), grounds))
    });
    let ldap = match &plan.ldap {
        PlannedLdap::Direct { server } => done(&Effect::BindLdap { id: server.id.clone() }).map(|settled| {
            let grounds = Grounds::Hand { because: "this request: ldap_bind".into() };
            (settled.at, Holding::LdapServer(server.id.clone()), grounds)
        }),
        PlannedLdap::NotAsked { .. } | PlannedLdap::ThroughGroup { .. } => None,
    };
    groups.chain(found).chain(systems).chain(ldap)
}

fn grounds(source: Source, because: &str) -> Grounds {
    match source {
        Source::Additional => Grounds::Hand { because: because.to_owned() },
        Source::Default | Source::Department | Source::Role | Source::Location | Source::Dynamic => {
            Grounds::Rule { source, because: because.to_owned() }
        }
    }
}
