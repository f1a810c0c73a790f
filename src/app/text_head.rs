//! Texts as numbers in the same order, eight bytes at a time. Uses nothing.

/// Bytes in a piece.
const PIECE_BYTES: usize = 8;

/// Pieces in a head.
pub(super) const HEAD_PIECES: usize = 4;

/// The first bytes of a text without regard to case, filled up with zeros. Bytes of UTF-8 compare as characters do.
pub(super) type Head = [u64; HEAD_PIECES];

/// The head of a text.
pub(super) fn head(text: &str) -> Head {
    let mut bytes = [0; PIECE_BYTES * HEAD_PIECES];
    fold_into(&mut bytes, text, 0);
    let mut head = Head::default();
    for (piece, eight) in head.iter_mut().zip(bytes.as_chunks().0) {
        *piece = u64::from_be_bytes(*eight);
    }
    head
}

/// A later piece of a text without regard to case.
pub(super) fn piece(text: &str, number: usize) -> u64 {
    let mut bytes = [0; PIECE_BYTES];
    fold_into(&mut bytes, text, number * PIECE_BYTES);
    u64::from_be_bytes(bytes)
}

/// A piece of a text as it is.
pub(super) fn exact_piece(text: &str, number: usize) -> u64 {
    let mut bytes = [0; PIECE_BYTES];
    copy(&mut bytes, text, number * PIECE_BYTES);
    u64::from_be_bytes(bytes)
}

/// Whether a text may go on after a piece: its last byte is not filling.
pub(super) fn goes_on(piece: u64) -> bool {
    piece & 0xff != 0
}

/// Copies a part of a text; what is beyond its end stays as it is.
fn copy(bytes: &mut [u8], text: &str, skip: usize) {
    let rest = text.as_bytes().get(skip..).unwrap_or_default();
    let count = rest.len().min(bytes.len());
    if let (Some(to), Some(from)) = (bytes.get_mut(..count), rest.get(..count)) {
        to.copy_from_slice(from);
    }
}

fn fold_into(bytes: &mut [u8], text: &str, skip: usize) {
    let end = skip + bytes.len();
    if text.as_bytes().get(..end).unwrap_or(text.as_bytes()).is_ascii() {
        copy(bytes, text, skip);
        bytes.make_ascii_lowercase();
        return;
    }
    let mut buffer = [0; 4];
    let mut at = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        for byte in c.encode_utf8(&mut buffer).bytes() {
            if at >= end {
                return;
            }
            if let Some(slot) = at.checked_sub(skip).and_then(|at| bytes.get_mut(at)) {
                *slot = byte;
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_in_the_order_of_the_folded_texts() {
        let long = "a name that is longer than one head of pieces, and then some";
        let texts = [
            "",
            "a",
            "B",
            "b1",
            long,
            "A NAME THAT IS",
            "école",
            "ÉCOLE 2",
            "客户回访",
            "客户",
            "İstanbul",
            "\u{10ffff}",
        ];
        let pieces = |text: &str| (0..10).map(|number| piece(text, number)).collect::<Vec<_>>();
        for a in texts {
            for b in texts {
                assert_eq!(pieces(a).cmp(&pieces(b)), a.to_lowercase().cmp(&b.to_lowercase()), "{a} and {b}");
            }
        }
    }

    #[test]
    fn a_head_is_its_first_pieces() {
        for text in ["short", "客户回访客户回访客户回访", "Just As Long As It Needs To Be Here"] {
            assert_eq!(head(text).to_vec(), (0..HEAD_PIECES).map(|number| piece(text, number)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn exact_pieces_keep_their_case_and_filling_ends_a_text() {
        assert!(exact_piece("B", 0) < exact_piece("a", 0));
        assert!(goes_on(piece("12345678", 0)) && !goes_on(piece("1234567", 0)) && !goes_on(piece("12345678", 1)));
    }
}
