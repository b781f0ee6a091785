//! What all tenants share.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::check::Check;
use crate::database::{self, Database};
use crate::file::File;
use crate::folders::{config_folder, data_folder};
use crate::format::is_loopback_host;
use crate::limits::Limits;
use crate::load::LoadOptions;
use crate::notify::{Anchors, Encryption, Notify};
use crate::place::Place;
use crate::problem::Problem;
use crate::schema::SCHEMA;
use crate::secret::SecretSource;
use crate::tree::{Node, Value};

/// The files of dayone's own keys, outside the database's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFiles {
    /// Encrypts passwords and personal values.
    pub master: PathBuf,
    /// Signs ledger heads.
    pub ledger: PathBuf,
}

pub(crate) struct Shared {
    pub(crate) database: Database,
    pub(crate) keys: KeyFiles,
    pub(crate) notify: Notify,
    pub(crate) anchors: Anchors,
    pub(crate) limits: Limits,
}

/// The variable that overrides `database.url`.
pub(crate) const DATABASE_URL: &str = "DAYONE_DATABASE_URL";

/// Reads what all tenants share from the tree of the main file.
pub(crate) fn read(root: &mut Node, options: &LoadOptions, problems: &mut Vec<Problem>) -> Option<Shared> {
    for section in ["database", "secrets", "notify", "anchor", "limits"] {
        if let Some(node) = root.get(&[section]) {
            let mut check = Check { root: &SCHEMA, folder: Path::new(""), problems };
            check.missing(&SCHEMA["properties"][section], node);
        }
    }
    check_mail(root, problems);
    check_templates(root, problems);
    let mut json = root.json()?;
    for apart in ["include", "defaults", "tenants"] {
        json.as_object_mut()?.remove(apart);
    }
    // Fails only where a problem has been reported.
    let file: File = serde_json::from_value(json).unwrap_or_default();
    let database = read_database(&file, root, options, problems);
    let keys = read_keys(file.secrets, options, problems);
    let (database, keys) = (database?, keys?);
    check_apart(&database, &keys, root, problems);
    Some(Shared {
        database,
        keys,
        notify: Notify::from(file.notify),
        anchors: Anchors::from(file.anchor),
        limits: Limits::from(file.limits),
    })
}

fn read_database(file: &File, root: &mut Node, options: &LoadOptions, problems: &mut Vec<Problem>) -> Option<Database> {
    if let Some(text) = options.environment.get(DATABASE_URL) {
        let node = Node::from_environment(DATABASE_URL, "database.url", Value::Invalid);
        return match database::checked_url(&text, &options.directory) {
            Ok(url) => {
                set_database(root, node);
                // The variable stands for the whole address, its password included.
                Some(Database { url: SecretString::from(url), password: None })
            }
            Err(wrong) => {
                problems.push(Problem::new(
                    &node.at,
                    DATABASE_URL,
                    format!("{DATABASE_URL} {}", wrong.what),
                    wrong.hint,
                ));
                None
            }
        };
    }
    if let (Some(node), Some(source)) = (root.get(&["database", "password"]), &file.database.password) {
        let postgres = file.database.url.as_ref().is_some_and(|url| url.starts_with("postgres"));
        if matches!(source, SecretSource::Store(_)) {
            let hint = "the store is in the database: use env, file or command";
            problems.push(Problem::new(&node.at, &node.path, format!("`{}` can't be in the store", node.path), hint));
        } else if !postgres && root.get(&["database", "url"]).is_none_or(|url| !matches!(url.value, Value::Invalid)) {
            let hint = "a password goes with url = \"postgres://USER@HOST/NAME\"";
            problems.push(Problem::new(&node.at, &node.path, format!("`{}` belongs to no address", node.path), hint));
        }
    }
    let url = match &file.database.url {
        Some(url) => url.clone(),
        None => match data_folder(options) {
            Some(folder) => database::sqlite_url(&folder.join("dayone.db")),
            None => return homeless("database.url", problems),
        },
    };
    Some(Database { url: SecretString::from(url), password: file.database.password.clone() })
}

/// The variable is where `database.url` comes from, for who asks for its origin.
fn set_database(root: &mut Node, node: Node) {
    let Some(table) = root.table_mut() else { return };
    let section =
        Node { value: Value::Table(std::collections::BTreeMap::from([("url".to_owned(), node.clone())])), ..node };
    table.insert("database".to_owned(), section);
}

fn read_keys(file: crate::file::SecretsFile, options: &LoadOptions, problems: &mut Vec<Problem>) -> Option<KeyFiles> {
    let mut path = |set: Option<crate::file::text::FilePath>, key: &str, name: &str| match (set, config_folder(options))
    {
        (Some(path), _) => Some(path.into_path()),
        (None, Some(folder)) => Some(folder.join(name)),
        (None, None) => homeless(key, problems),
    };
    let master = path(file.master_key_file, "secrets.master_key_file", "master.key");
    let ledger = path(file.ledger_key_file, "secrets.ledger_key_file", "ledger.key");
    Some(KeyFiles { master: master?, ledger: ledger? })
}

fn homeless<T>(key: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let what = format!("`{key}` has no default, since there is no home folder");
    problems.push(Problem::new(&Place::BuiltIn, key, what, format!("set HOME, or `{key}`")));
    None
}

/// A copy of the database's folder must not hold the keys to it.
fn check_apart(database: &Database, keys: &KeyFiles, root: &Node, problems: &mut Vec<Problem>) {
    let Some(folder) = database.file().and_then(|file| file.parent().map(Path::to_owned)) else { return };
    for (name, file) in [("master_key_file", &keys.master), ("ledger_key_file", &keys.ledger)] {
        if file.parent() == Some(folder.as_path()) {
            let place = root.get(&["secrets", name]).map_or(Place::BuiltIn, |node| node.at.clone());
            let what = format!("`secrets.{name}` is in the database's folder: {}", file.display());
            let hint = "a copy of that folder would hold the key too: choose another folder";
            problems.push(Problem::new(&place, &format!("secrets.{name}"), what, hint));
        }
    }
}

fn check_mail(root: &Node, problems: &mut Vec<Problem>) {
    let Some(smtp) = root.get(&["notify", "smtp"]) else { return };
    let text = |key: &str| match smtp.get(&[key]).map(|node| &node.value) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    if let (Some(node), Some(host)) = (smtp.get(&["encryption"]), text("host"))
        && text("encryption") == Some(Encryption::None.name())
        && !is_loopback_host(host)
    {
        let what = format!("`{}` is \"none\", though {host} is another machine", node.path);
        problems.push(Problem::new(&node.at, &node.path, what, "use \"starttls\" or \"tls\""));
    }
    for (one, other) in [("username", "password"), ("password", "username")] {
        if let (Some(node), None) = (smtp.get(&[one]), smtp.get(&[other])) {
            let what = format!("`{}` is set without `{other}`", node.path);
            problems.push(Problem::new(&node.key_at, &node.path, what, format!("add `{other}`, or leave out both")));
        }
    }
}

fn check_templates(root: &Node, problems: &mut Vec<Problem>) {
    if let Some(node) = root.get(&["notify", "templates"])
        && let Value::String(path) = &node.value
        && !Path::new(path).is_dir()
    {
        let what = format!("`{}` is not a folder: {path}", node.path);
        problems.push(Problem::new(&node.at, &node.path, what, "paths are relative to the file in which they stand"));
    }
}
