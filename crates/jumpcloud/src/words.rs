//! The directory's own words about a refusal, for people to read: never parsed, never logged.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

const LONGEST: usize = 500;

/// What an error answer says, in at most 500 characters, without any of `secrets`.
///
/// Answers are `{"message"}`, `{"error","message"}`, `{"code","message","status","details"}` with or without field
/// violations, an OAuth `{"error","error_description"}`, or text or HTML from a gateway.
// Source: JumpCloud API v1 and v2, read 2026-03; jc-cli and PowerShell module fixtures.
pub(crate) fn detail(body: &[u8], secrets: &[&SecretString]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let words = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(document)) => sealed(of_document(&Value::Object(document)), secrets),
        Ok(Value::String(words)) => sealed(words, secrets),
        Ok(_) => String::new(),
        Err(_) => without_tags(&sealed(text.into_owned(), secrets)),
    };
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    (!words.is_empty()).then_some(words)
}

/// Hides each secret, as it is and as JSON or HTML writes it.
fn sealed(mut words: String, secrets: &[&SecretString]) -> String {
    for secret in secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty()) {
        let json = serde_json::to_string(secret).unwrap_or_default();
        let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(secret);
        let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        for form in [secret, json, &html] {
            words = words.replace(form, "[sealed]");
        }
    }
    words
}

fn of_document(document: &Value) -> String {
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut parts = Vec::new();
    for name in ["message", "error_description", "error"] {
        if !text(name).is_empty() {
            parts.push(text(name).to_owned());
            break;
        }
    }
    if let Some(words) = document.pointer("/error/message").and_then(Value::as_str) {
        parts.push(words.to_owned());
    }
    for detail in document.get("details").and_then(Value::as_array).into_iter().flatten() {
        for list in ["fieldViolationsList", "fieldViolations"] {
            for violation in detail.get(list).and_then(Value::as_array).into_iter().flatten() {
                let part = |name: &str| violation.get(name).and_then(Value::as_str).unwrap_or_default();
                parts.push(format!("{}: {}", part("field"), part("description")));
            }
        }
    }
    parts.join("; ")
}

fn without_tags(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(body: &str) -> Option<String> {
        detail(body.as_bytes(), &[])
    }

    #[test]
    fn every_known_envelope_is_understood() {
        assert_eq!(words(r#"{"message":"Already Exists"}"#).unwrap(), "Already Exists");
        assert_eq!(words(r#"{"error":"Unauthorized","message":"no such key"}"#).unwrap(), "no such key");
        assert_eq!(words(r#"{"code":404,"message":"Not Found","status":"NOT_FOUND"}"#).unwrap(), "Not Found");
        assert_eq!(words(r#"{"error":"invalid_client"}"#).unwrap(), "invalid_client");
        assert_eq!(
            words(
                r#"{"code":400,"message":"Password validation fail","status":"INVALID_ARGUMENT","details":[
                {"fieldViolationsList":[{"field":"password","description":"specialCharacter"}],"@type":"t"}]}"#
            )
            .unwrap(),
            "Password validation fail; password: specialCharacter"
        );
    }

    #[test]
    fn html_and_text_and_nothing_are_understood() {
        assert_eq!(words("<html><h1>502 Bad\n Gateway</h1></html>").unwrap(), "502 Bad Gateway");
        assert_eq!(words("\"plain words\"").unwrap(), "plain words");
        assert_eq!(words(""), None);
        assert_eq!(words("[]"), None);
    }

    #[test]
    fn the_words_hold_no_secret_and_at_most_500_characters() {
        let secret = SecretString::from("p\"ss<w>rd".to_owned());
        let body = serde_json::json!({ "message": "password p\"ss<w>rd is too short" }).to_string();
        assert_eq!(detail(body.as_bytes(), &[&secret]).unwrap(), "password [sealed] is too short");
        let other = SecretString::from("a\"b".to_owned());
        assert_eq!(
            detail(br#"broken { "password": "a\"b" "#, &[&other]).unwrap(),
            "broken { \"password\": \"[sealed]\""
        );
        assert_eq!(words(&"ä".repeat(900)).unwrap().chars().count(), 500);
    }

    #[test]
    fn a_secret_torn_by_the_limit_is_still_hidden() {
        let secret = SecretString::from("correct horse".to_owned());
        let body = format!("{}correct horse", "x".repeat(495));
        assert!(!detail(body.as_bytes(), &[&secret]).unwrap().contains("corr"));
    }
}
