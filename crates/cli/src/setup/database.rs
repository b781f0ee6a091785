//! The database, and the keys that go with it.

use dayone_engine::Randomness;
use dayone_store::{Keyring, LedgerKey, Origin, Store, StoreOptions, Vault};
use secrecy::ExposeSecret;

use super::Setup;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// The open database, and the keys that go with it.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) ledger_key: LedgerKey,
    pub(crate) randomness: Randomness,
}

impl Database {
    /// Opens the configured database; keys that are missing are made, and the person is told to keep a copy.
    pub(crate) async fn open(setup: &Setup, printer: &Printer) -> Result<Database, Failure> {
        let store = open_store(setup).await?;
        let randomness = Randomness::system();
        let keys = &setup.config.keys;
        let (master, origin) = Keyring::load_or_create(&store, &keys.master, &mut randomness.rng()).await?;
        if origin == Origin::Created {
            let shown = keys.master.display();
            let items = [
                format!("a master key was made: {shown}"),
                "keep a copy elsewhere: without it nothing that is sealed can be read again".to_owned(),
            ];
            let mut page = Page::default();
            Margins::heading(printer.width()).add(&mut page, Span::new(Ink::Caution, "NOTE"), items);
            printer.tell(&page);
        }
        let (ledger_key, _) = LedgerKey::load_or_create(&keys.ledger, store.location(), &mut randomness.rng())?;
        let vault = Vault::new(store.clone(), master);
        Ok(Database { store, vault, ledger_key, randomness })
    }
}

/// Opens the configured database alone.
pub(crate) async fn open_store(setup: &Setup) -> Result<Store, Failure> {
    let url = setup.config.database.connect_url(&setup.environment).await?;
    Ok(Store::open(url.expose_secret(), StoreOptions::default()).await?)
}
