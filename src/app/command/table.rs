//! The table of commands: names, arguments, help. Reading and completing are made from it. Uses nothing.

use super::problem::Problem;

/// What a command is for; decides how its arguments are read and completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Sort the rows.
    Sort,
    /// Filter the rows.
    Filter,
    /// Choose statuses.
    Status,
    /// Open a task.
    Open,
    /// Choose and order the columns.
    Columns,
    /// Show a column.
    Show,
    /// Hide a column.
    Hide,
    /// Write the visible rows to a file.
    Export,
    /// Copy something of the task at hand.
    Copy,
    /// The dial window of the task at hand.
    Window,
    /// The JSON of the task at hand.
    Json,
    /// The alerts.
    Alerts,
    /// Why the task at hand dials or does not.
    Why,
    /// Hear nothing of the alerts of the task at hand for a while.
    Snooze,
    /// Mute a rule for all tasks, or hear it again.
    Mute,
    /// Choose a theme.
    Theme,
    /// Choose the zone of times.
    Zone,
    /// Freeze the display.
    Pause,
    /// Let the display go on.
    Resume,
    /// Poll now.
    Refresh,
    /// Everything that a user can turn, but for the colours, as at first.
    Reset,
    /// The mouse on or off.
    Mouse,
    /// The help.
    Help,
    /// End the program.
    Quit,
}

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// What is typed.
    pub name: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    /// What comes behind the name: placeholders in capitals, optional parts in brackets; empty where nothing does.
    pub arguments: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
    /// What it is for.
    pub verb: Verb,
}

impl Command {
    /// The name with what comes behind it.
    pub fn usage(&self) -> String {
        let gap = if self.arguments.is_empty() { "" } else { " " };
        format!("{}{gap}{}", self.name, self.arguments)
    }
}

const fn row(verb: Verb, name: &'static str, arguments: &'static str, help: &'static str) -> Command {
    Command { name, aliases: &[], arguments, help, verb }
}

/// Every command, the most wanted first.
pub const COMMANDS: &[Command] = &[
    row(Verb::Sort, "sort", "COLUMN [asc|desc]", "sort the rows"),
    row(Verb::Filter, "filter", "[TEXT]", "show the rows that match; nothing shows all"),
    row(Verb::Status, "status", "NAME,...|all", "show these statuses"),
    row(Verb::Open, "open", "TASK", "open a task by its name or id"),
    row(Verb::Columns, "columns", "NAME,...|reset", "show these columns in this order"),
    row(Verb::Show, "show", "COLUMN", "show a column"),
    row(Verb::Hide, "hide", "COLUMN", "hide a column"),
    row(Verb::Export, "export", "csv|json|markdown [FILE]", "export the visible rows to a file"),
    row(Verb::Copy, "copy", "id|json", "copy the task's id or its JSON"),
    row(Verb::Window, "window", "", "dial window as a week grid"),
    row(Verb::Json, "json", "", "raw JSON as it came"),
    row(Verb::Alerts, "alerts", "", "what is wrong"),
    row(Verb::Why, "why", "", "why the task dials or does not"),
    row(Verb::Snooze, "snooze", "[TIME]", "snooze: no word of its alerts for a while"),
    row(Verb::Mute, "mute", "RULE", "mute a rule for all tasks, or hear it again"),
    row(Verb::Theme, "theme", "NAME", "change the colours"),
    row(Verb::Zone, "zone", "mine|task|utc", "show times in this zone"),
    Command { aliases: &["freeze"], ..row(Verb::Pause, "pause", "", "freeze the display") },
    row(Verb::Resume, "resume", "", "let the display go on"),
    row(Verb::Refresh, "refresh", "", "refresh now"),
    row(Verb::Reset, "reset", "", "sort, filter, columns, zone and mouse as at first"),
    row(Verb::Mouse, "mouse", "on|off", "the mouse for the board or for the terminal"),
    row(Verb::Help, "help", "[TEXT]", "the keys, or those that match a text"),
    Command { aliases: &["q", "q!", "quit!", "exit"], ..row(Verb::Quit, "quit", "", "end the program") },
];

/// A text as its first word and what comes behind it. A colon in front, typed from habit or pasted, is passed over.
pub(super) fn split(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(|c: char| c == ':' || c.is_whitespace());
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

/// The command that a typed text begins with, once it is certain.
pub fn command_of(text: &str) -> Option<&'static Command> {
    find(split(text).0).ok()
}

/// The command with this name, or the only one that begins like this.
pub(super) fn find(word: &str) -> Result<&'static Command, Problem> {
    let word = word.to_lowercase();
    let exact = |command: &&Command| command.name == word || command.aliases.contains(&word.as_str());
    if let Some(command) = COMMANDS.iter().find(exact) {
        return Ok(command);
    }
    let meant: Vec<&Command> =
        COMMANDS.iter().filter(|command| !word.is_empty() && command.name.starts_with(&word)).collect();
    match meant.as_slice() {
        [] => Err(Problem::UnknownCommand { word }),
        [command] => Ok(command),
        several => Err(Problem::Ambiguous { word, may_be: several.iter().map(|command| command.name).collect() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_own_words_only() {
        let mut seen = std::collections::HashSet::new();
        for command in COMMANDS {
            for word in [command.name].iter().chain(command.aliases) {
                assert!(seen.insert(*word), "{word} twice");
                assert_eq!(find(word).map(|found| found.name), Ok(command.name));
                assert!(!word.contains(' '));
            }
            assert!(!command.help.is_empty());
        }
    }

    #[test]
    fn unique_beginnings_will_do() {
        assert_eq!(command_of(" :so asr").map(|command| command.name), Some("sort"));
        assert_eq!(command_of("THEME dark").map(|command| command.name), Some("theme"));
        assert!(
            matches!(find("s"), Err(Problem::Ambiguous { may_be, .. }) if may_be == ["sort", "status", "show", "snooze"])
        );
        assert!(matches!(find(""), Err(Problem::UnknownCommand { .. })));
    }
}
