//! `freeze` and `unfreeze`: writes stopped by a person, of a tenant or of all.

use dayone_engine::{Engine, EngineError, RunOf, Scope};
use dayone_store::{Found, Freeze};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::note::note;
use super::seal::seal;
use crate::args::{AllTenants, FreezeArgs, Global, UnfreezeArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};
use crate::render::run::person;
use crate::render::today::name;
use crate::setup::{Setup, actor};

/// Runs that are shown by name.
const SHOWN: i64 = 20;

pub(crate) async fn freeze(global: &Global, args: &FreezeArgs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let scope = scope(&engine, global, args.all).await?;
    let who = actor(&setup.environment);
    let standing = engine.freeze(&scope, &who, &args.reason).await?;
    seal(&engine, scope.name(), printer).await;
    if let Some(standing) = &standing {
        note(printer, format!("this freeze stood already, since {}: it stays as it is", moment(standing.at_us)));
    }
    let late = engine.late(&scope, SHOWN).await?;
    let rows = late_rows(&engine, &late).await;
    let frozen = match standing {
        Some(standing) => standing,
        None => Freeze {
            tenant: scope.name().to_owned(),
            reason: args.reason.clone(),
            actor: who,
            at_us: engine.clock().now_us(),
        },
    };
    let value = json!({
        "scope": shown(&scope),
        "reason": frozen.reason,
        "actor": frozen.actor,
        "since": time(frozen.at_us),
        "late": rows.iter().map(Late::document).collect::<Vec<Value>>(),
        "late_count": late.count,
        "next": scope.unfreeze_command(),
    });
    printer.document(&value, |width| page(&scope, &frozen, &rows, late.count, width));
    Ok(Exit::Done)
}

pub(crate) async fn unfreeze(global: &Global, args: &UnfreezeArgs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let scope = scope(&engine, global, args.all).await?;
    let lifted = engine.unfreeze(&scope, &actor(&setup.environment), &args.reason).await?;
    seal(&engine, scope.name(), printer).await;
    if lifted.is_none() {
        note(printer, format!("no freeze of {} stood", shown(&scope)));
    }
    let left = left(&engine, &scope).await?;
    let names: Vec<String> = left.iter().map(|freeze| shown(&Scope::of(freeze))).collect();
    let value = json!({ "scope": shown(&scope), "lifted": lifted.is_some(), "still_frozen": names });
    printer.document(&value, |width| {
        let mut page = Page::default();
        let (word, text) = match lifted {
            Some(freeze) => ("UNFROZEN", format!("{}, frozen since {}", shown(&scope), moment(freeze.at_us))),
            None => ("UNCHANGED", shown(&scope)),
        };
        Margins { items: 10, ..Margins::heading(width) }.add(&mut page, Span::new(Ink::Good, word), [text]);
        page
    });
    for freeze in &left {
        let other = Scope::of(freeze);
        note(printer, format!("a freeze of {} stands still: `{}` lifts it", shown(&other), other.unfreeze_command()));
    }
    // Whoever wanted a tenant to go on has not got that while all are frozen.
    let still_held = matches!(&scope, Scope::Tenant(_)) && !left.is_empty();
    Ok(if still_held { Exit::Failed } else { Exit::Done })
}

/// Says that a tenant is frozen, where a run has met that.
pub(crate) async fn tell(engine: &Engine, tenant: &str, run_id: &str, printer: &Printer) -> Result<(), Failure> {
    if let Some(freeze) = engine.frozen(tenant).await? {
        let mut page = Page::default();
        let margins = Margins { items: 8, ..Margins::heading(printer.width()) };
        margins.add(&mut page, Span::new(Ink::Caution, "FROZEN"), words(&freeze));
        let waits = format!(
            "run {run_id} is kept as far as it came, and goes on with `dayone runs resume {run_id}`, or by a worker, after"
        );
        margins.add(&mut page, "", [waits]);
        margins.add_command(&mut page, "", Scope::of(&freeze).unfreeze_command());
        printer.tell(&page);
    }
    Ok(())
}

/// A freeze in words.
pub(crate) fn words(freeze: &Freeze) -> [String; 3] {
    let whose = Scope::of(freeze).of_whom();
    [
        format!("writes are frozen{whose} by {}", freeze.actor),
        format!("since {}", moment(freeze.at_us)),
        freeze.reason.clone(),
    ]
}

/// What a freeze is meant for. A tenant is known if it is configured, or has a history.
async fn scope(engine: &Engine, global: &Global, all: Option<AllTenants>) -> Result<Scope, Failure> {
    let Some(name) = &global.tenant else { return Ok(Scope::Everything) };
    if all.is_some() {
        return Err(Failure::usage("`all` and --tenant are given: which is meant?"));
    }
    match engine.tenant(name) {
        Ok(_) => Ok(Scope::Tenant(name.clone())),
        Err(_) if engine.store().tenants().await?.contains(name) => Ok(Scope::Tenant(name.clone())),
        Err(error) => Err(error.into()),
    }
}

/// Freezes that still hold what somebody has just let go on.
async fn left(engine: &Engine, scope: &Scope) -> Result<Vec<Freeze>, EngineError> {
    Ok(match scope {
        Scope::Everything => engine.store().freezes().await?,
        Scope::Tenant(name) => engine.frozen(name).await?.into_iter().collect(),
    })
}

/// A run that will be late.
struct Late {
    run_id: String,
    tenant: String,
    person: String,
    due_us: i64,
}

impl Late {
    fn document(&self) -> Value {
        json!({ "run": self.run_id, "tenant": self.tenant, "person": self.person, "due": time(self.due_us) })
    }
}

async fn late_rows(engine: &Engine, late: &Found) -> Vec<Late> {
    let mut rows = Vec::new();
    for row in &late.rows {
        // A name that can't be read keeps nobody from being told of the run.
        let person = match engine.change_kind(&row.run_id).await {
            Ok(Some(_)) => engine.change(&row.run_id).await.ok().map(|change| name(&RunOf::Change(Box::new(change)))),
            _ => engine.run(&row.run_id).await.ok().map(|run| person(&run)),
        };
        let person = person.unwrap_or_else(|| "somebody".to_owned());
        let due_us = row.due_us.unwrap_or_default();
        rows.push(Late { run_id: row.run_id.clone(), tenant: row.tenant.clone(), person, due_us });
    }
    rows.sort_by(|one, other| (&one.tenant, one.due_us).cmp(&(&other.tenant, other.due_us)));
    rows
}

fn page(scope: &Scope, freeze: &Freeze, late: &[Late], count: i64, width: usize) -> Page {
    let mut page = Page::default();
    let margins = Margins { items: 8, ..Margins::heading(width) };
    let by = [format!("by {}", freeze.actor), format!("since {}", moment(freeze.at_us)), freeze.reason.clone()];
    let items = std::iter::once(Span::new(Ink::Strong, shown(scope))).chain(by.iter().map(Span::from));
    margins.add(&mut page, Span::new(Ink::Caution, "FROZEN"), items);
    let text = "calls under way are the last; nothing is lost, and everything waits";
    margins.add(&mut page, "", [text]);
    match count {
        0 => margins.add(&mut page, "late", ["nothing within 72 h"]),
        count => margins.add(&mut page, "late", [format!("{count} within 72 h")]),
    }
    for row in late {
        let items = [moment(row.due_us), row.tenant.clone(), row.person.clone(), format!("run {}", row.run_id)];
        margins.add(&mut page, "", items);
    }
    let more = count - i64::try_from(late.len()).unwrap_or(i64::MAX);
    if more > 0 {
        margins.add(&mut page, "", [format!("and {more} more")]);
    }
    margins.add_command(&mut page, "then", scope.unfreeze_command());
    page
}

fn shown(scope: &Scope) -> String {
    match scope {
        Scope::Tenant(name) => format!("tenant {name}"),
        Scope::Everything => "all tenants".into(),
    }
}

fn time(us: i64) -> Option<String> {
    Timestamp::from_microsecond(us).map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).ok()
}

fn moment(us: i64) -> String {
    Timestamp::from_microsecond(us).map_or("?".into(), |at| at.strftime("%-d %b %Y %H:%M UTC").to_string())
}
