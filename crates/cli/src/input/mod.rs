//! From file and flags to one request document.

mod file;
mod password;
mod samples;
mod secret;

use std::fmt;
use std::path::Path;

use dayone_config::Environment;
use serde_json::{Map, Value};

use crate::args::{PasswordSource, RequestFlags};
use crate::failure::Failure;

pub use dayone_sheet::{Syntax, SyntaxError, read_document};
pub use file::{MOST_BYTES, read_file};
pub use password::read_password;
pub use samples::read_samples;
pub use secret::{Stdin, read_secret};

/// One request, as given: `dayone_core::request::parse` judges it. Its `Debug` shows names only, since a value may be a
/// password.
#[derive(Clone, Default, PartialEq)]
pub struct RequestDocument(pub Map<String, Value>);

impl fmt::Debug for RequestDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Reads the request: what the file says, overridden by flags; `--tenant` too is a flag.
///
/// # Errors
/// Nothing was given; the file can't be read or holds no single request; the password's source can't be read; or stdin
/// is asked for twice.
pub fn gather(
    file: Option<&Path>,
    flags: &RequestFlags,
    tenant: Option<&str>,
    environment: &Environment,
    stdin: &mut dyn Stdin,
) -> Result<RequestDocument, Failure> {
    if file.is_none() && flags.is_empty() {
        let hint = "give FILE, - for stdin, or flags such as --first-name; --help lists them";
        return Err(Failure::usage("no request was given").hint(hint));
    }
    if file == Some(Path::new("-")) && flags.password == Some(PasswordSource::Stdin) {
        let hint = "use --password-file FILE or --password env:NAME";
        return Err(Failure::usage("request and password can't both come from stdin").hint(hint));
    }
    let mut document = match file {
        Some(path) => read_file(path, stdin)?,
        None => Map::new(),
    };
    let password = flags.password.as_ref().map(|source| read_password(source, environment, stdin)).transpose()?;
    document.extend(flags.values.clone());
    document.extend(tenant.map(|name| ("tenant".to_owned(), Value::from(name))));
    document.extend(password.map(|password| ("password".to_owned(), Value::from(password.as_str()))));
    add_attributes(&mut document, &flags.attributes);
    Ok(RequestDocument(document))
}

/// Attributes given as flags override those of the same name and leave the others.
fn add_attributes(document: &mut Map<String, Value>, attributes: &Map<String, Value>) {
    if attributes.is_empty() {
        return;
    }
    match document.get_mut("attributes") {
        Some(Value::Object(given)) => given.extend(attributes.clone()),
        Some(Value::Null) | None => {
            document.insert("attributes".into(), Value::Object(attributes.clone()));
        }
        // Not an object: left for the parser of requests to refuse.
        Some(_) => {}
    }
}
