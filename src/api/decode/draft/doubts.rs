//! The doubts about a whole row, once it is read: each becomes an issue. Uses `lenient` and `domain`.

use std::borrow::Cow;

use super::Draft;
use crate::api::decode::doubt::{self, Doubt, LONGEST_LIST_BYTES};
use crate::api::decode::member::Field;
use crate::api::lenient::{Odd, Reading};
use crate::domain::{DialWindow, DispatchType};

impl Draft<'_> {
    /// Values that have the right type but cannot be meant, the dial window's apart.
    pub(super) fn doubt_values(&mut self) {
        let mut doubts = doubt::of_counts(&self.stat);
        doubts.extend(doubt::of_moment(Field::CreateTs, &mut self.created));
        doubts.extend(doubt::of_moment(Field::StartupAt, &mut self.startup_at));
        doubts.extend(doubt::of_number(Field::TaskStatus, &mut self.status));
        doubts.extend(doubt::of_number(Field::StartupType, &mut self.startup_type));
        doubts.extend(doubt::of_setting(Field::MaxCall, &mut self.max_call));
        doubts.extend(doubt::of_setting(Field::MaxRingTime, &mut self.max_ring_seconds));
        if let Some(manual) = self.manual.as_deref_mut() {
            doubts.extend(doubt::of_rate(Field::RatioCallRate, &mut manual.ratio_call_rate));
            doubts.extend(doubt::of_rate(Field::PredictCallRate, &mut manual.predict_call_rate));
            let mut dispatch_type = manual.dispatch_type.map(DispatchType::number);
            doubts.extend(doubt::of_number(Field::DispatchType, &mut dispatch_type));
            manual.dispatch_type = dispatch_type.map(DispatchType::from_number);
            doubts.extend(cut_boxed(Field::AgentGroup, &mut manual.agent_group));
        }
        for (field, text) in [
            (Field::UserTaskId, &mut self.user_task_id),
            (Field::TaskId, &mut self.task_id),
            (Field::SceneId, &mut self.scene_id),
            (Field::TaskName, &mut self.name),
            (Field::StrategyName, &mut self.strategy),
            (Field::RouteId, &mut self.route_id),
            (Field::TaskCallbackUrl, &mut self.callback_url),
        ] {
            if let Some((start, doubt)) = text.as_deref().and_then(|text| doubt::cut_text(field, text)) {
                *text = Some(Cow::Owned(start));
                doubts.push(doubt);
            }
        }
        for (field, list) in [
            (Field::DialAtWeekDay, &mut self.weekdays),
            (Field::DialAtUpHour, &mut self.up_hours),
            (Field::DialAtDownHour, &mut self.down_hours),
        ] {
            if let Some(bytes) = list.as_deref().map(str::len).filter(|bytes| *bytes > LONGEST_LIST_BYTES) {
                *list = None;
                let found = format!("a text of {bytes} bytes").into_boxed_str();
                doubts.push((field, Odd { found, expected: "a short list of numbers" }));
            }
        }
        doubts.extend(self.doubt_rules());
        for (field, odd) in doubts {
            self.issue(field.path(), odd);
        }
    }

    fn doubt_rules(&mut self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for rule in &mut self.rules {
            doubts.extend(cut_boxed(Field::SmsId, &mut rule.sms_id));
            let lists = [(Field::IntentId, &mut rule.intent_ids), (Field::IntentName, &mut rule.intent_names)];
            for (field, list) in lists {
                for entry in list.iter_mut() {
                    if let Some((start, doubt)) = doubt::cut_text(field, entry) {
                        *entry = start.into_boxed_str();
                        doubts.push(doubt);
                    }
                }
            }
        }
        if self.entries_left_out > 0 {
            let found = format!("{} entries more than are kept", self.entries_left_out).into_boxed_str();
            doubts.push((Field::IntentId, Odd { found, expected: "at most 200 rules with 200 intents each" }));
        }
        doubts
    }

    /// Values of the dial window that have the right type but cannot be meant.
    pub(super) fn doubt_window(&mut self, window: &DialWindow) {
        let mut doubts = Vec::new();
        if let (Some(zone), None) = (window.zone_seconds, window.offset_seconds()) {
            doubts.push((Field::ZoneSecond, Reading::Int(zone).shown(), "the offset of a zone in seconds"));
        }
        if window.skipped_entries() > 0 {
            const WEEKDAYS: &str = "weekdays from 1 to 7, with commas between";
            const HOURS: &str = "hours from 0 to 23, with commas between";
            for (field, text, expected) in [
                (Field::DialAtWeekDay, &self.weekdays, WEEKDAYS),
                (Field::DialAtUpHour, &self.up_hours, HOURS),
                (Field::DialAtDownHour, &self.down_hours, HOURS),
            ] {
                let Some(text) = text.as_deref() else {
                    continue;
                };
                let alone = match field {
                    Field::DialAtWeekDay => DialWindow::parse(None, Some(text), None, None),
                    _ => DialWindow::parse(None, None, Some(text), None),
                };
                if alone.skipped_entries() > 0 {
                    doubts.push((field, Reading::Text(Cow::Borrowed(text)).shown(), expected));
                }
            }
        }
        for (field, found, expected) in doubts {
            self.issue(field.path(), Odd { found, expected });
        }
    }
}

/// Cuts a text that is too long.
fn cut_boxed(field: Field, text: &mut Option<Box<str>>) -> Option<Doubt> {
    let (start, doubt) = doubt::cut_text(field, text.as_deref()?)?;
    *text = Some(start.into_boxed_str());
    Some(doubt)
}
