//! The direction of dependencies, as docs/ARCHITECTURE.md draws it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Who may use whom, tests apart. Nothing points back.
const ARROWS: &[(&str, &[&str])] = &[
    ("dayone-core", &[]),
    ("dayone-simulator", &[]),
    ("dayone-jumpcloud", &["dayone-core"]),
    ("dayone-store", &["dayone-core"]),
    ("dayone-config", &["dayone-core"]),
    ("dayone-sheet", &["dayone-core"]),
    ("dayone-engine", &["dayone-core", "dayone-jumpcloud", "dayone-store"]),
    (
        "dayone",
        &[
            "dayone-config",
            "dayone-core",
            "dayone-engine",
            "dayone-jumpcloud",
            "dayone-sheet",
            "dayone-simulator",
            "dayone-store",
        ],
    ),
    ("dayone-bench", &["dayone-core", "dayone-engine", "dayone-jumpcloud", "dayone-store"]),
    ("xtask", &[]),
];

/// What the domain must not know: asynchrony, HTTP, SQL, logs.
const IMPURE: &[&str] = &["tokio", "futures", "reqwest", "axum", "hyper", "sqlx", "tracing", "lettre"];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo metadata")
}

fn uses() -> BTreeMap<String, BTreeSet<String>> {
    metadata()
        .packages
        .iter()
        .map(|package| {
            let normal = package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal);
            (package.name.to_string(), normal.map(|used| used.name.clone()).collect())
        })
        .collect()
}

#[test]
fn crates_use_only_what_the_architecture_allows() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let uses = uses();
    let ours: BTreeSet<&str> = uses.keys().map(String::as_str).collect();
    for (package, used) in &uses {
        let arrows = allowed.get(package.as_str()).unwrap_or_else(|| panic!("{package} is not in the drawing"));
        for used in used.iter().filter(|used| ours.contains(used.as_str())) {
            assert!(arrows.contains(&used.as_str()), "{package} must not use {used}");
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let uses = uses();
    for impure in IMPURE {
        assert!(!uses["dayone-core"].contains(*impure), "dayone-core must not use {impure}");
    }
}

#[test]
fn the_simulator_knows_none_of_our_crates_even_in_its_tests() {
    let metadata = metadata();
    let ours: BTreeSet<String> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    let simulator = metadata.packages.iter().find(|package| *package.name == "dayone-simulator").expect("there");
    for used in &simulator.dependencies {
        assert!(!ours.contains(&used.name), "dayone-simulator must not use {}", used.name);
    }
}
