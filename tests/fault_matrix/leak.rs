//! Searches whatever the program wrote for the secret and for signatures made with it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use callbot_tui::demo::DEMO_SECRET;

/// Every spelling of the secret that is looked for, in lower case but for base64.
fn forms() -> Vec<(&'static str, String, bool)> {
    let escaped = |each: fn(u8) -> String| DEMO_SECRET.bytes().map(each).collect::<String>();
    let mut forms = vec![
        ("plain", DEMO_SECRET.to_lowercase(), false),
        ("percent", escaped(|byte| format!("%{byte:02x}")), false),
        ("percent-encoded dashes", DEMO_SECRET.replace('-', "%2d"), false),
        ("JSON escapes", escaped(|byte| format!("\\u{byte:04x}")), false),
        ("JSON-escaped dashes", DEMO_SECRET.replace('-', "\\u002d"), false),
        ("hexadecimal", hex::encode(DEMO_SECRET), false),
        ("debug bytes", escaped(|byte| format!("{byte}, ")).trim_end_matches(", ").to_owned(), false),
        ("signing text", "0001&body=".to_owned(), false),
    ];
    for offset in 0..3 {
        let bytes = [&vec![b'?'; offset][..], DEMO_SECRET.as_bytes()].concat();
        for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let inner = &text[(offset * 8).div_ceil(6)..bytes.len() * 8 / 6];
            forms.push(("base64", inner.to_owned(), true));
        }
    }
    forms
}

/// The first spelling of the secret, or a signature, that a text holds; with what stands around it.
pub fn find(text: &str) -> Option<String> {
    // A screen or a log may break a line in the middle of it, and what cannot be seen hides nothing.
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '\0' | '\u{ad}' | '\u{200b}'..='\u{200d}');
    let joined: String = text.chars().filter(|c| !is_blank(c)).collect();
    for text in [text, &joined] {
        let lower = text.to_ascii_lowercase();
        for (name, form, is_exact) in forms() {
            let compact: String = form.chars().filter(|c| !c.is_whitespace()).collect();
            let hay = if is_exact { text } else { &lower };
            if let Some(at) = hay.find(&form).or_else(|| hay.find(&compact).filter(|_| compact.len() > 8)) {
                return Some(format!("{name}: {:?}", around(hay, at)));
            }
        }
        if let Some(at) = signature(text) {
            return Some(format!("signature: {:?}", around(text, at)));
        }
    }
    None
}

/// Where a digest in capitals stands: 32 or more hexadecimal digits, some of them letters. Nothing else here looks so.
fn signature(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| is_digit(byte)).count();
        if run >= 32 && bytes[at..at + run].iter().any(u8::is_ascii_uppercase) {
            return Some(at);
        }
        at += run.max(1);
    }
    None
}

fn around(text: &str, at: usize) -> String {
    let from = (0..=at.saturating_sub(40)).rev().find(|from| text.is_char_boundary(*from)).unwrap_or(0);
    text[from..].chars().take(160).collect()
}

#[test]
fn a_planted_leak_is_found_in_every_spelling() {
    let secret = DEMO_SECRET;
    for planted in [
        secret.to_owned(),
        secret.to_uppercase(),
        format!("line one {}\n{} line two", &secret[..7], &secret[7..]),
        secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        secret.replace('-', "%2D"),
        secret.replace('-', "\\u002D"),
        hex::encode_upper(secret),
        format!("{:?}", secret.as_bytes()),
        STANDARD_NO_PAD.encode(format!("x{secret}&body=")),
        STANDARD_NO_PAD.encode(format!("yz{secret}&body=")),
        URL_SAFE_NO_PAD.encode(secret),
        "demo-secret-\u{1b}[0m0001&body={}".to_owned(),
        "sign=B0A1FF00B0A1FF00B0A1FF00B0A1FF00".to_owned(),
    ] {
        assert!(find(&format!("before {planted} after")).is_some(), "{planted}");
    }
    for innocent in ["demo secret", "requestID 5d1e0c7a93b24f6ea1d2c3b4a5968778", "00000000000000000000000000000000"] {
        assert_eq!(find(innocent), None);
    }
}
