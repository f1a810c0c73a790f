//! The filter language by example.

use std::sync::Arc;

use super::*;
use crate::app::fixture::{now, task, with};
use crate::domain::{ApiTime, DialWindow, TaskKey, TaskStat, TaskStatus, TaskTexts};

/// Made a day ago; 88.1 % done, 24.1 % answered, 11,900 orders left; India, Wednesday 13:16, window open.
fn promo() -> Task {
    Task {
        texts: TaskTexts::new(
            Some("in_promo Diwali"),
            Some("in-prm-91"),
            Some("7F3C-a"),
            Some("4417"),
            Some("Default"),
        ),
        status: Some(TaskStatus::Running),
        created: Some(ApiTime(now(0).unix_seconds() - 86_400 - 5)),
        stat: TaskStat {
            total_order_count: Some(100_000),
            finish_order_count: Some(88_100),
            total_call: Some(203_500),
            total_answer_call: Some(49_060),
            ..TaskStat::default()
        },
        window: Arc::new(DialWindow::parse(Some(19_800), Some("3"), Some("13"), Some(""))),
        max_call: Some(60),
        ..Task::empty(TaskKey::new(Some("7F3C-a"), None, String::new))
    }
}

#[track_caller]
fn check(task: &Task, text: &str, expected: bool) {
    let filter = Filter::parse(text);
    assert_eq!(filter.problem, None, "{text}");
    assert_eq!(filter.matches(task, now(0).unix_seconds()), expected, "{text}");
}

#[test]
fn texts_match_anywhere_and_all_terms_must_hold() {
    for (text, expected) in [
        ("", true),
        ("PROMO", true),
        ("promo 4417 prm default 7f3c", true),
        ("promo 4418", false),
        ("\"promo diwali\"", true),
        ("\"promo  diwali\"", false),
        ("!test", true),
        ("!promo", false),
        ("!\"promo diwali\"", false),
        ("!!promo", true),
        ("name:diwali id:7f3c id:prm scene:4417 strategy:def", true),
        ("name:4417", false),
        ("scene:promo", false),
        ("!name:diwali", false),
        ("name:\"promo d\"", true),
        ("\"\"", true),
        ("\"asr<15\"", false),
    ] {
        check(&promo(), text, expected);
    }
}

#[test]
fn numbers_compare_by_the_counts_themselves() {
    for (text, expected) in [
        ("asr<25", true),
        ("asr<24.1", false),
        ("asr<=24.2% asr>24", true),
        ("asr=24 asr:24 asr=24.1", true),
        ("asr=24.0", false),
        ("done=88.1 done>=88.1 done<=88.1", true),
        ("done>88.1", false),
        ("done=100", false),
        ("left>11k left<12k left=11.9k left=11900", true),
        ("left>1m", false),
        ("total=100k calls>200k answered<50k max=60", true),
        ("LEFT>1K", true),
        ("age<2d age>1d age=1d age>24h", true),
        ("age<1d", false),
        ("!asr<15", true),
    ] {
        check(&promo(), text, expected);
    }
}

#[test]
fn a_number_that_is_missing_satisfies_no_comparison() {
    for text in ["asr<100", "asr>=0", "done<101", "left>=0", "total>=0", "calls>=0", "answered>=0", "max>=0", "age>=0s"]
    {
        check(&with(task("bare"), |task| task.created = None), text, false);
    }
    let odd = with(promo(), |task| task.stat.finish_order_count = Some(100_001));
    check(&odd, "left>=0", false);
    check(&odd, "done>0", false);
    check(&odd, "!done>0", true);
}

#[test]
fn statuses_windows_and_zones() {
    let strange = with(promo(), |task| task.status = Some(TaskStatus::Unknown(9)));
    let bare = task("bare");
    for (task, text, expected) in [
        (&promo(), "st:run", true),
        (&promo(), "st:2 status:RUNNING st=run", true),
        (&promo(), "st:pau,run,", true),
        (&promo(), "st:pau,3", false),
        (&promo(), "!st:completed", true),
        (&strange, "st:9 st:unknown", true),
        (&strange, "st:run", false),
        (&promo(), "win:open window:o", true),
        (&promo(), "win:closed", false),
        (&promo(), "win:shut", false),
        (&bare, "win:unknown", true),
        (&bare, "!win:open !win:closed", true),
        (&promo(), "zone:+5:30 zone:+05:30 zone:0530 zone:5:30", true),
        (&promo(), "zone:+5", false),
        (&bare, "zone:0", false),
    ] {
        check(task, text, expected);
    }
}

#[test]
fn what_is_not_understood_is_told_and_left_out() {
    for text in [
        "asr<",
        "asr<=",
        "asr<abc",
        "left>1q",
        "age<2",
        "age<",
        "!",
        "st:",
        "st:p",
        "st:xyz",
        "win:maybe",
        "zone:+25",
        "zone:abc",
        "name:",
        "name<a",
        "st<3",
        "foo<3",
        "bar>=1",
        "zone:\"\"",
        "max:-1",
        "zone:1:2:3",
        "zone:123456",
    ] {
        let filter = Filter::parse(text);
        assert!(filter.problem.as_ref().is_some_and(|problem| !problem.ends_with('.')), "{text}");
        assert!(filter.is_empty(), "{text}");
        let beside = Filter::parse(&format!("{text} zzz"));
        assert!(!beside.matches(&promo(), 0), "the rest of {text} still applies");
    }
    let partly = Filter::parse("st:run,xyz");
    assert!(partly.problem.is_some() && partly.matches(&promo(), 0) && !partly.is_empty());
}

#[test]
fn an_unknown_field_is_looked_for_as_text_and_told() {
    let named = with(promo(), |task| task.texts = TaskTexts::new(Some("foo:bar x=y"), None, None, None, None));
    for (text, field) in [("foo:bar", "foo"), ("x=y", "x")] {
        let filter = Filter::parse(text);
        assert!(filter.matches(&named, 0) && !filter.matches(&promo(), 0), "{text}");
        assert_eq!(filter.problem, Some(format!("{field} is no field, so this is looked for as text")));
    }
}

#[test]
fn narrowing_is_told_only_where_it_is_so() {
    let narrows = |new: &str, old: &str| Filter::parse(new).narrows(&Filter::parse(old));
    for (new, old) in [
        ("promo", ""),
        ("prom", "pro"),
        ("pro asr<15", "pro"),
        ("客户", "客"),
        ("!pro", "!prom"),
        ("name:ab", "name:a"),
        ("a b", "b a"),
        ("asr<15", "asr<"),
    ] {
        assert!(narrows(new, old), "{new} after {old}");
    }
    for (new, old) in [
        ("pro", "prom"),
        ("!prom", "!pro"),
        ("!pro", "pro"),
        ("name:ab", "id:a"),
        ("asr<15", "asr<1"),
        ("win:open a", "win:open"),
        ("age<2d a", "age<2d"),
        ("st:run", "st:pau"),
    ] {
        assert!(!narrows(new, old), "{new} after {old}");
    }
}

#[test]
fn a_number_that_did_not_come_is_no_answer() {
    let lacking = with(promo(), |task| task.stat.total_answer_call = None);
    let cannot_tell = |text: &str, task: &Task| Filter::parse(text).cannot_tell(task, 0);
    assert!(cannot_tell("asr<15", &lacking) && cannot_tell("asr<15 st:run,paused,pending,completed,failed", &lacking));
    assert!(!cannot_tell("asr<15", &promo()), "all are there");
    assert!(!cannot_tell("asr<15 name:nothing", &lacking), "another term says no");
    assert!(!cannot_tell("done>=0", &lacking), "not asked for");
    let fresh = with(promo(), |task| (task.stat.total_call, task.stat.total_answer_call) = (Some(0), Some(0)));
    assert!(!cannot_tell("asr<15", &fresh), "no calls have no rate");
    let odd = with(promo(), |task| task.stat.total_answer_call = Some(i64::MAX));
    assert!(cannot_tell("asr<15", &odd) && cannot_tell("calls>1", &odd), "counts that contradict each other");
    let statusless = with(promo(), |task| task.status = None);
    assert!(cannot_tell("st:failed", &statusless) && !cannot_tell("st:failed name:nothing", &statusless));
}
