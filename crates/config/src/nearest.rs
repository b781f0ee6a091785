//! What to say of a name that is not known.

use dayone_core::nearest::nearest;

/// Longer lists of names help nobody.
const MOST: usize = 12;

/// `did you mean X?`, or else all names.
pub(crate) fn hint<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.len() > MOST => "`dayone config schema` lists what is known".to_owned(),
        None => format!("known here: {}", names.join(", ")),
    }
}
