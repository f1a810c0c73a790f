//! Odd rows, and what is read from them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::{ApiTime, DispatchType, StartupType, TaskStatus};

const DOCUMENTED: &str = include_str!("../../../tests/data/documented-row.json");

fn row(json: &str) -> Row {
    Decoder::new(true).row(json, RowPlace { page: 2, row: 7 }).unwrap()
}

fn task(json: &str) -> Arc<Task> {
    match row(json) {
        Row::Task(task) => task,
        Row::Unreadable(issue) => panic!("unreadable: {issue:?}"),
    }
}

fn issue_paths(task: &Task) -> Vec<&'static str> {
    task.issues.iter().map(|issue| issue.path).collect()
}

#[test]
fn every_documented_member_is_read() {
    let task = task(DOCUMENTED);
    assert_eq!(issue_paths(&task), [""; 0]);
    assert_eq!(task.key.as_str(), "t-1");
    assert_eq!(task.texts.joined(), "客户回访 📞\nut-1\nt-1\n4417\ndefault strategy\n");
    assert_eq!(task.status, Some(TaskStatus::Running));
    assert_eq!(task.created, Some(ApiTime(1_790_149_567)));
    let stat = &task.stat;
    assert_eq!(
        [
            stat.total_order_count,
            stat.finish_order_count,
            stat.answer_order_count,
            stat.total_call,
            stat.total_answer_call
        ],
        [Some(1000), Some(880), Some(480), Some(2030), Some(490)]
    );
    assert_eq!((stat.finish_rate, stat.answer_rate), (Some(0.88), Some(0.24)));
    assert_eq!(task.startup_type, Some(StartupType::Scheduled));
    assert_eq!(task.startup_at, Some(ApiTime(1_790_150_000)));
    assert_eq!(task.window.zone_seconds, Some(-12_600));
    assert_eq!(task.window.weekday_text.as_deref(), Some("1,2,3"));
    assert_eq!(task.window.up_hour_text.as_deref(), Some("9,10"));
    assert_eq!(task.window.down_hour_text.as_deref(), Some("9"));
    assert_eq!((task.max_call, task.max_ring_seconds), (Some(60), Some(30)));
    assert_eq!(task.route_id.as_deref(), Some("r-9"));
    assert_eq!(task.callback_url.as_deref(), Some("https://hooks.example.net/cb?token=abc"));
    let manual = task.manual_call.as_deref().unwrap();
    assert_eq!(manual.agent_group.as_deref(), Some("ag-1"));
    assert_eq!(manual.dispatch_type, Some(DispatchType::Predictive));
    assert_eq!((manual.ratio_call_rate, manual.predict_call_rate), (Some(1.5), Some(2.0)));
    let flags = &task.flags;
    assert_eq!(
        [flags.task_keep, flags.round_redial, flags.whole_tts, flags.sms_enable, flags.phone_encrypt],
        [Some(false), Some(true), Some(true), Some(true), Some(false)]
    );
    assert_eq!(flags.sms_rules.as_deref().unwrap().len(), 2);
    assert_eq!(flags.sms_rules.as_deref().unwrap()[0].sms_id.as_deref(), Some("s-1"));
    assert_eq!(flags.sms_rules.as_deref().unwrap()[0].intent_ids.join("|"), "i-1|i-2");
    assert_eq!(flags.sms_rules.as_deref().unwrap()[0].intent_names.join("|"), "yes|maybe");
    assert_eq!(flags.sms_rules.as_deref().unwrap()[1].sms_id.as_deref(), Some("s-2"));
    assert_eq!(flags.sms_rules.as_deref().unwrap()[1].intent_ids.join("|"), "17");
    assert_eq!(task.raw.text().as_deref(), Some(DOCUMENTED.trim()));
}

#[test]
fn a_task_written_again_has_the_same_values_under_the_same_names() {
    let mut out = Vec::new();
    crate::domain::write_task_json(&task(DOCUMENTED), &mut out).unwrap();
    let mut expected: serde_json::Value = serde_json::from_str(DOCUMENTED).unwrap();
    let setting = &mut expected["taskSetting"];
    setting["taskCreateSetting"]["taskCallbackUrl"] = "https://hooks.example.net/***".into();
    setting["taskCreateSetting"]["manualCallSetting"]["predictCallRate"] = 2.0.into();
    setting["funcFlag"]["smsFuncFlag"] = serde_json::json!([
        {"smsID": "s-1", "intentID": ["i-1", "i-2"], "intentName": ["yes", "maybe"]},
        {"smsID": "s-2", "intentID": ["17"], "intentName": []},
    ]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), expected);
    let open = serde_json::to_string(&crate::domain::TaskJson::with_callback_address(&task(DOCUMENTED))).unwrap();
    assert!(open.contains("token=abc"));
}

#[test]
fn the_vendors_own_example_oddities_cost_one_field_each() {
    let task = task(
        r#"{"taskID":"t","taskStatus":"2","taskStat":{"totalOrderCount":"100","finishOrderCount":12.0,"finishRate":"12%"},
        "taskSetting":{"taskCreateSetting":{"startupType":"[","dialAtUpHour ":"9,10","manualCallSetting":{}},
        "funcFlag":{"smsFuncFlag":[null],"smsEnable":"1"}}}"#,
    );
    assert_eq!(issue_paths(&task), ["taskSetting.taskCreateSetting.startupType"]);
    assert_eq!(&*task.issues[0].found, "\"[\"");
    assert_eq!(task.status, Some(TaskStatus::Running));
    assert_eq!(task.stat.finish_order_count, Some(12));
    assert_eq!(task.stat.finish_rate, Some(0.12));
    assert_eq!(task.window.up_hour_text.as_deref(), Some("9,10"));
    assert!(task.manual_call.as_deref().unwrap().is_empty());
    assert!(task.flags.sms_rules.as_deref().is_some_and(<[_]>::is_empty));
    assert_eq!(task.flags.sms_enable, Some(true));
}

#[test]
fn missing_and_null_are_no_issues() {
    for json in [
        "{}",
        r#"{"taskID":null,"taskStat":null,"taskSetting":null}"#,
        r#"{"taskSetting":{"taskCreateSetting":null,"funcFlag":{"smsFuncFlag":null}}}"#,
    ] {
        let nameless = task(json);
        assert_eq!(issue_paths(&nameless), ["row"], "only that it has no id: {json}");
        assert_eq!(nameless.key.as_str(), "place:2.7");
        let named = task(&json.replacen('{', r#"{"userTaskID":"u","#, 1).replace(",}", "}"));
        assert!(named.issues.is_empty(), "{json}");
    }
}

#[test]
fn any_value_in_any_place_costs_only_itself() {
    let odd = [r#""[""#, "[[1],{}]", r#"{"a":[1]}"#, "true", "1e999", "99999999999999999999", r#""\ud800""#, "-1.5"];
    for value in odd {
        for member in ["taskStat", "taskSetting", "taskStatus", "createTs", "sceneID", "unknown"] {
            let json = format!(r#"{{"{member}":{value},"taskID":"kept","after":{value}}}"#);
            assert_eq!(task(&json).texts.task_id(), Some("kept"), "{json}");
        }
        for member in ["smsFuncFlag", "taskKeep"] {
            let json =
                format!(r#"{{"taskSetting":{{"funcFlag":{{"{member}":{value},"wholeTTS":1}}}},"taskID":"kept"}}"#);
            let task = task(&json);
            assert_eq!((task.texts.task_id(), task.flags.whole_tts), (Some("kept"), Some(true)), "{json}");
            assert_eq!(task.issues.is_empty(), value == "true" && member == "taskKeep", "{json}");
        }
        let json = format!(
            r#"{{"taskSetting":{{"funcFlag":{{"smsFuncFlag":[{value},{{"smsId":1,"intentID":[{value}]}}]}}}}}}"#
        );
        assert_eq!(
            task(&json).flags.sms_rules.as_deref().and_then(<[_]>::last).and_then(|rule| rule.sms_id.as_deref()),
            Some("1"),
            "{json}"
        );
    }
}

#[test]
fn of_two_different_values_for_a_key_none_is_believed() {
    let json = r#"{"taskStatus":2,"taskStatus":3,"createTs":5,"createTs":[],"taskID":"a","taskID":"b","taskStatus":3}"#;
    let twice = task(json);
    assert_eq!((twice.status, twice.created), (None, None));
    assert_eq!(twice.texts.task_id(), Some("b"), "an id is needed to tell of it");
    assert_eq!(issue_paths(&twice), ["createTs", "taskID", "taskStatus"]);
    let equal = task(r#"{"taskID":"a","taskID" : "a","taskStatus":3, "taskStatus":3}"#);
    assert_eq!((equal.status, equal.issues.len()), (Some(TaskStatus::Completed), 0));
}

#[test]
fn half_a_surrogate_pair_costs_one_character_and_is_told() {
    let task = task(r#"{"taskID":"t","taskSetting":{"taskCreateSetting":{"taskName":"a\ud83dz"}}}"#);
    assert_eq!(task.texts.name(), Some("a\u{fffd}z"));
    assert_eq!(issue_paths(&task), ["row"]);
    assert!(task.raw.text().unwrap().contains("\\ud83d"));
}

#[test]
fn ids_that_are_huge_numbers_stay_different() {
    let one = task(r#"{"taskID":91234567890123456789012345}"#);
    let other = task(r#"{"taskID":91234567890123456789012346}"#);
    assert_eq!(one.key.as_str(), "91234567890123456789012345");
    assert_ne!(one.key, other.key);
}

#[test]
fn nesting_does_not_reach_the_stack() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        for member in ["taskStat", "taskID", "other"] {
            let json = format!(r#"{{"{member}":{deep},"sceneID":"kept"}}"#);
            assert_eq!(task(&json).texts.scene_id(), Some("kept"), "{member} {open}");
        }
    }
}

#[test]
fn windows_that_cannot_be_meant_are_told() {
    let task = task(
        r#"{"taskSetting":{"taskCreateSetting":{"zoneSecond":90000,"dialAtWeekDay":"1,8","dialAtUpHour":"9","dialAtDownHour":"24"}}}"#,
    );
    let create = "taskSetting.taskCreateSetting.";
    let expected = ["zoneSecond", "dialAtWeekDay", "dialAtDownHour"].map(|name| format!("{create}{name}"));
    assert_eq!(issue_paths(&task)[1..], expected);
    assert!(!task.window.is_known(), "there is no such zone");
}

#[test]
fn equal_windows_are_shared() {
    let mut decoder = Decoder::new(false);
    let mut read = |json: &str| match decoder.row(json, RowPlace { page: 1, row: 1 }) {
        Some(Row::Task(task)) => task,
        other => panic!("{other:?}"),
    };
    let first = read(DOCUMENTED);
    assert!(Arc::ptr_eq(&first.window, &read(DOCUMENTED).window));
    let empty = read(r#"{"taskSetting":{"taskCreateSetting":{"dialAtUpHour":""}}}"#);
    assert_ne!(empty.window, read("{}").window, "an empty list is not a missing one");
    assert_eq!(first.raw.text(), None);
}

#[test]
fn rows_that_are_no_objects_are_told_and_nulls_are_left_out() {
    let json = r#"[{"taskID":"a"},null,"two\u001b[31m",7,[],{"taskID":"b"}]"#;
    let rows: Vec<&RawValue> = serde_json::from_str(json).unwrap();
    let rows = Decoder::new(false).rows(3, &rows);
    assert_eq!(rows.len(), 5);
    let Row::Unreadable(issue) = &rows[1] else { panic!("{:?}", rows[1]) };
    assert_eq!((issue.page, issue.row), (3, 3));
    assert!(matches!(&rows[4], Row::Task(task) if task.texts.task_id() == Some("b")));
}

proptest! {
    #[test]
    fn any_text_is_a_row_or_told(json in "\\PC*") {
        let _ = Decoder::new(true).row(&json, RowPlace { page: 1, row: 1 });
    }

    #[test]
    fn any_values_in_documented_places_keep_the_row(values in proptest::collection::vec(json_value(), 1..12)) {
        let names = ["taskID", "taskStatus", "taskStat", "taskSetting", "taskCreateSetting", "funcFlag", "smsFuncFlag",
            "intentID", "manualCallSetting", "zoneSecond", "dialAtUpHour", "taskName"];
        let mut inner = String::new();
        for (name, value) in names.iter().zip(&values) {
            write!(inner, r#""{name}":{value},"#).unwrap();
        }
        let json = format!(r#"{{{inner}"taskStat":{{{inner}"x":1}},"taskSetting":{{"taskCreateSetting":{{{inner}"x":1}},"funcFlag":{{{inner}"smsFuncFlag":[{{{inner}"x":1}}]}}}},"sceneID":"kept"}}"#);
        let task = task(&json);
        prop_assert_eq!(task.texts.scene_id(), Some("kept"));
    }
}

fn json_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("1e999".to_owned()),
        Just(r#""\ud800""#.to_owned()),
        Just(r#""\u0000""#.to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| format!("{number}.0")),
        "[a-zA-Z0-9 ,.%-]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            proptest::collection::vec(inner, 0..4).prop_map(|values| {
                let members: Vec<String> = values.iter().map(|value| format!("\"smsID\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

#[test]
fn rows_made_to_be_slow_or_large_cost_little() {
    let entries = "\"a\",".repeat(20_000);
    let json = format!(
        r#"{{"taskSetting":{{"funcFlag":{{"smsFuncFlag":[{{"intentID":[{entries}"b"]}},{{"intentName":"n"}}]}}}}}}"#
    );
    let rules = task(&json).flags.sms_rules.clone().unwrap();
    assert_eq!((rules.len(), rules[0].intent_ids.len(), rules[0].intent_names.len()), (2, 200, 0));
    assert_eq!((rules[1].intent_ids.len(), &*rules[1].intent_names[0]), (0, "n"));

    let odd = format!(r#"{{"taskID":"x","taskSetting":{{"funcFlag":{{"smsFuncFlag":[{}1]}}}}}}"#, "1,".repeat(20_000));
    assert_eq!(task(&odd).issues.len(), 50);

    let long =
        format!(r#"{{"taskID":"x","taskSetting":{{"taskCreateSetting":{{"taskName":"{}"}}}}}}"#, "W".repeat(1 << 20));
    assert!(matches!(row(&long), Row::Unreadable(_)));
}

#[test]
fn counts_that_cannot_be_right_are_told_and_settings_that_cannot_be_meant_are_taken_out() {
    let json = r#"{"taskID":"t","createTs":5,"taskStat":{"totalOrderCount":5,"finishOrderCount":6,"answerOrderCount":-1,
        "totalCall":9e15,"totalAnswerCall":1,"finishRate":-0.0,"answerRate":101},"taskSetting":{"taskCreateSetting":
        {"startupAt":9000000000000,"maxCall":-3,"maxRingTime":1e9,"manualCallSetting":{"ratioCallRate":-1}}}}"#;
    let odd = task(json);
    let create = "taskSetting.taskCreateSetting.";
    let expected = [
        "taskStat.finishOrderCount".to_owned(),
        "taskStat.answerOrderCount".to_owned(),
        "taskStat.totalCall".to_owned(),
        "taskStat.answerRate".to_owned(),
        "createTs".to_owned(),
        format!("{create}startupAt"),
        format!("{create}maxCall"),
        format!("{create}maxRingTime"),
        format!("{create}manualCallSetting.ratioCallRate"),
    ];
    assert_eq!(issue_paths(&odd), expected);
    assert_eq!((odd.created, odd.startup_at, odd.max_call, odd.max_ring_seconds), (None, None, None, None));
    assert_eq!((odd.stat.finish_order_count, odd.stat.answer_order_count), (Some(6), Some(-1)));
    assert!(odd.stat.finish_rate.unwrap().is_sign_positive());
}

#[test]
fn texts_as_long_as_a_book_are_cut_once() {
    let name = "客".repeat(10_000);
    let long = task(&format!(r#"{{"taskID":"{name}","taskSetting":{{"taskCreateSetting":{{"taskName":"{name}"}}}}}}"#));
    assert_eq!(long.texts.name().unwrap().chars().count(), 501);
    assert_eq!(issue_paths(&long), ["taskID", "taskSetting.taskCreateSetting.taskName"]);
    let longer = task(&format!(r#"{{"taskID":"{name}x"}}"#));
    assert_ne!(long.key, longer.key, "what is cut off still tells two tasks apart");
}

#[test]
fn keys_are_known_in_any_case_and_with_anything_invisible_around_them() {
    let json = "{\" TaskID \":\"t\",\"\u{feff}taskSTATUS\":2,\"taskstat\":{\"TOTALCALL\":7}}";
    let read = task(json);
    assert_eq!(
        (read.texts.task_id(), read.status, read.stat.total_call),
        (Some("t"), Some(TaskStatus::Running), Some(7))
    );
}
