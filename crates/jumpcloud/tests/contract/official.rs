//! The official Swagger 2 files, where they are. Nothing of them is copied here.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::deviations;
use crate::table::{Answer, Body, Field, Kind, Operation, Standing};
use crate::tap::Exchange;

/// Both files.
pub(crate) struct Official {
    v1: Value,
    v2: Value,
    pub(crate) folder: PathBuf,
}

/// What the files say of an operation.
pub(crate) enum Known<'a> {
    /// All of it.
    Fully(Described<'a>),
    /// Its path alone: the file was stripped of the method.
    Hidden,
    /// Nothing.
    Not,
}

/// An operation as described.
pub(crate) struct Described<'a> {
    file: &'a Value,
    operation: &'a Value,
    shared: &'a Value,
}

impl Official {
    /// The files, if there are any.
    pub(crate) fn load() -> Option<Official> {
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/openapi");
        let named = std::env::var_os("JUMPCLOUD_OPENAPI_DIR").map(PathBuf::from);
        let asked_for = named.is_some();
        let folder = named.unwrap_or_else(|| PathBuf::from(beside));
        let read =
            |name: &str| std::fs::read(folder.join(name)).ok().map(|bytes| serde_json::from_slice(&bytes).unwrap());
        match (read("v1.json"), read("v2.json")) {
            (Some(v1), Some(v2)) => Some(Official { v1, v2, folder }),
            _ if asked_for => panic!("{} has no v1.json and v2.json", folder.display()),
            _ => None,
        }
    }

    /// What the files say of `POST /v2/usergroups/{group_id}/members`.
    pub(crate) fn known(&self, name: &str) -> Known<'_> {
        let (method, path) = name.split_once(' ').unwrap();
        let (file, path) = path.strip_prefix("/v2").map_or((&self.v1, path), |path| (&self.v2, path));
        let wanted = blank(path);
        let found = file["paths"].as_object().unwrap().iter().find(|(path, _)| blank(path) == wanted);
        let Some((_, item)) = found else { return Known::Not };
        match item.get(method.to_lowercase()) {
            Some(operation) => Known::Fully(Described { file, operation, shared: &item["parameters"] }),
            None => Known::Hidden,
        }
    }

    /// What a request has that the files lack, or lacks that they demand.
    pub(crate) fn request(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let Known::Fully(known) = self.known(&operation.name) else { return Vec::new() };
        let mut wrong = Vec::new();
        for (name, value) in &exchange.query {
            match known.parameters().find(|parameter| parameter["in"] == "query" && parameter["name"] == **name) {
                Some(parameter) => parameter_value(parameter, value, &mut wrong),
                None => wrong.push(format!("query.{name}")),
            }
        }
        match (known.body(), &exchange.request) {
            (Some(schema), Some(body)) => known.value(schema, body, "body", &mut wrong),
            (None, Some(_)) => wrong.push("body".to_owned()),
            (Some(schema), None) if schema.get("required").is_some() => wrong.push("body".to_owned()),
            _ => {}
        }
        wrong.retain(|path| !deviations::OF_REQUESTS.iter().any(|deviation| deviation.covers(&operation.name, path)));
        wrong
    }

    /// What an answer has that the files lack, or lacks that they demand.
    pub(crate) fn answer(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let Known::Fully(known) = self.known(&operation.name) else { return Vec::new() };
        if exchange.status >= 400 {
            return Vec::new(); // The files were stripped of refusals; the table knows them.
        }
        let Some(response) = known.operation["responses"].get(exchange.status.to_string()) else {
            return vec![format!("status {}", exchange.status)];
        };
        let mut wrong = Vec::new();
        match (response.get("schema"), &exchange.answer) {
            (Some(schema), Some(answer)) => known.value(schema, answer, "", &mut wrong),
            (Some(_), None) => wrong.push("no JSON".to_owned()),
            (None, _) => {}
        }
        if exchange.asks_for_fields() {
            wrong.retain(|path| !path.ends_with(" is missing"));
        }
        wrong.retain(|path| !deviations::OF_ANSWERS.iter().any(|deviation| deviation.covers(&operation.name, path)));
        wrong
    }

    /// Where the table says something else than the files.
    pub(crate) fn against(&self, operation: &Operation) -> Vec<String> {
        let known = match (self.known(&operation.name), operation.standing) {
            (Known::Fully(known), Standing::Official) => known,
            (Known::Fully(_), Standing::Seen(_)) => return vec!["is in the files".to_owned()],
            (Known::Hidden | Known::Not, Standing::Official) => return vec!["is not in the files".to_owned()],
            (Known::Hidden | Known::Not, Standing::Seen(_)) => return Vec::new(),
        };
        let mut wrong = Vec::new();
        let ours: Vec<&str> = operation.query.iter().map(|query| query.name()).collect();
        for parameter in known.parameters().filter(|parameter| parameter["in"] == "query") {
            if !ours.contains(&parameter["name"].as_str().unwrap()) {
                wrong.push(format!("query.{}", parameter["name"]));
            }
        }
        for name in ours {
            let path = format!("query.{name}");
            let there = known.parameters().any(|parameter| parameter["in"] == "query" && parameter["name"] == name);
            if !there && !deviations::OF_REQUESTS.iter().any(|deviation| deviation.covers(&operation.name, &path)) {
                wrong.push(path);
            }
        }
        match (operation.body, known.body()) {
            (Body::Object(fields), Some(schema)) => known.fields(schema, fields, "body", &mut wrong),
            (Body::List(fields), Some(schema)) => known.fields(&schema["items"], fields, "body", &mut wrong),
            (Body::Nothing, None) => {}
            _ => wrong.push("body".to_owned()),
        }
        for (status, answer) in &operation.answers {
            let schema = known.operation["responses"].get(status.to_string()).map(|response| &response["schema"]);
            match (answer, schema) {
                (_, None) => wrong.push(format!("status {status}")),
                (Answer::Nothing | Answer::Words | Answer::Json, Some(_)) => {}
                (Answer::Document(fields), Some(schema)) => known.fields(schema, fields, "", &mut wrong),
                (Answer::Array(fields), Some(schema)) => known.fields(&schema["items"], fields, "", &mut wrong),
                (Answer::Page(fields), Some(schema)) => {
                    let rows = known.property(schema, "results").map(|results| &results["items"]);
                    known.fields(rows.unwrap_or(&Value::Null), fields, "results", &mut wrong);
                }
            }
        }
        wrong.retain(|path| !deviations::OF_THE_TABLE.iter().any(|deviation| deviation.covers(&operation.name, path)));
        wrong
    }
}

/// A path without the names of its placeholders.
fn blank(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn parameter_value(parameter: &Value, value: &str, wrong: &mut Vec<String>) {
    let name = &parameter["name"];
    let good = match parameter["type"].as_str() {
        Some("integer") => value.is_empty() || value.parse::<i64>().is_ok(),
        Some("boolean") => matches!(value, "true" | "false"),
        _ => parameter["enum"]
            .as_array()
            .is_none_or(|words| value.split(',').all(|word| words.iter().any(|one| one == word))),
    };
    if !good {
        wrong.push(format!("query.{name} is {value:?}"));
    }
}

impl<'a> Described<'a> {
    fn parameters(&self) -> impl Iterator<Item = &'a Value> {
        let of = |list: &'a Value| list.as_array().into_iter().flatten();
        let file = self.file;
        of(&self.operation["parameters"]).chain(of(self.shared)).map(move |parameter| resolved(file, parameter))
    }

    fn body(&self) -> Option<&'a Value> {
        self.parameters().find(|parameter| parameter["in"] == "body").map(|parameter| &parameter["schema"])
    }

    /// A schema and all that it is composed of.
    fn parts(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = resolved(self.file, schema);
        let mut all = vec![schema];
        for part in schema["allOf"].as_array().into_iter().flatten() {
            all.extend(self.parts(part));
        }
        all
    }

    fn property(&self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.parts(schema).into_iter().find_map(|part| part["properties"].get(name))
    }

    /// Whether fields that it doesn't name are welcome.
    fn is_open(&self, schema: &'a Value) -> bool {
        let parts = self.parts(schema);
        let named = parts.iter().any(|part| part.get("properties").is_some());
        !named
            || parts.iter().any(|part| part.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false)))
    }

    /// Holds a value against a schema.
    fn value(&self, schema: &'a Value, value: &Value, path: &str, wrong: &mut Vec<String>) {
        let parts = self.parts(schema);
        let whole = parts[0];
        if value.is_null() {
            if !parts.iter().any(|part| part["x-nullable"] == true) {
                wrong.push(format!("{path} is null"));
            }
            return;
        }
        let typed = parts.iter().find_map(|part| part["type"].as_str());
        let named = parts.iter().any(|part| part.get("properties").is_some());
        match (typed, value) {
            (Some("object"), Value::Object(map)) => self.object(schema, map, path, wrong),
            (None, Value::Object(map)) if named => self.object(schema, map, path, wrong),
            (Some("array"), Value::Array(items)) => {
                // One path for all rows: deviations are the same for each.
                for item in items {
                    self.value(&whole["items"], item, &format!("{path}[]"), wrong);
                }
            }
            (Some("string"), Value::String(text)) => {
                let most = whole["maxLength"].as_u64();
                if most.is_some_and(|most| text.chars().count() as u64 > most) {
                    wrong.push(format!("{path} is too long"));
                }
                if whole["format"] == "date-time" && text.parse::<jiff::Timestamp>().is_err() {
                    wrong.push(format!("{path} is no date"));
                }
            }
            (Some("integer"), Value::Number(number)) if number.is_i64() || number.is_u64() => {
                if whole["minimum"].as_i64().is_some_and(|least| number.as_i64().is_some_and(|number| number < least)) {
                    wrong.push(format!("{path} is too small"));
                }
            }
            (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => {}
            (None, _) if !named => {}
            _ => wrong.push(format!("{path} has another type")),
        }
        if whole["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            wrong.push(format!("{path} is another word"));
        }
    }

    fn object(&self, schema: &'a Value, map: &Map<String, Value>, path: &str, wrong: &mut Vec<String>) {
        let open = self.is_open(schema);
        for (name, value) in map {
            match self.property(schema, name) {
                Some(schema) => self.value(schema, value, &format!("{path}.{name}"), wrong),
                None if open => {}
                None => wrong.push(format!("{path}.{name}")),
            }
        }
        for part in self.parts(schema) {
            for name in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !map.contains_key(name) {
                    wrong.push(format!("{path}.{name} is missing"));
                }
            }
        }
    }

    /// Holds the table's fields against a schema: each must be there, of that type.
    fn fields(&self, schema: &'a Value, fields: &[Field], path: &str, wrong: &mut Vec<String>) {
        let open = self.is_open(schema);
        for field in fields {
            let path = format!("{path}.{}", field.name);
            match (self.property(schema, field.name), field.seen) {
                (Some(schema), _) => self.kind(schema, field.kind, &path, wrong),
                (None, None) if !open => wrong.push(format!("{path} is not in the files")),
                (None, _) => {}
            }
        }
        for part in self.parts(schema) {
            for name in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if path.starts_with("body") && !fields.iter().any(|field| field.name == name && field.required) {
                    wrong.push(format!("{path}.{name} is required in the files"));
                }
            }
        }
    }

    fn kind(&self, schema: &'a Value, kind: Kind, path: &str, wrong: &mut Vec<String>) {
        let parts = self.parts(schema);
        let typed = parts.iter().find_map(|part| part["type"].as_str());
        let good = match kind {
            Kind::Text(most) => {
                let theirs = parts[0]["maxLength"].as_u64();
                typed == Some("string") && theirs.is_none_or(|theirs| most as u64 == theirs)
            }
            Kind::Word(words) => {
                let theirs = parts.iter().find_map(|part| part["enum"].as_array());
                typed == Some("string")
                    && theirs.is_none_or(|theirs| words.iter().all(|word| theirs.iter().any(|one| one == word)))
            }
            Kind::When | Kind::Id => typed == Some("string"),
            Kind::Flag => typed == Some("boolean"),
            Kind::Whole(_) => matches!(typed, Some("integer" | "number")),
            Kind::Object(fields) => {
                self.fields(schema, fields, path, wrong);
                typed.is_none_or(|typed| typed == "object")
            }
            Kind::Map => typed.is_none_or(|typed| typed == "object"),
            Kind::List(of) => {
                self.kind(&parts[0]["items"], *of, &format!("{path}[]"), wrong);
                typed == Some("array")
            }
        };
        if !good {
            wrong.push(format!("{path} is of type {} in the files", typed.unwrap_or("none")));
        }
    }
}

fn resolved<'a>(file: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(pointer) => {
            // Names hold colons and blanks, but no slash that isn't a step.
            resolved(file, file.pointer(pointer.trim_start_matches('#')).unwrap())
        }
        None => schema,
    }
}
