//! The history on disk. Uses `domain` and `history`.
