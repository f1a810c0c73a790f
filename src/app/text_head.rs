//! Texts as numbers in the same order, eight bytes at a time. Uses nothing.

/// Bytes in a piece.
pub(super) const PIECE_BYTES: usize = 8;

/// Eight bytes of a text from a place on, filled up with zeros. Bytes of UTF-8 compare as characters do.
pub(super) fn piece(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk() {
        return u64::from_be_bytes(*eight);
    }
    let mut bytes = [0; PIECE_BYTES];
    for (to, from) in bytes.iter_mut().zip(rest) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

/// Whether a text may go on after a piece: its last byte is not filling.
pub(super) fn goes_on(piece: u64) -> bool {
    piece & 0xff != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_in_the_order_of_the_texts() {
        let long = "a name that is longer than one head of pieces, and then some";
        let texts = ["", "a", "B", "b1", long, "a name that is", "école", "客户回访", "客户", "\u{10ffff}"];
        let pieces = |text: &str| (0..10).map(|number| piece(text.as_bytes(), number * 8)).collect::<Vec<_>>();
        for a in texts {
            for b in texts {
                assert_eq!(pieces(a).cmp(&pieces(b)), a.cmp(b), "{a} and {b}");
            }
        }
    }

    #[test]
    fn filling_ends_a_text() {
        assert!(goes_on(piece(b"12345678", 0)) && !goes_on(piece(b"1234567", 0)) && !goes_on(piece(b"12345678", 8)));
    }
}
