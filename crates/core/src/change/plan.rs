//! The plan of a change: every act, in order, with its reason, and a digest.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Act, Phase, PlannedAct, TrippedChange};
use crate::chain::Digest;
use crate::settings::ChangeWindow;
use crate::snapshot::Named;

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Department, title, location, manager or anything else about somebody changes.
    Mover,
    /// Somebody leaves.
    Leaver,
    /// Somebody comes back.
    Rehire,
    /// What a run has done is taken back.
    Undo,
    /// What a review found needless is taken away.
    Review,
    /// The account of somebody who left is deleted.
    Deletion,
}

/// A plan: what would be done to whom, and why. Nothing in it is secret, much of it is personal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangePlan {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// The tenant.
    pub tenant: String,
    /// The organisation.
    pub organization: Named,
    /// The configuration that the plan was made with.
    pub config_digest: Digest,
    /// Whose account.
    pub subject: Subject,
    /// The acts, by phase.
    pub acts: Vec<PlannedAct>,
    /// Access that stays although no rule gives it now, and why.
    pub kept: Vec<Kept>,
    /// The run that is undone, or that locked the account which is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Who of the directory is told, beside IT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<Addressee>,
    /// Addresses of IT.
    pub it_recipients: Vec<String>,
    /// A mail server is configured.
    pub mail_configured: bool,
    /// IANA time zone in which times are shown.
    pub time_zone: String,
    /// When the directory may be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<ChangeWindow>,
    /// What is unusual, though allowed.
    pub warnings: Vec<Note>,
    /// Why a second person has to agree.
    pub approval: Vec<String>,
    /// Hours until silence means no.
    pub approval_hours: u16,
    /// Guards that tripped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<TrippedChange>,
    /// Shown everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<String>,
    /// What it covers: everything that a person agrees to.
    pub digest: Digest,
}

/// Whose account is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Subject {
    pub account_id: String,
    pub username: String,
    pub email: String,
    pub display_name: String,
    pub department: String,
    pub employee_id: String,
}

/// Access that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `group`, `system` and so on.
    pub what: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it stays.
    pub because: String,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Addressee {
    pub account_id: String,
    pub email: String,
    pub name: String,
}

/// Something unusual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is, in one sentence.
    pub message: String,
    /// What to do, if anything.
    pub mend: String,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [ChangeKind; 6] = [
        ChangeKind::Mover,
        ChangeKind::Leaver,
        ChangeKind::Rehire,
        ChangeKind::Undo,
        ChangeKind::Review,
        ChangeKind::Deletion,
    ];

    /// Its name in events, rows and documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Mover => "mover",
            ChangeKind::Leaver => "leaver",
            ChangeKind::Rehire => "rehire",
            ChangeKind::Undo => "undo",
            ChangeKind::Review => "review",
            ChangeKind::Deletion => "deletion",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<ChangeKind> {
        ChangeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl ChangePlan {
    /// The plan with its acts in order, and the digest that goes with it.
    #[must_use]
    pub fn sealed(mut self) -> ChangePlan {
        self.acts.sort_by_key(|planned| (planned.phase, planned.act.key()));
        self.digest = self.covered();
        self
    }

    /// The same plan with these guards tripped.
    #[must_use]
    pub fn with_guards(mut self, guards: Vec<TrippedChange>) -> ChangePlan {
        self.guards = guards;
        self.sealed()
    }

    /// The directory is changed by it.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.acts.iter().any(|planned| planned.act.writes_to_directory())
    }

    /// The act of this name.
    #[must_use]
    pub fn act(&self, key: &crate::effect::EffectKey) -> Option<&PlannedAct> {
        self.acts.iter().find(|planned| planned.act.key() == *key)
    }

    /// Acts of a phase.
    pub fn of_phase(&self, phase: Phase) -> impl Iterator<Item = &PlannedAct> {
        self.acts.iter().filter(move |planned| planned.phase == phase)
    }

    /// When the directory may be written next.
    #[must_use]
    pub fn opens(&self, now: Timestamp) -> Timestamp {
        self.window.as_ref().map_or(now, |window| window.next_open(now))
    }

    /// What a person agrees to: not when it is done, nor numbers that change with the hour.
    fn covered(&self) -> Digest {
        #[derive(Serialize)]
        struct Covered<'a> {
            version: u8,
            kind: ChangeKind,
            tenant: &'a str,
            organization: &'a str,
            config: &'a Digest,
            account: &'a str,
            acts: Vec<(&'a Act, &'a str)>,
            late: Vec<&'a Act>,
            kept: &'a [Kept],
            manager: Option<&'a Addressee>,
            it_recipients: &'a [String],
            approval: &'a [String],
            of: Option<&'a str>,
        }
        let covered = Covered {
            version: 1,
            kind: self.kind,
            tenant: &self.tenant,
            organization: &self.organization.id,
            config: &self.config_digest,
            account: &self.subject.account_id,
            acts: self.acts.iter().map(|planned| (&planned.act, planned.because.as_str())).collect(),
            late: self.acts.iter().filter(|act| act.not_before.is_some()).map(|planned| &planned.act).collect(),
            kept: &self.kept,
            manager: self.manager.as_ref(),
            it_recipients: &self.it_recipients,
            approval: &self.approval,
            of: self.of.as_deref(),
        };
        // Every type above serialises: maps have text keys only.
        Digest::of(serde_json::to_string(&covered).unwrap_or_default().as_bytes())
    }
}
