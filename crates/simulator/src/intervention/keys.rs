//! Keys and service accounts given out and revoked by hand.

use std::time::Duration;

use crate::control::Control;
use crate::credential::{Access, ClientCredentials, Credential};
use crate::world::World;

impl Control {
    /// Adds a key to the organisation; with a time to live it stops working by the simulator's clock.
    pub fn add_key(&self, label: &str, access: Access, lives_for: Option<Duration>) -> String {
        self.with(|world| {
            let key = format!("jca_{}", world.house.ids.secret(36));
            let credential = self.credential(world, label, access, lives_for);
            world.credentials.insert(key.clone(), credential);
            key
        })
    }

    /// Revokes a key or the secret of a service account; whether it was known.
    pub fn revoke(&self, key_or_client: &str) -> bool {
        self.with(|world| {
            let client = world.clients.get_mut(key_or_client).map(|(_, credential)| credential);
            let known = world.credentials.get_mut(key_or_client).or(client);
            known.map(|credential| credential.revoked = true).is_some()
        })
    }

    /// Makes all tokens given out so far invalid.
    pub fn revoke_tokens(&self) {
        self.with(|world| world.tokens.clear());
    }

    /// Adds a service account to the organisation.
    pub fn add_service_account(&self, label: &str, access: Access) -> ClientCredentials {
        self.with(|world| {
            let client_id = world.house.ids.secret(32);
            let client_secret = world.house.ids.secret(48);
            let credential = self.credential(world, label, access, None);
            world.clients.insert(client_id.clone(), (client_secret.clone(), credential));
            ClientCredentials { client_id, client_secret }
        })
    }

    fn credential(&self, world: &World, label: &str, access: Access, lives_for: Option<Duration>) -> Credential {
        let now = world.house.clock.now();
        let expires = lives_for.and_then(|life| now.checked_add(life).ok());
        let organizations = vec![self.organization.clone()];
        Credential { label: label.to_owned(), organizations, provider: None, access, revoked: false, expires }
    }
}
