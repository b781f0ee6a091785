use dayone_store::{Anchor, ExportLine, LedgerPublicKey, Verification, verify_export};

use crate::{
    database::{Database, on_both},
    evidence::{Scene, scene},
};

on_both![
    an_export_verifies_without_database_and_keys,
    an_export_holds_no_sealed_value_and_no_other_tenant,
    a_changed_export_is_found,
];

/// The export as its reader gets it: JSON lines.
async fn lines(scene: &Scene) -> Vec<String> {
    let mut lines = Vec::new();
    let each = |line: ExportLine| {
        lines.push(serde_json::to_string(&line)?);
        Ok(())
    };
    scene.store.export("acme", each).await.expect("exported");
    lines
}

fn verify(lines: &[String], anchors: &[Anchor], key: &LedgerPublicKey) -> Verification {
    let lines = lines.iter().map(|line| serde_json::from_str::<ExportLine>(line).expect("a line"));
    verify_export(lines, anchors, std::slice::from_ref(key)).expect("an export")
}

async fn an_export_verifies_without_database_and_keys(database: Database) {
    let scene = scene(database).await;
    let lines = lines(&scene).await;
    let key: LedgerPublicKey = scene.key.public().to_string().parse().expect("the key's text");
    let offline = verify(&lines, &[], &key);
    assert!(offline.is_sound(), "{:?}", offline.findings);
    let online = scene.store.verify_tenant("acme", &[key], &[]).await.expect("walked");
    assert_eq!(offline, online);
}

async fn an_export_holds_no_sealed_value_and_no_other_tenant(database: Database) {
    let scene = scene(database).await;
    crate::samples::open_run(&scene.store, crate::samples::new_run("foreign", "bolt")).await;
    let text = lines(&scene).await.join("\n");
    assert!(!text.contains("foreign"));
    for value in scene.store.sealed_of("r1").await.expect("read") {
        assert!(!text.contains(&value.ciphertext));
    }
}

async fn a_changed_export_is_found(database: Database) {
    let scene = scene(database).await;
    let lines = lines(&scene).await;
    let key = scene.key.public();
    let codes =
        |lines: &[String]| verify(lines, &[], &key).findings.iter().map(|finding| finding.code()).collect::<Vec<_>>();
    let changed: Vec<_> = lines.iter().map(|line| line.replace(r#"\"note\":\"one\""#, r#"\"note\":\"eno\""#)).collect();
    assert_eq!(codes(&changed), ["tampered", "tampered"], "in both runs");
    let without = |what: &str| lines.iter().filter(|line| !line.contains(what)).cloned().collect::<Vec<_>>();
    assert_eq!(codes(&without(r#""line":"run","run_id":"r1""#)), ["row_missing"]);
    assert_eq!(codes(&without(r#""line":"sealed","stream":"r1","seq":1,"field":"email""#)), ["sealed_missing"]);
    let headless = &lines[1..];
    let headless = headless.iter().map(|line| serde_json::from_str(line).expect("a line"));
    verify_export(headless, &[], &[]).expect_err("it names no tenant");
}
