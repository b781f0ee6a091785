//! A row's fingerprint: two readings of a file agree in it, or the file has changed between them.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::csv::Columns;

/// Of the cells under columns that are inputs, each with its column's name; every text with its length before it.
pub(crate) fn of_cells(columns: &Columns, cells: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (column, cell) in columns.list.iter().zip(cells) {
        if let Some(field) = column.meaning.field() {
            text(&mut hash, &field);
            text(&mut hash, cell);
        }
    }
    hash.finalize().into()
}

/// Of an object, whatever the order of its keys.
pub(crate) fn of_object(object: &Map<String, Value>) -> [u8; 32] {
    let mut hash = Sha256::new();
    add_object(&mut hash, object);
    hash.finalize().into()
}

fn add_object(hash: &mut Sha256, object: &Map<String, Value>) {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    hash.update(b"{");
    length(hash, entries.len());
    for (key, value) in entries {
        text(hash, key);
        add(hash, value);
    }
}

fn add(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Object(object) => add_object(hash, object),
        Value::Array(items) => {
            hash.update(b"[");
            length(hash, items.len());
            items.iter().for_each(|item| add(hash, item));
        }
        Value::String(string) => {
            hash.update(b"\"");
            text(hash, string);
        }
        scalar => {
            hash.update(b"=");
            text(hash, &scalar.to_string());
        }
    }
}

fn text(hash: &mut Sha256, text: &str) {
    length(hash, text.len());
    hash.update(text);
}

fn length(hash: &mut Sha256, length: usize) {
    hash.update((length as u64).to_be_bytes());
}
