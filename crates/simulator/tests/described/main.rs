//! What is said of the simulator: `docs/SIMULATOR.md` is generated, and leaves nothing out.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dayone_simulator::{Standing, Switches, describe};

#[test]
fn the_document_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SIMULATOR.md");
    let current = document::written();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == current, "run with UPDATE_GENERATED=1 to rewrite {path}");
}

/// A placeholder that is marked in the code but not described would be taken for a fact.
#[test]
fn whatever_the_code_marks_as_synthetic_is_described() {
    let mut marked = BTreeMap::new();
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    count(source, source, &mut marked);
    for said in ["lib.rs", "switches.rs"] {
        marked.remove(said);
    }
    let mut described: BTreeMap<String, usize> = BTreeMap::new();
    for (_, place) in synthetic().into_iter().filter(|(_, place)| *place != "switches.rs") {
        *described.entry(place.to_owned()).or_default() += 1;
    }
    assert_eq!(marked, described, "left: `SYNTHETIC` in each source file, right: entries below describe/");
}

#[test]
fn every_switch_is_described() {
    let switches = serde_json::to_value(Switches::default()).unwrap();
    let described: BTreeSet<&str> =
        describe().iter().flat_map(|operation| operation.behaviours.clone()).filter_map(|one| one.switch).collect();
    let missing: Vec<_> =
        switches.as_object().unwrap().keys().filter(|name| !described.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What is synthetic, with its place, each once.
fn synthetic() -> BTreeSet<(&'static str, &'static str)> {
    let all = describe();
    let all = all.iter().flat_map(|operation| &operation.behaviours);
    all.filter(|one| one.standing == Standing::Synthetic).map(|one| (one.what, one.place)).collect()
}

fn count(folder: &Path, source: &Path, marked: &mut BTreeMap<String, usize>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count(&path, source, marked);
            continue;
        }
        let times = std::fs::read_to_string(&path).unwrap().lines().filter(|line| line.contains("SYNTHETIC")).count();
        if times > 0 {
            marked.insert(path.strip_prefix(source).unwrap().display().to_string(), times);
        }
    }
}
