//! One account, read with everything that it reaches and every way to it.

use std::collections::BTreeMap;

use dayone_core::mapping::Facts;
use dayone_jumpcloud::{Client, Edge, GraphObject, GraphType};

use super::why::{Known, Why};
use super::{Access, AccessKind, ExplainError, Explained, Holder};
use crate::engine::Engine;
use crate::live::{self, Live};
use crate::tenant::Tenant;

impl Engine {
    /// Why an account has each group, system and application.
    ///
    /// # Errors
    /// There is no such account; the directory or the store could not be read.
    pub async fn explain(&self, tenant: &Tenant, username: &str) -> Result<Explained, ExplainError> {
        let username = username.trim();
        let client = tenant.reader();
        let live = live::read(client, None, username).await?;
        let live = live.ok_or_else(|| ExplainError::NoAccount(username.to_owned()))?;
        let provenance = self.provenance(tenant, &live.facts).await?;
        let explanation = Explanation {
            system_groups: system_groups(client, &live).await?,
            known: Known::of(&Facts::from(&live.facts), &tenant.settings, &provenance),
            live: &live,
        };
        Ok(Explained {
            tenant: tenant.settings.name.clone(),
            account: Holder::from(&live.facts),
            access: explanation.access(),
        })
    }
}

/// The names of system groups, where any is on the way to something.
async fn system_groups(client: &Client, live: &Live) -> Result<BTreeMap<String, String>, ExplainError> {
    let on_the_way = |edge: &Edge| edge.to.kind == GraphType::SystemGroup;
    let reached = live.systems.iter().chain(&live.applications).chain(&live.ldap_servers).chain(&live.radius_servers);
    if !reached.flat_map(|object| &object.paths).flatten().any(on_the_way) {
        return Ok(BTreeMap::new());
    }
    Ok(client.system_groups().await?.into_iter().map(|group| (group.id, group.name)).collect())
}

struct Explanation<'a> {
    live: &'a Live,
    known: Known<'a>,
    system_groups: BTreeMap<String, String>,
}

impl Explanation<'_> {
    fn access(&self) -> Vec<Access> {
        let Live { systems, applications, ldap_servers, radius_servers, member_of, .. } = self.live;
        let mut all: Vec<Access> = member_of.iter().map(|id| self.membership(id)).collect();
        for (kind, objects) in [
            (AccessKind::System, systems),
            (AccessKind::Application, applications),
            (AccessKind::LdapServer, ldap_servers),
            (AccessKind::RadiusServer, radius_servers),
        ] {
            all.extend(objects.iter().flat_map(|object| self.ways(kind, object)));
        }
        all.sort_by(|one, other| (one.kind, &one.name, &one.path).cmp(&(other.kind, &other.name, &other.path)));
        all.dedup();
        all
    }

    fn membership(&self, id: &str) -> Access {
        let name = self.live.name(id).to_owned();
        Access {
            kind: AccessKind::Group,
            id: id.to_owned(),
            path: "member".into(),
            sudo: false,
            why: self.of_group(id),
            name,
        }
    }

    fn of_group(&self, id: &str) -> Why {
        match self.live.rules.get(id) {
            Some(query) => Why::dynamic(query),
            None => self.known.member(id, self.live.name(id)),
        }
    }

    /// One row a way. What comes without a way is reached all the same.
    fn ways(&self, kind: AccessKind, object: &GraphObject) -> Vec<Access> {
        let access = |path: String, why: Why| Access {
            kind,
            id: object.id.clone(),
            name: self.live.name(&object.id).to_owned(),
            path,
            sudo: kind == AccessKind::System && (object.sudo().enabled || self.live.facts.sudo),
            why,
        };
        if object.paths.is_empty() {
            return vec![access("not stated".into(), Why::unknown(None))];
        }
        let ways = object.paths.iter().map(|path| match path.split_last() {
            Some((_, way)) if !way.is_empty() => {
                let names: Vec<&str> = way.iter().map(|edge| self.node(edge)).collect();
                let group = way.iter().find(|edge| edge.to.kind == GraphType::UserGroup);
                let why = group.map_or_else(|| Why::unknown(None), |edge| self.of_group(&edge.to.id));
                access(names.join(" > "), why)
            }
            _ => access("direct".into(), self.direct(kind, &object.id)),
        });
        ways.collect()
    }

    fn direct(&self, kind: AccessKind, id: &str) -> Why {
        match kind {
            AccessKind::System => self.known.bound(id),
            AccessKind::LdapServer => self.known.bound_to_ldap(id),
            AccessKind::Group | AccessKind::Application | AccessKind::RadiusServer => Why::unknown(None),
        }
    }

    fn node<'a>(&'a self, edge: &'a Edge) -> &'a str {
        self.system_groups.get(&edge.to.id).map_or_else(|| self.live.name(&edge.to.id), String::as_str)
    }
}
