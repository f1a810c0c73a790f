//! The rules, one after the other. Uses `rule`.
