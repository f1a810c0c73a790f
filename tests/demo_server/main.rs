//! The demo server over real sockets: its checks, conditions, signatures, paging, faults, and the life of its fleet.

mod checks;
mod faults;
mod life;
mod list;
mod support;
