//! Patterns over names: `*` for any text, `?` for one character, everything else as it stands, case not regarded.

/// True if the whole text fits the pattern.
///
/// `[`, `{`, `,` and `\` have no meaning: job titles hold them.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().flat_map(char::to_lowercase).collect();
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let (mut p, mut t) = (0, 0);
    // Where to go on if the text does not fit further: behind the last `*`, one character later each time.
    let mut retry = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some('?') => (p, t) = (p + 1, t + 1),
            Some(c) if *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match retry {
                Some((behind, from)) => {
                    retry = Some((behind, from + 1));
                    (p, t) = (behind, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// True if the text is a pattern rather than a name.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn star_is_any_text_and_question_mark_one_character() {
        #[rustfmt::skip]
        let table = [
            ("",                  "",                     true),
            ("",                  "a",                    false),
            ("*",                 "",                     true),
            ("?",                 "",                     false),
            ("?",                 "é",                    true),
            ("senior *",          "Senior Engineer",      true),
            ("*engineer*",        "Senior Engineer II",   true),
            ("*engineer",         "Senior Engineer II",   false),
            ("dev??",             "DevOp",                true),
            ("a*b*c",             "aXXbYYbZZc",           true),
            ("a*b*c",             "aXXbYYbZZ",            false),
            ("SRE [on-call], {x}", "sre [on-call], {x}",  true),
            ("[a-z]*",            "abc",                  false),
            ("{a,b}",             "a",                    false),
            ("ÄRZTIN*",           "ärztin (Chir.)",       true),
            ("**?**",             "x",                    true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_long_time() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
        assert!(!matches(&format!("{}b", "*a".repeat(50)), &"a".repeat(2_000)));
    }

    proptest! {
        #[test]
        fn text_without_wild_cards_matches_itself_alone(a in "[a-z\\[\\]{},.]{0,8}", b in "[a-z\\[\\]{},.]{0,8}") {
            prop_assert!(matches(&a, &a));
            prop_assert_eq!(matches(&a, &b), a == b);
        }

        #[test]
        fn a_piece_between_stars_is_found(before in ".{0,8}", piece in "[a-z]{0,4}", after in ".{0,8}") {
            let pattern = format!("*{piece}*");
            let text = format!("{before}{piece}{after}");
            prop_assert!(matches(&pattern, &text));
        }
    }
}
