//! The same person twice in one file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use dayone_core::fields::Email;
use dayone_core::problem::ErrorType;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cell_problem::CellProblem;
use crate::row::Row;

/// What no two rows of a tenant may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// Whatever the case.
    Username,
    /// In the form that the directory compares.
    Email,
    /// Whatever the case, without surrounding blanks.
    EmployeeId,
    /// Without surrounding blanks.
    RequestKey,
}

/// What was seen in a file so far. It holds hashes and lines: 16 bytes for each value.
#[derive(Debug, Default)]
pub struct Seen {
    lines: HashMap<u64, u32>,
}

impl Identity {
    /// All of them.
    pub const ALL: [Identity; 4] = [Identity::Username, Identity::Email, Identity::EmployeeId, Identity::RequestKey];

    /// The input that it is.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Identity::Username => "username",
            Identity::Email => "email",
            Identity::EmployeeId => "employee_id",
            Identity::RequestKey => "request_key",
        }
    }

    fn normalised(self, value: &str) -> String {
        match self {
            Identity::Username | Identity::EmployeeId => value.trim().to_lowercase(),
            Identity::Email => {
                Email::parse(value).map_or_else(|_| value.trim().to_lowercase(), |email| email.normalised())
            }
            Identity::RequestKey => value.trim().to_owned(),
        }
    }
}

impl Seen {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Seen {
        Seen::default()
    }

    /// The line in which the tenant has this value already; otherwise it is taken down for this line.
    pub fn first(&mut self, tenant: &str, identity: Identity, value: &str, line: u64) -> Option<u64> {
        // A file of at most 100,000 rows has at most that many times 256 KiB of lines.
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.lines.entry(key(tenant, identity, value)) {
            Entry::Occupied(first) => Some(u64::from(*first.get())),
            Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }

    /// What a row has in common with rows before it. A username that the tenant forms is not in the row: ask
    /// [`Seen::first`] for it.
    pub fn repeated(&mut self, tenant: &str, row: &Row) -> Vec<CellProblem> {
        let mut repeated = Vec::new();
        for identity in Identity::ALL {
            let field = identity.field();
            let value = match row.document.get(field) {
                Some(Value::String(text)) if !text.trim().is_empty() => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => continue,
            };
            if let Some(line) = self.first(tenant, identity, &value, row.line) {
                repeated.push(CellProblem {
                    place: row.place(field),
                    error_type: ErrorType::InvalidInput,
                    message: format!("same as line {line}"),
                    mend: format!("delete one of the two rows, or correct {field}"),
                });
            }
        }
        repeated
    }
}

/// 64 bits of a hash: among the values of a full file, one chance in a hundred million of two that share it.
fn key(tenant: &str, identity: Identity, value: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update((tenant.len() as u64).to_be_bytes());
    hash.update(tenant);
    hash.update(identity.field());
    hash.update(b":");
    hash.update(identity.normalised(value));
    let digest: [u8; 32] = hash.finalize().into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
