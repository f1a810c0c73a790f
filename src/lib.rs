//! callbot-tui: a terminal dashboard for outbound AI-call campaigns on the NXCloud Callbot platform.
//!
//! The rooms and the direction of their imports are described in `ARCHITECTURE.md` and held by `tests/architecture.rs`.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod history;
pub mod keys;
pub mod poll;
pub mod runtime;
pub mod store;
pub mod view;
