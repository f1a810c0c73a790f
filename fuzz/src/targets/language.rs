//! What people type: filters, check expressions, commands, moments.

use std::sync::{Arc, OnceLock};

use callbot_tui::app::{Account, Filter, Model, Msg, next_deadline, update};
use callbot_tui::cli::check::Expression;
use callbot_tui::cli::moment::{Edge, Moment};
use callbot_tui::cli::statuses::parse_statuses;
use callbot_tui::domain::Task;
use callbot_tui::domain::text::is_harmful;
use callbot_tui::keys::{Chord, Key};
use chrono::FixedOffset;

use super::words::{MOMENTS, NOW_MS, feed, now, tasks};

fn fixture() -> &'static [Arc<Task>] {
    static TASKS: OnceLock<Vec<Arc<Task>>> = OnceLock::new();
    TASKS.get_or_init(|| tasks().into_iter().map(Arc::new).collect())
}

/// Two filters, a line each: read, matched, and one held against the other.
pub(super) fn filter(data: &[u8]) {
    let text = super::text(data);
    let [first, second] = super::lines(&text);
    let [first, second] = [first, second].map(|text| Filter::parse(text.unwrap_or_default()));
    let narrows = first.narrows(&second);
    for task in fixture() {
        for seconds in MOMENTS {
            let (inner, outer) = (first.matches(task, seconds), second.matches(task, seconds));
            assert!(!(narrows && inner) || outer, "{first:?} narrows {second:?}");
        }
    }
}

/// A check expression.
pub(super) fn check(data: &[u8]) {
    let text = super::text(data);
    if let Ok(expression) = text.parse::<Expression>() {
        assert!(expression.at_least > 0 && expression.filter.problem.is_none());
        assert!(
            !expression.filter.is_empty() || !expression.causes.is_empty(),
            "an empty question alarms for everything"
        );
        for task in fixture() {
            expression.filter.matches(task, NOW_MS / 1000);
        }
    }
    if let Ok(list) = parse_statuses(&text) {
        assert!(!list.0.is_empty());
    }
}

/// A filter and a command, a line each, typed into the dashboard with a completion in between.
pub(super) fn command(data: &[u8]) {
    let text = super::text(data);
    let [typed, filtered] = super::lines(&text);
    let mut model = Model::new(Account::default(), None, 0, now());
    let mut happens = |msg| {
        update(&mut model, msg, now());
        if let Some(problem) = &model.list.filter.filter.problem {
            assert!(!problem.chars().any(is_harmful), "{problem:?}");
        }
        assert_eq!(model.list.selected.is_none(), model.list.rows.is_empty());
        assert!(next_deadline(&model, now()).is_none_or(|moment| moment > model.now.instant), "never a busy loop");
    };
    happens(Msg::Feed(feed(fixture().to_vec(), 1)));
    for (opening, text) in [(Chord::char('/'), filtered), (Chord::char(':'), typed)] {
        happens(Msg::Chord(opening));
        happens(Msg::Paste(text.unwrap_or_default().to_owned()));
        happens(Msg::Chord(Chord::plain(Key::Tab)));
        happens(Msg::Chord(Chord::plain(Key::Enter)));
    }
    happens(Msg::Tick);
}

/// The value of `--since`.
pub(super) fn moment(data: &[u8]) {
    let text = super::text(data);
    let Ok(moment) = text.parse::<Moment>() else {
        return;
    };
    for hours in [-12, 0, 14] {
        if let Some(zone) = FixedOffset::east_opt(hours * 3600) {
            for now_seconds in MOMENTS {
                let [since, until] =
                    [Edge::Since, Edge::Until].map(|edge| moment.unix_seconds(now_seconds, &zone, edge));
                assert!(since <= until || until.is_none(), "{moment:?}");
            }
        }
    }
}
