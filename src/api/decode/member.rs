//! The documented members of a row (API page taskList): where each stands, and what it is called in an issue. Uses
//! `domain::names`.

use crate::domain::names::DOCUMENTED;

/// An object of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The row itself.
    Row,
    /// `taskStat`.
    Stat,
    /// `taskSetting`.
    Setting,
    /// `taskSetting.taskCreateSetting`.
    Create,
    /// `taskSetting.taskCreateSetting.manualCallSetting`.
    Manual,
    /// `taskSetting.funcFlag`.
    Flags,
    /// An entry of `taskSetting.funcFlag.smsFuncFlag`.
    SmsRule,
}

/// A member that holds one value or a list of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    UserTaskId,
    TaskId,
    SceneId,
    TaskStatus,
    CreateTs,
    TotalOrderCount,
    FinishOrderCount,
    AnswerOrderCount,
    FinishRate,
    TotalCall,
    TotalAnswerCall,
    AnswerRate,
    StrategyName,
    StartupType,
    StartupAt,
    ZoneSecond,
    DialAtWeekDay,
    DialAtUpHour,
    DialAtDownHour,
    MaxCall,
    MaxRingTime,
    RouteId,
    TaskName,
    TaskCallbackUrl,
    AgentGroup,
    DispatchType,
    RatioCallRate,
    PredictCallRate,
    TaskKeep,
    RoundRedial,
    WholeTts,
    SmsEnable,
    PhoneEncrypt,
    SmsId,
    IntentId,
    IntentName,
}

/// What a key of an object stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// One value.
    One(Field),
    /// A list of texts.
    Many(Field),
    /// An object.
    Object(Scope),
    /// The list of [`Scope::SmsRule`].
    SmsRules,
    /// Not documented here; read past.
    Unknown,
}

impl Scope {
    /// The object's path in a row.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Stat => "taskStat",
            Self::Setting => "taskSetting",
            Self::Create => "taskSetting.taskCreateSetting",
            Self::Manual => "taskSetting.taskCreateSetting.manualCallSetting",
            Self::Flags => "taskSetting.funcFlag",
            Self::SmsRule => "taskSetting.funcFlag.smsFuncFlag",
        }
    }

    /// What a key stands for in this object. White space around a key is ignored, because the vendor's own example has some,
    /// and so is its case, because the vendor's pages write some keys in two ways.
    pub(super) fn member(self, key: &str) -> Member {
        let key = key.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        match self.exact_member(key) {
            Member::Unknown => match DOCUMENTED.iter().find(|name| name.eq_ignore_ascii_case(key)) {
                Some(name) => self.exact_member(name),
                None => Member::Unknown,
            },
            member => member,
        }
    }

    fn exact_member(self, key: &str) -> Member {
        use Field as F;
        use Member::{Many, Object, One, SmsRules, Unknown};
        match (self, key) {
            (Self::Row, "userTaskID") => One(F::UserTaskId),
            (Self::Row, "taskID") => One(F::TaskId),
            (Self::Row, "sceneID") => One(F::SceneId),
            (Self::Row, "taskStatus") => One(F::TaskStatus),
            (Self::Row, "createTs") => One(F::CreateTs),
            (Self::Row, "taskStat") => Object(Self::Stat),
            (Self::Row, "taskSetting") => Object(Self::Setting),
            (Self::Stat, "totalOrderCount") => One(F::TotalOrderCount),
            (Self::Stat, "finishOrderCount") => One(F::FinishOrderCount),
            (Self::Stat, "answerOrderCount") => One(F::AnswerOrderCount),
            (Self::Stat, "finishRate") => One(F::FinishRate),
            (Self::Stat, "totalCall") => One(F::TotalCall),
            (Self::Stat, "totalAnswerCall") => One(F::TotalAnswerCall),
            (Self::Stat, "answerRate") => One(F::AnswerRate),
            (Self::Setting, "taskCreateSetting") => Object(Self::Create),
            (Self::Setting, "funcFlag") => Object(Self::Flags),
            (Self::Create, "strategyName") => One(F::StrategyName),
            (Self::Create, "startupType") => One(F::StartupType),
            (Self::Create, "startupAt") => One(F::StartupAt),
            (Self::Create, "zoneSecond") => One(F::ZoneSecond),
            (Self::Create, "dialAtWeekDay") => One(F::DialAtWeekDay),
            (Self::Create, "dialAtUpHour") => One(F::DialAtUpHour),
            (Self::Create, "dialAtDownHour") => One(F::DialAtDownHour),
            (Self::Create, "maxCall") => One(F::MaxCall),
            (Self::Create, "maxRingTime") => One(F::MaxRingTime),
            (Self::Create, "routeID") => One(F::RouteId),
            (Self::Create, "taskName") => One(F::TaskName),
            (Self::Create, "taskCallbackUrl") => One(F::TaskCallbackUrl),
            (Self::Create, "manualCallSetting") => Object(Self::Manual),
            (Self::Manual, "agentGroup") => One(F::AgentGroup),
            (Self::Manual, "dispatchType") => One(F::DispatchType),
            (Self::Manual, "ratioCallRate") => One(F::RatioCallRate),
            (Self::Manual, "predictCallRate") => One(F::PredictCallRate),
            (Self::Flags, "taskKeep") => One(F::TaskKeep),
            (Self::Flags, "roundRedial") => One(F::RoundRedial),
            (Self::Flags, "wholeTTS") => One(F::WholeTts),
            (Self::Flags, "smsEnable") => One(F::SmsEnable),
            (Self::Flags, "phoneEncrypt") => One(F::PhoneEncrypt),
            (Self::Flags, "smsFuncFlag") => SmsRules,
            (Self::SmsRule, "smsID" | "smsId") => One(F::SmsId),
            (Self::SmsRule, "intentID" | "intentId") => Many(F::IntentId),
            (Self::SmsRule, "intentName") => Many(F::IntentName),
            _ => Unknown,
        }
    }
}

impl Field {
    /// Whether the member is a text. A list of hours is none: something is made of it.
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Self::UserTaskId
                | Self::TaskId
                | Self::SceneId
                | Self::StrategyName
                | Self::TaskName
                | Self::TaskCallbackUrl
                | Self::RouteId
                | Self::AgentGroup
        )
    }

    /// The member's path in a row.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::UserTaskId => "userTaskID",
            Self::TaskId => "taskID",
            Self::SceneId => "sceneID",
            Self::TaskStatus => "taskStatus",
            Self::CreateTs => "createTs",
            Self::TotalOrderCount => "taskStat.totalOrderCount",
            Self::FinishOrderCount => "taskStat.finishOrderCount",
            Self::AnswerOrderCount => "taskStat.answerOrderCount",
            Self::FinishRate => "taskStat.finishRate",
            Self::TotalCall => "taskStat.totalCall",
            Self::TotalAnswerCall => "taskStat.totalAnswerCall",
            Self::AnswerRate => "taskStat.answerRate",
            Self::StrategyName => "taskSetting.taskCreateSetting.strategyName",
            Self::StartupType => "taskSetting.taskCreateSetting.startupType",
            Self::StartupAt => "taskSetting.taskCreateSetting.startupAt",
            Self::ZoneSecond => "taskSetting.taskCreateSetting.zoneSecond",
            Self::DialAtWeekDay => "taskSetting.taskCreateSetting.dialAtWeekDay",
            Self::DialAtUpHour => "taskSetting.taskCreateSetting.dialAtUpHour",
            Self::DialAtDownHour => "taskSetting.taskCreateSetting.dialAtDownHour",
            Self::MaxCall => "taskSetting.taskCreateSetting.maxCall",
            Self::MaxRingTime => "taskSetting.taskCreateSetting.maxRingTime",
            Self::RouteId => "taskSetting.taskCreateSetting.routeID",
            Self::TaskName => "taskSetting.taskCreateSetting.taskName",
            Self::TaskCallbackUrl => "taskSetting.taskCreateSetting.taskCallbackUrl",
            Self::AgentGroup => "taskSetting.taskCreateSetting.manualCallSetting.agentGroup",
            Self::DispatchType => "taskSetting.taskCreateSetting.manualCallSetting.dispatchType",
            Self::RatioCallRate => "taskSetting.taskCreateSetting.manualCallSetting.ratioCallRate",
            Self::PredictCallRate => "taskSetting.taskCreateSetting.manualCallSetting.predictCallRate",
            Self::TaskKeep => "taskSetting.funcFlag.taskKeep",
            Self::RoundRedial => "taskSetting.funcFlag.roundRedial",
            Self::WholeTts => "taskSetting.funcFlag.wholeTTS",
            Self::SmsEnable => "taskSetting.funcFlag.smsEnable",
            Self::PhoneEncrypt => "taskSetting.funcFlag.phoneEncrypt",
            Self::SmsId => "taskSetting.funcFlag.smsFuncFlag.smsID",
            Self::IntentId => "taskSetting.funcFlag.smsFuncFlag.intentID",
            Self::IntentName => "taskSetting.funcFlag.smsFuncFlag.intentName",
        }
    }
}
