//! Sequences by terminal, and fake tools on a search path of their own.

use super::*;

fn ways(variables: &[(&str, &str)]) -> Ways {
    Ways::of(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

fn sequence(variables: &[(&str, &str)], text: &str) -> Option<String> {
    ways(variables).sequence(text).map(|bytes| String::from_utf8(bytes).unwrap())
}

const XTERM: (&str, &str) = ("TERM", "xterm-256color");

#[test]
fn the_terminal_is_asked_in_the_form_that_reaches_it() {
    let text = "客户 id";
    let plain = "\u{1b}]52;c;5a6i5oi3IGlk\u{7}";
    assert_eq!(sequence(&[XTERM], text).as_deref(), Some(plain));
    assert_eq!(sequence(&[XTERM, ("SSH_TTY", "/dev/pts/1")], text).as_deref(), Some(plain));
    let wrapped = "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;5a6i5oi3IGlk\u{7}\u{1b}\\";
    assert_eq!(sequence(&[("TERM", "screen"), ("TMUX", "/tmp/t,1,0")], text).as_deref(), Some(wrapped));
}

#[test]
fn screen_gets_pieces_that_join_to_the_whole() {
    let text = "x".repeat(1000);
    let sent = sequence(&[("TERM", "screen"), ("STY", "1.pts")], &text).unwrap();
    let pieces: Vec<&str> = sent.split_terminator("\u{1b}\\").collect();
    assert!(pieces.len() > 4 && pieces.iter().all(|piece| piece.starts_with("\u{1b}P") && piece.len() <= 242));
    let joined: String = pieces.iter().map(|piece| &piece[2..]).collect();
    assert_eq!(Some(joined), sequence(&[XTERM], &text));
}

#[test]
fn terminals_without_a_clipboard_and_long_texts_are_not_sent_anything() {
    for terminal in ["linux", "dumb"] {
        assert_eq!(sequence(&[("TERM", terminal)], "x"), None);
    }
    let longest = "x".repeat(MOST_ENCODED_BYTES / 4 * 3);
    assert!(sequence(&[XTERM], &longest).is_some());
    assert_eq!(sequence(&[XTERM], &format!("{longest}xx")), None);
}

#[test]
fn tools_of_another_machine_are_left_alone() {
    let names = |variables: &[(&str, &str)]| ways(variables).tools.iter().map(|tool| tool.name).collect::<Vec<_>>();
    assert_eq!(names(&[("DISPLAY", ":0")]), ["pbcopy", "clip.exe", "xclip", "xsel"]);
    assert_eq!(names(&[("WAYLAND_DISPLAY", "w"), ("DISPLAY", "")]), ["pbcopy", "clip.exe", "wl-copy"]);
    let remote = ("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22");
    assert_eq!(names(&[remote, ("WAYLAND_DISPLAY", "w")]), [""; 0]);
    assert_eq!(names(&[remote, ("DISPLAY", "localhost:10.0")]), ["xclip", "xsel"]);
}

#[cfg(unix)]
mod with_tools {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use tempfile::TempDir;

    use super::*;

    /// A folder of tools that are shell scripts; each may write to a file beside it.
    struct Tools(TempDir);

    impl Tools {
        fn new(scripts: &[(&str, &str)]) -> Self {
            let folder = TempDir::new().unwrap();
            for (name, script) in scripts {
                let path = folder.path().join(name);
                fs::write(&path, format!("#!/bin/sh\n{}\n", script.replace("HERE", folder.path().to_str().unwrap())))
                    .unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
            Self(folder)
        }

        fn ways(&self, variables: &[(&str, &str)]) -> Ways {
            let path = ("PATH", self.0.path().to_str().unwrap());
            super::ways(&[variables, &[path]].concat())
        }

        fn got(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.0.path().join(name)).ok()
        }
    }

    const KEEP: &str = "/bin/cat > HERE/got; echo \"$@\" > HERE/arguments";

    #[tokio::test]
    async fn a_tool_gets_the_text_through_its_input_and_nothing_else() {
        let tools = Tools::new(&[("xclip", KEEP)]);
        let text = "$(touch /tmp/x) `id`\n'客户'";
        assert_eq!(tools.ways(&[("DISPLAY", ":0")]).offer(text).await, ["xclip"]);
        assert_eq!(tools.got("got").as_deref(), Some(text));
        assert_eq!(tools.got("arguments").as_deref(), Some("-selection clipboard -in\n"));
    }

    #[tokio::test]
    async fn the_next_tool_is_tried_where_one_fails_or_is_no_program() {
        let tools = Tools::new(&[("wl-copy", "exit 1"), ("xsel", KEEP)]);
        fs::write(tools.0.path().join("xclip"), "no program").unwrap();
        let display = [("WAYLAND_DISPLAY", "wayland-0"), ("DISPLAY", ":0")];
        assert_eq!(tools.ways(&display).offer("x").await, ["xsel"]);
        assert_eq!(tools.got("got").as_deref(), Some("x"));
        assert_eq!(Tools::new(&[]).ways(&display).offer("x").await, [""; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_tool_that_hangs_is_given_up() {
        let tools = Tools::new(&[("xclip", "exec /bin/sleep 600"), ("xsel", "exec /bin/sleep 600")]);
        // More than a pipe holds, so that writing waits as well.
        let text = "x".repeat(1 << 20);
        assert_eq!(tools.ways(&[("DISPLAY", ":0")]).offer(&text).await, [""; 0]);
    }

    #[tokio::test]
    async fn tmux_and_the_screen_of_the_machine_both_get_the_text() {
        let tools =
            Tools::new(&[("tmux", "/bin/cat > HERE/tmux-got; echo \"$@\" > HERE/arguments"), ("wl-copy", KEEP)]);
        let variables = [("TMUX", "/tmp/t,1,0"), ("WAYLAND_DISPLAY", "w")];
        assert_eq!(tools.ways(&variables).offer("x").await, ["tmux", "wl-copy"]);
        assert_eq!((tools.got("tmux-got"), tools.got("got")), (Some("x".to_owned()), Some("x".to_owned())));
    }

    #[tokio::test]
    async fn windows_gets_the_text_in_its_own_encoding() {
        let tools = Tools::new(&[("clip.exe", KEEP)]);
        assert_eq!(tools.ways(&[]).offer("客").await, ["clip.exe"]);
        assert_eq!(fs::read(tools.0.path().join("got")).unwrap(), [0xff, 0xfe, 0xa2, 0x5b]);
    }
}
