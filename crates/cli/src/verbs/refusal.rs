//! A request that was refused before any run was opened: the error document all the same.

use dayone_core::event::{Ending, Event, Fact, Private, Refused, RefusedPerson};
use dayone_core::plan::Refusal;
use dayone_core::report::{Report, report};
use dayone_core::run::replay;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::line::Page;

/// A refused request.
pub(crate) struct RefusedRequest<'a> {
    /// What was given.
    pub(crate) document: &'a Map<String, Value>,
    /// The tenant, as far as one is known.
    pub(crate) tenant: &'a str,
    /// Who asked.
    pub(crate) actor: &'a str,
    /// When.
    pub(crate) at: Timestamp,
    /// Everything that is wrong.
    pub(crate) refusal: Refusal,
}

impl RefusedRequest<'_> {
    /// Prints the error document for programs, and every problem for people.
    pub(crate) fn print(self, printer: &Printer) -> Exit {
        let failure = Failure::of_problems(&self.refusal.problems);
        if printer.format() != OutputFormat::Table
            && let Some(report) = self.report()
        {
            let value = serde_json::to_value(report).unwrap_or_default();
            printer.document(&value, |_| Page::default());
        }
        printer.failure(&failure);
        failure.exit
    }

    /// The report of the run that this would have been.
    fn report(self) -> Option<Report> {
        let text = |name: &str| self.document.get(name).and_then(Value::as_str).map(str::to_owned);
        let person = RefusedPerson {
            username: text("username"),
            email: text("email"),
            first_name: text("first_name"),
            last_name: text("last_name"),
            department: text("department"),
            job_title: text("job_title"),
            employee_id: text("employee_id"),
        };
        let opened = Fact::Opened {
            tenant: self.tenant.to_owned(),
            attempt_of: None,
            ticket: text("ticket"),
            inputs_given: self.document.len(),
            batch: None,
        };
        let problems = self.refusal.problems.iter().map(|problem| (problem.step, problem.kind)).collect();
        let refused = Fact::Refused { early: Vec::new(), cost: Default::default(), problems };
        let private = Private::Refusal(Box::new(Refused { refusal: self.refusal, person }));
        let facts =
            [(opened, Private::None), (refused, private), (Fact::Closed { ending: Ending::Failed }, Private::None)];
        let events: Vec<Event> = (1..)
            .zip(facts)
            .map(|(seq, (fact, private))| Event { seq, at: self.at, actor: self.actor.to_owned(), fact, private })
            .collect();
        Some(report(&replay("", &events).ok()?))
    }
}
