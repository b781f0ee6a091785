//! Adoption: for everything that accounts have and nobody has written down why, it is written down whether the present
//! rules give it, or somebody must have given it by hand. Nothing is done to the directory.

use dayone_core::account::AccountFacts;
use dayone_core::event::{Fact, Private};
use dayone_core::mapping::{Facts, Grant, resolve};
use dayone_core::provenance::{Grounds, Holding, Provenance};
use dayone_core::recorded::{Adoption, NotedAccount, NotedHolding};
use dayone_core::snapshot::Membership;
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

use crate::census::{Census, ReadBindings};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::mapping::MappingError;
use crate::recording::{Author, Note};
use crate::tenant::Tenant;

/// People whose records are written at once: the store gathers them into few transactions.
const AT_ONCE: usize = 32;

/// What would be written down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adoptable {
    /// Accounts that were looked at.
    pub accounts: usize,
    /// Memberships and direct bindings that are written down already.
    pub known: usize,
    /// What is not, by account.
    pub unrecorded: Vec<Unrecorded>,
}

/// What is not written down of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Unrecorded {
    /// What it has, and on what grounds.
    pub adoption: Adoption,
    /// When a run gave or took anything of the account last: whoever looked at the same state writes the same.
    seen_at: Option<Timestamp>,
}

impl Engine {
    /// Reads the whole organisation, and says what would be written down.
    ///
    /// # Errors
    /// The directory or the store could not be read.
    pub async fn adoptable(&self, tenant: &Tenant) -> Result<Adoptable, MappingError> {
        let census = Census::read(tenant, ReadBindings::All).await?;
        let provenances = self.provenances(tenant).await?;
        let memberships = census.memberships();
        let none = Provenance::default();
        let mut found = Adoptable { accounts: census.accounts.len(), ..Adoptable::default() };
        for (place, account) in census.accounts.iter().enumerate() {
            let provenance = provenances.get(&account.id).unwrap_or(&none);
            let held = held(&census, place, &memberships[place], account, tenant);
            let all = held.len();
            let unknown: Vec<NotedHolding> =
                held.into_iter().filter(|noted| provenance.of(&noted.holding).is_none()).collect();
            found.known += all - unknown.len();
            if !unknown.is_empty() {
                let adoption = Adoption { account: NotedAccount::from(account), holdings: unknown };
                found.unrecorded.push(Unrecorded { adoption, seen_at: provenance.last() });
            }
        }
        Ok(found)
    }

    /// Writes down what [`Engine::adoptable`] found, one run a person; says of how many people it was new. What somebody
    /// else has written down meanwhile is not written again. `each` hears of every person.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn adopt(
        &self,
        tenant: &Tenant,
        adoptable: &Adoptable,
        author: Author<'_>,
        each: impl Fn(),
    ) -> Result<usize, EngineError> {
        let each = &each;
        let notes = adoptable.unrecorded.iter().map(|unrecorded| async move {
            let new = self.write_down(tenant, note(unrecorded), author).await?;
            each();
            Ok::<usize, EngineError>(usize::from(new))
        });
        futures::stream::iter(notes)
            .buffer_unordered(AT_ONCE)
            .try_fold(0, |sum, new| async move { Ok(sum + new) })
            .await
    }
}

fn note(unrecorded: &Unrecorded) -> Note<'_> {
    let Unrecorded { adoption, seen_at } = unrecorded;
    let (groups, systems) = adoption.ids();
    Note {
        account: Some(&adoption.account),
        key: format!("adoption\n{seen_at:?}\n{}\n{}", groups.join(","), systems.join(",")),
        fact: Fact::Adopted { groups, systems },
        private: Private::Adoption(Box::new(adoption.clone())),
    }
}

/// Everything that an account holds by being given it, on the grounds that the present rules name.
fn held(census: &Census, place: usize, groups: &[u32], account: &AccountFacts, tenant: &Tenant) -> Vec<NotedHolding> {
    let facts = Facts::from(account);
    let by_rule = resolve(&tenant.settings.groups, &facts);
    let bound_by_rule = resolve(&tenant.settings.system_bindings, &facts);
    let groups = groups.iter().filter_map(|group| census.groups.get(*group as usize));
    // Who is in a dynamic group is not given by anybody.
    let groups = groups.filter(|group| !matches!(group.membership, Membership::Automatic { .. }));
    let groups = groups.map(|group| NotedHolding {
        holding: Holding::Group(group.id.clone()),
        name: group.name.clone(),
        grounds: grounds(by_rule.iter().find(|grant| grant.name == group.name)),
    });
    let systems = census.bound_to(place).map(|binding| NotedHolding {
        holding: Holding::System(binding.system.id.clone()),
        name: binding.system.name.clone(),
        grounds: grounds(bound_by_rule.iter().find(|grant| grant.name == binding.system.id)),
    });
    groups.chain(systems).collect()
}

fn grounds(rule: Option<&Grant>) -> Grounds {
    match rule {
        Some(grant) => Grounds::Rule { source: grant.source, because: grant.because.clone() },
        None => Grounds::Found,
    }
}
