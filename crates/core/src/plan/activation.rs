//! When the account is activated, and what `JumpCloud` is asked to mail.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{ActivationMail, PlannedActivation, PlannedPassword};
use crate::fields::TimeZoneName;
use crate::problem::Problem;
use crate::request::Request;
use crate::settings::TenantSettings;

/// Decides on time and mail.
pub(super) fn activation(
    request: &Request,
    settings: &TenantSettings,
    password: PlannedPassword,
    now: Timestamp,
) -> Result<PlannedActivation, Problem> {
    let zone_name = zone_name(request.time_zone.as_ref(), settings);
    let due = due(request.start_date, settings, &zone_name, now)?;
    let mail = mail(request, settings, password)?;
    Ok(PlannedActivation {
        mail,
        due,
        start_date: request.start_date,
        end_date: request.end_date,
        time_zone: zone_name,
    })
}

/// The zone in which dates are meant.
pub(super) fn zone_name(given: Option<&TimeZoneName>, settings: &TenantSettings) -> String {
    given.map_or(settings.activation.time_zone.as_str(), |zone| zone.as_str()).to_owned()
}

/// When the account is activated, if that is later than now.
pub(super) fn due(
    start: Option<Date>,
    settings: &TenantSettings,
    zone_name: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, Problem> {
    let due = start.map(|start| due_on(start, settings, zone_name)).transpose()?;
    Ok(due.filter(|due| *due > now))
}

fn due_on(start: Date, settings: &TenantSettings, zone_name: &str) -> Result<Timestamp, Problem> {
    let unknown = |what: String| Problem::with_field("time_zone", what, "give an IANA name such as Europe/Berlin");
    let zone = TimeZoneName::parse(zone_name)
        .map_err(|error| unknown(format!("time zone {zone_name:?}: {}", error.message)))?
        .zone();
    let day = start
        .checked_sub(i32::from(settings.activation.activate_days_before).days())
        .map_err(|_| unknown(format!("start_date {start} is out of range")))?;
    // A local time that the clock skips is moved on, one that it shows twice is taken the first time.
    zone.to_timestamp(day.to_datetime(settings.activation.at))
        .map_err(|_| unknown(format!("start_date {start} is out of range")))
}

/// What `JumpCloud` is asked to mail.
pub(super) fn mail(
    request: &Request,
    settings: &TenantSettings,
    password: PlannedPassword,
) -> Result<ActivationMail, Problem> {
    let send = request.send_activation_email.unwrap_or(settings.variables.send_activation_email);
    let link = password == PlannedPassword::ActivationLink;
    if !send && link {
        return Err(Problem::with_field(
            "send_activation_email",
            "send_activation_email is false, but no password is set either (password_handling = \"activation_link\"): nobody could sign in",
            "let the activation e-mail be sent, give a password, or set password_handling = \"generate\"",
        ));
    }
    if !send {
        return Ok(ActivationMail::Suppressed);
    }
    if let Some(personal) = &request.personal_email {
        return Ok(ActivationMail::Override { recipient: personal.as_str().to_owned() });
    }
    // Source: JumpCloud API v1, state/activate: without a password the alternate address goes first.
    let recipient = match (&request.alternate_email, link) {
        (Some(alternate), true) => alternate.as_str().to_owned(),
        _ => request.email.normalised(),
    };
    Ok(ActivationMail::Default { recipient })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> TenantSettings {
        let mut settings = TenantSettings::default();
        settings.activation.activate_days_before = 1;
        settings
    }

    #[test]
    fn a_start_date_is_due_at_local_time_on_the_day_before_where_so_configured() {
        let due = due_on("2026-03-10".parse().expect("date"), &settings(), "America/Los_Angeles").expect("known zone");
        assert_eq!(due.to_string(), "2026-03-09T14:00:00Z");
    }

    #[test]
    fn a_local_time_that_the_clock_skips_is_moved_on() {
        let mut settings = settings();
        settings.activation.activate_days_before = 0;
        settings.activation.at = jiff::civil::time(2, 30, 0, 0);
        let due = due_on("2026-03-29".parse().expect("date"), &settings, "Europe/Berlin").expect("known zone");
        assert_eq!(due.to_string(), "2026-03-29T01:30:00Z");
    }
}
