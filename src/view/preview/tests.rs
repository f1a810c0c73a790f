//! What the pane must say, and where it stands.

use std::sync::Arc;
use std::time::Instant;

use super::*;
use crate::app::{Account, Msg, update};
use crate::domain::{Feed, Now, Snapshot, TaskKey, TaskStat};
use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

fn board(tasks: Vec<Task>) -> Model {
    #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
    let now = Now { instant: Instant::now(), unix_ms: 1_790_149_567_000 };
    let mut model = Model::new(Account::default(), None, 28_800, now);
    let snapshot = Snapshot { tasks: tasks.into_iter().map(Arc::new).collect(), revision: 1, ..Snapshot::default() };
    update(&mut model, Msg::Feed(Arc::new(Feed { snapshot, ..Feed::default() })), now);
    model
}

fn half_done() -> Task {
    let stat = TaskStat { finish_order_count: Some(5), total_order_count: Some(10), ..TaskStat::default() };
    Task { stat, ..Task::empty(TaskKey::new(Some("half"), None, String::new)) }
}

#[test]
fn the_pane_comes_with_the_room_and_leaves_with_the_selection() {
    let at = |model: &Model, width, height| place(model, Rect::new(0, 0, width, height));
    let some = board(vec![half_done()]);
    assert_eq!(at(&some, 119, 60), Place::Nowhere);
    assert_eq!(at(&some, 120, 27), Place::Nowhere);
    assert!(matches!(at(&some, 120, 28), Place::Below(10)));
    assert!(matches!(at(&some, 179, 50), Place::Below(13)));
    assert_eq!(at(&some, 180, 20), Place::Beside);
    assert_eq!(at(&board(Vec::new()), 200, 60), Place::Nowhere);
}

#[test]
fn the_table_keeps_most_of_the_lines() {
    let model = board(vec![half_done()]);
    let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
    for height in 28..80 {
        let screen = Rect::new(0, 0, 120, height);
        let mut buf = Buffer::empty(screen);
        let left = draw(&model, place(&model, screen), &theme, &mut buf, Rect { y: 8, height: height - 9, ..screen });
        assert!(left.height >= 9 && left.width == 120, "at {height}: {left}");
    }
}
