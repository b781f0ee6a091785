//! Changing a running simulator by hand: documents, edges, settings, organisations, keys.

use std::time::Duration;

use serde_json::{Value, json};

use crate::call::{Call, Payload};
use crate::collection::Written;
use crate::control::Control;
use crate::credential::{Access, ClientCredentials, Credential};
use crate::document::{set, text};
use crate::dynamic_group;
use crate::graph::Edge;
use crate::kind::Kind;
use crate::loading::{self, load_document, load_organization, merge};
use crate::organization::Organization;
use crate::reply::{Body, Reply};
use crate::scene::Scene;
use crate::stored::Stored;
use crate::v1::user_create;
use crate::world::{Provider, World};

/// Why a change by hand was not possible.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ControlError(String);

/// An organisation added to a running simulator.
#[derive(Clone, Debug)]
pub struct OrganizationHandle {
    /// Its id.
    pub id: String,
    /// A key with full access to it alone.
    pub api_key: String,
}

/// A managed service provider added to a running simulator.
#[derive(Clone, Debug)]
pub struct ProviderHandle {
    /// Its id.
    pub id: String,
    /// A key for all its organisations, which must name one with `x-org-id`.
    pub api_key: String,
}

impl Control {
    fn in_organization<T>(
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

    /// Creates a user as `POST /systemusers` does and returns its id.
    ///
    /// # Errors
    /// With the API's message when the body is refused.
    pub fn create_user(&self, body: Value) -> Result<String, ControlError> {
        self.in_organization(|world, organization| {
            let mut call = Call::new(Vec::new());
            call.body = Payload::Json(body);
            let mut scene = Scene { organization, house: &mut world.house, call: &mut call };
            let reply = user_create::create(&mut scene).map_err(|refusal| refused(&refusal))?;
            Ok(id_of(&reply))
        })
    }

    /// Stores a document of any kind as it is, without the API's checks, and returns its id. `id` is kept if it is there;
    /// the fields every document of its kind has are added.
    ///
    /// # Errors
    /// When the document is not an object.
    pub fn put_document(&self, kind: Kind, document: Value) -> Result<String, ControlError> {
        self.in_organization(|world, organization| {
            let id =
                load_document(world, organization, kind, document).map_err(|error| ControlError(error.to_string()))?;
            let written = world.house.written();
            match kind {
                Kind::User | Kind::System => drop(dynamic_group::on_candidate(organization, kind, &id, written)),
                Kind::UserGroup | Kind::SystemGroup => drop(dynamic_group::on_rule(organization, kind, &id, written)),
                _ => {}
            }
            Ok(id)
        })
    }

    /// A document as last written, `None` if there is none.
    pub fn document(&self, kind: Kind, id: &str) -> Option<Value> {
        self.with(|world| world.organizations.get(&self.organization)?.of(kind).get(id).map(Stored::to_value))
    }

    /// The id of a thing by name: name, username, hostname or display label.
    pub fn id_of(&self, kind: Kind, name: &str) -> Option<String> {
        self.with(|world| {
            let stated = Value::from(format!("{}:{name}", kind.name()));
            let organization = world.organizations.get(&self.organization)?;
            loading::node(organization, Some(&stated)).ok().map(|(_, id)| id)
        })
    }

    /// Deletes a document with all its edges; whether there was one.
    pub fn remove_document(&self, kind: Kind, id: &str) -> bool {
        self.with(|world| {
            // Seen at once.
            let written = Written { seq: 0, ..world.house.written() };
            let organization = world.organizations.get_mut(&self.organization);
            organization.is_some_and(|organization| organization.erase(kind, id, written).is_some())
        })
    }

    /// Creates a user group by name.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn create_user_group(&self, name: &str) -> Result<String, ControlError> {
        self.put_document(Kind::UserGroup, json!({ "name": name }))
    }

    /// Creates a system group by name.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn create_system_group(&self, name: &str) -> Result<String, ControlError> {
        self.put_document(Kind::SystemGroup, json!({ "name": name }))
    }

    /// Creates a Linux system by hostname.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn create_system(&self, hostname: &str) -> Result<String, ControlError> {
        let system = json!({ "hostname": hostname, "displayName": hostname, "os": "Ubuntu", "version": "22.04" });
        self.put_document(Kind::System, system)
    }

    /// Creates an application by display label.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn create_application(&self, label: &str) -> Result<String, ControlError> {
        let application =
            json!({ "name": "saml2", "displayName": label, "displayLabel": label, "sso": { "type": "saml" } });
        self.put_document(Kind::Application, application)
    }

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

    /// Merges settings of the organisation, such as `{"passwordPolicy": {"minLength": 16}}`.
    ///
    /// # Errors
    /// When the organisation is gone.
    pub fn set_settings(&self, settings: &Value) -> Result<(), ControlError> {
        self.in_organization(|_, organization| {
            merge(&mut organization.document["settings"], settings);
            Ok(())
        })
    }

    /// Whether this is the user's password now.
    pub fn password_is(&self, user: &str, password: &str) -> bool {
        self.with(|world| {
            let organization = world.organizations.get(&self.organization);
            let known = organization.and_then(|organization| organization.passwords.get(user));
            known.and_then(|all| all.last()).is_some_and(|current| current == password)
        })
    }

    /// Makes the next user created get this id.
    pub fn promise_user_id(&self, id: &str) {
        self.with(|world| world.house.ids.promise_user(id));
    }

    /// Adds an organisation: a document of the seed's form, `name` at least.
    ///
    /// # Errors
    /// When the document is not usable.
    pub fn add_organization(&self, document: &Value) -> Result<OrganizationHandle, ControlError> {
        let id = self.with(|world| {
            let seq = std::mem::take(&mut world.house.seq);
            let id = load_organization(world, &document.to_string());
            world.house.seq = seq;
            id.map_err(|error| ControlError(error.to_string()))
        })?;
        let label = format!("api_key of {}", text(document, "name"));
        let api_key = self.of_organization(&id).add_key(&label, Access::Full, None);
        Ok(OrganizationHandle { id, api_key })
    }

    /// Adds a provider that manages these organisations.
    pub fn add_provider(&self, organizations: &[&str]) -> ProviderHandle {
        self.with(|world| {
            let id = world.house.ids.fresh();
            let organizations: Vec<String> = organizations.iter().map(|id| (*id).to_owned()).collect();
            world.providers.insert(id.clone(), Provider { organizations: organizations.clone() });
            let api_key = format!("jca_{}", world.house.ids.secret(36));
            let credential = Credential {
                label: "provider_key".to_owned(),
                organizations,
                provider: Some(id.clone()),
                access: Access::Full,
                revoked: false,
                expires: None,
            };
            world.credentials.insert(api_key.clone(), credential);
            ProviderHandle { id, api_key }
        })
    }

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

    /// Sets fields of a stored document, without the API's checks.
    ///
    /// # Errors
    /// When there is no such document.
    pub fn edit_document(&self, kind: Kind, id: &str, fields: &Value) -> Result<(), ControlError> {
        self.in_organization(|world, organization| {
            let known = organization.of(kind).get(id).map(Stored::to_value);
            let mut document = known.ok_or_else(|| ControlError(format!("no {} {id}", kind.name())))?;
            for (name, value) in fields.as_object().into_iter().flatten() {
                set(&mut document, name, value.clone());
            }
            let written = world.house.written();
            organization.of_mut(kind).put(id, document, written);
            match kind {
                Kind::User | Kind::System => drop(dynamic_group::on_candidate(organization, kind, id, written)),
                Kind::UserGroup | Kind::SystemGroup => drop(dynamic_group::on_rule(organization, kind, id, written)),
                _ => {}
            }
            Ok(())
        })
    }
}

fn refused(reply: &Reply) -> ControlError {
    match &reply.body {
        Body::Json(body) => ControlError(format!("{}: {}", reply.status, text(body, "message"))),
        _ => ControlError(reply.status.to_string()),
    }
}

fn id_of(reply: &Reply) -> String {
    match &reply.body {
        Body::Json(body) => text(body, "_id").to_owned(),
        _ => String::new(),
    }
}
