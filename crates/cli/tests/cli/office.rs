//! A house with a configured tenant, `acme`, and a mail server.

use std::ops::Deref;

use dayone_simulator::{Control, SmtpSink};
use serde_json::Value;

use crate::house::House;

/// A house with a configured tenant and a mail server.
pub(crate) struct Office {
    pub(crate) house: House,
    pub(crate) sink: SmtpSink,
}

impl Office {
    pub(crate) async fn new() -> Office {
        Office::with("").await
    }

    /// With further settings of the tenant, below `[tenants.acme]`.
    pub(crate) async fn with(tenant: &str) -> Office {
        Office::with_notify("", &format!("notify_it = [\"it-team@company.com\"]\n{tenant}")).await
    }

    /// With further ways to tell people, and all that the tenant has besides its directory.
    pub(crate) async fn with_notify(notify: &str, tenant: &str) -> Office {
        let house = House::new().await;
        let sink = SmtpSink::start(house.simulator.control()).await.expect("a mail server");
        let config = format!(
            "[notify.smtp]\nhost = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\nfrom = \"dayone@company.com\"\n\
             {notify}[limits]\nmax_requests_per_second = 1000\n\
             [guards]\njoiners_per_hour = 1000\njoiners_percent_floor = 1000\n\
             [tenants.acme]\nbase_url = \"{}\"\napi_key = {{ env = \"JUMPCLOUD_API_KEY\" }}\n\
             jumpcloud_org_id = \"{}\"\nlogin_portal = \"https://console.jumpcloud.com/login\"\n{tenant}",
            sink.addr().port(),
            house.simulator.url(),
            house.simulator.org_id(),
        );
        std::fs::write(house.path("dayone.toml"), config).expect("written");
        Office { house, sink }
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    /// The accounts of this name in the directory.
    pub(crate) fn accounts(&self, username: &str) -> Vec<Value> {
        let users = self.control().state()["organizations"][0]["users"].as_array().cloned().expect("users");
        users.into_iter().filter(|user| user["username"] == username).collect()
    }

    /// The only account of this name.
    #[track_caller]
    pub(crate) fn account(&self, username: &str) -> Value {
        let mut accounts = self.accounts(username);
        assert_eq!(accounts.len(), 1, "{accounts:#?}");
        accounts.remove(0)
    }

    /// Everything of a kind that is tied to this account, by name, in order.
    pub(crate) fn ties(&self, account: &Value, kind: &str) -> Vec<String> {
        let state = self.control().state();
        let organization = &state["organizations"][0];
        let list = |name: &str| organization[name].as_array().cloned().unwrap_or_default();
        let ends = |edge: &Value| [edge["from"].clone(), edge["to"].clone()];
        let is_account = |end: &Value| end["type"] == "user" && end["id"] == account["_id"];
        let named = |id: &Value| {
            ["user_groups", "systems", "ldap_servers"]
                .into_iter()
                .flat_map(list)
                .find(|thing| thing["id"] == *id || thing["_id"] == *id)
                .and_then(|thing| thing["name"].as_str().or(thing["displayName"].as_str()).map(str::to_owned))
                .expect("a named thing")
        };
        let mut names: Vec<String> = list("edges")
            .iter()
            .map(ends)
            .filter(|ends| ends.iter().any(is_account))
            .flatten()
            .filter(|end| end["type"] == kind)
            .map(|end| named(&end["id"]))
            .collect();
        names.sort();
        names
    }
}

impl Deref for Office {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}
