//! The documents of the directory: tolerant when read, exact when written.
//!
//! Reading: a missing or null field is its default, an unknown field is ignored, ids are taken from `_id` or `id`.
//! Writing: a field that is `None` isn't sent, and no field is sent that the specification lacks.

mod application;
mod custom_email;
mod device;
mod directories;
mod graph;
mod group;
mod group_body;
mod id;
mod lenient;
mod mfa;
mod new_user;
mod organization;
mod policy;
mod scheduled_state;
mod secret;
mod ssh_key;
mod user;
mod user_parts;
mod user_patch;

pub use application::Application;
pub(crate) use custom_email::WrittenEmail;
pub use custom_email::{CustomEmail, CustomEmailType};
pub use device::{System, SystemUserMetric};
pub use directories::{Directory, LdapServer, RadiusServer};
pub use graph::{Edge, GraphObject, GraphType, Hop, Sudo};
pub use group::{GroupAttributes, MembershipMethod, PosixGroup, SystemGroup, UserGroup};
pub use group_body::{GroupReplacement, NewSystemGroup, NewUserGroup, SystemGroupReplacement, UserGroupReplacement};
pub use mfa::{EnrollmentStatus, Mfa, MfaEnrollment, MfaSettings};
pub use new_user::NewUser;
pub use organization::{
    Enabled, Entitlement, EntitlementProduct, NewUserStates, Organization, OrganizationSettings, OrganizationSummary,
    PasswordPolicy, ProviderOrganization,
};
pub use policy::{Policy, PolicyGroup};
pub use scheduled_state::{NewScheduledState, ScheduledState};
pub use ssh_key::{NewSshKey, SshKey};
pub use user::User;
pub use user_parts::{Address, Attribute, PhoneNumber, RecoveryEmail, UserState};
pub use user_patch::UserPatch;

pub(crate) use graph::{EdgeAttributes, GraphOperation};
pub(crate) use lenient::{List, Results};
