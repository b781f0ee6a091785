//! What the simulator answers although no source says so: listed by the simulator itself.

use dayone_simulator::{Standing, describe};

#[test]
fn every_synthetic_answer_is_listed_with_its_operations() {
    let described = describe();
    let all: Vec<_> = described.iter().flat_map(|operation| operation.behaviours.iter()).collect();
    assert!(all.iter().any(|behaviour| behaviour.standing == Standing::Synthetic));
    assert!(all.iter().all(|behaviour| !behaviour.what.is_empty()));
}
