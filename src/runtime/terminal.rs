//! Taking the terminal over and giving it back whole. Uses `mouse` and `placed`.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write, stdin, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::style::{Attribute, Print, SetAttribute, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::abilities::Abilities;
use super::mouse::ReportClicks;
use super::placed::PlacedBackend;
use super::title::{self, PUSH_TITLE};
use crate::view::take_joined_signs_apart;

/// One frame is one write: a slow link never shows half a screen.
const FRAME_BUFFER_BYTES: usize = 256 * 1024;

/// A line below every terminal's last one; terminals take their last one instead.
const FAR_BELOW: u16 = 998;

/// Whether the screen is ours at the moment, so that giving it back twice does nothing the second time.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the terminal keeps a window title of ours that has to go with us.
static HAS_TITLE: AtomicBool = AtomicBool::new(false);

/// Whether keys can be read: crossterm reads the standard input, else the process's own terminal.
pub fn has_keyboard() -> bool {
    stdin().is_terminal() || File::open("/dev/tty").is_ok()
}

/// Whether the terminal on standard output was closed: it no longer has any settings.
#[cfg(unix)]
pub fn is_gone() -> bool {
    rustix::termios::tcgetattr(rustix::stdio::stdout()).is_err()
}

/// Whether the terminal on standard output was closed, as far as this platform tells.
#[cfg(not(unix))]
pub fn is_gone() -> bool {
    !stdout().is_terminal()
}

/// The terminal while the dashboard owns it. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<PlacedBackend<FrameWriter>>,
    /// The title that the terminal shows; `None` where it has to be told again.
    title: Option<String>,
    abilities: Abilities,
    has_mouse: bool,
}

impl Screen {
    /// Switches to the alternate screen and raw mode.
    ///
    /// # Errors
    /// When there is no terminal to switch.
    pub fn take(abilities: Abilities) -> io::Result<Self> {
        // The theme decides about colour. With NO_COLOR set, crossterm would answer every colour command with a bare
        // reset, which also takes bold and reverse away and with them the selection bar.
        force_color_output(true);
        enter(abilities, false)?;
        match Terminal::new(PlacedBackend::new(FrameWriter::default())) {
            Ok(terminal) => Ok(Self { terminal, title: None, abilities, has_mouse: false }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Draws one frame as one synchronized update and returns what the drawing learned. The window's title goes with it
    /// where it has changed.
    ///
    /// # Errors
    /// When the terminal cannot be written to, for example because it is gone.
    pub fn draw<T>(&mut self, title: &str, paint: impl FnOnce(&mut ratatui::Frame<'_>) -> T) -> io::Result<Option<T>> {
        let mut learned = None;
        if self.abilities.has_titles && self.title.as_deref() != Some(title) {
            queue!(self.terminal.backend_mut(), Print(title::sequence(title)))?;
            self.title = Some(title.to_owned());
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let splits_signs = self.abilities.splits_signs;
        self.terminal.draw(|frame| {
            learned = Some(paint(frame));
            if splits_signs {
                take_joined_signs_apart(frame.buffer_mut());
            }
        })?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Write::flush(self.terminal.backend_mut())?;
        Ok(learned)
    }

    /// Makes the next drawing paint every cell. Asks the terminal nothing: an answer would be swallowed by the event
    /// stream and the wait for it would freeze the screen.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn repaint(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Sends a sequence that draws nothing, between two frames.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.terminal.backend_mut().write_all(sequence)?;
        Write::flush(self.terminal.backend_mut())
    }

    /// Asks the terminal to report the mouse, or to keep it for its own selection.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn capture_mouse(&mut self, reports: bool) -> io::Result<()> {
        self.has_mouse = reports;
        if reports { execute!(stdout(), ReportClicks) } else { execute!(stdout(), DisableMouseCapture) }
    }

    /// Gives the terminal back for a while; see [`Screen::retake`].
    pub fn leave(&mut self) {
        restore();
    }

    /// Takes the terminal again, whatever others did to it in between. The next frame must be a [`Screen::repaint`].
    ///
    /// # Errors
    /// When the terminal cannot be switched, for example because it is gone.
    pub fn retake(&mut self) -> io::Result<()> {
        // A shell that stopped us from outside has put line mode back by itself; raw mode would still count as on.
        let _ = disable_raw_mode();
        self.title = None;
        enter(self.abilities, self.has_mouse)
    }

    /// Draws a last frame without sending it, for [`super::last_frame::print`].
    ///
    /// # Errors
    /// When the terminal's size cannot be read.
    pub fn last_frame(&mut self, paint: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<Buffer> {
        self.terminal.autoresize()?;
        let mut frame = self.terminal.get_frame();
        paint(&mut frame);
        Ok(frame.buffer_mut().clone())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gathers a frame and writes it at once when flushed. What was not flushed when the terminal is given back is never
/// written: half a frame would land on the shell's screen, and the beginning of a synchronized update would freeze it.
struct FrameWriter(Vec<u8>);

impl Default for FrameWriter {
    fn default() -> Self {
        Self(Vec::with_capacity(FRAME_BUFFER_BYTES))
    }
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let is_ours = IS_TAKEN.load(Ordering::SeqCst);
        let written = if is_ours { stdout().write_all(&self.0).and_then(|()| stdout().flush()) } else { Ok(()) };
        self.0.clear();
        written
    }
}

fn enter(abilities: Abilities, has_mouse: bool) -> io::Result<()> {
    IS_TAKEN.store(true, Ordering::SeqCst);
    HAS_TITLE.store(abilities.has_titles, Ordering::SeqCst);
    let entered = enable_raw_mode().and_then(|()| {
        let mut out = stdout();
        if abilities.has_titles {
            queue!(out, Print(PUSH_TITLE))?;
        }
        // Cleared, for a terminal without an alternate screen keeps what was on it, and blank cells are not drawn at first.
        queue!(out, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, Hide)?;
        if has_mouse {
            queue!(out, ReportClicks)?;
        }
        out.flush()
    });
    if entered.is_err() {
        restore();
    }
    entered
}

/// Gives the terminal back: normal screen, cursor, mouse, paste mode, title, line mode. Safe to call from a panic hook
/// and twice.
pub fn restore() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Each step is tried whatever became of the others: a terminal that is gone must not keep the rest from happening.
    let _ = write_leaving(stdout());
    let _ = disable_raw_mode();
}

/// Gives the terminal back where nothing can be written to it: line mode only.
pub(super) fn restore_line_mode() {
    IS_TAKEN.store(false, Ordering::SeqCst);
    let _ = disable_raw_mode();
}

fn write_leaving(mut out: impl Write) -> io::Result<()> {
    queue!(out, EndSynchronizedUpdate, DisableMouseCapture, DisableBracketedPaste)?;
    if HAS_TITLE.load(Ordering::SeqCst) {
        queue!(out, Print(title::POP_TITLE))?;
    }
    // A console without an alternate screen keeps the board; there the prompt gets the last line. Elsewhere the line
    // goes with the alternate screen.
    queue!(out, SetAttribute(Attribute::Reset), MoveTo(0, FAR_BELOW), Clear(ClearType::CurrentLine))?;
    queue!(out, LeaveAlternateScreen, Show)?;
    out.flush()
}
