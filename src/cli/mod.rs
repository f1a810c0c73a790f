//! The command line. Uses every room.
