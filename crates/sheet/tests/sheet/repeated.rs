use dayone_sheet::{Identity, Seen};

use super::*;

#[test]
fn the_same_person_twice_is_told_with_the_first_line() {
    let text = "first_name,last_name,email,department,username,employee_id,request_key\n\
        A,B,Ada@Example.com,d,ada.b,E-1,k\n\
        A,B,ada@example.COM,d,ADA.B, e-1 ,K\n\
        A,B,c@example.com,d,,,\n\
        A,B,c2@example.com,d,,,k\n";
    let mut seen = Seen::new();
    let told: Vec<String> = rows(text)
        .iter()
        .flat_map(|row| seen.repeated("acme", row))
        .map(|cell| {
            format!("line {} {}: {}; {}", cell.place.line, cell.place.column.expect("column"), cell.message, cell.mend)
        })
        .collect();
    assert_eq!(
        told,
        [
            "line 3 username: same as line 2; delete one of the two rows, or correct username",
            "line 3 email: same as line 2; delete one of the two rows, or correct email",
            "line 3 employee_id: same as line 2; delete one of the two rows, or correct employee_id",
            "line 5 request_key: same as line 2; delete one of the two rows, or correct request_key",
        ]
    );
}

#[test]
fn tenants_are_told_apart() {
    let mut seen = Seen::new();
    assert_eq!(seen.first("acme", Identity::Username, "ada", 2), None);
    assert_eq!(seen.first("beta", Identity::Username, "ada", 3), None);
    assert_eq!(seen.first("acme", Identity::EmployeeId, "ada", 4), None);
    assert_eq!(seen.first("acme", Identity::Username, " ADA ", 5), Some(2));
}
