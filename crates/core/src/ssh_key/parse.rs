//! From the line of a `.pub` file to a key.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{Algorithm, MOST_BYTES, PublicKey, SshKeyError, wire};

/// Parses one OpenSSH public key, as it stands in a `.pub` file.
///
/// # Errors
/// What makes the text unfit: see [`SshKeyError`].
pub fn parse(text: &str) -> Result<PublicKey, SshKeyError> {
    let text = text.trim();
    refuse_other_forms(text)?;
    let line = the_one_line(text)?;
    let mut words = line.split_ascii_whitespace();
    let first = words.next().ok_or(SshKeyError::Empty)?;
    let algorithm = announced(first, line)?;
    let encoded = words.next().ok_or(SshKeyError::Truncated)?;
    let blob = STANDARD.decode(encoded).map_err(|_| SshKeyError::NotBase64)?;
    let bits = wire::bits(algorithm, &blob)?;

    let comment = words.collect::<Vec<_>>().join(" ");
    let mut line = format!("{algorithm} {encoded}");
    if !comment.is_empty() {
        line.push(' ');
        line.push_str(&comment);
    }
    let digest = STANDARD.encode(Sha256::digest(&blob));
    let fingerprint = format!("SHA256:{}", digest.trim_end_matches('='));
    Ok(PublicKey { algorithm, bits, fingerprint, comment, line })
}

/// Refuses private keys before anything else looks at the text, and public keys in other forms.
fn refuse_other_forms(text: &str) -> Result<(), SshKeyError> {
    if text.is_empty() {
        return Err(SshKeyError::Empty);
    }
    let upper = text.to_ascii_uppercase();
    if upper.contains("PRIVATE KEY") || upper.contains("PUTTY-USER-KEY-FILE") || upper.contains("PRIVATE-LINES") {
        return Err(SshKeyError::PrivateKey);
    }
    // The Base64 of "openssh-key-v1", with which the body of a private key begins.
    if text.contains("b3BlbnNzaC1rZXktdjE") {
        return Err(SshKeyError::PrivateKey);
    }
    if upper.contains("---- BEGIN") || upper.contains("-----BEGIN") {
        return Err(SshKeyError::OtherForm);
    }
    Ok(())
}

/// The line, if the text has no other.
fn the_one_line(text: &str) -> Result<&str, SshKeyError> {
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let keys = lines.iter().filter(|line| line.split_ascii_whitespace().any(is_a_kind_of_key)).count();
    match lines.as_slice() {
        _ if keys > 1 => Err(SshKeyError::SeveralKeys(keys)),
        [line] if line.len() > MOST_BYTES => Err(SshKeyError::TooLong),
        [line] if line.chars().any(|c| c.is_control() && c != '\t') => Err(SshKeyError::ControlCharacter),
        [line] => Ok(line),
        _ => Err(SshKeyError::SeveralLines),
    }
}

/// The kind of key that the first word announces.
fn announced(first: &str, line: &str) -> Result<Algorithm, SshKeyError> {
    if let Some(algorithm) = Algorithm::named(first) {
        return Ok(algorithm);
    }
    Err(match first {
        "ssh-dss" => SshKeyError::Dsa,
        "sk-ssh-ed25519@openssh.com" => SshKeyError::HardwareToken("sk-ssh-ed25519@openssh.com"),
        "sk-ecdsa-sha2-nistp256@openssh.com" => SshKeyError::HardwareToken("sk-ecdsa-sha2-nistp256@openssh.com"),
        word if word.ends_with("-cert-v01@openssh.com") => SshKeyError::Certificate,
        _ if line.split_ascii_whitespace().skip(1).any(is_a_kind_of_key) => SshKeyError::Options,
        _ => SshKeyError::UnknownAlgorithm,
    })
}

fn is_a_kind_of_key(word: &str) -> bool {
    Algorithm::named(word).is_some()
        || word == "ssh-dss"
        || (word.starts_with("sk-") && word.ends_with("@openssh.com"))
        || word.ends_with("-cert-v01@openssh.com")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Made with ssh-keygen for these tests; the private halves were thrown away.
    const RSA_3072: &str = "AAAAB3NzaC1yc2EAAAADAQABAAABgQDC6JA4L9NfaX3zZQeKLxoXjGdkmRAc9o2vK50/QkQ/Fq8lDconVHIoqwAQKDy6MsVn2rxdsXWXytAp42X285XA1KU14rb/RT2tI5rKDreXi7/BtbcxOQXxoioFgu/aBl+qpGPfFb/a5Be5StT/eqQ3QZeit56D4jUwU4p3ChyOhMBl88mPuoaIiK47AtTwVcb19iZhwhvEy2yaHtZWf44vthi/Hd9OS5E/+7AkJ2wvhBq+APGsXv0Kmqgc7koa47qlwy1OiWyHtUcDBosTfaSi+gnN5UTl+428G1yic0Z02T7VfcIVooLb0LZohYJJsmsDLiV8TnBaWDze/GvObe9Uftlycun6wpUb15pPK1feq5vrpzHr6jwpVesmeCNcKX91FpP3ferM3O1+plBrCoLQ/cr6asogcEd0xhtBTQsxQfM+1Q1gXhhG//fY7v+B2O33LmJvAYaqT6RUUX2E0SugfTc4eAteIDYFMYjpQ9JKZlXoNhKiEf8N8EYao/PrIq0=";
    const RSA_2048: &str = "AAAAB3NzaC1yc2EAAAADAQABAAABAQCh/94NvLongfevvbt/NOwzhpoKCC+PNPOmgKeeqBRh2550qMwH4PXdgfnKwwKJvb1vy5KU4xE81qKeYoaoVd5qpQIcS0rZuj4yEnFYXawscOMBGRTLSz2QTK+ssedKG6lqCgVEP8TaE/koBIjtheOSad6ztem+qwuZsidr6nz87MqTfyBxzkEU9G3yebFmlUpRnjrI7t/mLTyY3KbEY4AKSyeXEoXuU7P72z0knQUslHqc0ISNayLb4d32odNWiBiiEciHDV1Ehw1a3yJdPkD5bKQKGLm3mMUq+5xPBStN9UrwJksus0Ff2piPHwNEpnO7fs6cXpr4Zo43KUIVulYz";
    const P256: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBNU0yGhk4IxrgLJlXyWFKqntpLU2IEqlZLuIjZAhVKweG25p31vnax6tP7g1e9SjnV0ERVS/QhWZ4uNBzrRykcs=";
    const P384: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBFEp2cfiftHrRMpV1lUD+4jZc7p/tP7ZmI/o4u2e53ktr9E5/DpBNR8/G1Ee+i/slDF3nyy3/h29zWGPJslZJZ0z5gaYuRDPfwP6xlA2ZZ9xeacN5/QOFEz/IS9uNIvAhQ==";
    const P521: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAE1oum1u4s9BcGSA1z7OdaeBkPiDkJOQdigGEsNMwSdcd4eKxKsO7sBvfxhgz7SqA8inGdVypSQDQ6WPGv7HflNVAGZvrZdO3C/gpOOQnVes18z28CGYC+y2iKXLIpiEwqsSIqaBum+FI08O3FLP3GsVrsyHmeaM07d9ULjuEQsZe8kBw==";
    const ED25519: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIE0zZYSYS5oHy/Vu487uOnqyy1FNP/U+Sg4mdz9225c6";

    fn ed25519() -> String {
        format!("ssh-ed25519 {ED25519} jane@laptop")
    }

    #[test]
    fn every_kind_is_read_with_the_fingerprint_that_ssh_keygen_prints() {
        #[rustfmt::skip]
        let table = [
            (Algorithm::Rsa,       RSA_3072, 3072, "SHA256:c6VUTaA2EESGGMdkptua4CXJrFfl1CVbIOeGHmWGb1Q"),
            (Algorithm::EcdsaP256, P256,      256, "SHA256:dzKTUmzlAIlauBLMsug7rvEKoZOfPI61ed61cS+Yjqk"),
            (Algorithm::EcdsaP384, P384,      384, "SHA256:Irbf3qXc8Ic3L5xBXbI8RFAep7PXrqeqBUKlnR8Ng+c"),
            (Algorithm::EcdsaP521, P521,      521, "SHA256:HCi2YlcVp37sahWWrWGeBNcSIPTLOoGTIlE4gVugVwo"),
            (Algorithm::Ed25519,   ED25519,   256, "SHA256:ty9Mlq0ILtvXp60ZRyBbON6FbKbQsqKJrDXea7HqAY0"),
        ];
        for (algorithm, encoded, bits, fingerprint) in table {
            let key = parse(&format!("  {algorithm}\t{encoded}   jane  at work \r\n")).expect("sound");
            assert_eq!((key.algorithm, key.bits, key.fingerprint.as_str()), (algorithm, bits, fingerprint));
            assert_eq!(key.comment, "jane at work");
            assert_eq!(key.line, format!("{algorithm} {encoded} jane at work"));
            assert_eq!(parse(&key.line), Ok(key));
        }
    }

    #[test]
    fn a_key_is_named_by_its_comment_or_else_by_the_username() {
        assert_eq!(parse(&ed25519()).expect("fit").name_for("jane.doe"), "jane@laptop");
        let bare = parse(&format!("ssh-ed25519 {ED25519}")).expect("fit");
        assert_eq!(
            (bare.name_for("jane.doe").as_str(), bare.line.as_str()),
            ("jane.doe", format!("ssh-ed25519 {ED25519}").as_str())
        );
    }

    #[test]
    fn everything_else_is_refused_by_name() {
        use SshKeyError::*;
        let begin = |what: &str| format!("-----BEGIN {what}-----\nMIIB\n-----END {what}-----");
        let half = &ED25519[..40];
        #[rustfmt::skip]
        let table = [
            (String::new(),                                           Empty),
            (" \n ".into(),                                           Empty),
            (begin(concat!("OPENSSH PRIVATE", " KEY")),               PrivateKey),
            (begin(concat!("RSA PRIVATE", " KEY")),                   PrivateKey),
            (concat!("PuTTY-User-Key", "-File-3: ssh-ed25519").into(), PrivateKey),
            ("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU".into(),                PrivateKey),
            (begin("PUBLIC KEY"),                                     OtherForm),
            ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".into(),          OtherForm),
            (format!("{}\n{}", ed25519(), ed25519()),                 SeveralKeys(2)),
            (format!("ssh-ed25519 {half}\n{}", &ED25519[40..]),       SeveralLines),
            (format!("ssh-ed25519 {ED25519} {}", "x".repeat(9000)),   TooLong),
            (format!("ssh-ed25519 {ED25519} a\u{1b}[2Jb"),            ControlCharacter),
            (format!("from=\"10.0.0.1\" {}", ed25519()),              Options),
            (format!("command=\"rm -rf /\",no-pty {}", ed25519()),    Options),
            ("ssh-dss AAAAB3NzaC1kc3M= x".into(),                     Dsa),
            (format!("sk-ssh-ed25519@openssh.com {ED25519}"),         HardwareToken("sk-ssh-ed25519@openssh.com")),
            (format!("ssh-ed25519-cert-v01@openssh.com {ED25519}"),   Certificate),
            (format!("ssh-ed448 {ED25519}"),                          UnknownAlgorithm),
            (ED25519.into(),                                          UnknownAlgorithm),
            ("ssh-ed25519".into(),                                    Truncated),
            ("ssh-ed25519 not*base64".into(),                         NotBase64),
            (format!("ssh-rsa {ED25519}"),                            Mismatch(Algorithm::Rsa)),
            (format!("ecdsa-sha2-nistp384 {P256}"),                   Mismatch(Algorithm::EcdsaP384)),
            (format!("ssh-ed25519 {half}"),                           Damaged(Algorithm::Ed25519)),
            (format!("ssh-ed25519 {ED25519}AAAA"),                    Damaged(Algorithm::Ed25519)),
            (format!("ssh-rsa {RSA_2048}"),                           WeakRsa(2048)),
        ];
        for (text, expected) in table {
            let error = parse(&text).expect_err(expected.hint());
            assert_eq!(error, expected, "{text}");
            assert!(!format!("{error} {error:?} {}", error.hint()).contains(half), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,120}") {
            let _ = parse(&text);
        }

        #[test]
        fn no_damaged_content_makes_the_parser_panic(at: prop::sample::Index, byte: u8, cut in 0usize..120) {
            for (algorithm, encoded) in [(Algorithm::Rsa, RSA_3072), (Algorithm::EcdsaP521, P521), (Algorithm::Ed25519, ED25519)] {
                let mut blob = STANDARD.decode(encoded).expect("sound");
                let at = at.index(blob.len());
                blob[at] = byte;
                blob.truncate(blob.len() - cut.min(blob.len()));
                let _ = parse(&format!("{algorithm} {}", STANDARD.encode(&blob)));
            }
        }
    }
}
