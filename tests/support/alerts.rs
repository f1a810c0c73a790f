//! Alerts for scenes: as on an ordinary bad day, and with names and sentences that try to break the screen.

use callbot_tui::app::Model;
use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Alert, AlertId, AlertPhase, AlertSettings, Alerts, RuleName, Severity};

use super::fleet::{NOW_SECONDS, everyday, hostile};
use super::scenes::{dashboard, feed, press};

/// An alert of a task that has held for so many minutes.
pub fn alert(key: Option<&TaskKey>, name: &str, rule: RuleName, severity: Severity, minutes: i64, what: &str) -> Alert {
    Alert {
        id: AlertId { task: key.cloned(), rule },
        severity,
        task_name: name.to_owned(),
        since_unix_ms: (NOW_SECONDS - 60 * minutes) * 1000,
        phase: AlertPhase::Firing,
        what: what.to_owned(),
        snoozed_until_unix_ms: None,
        is_acknowledged: false,
    }
}

/// Four open alerts, one snoozed, one muted.
pub fn bad_day() -> Alerts {
    use RuleName::{AsrDrop, AsrFloor, SettingsChanged, Spill, Stall, Tail};
    use Severity::{Critical, Warning};
    let fleet = everyday();
    let of = |index: usize, rule, severity, minutes, what: &str| {
        alert(Some(&fleet[index].key), fleet[index].display_name(), rule, severity, minutes, what)
    };
    let mut alerts = vec![
        of(
            0,
            Stall,
            Critical,
            9,
            "no new call for 9m although the window is open; at its pace of 2.4 calls a minute a silence of 3m would be odd",
        ),
        of(1, AsrDrop, Critical, 15, "24.1% -> 11.0% of the calls of the last 10 minutes answered (n 526)"),
        of(2, Spill, Warning, 2, "about 620 orders will be left when the window shuts"),
        of(3, Tail, Warning, 6, "380 left at 1.1 a minute"),
        of(5, AsrFloor, Warning, 96, "27% answered, below the floor of 30%"),
        of(8, SettingsChanged, Severity::Info, 60 * 30, "maxCall 40 -> 60"),
    ];
    alerts[1].phase = AlertPhase::Clearing;
    alerts[3].is_acknowledged = true;
    alerts[4].snoozed_until_unix_ms = Some((NOW_SECONDS + 4_400) * 1000);
    let mut alerts = Alerts::with(AlertSettings::default(), alerts);
    alerts.toggle_mute(None, SettingsChanged);
    alerts
}

/// A board on a bad day, after some keys.
pub fn alarmed(keys: &str) -> Model {
    let mut model = dashboard(feed(everyday()), "");
    *model.history.alerts_mut() = bad_day();
    press(&mut model, keys);
    model
}

/// A board of hostile names, each with an alert whose sentence is as hostile.
pub fn alarmed_hostile(keys: &str) -> Model {
    let fleet = hostile();
    let alerts = fleet.iter().zip(RuleName::ALL.iter().cycle()).enumerate().map(|(index, (task, rule))| {
        let severity = [Severity::Critical, Severity::Warning, Severity::Info][index % 3];
        let what = format!("\u{1b}]52;c;aGk=\u{7}{} fell\n\u{202e}from 99% to 1%", task.display_name());
        alert(Some(&task.key), task.display_name(), *rule, severity, 7 * index as i64, &what)
    });
    let about_all = alert(None, "", RuleName::PollHealth, Severity::Critical, 1, "busy \u{9b}2J for 3 readings");
    let alerts = alerts.chain([about_all]).collect();
    let mut model = dashboard(feed(fleet), "");
    *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), alerts);
    press(&mut model, keys);
    model
}
