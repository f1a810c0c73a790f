//! Fuzzy ranking: which of many texts may be meant by a few typed letters. Uses nothing of this program.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A text that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Its place among the texts that were looked through.
    pub(super) index: usize,
    /// Which of its graphemes were typed, from 0, in rising order.
    pub(super) graphemes: Vec<u32>,
}

/// The texts that hold the typed letters in their order, the likeliest first, at most so many. Words typed apart may
/// match in any order; case and accents do not matter unless they are typed. Nothing typed matches everything, in the
/// order of the texts.
pub(super) fn rank<T: AsRef<str>>(typed: &str, texts: impl IntoIterator<Item = T>, most: usize) -> Vec<Match> {
    let texts = texts.into_iter();
    if typed.trim().is_empty() {
        return texts.take(most).enumerate().map(|(index, _)| Match { index, graphemes: Vec::new() }).collect();
    }
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut letters = Vec::new();
    let mut found = Vec::new();
    for (index, text) in texts.enumerate() {
        if let Some(score) = pattern.score(Utf32Str::new(text.as_ref(), &mut letters), &mut matcher) {
            found.push((score, index, text));
        }
    }
    // Of two equally good ones the shorter holds less that was not typed.
    let rank = |(score, index, text): &(u32, usize, T)| (std::cmp::Reverse(*score), text.as_ref().len(), *index);
    if found.len() > most {
        found.select_nth_unstable_by_key(most, rank);
        found.truncate(most);
    }
    found.sort_unstable_by_key(rank);
    found
        .into_iter()
        .map(|(_, index, text)| {
            let mut graphemes = Vec::new();
            pattern.indices(Utf32Str::new(text.as_ref(), &mut letters), &mut matcher, &mut graphemes);
            graphemes.sort_unstable();
            graphemes.dedup();
            Match { index, graphemes }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(typed: &str, texts: &[&'static str]) -> Vec<&'static str> {
        rank(typed, texts, 10).into_iter().map(|found| texts[found.index]).collect()
    }

    #[test]
    fn beginnings_come_before_letters_here_and_there() {
        let names = ["pause", "columns", "status", "show", "sort"];
        assert_eq!(ranked("so", &names), ["sort", "show"]);
        assert_eq!(ranked("st", &names)[0], "status");
        assert_eq!(ranked("", &names), names);
        assert!(ranked("xyz", &names).is_empty());
    }

    #[test]
    fn any_script_and_case_is_found_and_the_typed_graphemes_are_told() {
        assert_eq!(ranked("回访", &["vip", "客户回访"]), ["客户回访"]);
        assert_eq!(ranked("BETE", &["bête"]), ["bête"]);
        assert_eq!(ranked("retry otp", &["ph_otp_retry"]), ["ph_otp_retry"]);
        let found = rank("访x", ["客户回访 👨‍👩‍👧 x"], 1);
        assert_eq!(found, [Match { index: 0, graphemes: vec![3, 7] }]);
    }

    #[test]
    fn no_more_than_asked_for_are_kept() {
        let many: Vec<String> = (0..1000).map(|n| format!("task {n}")).collect();
        assert_eq!(rank("task", &many, 7).len(), 7);
        assert_eq!(rank("", &many, 7).len(), 7);
    }
}
