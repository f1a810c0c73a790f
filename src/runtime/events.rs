//! From the terminal's events to messages. Uses `app` and `keys`.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::Msg;
use crate::keys::{Chord, Key};

/// What a terminal event means to the dashboard; `None` for what it does not use.
pub fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => chord(key).map(Msg::Chord),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(..) => Some(Msg::Resized),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
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
    fn function_keys_come_as_far_as_keyboards_have_them() {
        assert_eq!(pressed(KeyCode::F(5), KeyModifiers::NONE), Some(Chord::plain(Key::F(5))));
        assert_eq!(pressed(KeyCode::F(13), KeyModifiers::NONE), None);
    }

    #[test]
    fn control_chords_are_in_small_letters() {
        assert_eq!(pressed(KeyCode::Char('C'), KeyModifiers::CONTROL), Some(Chord::ctrl('c')));
    }
}
