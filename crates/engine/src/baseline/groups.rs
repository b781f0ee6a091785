//! Groups as the directory answers them, and what they grant directly.

use dayone_core::baseline::{Grant, GrantKind, GroupKind, LivingGroup, Rule, RuleMembers, RuleTest, Sudo, Things};
use dayone_core::fault::Fault;
use dayone_jumpcloud::{self as jumpcloud, Client, Edge, GraphType, Holder, MembershipMethod, SystemGroup, UserGroup};
use serde_json::Value;

/// A group of users, without what it grants.
pub(crate) fn of_users(group: UserGroup) -> LivingGroup {
    LivingGroup {
        kind: GroupKind::User,
        sudo: group.attributes.sudo.map_or(Sudo::Off, sudo),
        rule: rule(group.membership_method, group.member_query.as_ref()),
        id: group.id,
        name: group.name,
        description: group.description,
        members: None,
        grants: Vec::new(),
    }
}

/// A group of systems, without what it brings.
pub(crate) fn of_systems(group: SystemGroup) -> LivingGroup {
    LivingGroup {
        kind: GroupKind::System,
        sudo: Sudo::Off,
        rule: rule(group.membership_method, group.member_query.as_ref()),
        id: group.id,
        name: group.name,
        description: group.description,
        members: None,
        grants: Vec::new(),
    }
}

/// A rule that decides on members, or proposes them. Older groups state no method; one with a rule follows it.
fn rule(method: MembershipMethod, query: Option<&Value>) -> Option<Rule> {
    let members = match method {
        MembershipMethod::DynamicAutomated | MembershipMethod::NotSet | MembershipMethod::Unknown => {
            RuleMembers::Automatic
        }
        MembershipMethod::DynamicReviewRequired => RuleMembers::Reviewed,
        MembershipMethod::Static => return None,
    };
    let query = query.filter(|query| query.get("queryType").is_some_and(Value::is_string))?;
    Some(Rule { members, test: RuleTest::of(query) })
}

/// The rights of an edge, or of a group.
pub(crate) fn sudo(sudo: jumpcloud::Sudo) -> Sudo {
    match (sudo.enabled, sudo.without_password) {
        (false, _) => Sudo::Off,
        (true, false) => Sudo::WithPassword,
        (true, true) => Sudo::WithoutPassword,
    }
}

/// What a group grants directly, one call for each kind of thing of which there is any.
pub(super) async fn grants(client: &Client, group: &LivingGroup, things: &Things) -> Result<Vec<Grant>, Fault> {
    // Systems are read later, if any group grants one.
    let there = |kind: &&GrantKind| **kind == GrantKind::System || !things.of(**kind).is_empty();
    let kinds = group.kind.grants().iter().filter(there);
    let reads = kinds.map(|kind| async move {
        let edges = client.associations(holder(group), graph_type(*kind)).await?;
        Ok::<_, Fault>(edges.into_iter().map(|edge| grant(*kind, edge)).collect::<Vec<_>>())
    });
    Ok(futures::future::try_join_all(reads).await?.into_iter().flatten().collect())
}

fn grant(kind: GrantKind, edge: Edge) -> Grant {
    let sudo = if kind == GrantKind::System { sudo(edge.sudo()) } else { Sudo::Off };
    Grant { kind, id: edge.to.id, sudo }
}

/// How many are in a group: of a large one whose number the directory does not say, at least so many.
pub(super) async fn members(client: &Client, group: &LivingGroup) -> Result<u64, Fault> {
    let page = match group.kind {
        GroupKind::User => client.members_page(&group.id, 0).await?,
        GroupKind::System => client.system_members_page(&group.id, 0).await?,
    };
    Ok(page.total.unwrap_or(page.rows.len() as u64))
}

fn holder(group: &LivingGroup) -> Holder<'_> {
    match group.kind {
        GroupKind::User => Holder::UserGroup(&group.id),
        GroupKind::System => Holder::SystemGroup(&group.id),
    }
}

/// The directory's word for a kind.
pub(crate) fn graph_type(kind: GrantKind) -> GraphType {
    match kind {
        GrantKind::Policy => GraphType::Policy,
        GrantKind::PolicyGroup => GraphType::PolicyGroup,
        GrantKind::System => GraphType::System,
        GrantKind::SystemGroup => GraphType::SystemGroup,
        GrantKind::Application => GraphType::Application,
        GrantKind::LdapServer => GraphType::LdapServer,
        GrantKind::RadiusServer => GraphType::RadiusServer,
        GrantKind::GSuite => GraphType::GSuite,
        GrantKind::Office365 => GraphType::Office365,
    }
}
