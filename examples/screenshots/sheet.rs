//! A contact sheet: all pictures of a theme, small, scenes in rows and sizes in columns. Uses `canvas`, `palette` and
//! `screen`.

use crate::canvas::Canvas;
use crate::palette::{Palette, blend};
use crate::screen::Artist;

/// Pixels between pictures.
const GAP: usize = 24;

/// A sheet: for each row its caption and its pictures, `None` where one did not come about.
pub fn draw(artist: &Artist, palette: &Palette, heads: &[String], rows: &[(&str, Vec<Option<Canvas>>)]) -> Canvas {
    let (_, line) = artist.cell();
    let tallest = |row: &[Option<Canvas>]| row.iter().flatten().map(|picture| picture.height).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            rows.iter().filter_map(|(_, row)| row.get(column)?.as_ref()).map(|picture| picture.width).max().unwrap_or(0)
        })
        .collect();
    let width = GAP + widths.iter().map(|width| width + GAP).sum::<usize>();
    let height = GAP + rows.iter().map(|(_, row)| line + GAP / 4 + tallest(row).max(line) + GAP).sum::<usize>();
    // A ground that is told apart from the pictures' own.
    let ground = blend(palette.background, palette.foreground, 38);
    let mut sheet = Canvas::new(width, height, ground);
    let mut top = GAP;
    for (name, row) in rows {
        let mut left = GAP;
        for ((picture, width), head) in row.iter().zip(&widths).zip(heads) {
            let note = if picture.is_some() { "" } else { ": missing" };
            artist.caption(&mut sheet, left, top, &format!("{name} {head}{note}"), palette.foreground);
            if let Some(picture) = picture {
                sheet.paste(picture, left, top + line + GAP / 4);
            }
            left += width + GAP;
        }
        top += line + GAP / 4 + tallest(row).max(line) + GAP;
    }
    sheet
}
