//! Numbers with a range.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FieldError;

/// A unix user or group id that a person may have: 1000 or more, and none of the numbers that mean "nobody".
///
/// Below 1000 live the accounts of the operating system; 65534 and 4294967294 are `nobody`, 65535 and 4294967295 mean
/// "no id" to system calls. `JumpCloud` accepts all of these silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "i64", into = "i64")]
pub struct UnixId(u32);

/// Days until MFA must be set up: 0 (at once) to 365.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "i64", into = "i64")]
pub struct MfaGraceDays(u16);

const UNIX_HINT: &str = "Give a number from 1000 to 4294967293, or leave it out: JumpCloud then chooses a free one";
const DAYS_HINT: &str = "Give a whole number of days from 0 to 365";

impl UnixId {
    /// Checks a number.
    ///
    /// # Errors
    /// It is outside the range, or means "nobody".
    pub fn new(number: i64) -> Result<UnixId, FieldError> {
        match u32::try_from(number) {
            Ok(id) if id < 1000 => Err(FieldError::new(
                format!("The unix id {id} is below 1000, where the operating system's own accounts are"),
                UNIX_HINT,
            )),
            Ok(id @ (65534 | 65535 | 0xFFFF_FFFE | 0xFFFF_FFFF)) => {
                Err(FieldError::new(format!("The unix id {id} means 'nobody' to operating systems"), UNIX_HINT))
            }
            Ok(id) => Ok(UnixId(id)),
            Err(_) if number < 0 => Err(FieldError::new(format!("The unix id {number} is negative"), UNIX_HINT)),
            Err(_) => Err(FieldError::new(format!("The unix id {number} is too large"), UNIX_HINT)),
        }
    }

    /// Parses decimal digits.
    ///
    /// # Errors
    /// It is no whole number, or one that `new` refuses.
    pub fn parse(text: &str) -> Result<UnixId, FieldError> {
        UnixId::new(whole("unix id", text, UNIX_HINT)?)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl MfaGraceDays {
    /// Checks a number of days.
    ///
    /// # Errors
    /// It is negative or over 365.
    pub fn new(days: i64) -> Result<MfaGraceDays, FieldError> {
        match u16::try_from(days) {
            Ok(days) if days <= 365 => Ok(MfaGraceDays(days)),
            _ => Err(FieldError::new(
                format!("{days} days of MFA grace are not among the 0 to 365 days that JumpCloud takes"),
                DAYS_HINT,
            )),
        }
    }

    /// Parses decimal digits.
    ///
    /// # Errors
    /// It is no whole number, or one that `new` refuses.
    pub fn parse(text: &str) -> Result<MfaGraceDays, FieldError> {
        MfaGraceDays::new(whole("number of days of MFA grace", text, DAYS_HINT)?)
    }

    /// The number of days.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

fn whole(what: &str, text: &str, hint: &str) -> Result<i64, FieldError> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| FieldError::new(format!("The {what} is not a whole number that a computer can hold"), hint))
}

impl TryFrom<i64> for UnixId {
    type Error = FieldError;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        UnixId::new(number)
    }
}

impl From<UnixId> for i64 {
    fn from(id: UnixId) -> i64 {
        id.0.into()
    }
}

impl TryFrom<i64> for MfaGraceDays {
    type Error = FieldError;

    fn try_from(days: i64) -> Result<Self, Self::Error> {
        MfaGraceDays::new(days)
    }
}

impl From<MfaGraceDays> for i64 {
    fn from(days: MfaGraceDays) -> i64 {
        days.0.into()
    }
}

impl std::fmt::Display for UnixId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for MfaGraceDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_operating_system_and_of_nobody_are_refused() {
        for text in
            ["0", "999", "65534", "65535", "4294967294", "4294967295", "4294967296", "-1", "+1000", "1e4", "", "x"]
        {
            assert!(UnixId::parse(text).is_err(), "{text}");
        }
        for (text, id) in [("1000", 1000), (" 5042 ", 5042), ("4294967293", 4_294_967_293)] {
            assert_eq!(UnixId::parse(text).expect(text).get(), id);
        }
    }

    #[test]
    fn grace_is_from_no_day_to_a_year() {
        assert_eq!(MfaGraceDays::parse("0").expect("none").get(), 0);
        assert_eq!(MfaGraceDays::parse("365").expect("a year").get(), 365);
        for text in ["366", "-1", "7.5", "99999999999999999999"] {
            assert!(MfaGraceDays::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn serde_reads_numbers_by_the_same_check() {
        assert_eq!(serde_json::from_str::<UnixId>("5042").expect("sound").get(), 5042);
        assert!(serde_json::from_str::<UnixId>("10").is_err());
        assert_eq!(serde_json::to_string(&MfaGraceDays(7)).expect("number"), "7");
    }
}
