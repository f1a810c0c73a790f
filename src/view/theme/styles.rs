//! All styles of the screen, derived from a theme's few colours. Uses `domain` (statuses), `palette` and `glyphs`.

use ratatui::style::{Color, Modifier, Style};

use super::choice::ThemeChoice;
use super::paint::{ColourSupport, Paint, escape_code};
use super::palette::{Colours, Palette};
use crate::domain::TaskStatus;
use crate::view::glyphs::{GlyphSet, Glyphs};

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
    /// Laid over text in the terminal's own colour on the selected row: nobody knows how that stands out on the row's.
    pub selected_text: Style,
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
    /// Laid over what stands behind a panel.
    pub behind: Style,
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
    paused: Style,
    failed: Style,
}

impl Theme {
    /// A theme of the program's own on a terminal; without colours it is always the mono one.
    pub fn new(choice: ThemeChoice, colours: ColourSupport, glyphs: GlyphSet) -> Self {
        Self::of(&choice.palette(), colours, glyphs)
    }

    /// The theme of a palette on a terminal; without colours it is always the mono one.
    pub fn of(palette: &Palette, colours: ColourSupport, glyphs: GlyphSet) -> Self {
        let glyphs = Glyphs::of(glyphs);
        match &palette.colours {
            Some(own) if colours != ColourSupport::None => Self::coloured(palette, own, colours, glyphs),
            Some(_) => Self::mono(&ThemeChoice::Mono.palette(), glyphs),
            None => Self::mono(palette, glyphs),
        }
    }

    fn coloured(palette: &Palette, own: &Colours, support: ColourSupport, glyphs: Glyphs) -> Self {
        let of = |paint: Paint| Style::new().fg(paint.ink(support));
        let under = |paint: Option<Paint>| paint.and_then(|paint| paint.ground(support));
        let bold = |style: Style| style.add_modifier(Modifier::BOLD);
        let status = |style: Style| if palette.bold_status { bold(style) } else { style };
        let bad = |style: Style| with_underline(bold(style), palette.underline_bad);
        let track = under(own.track);
        let background = under(own.background);
        // Text on the terminal's own background takes its own colour explicitly, so that text over a line does not take
        // the line's. A reversed row drops the cells' own colours: a reversed patchwork of colours reads badly.
        let selection = match (under(own.selection), background) {
            (Some(ground), _) => Style::new().bg(ground),
            (None, Some(background)) => Style::new().fg(background).bg(own.text.ink(support)),
            (None, None) => Style::new().fg(Color::Reset).bg(Color::Reset).add_modifier(Modifier::REVERSED),
        };
        let selected_text = match own.selection.filter(|paint| paint.ground(support).is_some()) {
            Some(ground) => Style::new().fg(ground.reading_colour(support)),
            None => Style::new(),
        };
        // Among 16 colours no one is sure to stand out on another; what the accent stands out on is the background.
        let chip = match support {
            ColourSupport::Ansi16 => of(own.accent).add_modifier(Modifier::REVERSED),
            _ => of(own.on_accent).bg(own.accent.ink(support)),
        };
        let (accent, muted, warn) = (of(own.accent), of(own.muted), of(own.warn));
        Self {
            text: of(own.text),
            strong: bold(of(own.text)),
            muted,
            accent,
            title: bold(accent),
            good: of(own.good),
            warn,
            bad: bad(of(own.bad)),
            key: bold(accent),
            selection,
            selected_text,
            chip: bold(chip),
            tag: bold(warn),
            gauge_fill: track.map_or(accent, |track| accent.bg(track)),
            gauge_track: track.map_or(of(own.border), |track| of(own.border).bg(track)),
            border: of(own.border),
            stale: muted,
            behind: of(own.border).bg(background.unwrap_or(Color::Reset)).remove_modifier(Modifier::all()),
            now: bold(warn),
            changed: bold(of(own.changed)),
            base: background.map_or(Style::new(), |background| of(own.text).bg(background)),
            glyphs,
            pending: of(own.pending),
            running: status(of(own.running)),
            completed: of(own.completed),
            paused: status(of(own.paused)),
            failed: bad(of(own.failed)),
        }
    }

    fn mono(palette: &Palette, glyphs: Glyphs) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        let bad = with_underline(bold, palette.underline_bad);
        let status = if palette.bold_status { bold } else { plain };
        Self {
            text: plain,
            strong: bold,
            muted: plain,
            accent: plain,
            title: bold,
            good: plain,
            warn: bold,
            bad,
            key: bold,
            selection: reversed,
            selected_text: plain,
            chip: reversed.add_modifier(Modifier::BOLD),
            tag: bold,
            gauge_fill: plain,
            gauge_track: plain,
            border: plain,
            stale: plain,
            behind: plain.remove_modifier(Modifier::all()),
            now: reversed,
            changed: bold,
            base: plain,
            glyphs,
            pending: plain,
            running: status,
            completed: plain,
            paused: status,
            failed: bad,
        }
    }

    /// The style of a status word.
    pub fn status(&self, status: Option<TaskStatus>) -> Style {
        match status {
            Some(TaskStatus::Pending) => self.pending,
            Some(TaskStatus::Running) => self.running,
            Some(TaskStatus::Completed) => self.completed,
            Some(TaskStatus::Failed) => self.failed,
            Some(TaskStatus::Paused) => self.paused,
            Some(TaskStatus::Unknown(_)) => self.text,
            None => self.muted,
        }
    }

    /// The number of a status's colour in an escape code, for lines that are printed, not drawn: 30 to 37 or 90 to 97.
    /// `None` where it is none of the 16 colours.
    pub fn status_code(&self, status: TaskStatus) -> Option<u8> {
        self.status(Some(status)).fg.and_then(escape_code)
    }

    /// Whether the selection brings its own text colour or is reversed, and so must be laid over the cells instead of
    /// under them.
    pub fn selection_is_reversed(&self) -> bool {
        self.selection.add_modifier.contains(Modifier::REVERSED) || self.selection.fg.is_some()
    }
}

fn with_underline(style: Style, is_underlined: bool) -> Style {
    if is_underlined { style.add_modifier(Modifier::UNDERLINED) } else { style }
}
