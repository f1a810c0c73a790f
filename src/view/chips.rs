//! The status chips: the number key, the status and how many tasks have it. Uses `domain`, `keys` and `app`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::number::short;
use super::text::width;
use super::theme::Theme;
use crate::app::{CHIPS, Model, Span as Place};
use crate::domain::TaskStatus;
use crate::keys::Action;

/// How much a chip says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    Letters,
    /// Without the keys; the words say more than they.
    Plain,
}

/// One chip.
struct Chip {
    key: String,
    word: String,
    count: Option<String>,
    is_on: bool,
    style: Style,
    /// Its place among the chips that can be clicked.
    hit: Option<usize>,
}

impl Chip {
    fn spans(&self, theme: &Theme) -> Vec<Span<'static>> {
        let count = self.count.as_ref().map(|count| format!(" {count}")).unwrap_or_default();
        let word = if self.word.is_empty() { String::new() } else { format!(" {}", self.word) };
        if self.is_on {
            return vec![Span::styled(format!(" {}{word}{count} ", self.key), theme.chip)];
        }
        let space = if self.key.is_empty() || self.word.is_empty() { "" } else { " " };
        vec![
            Span::styled(format!(" {}", self.key), theme.key),
            Span::raw(space),
            Span::styled(self.word.clone(), self.style),
            Span::styled(format!("{count} "), theme.text),
        ]
    }
}

/// The chips in the longest form that fits, and where those stand that can be clicked: the statuses 1 to 5, then all.
pub(super) fn line(model: &Model, columns: usize, theme: &Theme) -> (Line<'static>, [Place; CHIPS]) {
    let mut shown = Line::default();
    let mut places = [Place::default(); CHIPS];
    for form in [Form::Word, Form::Letters, Form::Plain] {
        shown = Line::default();
        let mut x = 0_usize;
        for chip in chips(model, form, theme) {
            let spans = chip.spans(theme);
            let chip_columns: usize = spans.iter().map(|span| width(&span.content)).sum();
            if let Some(place) = chip.hit.and_then(|hit| places.get_mut(hit)) {
                let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
                *place = Place { x: cells(x), width: cells(chip_columns) };
            }
            x += chip_columns;
            shown.spans.extend(spans);
        }
        if x <= columns {
            break;
        }
    }
    (shown, places)
}

fn chips(model: &Model, form: Form, theme: &Theme) -> Vec<Chip> {
    let statuses = model.list.statuses;
    let [missing, counts @ .., other] = model.list.rows.status_counts();
    let mut chips: Vec<_> = TaskStatus::DOCUMENTED
        .into_iter()
        .zip(counts)
        .map(|(status, count)| {
            let number = u8::try_from(status.number()).unwrap_or(0);
            Chip {
                key: if form == Form::Plain {
                    String::new()
                } else {
                    model.keymap.key_of(Action::ToggleStatus(number))
                },
                word: match form {
                    Form::Word => status.word().to_owned(),
                    Form::Letters | Form::Plain => status.short().to_owned(),
                },
                count: Some(short(count.into())),
                is_on: statuses.is_chosen(number),
                style: theme.status(Some(status)),
                hit: usize::from(number).checked_sub(1),
            }
        })
        .collect();
    let all = Chip {
        key: model.keymap.key_of(Action::AllStatuses),
        word: "all".to_owned(),
        count: Some(short(i64::try_from(model.feed.snapshot.tasks.len()).unwrap_or(i64::MAX))),
        is_on: statuses.is_all(),
        style: theme.text,
        hit: Some(CHIPS - 1),
    };
    let others = u64::from(missing) + u64::from(other);
    if others > 0 {
        chips.push(Chip {
            key: String::new(),
            word: "other".to_owned(),
            count: Some(short(i64::try_from(others).unwrap_or(i64::MAX))),
            is_on: false,
            style: theme.muted,
            hit: None,
        });
    }
    if form != Form::Plain {
        chips.push(all);
    }
    chips
}
