//! What the help's search finds, and where in a text. Uses `theme`.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

/// Words that must all be there. Capital letters count only where some are typed, so that `K` finds the key `K`.
pub(super) struct Search {
    words: Vec<String>,
    minds_case: bool,
}

impl Search {
    pub(super) fn new(typed: &str) -> Self {
        let minds_case = typed.chars().any(char::is_uppercase);
        let words = typed.split_whitespace().map(|word| fold(word, minds_case)).collect();
        Self { words, minds_case }
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word is in one of the texts.
    pub(super) fn finds(&self, texts: &[&str]) -> bool {
        let texts: Vec<String> = texts.iter().map(|text| fold(text, self.minds_case)).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }

    /// The text in a style, with what was found underlined and bold.
    pub(super) fn marked(&self, text: &str, style: Style) -> Vec<Span<'static>> {
        let characters: Vec<char> = text.chars().collect();
        let folded: Vec<String> =
            characters.iter().map(|c| fold(c.encode_utf8(&mut [0; 4]), self.minds_case)).collect();
        let mut is_found = vec![false; characters.len()];
        for word in &self.words {
            for start in 0..characters.len() {
                if let Some(length) = length_of_match(folded.get(start..).unwrap_or_default(), word) {
                    is_found.iter_mut().skip(start).take(length).for_each(|found| *found = true);
                }
            }
        }
        let mut spans: Vec<(bool, String)> = Vec::new();
        for (c, found) in characters.into_iter().zip(is_found) {
            match spans.last_mut().filter(|(before, _)| *before == found) {
                Some((_, text)) => text.push(c),
                None => spans.push((found, c.to_string())),
            }
        }
        let style_of = |found| if found { style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { style };
        spans.into_iter().map(|(found, text)| Span::styled(text, style_of(found))).collect()
    }
}

/// How many characters from the first on make up a word. A character may fold to several.
fn length_of_match(folded: &[String], word: &str) -> Option<usize> {
    let mut rest = word;
    for (index, part) in folded.iter().enumerate() {
        rest = rest.strip_prefix(part.as_str())?;
        if rest.is_empty() {
            return Some(index + 1);
        }
    }
    None
}

fn fold(text: &str, minds_case: bool) -> String {
    if minds_case { text.to_owned() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(typed: &str, text: &str) -> String {
        let spans = Search::new(typed).marked(text, Style::new());
        let mark = |span: Span<'_>| {
            if span.style.add_modifier.is_empty() { span.content.into_owned() } else { format!("[{}]", span.content) }
        };
        spans.into_iter().map(mark).collect()
    }

    #[test]
    fn all_words_must_be_somewhere() {
        let search = Search::new("copy JSON".to_lowercase().as_str());
        assert!(search.finds(&["Y", "copy the task as JSON"]));
        assert!(search.finds(&["copy", "raw JSON"]));
        assert!(!search.finds(&["y", "copy the task's id"]));
        assert!(Search::new("  ").is_empty() && Search::new("").finds(&[]));
    }

    #[test]
    fn capitals_count_where_some_are_typed() {
        assert!(Search::new("K").finds(&["K", "columns"]) && !Search::new("K").finds(&["k", "up"]));
        assert!(Search::new("k").finds(&["K"]));
    }

    #[test]
    fn what_was_found_is_marked() {
        assert_eq!(marks("the", "the other theme"), "[the] o[the]r [the]me");
        assert_eq!(marks("json raw", "Raw JSON as it came"), "[Raw] [JSON] as it came");
        assert_eq!(marks("", "text"), "text");
        assert_eq!(marks("aa", "aaa"), "[aaa]");
        assert_eq!(marks("é客", "É客x"), "[É客]x");
    }
}
