use dayone_core::request::{Door, parse};
use dayone_sheet::cell_problems;

use super::*;

fn problems(text: &str, name: &str) -> String {
    let mut told = String::new();
    for row in open(text, name).expect("sheet") {
        let row = row.expect("row");
        let problems = parse(&row.document, Door { forms_usernames: false }).err().unwrap_or_default();
        for cell in cell_problems(&row, &problems) {
            let place = &cell.place;
            let column = place.column.as_deref().unwrap_or("-");
            let letter = place.letter.as_deref().unwrap_or("-");
            let value = place.value.as_ref().map_or("-".into(), |value| format!("{value:?}"));
            told.push_str(&format!(
                "line {} {letter} {column} {value}: {}\n    {}\n",
                place.line, cell.message, cell.mend
            ));
        }
    }
    told
}

#[test]
fn every_problem_of_the_parser_has_its_cell() {
    let text = "First_Name,last_name,email,department,enable_mfa,unix_uid,user_groups,attributes.costCenter,attributes.start,password,public_key,start_date,end_date,time_zone\n\
        ,B,m.rossi@acme,Sales,maybe,12,\"UG-A;\tUG\u{7}\",x,y,hunter2,secret,2026-03-10,2026-03-01,Europe/Berln\n\
        A\u{202e},,,Sales,ja,7.0,,,\"\u{1}\",,,3/10/2026,45000,\n";
    insta::assert_snapshot!(problems(text, "hires.csv"));
}

#[test]
fn what_a_spreadsheet_has_spoilt_is_found_though_the_parser_takes_it() {
    let text = "first_name,last_name,email,username,department,employee_id,request_key,job_title,attributes.badge,attributes.desk,user_groups,password\n\
        Ada,MÃ¼ller,a@example.com,ada,#N/A,1.23E+05,'0012,B\u{fffd}cker,1.2E+11,#REF!,UG-A;#NAME?,MÃ¼ller\n\
        Ada,Müller,a@example.com,ada,Sales,E-1,k,Bäcker,12,4,UG-A,#N/A\n";
    insta::assert_snapshot!(problems(text, "hires.csv"));
}

#[test]
fn in_json_the_parsers_words_are_kept() {
    let text = "[{\"first_name\": \"A\", \"last_name\": \"B\", \"email\": \"x\", \"username\": \"ab\",\n\"department\": 7, \"enable_mfa\": \"yes\", \"start_date\": \"10.03.2026\", \"colour\": \"red\", \"attributes\": {\"a b\": \"secret\"}}]";
    insta::assert_snapshot!(problems(text, "hires.json"));
}

#[test]
fn no_secret_is_shown() {
    let text =
        "first_name,last_name,email,department,password,public_key,attributes.pin\nA,B,c,d,hunter2,hunter2,hunter2\n";
    let row = rows(text).remove(0);
    for field in ["password", "public_key", "attributes.pin", "attributes"] {
        assert_eq!(row.place(field).value, None, "{field}");
    }
    assert_eq!(row.place("attributes.PIN").letter.as_deref(), Some("G"));
    assert_eq!(row.place("email").value.as_deref(), Some("c"));
    assert_eq!(row.place("username").number, None);
}
