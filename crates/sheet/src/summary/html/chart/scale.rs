//! Steps of axes that people can read.

/// The least of 1, 2, 5, 10, 20, 50, ... that cuts the range into at most so many parts.
pub(super) fn step(most: f64, parts: f64) -> f64 {
    let least = (most / parts).max(1.0);
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|one| one * power).find(|step| *step >= least - 1e-9).unwrap_or(10.0 * power)
}

const SECOND: f64 = 1_000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;

/// The same for a time in milliseconds, in the steps of clocks.
pub(super) fn time_step(length: f64, parts: f64) -> f64 {
    let steps = [
        0.1 * SECOND,
        0.2 * SECOND,
        0.5 * SECOND,
        SECOND,
        2.0 * SECOND,
        5.0 * SECOND,
        10.0 * SECOND,
        15.0 * SECOND,
        30.0 * SECOND,
        MINUTE,
        2.0 * MINUTE,
        5.0 * MINUTE,
        10.0 * MINUTE,
        15.0 * MINUTE,
        30.0 * MINUTE,
        HOUR,
        2.0 * HOUR,
        3.0 * HOUR,
        6.0 * HOUR,
        12.0 * HOUR,
    ];
    let day = 24.0 * HOUR;
    steps.into_iter().find(|step| length / step <= parts).unwrap_or_else(|| day * step(length / day, parts))
}

/// A time on the axis, from the beginning of the batch.
pub(super) fn time_label(at: f64, step: f64) -> String {
    match at {
        0.0 => "0".into(),
        at if step < SECOND => format!("{:.1} s", at / SECOND),
        at if at < MINUTE => format!("{:.0} s", at / SECOND),
        at if at < HOUR && at % MINUTE < 1.0 => format!("{:.0} min", at / MINUTE),
        at if at < HOUR => format!("{:.0}:{:02.0} min", (at / MINUTE).floor(), at % MINUTE / SECOND),
        at if at % HOUR < 1.0 => format!("{:.0} h", at / HOUR),
        at => format!("{:.0}:{:02.0} h", (at / HOUR).floor(), at % HOUR / MINUTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (most, parts, expected) in
            [(3.0, 4.0, 1.0), (61.0, 4.0, 20.0), (300.0, 4.0, 100.0), (1000.0, 4.0, 500.0), (0.0, 4.0, 1.0)]
        {
            assert_eq!(step(most, parts), expected, "{most}");
        }
        for (length, expected) in
            [(58_000.0, 10_000.0), (900.0, 200.0), (130_000.0, 30_000.0), (7_200_000.0, 1_800_000.0)]
        {
            assert_eq!(time_step(length, 6.0), expected, "{length}");
        }
    }

    #[test]
    fn times_are_written_as_on_a_clock() {
        for (at, step, label) in [
            (0.0, 1000.0, "0"),
            (200.0, 200.0, "0.2 s"),
            (30_000.0, 10_000.0, "30 s"),
            (60_000.0, 30_000.0, "1 min"),
            (90_000.0, 30_000.0, "1:30 min"),
            (3_600_000.0, 1_800_000.0, "1 h"),
            (5_400_000.0, 1_800_000.0, "1:30 h"),
        ] {
            assert_eq!(time_label(at, step), label);
        }
    }
}
