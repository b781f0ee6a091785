//! From files and environment to a configuration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dayone_core::pattern;

use crate::across;
use crate::baseline;
use crate::check::Check;
use crate::database::Database;
use crate::environment::Environment;
use crate::file::tenant::TenantFile;
use crate::folders::config_folder;
use crate::include;
use crate::limits::Limits;
use crate::merge::{inherit, with_section};
use crate::notify::{Anchors, Notify};
use crate::place::Place;
use crate::problem::{ConfigErrors, Problem};
use crate::schema::SCHEMA;
use crate::shared::{self, KeyFiles, Shared};
use crate::tenant::{self, Tenant};
use crate::tree::{self, Node, Value, join};

/// Where a configuration is looked for. Nothing else is asked.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The file that the user named. None: `DAYONE_CONFIG`, else `dayone.toml` in `directory`, else in the config folder.
    pub path: Option<PathBuf>,
    /// Variables of the environment.
    pub environment: Environment,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The folder in which the user is.
    pub directory: PathBuf,
}

/// An effective configuration. Holds the sources of secrets, not the secrets.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where runs are kept.
    pub database: Database,
    /// The files of dayone's own keys.
    pub keys: KeyFiles,
    /// How people are told.
    pub notify: Notify,
    /// Where ledger heads are pushed to.
    pub anchors: Anchors,
    /// How hard each directory may be worked.
    pub limits: Limits,
    /// The client organisations, by name. Can be empty.
    pub tenants: BTreeMap<String, Tenant>,
    /// The files that were read, the main one first. Empty: there is none.
    pub files: Vec<PathBuf>,
    /// What `include` names, as patterns of whole paths.
    pub(crate) include: Vec<String>,
    /// What was written, for who asks for origins: all but tenants, and each tenant merged with what it inherits.
    pub(crate) root: Node,
    pub(crate) merged: BTreeMap<String, Node>,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// With every problem at once.
    pub fn load(options: &LoadOptions) -> Result<Config, ConfigErrors> {
        let mut problems = Vec::new();
        let loaded = load(options, &mut problems);
        ConfigErrors::unless_none(problems, loaded)
    }

    /// A file in this place is, or would be, one of the included ones.
    #[must_use]
    pub fn includes(&self, path: &Path) -> bool {
        self.include.iter().any(|pattern| pattern::matches(pattern, &path.to_string_lossy()))
    }
}

fn load(options: &LoadOptions, problems: &mut Vec<Problem>) -> Option<Config> {
    let mut files = Vec::new();
    let mut root = match main_file(options) {
        Some((path, asked_by)) => read(&path, &asked_by, problems)?,
        None => Node {
            key_at: Place::BuiltIn,
            at: Place::BuiltIn,
            path: String::new(),
            value: Value::Table(BTreeMap::new()),
        },
    };
    if let Place::File { file, .. } = &root.at {
        let main = file.to_path_buf();
        check(&mut root, &main, problems);
        files.push(main);
    }
    let mut tenants = own_tenants(root.take("tenants"));
    let mut patterns = Vec::new();
    if let (Some(include), Some(main)) = (root.take("include"), files.first().cloned()) {
        patterns = include::patterns(&include, folder_of(&main));
        for path in include::files(&include, folder_of(&main), problems) {
            if let Some(included) = read(&path, &include.at, problems) {
                add_included(included, &path, &mut tenants, problems);
            }
            files.push(path);
        }
    }
    if tenants.is_empty()
        && let Some(tenant) = environment_tenant(options, problems)
    {
        tenants.insert("default".to_owned(), tenant);
    }
    let defaults = with_section("guards", root.take("guards"), root.take("defaults"));
    let defaults = with_section("protected", root.take("protected"), defaults);
    let shared = shared::read(&mut root, options, problems)?;
    let merged = merged(tenants, defaults.as_ref(), &shared, problems);
    let tenants = merged.iter().filter_map(|(name, node)| Some((name.clone(), typed(name, node, &shared, problems)?)));
    let tenants = tenants.collect();
    let Shared { database, keys, notify, anchors, limits } = shared;
    Some(Config { database, keys, notify, anchors, limits, tenants, files, include: patterns, root, merged })
}

/// The main file and who asked for it; none if nobody did and there is none where it is looked for.
fn main_file(options: &LoadOptions) -> Option<(PathBuf, Place)> {
    if let Some(path) = &options.path {
        return Some(start_of(options.directory.join(path)));
    }
    if let Some(path) = options.environment.get("DAYONE_CONFIG") {
        return Some((options.directory.join(path), Place::Environment("DAYONE_CONFIG")));
    }
    let folders = std::iter::once(options.directory.clone()).chain(config_folder(options));
    folders.map(|folder| folder.join("dayone.toml")).find(|path| path.exists()).map(start_of)
}

fn start_of(path: PathBuf) -> (PathBuf, Place) {
    let place = Place::File { file: Arc::from(path.as_path()), line: 1, column: 1 };
    (path, place)
}

fn read(path: &Path, asked_by: &Place, problems: &mut Vec<Problem>) -> Option<Node> {
    let file: Arc<Path> = Arc::from(path);
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let what = format!("the configuration file {} can't be read: {error}", path.display());
            problems.push(Problem::new(asked_by, "", what, "`dayone config init` writes one to start from"));
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let readable = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let place = Place::in_file(&file, &readable, readable.len());
            problems.push(Problem::new(&place, "", "the file is not UTF-8 from here on", "save it as UTF-8"));
            return None;
        }
    };
    tree::parse(&file, &text).map_err(|found| problems.extend(found)).ok()
}

fn check(root: &mut Node, file: &Path, problems: &mut Vec<Problem>) {
    Check { root: &SCHEMA, folder: folder_of(file), problems }.node(&SCHEMA, root);
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

fn own_tenants(node: Option<Node>) -> BTreeMap<String, Node> {
    match node.map(|node| node.value) {
        Some(Value::Table(tenants)) => tenants,
        _ => BTreeMap::new(),
    }
}

fn add_included(mut root: Node, path: &Path, tenants: &mut BTreeMap<String, Node>, problems: &mut Vec<Problem>) {
    for (key, node) in root.table_mut().into_iter().flatten().filter(|(key, _)| key.as_str() != "tenants") {
        let what = format!("`{key}` stands in an included file");
        let hint = "an included file holds [tenants.NAME] only: move this to the main file";
        problems.push(Problem::new(&node.key_at, key, what, hint));
        node.value = Value::Invalid;
    }
    let mut own = Node { value: Value::Table(BTreeMap::new()), ..root.clone() };
    if let (Some(table), Some(node)) = (own.table_mut(), root.take("tenants")) {
        table.insert("tenants".to_owned(), node);
    }
    check(&mut own, path, problems);
    for (name, node) in own_tenants(own.take("tenants")) {
        let Some(first) = tenants.get_mut(&name) else {
            tenants.insert(name, node);
            continue;
        };
        if let Err(node) = baseline::join(first, node) {
            let what = format!("`{}` is there twice, first at {}", join("tenants", &name), first.key_at);
            let hint = "one tenant, one place; its `baseline` alone may stand in a file of its own";
            problems.push(Problem::new(&node.key_at, &node.path, what, hint));
        }
    }
}

/// One tenant, `default`, from the environment alone.
fn environment_tenant(options: &LoadOptions, problems: &mut Vec<Problem>) -> Option<Node> {
    options.environment.get("JUMPCLOUD_API_KEY")?;
    let mut tenant = Node::from_environment("JUMPCLOUD_API_KEY", "tenants.default", Value::Table(BTreeMap::new()));
    let key = Value::Table(BTreeMap::from([(
        "env".to_owned(),
        Node::from_environment(
            "JUMPCLOUD_API_KEY",
            "tenants.default.api_key.env",
            Value::String("JUMPCLOUD_API_KEY".into()),
        ),
    )]));
    let table = tenant.table_mut()?;
    table.insert("api_key".to_owned(), Node::from_environment("JUMPCLOUD_API_KEY", "JUMPCLOUD_API_KEY", key));
    for (variable, key) in
        [("JUMPCLOUD_ORG_ID", "jumpcloud_org_id"), ("JUMPCLOUD_BASE_URL", "base_url"), ("JUMPCLOUD_REGION", "region")]
    {
        if let Some(text) = options.environment.get(variable) {
            table.insert(key.to_owned(), Node::from_environment(variable, variable, Value::String(text)));
        }
    }
    let mut check = Check { root: &SCHEMA, folder: &options.directory, problems };
    check.node(&SCHEMA["properties"]["defaults"], &mut tenant);
    Some(tenant)
}

fn merged(
    tenants: BTreeMap<String, Node>,
    defaults: Option<&Node>,
    shared: &Shared,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Node> {
    let configured = [("slack", shared.notify.slack.is_some()), ("teams", shared.notify.teams.is_some())];
    let channels: Vec<&str> = configured.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect();
    let merged: BTreeMap<_, _> = tenants
        .into_iter()
        .map(|(name, own)| {
            let node = inherit(defaults, &own);
            (name, node)
        })
        .collect();
    for (name, tenant) in &merged {
        if matches!(tenant.value, Value::Table(_)) {
            across::check_tenant(name, tenant, &channels, problems);
            baseline::check(tenant, problems);
            let mut check = Check { root: &SCHEMA, folder: Path::new(""), problems };
            check.missing(&SCHEMA["properties"]["defaults"], tenant);
        }
    }
    across::check_tenants(&merged, problems);
    merged
}

fn typed(name: &str, node: &Node, shared: &Shared, problems: &mut Vec<Problem>) -> Option<Tenant> {
    match serde_json::from_value::<TenantFile>(node.json()?) {
        Ok(file) => tenant::build(name, file, shared.limits, &shared.notify),
        // Where a problem has been reported, what is left need not make sense.
        Err(_) if !problems.is_empty() => None,
        Err(error) => {
            let key = join("tenants", name);
            problems.push(Problem::new(&node.at, &key, format!("`{key}` can't be read: {error}"), "see the schema"));
            None
        }
    }
}
