//! A tenant's baseline: groups, what they grant, and the organisation's own mails, declared by name and made true.
//!
//! A [`Declaration`] is resolved against the [`Living`] directory and compared with it; what differs is a [`Plan`]: an
//! ordered list of [`Act`]s, each with the reason for it. [`declare`] is the way back: it writes the declaration of a
//! living organisation, of which [`plan`] finds no difference.
//!
//! A declared group is declared as a whole: what is left out of it is empty. Groups that are not declared are left
//! alone, unless they are to be pruned.

mod act;
mod change;
mod declaration;
mod declare;
mod diff;
mod guard;
mod kinds;
mod living;
mod plan;
mod renamed;
mod rule;
mod wanted;
mod words;

pub use act::{Act, GroupRef, PlannedAct, Stage, Thing};
pub use declaration::{
    ConditionDeclaration, Declaration, EmailKind, EmailWords, RuleDeclaration, SystemGroupDeclaration,
    UserGroupDeclaration,
};
pub use declare::declare;
pub use guard::{BaselineGuard, FEW_GRANTS, TrippedBaselineGuard};
pub use kinds::{GrantKind, GroupKind, Sudo};
pub use living::{Grant, Living, LivingGroup, Things};
pub use plan::{Plan, Prune, Refusal, plan};
pub use renamed::Renamed;
pub use rule::{Condition, Rule, RuleError, RuleMembers, RuleTest};
pub use wanted::{Unresolved, key};
