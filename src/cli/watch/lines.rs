//! The lines of `watch`: as JSON for programs, as text for people. Uses `domain` and `history`.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::changes::Change;
use crate::app::export::json::write_json;
use crate::domain::text::clean;
use crate::domain::time::at_offset;
use crate::domain::{Health, Task};
use crate::history::{AlertPhase, Transition};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// A task changed, came or went.
    Change(Change),
    /// An alert took a step.
    Alert(Transition),
    /// The reading goes otherwise than before.
    Health(Health),
}

/// How the reading goes, in a word.
pub(super) fn health_word(health: &Health) -> &'static str {
    match health {
        Health::Starting => "starting",
        Health::Live => "live",
        Health::Failing { .. } => "failing",
        Health::Refused { .. } => "refused",
        Health::Dead { .. } => "dead",
    }
}

impl Line {
    /// Writes the line as JSON; `at` is in seconds since 1970.
    pub(super) fn write_json(&self, now_unix_ms: i64, out: &mut dyn Write) -> io::Result<()> {
        let value = match self {
            Self::Change(change) => {
                let changed = change.changed.iter();
                let changed: Map<String, Value> =
                    changed.map(|(path, (old, new))| (path.clone(), json!({"old": old, "new": new}))).collect();
                json!({"type": "change", "at": seconds(now_unix_ms), "task": identity(&change.task), "changed": changed})
            }
            Self::Alert(transition) => alert(transition),
            Self::Health(health) => {
                let fault = health.fault();
                json!({
                    "type": "health",
                    "at": seconds(now_unix_ms),
                    "health": health_word(health),
                    "fault": fault.map(|fault| &fault.sentence),
                    "retCode": fault.and_then(|fault| fault.ret_code),
                })
            }
        };
        write_json(out, &value, false, &mut Vec::new())?;
        out.write_all(b"\n")
    }

    /// The line for people, with the time in a zone.
    pub(super) fn text(&self, now_unix_ms: i64, offset_seconds: i32) -> String {
        let clock = |unix_ms: i64| {
            let at = at_offset(seconds(unix_ms), offset_seconds);
            at.map_or_else(|| "--:--:--".to_owned(), |at| at.format("%H:%M:%S").to_string())
        };
        let line = match self {
            Self::Change(change) => {
                let changed = change.changed.iter().map(|(path, (old, new))| format!("{path} {old} -> {new}"));
                let name = change.task.display_name();
                format!("{} change  {name}: {}", clock(now_unix_ms), changed.collect::<Vec<_>>().join(", "))
            }
            Self::Alert(transition) => {
                let alert = &transition.alert;
                let name = if alert.task_name.is_empty() { String::new() } else { format!("{}: ", alert.task_name) };
                format!(
                    "{} alert   {} {} {}, {name}{}",
                    clock(transition.unix_ms),
                    alert.severity.word(),
                    alert.id.rule,
                    alert.phase.name(),
                    alert.what
                )
            }
            Self::Health(health) => {
                let fault = health.fault().map(|fault| format!(": {}", fault.sentence)).unwrap_or_default();
                format!("{} health  {}{fault}", clock(now_unix_ms), health_word(health))
            }
        };
        clean(&line).into_owned()
    }
}

fn alert(transition: &Transition) -> Value {
    let alert = &transition.alert;
    json!({
        "type": "alert",
        "at": seconds(transition.unix_ms),
        "rule": alert.id.rule.name(),
        "severity": alert.severity.name(),
        "from": transition.from.map(AlertPhase::name),
        "to": alert.phase.name(),
        "since": seconds(alert.since_unix_ms),
        "task": alert.id.task.as_ref().map(|key| json!({"key": key.as_str(), "taskName": alert.task_name})),
        "what": alert.what,
        "snoozedUntil": alert.snoozed_until_unix_ms.map(seconds),
        "seen": alert.is_acknowledged,
        "notifies": transition.notifies,
    })
}

fn identity(task: &Task) -> Value {
    json!({
        "key": task.key.as_str(),
        "userTaskID": task.texts.user_task_id(),
        "taskID": task.texts.task_id(),
        "taskName": task.texts.name(),
    })
}

fn seconds(unix_ms: i64) -> i64 {
    unix_ms.div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Fault, FaultKind, TaskKey, TaskTexts};
    use crate::history::{Alert, AlertId, RuleName, Severity};

    const NOW: i64 = 1_790_149_567_890;

    fn evil() -> Arc<Task> {
        let texts = TaskTexts::new(Some("evil\u{1b}]0;x\u{7}\nname\u{9b}"), Some("u-1"), Some("t-1"), None, None);
        Arc::new(Task { texts, ..Task::empty(TaskKey::new(Some("t-1"), None, String::new)) })
    }

    fn lines() -> Vec<Line> {
        let changed = BTreeMap::from([("taskStat.totalCall".to_owned(), (json!(5), json!(7)))]);
        let alert = Alert {
            id: AlertId { task: Some(evil().key.clone()), rule: RuleName::Stall },
            severity: Severity::Critical,
            task_name: "evil\u{1b}name".to_owned(),
            since_unix_ms: NOW - 60_000,
            phase: AlertPhase::Firing,
            what: "no call for 9m".to_owned(),
            snoozed_until_unix_ms: None,
            is_acknowledged: false,
        };
        let transition = Transition { unix_ms: NOW, from: Some(AlertPhase::Pending), alert, notifies: true };
        let fault = Fault::new(FaultKind::Busy, "The platform is busy", "");
        vec![
            Line::Change(Change { task: evil(), changed }),
            Line::Alert(transition),
            Line::Health(Health::Failing { since_unix_ms: NOW, attempt: 1, fault }),
        ]
    }

    #[test]
    fn each_line_is_one_json_object_that_says_what_and_when() {
        let mut out = Vec::new();
        lines().iter().for_each(|line| line.write_json(NOW, &mut out).unwrap());
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{9b}'));
        let values: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            values.iter().map(|value| value["type"].as_str().unwrap()).collect::<Vec<_>>(),
            ["change", "alert", "health"]
        );
        assert!(values.iter().all(|value| value["at"] == 1_790_149_567));
        assert_eq!(values[0]["changed"], json!({"taskStat.totalCall": {"old": 5, "new": 7}}));
        assert_eq!(values[0]["task"]["taskID"], "t-1");
        assert_eq!((&values[1]["from"], &values[1]["to"]), (&json!("pending"), &json!("firing")));
        assert_eq!(values[2]["fault"], "The platform is busy");
    }

    #[test]
    fn lines_for_people_are_one_line_and_harmless() {
        for line in lines() {
            let text = line.text(NOW, 28_800);
            assert!(text.starts_with("15:46:07 "), "{text}");
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
        assert!(lines()[0].text(NOW, 0).contains("taskStat.totalCall 5 -> 7"));
    }
}
