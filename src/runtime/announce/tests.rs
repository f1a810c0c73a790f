//! What leaves the program for which changes, also with names that try to break out.

use std::fs;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc::unbounded_channel;

use super::*;
use crate::app::Model;
use crate::domain::text::is_harmful;
use crate::domain::{Feed, Now, Snapshot, Task, TaskKey, TaskTexts};
use crate::history::{Alert, AlertId, AlertPhase, RuleName, Transition};
use crate::runtime::alert_record::records;

const HOSTILE: &str = "\u{1b}]0;owned\u{7}a;b\u{9c}\u{9b}2J\u{202e}\"}\n{\"to\":\"over\" $(id) 客户";

fn quiet() -> Announcing {
    Announcing {
        bell: false,
        desktop: DesktopNotice::Off,
        command: None,
        from: Severity::Warning,
        log: None,
        lock: None,
    }
}

fn model() -> Model {
    #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
    let now = Now { instant: std::time::Instant::now(), unix_ms: 1_790_149_567_000 };
    let account = Account { profile: "prod".to_owned(), ..Account::default() };
    let mut model = Model::new(account, None, 28_800, now);
    let task = Task {
        texts: TaskTexts::new(Some("promo"), Some("u-1"), Some("t-1"), None, None),
        ..Task::empty(TaskKey::new(Some("t-1"), None, String::new))
    };
    let snapshot = Snapshot { tasks: [Arc::new(task)].into_iter().collect(), ..Snapshot::default() };
    model.feed = Arc::new(Feed { snapshot, ..Feed::default() });
    model
}

fn change(name: &str, severity: Severity, to: AlertPhase, notifies: bool) -> Transition {
    let key = TaskKey::new(Some(if name == "promo" { "t-1" } else { name }), None, String::new);
    Transition {
        unix_ms: 1_790_149_567_123,
        from: Some(AlertPhase::Pending),
        alert: Alert {
            id: AlertId { task: Some(key), rule: RuleName::Stall },
            severity,
            task_name: name.to_owned(),
            since_unix_ms: 1_790_149_000_000,
            phase: to,
            what: format!("no call for 9m; {name}"),
            snoozed_until_unix_ms: None,
            is_acknowledged: false,
        },
        notifies,
    }
}

fn fires(name: &str) -> Transition {
    change(name, Severity::Critical, AlertPhase::Firing, true)
}

/// What the terminal gets for changes that come together.
async fn terminal_gets(how: Announcing, changes: &[Transition], variables: &[(&str, &str)]) -> String {
    let variable =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let (tell, _told) = unbounded_channel();
    let mut announcer = Announcer::new(how, Ways::of(variable), tell);
    let mut bytes = Vec::new();
    let records = records(changes, &model());
    announcer
        .announce(&records, |sent| {
            bytes.extend_from_slice(sent);
            Ok(())
        })
        .unwrap();
    announcer.finish().await;
    String::from_utf8(bytes).unwrap()
}

const XTERM: &[(&str, &str)] = &[("TERM", "xterm-256color")];

#[tokio::test]
async fn the_bell_rings_once_and_only_where_it_may() {
    let both = [fires("a"), fires("b")];
    let bell = || Announcing { bell: true, ..quiet() };
    assert_eq!(terminal_gets(bell(), &both, XTERM).await, "\u{7}");
    assert_eq!(terminal_gets(quiet(), &both, XTERM).await, "");
    for silent in [
        change("a", Severity::Critical, AlertPhase::Firing, false),
        change("a", Severity::Critical, AlertPhase::Over, true),
        change("a", Severity::Critical, AlertPhase::Clearing, true),
        change("a", Severity::Info, AlertPhase::Firing, true),
    ] {
        assert_eq!(terminal_gets(bell(), std::slice::from_ref(&silent), XTERM).await, "", "{silent:?}");
    }
    let crit = Announcing { from: Severity::Critical, ..bell() };
    let warning = [change("a", Severity::Warning, AlertPhase::Firing, true)];
    assert_eq!(terminal_gets(crit, &warning, XTERM).await, "");
}

#[tokio::test]
async fn a_notice_says_what_is_wrong_in_the_terminals_own_way() {
    let by = |desktop| Announcing { desktop, ..quiet() };
    let one = [fires("promo")];
    assert_eq!(
        terminal_gets(by(DesktopNotice::Osc9), &one, XTERM).await,
        "\u{1b}]9;callbot-tui: CRIT promo: stall: no call for 9m, promo\u{1b}\\"
    );
    assert_eq!(
        terminal_gets(by(DesktopNotice::Osc777), &one, XTERM).await,
        "\u{1b}]777;notify;callbot-tui: CRIT promo;stall: no call for 9m, promo\u{1b}\\"
    );
    assert_eq!(
        terminal_gets(by(DesktopNotice::Osc99), &one, XTERM).await,
        "\u{1b}]99;i=callbot-tui-1:e=1:d=0:p=title;Q1JJVCBwcm9tbw==\u{1b}\\\u{1b}]99;i=callbot-tui-1:e=1:d=1:p=body;c3RhbGw6IG5vIGNhbGwgZm9yIDltOyBwcm9tbw==\u{1b}\\"
    );
    assert_eq!(
        terminal_gets(by(DesktopNotice::Osc9), &one, &[("TERM", "tmux-256color"), ("TMUX", "/tmp/t,1,0")]).await,
        "\u{1b}Ptmux;\u{1b}\u{1b}]9;callbot-tui: CRIT promo: stall: no call for 9m, promo\u{1b}\u{1b}\\\u{1b}\\"
    );
    let screen = terminal_gets(by(DesktopNotice::Osc9), &one, &[("TERM", "screen"), ("STY", "1.pts")]).await;
    assert_eq!(screen, "\u{1b}P\u{1b}]9;callbot-tui: CRIT promo: stall: no call for 9m, promo\u{7}\u{1b}\\");
    assert_eq!(terminal_gets(by(DesktopNotice::Osc9), &one, &[("TERM", "linux")]).await, "", "it would print it");
}

#[tokio::test]
async fn many_at_once_are_one_notice() {
    let how = Announcing { desktop: DesktopNotice::Osc9, bell: true, ..quiet() };
    let many: Vec<Transition> = ["a", "b", "c", "d", "e", "f", "g"].map(fires).to_vec();
    let sent = terminal_gets(how.clone(), &many, XTERM).await;
    assert_eq!(
        sent,
        "\u{1b}]9;callbot-tui: 7 alerts: CRIT a, CRIT b, CRIT c, CRIT d, CRIT e, CRIT f, CRIT g\u{1b}\\\u{7}"
    );
    let five = terminal_gets(how, &many[..5], XTERM).await;
    assert_eq!(five.matches("]9;").count(), 5);
    assert_eq!(five.matches('\u{7}').count(), 1);
}

#[tokio::test]
async fn no_name_breaks_out_of_a_notice() {
    let long = HOSTILE.repeat(300);
    for desktop in [DesktopNotice::Osc9, DesktopNotice::Osc777, DesktopNotice::Osc99] {
        let how = Announcing { desktop, ..quiet() };
        for name in [HOSTILE, &long] {
            let sent = terminal_gets(how.clone(), &[fires(name)], XTERM).await;
            let sequences = if desktop == DesktopNotice::Osc99 { 2 } else { 1 };
            assert_eq!(sent.matches('\u{1b}').count(), 2 * sequences, "{sent:?}");
            let rest = sent.replace("\u{1b}]", "").replace("\u{1b}\\", "");
            assert!(!rest.chars().any(is_harmful), "{rest:?}");
            assert!(sent.len() < 2_000, "{}", sent.len());
            let semicolons = match desktop {
                DesktopNotice::Osc777 => 3,
                DesktopNotice::Osc99 => 4,
                _ => 1,
            };
            assert_eq!(sent.matches(';').count(), semicolons, "{sent:?}");
        }
    }
}

#[tokio::test]
async fn every_change_is_a_line_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alerts-prod.jsonl");
    let how = Announcing { log: Some(path.clone()), ..quiet() };
    let reading = Transition {
        from: None,
        alert: Alert {
            id: AlertId { task: None, rule: RuleName::PollHealth },
            task_name: String::new(),
            ..fires("x").alert
        },
        ..fires("x")
    };
    let changes = [fires("promo"), change(HOSTILE, Severity::Info, AlertPhase::Over, false), reading, fires("gone")];
    assert_eq!(terminal_gets(how, &changes, XTERM).await, "");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.chars().any(|c| c != '\n' && is_harmful(c)), "{text:?}");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    let expected = serde_json::json!({
        "at": "2026-09-23T15:46:07.123+08:00",
        "unix_ms": 1_790_149_567_123_i64,
        "pid": std::process::id(),
        "profile": "prod",
        "rule": "stall",
        "severity": "critical",
        "from": "pending",
        "to": "firing",
        "since_unix_ms": 1_790_149_000_000_i64,
        "task": { "taskID": "t-1", "userTaskID": "u-1", "name": "promo" },
        "what": "no call for 9m; promo",
        "snoozed_until_unix_ms": null,
        "muted": false,
        "seen": false,
        "notifies": true,
    });
    assert_eq!(lines[0], expected);
    assert_eq!((&lines[1]["to"], &lines[1]["notifies"]), (&Value::from("over"), &Value::from(false)));
    assert_eq!((&lines[2]["task"], &lines[2]["from"]), (&Value::Null, &Value::Null));
    assert_eq!(lines[3]["task"]["taskID"], "gone", "the key is all that is left");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_gets_the_alert_as_json_and_many_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let words = ["/bin/sh", "-c", "cat >> \"$1\"", "sh", path.to_str().unwrap()].map(str::to_owned).to_vec();
    let how = Announcing { command: Some(words), ..quiet() };
    terminal_gets(how.clone(), &[fires(HOSTILE), change("b", Severity::Info, AlertPhase::Firing, true)], XTERM).await;
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.trim_end().chars().any(is_harmful));
    let alert: Value = serde_json::from_str(&text).unwrap();
    assert!(alert["task"]["name"].as_str().unwrap().contains("客户") && alert["to"] == "firing");
    fs::remove_file(&path).unwrap();
    let many: Vec<Transition> = ["a", "b", "c", "d", "e", "f", "g"].map(fires).to_vec();
    terminal_gets(how, &many, XTERM).await;
    let burst: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(burst["what"], "7 alerts");
    assert_eq!(burst["alerts"].as_array().unwrap().len(), 7);
    assert_eq!(burst["alerts"][6]["task"]["name"], "g");
}

/// An announcer with a log below a folder, and the bytes that the terminal gets.
struct Board {
    announcer: Announcer,
    told: tokio::sync::mpsc::UnboundedReceiver<Msg>,
}

impl Board {
    fn start(folder: &Path) -> Self {
        let (tell, told) = unbounded_channel();
        let how = Announcing {
            bell: true,
            log: Some(folder.join("alerts.jsonl")),
            lock: Some(folder.join("alerts.lock")),
            ..quiet()
        };
        Self { announcer: Announcer::new(how, Ways::of(|_| None), tell), told }
    }

    /// How often the bell rang for changes.
    fn rings(&mut self, changes: &[Transition]) -> usize {
        let mut bytes = Vec::new();
        let records = records(changes, &model());
        let take = |sent: &[u8]| {
            bytes.extend_from_slice(sent);
            Ok(())
        };
        self.announcer.announce(&records, take).unwrap();
        bytes.len()
    }

    /// How often it rang for what the other one did not tell, once that has ended.
    async fn rings_at_taking_over(&mut self) -> usize {
        while !matches!(self.told.recv().await, Some(Msg::AnnouncesElsewhere(false))) {}
        let mut bytes = Vec::new();
        let take = |sent: &[u8]| {
            bytes.extend_from_slice(sent);
            Ok(())
        };
        self.announcer.take_over(1_790_149_569_000, take).unwrap();
        bytes.len()
    }
}

#[tokio::test]
async fn who_takes_over_tells_what_the_other_one_did_not_and_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Board::start(folder.path());
    let mut second = Board::start(folder.path());
    assert_eq!(first.rings(&[fires("both")]), 1);
    assert_eq!(first.rings(&[fires("first only")]), 1);
    assert_eq!(first.rings(&[fires("over"), change("over", Severity::Critical, AlertPhase::Over, false)]), 1);
    assert_eq!(second.rings(&[fires("both"), fires("over")]), 0);
    assert_eq!(second.rings(&[fires("second only"), fires("soon over")]), 0);
    assert_eq!(second.rings(&[change("soon over", Severity::Critical, AlertPhase::Over, false)]), 0);
    first.announcer.finish().await;
    assert_eq!(second.rings_at_taking_over().await, 1, "for the one that nobody told");
    assert_eq!(second.rings(&[fires("first only")]), 0, "found later than by the other");
    assert_eq!(second.rings(&[fires("new")]), 1);
    second.announcer.finish().await;
    let log = fs::read_to_string(folder.path().join("alerts.jsonl")).unwrap();
    let calls = |name: &str| {
        let of_task = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        of_task
            .filter(|line| line["task"]["name"] == name && line["notifies"] == true && line["to"] == "firing")
            .count()
    };
    for name in ["both", "first only", "second only", "new"] {
        assert_eq!(calls(name), 1, "{name}: {log}");
    }
    assert_eq!(calls("soon over"), 0);
}
