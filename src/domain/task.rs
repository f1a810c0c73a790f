//! A task (an outbound campaign) as `listTask` describes it, every documented member typed (API page taskList). Uses the
//! other values of this room.
//!
//! Every member is optional: the API's examples leave out members that its tables call required. What came but could not
//! be read is listed in [`Task::issues`]; what did not come is simply `None`.

use std::fmt;
use std::sync::Arc;

use super::raw::RawRow;
use super::share::Share;
use super::status::TaskStatus;
use super::task_key::TaskKey;
use super::text;
use super::time::ApiTime;
use super::window::DialWindow;

/// The texts that the filter searches, in one piece of memory: at 100,000 tasks this halves what a search must touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskTexts {
    joined: Box<str>,
    ends: [u32; Self::FIELDS],
    present: [bool; Self::FIELDS],
}

impl TaskTexts {
    const FIELDS: usize = 5;

    /// Joins the five texts, in the order of the accessors below.
    pub fn new(
        name: Option<&str>,
        user_task_id: Option<&str>,
        task_id: Option<&str>,
        scene_id: Option<&str>,
        strategy: Option<&str>,
    ) -> Self {
        let fields = [name, user_task_id, task_id, scene_id, strategy];
        let mut joined = String::with_capacity(fields.iter().flatten().map(|text| text.len() + 1).sum());
        let mut ends = [0; Self::FIELDS];
        for (end, text) in ends.iter_mut().zip(fields) {
            joined.push_str(text.unwrap_or_default());
            *end = u32::try_from(joined.len()).unwrap_or(u32::MAX);
            joined.push('\n');
        }
        Self { joined: joined.into_boxed_str(), ends, present: fields.map(|text| text.is_some()) }
    }

    /// All five texts, a line each; a line break never matches a typed filter.
    pub fn joined(&self) -> &str {
        &self.joined
    }

    fn field(&self, number: usize) -> Option<&str> {
        if !self.present.get(number).copied().unwrap_or(false) {
            return None;
        }
        let start = match number.checked_sub(1) {
            Some(previous) => self.ends.get(previous).map(|end| *end as usize + 1)?,
            None => 0,
        };
        self.joined.get(start..*self.ends.get(number)? as usize)
    }

    /// `taskName`.
    pub fn name(&self) -> Option<&str> {
        self.field(0)
    }

    /// `userTaskID`: the caller's id.
    pub fn user_task_id(&self) -> Option<&str> {
        self.field(1)
    }

    /// `taskID`: the platform's id.
    pub fn task_id(&self) -> Option<&str> {
        self.field(2)
    }

    /// `sceneID`: the script template.
    pub fn scene_id(&self) -> Option<&str> {
        self.field(3)
    }

    /// `strategyName`: the dialling strategy.
    pub fn strategy(&self) -> Option<&str> {
        self.field(4)
    }
}

/// `taskStat`: a task's counters. An order is one number to reach; it may take several calls.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskStat {
    /// Orders in the task.
    pub total_order_count: Option<i64>,
    /// Orders that ended.
    pub finish_order_count: Option<i64>,
    /// Orders answered at least once.
    pub answer_order_count: Option<i64>,
    /// The API's own finished/total, rounded to two decimals; 0..1 by its formula, though percent occurs elsewhere.
    pub finish_rate: Option<f64>,
    /// Calls placed.
    pub total_call: Option<i64>,
    /// Calls answered.
    pub total_answer_call: Option<i64>,
    /// The API's own answered/placed calls, rounded to two decimals.
    pub answer_rate: Option<f64>,
}

impl TaskStat {
    /// Finished orders of all orders.
    pub fn completion(&self) -> Share {
        Share { part: self.finish_order_count, whole: self.total_order_count }
    }

    /// Answered calls of all calls.
    pub fn answer_share(&self) -> Share {
        Share { part: self.total_answer_call, whole: self.total_call }
    }

    /// Orders answered of orders finished; unknown where the finished ones cannot be right.
    pub fn reach(&self) -> Share {
        let finished = self.finish_order_count.filter(|_| !self.completion().is_doubtful());
        Share { part: self.answer_order_count, whole: finished }
    }

    /// Orders not yet finished, or `None` where a count is missing or the two contradict each other.
    pub fn left(&self) -> Option<i64> {
        let share = self.completion();
        if share.is_doubtful() {
            return None;
        }
        share.whole?.checked_sub(share.part?)
    }
}

/// `startupType`: how a task starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartupType {
    /// 1: somebody starts it.
    Manual,
    /// 2: at `startupAt`.
    Scheduled,
    /// 3: at once.
    Immediate,
    /// Any other number.
    Unknown(i64),
}

impl StartupType {
    /// The type for one of the API's numbers.
    pub fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Manual,
            2 => Self::Scheduled,
            3 => Self::Immediate,
            other => Self::Unknown(other),
        }
    }

    /// The API's number.
    pub fn number(self) -> i64 {
        match self {
            Self::Manual => 1,
            Self::Scheduled => 2,
            Self::Immediate => 3,
            Self::Unknown(number) => number,
        }
    }
}

impl fmt::Display for StartupType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manual => f.write_str("manual"),
            Self::Scheduled => f.write_str("scheduled"),
            Self::Immediate => f.write_str("immediate"),
            Self::Unknown(number) => write!(f, "type {number}"),
        }
    }
}

/// `dispatchType`: how calls are handed to human agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DispatchType {
    /// 0: no agents.
    None,
    /// 1: so many calls for each free agent.
    Ratio,
    /// 3: predictive.
    Predictive,
    /// Any other number.
    Unknown(i64),
}

impl DispatchType {
    /// The type for one of the API's numbers.
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::None,
            1 => Self::Ratio,
            3 => Self::Predictive,
            other => Self::Unknown(other),
        }
    }

    /// The API's number.
    pub fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Ratio => 1,
            Self::Predictive => 3,
            Self::Unknown(number) => number,
        }
    }
}

impl fmt::Display for DispatchType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Ratio => f.write_str("ratio"),
            Self::Predictive => f.write_str("predictive"),
            Self::Unknown(number) => write!(f, "type {number}"),
        }
    }
}

/// `manualCallSetting`: only for templates with human agents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ManualCall {
    /// Id of the agent group.
    pub agent_group: Option<Box<str>>,
    /// How calls are handed over.
    pub dispatch_type: Option<DispatchType>,
    /// Calls for each free agent, with ratio dispatch.
    pub ratio_call_rate: Option<f64>,
    /// The rate for predictive dispatch.
    pub predict_call_rate: Option<f64>,
}

impl ManualCall {
    /// Whether the object was there but empty, as in the API's own example.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One rule of `smsFuncFlag`: which message follows an order that ended with one of these intents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsRule {
    /// Id of the message.
    pub sms_id: Option<Box<str>>,
    /// Ids of the intents; where an id stands in several rules, the later rule wins.
    pub intent_ids: Box<[Box<str>]>,
    /// Names of the intents, in the same order.
    pub intent_names: Box<[Box<str>]>,
}

/// `funcFlag`: what a task does besides dialling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FuncFlags {
    /// The task does not end by itself when no orders are left.
    pub task_keep: Option<bool>,
    /// Unanswered calls are redialled once within a round.
    pub round_redial: Option<bool>,
    /// Whole-sentence speech; must be on when the template has variables.
    pub whole_tts: Option<bool>,
    /// A text message follows an order, by intent.
    pub sms_enable: Option<bool>,
    /// Which message for which intents; `None` where no list came.
    pub sms_rules: Option<Box<[SmsRule]>>,
    /// Numbers are masked in the platform's backend.
    pub phone_encrypt: Option<bool>,
}

/// Something in a row that came but could not be read, or cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldIssue {
    /// The member's path, such as `taskSetting.taskCreateSetting.startupType`.
    pub path: &'static str,
    /// What stood there, cut to a readable length.
    pub found: Box<str>,
    /// What was expected, in words.
    pub expected: &'static str,
}

impl fmt::Display for FieldIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}, expected {}", self.path, self.found, self.expected)
    }
}

/// One campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What the task is known by across polls.
    pub key: TaskKey,
    /// Name, ids, scene and strategy.
    pub texts: TaskTexts,
    /// `taskStatus`.
    pub status: Option<TaskStatus>,
    /// `createTs`: when the task was made.
    pub created: Option<ApiTime>,
    /// `taskStat`.
    pub stat: TaskStat,
    /// `startupType`.
    pub startup_type: Option<StartupType>,
    /// `startupAt`: when a scheduled task starts.
    pub startup_at: Option<ApiTime>,
    /// Zone, weekdays and half-hours; shared between tasks that have the same.
    pub window: Arc<DialWindow>,
    /// `maxCall`: most calls at a time.
    pub max_call: Option<i64>,
    /// `maxRingTime`, in seconds; documented for requests only, but may turn up.
    pub max_ring_seconds: Option<i64>,
    /// `routeID`; documented for requests only, but may turn up.
    pub route_id: Option<Box<str>>,
    /// `taskCallbackUrl`; may hold a token, so it is shown through [`super::text::mask_address`] only.
    pub callback_url: Option<Box<str>>,
    /// `manualCallSetting`, where it came.
    pub manual_call: Option<Box<ManualCall>>,
    /// `funcFlag`.
    pub flags: FuncFlags,
    /// What came but could not be read or cannot be meant.
    pub issues: Box<[FieldIssue]>,
    /// The row as it came; empty where it was not kept.
    pub raw: RawRow,
}

impl Task {
    /// A task of which nothing is known but its key.
    pub fn empty(key: TaskKey) -> Self {
        Self {
            key,
            texts: TaskTexts::default(),
            status: None,
            created: None,
            stat: TaskStat::default(),
            startup_type: None,
            startup_at: None,
            window: Arc::default(),
            max_call: None,
            max_ring_seconds: None,
            route_id: None,
            callback_url: None,
            manual_call: None,
            flags: FuncFlags::default(),
            issues: Box::default(),
            raw: RawRow::default(),
        }
    }

    /// The name to show: `taskName`, else an id, else the key.
    pub fn display_name(&self) -> &str {
        let present = |text: Option<&str>| text.is_some_and(text::is_visible);
        [self.texts.name(), self.texts.user_task_id(), self.texts.task_id()]
            .into_iter()
            .find(|text| present(*text))
            .flatten()
            .unwrap_or_else(|| self.key.as_str())
    }

    /// Whether the task may still dial.
    pub fn is_active(&self) -> bool {
        self.status.is_some_and(TaskStatus::is_active)
    }

    /// Whether an id given by a person names this task (`userTaskID` or `taskID`).
    pub fn has_id(&self, id: &str) -> bool {
        self.texts.user_task_id() == Some(id) || self.texts.task_id() == Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_one_piece_of_memory() {
        let texts = TaskTexts::new(Some("客户回访"), None, Some("t-1"), Some(""), Some("default"));
        assert_eq!(texts.name(), Some("客户回访"));
        assert_eq!(texts.user_task_id(), None);
        assert_eq!(texts.task_id(), Some("t-1"));
        assert_eq!(texts.scene_id(), Some(""));
        assert_eq!(texts.strategy(), Some("default"));
        assert_eq!(texts.joined(), "客户回访\n\nt-1\n\ndefault\n");
    }

    #[test]
    fn keys_prefer_the_platforms_id() {
        let key = |task, user| TaskKey::new(task, user, || "p1r2".to_owned()).as_str().to_owned();
        assert_eq!(key(Some("t"), Some("u")), "t");
        assert_eq!(key(Some(" "), Some("u")), "user:u");
        assert_eq!(key(None, None), "place:p1r2");
    }

    #[test]
    fn a_name_of_invisible_characters_is_no_name() {
        let named = |name| {
            let texts = TaskTexts::new(Some(name), Some("u-1"), None, None, None);
            Task { texts, ..Task::empty(TaskKey::new(None, None, String::new)) }.display_name().to_owned()
        };
        assert_eq!(named("\u{200b}\u{202e} \u{3164}"), "u-1");
        assert_eq!(named("\u{200b}a"), "\u{200b}a");
    }

    #[test]
    fn left_is_unknown_when_counts_contradict() {
        let stat = TaskStat { total_order_count: Some(5), finish_order_count: Some(9), ..TaskStat::default() };
        assert_eq!(stat.left(), None);
    }
}
