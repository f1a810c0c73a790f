//! The sets of signs that the screen is drawn with: block and line elements, those of the Linux console, or plain ASCII.
//! Uses nothing.

/// Which signs the terminal can be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphSet {
    /// Eighth blocks and box drawing; every sign is taken to be one column wide.
    #[default]
    Block,
    /// What the fonts of the Linux console have: they hold 256 or 512 signs, with lines and a few blocks among them.
    Linux,
    /// ASCII only (`--ascii`), for terminals that draw block elements two columns wide or not at all.
    Ascii,
}

/// The signs of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarSigns {
    /// Cells from least to most filled; the last one is a full cell.
    pub steps: &'static [&'static str],
    /// A cell without filling.
    pub track: &'static str,
    /// Whether the track's sign may be left out where its background colour shows it.
    pub track_may_be_blank: bool,
    /// Signs around the bar; empty where it needs none.
    pub ends: (&'static str, &'static str),
}

/// The signs themselves. Each is one column wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Stands for what was cut out of a text.
    pub ellipsis: &'static str,
    /// The bar of a gauge that stands alone: as high as its line, in fine steps.
    pub gauge: BarSigns,
    /// The bar of a line among others: a stroke, because high bars in neighbouring lines grow together into one shape.
    pub meter: BarSigns,
    /// Horizontal line.
    pub rule: &'static str,
    /// Vertical line.
    pub upright: &'static str,
    /// Corners of a panel: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Sorted from small to large.
    pub ascending: &'static str,
    /// Sorted from large to small.
    pub descending: &'static str,
    /// Stands in front of the selected row.
    pub marker: &'static str,
    /// The dial window is open.
    pub open: &'static str,
    /// The dial window is shut.
    pub shut: &'static str,
    /// A half-hour inside the dial window.
    pub slot_open: &'static str,
    /// A half-hour outside the dial window.
    pub slot_shut: &'static str,
    /// The present half-hour, inside the dial window.
    pub now_open: &'static str,
    /// The present half-hour, outside the dial window.
    pub now_shut: &'static str,
    /// An hour of which one half is inside the dial window.
    pub slot_half: &'static str,
    /// The moving part of a scroll bar.
    pub thumb: &'static str,
    /// In front of a list entry.
    pub bullet: &'static str,
    /// Figures in a row, from small to large. None is as high as its line: rows below each other would grow together.
    pub spark: &'static [&'static str],
    /// A figure of zero among them.
    pub spark_zero: &'static str,
    /// A cell of a chart from least to most filled; the last one is a full cell.
    pub chart: &'static [&'static str],
    /// An empty cell of a chart at a time when the dial window was shut.
    pub chart_shut: &'static str,
    /// Where the axes of a chart meet, the time axis, a tick on it, a tick on the scale.
    pub axes: [&'static str; 4],
}

const BLOCK: Glyphs = Glyphs {
    ellipsis: "…",
    gauge: BarSigns {
        steps: &["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
        track: "░",
        track_may_be_blank: true,
        ends: ("", ""),
    },
    meter: BarSigns { steps: &["╾", "━"], track: "─", track_may_be_blank: false, ends: ("", "") },
    rule: "─",
    upright: "│",
    corners: ["╭", "╮", "╰", "╯"],
    ascending: "▲",
    descending: "▼",
    marker: "▌",
    open: "●",
    shut: "○",
    slot_open: "▆",
    slot_shut: "·",
    now_open: "◆",
    now_shut: "◇",
    slot_half: "▃",
    thumb: "┃",
    bullet: "•",
    spark: &["▂", "▃", "▄", "▅", "▆", "▇"],
    spark_zero: "▁",
    chart: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    chart_shut: "·",
    // The line of the time axis lies at the top of its row, where the columns end.
    axes: ["▔", "▔", "╵", "┤"],
};

const ASCII_BAR: BarSigns = BarSigns { steps: &["#"], track: "-", track_may_be_blank: false, ends: ("[", "]") };

const ASCII: Glyphs = Glyphs {
    ellipsis: "~",
    gauge: ASCII_BAR,
    meter: ASCII_BAR,
    rule: "-",
    upright: "|",
    corners: ["+", "+", "+", "+"],
    ascending: "^",
    descending: "v",
    marker: ">",
    open: "o",
    shut: "x",
    slot_open: "#",
    slot_shut: ".",
    now_open: "@",
    now_shut: "X",
    slot_half: "+",
    thumb: "#",
    bullet: "*",
    spark: &[".", ":", "|"],
    spark_zero: "_",
    chart: &[":", "#"],
    chart_shut: ".",
    axes: ["+", "-", "+", "+"],
};

/// Lines and whole blocks are in every console font; rounded corners, circles and fine steps are not.
const LINUX: Glyphs = Glyphs {
    gauge: BarSigns { steps: &["█"], track: "░", track_may_be_blank: false, ends: ("", "") },
    meter: BarSigns { steps: &["="], track: "-", track_may_be_blank: false, ends: ("", "") },
    rule: "─",
    upright: "│",
    corners: ["┌", "┐", "└", "┘"],
    slot_open: "█",
    slot_shut: "·",
    slot_half: "▄",
    thumb: "█",
    spark: &[".", "▄", "█"],
    spark_zero: "_",
    chart: &["▄", "█"],
    chart_shut: "·",
    axes: ["└", "─", "─", "│"],
    ..ASCII
};

impl Glyphs {
    /// The signs of a set.
    pub fn of(set: GlyphSet) -> Self {
        match set {
            GlyphSet::Block => BLOCK,
            GlyphSet::Linux => LINUX,
            GlyphSet::Ascii => ASCII,
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let mut all = vec![
            glyphs.ellipsis,
            glyphs.gauge.track,
            glyphs.meter.track,
            glyphs.rule,
            glyphs.upright,
            glyphs.ascending,
            glyphs.descending,
            glyphs.marker,
            glyphs.open,
            glyphs.shut,
            glyphs.slot_open,
            glyphs.slot_shut,
            glyphs.now_open,
            glyphs.now_shut,
            glyphs.slot_half,
            glyphs.thumb,
            glyphs.bullet,
            glyphs.spark_zero,
            glyphs.chart_shut,
        ];
        all.extend(glyphs.spark);
        all.extend(glyphs.chart);
        all.extend(glyphs.axes);
        all.extend(glyphs.gauge.steps);
        all.extend(glyphs.meter.steps);
        all.extend(glyphs.corners);
        all
    }

    #[test]
    fn every_sign_is_one_column_wide_and_the_plain_set_is_ascii() {
        for sign in [BLOCK, LINUX, ASCII].iter().flat_map(all) {
            assert_eq!(sign.width(), 1, "{sign}");
        }
        let console = "─│┌┐└┘█▄░·";
        assert!(all(&LINUX).iter().all(|sign| sign.is_ascii() || console.contains(sign)));
        assert!(all(&ASCII).iter().all(|sign| sign.is_ascii()));
    }
}
