//! Baselines: declared, compared, imported.

mod apply;
mod import;
mod page;
mod plan;
mod support;
