//! The two terminals' colours, and what a cell's colours come to in them. Uses nothing but the emulator's cells.

use vt100::{Cell, Color};

use crate::canvas::Rgb;

/// A terminal's colours.
#[derive(Debug)]
pub struct Palette {
    /// Where nothing is said about the background.
    pub background: Rgb,
    /// Where nothing is said about the text.
    pub foreground: Rgb,
    /// The sixteen named colours: black, red, green, yellow, blue, magenta, cyan, white, and again bright.
    pub named: [Rgb; 16],
}

const fn rgb(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

const fn sixteen(hex: [u32; 16]) -> [Rgb; 16] {
    let mut colours = [[0; 3]; 16];
    let mut index = 0;
    while index < 16 {
        colours[index] = rgb(hex[index]);
        index += 1;
    }
    colours
}

/// A dark terminal.
pub const DARK: Palette = Palette {
    background: rgb(0x0015_181e),
    foreground: rgb(0x00d7_dce4),
    named: sixteen([
        0x0023_2831,
        0x00e0_6c75,
        0x0098_c379,
        0x00e5_c07b,
        0x0061_afef,
        0x00c6_78dd,
        0x0056_b6c2,
        0x00c8_cdd5,
        0x007a_8290,
        0x00ff_8a92,
        0x00b5_e08f,
        0x00ff_d88a,
        0x0082_c4ff,
        0x00dd_9bf0,
        0x0078_d3de,
        0x00ff_ffff,
    ]),
};

/// A light terminal.
pub const LIGHT: Palette = Palette {
    background: rgb(0x00fc_fcfa),
    foreground: rgb(0x0022_272e),
    named: sixteen([
        0x0022_272e,
        0x00b3_261e,
        0x002f_7d32,
        0x008f_5a00,
        0x0017_55b4,
        0x008a_2f9c,
        0x0000_6f7d,
        0x00b8_bdc4,
        0x0063_6b75,
        0x00cf_3a30,
        0x003c_9440,
        0x00a8_6c00,
        0x002b_6bd0,
        0x00a3_45b5,
        0x000a_8796,
        0x00ff_ffff,
    ]),
};

/// The steps of the colour cube that the 256-colour table holds from 16 to 231.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// How much of a dimmed text's own colour is left, in percent.
const DIM_PERCENT: u32 = 62;

impl Palette {
    /// The colours to draw a cell with: text and background.
    pub fn of_cell(&self, cell: &Cell) -> (Rgb, Rgb) {
        let mut text = self.colour(cell.fgcolor()).unwrap_or(self.foreground);
        let mut background = self.colour(cell.bgcolor()).unwrap_or(self.background);
        if cell.inverse() {
            std::mem::swap(&mut text, &mut background);
        }
        if cell.dim() {
            text = blend(background, text, DIM_PERCENT * 255 / 100);
        }
        (text, background)
    }

    fn colour(&self, colour: Color) -> Option<Rgb> {
        match colour {
            Color::Default => None,
            Color::Rgb(red, green, blue) => Some([red, green, blue]),
            Color::Idx(index) => Some(self.indexed(index)),
        }
    }

    fn indexed(&self, index: u8) -> Rgb {
        match index {
            0..=15 => self.named[usize::from(index)],
            16..=231 => {
                let step = |divisor: u8| CUBE[usize::from((index - 16) / divisor % 6)];
                [step(36), step(6), step(1)]
            }
            232..=255 => [8 + 10 * (index - 232); 3],
        }
    }
}

/// A colour between two: `share` of 255 of the upper one.
pub fn blend(under: Rgb, over: Rgb, share: u32) -> Rgb {
    std::array::from_fn(|channel| {
        let (under, over) = (u32::from(under[channel]), u32::from(over[channel]));
        ((under * (255 - share) + over * share + 127) / 255) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_256_colours_are_the_usual_ones() {
        assert_eq!(DARK.indexed(16), [0, 0, 0]);
        assert_eq!(DARK.indexed(75), [95, 175, 255]);
        assert_eq!(DARK.indexed(231), [255, 255, 255]);
        assert_eq!(DARK.indexed(232), [8, 8, 8]);
        assert_eq!(DARK.indexed(255), [238, 238, 238]);
    }
}
