//! A desktop notice asked of the terminal by an escape sequence: OSC 9, 777 or 99. Uses `config` and `domain`.
//!
//! Nothing in a text can end its sequence or begin another part of it, so that a task's name does nothing but stand there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use unicode_segmentation::UnicodeSegmentation as _;

use super::alert_record::AlertRecord;
use crate::config::DesktopNotice;
use crate::domain::text::clean;

/// The longest heading and text, in graphemes; desktops show about as much.
const LONGEST_TITLE: usize = 60;
const LONGEST_BODY: usize = 200;

/// How a sequence ends. Not by the bell, which a terminal that does not know the sequence would ring.
const END: &str = "\u{1b}\\";

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The heading.
    pub title: String,
    /// The text.
    pub body: String,
}

impl Notice {
    /// About one alert.
    pub fn about(record: &AlertRecord) -> Self {
        Self {
            title: format!("{} {}", record.gravity.word(), record.subject()),
            body: format!("{}: {}", record.rule, record.what),
        }
    }

    /// About many at once: how many, and the first of them.
    pub fn about_many(records: &[&AlertRecord]) -> Self {
        let named = records.iter().map(|record| format!("{} {}", record.gravity.word(), record.subject()));
        Self { title: format!("{} alerts", records.len()), body: named.collect::<Vec<_>>().join(", ") }
    }

    /// The sequence that asks for it; `None` where none is wanted. `number` tells notices apart.
    pub fn sequence(&self, by: DesktopNotice, number: u64) -> Option<String> {
        let (title, body) = (cut(&self.title, LONGEST_TITLE), cut(&self.body, LONGEST_BODY));
        // A semicolon parts the parts of a sequence.
        let plain = |text: &str| text.replace(';', ",");
        match by {
            DesktopNotice::Off => None,
            // The program's name in front: a number there would mean something else to some terminals.
            DesktopNotice::Osc9 => Some(format!("\u{1b}]9;callbot-tui: {}: {}{END}", plain(&title), plain(&body))),
            DesktopNotice::Osc777 => {
                Some(format!("\u{1b}]777;notify;callbot-tui: {};{}{END}", plain(&title), plain(&body)))
            }
            DesktopNotice::Osc99 => {
                let part = |settings: &str, text: &str| {
                    let text = STANDARD.encode(text);
                    format!("\u{1b}]99;i=callbot-tui-{number}:e=1:{settings};{text}{END}")
                };
                Some(format!("{}{}", part("d=0:p=title", &title), part("d=1:p=body", &body)))
            }
        }
    }
}

fn cut(text: &str, longest: usize) -> String {
    let text = clean(text);
    let mut graphemes = text.graphemes(true);
    let head: String = graphemes.by_ref().take(longest).collect();
    if graphemes.next().is_some() { format!("{head}...") } else { head }
}
