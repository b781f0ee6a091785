//! What a file was found to be: rows, tenants, what is unusual. It holds no secret.

use std::collections::BTreeMap;

use dayone_core::chain::Digest;
use dayone_core::plan::Plan;
use dayone_core::problem::ErrorType;
use dayone_core::settings::WarningCode;
use dayone_engine::Judgement;
use dayone_sheet::{Form, RowIssue};
use jiff::Timestamp;

use crate::exit::Exit;

/// What a file was found to be.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) form: Form,
    pub(crate) rows: Vec<CheckedRow>,
    pub(crate) tenants: Vec<CheckedTenant>,
    /// The digest of all plans.
    pub(crate) digest: Digest,
    /// The batch in which the youngest of the runs was begun that go on.
    pub(crate) earlier: Option<(Timestamp, String)>,
    pub(crate) took_us: i64,
}

/// A row. It holds no secret.
pub(crate) struct CheckedRow {
    pub(crate) line: u64,
    /// Which of the tenants.
    pub(crate) tenant: Option<usize>,
    /// What was read; another one means that the file has changed.
    pub(crate) fingerprint: [u8; 32],
    pub(crate) name: String,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) fate: Fate,
}

/// What is to become of a row.
pub(crate) enum Fate {
    /// A hire, by the plan of this digest.
    New(Digest),
    /// Its run is open or not complete.
    GoesOn,
    /// Its run waits for its activation, and gets other dates: which, in words.
    Moves(String),
    /// Its run has succeeded.
    Done {
        /// The run.
        run: String,
    },
    /// It is to be mended.
    Bad(Vec<RowIssue>),
}

/// A tenant that rows are for.
pub(crate) struct CheckedTenant {
    pub(crate) name: String,
    /// As the directory calls it, once it has been read.
    pub(crate) organization: String,
    /// Rows to be carried out.
    pub(crate) to_do: usize,
    pub(crate) groups: usize,
    pub(crate) writes: usize,
    /// What is unusual: how many rows, and the first of them with what is said of it.
    pub(crate) warnings: BTreeMap<WarningCode, Warned>,
    pub(crate) approvals: usize,
    /// Hires that are activated on a later day.
    pub(crate) scheduled: usize,
    /// Seats that would be left; None: not stated by `JumpCloud`.
    pub(crate) seats_left: Option<u64>,
    /// Calls a second that this tenant may make.
    pub(crate) calls_per_second: u16,
    /// Rows that are new.
    pub(crate) joiners: u64,
    /// What the guards say of all of them.
    pub(crate) judgement: Judgement,
}

/// Rows with the same warning.
pub(crate) struct Warned {
    pub(crate) rows: usize,
    pub(crate) first_line: u64,
    pub(crate) message: String,
    pub(crate) mend: String,
}

impl Checked {
    /// Rows to be mended.
    pub(crate) fn bad(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::Bad(_))).count()
    }

    /// Rows to be carried out.
    pub(crate) fn to_do(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::New(_) | Fate::GoesOn | Fate::Moves(_))).count()
    }

    /// Rows whose run is there already, and not complete.
    pub(crate) fn going_on(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.fate, Fate::GoesOn)).count()
    }

    /// How a command ends whose rows are all to be mended.
    pub(crate) fn exit(&self) -> Exit {
        let issues = self.rows.iter().filter_map(|row| match &row.fate {
            Fate::Bad(issues) => Some(issues),
            _ => None,
        });
        let names: Vec<&str> = issues.flatten().filter_map(|issue| issue.error_type.as_deref()).collect();
        let unreachable = [ErrorType::ApiUnavailable, ErrorType::ApiRateLimit].map(ErrorType::name);
        match !names.is_empty() && names.iter().all(|name| unreachable.contains(name)) {
            true => Exit::Unreachable,
            false => Exit::Usage,
        }
    }
}

impl CheckedTenant {
    pub(super) fn count(&mut self, line: u64, plan: &Plan) {
        self.to_do += 1;
        self.joiners += 1;
        self.organization.clone_from(&plan.organization.name);
        self.groups += plan.groups.iter().filter(|group| group.is_static()).count();
        self.writes += plan.calls.iter().filter(|call| call.method != "GET").count();
        for warning in &plan.warnings {
            let (message, mend) = (&warning.message, &warning.mend);
            let first = || Warned { rows: 0, first_line: line, message: message.clone(), mend: mend.clone() };
            self.warnings.entry(warning.code).or_insert_with(first).rows += 1;
        }
        self.approvals += usize::from(!plan.approval.is_empty());
        self.scheduled += usize::from(plan.activation.due.is_some());
        self.seats_left = plan.seats.allowed.zip(plan.seats.used).map(|(allowed, used)| allowed.saturating_sub(used));
    }
}
