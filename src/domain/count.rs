//! Counts as people read them. Uses nothing.

/// The largest count that can be meant: hundreds of times every telephone number on earth. Sums of millions of such counts
/// still fit into 64 bits, so that no sum is ever cut off to a number that looks right.
pub const LARGEST_COUNT: i64 = 1_000_000_000_000;

/// Whether a count can be one: neither negative nor beyond all measure.
pub fn is_plausible(count: i64) -> bool {
    (0..=LARGEST_COUNT).contains(&count)
}

/// A count with commas between the thousands: `203,557`.
pub fn thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
