//! Usernames formed by a tenant's rule: rendered from templates, put into ASCII, shaped, and picked from a ladder of
//! names until one is free.

mod ladder;
mod passed_over;
mod template;
mod transliterate;
mod words;

pub use ladder::{Picked, Rung, pick, rungs};
pub use passed_over::{Bar, PassedOver};
pub use transliterate::{handle, is_spelled_roughly};
pub use words::not_for_people;

use crate::fields::Username;
use crate::settings::Naming;
use template::{Letters, Parts, Renderer};

/// What a template is rendered with; what is not known is an empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the template's variables")]
pub struct NamingFacts<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub department: &'a str,
    pub location: &'a str,
    pub employee_id: &'a str,
}

/// Why no username could be formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamingError {
    /// The template is malformed, or uses something that there isn't.
    #[error("The naming template fails in line {line}: {reason}")]
    Template {
        /// Line of the template, from 1.
        line: usize,
        /// What the template engine says.
        reason: String,
    },
    /// Nothing that a username may hold remains.
    #[error("The naming template gives no letter for this person")]
    Nothing,
    /// No rung of the ladder can be had.
    #[error("None of the {tried} names that the naming rule gives can be had: {first}")]
    NoneLeft {
        /// The first name that was passed over.
        first: PassedOver,
        /// How many were.
        tried: usize,
        /// One of them at least is sound, but somebody else's.
        collided: bool,
    },
}

impl NamingError {
    /// What to do: one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            NamingError::Template { .. } => {
                "Mend the template; it may use first_name, given_name, middle_names, middle_initial, last_name, \
                 department, location and employee_id, such as {{ first_name }}.{{ last_name }}; those of naming.ladder \
                 also name, name_with_initial and number"
            }
            NamingError::Nothing => "Give the username in the request",
            NamingError::NoneLeft { .. } => "Give the username in the request, or add a template to naming.ladder",
        }
    }
}

/// The names that are tried when the template's is taken, unless the tenant has other wishes: the name with the middle
/// initial, where the person has several given names; the name with a number; the first given name and the last name.
#[must_use]
pub fn default_ladder() -> Vec<String> {
    [
        "{{ name_with_initial }}",
        "{{ name }}{{ number }}",
        "{{ given_name }}.{{ last_name }}",
        "{{ given_name }}.{{ last_name }}{{ number }}",
    ]
    .map(str::to_owned)
    .into()
}

const NAMED: NamingFacts<'static> =
    NamingFacts { first_name: "Jane Alexandra", last_name: "Doe", department: "", location: "", employee_id: "" };
const KNOWN: NamingFacts<'static> =
    NamingFacts { department: "Engineering", location: "Berlin", employee_id: "E-1001", ..NAMED };

/// Checks a template as configuration is read: with a person who has everything, and with one who has only a name.
///
/// # Errors
/// The template is malformed, uses something that there isn't, or gives no username.
pub fn validate(template: &str) -> Result<(), NamingError> {
    let naming = Naming { ladder: Vec::new(), ..Naming::by(template) };
    pick(&naming, &KNOWN, |_| None)?;
    pick(&naming, &NAMED, |_| None).map(|_| ())
}

/// Checks a template of the ladder in the same way. It may give nothing for somebody, but not for everybody.
///
/// # Errors
/// The template is malformed, uses something that there isn't, or gives no letter.
pub fn validate_rung(template: &str) -> Result<(), NamingError> {
    let tried = |facts| {
        let renderer = Renderer::new(&facts, Letters::default());
        let numbers = template::numbers(template)?;
        let name = "jane.doe".to_owned();
        let parts = Parts { name_with_initial: "jane.a.doe".into(), name, number: numbers.first().copied() };
        renderer.rung(template, &parts)
    };
    tried(NAMED)?;
    match tried(KNOWN)?.is_empty() {
        true => Err(NamingError::Nothing),
        false => Ok(()),
    }
}

/// Whether a name is the one that the template gives a person, or that name with what tells two people apart.
#[must_use]
pub fn is_by_rule(naming: &Naming, facts: &NamingFacts<'_>, username: &Username) -> bool {
    let extends = |template: &&String| {
        ["name", "name_with_initial"].iter().any(|part| template::uses(template, part) == Ok(true))
    };
    let ladder = naming.ladder.iter().filter(extends).cloned().collect();
    let folded = username.folded();
    let naming = Naming { ladder, ..naming.clone() };
    rungs(&naming, facts).is_ok_and(|mut rungs| rungs.any(|rung| rung.name() == folded))
}
