//! Tasks as comma-separated values: a header of the API's own names, joined with dots. Uses `domain` and `history`.

use std::io::{self, Write};
use std::sync::Arc;

use super::Derived;
use crate::domain::text::{clean, mask_address};
use crate::domain::{DispatchType, ManualCall, StartupType, Task, TaskJson, TaskStatus};
use crate::history::Figures;

/// What stands in a cell.
enum Cell<'a> {
    /// Nothing came.
    Empty,
    /// A number or `true`/`false`, as it is.
    Plain(String),
    /// A text of somebody else.
    Text(&'a str),
    /// A text made here.
    Own(String),
}

/// What a formula begins with.
const FORMULA_SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

type Column = (&'static str, for<'a> fn(&'a Task) -> Cell<'a>);

const COLUMNS: &[Column] = &[
    ("userTaskID", |task| text(task.texts.user_task_id())),
    ("taskID", |task| text(task.texts.task_id())),
    ("sceneID", |task| text(task.texts.scene_id())),
    ("taskStatus", |task| plain(task.status.map(TaskStatus::number))),
    ("createTs", |task| plain(task.created.map(|time| time.0))),
    ("taskStat.totalOrderCount", |task| plain(task.stat.total_order_count)),
    ("taskStat.finishOrderCount", |task| plain(task.stat.finish_order_count)),
    ("taskStat.answerOrderCount", |task| plain(task.stat.answer_order_count)),
    ("taskStat.finishRate", |task| plain(task.stat.finish_rate)),
    ("taskStat.totalCall", |task| plain(task.stat.total_call)),
    ("taskStat.totalAnswerCall", |task| plain(task.stat.total_answer_call)),
    ("taskStat.answerRate", |task| plain(task.stat.answer_rate)),
    ("taskSetting.taskCreateSetting.taskName", |task| text(task.texts.name())),
    ("taskSetting.taskCreateSetting.strategyName", |task| text(task.texts.strategy())),
    ("taskSetting.taskCreateSetting.startupType", |task| plain(task.startup_type.map(StartupType::number))),
    ("taskSetting.taskCreateSetting.startupAt", |task| plain(task.startup_at.map(|time| time.0))),
    ("taskSetting.taskCreateSetting.zoneSecond", |task| plain(task.window.zone_seconds)),
    ("taskSetting.taskCreateSetting.dialAtWeekDay", |task| text(task.window.weekday_text.as_deref())),
    ("taskSetting.taskCreateSetting.dialAtUpHour", |task| text(task.window.up_hour_text.as_deref())),
    ("taskSetting.taskCreateSetting.dialAtDownHour", |task| text(task.window.down_hour_text.as_deref())),
    ("taskSetting.taskCreateSetting.maxCall", |task| plain(task.max_call)),
    ("taskSetting.taskCreateSetting.maxRingTime", |task| plain(task.max_ring_seconds)),
    ("taskSetting.taskCreateSetting.routeID", |task| text(task.route_id.as_deref())),
    ("taskSetting.taskCreateSetting.taskCallbackUrl", |task| own(task.callback_url.as_deref().map(mask_address))),
    ("taskSetting.taskCreateSetting.manualCallSetting.agentGroup", |task| {
        text(manual(task).and_then(|manual| manual.agent_group.as_deref()))
    }),
    ("taskSetting.taskCreateSetting.manualCallSetting.dispatchType", |task| {
        plain(manual(task).and_then(|manual| manual.dispatch_type).map(DispatchType::number))
    }),
    ("taskSetting.taskCreateSetting.manualCallSetting.ratioCallRate", |task| {
        plain(manual(task).and_then(|manual| manual.ratio_call_rate))
    }),
    ("taskSetting.taskCreateSetting.manualCallSetting.predictCallRate", |task| {
        plain(manual(task).and_then(|manual| manual.predict_call_rate))
    }),
    ("taskSetting.funcFlag.taskKeep", |task| plain(task.flags.task_keep)),
    ("taskSetting.funcFlag.roundRedial", |task| plain(task.flags.round_redial)),
    ("taskSetting.funcFlag.wholeTTS", |task| plain(task.flags.whole_tts)),
    ("taskSetting.funcFlag.smsEnable", |task| plain(task.flags.sms_enable)),
    ("taskSetting.funcFlag.smsFuncFlag", |task| own(sms_rules(task))),
    ("taskSetting.funcFlag.phoneEncrypt", |task| plain(task.flags.phone_encrypt)),
    ("issues", |task| own(issues(task))),
];

/// What the program found out about a row, behind the API's own members and before the figures of its past.
type DerivedColumn = (&'static str, for<'a> fn(&'a Derived) -> Cell<'a>);

const DERIVED: &[DerivedColumn] = &[
    ("derived.alert", |derived| text(derived.alert)),
    ("derived.alertText", |derived| text(derived.alert_text.as_deref())),
    ("derived.callsPerFinish", |derived| plain(derived.calls_per_finish)),
];

fn manual(task: &Task) -> Option<&ManualCall> {
    task.manual_call.as_deref()
}

/// The list of rules as JSON: it has no form with one value a cell.
fn sms_rules(task: &Task) -> Option<String> {
    task.flags.sms_rules.as_deref().filter(|rules| !rules.is_empty())?;
    let value = serde_json::to_value(TaskJson::new(task)).ok()?;
    value.pointer("/taskSetting/funcFlag/smsFuncFlag").map(ToString::to_string)
}

/// What of the row is doubtful, in words.
fn issues(task: &Task) -> Option<String> {
    let words: Vec<String> = task.issues.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, Cell::Text)
}

fn own<'a>(text: Option<String>) -> Cell<'a> {
    text.map_or(Cell::Empty, Cell::Own)
}

fn plain<'a>(value: Option<impl ToString>) -> Cell<'a> {
    value.map_or(Cell::Empty, |value| Cell::Plain(value.to_string()))
}

/// Writes rows, with the header in front of the first ones.
///
/// # Errors
/// What `out` reports.
pub fn write(tasks: &[Arc<Task>], with_header: bool, out: &mut dyn Write) -> io::Result<()> {
    write_beside(tasks, with_header, (&[], &|_| Vec::new()), out)
}

/// Cells of the program's own making, to the right of the API's: their heads, and those of a task. Neither may need a guard.
pub type Beside<'a> = (&'a [&'a str], &'a dyn Fn(&Task) -> Vec<String>);

/// Like [`write()`], with more columns. Every task must have as many cells as there are heads.
///
/// # Errors
/// What `out` reports.
pub fn write_beside(
    tasks: &[Arc<Task>],
    with_header: bool,
    (heads, cells): Beside<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    if with_header {
        writer.write_record(COLUMNS.iter().map(|(name, _)| name).chain(heads))?;
    }
    for task in tasks {
        for (_, read) in COLUMNS {
            write_cell(&mut writer, read(task))?;
        }
        for cell in cells(task) {
            writer.write_field(cell)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// Writes a header and rows, each with what the program found out about it.
///
/// # Errors
/// What `out` reports.
pub fn write_with(tasks: &[Arc<Task>], derived: &[Derived], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let own = COLUMNS.iter().map(|(name, _)| *name);
    let found = DERIVED.iter().map(|(name, _)| *name);
    writer.write_record(own.chain(found).chain(Figures::CSV_HEADS))?;
    let nothing = Derived::default();
    for (task, derived) in tasks.iter().zip(derived.iter().chain(std::iter::repeat(&nothing))) {
        for (_, read) in COLUMNS {
            write_cell(&mut writer, read(task))?;
        }
        for (_, read) in DERIVED {
            write_cell(&mut writer, read(derived))?;
        }
        // Of the program's own making, so none of them needs a guard.
        match &derived.figures {
            Some(figures) => figures.csv().iter().try_for_each(|cell| writer.write_field(cell))?,
            None => Figures::CSV_HEADS.iter().try_for_each(|_| writer.write_field(""))?,
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn write_cell<W: Write>(writer: &mut csv::Writer<W>, cell: Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Empty => writer.write_field("")?,
        Cell::Plain(value) => writer.write_field(value)?,
        Cell::Text(value) => writer.write_field(harmless(value))?,
        Cell::Own(value) => writer.write_field(harmless(&value))?,
    }
    Ok(())
}

/// A text that neither a terminal nor a spreadsheet takes for a command: without harmful characters, on one line, because
/// not every reader of lines knows quotes, and with a guard where it would be a formula. Spreadsheets read full-width signs
/// as signs, and some skip white space in front. A tab or a line break in front arms a formula in some even as a space.
fn harmless(text: &str) -> String {
    let begins_with_blank = text.starts_with(['\t', '\r', '\n']);
    let kept = clean(text);
    // Spreadsheets of half of Europe split at semicolons, quotes or not: each part is guarded.
    let mut parts: Vec<String> = Vec::new();
    for (number, part) in kept.split(';').enumerate() {
        let is_formula = (number == 0 && begins_with_blank) || part.trim_start().starts_with(FORMULA_SIGNS);
        parts.push(if is_formula { format!("'{part}") } else { part.to_owned() });
    }
    parts.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DialWindow, FuncFlags, SmsRule, TaskKey, TaskStat, TaskTexts};

    fn read_back(task: Task) -> Vec<(String, String)> {
        let mut out = Vec::new();
        write(&[Arc::new(task)], true, &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let header = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    }

    fn cell(row: &[(String, String)], name: &str) -> String {
        row.iter().find(|(column, _)| column.ends_with(name)).map(|(_, value)| value.clone()).unwrap()
    }

    #[test]
    fn no_part_between_semicolons_is_a_formula() {
        assert_eq!(harmless("a;=cmd|x;b"), "a;'=cmd|x;b");
        assert_eq!(harmless("a; \n+1;b-2"), "a;'  +1;b-2");
    }

    #[test]
    fn cells_come_back_and_formulas_are_disarmed() {
        let row = read_back(Task {
            texts: TaskTexts::new(
                Some("=HYPERLINK(\"x\"),\n2"),
                Some("+1"),
                Some("客户"),
                Some("@s"),
                Some("-d\u{1b}[31m"),
            ),
            status: Some(TaskStatus::Paused),
            stat: TaskStat { total_call: Some(-3), finish_rate: Some(0.5), ..TaskStat::default() },
            window: Arc::new(DialWindow::parse(Some(-28_800), Some("1,2"), None, None)),
            callback_url: Some("https://hooks.example.net/cb?token=s3cret".into()),
            ..Task::empty(TaskKey::new(Some("t"), None, String::new))
        });
        assert_eq!(cell(&row, "taskName"), "'=HYPERLINK(\"x\"), 2");
        assert_eq!(cell(&row, "userTaskID"), "'+1");
        assert_eq!(cell(&row, "sceneID"), "'@s");
        assert_eq!(cell(&row, "strategyName"), "'-d[31m");
        assert_eq!(cell(&row, "taskStatus"), "5");
        assert_eq!(cell(&row, "totalCall"), "-3", "a number is no formula");
        assert_eq!(cell(&row, "zoneSecond"), "-28800");
        assert_eq!(cell(&row, "finishRate"), "0.5");
        assert_eq!(cell(&row, "dialAtWeekDay"), "1,2");
        assert_eq!(cell(&row, "taskCallbackUrl"), "https://hooks.example.net/***");
        assert_eq!(cell(&row, "dialAtUpHour"), "");
    }

    #[test]
    fn what_is_taken_out_or_stands_in_front_does_not_arm_a_formula() {
        for (text, expected) in [
            ("\u{1b}=1", "'=1"),
            ("\u{200b}\u{202e}@x", "'@x"),
            (" \n=1", "'  =1"),
            ("＝1", "'＝1"),
            ("\t1", "' 1"),
            ("\r1", "' 1"),
            ("two\rlines\u{2028}and\u{85}more\u{b}of\u{c}them", "two lines and more of them"),
            ("a\u{202e}=b\u{9b}31m", "a=b31m"),
        ] {
            assert_eq!(harmless(text), expected, "{text:?}");
        }
    }

    #[test]
    fn rules_for_messages_stand_as_json_in_one_cell() {
        let rule = SmsRule {
            sms_id: Some("m1".into()),
            intent_ids: ["i1".into()].into(),
            intent_names: ["likes, a lot".into()].into(),
        };
        let flags = FuncFlags { sms_rules: Some([rule].into()), ..FuncFlags::default() };
        let row = read_back(Task { flags, ..Task::empty(TaskKey::new(Some("t"), None, String::new)) });
        let rules: serde_json::Value = serde_json::from_str(&cell(&row, "smsFuncFlag")).unwrap();
        assert_eq!(rules[0]["intentName"][0], "likes, a lot");
    }
}
