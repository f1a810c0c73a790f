//! The values of the business: tasks, statuses, shares, dial windows, snapshots, faults. Pure; uses no other room.

pub mod conditions;
pub mod count;
pub mod fault;
pub mod feed;
pub mod mask;
pub mod names;
pub mod raw;
pub mod share;
pub mod snapshot;
pub mod status;
pub mod task;
pub mod task_json;
mod task_key;
pub mod text;
pub mod time;
pub mod window;

pub use conditions::QueryConditions;
pub use fault::{Fault, FaultKind};
pub use feed::{Feed, Health, Reading, Sweep, SweepLane};
pub use raw::RawRow;
pub use share::Share;
pub use snapshot::Snapshot;
pub use status::TaskStatus;
pub use task::{DispatchType, FieldIssue, FuncFlags, ManualCall, SmsRule, StartupType, Task, TaskStat, TaskTexts};
pub use task_json::{TaskJson, write_task_json};
pub use task_key::TaskKey;
pub use time::{ApiTime, Clock, Now};
pub use window::{DialWindow, HalfHour, WindowState};
