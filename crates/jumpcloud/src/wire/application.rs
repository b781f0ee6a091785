//! Applications with single sign-on.
// Source: JumpCloud API v1, read 2026-03.

use serde::{Deserialize, Serialize};

use super::lenient;
use crate::paging::Row;

/// An application with single sign-on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Application {
    /// The application's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// The connector's name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// The connector's name for people.
    #[serde(deserialize_with = "lenient::or_default")]
    pub display_name: String,
    /// The name that the organisation gave it.
    #[serde(deserialize_with = "lenient::or_default")]
    pub display_label: String,
    /// Where it opens.
    #[serde(deserialize_with = "lenient::or_default")]
    pub sso_url: String,
    /// The protocol of its sign-on and more, as the directory answers.
    pub sso: Option<serde_json::Value>,
}

impl Application {
    /// What people know it by: the label, else the display name, else the name.
    #[must_use]
    pub fn label(&self) -> &str {
        let names = [&self.display_label, &self.display_name, &self.name];
        names.into_iter().find(|name| !name.is_empty()).map_or("", String::as_str)
    }
}

impl Row for Application {
    fn key(&self) -> &str {
        &self.id
    }
}
