//! Where we knowingly differ from the official files, and why. The files were transformed before publication, and real
//! servers answer more than they say; the list is short on purpose.

/// A difference from the files.
pub(crate) struct Deviation {
    /// Operations that begin so.
    operation: &'static str,
    /// Paths of the value that begin so, each row of a list as `[]`; with a star before it, that end so.
    path: &'static str,
    /// Where it is known from.
    #[expect(dead_code, reason = "for whoever reads the list")]
    source: &'static str,
}

impl Deviation {
    pub(crate) fn covers(&self, operation: &str, path: &str) -> bool {
        let same = match self.path.strip_prefix('*') {
            Some(end) => path.ends_with(end),
            None => path.starts_with(self.path),
        };
        operation.starts_with(self.operation) && same
    }
}

const fn deviation(operation: &'static str, path: &'static str, source: &'static str) -> Deviation {
    Deviation { operation, path, source }
}

/// What we send beyond the files.
pub(crate) const OF_REQUESTS: &[Deviation] = &[
    deviation("POST /systemusers/{id}/state/activate", "body.email has another type", SUPPRESSED),
    deviation("POST /systemusers/{id}/state/activate", "body.email is false", SUPPRESSED),
    deviation(
        "DELETE /systemusers/{id}",
        "query.cascade_manager",
        "stripped from the files; older official ones have it",
    ),
    deviation(
        "PUT /systemusers/{id}",
        "body.manager is null",
        "the type has no value for nobody, and an empty text is no id; the DELETE of a manager leaves null behind",
    ),
    deviation("POST /search/", "query.", "paging by query was stripped from the files; older official ones have it"),
    deviation("POST /search/", "body.sort", "the official command line sends it"),
    deviation("POST /search/", "body.filter is null", "clients of others send it"),
    deviation("POST /v2/", "body.attributes is null", "the official command line sends it"),
    deviation("GET /v2/", "query.targets is", "stripped to one word; older official files have a list"),
];

/// What our table says otherwise.
pub(crate) const OF_THE_TABLE: &[Deviation] = &[deviation(
    "P",
    "body.restrictedFields",
    "of many users the file types one object, of one user a list of the same objects",
)];

/// What the simulator answers beyond the files.
pub(crate) const OF_ANSWERS: &[Deviation] = &[
    deviation("GET /commands/", "._id", COMMANDS),
    deviation("POST /commands", "._id", COMMANDS),
    deviation("PUT /commands/", "._id", COMMANDS),
    deviation("DELETE /commands/", "._id", COMMANDS),
    deviation("", ".id", IDS),
    deviation("", ".results[].id", IDS),
    deviation("", "*.systemUsername", "official PowerShell module and third-party clients"),
    deviation("", "*.tags", "newer official specification"),
    deviation("", "*.attributes[]._id", "answers quoted by official clients have it"),
    deviation(
        "GET /v2/",
        "*.attributes is null",
        "edges without attributes have null in answers that official clients quote",
    ),
];

const SUPPRESSED: &str = "the operation's text allows false, its schema types a text";
const COMMANDS: &str = "a command without its id could not be found again; official clients read it";
const IDS: &str = "newer answers have id beside _id";
