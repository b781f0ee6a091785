//! Files that are no CSV and no JSON, by their first bytes.

use crate::error::Foreign;

/// What the file is instead, if its first bytes tell.
pub(super) fn foreign(beginning: &[u8]) -> Option<Foreign> {
    let signatures: [(&[u8], Foreign); 5] = [
        (b"PK\x03\x04", Foreign::Workbook),
        (b"PK\x05\x06", Foreign::Workbook),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Foreign::OldWorkbook),
        (b"%PDF-", Foreign::Pdf),
        (b"\x1F\x8B", Foreign::Compressed),
    ];
    if let Some((_, foreign)) = signatures.iter().find(|(signature, _)| beginning.starts_with(signature)) {
        return Some(*foreign);
    }
    // UTF-16 too, without its NULs.
    let text: Vec<u8> = beginning.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0).collect();
    let text = text.trim_ascii_start().to_ascii_lowercase();
    let page = [&b"<!doctype"[..], b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<meta", b"<!--"];
    if page.iter().any(|tag| text.starts_with(tag)) {
        return Some(Foreign::Markup);
    }
    text.starts_with(b"---").then_some(Foreign::Yaml)
}
