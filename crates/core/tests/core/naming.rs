//! Usernames of people from everywhere, and what happens when the first choice is taken.

use std::collections::BTreeSet;

use dayone_core::fields::Username;
use dayone_core::naming::{Bar, NamingError, NamingFacts, PassedOver, pick, rungs, validate, validate_rung};
use dayone_core::settings::{Naming, Transliteration};
use proptest::prelude::*;

use crate::support::cases;

const FULL: &str = "{{ first_name }}.{{ last_name }}";
const SHORT: &str = "{{ first_name[0] }}{{ last_name }}";
const GIVEN: &str = "{{ given_name }}.{{ last_name }}";

fn facts<'a>(first_name: &'a str, last_name: &'a str) -> NamingFacts<'a> {
    NamingFacts { first_name, last_name, employee_id: "E-1001", ..NamingFacts::default() }
}

fn free(naming: &Naming, first: &str, last: &str) -> Result<String, NamingError> {
    pick(naming, &facts(first, last), |_| None).map(|picked| picked.username.to_string())
}

/// The first names that a rule gives.
fn ladder(naming: &Naming, first: &str, last: &str, count: usize) -> Vec<String> {
    let rungs = rungs(naming, &facts(first, last)).unwrap();
    rungs.take(count).map(|rung| rung.name().to_owned()).collect()
}

#[test]
fn names_of_every_script_become_usernames() {
    #[rustfmt::skip]
    let table = [
        ("Jane",       "Doe",             "jane.doe"),
        ("Zoë",        "Łukasz-O’Neil",   "zoe.lukasz-oneil"),
        ("Jörg",       "Weiß",            "jorg.weiss"),
        ("J. R.",      "..Smith  Jr.",    "j.r.smithjr"),
        ("Søren",      "Kjærgård",        "soren.kjaergard"),
        ("Łukasz",     "Wałęsa",          "lukasz.walesa"),
        ("Þór",        "Guðmundsson",     "thor.gudmundsson"),
        ("Işıl",       "Yıldız",          "isil.yildiz"),
        ("İbrahim",    "Şahin",           "ibrahim.sahin"),
        ("Đorđe",      "Đoković",         "dorde.dokovic"),
        ("Văn",        "Nguyễn",          "van.nguyen"),
        ("Đặng",       "Thị Hương",       "dang.thihuong"),
        ("Ángel",      "Núñez",           "angel.nunez"),
        ("Ñandú",      "Ģirts",           "nandu.girts"),
        ("Œuvre",      "Ÿves",            "oeuvre.yves"),
        ("ﬁona",       "Ｓｍｉｔｈ",        "fiona.smith"),
        ("Jose\u{301}","Mun\u{303}oz",    "jose.munoz"),
        ("Ja\u{200C}ne", "D\u{AD}oe",     "jane.doe"),
        ("İlham",      "Əliyev",          "ilham.eliyev"),
        ("Елена",      "Щербакова",       "elena.shcherbakova"),
        ("Юлия",       "Хрущёва",         "iuliia.khrushcheva"),
        ("Ганна",      "Григор'єва",      "ganna.grigorieva"),
        ("Ελένη",      "Παπαδοπούλου",    "eleni.papadopoulou"),
        ("Γιώργος",    "Χατζηδάκης",      "giorgos.chatzidakis"),
        ("小龙",        "李",              "xiaolong.li"),
        ("さくら",      "たなか",           "sakura.tanaka"),
        ("민준",        "김",              "minjun.gim"),
        ("გიორგი",     "მაისურაძე",       "giorgi.maisuraze"),
        ("Արմեն",      "Սարգսյան",        "armen.sargsyan"),
        // Readable, but hardly what the person writes: a plan with such a name warns.
        ("محمد",       "الأحمد",          "mhmd.lhmd"),
        ("דוד",        "כהן",             "dvd.khn"),
        ("太郎",        "山田",            "tailang.shantian"),
        ("अमित",       "शर्मा",            "amit.shrmaa"),
    ];
    for (first, last, expected) in table {
        assert_eq!(free(&Naming::by(FULL), first, last).as_deref(), Ok(expected), "{first} {last}");
    }
}

#[test]
fn umlauts_are_written_as_the_tenant_says() {
    let tenant = |transliteration| Naming { transliteration, ..Naming::by(SHORT) };
    assert_eq!(free(&tenant(Transliteration::German), "Özlem", "Müller").unwrap(), "omueller");
    assert_eq!(free(&tenant(Transliteration::Plain), "Özlem", "Müller").unwrap(), "omuller");
    assert_eq!(free(&tenant(Transliteration::Nordic), "Åse", "Bjørnsen").unwrap(), "abjoernsen");
}

#[test]
fn a_template_may_use_parts_of_the_name_and_more() {
    #[rustfmt::skip]
    let table = [
        (SHORT, "Jane", "Doe", "jdoe"),
        (FULL, "Maximiliana", "Hohenzollern-Sigmaringen", "maximiliana.hohenzol"),
        (FULL, "Wolfeschlegelstein", "X-Y", "wolfeschlegelstein.x"),
        ("{{ first_name|first }}{{ last_name|replace(' ', '') }}", "Jane", "van der Berg", "jvanderberg"),
        ("{% if employee_id %}{{ employee_id }}{% endif %}-{{ last_name }}", "Jane", "Doe", "e-1001-doe"),
        ("7{{ last_name }}", "", "Doe", "doe"),
        (GIVEN, "Jane Alexandra", "Doe", "jane.doe"),
        (SHORT, "李", "小龙", "lxiaolong"),
        (SHORT, "Щука", "Ёлкин", "selkin"),
        ("{{ given_name }}.{{ middle_initial }}.{{ last_name }}", "Jane Alexandra Maria", "Doe", "jane.a.doe"),
        ("{{ given_name }}.{{ middle_initial }}.{{ last_name }}", "Jane", "Doe", "jane.doe"),
        ("{{ middle_names }}.{{ last_name }}", "Jane Alexandra Maria", "Doe", "alexandramaria.doe"),
    ];
    for (template, first, last, expected) in table {
        assert_eq!(free(&Naming::by(template), first, last).as_deref(), Ok(expected), "{first} {last}");
    }
}

#[test]
fn a_taken_name_is_followed_by_the_middle_initial_and_then_by_numbers() {
    let by = |template: &str| Naming::by(template);
    assert_eq!(ladder(&by(FULL), "John", "Smith", 3), ["john.smith", "john.smith2", "john.smith3"]);
    assert_eq!(ladder(&by(GIVEN), "John Michael", "Smith", 3), ["john.smith", "john.m.smith", "john.smith2"]);
    assert_eq!(ladder(&by(SHORT), "John Michael", "Smith", 3), ["jsmith", "jmsmith", "jsmith2"]);
    assert_eq!(
        ladder(&by("{{ last_name }}.{{ given_name }}"), "John Michael", "Smith", 3),
        ["smith.john", "smith.john.m", "smith.john2"]
    );
    assert_eq!(
        ladder(&by("{{ last_name }}{{ first_name[0] }}"), "John Élie", "Smith", 3),
        ["smithj", "smithje", "smithj2"]
    );
    // The template has the whole given name in it already.
    assert_eq!(ladder(&by(FULL), "John Michael", "Smith", 2), ["johnmichael.smith", "johnmichael.smith2"]);
    // After jsmith99 the full name is tried.
    assert_eq!(ladder(&by(SHORT), "John", "Smith", 102)[98..101], ["jsmith99", "john.smith", "john.smith2"]);
}

#[test]
fn what_a_rung_adds_survives_the_cut() {
    let long = ladder(&Naming::by(FULL), "Maximiliana", "Hohenzollern-Sigmaringen", 10);
    assert_eq!(long[..2], ["maximiliana.hohenzol", "maximiliana.hohenzo2"]);
    assert_eq!(long[9], "maximiliana.hohenz10");
    let dotted = ladder(&Naming::by(FULL), "Wolfeschlegelsteinha", "Usenberg", 2);
    assert_eq!(dotted, ["wolfeschlegelsteinha", "wolfeschlegelsteinh2"]);
    // No separator is left dangling before the number.
    assert_eq!(ladder(&Naming::by(FULL), "Wolfeschlegelstein", "Ab", 2)[1], "wolfeschlegelstein2");
    let by = |rung: &str| Naming { ladder: vec![rung.into()], ..Naming::by(FULL) };
    let employee = by("{{ name }}-{{ employee_id }}");
    assert_eq!(ladder(&employee, "Maximiliana", "Hohenzollern", 2)[1], "maximiliana.h-e-1001");
    let parts = by("{{ first_name }}{{ number }}.{{ last_name }}");
    assert_eq!(ladder(&parts, "Maximiliana", "Hohenzollern", 2)[1], "maximiliana2.hohenzo");
    let last = by("{{ last_name }}{{ number }}");
    assert_eq!(ladder(&last, "Ann", "Hohenzollern-Sigmaringen", 2)[1], "hohenzollern-sigmar2");
}

#[test]
fn the_ladder_is_the_tenants() {
    let naming = Naming { ladder: vec!["{{ last_name }}.{{ first_name }}".into()], ..Naming::by(FULL) };
    assert_eq!(ladder(&naming, "John", "Smith", 9), ["john.smith", "smith.john"]);
    let none = Naming { ladder: Vec::new(), ..Naming::by(FULL) };
    assert_eq!(ladder(&none, "John", "Smith", 9), ["john.smith"]);
    // What fails for one person, here for want of a second letter, is passed over.
    let picky = Naming { ladder: vec!["{{ first_name[1] }}{{ last_name }}".into()], ..Naming::by(FULL) };
    assert_eq!(ladder(&picky, "J", "Smith", 9), ["j.smith"]);
    assert_eq!(ladder(&picky, "Jo", "Smith", 9), ["jo.smith", "osmith"]);
}

#[test]
fn why_earlier_names_were_not_taken_is_told() {
    let held = |username: &Username| match username.as_str() {
        "john.smith" => Some(Bar::Account),
        "john.smith2" => Some(Bar::UnderWay { run: "7K2M9QXA".into() }),
        "john.smith3" => Some(Bar::Left),
        _ => None,
    };
    let picked = pick(&Naming::by(FULL), &facts("John", "Smith"), held).unwrap();
    assert_eq!(picked.username.as_str(), "john.smith4");
    let told: Vec<String> = picked.passed_over.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "john.smith belongs to another account",
            "john.smith2 is reserved by run 7K2M9QXA",
            "john.smith3 belonged to somebody before, and is not given again",
        ]
    );
}

#[test]
fn names_of_services_and_of_the_tenant_are_not_formed() {
    let by_first = Naming { reserved: vec!["Ceo".into()], ..Naming::by("{{ first_name }}") };
    for (first, last, expected) in [
        ("Root", "Miller", "root.miller"),
        ("Mail", "Miller", "mail.miller"),
        ("Postmaster", "Miller", "postmaster.miller"),
        ("CEO", "Miller", "ceo.miller"),
    ] {
        assert_eq!(free(&by_first, first, last).as_deref(), Ok(expected));
    }
    let barred = pick(&by_first, &facts("CEO", "Miller"), |_| None).unwrap().passed_over;
    assert_eq!(barred[0].to_string(), "ceo is reserved by the tenant");
    assert_eq!(
        free(&Naming { ladder: Vec::new(), ..by_first }, "CEO", "Miller").unwrap_err().to_string(),
        "None of the 1 names that the naming rule gives can be had: ceo is reserved by the tenant"
    );
}

#[test]
fn a_name_that_offends_is_passed_over_and_not_repeated() {
    let naming = Naming { offensive: vec!["Voldemort".into()], ..Naming::by(SHORT) };
    let picked = pick(&naming, &facts("Peter", "Enis"), |_| None).unwrap();
    assert_eq!(picked.username.as_str(), "peter.enis", "neither the name nor the name with a number");
    let first = &picked.passed_over[0];
    assert_eq!(*first, PassedOver { name: None, why: Bar::Word });
    assert_eq!(first.to_string(), "a name by the rule holds a word that is not used in names");
    assert_eq!(free(&naming, "Ann", "Scunthorpe").unwrap(), "ascunthorpe");
    let error = free(&naming, "Tom", "Voldemort").map(|name| name.len());
    assert_eq!(error, Ok("tvoldemort".len()), "no whole word of it is listed");
    let error = free(&Naming { template: GIVEN.into(), ..naming }, "Tom", "Voldemort").unwrap_err();
    assert!(!error.to_string().to_lowercase().contains("voldemort"), "{error}");
    assert!(error.hint().contains("Give the username"));
}

#[test]
fn what_gives_no_name_is_refused() {
    assert_eq!(free(&Naming::by(FULL), "…", "—"), Err(NamingError::Nothing));
    assert_eq!(free(&Naming::by("{{ department }}"), "Jane", "Doe").as_deref(), Ok("jane.doe"), "by the ladder");
    let all = pick(&Naming::by(FULL), &facts("John", "Smith"), |_| Some(Bar::Account)).unwrap_err();
    assert!(matches!(&all, NamingError::NoneLeft { tried: 99, collided: true, .. }), "{all:?}");
    assert!(all.hint().contains("naming.ladder"));
}

#[test]
fn a_template_is_checked_before_it_is_used() {
    let error = validate("{{ first_name }}\n{{ surname }}").unwrap_err();
    assert!(matches!(error, NamingError::Template { line: 2, .. }), "{error}");
    assert!(matches!(validate("{{ first_name"), Err(NamingError::Template { line: 1, .. })));
    assert!(validate("{% include 'x' %}").is_err());
    assert_eq!(validate(""), Err(NamingError::Nothing));
    assert_eq!(validate("{{ department }}"), Err(NamingError::Nothing));
    assert!(validate("{{ name }}{{ number }}").is_err(), "only templates of the ladder have these");
    for sound in [FULL, SHORT, GIVEN] {
        assert_eq!(validate(sound), Ok(()));
    }
    for sound in dayone_core::naming::default_ladder() {
        assert_eq!(validate_rung(&sound), Ok(()), "{sound}");
    }
    assert_eq!(validate_rung("{% if department %}{{ name }}.{{ department }}{% endif %}"), Ok(()));
    assert!(matches!(validate_rung("{{ nmae }}2"), Err(NamingError::Template { line: 1, .. })));
    assert!(matches!(validate_rung("{{ name }"), Err(NamingError::Template { .. })));
    assert_eq!(validate_rung("{{ number }}"), Err(NamingError::Nothing));
}

fn templates() -> impl Strategy<Value = Naming> {
    let template = prop::sample::select(vec![FULL, SHORT, GIVEN, "{{ last_name }}{{ employee_id }}"]);
    let letters = prop::sample::select(vec![Transliteration::Plain, Transliteration::German, Transliteration::Nordic]);
    (template, letters).prop_map(|(template, transliteration)| Naming { transliteration, ..Naming::by(template) })
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn whatever_is_formed_is_sound_free_short_and_always_the_same(
        naming in templates(),
        first in ".{0,30}",
        last in ".{0,30}",
        taken in 0_usize..6,
    ) {
        let taken: BTreeSet<String> = match rungs(&naming, &facts(&first, &last)) {
            Ok(rungs) => rungs.take(taken).map(|rung| rung.name().to_owned()).collect(),
            Err(_) => BTreeSet::new(),
        };
        let held = |name: &Username| taken.contains(name.as_str()).then_some(Bar::Account);
        match pick(&naming, &facts(&first, &last), held) {
            Ok(picked) => {
                let name = picked.username.as_str();
                prop_assert!(name.len() <= 20 && name == name.to_lowercase() && Username::parse(name).is_ok());
                prop_assert!(!taken.contains(name));
                prop_assert!(picked.passed_over.len() >= taken.len());
                prop_assert_eq!(pick(&naming, &facts(&first, &last), held), Ok(picked));
            }
            Err(NamingError::Template { .. }) => prop_assert!(false, "no template fails for want of letters"),
            Err(NamingError::Nothing | NamingError::NoneLeft { .. }) => {}
        }
    }

    #[test]
    fn no_two_people_get_one_name(people in prop::collection::vec(("[ab]{1,2}( [cd])?", "[xy]{1,2}"), 1..40)) {
        let naming = Naming::by(GIVEN);
        let mut given = BTreeSet::new();
        for (first, last) in &people {
            let held = |name: &Username| given.contains(name.as_str()).then_some(Bar::Batch);
            let name = pick(&naming, &facts(first, last), held).unwrap().username.to_string();
            prop_assert!(given.insert(name));
        }
        prop_assert_eq!(given.len(), people.len());
    }
}
