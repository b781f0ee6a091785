//! Every input of a request as a flag, made from the one table of inputs.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, value_parser};
use dayone_core::request::{INPUTS, Input, InputType, SEED_INPUTS};
use serde_json::{Map, Value};

const ATTRIBUTES: &str = "attributes";
const PASSWORD: &str = "password";
/// A flag of every verb.
const TENANT: &str = "tenant";

/// Inputs given as flags.
#[derive(Debug, Clone, Default)]
pub struct RequestFlags {
    /// Values by input, attributes and password apart.
    pub values: Map<String, Value>,
    /// Attributes by name.
    pub attributes: Map<String, Value>,
    /// Where the password comes from.
    pub password: Option<PasswordSource>,
}

/// Where a password comes from: never the command line, which other users of the machine can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// The first line of stdin.
    Stdin,
    /// A file that only its owner can read.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
}

impl RequestFlags {
    /// No input was given as a flag.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.attributes.is_empty() && self.password.is_none()
    }
}

/// The flag of an input: `first_name` is `--first-name`.
#[must_use]
pub fn flag_name(input: &str) -> String {
    match input {
        ATTRIBUTES => "attribute".into(),
        name => name.replace('_', "-"),
    }
}

/// The inputs that have a flag of their own here.
fn inputs() -> impl Iterator<Item = (usize, &'static Input)> {
    INPUTS.iter().enumerate().filter(|(_, input)| input.name != TENANT)
}

impl clap::Args for RequestFlags {
    fn augment_args(command: Command) -> Command {
        let command = inputs().fold(command, |command, (place, input)| command.arg(flag(place, input)));
        let place = INPUTS.iter().position(|input| input.name == PASSWORD).unwrap_or_default();
        let beside = |name: &'static str, help: &'static str| {
            Arg::new(name).long(name).help(help).help_heading(heading(place)).display_order(100 + place)
        };
        let stdin = beside("password-stdin", "Read the initial password from stdin")
            .action(ArgAction::SetTrue)
            .conflicts_with_all([PASSWORD, "password-file"]);
        let file = beside("password-file", "Read the initial password from a file that only you can read")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .conflicts_with(PASSWORD);
        command.arg(stdin).arg(file)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn heading(place: usize) -> &'static str {
    if place < SEED_INPUTS { "Request" } else { "Request: further inputs" }
}

fn flag(place: usize, input: &Input) -> Arg {
    let long = flag_name(input.name);
    // Joined words are an alias only where they differ.
    let alias = Some(input.name).filter(|name| *name != long);
    let arg = Arg::new(input.name)
        .long(long)
        .aliases(alias)
        .help(help(input))
        .help_heading(heading(place))
        .display_order(100 + place);
    match (input.name, input.kind) {
        (PASSWORD, _) => arg.value_name("-|@FILE|env:NAME"),
        (_, InputType::String) => arg.value_name(value_name(input.name)),
        (_, InputType::Number) => arg.value_name("N").value_parser(value_parser!(i64)).allow_negative_numbers(true),
        (_, InputType::Boolean) => arg
            .value_name("BOOL")
            .value_parser(value_parser!(bool))
            .num_args(0..=1)
            .require_equals(true)
            .hide_possible_values(true)
            .default_missing_value("true"),
        (_, InputType::Array) => arg.value_name(value_name(input.name)).action(ArgAction::Append),
        (_, InputType::Object) => arg.value_name("NAME=VALUE").action(ArgAction::Append),
    }
}

fn help(input: &Input) -> String {
    match (input.name, input.kind) {
        (ATTRIBUTES, _) => "Custom attribute; repeat for several".into(),
        (_, InputType::Array) => format!("{}; repeat for several", input.what),
        _ => input.what.into(),
    }
}

fn value_name(input: &str) -> &'static str {
    match input {
        "email" | "manager_email" | "personal_email" | "alternate_email" => "ADDRESS",
        "start_date" | "end_date" => "DATE",
        "user_groups" | "additional_groups" | "exclude_groups" => "GROUP",
        "system_bindings" => "SYSTEM",
        "public_key" => "KEY",
        "time_zone" => "ZONE",
        _ => "TEXT",
    }
}

impl FromArgMatches for RequestFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = RequestFlags::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for (_, input) in inputs() {
            match input.name {
                ATTRIBUTES => self.attributes.extend(attributes(matches)?),
                PASSWORD => self.password = password(matches)?,
                name => self.values.extend(value(matches, name, input.kind).map(|value| (name.to_owned(), value))),
            }
        }
        Ok(())
    }
}

fn value(matches: &ArgMatches, name: &str, kind: InputType) -> Option<Value> {
    match kind {
        InputType::String => matches.get_one::<String>(name).map(|text| Value::from(text.as_str())),
        InputType::Number => matches.get_one::<i64>(name).map(|number| Value::from(*number)),
        InputType::Boolean => matches.get_one::<bool>(name).map(|flag| Value::from(*flag)),
        InputType::Array | InputType::Object => {
            let items = matches.get_many::<String>(name)?;
            Some(items.map(|item| Value::from(item.as_str())).collect())
        }
    }
}

fn attributes(matches: &ArgMatches) -> Result<Map<String, Value>, clap::Error> {
    let mut attributes = Map::new();
    for item in matches.get_many::<String>(ATTRIBUTES).into_iter().flatten() {
        let Some((name, value)) = item.split_once('=') else {
            return Err(refused(format!("--attribute {item:?} has no '='\n\n  hint: write --attribute NAME=VALUE")));
        };
        if attributes.insert(name.to_owned(), Value::from(value)).is_some() {
            return Err(refused(format!("--attribute {name} is given twice\n\n  hint: give each attribute once")));
        }
    }
    Ok(attributes)
}

fn password(matches: &ArgMatches) -> Result<Option<PasswordSource>, clap::Error> {
    if matches.get_flag("password-stdin") {
        return Ok(Some(PasswordSource::Stdin));
    }
    if let Some(path) = matches.get_one::<PathBuf>("password-file") {
        return Ok(Some(PasswordSource::File(path.clone())));
    }
    let Some(text) = matches.get_one::<String>(PASSWORD) else { return Ok(None) };
    let source = match (text.as_str(), text.strip_prefix('@'), text.strip_prefix("env:")) {
        ("-", ..) => PasswordSource::Stdin,
        (_, Some(path), _) if !path.is_empty() => PasswordSource::File(path.into()),
        (_, _, Some(name)) if !name.is_empty() => PasswordSource::Environment(name.to_owned()),
        // The text is not repeated: it is a secret, even though it has been shown to everybody by now.
        _ => {
            return Err(refused(
                "a password on the command line is refused: other users of this machine can read it, and the shell \
                 keeps it\n\n  hint: use --password-stdin, --password-file FILE, --password @FILE or \
                 --password env:NAME; and choose another password",
            ));
        }
    };
    Ok(Some(source))
}

fn refused(message: impl std::fmt::Display) -> clap::Error {
    clap::Error::raw(ErrorKind::InvalidValue, format!("{message}\n"))
}
