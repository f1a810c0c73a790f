//! A row while it is read: every value seen so far, and what could not be read. Uses `lenient` and `domain`.

mod doubts;

use std::borrow::Cow;

use super::doubt::MOST_ENTRIES;
use super::member::{Field, Scope};
use super::windows::WindowCache;
use crate::api::lenient::{self, Odd, Reading};
use crate::domain::{
    ApiTime, DispatchType, FieldIssue, FuncFlags, ManualCall, RawRow, SmsRule, StartupType, Task, TaskKey, TaskStat,
    TaskStatus, TaskTexts,
};

/// Issues beyond this in one row tell a person nothing more, and each costs memory.
const MOST_ISSUES: usize = 50;

/// A text field holds a number whose digits a float has lost; the row must be read again, more slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DigitsLost;

/// The values of a row so far. Texts are borrowed from the row where they can be.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    user_task_id: Option<Cow<'a, str>>,
    task_id: Option<Cow<'a, str>>,
    scene_id: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    strategy: Option<Cow<'a, str>>,
    weekdays: Option<Cow<'a, str>>,
    up_hours: Option<Cow<'a, str>>,
    down_hours: Option<Cow<'a, str>>,
    callback_url: Option<Cow<'a, str>>,
    route_id: Option<Cow<'a, str>>,
    zone_seconds: Option<i64>,
    status: Option<i64>,
    created: Option<i64>,
    startup_type: Option<i64>,
    startup_at: Option<i64>,
    max_call: Option<i64>,
    max_ring_seconds: Option<i64>,
    stat: TaskStat,
    manual: Option<Box<ManualCall>>,
    flags: FuncFlags,
    rules: Vec<SmsRule>,
    /// Whether a list of rules came, be it empty.
    has_rules: bool,
    /// The entries of the last rule, until it ends.
    intents: Intents,
    issues: Vec<FieldIssue>,
    /// The members that came, a bit for each.
    seen: u64,
    /// The text of each member that came, where a row is read with care: two values for one key contradict each other only
    /// where they differ.
    written: Vec<(Field, &'a str)>,
    /// The members that came with different values, a bit for each.
    contradicted: u64,
    /// Whether the entries that come belong to the last of the rules, and not to one that is left out.
    is_in_rule: bool,
    /// Rules and intents beyond those that are kept.
    entries_left_out: usize,
}

/// The two lists of a rule.
#[derive(Debug, Default)]
struct Intents {
    ids: Vec<Box<str>>,
    names: Vec<Box<str>>,
}

impl<'a> Draft<'a> {
    /// Notes that an object begins.
    pub(super) fn enter(&mut self, scope: Scope) {
        self.forget_issue(scope.path());
        match scope {
            Scope::Manual => self.manual = Some(Box::default()),
            Scope::SmsRule => {
                self.end_rule();
                self.is_in_rule = self.rules.len() < MOST_ENTRIES;
                if self.is_in_rule {
                    self.rules.push(SmsRule::default());
                } else {
                    self.entries_left_out += 1;
                }
            }
            _ => {}
        }
    }

    /// Hands the last rule its entries: the lists are made once, because a list that grows entry by entry would be copied
    /// for each.
    fn end_rule(&mut self) {
        let Intents { ids, names } = std::mem::take(&mut self.intents);
        if let Some(rule) = self.rules.last_mut().filter(|_| self.is_in_rule) {
            rule.intent_ids = ids.into_boxed_slice();
            rule.intent_names = names.into_boxed_slice();
        }
    }

    /// Notes that the list of rules begins, or that something else stands in its place.
    pub(super) fn enter_rules(&mut self, is_list: bool) {
        self.has_rules = is_list;
        self.forget_issue(Scope::SmsRule.path());
        self.rules.clear();
        self.entries_left_out = 0;
        self.intents = Intents::default();
        self.is_in_rule = false;
    }

    /// Notes something that could not be read. Where a key comes twice, only its last value counts.
    pub(super) fn issue(&mut self, path: &'static str, odd: Odd) {
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(FieldIssue { path, found: odd.found, expected: odd.expected });
        }
    }

    /// Whether a member comes for the second time. Which of two values is meant nobody can tell, so the row must be read
    /// with care.
    pub(super) fn comes_again(&mut self, field: Field) -> bool {
        // Rules come in a list, so the same path stands for many values there.
        if matches!(field, Field::SmsId | Field::IntentId | Field::IntentName) {
            return false;
        }
        let bit = 1 << (field as u32);
        let again = self.seen & bit != 0;
        self.seen |= bit;
        again
    }

    /// Takes the value of one field that is read with care, by its JSON text. Of two values that differ none is believed;
    /// only a text stays, because an id or a name is needed to tell of what is wrong.
    pub(super) fn set_written(&mut self, field: Field, json: &'a str) -> Result<(), DigitsLost> {
        if self.comes_again(field) {
            let is_other = |(known, text): &(Field, &str)| *known == field && text.trim() != json.trim();
            self.contradicted |= u64::from(self.written.iter().any(is_other)) << (field as u32);
        } else {
            self.written.push((field, json));
        }
        self.set(field, Reading::of_json(json))?;
        if self.contradicted & (1 << (field as u32)) != 0 {
            if !field.is_text() {
                self.set(field, Reading::Null)?;
            }
            self.issue(field.path(), Odd { found: "two different values".into(), expected: "one value" });
        }
        Ok(())
    }

    /// Takes the value of one field; what cannot be read becomes an issue.
    pub(super) fn set(&mut self, field: Field, reading: Reading<'a>) -> Result<(), DigitsLost> {
        let path = field.path();
        self.forget_issue(path);
        match self.assign(field, reading) {
            Ok(()) => {}
            Err(Refused::Odd(odd)) => self.issue(path, odd),
            Err(Refused::DigitsLost) => return Err(DigitsLost),
        }
        Ok(())
    }

    /// Takes an entry of a list of texts.
    pub(super) fn push(&mut self, field: Field, reading: Reading<'a>) -> Result<(), DigitsLost> {
        let list = if field == Field::IntentId { &self.intents.ids } else { &self.intents.names };
        if !self.is_in_rule || list.len() >= MOST_ENTRIES {
            self.entries_left_out += usize::from(self.is_in_rule);
            return Ok(());
        }
        match text(reading) {
            Ok(Some(entry)) if field == Field::IntentId => self.intents.ids.push(entry.into()),
            Ok(Some(entry)) => self.intents.names.push(entry.into()),
            Ok(None) => {}
            Err(Refused::Odd(odd)) => self.issue(field.path(), odd),
            Err(Refused::DigitsLost) => return Err(DigitsLost),
        }
        Ok(())
    }

    fn assign(&mut self, field: Field, reading: Reading<'a>) -> Result<(), Refused> {
        let (stat, flags) = (&mut self.stat, &mut self.flags);
        match field {
            Field::UserTaskId => put(&mut self.user_task_id, text(reading)),
            Field::TaskId => put(&mut self.task_id, text(reading)),
            Field::SceneId => put(&mut self.scene_id, text(reading)),
            Field::StrategyName => put(&mut self.strategy, text(reading)),
            Field::TaskName => put(&mut self.name, text(reading)),
            Field::DialAtWeekDay => put(&mut self.weekdays, text(reading)),
            Field::DialAtUpHour => put(&mut self.up_hours, text(reading)),
            Field::DialAtDownHour => put(&mut self.down_hours, text(reading)),
            Field::TaskCallbackUrl => put(&mut self.callback_url, text(reading)),
            Field::RouteId => put(&mut self.route_id, text(reading)),
            Field::TaskStatus => put(&mut self.status, integer(&reading)),
            Field::CreateTs => put(&mut self.created, integer(&reading)),
            Field::StartupType => put(&mut self.startup_type, integer(&reading)),
            Field::StartupAt => put(&mut self.startup_at, integer(&reading)),
            Field::ZoneSecond => put(&mut self.zone_seconds, integer(&reading)),
            Field::MaxCall => put(&mut self.max_call, integer(&reading)),
            Field::MaxRingTime => put(&mut self.max_ring_seconds, integer(&reading)),
            Field::TotalOrderCount => put(&mut stat.total_order_count, integer(&reading)),
            Field::FinishOrderCount => put(&mut stat.finish_order_count, integer(&reading)),
            Field::AnswerOrderCount => put(&mut stat.answer_order_count, integer(&reading)),
            Field::FinishRate => put(&mut stat.finish_rate, float(&reading)),
            Field::TotalCall => put(&mut stat.total_call, integer(&reading)),
            Field::TotalAnswerCall => put(&mut stat.total_answer_call, integer(&reading)),
            Field::AnswerRate => put(&mut stat.answer_rate, float(&reading)),
            Field::TaskKeep => put(&mut flags.task_keep, boolean(&reading)),
            Field::RoundRedial => put(&mut flags.round_redial, boolean(&reading)),
            Field::WholeTts => put(&mut flags.whole_tts, boolean(&reading)),
            Field::SmsEnable => put(&mut flags.sms_enable, boolean(&reading)),
            Field::PhoneEncrypt => put(&mut flags.phone_encrypt, boolean(&reading)),
            Field::AgentGroup | Field::DispatchType | Field::RatioCallRate | Field::PredictCallRate => {
                assign_manual(self.manual.get_or_insert_default(), field, reading)
            }
            Field::SmsId => match self.rules.last_mut().filter(|_| self.is_in_rule) {
                Some(rule) => put(&mut rule.sms_id, text(reading).map(|id| id.map(Box::from))),
                None => Ok(()),
            },
            Field::IntentId | Field::IntentName => Ok(()),
        }
    }

    fn forget_issue(&mut self, path: &'static str) {
        // Rules come in a list, so the same path stands for many values there.
        if !self.issues.is_empty() && !path.starts_with(Scope::SmsRule.path()) {
            self.issues.retain(|issue| issue.path != path);
        }
    }

    /// The task, once the whole row is read. `place` names it where it has no id.
    pub(super) fn finish(mut self, windows: &mut WindowCache, raw: RawRow, place: impl FnOnce() -> String) -> Task {
        self.end_rule();
        let key = TaskKey::new(self.task_id.as_deref(), self.user_task_id.as_deref(), place);
        if key.is_place() {
            self.issue(Scope::Row.path(), Odd { found: "no id".into(), expected: "a taskID or a userTaskID" });
        }
        self.doubt_values();
        let window = windows.get(
            self.zone_seconds,
            self.weekdays.as_deref(),
            self.up_hours.as_deref(),
            self.down_hours.as_deref(),
        );
        self.doubt_window(&window);
        let boxed = |text: Option<Cow<'_, str>>| text.map(Box::from);
        Task {
            key,
            texts: TaskTexts::new(
                self.name.as_deref(),
                self.user_task_id.as_deref(),
                self.task_id.as_deref(),
                self.scene_id.as_deref(),
                self.strategy.as_deref(),
            ),
            status: self.status.map(TaskStatus::from_number),
            created: self.created.map(ApiTime),
            stat: self.stat,
            startup_type: self.startup_type.map(StartupType::from_number),
            startup_at: self.startup_at.map(ApiTime),
            window,
            max_call: self.max_call,
            max_ring_seconds: self.max_ring_seconds,
            route_id: boxed(self.route_id),
            callback_url: boxed(self.callback_url),
            manual_call: self.manual,
            flags: FuncFlags { sms_rules: self.has_rules.then(|| self.rules.into_boxed_slice()), ..self.flags },
            issues: self.issues.into_boxed_slice(),
            raw,
        }
    }
}

enum Refused {
    Odd(Odd),
    DigitsLost,
}

fn assign_manual(manual: &mut ManualCall, field: Field, reading: Reading<'_>) -> Result<(), Refused> {
    match field {
        Field::AgentGroup => put(&mut manual.agent_group, text(reading).map(|group| group.map(Box::from))),
        Field::DispatchType => {
            put(&mut manual.dispatch_type, integer(&reading).map(|number| number.map(DispatchType::from_number)))
        }
        Field::RatioCallRate => put(&mut manual.ratio_call_rate, float(&reading)),
        Field::PredictCallRate => put(&mut manual.predict_call_rate, float(&reading)),
        _ => Ok(()),
    }
}

/// Puts a value into its slot; what could not be read empties the slot.
fn put<T>(slot: &mut Option<T>, read: Result<Option<T>, Refused>) -> Result<(), Refused> {
    match read {
        Ok(value) => {
            *slot = value;
            Ok(())
        }
        Err(refused) => {
            *slot = None;
            Err(refused)
        }
    }
}

fn text<'a>(reading: Reading<'a>) -> Result<Option<Cow<'a, str>>, Refused> {
    if let Reading::Float(_) = reading {
        return Err(Refused::DigitsLost);
    }
    lenient::text(reading).map_err(Refused::Odd)
}

fn integer(reading: &Reading<'_>) -> Result<Option<i64>, Refused> {
    lenient::integer(reading).map_err(Refused::Odd)
}

fn float(reading: &Reading<'_>) -> Result<Option<f64>, Refused> {
    lenient::float(reading).map_err(Refused::Odd)
}

fn boolean(reading: &Reading<'_>) -> Result<Option<bool>, Refused> {
    lenient::boolean(reading).map_err(Refused::Odd)
}
