use dayone_sheet::FailedRows;
use proptest::prelude::*;

use super::*;

/// Every row of a file, written as failed.
fn failed(bytes: impl Into<Vec<u8>>, name: &str) -> (String, bool) {
    let mut sheet = open(bytes, name).expect("sheet");
    let mut failed = FailedRows::begin(&sheet, Vec::new()).expect("memory");
    for row in sheet.by_ref() {
        match row {
            Ok(row) => failed.add(&row, "it is wrong").expect("memory"),
            Err(RowProblem::Row(row)) => failed.add_bad(&row).expect("memory"),
            Err(RowProblem::Rest(error)) => panic!("{error}"),
        }
    }
    let had_passwords = failed.had_passwords();
    (String::from_utf8(failed.finish().expect("memory")).expect("UTF-8"), had_passwords)
}

#[test]
fn rows_keep_their_form_and_lose_their_password() {
    let text = "#note;First_Name;last_name;email;department;password;user_groups;#problem\r\n\
        n;Ada;=Example;a@example.com;Sales;hunter2;\"UG-A;UG-B\";old\r\n\
        n;Bob;O'Neil;b@example.com;Sales;;;\r\n\
        n;Cy;hunter2\r\n";
    let (written, had_passwords) = failed(text, "hires.csv");
    assert!(had_passwords);
    insta::assert_snapshot!(written.replace("\r\n", "\n").replace('\u{feff}', "<BOM>"), @r#"
    <BOM>#line;#problem;#note;First_Name;last_name;email;department;password;user_groups
    2;"it is wrong; its password is left out here: give it again";n;Ada;'=Example;a@example.com;Sales;;"UG-A;UG-B"
    3;it is wrong;n;Bob;O'Neil;b@example.com;Sales;;
    4;"the row has 3 cells, 5 fewer than the header; look for a delimiter too many or too few; a cell that holds the delimiter is put in quotes; what it holds is left out here, since a password may be in it: see that line of the first file"
    "#);
    assert!(!written.contains("hunter2"));
}

#[test]
fn a_row_of_the_wrong_length_keeps_its_cells_and_stays_wrong() {
    let text = format!("{HEADER}\nA,B\nA,B,c,d,e\n");
    let (written, had_passwords) = failed(text, "hires.csv");
    assert!(!had_passwords);
    assert!(written.contains(",A,B\r\n"), "{written}");
    let again: Vec<bool> = open(written, "failed.csv").expect("sheet").map(|row| row.is_ok()).collect();
    assert_eq!(again, [false, false]);
}

#[test]
fn json_rows_are_a_list() {
    let text = "{\"first_name\": \"A\", \"password\": \"hunter2\", \"#problem\": \"old\"}\n{\"a\": 1, \"a\": 2}\n{\"last_name\": \"=B\"}\n";
    let (written, had_passwords) = failed(text, "hires.jsonl");
    assert!(had_passwords);
    insta::assert_snapshot!(written);
    let again: Vec<Row> = open(written, "failed.json").expect("sheet").map(|row| row.expect("row")).collect();
    assert_eq!(again[0].document, object(serde_json::json!({ "first_name": "A" })));
    assert_eq!(again[2].document, object(serde_json::json!({ "last_name": "=B" })));
}

#[test]
fn nothing_failed_is_a_list_of_nothing() {
    assert_eq!(failed("[]", "a.json").0, "[]\n");
}

#[test]
fn a_private_file_is_for_its_owner_even_where_another_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("failed.csv");
    std::fs::write(&path, "old").expect("written");
    dayone_sheet::create_private(&path).expect("made");
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read(&path).expect("read"), b"");
}

const COLUMNS: [&str; 8] =
    ["first_name", "last_name", "email", "department", "user_groups", "enable_mfa", "attributes.a", "attributes.b"];

proptest! {
    #[test]
    fn any_table_of_texts_survives_writing_and_reading(
        table in proptest::collection::vec(proptest::collection::vec("[^\0]{0,10}|[-=+@'\t\r\n\",;]{0,5}", 8), 0..8),
        delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t')],
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(COLUMNS).expect("memory");
        for row in &table {
            writer.write_record(row).expect("memory");
        }
        let first = writer.into_inner().expect("memory");
        let documents = |bytes: Vec<u8>| -> Vec<Map<String, Value>> {
            open(bytes, "a.csv").expect("sheet").map(|row| row.expect("row").document).collect()
        };
        let (written, _) = failed(first.clone(), "a.csv");
        prop_assert_eq!(documents(written.clone().into_bytes()), documents(first));
        let (again, _) = failed(written.clone(), "a.csv");
        prop_assert_eq!(again.lines().skip(1).count(), written.lines().skip(1).count());
    }

    #[test]
    fn no_bytes_make_the_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a\",;\n\r\t' ]{0,60}") {
        for bytes in [bytes.clone(), text.clone().into(), format!("{HEADER}\n{text}").into()] {
            if let Ok(sheet) = open(bytes, "a") {
                sheet.for_each(drop);
            }
        }
    }
}
