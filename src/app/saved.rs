//! What survives a restart: how the board is sorted, filtered and shown, the commands typed, and the alerts. Not where the
//! cursor was, and nothing else about tasks. Uses `model` and its parts.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tui_input::Input;

use super::column::{Column, Sort};
use super::column_choice::ColumnChoice;
use super::filter::Filter;
use super::model::Model;
use super::toast::{Toast, ToastKind};
use super::zone::ZoneChoice;
use crate::domain::text::clean;
use crate::history::KeptAlerts;
use crate::keys::Action;

/// The form of the file. A later one may mean other things by the same names.
const VERSION: u64 = 1;

/// The most commands that are remembered.
const MOST_COMMANDS: usize = 200;

/// The longest remembered line, in characters.
const LONGEST_LINE: usize = 1000;

/// What is remembered. A member that is `None` was never chosen by the user, so that the configuration or the program
/// decides about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Saved {
    /// The order of the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<SavedSort>,
    /// The typed filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// The API's numbers (1 to 5) of the chosen statuses; empty where all are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<u8>>,
    /// The names of the shown columns, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// The theme's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The zone of the times on screen: `mine`, `task` or `utc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether the mouse reports to the dashboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouse: Option<bool>,
    /// Alerts that are open or snoozed, and rules that a person muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Arc<KeptAlerts>>,
    /// Commands typed, the oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commands: Option<Vec<String>>,
}

/// The order of the rows by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSort {
    /// The column's name.
    pub column: String,
    /// From large to small.
    pub descending: bool,
}

impl Saved {
    /// Reads a file's text. Members that are unknown or make no sense are passed over one by one.
    ///
    /// # Errors
    /// Where the text is no JSON object with a version that this program understands.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let mut members: Map<String, Value> = serde_json::from_str(text)?;
        let version: u64 = serde_json::from_value(members.remove("version").unwrap_or_default())?;
        if version != VERSION {
            return Err(serde::de::Error::custom(format!("version {version} instead of {VERSION}")));
        }
        Ok(Self {
            sort: take(&mut members, "sort"),
            filter: take(&mut members, "filter"),
            statuses: take(&mut members, "statuses"),
            columns: take(&mut members, "columns"),
            theme: take(&mut members, "theme"),
            zone: take(&mut members, "zone"),
            mouse: take(&mut members, "mouse"),
            alerts: take(&mut members, "alerts"),
            commands: take(&mut members, "commands"),
        })
    }

    /// The text of a file.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            version: u64,
            #[serde(flatten)]
            saved: &'a Saved,
        }
        // Strings, numbers and lists of them always have a JSON form.
        let mut text = serde_json::to_string_pretty(&File { version: VERSION, saved: self }).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What a file shall hold. Of each member what it holds by now (`disk`), but where the user changed it here since the
    /// last look (`base`): that. A theme that the configuration chose is thus not stored, one that this terminal cannot show
    /// is not lost, and neither is what another dashboard stored meanwhile. What was changed back to how it was at the
    /// `start` is as it was in the file `before`.
    #[must_use]
    pub fn merged(self, since: Since<'_>) -> Self {
        let Since { start, before, base, disk } = since;
        fn newer<T: PartialEq + Clone>(
            now: Option<T>,
            start: &Option<T>,
            before: &Option<T>,
            base: &Option<T>,
            disk: &Option<T>,
        ) -> Option<T> {
            match now {
                now if now == *base => disk.clone(),
                now if now == *start => before.clone(),
                now => now,
            }
        }
        macro_rules! newer {
            ($member:ident) => {
                newer(self.$member, &start.$member, &before.$member, &base.$member, &disk.$member)
            };
        }
        let alerts = match (&self.alerts, &base.alerts, &disk.alerts) {
            (Some(now), base, Some(disk)) => {
                let none = Arc::default();
                Some(Arc::new(now.merged(base.as_ref().unwrap_or(&none), disk)))
            }
            (now, base, None) => now.clone().filter(|_| now != base),
            (None, _, disk) => disk.clone(),
        };
        Self {
            sort: newer!(sort),
            filter: newer!(filter),
            statuses: newer!(statuses),
            columns: newer!(columns),
            theme: newer!(theme),
            zone: newer!(zone),
            mouse: newer!(mouse),
            alerts,
            commands: with_typed(self.commands, base.commands.as_deref(), disk.commands.as_deref()),
        }
    }
}

/// What [`Saved::merged`] goes by.
#[derive(Debug, Clone, Copy)]
pub struct Since<'a> {
    /// The board as it started.
    pub start: &'a Saved,
    /// What the file held then.
    pub before: &'a Saved,
    /// The board when the file was written last.
    pub base: &'a Saved,
    /// What the file holds now.
    pub disk: &'a Saved,
}

/// The commands of a file with those that were typed here since.
fn with_typed(now: Option<Vec<String>>, base: Option<&[String]>, disk: Option<&[String]>) -> Option<Vec<String>> {
    let (now, base) = (now.unwrap_or_default(), base.unwrap_or_default());
    let known = now.iter().zip(base).take_while(|(now, base)| now == base).count();
    let typed = now.get(known..).unwrap_or_default();
    if typed.is_empty() {
        return disk.map(<[String]>::to_vec);
    }
    let others = disk.unwrap_or_default().iter().filter(|line| !typed.contains(line));
    let all: Vec<String> = others.chain(typed).cloned().collect();
    let newest = all.len().saturating_sub(MOST_COMMANDS);
    Some(all.into_iter().skip(newest).collect())
}

fn take<T: DeserializeOwned>(members: &mut Map<String, Value>, name: &str) -> Option<T> {
    members.remove(name).and_then(|value| serde_json::from_value(value).ok())
}

impl Model {
    /// Everything that may be remembered, as it is now.
    pub fn saved(&self) -> Saved {
        let list = &self.list;
        let newest = self.command_history.len().saturating_sub(MOST_COMMANDS);
        let theme = self.look.name();
        Saved {
            sort: Some(SavedSort { column: list.sort.column.name().to_owned(), descending: list.sort.descending }),
            filter: Some(list.filter.input.value().to_owned()),
            statuses: Some((1..=5).filter(|number| list.statuses.is_chosen(*number)).collect()),
            columns: Some(list.columns.names().into_iter().map(str::to_owned).collect()),
            theme: (!theme.is_empty()).then(|| theme.to_owned()),
            zone: Some(zone_name(self.zone).to_owned()),
            mouse: Some(self.mouse),
            alerts: self.keeps_alerts().then(|| self.history.alerts().kept()),
            commands: Some(self.command_history.iter().skip(newest).cloned().collect()),
        }
    }

    /// Whether alerts go from run to run. Not the demo's, whose world begins anew each time; and not where start conditions
    /// leave tasks out: the alerts of those would be over here, and everybody's then.
    fn keeps_alerts(&self) -> bool {
        !self.account.is_demo && self.account.conditions.is_none()
    }

    /// Takes over what was remembered. What makes no sense here, such as the name of a theme that is gone, is passed over.
    /// The themes must be known before.
    pub fn restore(&mut self, saved: &Saved) {
        let list = &mut self.list;
        if let Some(sort) = &saved.sort
            && let Some(column) = Column::with_name(&sort.column)
        {
            list.sort = Sort { column, descending: sort.descending };
        }
        if let Some(text) = &saved.filter {
            list.filter.input = Input::new(harmless(text));
            list.filter.filter = Filter::parse(list.filter.input.value());
        }
        if let Some(statuses) = &saved.statuses {
            list.statuses.clear();
            for number in 1..=5 {
                if statuses.contains(&number) {
                    list.statuses.toggle(number);
                }
            }
        }
        if let Some(names) = &saved.columns {
            list.columns = ColumnChoice::from_names(names);
        }
        if let Some(name) = &saved.theme {
            self.look.choose(name);
        }
        if let Some(zone) = saved.zone.as_deref().and_then(zone_named) {
            self.zone = zone;
        }
        self.mouse = saved.mouse.unwrap_or(self.mouse);
        if let Some(alerts) = saved.alerts.as_ref().filter(|_| self.keeps_alerts()) {
            self.history.alerts_mut().restore(alerts, self.now.unix_ms);
        }
        if let Some(commands) = &saved.commands {
            let newest = commands.len().saturating_sub(MOST_COMMANDS);
            self.command_history = commands.iter().skip(newest).map(|line| harmless(line)).collect();
        }
        self.project();
        // A board that begins with a part of the tasks must say so: nobody remembers what was filtered yesterday.
        let list = &self.list;
        if !list.statuses.is_all() || !list.filter.input.value().trim().is_empty() {
            let key = self.keymap.key_of(Action::Back);
            let text = format!("filtered as you left it; {key} shows all");
            self.toast = Some(Toast { text, kind: ToastKind::Done, since: self.now });
        }
    }
}

/// A line as a person could have typed it: the file may have been edited, or be somebody else's.
fn harmless(line: &str) -> String {
    clean(line).chars().take(LONGEST_LINE).collect()
}

const ZONES: [(ZoneChoice, &str); 3] =
    [(ZoneChoice::Mine, "mine"), (ZoneChoice::Task, "task"), (ZoneChoice::Utc, "utc")];

fn zone_name(zone: ZoneChoice) -> &'static str {
    ZONES.iter().find(|(known, _)| *known == zone).map_or("mine", |(_, name)| name)
}

fn zone_named(name: &str) -> Option<ZoneChoice> {
    ZONES.iter().find(|(_, known)| *known == name).map(|(zone, _)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, names, play};

    /// A board with two themes, as it starts.
    fn board() -> Model {
        let mut model = model_with(&["apple", "banana", "cherry"]);
        model.look.themes = ["night", "day"].map(str::to_owned).into();
        model
    }

    fn changed() -> Model {
        let mut model = board();
        play(&mut model, "sn25/an<enter>t");
        model.zone = ZoneChoice::Utc;
        model.mouse = true;
        model.list.columns = ColumnChoice::from_names(&["calls", "name"]);
        model.command_history = vec!["sort asr".to_owned(), "théme night".to_owned()];
        model.history.alerts_mut().toggle_mute(None, crate::history::RuleName::Spill);
        model
    }

    #[test]
    fn what_was_chosen_comes_back_from_the_file() {
        let before = changed();
        let mut after = board();
        after.restore(&Saved::from_json(&before.saved().to_json()).unwrap());
        assert_eq!(after.saved(), before.saved());
        assert_eq!(after.list.sort, Sort { column: Column::Name, descending: true });
        assert_eq!(names(&after), names(&before));
        assert_eq!(after.look.name(), "day");
        assert_eq!(after.list.columns.names(), ["calls", "name"]);
        assert!(!after.list.filter.is_editing);
    }

    #[test]
    fn a_look_at_some_tasks_ends_nobody_elses_alerts() {
        let all = changed();
        let before = all.saved();
        let mut some = board();
        some.account.conditions = Some("status paused".to_owned());
        some.restore(&before);
        let start = some.saved();
        assert_eq!(start.alerts, None);
        assert_eq!(stored(start.clone(), &start, &before).alerts, before.alerts);
    }

    /// What the first writing of a run stores.
    fn stored(now: Saved, start: &Saved, before: &Saved) -> Saved {
        now.merged(Since { start, before, base: start, disk: before })
    }

    #[test]
    fn what_another_dashboard_stored_meanwhile_stays() {
        let lines = |lines: &[&str]| Some(lines.iter().map(|line| (*line).to_owned()).collect());
        let start =
            Saved { mouse: Some(false), zone: Some("mine".to_owned()), commands: lines(&["a"]), ..Saved::default() };
        let before = Saved { commands: lines(&["a"]), ..Saved::default() };
        let disk = Saved { zone: Some("utc".to_owned()), commands: lines(&["a", "theirs"]), ..Saved::default() };
        let first = Saved { mouse: Some(true), commands: lines(&["a", "ours"]), ..start.clone() };
        let written = first.clone().merged(Since { start: &start, before: &before, base: &start, disk: &disk });
        let expected = Saved { mouse: Some(true), commands: lines(&["a", "theirs", "ours"]), ..disk };
        assert_eq!(written, expected);
        // Changed back, it is as it was before the start, and the other one's choice is still there.
        let back = Saved { mouse: Some(false), ..first.clone() };
        let written = back.merged(Since { start: &start, before: &before, base: &first, disk: &written });
        assert_eq!(written, Saved { mouse: None, ..expected });
    }

    #[test]
    fn only_what_the_user_changed_is_stored() {
        let start = board().saved();
        assert_eq!(stored(board().saved(), &start, &Saved::default()), Saved::default());
        let mut model = board();
        play(&mut model, "t");
        let after = stored(model.saved(), &start, &Saved::default());
        assert_eq!(after, Saved { theme: Some("day".to_owned()), ..Saved::default() });
    }

    #[test]
    fn what_could_not_be_restored_here_is_not_lost() {
        let before = Saved { theme: Some("only elsewhere".to_owned()), mouse: Some(true), ..Saved::default() };
        let mut model = board();
        model.restore(&before);
        assert_eq!(model.look.name(), "night");
        let start = model.saved();
        model.mouse = false;
        let after = stored(model.saved(), &start, &before);
        assert_eq!(after, Saved { mouse: Some(false), ..before });
    }

    #[test]
    fn members_without_sense_are_passed_over_one_by_one() {
        let text = r#"{"version": 1, "sort": {"column": "no such", "descending": true}, "filter": 7, "statuses": [2, 9],
            "columns": ["gone"], "theme": "gone", "zone": "moon", "mouse": "yes", "new": {"x": []}, "commands": ["a"]}"#;
        let mut model = board();
        model.restore(&Saved::from_json(text).unwrap());
        let expected = Saved { statuses: Some(vec![2]), commands: Some(vec!["a".to_owned()]), ..board().saved() };
        assert_eq!(model.saved(), expected);
    }

    #[test]
    fn what_is_no_such_file_is_an_error() {
        for text in ["", "{", "[]", "7", "{}", r#"{"version": "1"}"#, r#"{"version": 2}"#, "\0\0\0"] {
            assert!(Saved::from_json(text).is_err(), "{text:?}");
        }
        assert_eq!(Saved::from_json(r#"{"version": 1}"#).unwrap(), Saved::default());
    }

    #[test]
    fn lines_of_a_foreign_file_are_harmless_and_short() {
        let saved = Saved {
            filter: Some(format!("a\u{1b}[2J\n{}", "x".repeat(5000))),
            commands: Some((0..500).map(|n| format!("{n}\u{9b}")).collect()),
            ..Saved::default()
        };
        let mut model = board();
        model.restore(&saved);
        let filter = model.list.filter.input.value();
        assert!(filter.starts_with("a[2J x") && filter.len() == LONGEST_LINE, "{}", filter.len());
        assert_eq!(model.command_history.len(), MOST_COMMANDS);
        assert_eq!(model.command_history.last().map(String::as_str), Some("499"));
    }
}
