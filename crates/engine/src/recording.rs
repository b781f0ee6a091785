//! Runs that write something down about an account and do nothing: opened and closed in one append.

use dayone_core::chain::{Digest, Head};
use dayone_core::event::{Ending, Fact, Private};
use dayone_core::recorded::{NotedAccount, Recorded};
use dayone_core::run::replay;
use dayone_store::{NewRun, Opening, Token, TokenKind};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::journal::{self, Draft, Stream};
use crate::row::After;
use crate::tenant::Tenant;

/// Something to be written down.
pub(crate) struct Note<'a> {
    /// The account that it is about; None: it is about the tenant.
    pub(crate) account: Option<&'a NotedAccount>,
    /// What, without personal values.
    pub(crate) fact: Fact,
    /// The rest.
    pub(crate) private: Private,
    /// Tells this note from others about the account: the same is written down once.
    pub(crate) key: String,
}

/// Who writes it down.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Who.
    pub actor: &'a str,
    /// The ticket given.
    pub ticket: Option<&'a str>,
}

impl Engine {
    /// Writes it down; says whether it was new.
    pub(crate) async fn write_down(
        &self,
        tenant: &Tenant,
        note: Note<'_>,
        author: Author<'_>,
    ) -> Result<bool, EngineError> {
        let Note { account, fact, private, key } = note;
        let name = &tenant.settings.name;
        let run_id = self.0.randomness.id(8);
        let tokens = match account {
            Some(account) => self.noted_tokens(tenant, account).await?,
            None => Vec::new(),
        };
        let new_person = self.0.randomness.id(16);
        let person = self.noted_person(name, &tokens).await?.unwrap_or(new_person);
        let opened = Fact::Opened {
            tenant: name.clone(),
            attempt_of: None,
            ticket: author.ticket.map(str::to_owned),
            inputs_given: 0,
            batch: None,
        };
        let now = self.0.clock.now();
        let facts =
            [(opened, Private::None), (fact, private), (Fact::Closed { ending: Ending::Succeeded }, Private::None)];
        let drafts = facts.map(|(fact, private)| Draft::new(now, author.actor, fact, private));
        let stream = Stream { tenant: name, person: &person, run_id: &run_id };
        let events = journal::seal(&self.0.vault, &self.0.randomness, &stream, Head::EMPTY, &drafts).await?;
        let folded: Vec<_> = (1..).zip(&drafts).map(|(seq, draft)| draft.event(seq)).collect();
        let run = replay(&run_id, &folded)?;
        let after = After::of(&run, now);
        let kind = run.recorded().map(Recorded::kind).unwrap_or_default().to_owned();
        let about = account.map_or("", |account| &account.id);
        let key = format!("note\n{about}\n{}", Digest::of(key.as_bytes()));
        let new = NewRun {
            request_key: self.token(tenant, TokenKind::RequestKey, &key).await?,
            run_id,
            tenant: name.clone(),
            person,
            supersedes: None,
            state: after.state,
            due_us: after.due_us,
            opened_us: now.as_microsecond(),
            closed_us: after.closed_us,
            summary: after.summary,
            ticket: run.ticket.clone(),
            batch: None,
            tokens,
            username: None,
            events,
            holder: None,
            joins: after.joins,
            ceiling: None,
            kind,
        };
        Ok(matches!(self.0.store.open_run(new).await?, Opening::Opened { .. }))
    }

    /// Tokens by which the account's person is found again; those that name one person alone come first.
    async fn noted_tokens(&self, tenant: &Tenant, account: &NotedAccount) -> Result<Vec<Token>, EngineError> {
        let mut tokens = Vec::new();
        for (kind, value) in [
            (TokenKind::EmployeeId, &account.employee_id),
            (TokenKind::Email, &account.email),
            (TokenKind::Username, &account.username),
        ] {
            if !value.trim().is_empty() {
                tokens.push(self.token(tenant, kind, value).await?);
            }
        }
        let names = format!("{} {}", account.first_name, account.last_name);
        let mut rng = self.0.randomness.rng();
        let words = self.0.vault.name_tokens(&tenant.settings.name, &names, &mut rng).await?;
        tokens.extend(words);
        Ok(tokens)
    }

    /// The person of an earlier run for the same identity, by the employee id, else the e-mail: all their values are
    /// sealed under one key.
    async fn noted_person(&self, tenant: &str, tokens: &[Token]) -> Result<Option<String>, EngineError> {
        let Some(identity) = tokens.first() else { return Ok(None) };
        let found = self.0.store.find_people(tenant, identity).await?;
        Ok(found.into_iter().next().map(|found| found.person))
    }
}
