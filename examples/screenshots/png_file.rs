//! Writes pictures as small PNG files: with a table of colours, which screens have few enough of. Uses `canvas`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use libdeflater::{CompressionLvl, Compressor};
use png::{BitDepth, ColorType, Encoder, chunk};

use crate::canvas::{Canvas, Rgb};

/// The most colours that a table in a PNG file holds.
const LARGEST_TABLE: usize = 256;

/// The most colours of which a byte holds two pixels.
const LARGEST_NARROW_TABLE: usize = 16;

/// Where a picture has more: so many of its commonest colours stay what they are, and the others lose so many bits of each
/// channel, or more if that does not do.
const KEPT_COLOURS: usize = 6;
const LOST_BITS: std::ops::Range<u32> = 5..8;

/// Writes a picture, its size in bytes being the result. One with more colours than a table holds has the rarer ones rounded.
///
/// # Errors
/// The file's path and the reason.
pub fn write(canvas: &Canvas, path: &Path) -> Result<u64, String> {
    let failed = |reason: &dyn std::fmt::Display| format!("Cannot write {}: {reason}", path.display());
    let bytes = encode(canvas).map_err(|error| failed(&error))?;
    fs::write(path, &bytes).map_err(|error| failed(&error))?;
    Ok(bytes.len() as u64)
}

fn encode(canvas: &Canvas) -> Result<Vec<u8>, png::EncodingError> {
    let (table, indices) = with_table(canvas);
    let mut bytes = Vec::new();
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut encoder = Encoder::new(&mut bytes, side(canvas.width), side(canvas.height));
    encoder.set_color(ColorType::Indexed);
    let is_narrow = table.len() <= LARGEST_NARROW_TABLE;
    encoder.set_depth(if is_narrow { BitDepth::Four } else { BitDepth::Eight });
    encoder.set_palette(table.concat());
    let mut writer = encoder.write_header()?;
    // Each row after the number of its filter. Filters help photographs, not indices into a table.
    let mut rows = Vec::with_capacity(indices.len() + canvas.height);
    for row in indices.chunks(canvas.width.max(1)) {
        rows.push(0);
        if is_narrow {
            rows.extend(row.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()));
        } else {
            rows.extend(row);
        }
    }
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut packed = vec![0; compressor.zlib_compress_bound(rows.len())];
    let length = compressor.zlib_compress(&rows, &mut packed).map_err(std::io::Error::other)?;
    writer.write_chunk(chunk::IDAT, packed.get(..length).unwrap_or_default())?;
    writer.finish()?;
    Ok(bytes)
}

/// The colours and each pixel's place among them.
fn with_table(canvas: &Canvas) -> (Vec<Rgb>, Vec<u8>) {
    let mut counts: BTreeMap<Rgb, usize> = BTreeMap::new();
    for pixel in &canvas.pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<(Rgb, usize)> = counts.into_iter().collect();
    colours.sort_by_key(|(_, count)| Reverse(*count));
    let colours: Vec<Rgb> = colours.into_iter().map(|(colour, _)| colour).collect();
    let kept = if colours.len() <= LARGEST_TABLE { colours.len() } else { KEPT_COLOURS };
    let (table, places) = LOST_BITS
        .map(|bits| rounded(&colours, kept, bits))
        .find(|(table, _)| table.len() <= LARGEST_TABLE)
        .unwrap_or_default();
    (table, canvas.pixels.iter().map(|pixel| places.get(pixel).copied().unwrap_or_default()).collect())
}

/// A table in which the first colours are as they are and the others have lost bits, and each colour's place in it. The
/// highest bits fill the gap, so that black and white stay what they are.
fn rounded(colours: &[Rgb], kept: usize, bits: u32) -> (Vec<Rgb>, HashMap<Rgb, u8>) {
    let round = |value: u8| {
        let high = value >> bits << bits;
        high | (u16::from(high) >> (8 - bits)) as u8
    };
    let (mut table, mut places, mut known) = (Vec::new(), HashMap::new(), HashMap::new());
    for (index, colour) in colours.iter().enumerate() {
        let shown = if index < kept { *colour } else { colour.map(round) };
        let place = *known.entry(shown).or_insert_with(|| {
            table.push(shown);
            table.len() - 1
        });
        places.insert(*colour, u8::try_from(place).unwrap_or(u8::MAX));
    }
    (table, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_stay_exact_and_many_fit_a_table() {
        let few: Vec<Rgb> = (0..=255).map(|value| [value, 7, 9]).collect();
        let (table, indices) = with_table(&Canvas { width: 256, height: 1, pixels: few.clone() });
        let seen: Vec<Rgb> = indices.iter().map(|index| table[usize::from(*index)]).collect();
        assert_eq!(seen, few);

        let mut many: Vec<Rgb> = (0..4096).map(|value| [(value / 16) as u8, value as u8, 200]).collect();
        many.extend([[1, 2, 3]; 50]);
        let (table, indices) = with_table(&Canvas { width: many.len(), height: 1, pixels: many });
        assert!(table.len() <= LARGEST_TABLE);
        assert_eq!(table[usize::from(*indices.last().unwrap())], [1, 2, 3], "common colours stay");
    }
}
