//! Keeps the process's memory, in which the secret is, out of core dumps and from the user's other programs. Uses no other
//! room.

/// Asks the system to write no core dump of this process and, on Linux, to let no other process of the same user look into
/// its memory or its environment. For the first line of `main`. Where the system refuses, the program runs all the same.
pub fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // Only the soft limit: programs that this one starts may raise it again for themselves.
        let limit = getrlimit(Resource::Core);
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit });
    }
    // The limit does not hold where the system hands core dumps to a program, as most distributions do.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn neither_the_system_nor_a_program_may_take_the_memory() {
        super::forbid();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert!(std::fs::metadata("/proc/self/environ").is_ok(), "its own doings go on");
    }
}
