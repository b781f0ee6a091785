//! The id of a document: `_id` in version 1, `id` in version 2, both in newer answers.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serializer};

#[derive(Deserialize)]
struct Spellings {
    #[serde(rename = "_id")]
    v1: Option<String>,
    #[serde(rename = "id")]
    v2: Option<String>,
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let Spellings { v1, v2 } = Spellings::deserialize(from)?;
    Ok(v1.or(v2).unwrap_or_default())
}

pub(super) fn serialize<S: Serializer>(id: &str, to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry("_id", id)?;
    map.end()
}
