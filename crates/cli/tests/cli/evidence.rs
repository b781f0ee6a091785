//! The record: proved here, and elsewhere.

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_proved_here_and_by_its_export() {
    let house = House::new().await;
    house.run(&["provision", "john.yaml", "--yes"]).ends_with(0);
    let verified = house.run(&["audit", "verify"]).ends_with(0).json();
    assert_eq!((&verified[0]["tenant"], &verified[0]["result"]), (&"default".into(), &"sound".into()));
    assert!(verified[0]["ledger"].as_str().expect("text").starts_with("all, until"), "{verified}");

    let lines = house.run(&["audit", "export"]).ends_with(0).stdout;
    std::fs::write(house.path("export.jsonl"), &lines).expect("written");
    let key = house.run(&["doctor", "-o", "json"]).ends_with(0).stderr;
    let key = key.lines().find(|line| line.contains("dayone-ledger-ed25519")).expect("a key").trim();
    std::fs::write(house.path("key"), key).expect("written");
    house.run(&["audit", "verify", "export.jsonl", "--public-key", "key"]).ends_with(0);
    house.run(&["audit", "verify", "export.jsonl"]).ends_with(2);

    std::fs::write(house.path("changed.jsonl"), lines.replacen("cli:alice", "cli:mallo", 1)).expect("written");
    let changed = house.run(&["audit", "verify", "changed.jsonl", "--public-key", "key"]).ends_with(1);
    assert_eq!(changed.json()[0]["result"], "changed");
    assert!(changed.stderr.contains("tampered"), "{}", changed.stderr);

    let ocsf = house.run(&["audit", "export", "--format", "ocsf"]).ends_with(0).stdout;
    assert!(ocsf.lines().count() > 10);
    assert!(!ocsf.contains("john.smith") && !lines.contains("john.smith"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_nobody_reads_to_its_end_is_no_failure() {
    let house = House::new().await;
    house.run(&["provision", "john.yaml", "--yes"]).ends_with(0);
    let mut child = house.command(&["audit", "export"]).spawn().expect("it starts");
    drop(child.stdout.take());
    crate::house::ends(child).ends_with(0);
}
