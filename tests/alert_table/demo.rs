//! What a newcomer sees of the default fleet: its past from the first reading on, and its troubles in time.

use std::collections::BTreeSet;

use callbot_tui::cli::demo_past::past_of_demo;
use callbot_tui::history::{AlertPhase, AlertSettings, Eta, RuleName};

use crate::world::{START_MS, Setup, World};

fn demo(start_ms: i64) -> World {
    let setup = Setup { scenario: "fleet", seed: 1, faults: &[], settings: AlertSettings::default() };
    let mut world = World::starting_at(&setup, start_ms);
    let past = past_of_demo(&world.server.past());
    world.history.restore(past);
    world
}

fn fired(world: &World) -> BTreeSet<(String, RuleName)> {
    let firing = world.told.iter().filter(|told| told.transition.alert.phase == AlertPhase::Firing);
    firing
        .map(|told| {
            let id = &told.transition.alert.id;
            (id.task.as_ref().map_or_else(String::new, |key| world.id_of(key).to_owned()), id.rule)
        })
        .collect()
}

#[test]
fn the_first_reading_has_rates_ends_and_trends() {
    let mut world = demo(START_MS);
    world.live_until(1, |_| ());
    assert_eq!(world.readings(), 1);
    for id in ["cn-return-visit-0917", "in-promo-diwali", "id-tagihan-10", "cn-renewal-vip", "mx-otono"] {
        let task = world.history.task(&world.task(id).unwrap().key).unwrap();
        assert!(task.rates.calls_per_minute.is_some_and(|pace| pace > 10.0), "{id}: {:?}", task.rates);
        assert!(task.rates.recent_answers.trials > 100, "{id}: {:?}", task.rates);
        assert!(matches!(task.eta, Eta::Range(_)), "{id}: {:?}", task.eta);
        assert!(task.spark.iter().flatten().count() > 15, "{id}: {:?}", task.spark);
    }
}

#[test]
fn the_demos_troubles_fire_in_time_and_nothing_else() {
    let of = |names: &[(&str, RuleName)]| -> BTreeSet<(String, RuleName)> {
        names.iter().map(|(task, rule)| ((*task).to_owned(), *rule)).collect()
    };
    // Around the clock and around the week.
    for hours in (0..168).step_by(15) {
        let mut world = demo(START_MS + hours * 3_600_000 + hours * 61_000);
        world.live_until(60, |_| ());
        // Both happened in the past that the demo has, and are told at once.
        let told = of(&[("ph-otp-retry-b2", RuleName::Stall), ("in-promo-diwali", RuleName::AsrDrop)]);
        assert_eq!(fired(&world), told, "after {hours} hours");
    }
    let mut world = demo(START_MS + 60_000);
    world.live_until(720, |_| ());
    let expected = [
        ("ph-otp-retry-b2", RuleName::Stall),
        ("in-promo-diwali", RuleName::AsrDrop),
        ("cn-renewal-vip", RuleName::Spill),
        // What happens while one watches.
        ("np-survey", RuleName::Completed),
        ("mx-otono", RuleName::Failed),
        ("id-tagihan-10", RuleName::SettingsChanged),
        ("br-cobranca-sp", RuleName::Paused),
    ];
    assert_eq!(fired(&world), of(&expected));
}
