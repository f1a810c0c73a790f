//! Taking the terminal over and giving it back whole. Uses `mouse`.

use std::io::{self, BufWriter, Stdout, Write as _, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::force_color_output;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::mouse::ReportClicks;

/// One frame is one write: a slow link never shows half a screen.
const FRAME_BUFFER_BYTES: usize = 256 * 1024;

/// Whether the screen is ours at the moment, so that giving it back twice does nothing the second time.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the dashboard owns it. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Switches to the alternate screen and raw mode.
    ///
    /// # Errors
    /// When there is no terminal to switch.
    pub fn take() -> io::Result<Self> {
        // The theme decides about colour. With NO_COLOR set, crossterm would answer every colour command with a bare
        // reset, which also takes bold and reverse away and with them the selection bar.
        force_color_output(true);
        IS_TAKEN.store(true, Ordering::SeqCst);
        let entered =
            enable_raw_mode().and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide));
        if let Err(error) = entered {
            restore();
            return Err(error);
        }
        let writer = BufWriter::with_capacity(FRAME_BUFFER_BYTES, stdout());
        match Terminal::new(CrosstermBackend::new(writer)) {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Draws one frame as one synchronized update and returns what the drawing learned.
    ///
    /// # Errors
    /// When the terminal cannot be written to, for example because it is gone.
    pub fn draw<T>(&mut self, paint: impl FnOnce(&mut ratatui::Frame<'_>) -> T) -> io::Result<Option<T>> {
        let mut learned = None;
        crossterm::queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| learned = Some(paint(frame)))?;
        crossterm::queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        io::Write::flush(self.terminal.backend_mut())?;
        Ok(learned)
    }

    /// Has the terminal report the mouse, or keep it for its own selection.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn capture_mouse(&mut self, is_on: bool) -> io::Result<()> {
        if is_on { execute!(stdout(), ReportClicks) } else { execute!(stdout(), DisableMouseCapture) }
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
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back: normal screen, cursor, mouse, paste mode, line mode. Safe to call from a panic hook and twice.
pub fn restore() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Each step is tried whatever became of the others: a terminal that is gone must not keep the rest from happening.
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
    let _ = stdout().flush();
}
