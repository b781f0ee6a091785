//! An office whose baseline stands in a file of its own.

use dayone_simulator::Kind;
use serde_json::{Value, json};

use crate::house::{Done, House};

/// A house with the tenant `acme`, which takes its baseline from `baseline.toml`.
pub(super) struct Desk {
    pub(super) house: House,
}

impl Desk {
    /// The baseline is what is there.
    pub(super) async fn imported() -> Desk {
        let desk = Desk::declaring("").await;
        desk.run(&["baseline", "import", "baseline.toml", "--force"]).ends_with(0);
        desk
    }

    /// The baseline is this, below `[tenants.acme.baseline`.
    pub(super) async fn declaring(baseline: &str) -> Desk {
        let house = House::new().await;
        let config = format!(
            "include = [\"baseline*.toml\"]\n[limits]\nmax_requests_per_second = 1000\n\
             [tenants.acme]\nbase_url = \"{}\"\napi_key = {{ env = \"JUMPCLOUD_API_KEY\" }}\njumpcloud_org_id = \"{}\"\n",
            house.simulator.url(),
            house.simulator.org_id(),
        );
        std::fs::write(house.path("dayone.toml"), config).expect("written");
        std::fs::write(house.path("baseline.toml"), baseline).expect("written");
        Desk { house }
    }

    /// Adds to the declaration.
    pub(super) fn declare(&self, more: &str) {
        let path = self.house.path("baseline.toml");
        let text = std::fs::read_to_string(&path).expect("a declaration") + more;
        std::fs::write(path, text).expect("written");
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Done {
        self.house.run(arguments)
    }

    /// The plan as programs read it.
    pub(super) fn plan(&self, arguments: &[&str]) -> Value {
        self.run(&[&["baseline", "plan"], arguments].concat()).ends_with(0).json()
    }

    /// Somebody describes a group in the console.
    pub(super) fn describe_by_hand(&self, group: &str, description: &str) {
        let control = self.house.simulator.control();
        let id = control.id_of(Kind::UserGroup, group).expect("a group of that name");
        control.edit_document(Kind::UserGroup, &id, &json!({ "description": description })).expect("changed");
    }

    /// How many calls have written to the directory.
    pub(super) fn writes(&self) -> u64 {
        let counts = self.house.simulator.control().counts();
        counts.iter().filter(|(operation, _)| !operation.starts_with("GET")).map(|(_, count)| count).sum()
    }
}

/// Each change of a plan: what is done to what.
pub(super) fn changes(plan: &Value) -> Vec<String> {
    let text = |change: &Value, key: &str| change[key].as_str().unwrap_or_default().to_owned();
    let all = plan["changes"].as_array().into_iter().flatten();
    all.map(|it| format!("{} {}: {}", text(it, "change"), text(it, "subject"), text(it, "what"))).collect()
}
