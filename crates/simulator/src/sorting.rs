//! The order of documents by their fields.

use std::borrow::Cow;
use std::cmp::Reverse;

use serde_json::Value;

use crate::document::{Fields, at};

/// A field to sort by, and whether downwards.
pub(crate) type Key = (String, bool);

/// The first items in the order of their documents' fields; what is in the same place keeps its order.
pub(crate) fn sorted<'a, T, D: Fields + 'a>(
    items: impl Iterator<Item = T>,
    keys: &[Key],
    most: usize,
    document: impl Fn(&T) -> &'a D,
) -> Vec<T> {
    let place = |document: &'a D, (path, down): &Key| {
        let place = Place::of(at(document, path));
        if *down { Way::Down(Reverse(place)) } else { Way::Up(place) }
    };
    let keyed = items.enumerate().map(|(number, item)| {
        (keys.iter().map(|key| place(document(&item), key)).collect::<Vec<Way<'a>>>(), number, item)
    });
    let mut keyed: Vec<_> = keyed.collect();
    if most < keyed.len() {
        // Only what is asked for gets sorted.
        keyed.select_nth_unstable_by(most, |a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        keyed.truncate(most);
    }
    keyed.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    keyed.into_iter().map(|(_, _, item)| item).collect()
}

/// Where a value stands in an order: nothing, then numbers by value, then texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Nothing,
    Number(i128),
    Text(Cow<'a, str>),
}

/// A place, counted upwards or downwards; one key of a sort goes one way only.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Way<'a> {
    Up(Place<'a>),
    Down(Reverse<Place<'a>>),
}

impl<'a> Place<'a> {
    fn of(value: Option<&'a Value>) -> Place<'a> {
        match value {
            None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => Place::Nothing,
            Some(Value::Bool(flag)) => Place::Number(i128::from(*flag)),
            Some(Value::String(text)) => Place::Text(Cow::Borrowed(text)),
            Some(Value::Number(number)) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => Place::Number(i128::from(whole)),
                (None, Some(whole)) => Place::Number(i128::from(whole)),
                (None, None) => Place::Text(Cow::Owned(number.to_string())),
            },
        }
    }
}
