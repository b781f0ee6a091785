//! Accounts that exist: looked for in one search for all requests, told apart by exact comparison.

use std::collections::BTreeSet;

use dayone_core::fault::Fault;
use dayone_core::plan::Lookups;
use dayone_core::snapshot::ExistingAccount;
use dayone_jumpcloud::{Client, SearchTerm, User, UserKey, UserQuery, UserState};

const FIELDS: [&str; 10] = [
    "username",
    "email",
    "employeeIdentifier",
    "displayname",
    "firstname",
    "lastname",
    "state",
    "unix_uid",
    "unix_guid",
    "created",
];

/// Accounts that hold, or may hold, what these requests ask for: one search, whose hits are compared exactly by the plan.
pub(super) async fn read(client: &Client, wanted: &[&Lookups]) -> Result<Vec<ExistingAccount>, Fault> {
    let words: BTreeSet<&String> = wanted.iter().flat_map(|lookups| &lookups.terms).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // In any case, since usernames differing in case alone would collide on a system.
    let by_words = UserQuery {
        any_of: Vec::new(),
        term: Some(SearchTerm {
            words: words.into_iter().cloned().collect(),
            fields: vec!["username", "email", "employeeIdentifier"],
        }),
        fields: FIELDS.to_vec(),
    };
    let ids: BTreeSet<i64> = wanted.iter().flat_map(|lookups| lookups.unix_ids.iter().copied()).collect();
    let ids = ids.into_iter().flat_map(|id| [(UserKey::UnixUid, id.to_string()), (UserKey::UnixGuid, id.to_string())]);
    let by_number = UserQuery { any_of: ids.collect(), term: None, fields: FIELDS.to_vec() };
    let numbered = async {
        match by_number.any_of.is_empty() {
            true => Ok(Vec::new()),
            false => client.search_users(&by_number).await,
        }
    };
    let (found, numbered) = futures::try_join!(client.search_users(&by_words), numbered)?;
    // Who is found both ways is one account.
    let mut seen = BTreeSet::new();
    let once = |user: &User| seen.insert(user.id.clone());
    Ok(found.into_iter().chain(numbered).filter(once).map(existing).collect())
}

/// Those of the accounts found that have something which this request asks for.
pub(super) fn of(lookups: &Lookups, found: &[ExistingAccount]) -> Vec<ExistingAccount> {
    let terms: BTreeSet<String> = lookups.terms.iter().map(|term| term.trim().to_lowercase()).collect();
    let has = |value: &str| terms.contains(&value.trim().to_lowercase());
    let concerns = |account: &&ExistingAccount| {
        let ids = [account.unix_uid, account.unix_gid];
        has(&account.username)
            || has(&account.email)
            || account.employee_id.as_deref().is_some_and(has)
            || ids.into_iter().flatten().any(|id| lookups.unix_ids.contains(&id))
    };
    found.iter().filter(concerns).cloned().collect()
}

fn existing(user: User) -> ExistingAccount {
    let name = [user.displayname.as_str(), &format!("{} {}", user.firstname, user.lastname), &user.username]
        .into_iter()
        .map(str::trim)
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned();
    ExistingAccount {
        id: user.id,
        username: user.username,
        email: user.email,
        employee_id: Some(user.employee_identifier).filter(|id| !id.is_empty()),
        display_name: name,
        active: user.state == UserState::Activated,
        unix_uid: user.unix_uid,
        unix_gid: user.unix_guid,
        created: user.created,
    }
}
