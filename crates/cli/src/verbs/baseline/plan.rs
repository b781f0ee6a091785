//! `baseline plan`: what differs.

use std::sync::Arc;

use dayone_core::baseline::{Declaration, Plan, Prune};
use dayone_engine::baseline::BaselineProposal;
use dayone_engine::{Engine, Tenant};

use crate::args::{BaselinePlan, Global, OutputFormat, PruneFlag};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::baseline::{BaselineView, counted, document, page, records};
use crate::setup::{Setup, actor};
use crate::verbs::again::carry_out_command;
use crate::verbs::freeze;

pub(super) async fn plan(global: &Global, args: &BaselinePlan, printer: &Printer) -> Result<Exit, Failure> {
    let declared = Declared::read(global, printer).await?;
    let plan = declared.propose(args.prune).await?.plan;
    let next = carry_out_command(std::env::args_os(), ["plan", "apply"], &["--exit-code"], &plan.digest.short());
    let view = declared.view(&plan, Some(next)).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => printer.document(&document(&view), |width| page(&view, width)),
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&records(&plan)),
    }
    Ok(if args.exit_code && !plan.is_done() { Exit::Differs } else { Exit::Done })
}

/// A tenant with its declared baseline.
pub(super) struct Declared {
    pub(super) engine: Engine,
    pub(super) tenant: Arc<Tenant>,
    pub(super) actor: String,
    declaration: Declaration,
}

impl Declared {
    /// Reads the configuration, and opens the database.
    pub(super) async fn read(global: &Global, printer: &Printer) -> Result<Declared, Failure> {
        let setup = Setup::load(global)?;
        let tenant = setup.tenant(global.tenant.as_deref(), None)?;
        let name = tenant.settings.name.clone();
        let declaration = tenant.baseline.clone();
        if declaration.is_empty() {
            let hint = format!(
                "`dayone baseline import --tenant {name} FILE` declares what is there; then name the file in `include`"
            );
            return Err(Failure::usage(format!("tenant {name} declares no baseline")).hint(hint));
        }
        let actor = actor(&setup.environment);
        let engine = setup.engine(printer).await?;
        let tenant = engine.tenant(&name)?;
        Ok(Declared { engine, tenant, actor, declaration })
    }

    /// What makes the directory what is declared.
    pub(super) async fn propose(&self, prune: PruneFlag) -> Result<BaselineProposal, Failure> {
        let prune = if prune.prune { Prune::Undeclared } else { Prune::Nothing };
        Ok(self.engine.propose_baseline(&self.tenant, self.declaration.clone(), prune).await?)
    }

    /// A plan with what is told beside it.
    pub(super) async fn view<'a>(&self, plan: &'a Plan, next: Option<String>) -> Result<BaselineView<'a>, Failure> {
        let frozen = self.engine.frozen(&self.tenant.settings.name).await?;
        let frozen = frozen.map(|freeze| freeze::words(&freeze).join("; "));
        let Declaration { user_groups, system_groups, emails } = &self.declaration;
        let counts = [(user_groups.len(), "user group"), (system_groups.len(), "system group"), (emails.len(), "mail")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun));
        let declared = counts.collect::<Vec<_>>().join(", ");
        Ok(BaselineView { plan, declared, frozen, next })
    }
}
