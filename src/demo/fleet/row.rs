//! Writes a campaign as a row of `taskData`, member for member as the documents show it (API page taskList). Uses
//! nothing of the crate but the plan.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::demo::scenario::Flag;

use super::progress::Standing;
use super::task::{Disguise, Task};

/// A patch's text for "this member does not come".
const LEFT_OUT: &str = "@left-out";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(rename = "userTaskID")]
    user_task_id: &'a str,
    #[serde(rename = "taskID")]
    task_id: &'a str,
    #[serde(rename = "sceneID")]
    scene_id: &'a str,
    task_status: i64,
    create_ts: i64,
    task_stat: Stat,
    task_setting: Setting<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stat {
    total_order_count: u64,
    finish_order_count: u64,
    answer_order_count: u64,
    finish_rate: f64,
    total_call: u64,
    total_answer_call: u64,
    answer_rate: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Setting<'a> {
    task_create_setting: CreateSetting<'a>,
    func_flag: FuncFlag<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateSetting<'a> {
    strategy_name: &'a str,
    startup_type: i64,
    startup_at: i64,
    zone_second: i64,
    dial_at_week_day: &'a str,
    dial_at_up_hour: &'a str,
    dial_at_down_hour: &'a str,
    max_call: u32,
    task_name: &'a str,
    task_callback_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    manual_call_setting: Option<ManualCall<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManualCall<'a> {
    agent_group: &'a str,
    dispatch_type: i64,
    ratio_call_rate: f64,
    predict_call_rate: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FuncFlag<'a> {
    task_keep: bool,
    round_redial: bool,
    #[serde(rename = "wholeTTS")]
    whole_tts: bool,
    sms_enable: bool,
    sms_func_flag: Vec<Sms<'a>>,
    phone_encrypt: bool,
}

#[derive(Serialize)]
struct Sms<'a> {
    #[serde(rename = "smsID")]
    id: &'a str,
    #[serde(rename = "intentID")]
    intent_ids: Vec<&'a str>,
    #[serde(rename = "intentName")]
    intent_names: Vec<&'a str>,
}

/// The row of a campaign as it stands.
pub(super) fn row(task: &Task, standing: &Standing<'_>) -> Result<Box<RawValue>, serde_json::Error> {
    let row = plain(task, standing);
    match &task.disguise {
        Disguise::None => to_raw_value(&row),
        Disguise::Patch(patch) => {
            let mut value = serde_json::to_value(row)?;
            put_over(&mut value, patch);
            to_raw_value(&value)
        }
        Disguise::Instead(text) => Ok(text.clone()),
    }
}

fn plain<'a>(task: &'a Task, standing: &Standing<'a>) -> Row<'a> {
    let counts = standing.counts;
    let has = |flag| task.flags.contains(&flag);
    let stat = Stat {
        total_order_count: counts.orders,
        finish_order_count: counts.finished_orders,
        answer_order_count: counts.answered_orders,
        finish_rate: two_decimals(counts.finished_orders, counts.orders),
        total_call: counts.calls,
        total_answer_call: counts.answered_calls,
        answer_rate: two_decimals(counts.answered_calls, counts.calls),
    };
    let manual_call_setting = task.dispatch.as_ref().map(|dispatch| ManualCall {
        agent_group: &dispatch.group,
        dispatch_type: dispatch.kind,
        ratio_call_rate: if dispatch.kind == 1 { dispatch.rate } else { 0.0 },
        predict_call_rate: if dispatch.kind == 3 { dispatch.rate } else { 0.0 },
    });
    let sms_func_flag = task.sms.iter().map(|rule| Sms {
        id: &rule.id,
        intent_ids: rule.intents.iter().map(|(id, _)| id.as_str()).collect(),
        intent_names: rule.intents.iter().map(|(_, name)| name.as_str()).collect(),
    });
    Row {
        user_task_id: &task.user_task_id,
        task_id: &task.task_id,
        scene_id: &task.scene_id,
        task_status: standing.status,
        create_ts: task.created_seconds,
        task_stat: stat,
        task_setting: Setting {
            task_create_setting: CreateSetting {
                strategy_name: &task.strategy,
                startup_type: task.startup_type,
                startup_at: task.startup_seconds,
                zone_second: standing.window.zone_seconds,
                dial_at_week_day: &standing.window.weekdays,
                dial_at_up_hour: &standing.window.up_hours,
                dial_at_down_hour: &standing.window.down_hours,
                max_call: standing.max_call,
                task_name: &task.name,
                task_callback_url: &task.callback,
                manual_call_setting,
            },
            func_flag: FuncFlag {
                task_keep: has(Flag::TaskKeep),
                round_redial: has(Flag::RoundRedial),
                whole_tts: has(Flag::WholeTts),
                sms_enable: has(Flag::SmsEnable),
                sms_func_flag: sms_func_flag.collect(),
                phone_encrypt: has(Flag::PhoneEncrypt),
            },
        },
    }
}

/// A ratio from 0 to 1, rounded as the documents say; 0 of nothing.
fn two_decimals(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).round() / 100.0 }
}

fn put_over(value: &mut Value, patch: &Value) {
    match (value, patch) {
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                if change.as_str() == Some(LEFT_OUT) {
                    members.remove(name);
                } else {
                    put_over(members.entry(name.as_str()).or_insert(Value::Null), change);
                }
            }
        }
        (value, patch) => *value = patch.clone(),
    }
}
