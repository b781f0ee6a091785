//! Groups and systems: wanted by rule or request, checked against the directory.

use super::{MissingGroup, PlannedGroup, PlannedSystem, Prediction, privileged};
use crate::account::AccountFields;
use crate::mapping::{self, Facts, Grant, Source};
use crate::member_query;
use crate::nearest::nearest;
use crate::problem::{Affected, ErrorType, Problem};
use crate::request::Request;
use crate::settings::{OnMissingGroup, SudoScope, TenantSettings};
use crate::snapshot::{Group, Membership, Shared, Snapshot};
use crate::steps::Step;

/// Groups wanted, in the order of their sources; the first source of a group wins.
pub(super) fn wanted(request: &Request, settings: &TenantSettings) -> Vec<Grant> {
    let mut grants = match request.skip_group_defaults {
        Some(true) => Vec::new(),
        _ => mapping::resolve(&settings.groups, &facts(request)),
    };
    grants.retain(|grant| !request.exclude_groups.iter().any(|excluded| excluded.as_str() == grant.name));
    let asked = |names: &[crate::fields::GroupName], input: &str| -> Vec<Grant> {
        names
            .iter()
            .map(|name| Grant {
                name: name.as_str().to_owned(),
                source: Source::Additional,
                because: format!("this request: {input}"),
            })
            .collect()
    };
    grants.extend(asked(&request.user_groups, "user_groups"));
    grants.extend(asked(&request.additional_groups, "additional_groups"));
    let mut seen = std::collections::BTreeSet::new();
    grants.retain(|grant| seen.insert(grant.name.clone()));
    grants
}

/// Systems wanted, by id, each with what names it.
pub(super) fn wanted_systems(request: &Request, settings: &TenantSettings) -> Vec<(String, String)> {
    let asked = request.system_bindings.iter().map(|id| (id.as_str().to_owned(), "this request".to_owned()));
    let ruled = mapping::resolve(&settings.system_bindings, &facts(request))
        .into_iter()
        .map(|grant| (grant.name, format!("rule: {}", grant.because)));
    let mut seen = std::collections::BTreeSet::new();
    asked.chain(ruled).filter(|(id, _)| seen.insert(id.clone())).collect()
}

/// What the mapping looks at.
pub(super) fn facts(request: &Request) -> Facts<'_> {
    Facts {
        department: request.department.as_str(),
        job_title: request.job_title.as_ref().map_or("", |text| text.as_str()),
        location: request.office_location.as_ref().map_or("", |text| text.as_str()),
        employee_type: request.employee_type.as_ref().map_or("", |text| text.as_str()),
    }
}

/// Every group whose rule alone decides.
pub(super) fn automatic(shared: &Shared) -> impl Iterator<Item = (&Group, &serde_json::Value)> {
    shared.groups.iter().filter_map(|group| match &group.membership {
        Membership::Automatic { query } => Some((group, query)),
        Membership::Static | Membership::Reviewed => None,
    })
}

/// What a group's rule will say of the account.
pub(super) fn predict(query: &serde_json::Value, account: &AccountFields) -> Prediction {
    match member_query::evaluate(query, &account.wire()) {
        member_query::Prediction::Member => Prediction::Member,
        member_query::Prediction::NotMember => Prediction::NotMember,
        member_query::Prediction::CannotPredict(reason) => Prediction::Unknown(reason),
    }
}

/// Groups that exist, and those that don't.
pub(super) struct Verified {
    pub(super) groups: Vec<PlannedGroup>,
    pub(super) dynamic: Vec<PlannedGroup>,
    pub(super) missing: Vec<MissingGroup>,
    pub(super) problems: Vec<Problem>,
}

/// Compares the groups wanted with the directory.
pub(super) fn verify(
    wanted: &[Grant],
    account: &AccountFields,
    settings: &TenantSettings,
    snapshot: &Snapshot,
) -> Verified {
    let shared = &snapshot.shared;
    let mut verified = Verified { groups: Vec::new(), dynamic: Vec::new(), missing: Vec::new(), problems: Vec::new() };
    for grant in wanted {
        match shared.group(&grant.name) {
            Some(group) => {
                let automatic = match &group.membership {
                    Membership::Automatic { query } => Some(predict(query, account)),
                    Membership::Static | Membership::Reviewed => None,
                };
                verified.groups.push(planned(group, grant.source, &grant.because, automatic, settings, shared));
            }
            None => {
                let nearest = nearest(&grant.name, shared.groups.iter().map(|group| group.name.as_str()));
                if settings.on_missing_group == OnMissingGroup::Fail {
                    verified.problems.push(missing_problem(grant, nearest));
                }
                verified.missing.push(MissingGroup {
                    name: grant.name.clone(),
                    source: grant.source,
                    because: grant.because.clone(),
                    nearest: nearest.map(str::to_owned),
                    create: settings.on_missing_group == OnMissingGroup::Create,
                });
            }
        }
    }
    for (group, query) in automatic(shared) {
        let asked = wanted.iter().any(|grant| grant.name == group.name);
        let prediction = predict(query, account);
        if !asked && prediction != Prediction::NotMember {
            let because = member_query::describe(query);
            verified.dynamic.push(planned(group, Source::Dynamic, &because, Some(prediction), settings, shared));
        }
    }
    verified.dynamic.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    verified
}

fn planned(
    group: &Group,
    source: Source,
    because: &str,
    automatic: Option<Prediction>,
    settings: &TenantSettings,
    shared: &Shared,
) -> PlannedGroup {
    let access = shared.access.get(&group.id).cloned().unwrap_or_default().sorted();
    PlannedGroup {
        id: group.id.clone(),
        name: group.name.clone(),
        source,
        because: because.to_owned(),
        privileged: privileged::group(group, &access, &settings.privileged),
        access,
        automatic,
    }
}

fn missing_problem(grant: &Grant, nearest: Option<&str>) -> Problem {
    let Grant { name, because, .. } = grant;
    let suggestion = match nearest {
        Some(nearest) => format!("did you mean '{nearest}'? Otherwise create"),
        None => "Create".to_owned(),
    };
    Problem::before_creation(
        ErrorType::GroupNotFound,
        Step::GroupVerification,
        format!("User group '{name}' does not exist in JumpCloud (asked for by {because})"),
        format!("{suggestion} the group in the JumpCloud admin console, or update the group mapping"),
    )
    .about(Affected::Group(name.clone()))
}

/// Systems to be bound, and the ids that the directory lacks.
pub(super) fn systems(
    request: &Request,
    settings: &TenantSettings,
    snapshot: &Snapshot,
    groups: &[PlannedGroup],
    sudo_asked: bool,
) -> (Vec<PlannedSystem>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (id, because) in wanted_systems(request, settings) {
        let Some(system) = snapshot.systems.iter().find(|system| system.id == id) else {
            problems.push(
                Problem::before_creation(
                    ErrorType::SystemNotFound,
                    Step::SystemBinding,
                    format!("System {id} does not exist in JumpCloud (asked for by {because})"),
                    "Give the id of a system as the admin console shows it, or remove it from the rule",
                )
                .about(Affected::System(id)),
            );
            continue;
        };
        let also_through = groups
            .iter()
            .find(|group| group.access.systems.iter().any(|granted| granted.id == id))
            .map(|group| group.name.clone());
        found.push(PlannedSystem {
            id,
            name: system.name.clone(),
            os: system.os.clone(),
            sudo: sudo_asked,
            because,
            also_through,
        });
    }
    (found, problems)
}

/// Sudo on the account, and on direct bindings.
pub(super) fn sudo(request: &Request, settings: &TenantSettings) -> (bool, bool) {
    let asked = request.allow_sudo.unwrap_or(settings.variables.default_sudo);
    (asked && settings.sudo_scope == SudoScope::Account, asked)
}
