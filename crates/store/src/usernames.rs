//! Usernames that are spoken for: reserved by a run that is under way, or given to somebody once. The table holds keyed
//! tokens, never names, and a name that was given stays in it for good: it is never given to another person.

use crate::{
    blind_index::Token,
    db::{Cells, Row, Tx, args},
    error::StoreError,
    open::Store,
    writer::Write,
};

/// A username that is spoken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameHolder {
    /// The name's token.
    pub token: Token,
    /// The person who has it or is to have it; empty once the person's values were erased, and for names of accounts
    /// whose people this store does not know.
    pub person: String,
    /// The run that reserved or gave it; empty where there is none (any more).
    pub run_id: String,
    /// How far it has come.
    pub state: NameState,
}

/// How far a username has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameState {
    /// A run is to give it.
    Reserved,
    /// It was given: to whoever has it, or had it before leaving.
    Given,
}

/// What an append does to the username that its run has reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFate {
    /// Nothing.
    Unchanged,
    /// The account was created: the name is the person's for good.
    Given(Token),
    /// There will be no account: the name is free again.
    Freed,
}

/// Names asked for in one statement.
const AT_ONCE: usize = 8;

impl Store {
    /// Those of these usernames that are spoken for.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn names_held(&self, tenant: &str, tokens: &[Token]) -> Result<Vec<NameHolder>, StoreError> {
        let sql = "SELECT token, person, run_id, state FROM username
                   WHERE tenant = $1 AND token IN ($2, $3, $4, $5, $6, $7, $8, $9)";
        let mut held = Vec::new();
        for tokens in tokens.chunks(AT_ONCE) {
            let mut values = args![tenant];
            values.extend(tokens.iter().cycle().take(AT_ONCE).map(|token| token.as_str().into()));
            held.extend(self.inner.db.rows::<NameHolder>(sql, values).await?);
        }
        Ok(held)
    }

    /// The usernames that a person has, had or is to have.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn names_of(&self, tenant: &str, person: &str) -> Result<Vec<Token>, StoreError> {
        let sql = "SELECT token, person, run_id, state FROM username
                   WHERE tenant = $1 AND person = $2 AND person <> '' ORDER BY token";
        let held = self.inner.db.rows::<NameHolder>(sql, args![tenant, person]).await?;
        Ok(held.into_iter().map(|holder| holder.token).collect())
    }

    /// Marks usernames as given for good: those of accounts that no run made, when their people leave. `person` may have
    /// them again; an empty one is nobody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn bury_names(&self, tenant: &str, person: &str, tokens: &[Token], at_us: i64) -> Result<(), StoreError> {
        let (tenant, person, tokens) = (tenant.to_owned(), person.to_owned(), tokens.to_vec());
        self.write(Bury { tenant, person, tokens, at_us }).await
    }
}

/// Reserves a name for a run: None if it may have it, else who stands in the way.
pub(crate) async fn reserve(
    tx: &mut Tx,
    tenant: &str,
    token: &Token,
    person: &str,
    run_id: &str,
    at_us: i64,
) -> Result<Option<NameHolder>, StoreError> {
    let inserted = tx
        .exec(
            "INSERT INTO username (tenant, token, person, run_id, state, at_us) VALUES ($1, $2, $3, $4, 'reserved', $5)
             ON CONFLICT (tenant, token) DO NOTHING",
            args![tenant, token.as_str(), person, run_id, at_us],
        )
        .await?;
    if inserted == 1 {
        return Ok(None);
    }
    let sql = "SELECT token, person, run_id, state FROM username WHERE tenant = $1 AND token = $2";
    let holder = tx.first::<NameHolder>(sql, args![tenant, token.as_str()]).await?;
    // A name of the same person stays as it is: what was given once must survive a later run that fails.
    let is_theirs = |holder: &NameHolder| !person.is_empty() && holder.person == person;
    Ok(holder.filter(|holder| !is_theirs(holder)))
}

/// Does to a run's name what an append says.
pub(crate) async fn settle(tx: &mut Tx, run_id: &str, fate: &NameFate, at_us: i64) -> Result<(), StoreError> {
    match fate {
        NameFate::Unchanged => {}
        // Not only where it is reserved: the reservation may be an earlier run's of the same person, and end with that.
        NameFate::Given(token) => {
            let sql = "INSERT INTO username (tenant, token, person, run_id, state, at_us)
                 SELECT tenant, $1, person, run_id, 'given', $2 FROM run WHERE run_id = $3
                 ON CONFLICT (tenant, token) DO UPDATE
                     SET state = 'given', run_id = excluded.run_id, at_us = excluded.at_us
                     WHERE username.person = excluded.person";
            tx.exec(sql, args![token.as_str(), at_us, run_id]).await?;
        }
        NameFate::Freed => {
            tx.exec("DELETE FROM username WHERE run_id = $1 AND state = 'reserved'", args![run_id]).await?;
        }
    }
    Ok(())
}

/// Takes a person off the person's names. The names stay, as nobody's: each is blocked, and nothing says whose it was.
pub(crate) async fn orphan(tx: &mut Tx, tenant: &str, person: &str) -> Result<u64, sqlx::Error> {
    let sql = "UPDATE username SET person = '', run_id = '', state = 'given', at_us = 0
               WHERE tenant = $1 AND person = $2";
    tx.exec(sql, args![tenant, person]).await
}

struct Bury {
    tenant: String,
    person: String,
    tokens: Vec<Token>,
    at_us: i64,
}

impl Write for Bury {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let Bury { tenant, person, tokens, at_us } = self;
        for token in tokens {
            // Whoever holds it goes on holding it; but a run that fails does not free it any more.
            let sql = "INSERT INTO username (tenant, token, person, run_id, state, at_us)
                 VALUES ($1, $2, $3, '', 'given', $4)
                 ON CONFLICT (tenant, token) DO UPDATE SET state = 'given'";
            tx.exec(sql, args![tenant, token.as_str(), person, *at_us]).await?;
        }
        Ok(())
    }
}

impl Row for NameHolder {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        let state = match cells.text(3)?.as_str() {
            "reserved" => NameState::Reserved,
            // Anything else blocks the name.
            _ => NameState::Given,
        };
        let token = Token::from_stored(cells.text(0)?);
        Ok(NameHolder { token, person: cells.text(1)?, run_id: cells.text(2)?, state })
    }
}
