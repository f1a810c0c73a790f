//! The system's fonts: which face draws which sign. The first is a monospaced one; what it lacks comes from the others, the
//! plainest first. Uses `glyph`.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use fontdb::{Database, FaceInfo, Family, ID, Query, Stretch, Style, Weight};

use crate::canvas::Mask;
use crate::glyph::{self, Metrics, Placement};

/// Monospaced families in the order in which they are taken; after them any other that is monospaced.
const PREFERRED: &[&str] = &[
    "DejaVu Sans Mono",
    "Menlo",
    "SF Mono",
    "Cascadia Mono",
    "JetBrains Mono",
    "Consolas",
    "Noto Sans Mono",
    "Liberation Mono",
    "Ubuntu Mono",
    "Courier New",
];

/// Parts of family names, each of which puts a fallback font farther back: other shapes than those of a terminal, and fonts
/// that hold a box for every sign.
const UNWANTED: &[(&str, u32)] = &[
    ("LastResort", 1000),
    ("Last Resort", 1000),
    ("Unifont", 500),
    ("Adobe Blank", 1000),
    ("Nastaliq", 40),
    ("Kufi", 30),
    ("Serif", 20),
    ("Looped", 20),
    ("Condensed", 15),
    ("Math", 15),
    ("Music", 15),
    ("Emoji", 10),
    // Where Chinese, Japanese and Korean fonts share signs, the platform's users mostly read simplified Chinese.
    ("CJK TC", 4),
    ("CJK HK", 4),
    ("CJK KR", 3),
    ("CJK JP", 2),
];

/// How a sign is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// In a bold face, or thickened where there is none.
    pub bold: bool,
    /// In an italic face, where there is one.
    pub italic: bool,
}

/// The fonts, and every shape that was drawn so far. May be shared between threads.
pub struct Fonts {
    database: Database,
    /// The main face by cut: upright, bold, italic, bold italic.
    main: [ID; 4],
    fallback: Vec<ID>,
    metrics: Metrics,
    drawn: Mutex<HashMap<(String, Cut, usize), Option<Mask>>>,
    missing: Mutex<BTreeSet<char>>,
}

impl Fonts {
    /// Finds the system's fonts and fits them to a cell.
    ///
    /// # Errors
    /// When there is no monospaced font.
    pub fn of_system(cell_width: usize, cell_height: usize) -> Result<Self, String> {
        let mut database = Database::new();
        database.load_system_fonts();
        let none = || "No monospaced font is installed; install one, for example DejaVu Sans Mono".to_owned();
        let family = monospaced_family(&database).ok_or_else(none)?;
        let face = |weight, style| {
            database.query(&Query { families: &[Family::Name(&family)], weight, stretch: Stretch::Normal, style })
        };
        let upright = face(Weight::NORMAL, Style::Normal).ok_or_else(none)?;
        let main = [
            upright,
            face(Weight::BOLD, Style::Normal).unwrap_or(upright),
            face(Weight::NORMAL, Style::Italic).unwrap_or(upright),
            face(Weight::BOLD, Style::Italic).unwrap_or(upright),
        ];
        let metrics = database
            .with_face_data(upright, |data, index| Metrics::new(data, index, cell_width, cell_height))
            .flatten()
            .ok_or_else(|| format!("The font {family} cannot be read; install another monospaced one"))?;
        let mut fallback: Vec<&FaceInfo> = database.faces().filter(|face| !main.contains(&face.id)).collect();
        fallback.sort_by_cached_key(|face| (rank(face), face.post_script_name.clone()));
        let fallback = fallback.into_iter().map(|face| face.id).collect();
        Ok(Self { database, main, fallback, metrics, drawn: Mutex::default(), missing: Mutex::default() })
    }

    /// The shape of a cell's text, which is one sign and what combines with it, over so many columns; `None` where no font
    /// has the sign.
    pub fn shape(&self, text: &str, cut: Cut, columns: usize) -> Option<Mask> {
        let key = (text.to_owned(), cut, columns);
        if let Some(known) = self.drawn.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let shape = self.draw(text, cut, columns);
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).insert(key, shape.clone());
        shape
    }

    /// Where the underline lies: rows from the top of the cell.
    pub fn underline(&self) -> std::ops::Range<usize> {
        self.metrics.underline()
    }

    /// The signs that no font here has, of all that were asked for.
    pub fn missing(&self) -> Vec<char> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    fn draw(&self, text: &str, cut: Cut, columns: usize) -> Option<Mask> {
        let mut placements: Vec<(ID, char)> = Vec::new();
        for sign in text.chars() {
            // Selectors and joiners have no shape of their own.
            if matches!(sign, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{2060}'..='\u{2064}') {
                continue;
            }
            let beside = placements.first().map(|(face, _)| *face);
            match self.face_for(sign, cut, beside) {
                Some(face) => placements.push((face, sign)),
                None if placements.is_empty() => {
                    self.missing.lock().unwrap_or_else(PoisonError::into_inner).insert(sign);
                    return None;
                }
                None => {}
            }
        }
        let mut drawing = glyph::Drawing::new(&self.metrics, columns);
        for (face, sign) in placements {
            let info = self.database.face(face)?;
            let placement = Placement {
                sign,
                is_main: self.main.contains(&face),
                is_thickened: cut.bold && info.weight < Weight::SEMIBOLD,
            };
            self.database.with_face_data(face, |data, index| drawing.add(data, index, placement));
        }
        Some(drawing.finish())
    }

    /// The face for a sign: that of the sign it combines with if it can, else the main one, else the first fallback.
    fn face_for(&self, sign: char, cut: Cut, beside: Option<ID>) -> Option<ID> {
        let own = self.main[usize::from(cut.bold) + 2 * usize::from(cut.italic)];
        let has =
            |face: &ID| self.database.with_face_data(*face, |data, index| glyph::has(data, index, sign)) == Some(true);
        let face = beside.into_iter().chain([own, self.main[0]]).chain(self.fallback.iter().copied()).find(has)?;
        if !cut.bold || self.main.contains(&face) {
            return Some(face);
        }
        // A bold face of the same family, if there is one with the sign.
        let family = &self.database.face(face)?.families.first()?.0;
        let query = Query { families: &[Family::Name(family)], weight: Weight::BOLD, ..Query::default() };
        self.database.query(&query).filter(has).or(Some(face))
    }
}

fn family_of(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name.as_str())
}

fn monospaced_family(database: &Database) -> Option<String> {
    let has_letters = |face: &&FaceInfo| {
        let has = |data: &[u8], index| ['a', 'M', '0'].into_iter().all(|sign| glyph::has(data, index, sign));
        database.with_face_data(face.id, has) == Some(true)
    };
    let preferred = |name: &&&str| database.faces().any(|face| family_of(face) == **name);
    let any = || database.faces().filter(|face| face.monospaced && face.style == Style::Normal).find(has_letters);
    match PREFERRED.iter().find(preferred) {
        Some(name) => Some((*name).to_owned()),
        None => any().map(|face| family_of(face).to_owned()),
    }
}

/// How far back a fallback font stands.
fn rank(face: &FaceInfo) -> u32 {
    let family = family_of(face);
    let unwanted: u32 = UNWANTED.iter().filter(|(part, _)| family.contains(part)).map(|(_, weight)| weight).sum();
    let style = if face.style == Style::Normal { 0 } else { 100 };
    let weight = u32::from(face.weight.0.abs_diff(Weight::NORMAL.0));
    let stretch = if face.stretch == Stretch::Normal { 0 } else { 50 };
    let spacing = if face.monospaced { 0 } else { 1 };
    unwanted + style + weight + stretch + spacing
}
