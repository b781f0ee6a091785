//! Reading a whole organisation, and changing nothing.

use dayone_core::fault::Fault;
use dayone_jumpcloud::{
    Application, Client, CustomEmail, CustomEmailType, Directory, Edge, GraphType, Holder, LdapServer, Organization,
    Policy, PolicyGroup, RadiusServer, System, SystemGroup, User, UserGroup,
};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

/// Questions asked at once; the client's own pace holds, too.
const AT_ONCE: usize = 8;

/// Everything that was read.
pub(crate) struct Recorded {
    pub(crate) organization: Organization,
    pub(crate) users: Vec<User>,
    pub(crate) user_groups: Vec<UserGroup>,
    pub(crate) system_groups: Vec<SystemGroup>,
    pub(crate) systems: Vec<System>,
    pub(crate) applications: Vec<Application>,
    pub(crate) radius_servers: Vec<RadiusServer>,
    pub(crate) ldap_servers: Vec<LdapServer>,
    pub(crate) directories: Vec<Directory>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) policy_groups: Vec<PolicyGroup>,
    /// Mails that have the organisation's own words.
    pub(crate) mails: Vec<(CustomEmailType, CustomEmail)>,
    pub(crate) bonds: Vec<Bond>,
}

/// An edge, from the node that was asked.
pub(crate) struct Bond {
    pub(crate) from: (GraphType, String),
    pub(crate) edge: Edge,
    pub(crate) by_rule: bool,
}

/// A node whose edges of one kind are asked for.
#[derive(Clone)]
struct Question {
    from: GraphType,
    id: String,
    to: GraphType,
    by_rule: bool,
}

/// Reads it all; `tell` hears how long it will take.
pub(crate) async fn read(client: &Client, tell: impl Fn(String)) -> Result<Recorded, Fault> {
    let id = match client.organization_id() {
        Some(id) => id.to_owned(),
        None => client.organizations().await?.into_iter().next().map(|first| first.id).unwrap_or_default(),
    };
    let mut recorded = Recorded {
        organization: client.organization(&id).await?.unwrap_or_default(),
        users: client.users(&[], &[]).await?,
        user_groups: client.user_groups().await?,
        system_groups: client.system_groups().await?,
        systems: client.systems(&[]).await?,
        applications: client.applications().await?,
        radius_servers: client.radius_servers().await?,
        ldap_servers: client.ldap_servers().await?,
        directories: client.directories().await?,
        policies: client.policies().await?,
        policy_groups: client.policy_groups().await?,
        mails: own_mails(client).await?,
        bonds: Vec::new(),
    };
    let questions = questions(&recorded);
    tell(format!(
        "{} users, {} groups: {} questions about who is bound to what",
        recorded.users.len(),
        recorded.user_groups.len(),
        questions.len()
    ));
    let answers = stream::iter(questions).map(|question| ask(client, question)).buffered(AT_ONCE);
    let bonds: Vec<Vec<Bond>> = answers.try_collect().await?;
    recorded.bonds = bonds.into_iter().flatten().collect();
    Ok(recorded)
}

/// Members of groups, and what users, groups and policies are bound to, as far as there is anything of that kind.
/// Policies are asked for their systems, not systems for their policies: there are fewer of them.
fn questions(recorded: &Recorded) -> Vec<Question> {
    let is_there = |kind: GraphType| match kind {
        GraphType::System => !recorded.systems.is_empty(),
        GraphType::SystemGroup => !recorded.system_groups.is_empty(),
        GraphType::Application => !recorded.applications.is_empty(),
        GraphType::RadiusServer => !recorded.radius_servers.is_empty(),
        GraphType::LdapServer => !recorded.ldap_servers.is_empty(),
        kind => recorded.directories.iter().any(|directory| directory.kind == kind),
    };
    let grants: Vec<GraphType> = [
        GraphType::System,
        GraphType::SystemGroup,
        GraphType::Application,
        GraphType::RadiusServer,
        GraphType::LdapServer,
        GraphType::GSuite,
        GraphType::Office365,
        GraphType::ActiveDirectory,
    ]
    .into_iter()
    .filter(|kind| is_there(*kind))
    .collect();
    let mut all = Vec::new();
    let mut about = |from: GraphType, id: &str, to: GraphType, by_rule: bool| {
        all.push(Question { from, id: id.to_owned(), to, by_rule });
    };
    for group in &recorded.user_groups {
        about(GraphType::UserGroup, &group.id, GraphType::User, group.is_automatic());
        grants.iter().for_each(|kind| about(GraphType::UserGroup, &group.id, *kind, false));
    }
    for group in &recorded.system_groups {
        for kind in [GraphType::System, GraphType::Policy, GraphType::PolicyGroup] {
            about(GraphType::SystemGroup, &group.id, kind, false);
        }
    }
    for group in &recorded.policy_groups {
        about(GraphType::PolicyGroup, &group.id, GraphType::Policy, false);
        if is_there(GraphType::System) {
            about(GraphType::PolicyGroup, &group.id, GraphType::System, false);
        }
    }
    for policy in recorded.policies.iter().filter(|_| is_there(GraphType::System)) {
        about(GraphType::Policy, &policy.id, GraphType::System, false);
    }
    for user in &recorded.users {
        grants.iter().for_each(|kind| about(GraphType::User, &user.id, *kind, false));
    }
    all
}

async fn own_mails(client: &Client) -> Result<Vec<(CustomEmailType, CustomEmail)>, Fault> {
    let answers = stream::iter(CustomEmailType::ALL).map(|kind| async move { (kind, client.custom_email(kind).await) });
    let answers: Vec<_> = answers.buffered(AT_ONCE).collect().await;
    let mut mails = Vec::new();
    for (kind, answer) in answers {
        mails.extend(answer?.map(|mail| (kind, mail)));
    }
    Ok(mails)
}

async fn ask(client: &Client, question: Question) -> Result<Vec<Bond>, Fault> {
    let Question { from, id, to, by_rule } = question;
    let edges = match (from, to) {
        (GraphType::UserGroup, GraphType::User) => client.members(&id).await,
        (GraphType::SystemGroup, GraphType::System) => client.system_group_members(&id).await,
        (GraphType::PolicyGroup, GraphType::Policy) => client.policy_group_members(&id).await,
        (GraphType::PolicyGroup, _) => client.associations(Holder::PolicyGroup(&id), to).await,
        (GraphType::Policy, _) => client.associations(Holder::Policy(&id), to).await,
        (GraphType::UserGroup, _) => client.associations(Holder::UserGroup(&id), to).await,
        (GraphType::SystemGroup, _) => client.associations(Holder::SystemGroup(&id), to).await,
        _ => client.associations(Holder::User(&id), to).await,
    };
    let edges = match edges {
        // Gone since the list was read.
        Err(fault) if fault.status == Some(404) => Vec::new(),
        other => other?,
    };
    Ok(edges.into_iter().map(|edge| Bond { from: (from, id.clone()), edge, by_rule }).collect())
}
