//! Direct bindings.

use dayone_core::fault::Fault;
use dayone_jumpcloud::{Added, Grant, GraphType, Holder, Sudo};

use super::{Context, End};

/// Binds a system.
pub(super) async fn system(context: &Context<'_>, id: &str, sudo: bool) -> Result<End, Fault> {
    let rights = sudo.then_some(Sudo { enabled: true, without_password: false });
    let grant = Grant { kind: GraphType::System, id: id.to_owned(), sudo: rights };
    let holder = Holder::User(&context.account()?.id);
    match context.client.add_association(holder, &grant).await? {
        Added::Added => Ok(End::changed()),
        // An edge that is there already may have other rights than planned.
        Added::AlreadyThere if sudo => {
            context.client.update_association(holder, &grant).await?;
            Ok(End::already_so())
        }
        Added::AlreadyThere => Ok(End::already_so()),
    }
}

/// Binds an LDAP server.
pub(super) async fn ldap(context: &Context<'_>, id: &str) -> Result<End, Fault> {
    let grant = Grant { kind: GraphType::LdapServer, id: id.to_owned(), sudo: None };
    match context.client.add_association(Holder::User(&context.account()?.id), &grant).await? {
        Added::Added => Ok(End::changed()),
        Added::AlreadyThere => Ok(End::already_so()),
    }
}
