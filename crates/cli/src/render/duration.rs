//! Durations in words.

/// A duration in microseconds: `94 ms`, `2.4 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`.
#[must_use]
pub fn duration(micros: i64) -> String {
    let millis = micros.max(0).saturating_add(500) / 1000;
    let tenths = (millis + 50) / 100;
    let seconds = (millis + 500) / 1000;
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 if tenths < 600 => format!("{}.{} s", tenths / 10, tenths % 10),
        _ if seconds < 3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ if seconds < 86_400 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_short_as_they_can_be() {
        let shown: Vec<String> =
            [0, 499, 94_000, 999_600, 2_400_000, 59_970_000, 125_000_000, 11_400_000_000, 187_200_000_000, -5]
                .into_iter()
                .map(duration)
                .collect();
        assert_eq!(
            shown,
            ["0 ms", "0 ms", "94 ms", "1.0 s", "2.4 s", "1 min 0 s", "2 min 5 s", "3 h 10 min", "2 d 4 h", "0 ms"]
        );
    }
}
