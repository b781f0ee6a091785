//! Which tenant a command or request is for.

use dayone_core::nearest::nearest;
use thiserror::Error;

use crate::load::Config;
use crate::tenant::Tenant;

/// Why no tenant is chosen. Nothing is guessed where the wrong organisation could be written to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SelectError {
    /// Nothing is configured.
    #[error("no tenant is configured")]
    NoTenant,
    /// Several are configured, and none was named.
    #[error("{} tenants are configured and none was chosen", known.len())]
    NotChosen {
        /// Their names.
        known: Vec<String>,
    },
    /// The name is not configured.
    #[error("the tenant {name:?} is not configured")]
    UnknownTenant {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// The names that are configured.
        known: Vec<String>,
    },
    /// No tenant answers to the company's name.
    #[error("no tenant has the company name {company_name:?}")]
    UnknownCompany {
        /// What was asked for.
        company_name: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// The names of tenants.
        known: Vec<String>,
    },
    /// Several tenants answer to the company's name.
    #[error("the company name {company_name:?} is that of several tenants: {}", tenants.join(", "))]
    AmbiguousCompany {
        /// What was asked for.
        company_name: String,
        /// Those that answer to it.
        tenants: Vec<String>,
    },
}

impl SelectError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            SelectError::NoTenant => {
                "set JUMPCLOUD_API_KEY, or write a configuration file with `dayone config init`".to_owned()
            }
            SelectError::UnknownTenant { nearest: Some(near), .. } => format!("did you mean `{near}`?"),
            SelectError::UnknownCompany { nearest: Some(near), .. } => {
                format!("did you mean {near:?}? or choose with --tenant")
            }
            SelectError::NotChosen { known }
            | SelectError::UnknownTenant { known, .. }
            | SelectError::UnknownCompany { known, .. }
            | SelectError::AmbiguousCompany { tenants: known, .. } => {
                format!("choose with --tenant, one of: {}", known.join(", "))
            }
        }
    }
}

impl Config {
    /// The tenant of that name; or else the one that answers to the company's name; or else the only one there is.
    ///
    /// # Errors
    /// If none is chosen that way, or the names are unknown. With several tenants there is no default.
    pub fn select(&self, tenant: Option<&str>, company_name: Option<&str>) -> Result<&Tenant, SelectError> {
        let known = || self.tenants.keys().cloned().collect::<Vec<_>>();
        if self.tenants.is_empty() {
            return Err(SelectError::NoTenant);
        }
        if let Some(name) = tenant {
            return self.tenants.get(name).ok_or_else(|| SelectError::UnknownTenant {
                name: name.to_owned(),
                nearest: nearest(name, self.tenants.keys().map(String::as_str)).map(str::to_owned),
                known: known(),
            });
        }
        let only = match self.tenants.values().collect::<Vec<_>>().as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        match (company_name.map(str::trim).filter(|name| !name.is_empty()), only) {
            // A tenant without names can't tell whether the company is another one; one with names can.
            (Some(_), Some(only)) if only.settings.company_names.is_empty() => Ok(only),
            (Some(company), _) => self.by_company(company),
            (None, Some(only)) => Ok(only),
            (None, None) => Err(SelectError::NotChosen { known: known() }),
        }
    }

    fn by_company(&self, company_name: &str) -> Result<&Tenant, SelectError> {
        let wanted = company_name.to_lowercase();
        let answers = |tenant: &&Tenant| tenant.settings.company_names.iter().any(|name| name.to_lowercase() == wanted);
        let company_name = company_name.to_owned();
        match self.tenants.values().filter(answers).collect::<Vec<_>>().as_slice() {
            [one] => Ok(one),
            [] => {
                let names = self.tenants.values().flat_map(|tenant| &tenant.settings.company_names).map(String::as_str);
                let nearest = nearest(&company_name, names).map(str::to_owned);
                Err(SelectError::UnknownCompany {
                    company_name,
                    nearest,
                    known: self.tenants.keys().cloned().collect(),
                })
            }
            several => {
                let tenants = several.iter().map(|tenant| tenant.settings.name.clone()).collect();
                Err(SelectError::AmbiguousCompany { company_name, tenants })
            }
        }
    }
}
