//! The expected end in words. Uses `domain`.
