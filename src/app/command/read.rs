//! What a typed command means. Uses `domain`, `history` and `table`.

use super::problem::Problem;
use super::table::{Command, Verb, find, split};
use crate::app::column::{Column, Sort};
use crate::app::column_names::NoColumn;
use crate::app::export::Format;
use crate::app::zone::ZoneChoice;
use crate::domain::TaskStatus;
use crate::history::RuleName;

/// A command as understood. Names of tasks and themes are looked up when it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Order {
    /// Sort the rows.
    Sort(Sort),
    /// Filter the rows; an empty text shows all.
    Filter(String),
    /// Show these statuses; none means all.
    Statuses(Vec<TaskStatus>),
    /// Open the task that this text names.
    Open(String),
    /// Show these columns in this order.
    Columns(Vec<Column>),
    /// Show the usual columns.
    ResetColumns,
    /// Show or hide a column.
    ShowColumn(Column, bool),
    /// Write the visible rows, to a file of this name where one was given.
    Export(Format, Option<String>),
    /// Copy the id of the task at hand.
    CopyId,
    /// Copy the JSON of the task at hand.
    CopyJson,
    /// The dial window of the task at hand.
    Window,
    /// The JSON of the task at hand.
    Json,
    /// The alerts.
    Alerts,
    /// Why the task at hand dials or does not.
    Why,
    /// Snooze the alerts of the task at hand for so many seconds; without a number as the key does.
    Snooze(Option<u32>),
    /// Mute a rule for all tasks, or hear it again.
    Mute(RuleName),
    /// The theme of this name.
    Theme(String),
    /// The zone of times.
    Zone(ZoneChoice),
    /// Freeze the display or let it go on.
    Pause(bool),
    /// Poll now.
    Refresh,
    /// Everything but the colours as at first.
    Reset,
    /// The mouse on or off.
    Mouse(bool),
    /// The help, searched for a text.
    Help(String),
    /// End the program.
    Quit,
}

/// The formats by the word that is typed.
pub(super) const FORMATS: [(&str, Format, &str); 3] = [
    ("csv", Format::Csv, "comma-separated values"),
    ("json", Format::Json, "the rows as the API sent them"),
    ("markdown", Format::Markdown, "a table for documents"),
];

/// How Markdown files end, which is typed as well.
const MARKDOWN_ENDING: &str = "md";

/// The zones by the word that is typed.
pub(super) const ZONES: [(&str, ZoneChoice, &str); 3] = [
    ("mine", ZoneChoice::Mine, "my own zone"),
    ("task", ZoneChoice::Task, "each task's own zone"),
    ("utc", ZoneChoice::Utc, "UTC"),
];

/// The directions by the word that is typed; true from large to small.
pub(super) const DIRECTIONS: [(&str, bool, &str); 2] =
    [("asc", false, "from small to large"), ("desc", true, "from large to small")];

/// On and off.
pub(super) const SWITCH: [(&str, bool, &str); 2] =
    [("on", true, "click, wheel and heads"), ("off", false, "the terminal selects text")];

/// What can be copied; true for the id.
pub(super) const COPIES: [(&str, bool, &str); 2] = [("id", true, "the task's id"), ("json", false, "the task as JSON")];

/// What shows the usual columns.
pub(super) const RESET: &str = "reset";

/// What shows every status.
pub(super) const ALL: &str = "all";

/// Reads a command.
///
/// # Errors
/// Says what is wrong and what to type instead.
pub(crate) fn read(text: &str) -> Result<Order, Problem> {
    let (word, rest) = split(text.trim());
    let command = find(word)?;
    let rest = rest.trim();
    let mut words = Words { command, rest: rest.split_whitespace() };
    let order = match command.verb {
        Verb::Sort => {
            let column = column(words.need()?)?;
            let direction = words.next().map(|word| choice(word, &DIRECTIONS)).transpose()?;
            Order::Sort(Sort { column, descending: direction.unwrap_or(column.descends_first()) })
        }
        Verb::Filter => return Ok(Order::Filter(rest.to_owned())),
        Verb::Open => return words.need().map(|_| Order::Open(rest.to_owned())),
        Verb::Help => return Ok(Order::Help(rest.to_owned())),
        Verb::Status => return words.need().and_then(|_| statuses(rest)),
        Verb::Columns => return words.need().and_then(|_| columns(rest)),
        Verb::Show => Order::ShowColumn(column(words.need()?)?, true),
        Verb::Hide => Order::ShowColumn(column(words.need()?)?, false),
        Verb::Export => {
            let first = words.need()?;
            let file = rest.strip_prefix(first).unwrap_or_default().trim();
            let format = if first.eq_ignore_ascii_case(MARKDOWN_ENDING) { "markdown" } else { first };
            return Ok(Order::Export(choice(format, &FORMATS)?, (!file.is_empty()).then(|| file.to_owned())));
        }
        Verb::Copy if choice(words.need()?, &COPIES)? => Order::CopyId,
        Verb::Copy => Order::CopyJson,
        Verb::Window => Order::Window,
        Verb::Json => Order::Json,
        Verb::Alerts => Order::Alerts,
        Verb::Why => Order::Why,
        // Blanks are allowed in it, as in "1h 30m".
        Verb::Snooze if rest.is_empty() => Order::Snooze(None),
        Verb::Snooze => return snooze_seconds(rest).map(|seconds| Order::Snooze(Some(seconds))),
        Verb::Mute => {
            let word = words.need()?;
            let rule = RuleName::from_name(&word.to_lowercase());
            Order::Mute(rule.ok_or_else(|| Problem::Unknown { kind: "rule", word: word.to_owned() })?)
        }
        Verb::Theme => Order::Theme(words.need()?.to_owned()),
        Verb::Zone => Order::Zone(choice(words.need()?, &ZONES)?),
        Verb::Pause => Order::Pause(true),
        Verb::Resume => Order::Pause(false),
        Verb::Refresh => Order::Refresh,
        Verb::Reset => Order::Reset,
        Verb::Mouse => Order::Mouse(choice(words.need()?, &SWITCH)?),
        Verb::Quit => Order::Quit,
    };
    match words.next() {
        Some(word) => Err(Problem::TooMuch { word: word.to_owned(), usage: command.usage() }),
        None => Ok(order),
    }
}

/// The longest snooze that can be typed: who wants to hear less for longer mutes the rule.
const LONGEST_SNOOZE_SECONDS: u64 = 7 * 86_400;

fn snooze_seconds(text: &str) -> Result<u32, Problem> {
    humantime::parse_duration(text)
        .ok()
        .map(|length| length.as_secs())
        .filter(|seconds| (1..=LONGEST_SNOOZE_SECONDS).contains(seconds))
        .and_then(|seconds| u32::try_from(seconds).ok())
        .ok_or_else(|| Problem::NoSnooze { word: text.to_owned() })
}

/// The words behind a command's name.
struct Words<'a> {
    command: &'static Command,
    rest: std::str::SplitWhitespace<'a>,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        self.rest.next()
    }

    fn need(&mut self) -> Result<&'a str, Problem> {
        self.next().ok_or_else(|| Problem::Missing { usage: self.command.usage() })
    }
}

/// Whether a character stands between the entries of a list.
pub(super) fn is_comma(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

fn pieces(list: &str) -> impl Iterator<Item = &str> {
    list.split(is_comma).filter(|piece| !piece.is_empty())
}

fn statuses(list: &str) -> Result<Order, Problem> {
    if list.eq_ignore_ascii_case(ALL) {
        return Ok(Order::Statuses(Vec::new()));
    }
    let words = || TaskStatus::DOCUMENTED.iter().map(|status| status.word()).chain([ALL]).collect();
    let status = |piece: &str| {
        TaskStatus::parse(piece)
            .filter(|status| !matches!(status, TaskStatus::Unknown(_)))
            .ok_or_else(|| Problem::NotOneOf { word: piece.to_owned(), choices: words() })
    };
    let chosen = pieces(list).map(status).collect::<Result<Vec<_>, _>>()?;
    if chosen.is_empty() {
        return Err(Problem::NotOneOf { word: list.to_owned(), choices: words() });
    }
    Ok(Order::Statuses(chosen))
}

fn columns(list: &str) -> Result<Order, Problem> {
    if list.eq_ignore_ascii_case(RESET) {
        return Ok(Order::ResetColumns);
    }
    let chosen = pieces(list).map(column).collect::<Result<Vec<_>, _>>()?;
    if chosen.is_empty() {
        return Err(Problem::Unknown { kind: "column", word: list.to_owned() });
    }
    Ok(Order::Columns(chosen))
}

fn column(word: &str) -> Result<Column, Problem> {
    Column::meant_by(word).map_err(|why| match why {
        NoColumn::Unknown => Problem::Unknown { kind: "column", word: word.to_owned() },
        NoColumn::Ambiguous(may_be) => Problem::Ambiguous { word: word.to_owned(), may_be },
    })
}

/// One of a few words, or the beginning of just one.
fn choice<T: Copy>(word: &str, choices: &[(&'static str, T, &str)]) -> Result<T, Problem> {
    let typed = word.to_lowercase();
    if let Some((_, meaning, _)) = choices.iter().find(|(name, _, _)| *name == typed) {
        return Ok(*meaning);
    }
    let mut meant = choices.iter().filter(|(name, _, _)| name.starts_with(&typed));
    match (meant.next(), meant.next()) {
        (Some((_, meaning, _)), None) => Ok(*meaning),
        _ => Err(Problem::NotOneOf {
            word: word.to_owned(),
            choices: choices.iter().map(|(name, _, _)| *name).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_read() {
        let sort = |column, descending| Order::Sort(Sort { column, descending });
        for (text, expected) in [
            ("sort asr", sort(Column::AnswerRate, true)),
            (":so  asr asc ", sort(Column::AnswerRate, false)),
            ("sort name d", sort(Column::Name, true)),
            ("filter  asr<15 left>1k", Order::Filter("asr<15 left>1k".to_owned())),
            ("filter", Order::Filter(String::new())),
            ("status run, 5", Order::Statuses(vec![TaskStatus::Running, TaskStatus::Paused])),
            ("status ALL", Order::Statuses(Vec::new())),
            ("open  in promo ", Order::Open("in promo".to_owned())),
            ("columns name,asr, done", Order::Columns(vec![Column::Name, Column::AnswerRate, Column::Done])),
            ("columns reset", Order::ResetColumns),
            ("show left", Order::ShowColumn(Column::Left, true)),
            ("hide calls", Order::ShowColumn(Column::Calls, false)),
            ("export csv", Order::Export(Format::Csv, None)),
            ("export md my board.md", Order::Export(Format::Markdown, Some("my board.md".to_owned()))),
            ("copy id", Order::CopyId),
            ("copy j", Order::CopyJson),
            ("window", Order::Window),
            ("json", Order::Json),
            ("theme light", Order::Theme("light".to_owned())),
            ("zone u", Order::Zone(ZoneChoice::Utc)),
            ("pause", Order::Pause(true)),
            ("resume", Order::Pause(false)),
            ("refresh", Order::Refresh),
            ("mouse off", Order::Mouse(false)),
            ("help sort", Order::Help("sort".to_owned())),
            ("q", Order::Quit),
            ("q!", Order::Quit),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_type_instead() {
        for (text, expected) in [
            ("nonsense", "No command is called nonsense; clear the line to see them all"),
            ("s", "s may be sort, status, show or snooze; type more of it"),
            ("sort", "Something is missing; type sort COLUMN [asc|desc]"),
            ("sort foo", "No column is called foo; clear the word to see what there is"),
            ("sort st", "st may be status, starts or strategy; type more of it"),
            ("sort asr up", "up is not known here; type asc or desc"),
            ("sort asr asc now", "now is too much; type sort COLUMN [asc|desc]"),
            ("quit now", "now is too much; type quit"),
            ("zone here", "here is not known here; type mine, task or utc"),
            ("mouse o", "o is not known here; type on or off"),
            ("status p", "p is not known here; type pending, running, completed, failed, paused or all"),
            ("columns ,", "No column is called ,; clear the word to see what there is"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
