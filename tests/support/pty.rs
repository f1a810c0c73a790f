//! A program in a real pseudo-terminal with a terminal emulator behind it: types keys, waits for what the screen shows.
//! Waiting is woken by the program's output, never by a clock, and ends with the last screen when the time is up.

use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to show what a test waits for, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(30);

struct State {
    parser: vt100::Parser,
    output_bytes: u64,
    /// Everything that the program wrote.
    output: Vec<u8>,
    is_held: bool,
    is_cut: bool,
    ended: bool,
}

/// A program running in a terminal.
pub struct Pty {
    /// The other side of the terminal: its line and its keyboard; `None` once hung up.
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn std::io::Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    state: Arc<(Mutex<State>, Condvar)>,
    line_settings_before: String,
}

/// How a program is started.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// The program.
    pub program: &'a str,
    /// Its arguments.
    pub arguments: &'a [&'a str],
    /// Its environment beside PATH, TERM and LANG, which may be changed here too.
    pub environment: &'a [(&'a str, &'a str)],
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// Whether the terminal is the process's own, which sends it signals and can be opened as `/dev/tty`.
    pub is_own_terminal: bool,
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has rows and columns")
}

impl Pty {
    /// Starts a program with only the given environment (plus PATH and TERM) in a terminal of a size.
    #[allow(dead_code, reason = "not every test has so little to say")]
    pub fn start(program: &str, arguments: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        Self::start_as(Start { program, arguments, environment, size: (columns, rows), is_own_terminal: true })
    }

    /// Starts a program.
    pub fn start_as(start: Start<'_>) -> Self {
        let Start { program, arguments, environment, size: (columns, rows), is_own_terminal } = start;
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal can be opened");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(std::env::current_dir().expect("there is a current folder"));
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.set_controlling_tty(is_own_terminal);
        let line_settings_before = line_settings(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let state = Arc::new((
            Mutex::new(State {
                parser,
                output_bytes: 0,
                output: Vec::new(),
                is_held: false,
                is_cut: false,
                ended: false,
            }),
            Condvar::new(),
        ));
        let keyboard = pair.master.take_writer().expect("the keyboard can be taken");
        let mut output = pair.master.try_clone_reader().expect("the output can be read");
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            let mut bytes = [0; 65_536];
            loop {
                let read = output.read(&mut bytes).unwrap_or(0);
                let (state, changed) = &*shared;
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                if read == 0 {
                    state.ended = true;
                    changed.notify_all();
                    return;
                }
                state.parser.process(&bytes[..read]);
                state.output_bytes += read as u64;
                state.output.extend_from_slice(&bytes[..read]);
                changed.notify_all();
                let state = changed.wait_while(state, |state| state.is_held).unwrap_or_else(PoisonError::into_inner);
                if state.is_cut {
                    return;
                }
            }
        });
        Self { master: Some(pair.master), keyboard: Some(keyboard), child, state, line_settings_before }
    }

    /// Types text as it stands; control characters are keys (`"\r"` enter, `"\x1b"` escape).
    pub fn keys(&mut self, text: &str) {
        let keyboard = self.keyboard.as_mut().expect("the terminal is there");
        keyboard.write_all(text.as_bytes()).expect("the terminal takes keys");
        keyboard.flush().expect("the terminal takes keys");
    }

    /// Waits until the screen satisfies a condition; fails with the last screen.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let (state, changed) = &*self.state;
        let state = state.lock().expect("the state is whole");
        let unmet = |state: &mut State| !condition(state.parser.screen()) && !state.ended;
        let (state, _) = changed.wait_timeout_while(state, PATIENCE, unmet).expect("the state is whole");
        let (met, ended, contents) = (condition(state.parser.screen()), state.ended, state.parser.screen().contents());
        drop(state);
        assert!(met, "never saw {what}; ended: {ended}; the screen:\n{contents}");
    }

    /// Presses a key until the screen satisfies a condition, for keys that may be pressed again without harm. A terminal
    /// hands over an escape and a key right behind it as one chord, so that on a busy machine one of the two is lost.
    #[allow(dead_code, reason = "for tests only, not for measuring")]
    pub fn press_until(&mut self, key: &str, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        for _ in 0..10 {
            self.keys(key);
            let (state, changed) = &*self.state;
            let state = state.lock().expect("the state is whole");
            let unmet = |state: &mut State| !condition(state.parser.screen()) && !state.ended;
            let (state, _) = changed.wait_timeout_while(state, PATIENCE / 10, unmet).expect("the state is whole");
            if condition(state.parser.screen()) {
                return;
            }
        }
        self.wait_until(what, condition);
    }

    /// Waits for the program's first output.
    #[allow(dead_code, reason = "for programs that ask the terminal something first")]
    pub fn wait_for_first_output(&self) {
        let (state, changed) = &*self.state;
        let guard = state.lock().expect("the state is whole");
        let silent = |state: &mut State| state.output_bytes == 0 && !state.ended;
        let (guard, _) = changed.wait_timeout_while(guard, PATIENCE, silent).expect("the state is whole");
        assert!(guard.output_bytes > 0, "the program wrote nothing");
    }

    /// Whether the screen comes to satisfy a condition while somebody waits so long for it.
    #[allow(dead_code, reason = "for pictures, where a screen that does not come up is reported")]
    pub fn sees(&self, patience: Duration, condition: impl Fn(&vt100::Screen) -> bool) -> bool {
        let (state, changed) = &*self.state;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let unmet = |state: &mut State| !condition(state.parser.screen()) && !state.ended;
        let waited = changed.wait_timeout_while(state, patience, unmet);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        condition(state.parser.screen())
    }

    /// Waits until nothing was written for so long, so that no picture holds half a frame. Whether that came about in so
    /// many tries, each of which ends with the next output.
    #[allow(dead_code, reason = "for pictures")]
    pub fn falls_silent(&self, quiet: Duration, tries: usize) -> bool {
        let (state, changed) = &*self.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..tries {
            let before = state.output_bytes;
            let no_output = |state: &mut State| state.output_bytes == before && !state.ended;
            let waited = changed.wait_timeout_while(state, quiet, no_output);
            let (after, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() || after.ended {
                return true;
            }
            state = after;
        }
        false
    }

    /// Waits until the screen holds a text.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until the screen no longer holds a text.
    pub fn wait_gone(&self, text: &str) {
        self.wait_until(&format!("{text:?} gone"), |screen| !screen.contents().contains(text));
    }

    /// The screen's text.
    pub fn contents(&self) -> String {
        self.with_screen(vt100::Screen::contents)
    }

    /// Looks at the screen.
    pub fn with_screen<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.state.0.lock().expect("the state is whole").parser.screen())
    }

    /// How many bytes the program has written so far.
    #[allow(dead_code, reason = "used where cost is measured, not where behaviour is tested")]
    pub fn output_bytes(&self) -> u64 {
        self.state.0.lock().expect("the state is whole").output_bytes
    }

    /// The text of the row that is shown in reverse, which is the selection in the mono theme.
    pub fn selected_row(screen: &vt100::Screen) -> Option<String> {
        let (rows, columns) = screen.size();
        let reversed = |row: u16| {
            (0..columns.get()).filter(|&column| screen.cell(row, column).is_some_and(vt100::Cell::inverse)).count()
        };
        let row = (0..rows.get()).find(|&row| reversed(row) > usize::from(columns.get()) / 2)?;
        screen.rows(0, columns.get()).nth(usize::from(row))
    }

    /// Changes the terminal's size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let (state, _) = &*self.state;
        state.lock().expect("the state is whole").parser.screen_mut().set_size(cells(rows), cells(columns));
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master().resize(size).expect("the terminal can be resized");
    }

    /// The program's process id.
    pub fn process_id(&self) -> u32 {
        self.child.process_id().expect("the program runs")
    }

    /// The terminal's line settings, as text for comparing.
    #[allow(dead_code, reason = "not every test looks at them")]
    pub fn line_settings(&self) -> String {
        line_settings(self.master())
    }

    fn master(&self) -> &(dyn MasterPty + Send) {
        self.master.as_deref().expect("the terminal is there")
    }

    /// The terminal's line settings before the program was started.
    #[allow(dead_code, reason = "not every test looks at them")]
    pub fn line_settings_before(&self) -> &str {
        &self.line_settings_before
    }

    /// Everything that the program has written so far.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&self.state.0.lock().expect("the state is whole").output).into_owned()
    }

    /// Forgets what the program has written so far, but for the screen: hours of it would fill the memory.
    #[allow(dead_code, reason = "for long runs")]
    pub fn forget_output(&self) {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).output.clear();
    }

    /// Whether the program has ended, or closed its terminal.
    #[allow(dead_code, reason = "for long runs")]
    pub fn has_ended(&self) -> bool {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).ended
    }

    /// Waits until the program has written something, be it visible or not.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn wait_for_output(&self, text: &str) {
        let (state, changed) = &*self.state;
        let is_there = |state: &State| String::from_utf8_lossy(&state.output).contains(text);
        let state = state.lock().expect("the state is whole");
        let unmet = |state: &mut State| !is_there(state) && !state.ended;
        let (state, _) = changed.wait_timeout_while(state, PATIENCE, unmet).expect("the state is whole");
        assert!(is_there(&state), "never wrote {text:?}");
    }

    /// Reads no more of what the program writes, like a connection that is stuck. What was on its way is still read.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn hold_output(&self) {
        self.state.0.lock().expect("the state is whole").is_held = true;
    }

    /// Reads on after [`Pty::hold_output`], to the end of a program that has ended.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn read_the_rest(&self) {
        let (state, changed) = &*self.state;
        let mut state = state.lock().expect("the state is whole");
        state.is_held = false;
        changed.notify_all();
        drop(changed.wait_timeout_while(state, PATIENCE, |state| !state.ended).expect("the state is whole"));
    }

    /// Closes the terminal under the program. Waits for its end, and returns its exit code; the program must write
    /// something by itself, or the terminal stays open.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn hang_up(&mut self) -> u32 {
        // The thread that reads holds the terminal open until it is through with what it reads next.
        self.state.0.lock().expect("the state is whole").is_cut = true;
        drop((self.master.take(), self.keyboard.take()));
        self.wait_for_silent_end()
    }

    /// Waits for the end of the program without looking at its output.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn wait_for_silent_end(&mut self) -> u32 {
        let mut killer = self.child.clone_killer();
        let (sender, ended) = mpsc::channel();
        thread::scope(|scope| {
            let child = &mut self.child;
            scope.spawn(move || sender.send(child.wait()));
            let status = ended.recv_timeout(PATIENCE);
            let _ = killer.kill();
            status.expect("the program ends").expect("the program can be waited for").exit_code()
        })
    }

    /// Waits for the end of the program and returns its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        let (state, changed) = &*self.state;
        let guard = state.lock().expect("the state is whole");
        let (guard, _) = changed.wait_timeout_while(guard, PATIENCE, |state| !state.ended).expect("the state is whole");
        assert!(guard.ended, "the program did not end; the screen:\n{}", guard.parser.screen().contents());
        drop(guard);
        self.child.wait().expect("the program can be waited for").exit_code()
    }
}

#[cfg(unix)]
fn line_settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

#[cfg(not(unix))]
fn line_settings(_: &(dyn MasterPty + Send)) -> String {
    String::new()
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
