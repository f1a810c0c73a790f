//! Box drawing, block elements and braille by geometry, so that they meet those of the neighbouring cells without a gap.
//! Uses `canvas`.

use std::ops::Range;

use crate::canvas::Mask;

/// The arms of the box drawing signs from U+2500: up, right, down, left; 0 none, 1 light, 2 heavy, 3 double. Dashed lines,
/// arcs and diagonals stand here as `....` and are drawn apart.
const ARMS: [&str; 8] = [
    "0101 0202 1010 2020 .... .... .... .... .... .... .... .... 0110 0210 0120 0220",
    "0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120",
    "2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212",
    "0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212",
    "2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 .... .... .... ....",
    "0303 3030 0310 0130 0330 0013 0031 0033 1300 3100 3300 1003 3001 3003 1310 3130",
    "3330 1013 3031 3033 0313 0131 0333 1303 3101 3303 1313 3131 3333 .... .... ....",
    ".... .... .... .... 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010",
];

/// The sizes of a cell and its strokes, in pixels.
struct Cell {
    width: usize,
    height: usize,
    light: usize,
    heavy: usize,
    mask: Mask,
}

/// The shape of a sign in a cell of a size in pixels; `None` for signs that fonts are there for.
pub fn shape(sign: char, width: usize, height: usize) -> Option<Mask> {
    let light = (width / 8).max(1);
    // As odd or even as the light stroke, so that both have the same middle.
    let heavy = light + 2 * (width / 10).max(1);
    let mut cell = Cell { width, height, light, heavy, mask: Mask::empty(width, height) };
    let code = u32::from(sign);
    match code {
        0x2504..=0x250b | 0x254c..=0x254f => cell.dashes(code),
        0x256d..=0x2570 => cell.arc(code - 0x256d),
        0x2571..=0x2573 => cell.diagonals(code != 0x2572, code != 0x2571),
        0x2500..=0x257f => cell.arms(code - 0x2500)?,
        0x2580..=0x259f => cell.block(code)?,
        0x2800..=0x28ff => cell.braille(code - 0x2800),
        0x1fb00..=0x1fb3b => cell.sextant(code - 0x1fb00),
        _ => return None,
    }
    Some(cell.mask)
}

/// The arms of the sign so many after U+2500.
fn arms_of(index: u32) -> Option<[u8; 4]> {
    let row = ARMS.get(index as usize / 16)?;
    row.split(' ').nth(index as usize % 16)?.as_bytes().try_into().ok()
}

/// Where a stroke of a thickness lies when it is in the middle of a length.
fn middle(length: usize, thickness: usize) -> Range<usize> {
    let start = length.saturating_sub(thickness) / 2;
    start..start + thickness
}

impl Cell {
    fn rectangle(&mut self, across: Range<usize>, down: Range<usize>, share: f32) {
        for y in down {
            for x in across.clone() {
                self.mask.raise(x, y, share);
            }
        }
    }

    fn thickness(&self, weight: u8) -> usize {
        if weight == b'2' { self.heavy } else { self.light }
    }

    fn arms(&mut self, index: u32) -> Option<()> {
        let [up, right, down, left] = arms_of(index)?;
        self.axis([left, right], [up, down], false);
        self.axis([up, down], [left, right], true);
        Some(())
    }

    /// Draws the two arms along one axis; `across` are those of the other one, each in reading order.
    fn axis(&mut self, along: [u8; 2], across: [u8; 2], is_upright: bool) {
        let (length, breadth) = if is_upright { (self.height, self.width) } else { (self.width, self.height) };
        let is_through = !along.contains(&b'0');
        for (weight, is_first) in along.into_iter().zip([true, false]) {
            // The strokes of the arm: each one's place across the axis, and the stretch in the middle that it reaches through.
            let strokes = match weight {
                b'0' => vec![],
                b'3' => vec![
                    (self.beside(breadth, -1), self.beside(length, double_start(is_first, across))),
                    (self.beside(breadth, 1), self.beside(length, double_start(is_first, [across[1], across[0]]))),
                ],
                _ => {
                    let core = if across.contains(&b'3') {
                        self.beside(length, meets_double_at(is_first, is_through, across[0] == across[1]))
                    } else {
                        // Through the thickest stroke across, so that corners are full.
                        middle(
                            length,
                            across.into_iter().map(|other| self.thickness(other)).fold(self.light, usize::max),
                        )
                    };
                    vec![(middle(breadth, self.thickness(weight)), core)]
                }
            };
            for (place, core) in strokes {
                let stretch = if is_first { 0..core.end } else { core.start..length };
                let (x, y) = if is_upright { (place, stretch) } else { (stretch, place) };
                self.rectangle(x, y, 1.0);
            }
        }
    }

    /// Where the strokes of a double line lie: before the middle (-1), in it (0) or behind it (1).
    fn beside(&self, length: usize, offset: i32) -> Range<usize> {
        let stroke = middle(length, self.light);
        let gap = 2 * self.light;
        match offset {
            -1 => stroke.start.saturating_sub(gap)..stroke.end.saturating_sub(gap),
            0 => stroke,
            _ => stroke.start + gap..stroke.end + gap,
        }
    }

    fn dashes(&mut self, code: u32) {
        let count = match code {
            0x2504..=0x2507 => 3,
            0x2508..=0x250b => 4,
            _ => 2,
        };
        let stroke = if code.is_multiple_of(2) { self.light } else { self.heavy };
        let is_upright = code & 2 != 0;
        let length = if is_upright { self.height } else { self.width };
        for dash in 0..count {
            let (start, end) = (dash * length / count, (dash + 1) * length / count);
            let dash = start..end.saturating_sub((length / count / 3).max(1)).max(start + 1);
            let (across, down) =
                if is_upright { (middle(self.width, stroke), dash) } else { (dash, middle(self.height, stroke)) };
            self.rectangle(across, down, 1.0);
        }
    }

    /// Rounded corners; 0 joins down and right, 1 down and left, 2 up and left, 3 up and right.
    fn arc(&mut self, corner: u32) {
        let half = self.light as f32 / 2.0;
        let (x, y) =
            (middle(self.width, self.light).start as f32 + half, middle(self.height, self.light).start as f32 + half);
        let (to_right, to_bottom) = (corner == 0 || corner == 3, corner <= 1);
        let radius = x.min(self.width as f32 - x);
        let centre_x = if to_right { x + radius } else { x - radius };
        let centre_y = if to_bottom { y + radius } else { y - radius };
        for row in 0..self.height {
            for column in 0..self.width {
                let (px, py) = (column as f32 + 0.5, row as f32 + 0.5);
                let beyond_x = if to_right { px > centre_x } else { px < centre_x };
                let beyond_y = if to_bottom { py > centre_y } else { py < centre_y };
                let distance = match (beyond_x, beyond_y) {
                    (false, false) => ((px - centre_x).hypot(py - centre_y) - radius).abs(),
                    (true, false) => (py - y).abs(),
                    (false, true) => (px - x).abs(),
                    (true, true) => f32::MAX,
                };
                self.mask.raise(column, row, half + 0.5 - distance);
            }
        }
    }

    fn diagonals(&mut self, rising: bool, falling: bool) {
        let (width, height) = (self.width as f32, self.height as f32);
        let length = width.hypot(height);
        for row in 0..self.height {
            for column in 0..self.width {
                let (x, y) = (column as f32 + 0.5, row as f32 + 0.5);
                for (is_drawn, x) in [(rising, width - x), (falling, x)] {
                    if is_drawn {
                        let distance = (x * height - y * width).abs() / length;
                        self.mask.raise(column, row, self.light as f32 / 2.0 + 0.5 - distance);
                    }
                }
            }
        }
    }

    fn block(&mut self, code: u32) -> Option<()> {
        let (width, height) = (self.width, self.height);
        let eighths = |length: usize, count: u32| (length * count as usize + 4) / 8;
        match code {
            0x2580 => self.rectangle(0..width, 0..height / 2, 1.0),
            0x2581..=0x2588 => self.rectangle(0..width, height - eighths(height, code - 0x2580)..height, 1.0),
            0x2589..=0x258f => self.rectangle(0..eighths(width, 0x2590 - code), 0..height, 1.0),
            0x2590 => self.rectangle(width / 2..width, 0..height, 1.0),
            0x2591..=0x2593 => self.rectangle(0..width, 0..height, (code - 0x2590) as f32 / 4.0),
            0x2594 => self.rectangle(0..width, 0..eighths(height, 1), 1.0),
            0x2595 => self.rectangle(width - eighths(width, 1)..width, 0..height, 1.0),
            _ => {
                // Upper left, upper right, lower left, lower right.
                const QUADRANTS: &[u8] =
                    &[0b0010, 0b0001, 0b1000, 0b1011, 0b1001, 0b1110, 0b1101, 0b0100, 0b0110, 0b0111];
                let bits = QUADRANTS.get(code.checked_sub(0x2596)? as usize)?;
                for (bit, left, top) in [(8, true, true), (4, false, true), (2, true, false), (1, false, false)] {
                    if bits & bit != 0 {
                        let across = if left { 0..width / 2 } else { width / 2..width };
                        let down = if top { 0..height / 2 } else { height / 2..height };
                        self.rectangle(across, down, 1.0);
                    }
                }
            }
        }
        Some(())
    }

    fn braille(&mut self, bits: u32) {
        // Dots 1 to 3 and 7 stand on the left, 4 to 6 and 8 on the right.
        const PLACES: [(usize, usize); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
        let radius = self.width as f32 * 0.17;
        for (bit, (column, row)) in PLACES.into_iter().enumerate() {
            if bits >> bit & 1 == 0 {
                continue;
            }
            let x = (column as f32 + 0.5) * self.width as f32 / 2.0;
            let y = (row as f32 + 0.5) * self.height as f32 / 4.0;
            for py in 0..self.height {
                for px in 0..self.width {
                    let distance = (px as f32 + 0.5 - x).hypot(py as f32 + 0.5 - y);
                    self.mask.raise(px, py, radius + 0.5 - distance);
                }
            }
        }
    }

    /// Blocks of two columns and three rows; the four that are also halves or whole cells are left out of the table.
    fn sextant(&mut self, index: u32) {
        let bits = index + 1 + u32::from(index >= 20) + u32::from(index >= 40);
        for bit in 0..6usize {
            if bits >> bit & 1 == 1 {
                let (column, row) = (bit % 2, bit / 2);
                let across = column * self.width / 2..(column + 1) * self.width / 2;
                self.rectangle(across, row * self.height / 3..(row + 1) * self.height / 3, 1.0);
            }
        }
    }
}

/// Where one of the two strokes of a double line begins or ends, by the arms across it on its own and on the other side: at
/// the nearer stroke of a double one on its own side, at the farther where there is one on the other side only, else in the
/// middle.
fn double_start(is_first: bool, [own, other]: [u8; 2]) -> i32 {
    let away = double_side(is_first);
    match (own == b'3', other == b'3') {
        (true, _) => away,
        (false, true) => -away,
        (false, false) => 0,
    }
}

/// Where a single line ends that meets a double one across it: it goes through, or ends at the nearer stroke of one that goes
/// on to both sides, or at the farther stroke of a corner.
fn meets_double_at(is_first: bool, is_through: bool, is_tee: bool) -> i32 {
    match (is_through, is_tee) {
        (true, _) => 0,
        (false, true) => double_side(is_first),
        (false, false) => -double_side(is_first),
    }
}

/// The side of the middle on which an arm lies.
fn double_side(is_first: bool) -> i32 {
    if is_first { -1 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reaches_the_edges_that_it_has_arms_to() {
        for code in (0x2500u32..=0x2503).chain(0x250c..=0x254b).chain(0x2550..=0x256c).chain(0x2574..=0x257f) {
            let sign = char::from_u32(code).unwrap();
            let (width, height) = (10, 20);
            let mask = shape(sign, width, height).unwrap();
            let is_drawn = |x: usize, y: usize| mask.coverage[y * width + x] > 0;
            let edges = [
                (0..width).any(|x| is_drawn(x, 0)),
                (0..height).any(|y| is_drawn(width - 1, y)),
                (0..width).any(|x| is_drawn(x, height - 1)),
                (0..height).any(|y| is_drawn(0, y)),
            ];
            assert_eq!(edges, arms_of(code - 0x2500).unwrap().map(|arm| arm != b'0'), "{sign}");
        }
    }

    #[test]
    fn a_full_block_covers_its_cell_and_letters_are_not_drawn_here() {
        assert!(shape('█', 10, 20).unwrap().coverage.iter().all(|coverage| *coverage == 255));
        assert_eq!(shape('a', 10, 20), None);
    }
}
