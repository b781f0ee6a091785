//! What was decided about findings: a list comes back with `keep` or `remove` and a reason beside each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Finding, Key, Matter};
use crate::nearest::nearest;
use crate::recorded::NotedAccount;
use crate::snapshot::Named;

/// What was decided about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What it is.
    pub matter: Matter,
    /// The group or system.
    pub subject: Option<Named>,
    /// Stay or go.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// Stay or go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It stays as it is.
    Keep,
    /// It goes.
    Remove,
}

/// Something that is to go, as a change of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Whose account.
    pub account: NotedAccount,
    /// What.
    pub of: RemovalOf,
    /// Why.
    pub reason: String,
}

/// What is to go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemovalOf {
    /// A membership.
    Membership(Named),
    /// A direct binding to a system.
    Binding(Named),
    /// The account's own sudo.
    Sudo,
    /// All access: the person is to leave, or never came.
    Person,
}

/// What is wrong with a row of decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The line in the file.
    pub line: u64,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

/// A row of the list as it comes back: its line, and its cells by column.
type Row<'a> = (u64, BTreeMap<&'a str, &'a str>);

/// The columns that a list of decisions needs.
const COLUMNS: [&str; 5] = ["finding", "account_id", "subject_id", "decision", "reason"];

/// Reads what was decided. Rows without a decision are left for later.
///
/// # Errors
/// Everything that is wrong: a decision that is none, a reason that is missing, a row that was not found, or twice.
pub fn decide<'a>(
    header: &[String],
    rows: impl Iterator<Item = (u64, &'a [String])>,
    findings: &'a [Finding],
) -> Result<Vec<(&'a Finding, Decided)>, Vec<RowProblem>> {
    let missing: Vec<&str> =
        COLUMNS.into_iter().filter(|column| !header.iter().any(|name| name.trim() == *column)).collect();
    if !missing.is_empty() {
        let message = format!("the list lacks the columns {}", missing.join(", "));
        let mend = "decide in the list that `dayone review -o csv` prints, and leave its columns".into();
        return Err(vec![RowProblem { line: 1, message, mend }]);
    }
    let found: BTreeMap<Key, &Finding> = findings.iter().map(|finding| (finding.key(), finding)).collect();
    let mut decided: BTreeMap<Key, (u64, &Finding, Decided)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (line, cells) in rows {
        let cells = header.iter().map(|name| name.trim()).zip(cells.iter().map(|cell| cell.trim())).collect();
        match row(&(line, cells), &found) {
            Ok(None) => {}
            Ok(Some((key, finding, decision))) => {
                if let Some((first, ..)) = decided.get(&key) {
                    let message = format!("it was decided in line {first} already");
                    problems.push(RowProblem { line, message, mend: "decide each finding once".into() });
                } else {
                    decided.insert(key, (line, finding, decision));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(decided.into_values().map(|(_, finding, decision)| (finding, decision)).collect())
}

fn row<'a>(
    (line, cells): &Row<'_>,
    found: &BTreeMap<Key, &'a Finding>,
) -> Result<Option<(Key, &'a Finding, Decided)>, RowProblem> {
    let cell = |column: &str| cells.get(column).copied().unwrap_or_default();
    let problem = |message: String, mend: &str| RowProblem { line: *line, message, mend: mend.to_owned() };
    let word = cell("decision").to_lowercase();
    let verdict = match word.as_str() {
        "" => return Ok(None),
        "keep" => Verdict::Keep,
        "remove" => Verdict::Remove,
        other => {
            let mend = match nearest(other, ["keep", "remove"]) {
                Some(near) => format!("did you mean {near}?"),
                None => "write keep or remove, or leave it empty".to_owned(),
            };
            return Err(problem(format!("\"{other}\" is no decision"), &mend));
        }
    };
    let matter = Matter::ALL.into_iter().find(|matter| matter.word() == cell("finding"));
    let key =
        matter.map(|matter| Key { matter, account: cell("account_id").into(), subject: cell("subject_id").into() });
    let Some((key, finding)) = key.and_then(|key| found.get(&key).map(|finding| (key, *finding))) else {
        let mend = "print the list anew: it was mended since, or decided, or the row's ids were changed";
        return Err(problem("nothing of the kind is found now".into(), mend));
    };
    if verdict == Verdict::Remove && !finding.matter.can_go() {
        return Err(problem(format!("{} can't be removed", finding.matter.word()), finding.matter.instead()));
    }
    let reason = cell("reason").to_owned();
    if reason.is_empty() {
        return Err(problem("there is no reason".into(), "say why, in the column reason"));
    }
    Ok(Some((key, finding, Decided { matter: finding.matter, subject: finding.subject.clone(), verdict, reason })))
}

/// What is to go, as changes of accounts, in the order of their usernames.
#[must_use]
pub fn removals(decisions: &[(&Finding, Decided)]) -> Vec<Removal> {
    let going = decisions.iter().filter(|(_, decided)| decided.verdict == Verdict::Remove);
    let mut all: Vec<Removal> = going
        .filter_map(|(finding, decided)| {
            let account = finding.account.clone()?;
            let subject = finding.subject.clone();
            let of = match finding.matter {
                Matter::PastEnd | Matter::NeverActivated => RemovalOf::Person,
                Matter::Sudo => RemovalOf::Sudo,
                Matter::Unexplained => RemovalOf::Membership(subject?),
                Matter::DirectBinding => RemovalOf::Binding(subject?),
                Matter::WithoutMfa | Matter::OddGroup | Matter::EmptyGroup => return None,
            };
            Some(Removal { account, of, reason: decided.reason.clone() })
        })
        .collect();
    all.sort_by(|one, other| (&one.account.username, &one.of).cmp(&(&other.account.username, &other.of)));
    all
}

impl Matter {
    /// A change of an account can end it.
    fn can_go(self) -> bool {
        match self {
            Matter::PastEnd | Matter::Sudo | Matter::NeverActivated | Matter::Unexplained | Matter::DirectBinding => {
                true
            }
            Matter::WithoutMfa | Matter::OddGroup | Matter::EmptyGroup => false,
        }
    }

    /// What ends it instead.
    fn instead(self) -> &'static str {
        match self {
            Matter::WithoutMfa => "require MFA of the account in the admin console; keep says why it stays without",
            Matter::OddGroup => "rename the group in the admin console; keep says why its name stays",
            _ => "delete the group in the admin console; keep says why it stays",
        }
    }
}
