//! A file to begin with.

use dayone_core::request::{INPUTS, InputType};
use serde_json::{Map, Value, json};

/// What a template holds beside the names of the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateRows {
    /// Nothing.
    NamesOnly,
    /// Two hires, to overwrite.
    Examples,
}

const ATTRIBUTE: &str = "attributes.costCenter";

/// The examples; inputs that are left out here are left empty.
fn examples() -> [Map<String, Value>; 2] {
    [
        json!({
            "first_name": "Ada", "last_name": "Example", "email": "ada.example@example.com", "username": "ada.example",
            "department": "Engineering", "job_title": "Software Developer", "employee_id": "E-1001",
            "office_location": "Berlin", "manager_email": "jane.doe@example.com", "enable_mfa": true,
            "mfa_exclusion_days": 7, "user_groups": ["UG-Project-Phoenix", "UG-On-Call"],
            "attributes": { "costCenter": "ENG-200" }, "start_date": "2027-03-01", "time_zone": "Europe/Berlin",
        }),
        json!({
            "first_name": "Zoë", "last_name": "Müller-Example", "email": "zoe.mueller@example.com",
            "username": "zoe.mueller", "department": "Sales", "job_title": "Account Manager", "employee_id": "E-1002",
            "office_location": "Seattle", "send_activation_email": true, "attributes": { "costCenter": "SAL-100" },
        }),
    ]
    .map(|example| match example {
        Value::Object(object) => object,
        _ => Map::new(),
    })
}

/// The template as CSV: every input in its order; attributes by an example of such a column.
#[must_use]
pub fn template_csv(rows: TemplateRows) -> String {
    let names: Vec<&str> = INPUTS
        .iter()
        .map(|input| match input.kind {
            InputType::Object => ATTRIBUTE,
            InputType::String | InputType::Boolean | InputType::Number | InputType::Array => input.name,
        })
        .collect();
    let mut text = names.join(",");
    text.push('\n');
    if rows == TemplateRows::Examples {
        // A spreadsheet takes the accents in the examples for something else without this mark.
        text.insert(0, '\u{feff}');
        for example in examples() {
            let cells: Vec<String> = INPUTS.iter().map(|input| cell(example.get(input.name))).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
    }
    text
}

/// The template as JSON: a list of objects. Without examples it is one object in which every input is null.
#[must_use]
pub fn template_json(rows: TemplateRows) -> String {
    let list: Vec<Map<String, Value>> = match rows {
        TemplateRows::Examples => examples().into(),
        TemplateRows::NamesOnly => {
            let empty = INPUTS.iter().map(|input| {
                let value = if input.kind == InputType::Object { json!({}) } else { Value::Null };
                (input.name.to_owned(), value)
            });
            vec![empty.collect()]
        }
    };
    format!("{:#}\n", Value::from_iter(list))
}

/// No example holds a comma or a quote.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
        Some(Value::Object(attributes)) => attributes.values().filter_map(Value::as_str).collect(),
        Some(other) => other.to_string(),
    }
}
