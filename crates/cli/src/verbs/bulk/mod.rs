//! `bulk`: check every row, ask, carry out, report.

mod board;
mod carry;
mod check;
mod checked;
mod files;
mod outcome;
mod source;
mod summary;

use std::sync::Arc;

use dayone_core::chain::Digest;
use dayone_core::event::Batch;
use dayone_core::settings::BatchNotices;
use dayone_engine::batch::BatchOptions;
use dayone_engine::{Engine, Judgement, Tenant};
use dayone_sheet::{TemplateRows, template_csv, template_json};
use jiff::Timestamp;

use super::note::note;
use super::seal::seal;
use super::stop::{StopSignal, deaf};
use crate::args::{BulkArgs, BulkVerb, Global, OutputFormat, TemplateForm};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::bulk as page;
use crate::setup::{Setup, actor};

pub(crate) use checked::{Checked, CheckedTenant, Fate};
pub(crate) use files::Written;
use source::Source;

pub(crate) async fn bulk(global: &Global, args: &BulkArgs, printer: &Printer) -> Result<Exit, Failure> {
    if let Some(BulkVerb::Template { form, bare }) = args.verb {
        let rows = if bare { TemplateRows::NamesOnly } else { TemplateRows::Examples };
        printer.write_out(&match form {
            TemplateForm::Csv => template_csv(rows),
            TemplateForm::Json => template_json(rows),
        });
        return Ok(Exit::Done);
    }
    let Some(path) = &args.file else { return Err(Failure::usage("no file was given")) };
    if !args.check && !args.yes && !printer.can_ask() {
        let hint = "look at `dayone bulk --check FILE` first, then give --yes";
        return Err(Failure::usage("nobody can be asked here, and --yes was not given").hint(hint));
    }
    let source = Source::open(path)?;
    // A file that is none is told of before anything is made for it.
    source.sheet()?;
    let setup = Setup::load(global)?;
    let work = Work {
        engine: setup.engine(printer).await?,
        actor: actor(&setup.environment),
        setup,
        source,
        args,
        tenant: global.tenant.clone(),
    };
    work.run(printer).await
}

/// A file to be carried out.
pub(crate) struct Work<'a> {
    pub(crate) engine: Engine,
    pub(crate) setup: Setup,
    pub(crate) source: Source,
    pub(crate) actor: String,
    pub(crate) args: &'a BulkArgs,
    /// `--tenant`.
    pub(crate) tenant: Option<String>,
}

impl Work<'_> {
    async fn run(&self, printer: &Printer) -> Result<Exit, Failure> {
        let checked = self.check(printer).await?;
        printer.tell(&page::check(&checked, printer.width()));
        if self.args.check {
            return self.only_checked(&checked, printer);
        }
        let bad = checked.bad();
        let to_do = checked.to_do();
        if self.args.all_or_none && bad > 0 {
            self.write_failed(&checked, &[], printer)?;
            let failure = Failure::usage(format!("{} to mend; nothing was written", page::rows(bad)));
            return Err(failure.hint("mend them, or leave out --all-or-none"));
        }
        if to_do == 0 {
            return self.nothing_to_do(&checked, printer);
        }
        if !self.args.yes && !self.agrees(&checked, to_do, printer)? {
            note(printer, "not agreed: nothing was written");
            return Ok(Exit::Failed);
        }
        let stop = StopSignal::listen().map_err(deaf)?;
        // What goes on is the same batch, of which people are told at once.
        let batch = checked.earlier.as_ref().map_or_else(|| self.batch_id(), |(_, batch)| batch.clone());
        let carried = self.carry_out(&checked, &batch, stop, printer).await?;
        for tenant in checked.tenants.iter().filter(|tenant| tenant.to_do > 0) {
            seal(&self.engine, &tenant.name, printer).await;
        }
        let summary = summary::of(self, &checked, &carried, &batch);
        let written = self.write_files(&checked, &summary, printer)?;
        self.print(&summary, &written, &carried, printer)
    }

    fn agrees(&self, checked: &Checked, to_do: usize, printer: &Printer) -> Result<bool, Failure> {
        let tenants = checked.tenants.iter().filter(|tenant| tenant.to_do > 0).count();
        let what = match checked.going_on() {
            0 => "Create",
            _ => "Create or complete",
        };
        let organizations = if tenants == 1 { "1 organisation".to_owned() } else { format!("{tenants} organisations") };
        let accounts = if to_do == 1 { "1 account".to_owned() } else { format!("{to_do} accounts") };
        printer.types(&format!("{what} {accounts} in {organizations}?"), &to_do.to_string())
    }

    fn only_checked(&self, checked: &Checked, printer: &Printer) -> Result<Exit, Failure> {
        let summary = summary::of_check(self, checked);
        self.write_files(checked, &summary, printer)?;
        match printer.format() {
            OutputFormat::Table => {}
            _ => self.print_data(&summary, printer),
        }
        Ok(if checked.bad() > 0 { Exit::Usage } else { Exit::Done })
    }

    fn nothing_to_do(&self, checked: &Checked, printer: &Printer) -> Result<Exit, Failure> {
        let summary = summary::of_check(self, checked);
        self.write_files(checked, &summary, printer)?;
        if printer.format() != OutputFormat::Table {
            self.print_data(&summary, printer);
        }
        match checked.bad() {
            0 => {
                note(printer, "every row was done before: nothing was written");
                Ok(Exit::Done)
            }
            bad => Err(Failure::new(checked.exit(), format!("{} to mend; nothing was written", page::rows(bad)))),
        }
    }

    /// `B-20260306-7K2M`.
    fn batch_id(&self) -> String {
        let day = self.engine.clock().now().strftime("%Y%m%d");
        format!("B-{day}-{}", self.engine.randomness().id(4))
    }

    pub(crate) fn options(&self, tenant: &Tenant, judgement: Judgement, batch: &str) -> BatchOptions {
        let limits = self.setup.config.limits;
        let at_once = if self.args.sequential { 1 } else { usize::from(limits.max_in_flight) * 2 };
        let digest = tenant.settings.notify.batch == BatchNotices::Digest;
        BatchOptions {
            batch: Batch { id: batch.to_owned(), digest },
            actor: self.actor.clone(),
            at_once,
            manner: self.args.manner.manner(),
            judgement,
            release: self.args.expect.is_some(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.engine.clock().now()
    }

    pub(crate) fn tenant_of(&self, name: &str) -> Result<Arc<Tenant>, Failure> {
        Ok(self.engine.tenant(name)?)
    }
}

/// The digest of a batch: of its plans, in the order of the rows.
pub(crate) fn digest_of<'a>(digests: impl Iterator<Item = &'a Digest>) -> Digest {
    let text: String = digests.map(|digest| format!("{digest}\n")).collect();
    Digest::of(text.as_bytes())
}
