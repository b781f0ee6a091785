//! Orders in which lists were asked for, kept until a write changes them: the next page needs no sorting.

use std::sync::{Arc, Mutex, PoisonError};

use crate::document::at;
use crate::sorting::Key;
use crate::stored::Stored;

/// How many orders are kept; a client asks for few.
const MOST: usize = 8;

/// By which fields, and the ids.
type Order = (Vec<Key>, Arc<[Arc<str>]>);

/// The orders of a collection that were asked for lately.
#[derive(Debug, Default)]
pub(crate) struct Orders(Mutex<Vec<Order>>);

impl Orders {
    /// The ids in an order, which is made if it isn't known.
    pub(crate) fn of(&self, keys: &[Key], make: impl FnOnce() -> Arc<[Arc<str>]>) -> Arc<[Arc<str>]> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ids)) = known.iter().find(|(known, _)| known == keys) {
            return Arc::clone(ids);
        }
        let ids = make();
        if known.len() >= MOST {
            known.remove(0);
        }
        known.push((keys.to_vec(), Arc::clone(&ids)));
        ids
    }

    /// Forgets the orders that the change of a document disturbs; without both sides it came or went.
    pub(crate) fn disturb(&mut self, before: Option<&Stored>, after: Option<&Stored>) {
        let known = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        match before.zip(after) {
            Some((before, after)) => {
                known.retain(|(keys, _)| keys.iter().all(|(path, _)| at(before, path) == at(after, path)))
            }
            None => known.clear(),
        }
    }
}

impl Clone for Orders {
    fn clone(&self) -> Orders {
        // They are made again when they are needed.
        Orders::default()
    }
}
