//! A share as a bar of cells. Uses `domain::Share`.

use ratatui::style::Style;
use ratatui::text::Span;

use super::glyphs::BarSigns;
use super::theme::Theme;
use crate::domain::Share;

/// A bar as high as its line. It is full only when part and whole are equal, and not empty once there is a part.
pub(super) fn gauge(share: Share, columns: usize, theme: &Theme) -> Vec<Span<'static>> {
    let own = theme.glyphs.gauge;
    let signs = if theme.gauge_track.bg.is_some() && own.track_may_be_blank {
        BarSigns { track: " ", ..own }
    } else {
        // Beside a track that is drawn with a sign, a cell filled in part would be a gap.
        BarSigns { steps: own.steps.get(own.steps.len().saturating_sub(1)..).unwrap_or(own.steps), ..own }
    };
    bar(share, columns, signs, theme, (theme.gauge_fill, theme.gauge_track))
}

/// A bar as a stroke, for lines among others.
pub(super) fn meter(share: Share, columns: usize, fill: Style, theme: &Theme) -> Vec<Span<'static>> {
    bar(share, columns, theme.glyphs.meter, theme, (fill, theme.border))
}

fn bar(
    share: Share,
    columns: usize,
    signs: BarSigns,
    theme: &Theme,
    (fill_style, track_style): (Style, Style),
) -> Vec<Span<'static>> {
    let (left, right) = signs.ends;
    let cells = columns.saturating_sub(left.len() + right.len());
    let steps_per_cell = signs.steps.len().max(1);
    let steps = filled_steps(share, cells * steps_per_cell);
    let (full, partial) = (steps / steps_per_cell, steps % steps_per_cell);
    let full_sign = signs.steps.last().copied().unwrap_or("#");
    let mut filled = full_sign.repeat(full);
    let mut used = full;
    if let Some(sign) = partial.checked_sub(1).and_then(|index| signs.steps.get(index)) {
        filled.push_str(sign);
        used += 1;
    }
    let track = signs.track.repeat(cells.saturating_sub(used));
    let mut spans = vec![Span::styled(filled, fill_style), Span::styled(track, track_style)];
    if !left.is_empty() {
        spans.insert(0, Span::styled(left, theme.border));
        spans.push(Span::styled(right, theme.border));
    }
    spans
}

fn filled_steps(share: Share, steps: usize) -> usize {
    let Some(ratio) = share.ratio() else {
        return 0;
    };
    if share.is_full() {
        return steps;
    }
    let least = usize::from(share.part.is_some_and(|part| part > 0));
    ((ratio * steps as f64) as usize).max(least).min(steps.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn drawn(share: Share, glyphs: GlyphSet) -> String {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, glyphs);
        gauge(share, 6, &theme).iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn bars_are_full_only_at_the_very_end() {
        assert_eq!(drawn(Share::of(999_999, 1_000_000), GlyphSet::Block), "█████░");
        assert_eq!(drawn(Share::of(5, 5), GlyphSet::Block), "██████");
        assert_eq!(drawn(Share::of(1, 1_000_000), GlyphSet::Block), "█░░░░░");
        assert_eq!(drawn(Share::of(0, 9), GlyphSet::Block), "░░░░░░");
        assert_eq!(drawn(Share::of(9, 3), GlyphSet::Block), "░░░░░░");
        assert_eq!(drawn(Share::of(999, 1000), GlyphSet::Ascii), "[###-]");
        assert_eq!(drawn(Share::of(4, 4), GlyphSet::Ascii), "[####]");
    }

    #[test]
    fn on_a_coloured_track_bars_have_fine_steps() {
        let theme = Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi256, GlyphSet::Block);
        let drawn = |share| gauge(share, 6, &theme).iter().map(|span| span.content.clone()).collect::<String>();
        assert_eq!(drawn(Share::of(999_999, 1_000_000)), "█████▉");
        assert_eq!(drawn(Share::of(1, 1_000_000)), "▏     ");
    }
}
