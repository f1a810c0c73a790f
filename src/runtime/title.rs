//! The window's title: the state of the campaigns in words. Uses `app`, `domain` and `view`.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::app::Model;
use crate::domain::TaskStatus;
use crate::domain::text::clean;
use crate::view::{Theme, freshness_word};

/// Lays the terminal's title on its stack (XTPUSHTITLE); terminals without one do nothing.
pub(super) const PUSH_TITLE: &str = "\u{1b}[22;2t";

/// Takes the title back from the stack (XTPOPTITLE).
pub(super) const POP_TITLE: &str = "\u{1b}[23;2t";

/// The longest profile name in a title, in graphemes; a tab is narrow.
const LONGEST_PROFILE: usize = 24;

/// The title of a dashboard: `LIVE, 4 alerts, 6 running, 1 failed: callbot-tui prod`. The state comes first, because whoever shows titles
/// cuts them at the end.
pub fn title(model: &Model, theme: &Theme) -> String {
    let freshness = freshness_word(model, theme);
    title_with(model, if model.pause.is_some() && freshness.is_empty() { "FROZEN" } else { freshness })
}

fn title_with(model: &Model, freshness: &str) -> String {
    let profile: String = clean(&model.account.profile).graphemes(true).take(LONGEST_PROFILE).collect();
    let mut words = vec![freshness.to_owned()];
    match model.history.alerts().open().len() {
        0 => {}
        1 => words.push("1 alert".to_owned()),
        more => words.push(format!("{more} alerts")),
    }
    let counts = model.list.rows.status_counts();
    for status in [TaskStatus::Running, TaskStatus::Failed] {
        let count = usize::try_from(status.number()).ok().and_then(|number| counts.get(number)).copied();
        if let Some(count) = count.filter(|count| *count > 0) {
            words.push(format!("{count} {}", status.word()));
        }
    }
    let space = if profile.is_empty() { "" } else { " " };
    format!("{}: callbot-tui{space}{profile}", words.join(", "))
}

/// The title as the terminal takes it (OSC 2). Nothing in it can end the sequence early.
pub(super) fn sequence(title: &str) -> String {
    format!("\u{1b}]2;{}\u{7}", clean(title))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::app::{Account, Msg, update};
    use crate::domain::{Feed, Health, Now, Snapshot, Task, TaskKey};

    fn dashboard(profile: &str, statuses: &[TaskStatus]) -> Model {
        #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
        let now = Now { instant: Instant::now(), unix_ms: 1_790_149_567_000 };
        let account = Account { profile: profile.to_owned(), ..Account::default() };
        let mut model = Model::new(account, None, 0, now);
        let task = |(number, status): (usize, &TaskStatus)| {
            let key = TaskKey::new(Some(&number.to_string()), None, String::new);
            std::sync::Arc::new(Task { status: Some(*status), ..Task::empty(key) })
        };
        let snapshot = Snapshot {
            tasks: statuses.iter().enumerate().map(task).collect(),
            revision: 1,
            as_of_unix_ms: Some(now.unix_ms),
            ..Snapshot::default()
        };
        let feed = Feed { snapshot, health: Health::Live, poll_interval_seconds: 15, ..Feed::default() };
        update(&mut model, Msg::Feed(std::sync::Arc::new(feed)), now);
        model
    }

    #[test]
    fn the_title_says_the_state_in_words() {
        use TaskStatus::{Completed, Failed, Running};
        let running = dashboard("prod", &[Running, Running, Completed, Failed]);
        assert_eq!(title_with(&running, "LIVE"), "LIVE, 2 running, 1 failed: callbot-tui prod");
        assert_eq!(title_with(&dashboard("", &[]), "STALE"), "STALE: callbot-tui");
    }

    #[test]
    fn open_alerts_are_counted_in_the_title() {
        use crate::history::{Alert, AlertId, AlertPhase, AlertSettings, Alerts, RuleName, Severity};
        let alert = |rule| Alert {
            id: AlertId { task: None, rule },
            severity: Severity::Warning,
            task_name: String::new(),
            since_unix_ms: 0,
            phase: AlertPhase::Firing,
            what: String::new(),
            snoozed_until_unix_ms: None,
            is_acknowledged: false,
        };
        let mut model = dashboard("prod", &[TaskStatus::Running]);
        for (rules, title) in [
            (&RuleName::ALL[..1], "LIVE, 1 alert, 1 running: callbot-tui prod"),
            (&RuleName::ALL[..4], "LIVE, 4 alerts, 1 running: callbot-tui prod"),
        ] {
            let alerts = rules.iter().copied().map(alert).collect();
            *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), alerts);
            assert_eq!(title_with(&model, "LIVE"), title);
        }
    }

    #[test]
    fn a_profile_name_cannot_leave_the_title() {
        let hostile = dashboard("a\u{7}\u{1b}]52;c;aGk=\u{7}\u{9c}\u{202e}b", &[]);
        let sequence = sequence(&title_with(&hostile, "LIVE"));
        assert_eq!(sequence.matches(['\u{7}', '\u{1b}', '\u{9c}', '\u{202e}']).count(), 2, "{sequence:?}");
        let long = dashboard(&"客".repeat(500), &[]);
        assert!(title_with(&long, "LIVE").chars().count() < 60);
    }
}
