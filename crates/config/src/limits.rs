//! How hard a tenant's directory is worked.

use crate::file::LimitsFile;

/// How hard a tenant's directory is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls at the same time.
    pub max_in_flight: u16,
    /// Calls in a second.
    pub max_requests_per_second: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_in_flight: 8, max_requests_per_second: 20 }
    }
}

impl From<LimitsFile> for Limits {
    fn from(file: LimitsFile) -> Self {
        let built_in = Limits::default();
        Limits {
            max_in_flight: file.max_in_flight.unwrap_or(built_in.max_in_flight),
            max_requests_per_second: file.max_requests_per_second.unwrap_or(built_in.max_requests_per_second),
        }
    }
}
