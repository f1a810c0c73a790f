//! A text with the letters lit that a search typed. Uses nothing of this program.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// The text in spans: these graphemes in one style, the others in another. Places beyond the text are passed over, so the
/// text may be cut at its end.
pub(super) fn spans(text: &str, lit: &[u32], style: Style, lit_style: Style) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (place, grapheme) in (0_u32..).zip(text.graphemes(true)) {
        let style = if lit.contains(&place) { lit_style } else { style };
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(grapheme),
            _ => spans.push(Span::styled(grapheme.to_owned(), style)),
        }
    }
    spans
}
