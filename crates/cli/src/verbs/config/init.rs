//! `config init`: a file to start from, or one for each organisation of a provider.

use std::path::Path;

use dayone_config::{Address, Region, SecretSource, Starter, starter};

use super::provider;
use crate::args::{Global, InitArgs, KeySource};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::verbs::new_file::{Present, write};
use crate::verbs::note::note;

/// Writes files to start from.
pub(crate) async fn init(global: &Global, args: &InitArgs, printer: &Printer) -> Result<Exit, Failure> {
    let address = address(args)?;
    let key = key(&args.key);
    if args.provider {
        return provider::init(global, args, address, key, printer).await;
    }
    let text = starter(&Starter {
        tenant: global.tenant.clone().unwrap_or_else(|| Starter::default().tenant),
        address,
        api_key: key,
        organization_id: args.org_id.clone(),
        email_domains: args.email_domain.clone(),
        time_zone: args.time_zone.clone(),
    });
    if args.file == Path::new("-") {
        printer.write_out(&text);
        return Ok(Exit::Done);
    }
    write(&args.file, &text, if args.force { Present::Replaced } else { Present::Kept })?;
    let name = args.file.display();
    note(printer, format!("{name} is written; fill in what is commented out, then `dayone config check`"));
    Ok(Exit::Done)
}

fn address(args: &InitArgs) -> Result<Address, Failure> {
    match (&args.base_url, args.region.as_str()) {
        (Some(url), _) => {
            Address::of_url(url).map_err(|wrong| Failure::usage(format!("--base-url can't be used: {wrong}")))
        }
        (None, "eu") => Ok(Address::Region(Region::Eu)),
        (None, "in") => Ok(Address::Region(Region::In)),
        (None, _) => Ok(Address::Region(Region::Us)),
    }
}

fn key(key: &KeySource) -> SecretSource {
    match (&key.api_key_file, key.api_key_command.as_slice()) {
        (Some(path), _) => SecretSource::File(path.clone()),
        (None, []) => SecretSource::Env(key.api_key_env.clone()),
        (None, words) => SecretSource::Command(words.to_vec()),
    }
}
