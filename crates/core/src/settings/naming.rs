//! How usernames are formed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How usernames are formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// A `MiniJinja` expression template over `first_name`, `given_name` (its first word), `middle_names` (the others),
    /// `middle_initial`, `last_name`, `department`, `location`, `employee_id`; the result is transliterated to ASCII
    /// and lower-cased.
    pub template: String,
    /// Templates that are tried in turn when a name is taken; they may also use `name` (what `template` gives),
    /// `name_with_initial` (the same with the middle initial, where the person has one and `template` leaves it out) and
    /// `number` (2 to 99, each tried). Default: `{{ name_with_initial }}`, `{{ name }}{{ number }}`,
    /// `{{ given_name }}.{{ last_name }}`, the same with a number. Empty: a taken name is refused.
    #[serde(default = "crate::naming::default_ladder")]
    pub ladder: Vec<String>,
    /// How letters become ASCII. Default: `plain`.
    #[serde(default)]
    pub transliteration: Transliteration,
    /// Names that are never given, beside the built-in names of local accounts, services and mailboxes of roles.
    #[serde(default)]
    pub reserved: Vec<String>,
    /// Words that no name is formed with, beside the built-in ones: compared with whole words and the whole name.
    #[serde(default)]
    pub offensive: Vec<String>,
}

/// How letters become ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transliteration {
    /// Marks are dropped: `ü` is `u`, `ø` is `o`; `ß` is `ss`.
    #[default]
    Plain,
    /// As in German: `ä`, `ö`, `ü` are `ae`, `oe`, `ue`.
    German,
    /// As in Danish, Norwegian and Swedish passports: `å` is `aa`, `ä` and `æ` are `ae`, `ö` and `ø` are `oe`.
    Nordic,
}

impl Naming {
    /// A rule with this template, and everything else as built in.
    #[must_use]
    pub fn by(template: impl Into<String>) -> Naming {
        Naming {
            template: template.into(),
            ladder: crate::naming::default_ladder(),
            transliteration: Transliteration::default(),
            reserved: Vec::new(),
            offensive: Vec::new(),
        }
    }
}
