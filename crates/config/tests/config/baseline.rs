//! A baseline in files: apart from its tenant, inherited, checked, written.

use dayone_config::baseline_toml;
use dayone_core::baseline::{EmailKind, Sudo};

use crate::support::{Folder, load, problems};

const MAIN: &str = "include = [\"tenants/*.toml\"]\n";
const ACME: &str = "[tenants.acme]\napi_key = { env = \"K\" }\n";
const BASELINE: &str = "[tenants.acme.baseline.user_groups.UG-All]\napplications = [\"Slack\"]\n";

#[test]
fn a_baseline_may_stand_in_a_file_of_its_own_whichever_comes_first() {
    for name in ["tenants/acme.baseline.toml", "tenants/zz.toml"] {
        let folder = Folder::of(&[("dayone.toml", MAIN), ("tenants/acme.toml", ACME), (name, BASELINE)]);
        let config = folder.load();
        assert_eq!(config.tenants["acme"].baseline.user_groups["UG-All"].applications, ["Slack"]);
        let origins = config.origins("acme");
        let origin = origins.iter().find(|origin| origin.key == "baseline.user_groups.UG-All.applications").unwrap();
        assert_eq!(folder.relative(&origin.place.to_string()), format!("{name}:2:17"));
    }
    let folder = Folder::of(&[("dayone.toml", &format!("include = [\"b.toml\"]\n{ACME}")), ("b.toml", BASELINE)]);
    assert!(!folder.load().tenants["acme"].baseline.is_empty());
}

#[test]
fn two_baselines_of_a_tenant_or_one_without_a_tenant_are_refused() {
    let both = format!("{ACME}{BASELINE}");
    let twice = Folder::of(&[("dayone.toml", MAIN), ("tenants/a.toml", &both), ("tenants/b.toml", BASELINE)]);
    let alone = Folder::of(&[("dayone.toml", MAIN), ("tenants/b.toml", BASELINE)]);
    insta::assert_snapshot!(format!("{}\n\n{}", twice.problems(), alone.problems()));
}

#[test]
fn a_baseline_is_inherited_table_by_table() {
    let config = load(
        "[defaults.baseline.user_groups.UG-All]\nsudo = \"with_password\"\napplications = [\"Slack\"]\n\
         [tenants.acme]\napi_key = { env = \"K\" }\n[tenants.acme.baseline.user_groups.UG-All]\napplications = [\"Teams\"]\n\
         [tenants.acme.baseline.user_groups.UG-Acme]\n[tenants.beta]\napi_key = { env = \"K\" }\n",
    );
    let all = |tenant: &str| config.tenants[tenant].baseline.user_groups["UG-All"].clone();
    assert_eq!((all("acme").sudo, all("acme").applications), (Sudo::WithPassword, vec!["Teams".to_owned()]));
    assert_eq!(all("beta").applications, ["Slack"]);
    assert_eq!(config.tenants["acme"].baseline.user_groups.len(), 2);
}

#[test]
fn what_is_wrong_with_a_baseline_is_named_with_its_place() {
    insta::assert_snapshot!(problems(
        r#"
[tenants.acme]
api_key = { env = "K" }
[tenants.acme.baseline.user_groups.UG-A]
aplications = ["Slack"]
sudo = "yes"
policies = ["P"]
systems = [""]
[tenants.acme.baseline.user_groups.UG-B.rule]
[tenants.acme.baseline.user_groups.UG-C.rule]
query = "department eq Sales"
[tenants.acme.baseline.user_groups.UG-D.rule]
conditions = [{ field = "department", value = "Sales" }]
[tenants.acme.baseline.user_groups." ".rule]
query = '{"queryType":"Search"}'
[tenants.acme.baseline.user_groups.UG-F.rule]
query = '{"queryType":"Search"}'
conditions = [{ field = "department", operator = "eq", value = "Sales" }]
[[tenants.acme.baseline.system_groups.SG-A.rule.conditions]]
field = ""
operator = "eq"
value = ""
[tenants.acme.baseline.emails.user_change_password]
subject = " "
[tenants.acme.baseline.emails.activate_user]
subject = "Hello"
[tenants.acme.baseline.emails.lockout_notice_user]
body = "Hello"
"#
    ));
}

#[test]
fn what_is_written_is_read_again() {
    let declared = load(include_str!("everything.toml")).tenants["acme"].baseline.clone();
    let mut awkward = declared.clone();
    let group = awkward.user_groups["UG-Engineering"].clone();
    awkward.user_groups.insert("UG \"x\".y = [ä]\\".into(), group);
    if let Some(words) = awkward.emails.get_mut(&EmailKind::ActivateUserCustom) {
        words.body = "Dear all,\n\n\"quoted\" '''thrice''' \\ \"\"\" \t end\n".into();
    }
    for declaration in [declared, awkward] {
        let text = baseline_toml("acme", &declaration).unwrap();
        let folder = Folder::of(&[("dayone.toml", MAIN), ("tenants/acme.toml", ACME), ("tenants/b.toml", &text)]);
        assert_eq!(folder.load().tenants["acme"].baseline, declaration, "{text}");
    }
}

#[test]
fn a_written_baseline_is_for_people() {
    let declared = load(include_str!("everything.toml")).tenants["acme"].baseline.clone();
    insta::assert_snapshot!(baseline_toml("acme", &declared).unwrap());
}
