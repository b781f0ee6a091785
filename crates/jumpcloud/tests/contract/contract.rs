//! Both directions, over every operation of the client and of the simulator.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dayone_simulator::{Standing, describe};

use crate::official::Official;
use crate::tap::Exchange;
use crate::{client_calls, deviations, table};

/// The operations that the client's source names.
fn operations_of_the_client() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/operations")), &mut files);
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    let texts: Vec<String> = texts.collect();
    let names = texts.iter().flat_map(|text| text.split('"')).filter(|text| {
        let (method, path) = text.split_once(' ').unwrap_or_default();
        matches!(method, "GET" | "POST" | "PUT" | "PATCH" | "DELETE") && path.starts_with('/')
    });
    names.map(str::to_owned).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Every violation once, with how often it was seen.
#[derive(Default)]
pub(crate) struct Violations(BTreeMap<String, usize>);

impl Violations {
    pub(crate) fn add(&mut self, exchange: &Exchange, direction: &str, wrong: Vec<String>) {
        let name = exchange.operation().map_or_else(|| exchange.shown(), |operation| operation.name.clone());
        for one in wrong {
            *self.0.entry(format!("{name}: {direction} {one}")).or_default() += 1;
        }
    }

    pub(crate) fn none(self) {
        let all: Vec<String> = self.0.into_iter().map(|(what, times)| format!("{what} ({times} times)")).collect();
        assert!(all.is_empty(), "{} violations:\n{}", all.len(), all.join("\n"));
    }
}

/// Holds what was answered against the table and, where they are, the files.
pub(crate) fn answered(exchange: &Exchange, official: Option<&Official>, violations: &mut Violations) {
    let Some(operation) = exchange.operation() else { return };
    violations.add(exchange, "answer", table::answer(operation, exchange));
    if let Some(official) = official {
        violations.add(exchange, "answer, by the files:", official.answer(operation, exchange));
    }
}

#[tokio::test]
async fn client_and_simulator_keep_to_the_specification_in_every_operation() {
    let official = Official::load();
    let exchanges = client_calls::all().await;
    let mut violations = Violations::default();
    let (mut called, mut succeeded) = (BTreeSet::new(), BTreeSet::new());
    for exchange in &exchanges {
        let operation = exchange.operation().unwrap_or_else(|| panic!("unknown: {}", exchange.shown()));
        let mut wrong = table::request(operation, exchange);
        wrong.retain(|path| !deviations::OF_REQUESTS.iter().any(|one| one.covers(&operation.name, path)));
        violations.add(exchange, "request", wrong);
        if let Some(official) = &official {
            violations.add(exchange, "request, by the files:", official.request(operation, exchange));
        }
        answered(exchange, official.as_ref(), &mut violations);
        let above = operation.path().starts_with("/organizations") || operation.path().starts_with("/v2/providers");
        let with = |name: &str| exchange.headers.iter().any(|header| header == name);
        let mut headers = Vec::new();
        if with("x-org-id") == above {
            headers.push(format!("x-org-id is {}", if above { "sent" } else { "missing" }));
        }
        if !with("x-api-key") || !with("accept") || (exchange.request.is_some() && !with("content-type")) {
            headers.push("x-api-key, accept or content-type is missing".to_owned());
        }
        violations.add(exchange, "header", headers);
        called.insert(operation.name.clone());
        if exchange.status < 300 {
            succeeded.insert(operation.name.clone());
        }
    }
    violations.none();
    let of_the_client = operations_of_the_client();
    let described = describe();
    let missed: Vec<_> = of_the_client.difference(&called).collect();
    assert!(missed.is_empty(), "operations of the client that are not called here: {missed:?}");
    let served = |name: &String| described.iter().any(|operation| operation.name == name);
    let (refused, unserved): (Vec<&String>, Vec<&String>) =
        of_the_client.difference(&succeeded).partition(|name| served(name));
    assert!(refused.is_empty(), "operations of the client that had no success here: {refused:?}");
    if !unserved.is_empty() {
        report(&format!("contract: sent, but not served by the simulator: {unserved:?}"));
    }
    let synthetic: BTreeSet<&str> = described
        .iter()
        .flat_map(|operation| &operation.behaviours)
        .filter(|behaviour| behaviour.standing == Standing::Synthetic)
        .map(|behaviour| behaviour.what)
        .collect();
    report(&format!(
        "contract: {} operations of the client, {} of the simulator, {} SYNTHETIC answers listed; checked against {}",
        of_the_client.len(),
        described.len(),
        synthetic.len(),
        official.as_ref().map_or("the table".to_owned(), |files| format!("the table and {}", files.folder.display())),
    ));
    for what in synthetic {
        report(&format!("  SYNTHETIC: {what}"));
    }
}

#[test]
fn the_table_has_every_operation_that_the_simulator_serves() {
    let missing: Vec<_> =
        describe().into_iter().map(|operation| operation.name).filter(|name| table::named(name).is_none()).collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}

#[test]
fn what_the_simulator_says_of_an_operations_origin_is_so() {
    for operation in describe() {
        let official = table::named(operation.name).is_some_and(|known| known.standing == table::Standing::Official);
        assert_eq!(operation.standing == Standing::Official, official, "{}", operation.name);
    }
}

#[test]
fn the_table_names_no_operation_twice() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = table::operations().iter().filter(|operation| !seen.insert(&operation.name)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn the_table_agrees_with_the_official_files() {
    let Some(official) = Official::load() else {
        report("no official files here: the table alone is used");
        return;
    };
    let mut wrong = Vec::new();
    for operation in table::operations() {
        wrong.extend(official.against(operation).into_iter().map(|what| format!("{}: {what}", operation.name)));
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// A line for whoever runs the suite, whether it passes or not.
#[expect(clippy::print_stderr, reason = "the size of what was checked is part of the result")]
pub(crate) fn report(line: &str) {
    use std::io::Write as _;
    // Past the harness, which keeps what a passing test prints.
    let mut out = std::io::stderr().lock();
    if writeln!(out, "{line}").is_err() {
        eprintln!("{line}");
    }
}
