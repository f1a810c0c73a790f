//! A picture in memory, and shapes of coverage to lay colour through. Uses `palette` for blending.

use crate::palette::blend;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Coverage is rounded to so many steps, so that a picture keeps few enough colours for a table of them.
const STEPS: u32 = 4;

/// How much of each pixel of a small area a shape covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// Where it lies in its cell, in pixels from the upper left; negative where it hangs over.
    pub left: i32,
    /// See `left`.
    pub top: i32,
    /// Pixels in each row.
    pub width: usize,
    /// Coverage row by row, 0 to 255.
    pub coverage: Vec<u8>,
}

impl Mask {
    /// Nothing covered, on a whole cell.
    pub fn empty(width: usize, height: usize) -> Self {
        Self { left: 0, top: 0, width, coverage: vec![0; width * height] }
    }

    /// Raises the coverage of a pixel to a share between 0 and 1; outside nothing happens.
    pub fn raise(&mut self, x: usize, y: usize, share: f32) {
        if x >= self.width {
            return;
        }
        if let Some(pixel) = self.coverage.get_mut(y * self.width + x) {
            *pixel = (*pixel).max((share.clamp(0.0, 1.0) * 255.0).round() as u8);
        }
    }
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Canvas {
    /// Pixels in each row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row.
    pub pixels: Vec<Rgb>,
}

impl Canvas {
    /// A picture of one colour.
    pub fn new(width: usize, height: usize, colour: Rgb) -> Self {
        Self { width, height, pixels: vec![colour; width * height] }
    }

    /// Fills a rectangle; what lies outside is left out.
    pub fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, colour: Rgb) {
        let right = (left + width).min(self.width);
        for y in top..(top + height).min(self.height) {
            if let Some(row) = self.pixels.get_mut(y * self.width + left..y * self.width + right) {
                row.fill(colour);
            }
        }
    }

    /// Lays a colour through a mask whose cell begins at a place.
    pub fn lay(&mut self, mask: &Mask, left: usize, top: usize, colour: Rgb) {
        for (index, &coverage) in mask.coverage.iter().enumerate() {
            let share = (u32::from(coverage) * STEPS + 127) / 255 * 255 / STEPS;
            if share == 0 {
                continue;
            }
            let x = left as i64 + i64::from(mask.left) + (index % mask.width) as i64;
            let y = top as i64 + i64::from(mask.top) + (index / mask.width) as i64;
            if (0..self.width as i64).contains(&x) && (0..self.height as i64).contains(&y) {
                let pixel = &mut self.pixels[y as usize * self.width + x as usize];
                *pixel = blend(*pixel, colour, share);
            }
        }
    }

    /// Copies a picture to a place; what lies outside is left out.
    pub fn paste(&mut self, picture: &Self, left: usize, top: usize) {
        for (y, row) in picture.pixels.chunks(picture.width.max(1)).enumerate().take(self.height.saturating_sub(top)) {
            let start = (top + y) * self.width + left;
            let length = picture.width.min(self.width.saturating_sub(left));
            self.pixels[start..start + length].copy_from_slice(&row[..length]);
        }
    }

    /// The same picture at another width, smaller than before: each pixel is the mean of all that fall upon it, by their
    /// area and in linear light, so that thin lines keep their weight.
    pub fn shrunk_to(&self, width: usize) -> Self {
        let width = width.clamp(1, self.width.max(1));
        let height = (self.height * width).div_ceil(self.width.max(1)).max(1);
        let across = shares(self.width, width);
        let down = shares(self.height, height);
        let light: [f32; 256] = std::array::from_fn(|value| (value as f32 / 255.0).powf(GAMMA));
        let mut pixels = Vec::with_capacity(width * height);
        for rows in &down {
            for columns in &across {
                let (mut sum, mut weight) = ([0.0f32; 3], 0.0f32);
                for &(y, tall) in rows {
                    for &(x, wide) in columns {
                        let share = tall * wide;
                        weight += share;
                        for (channel, value) in sum.iter_mut().zip(self.pixels[y * self.width + x]) {
                            *channel += share * light[usize::from(value)];
                        }
                    }
                }
                pixels.push(sum.map(|channel| ((channel / weight).powf(1.0 / GAMMA) * 255.0).round() as u8));
            }
        }
        Self { width, height, pixels }
    }
}

/// The usual exponent between stored values and light.
const GAMMA: f32 = 2.2;

/// For each new pixel along one side: the old ones that it lies on, each with the length of the overlap.
fn shares(old: usize, new: usize) -> Vec<Vec<(usize, f32)>> {
    let ratio = old as f32 / new as f32;
    let overlap = |index: usize, from: f32, to: f32| (to.min(index as f32 + 1.0) - from.max(index as f32)).max(0.0);
    (0..new)
        .map(|index| {
            let (from, to) = (index as f32 * ratio, (index as f32 + 1.0) * ratio);
            let last = (to.ceil() as usize).min(old);
            (from as usize..last).map(|old| (old, overlap(old, from, to))).filter(|(_, share)| *share > 0.0).collect()
        })
        .collect()
}
