//! One sign of a font as a shape in its cell. Uses `canvas`.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont as _, point};

use crate::canvas::Mask;

/// How far text is made stronger than its outlines say: without hinting thin strokes cover no pixel in full and look faint.
/// The exponent that coverage is raised to; 1 changes nothing, less is stronger.
const STRENGTH: f32 = 0.78;

/// How much of a cell's two columns the square of a wide sign takes.
const WIDE_SHARE: f32 = 0.88;

/// How narrow a sign may become, as a share of its width, before it becomes lower too.
const NARROWEST: f32 = 0.6;

/// The cell, and how large the fonts are in it.
#[derive(Debug, Clone, Copy)]
pub struct Metrics {
    cell_width: usize,
    cell_height: usize,
    /// Scale of the main font, which makes its letters as wide as a cell.
    main: PxScale,
    /// Pixels for each em of the main font.
    em: f32,
    /// Rows from the top of the cell to the foot of the letters.
    baseline: f32,
}

/// A sign to draw.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// The sign.
    pub sign: char,
    /// Whether its face is the main one, which fits the cell by itself.
    pub is_main: bool,
    /// Whether it is to be bold in a face that is not.
    pub is_thickened: bool,
}

/// Whether a face has a sign as an outline; blanks need none.
pub fn has(data: &[u8], index: u32, sign: char) -> bool {
    let Ok(font) = FontRef::try_from_slice_and_index(data, index) else { return false };
    let id = font.glyph_id(sign);
    id != GlyphId(0) && (sign.is_whitespace() || font.outline(id).is_some())
}

impl Metrics {
    /// Fits a monospaced font to a cell; `None` where it cannot be read.
    pub fn new(data: &[u8], index: u32, cell_width: usize, cell_height: usize) -> Option<Self> {
        let font = FontRef::try_from_slice_and_index(data, index).ok()?;
        let advance = font.h_advance_unscaled(font.glyph_id('M'));
        let x = cell_width as f32 * font.height_unscaled() / advance;
        let main = PxScale { x, y: x.min(cell_height as f32) };
        let em = x / font.height_unscaled() * font.units_per_em()?;
        let scaled = font.as_scaled(main);
        let baseline = ((cell_height as f32 - scaled.height()) / 2.0 + scaled.ascent()).round();
        Some(Self { cell_width, cell_height, main, em, baseline })
    }

    /// Where the underline lies: rows from the top of the cell.
    pub fn underline(&self) -> std::ops::Range<usize> {
        let thickness = (self.cell_width / 10).max(1);
        let top = (self.baseline as usize + 2 * thickness).min(self.cell_height.saturating_sub(thickness));
        top..top + thickness
    }
}

/// A cell's text under construction.
pub struct Drawing<'a> {
    metrics: &'a Metrics,
    columns: usize,
    /// Where the first sign ends, in pixels from the left; marks without a width of their own stand before it.
    pen: Option<f32>,
    mask: Mask,
}

impl<'a> Drawing<'a> {
    /// Nothing yet, on so many columns. Signs may hang over to the left and right by half a cell.
    pub fn new(metrics: &'a Metrics, columns: usize) -> Self {
        let margin = metrics.cell_width / 2;
        let mut mask = Mask::empty(columns * metrics.cell_width + 2 * margin, metrics.cell_height);
        mask.left = -(margin as i32);
        Self { metrics, columns, pen: None, mask }
    }

    /// The shape.
    pub fn finish(self) -> Mask {
        self.mask
    }

    /// Adds a sign: the first one in the middle of the room, what combines with it where its font puts it.
    pub fn add(&mut self, data: &[u8], index: u32, placement: Placement) {
        let Ok(font) = FontRef::try_from_slice_and_index(data, index) else { return };
        let id = font.glyph_id(placement.sign);
        let room = (self.columns * self.metrics.cell_width) as f32;
        let mut scale = self.scale(&font, placement);
        let bounds = |scale: PxScale| {
            let glyph = id.with_scale_and_position(scale, point(0.0, 0.0));
            font.outline_glyph(glyph).map(|outline| outline.px_bounds())
        };
        let mut advance = font.as_scaled(scale).h_advance(id);
        let start = match self.pen {
            None => {
                // Too wide for its room: narrower, and beyond what stays legible smaller as a whole.
                let width = bounds(scale).map_or(advance, |bounds| bounds.width().max(advance));
                if !placement.is_main && width > room {
                    let factor = room / width;
                    scale = PxScale { x: scale.x * factor, y: scale.y * (factor / NARROWEST).min(1.0) };
                    advance *= factor;
                }
                let start = if placement.is_main { 0.0 } else { ((room - advance) / 2.0).max(0.0).round() };
                self.pen = Some(start + advance);
                start
            }
            // Marks with the width of a cell are drawn within one; those without reach back over what stands before.
            Some(pen) if advance < 1.0 => pen,
            Some(pen) => (pen - advance).max(0.0),
        };
        let position = point(start, self.metrics.baseline);
        let Some(outline) = font.outline_glyph(id.with_scale_and_position(scale, position)) else { return };
        let bounds = outline.px_bounds();
        let (left, top) = (bounds.min.x as i32 - self.mask.left, bounds.min.y as i32);
        let mut set = |x: i32, y: i32, coverage: f32| {
            if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) {
                self.mask.raise(x, y, coverage.max(0.0).powf(STRENGTH));
            }
        };
        outline.draw(|x, y, coverage| {
            let (x, y) = (left + x as i32, top + y as i32);
            set(x, y, coverage);
            if placement.is_thickened {
                set(x + 1, y, coverage * 0.7);
            }
        });
    }

    fn scale(&self, font: &FontRef<'_>, placement: Placement) -> PxScale {
        if placement.is_main && self.columns == 1 {
            return self.metrics.main;
        }
        let wide = WIDE_SHARE * (self.columns * self.metrics.cell_width) as f32;
        let em = if self.columns > 1 { wide } else { self.metrics.em };
        PxScale::from(em / font.units_per_em().unwrap_or(1000.0) * font.height_unscaled())
    }
}
