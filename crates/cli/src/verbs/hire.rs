//! What `plan` and `provision` begin with: request, tenant, engine.

use std::sync::Arc;

use dayone_config::{Address, SelectError};
use dayone_core::plan::Refusal;
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::steps::Step;
use dayone_engine::{Engine, Tenant};
use serde_json::{Map, Value};

use super::refusal::RefusedRequest;
use crate::args::{Global, RequestArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{RequestDocument, gather};
use crate::printer::Printer;
use crate::setup::{Setup, actor};
use crate::terminal::ProcessStdin;

/// A request for a tenant.
pub(crate) struct Hire {
    /// What was asked for.
    pub(crate) document: Map<String, Value>,
    /// Carries it out.
    pub(crate) engine: Engine,
    /// The tenant.
    pub(crate) tenant: Arc<Tenant>,
    /// Where the tenant's data is, where that is a region.
    pub(crate) region: Option<&'static str>,
    /// Who asks.
    pub(crate) actor: String,
}

/// Why there is no hire to go on with.
pub(crate) enum Ended {
    /// Nothing could be said about the request.
    Failure(Failure),
    /// The request was refused, and that has been printed.
    Refused(Exit),
}

impl<E: Into<Failure>> From<E> for Ended {
    fn from(error: E) -> Self {
        Ended::Failure(error.into())
    }
}

impl Ended {
    /// As a verb ends.
    pub(crate) fn into_result(self) -> Result<Exit, Failure> {
        match self {
            Ended::Failure(failure) => Err(failure),
            Ended::Refused(exit) => Ok(exit),
        }
    }
}

impl Hire {
    /// Reads request and configuration, and opens the database.
    pub(crate) async fn begin(global: &Global, request: &RequestArgs, printer: &Printer) -> Result<Hire, Ended> {
        let environment = crate::setup::environment(global.database.clone());
        let RequestDocument(document) =
            gather(request.file.as_deref(), &request.flags, global.tenant.as_deref(), &environment, &mut ProcessStdin)?;
        let setup = Setup::load(global)?;
        let actor = actor(&setup.environment);
        let engine = setup.engine(printer).await?;
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let configured = match setup.config.select(text("tenant"), text("company_name")) {
            Ok(tenant) => tenant,
            Err(error) => {
                let refusal = Refusal { problems: vec![no_tenant(&error, text("tenant"))], completed: Vec::new() };
                let at = engine.clock().now();
                let tenant = text("tenant").unwrap_or_default();
                let refused = RefusedRequest { document: &document, tenant, actor: &actor, at, refusal };
                return Err(Ended::Refused(refused.print(printer)));
            }
        };
        let region = match configured.connection.address {
            Address::Region(region) => Some(region.name()),
            Address::BaseUrl(_) => None,
        };
        let tenant = engine.tenant(&configured.settings.name)?;
        Ok(Hire { document, engine, tenant, region, actor })
    }

    /// Prints why the request is refused; no run is opened.
    pub(crate) fn refuse(&self, refusal: Refusal, printer: &Printer) -> Exit {
        let refused = RefusedRequest {
            document: &self.document,
            tenant: &self.tenant.settings.name,
            actor: &self.actor,
            at: self.engine.clock().now(),
            refusal,
        };
        refused.print(printer)
    }
}

fn no_tenant(error: &SelectError, tenant: Option<&str>) -> Problem {
    let problem =
        Problem::before_creation(ErrorType::InvalidInput, Step::InputValidation, error.to_string(), error.hint());
    match (error, tenant) {
        (SelectError::UnknownCompany { .. } | SelectError::AmbiguousCompany { .. }, _) => {
            problem.about(Affected::Field("company_name".into()))
        }
        (_, Some(tenant)) => problem.about(Affected::Tenant(tenant.to_owned())),
        (_, None) => problem.about(Affected::Field("tenant".into())),
    }
}
