use proptest::prelude::*;

use super::*;

#[test]
fn all_arrangements_give_the_same_rows_with_their_lines() {
    let table = [
        ("[\n{\"first_name\": \"A\"},\n  {\"last_name\": \"}]{,\\\"\"}\n]\n", "JSON list"),
        ("\n{\"first_name\": \"A\"}\n  {\"last_name\": \"}]{,\\\"\"}", "JSON lines"),
        ("{ \"requests\":\n[ {\"first_name\": \"A\"}\n, {\n\"last_name\": \"}]{,\\\"\"} ] } ", "JSON requests"),
    ];
    for (text, form) in table {
        let mut sheet = open(text, "hires").expect(form);
        assert_eq!(sheet.form().to_string(), format!("{form}, UTF-8"));
        let rows: Vec<Row> = sheet.by_ref().map(|row| row.expect("row")).collect();
        assert_eq!(rows[0].document["first_name"], "A");
        assert_eq!(rows[1].document["last_name"], "}]{,\"");
        assert_eq!((rows[0].line, rows[1].line), (2, 3), "{form}");
    }
    for text in ["[]", " [ ] ", "{\"requests\": []}"] {
        assert_eq!(open(text, "a.json").expect("sheet").count(), 0);
    }
}

#[test]
fn a_broken_object_is_one_rows_problem_and_a_broken_list_ends_the_reading() {
    let table = [
        "[{\"email\": \"é\", \"email\": 1},\n {\"a\": 1 \"b\": 2}, 7, \"x, y\", null, [1, [2]], {\"a\":\n  tru}, {\"last_name\": \"B\"}]",
        "[{\"a\": 1} {\"b\": 2}]",
        "[{\"a\": 1},]",
        "[,{\"a\": 1}]",
        "[{\"a\": 1},,{\"b\": 2}]",
        "[{\"a\": 1}] x",
        "[{\"a\": 1}",
        "[{\"a\": 1},\n{\"b\": \"",
        "{\"a\": 1},\n{\"b\": 2}",
        "{\"a\": 1}\n7",
        "{\"requests\": [{\"a\": 1}], \"x\": 1}",
        "{\"requests\": [{\"a\": 1}]",
        "{\"tenant\": \"acme\", \"requests\": [{\"a\": 1}]}",
    ];
    insta::assert_snapshot!(table.map(|text| format!("{text}\n{}", told(text, "hires.json"))).join("\n"));
}

#[test]
fn a_row_too_long_ends_the_reading() {
    let text = format!("[{{\"a\": 1}},\n{{\"a\": \"{}\"}}]", "x".repeat(256 * 1024));
    let mut sheet = open(text, "a.json").expect("sheet");
    assert!(sheet.next().expect("row").is_ok());
    assert!(matches!(sheet.next(), Some(Err(RowProblem::Rest(SheetError::RowTooLong { line: 2 })))));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[^\0]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z\"\\\\{}]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn objects_are_read_as_serde_json_reads_the_whole(
        objects in proptest::collection::vec(proptest::collection::btree_map("[^#\0]{1,5}", value(), 0..5), 0..6),
        pretty in any::<bool>(),
    ) {
        let whole: Vec<Map<String, Value>> = objects.into_iter().map(|object| object.into_iter().collect()).collect();
        let list = if pretty { format!("{:#}", Value::from_iter(whole.clone())) } else { Value::from_iter(whole.clone()).to_string() };
        let lines: String = whole.iter().map(|object| format!("{}\n", Value::Object(object.clone()))).collect();
        for text in [list.clone(), format!("{{\"requests\":{list}}}"), lines] {
            if text.is_empty() {
                continue;
            }
            let read: Vec<Map<String, Value>> = open(text, "a.json").expect("sheet").map(|row| row.expect("row").document).collect();
            prop_assert_eq!(&read, &whole);
        }
    }

    #[test]
    fn no_text_makes_the_reading_panic(text in "[\\[{\"a:,}\\] \n\\\\1]{0,40}") {
        if let Ok(sheet) = open(text, "a.json") {
            sheet.for_each(drop);
        }
    }
}
