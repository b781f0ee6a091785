//! The files of a provider's organisations: sound as they are written, and with every proposal taken up.

use dayone_config::{
    Address, Credentials, OrganizationStarter, Region, SecretSource, organization_file, starter_of_many,
};
use dayone_core::proposal::{Colleague, Proposals, propose};
use jiff::civil::date;

use crate::support::Folder;

const ORGANIZATION: &str = "5f9a8b7c6d5e4f3a2b1c0d9e";

/// Names as organisations choose them.
fn proposals() -> Proposals {
    let groups = ["UG-All-Employees", "UG-R\"D\\", "UG-Größe"].map(str::to_owned);
    let person = |department: &str, groups: &[usize]| Colleague {
        department: department.into(),
        location: "Zürich\n[tenants.evil]".into(),
        groups: groups.iter().copied().collect(),
        ..Colleague::default()
    };
    propose(
        &groups,
        &[person("R\"D\\", &[0, 1]), person("R\"D\\", &[0, 1]), person("Sales", &[0]), person("Sales", &[0])],
    )
}

fn file(proposals: &Proposals, domains: &[(String, usize)]) -> String {
    organization_file(&OrganizationStarter {
        tenant: "acme",
        organization_id: ORGANIZATION,
        organization_name: "Acme\n[tenants.evil]",
        address: &Address::Region(Region::Eu),
        provider_key: &SecretSource::Env("PROVIDER_KEY".into()),
        email_domains: domains,
        proposals,
        seen_on: date(2026, 3, 6),
    })
}

#[test]
fn a_file_of_an_organisation_gives_nothing_until_somebody_takes_a_proposal_up() {
    let text = file(&proposals(), &[("acme.example".into(), 3), ("other.example".into(), 1)]);
    let folder = Folder::of(&[("dayone.toml", &starter_of_many("Europe/Berlin")), ("tenants/acme.toml", &text)]);
    let config = folder.load();
    let tenant = &config.tenants["acme"];
    assert_eq!(config.tenants.len(), 1);
    assert_eq!(tenant.settings.groups, Default::default());
    assert!(tenant.settings.email_domains.is_empty() && tenant.settings.company_names.is_empty());
    assert_eq!(tenant.settings.organization_id.as_deref(), Some(ORGANIZATION));
    assert_eq!(tenant.connection.address, Address::Region(Region::Eu));
    assert_eq!(tenant.connection.credentials, Credentials::ProviderKey(SecretSource::Env("PROVIDER_KEY".into())));
    assert!(config.includes(&folder.path("tenants/beta.toml")) && !config.includes(&folder.path("beta.toml")));
    insta::assert_snapshot!(text);
}

#[test]
fn every_proposal_can_be_taken_up_as_it_stands() {
    let text = file(&proposals(), &[("acme.example".into(), 3)]);
    let taken_up = |line: &str| {
        let example = line.strip_prefix("# ").filter(|rest| {
            rest.starts_with('[')
                || rest.starts_with("  \"")
                || *rest == "]"
                || rest.contains(" = [")
                || rest.contains(" = \"")
        });
        example.unwrap_or(line).to_owned()
    };
    let text: Vec<String> = text.lines().map(taken_up).collect();
    let folder = Folder::of(&[("dayone.toml", &starter_of_many("UTC")), ("tenants/acme.toml", &text.join("\n"))]);
    let groups = &folder.load().tenants["acme"].settings.groups;
    assert_eq!(groups.default, ["UG-All-Employees"]);
    assert_eq!(groups.department["R\"D\\"], ["UG-R\"D\\"]);
    assert!(groups.department["Sales"].is_empty() && groups.location.len() == 1);
}

#[test]
fn an_organisation_without_people_has_a_file_too() {
    let text = file(&Proposals::default(), &[]);
    let folder = Folder::of(&[("dayone.toml", &starter_of_many("UTC")), ("tenants/acme.toml", &text)]);
    assert_eq!(folder.load().tenants.len(), 1);
}
