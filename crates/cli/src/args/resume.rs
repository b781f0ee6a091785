//! `runs resume`: what failed is done again, as it was planned or with other inputs.

use clap::Args;
use dayone_core::request::{Changes, INPUTS};

use super::digest;

/// `runs resume`.
#[derive(Debug, Args)]
pub struct ResumeArgs {
    /// The run.
    pub run: String,
    /// Stay until nothing is left to do, through approval and a later start.
    #[arg(long)]
    pub wait: bool,
    /// Another value for an input that is undone: planned again, shown as a difference, asked for. Lists with `;`;
    /// attributes as attributes.NAME=VALUE; repeat for several.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// An input that is not wanted any more; repeat for several.
    #[arg(long, value_name = "FIELD", value_parser = name)]
    pub unset: Vec<String>,
    /// Go on only if the corrected plan has this digest, as the difference shows it; then nobody is asked.
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    pub plan_digest: Option<String>,
    /// Don't ask.
    #[arg(short, long)]
    pub yes: bool,
}

impl ResumeArgs {
    /// The inputs given anew; None: the run goes on as it was planned.
    #[must_use]
    pub fn changes(&self) -> Option<Changes> {
        if self.set.is_empty() && self.unset.is_empty() {
            return None;
        }
        let mut changes = Changes::default();
        for (field, value) in &self.set {
            changes.set_text(field, value);
        }
        changes.unset.extend(self.unset.iter().cloned());
        Some(changes)
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or("write FIELD=VALUE, such as additional_groups=UG-Sales")?;
    if field == "password" {
        return Err("a password on the command line is refused: other users of this machine can read it; send the \
                    request again with --password-file"
            .into());
    }
    Ok((name(field)?, value.to_owned()))
}

/// The name of an input, as in files or as its flag.
fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.split_once('.') {
        Some(("attribute", attribute)) => Ok(format!("attributes.{attribute}")),
        Some(_) => Ok(text.to_owned()),
        None => {
            let name = text.replace('-', "_");
            Ok(if INPUTS.iter().any(|input| input.name == name) { name } else { text.to_owned() })
        }
    }
}
