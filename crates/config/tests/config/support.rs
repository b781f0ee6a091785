//! A folder of configuration files.

use std::path::PathBuf;

use dayone_config::{Config, Environment, LoadOptions};

/// A folder that is gone when dropped.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = folder.path(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn options(&self, environment: Environment) -> LoadOptions {
        LoadOptions { path: None, environment, home: Some(self.path("home")), directory: self.path("") }
    }

    pub(crate) fn load(&self) -> Config {
        Config::load(&self.options(Environment::of([]))).unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// The problems as people see them, without the folder's own name.
    pub(crate) fn problems(&self) -> String {
        self.problems_with(Environment::of([]))
    }

    pub(crate) fn problems_with(&self, environment: Environment) -> String {
        let errors = Config::load(&self.options(environment)).expect_err("problems");
        self.relative(&errors.to_string())
    }

    pub(crate) fn relative(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }
}

/// What a single `dayone.toml` gives.
pub(crate) fn load(text: &str) -> Config {
    Folder::of(&[("dayone.toml", text)]).load()
}

/// What is wrong with a single `dayone.toml`.
pub(crate) fn problems(text: &str) -> String {
    Folder::of(&[("dayone.toml", text)]).problems()
}
