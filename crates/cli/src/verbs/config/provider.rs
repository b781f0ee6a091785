//! `config init --provider`: a file for each organisation that a provider's key can manage.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dayone_config::{
    Address, Config, Environment, LoadOptions, OrganizationStarter, SecretSource, organization_file, starter_of_many,
};
use dayone_core::fault::{Fault, FaultKind};
use dayone_engine::Clock;
use dayone_engine::discovery::{
    Discovered, ManagedOrganization, discover, managed_organizations, organizations_of_provider,
};
use futures::stream::{self, StreamExt};
use serde_json::json;

use super::names::tenant_name;
use crate::args::{Global, InitArgs};
use crate::exit::Exit;
use crate::failure::{Failure, Point};
use crate::printer::Printer;
use crate::render::columns::{fixed, number, wrapped};
use crate::render::records::{Records, object};
use crate::setup::{ProviderKey, directory, environment};
use crate::verbs::new_file::{Present, write};
use crate::verbs::note::note;

/// The folder of the tenants' files, beside the main one.
const FOLDER: &str = "tenants";
/// Organisations that are looked at at the same time; all share one pace.
const AT_ONCE: usize = 4;

/// What became of an organisation.
enum Fate {
    /// A tenant has it already.
    Configured { tenant: String },
    /// Its file was written.
    Written { tenant: String, file: PathBuf, found: Box<Discovered> },
    /// It could not be read; nothing is written for it.
    Unread(Failure),
}

pub(super) async fn init(
    global: &Global,
    args: &InitArgs,
    address: Address,
    key: SecretSource,
    printer: &Printer,
) -> Result<Exit, Failure> {
    if args.file == Path::new("-") {
        return Err(Failure::usage("--provider writes several files: name the main one, not -"));
    }
    if global.tenant.is_some() {
        return Err(Failure::usage("--tenant goes with one organisation: --provider names a tenant for each"));
    }
    let here = directory()?;
    let main = here.join(&args.file);
    let source = place_of(key, &here);
    let provider = ProviderKey::open(&address, &source, &environment(None)).await?;
    let organizations = listed(&provider, args).await?;
    let is_new = !main.exists();
    if is_new {
        write(&main, &starter_of_many(&args.time_zone), Present::Kept)?;
    }
    let config = load(&main, &here)?;
    let folder = main.with_file_name(FOLDER);
    if !config.includes(&folder.join("any.toml")) {
        let message = format!("{} does not include the files of {}", main.display(), folder.display());
        return Err(Failure::usage(message).hint(format!("add include = [\"{FOLDER}/*.toml\"] to it, at its top")));
    }
    let work = Work { provider: &provider, address: &address, source: &source, folder: &folder };
    let fates = work.write_new(&organizations, &config).await?;
    load(&main, &here)?;
    tell(&organizations, &fates, printer);
    if is_new {
        note(printer, format!("{} is written, with what all tenants share", main.display()));
    }
    outcome(&organizations, fates, printer)
}

struct Work<'a> {
    provider: &'a ProviderKey,
    address: &'a Address,
    source: &'a SecretSource,
    folder: &'a Path,
}

impl Work<'_> {
    /// Looks at the organisations that no tenant has, and writes a file for each.
    async fn write_new(&self, organizations: &[ManagedOrganization], config: &Config) -> Result<Vec<Fate>, Failure> {
        let mut taken: BTreeSet<String> = config.tenants.keys().cloned().collect();
        let known = |id: &str| {
            let tenants = config.tenants.values();
            let mut found = tenants
                .filter(|tenant| tenant.connection.org_id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id)));
            found.next().map(|tenant| tenant.settings.name.clone())
        };
        let look = |organization: &ManagedOrganization| {
            let (id, known) = (organization.id.clone(), known(&organization.id));
            async move {
                match known {
                    Some(tenant) => Ok(Err(tenant)),
                    None => self.look_at(&id).await.map(Ok),
                }
            }
        };
        let seen: Vec<_> = stream::iter(organizations.iter().map(look)).buffered(AT_ONCE).collect().await;
        let mut fates = Vec::new();
        for (organization, seen) in organizations.iter().zip(seen) {
            fates.push(match seen {
                Err(failure) => Fate::Unread(failure),
                Ok(Err(tenant)) => Fate::Configured { tenant },
                Ok(Ok(found)) => {
                    let tenant = tenant_name(&organization.name, &organization.id, &mut taken);
                    let file = self.write(&tenant, organization, &found)?;
                    Fate::Written { tenant, file, found: Box::new(found) }
                }
            });
        }
        Ok(fates)
    }

    async fn look_at(&self, id: &str) -> Result<Discovered, Failure> {
        let client = self.provider.client_for(id)?;
        discover(&client).await.map_err(|fault| refused(&fault))
    }

    fn write(&self, tenant: &str, organization: &ManagedOrganization, found: &Discovered) -> Result<PathBuf, Failure> {
        let text = organization_file(&OrganizationStarter {
            tenant,
            organization_id: &organization.id,
            organization_name: &organization.name,
            address: self.address,
            provider_key: self.source,
            email_domains: &found.email_domains,
            proposals: &found.proposals,
            seen_on: Clock::System.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
        });
        let failed = |error| Failure::usage(format!("{} can't be made: {error}", self.folder.display()));
        std::fs::create_dir_all(self.folder).map_err(failed)?;
        let file = self.folder.join(format!("{tenant}.toml"));
        write(&file, &text, Present::Kept)?;
        Ok(file)
    }
}

async fn listed(provider: &ProviderKey, args: &InitArgs) -> Result<Vec<ManagedOrganization>, Failure> {
    let client = provider.client()?;
    let listed = match &args.provider_id {
        Some(id) => organizations_of_provider(&client, id).await,
        None => managed_organizations(&client).await,
    };
    listed.map_err(|fault| refused(&fault))
}

/// A file's path is relative to the file that names it: the tenants' files lie one folder deeper.
fn place_of(key: SecretSource, here: &Path) -> SecretSource {
    match key {
        SecretSource::File(path) => SecretSource::File(here.join(path)),
        other => other,
    }
}

/// The configuration as the files have it: a tenant of the environment is none of them.
fn load(main: &Path, here: &Path) -> Result<Config, Failure> {
    Ok(Config::load(&LoadOptions {
        path: Some(main.to_owned()),
        environment: Environment::new(|_| None),
        home: std::env::home_dir(),
        directory: here.to_owned(),
    })?)
}

fn refused(fault: &Fault) -> Failure {
    let (exit, hint) = match fault.kind {
        FaultKind::Unauthenticated => (Exit::Usage, "give a valid key of the right region (--region, --api-key-env)"),
        FaultKind::Forbidden => (Exit::Usage, "give the key's administrator a role that may read this organisation"),
        FaultKind::RateLimited | FaultKind::Unavailable => (Exit::Unreachable, "run it again: what was written stays"),
        _ => (Exit::Failed, "look at the organisation in the admin console"),
    };
    Failure::new(exit, fault.to_string()).hint(hint)
}

fn tell(organizations: &[ManagedOrganization], fates: &[Fate], printer: &Printer) {
    let columns = vec![
        ("tenant", fixed("TENANT")),
        ("organization", wrapped("ORGANISATION")),
        ("organization_id", fixed("ID")),
        ("state", fixed("STATE")),
        ("people", number("PEOPLE")),
        ("groups", number("GROUPS")),
        ("proposals", number("PROPOSED")),
        ("file", wrapped("FILE")),
    ];
    let rows = organizations.iter().zip(fates).map(|(organization, fate)| {
        let mut row = object(match fate {
            Fate::Configured { tenant } => json!({ "tenant": tenant, "state": "configured" }),
            Fate::Written { tenant, file, found } => json!({
                "tenant": tenant, "state": "written", "file": file, "people": found.people, "groups": found.groups,
                "proposals": found.proposals.count(),
            }),
            Fate::Unread(failure) => json!({ "state": "not read", "why": failure.message }),
        });
        row.insert("organization".into(), organization.name.as_str().into());
        row.insert("organization_id".into(), organization.id.as_str().into());
        row
    });
    printer.records(&Records { columns, rows: rows.collect() });
}

fn outcome(organizations: &[ManagedOrganization], fates: Vec<Fate>, printer: &Printer) -> Result<Exit, Failure> {
    let written = fates.iter().filter(|fate| matches!(fate, Fate::Written { .. })).count();
    match written {
        0 => note(printer, "no new organisation: nothing is written for a tenant"),
        _ => note(printer, "look at the proposals in each file; then `dayone config check` and `dayone doctor --all`"),
    }
    let unread: Vec<Point> = organizations
        .iter()
        .zip(fates)
        .filter_map(|(organization, fate)| match fate {
            Fate::Unread(failure) => Some(Point {
                place: format!("{} ({})", organization.name, organization.id),
                message: failure.message,
                mend: failure.hint.unwrap_or_default(),
            }),
            Fate::Configured { .. } | Fate::Written { .. } => None,
        })
        .collect();
    let what = match unread.len() {
        0 => return Ok(Exit::Done),
        1 => "1 organisation could not be read; nothing is written for it".to_owned(),
        count => format!("{count} organisations could not be read; nothing is written for them"),
    };
    Err(Failure { points: unread, ..Failure::new(Exit::Failed, what) })
}
