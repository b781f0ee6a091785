use dayone_core::request::{Door, INPUTS, parse};
use dayone_sheet::{TemplateRows, cell_problems, template_csv, template_json};

use super::*;

#[test]
fn the_examples_of_a_template_are_sound_requests() {
    for (text, name) in [
        (template_csv(TemplateRows::Examples), "template.csv"),
        (template_json(TemplateRows::Examples), "template.json"),
    ] {
        let rows: Vec<Row> = open(text, name).expect("sheet").map(|row| row.expect("row")).collect();
        assert_eq!(rows.len(), 2);
        for row in rows {
            assert!(parse(&row.document, Door { forms_usernames: false }).is_ok());
            assert_eq!(cell_problems(&row, &[]), []);
        }
    }
}

#[test]
fn both_forms_of_a_template_give_the_same_requests() {
    let documents = |text: String, name: &str| -> Vec<Map<String, Value>> {
        open(text, name).expect("sheet").map(|row| row.expect("row").document).collect()
    };
    assert_eq!(
        documents(template_csv(TemplateRows::Examples), "a.csv"),
        documents(template_json(TemplateRows::Examples), "a.json")
    );
}

#[test]
fn a_template_names_every_input_in_its_order() {
    let text = template_csv(TemplateRows::NamesOnly);
    let names: Vec<&str> = text.trim_end().split(',').collect();
    let expected: Vec<&str> = INPUTS
        .iter()
        .map(|input| if input.name == "attributes" { "attributes.costCenter" } else { input.name })
        .collect();
    assert_eq!(names, expected);
    assert_eq!(open(text, "a.csv").expect("sheet").count(), 0);
    let json: Value = serde_json::from_str(&template_json(TemplateRows::NamesOnly)).expect("JSON");
    assert_eq!(json[0].as_object().expect("object").len(), INPUTS.len());
}
