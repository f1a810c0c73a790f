//! A task as JSON again, with the API's own names and nesting (API page taskList). Uses the other values of this
//! room.
//!
//! Numbers are numbers, times are as the API sent them, and `null` stands where the API gave nothing. `taskStat`
//! and `taskSetting` are always there, so that a script finds the same shape in every line. What of a row is doubtful
//! stands beside them in `issues`.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::status::TaskStatus;
use super::task::{DispatchType, FieldIssue, FuncFlags, ManualCall, SmsRule, StartupType, Task, TaskStat};
use super::text::mask_address;

/// A task to be serialised.
#[derive(Debug, Clone, Copy)]
pub struct TaskJson<'a> {
    task: &'a Task,
    mask_callback: bool,
}

impl<'a> TaskJson<'a> {
    /// The task with its callback address masked, because the address may hold a token.
    pub fn new(task: &'a Task) -> Self {
        Self { task, mask_callback: true }
    }

    /// The task with its callback address as it came.
    pub fn with_callback_address(task: &'a Task) -> Self {
        Self { task, mask_callback: false }
    }
}

/// Writes one task as compact JSON without a line break at the end; the callback address is masked.
///
/// # Errors
/// What `out` reports.
pub fn write_task_json(task: &Task, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(out, &TaskJson::new(task)).map_err(io::Error::from)
}

impl Serialize for TaskJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let task = self.task;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("userTaskID", &task.texts.user_task_id())?;
        map.serialize_entry("taskID", &task.texts.task_id())?;
        map.serialize_entry("sceneID", &task.texts.scene_id())?;
        map.serialize_entry("taskStatus", &task.status.map(TaskStatus::number))?;
        map.serialize_entry("createTs", &task.created.map(|time| time.0))?;
        map.serialize_entry("taskStat", &StatJson(&task.stat))?;
        map.serialize_entry("taskSetting", &SettingJson(*self))?;
        if !task.issues.is_empty() {
            map.serialize_entry("issues", &IssuesJson(&task.issues))?;
        }
        map.end()
    }
}

/// What of the row is doubtful. Written only where something is: it is none of the API's members.
struct IssuesJson<'a>(&'a [FieldIssue]);

impl Serialize for IssuesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(IssueJson))
    }
}

struct IssueJson<'a>(&'a FieldIssue);

impl Serialize for IssueJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let issue = self.0;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("path", issue.path)?;
        map.serialize_entry("found", &issue.found)?;
        map.serialize_entry("expected", issue.expected)?;
        map.end()
    }
}

struct StatJson<'a>(&'a TaskStat);

impl Serialize for StatJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stat = self.0;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("totalOrderCount", &stat.total_order_count)?;
        map.serialize_entry("finishOrderCount", &stat.finish_order_count)?;
        map.serialize_entry("answerOrderCount", &stat.answer_order_count)?;
        map.serialize_entry("finishRate", &stat.finish_rate)?;
        map.serialize_entry("totalCall", &stat.total_call)?;
        map.serialize_entry("totalAnswerCall", &stat.total_answer_call)?;
        map.serialize_entry("answerRate", &stat.answer_rate)?;
        map.end()
    }
}

struct SettingJson<'a>(TaskJson<'a>);

impl Serialize for SettingJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("taskCreateSetting", &CreateSettingJson(self.0))?;
        map.serialize_entry("funcFlag", &FlagsJson(&self.0.task.flags))?;
        map.end()
    }
}

struct CreateSettingJson<'a>(TaskJson<'a>);

impl Serialize for CreateSettingJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TaskJson { task, mask_callback } = self.0;
        let window = &task.window;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("strategyName", &task.texts.strategy())?;
        map.serialize_entry("startupType", &task.startup_type.map(StartupType::number))?;
        map.serialize_entry("startupAt", &task.startup_at.map(|time| time.0))?;
        map.serialize_entry("zoneSecond", &window.zone_seconds)?;
        map.serialize_entry("dialAtWeekDay", &window.weekday_text)?;
        map.serialize_entry("dialAtUpHour", &window.up_hour_text)?;
        map.serialize_entry("dialAtDownHour", &window.down_hour_text)?;
        map.serialize_entry("maxCall", &task.max_call)?;
        map.serialize_entry("taskName", &task.texts.name())?;
        match task.callback_url.as_deref() {
            Some(address) if mask_callback => map.serialize_entry("taskCallbackUrl", &mask_address(address))?,
            address => map.serialize_entry("taskCallbackUrl", &address)?,
        }
        // Not in the documented reply, so written only where they came.
        if let Some(seconds) = task.max_ring_seconds {
            map.serialize_entry("maxRingTime", &seconds)?;
        }
        if let Some(route) = &task.route_id {
            map.serialize_entry("routeID", route)?;
        }
        map.serialize_entry("manualCallSetting", &ManualJson(task.manual_call.as_deref()))?;
        map.end()
    }
}

struct ManualJson<'a>(Option<&'a ManualCall>);

impl Serialize for ManualJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(manual) = self.0 else {
            return serializer.serialize_none();
        };
        let mut map = serializer.serialize_map(None)?;
        if !manual.is_empty() {
            map.serialize_entry("agentGroup", &manual.agent_group)?;
            map.serialize_entry("dispatchType", &manual.dispatch_type.map(DispatchType::number))?;
            map.serialize_entry("ratioCallRate", &manual.ratio_call_rate)?;
            map.serialize_entry("predictCallRate", &manual.predict_call_rate)?;
        }
        map.end()
    }
}

struct FlagsJson<'a>(&'a FuncFlags);

impl Serialize for FlagsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flags = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("taskKeep", &flags.task_keep)?;
        map.serialize_entry("roundRedial", &flags.round_redial)?;
        map.serialize_entry("wholeTTS", &flags.whole_tts)?;
        map.serialize_entry("smsEnable", &flags.sms_enable)?;
        map.serialize_entry("smsFuncFlag", &flags.sms_rules.as_deref().map(RulesJson))?;
        map.serialize_entry("phoneEncrypt", &flags.phone_encrypt)?;
        map.end()
    }
}

struct RulesJson<'a>(&'a [SmsRule]);

impl Serialize for RulesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(RuleJson))
    }
}

struct RuleJson<'a>(&'a SmsRule);

impl Serialize for RuleJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rule = self.0;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("smsID", &rule.sms_id)?;
        map.serialize_entry("intentID", &rule.intent_ids)?;
        map.serialize_entry("intentName", &rule.intent_names)?;
        map.end()
    }
}
