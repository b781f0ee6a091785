//! How lists are asked for, by version.

use dayone_core::fault::Fault;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::client::Client;
use crate::paging::{PAGE, Page, Row, read_all};
use crate::wire::{List, Results};

impl Client {
    /// One page of a list of version 1.
    pub(crate) async fn v1_page<T: DeserializeOwned>(&self, call: Call, skip: u64) -> Result<Page<T>, Fault> {
        let call = call.query("limit", PAGE.to_string()).query("skip", skip.to_string());
        let Results { results, total_count } = self.json(call).await?;
        Ok(Page { rows: results, total: total_count })
    }

    /// A whole list of version 1.
    pub(crate) async fn v1_list<T: DeserializeOwned + Row>(&self, call: impl Fn() -> Call) -> Result<Vec<T>, Fault> {
        read_all(|skip| self.v1_page(call(), skip)).await
    }

    /// One page of a list of version 2.
    pub(crate) async fn v2_page<T: DeserializeOwned>(&self, call: Call, skip: u64) -> Result<Page<T>, Fault> {
        let call = call.query("limit", PAGE.to_string()).query("skip", skip.to_string());
        let answer = self.done(&call).await?;
        let List(rows) = answer.json(call.operation, dayone_core::fault::Delivery::NotApplied)?;
        Ok(Page { rows, total: answer.total() })
    }

    /// A whole list of version 2.
    pub(crate) async fn v2_list<T: DeserializeOwned + Row>(&self, call: impl Fn() -> Call) -> Result<Vec<T>, Fault> {
        read_all(|skip| self.v2_page(call(), skip)).await
    }
}

/// None where there is nothing of that id.
pub(crate) fn found<T>(answer: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.status == Some(404) => Ok(None),
        Err(fault) => Err(fault),
    }
}
