//! The scenario format as read from TOML; `assets/scenarios/fleet.toml` explains every key. Uses nothing of the crate.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A whole scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Scenario {
    /// Tasks to make up in addition to those listed.
    #[serde(default)]
    pub generated: usize,
    /// In which order the list comes.
    #[serde(default)]
    pub order: Order,
    /// Tasks being created while the server runs.
    pub growth: Option<Growth>,
    /// The listed campaigns live since so many simulated hours before the start.
    #[serde(default)]
    pub past_hours: f64,
    /// Dial windows by name.
    #[serde(default, rename = "window")]
    pub windows: BTreeMap<String, WindowText>,
    /// The tasks.
    #[serde(default, rename = "task")]
    pub tasks: Vec<TaskText>,
}

/// In which order the list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Order {
    /// A new task comes on top, and moves all others down.
    #[default]
    NewestFirst,
    /// A new task comes at the end.
    OldestFirst,
}

/// Tasks being created while the server runs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Growth {
    /// New tasks for each simulated second.
    pub per_second: f64,
    /// The most that are ever created.
    pub limit: usize,
}

/// A dial window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct WindowText {
    /// Offset from UTC such as `+05:30`.
    pub zone: String,
    /// Weekdays, 1 is Monday: `1-5` or `1,3,5`.
    pub days: Option<String>,
    /// Half-hours: `9-12:30,14-18:30`.
    pub hours: Option<String>,
    /// Open every day from so many hours before the start's time of day to so many after.
    pub around_start_hours: Option<[f64; 2]>,
    /// Closed in between, from so many hours after the start's time of day to so many.
    pub around_start_break: Option<[f64; 2]>,
    /// `dialAtWeekDay` word for word, in place of what `days` gives.
    pub raw_days: Option<String>,
    /// `dialAtUpHour` word for word.
    pub raw_up_hours: Option<String>,
    /// `dialAtDownHour` word for word.
    pub raw_down_hours: Option<String>,
}

/// One task.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct TaskText {
    pub name: String,
    pub id: Option<String>,
    pub scene: Option<String>,
    #[serde(default)]
    pub status: Status,
    #[serde(default = "day")]
    pub created_hours_ago: f64,
    #[serde(default)]
    pub orders: u64,
    pub finished: Option<u64>,
    #[serde(default = "usual_answer_share")]
    pub answer_share: f64,
    #[serde(default = "usual_calls_per_order")]
    pub calls_per_order: f64,
    #[serde(default = "usual_max_call")]
    pub max_call: u32,
    pub calls_per_minute: Option<f64>,
    #[serde(default)]
    pub tail_share: f64,
    #[serde(default)]
    pub batch_seconds: f64,
    pub strategy: Option<String>,
    #[serde(default)]
    pub startup: Startup,
    pub startup_in_seconds: Option<f64>,
    pub dispatch: Option<Dispatch>,
    #[serde(default)]
    pub flags: Vec<Flag>,
    #[serde(default)]
    pub sms: Vec<SmsRule>,
    #[serde(default)]
    pub callback: String,
    pub window: String,
    #[serde(default)]
    pub events: Vec<Event>,
    pub patch: Option<String>,
    pub row: Option<String>,
}

fn day() -> f64 {
    24.0
}

fn usual_answer_share() -> f64 {
    0.35
}

fn usual_calls_per_order() -> f64 {
    1.7
}

fn usual_max_call() -> u32 {
    20
}

/// `taskStatus` in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Status {
    Pending = 1,
    #[default]
    Running,
    Completed,
    Failed,
    Paused,
}

/// `startupType` in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Startup {
    Manual = 1,
    Scheduled,
    #[default]
    Immediate,
}

/// `manualCallSetting`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Dispatch {
    pub group: String,
    /// `dispatchType`: 0, 1 or 3.
    pub kind: i64,
    /// The rate that belongs to the kind.
    #[serde(default)]
    pub rate: f64,
}

/// A member of `funcFlag` that is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Flag {
    TaskKeep,
    RoundRedial,
    WholeTts,
    SmsEnable,
    PhoneEncrypt,
}

/// An entry of `smsFuncFlag`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct SmsRule {
    pub id: String,
    /// Pairs of intent id and name.
    pub intents: Vec<(String, String)>,
}

/// Something that happens to a task.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Event {
    /// Simulated seconds after the start; negative before it.
    pub at_seconds: f64,
    /// Again after so many seconds.
    pub every_seconds: Option<f64>,
    /// How often in all, where it repeats.
    pub times: Option<u32>,
    pub change: Change,
    /// The number that some changes need.
    #[serde(default)]
    pub value: f64,
    /// The window that `window` switches to, by its name.
    pub window: Option<String>,
}

/// What an event changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::demo) enum Change {
    Start,
    Pause,
    Complete,
    Fail,
    Stall,
    Recover,
    AnswerShare,
    AddOrders,
    RemoveOrders,
    MaxCall,
    /// Dials this many times as fast as planned.
    Pace,
    /// Dials whether the window is open or not.
    IgnoreWindow,
    ObeyWindow,
    /// Another dial window.
    Window,
    /// The counters begin at zero again.
    Reset,
}
