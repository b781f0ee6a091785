//! Change windows and working days: over midnight, over the days on which the clock changes.

use dayone_core::calendar::{look_ahead_due, look_ahead_until, next_working_day};
use dayone_core::settings::{ChangeWindow, TenantSettings, WORKING_WEEK, Weekday};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn window(days: &[Weekday], from: &str, to: &str, zone: &str) -> ChangeWindow {
    ChangeWindow { days: days.into(), from: from.parse().unwrap(), to: to.parse().unwrap(), time_zone: zone.into() }
}

fn office() -> ChangeWindow {
    window(&WORKING_WEEK, "06:00", "20:00", "Europe/Berlin")
}

#[test]
fn a_window_opens_next_when_its_hours_say() {
    use Weekday::{Fri, Sat, Sun};
    let night = || window(&[Fri], "22:00", "04:00", "Europe/Berlin");
    let whole = || window(&[Sat, Sun], "00:00", "00:00", "Europe/Berlin");
    let skipped = || window(&[Sun], "02:15", "02:45", "Europe/Berlin");
    let doubled = || window(&[Sun], "02:30", "06:00", "Europe/Berlin");
    let closes_doubled = || window(&[Sun], "01:00", "02:30", "Europe/Berlin");
    let table = [
        ("open", office(), "2026-03-04T12:00:00Z", "2026-03-04T12:00:00Z"),
        ("the moment it opens", office(), "2026-03-04T05:00:00Z", "2026-03-04T05:00:00Z"),
        ("just before", office(), "2026-03-04T04:59:59Z", "2026-03-04T05:00:00Z"),
        ("the moment it closes", office(), "2026-03-04T19:00:00Z", "2026-03-05T05:00:00Z"),
        ("over a weekend", office(), "2026-03-06T19:00:00Z", "2026-03-09T05:00:00Z"),
        ("over a weekend with summer time", office(), "2026-03-27T19:00:00Z", "2026-03-30T04:00:00Z"),
        ("over a weekend with winter time", office(), "2026-10-23T18:00:00Z", "2026-10-26T05:00:00Z"),
        ("before midnight", night(), "2026-03-06T22:30:00Z", "2026-03-06T22:30:00Z"),
        ("after midnight, of the day before", night(), "2026-03-07T02:59:59Z", "2026-03-07T02:59:59Z"),
        ("closed after midnight", night(), "2026-03-07T03:00:00Z", "2026-03-13T21:00:00Z"),
        ("a night with an hour less", night(), "2026-03-28T02:30:00Z", "2026-03-28T02:30:00Z"),
        ("a whole day", whole(), "2026-03-08T22:59:59Z", "2026-03-08T22:59:59Z"),
        ("from one whole day to the next week", whole(), "2026-03-08T23:00:00Z", "2026-03-13T23:00:00Z"),
        ("hours that the clock skips are moved on", skipped(), "2026-03-29T00:00:00Z", "2026-03-29T01:15:00Z"),
        ("and end moved on", skipped(), "2026-03-29T01:45:00Z", "2026-04-05T00:15:00Z"),
        ("an hour shown twice opens it the first time", doubled(), "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
        ("and it stays open through the second", doubled(), "2026-10-25T01:10:00Z", "2026-10-25T01:10:00Z"),
        ("or closes it the first time", closes_doubled(), "2026-10-25T00:30:00Z", "2026-11-01T00:00:00Z"),
    ];
    for (what, window, now, opens) in table {
        assert_eq!(window.next_open(now.parse().unwrap()).to_string(), opens, "{what}");
    }
}

proptest! {
    #[test]
    fn when_a_window_opens_it_is_open_and_never_before_now(
        second in 1_767_225_600i64..1_830_297_600, from in 0i8..24, to in 0i8..24, days in 1u8..128,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    ) {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let all = [Mon, Tue, Wed, Thu, Fri, Sat, Sun];
        let days: Vec<Weekday> = all.into_iter().enumerate().filter(|(n, _)| days & (1 << n) != 0).map(|(_, day)| day).collect();
        let window = window(&days, &format!("{from:02}:00"), &format!("{to:02}:00"), zone);
        let now = Timestamp::from_second(second).unwrap();
        let opens = window.next_open(now);
        prop_assert!(opens >= now && opens.duration_since(now) <= SignedDuration::from_hours(8 * 24));
        prop_assert_eq!(window.next_open(opens), opens);
    }
}

#[test]
fn the_next_working_day_skips_the_others() {
    let next = |days: &[Weekday], day: &str| next_working_day(days, day.parse().unwrap()).to_string();
    assert_eq!(next(&WORKING_WEEK, "2026-03-04"), "2026-03-05");
    assert_eq!(next(&WORKING_WEEK, "2026-03-06"), "2026-03-09");
    assert_eq!(next(&[Weekday::Sun], "2026-03-08"), "2026-03-15");
    assert_eq!(next(&[], "2026-03-08"), "2026-03-09");
}

#[test]
fn the_look_ahead_is_due_on_working_days_from_its_hour_on_and_reaches_the_next_one() {
    let mut settings = TenantSettings::default();
    settings.activation.time_zone = "America/Los_Angeles".into();
    let due = |now: &str| {
        let due = look_ahead_due(&settings, now.parse().unwrap());
        due.map(|due| (due.day.to_string(), due.until.to_string()))
    };
    assert_eq!(due("2026-03-04T22:59:59Z"), None);
    assert_eq!(due("2026-03-04T23:00:00Z"), Some(("2026-03-04".into(), "2026-03-05T23:00:00Z".into())));
    assert_eq!(
        due("2026-03-05T07:59:59Z"),
        Some(("2026-03-04".into(), "2026-03-05T23:00:00Z".into())),
        "late, but today"
    );
    assert_eq!(due("2026-03-05T08:00:00Z"), None, "the day is over");
    assert_eq!(
        due("2026-03-06T23:30:00Z"),
        Some(("2026-03-06".into(), "2026-03-09T22:00:00Z".into())),
        "over summer time"
    );
    assert_eq!(due("2026-03-07T23:30:00Z"), None, "a Saturday");
    assert_eq!(
        look_ahead_until(&settings, "2026-03-07T08:30:00Z".parse().unwrap()).to_string(),
        "2026-03-09T22:00:00Z"
    );
    settings.look_ahead.days.clear();
    assert_eq!(look_ahead_due(&settings, "2026-03-04T23:00:00Z".parse().unwrap()), None, "it is off");
}
