//! Every row checked before the first write: its cells, the rows before it, the directory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use dayone_core::chain::Digest;
use dayone_core::event::Ending;
use dayone_core::problem::{ErrorType, Problem};
use dayone_core::request::Parsed;
use dayone_engine::batch::{Ahead, TOGETHER};
use dayone_engine::{Intention, Judgement, Known, Proposal, Tenant, Waiter, key_reused};
use dayone_sheet::{CellPlace, CellProblem, Row, RowIssue, RowProblem, Seen, cell_problems};
use serde_json::Value;

use super::checked::{Checked, CheckedRow, CheckedTenant, Fate};
use super::{Work, digest_of};
use crate::failure::Failure;
use crate::printer::Printer;

/// A row that waits for others of its tenant, to be looked for in the directory with them.
struct Pending {
    index: usize,
    row: Row,
    parsed: Parsed,
}

struct Check<'a> {
    work: &'a Work<'a>,
    checked: Checked,
    places: BTreeMap<String, usize>,
    pending: BTreeMap<usize, Vec<Pending>>,
    seen: Seen,
    /// By tenant.
    ahead: BTreeMap<usize, Ahead>,
}

impl Work<'_> {
    pub(super) async fn check(&self, printer: &Printer) -> Result<Checked, Failure> {
        let started = Instant::now();
        let sheet = self.source.sheet()?;
        let checked = Checked {
            name: self.source.short_name(),
            form: sheet.form(),
            rows: Vec::new(),
            tenants: Vec::new(),
            digest: Digest::of(b""),
            earlier: None,
            took_us: 0,
        };
        let (places, pending, seen) = (BTreeMap::new(), BTreeMap::new(), Seen::new());
        let ahead = BTreeMap::new();
        let mut check = Check { work: self, checked, places, pending, seen, ahead };
        let mut counter = printer.counter("checked");
        for row in sheet {
            match row {
                Ok(row) => check.row(row).await?,
                Err(RowProblem::Row(bad)) => {
                    let place = CellPlace { line: bad.line, ..CellPlace::default() };
                    let (error_type, message, mend) = (ErrorType::InvalidInput, bad.message.clone(), bad.mend.clone());
                    let issue = issue(CellProblem { place, error_type, message, mend });
                    check.checked.rows.push(CheckedRow {
                        line: bad.line,
                        tenant: None,
                        fingerprint: [0; 32],
                        name: String::new(),
                        username: None,
                        email: None,
                        fate: Fate::Bad(vec![issue]),
                    });
                }
                Err(RowProblem::Rest(error)) => return Err(self.source.unreadable(&error)),
            }
            counter.show(check.checked.rows.len());
        }
        for place in 0..check.checked.tenants.len() {
            check.look_up(place).await?;
        }
        counter.end();
        check.judge_all().await?;
        if check.checked.rows.is_empty() {
            let hint = "add a row for each person below the header";
            return Err(Failure::usage(format!("{} has no rows", self.source.short_name())).hint(hint));
        }
        let mut checked = check.checked;
        let digests = checked.rows.iter().filter_map(|row| match &row.fate {
            Fate::New(digest) => Some(digest),
            _ => None,
        });
        checked.digest = digest_of(digests);
        checked.took_us = i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX);
        Ok(checked)
    }
}

impl Check<'_> {
    async fn row(&mut self, row: Row) -> Result<(), Failure> {
        let index = self.checked.rows.len();
        let text = |name: &str| row.document.get(name).and_then(Value::as_str).map(str::to_owned);
        let name = [text("first_name"), text("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        self.checked.rows.push(CheckedRow {
            line: row.line,
            tenant: None,
            fingerprint: row.fingerprint,
            name,
            username: text("username"),
            email: text("email"),
            fate: Fate::Bad(Vec::new()),
        });
        let place = match self.tenant_of(&row) {
            Ok(place) => place,
            Err(problem) => {
                self.refuse(index, vec![problem]);
                return Ok(());
            }
        };
        self.checked.rows[index].tenant = Some(place);
        let tenant = self.tenant(place)?;
        let mut problems = self.seen.repeated(&tenant.settings.name, &row);
        match self.work.engine.read(&tenant, &row.document) {
            Err(refused) => {
                problems.extend(cell_problems(
                    &row,
                    &refused.verdict.err().map(|refusal| refusal.problems).unwrap_or_default(),
                ));
                self.refuse(index, problems);
                return Ok(());
            }
            Ok(parsed) => {
                problems.extend(cell_problems(&row, &[]));
                if !problems.is_empty() {
                    self.refuse(index, problems);
                    return Ok(());
                }
                match self.known(&tenant, &parsed).await? {
                    Some(Ok(fate)) => {
                        let goes_on = matches!(fate, Fate::GoesOn | Fate::Moves(_));
                        self.checked.tenants[place].to_do += usize::from(goes_on);
                        self.checked.rows[index].fate = fate;
                    }
                    Some(Err(problem)) => self.refuse(index, cell_problems(&row, &[problem])),
                    None => {
                        let pending = self.pending.entry(place).or_default();
                        pending.push(Pending { index, row, parsed });
                        if pending.len() >= TOGETHER {
                            self.look_up(place).await?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What the store knows of the request; None: it is new.
    async fn known(&mut self, tenant: &Tenant, parsed: &Parsed) -> Result<Option<Result<Fate, Problem>>, Failure> {
        Ok(match self.work.engine.known(tenant, &parsed.request).await? {
            Known::Nothing | Known::Attempt { .. } => None,
            Known::Same(run) if run.ending() == Some(Ending::Succeeded) => Some(Ok(Fate::Done { run: run.id })),
            Known::Same(run) => {
                let batch = run.batch.map(|batch| (run.opened_at, batch.id));
                self.checked.earlier = self.checked.earlier.take().max(batch);
                Some(Ok(Fate::GoesOn))
            }
            Known::Unfinished(_) => Some(Ok(Fate::GoesOn)),
            Known::DatesMoved { differences, .. } => {
                let shown = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).unwrap_or("none").to_owned();
                let each = differences.iter().map(|difference| {
                    format!("{} {} -> {}", difference.field, shown(&difference.before), shown(&difference.after))
                });
                Some(Ok(Fate::Moves(each.collect::<Vec<_>>().join(", "))))
            }
            Known::Different { run, differences } => Some(Err(key_reused(&run, &differences))),
        })
    }

    /// Which tenant a row is for: the one that it names, or whose company it names, or `--tenant`.
    fn tenant_of(&mut self, row: &Row) -> Result<usize, CellProblem> {
        let text = |name: &str| row.document.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let problem = |field: &str, message: String, mend: String| CellProblem {
            place: row.place(field),
            error_type: ErrorType::InvalidInput,
            message,
            mend,
        };
        let asked = self.work.tenant.as_deref();
        if let (Some(asked), Some(named)) = (asked, text("tenant"))
            && asked != named
        {
            let mend = "leave out --tenant, or correct the cell".to_owned();
            return Err(problem("tenant", format!("--tenant {asked} was given"), mend));
        }
        let named = text("tenant").or(asked);
        let selected = self.work.setup.config.select(named, text("company_name")).map_err(|error| {
            let field = if named.is_none() && text("company_name").is_some() { "company_name" } else { "tenant" };
            problem(field, error.to_string(), error.hint())
        })?;
        let name = &selected.settings.name;
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        let place = self.checked.tenants.len();
        self.checked.tenants.push(CheckedTenant {
            name: name.clone(),
            organization: String::new(),
            to_do: 0,
            groups: 0,
            writes: 0,
            warnings: BTreeMap::new(),
            approvals: 0,
            scheduled: 0,
            seats_left: None,
            calls_per_second: selected.connection.limits.max_requests_per_second,
            joiners: 0,
            judgement: Judgement::default(),
        });
        self.places.insert(name.clone(), place);
        Ok(place)
    }

    fn tenant(&self, place: usize) -> Result<Arc<Tenant>, Failure> {
        self.work.tenant_of(&self.checked.tenants[place].name)
    }

    /// Looks for people in the directory, and plans their hires.
    async fn look_up(&mut self, place: usize) -> Result<(), Failure> {
        let pending = self.pending.remove(&place).unwrap_or_default();
        if pending.is_empty() {
            return Ok(());
        }
        let tenant = self.tenant(place)?;
        let mut rows = Vec::with_capacity(pending.len());
        let mut parsed = Vec::with_capacity(pending.len());
        for Pending { index, row, parsed: request } in pending {
            rows.push((index, row));
            parsed.push(request);
        }
        let ahead = self.ahead.entry(place).or_default();
        let manner = self.work.args.manner.manner();
        let proposals = self.work.engine.propose_many(manner, &tenant, parsed, ahead).await;
        for ((index, row), proposal) in rows.into_iter().zip(proposals) {
            self.judge(place, index, &row, proposal).await?;
        }
        Ok(())
    }

    async fn judge(&mut self, place: usize, index: usize, row: &Row, proposal: Proposal) -> Result<(), Failure> {
        let planned = match proposal.verdict {
            Ok(planned) => planned,
            Err(refusal) => {
                self.refuse(index, cell_problems(row, &refusal.problems));
                return Ok(());
            }
        };
        let plan = &planned.plan;
        if let Some(problem) = self.work.engine.nobody_waits(plan, Waiter::WorkerAlone).await? {
            self.refuse(index, cell_problems(row, &[problem]));
            return Ok(());
        }
        self.checked.rows[index].username = Some(plan.account.username.clone());
        self.checked.rows[index].fate = Fate::New(plan.digest);
        self.checked.tenants[place].count(row.line, plan);
        Ok(())
    }

    /// Asks the guards about all hires of each tenant at once.
    async fn judge_all(&mut self) -> Result<(), Failure> {
        // Those that an earlier try has begun are among them, so that the same command can be given again.
        let all = (self.checked.rows.len() - self.checked.bad()) as u64;
        let expected = self.work.args.expect;
        if let Some(expected) = expected.filter(|expected| *expected != all) {
            let message =
                format!("--expect {expected} was given, but the file has {all} good rows; nothing was written");
            return Err(Failure::usage(message).hint("look at `dayone bulk --check` first"));
        }
        for place in 0..self.checked.tenants.len() {
            let tenant = self.tenant(place)?;
            let joiners = self.checked.tenants[place].joiners;
            if joiners > 0 {
                let intention = Intention { joiners, expected: expected.map(|_| joiners) };
                self.checked.tenants[place].judgement = self.work.engine.judge(&tenant, intention).await?;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, index: usize, problems: Vec<CellProblem>) {
        self.checked.rows[index].fate = Fate::Bad(problems.into_iter().map(issue).collect());
    }
}

fn issue(problem: CellProblem) -> RowIssue {
    RowIssue {
        code: Some(problem.error_type.code().to_owned()),
        error_type: Some(problem.error_type.name().to_owned()),
        column: problem.place.column,
        value: problem.place.value,
        message: problem.message,
        mend: problem.mend,
    }
}
