//! Templates of the naming rule: rendered, put into ASCII, and shaped into what a username may hold.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use minijinja::{Environment, UndefinedBehavior, Value};

use super::transliterate::{ascii, composed};
use super::{NamingError, NamingFacts};
use crate::fields::Username;
use crate::settings::Transliteration;

/// Most characters of a formed name: what Windows takes.
pub(super) const LONGEST: usize = Username::MAX_ON_WINDOWS;
/// The numbers that a rung may end with.
const NUMBERS: RangeInclusive<u8> = 2..=99;

/// How letters become ASCII.
pub(super) type Letters = Transliteration;

/// What templates of the ladder may use beside the facts.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) name: String,
    pub(super) name_with_initial: String,
    pub(super) number: Option<u8>,
}

/// Renders templates for one person.
pub(super) struct Renderer {
    environment: Environment<'static>,
    facts: Facts,
    letters: Letters,
}

/// Names in ASCII already, so that the first letter of one is one letter; the rest as it is.
#[derive(Debug, Clone)]
struct Facts {
    first_name: String,
    last_name: String,
    department: String,
    location: String,
    employee_id: String,
}

/// The numbers with which a rung is tried; none if it uses none.
///
/// # Errors
/// The template is malformed.
pub(super) fn numbers(template: &str) -> Result<Vec<u8>, NamingError> {
    Ok(if uses(template, "number")? { NUMBERS.collect() } else { Vec::new() })
}

/// Whether a template uses a variable.
///
/// # Errors
/// The template is malformed.
pub(super) fn uses(template: &str, variable: &str) -> Result<bool, NamingError> {
    let environment = Environment::new();
    let parsed = environment.template_from_str(template).map_err(failed)?;
    Ok(parsed.undeclared_variables(false).contains(variable))
}

impl Renderer {
    pub(super) fn new(facts: &NamingFacts<'_>, letters: Letters) -> Renderer {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        let facts = Facts {
            first_name: words(facts.first_name, letters),
            last_name: words(facts.last_name, letters),
            department: composed(facts.department),
            location: composed(facts.location),
            employee_id: composed(facts.employee_id),
        };
        Renderer { environment, facts, letters }
    }

    /// The name that the tenant's own template gives, however long.
    pub(super) fn name(&self, template: &str) -> Result<String, NamingError> {
        let Facts { first_name, last_name, .. } = &self.facts;
        match self.shaped(template, &self.facts, None) {
            // A template may fail for want of a letter, but that is no fault of its.
            Err(_) if first_name.is_empty() || last_name.is_empty() => Ok(String::new()),
            name => name,
        }
    }

    /// The name with the middle initial, where the person has several given names and the template uses only the
    /// first; else an empty text.
    pub(super) fn name_with_initial(&self, template: &str, name: &str) -> Result<String, NamingError> {
        let Some(initial) = self.facts.middle_names().chars().next() else { return Ok(String::new()) };
        let without = Facts { first_name: self.facts.given_name().to_owned(), ..self.facts.clone() };
        if self.shaped(template, &without, None)? != name {
            return Ok(String::new());
        }
        let initial = shape(&initial.to_ascii_lowercase().to_string());
        let last = shape(&self.facts.last_name.to_ascii_lowercase());
        Ok(if initial.is_empty() { initial } else { insert(name, &last, &initial).unwrap_or_default() })
    }

    /// The name that a template of the ladder gives, at most [`LONGEST`] characters. What is too long loses from the
    /// end of the name that it begins with, not from what the rung adds.
    pub(super) fn rung(&self, template: &str, parts: &Parts) -> Result<String, NamingError> {
        let mut facts = self.facts.clone();
        let mut parts = parts.clone();
        let text = self.shaped(template, &facts, Some(&parts))?;
        if text.len() <= LONGEST {
            return Ok(text);
        }
        if uses(template, "name")? {
            for keep in (1..=LONGEST.min(parts.name.len())).rev() {
                // Names that are formed are ASCII.
                parts.name.truncate(keep);
                parts.name.truncate(parts.name.trim_end_matches(SEPARATORS).len());
                let text = self.shaped(template, &facts, Some(&parts))?;
                if text.len() <= LONGEST {
                    return Ok(text);
                }
            }
        }
        let shorter: [fn(&mut Facts) -> &mut String; 2] = [|facts| &mut facts.last_name, |facts| &mut facts.first_name];
        for shortened in shorter {
            let whole = shortened(&mut facts).clone();
            for keep in (1..=LONGEST.min(whole.chars().count())).rev() {
                *shortened(&mut facts) = whole.chars().take(keep).collect::<String>().trim().to_owned();
                let text = self.shaped(template, &facts, Some(&parts))?;
                if text.len() <= LONGEST {
                    return Ok(text);
                }
            }
        }
        self.shaped(template, &self.facts, Some(&parts)).map(|text| cut(&text))
    }

    fn shaped(&self, template: &str, facts: &Facts, parts: Option<&Parts>) -> Result<String, NamingError> {
        let initial: String = facts.middle_names().chars().take(1).collect();
        let mut context = BTreeMap::from([
            ("first_name", Value::from(facts.first_name.as_str())),
            ("given_name", Value::from(facts.given_name())),
            ("middle_names", Value::from(facts.middle_names())),
            ("middle_initial", Value::from(initial)),
            ("last_name", Value::from(facts.last_name.as_str())),
            ("department", Value::from(facts.department.as_str())),
            ("location", Value::from(facts.location.as_str())),
            ("employee_id", Value::from(facts.employee_id.as_str())),
        ]);
        if let Some(Parts { name, name_with_initial, number }) = parts {
            context.insert("name", Value::from(name.as_str()));
            context.insert("name_with_initial", Value::from(name_with_initial.as_str()));
            context.extend(number.map(|number| ("number", Value::from(number))));
        }
        let rendered = self.environment.render_str(template, Value::from(context)).map_err(failed)?;
        Ok(shape(&ascii(&rendered, self.letters)))
    }
}

impl Facts {
    /// The first of the given names.
    fn given_name(&self) -> &str {
        self.first_name.split_whitespace().next().unwrap_or_default()
    }

    /// The other given names.
    fn middle_names(&self) -> &str {
        self.first_name.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim())
    }
}

/// The words of a name in ASCII; those that have no ASCII form are left out.
fn words(name: &str, letters: Letters) -> String {
    let words = name.split_whitespace().map(|word| ascii(word, letters).replace(char::is_whitespace, ""));
    words.filter(|word| word.contains(|c: char| c.is_ascii_alphanumeric())).collect::<Vec<_>>().join(" ")
}

fn failed(error: minijinja::Error) -> NamingError {
    NamingError::Template {
        line: error.line().unwrap_or(1),
        reason: error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind())),
    }
}

/// Characters that part the words of a name.
const SEPARATORS: [char; 3] = ['.', '_', '-'];

/// Only what a username may hold, from the first letter on, without separators doubled or at the end.
fn shape(ascii: &str) -> String {
    let mut text = String::new();
    for c in ascii.chars() {
        match c {
            'a'..='z' => text.push(c),
            '0'..='9' if !text.is_empty() => text.push(c),
            '.' | '_' | '-' if text.ends_with(|last: char| last.is_ascii_alphanumeric()) => text.push(c),
            _ => {}
        }
    }
    text.truncate(text.trim_end_matches(SEPARATORS).len());
    text
}

/// At most [`LONGEST`] characters of a shaped text.
pub(super) fn cut(text: &str) -> String {
    let text = text.get(..LONGEST).unwrap_or(text);
    text.trim_end_matches(SEPARATORS).to_owned()
}

/// Puts an initial before the last name if the name ends with that, after the name if it begins with it, with the
/// separator that the name has there.
fn insert(name: &str, last: &str, initial: &str) -> Option<String> {
    if last.is_empty() || name == last {
        return None;
    }
    if let Some(before) = name.strip_suffix(last) {
        let separator = before.chars().last().filter(|c| SEPARATORS.contains(c)).map(String::from).unwrap_or_default();
        return Some(format!("{before}{initial}{separator}{last}"));
    }
    let after = name.strip_prefix(last)?;
    let separator = after.chars().next().filter(|c| SEPARATORS.contains(c)).map(String::from).unwrap_or_default();
    Some(format!("{name}{separator}{initial}"))
}
