//! Rows that are odd as a whole: without ids, with colliding ids, with keys twice or in another case.

use serde_json::{Value, json};

use crate::pages::{Outcome, PageCase, name, plain};

/// A page of rows given as JSON text.
fn page(sent: &str, rows: &[String], names: &[&str]) -> PageCase {
    let body = format!(r#"{{"retCode":0,"taskData":[{}]}}"#, rows.join(","));
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    PageCase::body("row", sent, body, Outcome::Rows(names))
}

fn with(number: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut row = plain(number);
    change(&mut row);
    row.to_string()
}

fn named(number: usize, id: &str) -> String {
    with(number, |row| row["taskID"] = json!(id))
}

pub fn all() -> Vec<PageCase> {
    let (one, two, three, four) = (name(1), name(2), name(3), name(4));
    let without_ids = |number| {
        with(number, |row| {
            row["taskID"] = Value::Null;
            row.as_object_mut().unwrap().remove("userTaskID");
        })
    };
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let put = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from} in {text}");
        text.replacen(from, to, 1)
    };
    let row = plain(1).to_string();
    vec![
        page("two rows without any id", &[without_ids(1), without_ids(2)], &[&one, &two]).marked(2),
        page("ids of blanks", &[with(1, |row| (row["taskID"], row["userTaskID"]) = (json!(" "), json!("")))], &[&one])
            .marked(1),
        page("only an id of the caller", &[with(1, |row| row["taskID"] = Value::Null)], &[&one]),
        page("{}", &["{}".to_owned(), row.clone()], &["place:1.1", &one]).marked(1),
        page("nulls between rows", &["null".to_owned(), row.clone(), "null".to_owned()], &[&one]),
        page(
            "ids that look alike when cleaned",
            &[named(1, "t"), named(2, "t "), named(3, "t\u{200b}"), named(4, "\u{1b}t")],
            &[&one, &two, &three, &four],
        ),
        page(
            "an id that is another row's key",
            &[
                with(1, |row| (row["taskID"], row["userTaskID"]) = (Value::Null, json!("x"))),
                named(2, "user:x"),
                named(3, "place:1.1"),
                named(4, "task:user:x"),
            ],
            &[&one, &two, &three, &four],
        ),
        page(
            "an id twice with different counts",
            &[row.clone(), with(1, |row| row["taskStat"]["finishOrderCount"] = json!(41)), plain(2).to_string()],
            &[&one, &two],
        )
        .marked(1),
        page(
            "a counter twice",
            &[put(&row, "\"finishOrderCount\":40", "\"finishOrderCount\":40,\"finishOrderCount\":41")],
            &[&one],
        )
        .marked(1),
        page(
            "a counter twice, the same",
            &[put(&row, "\"finishOrderCount\":40", "\"finishOrderCount\":40,\"finishOrderCount\":40")],
            &[&one],
        ),
        page("taskStatus twice", &[put(&row, "\"taskStatus\":2", "\"taskStatus\":2,\"TASKSTATUS \":3")], &[&one])
            .marked(1),
        page(
            "taskStat twice",
            &[put(&row, "\"taskStatus\":2", "\"taskStatus\":2,\"taskStat\":{\"totalCall\":81}")],
            &[&one],
        )
        .marked(1),
        page(
            "keys in capitals",
            &[row.replace("\"taskStat\"", "\"TASKSTAT\"").replace("\"totalCall\"", "\"TotalCALL\"")],
            &[&one],
        ),
        page(
            "keys with blanks and byte order marks",
            &[row.replace("\"taskStat\"", "\" taskStat\\t\"").replace("\"totalCall\"", "\"\u{feff}totalCall\"")],
            &[&one],
        ),
        page("keys as escapes", &[row.replace("\"totalCall\"", "\"\\u0074otalCall\"")], &[&one]),
        page("half a surrogate pair in a key", &[put(&row, "\"taskStatus\"", "\"\\ud800\":1,\"taskStatus\"")], &[&one])
            .marked(1),
        page(
            "5,000 members that nobody knows",
            &[put(&row, "\"taskStatus\"", &format!("{}\"taskStatus\"", "\"x\":[{}],".repeat(5_000)))],
            &[&one],
        ),
        page(
            "a member nested 10,000 lists deep",
            &[put(&row, "\"taskStatus\"", &format!("\"deep\":{},\"taskStatus\"", deep("[", "]")))],
            &[&one],
        ),
        page(
            "a member nested 10,000 objects deep",
            &[put(&row, "\"taskStatus\"", &format!("\"deep\":{},\"taskStatus\"", deep("{\"a\":", "}")))],
            &[&one],
        ),
        page(
            "a counter nested 10,000 lists deep",
            &[put(&row, "\"finishOrderCount\":40", &format!("\"finishOrderCount\":{}", deep("[", "]")))],
            &[&one],
        )
        .marked(1),
        page(
            "rows that are no objects",
            &["\"row\"".to_owned(), "5".to_owned(), "[]".to_owned(), row.clone()],
            &[&one],
        )
        .told("3 rows could not be read"),
        page("a row of 2 MB", &[format!("{{\"taskID\":\"{}\"}}", "W".repeat(2 << 20)), row.clone()], &[&one])
            .told("1 row could not be read"),
        page(
            "numbers as texts throughout",
            &[row.replace(":200,", ":\"200\",").replace(":40,", ":\" 40 \",").replace(":80,", ":80.0,")],
            &[&one],
        ),
        page(
            "answered calls beyond all calls",
            &[put(&row, "\"totalAnswerCall\":16", "\"totalAnswerCall\":160")],
            &[&one],
        )
        .marked(1),
        page("more done than there is", &[put(&row, "\"finishOrderCount\":40", "\"finishOrderCount\":400")], &[&one])
            .marked(1),
    ]
}
