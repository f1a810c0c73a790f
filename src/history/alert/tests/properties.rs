//! Whatever a task looks like and whatever its rules answer.

use std::sync::Arc;

use proptest::prelude::*;

use super::scene::{MINUTE, NOW, Scene, india, task};
use crate::domain::{ApiTime, StartupType, TaskStatus};
use crate::history::alert::AlertPhase::{self, Clearing, Firing, Over, Pending};
use crate::history::alert::rule::Answer;
use crate::history::alert::turn::Subject;
use crate::history::alert::{AlertSettings, Alerts, RuleName, RuleSettings, Transition};
use crate::history::eta::{Eta, EtaRange};
use crate::history::sample::Counters;
use crate::history::stats::Proportion;

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), Just(1), Just(-1), Just(i64::MAX), Just(i64::MIN), 0..200_000_i64, any::<i64>()]
}

fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![
        (-2000..2000_i64).prop_map(|minutes| NOW + minutes * MINUTE),
        Just(0),
        Just(i64::MAX),
        Just(i64::MIN),
        Just(NOW)
    ]
}

fn fraction() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(f64::INFINITY), Just(f64::NAN), Just(-1.0), 0.0..100.0_f64]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_task_makes_a_rule_panic(
        numbers in prop::collection::vec(number(), 12),
        moments in prop::collection::vec(moment(), 10),
        fractions in prop::collection::vec(fraction(), 8),
        status in 0..7_i64,
        samples in prop::collection::vec((moment(), number(), number()), 0..12),
        flags in any::<[bool; 4]>(),
    ) {
        let mut scene = Scene::new().task(|task| {
            task.status = Some(TaskStatus::from_number(status));
            task.stat.total_order_count = Some(numbers[0]);
            task.stat.finish_order_count = Some(numbers[1]);
            task.max_call = Some(numbers[2]);
            task.startup_type = Some(StartupType::Scheduled);
            task.startup_at = Some(ApiTime(moments[0]));
            task.flags.round_redial = Some(flags[0]);
            task.flags.task_keep = Some(flags[1]);
            if flags[2] {
                task.window = Arc::new(india());
            }
        });
        let mut readings: Vec<_> = samples.into_iter().filter(|(at, ..)| *at > 0).collect();
        readings.sort_unstable();
        scene = scene.samples(readings.into_iter().map(|(at, calls, finished)| {
            let (calls, finished) = (calls.max(0), finished.max(0));
            (NOW.saturating_sub(at), Counters { orders: i64::MAX, finished, calls, ..Counters::default() })
        }));
        let history = &mut scene.history;
        history.rates.recent_answers = Proportion { hits: numbers[3].max(0), trials: numbers[4].max(0) };
        history.rates.lifetime_answers = Proportion { hits: numbers[5].max(0), trials: numbers[6].max(0) };
        history.rates.calls_per_minute = Some(fractions[0]);
        history.rates.inflow_per_open_minute = Some(fractions[1]);
        history.rates.drain_per_open_minute = Some(fractions[2]);
        history.rates.last_call_unix_ms = flags[3].then_some(moments[1]);
        history.rates.readings_without_call = u32::try_from(numbers[7]).unwrap_or(u32::MAX);
        history.baseline.calls_per_open_minute = Some(fractions[3]);
        history.baseline.answers = Proportion { hits: numbers[8], trials: numbers[9] };
        history.baseline.days = 5;
        history.status_since_unix_ms = Some(moments[2]);
        history.settings_changed_unix_ms = Some(moments[3]);
        history.last_read_unix_ms = moments[4];
        history.eta = Eta::Range(EtaRange {
            likely: moments[5],
            early: moments[6],
            late: flags[0].then_some(moments[7]),
            open_minutes_needed: fractions[4],
            is_tail: flags[1],
            spill: Some(numbers[10]),
            if_resumed: false, slow_by_quick: 1.5,
        });
        scene.dialling_since = flags[2].then_some(moments[8]);
        scene.now = if (moments[9].saturating_sub(NOW)).saturating_abs() < 5000 * MINUTE { moments[9] } else { NOW };
        for rule in RuleName::ALL.into_iter().filter(|rule| *rule != RuleName::PollHealth) {
            if let Answer::Wrong { what, .. } = scene.ask(rule) {
                prop_assert!(!what.is_empty() && !what.contains("NaN"), "{rule}: {what}");
            }
        }
    }

    #[test]
    fn transitions_form_paths_and_tell_once(
        answers in prop::collection::vec((0..3_u8, 0..120_000_i64), 1..80),
        hold in 0..3_u32, clear in 0..3_u32,
    ) {
        let rule = RuleName::Crawl;
        let mut settings = AlertSettings::default();
        let (hold_seconds, clear_seconds) = (hold * 60, clear * 60);
        settings.rules.insert(rule, RuleSettings { hold_seconds, clear_seconds, ..RuleSettings::default_of(rule) });
        let (mut alerts, mut at, mut phase) = (Alerts::new(settings), NOW, None::<AlertPhase>);
        let task = task("t", TaskStatus::Running);
        let subject = Subject { key: Some(task.key.clone()), task: Some(&task) };
        let mut last_over = i64::MIN;
        for (answer, later) in answers {
            at += later;
            let answer = [Answer::Clear, Answer::Between, Answer::wrong("slow")][usize::from(answer)].clone();
            let mut told: Vec<Transition> = Vec::new();
            alerts.turn(&subject, rule, answer, at, &mut told);
            alerts.sort();
            for step in told {
                prop_assert_eq!(step.from, phase.filter(|phase| *phase != Over));
                let is_path = matches!(
                    (step.from, step.alert.phase),
                    (None, Pending | Firing)
                        | (Some(Pending | Clearing), Firing | Over)
                        | (Some(Firing), Clearing | Over)
                );
                prop_assert!(is_path, "{:?} -> {:?}", step.from, step.alert.phase);
                let fires_anew = step.alert.phase == Firing && step.from != Some(Clearing);
                let is_cooled = at.saturating_sub(last_over) >= 30 * MINUTE;
                prop_assert_eq!(step.notifies, fires_anew && is_cooled);
                if step.alert.phase == Over && step.from != Some(Pending) {
                    last_over = at;
                }
                phase = Some(step.alert.phase);
            }
            prop_assert_eq!(alerts.open().len(), usize::from(phase.is_some_and(AlertPhase::is_open)));
        }
    }
}
