//! The flags of a task, each with what it means, and the rules for text messages. Uses `domain`.

use ratatui::text::{Line, Span};

use crate::domain::{FuncFlags, SmsRule, Task};
use crate::view::sheet::Sheet;
use crate::view::text::{pad_right, wrap};

/// Columns of a flag's state.
const STATE_COLUMNS: usize = 5;

/// Columns of a flag's name.
const NAME_COLUMNS: usize = 14;

/// A flag: the API's name, what it does when on, and where to read it.
type Flag = (&'static str, &'static str, fn(&FuncFlags) -> Option<bool>);

const FLAGS: [Flag; 5] = [
    ("taskKeep", "keep the task when orders run out", |flags| flags.task_keep),
    ("roundRedial", "redial unanswered calls once a round", |flags| flags.round_redial),
    ("wholeTTS", "whole-sentence speech, for variables", |flags| flags.whole_tts),
    ("smsEnable", "send a text message by intent", |flags| flags.sms_enable),
    ("phoneEncrypt", "mask numbers in the backend", |flags| flags.phone_encrypt),
];

/// The flags that are on and those that are off, by the API's names; those that did not come are in neither.
pub(in crate::view) fn on_and_off(flags: &FuncFlags) -> (String, String) {
    let names = |state| {
        let names = FLAGS.iter().filter(|(_, _, read)| read(flags) == Some(state)).map(|(name, ..)| *name);
        names.collect::<Vec<_>>().join(", ")
    };
    (names(true), names(false))
}

/// Writes the sections "flags" and "text messages".
pub(super) fn write(task: &Task, sheet: &mut Sheet<'_>) {
    sheet.heading("FLAGS");
    for (name, meaning, read) in FLAGS {
        let theme = sheet.theme;
        let (state, style) = match read(&task.flags) {
            Some(true) => ("on", theme.title),
            Some(false) => ("off", theme.muted),
            None => ("-", theme.muted),
        };
        let indent = STATE_COLUMNS + NAME_COLUMNS;
        let room = sheet.columns.saturating_sub(indent);
        let head = vec![
            Span::styled(pad_right(state, STATE_COLUMNS), style),
            Span::styled(pad_right(name, NAME_COLUMNS), theme.text),
        ];
        if room < 16 {
            sheet.lines.push(Line::from(head));
            continue;
        }
        let mut meaning = wrap(meaning, room).into_iter();
        let mut first = head;
        first.push(Span::styled(meaning.next().unwrap_or_default(), theme.muted));
        sheet.lines.push(Line::from(first));
        for more in meaning {
            sheet.lines.push(Line::styled(format!("{}{more}", " ".repeat(indent)), theme.muted));
        }
    }
    let rules = task.flags.sms_rules.as_deref().unwrap_or_default();
    if rules.is_empty() {
        return;
    }
    sheet.heading("TEXT MESSAGES");
    for rule in rules {
        sheet.entry(&rule_in_words(rule));
    }
}

fn rule_in_words(rule: &SmsRule) -> String {
    let names = rule.intent_names.iter().map(Some).chain(std::iter::repeat(None));
    let mut intents: Vec<_> = rule
        .intent_ids
        .iter()
        .zip(names)
        .map(|(id, name)| name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})")))
        .collect();
    intents.extend(rule.intent_names.iter().skip(rule.intent_ids.len()).map(ToString::to_string));
    let message = rule.sms_id.as_deref().unwrap_or("without an id");
    if intents.is_empty() {
        format!("message {message}, no intents given")
    } else {
        format!("message {message} after {}", intents.join(", "))
    }
}
