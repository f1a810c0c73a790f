//! Texts of many tasks without regard to case, side by side in one piece of memory. Uses nothing.
//!
//! Sorting looks at a text more than once, and tasks are scattered: what takes the time is to wait for memory. So each
//! text is fetched and folded once and laid down where its neighbours lie.

use std::sync::LazyLock;

use super::text_head::{PIECE_BYTES, piece};

/// Texts are told apart by so many bytes at most: enough for any name, and a bound for hostile ones.
const MOST_BYTES: usize = 256;

/// Bytes of a text to reckon with; longer ones let the memory grow.
const USUAL_BYTES: usize = 48;

/// Folded texts, by number.
#[derive(Debug, Default)]
pub(super) struct Folded {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    present: Vec<bool>,
}

impl Folded {
    /// Room for so many texts of usual length.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(count * USUAL_BYTES),
            ends: Vec::with_capacity(count),
            present: Vec::with_capacity(count),
        }
    }

    /// Adds a text, or the place of a missing one.
    pub(super) fn push(&mut self, text: Option<&str>) {
        self.present.push(text.is_some());
        let text = cut(text.unwrap_or_default());
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text.as_bytes());
        let added = self.bytes.get_mut(start..).unwrap_or_default();
        added.make_ascii_lowercase();
        if may_have_case(added) && !text.chars().all(is_folded_or_ascii) {
            self.bytes.truncate(start);
            for c in text.chars().flat_map(char::to_lowercase) {
                self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Adds all texts of another after its own.
    pub(super) fn append(&mut self, other: &Self) {
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| start.saturating_add(*end)));
        self.present.extend_from_slice(&other.present);
    }

    /// Gives back room that was not needed.
    pub(super) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.present.shrink_to_fit();
    }
}

impl Texts for Folded {
    fn get(&self, number: usize) -> Option<&[u8]> {
        if !self.present.get(number).copied().unwrap_or(false) {
            return None;
        }
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.bytes.get(start as usize..*self.ends.get(number)? as usize)
    }
}

/// Many texts by number, without regard to case.
pub(super) trait Texts: Sync {
    /// A text's bytes; they compare as its characters do. `None` where it is missing.
    fn get(&self, number: usize) -> Option<&[u8]>;

    /// Eight bytes of a text from a place on; `None` where it is missing.
    fn piece(&self, number: usize, at: usize) -> Option<u64> {
        self.get(number).map(|text| piece(text, at))
    }

    /// Up to where many texts are alike, where they are known to be alike up to `at`.
    fn alike_up_to(&self, numbers: &mut dyn Iterator<Item = usize>, at: usize) -> usize {
        let first = numbers.next().and_then(|number| self.get(number)).unwrap_or_default();
        let mut most = first.len();
        for number in numbers {
            if most <= at {
                return at;
            }
            most = alike_up_to(first, self.get(number).unwrap_or_default(), at, most);
        }
        most
    }
}

fn alike_up_to(a: &[u8], b: &[u8], at: usize, most: usize) -> usize {
    let mut at = at;
    while at < most {
        let difference = piece(a, at) ^ piece(b, at);
        if difference != 0 {
            return most.min(at + (difference.leading_zeros() / u8::BITS) as usize);
        }
        at += PIECE_BYTES;
    }
    most
}

fn cut(text: &str) -> &str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let end = (0..=MOST_BYTES).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// Whether bytes hold the first byte of a character that may have a small letter. Asking `char::to_lowercase` about every
/// character of a script without case would take most of the time. Every byte is looked at and none decides, so that many
/// can be looked at together.
fn may_have_case(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |any, byte| any | leads_case(*byte))
}

/// The first bytes of Latin, Greek, Cyrillic and Armenian letters, then of what came to Unicode later.
fn leads_case(byte: u8) -> bool {
    byte.wrapping_sub(0xc3) <= 0xd5 - 0xc3 || byte.wrapping_sub(0xe1) <= 1 || byte == 0xea || byte >= 0xef
}

/// Whether a character is its own small letter, or ASCII.
fn is_folded_or_ascii(c: char) -> bool {
    /// Below this are the scripts with case that names are made of.
    const KNOWN: u32 = 0x800;
    static IS_FOLDED: LazyLock<Vec<bool>> =
        LazyLock::new(|| (0..KNOWN).map(|number| char::from_u32(number).is_some_and(is_own_small_letter)).collect());
    c.is_ascii() || IS_FOLDED.get(c as usize).copied().unwrap_or_else(|| is_own_small_letter(c))
}

fn is_own_small_letter(c: char) -> bool {
    c.to_lowercase().eq([c])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(texts: &[&str]) -> Folded {
        let mut folded = Folded::default();
        texts.iter().for_each(|text| folded.push(Some(text)));
        folded
    }

    fn pieces(folded: &Folded, number: usize) -> Vec<u64> {
        (0..10).map(|at| folded.piece(number, at * 8).unwrap()).collect()
    }

    #[test]
    fn pieces_are_in_the_order_of_the_small_letters() {
        let long = "a name that is longer than one head of pieces, and then some";
        let texts = ["", "a", "B", "b1", long, "A NAME THAT IS", "école", "ÉCOLE 2", "客户回访", "客户", "İs", "ОПРОС"];
        let folded = folded(&texts);
        for (a, text) in texts.iter().enumerate() {
            for (b, other) in texts.iter().enumerate() {
                let expected = text.to_lowercase().cmp(&other.to_lowercase());
                assert_eq!(pieces(&folded, a).cmp(&pieces(&folded, b)), expected, "{text} and {other}");
            }
        }
    }

    #[test]
    fn every_character_is_folded_as_unicode_has_it() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let small: String = c.to_lowercase().collect();
            assert_eq!(folded(&[&text]).piece(0, 0), Some(piece(small.as_bytes(), 0)), "{c:?}");
        }
    }

    #[test]
    fn texts_are_alike_up_to_their_first_difference() {
        let alike = |texts: &[&str]| folded(texts).alike_up_to(&mut (0..texts.len()), 0);
        assert_eq!(alike(&["", ""]), 0);
        assert_eq!(alike(&["abc", "ABD", "abcd"]), 2);
        assert_eq!(alike(&["0123456789abc", "0123456789"]), 10);
        assert_eq!(alike(&["ОПРОС_0123456789", "опрос_0123456799"]), 19);
        assert_eq!(folded(&["xbc", "ybc"]).alike_up_to(&mut (0..2), 1), 3);
    }

    #[test]
    fn hostile_lengths_are_cut_between_characters() {
        assert_eq!(cut(&"x".repeat(100_000)).len(), MOST_BYTES);
        assert_eq!(cut(&"客".repeat(100_000)), "客".repeat(MOST_BYTES / 3));
    }

    #[test]
    fn halves_are_joined_and_missing_texts_stay_missing() {
        let mut both = folded(&["ОДИН", ""]);
        let mut more = Folded::default();
        [None, Some("b"), Some("ДВА")].iter().for_each(|text| more.push(*text));
        both.append(&more);
        let small = |text: &str| Some(piece(text.as_bytes(), 0));
        let expected = [small("один"), small(""), None, small("b"), small("два"), None];
        assert_eq!([0, 1, 2, 3, 4, 5].map(|number| both.piece(number, 0)), expected);
    }
}
