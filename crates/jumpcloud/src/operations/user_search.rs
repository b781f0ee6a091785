//! Users by many values at once.
// Source: JumpCloud API v1 (`search`), read 2026-03; jc-cli for the grammar of `filter`.

use dayone_core::fault::Fault;
use futures::future::try_join_all;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::client::Client;
use crate::paging::{PAGE, Page, read_all};
use crate::wire::{Results, User};

/// A field by which users are found exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserKey {
    /// The id.
    Id,
    /// The user name, in the case in which it is stored.
    Username,
    /// The address, in lower case.
    Email,
    /// The organisation's own number of the person.
    EmployeeIdentifier,
    /// A user id on systems; the value is digits.
    UnixUid,
    /// A group id on systems; the value is digits.
    UnixGuid,
}

/// What users are looked for by. An empty query finds all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Users to whom at least one of these applies; empty: to all.
    pub any_of: Vec<(UserKey, String)>,
    /// And in whom one of these words occurs.
    pub term: Option<SearchTerm>,
    /// The fields wanted, by the directory's names; empty: all.
    pub fields: Vec<&'static str>,
}

/// Words to look for anywhere in some fields, in any case: "bob" finds "Bobby" too, so compare what comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchTerm {
    /// The words, any of which is enough.
    pub words: Vec<String>,
    /// Where to look, by the directory's names.
    pub fields: Vec<&'static str>,
}

impl UserKey {
    fn name(self) -> &'static str {
        match self {
            Self::Id => "_id",
            Self::Username => "username",
            Self::Email => "email",
            Self::EmployeeIdentifier => "employeeIdentifier",
            Self::UnixUid => "unix_uid",
            Self::UnixGuid => "unix_guid",
        }
    }

    fn condition(self, value: &str) -> Value {
        let number = matches!(self, Self::UnixUid | Self::UnixGuid).then(|| value.parse::<u64>().ok()).flatten();
        json!({ self.name(): number.map_or_else(|| Value::from(value), Value::from) })
    }
}

impl Client {
    /// Every user that meets a query: `POST /search/systemusers`, page by page.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn search_users(&self, query: &UserQuery) -> Result<Vec<User>, Fault> {
        read_all(|skip| self.search_page(query.document(skip))).await
    }

    /// The users of these ids, as far as they exist, in no order: `POST /search/systemusers`, 100 ids a call.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn users_by_id(&self, ids: &[String]) -> Result<Vec<User>, Fault> {
        let queries: Vec<_> = ids
            .chunks(100)
            .map(|ids| UserQuery {
                any_of: ids.iter().map(|id| (UserKey::Id, id.clone())).collect(),
                ..UserQuery::default()
            })
            .collect();
        let searches = queries.into_iter().map(|query| async move { self.search_users(&query).await });
        Ok(try_join_all(searches).await?.into_iter().flatten().collect())
    }

    async fn search_page(&self, document: Value) -> Result<Page<User>, Fault> {
        let call = Call::read("POST /search/systemusers").body(&document)?;
        let Results { results, total_count } = self.json(call).await?;
        Ok(Page { rows: results, total: total_count })
    }
}

impl UserQuery {
    fn document(&self, skip: u64) -> Value {
        let mut document = Map::new();
        if !self.any_of.is_empty() {
            let conditions: Vec<_> = self.any_of.iter().map(|(key, value)| key.condition(value)).collect();
            document.insert("filter".to_owned(), json!({ "or": conditions }));
        }
        if let Some(SearchTerm { words, fields }) = &self.term {
            let words = match words.as_slice() {
                [word] => json!(word),
                words => json!(words),
            };
            document.insert("searchFilter".to_owned(), json!({ "searchTerm": words, "fields": fields }));
        }
        if !self.fields.is_empty() {
            document.insert("fields".to_owned(), self.fields.join(" ").into());
        }
        document.insert("limit".to_owned(), PAGE.into());
        document.insert("skip".to_owned(), skip.into());
        Value::Object(document)
    }
}
