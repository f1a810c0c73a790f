//! Odd values of single fields, and what is read from them.

use super::*;

fn of(json: &str) -> Reading<'_> {
    Reading::of_json(json)
}

#[test]
fn whole_numbers_come_in_many_clothes() {
    for (json, expected) in [
        ("12", Ok(Some(12))),
        ("-3", Ok(Some(-3))),
        ("12.0", Ok(Some(12))),
        ("1e3", Ok(Some(1000))),
        (r#"" 12 ""#, Ok(Some(12))),
        (r#""12.0""#, Ok(Some(12))),
        ("null", Ok(None)),
        (r#""""#, Ok(None)),
        ("9223372036854775807", Ok(Some(i64::MAX))),
        ("9223372036854775808", Err(())),
        ("1e999", Err(())),
        ("12.5", Err(())),
        (r#""NaN""#, Err(())),
        (r#""[""#, Err(())),
        ("true", Err(())),
        ("[1]", Err(())),
        ("{}", Err(())),
    ] {
        assert_eq!(integer(&of(json)).map_err(|_| ()), expected, "{json}");
    }
}

#[test]
fn numbers_may_be_text_and_may_be_percent() {
    for (json, expected) in [
        ("0.5", Ok(Some(0.5))),
        ("1", Ok(Some(1.0))),
        (r#""0.24""#, Ok(Some(0.24))),
        (r#""24 %""#, Ok(Some(0.24))),
        ("null", Ok(None)),
        (r#""""#, Ok(None)),
        (r#""NaN""#, Err(())),
        (r#""inf""#, Err(())),
        ("1e999", Err(())),
        ("false", Err(())),
    ] {
        assert_eq!(float(&of(json)).map_err(|_| ()), expected, "{json}");
    }
}

#[test]
fn flags_may_be_numbers_or_text() {
    for (json, expected) in [
        ("true", Ok(Some(true))),
        ("0", Ok(Some(false))),
        ("1.0", Ok(Some(true))),
        (r#""True""#, Ok(Some(true))),
        (r#""0""#, Ok(Some(false))),
        ("null", Ok(None)),
        ("2", Err(())),
        (r#""on""#, Err(())),
        ("[]", Err(())),
    ] {
        assert_eq!(boolean(&of(json)).map_err(|_| ()), expected, "{json}");
    }
}

#[test]
fn ids_may_be_numbers_and_keep_every_digit() {
    for (json, expected) in [
        (r#""a""#, Some("a")),
        ("17", Some("17")),
        ("91234567890123456789012345", Some("91234567890123456789012345")),
        ("12.50", Some("12.50")),
        (r#""\ud800x""#, Some("\u{fffd}x")),
        ("null", None),
    ] {
        assert_eq!(text(of(json)).unwrap().as_deref(), expected, "{json}");
    }
    assert!(text(of("true")).is_err());
    assert!(text(of("{}")).is_err());
}

#[test]
fn what_was_found_is_short_and_harmless() {
    let json = format!("\"{}\\u001b[31m\"", "x".repeat(500));
    let found = integer(&of(&json)).unwrap_err().found;
    assert!(found.chars().count() <= FOUND_LIMIT);
    assert!(!of("\"\\u001b[31m\"").shown().contains('\u{1b}'));
    assert_eq!(&*of("[1,[2],3]").shown(), "a list of 3");
}
