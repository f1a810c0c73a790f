//! What can be typed into the filter line, by example: for the help and for the empty line. Uses nothing.

/// Examples of every kind of term, each with what it finds.
pub const LANGUAGE: [(&str, &str); 9] = [
    ("promo", "in name, ids, scene or strategy"),
    ("!test", "all without it; turns any term round"),
    ("asr<15", "answer rate in percent; done>=90 too"),
    ("left>1k", "orders left; also total, calls"),
    ("max>20", "calls at a time"),
    ("age<2d", "created less than two days ago"),
    ("st:run,paused", "these statuses"),
    ("win:open", "dial window: open, shut or unknown"),
    ("zone:+7", "task zone; name, id, scene, strategy"),
];

/// A few terms that show what is possible.
pub const SAMPLES: [&str; 5] = ["text", "!text", "asr<15", "left>1k", "win:open"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Filter;

    #[test]
    fn every_example_is_understood() {
        for example in LANGUAGE.map(|(example, _)| example).into_iter().chain(SAMPLES).chain(["done>=90", "win:shut"]) {
            let filter = Filter::parse(example);
            assert!(filter.problem.is_none() && !filter.is_empty(), "{example}: {:?}", filter.problem);
        }
    }
}
