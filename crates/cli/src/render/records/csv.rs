//! CSV that is safe to open in a spreadsheet: no text in it is a formula.

use serde_json::Value;

use super::cell;
use crate::render::text::acts;

/// Rows as CSV, one line each.
pub(super) fn text(rows: impl Iterator<Item = Vec<Value>>) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(quoted).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// Every value of a document with its path: `user_info.email`, `groups[0].name`.
pub(super) fn flatten(path: &str, value: &Value, rows: &mut Vec<Vec<Value>>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, rows);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (place, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{place}]"), item, rows);
            }
        }
        Value::Object(_) => rows.push(vec![path.into(), Value::Null]),
        value => rows.push(vec![path.into(), value.clone()]),
    }
}

fn quoted(value: &Value) -> String {
    let text = cell(Some(value));
    // Numbers may be negative; texts may be formulas.
    let text = if value.is_number() { text } else { plain(&text) };
    match text.contains(['"', ',', '\n', ';']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// The text with a leading apostrophe where a spreadsheet would take it for a formula, and without what acts on a screen.
fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let mut plain = String::from(if formula { "'" } else { "" });
    for c in text.chars() {
        match c {
            '\n' | '\t' => plain.push(c),
            c if acts(c) => plain.extend(c.escape_unicode()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        let row = vec![
            Value::from("=cmd|'/c calc'!A1"),
            Value::from("+1"),
            Value::from("-5"),
            Value::from(-5),
            Value::from("@SUM(A1)"),
            Value::from("\t=1"),
            Value::from("a,\"b\""),
            Value::from(vec!["=x", "y"]),
            Value::Null,
        ];
        let expected = "'=cmd|'/c calc'!A1,'+1,'-5,-5,'@SUM(A1),'\t=1,\"a,\"\"b\"\"\",\"'=x;y\",\n";
        assert_eq!(text(std::iter::once(row)), expected);
    }
}
