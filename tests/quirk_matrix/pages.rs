//! Replies and lists that are odd as a whole.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::fields::odd_row;
use crate::serve::Script;

/// What becomes of a list.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The rows with these names are shown and listed, and the command ends well.
    Rows(Vec<String>),
    /// These rows are shown and listed, but the list is known to be incomplete.
    Incomplete(Vec<String>),
    /// Nothing of the reply is used, and `list` ends with this code.
    Refused(u8),
}

/// One reply or list.
pub struct PageCase {
    pub name: String,
    pub sent: String,
    pub script: Script,
    pub outcome: Outcome,
    /// What must be told, on the board and by `list`; empty where there is nothing to tell.
    pub told: &'static str,
    /// Rows that must be marked.
    pub marked: usize,
}

/// A plain row by its number.
pub fn plain(number: usize) -> Value {
    let mut row = odd_row();
    row["taskID"] = json!(format!("t-{number}"));
    row["userTaskID"] = json!(format!("u-{number}"));
    row["taskSetting"]["taskCreateSetting"]["taskName"] = json!(name(number));
    row
}

pub fn name(number: usize) -> String {
    format!("row_{number:03}")
}

fn names(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(name).collect()
}

fn rows(numbers: impl IntoIterator<Item = usize>) -> String {
    let rows: Vec<String> = numbers.into_iter().map(|number| plain(number).to_string()).collect();
    format!("[{}]", rows.join(","))
}

impl PageCase {
    /// A reply that is the same for every page.
    pub fn body(name: &str, sent: &str, body: impl Into<Vec<u8>>, outcome: Outcome) -> Self {
        let body = body.into();
        Self {
            name: name.to_owned(),
            sent: sent.to_owned(),
            script: Arc::new(move |_| body.clone()),
            outcome,
            told: "",
            marked: 0,
        }
    }

    /// A list of pages of row numbers, each with a `totalCount` as JSON text.
    fn list(
        name: &str,
        sent: &str,
        page: impl Fn(usize) -> (Vec<usize>, &'static str) + Send + Sync + 'static,
        outcome: Outcome,
    ) -> Self {
        let script: Script = Arc::new(move |number| {
            let (numbers, total) = page(number as usize);
            let total = if total.is_empty() { String::new() } else { format!(",\"totalCount\":{total}") };
            format!(r#"{{"retCode":0,"taskData":{}{total}}}"#, rows(numbers)).into_bytes()
        });
        Self { name: name.to_owned(), sent: sent.to_owned(), script, outcome, told: "", marked: 0 }
    }

    pub fn told(mut self, told: &'static str) -> Self {
        self.told = told;
        self
    }

    pub fn marked(mut self, marked: usize) -> Self {
        self.marked = marked;
        self
    }
}

/// An envelope with some members in front of two plain rows.
fn envelope(members: &str, outcome: Outcome) -> PageCase {
    let data = rows([1, 2]);
    PageCase::body("envelope", members, format!("{{{members},\"taskData\":{data}}}"), outcome)
}

fn two() -> Outcome {
    Outcome::Rows(names([1, 2]))
}

pub fn all() -> Vec<PageCase> {
    let mut cases = envelopes();
    cases.extend(task_data());
    cases.extend(totals());
    cases.extend(lists());
    cases.extend(bodies());
    cases
}

fn envelopes() -> Vec<PageCase> {
    let fine = [
        r#""retCode":0,"retMsg":"success","responseID":"r-1""#,
        r#""retCode":"0""#,
        r#""retCode":0.0"#,
        r#""retCode":" 0 ""#,
        r#""retCode":null"#,
        r#""code":0,"msg":"ok","reqId":"r-1""#,
        r#""code":7,"retCode":0"#,
        r#""RETCODE":0,"RetMsg":"success""#,
        "\" retCode \":0",
        "\"\u{feff}retCode\":0",
        r#""retCode":0,"retCode":0"#,
        r#""retCode":0,"retMsg":["odd"],"responseID":{"odd":1}"#,
        r#""retCode":0,"retMsg":null,"responseID":12345678901234567890123"#,
        r#""retCode":0,"unknown":{"deep":[1,{"er":null}]}"#,
        r#""unknown":"no retCode at all""#,
    ];
    let refused = [
        (r#""retCode":"zero""#, 65, "retCode is no number"),
        (r#""retCode":true"#, 65, "retCode is no number"),
        (r#""retCode":[0]"#, 65, "retCode is no number"),
        (r#""retCode":{}"#, 65, "retCode is no number"),
        (r#""retCode":0.5"#, 65, "retCode is no number"),
        (r#""retCode":"NaN""#, 65, "retCode is no number"),
        (r#""retCode":18446744073709551616"#, 65, "retCode is no number"),
        (r#""retCode":0,"retCode":6"#, 65, "two values for retCode"),
        (r#""retCode":6,"retCode":0"#, 65, "two values for retCode"),
        (r#""retCode":4242,"retMsg":"odd""#, 65, "4242"),
        (r#""retCode":-1"#, 65, "-1"),
        (r#""retCode":"6","retMsg":"sign""#, 77, "6"),
        (r#""code":6003,"msg":"no""#, 77, "6003"),
        (r#""retCode":7"#, 69, "7"),
        (r#""retCode":4,"retMsg":"\u001b]0;taken\u0007\u202e""#, 65, "4"),
    ];
    let mut cases: Vec<PageCase> = fine.into_iter().map(|members| envelope(members, two())).collect();
    cases.extend(refused.map(|(members, exit, told)| envelope(members, Outcome::Refused(exit)).told(told)));
    cases
}

fn task_data() -> Vec<PageCase> {
    let with = |value: &str, outcome: Outcome| {
        let body = format!(r#"{{"retCode":0,"totalCount":0,"taskData":{value}}}"#);
        PageCase::body("taskData", value, body, outcome)
    };
    let mut cases = vec![
        PageCase::body("taskData", "left out", r#"{"retCode":0,"totalCount":0}"#, Outcome::Rows(Vec::new())),
        PageCase::body("taskData", "left out, and no totalCount", r#"{"retCode":0}"#, Outcome::Refused(65))
            .told("neither taskData nor totalCount"),
        with("null", Outcome::Rows(Vec::new())),
        with("[]", Outcome::Rows(Vec::new())),
        with("[null,null]", Outcome::Rows(Vec::new())),
    ];
    for value in ["{}", r#"{"0":{}}"#, r#""""#, r#""rows""#, "5", "true", "-0.5", "1e999"] {
        cases.push(with(value, Outcome::Refused(65)).told("taskData"));
    }
    let data = rows([1, 2]);
    cases.push(PageCase::body(
        "taskData",
        "under the key TASKDATA",
        format!(r#"{{"retCode":0," TASKDATA":{data}}}"#),
        two(),
    ));
    cases.push(
        PageCase::body(
            "taskData",
            "twice",
            format!(r#"{{"retCode":0,"taskData":{data},"taskData":{}}}"#, rows([3])),
            Outcome::Refused(65),
        )
        .told("two values for taskData"),
    );
    let many = format!(r#"{{"retCode":0,"taskData":[{}{{}}]}}"#, "{},".repeat(200_000));
    cases.push(PageCase::body("taskData", "200,001 rows", many, Outcome::Refused(65)).told("too many"));
    cases
}

fn totals() -> Vec<PageCase> {
    let with = |total: &'static str, told: &'static str| {
        let page = move |page| (if page == 1 { vec![1, 2] } else { Vec::new() }, total);
        PageCase::list("totalCount", if total.is_empty() { "left out" } else { total }, page, two()).told(told)
    };
    const UNUSED: &str = "2 tasks, so the count is not used";
    const MORE: &str = "tasks but gave 2";
    let mut cases = vec![
        with("", ""),
        with("null", ""),
        with("2", ""),
        with("\"2\"", ""),
        with("2.0", ""),
        with("\"many\"", ""),
        with("{}", ""),
        with("[2]", ""),
        with("true", ""),
        with("1e308", ""),
        with("1e999", ""),
        with("\"NaN\"", ""),
        with("18446744073709551616", ""),
        with("2,\"totalCount\":7", ""),
        with("1", UNUSED),
        with("0", UNUSED),
        with("-1", UNUSED),
        with("\"-7\"", UNUSED),
        with("-9223372036854775808", UNUSED),
        with("3", MORE),
        with("1000000", MORE),
        with("9223372036854775807", MORE),
    ];
    cases.push(
        PageCase::list("totalCount", "5, and no row at all", |_| (Vec::new(), "5"), Outcome::Incomplete(Vec::new()))
            .told("counts 5 tasks but gave 0"),
    );
    cases.push(
        PageCase::list(
            "totalCount",
            "the rows of the page, not of the list",
            |page| (if page < 4 { (page * 10..page * 10 + 10).collect() } else { Vec::new() }, "10"),
            Outcome::Rows(names(10..40)),
        )
        .told("so the count is not used"),
    );
    cases
}

fn lists() -> Vec<PageCase> {
    vec![
        PageCase::list(
            "list",
            "an empty page in the middle",
            |page| {
                let rows = match page {
                    1 => (0..10).collect(),
                    3 => (10..20).collect(),
                    _ => Vec::new(),
                };
                (rows, "30")
            },
            Outcome::Incomplete(names(0..20)),
        )
        .told("The server counts 30 tasks but gave 20"),
        PageCase::list(
            "list",
            "an empty page before the end",
            |page| (if page == 1 { (0..10).collect() } else { Vec::new() }, "20"),
            Outcome::Rows(names(0..10)),
        )
        .told("The server counts 20 tasks but gave 10"),
        PageCase::list(
            "list",
            "the same task on two pages",
            |page| {
                (
                    match page {
                        1 => (0..10).collect(),
                        2 => (9..15).collect(),
                        _ => Vec::new(),
                    },
                    "15",
                )
            },
            Outcome::Rows(names(0..15)),
        ),
        PageCase::list(
            "list",
            "a task twice on a page, saying the same",
            |page| (if page == 1 { vec![0, 1, 1, 2] } else { Vec::new() }, ""),
            Outcome::Rows(names(0..3)),
        ),
        PageCase::list(
            "list",
            "one task more in front with every page",
            |page| ((0..30).skip(page * 9 - 9).take(10).collect(), ""),
            Outcome::Rows(names(0..30)),
        ),
        PageCase::list(
            "list",
            "the same page for ever",
            |_| ((0..10).collect(), "100"),
            Outcome::Incomplete(names(0..10)),
        )
        .told("same page again and again"),
        PageCase::list(
            "list",
            "new tasks for ever",
            |page| ((page * 10..page * 10 + 10).collect(), ""),
            Outcome::Incomplete(names(10..210)),
        )
        .told("cap of 20 pages"),
        PageCase::list(
            "list",
            "pages of twice the size that was asked for",
            |page| (if page < 3 { (page * 20..page * 20 + 20).collect() } else { Vec::new() }, "40"),
            Outcome::Rows(names(20..60)),
        ),
    ]
}

fn bodies() -> Vec<PageCase> {
    let body = |sent: &str, body: Vec<u8>, told| PageCase::body("body", sent, body, Outcome::Refused(65)).told(told);
    let fine = format!(r#"{{"retCode":0,"taskData":{}}}"#, rows([1, 2]));
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let deep_lists = fine.replacen('{', &format!("{{\"deep\":{},", deep("[", "]")), 1);
    let deep_objects = fine.replacen('{', &format!("{{\"deep\":{},", deep("{\"a\":", "}")), 1);
    let mut page = fine.replacen("{", "{\"fill\":\"", 1).into_bytes();
    page.truncate(9);
    page.resize(100 << 20, b'x');
    vec![
        body("nothing", Vec::new(), "empty"),
        body("white space", b" \n ".to_vec(), "empty"),
        body("null", b"null".to_vec(), "no object"),
        body("a list", b"[{}]".to_vec(), "no object"),
        body("a text", b"\"ok\"".to_vec(), "no object"),
        body("NaN as a value", fine.replace("\"sceneID\":\"4417\"", "\"sceneID\":NaN").into_bytes(), "not JSON"),
        body("cut off in the middle", fine.as_bytes()[..fine.len() / 2].to_vec(), "stops in the middle"),
        body("something behind the end", format!("{fine} extra").into_bytes(), "not JSON"),
        body("nested 10,000 deep and nothing else", deep("[", "]").into_bytes(), ""),
        body("a page of 100 MB", page, "larger than"),
        PageCase::body("body", "a byte order mark in front", format!("\u{feff}{fine}"), two()),
        PageCase::body("body", "a member nested 10,000 lists deep", deep_lists, two()),
        PageCase::body("body", "a member nested 10,000 objects deep", deep_objects, two()),
        PageCase::body(
            "body",
            "bytes that are no UTF-8",
            fine.replace("\"4417\"", "\"44\u{1}\"")
                .replace('\u{1}', "@@")
                .into_bytes()
                .into_iter()
                .map(|b| if b == b'@' { 0xff } else { b })
                .collect::<Vec<u8>>(),
            two(),
        ),
        PageCase::body("body", "raw line breaks inside texts", fine.replace("4417", "44\n17\u{1b}[2J"), two()),
    ]
}
