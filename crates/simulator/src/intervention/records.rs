//! Documents put in, changed and taken out by hand.

use serde_json::{Value, json};

use crate::call::{Call, Payload};
use crate::collection::Written;
use crate::control::Control;
use crate::document::{set, text};
use crate::dynamic_group;
use crate::intervention::ControlError;
use crate::kind::Kind;
use crate::loading::{self, load_document};
use crate::organization::Organization;
use crate::password_expiry;
use crate::reply::{Body, Reply};
use crate::scene::Scene;
use crate::stored::Stored;
use crate::v1::user_create;
use crate::world::House;

impl Control {
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
            follow(&world.house, organization, kind, &id);
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
            follow(&world.house, organization, kind, id);
            Ok(())
        })
    }
}

/// Lets the clock and the rules of dynamic groups look at what was put in.
fn follow(house: &House, organization: &mut Organization, kind: Kind, id: &str) {
    let written = house.written();
    if let Some(user) = organization.of(Kind::User).get(id).filter(|_| kind == Kind::User).cloned() {
        password_expiry::note(organization, house, &user);
    }
    match kind {
        Kind::User | Kind::System => drop(dynamic_group::on_candidate(organization, kind, id, written)),
        Kind::UserGroup | Kind::SystemGroup => drop(dynamic_group::on_rule(organization, kind, id, written)),
        _ => {}
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
