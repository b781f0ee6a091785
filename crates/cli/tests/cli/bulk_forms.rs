//! Files as spreadsheets, shells and editors write them: names arrive in the directory as they were meant.

use serde_json::json;

use crate::hires::{directory, everybody_is_there, office, people};

const NAMES: [(&str, &str); 3] = [("Jürgen", "Groß-Łącki"), ("Zoë", "Œuvré"), ("Đặng", "Müller; Sohn")];

/// Those people, in cells separated by this; without what Windows-1252 doesn't have where it is asked for.
fn table(delimiter: char, western: bool) -> String {
    let header = ["first_name", "last_name", "email", "username", "department", "additional_groups"];
    let mut lines = vec![header.join(&delimiter.to_string())];
    for (number, (first, last)) in names(western).into_iter().enumerate() {
        let cells = [
            first,
            last,
            format!("u.{number}@company.com"),
            format!("u.{number}"),
            "Engineering".into(),
            "UG-Sales;UG-IT".into(),
        ];
        let quoted = cells.map(|cell| if cell.contains([delimiter, ';']) { format!("\"{cell}\"") } else { cell });
        lines.push(quoted.join(&delimiter.to_string()));
    }
    lines.join("\r\n") + "\r\n"
}

fn names(western: bool) -> Vec<(String, String)> {
    let western_only = |text: &str| match western {
        true => text.replace("Łącki", "Lackí").replace("Đặng", "Dåñg"),
        false => text.to_owned(),
    };
    NAMES.iter().map(|(first, last)| (western_only(first), western_only(last))).collect()
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'Œ' => 0x8C,
        letter => u8::try_from(u32::from(letter)).expect("a letter of that code page"),
    };
    text.chars().map(byte).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_arrive_as_they_were_meant_from_every_encoding_and_delimiter() {
    let with_mark = |text: String| format!("\u{feff}{text}").into_bytes();
    let files: [(&str, bool, Vec<u8>); 8] = [
        ("UTF-8", false, table(',', false).into_bytes()),
        ("UTF-8 with its mark and ;", false, with_mark(table(';', false))),
        ("UTF-8 with tabs", false, table('\t', false).into_bytes()),
        ("UTF-16 little, tabs", false, utf_16(&table('\t', false), true)),
        ("UTF-16 big", false, utf_16(&table(',', false), false)),
        ("Windows-1252 and ;", true, windows_1252(&table(';', true))),
        ("Windows-1252, tabs", true, windows_1252(&table('\t', true))),
        ("sep=", false, format!("sep=;\r\n{}", table(';', false)).into_bytes()),
    ];
    for (what, western, bytes) in files {
        let office = office().await;
        office.write("people.csv", bytes);
        let done = office.bulk(&[]);
        assert_eq!(done.code, Some(0), "{what}: {}{}", done.stdout, done.stderr);
        for (number, (first, last)) in names(western).into_iter().enumerate() {
            let account = office.account(&format!("u.{number}"));
            assert_eq!((&account["firstname"], &account["lastname"]), (&json!(first), &json!(last)), "{what}");
            let groups = &directory(&office.control())[&format!("u.{number}")].groups;
            assert!(groups.contains("UG-Sales") && groups.contains("UG-IT"), "{what}: {groups:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_from_stdin_too() {
    let office = office().await;
    office.run_with_stdin(&["bulk", "-", "--check"], &people(3)).ends_with(0);
    let done = office.run_with_stdin(&["bulk", "-", "--yes", "--report", "report"], &people(3)).ends_with(0);
    assert_eq!(done.json()["file"], "stdin");
    everybody_is_there(&office.control(), 3);
    // The same people, from a file.
    office.write("people.csv", people(3));
    office.bulk(&[]).ends_with(0);
    assert_eq!(office.calls("POST /systemusers"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_objects_and_lines_of_objects_are_the_same_people() {
    let office = office().await;
    let person = |number: usize| {
        json!({
            "first_name": "Ada", "last_name": format!("Müster{number}"), "email": format!("ada.{number}@company.com"),
            "username": format!("ada.{number}"), "department": "Engineering", "job_title": "Software Developer",
            "office_location": "Seattle", "additional_groups": ["UG-Project-Phoenix"],
        })
    };
    let lines: String = (1..=3).map(|number| format!("{}\n", person(number))).collect();
    office.write("people.ndjson", &lines);
    office.run(&["bulk", "people.ndjson", "--yes"]).ends_with(0);
    everybody_is_there(&office.control(), 3);
    office.write("people.json", serde_json::Value::from_iter((1..=3).map(person)).to_string());
    office.run(&["bulk", "people.json", "--yes"]).ends_with(0);
    assert_eq!(office.calls("POST /systemusers"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_of_hires_is_refused_before_anything_is_done() {
    let office = office().await;
    let files: [(&str, &[u8], &str); 5] = [
        ("empty.csv", b"", "empty"),
        ("book.csv", b"PK\x03\x04........", "workbook"),
        ("page.csv", b"<html><body>Sign in</body></html>", "page"),
        ("header.csv", b"first_name,last_name,e-mail,username,department\nA,B,a@company.com,a.b,X\n", "header"),
        ("twice.csv", b"email,first_name,email\na@company.com,A,a@company.com\n", "header"),
    ];
    for (name, bytes, word) in files {
        office.write(name, bytes);
        let done = office.run(&["bulk", name, "--yes"]).ends_with(2);
        assert!(done.stderr.to_lowercase().contains(word) && done.stdout.is_empty(), "{name}: {}", done.stderr);
    }
    assert!(office.control().requests().is_empty());
}
