//! The field table: every operation that our client sends or the simulator serves, as we read the public sources.
//!
//! It shares nothing with the client or the simulator: a field that one of them misspells is not spelt so here.

mod check;
mod graph;
mod groups;
mod hidden;
mod later;
mod organizations;
mod others;
mod things;
mod users;

use std::sync::OnceLock;

pub(crate) use check::{answer, request};

/// The type of a value, with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Text of at most so many characters; 0 is no limit that a source states.
    Text(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A boolean.
    Flag,
    /// A whole number of at least this.
    Whole(i64),
    /// A date and time as RFC 3339 writes it.
    When,
    /// The id of something: 24 hexadecimal digits.
    Id,
    /// An object of these fields and no others.
    Object(&'static [Field]),
    /// Any object.
    Map,
    /// A list.
    List(&'static Kind),
}

/// A field of an object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    /// In no official file, yet seen: where.
    pub(crate) seen: Option<&'static str>,
}

pub(crate) const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false, nullable: false, seen: None }
}

impl Field {
    pub(crate) const fn required(self) -> Field {
        Field { required: true, ..self }
    }

    pub(crate) const fn or_null(self) -> Field {
        Field { nullable: true, ..self }
    }

    pub(crate) const fn seen(self, source: &'static str) -> Field {
        Field { seen: Some(source), ..self }
    }
}

/// A query parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Query {
    Limit,
    Skip,
    /// Field names, separated by blanks (v1) or commas (v2).
    Sort,
    SortIgnoreCase,
    Fields,
    /// `field:operator:value`, repeatable.
    Filter,
    /// Free text.
    Search,
    /// `targets`: must be there, one of these.
    Targets(&'static [&'static str]),
    /// `name` must be `value`.
    Word(&'static str, &'static str),
    /// `name` is a boolean.
    Flag(&'static str),
    /// `name` is ids, separated by commas.
    Ids(&'static str),
    /// `cascade_manager`: an id or `null`.
    Heir,
}

impl Query {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Query::Limit => "limit",
            Query::Skip => "skip",
            Query::Sort => "sort",
            Query::SortIgnoreCase => "sortIgnoreCase",
            Query::Fields => "fields",
            Query::Filter => "filter",
            Query::Search => "search",
            Query::Targets(_) => "targets",
            Query::Word(name, _) | Query::Flag(name) | Query::Ids(name) => name,
            Query::Heir => "cascade_manager",
        }
    }
}

pub(crate) const PAGE: &[Query] = &[Query::Limit, Query::Skip];
pub(crate) const WALK: &[Query] = &[Query::Limit, Query::Skip, Query::Filter];
pub(crate) const SORTED_WALK: &[Query] = &[Query::Limit, Query::Skip, Query::Filter, Query::Sort];
pub(crate) const LIST: &[Query] = &[Query::Limit, Query::Skip, Query::Sort, Query::Fields, Query::Filter];
pub(crate) const SEARCHED: &[Query] =
    &[Query::Limit, Query::Skip, Query::Sort, Query::Fields, Query::Filter, Query::Search];
pub(crate) const ONE: &[Query] = &[Query::Fields, Query::Filter];

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Body {
    Nothing,
    /// An object that must be there if one of its fields is required.
    Object(&'static [Field]),
    /// A list of objects.
    List(&'static [Field]),
}

/// What a success carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Answer {
    Nothing,
    /// Text, or nothing: not to be read.
    Words,
    /// JSON of a form that no source shows.
    Json,
    Document(&'static [Field]),
    /// A bare list.
    Array(&'static [Field]),
    /// `{results, totalCount}`.
    Page(&'static [Field]),
}

/// Where an operation is known from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Standing {
    /// The official files.
    Official,
    /// Its path is in the official files, but without a method; or it is in none: this source shows it.
    Seen(&'static str),
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// `POST /v2/usergroups/{group_id}/members`
    pub(crate) name: String,
    pub(crate) query: Vec<Query>,
    pub(crate) body: Body,
    pub(crate) answers: Vec<(u16, Answer)>,
    pub(crate) standing: Standing,
}

pub(crate) fn operation(name: impl Into<String>) -> Operation {
    let (query, answers) = (Vec::new(), Vec::new());
    Operation { name: name.into(), query, body: Body::Nothing, answers, standing: Standing::Official }
}

impl Operation {
    pub(crate) fn query(mut self, query: &[Query]) -> Operation {
        self.query.extend_from_slice(query);
        self
    }

    pub(crate) fn body(self, fields: &'static [Field]) -> Operation {
        Operation { body: Body::Object(fields), ..self }
    }

    pub(crate) fn bodies(self, fields: &'static [Field]) -> Operation {
        Operation { body: Body::List(fields), ..self }
    }

    pub(crate) fn answers(mut self, status: u16, answer: Answer) -> Operation {
        self.answers.push((status, answer));
        self
    }

    pub(crate) fn seen(self, source: &'static str) -> Operation {
        Operation { standing: Standing::Seen(source), ..self }
    }

    pub(crate) fn method(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }

    pub(crate) fn path(&self) -> &str {
        self.name.split_once(' ').map_or("", |(_, path)| path)
    }

    pub(crate) fn fits(&self, method: &str, segments: &[&str]) -> bool {
        let mut parts = self.path().split('/').skip(1);
        method == self.method()
            && segments.iter().all(|segment| parts.next().is_some_and(|part| part.starts_with('{') || part == *segment))
            && parts.next().is_none()
    }
}

/// Every operation.
pub(crate) fn operations() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(|| {
        let families = [
            organizations::operations(),
            users::operations(),
            things::operations(),
            groups::operations(),
            graph::operations(),
            later::operations(),
            others::operations(),
            hidden::operations(),
        ];
        families.into_iter().flatten().collect()
    })
}

/// The operation of a request by its path below `/api`.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Operation> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let fixed = |operation: &&Operation| operation.path().matches('{').count();
    operations().iter().filter(|operation| operation.fits(method, &segments)).min_by_key(fixed)
}

/// The operation of that name.
pub(crate) fn named(name: &str) -> Option<&'static Operation> {
    operations().iter().find(|operation| operation.name == name)
}
