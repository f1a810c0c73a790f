//! Takes all pictures, a few terminals at a time, and makes the contact sheets. Uses `stage`, `screen`, `png_file` and
//! `sheet`.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::canvas::Canvas;
use crate::palette::{DARK, LIGHT, Palette};
use crate::png_file;
use crate::scenes::{SCENES, Scene};
use crate::screen::Artist;
use crate::sheet;
use crate::stage::{Size, Stage, Theme};

/// The terminals' sizes, each with the width of its picture on the contact sheet in pixels.
const SIZES: [(Size, usize); 3] = [((80, 24), 330), ((120, 36), 410), ((200, 60), 540)];

/// How many terminals run at a time.
const TERMINALS: usize = 3;

/// What is to be done.
#[derive(Debug)]
pub struct Order {
    /// Where the files go.
    pub folder: PathBuf,
    /// Only these scenes; all where empty.
    pub only: Vec<String>,
    /// Pixels for each pixel.
    pub scale: u32,
}

/// A picture that was not taken.
#[derive(Debug)]
pub struct Failure {
    /// The file's name without its ending.
    pub picture: String,
    /// Its scene.
    pub scene: &'static str,
    /// Why not.
    pub reason: String,
    /// The last screen's text.
    pub last_screen: String,
}

/// What came about.
#[derive(Debug, Default)]
pub struct Report {
    /// Files written.
    pub files: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// Pictures that were not taken, in the order of the scenes.
    pub failures: Vec<Failure>,
    /// Signs that no font here has.
    pub without_glyph: Vec<char>,
}

/// One picture to take.
#[derive(Debug, Clone, Copy)]
struct Shot {
    scene: &'static Scene,
    theme: Theme,
    size: Size,
    thumb_width: usize,
}

impl Shot {
    fn name(&self) -> String {
        format!("{}-{}-{}x{}", self.scene.name, self.theme.name(), self.size.0, self.size.1)
    }
}

/// Takes all pictures that are asked for.
///
/// # Errors
/// When nothing can be taken at all: no program, no font, no folder to write to.
pub fn all(order: &Order) -> Result<Report, String> {
    let stage = Stage::set_up()?;
    let artist = Artist::new(order.scale)?;
    let cannot_make = |error| format!("Cannot make the folder {}: {error}", order.folder.display());
    fs::create_dir_all(&order.folder).map_err(cannot_make)?;
    let shots: Vec<Shot> = shots(&order.only);
    let waiting = Mutex::new(shots.iter());
    let done = Mutex::new((Report::default(), HashMap::new()));
    thread::scope(|scope| {
        for _ in 0..TERMINALS {
            scope.spawn(|| {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                while let Some(shot) = next() {
                    let taken = take(&stage, &artist, order, shot);
                    let (report, thumbs) = &mut *done.lock().unwrap_or_else(PoisonError::into_inner);
                    match taken {
                        Ok((bytes, thumb)) => {
                            report.files += 1;
                            report.bytes += bytes;
                            thumbs.insert(shot.name(), thumb);
                        }
                        Err(failure) => report.failures.push(failure),
                    }
                }
            });
        }
    });
    let (mut report, mut thumbs) = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let place = |failure: &Failure| shots.iter().position(|shot| shot.name() == failure.picture);
    report.failures.sort_by_key(place);
    if order.only.is_empty() {
        for theme in Theme::ALL {
            let contact_sheet = contact_sheet(&artist, theme, &shots, &mut thumbs);
            report.bytes += png_file::write(&contact_sheet, &order.folder.join(format!("sheet-{}.png", theme.name())))?;
            report.files += 1;
        }
    }
    report.without_glyph = artist.without_glyph();
    Ok(report)
}

fn shots(only: &[String]) -> Vec<Shot> {
    let is_wanted = |scene: &&Scene| only.is_empty() || only.iter().any(|name| name == scene.name);
    let mut shots = Vec::new();
    for scene in SCENES.iter().filter(is_wanted) {
        for theme in Theme::ALL {
            shots.extend(SIZES.map(|(size, thumb_width)| Shot { scene, theme, size, thumb_width }));
        }
    }
    shots
}

fn palette(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Dark | Theme::Mono => &DARK,
        Theme::Light => &LIGHT,
    }
}

fn take(stage: &Stage, artist: &Artist, order: &Order, shot: &Shot) -> Result<(u64, Canvas), Failure> {
    let failure = |reason: String, last_screen: String| Failure {
        picture: shot.name(),
        scene: shot.scene.name,
        reason,
        last_screen,
    };
    let screen = stage
        .play(shot.scene, shot.theme, shot.size)
        .map_err(|not_seen| failure(not_seen.reason, not_seen.last_screen))?;
    let canvas = artist.draw(&screen, palette(shot.theme));
    let path = order.folder.join(format!("{}.png", shot.name()));
    let bytes = png_file::write(&canvas, &path).map_err(|reason| failure(reason, String::new()))?;
    Ok((bytes, canvas.shrunk_to(shot.thumb_width * order.scale as usize)))
}

fn contact_sheet(artist: &Artist, theme: Theme, shots: &[Shot], thumbs: &mut HashMap<String, Canvas>) -> Canvas {
    let heads: Vec<String> = SIZES.iter().map(|((columns, rows), _)| format!("{columns}x{rows}")).collect();
    let of_scene = |scene: &'static Scene, thumbs: &mut HashMap<String, Canvas>| {
        let own = shots.iter().filter(|shot| shot.scene.name == scene.name && shot.theme == theme);
        own.map(|shot| thumbs.remove(&shot.name())).collect()
    };
    let rows: Vec<_> = SCENES.iter().map(|scene| (scene.name, of_scene(scene, thumbs))).collect();
    sheet::draw(artist, palette(theme), &heads, &rows)
}
