//! The organisation: it must be the configured one.

use dayone_jumpcloud::{Organization, OrganizationSummary};

use super::capability::{ORGANIZATION, judge};
use super::finding::{Area, Finding, listed};
use crate::tenant::Tenant;

pub(super) async fn examine(
    tenant: &Tenant,
    visible: Option<&[OrganizationSummary]>,
    findings: &mut Vec<Finding>,
) -> Option<Organization> {
    let configured = tenant.settings.organization_id.as_deref();
    let id = match (configured, visible) {
        (Some(id), _) => id.to_owned(),
        (None, Some([only])) => {
            let what = format!("jumpcloud_org_id is not set; the key sees one organisation, {}.", only.id);
            findings.push(Area::Organization.warn(what, format!("Set jumpcloud_org_id = \"{}\".", only.id)));
            only.id.clone()
        }
        (None, several) => {
            findings.push(unnamed(several.unwrap_or_default()));
            return None;
        }
    };
    let answer = tenant.reader().organization(&id).await;
    let found = judge(&ORGANIZATION, answer, findings)?.filter(|found| found.id == id);
    let Some(found) = found else {
        findings.push(Area::Organization.fail(
            format!("Organisation {id} is unknown to JumpCloud, or the key can't see it."),
            "Set jumpcloud_org_id to the id under Settings in the admin console of this client, and give a key of it.",
        ));
        return None;
    };
    findings.push(Area::Organization.ok(format!("Organisation {} is {}.", found.id, name(&found))));
    findings.extend(names(tenant, &name(&found)));
    findings.push(header(tenant, configured));
    Some(found)
}

fn unnamed(several: &[OrganizationSummary]) -> Finding {
    match several {
        [] => Area::Organization
            .fail("The key sees no organisation.", "Give a key of an administrator of the client's organisation."),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|organization| format!("{} ({})", organization.id, organization.display_name))
                .collect();
            Area::Organization.fail(
                format!("The key sees {} organisations, and jumpcloud_org_id names none of them.", several.len()),
                format!("Set jumpcloud_org_id to one of {}.", listed(names.iter().map(String::as_str))),
            )
        }
    }
}

/// The name in the admin console.
pub(super) fn name(organization: &Organization) -> String {
    match organization.display_name.as_str() {
        "" => organization.settings.name.clone(),
        name => name.to_owned(),
    }
}

/// The name beside those that select the tenant: an id mixed up between clients shows here.
fn names(tenant: &Tenant, name: &str) -> Option<Finding> {
    let ours = &tenant.settings.company_names;
    let found = name.to_lowercase();
    let alike = |one: &String| {
        let one = one.trim().to_lowercase();
        !one.is_empty() && (found.contains(&one) || one.contains(&found))
    };
    if ours.is_empty() || ours.iter().any(alike) {
        return None;
    }
    Some(Area::Organization.warn(
        format!("The organisation is named {name}; company_names has {}.", listed(ours.iter().map(String::as_str))),
        "Make sure that jumpcloud_org_id is this client's, or add the name to company_names.",
    ))
}

/// Whether calls say which organisation they mean.
fn header(tenant: &Tenant, configured: Option<&str>) -> Finding {
    let sent = [tenant.reader().organization_id(), tenant.writer().organization_id()];
    match configured {
        None => Area::Organization.warn(
            "x-org-id is not sent: JumpCloud chooses the organisation by the key.",
            "Set jumpcloud_org_id, so that every call names the organisation.",
        ),
        Some(_) if sent == [configured, configured] => {
            Area::Organization.ok("x-org-id names it in every call that allows that.")
        }
        Some(id) => Area::Organization.fail(
            format!("x-org-id is not {id} in every call."),
            "Start again, so that configuration and connections agree.",
        ),
    }
}
