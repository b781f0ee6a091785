//! The ladder: the name by the template, then others, until one is free.

use std::collections::BTreeSet;

use super::template::{Parts, Renderer, cut, numbers};
use super::words;
use super::{Bar, NamingError, NamingFacts, PassedOver};
use crate::fields::Username;
use crate::settings::Naming;

/// A name that the rule gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rung {
    /// It may be given, if nobody has it.
    Sound(Username),
    /// It may not be given to anybody.
    Barred(String, Bar),
}

/// A name that may be given and is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// The name: sound, at most 20 characters (Windows' limit), in lower case.
    pub username: Username,
    /// The names that the rule gave before it.
    pub passed_over: Vec<PassedOver>,
}

impl Rung {
    /// The name, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Rung::Sound(username) => username.as_str(),
            Rung::Barred(name, _) => name,
        }
    }
}

/// The first name that the rule gives and that `holder` knows nothing against: the same for the same answers.
///
/// # Errors
/// The template fails, gives no letter, or every name has something against it.
pub fn pick(
    naming: &Naming,
    facts: &NamingFacts<'_>,
    holder: impl Fn(&Username) -> Option<Bar>,
) -> Result<Picked, NamingError> {
    let mut passed_over = Vec::new();
    for rung in rungs(naming, facts)? {
        match rung {
            Rung::Barred(name, why) => passed_over.push(PassedOver::new(name, why)),
            Rung::Sound(username) => match holder(&username) {
                Some(why) => passed_over.push(PassedOver::new(username.as_str().to_owned(), why)),
                None => return Ok(Picked { username, passed_over }),
            },
        }
    }
    let tried = passed_over.len();
    let collided = passed_over.iter().any(|passed| passed.why.is_collision());
    match passed_over.into_iter().next() {
        Some(first) => Err(NamingError::NoneLeft { first, tried, collided }),
        None => Err(NamingError::Nothing),
    }
}

/// Every name that the rule gives for a person, in the order in which they are tried, each once. A template of the
/// ladder that fails for this person, or gives no letter, is passed over in silence.
///
/// # Errors
/// The tenant's own template fails.
pub fn rungs<'a>(
    naming: &'a Naming,
    facts: &NamingFacts<'_>,
) -> Result<impl Iterator<Item = Rung> + use<'a>, NamingError> {
    let renderer = Renderer::new(facts, naming.transliteration);
    let name = renderer.name(&naming.template)?;
    let name_with_initial = renderer.name_with_initial(&naming.template, &name).unwrap_or_default();
    let first = cut(&name);
    let parts = Parts { name, name_with_initial, number: None };
    let steps = naming.ladder.iter().flat_map(|template| {
        let numbers = numbers(template).unwrap_or_default();
        let plain = numbers.is_empty().then_some(None);
        plain.into_iter().chain(numbers.into_iter().map(Some)).map(move |number| (template, number))
    });
    // Rendered only when they are asked for.
    let later =
        steps.filter_map(move |(template, number)| renderer.rung(template, &Parts { number, ..parts.clone() }).ok());
    let mut seen = BTreeSet::new();
    let names = std::iter::once(first).chain(later).filter(|name| !name.is_empty());
    Ok(names.filter(move |name| seen.insert(name.clone())).map(|name| judged(naming, name)))
}

fn judged(naming: &Naming, name: String) -> Rung {
    if words::is_reserved(&name) {
        return Rung::Barred(name, Bar::System);
    }
    if naming.reserved.iter().any(|reserved| words::is_name_or_numbered(&name, reserved)) {
        return Rung::Barred(name, Bar::Tenant);
    }
    if words::offends(&name, &naming.offensive) {
        return Rung::Barred(name, Bar::Word);
    }
    match Username::parse(&name) {
        Ok(username) => Rung::Sound(username),
        Err(_) => Rung::Barred(name, Bar::System),
    }
}
