//! The texts of first configurations: safe choices, each with its reason.

/// How a file begins.
pub(super) const HEAD: &str = r##"# dayone: onboarding people in JumpCloud.
# `dayone config check` checks this file; `dayone config show --origin` shows every effective value and where it is from.

"##;

/// Files for further tenants, as an example.
pub(super) const INCLUDE_EXAMPLE: &str = r##"# One file a client organisation, each with its [tenants.NAME]:
# include = ["tenants/*.toml"]

"##;

/// Files for all tenants.
pub(super) const INCLUDE: &str = r##"# One file a client organisation, each with its [tenants.NAME]:
include = ["tenants/*.toml"]

"##;

/// What all tenants inherit.
pub(super) const SHARED: &str = r##"# Every tenant inherits these; its own tables merge with them, its own lists replace them.
[defaults]
# The person sets the first password with a link that JumpCloud mails: no password is ever known to anybody else.
password_handling = "activation_link"
# A misspelt group stops a hire before anything is created, rather than leaving a person without access.
on_missing_group = "fail"
# Days for which a mover keeps what the rules no longer give, to hand the old work over; without it nothing is kept:
# mover_grace_days = 14

# When a hire with a start date is activated.
[defaults.activation]
# Nobody gets in before the first day.
activate_days_before = 0
# Early enough to sign in on the first morning.
at = "07:00"
# The time zone of `at`, when a request names none.
time_zone = %TIME_ZONE%

# What needs a second person.
[defaults.approval]
# Groups that open much are given by two people.
privileged_groups = true
# Sudo is administrator's access on every system that the account reaches.
sudo = true
# Silence for this long means no.
expires_hours = 72

# More in an hour than this are held back until somebody releases them.
[guards]
# What a busy office brings in a morning; `joiners_percent` of the directory counts too, but never under its floor.
joiners_per_hour = 25
joiners_percent = 10
joiners_percent_floor = 10
# A mistaken list of leavers locks people out at once: few, and no more than `leavers_percent` of the directory.
leavers_per_hour = 3
leavers_percent = 2
# A reorganisation is known beforehand.
movers_per_hour = 10

# Accounts and groups that no mover, leaver, undo or webhook changes without a second person: the way in when all else fails.
# [protected]
# accounts = ["break-glass*", "svc-*"]
# groups = ["UG-Break-Glass"]

# Accounts of people who have left stay suspended for good, unless this is set (30 at least; each deletion is approved):
# [defaults.deletion]
# after_days = 90

# Groups and systems that are looked at twice. Groups that grant sudo always are.
# [defaults.privileged]
# groups = ["*Admin*"]
# systems = ["prod-*"]

"##;

/// The only tenant.
pub(super) const TENANT: &str = r##"[tenants.%TENANT%]
# us, eu or in: a key is valid in its own region only.
%PLACE%
# A secret never stands in this file: env, file (mode 0600), command or store (`dayone secret set NAME`).
api_key = %API_KEY%
# A second key with a read-only role, for everything that only reads:
# read_api_key = { env = "JUMPCLOUD_READ_API_KEY" }
# Compared with the directory before the first write, so that no other organisation is written to:
%ORGANIZATION%
# Company names in requests that mean this tenant:
# company_names = ["Example Inc"]
# An e-mail elsewhere is probably a mistake; it is marked in plan and approval:
%DOMAINS%
# Who in IT is told of each hire: addresses, and "slack" or "teams" when configured below.
# notify_it = ["it@example.com"]

# Which groups people get. A name that the directory doesn't have is refused, and the nearest one named.
# [tenants.%TENANT%.groups]
# default = ["UG-All-Employees"]
# [tenants.%TENANT%.groups.department]
# Engineering = ["UG-Engineering"]
# Sales = ["UG-Sales", "UG-Salesforce-Users"]
# Exact job titles first, then patterns, the longest first:
# [tenants.%TENANT%.groups.role]
# "Software *" = ["UG-Developers"]
# [tenants.%TENANT%.groups.location]
# Seattle = ["UG-Seattle-Office"]
# [tenants.%TENANT%.groups.employee_type]
# Contractor = ["UG-Contractors"]

"##;

/// How a tenant may form usernames.
pub(super) const NAMING: &str = r##"# How usernames are formed, when a request gives none.
# [tenants.%TENANT%.naming]
# template = "{{ given_name }}.{{ last_name }}"
# When that name is taken: with the middle initial (john.m.smith), then with a number (john.smith2). To have it otherwise:
# ladder = ["{{ name_with_initial }}", "{{ name }}{{ number }}"]
# How letters become ASCII: "plain" (ü is u), "german" (ü is ue) or "nordic" (ø is oe, å is aa).
# transliteration = "german"
# Names and words that no username is formed with, beside the built-in ones:
# reserved = ["ceo"]
# offensive = ["voldemort"]

"##;

/// Ways to tell people, and the anchor.
pub(super) const CHANNELS: &str = r##"# Mail to managers and to IT.
# [notify.smtp]
# host = "smtp.example.com"
# encryption = "starttls"
# username = "dayone"
# password = { env = "SMTP_PASSWORD" }
# from = "dayone <onboarding@example.com>"
# [notify.slack]
# webhook_url = { env = "SLACK_WEBHOOK_URL" }

# Where the heads of the audit log are pushed to: without it, a changed database can't be told from an honest one.
# [anchor]
# file = "/var/log/dayone/anchor.log"
"##;
