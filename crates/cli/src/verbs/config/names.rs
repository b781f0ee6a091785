//! Names of tenants, made of what their organisations are called.

use std::collections::BTreeSet;

use dayone_core::naming::handle;

/// The longest name that a tenant may have.
const LONGEST: usize = 63;
/// So much of an id tells organisations of one name apart.
const TAIL: usize = 6;

/// A name that no tenant has yet; it is taken from now on. Organisations of one name are told apart by their ids, so that
/// the order in which they are found does not matter to whoever comes second.
pub(super) fn tenant_name(organization: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = match handle(organization, LONGEST) {
        empty if empty.is_empty() => id.to_lowercase(),
        name => name,
    };
    let tail = id.get(id.len().saturating_sub(TAIL)..).unwrap_or(id).to_lowercase();
    let short = handle(organization, LONGEST - 1 - id.len().min(LONGEST / 2));
    let candidates = [plain, format!("{short}-{tail}"), format!("{short}-{}", id.to_lowercase())];
    let free = candidates.iter().map(|name| name.trim_matches('-')).find(|name| !taken.contains(*name));
    let name = free.unwrap_or(id).to_owned();
    taken.insert(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_of_one_name_are_told_apart() {
        let mut taken = BTreeSet::from(["gamma".to_owned()]);
        let mut name = |organization: &str, id: &str| tenant_name(organization, id, &mut taken);
        assert_eq!(name("Acme, Inc.", "5f9a8b7c6d5e4f3a2b1c0d9e"), "acme-inc");
        assert_eq!(name("ACME Inc", "5f9a8b7c6d5e4f3a2b1c0d9f"), "acme-inc-1c0d9f");
        assert_eq!(name("Acme Inc", "6f9a8b7c6d5e4f3a2b1c0d9f"), "acme-inc-6f9a8b7c6d5e4f3a2b1c0d9f");
        assert_eq!(name("Gamma", "5f9a8b7c6d5e4f3a2b1c0d9e"), "gamma-1c0d9e");
        assert_eq!(name("...", "5F9A8B7C6D5E4F3A2B1C0D9E"), "5f9a8b7c6d5e4f3a2b1c0d9e");
        assert!(name(&"long ".repeat(40), "5f9a8b7c6d5e4f3a2b1c0d9e").len() <= LONGEST);
        assert!(name(&"long ".repeat(40), "5f9a8b7c6d5e4f3a2b1c0d9f").len() <= LONGEST);
    }
}
