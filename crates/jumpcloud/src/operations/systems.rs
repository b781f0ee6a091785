//! Systems: read only.
// Source: JumpCloud API v1, read 2026-03.

use dayone_core::fault::Fault;
use futures::future::try_join_all;
use serde_json::{Value, json};

use super::lists::found;
use crate::call::Call;
use crate::client::Client;
use crate::filter::Filter;
use crate::paging::{PAGE, Page, read_all};
use crate::wire::{Results, System};

impl Client {
    /// Every system that meets all of `filters`: `GET /systems`, by id.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn systems(&self, filters: &[Filter]) -> Result<Vec<System>, Fault> {
        self.v1_list(|| {
            let call = Call::read("GET /systems").query("sort", "_id");
            filters.iter().fold(call, |call, filter| call.query("filter", filter.as_str()))
        })
        .await
    }

    /// A system, or none: `GET /systems/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system(&self, id: &str) -> Result<Option<System>, Fault> {
        found(self.json(Call::read("GET /systems/{id}").of(id)).await)
    }

    /// The systems of these ids, as far as they exist, in no order: `POST /search/systems`, 100 ids a call.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn systems_by_id(&self, ids: &[String]) -> Result<Vec<System>, Fault> {
        let chunks: Vec<Vec<Value>> =
            ids.chunks(100).map(|ids| ids.iter().map(|id| json!({ "_id": id })).collect()).collect();
        let searches = chunks.into_iter().map(|conditions| async move {
            read_all(|skip| self.systems_page(json!({ "filter": { "or": &conditions }, "limit": PAGE, "skip": skip })))
                .await
        });
        Ok(try_join_all(searches).await?.into_iter().flatten().collect())
    }

    async fn systems_page(&self, document: Value) -> Result<Page<System>, Fault> {
        let call = Call::read("POST /search/systems").body(&document)?;
        let Results { results, total_count } = self.json(call).await?;
        Ok(Page { rows: results, total: total_count })
    }
}
