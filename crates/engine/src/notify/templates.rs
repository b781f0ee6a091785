//! What is written: built-in templates, each of which a file of a folder can replace.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, escape_formatter};
use serde::Serialize;
use thiserror::Error;

use super::sample;
use super::template_folder;
use super::words::{self, one_line};
use super::{Chat, Digest, DigestValues, Letter, Notice, NoticeValues, NotifyFault};

macro_rules! built_in {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../../templates/", $name)))),*] };
}

const BUILT_IN: [(&str, &str); 32] = built_in! {
    "_layout.html.jinja"
    "_parts.html.jinja"
    "manager.subject.jinja"
    "manager.txt.jinja"
    "manager.html.jinja"
    "it.subject.jinja"
    "it.txt.jinja"
    "it.html.jinja"
    "chat.slack.jinja"
    "chat.teams.jinja"
    "digest_manager.subject.jinja"
    "digest_manager.txt.jinja"
    "digest_manager.html.jinja"
    "digest_it.subject.jinja"
    "digest_it.txt.jinja"
    "digest_it.html.jinja"
    "digest_chat.slack.jinja"
    "digest_chat.teams.jinja"
    "contract_ends.subject.jinja"
    "contract_ends.txt.jinja"
    "contract_ends.html.jinja"
    "not_as_scheduled.subject.jinja"
    "not_as_scheduled.txt.jinja"
    "not_as_scheduled.html.jinja"
    "look_ahead.subject.jinja"
    "look_ahead.txt.jinja"
    "look_ahead.html.jinja"
    "changed.subject.jinja"
    "changed.txt.jinja"
    "changed.html.jinja"
    "changed.slack.jinja"
    "changed.teams.jinja"
};

/// What is written to people. Clones share everything.
#[derive(Clone)]
pub struct Templates {
    shared: Arc<Shared>,
}

struct Shared {
    environment: Environment<'static>,
    /// Files that replace built-in templates, or that these include.
    files: BTreeMap<String, PathBuf>,
}

/// A template that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The folder can't be read.
    #[error("the folder of templates {} can't be read: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
    /// A file can't be read.
    #[error("the template {} can't be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file replaces nothing.
    #[error("the template {} replaces none of ours: did you mean {nearest}? A file to be included starts with _", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The name that is nearest to it.
        nearest: String,
    },
    /// A template is wrong.
    #[error("{file}, line {line}: {message}")]
    Wrong {
        /// The file, or which built-in template.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// Who reads a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    Manager,
    It,
}

/// A mail's text.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// All that a template sees.
#[derive(Serialize)]
struct Seen<'a> {
    #[serde(flatten)]
    values: &'a NoticeValues,
    run_id: &'a str,
    ticket: Option<&'a str>,
}

impl Templates {
    /// The built-in templates, each replaced by the file of the same name in this folder, if it is there.
    ///
    /// # Errors
    /// If the folder or a template in it can't be read, replaces nothing, or is malformed. What a template does with
    /// values is seen by [`Templates::check`].
    pub fn load(folder: Option<&Path>) -> Result<Templates, TemplateError> {
        let mut shared = Shared { environment: environment(), files: BTreeMap::new() };
        let mut sources: BTreeMap<String, String> =
            BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        if let Some(folder) = folder {
            for (name, path) in template_folder::files(folder, &BUILT_IN.map(|(name, _)| name))? {
                sources.insert(name.clone(), template_folder::read(&path)?);
                shared.files.insert(name, path);
            }
        }
        for (name, text) in sources {
            let added = shared.environment.add_template_owned(name.clone(), text);
            added.map_err(|error| shared.wrong(&name, &error))?;
        }
        Ok(Templates { shared: Arc::new(shared) })
    }

    /// Fills in every template with made-up values: once with everything there, once with as little as can be.
    ///
    /// # Errors
    /// Every template that can't be filled in, with file and line.
    pub fn check(&self) -> Result<(), Vec<TemplateError>> {
        let notices = [sample::full(), sample::sparse()];
        let digests = [sample::full_digest(), sample::sparse_digest()];
        let letters = sample::letters();
        let mut wrong = Vec::new();
        for (name, _) in BUILT_IN.iter().filter(|(name, _)| !name.starts_with('_')) {
            let about = |letter: &&Letter| name.split('.').next() == Some(letter.about.name());
            let mut values: Vec<Value> = letters.iter().filter(about).map(seen_of_letter).collect();
            if values.is_empty() {
                values = match name.starts_with("digest_") {
                    true => digests.iter().map(seen_digest).collect(),
                    false => notices.iter().map(seen).collect(),
                };
            }
            let error = values.iter().find_map(|values| self.fill(name, values).err());
            if let Some(error) = error.filter(|error| !wrong.contains(error)) {
                wrong.push(error);
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// A mail. The subject is one line and shows the ticket, whatever the template does.
    pub(super) fn mail(&self, audience: Audience, about: &Notice) -> Result<Written, NotifyFault> {
        self.written(audience.name(), &seen(about), about.ticket.as_deref())
    }

    /// A mail that is not about how a hire went.
    pub(super) fn letter(&self, letter: &Letter) -> Result<Written, NotifyFault> {
        self.written(letter.about.name(), &seen_of_letter(letter), letter.ticket.as_deref())
    }

    /// The same as a message to a chat.
    pub(super) fn letter_chat(&self, chat: Chat, letter: &Letter) -> Result<String, NotifyFault> {
        self.fill_for_real(&format!("{}.{}.jinja", letter.about.name(), chat.name()), &seen_of_letter(letter))
    }

    fn written(&self, name: &str, values: &Value, ticket: Option<&str>) -> Result<Written, NotifyFault> {
        let part = |part: &str| self.fill_for_real(&format!("{name}.{part}.jinja"), values);
        let (subject, text, html) = (one_line(&part("subject")?), part("txt")?, part("html")?);
        let subject = match ticket.map(one_line) {
            Some(ticket) if !ticket.is_empty() && !subject.contains(&ticket) => format!("[{ticket}] {subject}"),
            _ => subject,
        };
        Ok(Written { subject: words::at_most(&subject, 200), text, html })
    }

    /// A mail about several people.
    pub(super) fn mail_digest(&self, audience: Audience, about: &Digest) -> Result<Written, NotifyFault> {
        self.written(&format!("digest_{}", audience.name()), &seen_digest(about), None)
    }

    /// A message about several people to a chat.
    pub(super) fn chat_digest(&self, chat: Chat, about: &Digest) -> Result<String, NotifyFault> {
        self.fill_for_real(&format!("digest_chat.{}.jinja", chat.name()), &seen_digest(about))
    }

    /// A message to a chat.
    pub(super) fn chat(&self, chat: Chat, about: &Notice) -> Result<String, NotifyFault> {
        self.fill_for_real(&format!("chat.{}.jinja", chat.name()), &seen(about))
    }

    /// What goes wrong with a person's values is told without them.
    fn fill_for_real(&self, name: &str, values: &Value) -> Result<String, NotifyFault> {
        self.fill(name, values).map_err(|error| {
            let place = match error {
                TemplateError::Wrong { file, line, .. } => format!("{file}, line {line}"),
                _ => name.to_owned(),
            };
            NotifyFault::never(format!("A notification template can't be filled in ({place})."))
        })
    }

    fn fill(&self, name: &str, values: &Value) -> Result<String, TemplateError> {
        let filled = self.shared.environment.get_template(name).and_then(|template| template.render(values));
        filled.map_err(|error| self.shared.wrong(name, &error))
    }
}

impl Default for Templates {
    /// The built-in templates.
    fn default() -> Templates {
        // The built-in templates are well-formed: a test loads them.
        Templates::load(None).unwrap_or_else(|_| Templates {
            shared: Arc::new(Shared { environment: environment(), files: BTreeMap::new() }),
        })
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("files", &self.shared.files).finish_non_exhaustive()
    }
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Audience::Manager => "manager",
            Audience::It => "it",
        }
    }
}

impl Shared {
    fn wrong(&self, asked: &str, error: &minijinja::Error) -> TemplateError {
        // An error in a file that is included lies below the one that includes it.
        let mut deepest = error;
        while let Some(below) = std::error::Error::source(deepest).and_then(|source| source.downcast_ref()) {
            deepest = below;
        }
        let name = deepest.name().unwrap_or(asked);
        let file = self.files.get(name).map_or_else(|| format!("built-in {name}"), |path| path.display().to_string());
        let kind = deepest.kind();
        let message = deepest.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}"));
        TemplateError::Wrong { file, line: deepest.line().unwrap_or(1), message }
    }
}

/// The values as templates see them.
fn seen(notice: &Notice) -> Value {
    let seen = Seen { values: &notice.values, run_id: &notice.run_id, ticket: notice.ticket.as_deref() };
    // Plain structs with names for keys can always be written as JSON.
    let json = serde_json::to_value(seen).unwrap_or_default();
    Value::from(Serde(words::one_line_each(json)))
}

/// All that a template of a digest sees.
#[derive(Serialize)]
struct SeenDigest<'a> {
    #[serde(flatten)]
    values: &'a DigestValues,
    run_id: &'a str,
    /// The layout shows these of a message about one person.
    ticket: Option<&'a str>,
    requested_by: Option<&'a str>,
}

fn seen_digest(digest: &Digest) -> Value {
    let seen = SeenDigest { values: &digest.values, run_id: &digest.run_id, ticket: None, requested_by: None };
    let json = serde_json::to_value(seen).unwrap_or_default();
    Value::from(Serde(words::one_line_each(json)))
}

/// The values of a letter as templates see them.
fn seen_of_letter(letter: &Letter) -> Value {
    let mut json = serde_json::to_value(&letter.about).unwrap_or_default();
    json["ticket"] = letter.ticket.clone().into();
    Value::from(Serde(words::one_line_each(json)))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The delimiters are the usual ones, so they can't be in each other's way.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(|name| match name.trim_end_matches(".jinja").rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        Some("slack") => AutoEscape::Custom("slack".into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(write);
    environment.add_filter("day", words::day);
    environment.add_filter("moment", words::moment);
    environment.add_filter("words", words::words);
    environment
}

/// Nothing is written for what is absent.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_none() {
        return Ok(());
    }
    match state.auto_escape() {
        // The one custom way is Slack's.
        AutoEscape::Custom(_) if value.is_undefined() => Err(minijinja::ErrorKind::UndefinedError.into()),
        AutoEscape::Custom(_) => {
            let text = value.to_string();
            let text = if value.is_safe() { text } else { words::slack(&text) };
            out.write_str(&text).map_err(minijinja::Error::from)
        }
        _ => escape_formatter(out, state, value),
    }
}
