use super::*;

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "",
            "first_name,last_name,email,department",
            "Ada,\"Exam",
            "",
            "ple\",a@example.com,Sales",
            "",
            ",,,",
            " , ,\"\",",
            "Bob,\"Say \"\"hi\"\"\",b@example.com,\"Sales, EMEA\"",
            "Cy,O\"Neil,c@example.com,Sales",
            "",
        ]
        .join(end);
        let rows = rows(&text);
        let places: Vec<(u64, u64)> = rows.iter().map(|row| (row.number, row.line)).collect();
        assert_eq!(places, [(1, 3), (2, 9), (3, 10)], "{end:?}");
        assert_eq!(rows[0].document["last_name"], format!("Exam{end}{end}ple"));
        assert_eq!(rows[1].document["last_name"], "Say \"hi\"");
        assert_eq!(rows[2].document["last_name"], "O\"Neil");
    }
}

#[test]
fn cells_become_the_values_of_their_inputs() {
    let header = "first_name,last_name,email,department,enable_mfa,allow_sudo,ldap_bind,send_activation_email,password_never_expires,skip_group_defaults,unix_uid,mfa_exclusion_days,user_groups,additional_groups,attributes.costCenter,attributes.floor,password,username";
    let text = format!(
        "{header}\n Ada ,B,c,d,TRUE,no,0,Yes,1,false,5042, 7 ,\" UG-A ;UG-B;; \",;,ENG-200,,\"  \",\n\
         A,B,c,d,wahr,maybe,,2,,,5e3,seven,UG-A,UG-A;UG-A,12,yes,=x,\n"
    );
    insta::assert_snapshot!(told(text, "hires.csv"), @r#"
    CSV, UTF-8, ","
    1 line 2: {"first_name":" Ada ","last_name":"B","email":"c","department":"d","enable_mfa":true,"allow_sudo":false,"ldap_bind":false,"send_activation_email":true,"password_never_expires":true,"skip_group_defaults":false,"unix_uid":5042,"mfa_exclusion_days":7,"user_groups":["UG-A","UG-B"],"additional_groups":[],"password":"  ","attributes":{"costCenter":"ENG-200"}}
    2 line 3: {"first_name":"A","last_name":"B","email":"c","department":"d","enable_mfa":"wahr","allow_sudo":"maybe","send_activation_email":"2","unix_uid":"5e3","mfa_exclusion_days":"seven","user_groups":["UG-A"],"additional_groups":["UG-A","UG-A"],"password":"=x","attributes":{"costCenter":"12","floor":"yes"}}
    "#);
}

#[test]
fn a_row_of_the_wrong_length_does_not_stop_the_reading() {
    let text = format!(
        "{HEADER},\nA,B,c@example.com,Sales,\nA,B\nA,B,c@example.com,Sales,,,\nA,B,c@example.com,Sales,,x\n\
         A,B,c@example.com,Sales,x\nA,\"B,c@example.com,Sales,\nA,B\",c@example.com,Sales\nA,B,c@example.com,Sales,\n"
    );
    insta::assert_snapshot!(told(text, "hires.csv"));
}

#[test]
fn the_guard_of_a_formula_is_taken_away() {
    let text = format!("{HEADER}\n'=A,'t Hooft,''-c,'+49\n");
    let row = rows(&text).remove(0);
    assert_eq!(
        Value::Object(row.document),
        serde_json::json!({
            "first_name": "=A", "last_name": "'t Hooft", "email": "'-c", "department": "+49"
        })
    );
}

#[test]
fn a_password_is_taken_as_it_stands() {
    for password in ["'=x", "=x", "  ", "'", "#N/A"] {
        let row = rows(&format!("password,{HEADER}\n{password},A,B,c,d\n")).remove(0);
        assert_eq!(row.document["password"], password);
        assert_eq!(dayone_sheet::cell_problems(&row, &[]), []);
    }
}

#[test]
fn a_fingerprint_tells_rows_apart_and_ignores_notes() {
    let of = |text: &str| rows(text)[0].fingerprint;
    let base = of("first_name,last_name,email,department\nab,c,d,e\n");
    assert_eq!(base, of("first_name;last_name;email;department;#note\r\n\"ab\";c;d;e;changed\r\n"));
    for text in [
        "first_name,last_name,email,department\na,bc,d,e\n",
        "first_name,last_name,email,department\nab,c,d,E\n",
        "last_name,first_name,email,department\nab,c,d,e\n",
    ] {
        assert_ne!(base, of(text), "{text}");
    }
    let json = |text: &str| open(text, "a.json").expect("sheet").next().expect("row").expect("sound").fingerprint;
    assert_eq!(json(r##"[{"a": 1, "b": ["x"], "#note": 1}]"##), json("{\"b\":[\"x\"],\n\"a\":1}"));
    assert_ne!(json(r#"[{"a": 1}]"#), json(r#"[{"a": "1"}]"#));
    assert_ne!(json(r#"[{"a": ["x", "y"]}]"#), json(r#"[{"a": ["xy"]}]"#));
}

#[test]
fn no_debug_text_shows_a_value() {
    let row = rows(&format!("{HEADER},password\nA,B,secret-address,d,hunter2\n")).remove(0);
    assert_eq!(
        format!("{row:?}"),
        "Row { number: 1, line: 2, given: [\"first_name\", \"last_name\", \"email\", \"department\", \"password\"] }"
    );
    let bad =
        open(format!("{HEADER},password\nA,hunter2\n"), "a.csv").expect("sheet").next().expect("row").expect_err("bad");
    assert!(!format!("{bad:?}").contains("hunter2"));
}
