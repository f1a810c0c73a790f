//! Makes up campaigns by number, each the same whenever it is asked for, so that 100,000 of them need no memory. Uses the
//! scenario format.

use std::sync::Arc;

use fastrand::Rng;

use crate::demo::scenario::{Change, Dispatch, Flag, Startup};

use super::mix;
use super::past::Past;
use super::progress::{COMPLETED, FAILED, PAUSED, PENDING, RUNNING};
use super::task::{Counts, Disguise, Pace, Planned, Task};
use super::window::Window;

/// Seconds between the creation of one made-up campaign and the next.
const SPACING_SECONDS: u64 = 600;
/// Only this many of the youngest may still be waiting, running or paused, as in an account that has grown old. It also
/// bounds how many must be worked out anew for every request.
const MAYBE_ACTIVE: usize = 2000;
/// A task created while the server runs waits so long, in simulated seconds, before it starts.
const GROWN_WAITS_SECONDS: f64 = 30.0;

const STEMS: &[&str] = &[
    "客户回访",
    "续费提醒",
    "เตือนชำระเงิน",
    "โปรโมชั่นใหม่",
    "त्योहार_ऑफर",
    "भुगतान अनुस्मारक",
    "عرض خاص",
    "Campaña de otoño",
    "Encuesta de satisfacción",
    "Nhắc thanh toán",
    "Khảo sát khách hàng",
    "Pengingat tagihan",
    "Promo akhir tahun",
    "Опрос клиентов",
    "Напоминание",
    "Aviso de cobrança",
    "ご契約更新",
    "만기 안내",
    "collect_t3",
    "welcome",
    "otp_retry",
    "renewal",
    "survey_nps",
    "winback",
    "delivery_check",
    "kyc_reminder",
];
const REGIONS: &[&str] = &["cn", "th", "in", "ae", "mx", "vn", "id", "ru", "br", "jp", "kr", "ph", "my", "eg"];
const STRATEGIES: &[&str] = &["default strategy", "default strategy", "默认策略", "three rounds", "morning first"];

/// Makes campaigns up.
#[derive(Debug)]
pub(super) struct Generator {
    /// What everything is made from.
    pub seed: u64,
    /// Windows to choose from.
    pub windows: Vec<Arc<Window>>,
    /// When the server started.
    pub start_ms: i64,
    /// The oldest listed campaign's creation; made-up ones are older.
    pub newest_seconds: i64,
}

#[derive(Clone, Copy)]
enum Part {
    Status,
    Created,
    Name,
    Scene,
    Id,
    Rest,
}

impl Generator {
    fn rng(&self, number: usize, part: Part) -> Rng {
        Rng::with_seed(mix(mix(self.seed, number as u64), 1000 + part as u64))
    }

    /// The status of a campaign at the start.
    pub(super) fn status(&self, number: usize) -> i64 {
        let limit = if number < MAYBE_ACTIVE { 100 } else { 80 };
        match self.rng(number, Part::Status).u8(..limit) {
            0..8 => FAILED,
            8..80 => COMPLETED,
            80..90 => RUNNING,
            90..95 => PENDING,
            _ => PAUSED,
        }
    }

    /// `createTs`: the higher the number, the older.
    pub(super) fn created_seconds(&self, number: usize) -> i64 {
        let back = (number as u64 + 1) * SPACING_SECONDS + self.rng(number, Part::Created).u64(..SPACING_SECONDS);
        self.newest_seconds.saturating_sub_unsigned(back)
    }

    /// `taskName`.
    pub(super) fn name(&self, number: usize) -> String {
        let mut rng = self.rng(number, Part::Name);
        let stem = pick(&mut rng, STEMS);
        let region = pick(&mut rng, REGIONS);
        format!("{stem}_{region}_{:02}{:02}_{}", rng.u8(1..=12), rng.u8(1..=28), number + 1)
    }

    /// `sceneID`.
    pub(super) fn scene_id(&self, number: usize) -> String {
        format!("scene-{:02}", self.rng(number, Part::Scene).u8(1..=24))
    }

    /// `userTaskID`.
    pub(super) fn user_task_id(&self, number: usize) -> String {
        format!("gen-{:06}-{:08x}", number + 1, self.rng(number, Part::Id).u32(..))
    }

    /// A campaign older than those listed.
    pub(super) fn task(&self, number: usize, status: i64) -> Task {
        let mut rng = self.rng(number, Part::Rest);
        let orders = 50 * rng.u64(1..=400);
        let finished = match status {
            COMPLETED => orders,
            PENDING => 0,
            // Enough is left for a running one to go on for hours.
            _ => orders * rng.u64(5..=60) / 100,
        };
        let answer_share = f64::from(rng.u32(8..=55)) / 100.0;
        let calls_per_order = f64::from(rng.u32(100..=260)) / 100.0;
        let has_agents = rng.u8(..8) == 0;
        let startup = [Startup::Manual, Startup::Scheduled, Startup::Immediate].get(rng.usize(..3)).copied();
        let startup = startup.unwrap_or_default();
        let created_seconds = self.created_seconds(number);
        let window = rng.choice(&self.windows).map_or_else(Window::always, Arc::clone);
        let mut flags = Vec::new();
        for (flag, one_in) in [(Flag::RoundRedial, 2), (Flag::WholeTts, 3), (Flag::PhoneEncrypt, 4)] {
            if rng.u8(..one_in) == 0 {
                flags.push(flag);
            }
        }
        Task {
            user_task_id: self.user_task_id(number),
            task_id: format!("{:016x}{:016x}", rng.u64(..), rng.u64(..)),
            scene_id: self.scene_id(number),
            name: self.name(number),
            created_seconds,
            strategy: pick(&mut rng, STRATEGIES).to_owned(),
            startup_type: startup as i64,
            startup_seconds: if startup == Startup::Scheduled { created_seconds + 3600 } else { 0 },
            window,
            dispatch: has_agents.then(|| Dispatch { group: "agents-1".to_owned(), kind: 1, rate: 1.2 }),
            flags,
            sms: Vec::new(),
            callback: String::new(),
            status,
            counts: Counts::begun(orders, finished, answer_share, calls_per_order),
            max_call: rng.u32(1..=12) * 5,
            pace: Pace {
                calls_per_minute_per_line: f64::from(rng.u32(4..=16)) / 10.0,
                answer_share,
                calls_per_order,
                tail_share: 0.0,
                phase: f64::from(rng.u32(..6283)) / 1000.0,
            },
            born_ms: self.start_ms,
            past: Past::default(),
            plan: Vec::new(),
            seed: mix(mix(self.seed, number as u64), 2),
            batch_seconds: 0.0,
            disguise: Disguise::None,
        }
    }

    /// A campaign created at a moment while the server runs: it waits a little, then starts.
    pub(super) fn grown(&self, number: usize, born_ms: i64) -> Task {
        // Numbers far above those of the older ones, so that nothing of the two is alike.
        let mut task = self.task((1 << 40) + number, PENDING);
        task.user_task_id = format!("new-{:06}-{:08x}", number + 1, mix(self.seed, number as u64) >> 32);
        task.name = format!("new_{}_{}", task.scene_id, number + 1);
        task.created_seconds = born_ms.div_euclid(1000);
        task.startup_type = Startup::Immediate as i64;
        task.startup_seconds = 0;
        task.born_ms = born_ms;
        task.plan = vec![Planned { at_seconds: GROWN_WAITS_SECONDS, change: Change::Start, value: 0.0, window: None }];
        task
    }
}

fn pick(rng: &mut Rng, from: &'static [&'static str]) -> &'static str {
    rng.choice(from).copied().unwrap_or_default()
}
