use dayone_sheet::{RowIssue, RowState, RowSummary, Summary, TenantSummary, summary_csv, summary_html};
use jiff::{Timestamp, ToSpan as _};

const TENANTS: [(&str, &str); 3] = [("acme", "Acme Inc"), ("beta", "Beta GmbH"), ("gamma", "Gamma Ltd")];
const FIRST: [&str; 10] = ["Ada", "Håkon", "Eva", "Jürgen", "Ana Lúcia", "Zoë", "Omar", "李", "Priya", "محمد"];
const LAST: [&str; 8] = ["Lang", "Bjørnstad", "Gonçalves", "Groß", "Łukasiewicz", "O’Neil", "Rossi", "Haddad"];

fn issue(kind: (&str, &str), cell: Option<(&str, &str)>, message: &str, mend: &str) -> RowIssue {
    RowIssue {
        code: Some(kind.1.into()),
        error_type: Some(kind.0.into()),
        column: cell.map(|(column, _)| column.into()),
        value: cell.map(|(_, value)| value.into()),
        message: message.into(),
        mend: mend.into(),
    }
}

/// A batch over three tenants, in which some rows are in trouble; `of_hundred` of them are in this tenant or the ones
/// before it.
fn sample(rows: usize) -> Summary {
    const INPUT: (&str, &str) = ("INVALID_INPUT", "ERR-VAL-001");
    let started: Timestamp = "2026-03-06T08:00:12Z".parse().expect("time");
    let mut chance = 7_u64;
    let mut next = |most: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % most
    };
    let mut list = Vec::new();
    let mut begun = [0_i64; 3];
    for n in 0..rows {
        let place = match next(100) {
            0..=60 => 0,
            61..=91 => 1,
            _ => 2,
        };
        let (first, last) = (FIRST[next(10) as usize], LAST[next(8) as usize]);
        let (state, problems) = match (n % 100, next(200)) {
            (13, _) => (
                RowState::NotStarted,
                vec![issue(
                    INPUT,
                    Some(("email", "m.rossi@acme")),
                    "The domain 'acme' of the e-mail address has no ending",
                    "did you mean m.rossi@acme.com?",
                )],
            ),
            (51, _) => (
                RowState::NotStarted,
                vec![
                    issue(
                        INPUT,
                        Some(("department", "Enginering")),
                        "no rule in beta has this department",
                        "did you mean Engineering?",
                    ),
                    issue(
                        INPUT,
                        Some(("start_date", "3/10/2026")),
                        "the date is not in the form YYYY-MM-DD, and can be read in two ways",
                        "write 2026-03-10 for 10 March, or 2026-10-03 for 3 October",
                    ),
                ],
            ),
            (76, _) => (
                RowState::NotStarted,
                vec![issue(
                    INPUT,
                    Some(("employee_id", "E-1031")),
                    "same as line 31",
                    "delete one of the two rows, or correct employee_id",
                )],
            ),
            (39 | 44, _) => (
                RowState::Partial,
                vec![issue(
                    ("GROUP_NOT_FOUND", "ERR-GRP-001"),
                    None,
                    "UG-DevOps was deleted during the run",
                    "dayone baseline apply --tenant acme, then resume the run",
                )],
            ),
            (58, _) => (
                RowState::Failed,
                vec![issue(
                    ("USER_ALREADY_EXISTS", "ERR-USR-001"),
                    Some(("username", "eva.lang")),
                    "eva.lang has been taken since 2024 by EMP-2024-117",
                    "choose another username: eva.lang2 is free",
                )],
            ),
            (62 | 69, _) => (RowState::WaitingApproval, vec![]),
            (82, _) => (
                RowState::Quarantined,
                vec![issue(
                    ("GUARD_TRIPPED", "ERR-PLN-004"),
                    None,
                    "more than 25 joiners of gamma within an hour",
                    "look at the rows, then release them",
                )],
            ),
            (90..=94, 0..=99) => (RowState::Scheduled, vec![]),
            (_, 0..=3) => (RowState::AlreadyDone, vec![]),
            _ => (RowState::Done, vec![]),
        };
        let ran = matches!(
            state,
            RowState::Done | RowState::Partial | RowState::Failed | RowState::WaitingApproval | RowState::Quarantined
        );
        let at = begun[place];
        begun[place] += [560, 1_750, 1_150][place] + next(500) as i64 * if place == 0 { 1 } else { 2 };
        let begin = started + at.milliseconds();
        let end = begin + (1_400 + next(2_600) as i64).milliseconds();
        list.push(RowSummary {
            line: n as u64 + 2,
            tenant: TENANTS[place].0.into(),
            name: format!("{first} {last}"),
            username: Some(format!("person.{n}")),
            email: Some(format!("person.{n}@{}.example", TENANTS[place].0)),
            run: (state != RowState::NotStarted).then(|| format!("R{:07X}", 0xA5_1234 + n * 7919)),
            state,
            started: ran.then_some(begin),
            ended: ran.then_some(end),
            groups: if ran { 5 } else { 0 },
            calls: if ran { 6 + next(4) as u32 } else { 0 },
            problems,
        });
    }
    let ended = list.iter().filter_map(|row| row.ended).max().unwrap_or(started) + 300.milliseconds();
    let tenants = TENANTS.map(|(tenant, organization)| {
        let rows: Vec<&RowSummary> = list.iter().filter(|row| row.tenant == tenant).collect();
        let count = |state| rows.iter().filter(|row| row.state == state).count();
        let done = || rows.iter().filter(|row| row.state == RowState::Done).filter_map(|row| row.ended);
        TenantSummary {
            tenant: tenant.into(),
            organization: organization.into(),
            rows: rows.len(),
            done: count(RowState::Done),
            already_done: count(RowState::AlreadyDone),
            scheduled: count(RowState::Scheduled),
            partial: count(RowState::Partial),
            failed: count(RowState::Failed),
            waiting_approval: count(RowState::WaitingApproval),
            quarantined: count(RowState::Quarantined),
            not_started: count(RowState::NotStarted),
            calls: rows.iter().map(|row| u64::from(row.calls)).sum(),
            rate_limited: if tenant == "acme" { 2 } else { 0 },
            first_done: done().min(),
            last_done: done().max(),
            notified: if tenant == "gamma" { vec![] } else { vec![format!("i•••@{tenant}.example")] },
        }
    });
    Summary {
        batch: "B-20260306-1".into(),
        file: "monday.csv".into(),
        actor: "alice@example.org".into(),
        started,
        ended,
        digest: "c41b7de2a905".into(),
        failed_rows: Some("out/failed.csv".into()),
        calls: tenants.iter().map(|tenant| tenant.calls).sum(),
        rate_limited: 2,
        in_flight: 8,
        tenants: tenants.into(),
        rows: list,
    }
}

fn page_of(name: &str, summary: &Summary) -> String {
    let page = summary_html(summary);
    // Kept, so that it can be looked at.
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &page).expect("written");
    page
}

#[test]
fn a_page_needs_nothing_but_itself() {
    for (name, rows) in [("summary-100.html", 100), ("summary-1000.html", 1000)] {
        let page = page_of(name, &sample(rows));
        for outside in ["http:", "https:", "src=", "<script", "<link", "@import", "url(", "style=", "javascript"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("Content-Security-Policy"));
        assert_eq!(page.matches("id=\"line-").count(), rows);
    }
}

#[test]
fn the_policy_names_the_hash_of_the_style() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = summary_html(&sample(3));
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("style").0;
    let digest = base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(style));
    assert!(page.contains(&format!("style-src 'sha256-{digest}'")));
}

#[test]
fn an_attackers_texts_stay_texts() {
    const ATTACK: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\u{202e}";
    let mut summary = sample(100);
    for text in [&mut summary.batch, &mut summary.file, &mut summary.actor, &mut summary.digest] {
        *text = ATTACK.into();
    }
    summary.failed_rows = Some(ATTACK.into());
    for tenant in &mut summary.tenants {
        tenant.tenant.push_str(ATTACK);
        tenant.organization = ATTACK.into();
        tenant.notified = vec![ATTACK.into()];
    }
    for row in &mut summary.rows {
        row.tenant.push_str(ATTACK);
        row.name = ATTACK.into();
        for text in [&mut row.username, &mut row.email, &mut row.run] {
            *text = Some(ATTACK.into());
        }
        for issue in &mut row.problems {
            for text in [&mut issue.code, &mut issue.error_type, &mut issue.column, &mut issue.value] {
                *text = Some(ATTACK.into());
            }
            issue.message = ATTACK.into();
            issue.mend = ATTACK.into();
        }
    }
    let page = summary_html(&summary);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;script&gt;"));
    // No attribute is closed by a text: every quote in a tag belongs to the page.
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains("onerror=") || tag.contains("&quot;"), "{tag}");
    }
}

#[test]
fn a_batch_of_nothing_and_one_that_was_stopped_have_a_page_too() {
    let mut summary = sample(12);
    for row in &mut summary.rows {
        row.state = RowState::Stopped;
        (row.started, row.ended) = (None, None);
    }
    let page = page_of("summary-stopped.html", &summary);
    assert!(page.contains("0 of 12 people are on board") && page.contains("The batch was stopped before these rows"));
    assert!(page.contains("dayone bulk monday.csv"));
    assert!(summary_html(&sample(0)).contains("0 of 0 people are on board"));
}

#[test]
fn a_summary_as_csv_has_one_line_a_row_and_no_formula() {
    let mut summary = sample(100);
    summary.rows[0].name = "=cmd|'/c calc'!A1".into();
    summary.rows[1].name = "two\nlines, \"quoted\"".into();
    summary.rows[2].username = Some("+1".into());
    let text = summary_csv(&summary);
    assert_eq!(text.lines().count(), 101);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for (row, record) in summary.rows.iter().zip(reader.records()) {
        let record = record.expect("sound");
        assert_eq!(record.len(), 14);
        assert_eq!(record[0], row.line.to_string());
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{record:?}");
    }
    insta::assert_snapshot!(text.lines().take(15).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_summary_as_json_keeps_its_names() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&sample(1)).expect("JSON"));
}

#[test]
fn every_state_has_a_word_of_its_own() {
    let mut words: Vec<&str> = RowState::ALL.iter().map(|state| state.word()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), RowState::ALL.len());
}
