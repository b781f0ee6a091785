//! Checks a tree against the schema: all problems, each at its place. What is wrong is marked, so that the rest can be read.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::format;
use crate::nearest;
use crate::problem::Problem;
use crate::schema::resolve;
use crate::tree::{Node, Value, join};

/// What is checked against, and where problems go.
pub(crate) struct Check<'a> {
    /// The whole schema.
    pub(crate) root: &'a Json,
    /// The folder of the file: paths in it are relative to this.
    pub(crate) folder: &'a Path,
    pub(crate) problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    /// Checks a value. Paths in it become absolute, what is wrong becomes invalid.
    pub(crate) fn node(&mut self, schema: &Json, node: &mut Node) {
        let schema = resolve(self.root, schema);
        let choices = choices(schema);
        if schema["x-secret-source"] == true {
            self.secret(node);
        } else if !choices.is_empty() {
            self.choice(&choices, node);
        } else {
            self.kind(schema, node);
        }
    }

    fn report(&mut self, node: &mut Node, what: impl std::fmt::Display, hint: impl Into<String>) {
        self.problems.push(Problem::new(&node.at, &node.path, format!("`{}` {what}", node.path), hint));
        node.value = Value::Invalid;
    }

    fn kind(&mut self, schema: &Json, node: &mut Node) {
        match (schema["type"].as_str().unwrap_or_default(), &mut node.value) {
            ("string", Value::String(text)) => {
                let format = schema["format"].as_str().unwrap_or_default();
                match format::read(format, text, self.folder) {
                    Ok(meant) => *text = meant,
                    // An address may hold a password: then it is not shown.
                    Err(wrong) if format.ends_with("-url") && text.contains(['@', '?']) => {
                        self.report(node, wrong.what, wrong.hint);
                    }
                    Err(wrong) => {
                        let what = format!("{}: {text:?}", wrong.what);
                        self.report(node, what, wrong.hint);
                    }
                }
            }
            ("integer", Value::Integer(number)) => {
                let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
                let (least, most) = (least.unwrap_or(i64::MIN), most.unwrap_or(i64::MAX));
                if !(least..=most).contains(number) {
                    let what = format!("is {number}, which is out of range");
                    self.report(node, what, format!("{least} to {most}"));
                }
            }
            ("boolean", Value::Boolean(_)) => {}
            ("array", Value::List(items)) => items.iter_mut().for_each(|item| self.node(&schema["items"], item)),
            ("object", Value::Table(table)) => {
                let path = node.path.clone();
                self.table(schema, &path, table);
            }
            (_, Value::Invalid) => {}
            (kind, value) => {
                let (is, should) = (name_of(value), name_of_type(kind));
                self.report(node, format!("is {is}, not {should}"), format!("write {should}{}", example(schema)));
            }
        }
    }

    fn table(&mut self, schema: &Json, path: &str, table: &mut BTreeMap<String, Node>) {
        for (key, node) in table.iter_mut() {
            let known = &schema["properties"][key];
            if known.is_object() {
                self.node(known, node);
            } else if schema["additionalProperties"].is_object() {
                self.key(&schema["propertyNames"], key, node);
                self.node(&schema["additionalProperties"], node);
            } else {
                let names = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
                self.unknown(path, key, node, names);
            }
        }
    }

    /// Checks the name of an entry in a table of free names.
    fn key(&mut self, schema: &Json, key: &str, node: &mut Node) {
        let schema = resolve(self.root, schema);
        let choices = choices(schema);
        let parent = node.path.strip_suffix(&join("", key)).unwrap_or_default().trim_end_matches('.').to_owned();
        if !choices.is_empty() && !choices.contains(&key) {
            self.unknown(&parent, key, node, choices);
        } else if let Err(wrong) = format::read(schema["format"].as_str().unwrap_or_default(), key, self.folder) {
            let what = format!("`{}` {}: {key:?}", node.path, wrong.what);
            self.problems.push(Problem::new(&node.key_at, &node.path, what, wrong.hint));
            node.value = Value::Invalid;
        }
    }

    fn unknown<'n>(&mut self, path: &str, key: &str, node: &mut Node, names: impl IntoIterator<Item = &'n str>) {
        let section = if path.is_empty() { "dayone.toml".to_owned() } else { format!("`{path}`") };
        let what = format!("`{}` is unknown: {section} has no `{key}`", node.path);
        self.problems.push(Problem::new(&node.key_at, &node.path, what, nearest::hint(key, names)));
        node.value = Value::Invalid;
    }

    fn choice(&mut self, choices: &[&str], node: &mut Node) {
        match &node.value {
            Value::String(text) if choices.contains(&text.as_str()) => {}
            Value::Invalid => {}
            Value::String(text) => {
                let (what, hint) =
                    (format!("is {text:?}, which is not a choice"), nearest::hint(text, choices.iter().copied()));
                self.report(node, what, hint);
            }
            value => {
                let what = format!("is {}, not a text", name_of(value));
                self.report(node, what, format!("one of: {}", choices.join(", ")));
            }
        }
    }

    fn secret(&mut self, node: &mut Node) {
        const SOURCES: &str = "write { env = \"NAME\" }, { file = \"PATH\" }, { command = [\"PROGRAM\", \"ARGUMENT\"] } or { store = \"NAME\" }";
        if matches!(node.value, Value::Invalid) {
            return;
        }
        if matches!(node.value, Value::String(_)) {
            return self.report(node, "is a literal secret, which is refused in this file", SOURCES);
        }
        let Value::Table(table) = &mut node.value else {
            let is = name_of(&node.value);
            return self.report(node, format!("is {is}, not a source of a secret"), SOURCES);
        };
        let sources = ["env", "file", "command", "store"];
        for (key, inner) in table.iter_mut() {
            match (key.as_str(), &mut inner.value) {
                ("env" | "store", Value::String(name)) if !name.trim().is_empty() => {}
                ("file", Value::String(path)) if !path.trim().is_empty() => {
                    *path = self.folder.join(&path).to_string_lossy().into_owned();
                }
                ("command", Value::List(words)) if is_command(words) => {}
                ("env" | "file" | "store", _) => self.report(inner, "is not a name", SOURCES),
                ("command", _) => {
                    let list = "write a list, a program and its arguments: there is no shell";
                    self.report(inner, "is not a program and its arguments", list);
                }
                _ => self.unknown(&node.path, key, inner, sources),
            }
        }
        if table.len() != 1 {
            self.report(node, "does not name exactly one source", SOURCES);
        } else if table.values().any(|inner| matches!(inner.value, Value::Invalid)) {
            node.value = Value::Invalid;
        }
    }

    /// Reports keys that must be there and are not; for a tree that is merged.
    pub(crate) fn missing(&mut self, schema: &Json, node: &Node) {
        let schema = resolve(self.root, schema);
        if let Value::List(items) = &node.value {
            items.iter().for_each(|item| self.missing(&schema["items"], item));
        }
        let Value::Table(table) = &node.value else { return };
        if schema["x-secret-source"] == true {
            return;
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !table.contains_key(key) {
                let hint = example(resolve(self.root, &schema["properties"][key]));
                let what = format!("`{}` is missing", join(&node.path, key));
                self.problems.push(Problem::new(
                    &node.key_at,
                    &join(&node.path, key),
                    what,
                    format!("add `{key}`{hint}"),
                ));
            }
        }
        for (key, inner) in table {
            let known = &schema["properties"][key];
            self.missing(if known.is_object() { known } else { &schema["additionalProperties"] }, inner);
        }
    }
}

fn is_command(words: &[Node]) -> bool {
    let program = matches!(words.first().map(|word| &word.value), Some(Value::String(program)) if !program.is_empty());
    program && words.iter().all(|word| matches!(word.value, Value::String(_)))
}

/// The texts among which a value must be, if the schema lists them.
fn choices(schema: &Json) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let described = schema["oneOf"].as_array().into_iter().flatten();
    let described = described.flat_map(|choice| {
        let many = choice["enum"].as_array().into_iter().flatten();
        std::iter::once(&choice["const"]).chain(many)
    });
    listed.chain(described).filter_map(Json::as_str).collect()
}

fn example(schema: &Json) -> String {
    if schema["x-secret-source"] == true {
        return " = { env = \"NAME\" }, or another source".to_owned();
    }
    schema["description"]
        .as_str()
        .map(|text| format!(": {}", text.lines().next().unwrap_or_default()))
        .unwrap_or_default()
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
        Value::Foreign(name) => name,
        Value::Invalid => "not valid",
    }
}

fn name_of_type(kind: &str) -> &'static str {
    match kind {
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "a table",
    }
}
