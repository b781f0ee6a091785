//! What the store knows of usernames: whose they are to be, and whose they were.

use std::collections::BTreeMap;

use dayone_core::fields::Username;
use dayone_core::plan::formable;
use dayone_core::request::Request;
use dayone_core::snapshot::Reserved;
use dayone_store::{NameHolder, NameState, Token, TokenKind};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::tenant::Tenant;

/// The store's knowledge of usernames, as seen by one person.
pub(crate) struct Reservations<'a> {
    engine: &'a Engine,
    tenant: &'a str,
    /// The person in the store; None for somebody who was never asked for.
    person: Option<String>,
}

impl<'a> Reservations<'a> {
    /// Names as seen by whom this request is for.
    pub(crate) async fn seen_by(
        engine: &'a Engine,
        tenant: &'a Tenant,
        request: &Request,
    ) -> Result<Reservations<'a>, EngineError> {
        let person = engine.same_person(tenant, request).await?;
        Ok(Reservations { engine, tenant: &tenant.settings.name, person })
    }

    /// Those of the names that naming could form that are the person's own from before.
    pub(crate) async fn own(&self, tenant: &Tenant, request: &Request) -> Result<Vec<Username>, EngineError> {
        let Some(person) = &self.person else { return Ok(Vec::new()) };
        let mut tokens = self.engine.0.store.names_of(self.tenant, person).await?;
        let mut own = Vec::new();
        for name in formable(request, &tenant.settings) {
            if tokens.is_empty() {
                break;
            }
            let token = self.engine.username_token(self.tenant, name.as_str()).await?;
            let before = tokens.len();
            tokens.retain(|known| *known != token);
            if tokens.len() < before {
                own.push(name);
            }
        }
        Ok(own)
    }

    /// Those of these names that are spoken for, in lower case.
    pub(crate) async fn of(&self, names: &[Username]) -> Result<BTreeMap<String, Reserved>, EngineError> {
        let mut by_token: BTreeMap<Token, String> = BTreeMap::new();
        for name in names {
            by_token.insert(self.engine.username_token(self.tenant, name.as_str()).await?, name.folded());
        }
        let tokens: Vec<Token> = by_token.keys().cloned().collect();
        let held = self.engine.0.store.names_held(self.tenant, &tokens).await?;
        let spoken_for = held.into_iter().filter_map(|holder| {
            let name = by_token.get(&holder.token)?.clone();
            Some((name, self.why(holder)))
        });
        Ok(spoken_for.collect())
    }

    fn why(&self, holder: NameHolder) -> Reserved {
        if self.person.as_ref() == Some(&holder.person) {
            return Reserved::Own;
        }
        why(holder)
    }
}

/// Why nobody else may have a name.
pub(crate) fn why(holder: NameHolder) -> Reserved {
    match holder.state {
        NameState::Reserved => Reserved::UnderWay { run: holder.run_id },
        NameState::Given => Reserved::Left,
    }
}

impl Engine {
    /// The token under which a username is spoken for.
    pub(crate) async fn username_token(&self, tenant: &str, username: &str) -> Result<Token, EngineError> {
        let mut rng = self.0.randomness.rng();
        Ok(self.0.vault.token(tenant, TokenKind::Username, username, &mut rng).await?)
    }
}
