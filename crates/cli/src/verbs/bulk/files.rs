//! What is written beside the terminal: the summary, and the rows to mend.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use dayone_sheet::{FailedRows, Kind, RowIssue, RowState, Summary, create_private, summary_csv, summary_html};

use super::carry::Carried;
use super::checked::{Checked, Fate};
use super::{Source, Work};
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::bulk as page;
use crate::verbs::note::note;

/// The files that were written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) folder: Option<PathBuf>,
    /// The rows to mend, how many, and whether passwords were left out.
    pub(crate) failed: Option<(PathBuf, usize)>,
}

/// The name of the file of rows to mend, where files are written.
pub(super) fn failed_rows_name(work: &Work<'_>) -> Option<String> {
    work.args.report.as_ref().map(|folder| folder.join(failed_name(&work.source)).display().to_string())
}

fn failed_name(source: &Source) -> String {
    let is_json = source.sheet().is_ok_and(|sheet| matches!(sheet.form().kind, Kind::Json(_)));
    if is_json { "failed.json".into() } else { "failed.csv".into() }
}

impl Work<'_> {
    /// The summary in three forms, and the rows to mend.
    pub(super) fn write_files(
        &self,
        checked: &Checked,
        summary: &Summary,
        printer: &Printer,
    ) -> Result<Written, Failure> {
        let Some(folder) = &self.args.report else { return Ok(Written::default()) };
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::usage(format!("the folder {} can't be made: {error}", folder.display())))?;
        let json = serde_json::to_string_pretty(summary).unwrap_or_default();
        write(&folder.join("summary.json"), json.as_bytes())?;
        write(&folder.join("summary.csv"), summary_csv(summary).as_bytes())?;
        write(&folder.join("summary.html"), summary_html(summary).as_bytes())?;
        let to_mend: Vec<(usize, String)> = summary
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| matches!(row.state, RowState::NotStarted | RowState::Failed))
            .map(|(index, row)| (index, sentence(&row.problems)))
            .collect();
        let failed = self.write_failed(checked, &to_mend, printer)?;
        Ok(Written { folder: Some(folder.clone()), failed })
    }

    /// The rows to mend: those given, and those that were bad from the start.
    pub(super) fn write_failed(
        &self,
        checked: &Checked,
        to_mend: &[(usize, String)],
        printer: &Printer,
    ) -> Result<Option<(PathBuf, usize)>, Failure> {
        let Some(folder) = &self.args.report else { return Ok(None) };
        let bad = checked.rows.iter().enumerate().filter_map(|(index, row)| match &row.fate {
            Fate::Bad(issues) => Some((index, sentence(issues))),
            _ => None,
        });
        let mut wanted: std::collections::BTreeMap<usize, String> = bad.collect();
        wanted.extend(to_mend.iter().cloned());
        if wanted.is_empty() {
            return Ok(None);
        }
        let path = folder.join(failed_name(&self.source));
        let written = |error: std::io::Error| unwritable(&path, &error);
        std::fs::create_dir_all(folder).map_err(written)?;
        let sheet = self.source.sheet()?;
        let out = BufWriter::new(create_private(&path).map_err(written)?);
        let mut failed = FailedRows::begin(&sheet, out).map_err(written)?;
        let mut changed = 0;
        for (index, row) in sheet.enumerate() {
            let Some(problem) = wanted.get(&index) else { continue };
            match row {
                Ok(row) if checked.rows.get(index).is_none_or(|checked| checked.fingerprint != row.fingerprint) => {
                    changed += 1;
                }
                Ok(row) => failed.add(&row, problem).map_err(written)?,
                Err(dayone_sheet::RowProblem::Row(bad)) => failed.add_bad(&bad).map_err(written)?,
                Err(dayone_sheet::RowProblem::Rest(_)) => break,
            }
        }
        let rows = failed.rows();
        if changed > 0 {
            let (name, path) = (self.source.short_name(), path.display());
            note(
                printer,
                format!("{name} has changed since it was checked: {} to mend not in {path}", page::rows(changed)),
            );
        }
        if failed.had_passwords() {
            note(printer, format!("{} holds no passwords: give them again where rows need one", path.display()));
        }
        failed.finish().and_then(|mut out| out.flush()).map_err(written)?;
        Ok(Some((path, rows)))
    }

    pub(super) fn print(
        &self,
        summary: &Summary,
        written: &Written,
        carried: &Carried,
        printer: &Printer,
    ) -> Result<Exit, Failure> {
        let page = page::ending(summary, written, carried.stopped, printer.width());
        match printer.format() {
            OutputFormat::Table => printer.page(&page),
            _ => {
                self.print_data(summary, printer);
                printer.tell(&page);
            }
        }
        for failure in &carried.failures {
            printer.failure(failure);
        }
        Ok(exit(summary, carried))
    }

    pub(super) fn print_data(&self, summary: &Summary, printer: &Printer) {
        match printer.format() {
            OutputFormat::Table => {}
            OutputFormat::Csv => printer.write_out(&summary_csv(summary)),
            OutputFormat::Ndjson => {
                for row in &summary.rows {
                    printer.write_out(&format!("{}\n", serde_json::to_string(row).unwrap_or_default()));
                }
            }
            OutputFormat::Json => {
                printer.write_out(&format!("{}\n", serde_json::to_string_pretty(summary).unwrap_or_default()));
            }
        }
    }
}

fn exit(summary: &Summary, carried: &Carried) -> Exit {
    let any = |states: &[RowState]| summary.rows.iter().any(|row| states.contains(&row.state));
    if carried.stopped {
        Exit::Interrupted
    } else if let Some(failure) = carried.failures.first() {
        match failure.exit {
            // Something was begun.
            Exit::Unreachable if !carried.rows.is_empty() => Exit::Failed,
            exit => exit,
        }
    } else if any(&[RowState::Failed, RowState::Partial, RowState::NotStarted, RowState::Stopped]) {
        Exit::Failed
    } else if any(&[RowState::WaitingApproval, RowState::Quarantined]) {
        Exit::Waiting
    } else {
        Exit::Done
    }
}

fn sentence(issues: &[RowIssue]) -> String {
    let one = |issue: &RowIssue| {
        let column = issue.column.as_ref().map_or(String::new(), |column| format!("{column}: "));
        format!("{column}{} ({})", issue.message, issue.mend)
    };
    issues.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create_private(path).and_then(|mut file| file.write_all(bytes)).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("{} can't be written: {error}", path.display()))
        .hint("what was done is kept: `dayone runs list` shows it")
}
