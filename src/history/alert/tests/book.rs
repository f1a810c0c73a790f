//! Alerts over time: holds, cooldowns, snoozes, mutes, sleep, outages, clocks that jump.

use std::collections::HashMap;
use std::sync::Arc;

use super::scene::{MINUTE, NOW, fleet, task};
use crate::domain::{Task, TaskKey, TaskStatus};
use crate::history::alert::AlertPhase::{Clearing, Firing, Over, Pending};
use crate::history::alert::rule::Answer;
use crate::history::alert::turn::Subject;
use crate::history::alert::{
    Alert, AlertId, AlertSettings, Alerts, Look, Mute, RuleName, RuleSettings, Severity, Transition,
};
use crate::history::fleet::Fleet;
use crate::history::task_history::TaskHistory;

fn wrong() -> Answer {
    Answer::wrong("slow")
}

fn id(name: &str, rule: RuleName) -> AlertId {
    AlertId { task: Some(TaskKey::from_text(name)), rule }
}

/// One rule about one task, answered by hand.
struct Bench {
    alerts: Alerts,
    task: Task,
    rule: RuleName,
    at: i64,
}

impl Bench {
    fn new(hold_seconds: u32, clear_seconds: u32, cooldown_seconds: u32) -> Self {
        let rule = RuleName::Crawl;
        let set = RuleSettings { hold_seconds, clear_seconds, cooldown_seconds, ..RuleSettings::default_of(rule) };
        let mut settings = AlertSettings::default();
        settings.rules.insert(rule, set);
        let mut bench = Self { alerts: Alerts::new(settings), task: task("t", TaskStatus::Running), rule, at: NOW };
        bench.tick(0);
        bench
    }

    fn fleet(&self) -> Fleet {
        let mut fleet = fleet();
        fleet.as_of_unix_ms = Some(self.at);
        fleet
    }

    fn tick(&mut self, later_ms: i64) -> Vec<Transition> {
        self.at += later_ms;
        self.alerts.tick(&self.fleet(), self.at)
    }

    fn answer(&mut self, later_ms: i64, answer: Answer) -> Vec<Transition> {
        let mut told = self.tick(later_ms);
        let subject = Subject { key: Some(self.task.key.clone()), task: Some(&self.task) };
        self.alerts.turn(&subject, self.rule, answer, self.at, &mut told);
        self.alerts.sort();
        told
    }

    fn id(&self) -> AlertId {
        id("t", self.rule)
    }

    /// Whether somebody is told when the condition comes.
    fn tells(&mut self, later_ms: i64) -> bool {
        self.answer(later_ms, wrong()).iter().any(|step| step.notifies)
    }
}

#[test]
fn an_alert_goes_through_its_phases_and_ends() {
    let mut bench = Bench::new(60, 30, 0);
    let phases = |told: Vec<Transition>| -> Vec<_> { told.iter().map(|step| (step.from, step.alert.phase)).collect() };
    assert_eq!(phases(bench.answer(0, wrong())), [(None, Pending)]);
    assert!(bench.alerts.open().is_empty());
    assert_eq!(phases(bench.answer(45_000, wrong())), []);
    assert_eq!(phases(bench.answer(15_000, wrong())), [(Some(Pending), Firing)]);
    assert_eq!(bench.alerts.open()[0].since_unix_ms, NOW, "since the condition holds");
    assert_eq!(bench.alerts.open()[0].task_name, "t");
    assert_eq!(phases(bench.answer(15_000, Answer::Clear)), [(Some(Firing), Clearing)]);
    assert_eq!(bench.alerts.open().len(), 1);
    assert_eq!(phases(bench.answer(15_000, wrong())), [(Some(Clearing), Firing)]);
    bench.answer(15_000, Answer::Clear);
    assert_eq!(phases(bench.answer(30_000, Answer::Clear)), [(Some(Clearing), Over)]);
    assert!(bench.alerts.open().is_empty() && bench.alerts.all().is_empty());
    assert_eq!(bench.alerts.over()[0].phase, Over);
    assert_eq!((bench.alerts.fired_since(NOW), bench.alerts.fired_since(bench.at)), (1, 0));
}

#[test]
fn within_its_cooldown_it_fires_again_without_a_word() {
    let mut bench = Bench::new(0, 0, 600);
    assert!(bench.tells(0));
    bench.answer(15_000, Answer::Clear);
    assert!(!bench.tells(5 * MINUTE));
    assert_eq!(bench.alerts.open().len(), 1, "it fires all the same");
    bench.answer(15_000, Answer::Clear);
    for _ in 0..12 {
        bench.tick(MINUTE);
    }
    assert!(bench.tells(0));
    assert_eq!(bench.alerts.fired_since(NOW), 3);
}

#[test]
fn a_snoozed_alert_is_silent_until_its_time_and_then_speaks_if_it_still_fires() {
    let mut bench = Bench::new(0, 0, 0);
    bench.answer(0, wrong());
    let until = bench.at + 5 * MINUTE;
    bench.alerts.snooze(&[bench.id()], until);
    assert!(bench.alerts.open().is_empty());
    assert_eq!(bench.alerts.all().len(), 1);
    assert_eq!(bench.alerts.worst_of(&bench.task.key), None);
    let told = bench.tick(1000);
    assert_eq!(told[0].alert.snoozed_until_unix_ms, Some(until), "the log hears of it");
    assert!(!told[0].notifies);
    bench.answer(0, Answer::Clear);
    assert!(!bench.tells(15_000), "still snoozed when it comes back");
    for _ in 0..4 {
        assert!(bench.tick(MINUTE).is_empty());
    }
    let told = bench.tick(MINUTE);
    assert!(told.len() == 1 && told[0].notifies && told[0].alert.phase == Firing);
    assert_eq!(bench.alerts.open().len(), 1);

    bench.alerts.snooze(&[bench.id()], bench.at + 5 * MINUTE);
    bench.alerts.wake(&[bench.id()]);
    assert_eq!(bench.alerts.open().len(), 1);
}

#[test]
fn what_is_muted_goes_on_in_silence() {
    let mut bench = Bench::new(0, 0, 0);
    assert!(bench.alerts.toggle_mute(Some(&bench.task.key), bench.rule));
    assert!(!bench.tells(0));
    assert!(bench.alerts.open().is_empty() && bench.alerts.all().len() == 1);
    assert!(bench.alerts.toggle_mute(None, bench.rule), "for all tasks");
    assert!(bench.alerts.toggle_mute(Some(&bench.task.key), bench.rule), "still for all");
    assert!(!bench.alerts.toggle_mute(None, bench.rule));
    assert_eq!(bench.alerts.open().len(), 1);
}

#[test]
fn mutes_of_the_configuration_hold_by_either_id_until_undone() {
    let mute = |rule, id: Option<&str>| Mute { rule, task_id: id.map(str::to_owned) };
    let muted = vec![mute(RuleName::Crawl, Some("t")), mute(RuleName::Spill, None)];
    let mut bench = Bench::new(0, 0, 0);
    bench.alerts = Alerts::new(AlertSettings { muted, ..AlertSettings::default() });
    // The key is another text than the id.
    bench.task.key = TaskKey::from_text("user:7");
    let subject = Subject { key: Some(bench.task.key.clone()), task: Some(&bench.task) };
    for rule in [RuleName::Crawl, RuleName::Spill, RuleName::Stall] {
        bench.alerts.turn(&subject, rule, wrong(), NOW, &mut Vec::new());
    }
    bench.alerts.sort();
    assert_eq!(bench.alerts.open().iter().map(|alert| alert.id.rule).collect::<Vec<_>>(), [RuleName::Stall]);
    assert!(!bench.alerts.toggle_mute(Some(&TaskKey::from_text("user:7")), RuleName::Crawl));
    bench.alerts.turn(&subject, RuleName::Crawl, Answer::Clear, NOW, &mut Vec::new());
    bench.alerts.turn(&subject, RuleName::Crawl, wrong(), NOW, &mut Vec::new());
    assert!(!bench.alerts.is_muted(&id("user:7", RuleName::Crawl)), "once undone it stays so");
}

#[test]
fn a_clock_put_back_lengthens_neither_a_hold_nor_a_snooze() {
    let mut bench = Bench::new(120, 0, 0);
    bench.answer(0, wrong());
    bench.answer(60_000, wrong());
    bench.tick(-3_600_000);
    assert!(bench.tells(60_000), "held for two minutes in all");
    bench.alerts.snooze(&[bench.id()], bench.at + 2 * MINUTE);
    bench.tick(-7_200_000);
    bench.tick(MINUTE);
    assert!(bench.alerts.open().is_empty());
    bench.tick(MINUTE);
    assert_eq!(bench.alerts.open().len(), 1);
}

#[test]
fn a_machine_that_slept_has_not_watched_a_condition_hold() {
    let mut bench = Bench::new(600, 0, 0);
    bench.answer(0, wrong());
    assert!(!bench.tells(3 * 3_600_000), "it slept for hours");
    assert!(bench.alerts.get(&id("", RuleName::PollHealth)).is_none());
    for _ in 0..10 {
        bench.tick(MINUTE);
    }
    assert!(bench.tells(0));
}

#[test]
fn acknowledged_alerts_stay_open_but_a_failed_task_needs_no_more() {
    let mut bench = Bench::new(0, 0, 600);
    bench.answer(0, wrong());
    bench.rule = RuleName::Failed;
    bench.answer(0, wrong());
    assert_eq!(bench.alerts.open()[0].severity, Severity::Critical, "the gravest first");
    bench.alerts.acknowledge_all();
    let open = bench.alerts.open();
    assert!(open.len() == 1 && open[0].id.rule == RuleName::Crawl && open[0].is_acknowledged);
    let told = bench.tick(1000);
    assert!(told.iter().any(|step| step.alert.id.rule == RuleName::Failed && step.alert.phase == Over));
    bench.rule = RuleName::Crawl;
    bench.answer(0, Answer::Clear);
    bench.answer(15_000, wrong());
    assert!(bench.alerts.open()[0].is_acknowledged, "the same trouble within its cooldown");
}

#[test]
fn a_failure_that_somebody_has_seen_is_not_told_again_until_the_task_fails_anew() {
    let mut board = Board::new(&["a", "b"]);
    board.read();
    board.at += 15_000;
    board.becomes("a", TaskStatus::Failed);
    board.read();
    assert_eq!(board.poll().len(), 1);
    board.alerts.acknowledge_all();
    let told = board.poll();
    assert_eq!((told.len(), told[0].alert.phase), (1, Over));
    for _ in 0..80 {
        assert!(board.poll().is_empty(), "once is enough");
    }
    board.becomes("a", TaskStatus::Running);
    board.poll();
    board.becomes("a", TaskStatus::Failed);
    let told = board.poll();
    assert!(told.iter().any(|step| step.notifies), "it failed again: {told:?}");
}

#[test]
fn an_alert_holds_since_its_rule_says_or_since_it_was_found_to_hold() {
    let mut bench = Bench::new(60, 0, 0);
    let since = |bench: &Bench| bench.alerts.get(&bench.id()).unwrap().since_unix_ms;
    bench.answer(0, wrong());
    bench.answer(30_000, Answer::Between);
    assert_eq!(since(&bench), NOW + 30_000, "it did not hold all the time");
    bench.answer(60_000, wrong());
    assert_eq!((bench.alerts.open().len(), since(&bench)), (1, NOW + 30_000));
    bench.answer(15_000, Answer::Wrong { what: "slow".to_owned(), since_unix_ms: Some(NOW - 5 * MINUTE) });
    assert_eq!(since(&bench), NOW - 5 * MINUTE);
    bench.answer(15_000, Answer::Wrong { what: "slow".to_owned(), since_unix_ms: Some(NOW) });
    assert_eq!(since(&bench), NOW - 5 * MINUTE, "a later begin is another view of the same trouble");
}

#[test]
fn the_log_hears_what_was_muted_and_unmuted() {
    let mut bench = Bench::new(0, 0, 0);
    bench.answer(0, wrong());
    let steps = |told: Vec<Transition>| -> Vec<_> {
        told.into_iter().map(|step| (step.from, step.alert.phase, step.notifies)).collect()
    };
    bench.alerts.toggle_mute(Some(&bench.task.key), bench.rule);
    assert_eq!(steps(bench.tick(1000)), [(Some(Firing), Firing, false)]);
    bench.alerts.toggle_mute(None, bench.rule);
    assert_eq!(steps(bench.tick(1000)), [], "it was muted already");
    bench.alerts.toggle_mute(Some(&bench.task.key), bench.rule);
    bench.alerts.toggle_mute(None, bench.rule);
    assert_eq!(steps(bench.tick(1000)), [(Some(Firing), Firing, false)]);
}

#[test]
fn the_alerts_of_a_rule_are_bounded_and_other_rules_find_room() {
    let mut alerts = Alerts::new(AlertSettings::default());
    let mut told = Vec::new();
    let mut fire = |alerts: &mut Alerts, number: usize, rule| {
        let task = task(&format!("t{number}"), TaskStatus::Running);
        let subject = Subject { key: Some(task.key.clone()), task: Some(&task) };
        alerts.turn(&subject, rule, wrong(), NOW + number as i64, &mut told);
    };
    for number in 0..2100 {
        fire(&mut alerts, number, RuleName::Completed);
    }
    fire(&mut alerts, 5000, RuleName::Stall);
    alerts.sort();
    assert_eq!(alerts.open().len(), 2001);
    assert_eq!(alerts.open()[0].id.rule, RuleName::Stall);
    assert_eq!(alerts.left_out(), 100, "what finds no room is counted");
    alerts.crowd.begin();
    assert_eq!(alerts.left_out(), 0, "at each look anew");
    alerts.acknowledge(&[id("t7", RuleName::Completed)]);
    fire(&mut alerts, 6000, RuleName::Completed);
    alerts.sort();
    assert_eq!(alerts.open().len(), 2001);
    assert!(alerts.get(&id("t7", RuleName::Completed)).is_none(), "what somebody has seen made room");
    assert!(alerts.over().len() <= 50);
}

/// Tasks on a board, read as a whole.
struct Board {
    alerts: Alerts,
    tasks: HashMap<TaskKey, TaskHistory>,
    board: imbl::Vector<Arc<Task>>,
    fleet: Fleet,
    at: i64,
}

impl Board {
    fn new(names: &[&str]) -> Self {
        let board: imbl::Vector<_> = names.iter().map(|name| Arc::new(task(name, TaskStatus::Running))).collect();
        let found = |task: &Arc<Task>| {
            let mut history = TaskHistory::new(Arc::clone(task), NOW);
            history.find(NOW, &mut Vec::new());
            (task.key.clone(), history)
        };
        let tasks = board.iter().map(found).collect();
        Self { alerts: Alerts::default(), tasks, board, fleet: fleet(), at: NOW }
    }

    fn becomes(&mut self, name: &str, status: TaskStatus) {
        let history = self.tasks.get_mut(&TaskKey::from_text(name)).unwrap();
        Arc::make_mut(&mut history.task).status = Some(status);
        history.status_since_unix_ms = Some(self.at);
        history.status_before = Some(TaskStatus::Running);
    }

    fn read(&mut self) -> Vec<Transition> {
        self.fleet.as_of_unix_ms = Some(self.at);
        for task in self.tasks.values_mut() {
            task.last_read_unix_ms = self.at;
        }
        self.look()
    }

    fn look(&mut self) -> Vec<Transition> {
        let (tasks, board, fleet) = (&self.tasks, &self.board, &self.fleet);
        self.alerts.observe(Look { tasks, board, fleet, read_unix_ms: self.at }, self.at)
    }

    fn poll(&mut self) -> Vec<Transition> {
        self.at += 15_000;
        self.read()
    }
}

#[test]
fn a_change_of_status_is_told_at_the_second_reading_and_what_was_so_at_the_start_never() {
    let mut board = Board::new(&["a", "b"]);
    board.becomes("b", TaskStatus::Failed);
    assert!(board.read().is_empty());
    assert!(board.poll().is_empty(), "failed before anybody watched");
    board.at += 15_000;
    board.becomes("a", TaskStatus::Failed);
    assert!(board.read().is_empty(), "one reading may be wrong");
    let told = board.poll();
    assert_eq!((told.len(), &told[0].alert.id, told[0].notifies), (1, &id("a", RuleName::Failed), true));
    assert!(told[0].alert.what.starts_with("running -> failed"));
    for _ in 0..100 {
        assert!(board.poll().is_empty());
    }
    board.becomes("a", TaskStatus::Running);
    let told = board.poll();
    assert_eq!(told[0].alert.phase, Over);
}

#[test]
fn the_alerts_of_a_task_that_left_the_board_end() {
    let mut board = Board::new(&["a", "b"]);
    board.read();
    board.at += 15_000;
    board.becomes("a", TaskStatus::Failed);
    board.read();
    board.poll();
    assert_eq!(board.alerts.open().len(), 1);
    board.board.retain(|task| task.key != TaskKey::from_text("a"));
    let told = board.poll();
    assert_eq!((told[0].from, told[0].alert.phase), (Some(Firing), Over));
    assert!(board.alerts.open().is_empty());
    for _ in 0..80 {
        assert!(board.poll().is_empty(), "it is over once");
    }
}

#[test]
fn an_outage_is_one_alert_and_freezes_the_others() {
    let mut board = Board::new(&["a", "b"]);
    board.read();
    board.at += 15_000;
    board.becomes("a", TaskStatus::Failed);
    board.read();
    board.poll();
    board.at += 15_000;
    board.becomes("b", TaskStatus::Failed);
    let mut told = Vec::new();
    for _ in 0..10 {
        board.at += 15_000;
        told.extend(board.alerts.tick(&board.fleet, board.at));
        told.extend(board.look());
    }
    assert_eq!(told.iter().filter(|step| step.notifies).count(), 2, "b was confirmed while the data was fresh");
    let health = AlertId { task: None, rule: RuleName::PollHealth };
    assert!(board.alerts.get(&health).unwrap().what.starts_with("no good reply for"));
    board.becomes("a", TaskStatus::Running);
    assert!(board.look().is_empty(), "nothing is known of a");
    assert_eq!(board.alerts.open().len(), 3);
    board.fleet.recent_requests = 40;
    let told = board.poll();
    assert!(told.iter().any(|step| step.alert.id == health && step.alert.phase == Clearing));
    assert!(told.iter().any(|step| step.alert.id.rule == RuleName::Failed && step.alert.phase == Over));
    board.poll();
    board.poll();
    assert!(board.alerts.get(&health).is_none());
}

#[test]
fn rules_that_are_off_are_not_asked() {
    let mut board = Board::new(&["a"]);
    let mut settings = AlertSettings::default();
    let failed = RuleSettings { enabled: false, ..RuleSettings::default_of(RuleName::Failed) };
    settings.rules.insert(RuleName::Failed, failed);
    board.alerts = Alerts::new(settings);
    board.read();
    board.at += 15_000;
    board.becomes("a", TaskStatus::Failed);
    board.read();
    assert!(board.poll().is_empty());
}

#[test]
fn alerts_put_together_by_hand_are_sorted_like_others() {
    let alert = |name: &str, severity, minutes_ago: i64, phase| Alert {
        id: id(name, RuleName::Stall),
        severity,
        task_name: name.to_owned(),
        since_unix_ms: NOW - minutes_ago * MINUTE,
        phase,
        what: "no call".to_owned(),
        snoozed_until_unix_ms: None,
        is_acknowledged: false,
    };
    let alerts = vec![
        alert("a", Severity::Warning, 1, Firing),
        alert("b", Severity::Critical, 9, Clearing),
        alert("c", Severity::Critical, 5, Firing),
        alert("d", Severity::Critical, 5, Over),
        alert("e", Severity::Critical, 5, Pending),
        Alert { snoozed_until_unix_ms: Some(NOW + MINUTE), ..alert("f", Severity::Critical, 1, Firing) },
    ];
    let alerts = Alerts::with(AlertSettings::default(), alerts);
    let names = |alerts: Vec<&Alert>| -> String { alerts.iter().map(|alert| alert.task_name.as_str()).collect() };
    assert_eq!(
        (names(alerts.open()), names(alerts.all()), names(alerts.over())),
        ("cba".into(), "cbaf".into(), "d".into())
    );
    assert_eq!(alerts.worst_of(&TaskKey::from_text("b")).unwrap().task_name, "b");
}
