//! Changes to what is there: movers, leavers, rehires, what is undone, what a review takes away, deletions.
//!
//! A hire has its sixteen steps; every other change is a list of acts, each *ensured* like an effect of a hire, in
//! phases. The acts are chosen when the plan is made, from what the directory looks like then; carrying them out
//! ([`decide`]) chooses nothing more.

mod act;
mod decide;
pub mod deletion;
mod draft;
mod field;
mod fold;
mod guard;
mod inverse;
mod leaver;
mod mover;
mod plan;
mod rehire;
mod report;
pub mod review;
mod standing;

pub use act::{Act, AttributeChange, Bound, BoundKind, FieldChange, Given, Phase, PlannedAct};
pub use decide::{ChangeDecision, PLACES, decide, not_tried};
pub use field::Field;
pub use fold::{Change, ChangeStage, fold, replay};
pub use guard::{ChangeFacts, TrippedChange, tripped};
pub use inverse::{CreatedGroup, Undone, created_groups, undo};
pub use leaver::{Leaving, leaver};
pub use mover::{NewManager, mover};
pub use plan::{Addressee, ChangeKind, ChangePlan, Kept, Note, Subject};
pub use rehire::rehire;
pub use report::{ActReport, ChangeReport, report};
pub use standing::{Basis, Held, HeldAccess, Key, Report, Standing};
