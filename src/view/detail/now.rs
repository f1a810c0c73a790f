//! What the last ten minutes were like: paces and rates, each with its range, its n, and what is usual. Uses `domain` and
//! `history`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::base::Base;
use crate::domain::{Share, TaskStatus};
use crate::history::{Eta, NeverReason, Proportion, Rates, TaskHistory, Trouble};
use crate::view::number::{Weight, pace, recent_answer_rate, short, thousands};
use crate::view::sheet::Sheet;
use crate::view::text::{cut_end, pad_left, pad_right};
use crate::view::theme::Theme;

/// Columns of the label, the value, the range, n and what is usual; the verdict has the rest.
const WIDTHS: [usize; 5] = [16, 8, 14, 10, 8];

/// From this width on the table has all its columns.
pub(super) const ALL_COLUMNS: usize = 76;

/// Below this width figures stand in words.
const FIGURES_ONLY: usize = WIDTHS[0] + WIDTHS[1] + WIDTHS[2] + WIDTHS[3];

/// A difference to what is usual by less than this share is none.
const NOTABLE: f64 = 0.25;

/// A pace below this share of the usual one is next to standing still.
const CRAWL: f64 = 0.3;

/// A row of the table.
struct Row {
    label: &'static str,
    value: String,
    range: String,
    n: i64,
    base: String,
    verdict: (String, Style),
    is_small: bool,
}

/// Writes the section "now".
pub(super) fn write(past: &TaskHistory, sheet: &mut Sheet<'_>) {
    let theme = sheet.theme;
    let rates = &past.rates;
    sheet.heading("NOW (10 MIN)");
    if let Some(trouble) = past.trouble {
        let words = match trouble {
            Trouble::Unsteady => {
                "the platform's counts go up and down, as where two servers tell different ones: no pace until they have been steady for 10 minutes"
            }
            Trouble::Missing | Trouble::Impossible => {
                "the platform's counts contradict each other or did not come, so nothing follows from them"
            }
        };
        sheet.say(words, theme.warn);
        return;
    }
    if past.task.status != Some(TaskStatus::Running) {
        let status = past.task.status.map_or_else(|| "of no known status".to_owned(), |status| status.to_string());
        sheet.say(&format!("the task is {status}, so it has no pace"), theme.muted);
        return;
    }
    if rates.observed_minutes <= 0.0 {
        sheet.say("no data yet: figures come with the next readings", theme.muted);
        return;
    }
    let base = Base::of(past);
    let mut rows = rows(rates, &base, theme);
    if past.eta == Eta::Never(NeverReason::Stalled)
        && let Some(calls) = rows.first_mut()
    {
        calls.verdict = ("stalled".to_owned(), theme.bad);
    }
    if sheet.columns < FIGURES_ONLY {
        rows.iter().for_each(|row| in_words(row, sheet));
        return;
    }
    // The heading is the table's head as well.
    sheet.lines.pop();
    let is_wide = sheet.columns >= ALL_COLUMNS;
    sheet.lines.push(head(is_wide, base.is_of_slot, theme));
    for row in &rows {
        sheet.lines.push(line(row, is_wide, sheet.columns, theme));
    }
}

/// A row where there is no room for columns.
fn in_words(row: &Row, sheet: &mut Sheet<'_>) {
    let range = if row.range.is_empty() { String::new() } else { format!(", {}", row.range) };
    let style = if row.is_small { sheet.theme.muted } else { sheet.theme.text };
    sheet.field_in(row.label, &format!("{}{range}, n {}", row.value, thousands(row.n)), style);
}

fn rows(rates: &Rates, base: &Base, theme: &Theme) -> [Row; 4] {
    let answers = rates.recent_answers;
    [
        paced(
            "calls/min",
            rates.calls_per_minute,
            rates.calls_per_minute_range,
            answers.trials,
            base.calls_per_minute,
            theme,
        ),
        answered(answers, base.answers, theme),
        paced("orders/min", rates.orders_per_minute, rates.orders_per_minute_range, rates.recent_finished, None, theme),
        per_finish(rates, base.calls_per_finish, theme),
    ]
}

/// A pace as the table tells it, with the range of its mean over the ten minutes. A pace that lies outside of it is about to
/// change: a range beside which it looks impossible would explain nothing.
fn paced(
    label: &'static str,
    value: Option<f64>,
    range: Option<(f64, f64)>,
    n: i64,
    base: Option<f64>,
    theme: &Theme,
) -> Row {
    let verdict = match value.zip(base.filter(|base| *base > 0.0)) {
        None => (String::new(), theme.muted),
        Some((value, base)) => {
            let is_within =
                range.is_some_and(|(low, high)| (low..=high).contains(&base) && (low..=high).contains(&value));
            match value / base {
                _ if is_within => as_usual(theme),
                ratio if ratio < CRAWL => (format!("{}, far slower", change(ratio)), theme.bad),
                ratio if ratio < 1.0 - NOTABLE => (format!("{}, slower", change(ratio)), theme.warn),
                ratio if ratio > 1.0 + NOTABLE => (format!("{}, faster", change(ratio)), theme.text),
                ratio => (format!("{}, as usual", change(ratio)), theme.muted),
            }
        }
    };
    let shown_range = range.filter(|(low, high)| value.is_some_and(|value| (*low..=*high).contains(&value)));
    Row {
        label,
        value: value.map_or_else(|| "-".to_owned(), pace),
        range: shown_range.map(|(low, high)| between(low, high)).unwrap_or_default(),
        n,
        base: base.map_or_else(|| "-".to_owned(), pace),
        verdict,
        is_small: false,
    }
}

fn answered(answers: Proportion, base: Option<Proportion>, theme: &Theme) -> Row {
    let (value, weight) = recent_answer_rate(answers);
    let (now, usual) = (answers.ratio(), base.and_then(|base| base.ratio()));
    let range = answers.wilson();
    let verdict = match (now, usual, range) {
        (Some(_), _, _) if answers.is_small() => ("too few to tell".to_owned(), theme.muted),
        (Some(now), Some(usual), Some((low, high))) => {
            let points = (now - usual) * 100.0;
            let is_within = (low..=high).contains(&usual);
            if is_within {
                as_usual(theme)
            } else if now < usual * (1.0 - NOTABLE) {
                (format!("{points:+.1} pt, dropped"), theme.bad)
            } else if now < usual {
                (format!("{points:+.1} pt, lower"), theme.warn)
            } else {
                (format!("{points:+.1} pt, better"), theme.good)
            }
        }
        _ => (String::new(), theme.muted),
    };
    Row {
        label: "answer rate",
        value: value.trim_end().to_owned(),
        range: range.map(|(low, high)| percent_range(low, high)).unwrap_or_default(),
        n: answers.trials,
        base: base.map_or_else(|| "-".to_owned(), |base| Share::of(base.hits, base.trials).rate_percent(true)),
        verdict,
        is_small: weight == Weight::Light,
    }
}

fn per_finish(rates: &Rates, base: Option<f64>, theme: &Theme) -> Row {
    let value = rates.recent_calls_per_finish;
    let is_small = rates.recent_finished < Proportion::FEWEST_TRIALS;
    let verdict = match value.zip(base.filter(|base| *base > 0.0)) {
        Some(_) if is_small => ("too few to tell".to_owned(), theme.muted),
        Some((value, base)) if value / base > 1.0 + NOTABLE => {
            (format!("{}, more effort", change(value / base)), theme.warn)
        }
        Some((value, base)) if value / base < 1.0 - NOTABLE => {
            (format!("{}, less effort", change(value / base)), theme.good)
        }
        Some((value, base)) => (format!("{}, as usual", change(value / base)), theme.muted),
        None => (String::new(), theme.muted),
    };
    let decimal = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.1}"));
    Row {
        label: "calls/finish",
        value: decimal(value),
        range: String::new(),
        n: rates.recent_finished,
        base: decimal(base),
        verdict,
        is_small,
    }
}

fn as_usual(theme: &Theme) -> (String, Style) {
    ("as usual".to_owned(), theme.muted)
}

/// `-14%`, from a ratio.
fn change(ratio: f64) -> String {
    format!("{:+.0}%", (ratio - 1.0) * 100.0)
}

/// `48 - 57`; small numbers with a decimal, large ones in thousands.
fn between(low: f64, high: f64) -> String {
    if high < 10.0 {
        format!("{low:.1} - {high:.1}")
    } else if high < 10_000.0 {
        format!("{low:.0} - {high:.0}")
    } else {
        format!("{} - {}", short(low as i64), short(high as i64))
    }
}

/// `9 - 14%`: the range outwards to whole points, so that it promises no more than it holds.
pub(in crate::view) fn percent_range(low: f64, high: f64) -> String {
    format!("{:.0} - {:.0}%", (low * 100.0).floor(), (high * 100.0).ceil())
}

fn head(is_wide: bool, is_of_slot: bool, theme: &Theme) -> Line<'static> {
    let [label, value, range, n, base] = WIDTHS;
    let mut spans = vec![
        Span::styled(pad_right("NOW (10 MIN)", label), theme.title),
        Span::styled(pad_left("VALUE", value), theme.muted),
    ];
    let rest = if is_wide {
        let usual = if is_of_slot { "USUAL" } else { "BEFORE" };
        format!("{}{}{}  VERDICT", pad_left("95% RANGE", range), pad_left("N", n), pad_left(usual, base))
    } else {
        format!("{}{}", pad_left("95% RANGE", range), pad_left("N", n))
    };
    spans.push(Span::styled(rest, theme.muted));
    Line::from(spans)
}

fn line(row: &Row, is_wide: bool, columns: usize, theme: &Theme) -> Line<'static> {
    let [label, value, range, n, base] = WIDTHS;
    let figure = if row.is_small { theme.muted } else { theme.strong };
    let mut spans = vec![
        Span::styled(pad_right(row.label, label), theme.muted),
        Span::styled(pad_left(&row.value, value), figure),
        Span::styled(pad_left(&row.range, range), theme.text),
        Span::styled(pad_left(&if row.n < 10_000_000 { thousands(row.n) } else { short(row.n) }, n), theme.text),
    ];
    if is_wide {
        spans.push(Span::styled(pad_left(&row.base, base), theme.text));
        let room = columns.saturating_sub(WIDTHS.iter().sum::<usize>() + 2);
        let verdict = cut_end(&row.verdict.0, room, theme.glyphs.ellipsis).into_owned();
        spans.push(Span::styled(format!("  {verdict}"), row.verdict.1));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    #[test]
    fn the_pace_is_that_of_the_board() {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let recent_answers = Proportion { hits: 100, trials: 420 };
        let rates = Rates {
            observed_minutes: 10.0,
            calls_per_minute: Some(0.0),
            orders_per_minute: Some(3.2),
            orders_per_minute_range: Some((2.0, 4.0)),
            recent_finished: 30,
            recent_answers,
            ..Rates::default()
        };
        let base = Base { calls_per_minute: Some(50.0), ..Base::of(&past()) };
        let [calls, _, orders, _] = rows(&rates, &base, &theme);
        assert_eq!((calls.value.as_str(), calls.range.as_str(), calls.n), ("0.0", "", 420));
        assert_eq!(calls.verdict.0, "-100%, far slower");
        assert_eq!((orders.value.as_str(), orders.range.as_str()), ("3.2", "2.0 - 4.0"));
        let faster = Rates { orders_per_minute: Some(8.0), ..rates };
        let [_, _, orders, _] = rows(&faster, &base, &theme);
        assert_eq!((orders.value.as_str(), orders.range.as_str()), ("8.0", ""), "no figure beside a range without it");
    }

    #[test]
    fn the_largest_figures_do_not_run_together() {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let row = paced("calls/min", Some(50_000.0), Some((38_200.0, 58_700.0)), 9_999_999, Some(50_000.0), &theme);
        let text: String = line(&row, true, 100, &theme).spans.iter().map(|span| span.content.as_ref()).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words[..7], ["calls/min", "50000", "38.2k", "-", "58.7k", "9,999,999", "50000"]);
    }

    #[test]
    fn answers_that_outrun_their_calls_get_no_verdict() {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let (beyond, usual) = (Proportion { hits: 800, trials: 300 }, Proportion { hits: 100, trials: 400 });
        let row = answered(beyond, Some(usual), &theme);
        assert_eq!((row.value.as_str(), row.range.as_str(), row.verdict.0.as_str()), ("?", "", ""));
    }

    fn past() -> TaskHistory {
        let key = crate::domain::TaskKey::from_text("t");
        TaskHistory::new(std::sync::Arc::new(crate::domain::Task::empty(key)), 0)
    }
}
