//! The poller and the headless sweep against a scripted source, in tokio's paused time: no socket, no real waiting.

#[cfg(test)]
mod background;
#[cfg(test)]
mod headless;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod script;
