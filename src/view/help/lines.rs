//! The help's sections as lines of a width: signs on the left, their meaning beside them, both folded where they are too
//! long, so that nothing is ever cut; side by side where there is room. Uses `entries`, `search` and `text`.

use ratatui::text::{Line, Span};

use super::entries::{Entry, Section};
use super::search::Search;
use crate::view::text::{width, wrap};
use crate::view::theme::Theme;

/// Columns between two columns of sections.
const GAP: usize = 4;

/// The narrowest column of sections that stands beside another.
const NARROWEST: usize = 52;

/// Columns of the signs, from the widest screens down: in so many columns, so many for the signs. On the narrowest, the few
/// long signs are broken rather than every meaning.
const SIGN_COLUMNS: [(usize, usize); 3] = [(NARROW, 15), (26, 11), (0, 8)];

/// Columns that stay blank between a sign and its meaning.
const SIGN_GAP: usize = 2;

/// Below this width the signs get less room.
const NARROW: usize = 48;

/// The sections that a search leaves, with what it found marked.
pub(super) fn narrowed(sections: Vec<Section>, search: &Search) -> Vec<Section> {
    let narrow = |section: Section| {
        let title = section.title.to_lowercase();
        let found = |entry: &Entry| search.finds(&[&entry.sign, &entry.text, &entry.place, &title]);
        Section { entries: section.entries.into_iter().filter(found).collect(), ..section }
    };
    sections.into_iter().map(narrow).filter(|section| !section.entries.is_empty()).collect()
}

/// All lines at a width.
pub(super) fn of(sections: &[Section], search: &Search, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let count = ((columns + GAP) / (NARROWEST + GAP)).clamp(1, 3);
    let each = (columns - GAP * (count - 1).min(columns)) / count;
    let blocks = sections.iter().map(|section| section_lines(section, search, each, theme)).collect();
    beside(distributed(blocks, count), each)
}

/// Blocks one below the other in so many columns of about the same height, in reading order.
fn distributed(blocks: Vec<Vec<Line<'static>>>, count: usize) -> Vec<Vec<Line<'static>>> {
    let total: usize = blocks.iter().map(|block| block.len() + 1).sum();
    let fits = |height: usize| {
        let mut columns: Vec<usize> = vec![0];
        for block in &blocks {
            let used = columns.last().copied().unwrap_or(0);
            if used > 0 && used + 1 + block.len() > height {
                columns.push(block.len());
            } else if let Some(last) = columns.last_mut() {
                *last += block.len() + usize::from(used > 0);
            }
        }
        columns.len() <= count
    };
    let highest = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let height = (highest.max(total / count)..=total).find(|height| fits(*height)).unwrap_or(total);
    let mut columns: Vec<Vec<Line<'static>>> = vec![Vec::new()];
    for block in blocks {
        let used = columns.last().map_or(0, Vec::len);
        if used > 0 && used + 1 + block.len() > height {
            columns.push(block);
        } else if let Some(last) = columns.last_mut() {
            if used > 0 {
                last.push(Line::default());
            }
            last.extend(block);
        }
    }
    columns
}

fn beside(columns: Vec<Vec<Line<'static>>>, each: usize) -> Vec<Line<'static>> {
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut rows: Vec<Line<'static>> = vec![Line::default(); height];
    for (index, column) in columns.into_iter().enumerate() {
        for (row, line) in rows.iter_mut().zip(column) {
            if line.width() > 0 {
                let missing = (index * (each + GAP)).saturating_sub(row.width());
                row.spans.push(Span::raw(" ".repeat(missing)));
                row.spans.extend(line.spans);
            }
        }
    }
    rows
}

fn section_lines(section: &Section, search: &Search, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let title = wrap(section.title, columns).into_iter().map(|line| Line::from(Span::styled(line, theme.title)));
    title.chain(section.entries.iter().flat_map(|entry| entry_lines(entry, search, columns, theme))).collect()
}

fn entry_lines(entry: &Entry, search: &Search, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let wide_enough = SIGN_COLUMNS.into_iter().find(|(least, _)| columns >= *least);
    let sign_columns = wide_enough.map_or(0, |(_, signs)| signs);
    let room = columns.saturating_sub(sign_columns).max(1);
    let signs = wrap(&entry.sign, sign_columns.saturating_sub(SIGN_GAP));
    let mut texts: Vec<Vec<Span<'static>>> =
        wrap(&entry.text, room).iter().map(|line| search.marked(line, entry.text_style)).collect();
    if !entry.place.is_empty() {
        let place = |text: &str| search.marked(text, theme.muted);
        let used: usize = texts.last().map_or(0, |spans| spans.iter().map(Span::width).sum());
        match texts.last_mut().filter(|_| used + 2 + width(&entry.place) <= room) {
            Some(last) => {
                last.push(Span::raw("  "));
                last.extend(place(&entry.place));
            }
            None => texts.extend(wrap(&entry.place, room).iter().map(|line| place(line))),
        }
    }
    (0..signs.len().max(texts.len()))
        .map(|row| {
            let sign = signs.get(row).map_or("", String::as_str);
            let mut line = Line::from(search.marked(sign, entry.sign_style));
            line.spans.push(Span::raw(" ".repeat(sign_columns.saturating_sub(width(sign)))));
            line.spans.extend(texts.get(row).cloned().unwrap_or_default());
            line
        })
        .collect()
}
