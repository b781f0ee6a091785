//! Baselines: declared, compared, imported.

mod import;
mod page;
mod plan;
mod support;
