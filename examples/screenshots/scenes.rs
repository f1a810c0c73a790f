//! What pictures are taken of: each scene with its server, its keys and what to wait for. Uses nothing but the emulator's
//! screen.

use vt100::Screen;

/// Which demo server a scene is played on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// The default fleet, standing still; shared with other scenes.
    Fleet,
    /// The same fleet on a server of the scene's own, which it may stop; read every second.
    OwnFleet,
    /// The same fleet, dialling, on a server of the scene's own, its past in the history on disk; read every second, and
    /// only once after a kill.
    Moving,
    /// An account without tasks.
    Empty,
    /// What `--demo` shows: a fleet that moves, with a past and with trouble. Its pictures change with the time of day.
    Demo,
}

/// One thing to do.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Types text as it stands; control characters are keys.
    Type(&'static str),
    /// Waits for a screen, described in words for the failure message.
    Wait(&'static str, fn(&Screen) -> bool),
    /// Stops the scene's own server.
    StopServer,
    /// Lets so many seconds pass.
    Watch(u64),
    /// Ends the program as kill -9 does, and starts it again.
    KillAndStart,
}

/// A scene. After the last step the picture is taken.
#[derive(Debug)]
pub struct Scene {
    /// Its name: the beginning of the file names.
    pub name: &'static str,
    /// Its server.
    pub server: Server,
    /// What to do, from the start of the program.
    pub steps: &'static [Step],
}

use Step::{KillAndStart, StopServer, Type, Wait, Watch};

const BOARD: Step = Wait("a board that has been read in full", is_board);

/// The demo's first alert, in the first row.
const TROUBLE: Step = Wait("the demo's stall", |screen| is_board(screen) && shows(screen, "ALERT"));

/// Goes to a task whose dial window opens and shuts, unlike that of the first one.
const GO_TO_TASK: Step = Type("jj");

/// Every scene, in the order of the contact sheets.
pub const SCENES: &[Scene] = &[
    Scene { name: "board", server: Server::Demo, steps: &[TROUBLE] },
    Scene {
        name: "detail",
        server: Server::Demo,
        steps: &[TROUBLE, Type("\r"), Wait("the detail view", |screen| shows(screen, "NOW (10 MIN)"))],
    },
    Scene {
        name: "why",
        server: Server::Demo,
        steps: &[TROUBLE, Type("w"), Wait("the checklist", |screen| shows(screen, "VERDICT"))],
    },
    Scene {
        name: "alerts",
        server: Server::Demo,
        steps: &[TROUBLE, Type("a"), Wait("the alerts", |screen| has_frame(screen, "alerts"))],
    },
    Scene {
        name: "window-grid",
        server: Server::Fleet,
        steps: &[BOARD, GO_TO_TASK, Type("d"), Wait("the window grid", |screen| shows(screen, "dial window:"))],
    },
    Scene {
        name: "help",
        server: Server::Fleet,
        steps: &[BOARD, Type("?"), Wait("the help", |screen| shows(screen, "MOVE") && has_frame(screen, "help"))],
    },
    Scene {
        name: "columns",
        server: Server::Fleet,
        steps: &[BOARD, Type("K"), Wait("the list of columns", |screen| has_frame(screen, "columns"))],
    },
    Scene {
        name: "command-line",
        server: Server::Fleet,
        steps: &[BOARD, Type(":"), Type("so"), Wait("a command line with \"so\" typed", has_command)],
    },
    Scene {
        name: "stale",
        server: Server::OwnFleet,
        steps: &[BOARD, StopServer, Wait("STALE or FAILING with data of more than four seconds", is_stale)],
    },
    Scene {
        name: "after-kill",
        server: Server::Moving,
        steps: &[
            Wait("a pace", has_pace),
            Watch(20),
            KillAndStart,
            Wait("a pace from before the kill, with one reading", has_pace),
        ],
    },
    Scene {
        name: "empty",
        server: Server::Empty,
        steps: &[Wait("an empty board", |screen| shows(screen, "No tasks") && shows(screen, "LIVE"))],
    },
];

/// The scenes' names.
pub fn names() -> Vec<&'static str> {
    SCENES.iter().map(|scene| scene.name).collect()
}

fn shows(screen: &Screen, text: &str) -> bool {
    screen.contents().contains(text)
}

/// Whether data is on screen and nothing is being read.
fn is_board(screen: &Screen) -> bool {
    shows(screen, "LIVE") && shows(screen, "next poll") && shows(screen, "DONE/TOTAL")
}

/// Whether the line above the table tells calls a minute of the whole fleet.
fn has_pace(screen: &Screen) -> bool {
    let contents = screen.contents();
    let pace = contents.split_once(" calls/min").and_then(|(before, _)| before.rsplit(' ').next());
    is_board(screen) && pace.is_some_and(|pace| pace.parse().is_ok_and(|pace: f64| pace > 1.0))
}

/// Whether a frame has a text in its upper border.
fn has_frame(screen: &Screen, text: &str) -> bool {
    screen.contents().lines().any(|line| line.contains('╭') && line.to_lowercase().contains(text))
}

fn has_command(screen: &Screen) -> bool {
    screen.contents().lines().any(|line| line.replace(": ", ":").contains(":so"))
}

/// Whether the header says that the data is old, and the rows have been dimmed: after three intervals of a second.
fn is_stale(screen: &Screen) -> bool {
    let contents = screen.contents();
    let header = contents.lines().next().unwrap_or_default();
    let words: Vec<&str> = header.split_whitespace().collect();
    let is_said = words.iter().any(|word| ["STALE", "FAILING"].contains(word));
    let age = words.windows(2).find(|pair| pair[1] == "old").and_then(|pair| pair[0].strip_suffix('s'));
    is_said && age.is_some_and(|seconds| seconds.parse().is_ok_and(|seconds: u32| seconds > 4))
}
