//! One tenant a file.

use crate::support::Folder;

const ACME: &str = "[tenants.acme]\napi_key = { file = \"acme.key\" }\n";
const BETA: &str = "[tenants.beta]\napi_key = { env = \"BETA\" }\n";

#[test]
fn included_tenants_inherit_and_their_paths_are_relative_to_their_file() {
    let main = "include = [\"tenants/*.toml\"]\n[defaults]\nregion = \"eu\"\n";
    let folder = Folder::of(&[
        ("dayone.toml", main),
        ("tenants/acme.toml", ACME),
        ("tenants/beta.toml", BETA),
        ("tenants/note.txt", "no"),
    ]);
    let config = folder.load();
    assert_eq!(config.tenants.keys().collect::<Vec<_>>(), ["acme", "beta"]);
    assert_eq!(config.tenants["beta"].settings.login_portal, "https://console.eu.jumpcloud.com/login");
    let origins = config.origins("acme");
    let key = origins.iter().find(|origin| origin.key == "api_key").unwrap();
    assert_eq!(folder.relative(&key.value), "{ file = \"tenants/acme.key\" }");
    assert_eq!(folder.relative(&key.place.to_string()), "tenants/acme.toml:2:11");
    let files: Vec<_> = config.files.iter().map(|file| folder.relative(&file.display().to_string())).collect();
    assert_eq!(files, ["dayone.toml", "tenants/acme.toml", "tenants/beta.toml"]);
}

#[test]
fn a_folder_that_is_not_there_yet_holds_no_tenant() {
    let config = Folder::of(&[("dayone.toml", "include = [\"tenants/*.toml\"]\n")]).load();
    assert!(config.tenants.is_empty());
}

#[test]
fn what_does_not_belong_into_an_included_file_is_refused() {
    let folder = Folder::of(&[
        (
            "dayone.toml",
            "include = [\"tenants/*.toml\", \"absent.toml\", \"*/x.toml\"]\n[tenants.acme]\napi_key = { env = \"A\" }\n",
        ),
        ("tenants/a.toml", "[defaults]\nregion = \"eu\"\n[tenants.acme]\napi_key = { env = \"A\" }\n"),
        ("tenants/b.toml", "include = [\"c.toml\"]\n[tenants.beta]\nregoin = \"eu\"\napi_key = { env = \"B\" }\n"),
    ]);
    insta::assert_snapshot!(folder.problems());
}

#[test]
fn two_tenants_with_one_organisation_or_one_company_name_are_refused() {
    let tenant = |name: &str, organization: &str, company: &str| {
        format!(
            "[tenants.{name}]\napi_key = {{ env = \"K\" }}\njumpcloud_org_id = \"{organization}\"\ncompany_names = [\"{company}\"]\n"
        )
    };
    let folder = Folder::of(&[
        ("dayone.toml", "include = [\"tenants/*.toml\"]\n"),
        ("tenants/acme.toml", &tenant("acme", "5f9a8b7c6d5e4f3a2b1c0d9e", "Acme Inc")),
        ("tenants/beta.toml", &tenant("beta", "5F9A8B7C6D5E4F3A2B1C0D9E", "Beta")),
        ("tenants/gamma.toml", &tenant("gamma", "6f9a8b7c6d5e4f3a2b1c0d9e", "ACME INC")),
    ]);
    insta::assert_snapshot!(folder.problems());
}
