//! A password that people can read off a screen and type.

use rand::CryptoRng;
use secrecy::SecretString;
use zeroize::Zeroize;

use super::{Policy, check};

/// What generated passwords are made of: no `0 O o 1 l I`, which look alike, and no symbol that shells, URLs and
/// spreadsheets make trouble with.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%*+-?@_";

/// Least length of a generated password: about 120 bits.
const LENGTH: usize = 20;

/// A password that meets the policy, drawn uniformly from all that fit these rules: the policy's length but at least 20,
/// all four kinds of characters, a letter first, no username within, no run of three.
///
/// Whole candidates are drawn, without modulo bias, and thrown away until one fits: about every second does. A source of
/// randomness that repeats itself never yields a password.
#[must_use]
pub fn generate<R: CryptoRng + ?Sized>(policy: &Policy, username: &str, rng: &mut R) -> SecretString {
    let policy = Policy {
        lowercase: true,
        uppercase: true,
        digits: true,
        symbols: true,
        without_username: true,
        without_common: true,
        without_runs: true,
        ..*policy
    };
    let username = username.to_lowercase();
    // A username of one letter would be part of nearly every long password.
    let alphabet: Vec<u8> = match username.as_bytes() {
        [letter] => ALPHABET.iter().copied().filter(|byte| !byte.eq_ignore_ascii_case(letter)).collect(),
        _ => ALPHABET.to_vec(),
    };
    let length = LENGTH.max(policy.min_length.into());
    loop {
        // Of exactly this capacity, so that no copy is left behind when it becomes the secret.
        let mut candidate = String::with_capacity(length);
        for _ in 0..length {
            candidate.push(char::from(draw(&alphabet, rng)));
        }
        let begins_with_letter = candidate.starts_with(|c: char| c.is_ascii_alphabetic());
        let password = SecretString::from(candidate);
        if begins_with_letter && check(&policy, &username, &password).is_empty() {
            return password;
        }
    }
}

/// One of the bytes, each with the same probability: draws beyond the last whole multiple are thrown away.
fn draw<R: CryptoRng + ?Sized>(alphabet: &[u8], rng: &mut R) -> u8 {
    let size = alphabet.len().min(256);
    let limit = 256 - 256 % size;
    loop {
        let mut byte = [0u8];
        rng.fill_bytes(&mut byte);
        let drawn = usize::from(byte[0]);
        byte.zeroize();
        if drawn < limit {
            return alphabet[drawn % size];
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::StdRng};
    use secrecy::ExposeSecret;

    use super::*;
    use crate::{
        password::{Compliance, LivePolicy},
        settings::PasswordRules,
    };

    fn policies() -> impl Strategy<Value = Policy> {
        let rules = (8u8..=64, any::<[bool; 4]>()).prop_map(|(min_length, [lowercase, uppercase, digits, symbols])| {
            PasswordRules { min_length, lowercase, uppercase, digits, symbols }
        });
        let compliance = prop_oneof![Just(Compliance::Custom), Just(Compliance::Pci3), Just(Compliance::Windows)];
        let live = (compliance, proptest::option::of(0u16..=200), any::<[bool; 7]>()).prop_map(
            |(compliance, min_length, [lower, upper, numeric, symbolic, username, common, repetitive])| LivePolicy {
                compliance,
                min_length,
                needs_lowercase: lower,
                needs_uppercase: upper,
                needs_numeric: numeric,
                needs_symbolic: symbolic,
                allow_username_substring: username,
                disallow_common: common,
                disallow_repetitive: repetitive,
            },
        );
        (rules, live).prop_map(|(rules, live)| Policy::stricter(&rules, &live))
    }

    proptest! {
        #[test]
        fn every_generated_password_passes_the_check(policy in policies(), username in "[A-Za-z][a-z0-9._-]{0,8}", seed: u64) {
            let password = generate(&policy, &username, &mut StdRng::seed_from_u64(seed));
            prop_assert_eq!(check(&policy, &username, &password), []);
            let text = password.expose_secret();
            prop_assert!(text.len() >= 20 && text.len() >= usize::from(policy.min_length));
            prop_assert!(!text.contains(['0', 'O', 'o', '1', 'l', 'I']));
            prop_assert!(!text.to_lowercase().contains(&username.to_lowercase()));
        }
    }

    #[test]
    fn the_same_random_bytes_give_the_same_password_and_others_another() {
        let policy = Policy::from(&PasswordRules::default());
        let of = |seed| generate(&policy, "jane", &mut StdRng::seed_from_u64(seed)).expose_secret().to_owned();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn every_character_is_drawn_equally_often() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut counts = [0u32; 256];
        let each = 2_000;
        for _ in 0..ALPHABET.len() * each {
            counts[usize::from(draw(ALPHABET, &mut rng))] += 1;
        }
        let (least, most) = ALPHABET
            .iter()
            .map(|byte| counts[usize::from(*byte)])
            .fold((u32::MAX, 0), |(least, most), count| (least.min(count), most.max(count)));
        assert!(least > 1_750 && most < 2_250, "{least} to {most}");
    }

    #[test]
    fn a_generator_behind_a_trait_object_serves() {
        let mut rng = StdRng::seed_from_u64(3);
        let rng: &mut dyn CryptoRng = &mut rng;
        assert_eq!(generate(&Policy::from(&PasswordRules::default()), "j", rng).expose_secret().len(), 20);
    }
}
