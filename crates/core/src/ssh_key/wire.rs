//! What is inside a key: the fields of RFC 4253 and RFC 5656.

use ssh_key::public::KeyData;

use super::{Algorithm, LEAST_RSA_BITS, SshKeyError};

/// The size in bits of the key in `blob`, which was announced as `algorithm`.
pub(super) fn bits(algorithm: Algorithm, blob: &[u8]) -> Result<u32, SshKeyError> {
    let damaged = SshKeyError::Damaged(algorithm);
    let (name, rest) = field(blob).ok_or(damaged)?;
    if name != algorithm.name().as_bytes() {
        return Err(match Algorithm::ALL.iter().any(|other| other.name().as_bytes() == name) {
            true => SshKeyError::Mismatch(algorithm),
            false => damaged,
        });
    }
    match algorithm {
        Algorithm::EcdsaP256 => ecdsa(rest, "nistp256", 32).then_some(256).ok_or(damaged),
        Algorithm::EcdsaP384 => ecdsa(rest, "nistp384", 48).then_some(384).ok_or(damaged),
        Algorithm::EcdsaP521 => ecdsa(rest, "nistp521", 66).then_some(521).ok_or(damaged),
        Algorithm::Rsa | Algorithm::Ed25519 => match ssh_key::PublicKey::from_bytes(blob).map(KeyData::from) {
            Ok(KeyData::Ed25519(_)) => Ok(256),
            Ok(KeyData::Rsa(key)) => {
                let modulus = key.n.as_positive_bytes().ok_or(damaged)?;
                let exponent = key.e.as_positive_bytes().ok_or(damaged)?;
                match (exponent, size(modulus)) {
                    // Even or 1: not an RSA exponent; anybody could sign with the latter.
                    ([] | [1], _) => Err(damaged),
                    ([.., last], _) if last % 2 == 0 => Err(damaged),
                    (_, bits) if bits < LEAST_RSA_BITS => Err(SshKeyError::WeakRsa(bits)),
                    (_, bits) => Ok(bits),
                }
            }
            _ => Err(damaged),
        },
    }
}

/// True if this is the named curve and an uncompressed point with coordinates of so many bytes, and nothing more.
fn ecdsa(rest: &[u8], curve: &str, coordinate: usize) -> bool {
    let Some((name, rest)) = field(rest) else { return false };
    let Some((point, rest)) = field(rest) else { return false };
    let whole = point.len() == 1 + 2 * coordinate && point.first() == Some(&4);
    name == curve.as_bytes() && whole && rest.is_empty() && point.iter().skip(1).any(|byte| *byte != 0)
}

/// A field preceded by its length in four bytes, and what follows it.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.split_at_checked(length)
}

/// The number of bits without leading zeros.
fn size(number: &[u8]) -> u32 {
    let significant = number.iter().position(|byte| *byte != 0).map_or(&number[..0], |at| &number[at..]);
    match significant.first() {
        Some(first) => u32::try_from(significant.len() * 8).unwrap_or(u32::MAX) - first.leading_zeros(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_leave_out_leading_zeros() {
        for (number, bits) in [(&[][..], 0), (&[0, 0], 0), (&[0, 1], 1), (&[0x80, 0], 16), (&[0x7F], 7)] {
            assert_eq!(size(number), bits, "{number:?}");
        }
    }

    #[test]
    fn a_field_longer_than_what_is_there_is_none() {
        assert_eq!(field(&[0, 0, 0, 2, 1]), None);
        assert_eq!(field(&[0xFF, 0xFF, 0xFF, 0xFF]), None);
        assert_eq!(field(&[0, 0, 0, 1, 7, 8]), Some((&[7][..], &[8][..])));
    }
}
