//! Real programs, started for alerts.

#![cfg(unix)]

use std::fs;
use std::path::Path;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;

fn shell(script: &str, path: &Path) -> Vec<String> {
    // The path is an argument of the script, not a part of it.
    ["/bin/sh", "-c", script, "sh", path.to_str().unwrap()].map(str::to_owned).to_vec()
}

fn hook(words: Vec<String>) -> (Hook, UnboundedReceiver<Msg>) {
    let (tell, told) = unbounded_channel();
    let path = ("PATH".into(), std::env::var_os("PATH").unwrap());
    let own = [("CALLBOT_SECRET_KEY", "TOP-SECRET"), ("callbot_uuid", "999"), ("GREETING", "hello")];
    let environment = own.map(|(name, value)| (name.into(), value.into())).into_iter().chain([path]);
    (Hook::new(words, environment, tell), told)
}

async fn run_all(hook: &mut Hook) {
    while let Some(ended) = hook.under_way.join_next().await {
        ended.unwrap();
    }
}

fn said(told: &mut UnboundedReceiver<Msg>) -> Option<String> {
    match told.try_recv().ok()? {
        Msg::Toast(ToastKind::Failed, text) => Some(text),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_alert_comes_on_standard_input_and_nothing_of_it_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let (mut hook, mut told) = hook(shell("cat > \"$1\"", &path));
    let json = format!("{{\"name\":\"$(touch {}) `id` '; rm -rf x\"}}", folder.path().join("owned").display());
    hook.start(json.clone());
    run_all(&mut hook).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{json}\n"));
    assert!(!folder.path().join("owned").exists());
    assert_eq!(said(&mut told), None);
}

#[tokio::test]
async fn the_environment_holds_none_of_our_own_variables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let (mut hook, _told) = hook(shell("env > \"$1\"", &path));
    hook.start("{}".to_owned());
    run_all(&mut hook).await;
    let environment = fs::read_to_string(&path).unwrap();
    assert!(environment.contains("GREETING=hello") && environment.contains("PATH="));
    assert!(!environment.contains("TOP-SECRET") && !environment.to_uppercase().contains("CALLBOT_"), "{environment}");
}

#[tokio::test]
async fn failures_are_told_once_with_the_programs_name_alone() {
    let (mut missing, mut told) = hook(vec!["/no/such/program".to_owned(), "token-in-an-argument".to_owned()]);
    missing.start("{}".to_owned());
    missing.start("{}".to_owned());
    run_all(&mut missing).await;
    let text = said(&mut told).unwrap();
    assert_eq!(text, "the alert command /no/such/program failed: no such program");
    assert_eq!(said(&mut told), None);

    let (mut failing, mut told) = hook(shell("exit 3", Path::new("-")));
    failing.start("{}".to_owned());
    run_all(&mut failing).await;
    assert!(said(&mut told).unwrap().contains("exit status: 3"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_that_hangs_is_killed_with_what_it_started() {
    use std::io::Read as _;
    use std::os::fd::AsRawFd as _;
    let folder = tempfile::tempdir().unwrap();
    let begun = folder.path().join("begun");
    let (mut held, holder) = std::io::pipe().unwrap();
    // The sleeper holds the pipe: it is at its end only once nobody lives who could write.
    let holder_path = format!("/proc/{}/fd/{}", std::process::id(), holder.as_raw_fd());
    let script = format!("exec 3>{holder_path}; sleep 60 & : > \"$1\"; wait");
    let (mut hook, mut told) = hook(shell(&script, &begun));
    Arc::get_mut(&mut hook.run).unwrap().limit = Duration::from_secs(2);
    hook.start("{}".to_owned());
    run_all(&mut hook).await;
    assert!(said(&mut told).unwrap().contains("was killed"));
    assert!(begun.exists());
    drop(holder);
    assert_eq!(held.read(&mut [0]).unwrap(), 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_end_of_the_program_ends_what_a_run_started_too() {
    use std::io::Read as _;
    use std::os::fd::AsRawFd as _;
    let folder = tempfile::tempdir().unwrap();
    let begun = folder.path().join("begun");
    assert!(std::process::Command::new("mkfifo").arg(&begun).status().unwrap().success());
    let (mut held, holder) = std::io::pipe().unwrap();
    let holder_path = format!("/proc/{}/fd/{}", std::process::id(), holder.as_raw_fd());
    let script = format!("exec 3>{holder_path}; sleep 600 & : > \"$1\"; wait");
    let (mut hook, _told) = hook(shell(&script, &begun));
    hook.start("{}".to_owned());
    // Opened once the other side opens it too.
    tokio::task::spawn_blocking(move || fs::File::open(begun)).await.unwrap().unwrap();
    drop(hook);
    // The aborted run is dropped when the event loop comes to it.
    tokio::task::yield_now().await;
    drop(holder);
    assert_eq!(held.read(&mut [0]).unwrap(), 0);
}

#[tokio::test]
async fn one_that_does_not_read_a_long_alert_is_no_failure() {
    let (mut hook, mut told) = hook(vec!["true".to_owned()]);
    hook.start("x".repeat(1 << 20));
    run_all(&mut hook).await;
    assert_eq!(said(&mut told), None);
}

#[tokio::test]
async fn no_more_than_four_run_at_once_and_no_more_than_some_wait() {
    let folder = tempfile::tempdir().unwrap();
    let script = "mkdir -p \"$1\" && : > \"$1/$$\" && ls \"$1\" | wc -l >> \"$1.counts\"; rm \"$1/$$\"";
    let (mut hook, mut told) = hook(shell(script, &folder.path().join("runs")));
    for _ in 0..MOST + 3 {
        hook.start("{}".to_owned());
    }
    assert!(said(&mut told).unwrap().contains("too many"));
    run_all(&mut hook).await;
    let counts = fs::read_to_string(folder.path().join("runs.counts")).unwrap();
    let counts: Vec<usize> = counts.lines().map(|line| line.trim().parse().unwrap()).collect();
    assert_eq!(counts.len(), MOST);
    assert!(counts.iter().all(|count| *count <= SEATS), "{counts:?}");
}
