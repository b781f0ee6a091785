//! Reading a seed part by part: a large one is never there as documents all at once, which would take twenty times its
//! size as text.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::seed::SeedError;

/// The parts of an object, each as text until it is needed.
pub(crate) type Parts<'a> = BTreeMap<String, &'a RawValue>;

/// The parts of an object given as JSON.
pub(crate) fn parts(json: &[u8]) -> Result<Parts<'_>, SeedError> {
    serde_json::from_slice(json).map_err(told)
}

/// The items of a list; none if there is no such list.
pub(crate) fn items<'a>(parts: &Parts<'a>, name: &str) -> Result<Vec<&'a RawValue>, SeedError> {
    match parts.get(name) {
        Some(list) if list.get().starts_with('[') => serde_json::from_str(list.get()).map_err(told),
        _ => Ok(Vec::new()),
    }
}

/// A part by its name; nothing if there is no such part.
pub(crate) fn part<T: DeserializeOwned>(parts: &Parts<'_>, name: &str) -> Result<Option<T>, SeedError> {
    parts.get(name).map(|part| parsed(part)).transpose()
}

/// A part as what it stands for.
pub(crate) fn parsed<T: DeserializeOwned>(part: &RawValue) -> Result<T, SeedError> {
    serde_json::from_str(part.get()).map_err(told)
}

/// JSON of another form than a seed's is not the same as what is no JSON.
fn told(error: serde_json::Error) -> SeedError {
    if error.is_data() { SeedError::Document(error.to_string()) } else { SeedError::Json(error) }
}
