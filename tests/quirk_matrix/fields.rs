//! Every member of a row, and for each what may stand in its place: generated from the kinds of members.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::serve::Script;

/// What a reader may make of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// The value is plain: it is read as this, and nothing is marked.
    Is(Value),
    /// Nothing came: the member is null, and nothing is marked.
    Nothing,
    /// The value cannot be meant: the row is marked, and the issue names the member.
    Doubtful,
}

use Meaning::{Doubtful, Is, Nothing};

/// One value in the place of one member.
pub struct FieldCase {
    /// The member's path in the row.
    pub path: &'static str,
    /// JSON text that stands there; `None` where the member is left out.
    pub sent: Option<String>,
    pub meaning: Meaning,
}

/// The name of the row beside the one with the odd value.
pub const NEIGHBOUR: &str = "good_neighbour";

/// A documented row. The counts are chosen so that every sum tells whose counts are in it.
fn row(id: &str, name: &str, counts: [i64; 5]) -> Value {
    let [orders, finished, answered_orders, calls, answered] = counts;
    json!({
        "userTaskID": format!("u-{id}"), "taskID": format!("t-{id}"), "sceneID": "4417", "taskStatus": 2,
        "createTs": 1_790_000_000_i64,
        "taskStat": {
            "totalOrderCount": orders, "finishOrderCount": finished, "answerOrderCount": answered_orders,
            "finishRate": 0.2, "totalCall": calls, "totalAnswerCall": answered, "answerRate": 0.2,
        },
        "taskSetting": {
            "taskCreateSetting": {
                "strategyName": "default", "startupType": 3, "startupAt": 1_790_000_000_i64, "zoneSecond": 28_800,
                "dialAtWeekDay": "1,2,3,4,5", "dialAtUpHour": "9,10,15", "dialAtDownHour": "9,10,15",
                "maxCall": 20, "maxRingTime": 30, "routeID": "r-1", "taskName": name,
                "taskCallbackUrl": "https://hooks.example.net",
                "manualCallSetting": {
                    "agentGroup": "g-1", "dispatchType": 1, "ratioCallRate": 1.5, "predictCallRate": 0.5,
                },
            },
            "funcFlag": {
                "taskKeep": false, "roundRedial": true, "wholeTTS": true, "smsEnable": false, "phoneEncrypt": true,
                "smsFuncFlag": [{"smsID": "s-1", "intentID": ["i-1"], "intentName": ["Yes"]}],
            },
        },
    })
}

/// The row in which one member is odd.
pub fn odd_row() -> Value {
    row("odd", "odd_row", [200, 40, 20, 80, 16])
}

/// The row beside it.
pub fn neighbour() -> Value {
    row("good", NEIGHBOUR, [100, 10, 5, 50, 5])
}

/// Where a path of dots leads in JSON.
pub fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

impl FieldCase {
    /// The reply: the odd row and its neighbour. The odd value is put in as text, because it may be no value that a tree of
    /// JSON can hold.
    pub fn script(&self) -> Script {
        const MARK: &str = "@@odd@@";
        let mut row = odd_row();
        match &self.sent {
            Some(sent) => {
                *row.pointer_mut(&pointer(self.path)).unwrap() = Value::from(MARK);
                let text = row.to_string().replace(&format!("\"{MARK}\""), sent);
                reply(&text)
            }
            None => {
                let (parent, name) = self.path.rsplit_once('.').unwrap_or(("", self.path));
                let parent = if parent.is_empty() { &mut row } else { row.pointer_mut(&pointer(parent)).unwrap() };
                parent.as_object_mut().unwrap().remove(name).unwrap();
                reply(&row.to_string())
            }
        }
    }

    pub fn sent_words(&self) -> String {
        match &self.sent {
            None => "left out".to_owned(),
            Some(text) if text.len() > 60 => format!("a text of {} bytes", text.len()),
            Some(text) => text.clone(),
        }
    }
}

fn reply(row: &str) -> Script {
    let neighbour = neighbour();
    let body = format!(
        r#"{{"retCode":0,"retMsg":"success","responseID":"r-1","taskData":[{row},{neighbour}],"totalCount":2}}"#
    );
    Arc::new(move |_| body.clone().into_bytes())
}

type Values = Vec<(String, Meaning)>;

fn wrong(values: &[&str]) -> Values {
    values.iter().map(|value| ((*value).to_owned(), Doubtful)).collect()
}

/// A whole number in every writing, and what is none.
fn whole(plain: i64) -> Values {
    let writings = [
        format!("{plain}.0"),
        format!("\"{plain}\""),
        format!("\" {plain} \""),
        format!("\"{plain}.0\""),
        format!("{plain}e0"),
    ];
    let mut values: Values = writings.into_iter().map(|text| (text, Is(json!(plain)))).collect();
    values.push(("\"\"".to_owned(), Nothing));
    values.extend(wrong(&[
        "-5",
        "\"-5\"",
        "12.5",
        "\"12,5\"",
        "\"1,000\"",
        "\"1 000\"",
        "\"0x10\"",
        "\"１２\"",
        "\"many\"",
        "\"NaN\"",
        "\"Infinity\"",
        "\"-Infinity\"",
        "true",
        "[]",
        "[1]",
        "{}",
        "{\"a\":1}",
        "1e308",
        "1e999",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551616",
        "\"18446744073709551616\"",
        "9007199254740993.0",
        "\"9007199254740993.0\"",
        "99999999999999999999999999",
    ]));
    values
}

/// A number with a fraction in every writing, and what is none.
fn rate() -> Values {
    let mut values: Values = [
        ("0.25", 0.25),
        ("\"0.25\"", 0.25),
        ("\" 0.25 \"", 0.25),
        ("\"25%\"", 0.25),
        ("\"25 %\"", 0.25),
        ("25", 25.0),
        ("\"25.00\"", 25.0),
        ("1.3", 1.3),
        ("-0.0", 0.0),
    ]
    .into_iter()
    .map(|(text, value)| (text.to_owned(), Is(json!(value))))
    .collect();
    values.push(("\"\"".to_owned(), Nothing));
    values.extend(wrong(&[
        "-0.1",
        "\"-25%\"",
        "1e308",
        "1e999",
        "\"NaN\"",
        "\"Infinity\"",
        "\"inf\"",
        "\"２５\"",
        "\"a quarter\"",
        "\"0,25\"",
        "true",
        "[0.25]",
        "{}",
        "9223372036854775808",
    ]));
    values
}

fn flag(plain: bool) -> Values {
    let writings = match plain {
        true => ["true", "1", "1.0", "\"1\"", "\"true\"", "\"TRUE\""],
        false => ["false", "0", "0.0", "\"0\"", "\"false\"", "\" False \""],
    };
    let mut values: Values = writings.into_iter().map(|text| (text.to_owned(), Is(json!(plain)))).collect();
    values.push(("\"\"".to_owned(), Nothing));
    values.extend(wrong(&["2", "-1", "\"yes\"", "\"NaN\"", "0.5", "[]", "{}", "[true]"]));
    values
}

fn text() -> Values {
    let mut values: Values = [
        ("\"plain\"", "plain"),
        ("\"\"", ""),
        ("5", "5"),
        ("1.50", "1.50"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("\"=1+1\"", "=1+1"),
        ("\"\\u001b[31mred\"", "\u{1b}[31mred"),
        ("\"two\\nlines\"", "two\nlines"),
        ("\"\\u202edrow\"", "\u{202e}drow"),
        ("\"客户回访\"", "客户回访"),
    ]
    .into_iter()
    .map(|(text, value)| (text.to_owned(), Is(json!(value))))
    .collect();
    values.extend(wrong(&["true", "[\"a\"]", "{}", "\"\\ud800\"", "\"a\\udc00\\ud800z\""]));
    values.push((format!("\"{}\"", "W".repeat(10_000)), Doubtful));
    values.push((format!("\"{}\"", "客".repeat(10_000)), Doubtful));
    values
}

fn hours(plain: &str) -> Values {
    let mut values: Values =
        [plain.to_owned(), format!(" {plain} ,,"), format!("{plain},{plain}"), plain.replace(',', " , ")]
            .into_iter()
            .map(|list| (json!(list).to_string(), Is(json!(list))))
            .collect();
    values.extend(wrong(&["\"x\"", "\"1,x\"", "\"1,99\"", "\"-1\"", "\"１\"", "\"1;2\"", "true", "[1,2]", "{}"]));
    values.push((json!("1,".repeat(5_000)).to_string(), Doubtful));
    values
}

fn object() -> Values {
    wrong(&["[]", "[{}]", "\"x\"", "5", "true", "-0.5"])
}

/// Every case of every member.
pub fn all() -> Vec<FieldCase> {
    const CREATE: [(&str, Kind); 15] = [
        ("strategyName", Kind::Text),
        ("startupType", Kind::Whole(3)),
        ("startupAt", Kind::Moment),
        ("zoneSecond", Kind::Zone),
        ("dialAtWeekDay", Kind::Hours("1,2,3,4,5")),
        ("dialAtUpHour", Kind::Hours("9,10,15")),
        ("dialAtDownHour", Kind::Hours("9,10,15")),
        ("maxCall", Kind::Whole(20)),
        ("maxRingTime", Kind::Whole(30)),
        ("routeID", Kind::Text),
        ("taskName", Kind::Text),
        ("manualCallSetting", Kind::Object),
        ("manualCallSetting.agentGroup", Kind::Text),
        ("manualCallSetting.dispatchType", Kind::Whole(1)),
        ("manualCallSetting.ratioCallRate", Kind::Rate),
    ];
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut members: Vec<(&'static str, Kind)> = vec![
        ("userTaskID", Kind::Text),
        ("taskID", Kind::Text),
        ("sceneID", Kind::Text),
        ("taskStatus", Kind::Whole(2)),
        ("createTs", Kind::Moment),
        ("taskStat", Kind::Object),
        ("taskStat.totalOrderCount", Kind::Whole(200)),
        ("taskStat.finishOrderCount", Kind::Whole(40)),
        ("taskStat.answerOrderCount", Kind::Whole(20)),
        ("taskStat.finishRate", Kind::Rate),
        ("taskStat.totalCall", Kind::Whole(80)),
        ("taskStat.totalAnswerCall", Kind::Whole(16)),
        ("taskStat.answerRate", Kind::Rate),
        ("taskSetting", Kind::Object),
        ("taskSetting.taskCreateSetting", Kind::Object),
        ("taskSetting.taskCreateSetting.manualCallSetting.predictCallRate", Kind::Rate),
        ("taskSetting.funcFlag", Kind::Object),
        ("taskSetting.funcFlag.smsFuncFlag", Kind::Rules),
        ("taskSetting.funcFlag.taskKeep", Kind::Flag(false)),
        ("taskSetting.funcFlag.roundRedial", Kind::Flag(true)),
        ("taskSetting.funcFlag.wholeTTS", Kind::Flag(true)),
        ("taskSetting.funcFlag.smsEnable", Kind::Flag(false)),
        ("taskSetting.funcFlag.phoneEncrypt", Kind::Flag(true)),
    ];
    members.extend(CREATE.map(|(name, kind)| (leak(format!("taskSetting.taskCreateSetting.{name}")), kind)));
    members.into_iter().flat_map(|(path, kind)| cases(path, kind)).collect()
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Whole(i64),
    Moment,
    Zone,
    Rate,
    Flag(bool),
    Text,
    Hours(&'static str),
    Object,
    Rules,
}

fn cases(path: &'static str, kind: Kind) -> Vec<FieldCase> {
    let mut values = match kind {
        Kind::Whole(plain) => whole(plain),
        Kind::Moment => moment(),
        Kind::Zone => zone(),
        Kind::Rate => rate(),
        Kind::Flag(plain) => flag(plain),
        Kind::Text => text(),
        Kind::Hours(plain) => hours(plain),
        Kind::Object => object(),
        Kind::Rules => rules(),
    };
    if path.starts_with("taskStat.") && matches!(kind, Kind::Whole(_)) {
        // One beyond what it can be of, where it is a part of something.
        let most = match path {
            "taskStat.finishOrderCount" => "201",
            "taskStat.answerOrderCount" => "41",
            "taskStat.totalAnswerCall" => "81",
            "taskStat.totalOrderCount" => "39",
            _ => "15",
        };
        values.extend(wrong(&[most, "1000000000001"]));
    }
    if matches!(path, "taskStatus" | "taskSetting.taskCreateSetting.startupType") || path.ends_with("dispatchType") {
        values.extend([0, 6, 99].map(|number| (number.to_string(), Is(json!(number)))));
        values.extend(wrong(&["1000"]));
    }
    let absent = (None, Nothing);
    let given = values.into_iter().map(|(sent, meaning)| (Some(sent), meaning));
    std::iter::once(absent)
        .chain([(Some("null".to_owned()), Nothing)])
        .chain(given)
        .map(|(sent, meaning)| FieldCase { path, sent, meaning })
        .collect()
}

fn moment() -> Values {
    let mut values = whole(1_790_000_000);
    values.extend([0, 1_790_000_000_123_i64, 1_790_086_400].map(|moment| (moment.to_string(), Is(json!(moment)))));
    values.extend(wrong(&["12", "4102444801", "1790000000000000", "\"2026-09-21\""]));
    values
}

fn zone() -> Values {
    let mut values: Values = whole(28_800).into_iter().filter(|(text, _)| !text.contains("-5")).collect();
    values.extend([0, -43_200, 50_400, 19_800, 20_700].map(|zone| (zone.to_string(), Is(json!(zone)))));
    values.extend(wrong(&["8", "480", "90000", "-50400", "28800000", "\"+08:00\""]));
    values
}

fn rules() -> Values {
    let mut values: Values = vec![
        ("[]".to_owned(), Is(json!([]))),
        ("[null]".to_owned(), Is(json!([]))),
        (
            r#"[{"smsId":1,"intentId":"i","intentName":null}]"#.to_owned(),
            Is(json!([{"smsID": "1", "intentID": ["i"], "intentName": []}])),
        ),
    ];
    values.extend(wrong(&["{}", "\"x\"", "5", "true", "[1]", "[[]]", "[{\"smsID\":[]}]", "[{\"intentID\":{}}]"]));
    values.push((format!("[{}null]", "{},".repeat(500)), Doubtful));
    values
}
