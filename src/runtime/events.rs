//! From the terminal's events to messages. Uses `app` and `keys`.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::app::{Mouse, MouseKind, Msg};
use crate::keys::{Chord, Key};

/// What a terminal event means to the dashboard; `None` for what it does not use.
pub fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => chord(key).map(Msg::Chord),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(..) => Some(Msg::Resized),
        Event::Mouse(event) => mouse(event).map(Msg::Mouse),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// What a mouse event means: presses of the left button and the wheel. Releases, drags and moves mean nothing here.
fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, column: event.column, line: event.row })
}

/// The chord of a key event. Presses and repeats count, releases (Windows, kitty protocol) do not.
fn chord(event: KeyEvent) -> Option<Chord> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let key = match event.code {
        // Terminals differ in whether they report a capital letter or a small one with shift.
        KeyCode::Char(c) if event.modifiers.contains(KeyModifiers::SHIFT) && c.is_ascii_lowercase() => {
            Key::Char(c.to_ascii_uppercase())
        }
        KeyCode::Char(c) if ctrl => Key::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(number @ 1..=12) => Key::F(number),
        _ => return None,
    };
    Some(Chord { key, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Chord> {
        chord(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn capital_letters_come_the_same_from_every_terminal() {
        let capital = Some(Chord::char('G'));
        assert_eq!(pressed(KeyCode::Char('G'), KeyModifiers::SHIFT), capital);
        assert_eq!(pressed(KeyCode::Char('g'), KeyModifiers::SHIFT), capital);
        assert_eq!(pressed(KeyCode::Char('G'), KeyModifiers::NONE), capital);
        assert_eq!(pressed(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Chord::char('?')));
    }

    #[test]
    fn repeats_count_and_releases_do_not() {
        let event = |kind| KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, kind);
        assert_eq!(chord(event(KeyEventKind::Repeat)), Some(Chord::plain(Key::Down)));
        assert_eq!(chord(event(KeyEventKind::Release)), None);
    }

    #[test]
    fn of_the_mouse_only_the_left_button_and_the_wheel_count() {
        let kind =
            |kind| mouse(MouseEvent { kind, column: 3, row: 7, modifiers: KeyModifiers::NONE }).map(|mouse| mouse.kind);
        assert_eq!(kind(MouseEventKind::Down(MouseButton::Left)), Some(MouseKind::Click));
        assert_eq!(kind(MouseEventKind::ScrollUp), Some(MouseKind::WheelUp));
        assert_eq!(kind(MouseEventKind::ScrollDown), Some(MouseKind::WheelDown));
        for other in [
            MouseEventKind::Down(MouseButton::Right),
            MouseEventKind::Up(MouseButton::Left),
            MouseEventKind::Drag(MouseButton::Left),
            MouseEventKind::Moved,
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }

    #[test]
    fn function_keys_come_as_far_as_keyboards_have_them() {
        assert_eq!(pressed(KeyCode::F(5), KeyModifiers::NONE), Some(Chord::plain(Key::F(5))));
        assert_eq!(pressed(KeyCode::F(13), KeyModifiers::NONE), None);
    }

    #[test]
    fn control_chords_are_in_small_letters() {
        assert_eq!(pressed(KeyCode::Char('C'), KeyModifiers::CONTROL), Some(Chord::ctrl('c')));
    }
}
