//! Job control: stopping for the shell above, where there is one. Uses no other room.

/// Whether a shell above can continue this program once it is stopped. Where none can, stopping would be for ever.
///
/// A process group is watched over where one of its processes has its parent in the same session but in another group:
/// that parent is the shell. Where the stop signal was ignored from the start, whoever started us wants no stops.
///
/// Asked through `nix`, whose numbers may be 0: that is how a container that was started from without sees the session of
/// a process whose leader is not in it. `rustix` takes that for impossible.
#[cfg(unix)]
pub fn has_job_control() -> bool {
    use nix::unistd::{Pid, getpgid, getppid, getsid};

    /// Longer than any chain of wrappers; a chain that changes while it is walked must not hold us up.
    const LONGEST_CHAIN: usize = 64;

    let (Ok(session), Ok(group)) = (getsid(None), getpgid(None)) else {
        return false;
    };
    let mut parent = getppid();
    for _ in 0..LONGEST_CHAIN {
        // Number 0 stands for "myself" in these questions, and for "outside of the container" in the answers.
        if parent.as_raw() <= 0 || getsid(Some(parent)) != Ok(session) {
            return false;
        }
        if getpgid(Some(parent)) != Ok(group) {
            return true;
        }
        parent = match std::fs::read_to_string(format!("/proc/{parent}/stat")) {
            Ok(stat) => Pid::from_raw(parent_in(&stat).unwrap_or(0)),
            // No such files on this system. A script of a shell of this session is all that can be above us.
            Err(_) => return true,
        };
    }
    false
}

/// The parent in a line of `/proc/PID/stat`. The program's name stands before it in brackets and may hold anything.
#[cfg(unix)]
fn parent_in(stat: &str) -> Option<i32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Whether the process was started with the stop signal ignored; `false` where the system does not tell. To be asked
/// before a handler is installed.
#[cfg(unix)]
pub(super) fn ignores_stop_signal() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return false;
    };
    ignores(&status, signal_hook::consts::SIGTSTP)
}

/// Whether `/proc/PID/status` counts a signal among those ignored.
#[cfg(unix)]
fn ignores(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal - 1)) != 0
}

/// Asks this program and its companions in the process group (a script around it, a pipe's other end) to stop. This
/// program hears it as a signal like any other.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn stop_group() -> std::io::Result<()> {
    Ok(rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?)
}

/// Stops this process. Returns when it is continued.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn stop() -> std::io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)
}

/// There is no job control on this platform.
#[cfg(not(unix))]
pub fn has_job_control() -> bool {
    false
}

/// Does nothing: there is no job control on this platform.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn stop_group() -> std::io::Result<()> {
    Ok(())
}

/// Does nothing: there is no job control on this platform.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn stop() -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_whatever_the_program_is_called() {
        assert_eq!(parent_in("77 (sh) S 12 77 77 34816 77 0"), Some(12));
        assert_eq!(parent_in("77 (a) S 9 (b) R 12 77"), Some(12));
        assert_eq!(parent_in("nonsense"), None);
    }

    #[test]
    fn the_ignored_signals_are_a_mask() {
        let status = "Name:\tx\nSigBlk:\t0000000000080000\nSigIgn:\t0000000000080000\n";
        assert!(ignores(status, 20));
        assert!(!ignores(status, 19));
        assert!(!ignores("", 20));
    }
}
