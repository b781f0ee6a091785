use super::*;

#[test]
fn case_and_blanks_of_names_do_not_matter_and_notes_are_left_alone() {
    let text = "#seat, First_Name ,LAST_NAME,\tEmail,department,Attributes.costCenter,# remark,\n7,Ada,Example,a@example.com,Sales,ENG-200,likes tea,\n";
    insta::assert_snapshot!(told(text, "hires.csv"), @r#"
    CSV, UTF-8, ","
    1 line 2: {"first_name":"Ada","last_name":"Example","email":"a@example.com","department":"Sales","attributes":{"costCenter":"ENG-200"}}
    "#);
}

#[test]
fn all_problems_of_a_header_are_told_at_once() {
    let header = "first_name,First_Name,enginering_dept,e-mail,username,attributes,attributes.start_date,attributes.a,ATTRIBUTES.A,attribute.badge,Kostenstelle,mail\u{202e}x";
    insta::assert_snapshot!(told(header, "hires.csv"));
}

#[test]
fn the_first_line_may_tell_the_delimiter_to_excel() {
    let text = "sep=;\r\nfirst_name;last_name;email;department\r\nAda;Example;a@example.com;\"Sales, EMEA\"\r\n";
    let rows = rows(text);
    assert_eq!((rows[0].line, rows[0].number), (3, 1));
    assert_eq!(rows[0].document["department"], "Sales, EMEA");
}

#[test]
fn every_delimiter_is_recognised() {
    for (delimiter, form) in [(",", "CSV, UTF-8, \",\""), (";", "CSV, UTF-8, \";\""), ("\t", "CSV, UTF-8, tab")] {
        let text = format!("{}\n{}\n", HEADER.replace(',', delimiter), ["A", "\"B,;\tC\"", "c", "d"].join(delimiter));
        let mut sheet = open(text, "hires.csv").expect("sheet");
        assert_eq!(sheet.form().to_string(), form);
        assert_eq!(sheet.next().expect("row").expect("sound").document["last_name"], "B,;\tC");
    }
}

#[test]
fn a_name_in_the_header_may_hold_a_line_break() {
    let text = "first_name,last_name,email,department,\"#what\nwe say, and why\"\nA,B,c@example.com,d,e\n";
    assert_eq!(rows(text)[0].line, 3);
}
