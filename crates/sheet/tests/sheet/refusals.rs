use super::*;

#[test]
fn what_is_no_sheet_is_refused_with_what_to_do() {
    let names = |count: usize| (0..count).map(|n| format!("#{n}")).collect::<Vec<_>>().join(",");
    let table: [(&str, Vec<u8>); 19] = [
        ("hires.csv", b"".to_vec()),
        ("hires.csv", b"\xEF\xBB\xBF \r\n\r\n".to_vec()),
        ("hires.csv", b"PK\x03\x04\x14\0\x06\0".to_vec()),
        ("hires.xlsx", b"PK\x03\x04\x14\0\x06\0".to_vec()),
        ("hires.csv", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0".to_vec()),
        ("hires.csv", b"\n<html><body><table>".to_vec()),
        ("hires.xls", b"<?xml version=\"1.0\"?>".to_vec()),
        ("hires.csv", b"%PDF-1.7\n".to_vec()),
        ("hires.csv.gz", b"\x1F\x8B\x08\0".to_vec()),
        ("hires.yaml", b"first_name: Ada\n".to_vec()),
        ("hires", b"---\nfirst_name: Ada\n".to_vec()),
        ("hires.csv", b"[{\"first_name\": \"Ada\"}]".to_vec()),
        ("hires.json", b"first_name,last_name\n".to_vec()),
        ("hires.csv", b"Ada,Example,ada@example.com,hunter2\n".to_vec()),
        ("hires.csv", b"first_name|last_name|email|department\n".to_vec()),
        ("hires.csv", format!("{HEADER},{}\n", names(197)).into()),
        (
            "hires.csv",
            format!("{HEADER}\nA,B,c@example.com,Sales\nA,\"B,c@example.com,Sales\nA,B,c@example.com,Sales\n").into(),
        ),
        ("hires.csv", format!("{HEADER}\nA,B,c@example.com,{}\n", "x".repeat(256 * 1024)).into()),
        ("hires.csv", b"\"first_name,last_name\n".to_vec()),
    ];
    insta::assert_snapshot!(table.map(|(name, bytes)| format!("{name}\n{}", told(bytes, name))).join("\n"));
}

#[test]
fn a_row_in_quotes_that_never_end_is_cut_off_before_it_fills_the_memory() {
    let text = format!("{HEADER}\nA,B,c@example.com,Sales\nA,\"B,{}", "c@example.com,Sales\n".repeat(20_000));
    let mut sheet = open(text, "hires.csv").expect("sheet");
    assert!(sheet.next().expect("row").is_ok());
    assert!(matches!(sheet.next(), Some(Err(RowProblem::Rest(SheetError::RowTooLong { line: 3 })))));
    assert!(sheet.next().is_none());
}

#[test]
fn the_hundred_thousand_and_first_row_is_refused() {
    let csv = format!("first_name,last_name,email,department\n{}", "a,b,c,d\n".repeat(100_001));
    let json = format!("[{}{{}}]", "{},".repeat(100_000));
    for (text, name) in [(csv, "hires.csv"), (json, "hires.json")] {
        let mut sheet = open(text, name).expect("sheet");
        assert_eq!(sheet.by_ref().take_while(Result::is_ok).count(), 100_000);
        assert!(sheet.next().is_none(), "the reading ends with the refusal");
    }
}
