//! Tests of the rules, of the phases, and of what a person does about alerts.

mod book;
mod kept;
mod machine;
mod properties;
mod rules;
mod scene;
