//! Draws the emulator's screen as a picture. Uses `canvas`, `fonts`, `lines` and `palette`.

use vt100::{Cell, Screen};

use crate::canvas::{Canvas, Mask, Rgb};
use crate::fonts::{Cut, Fonts};
use crate::lines;
use crate::palette::Palette;

/// Pixels of a cell before scaling.
const CELL: (usize, usize) = (10, 20);

/// What draws screens: the fonts, at one size.
pub struct Artist {
    fonts: Fonts,
    cell_width: usize,
    cell_height: usize,
}

impl Artist {
    /// With the system's fonts.
    ///
    /// # Errors
    /// When there is no font to draw with.
    pub fn new(scale: u32) -> Result<Self, String> {
        let (cell_width, cell_height) = (CELL.0 * scale as usize, CELL.1 * scale as usize);
        let fonts = Fonts::of_system(cell_width, cell_height)?;
        Ok(Self { fonts, cell_width, cell_height })
    }

    /// Pixels of a cell: width and height.
    pub fn cell(&self) -> (usize, usize) {
        (self.cell_width, self.cell_height)
    }

    /// The signs that no font here has, of all that were drawn.
    pub fn without_glyph(&self) -> Vec<char> {
        self.fonts.missing()
    }

    /// The screen with a margin of half a cell.
    pub fn draw(&self, screen: &Screen, palette: &Palette) -> Canvas {
        let (rows, columns) = screen.size();
        let margin = (self.cell_width / 2, self.cell_height / 2);
        let width = usize::from(columns.get()) * self.cell_width + 2 * margin.0;
        let height = usize::from(rows.get()) * self.cell_height + 2 * margin.1;
        let mut canvas = Canvas::new(width, height, palette.background);
        let cursor = (!screen.hide_cursor()).then(|| screen.cursor_position());
        let places = || (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let corner = |(row, column): (u16, u16)| {
            (margin.0 + usize::from(column) * self.cell_width, margin.1 + usize::from(row) * self.cell_height)
        };
        let colours = |place: (u16, u16), cell: &Cell| {
            let (text, background) = palette.of_cell(cell);
            if cursor == Some(place) { (background, palette.foreground) } else { (text, background) }
        };
        // All backgrounds first, because signs may hang over into the next cell.
        for place in places() {
            let Some(cell) = screen.cell(place.0, place.1) else { continue };
            let (left, top) = corner(place);
            let (_, background) = colours(place, cell);
            let width = if cell.is_wide() { 2 * self.cell_width } else { self.cell_width };
            if !cell.is_wide_continuation() && background != palette.background {
                canvas.fill(left, top, width, self.cell_height, background);
            }
        }
        for place in places() {
            let Some(cell) = screen.cell(place.0, place.1) else { continue };
            let (left, top) = corner(place);
            let (text, _) = colours(place, cell);
            let columns = if cell.is_wide() { 2 } else { 1 };
            if cell.underline() {
                let rows = self.fonts.underline();
                canvas.fill(left, top + rows.start, columns * self.cell_width, rows.len(), text);
            }
            let cut = Cut { bold: cell.bold(), italic: cell.italic() };
            if let Some(shape) = self.shape(cell.contents(), cut, columns) {
                canvas.lay(&shape, left, top, text);
            }
        }
        canvas
    }

    /// Writes a line of narrow signs for a caption.
    pub fn caption(&self, canvas: &mut Canvas, left: usize, top: usize, text: &str, colour: Rgb) {
        let cut = Cut { bold: true, italic: false };
        for (index, sign) in text.chars().enumerate() {
            if let Some(shape) = self.shape(sign.encode_utf8(&mut [0; 4]), cut, 1) {
                canvas.lay(&shape, left + index * self.cell_width, top, colour);
            }
        }
    }

    /// The shape of a cell's text; `None` where there is nothing to draw.
    fn shape(&self, text: &str, cut: Cut, columns: usize) -> Option<Mask> {
        let sign = text.trim().chars().next()?;
        let shape =
            lines::shape(sign, self.cell_width, self.cell_height).or_else(|| self.fonts.shape(text, cut, columns));
        Some(shape.unwrap_or_else(|| empty_box(columns * self.cell_width, self.cell_height)))
    }
}

/// What stands for a sign that no font has.
fn empty_box(width: usize, height: usize) -> Mask {
    let mut mask = Mask::empty(width, height);
    let (left, right, top, bottom) = (width / 5, width - width / 5 - 1, height / 4, height - height / 4);
    for x in left..=right {
        mask.raise(x, top, 1.0);
        mask.raise(x, bottom, 1.0);
    }
    for y in top..=bottom {
        mask.raise(left, y, 1.0);
        mask.raise(right, y, 1.0);
    }
    mask
}
