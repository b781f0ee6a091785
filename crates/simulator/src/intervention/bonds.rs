//! Memberships and associations tied and cut by hand.

use serde_json::Value;

use crate::collection::Written;
use crate::control::Control;
use crate::graph::Edge;
use crate::intervention::ControlError;
use crate::kind::Kind;

impl Control {
    /// Connects two things, by membership or association; `attributes` may be null.
    ///
    /// # Errors
    /// When one of them is not there, or the pair has no edge.
    pub fn associate(&self, from: (Kind, &str), to: (Kind, &str), attributes: Value) -> Result<(), ControlError> {
        self.in_organization(|world, organization| {
            let legal =
                from.0.partners().contains(&to.0) || from.0.member() == Some(to.0) || to.0.member() == Some(from.0);
            if !legal {
                return Err(ControlError(format!("{} and {} have no edge", from.0.name(), to.0.name())));
            }
            for (kind, id) in [from, to] {
                if !organization.has(kind, id) {
                    return Err(ControlError(format!("no {} {id}", kind.name())));
                }
            }
            let edge = Edge { attributes, by_rule: false, written: world.house.written() };
            organization.graph.connect(&(from.0, from.1.to_owned()), &(to.0, to.1.to_owned()), edge);
            Ok(())
        })
    }

    /// Cuts the edge between two things; whether there was one.
    pub fn dissociate(&self, from: (Kind, &str), to: (Kind, &str)) -> bool {
        self.with(|world| {
            let written = Written { seq: 0, ..world.house.written() };
            let organization = world.organizations.get_mut(&self.organization);
            organization.is_some_and(|organization| {
                organization.graph.disconnect(&(from.0, from.1.to_owned()), &(to.0, to.1.to_owned()), written)
            })
        })
    }

    /// Whether two things are connected directly.
    pub fn is_connected(&self, from: (Kind, &str), to: (Kind, &str)) -> bool {
        self.with(|world| {
            let organization = world.organizations.get(&self.organization);
            organization.is_some_and(|organization| {
                organization.graph.edge(&(from.0, from.1.to_owned()), &(to.0, to.1.to_owned())).is_some()
            })
        })
    }
}
