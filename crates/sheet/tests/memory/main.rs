//! A large file is read in the memory of one row. A suite of its own, since the peak is the process's.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use dayone_sheet::{Seen, Sheet};

const ROWS: u64 = 50_000;

/// The highest memory that the process has held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("peak");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("number")
}

#[test]
fn fifty_thousand_rows_are_read_in_little_memory() {
    let folder = tempfile::tempdir().expect("folder");
    let note = "x".repeat(300);
    let path = folder.path().join("hires.csv");
    let mut csv = BufWriter::new(File::create(&path).expect("file"));
    writeln!(csv, "first_name,last_name,email,username,department,employee_id,user_groups,#note").expect("written");
    for n in 0..ROWS {
        writeln!(csv, "Zoë,Müller,zoe.{n}@example.com,zoe.{n},Sales,E-{n},UG-A;UG-B,{note}").expect("written");
    }
    csv.into_inner().expect("written");
    let list = folder.path().join("hires.json");
    let mut json = BufWriter::new(File::create(&list).expect("file"));
    for n in 0..ROWS {
        let begins = if n == 0 { "[" } else { "," };
        write!(json, "{begins}{{\"first_name\":\"Zoë\",\"email\":\"zoe.{n}@example.com\",\"#note\":\"{note}\"}}")
            .expect("written");
    }
    json.write_all(b"]").expect("written");
    json.into_inner().expect("written");

    let before = peak();
    for path in [path, list] {
        let mut seen = Seen::new();
        let sheet = Sheet::open(File::open(&path).expect("file"), &path.display().to_string()).expect("sheet");
        let mut count = 0;
        for row in sheet {
            let row = row.expect("row");
            assert!(seen.repeated("acme", &row).is_empty());
            count += 1;
            assert_eq!(row.number, count);
        }
        assert_eq!(count, ROWS);
    }
    let grown = peak() - before;
    assert!(grown < 40 * 1024, "the peak has grown by {grown} KiB");
}
