//! Changing a running simulator by hand.

mod bonds;
mod keys;
mod records;
mod tenants;

use crate::control::Control;
use crate::organization::Organization;
use crate::world::World;

pub use tenants::{OrganizationHandle, ProviderHandle};

/// Why a change by hand was not possible.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ControlError(pub(super) String);

impl Control {
    pub(super) fn in_organization<T>(
        &self,
        act: impl FnOnce(&mut World, &mut Organization) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        self.with(|world| {
            // What is put in by hand is seen at once.
            let seq = std::mem::take(&mut world.house.seq);
            let gone = || ControlError(format!("no organization {}", self.organization));
            let done = world.organizations.remove(&self.organization).ok_or_else(gone).and_then(|mut organization| {
                let done = act(world, &mut organization);
                world.organizations.insert(self.organization.clone(), organization);
                done
            });
            world.house.seq = seq;
            done
        })
    }
}
