//! What a terminal can do, as far as its kind (`TERM`) tells. Uses no other room.

/// What a terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Whether it has a window title. The Linux console and dumb terminals have none, and some of them print what they do
    /// not know.
    pub has_titles: bool,
    /// Whether it draws the pieces of a joined sign, such as a family, beside each other: GNU screen does.
    pub splits_signs: bool,
}

impl Abilities {
    /// Of a terminal of this kind (`TERM`; empty where it is not set).
    pub fn of(terminal: &str) -> Self {
        Self {
            has_titles: !matches!(terminal, "" | "dumb" | "cons25") && !terminal.starts_with("linux"),
            splits_signs: terminal.starts_with("screen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consoles_have_no_title_and_gnu_screen_splits_signs() {
        for (terminal, has_titles, splits_signs) in [
            ("xterm-256color", true, false),
            ("tmux", true, false),
            ("screen-256color", true, true),
            ("linux", false, false),
            ("linux-16color", false, false),
            ("dumb", false, false),
            ("", false, false),
        ] {
            assert_eq!(Abilities::of(terminal), Abilities { has_titles, splits_signs }, "{terminal}");
        }
    }
}
