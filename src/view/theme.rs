//! What each kind of text looks like: the only place with colours. Uses `domain` (statuses) and `glyphs`.
//!
//! Blue and orange rather than green and red, so that the commonest colour blindness loses nothing; and never colour
//! alone: a status is a word, a selection has a marker, a chosen chip is reversed or bold.

use ratatui::style::{Color, Modifier, Style};

use super::glyphs::{GlyphSet, Glyphs};
use crate::domain::TaskStatus;

/// Which look was asked for; `auto` is decided before it comes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// Bold, underline and reverse only.
    Mono,
}

/// How many colours the terminal can be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourSupport {
    /// None: not a single colour code is sent, because under `NO_COLOR` one would switch off bold and reverse too.
    None,
    /// The 16 named colours, whose look the terminal decides.
    Ansi16,
    /// The 256-colour table.
    #[default]
    Ansi256,
}

/// The styles by meaning, and the signs to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// What must be seen first: figures and names.
    pub strong: Style,
    /// What may be overlooked: labels, units, heads.
    pub muted: Style,
    /// The one accent.
    pub accent: Style,
    /// Headings and the program's name.
    pub title: Style,
    /// All is well.
    pub good: Style,
    /// Look here when you have time.
    pub warn: Style,
    /// Look here now.
    pub bad: Style,
    /// A key in a hint.
    pub key: Style,
    /// The selected row, under the cells' own styles.
    pub selection: Style,
    /// A chosen chip.
    pub chip: Style,
    /// Tags such as DEMO.
    pub tag: Style,
    /// The filled part of a bar.
    pub gauge_fill: Style,
    /// The empty part of a bar.
    pub gauge_track: Style,
    /// Lines and frames.
    pub border: Style,
    /// Laid over the rows while the data is old.
    pub stale: Style,
    /// The half-hour that is now.
    pub now: Style,
    /// Laid over a figure that has just changed.
    pub changed: Style,
    /// Under everything; only a theme that says so has a background here.
    pub base: Style,
    /// The signs to draw with.
    pub glyphs: Glyphs,
    pending: Style,
    running: Style,
    completed: Style,
}

/// The colours behind the styles.
struct Palette {
    accent: Color,
    muted: Color,
    border: Color,
    warn: Color,
    bad: Color,
    pending: Color,
    /// Background of an empty bar cell; without one a sign stands for it.
    track: Option<Color>,
    /// Background of the selected row; without one the row is reversed.
    selection: Option<Color>,
    /// Text on the accent colour.
    on_accent: Color,
}

const DARK_256: Palette = Palette {
    accent: Color::Indexed(75),
    muted: Color::Indexed(246),
    border: Color::Indexed(240),
    warn: Color::Indexed(221),
    bad: Color::Indexed(208),
    pending: Color::Indexed(152),
    track: Some(Color::Indexed(238)),
    selection: Some(Color::Indexed(236)),
    on_accent: Color::Indexed(16),
};

const LIGHT_256: Palette = Palette {
    accent: Color::Indexed(25),
    muted: Color::Indexed(242),
    border: Color::Indexed(248),
    warn: Color::Indexed(130),
    bad: Color::Indexed(160),
    pending: Color::Indexed(24),
    track: Some(Color::Indexed(252)),
    selection: Some(Color::Indexed(254)),
    on_accent: Color::Indexed(231),
};

const DARK_16: Palette = Palette {
    accent: Color::LightBlue,
    muted: Color::DarkGray,
    border: Color::DarkGray,
    warn: Color::Yellow,
    bad: Color::LightRed,
    pending: Color::Cyan,
    track: None,
    selection: None,
    on_accent: Color::Black,
};

const LIGHT_16: Palette = Palette {
    accent: Color::Blue,
    muted: Color::DarkGray,
    border: Color::Gray,
    warn: Color::Magenta,
    bad: Color::Red,
    pending: Color::Cyan,
    track: None,
    selection: None,
    on_accent: Color::White,
};

impl Theme {
    /// The theme for a choice on a terminal; without colours it is always the mono one.
    pub fn new(choice: ThemeChoice, colours: ColourSupport, glyphs: GlyphSet) -> Self {
        let glyphs = Glyphs::of(glyphs);
        match (choice, colours) {
            (ThemeChoice::Mono, _) | (_, ColourSupport::None) => Self::mono(glyphs),
            (ThemeChoice::Dark, ColourSupport::Ansi256) => Self::coloured(&DARK_256, glyphs),
            (ThemeChoice::Light, ColourSupport::Ansi256) => Self::coloured(&LIGHT_256, glyphs),
            (ThemeChoice::Dark, ColourSupport::Ansi16) => Self::coloured(&DARK_16, glyphs),
            (ThemeChoice::Light, ColourSupport::Ansi16) => Self::coloured(&LIGHT_16, glyphs),
        }
    }

    fn coloured(palette: &Palette, glyphs: Glyphs) -> Self {
        let of = |colour: Color| Style::new().fg(colour);
        // Reversed rows drop the cells' own colours: a reversed patchwork of colours reads badly.
        let reversed = Style::new().fg(Color::Reset).bg(Color::Reset).add_modifier(Modifier::REVERSED);
        Self {
            // Explicit, so that text over a line does not take the line's colour.
            text: of(Color::Reset),
            strong: of(Color::Reset).add_modifier(Modifier::BOLD),
            muted: of(palette.muted),
            accent: of(palette.accent),
            title: of(palette.accent).add_modifier(Modifier::BOLD),
            good: of(palette.accent),
            warn: of(palette.warn),
            bad: of(palette.bad).add_modifier(Modifier::BOLD),
            key: of(palette.accent).add_modifier(Modifier::BOLD),
            selection: palette.selection.map_or(reversed, |colour| Style::new().bg(colour)),
            chip: Style::new().fg(palette.on_accent).bg(palette.accent).add_modifier(Modifier::BOLD),
            tag: of(palette.warn).add_modifier(Modifier::BOLD),
            gauge_fill: palette.track.map_or(of(palette.accent), |track| of(palette.accent).bg(track)),
            gauge_track: palette.track.map_or(of(palette.border), |track| of(palette.border).bg(track)),
            border: of(palette.border),
            stale: of(palette.muted),
            now: of(palette.warn).add_modifier(Modifier::BOLD),
            changed: of(palette.accent).add_modifier(Modifier::BOLD),
            base: Style::new(),
            glyphs,
            pending: of(palette.pending),
            running: of(palette.accent),
            completed: of(palette.muted),
        }
    }

    fn mono(glyphs: Glyphs) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Self {
            text: plain,
            strong: bold,
            muted: plain,
            accent: plain,
            title: bold,
            good: plain,
            warn: bold,
            bad: bold.add_modifier(Modifier::UNDERLINED),
            key: bold,
            selection: reversed,
            chip: reversed.add_modifier(Modifier::BOLD),
            tag: bold,
            gauge_fill: plain,
            gauge_track: plain,
            border: plain,
            stale: plain,
            now: reversed,
            changed: bold,
            base: plain,
            glyphs,
            pending: plain,
            running: bold,
            completed: plain,
        }
    }

    /// The style of a status word.
    pub fn status(&self, status: Option<TaskStatus>) -> Style {
        match status {
            Some(TaskStatus::Pending) => self.pending,
            Some(TaskStatus::Running) => self.running,
            Some(TaskStatus::Completed) => self.completed,
            Some(TaskStatus::Failed) => self.bad,
            Some(TaskStatus::Paused) => self.warn,
            Some(TaskStatus::Unknown(_)) => self.text,
            None => self.muted,
        }
    }

    /// Whether the selection is reversed, and so must be laid over the cells instead of under them.
    pub fn selection_is_reversed(&self) -> bool {
        self.selection.add_modifier.contains(Modifier::REVERSED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(theme: &Theme) -> Vec<Style> {
        let mut styles = vec![
            theme.text,
            theme.strong,
            theme.muted,
            theme.accent,
            theme.title,
            theme.good,
            theme.warn,
            theme.bad,
            theme.key,
            theme.selection,
            theme.chip,
            theme.tag,
            theme.gauge_fill,
            theme.gauge_track,
            theme.border,
            theme.stale,
            theme.now,
        ];
        styles.extend(TaskStatus::DOCUMENTED.map(|status| theme.status(Some(status))));
        styles
    }

    #[test]
    fn without_colours_not_one_colour_is_used() {
        for choice in [ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::Mono] {
            let theme = Theme::new(choice, ColourSupport::None, GlyphSet::Block);
            assert!(styles(&theme).iter().all(|style| style.fg.is_none() && style.bg.is_none()));
        }
    }

    #[test]
    fn a_selected_row_and_a_chosen_chip_show_in_every_theme() {
        for choice in [ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::Mono] {
            for colours in [ColourSupport::None, ColourSupport::Ansi16, ColourSupport::Ansi256] {
                let theme = Theme::new(choice, colours, GlyphSet::Block);
                for style in [theme.selection, theme.chip] {
                    assert!(style.bg.is_some() || style.add_modifier.contains(Modifier::REVERSED));
                }
            }
        }
    }
}
