//! Which columns of the task table fit, and how wide they are. Uses `app::Column`.
//!
//! Which ones are wanted and in which order is the user's choice. The name takes what the others leave. While it gets too
//! little, the others shrink and leave one by one, in the order of `STEPS`.

use crate::app::{Column, ColumnChoice};

/// Columns in front of the first cell: the marker of the selected row.
pub(super) const GUTTER: u16 = 2;

/// Columns behind the last cell, where the scroll bar stands.
const MARGIN: u16 = 2;

/// Columns between two cells, and where columns are scarce.
const GAP: u16 = 2;
const NARROW_GAP: u16 = 1;

/// A comfortable name: the length that most campaign names stay under.
const COMFORTABLE_NAME: u16 = 24;

const NAME_AT_MOST: u16 = 44;
const LONG_BAR: u16 = 40;
const LONG_STRATEGY: u16 = 28;
const LONG_ID: u16 = 36;
const DONE_COLUMNS: u16 = 11;
const ANSWER_COLUMNS: u16 = 7;
const CALLS_COLUMNS: u16 = 6;
const WINDOW_WORDS: u16 = 10;
const WINDOW_SIGNS: u16 = 7;
const STATUS_WORD: u16 = 9;
const STATUS_LETTERS: u16 = 4;
const STRATEGY_COLUMNS: u16 = 16;
const LEFT_COLUMNS: u16 = 6;
const ANSWERED_COLUMNS: u16 = 8;
const REACH_COLUMNS: u16 = 6;
const MAX_COLUMNS: u16 = 5;
const ZONE_COLUMNS: u16 = 6;
const SCENE_COLUMNS: u16 = 8;
const ID_COLUMNS: u16 = 12;
const MARK_COLUMNS: u16 = 2;
const TREND_COLUMNS: u16 = 10;
const LONG_TREND: u16 = 20;
const PACE_COLUMNS: u16 = 6;
const ORDER_PACE_COLUMNS: u16 = 8;
const RECENT_COLUMNS: u16 = 8;
const ATTEMPTS_COLUMNS: u16 = 5;
const ETA_COLUMNS: u16 = 8;

/// How much each column says; zero columns means that it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Width of the status.
    pub(super) status: u16,
    /// Cells of the progress bar.
    pub(super) bar: u16,
    /// Width of the percentage: 6 with a decimal, 4 without.
    pub(super) percent: u16,
    done: u16,
    answer: u16,
    calls: u16,
    /// Width of the dial window's state.
    pub(super) window: u16,
    created: u16,
    strategy: u16,
    left: u16,
    answered: u16,
    reach: u16,
    max_call: u16,
    zone: u16,
    startup: u16,
    scene: u16,
    id: u16,
    mark: u16,
    trend: u16,
    pace: u16,
    order_pace: u16,
    recent: u16,
    attempts: u16,
    eta: u16,
    /// Columns between two cells.
    gap: u16,
}

impl Form {
    const WIDEST: Self = Self {
        status: STATUS_WORD,
        bar: 10,
        percent: 6,
        done: DONE_COLUMNS,
        answer: ANSWER_COLUMNS,
        calls: CALLS_COLUMNS,
        window: WINDOW_WORDS,
        created: 0,
        strategy: STRATEGY_COLUMNS,
        left: LEFT_COLUMNS,
        answered: ANSWERED_COLUMNS,
        reach: REACH_COLUMNS,
        max_call: MAX_COLUMNS,
        zone: ZONE_COLUMNS,
        startup: 0,
        scene: SCENE_COLUMNS,
        id: ID_COLUMNS,
        mark: MARK_COLUMNS,
        trend: TREND_COLUMNS,
        pace: PACE_COLUMNS,
        order_pace: ORDER_PACE_COLUMNS,
        recent: RECENT_COLUMNS,
        attempts: ATTEMPTS_COLUMNS,
        eta: ETA_COLUMNS,
        gap: GAP,
    };

    /// As much as possible of the chosen columns.
    fn of(choice: &ColumnChoice, moment_columns: u16) -> Self {
        let mut form = Self { created: moment_columns, startup: moment_columns, ..Self::WIDEST };
        for (column, is_shown) in choice.all() {
            if !is_shown {
                form.leave_out(*column);
            }
        }
        form
    }

    fn leave_out(&mut self, column: Column) {
        match column {
            Column::Status => self.status = 0,
            // The name always stays.
            Column::Name => {}
            Column::Completion => (self.bar, self.percent) = (0, 0),
            Column::Done => self.done = 0,
            Column::AnswerRate => self.answer = 0,
            Column::Calls => self.calls = 0,
            Column::Window => self.window = 0,
            Column::Created => self.created = 0,
            Column::Strategy => self.strategy = 0,
            Column::Left => self.left = 0,
            Column::Answered => self.answered = 0,
            Column::Reach => self.reach = 0,
            Column::MaxCall => self.max_call = 0,
            Column::Zone => self.zone = 0,
            Column::Startup => self.startup = 0,
            Column::Scene => self.scene = 0,
            Column::Id => self.id = 0,
            Column::Attention => self.mark = 0,
            Column::Trend => self.trend = 0,
            Column::CallsPerMinute => self.pace = 0,
            Column::OrdersPerMinute => self.order_pace = 0,
            Column::RecentAnswers => self.recent = 0,
            Column::Attempts => self.attempts = 0,
            Column::Eta => self.eta = 0,
        }
    }

    fn width_of(&self, column: Column) -> u16 {
        match column {
            Column::Status => self.status,
            Column::Completion if self.bar > 0 => self.bar + 1 + self.percent,
            Column::Completion => self.percent,
            Column::Done => self.done,
            Column::AnswerRate => self.answer,
            Column::Calls => self.calls,
            Column::Window => self.window,
            Column::Created => self.created,
            Column::Strategy => self.strategy,
            Column::Left => self.left,
            Column::Answered => self.answered,
            Column::Reach => self.reach,
            Column::MaxCall => self.max_call,
            Column::Zone => self.zone,
            Column::Startup => self.startup,
            Column::Scene => self.scene,
            Column::Id => self.id,
            Column::Attention => self.mark,
            Column::Trend => self.trend,
            Column::CallsPerMinute => self.pace,
            Column::OrdersPerMinute => self.order_pace,
            Column::RecentAnswers => self.recent,
            Column::Attempts => self.attempts,
            Column::Eta => self.eta,
            Column::Name => 0,
        }
    }

    /// Columns behind a cell. A mark belongs to the name beside it.
    fn gap_behind(&self, column: Column) -> u16 {
        if column == Column::Attention { NARROW_GAP } else { self.gap }
    }

    fn shorten_bar(&mut self) {
        (self.bar, self.percent) = (self.bar.min(6), self.percent.min(4));
    }

    /// What is left for the name.
    fn name(&self, total: u16) -> u16 {
        let margin = if total >= 40 { MARGIN } else { 0 };
        let others: u16 = Column::ALL
            .into_iter()
            .map(|column| (self.width_of(column), self.gap_behind(column)))
            .filter(|(width, _)| *width > 0)
            .map(|(width, gap)| width + gap)
            .sum();
        total.saturating_sub(GUTTER + margin + others)
    }

    /// Whether the status is a whole word.
    pub(super) fn has_status_word(&self) -> bool {
        self.status == STATUS_WORD
    }

    /// Whether the dial window's state is a word.
    pub(super) fn has_window_word(&self) -> bool {
        self.window == WINDOW_WORDS
    }
}

/// A step of shrinking, with the width that the name must fall short of before the step is taken.
type Step = (u16, fn(&mut Form));

const STEPS: [Step; 29] = [
    (COMFORTABLE_NAME, |form| form.strategy = 0),
    (COMFORTABLE_NAME, |form| form.created = 0),
    (COMFORTABLE_NAME, |form| form.id = 0),
    (COMFORTABLE_NAME, |form| form.scene = 0),
    (COMFORTABLE_NAME, |form| form.startup = 0),
    (COMFORTABLE_NAME, |form| form.trend = 0),
    (COMFORTABLE_NAME, |form| form.calls = 0),
    (COMFORTABLE_NAME, |form| form.window = form.window.min(WINDOW_SIGNS)),
    (COMFORTABLE_NAME, |form| form.shorten_bar()),
    (COMFORTABLE_NAME, |form| form.zone = 0),
    (20, |form| form.order_pace = 0),
    (20, |form| form.max_call = 0),
    (20, |form| form.answered = 0),
    (20, |form| form.reach = 0),
    (20, |form| form.attempts = 0),
    (20, |form| form.status = form.status.min(STATUS_LETTERS)),
    (20, |form| form.recent = 0),
    (20, |form| form.gap = NARROW_GAP),
    (16, |form| form.bar = 0),
    (16, |form| form.left = 0),
    (16, |form| form.window = 0),
    (14, |form| form.answer = 0),
    (14, |form| form.done = 0),
    (12, |form| form.pace = 0),
    (12, |form| form.eta = 0),
    (8, |form| form.percent = 0),
    (8, |form| form.status = 0),
    (6, |form| form.mark = 0),
    (0, |_| ()),
];

/// A column where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Which column.
    pub(super) column: Column,
    /// Its first column, from the left edge of the table.
    pub(super) x: u16,
    /// Its width.
    pub(super) width: u16,
}

/// The chosen columns of a table so many columns wide, where a moment needs so many.
pub(super) fn plan(total: u16, choice: &ColumnChoice, moment_columns: u16) -> (Form, Vec<Placed>) {
    let mut form = Form::of(choice, moment_columns);
    for (needed, shrink) in STEPS {
        if form.name(total) >= needed {
            break;
        }
        shrink(&mut form);
    }
    let spare = form.name(total).saturating_sub(NAME_AT_MOST);
    // What is spare where nothing had to leave makes bars and words longer.
    let for_bar = if form.bar == Form::WIDEST.bar { (spare * 2 / 3).min(LONG_BAR - form.bar) } else { 0 };
    form.bar += for_bar;
    let mut rest = spare - for_bar;
    let growing = [(&mut form.trend, LONG_TREND), (&mut form.strategy, LONG_STRATEGY), (&mut form.id, LONG_ID)];
    for (width, longest) in growing {
        let more = if *width > 0 { rest.min(longest.saturating_sub(*width)) } else { 0 };
        *width += more;
        rest -= more;
    }
    let name = form.name(total);
    let mut placed = Vec::with_capacity(Column::ALL.len());
    let mut x = GUTTER.min(total);
    for column in choice.all().iter().map(|(column, _)| *column) {
        let width = if column == Column::Name { name } else { form.width_of(column) };
        if width > 0 {
            placed.push(Placed { column, x, width });
            x += width + form.gap_behind(column);
        }
    }
    (form, placed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(total: u16, choice: &ColumnChoice, moment_columns: u16) {
        let (form, placed) = plan(total, choice, moment_columns);
        for pair in placed.windows(2) {
            assert!(pair[0].x + pair[0].width + NARROW_GAP <= pair[1].x, "at {total}: {placed:?}");
        }
        assert!(placed.iter().all(|it| it.width > 0 && it.x + it.width <= total), "at {total}: {placed:?}");
        let order: Vec<_> = choice.shown().filter(|column| placed.iter().any(|it| it.column == *column)).collect();
        assert_eq!(order, placed.iter().map(|it| it.column).collect::<Vec<_>>(), "at {total}");
        assert!(total < 4 || order.contains(&Column::Name), "at {total}: {placed:?}");
        let completion = placed.iter().find(|it| it.column == Column::Completion).map_or(0, |it| it.width);
        assert_eq!(completion, form.width_of(Column::Completion), "at {total}");
    }

    #[test]
    fn columns_never_overlap_or_leave_the_screen_and_the_name_is_always_there() {
        for total in 0..=300 {
            check(total, &ColumnChoice::default(), 12);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn so_it_is_with_any_choice_in_any_order(
            total in 0_u16..400,
            columns in proptest::sample::subsequence(Column::ALL.to_vec(), 0..=Column::ALL.len()).prop_shuffle(),
            moment_columns in 12_u16..20,
        ) {
            let mut choice = ColumnChoice::default();
            choice.set(&columns);
            check(total, &choice, moment_columns);
        }
    }

    #[test]
    fn what_matters_most_stays_longest() {
        let columns = |total| {
            plan(total, &ColumnChoice::default(), 12).1.into_iter().map(|placed| placed.column).collect::<Vec<_>>()
        };
        assert!(columns(180).contains(&Column::Strategy));
        for (total, has_trend) in [(120, false), (128, false), (140, true), (179, true)] {
            assert_eq!(columns(total).contains(&Column::Trend), has_trend, "at {total}");
        }
        assert!(!columns(120).contains(&Column::Strategy));
        let asked_first = [Column::Attention, Column::Status, Column::Done, Column::CallsPerMinute, Column::Eta];
        for column in asked_first.into_iter().chain([Column::Completion, Column::AnswerRate, Column::Window]) {
            assert!(columns(80).contains(&column), "{column:?}");
        }
        assert_eq!(columns(20), [Column::Attention, Column::Status, Column::Name]);
        assert_eq!(columns(8), [Column::Name]);
    }
}
