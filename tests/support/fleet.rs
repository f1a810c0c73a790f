//! Campaigns for the screen tests: an everyday fleet, and rows that try to break the screen.

use std::sync::Arc;

use callbot_tui::domain::{
    ApiTime, DialWindow, DispatchType, FieldIssue, FuncFlags, ManualCall, RawRow, SmsRule, StartupType, Task, TaskKey,
    TaskStat, TaskStatus, TaskTexts,
};

/// Wed 2026-09-23 15:46:07 +08:00.
pub const NOW_SECONDS: i64 = 1_790_149_567;

const LONG_DAY: &str = "9,10,11,12,13,14,15,16,17,18";
const WITH_BREAK: &str = "9,10,11,12,14,15,16,17";
const UNTIL_18: &str = "9,10,11,12,13,14,15,16,17";

/// A campaign by its name, status and counts: orders finished and all, calls answered and placed.
pub fn task(name: &str, status: i64, orders: (i64, i64), calls: (i64, i64)) -> Task {
    let id = format!("t-{name}");
    Task {
        texts: TaskTexts::new(Some(name), Some(&format!("u-{name}")), Some(&id), Some("4417"), Some("default")),
        status: Some(TaskStatus::from_number(status)),
        created: Some(ApiTime(NOW_SECONDS - 9 * 86_400 - 24_667)),
        stat: TaskStat {
            finish_order_count: Some(orders.0),
            total_order_count: Some(orders.1),
            answer_order_count: Some(orders.0 / 20 * 11),
            finish_rate: Some(0.88),
            total_answer_call: Some(calls.0),
            total_call: Some(calls.1),
            answer_rate: Some(0.24),
        },
        startup_type: Some(StartupType::Immediate),
        window: window(28_800, "1,2,3,4,5", UNTIL_18),
        max_call: Some(60),
        callback_url: Some("https://hooks.example.net/cb?token=abc".into()),
        flags: FuncFlags {
            task_keep: Some(false),
            round_redial: Some(true),
            whole_tts: Some(true),
            sms_enable: Some(false),
            sms_rules: None,
            phone_encrypt: Some(true),
        },
        raw: RawRow::pack(&row(&id, status, orders, calls)),
        ..Task::empty(TaskKey::new(Some(&id), None, String::new))
    }
}

/// A documented row as the platform sends it.
fn row(id: &str, status: i64, orders: (i64, i64), calls: (i64, i64)) -> String {
    let stat = format!(
        r#"{{"totalOrderCount":{},"finishOrderCount":{},"finishRate":0.88,"totalCall":{},"totalAnswerCall":{}}}"#,
        orders.1, orders.0, calls.1, calls.0
    );
    let create = r#"{"strategyName":"default","startupType":"[","zoneSecond":19800,"dialAtWeekDay":"1,2,3,4,5,6","taskName":"客户回访","taskCallbackUrl":"https://hooks.example.net/cb?token=abc","manualCallSetting":{}}"#;
    let flags = r#"{"taskKeep":false,"roundRedial":true,"smsFuncFlag":[null],"phoneEncrypt":true}"#;
    format!(
        r#"{{"taskID":"{id}","taskStatus":{status},"taskStat":{stat},"taskSetting":{{"taskCreateSetting":{create},"funcFlag":{flags}}}}}"#
    )
}

pub fn window(zone: i64, days: &str, hours: &str) -> Arc<DialWindow> {
    Arc::new(DialWindow::parse(Some(zone), Some(days), Some(hours), Some(hours)))
}

/// The campaign that the detail view is tested with.
pub fn diwali() -> Task {
    Task {
        window: Arc::new(DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6"), Some(LONG_DAY), Some(WITH_BREAK))),
        stat: TaskStat { answer_order_count: Some(48_470), ..task("", 2, (88_120, 100_000), (49_060, 203_557)).stat },
        ..task("in_promo_diwali", 2, (88_120, 100_000), (49_060, 203_557))
    }
}

/// An everyday fleet.
pub fn everyday() -> Vec<Task> {
    let mut fleet = vec![
        task("ph_otp_retry_b2", 2, (640, 5_000), (146, 662)),
        diwali(),
        task("vn_loan_remind_0917", 2, (12_400, 20_000), (5_832, 20_110)),
        task("my_collect_t3", 2, (15_020, 15_400), (9_061, 43_150)),
        task("my_test_scene9", 4, (12, 400), (1, 12)),
        task("id_welcome_w38", 2, (3_120, 3_300), (1_017, 3_632)),
        task("th_survey_2026Q3", 2, (910, 910), (273, 1_092)),
        task("cn_vip_callback", 5, (2_200, 9_000), (1_016, 3_080)),
        task("in_kyc_push_07", 5, (41_000, 60_000), (14_022, 77_900)),
        task("vn_loan_remind_0918", 1, (0, 21_000), (0, 0)),
        task("sg_renewal_oct", 1, (0, 1_200), (0, 0)),
        task("vn_loan_remind_0916", 3, (19_900, 19_900), (10_209, 34_029)),
    ];
    fleet[0].window = window(28_800, "1,2,3,4,5", LONG_DAY);
    fleet[2].window = window(25_200, "1,2,3,4,5,6,7", WITH_BREAK);
    fleet[8].window = window(19_800, "1,2,3,4,5,6", "7,8,9,10,11");
    fleet[9].startup_type = Some(StartupType::Scheduled);
    fleet[10].window = window(28_800, "1,2,3,4,5", "9,10,11");
    fleet[10].startup_type = Some(StartupType::Manual);
    fleet
}

/// Forty campaigns: the everyday ones and more of the same.
pub fn forty() -> Vec<Task> {
    let more = (0..28_i64).map(|number| {
        let status = [2, 3, 3, 5, 1, 3, 4][usize::try_from(number).unwrap() % 7];
        let finished = if status == 3 { 4_000 + number } else { 130 * number };
        task(&format!("br_nps_wave_{number:02}"), status, (finished, 4_000 + number), (37 * number, 141 * number))
    });
    everyday().into_iter().chain(more).collect()
}

/// Names and counts that try to break the screen.
pub fn hostile() -> Vec<Task> {
    let long = "a_very_long_campaign_name_".repeat(8) + "2026-09-18";
    let mut fleet = vec![
        task("客户回访二零二六年九月第三批次跟进名单（华南区）", 2, (88_120, 100_000), (49_060, 203_557)),
        task("สำรวจความพึงพอใจลูกค้าไตรมาสที่สาม", 5, (41_000, 60_000), (14_022, 77_900)),
        task("تذكير بسداد القسط الشهري", 1, (0, 21_000), (0, 0)),
        task("👨‍👩‍👧‍👦 family plan 🇮🇩 renewal 📞", 2, (3_120, 3_300), (6, 25)),
        task(&long, 3, (19_900, 19_900), (10_209, 34_029)),
        task("\u{1b}]0;owned\u{7}\u{1b}[31mred\u{202e}txt.exe\u{9b}2J", 4, (12, 400), (1, 12)),
        task("two\nlines\tand a tab", 6, (640, 5_000), (146, 662)),
        task("counts_that_lie", 2, (120, 100), (90, 30)),
        task("negative", 2, (-5, 100), (0, -3)),
        task("huge", 2, (i64::MAX - 1, i64::MAX), (i64::MAX, i64::MAX)),
        task("e\u{301}\u{302}\u{303} combining", 2, (1, 3), (10, 100)),
        Task::empty(TaskKey::new(None, None, || "p1r12".to_owned())),
    ];
    for task in &mut fleet {
        task.issues = Box::default();
    }
    fleet[6].issues = issues();
    fleet[7].window = Arc::new(DialWindow::parse(Some(9_999_999), Some("x,8"), Some(""), Some("24")));
    fleet
}

fn issues() -> Box<[FieldIssue]> {
    Box::new([
        FieldIssue { path: "taskSetting.taskCreateSetting.startupType", found: "\"[\"".into(), expected: "a number" },
        FieldIssue { path: "taskStat.totalCall", found: "\"\u{1b}[2Jmany\"".into(), expected: "a whole number from 0" },
    ])
}

/// A campaign with every member set, in ways that need room.
pub fn with_everything() -> Task {
    let text = |text: &str| Box::<str>::from(text);
    Task {
        texts: TaskTexts::new(
            Some("客户回访 2026-09 华南区 第三批"),
            Some("0d4f6a1e-8f4e-4f5f-8a3c-0a8f6b1d9e77"),
            Some("91ac54be-1111-4b4b-9d7d-3f2f1e0d9c8b"),
            Some("4417"),
            Some("默认策略"),
        ),
        startup_type: Some(StartupType::Scheduled),
        startup_at: Some(ApiTime(NOW_SECONDS - 7_567)),
        max_ring_seconds: Some(35),
        route_id: Some(text("route-hk-2")),
        manual_call: Some(Box::new(ManualCall {
            agent_group: Some(text("group-7")),
            dispatch_type: Some(DispatchType::Predictive),
            ratio_call_rate: None,
            predict_call_rate: Some(1.5),
        })),
        flags: FuncFlags {
            task_keep: Some(true),
            sms_enable: Some(true),
            phone_encrypt: None,
            sms_rules: Some(Box::new([
                SmsRule {
                    sms_id: Some(text("sms-101")),
                    intent_ids: Box::new([text("i-1"), text("i-2")]),
                    intent_names: Box::new([text("Interested"), text("回拨")]),
                },
                SmsRule { sms_id: None, intent_ids: Box::default(), intent_names: Box::default() },
            ])),
            ..diwali().flags
        },
        issues: issues(),
        ..diwali()
    }
}
