//! Serves the demo organisation until it is killed; the first line of its output says where, and with which key.

use std::io::Write as _;

use dayone_simulator::{Options, Seed, Simulator};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start(Seed::Demo, Options::default()).await?;
    let ready = serde_json::json!({
        "url": simulator.url(),
        "api_key": simulator.api_key(),
        "org_id": simulator.org_id(),
    });
    writeln!(std::io::stdout(), "{ready}")?;
    std::future::pending::<()>().await;
    Ok(())
}
