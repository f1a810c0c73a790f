//! The list: its conditions, its pages, its rows, and the replies' signatures.

use std::collections::BTreeSet;

use callbot_tui::api::sign::{Algorithm, Parts, sign};
use serde_json::{Value, json};

use crate::support::{Bench, Reply, START_MS, name};

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["userTaskID"].as_str().unwrap()).collect()
}

#[test]
fn each_condition_gives_exactly_the_tasks_that_meet_it() {
    let bench = Bench::start(|options| options.tasks = Some(300));
    let (all, total) = bench.all(1000, &json!({}));
    assert_eq!((all.len(), total), (300, 300));
    let middle = all[150]["createTs"].as_i64().unwrap();
    let later = all[40]["createTs"].as_i64().unwrap();
    let scene = all[200]["sceneID"].as_str().unwrap();
    let two = json!([all[3]["userTaskID"], all[222]["userTaskID"]]);
    let status = |row: &Value| row["taskStatus"].as_i64().unwrap();
    let created = |row: &Value| row["createTs"].as_i64().unwrap();
    let lower = |row: &Value| name(row).to_lowercase();
    type Meets<'a> = &'a dyn Fn(&Value) -> bool;
    let cases: [(Value, Meets); 9] = [
        (json!({"taskStatus": [2]}), &|row| status(row) == 2),
        (json!({"taskStatus": [1, 5]}), &|row| [1, 5].contains(&status(row))),
        (json!({"taskName": ["客户"]}), &|row| lower(row).contains("客户")),
        (json!({"taskName": ["OTP", "Опрос"]}), &|row| lower(row).contains("otp") || lower(row).contains("опрос")),
        (json!({"sceneID": scene}), &|row| row["sceneID"] == scene),
        (json!({"userTaskID": two}), &|row| two.as_array().unwrap().contains(&row["userTaskID"])),
        (json!({"startTs": middle}), &|row| created(row) >= middle),
        (json!({"endTs": middle}), &|row| created(row) <= middle),
        (json!({"startTs": middle, "endTs": later, "taskStatus": [3], "taskName": ["a"]}), &|row| {
            (middle..=later).contains(&created(row)) && status(row) == 3 && lower(row).contains('a')
        }),
    ];
    for (conditions, meets) in cases {
        let (rows, total) = bench.all(7, &conditions);
        let expected: Vec<Value> = all.iter().filter(|row| meets(row)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{conditions} says nothing");
        assert_eq!(ids(&rows), ids(&expected), "{conditions}");
        assert_eq!(total as usize, expected.len(), "{conditions}: totalCount counts after filtering");
    }
}

#[test]
fn pages_of_any_size_hold_every_task_once_newest_first() {
    let bench = Bench::start(|options| options.tasks = Some(230));
    let (all, _) = bench.all(1000, &json!({}));
    for size in [1, 20, 100, 230] {
        let (rows, total) = bench.all(size, &json!({}));
        assert_eq!(ids(&rows), ids(&all), "size {size}");
        assert_eq!(total, 230);
    }
    assert_eq!(ids(&all).iter().collect::<BTreeSet<_>>().len(), 230);
    assert!(all.windows(2).all(|pair| pair[0]["createTs"].as_i64() >= pair[1]["createTs"].as_i64()));
    let past = bench.list(99, 100, &json!({})).json();
    assert_eq!((&past["taskData"], &past["totalCount"]), (&json!([]), &json!(230)));
}

#[test]
fn a_small_number_of_tasks_keeps_the_first_of_the_scenario() {
    let bench = Bench::start(|options| options.tasks = Some(2));
    let (rows, _) = bench.all(10, &json!({}));
    assert_eq!(ids(&rows), ["ph-otp-retry-b2", "cn-return-visit-0917"]);
}

#[test]
fn a_hundred_thousand_tasks_have_a_first_and_a_last_page() {
    let bench = Bench::start(|options| options.tasks = Some(100_000));
    let first = bench.list(1, 100, &json!({})).json();
    assert_eq!((first["taskData"].as_array().unwrap().len(), &first["totalCount"]), (100, &json!(100_000)));
    let last = bench.list(1000, 100, &json!({})).json();
    assert_eq!(last["taskData"].as_array().unwrap().len(), 100);
    let active = bench.list(1, 100, &json!({"taskStatus": [1, 2, 5]})).json();
    assert!(active["totalCount"].as_u64().unwrap() < 1000, "few of an old account's tasks are still going on");
    let running = bench.list(1, 100, &json!({"taskStatus": [2]})).json();
    let count = running["totalCount"].as_u64().unwrap();
    assert!((100..600).contains(&count), "{count} are running: enough to see, few enough to work out each time");
}

#[test]
fn a_row_has_the_documented_members_and_no_others() {
    fn paths(value: &Value, path: &str, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| paths(value, &format!("{path}.{name}"), into));
            }
            Value::Array(entries) => entries.iter().for_each(|value| paths(value, &format!("{path}[]"), into)),
            _ => {
                into.insert(path.to_owned());
            }
        }
    }
    let bench = Bench::scenario("fleet");
    let mut found = BTreeSet::new();
    bench.all(100, &json!({})).0.iter().for_each(|row| paths(row, "", &mut found));
    let stat = "totalOrderCount finishOrderCount answerOrderCount finishRate totalCall totalAnswerCall answerRate";
    let create = "strategyName startupType startupAt zoneSecond dialAtWeekDay dialAtUpHour dialAtDownHour maxCall taskName \
                  taskCallbackUrl manualCallSetting.agentGroup manualCallSetting.dispatchType \
                  manualCallSetting.ratioCallRate manualCallSetting.predictCallRate";
    let flags = "taskKeep roundRedial wholeTTS smsEnable smsFuncFlag[].smsID smsFuncFlag[].intentID[] \
                 smsFuncFlag[].intentName[] phoneEncrypt";
    let documented: BTreeSet<String> = [
        ("", "userTaskID taskID sceneID taskStatus createTs"),
        (".taskStat", stat),
        (".taskSetting.taskCreateSetting", create),
        (".taskSetting.funcFlag", flags),
    ]
    .into_iter()
    .flat_map(|(path, names)| names.split_whitespace().map(move |name| format!("{path}.{name}")))
    .collect();
    assert_eq!(found, documented);
}

#[test]
fn replies_are_signed_over_their_own_bytes() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
        let bench = Bench::start(|options| options.algorithm = algorithm);
        let signed = |reply: &Reply| {
            let parts = Parts {
                secret: bench.server.secret(),
                body: &reply.body,
                create_ts: reply.header("createts"),
                request_id: reply.header("requestid"),
                uuid: reply.header("uuid"),
            };
            assert_eq!(reply.header("sign"), sign(algorithm, &parts));
            assert_eq!(reply.header("algorithm"), algorithm.name());
            assert_eq!(reply.header("createts"), (START_MS / 1000).to_string());
        };
        signed(&bench.list(1, 50, &json!({})));
        signed(&bench.list(0, 50, &json!({})));
        let ask = bench.ask("/callcentre/api/v3/ping", r#"{"data":"x"}"#);
        let reply = bench.send(&ask).unwrap();
        signed(&reply);
        assert!(ask.headers.contains(&("requestID", reply.header("requestid").to_owned())));
        let unknown = bench.send(&ask.with("uuid", Some("somebody"))).unwrap();
        assert_eq!(
            (unknown.header("uuid"), unknown.header("sign")),
            ("somebody", ""),
            "there is no secret to sign with"
        );
    }
}

#[test]
fn odd_rows_come_as_the_scenario_has_them() {
    let bench = Bench::scenario("hostile");
    let body = bench.list(1, 100, &json!({})).body;
    let text = String::from_utf8(body.clone()).unwrap();
    let rows = serde_json::from_slice::<Value>(&body).unwrap()["taskData"].as_array().unwrap().clone();
    let row = |id: &str| rows.iter().find(|row| row["userTaskID"] == id).unwrap();
    let create = |id: &str| row(id)["taskSetting"]["taskCreateSetting"].clone();
    assert_eq!(create("h-bracket")["startupType"], "[");
    assert_eq!(row("h-null-sms")["taskSetting"]["funcFlag"]["smsFuncFlag"], json!([null]));
    assert_eq!(create("h-null-sms")["manualCallSetting"], json!({}));
    assert_eq!(row("h-unknown-numbers")["taskStatus"], 6);
    assert_eq!(row("h-no-settings").get("taskSetting"), None);
    assert_eq!(create("h-plain")["startupType"], 3);
    assert!(name(row("h-escapes")).contains("\u{1b}[31m") && name(row("h-bidi")).contains('\u{202e}'));
    for broken in [json!({}), json!("this row is a string"), Value::Null] {
        assert!(rows.contains(&broken), "{broken}");
    }
    assert!(text.contains("18446744073709551615"));
}

#[test]
fn the_same_seed_makes_the_same_fleet() {
    let rows = |seed| {
        let bench = Bench::start(|options| {
            options.tasks = Some(120);
            options.seed = seed;
        });
        bench.pass_seconds(30);
        bench.all(200, &json!({})).0
    };
    let first = rows(7);
    assert_eq!(first, rows(7));
    assert_ne!(first, rows(8));
}

#[test]
fn asked_and_repeated_requests_are_counted() {
    let bench = Bench::scenario("single");
    let ping = bench.ask("/callcentre/api/v3/ping", r#"{"data":"x"}"#);
    assert_eq!(bench.send(&ping).unwrap().json()["code"], 0);
    assert_eq!(bench.send(&ping).unwrap().json()["code"], 0, "using a requestID again is not known to be refused");
    assert_eq!(bench.list(0, 1, &json!({})).code(), 4);
    let tally = bench.server.tally();
    assert_eq!((tally.requests, tally.pings, tally.lists), (3, 2, 1));
    assert_eq!((tally.repeated_request_ids, tally.refused, tally.most_at_once), (1, 1, 1));
}
